//! The ways in which an answer can differ from the one before it.

use serde::{Deserialize, Serialize};

use crate::answer::Level;

/// The name and version of the form.
pub const SCHEMA: &str = "caveat.changes/1";

/// What differs between two answers to one question. Without changes, they say the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    pub schema: String,
    pub question: String,
    /// The days of the two answers; no first one for a question that is answered for the first time.
    pub from: Option<String>,
    pub to: String,
    /// What was answered with, before and now.
    pub outcome_before: Option<Outcome>,
    pub outcome: Outcome,
    pub changes: Vec<Change>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Answered,
    NotEnoughEvidence,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub kind: ChangeKind,
    /// Why a claim was dropped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Side>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Side>,
}

/// What happened to a claim. In the order in which they are told: what turns an answer round first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It now says the opposite.
    Reversed,
    /// Its source now says something else at that place.
    SourceCorrected,
    /// Others speak against it now.
    NewlyDisputed,
    Added,
    Dropped,
    /// It has more witnesses, or a higher level.
    Strengthened,
    Weakened,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The article no longer says it.
    SourceRevised,
    /// The article was taken off its site.
    Withdrawn,
    /// A newer claim stands in its place.
    Superseded,
    /// The article still says it, and others are more to the point.
    Outranked,
}

/// A claim as it was told before or is told now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    pub text: String,
    pub level: Level,
    pub independent_sources: usize,
    /// The words that it cites first.
    pub quote: String,
    pub outlet: String,
    pub url: String,
    pub revision: u32,
}

impl ChangeKind {
    /// In words, as it stands before a claim.
    pub fn as_words(self) -> &'static str {
        match self {
            Self::Reversed => "reversed",
            Self::SourceCorrected => "source corrected",
            Self::NewlyDisputed => "newly disputed",
            Self::Added => "added",
            Self::Dropped => "dropped",
            Self::Strengthened => "strengthened",
            Self::Weakened => "weakened",
        }
    }
}

impl Reason {
    pub fn as_words(self) -> &'static str {
        match self {
            Self::SourceRevised => "source revised",
            Self::Withdrawn => "source withdrawn",
            Self::Superseded => "superseded",
            Self::Outranked => "outranked",
        }
    }
}

impl Changes {
    /// Whether there is nothing to be told.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && !self.turned()
    }

    /// Whether an answer was found now and not before, or the other way round.
    pub fn turned(&self) -> bool {
        self.outcome_before.is_some_and(|before| before != self.outcome)
    }

    /// How many changes there are; an outcome that is another one counts.
    pub fn count(&self) -> usize {
        self.changes.len() + usize::from(self.turned())
    }
}
