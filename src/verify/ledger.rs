//! What a check came to, claim by claim.

use serde::Serialize;

use crate::answer::Alarm;

/// What can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// The cited words do not bear it out.
    Unsupported,
    /// A citation's quote is not what the source says.
    QuoteAltered,
    /// A citation's quote stands elsewhere in the source than at its bytes.
    BytesShifted,
    /// Words in quotation marks that no cited source has.
    QuotationNotFound,
    /// A citation of a number that no source has.
    MissingSource,
    /// A source that nothing cites.
    UncitedSource,
    /// A source whose outlet, title or day is not what is stored.
    SourceMisstated,
    /// There is no text of the source to check against.
    NoText,
    /// Worded more strongly than its level or its evidence allows.
    TooStrong,
    /// Worded more weakly than its level deserves. A remark: it misleads nobody into believing too much.
    TooWeak,
    /// A level that the witnesses do not bear out.
    LevelTooHigh,
    /// A statement about claims that says more than they do, or more firmly.
    SynthesisTooStrong,
    /// A statement about claims that do not exist, or about none.
    UnknownClaim,
    /// Two claims, or two sources, with one number.
    Repeated,
    /// Something in a bundle that does not have the hash that was noted of it.
    Altered,
    /// A statement without a citation. A remark.
    NoCitation,
}

/// Something wrong, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    pub fault: Fault,
    pub detail: String,
}

/// How a claim stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    Ok,
    /// Nothing wrong was found, but it was not checked against anything.
    Unchecked,
    Wrong,
}

/// One claim, statement or heading.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    pub id: String,
    pub text: String,
    pub standing: Standing,
    /// How well the cited words bear it out, 0 to 1; none if nothing could be compared.
    pub score: Option<f64>,
    pub alarms: Vec<Alarm>,
    /// Numbers of the sources cited.
    pub citations: Vec<usize>,
    pub problems: Vec<Problem>,
}

/// Words in quotation marks, and whether a source has them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuoteCheck {
    pub quote: String,
    /// The entry that they stand in.
    pub entry: String,
    /// The source that has them.
    pub found_in: Option<usize>,
}

/// All that was checked.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Ledger {
    pub entries: Vec<Entry>,
    pub quotes: Vec<QuoteCheck>,
    /// What is wrong with the document as a whole.
    pub problems: Vec<Problem>,
}

impl Fault {
    /// Whether an answer with it fails.
    pub fn fails(self) -> bool {
        !matches!(self, Self::TooWeak | Self::NoCitation)
    }
}

impl Problem {
    pub fn new(fault: Fault, detail: impl Into<String>) -> Self {
        Self { fault, detail: detail.into() }
    }
}

impl Ledger {
    /// Nothing in it is unsupported.
    pub fn passes(&self) -> bool {
        self.all_problems().all(|problem| !problem.fault.fails())
    }

    pub fn all_problems(&self) -> impl Iterator<Item = &Problem> {
        self.entries.iter().flat_map(|entry| &entry.problems).chain(&self.problems)
    }

    pub fn count(&self, standing: Standing) -> usize {
        self.entries.iter().filter(|entry| entry.standing == standing).count()
    }
}

impl Entry {
    /// An entry of which everything is known but how it stands.
    pub fn new(id: impl Into<String>, text: impl Into<String>, citations: Vec<usize>) -> Self {
        Self {
            id: id.into(),
            text: text.into(),
            standing: Standing::Unchecked,
            score: None,
            alarms: Vec::new(),
            citations,
            problems: Vec::new(),
        }
    }

    /// Decides how it stands.
    pub fn judged(mut self) -> Self {
        self.standing = match () {
            () if self.problems.iter().any(|problem| problem.fault.fails()) => Standing::Wrong,
            () if self.score.is_some() => Standing::Ok,
            () => Standing::Unchecked,
        };
        self
    }
}
