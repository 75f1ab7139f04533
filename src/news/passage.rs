//! Places in an article's text.

use std::ops::Range;

use super::RevisionId;

/// A byte range inside one text, never empty, on character boundaries of that text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TextRange {
    start: usize,
    end: usize,
}

/// Why bytes do not make a passage of a text.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("bytes {start}..{end} are not whole characters of a text of {length} bytes")]
pub struct PassageError {
    pub start: usize,
    pub end: usize,
    pub length: usize,
}

impl TextRange {
    /// Checks a range against the text it is taken from.
    pub fn within(text: &str, range: Range<usize>) -> Result<Self, PassageError> {
        match text.get(range.clone()) {
            Some(words) if !words.is_empty() => Ok(Self { start: range.start, end: range.end }),
            _ => Err(PassageError { start: range.start, end: range.end, length: text.len() }),
        }
    }

    pub fn start(&self) -> usize {
        self.start
    }

    pub fn end(&self) -> usize {
        self.end
    }

    /// The words at this range. The empty string if `text` is not the one the range was taken from.
    pub fn of<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.start..self.end).unwrap_or_default()
    }

    pub fn contains(&self, other: &TextRange) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// Whole sentences of one revision, small enough to be read at a glance: the unit of retrieval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Passage {
    pub revision: RevisionId,
    pub range: TextRange,
}
