//! Who contradicts whom: sentences of different sources about one thing, laid side by side.
//!
//! Three readers propose pairs of sentences that speak of the same thing and say otherwise: `counts` (numbers with what
//! they count), `slots` (a day, or who did it) and `denials` (an assertion and its denial). A count that can only change
//! one way, such as a toll, and that a later report has higher, is superseded; that is no conflict. Nothing here reads
//! the clock, the store or the question.

mod account;
mod counts;
mod days;
mod denials;
mod settle;
mod slots;

#[cfg(test)]
mod clusters;

use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use account::{Account, Lead};
pub use counts::differ;

/// A sentence of a source, as it is compared.
#[derive(Clone, Debug)]
pub struct Statement<'a> {
    /// Which source it stands in: copies of one text are one source.
    pub source: usize,
    pub outlet: &'a str,
    pub title: &'a str,
    /// Day of publication, and the instant where the source states one.
    pub day: Option<Date>,
    pub at: Option<Timestamp>,
    pub text: &'a str,
}

/// How the positions on a matter stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Reports of one time cannot all be right.
    Conflict,
    /// One side denies what the other asserts.
    Denial,
    /// A source has put right what it, or another, said before.
    Correction,
    /// The fact changes with time, and a later report says how it stands.
    Supersession,
    /// Independent outlets say the same.
    Agreement,
}

/// What a position does with the thing that the matter is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stance {
    Asserts,
    Denies,
}

/// One thing, and what is said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matter {
    pub relation: Relation,
    /// What they differ in: "how many were killed", "on which day".
    pub about: String,
    pub positions: Vec<Position>,
}

/// What some sentences say alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// In a few words of the first of them: "39 workers".
    pub says: String,
    pub stance: Stance,
    /// A later report, or a correction, has taken its place.
    pub superseded: bool,
    /// Indexes of statements, the earliest first.
    pub statements: Vec<usize>,
}

/// Matters on which the statements differ, or on which independent outlets agree; the weightiest kind first.
pub fn matters(statements: &[Statement<'_>]) -> Vec<Matter> {
    let leads = Lead::all(statements);
    let accounts: Vec<Account<'_>> =
        statements.iter().enumerate().map(|(i, statement)| Account::of(i, statement, &leads)).collect();
    let mut found = counts::matters(&accounts);
    found.extend(denials::matters(&accounts));
    found.extend(slots::matters(&accounts));
    found.sort_by_key(|matter| (matter.relation, first(matter)));
    found.dedup();
    found
}

fn first(matter: &Matter) -> usize {
    matter.positions.iter().flat_map(|position| &position.statements).copied().min().unwrap_or_default()
}
