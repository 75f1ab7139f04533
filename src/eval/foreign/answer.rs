//! An answer and the texts that it was made from.

use crate::verify::read_foreign;

pub use crate::verify::Statement;

/// A heading without a mark has at most so many words; what is longer lacks its full stop.
const LONGEST_HEADING: usize = 7;

/// A text that an answer may rest on. The first is cited as `[1]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    pub title: String,
    pub text: String,
}

/// An answer of any system.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    pub id: String,
    pub question: String,
    pub statements: Vec<Statement>,
    pub contexts: Vec<Context>,
}

impl Context {
    /// All its words: a title may name what the text only speaks of.
    pub fn words(&self) -> String {
        let has_title = self.title.is_empty() || self.text.starts_with(&self.title);
        if has_title { self.text.clone() } else { format!("{}\n\n{}", self.title, self.text) }
    }
}

impl From<&str> for Context {
    fn from(text: &str) -> Self {
        Self { title: String::new(), text: text.to_owned() }
    }
}

impl Answer {
    /// An answer in Markdown, HTML or plain text, with or without `[n]`.
    pub fn of_text(text: &str, contexts: Vec<Context>) -> Self {
        let mut statements = read_foreign(text).statements;
        let last = statements.len().saturating_sub(1);
        for (place, statement) in statements.iter_mut().enumerate() {
            statement.is_heading &= is_heading(&statement.text, text, place == last);
        }
        Self { statements, contexts, ..Self::default() }
    }

    /// Some statement says what it rests on. Otherwise all that was given may bear each one out.
    pub fn has_citations(&self) -> bool {
        self.statements.iter().any(|statement| !statement.citations.is_empty())
    }
}

/// What was taken for a heading is one if it is marked as one or asks, or if it is short and something follows.
fn is_heading(text: &str, document: &str, is_last: bool) -> bool {
    let is_marked = |line: &str| {
        let line = line.trim();
        (line.starts_with('#') || line.starts_with("**") || line.starts_with("<h")) && line.contains(text)
    };
    let is_short = text.split_whitespace().count() <= LONGEST_HEADING;
    text.ends_with('?') || document.lines().any(is_marked) || is_short && !is_last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, stated: &[&str]) {
        let answer = Answer::of_text(text, Vec::new());
        let found: Vec<&str> =
            answer.statements.iter().filter(|s| !s.is_heading).map(|s| s.text.as_str()).collect();
        assert_eq!(found, stated, "{text}");
    }

    #[test]
    fn an_answer_without_a_full_stop_states_something() {
        check("The envoy met Melk twice", &["The envoy met Melk twice"]);
        check("Nine", &["Nine"]);
        check("# Ferries\n\nNine sank [1].", &["Nine sank."]);
        check("Ferries\n\nNine sank [1].\n\n## Who asked", &["Nine sank."]);
        check("It sank. Who asked?", &["It sank."]);
    }
}
