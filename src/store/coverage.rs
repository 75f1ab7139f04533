//! How much was looked through: the basis of every "not found".

use std::collections::HashSet;
use std::path::Path;

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

/// What was counted so far, in the bytes that the store holds: days stand as they are compared (2026-01-31).
#[derive(Default)]
struct Counted {
    articles: usize,
    outlets: HashSet<Vec<u8>>,
    /// The outlet counted last: the next article is often of the same.
    last: Vec<u8>,
    days: Option<(Vec<u8>, Vec<u8>)>,
}

impl Counted {
    /// Takes in an article. At any time one revision of each is visible at most, so rows are articles.
    fn take(&mut self, day: Option<&[u8]>, outlet: &[u8]) {
        self.articles += 1;
        if self.articles == 1 || self.last != outlet {
            outlet.clone_into(&mut self.last);
            if !self.outlets.contains(outlet) {
                self.outlets.insert(outlet.to_vec());
            }
        }
        let Some(day) = day else { return };
        let (from, to) = self.days.get_or_insert_with(|| (day.to_vec(), day.to_vec()));
        if day < from.as_slice() {
            day.clone_into(from);
        }
        if day > to.as_slice() {
            day.clone_into(to);
        }
    }

    fn coverage(self) -> Coverage {
        let day = |text: Vec<u8>| String::from_utf8(text).ok().and_then(|text| text.parse().ok());
        let (from, to) = self.days.unzip();
        Coverage {
            articles: self.articles,
            outlets: self.outlets.len(),
            from: from.and_then(day),
            to: to.and_then(day),
        }
    }
}

impl Store {
    /// Counts the articles inside a scope, of those that are indexed.
    pub fn coverage(&self, scope: &Scope, indexed: u64) -> Result<Coverage, StoreError> {
        let (condition, values) = scope.condition(indexed);
        // Counted here: SQLite takes three times as long to tell outlets apart and to compare days.
        let sql = format!("SELECT day, outlet_key FROM revisions WHERE {condition}");
        let run = || {
            let mut statement = self.connection.prepare_cached(&sql)?;
            let mut rows = statement.query(rusqlite::params_from_iter(values))?;
            let mut counted = Counted::default();
            while let Some(row) = rows.next()? {
                counted.take(row.get_ref(0)?.as_bytes_or_null()?, row.get_ref(1)?.as_bytes()?);
            }
            Ok(counted.coverage())
        };
        run().map_err(|e| self.explain(e))
    }

    /// Likewise, on a connection of its own: for a thread beside the one that looks for passages.
    pub fn coverage_beside(directory: &Path, scope: &Scope, indexed: u64) -> Result<Coverage, StoreError> {
        let store = Self::open(directory)?;
        // What is read once from end to end is sooner read than mapped, and not worth keeping.
        for pragma in ["mmap_size", "cache_size"] {
            store.connection.pragma_update(None, pragma, 0).map_err(|e| store.explain(e))?;
        }
        store.coverage(scope, indexed)
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
