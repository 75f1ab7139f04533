//! How much was looked through: the basis of every "not found".

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::types::Value;

use super::{Store, StoreError, millis};
use crate::news::{RevisionId, UNKNOWN_LANGUAGE};

/// Which part of the store a question may use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// Nothing that was not known at this instant.
    pub as_of: Timestamp,
    /// First day of publication, inclusive, at the page's own offset.
    pub from: Option<Date>,
    /// Last day of publication, inclusive.
    pub to: Option<Date>,
    /// Outlets by name, compared without regard to case. Empty: all.
    pub outlets: Vec<String>,
    /// BCP 47 primary languages in lower case; `und` for articles whose language nobody knows. Empty: all.
    pub languages: Vec<String>,
}

/// The articles that a question was looked for in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    pub articles: usize,
    pub outlets: usize,
    /// First and last day of publication among those that state one.
    pub from: Option<Date>,
    pub to: Option<Date>,
}

impl Scope {
    /// Whether something known at `now` may be outside the scope.
    pub fn narrows(&self, now: Timestamp) -> bool {
        let by_name = !self.outlets.is_empty() || !self.languages.is_empty();
        self.as_of < now || self.from.is_some() || self.to.is_some() || by_name
    }

    /// Everything known at `as_of`.
    pub fn at(as_of: Timestamp) -> Self {
        Self { as_of, from: None, to: None, outlets: Vec::new(), languages: Vec::new() }
    }
}

impl Scope {
    /// What a row of `revisions` has to meet to be inside, with the values of its marks. Nothing could be found in
    /// revisions that were stored after `indexed`, as far as an index has come in the order of storing.
    fn condition(&self, indexed: u64) -> (String, Vec<Value>) {
        let mut sql =
            "visible_from <= ? AND (visible_until IS NULL OR visible_until > ?) AND seq <= ?".to_owned();
        let as_of = Value::from(millis(self.as_of));
        let mut values = vec![as_of.clone(), as_of, indexed.cast_signed().into()];
        for (bound, day) in [(" AND day >= ?", self.from), (" AND day <= ?", self.to)] {
            if let Some(day) = day {
                sql.push_str(bound);
                values.push(day.to_string().into());
            }
        }
        let outlets = self.outlets.iter().map(|outlet| outlet.to_lowercase()).collect();
        let language = format!("coalesce(language, '{UNKNOWN_LANGUAGE}')");
        let named = [("outlet_key".to_owned(), outlets), (language, self.languages.clone())];
        for (column, names) in named.into_iter().filter(|(_, names): &(_, Vec<String>)| !names.is_empty()) {
            let marks = vec!["?"; names.len()].join(", ");
            sql.push_str(&format!(" AND {column} IN ({marks})"));
            values.extend(names.into_iter().map(Value::from));
        }
        (sql, values)
    }
}

impl Store {
    /// Counts the articles inside a scope, of those that are indexed.
    pub fn coverage(&self, scope: &Scope, indexed: u64) -> Result<Coverage, StoreError> {
        let (condition, values) = scope.condition(indexed);
        // At any time one revision of an article is visible at most, so rows are articles: counting each article once
        // takes four times as long.
        let sql = format!(
            "SELECT count(*), count(DISTINCT outlet_key), min(day), max(day) FROM revisions
             WHERE {condition}"
        );
        let day = |text: Option<String>| text.and_then(|t| t.parse().ok());
        self.connection
            .query_row(&sql, rusqlite::params_from_iter(values), |r| {
                let count = |column| r.get::<_, i64>(column).map(|n| usize::try_from(n).unwrap_or(0));
                Ok(Coverage {
                    articles: count(0)?,
                    outlets: count(1)?,
                    from: day(r.get(2)?),
                    to: day(r.get(3)?),
                })
            })
            .map_err(|e| self.explain(e))
    }

    /// Whether a revision is inside a scope, and indexed.
    pub fn is_inside(&self, id: RevisionId, scope: &Scope, indexed: u64) -> Result<bool, StoreError> {
        let (condition, mut values) = scope.condition(indexed);
        values.extend([Value::from(id.article.0), i64::from(id.number).into()]);
        let sql = format!("SELECT 1 FROM revisions WHERE {condition} AND article = ? AND number = ?");
        let run = || self.connection.prepare_cached(&sql)?.exists(rusqlite::params_from_iter(values));
        run().map_err(|e| self.explain(e))
    }
}
