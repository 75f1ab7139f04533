//! The forms in which a reply can be asked for, from the strictest to the loosest. Endpoints differ in which they know.

use serde_json::{Value, json};

/// How a reply is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// JSON by a schema that the endpoint enforces.
    Schema,
    /// Some JSON; the prompt says which.
    Object,
    /// JSON, by the prompt alone: for endpoints that refuse both of the above.
    Prompted,
    /// A claim a line, for models that write no JSON.
    Lines,
}

impl Form {
    /// The name in the store and on the screen.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Schema => "json_schema",
            Self::Object => "json_object",
            Self::Prompted => "prompted",
            Self::Lines => "lines",
        }
    }

    /// Reads [`Form::as_str`] back.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Schema, Self::Object, Self::Prompted, Self::Lines]
            .into_iter()
            .find(|form| form.as_str() == name)
    }

    /// What to ask for where this was refused.
    pub fn looser(self) -> Option<Self> {
        match self {
            Self::Schema => Some(Self::Object),
            Self::Object => Some(Self::Prompted),
            Self::Prompted | Self::Lines => None,
        }
    }

    /// The `response_format` of a request.
    pub fn response_format(self, schema: &Value) -> Option<Value> {
        match self {
            Self::Schema => Some(json!({
                "type": "json_schema",
                "json_schema": { "name": "answer", "strict": true, "schema": schema },
            })),
            Self::Object => Some(json!({ "type": "json_object" })),
            Self::Prompted | Self::Lines => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        let mut form = Some(Form::Schema);
        while let Some(known) = form {
            assert_eq!(Form::named(known.as_str()), Some(known));
            form = known.looser();
        }
        assert_eq!(Form::named("lines"), Some(Form::Lines));
        assert_eq!(Form::named("xml"), None);
    }
}
