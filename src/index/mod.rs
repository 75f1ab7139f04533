//! Finding passages: a derived index that can be thrown away and built again from the store.
//!
//! A backend returns pointers into the store, never text, so none can put words into a report. The index only
//! ever grows: revisions do not change, so no document is deleted, and the statistics that scores rest on are
//! the same after a rebuild. What is visible at a given time is decided when searching.

pub mod analysis;
mod dense;
mod passages;
mod schema;
mod tantivy;
mod vectors;

use std::collections::HashSet;
use std::path::PathBuf;

use jiff::Timestamp;
use jiff::civil::Date;

pub use self::dense::Dense;
pub use self::passages::passages;
pub use self::schema::mapping;
pub use self::tantivy::{CatchUpError, TantivyIndex};
pub use self::vectors::{Anew, DenseError, PassageKey, VectorError, VectorWriter, Vectors};
use crate::news::RevisionId;

/// A weighted bag of words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// Words as they are written (the backend analyses them) with their weights.
    pub words: Vec<(String, f32)>,
    /// What a match in the title counts, against one in the passage.
    pub title: f32,
}

/// Which passages may be returned.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter {
    /// Only revisions that could be used at this instant.
    pub as_of: Timestamp,
    pub from: Option<Date>,
    pub to: Option<Date>,
    /// Outlet names, compared without regard to case. Empty: all.
    pub outlets: Vec<String>,
    /// BCP 47 primary languages in lower case; `und` for articles whose language nobody knows. Empty: all.
    pub languages: Vec<String>,
    /// Revisions that a later one had replaced by then.
    pub superseded: HashSet<RevisionId>,
}

/// A passage that matches, and how well. Scores compare within one search only.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    pub revision: RevisionId,
    pub start: usize,
    pub end: usize,
    pub score: f32,
}

/// A word of the index and in how many passages it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownWord {
    pub word: String,
    pub passages: u64,
}

/// What an index can be asked. Two kinds of index are meant to stand behind it: the embedded one and a server.
pub trait SearchBackend {
    /// The best passages, best first, at most `limit`. Ties are in the order of article, revision and place.
    fn search(&self, query: &Query, filter: &Filter, limit: usize) -> Result<Vec<Hit>, IndexError>;

    /// Whether a filter leaves a passage that has one of a text's terms: far cheaper than the best of them.
    fn leaves(&self, text: &str, filter: &Filter) -> Result<bool, IndexError>;

    /// Words within `distance` edits (insert, delete, substitute, swap; at most 2) of a lower-case word that begin with
    /// one of `initials`; with any letter if there are none. Two edits from any letter on are the dearest to look for.
    fn similar_words(
        &self,
        word: &str,
        distance: u8,
        initials: &[char],
    ) -> Result<Vec<KnownWord>, IndexError>;

    /// In how many passages a lower-case word stands.
    fn passages_with(&self, word: &str) -> Result<u64, IndexError>;

    /// In how many passages lower-case words keep company: a row for each of `words`, in it a number for each of
    /// `others`, the passages that both stand in; an estimate where a word stands in thousands.
    fn company(&self, words: &[&str], others: &[&str]) -> Result<Vec<Vec<u64>>, IndexError>;

    /// In how many passages the terms of a text follow each other, as stems.
    fn passages_with_run(&self, text: &str) -> Result<u64, IndexError>;

    /// In how many passages a word stands in any form that it may have in one of the index's languages.
    fn passages_with_form(&self, word: &str) -> Result<u64, IndexError>;

    /// The BCP 47 primary languages of the passages; `und` stands for passages in a language that nobody knows.
    fn languages(&self) -> &[String];

    /// The names of all outlets, lower-cased, in order.
    fn outlets(&self) -> Result<Vec<String>, IndexError>;

    /// How many passages there are.
    fn passages(&self) -> u64;

    /// How far into the store's order of revisions the index has come.
    fn generation(&self) -> u64;
}

/// Why the index cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    #[error("the index {0} is missing; run `caveat refresh --rebuild` to build it from the store")]
    Missing(PathBuf),
    #[error(
        "the index {path} was written in another format; run `caveat refresh --rebuild` to build it anew"
    )]
    Format { path: PathBuf },
    #[error("the index {path} is damaged ({reason}); run `caveat refresh --rebuild` to build it anew")]
    Damaged { path: PathBuf, reason: String },
    #[error("another caveat is writing to the index {0}; wait for it to end and try again")]
    Busy(PathBuf),
    #[error("the index {path} cannot be written: {reason}")]
    Write { path: PathBuf, reason: String },
}
