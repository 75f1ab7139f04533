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

#[cfg(test)]
mod tests {
    use super::*;

    /// What two outlets' sentences of these days are found to be, if anything.
    #[track_caller]
    fn check(one: (&str, &str), other: (&str, &str), expected: Option<Relation>) {
        let statement = |(source, (day, text)): (usize, (&'static str, &'static str))| Statement {
            source,
            outlet: ["Quell News", "Ost Post"][source],
            title: "",
            day: day.parse().ok(),
            at: None,
            text,
        };
        let leak = |(day, text): (&str, &str)| -> (&'static str, &'static str) {
            (day.to_owned().leak(), text.to_owned().leak())
        };
        let statements: Vec<Statement<'_>> =
            [leak(one), leak(other)].into_iter().enumerate().map(statement).collect();
        let found = matters(&statements);
        assert_eq!(found.first().map(|matter| matter.relation), expected, "{found:#?}");
    }

    const FIRST: &str = "2026-01-12";
    const SECOND: &str = "2026-01-13";

    #[test]
    fn tolls_of_one_day_conflict_and_later_ones_supersede() {
        let (few, many) = (
            "The harbour fire in Quellmar killed 14 people.",
            "The harbour fire in Quellmar killed 39 people.",
        );
        check((FIRST, few), (FIRST, many), Some(Relation::Conflict));
        check((FIRST, few), (SECOND, many), Some(Relation::Supersession));
        // A toll does not fall by itself.
        check((FIRST, many), (SECOND, few), Some(Relation::Conflict));
        check(
            (FIRST, many),
            (SECOND, "The toll of the harbour fire in Quellmar was revised: it killed 14 people."),
            Some(Relation::Supersession),
        );
    }

    #[test]
    fn parts_fates_and_years_apart_are_no_conflict() {
        let fire = "The harbour fire in Quellmar killed 14 people.";
        check((FIRST, fire), (FIRST, "The harbour fire in Quellmar injured 39 people."), None);
        check(
            (FIRST, fire),
            (FIRST, "Three of the people killed by the harbour fire in Quellmar were sailors."),
            None,
        );
        check((FIRST, fire), ("2024-01-12", "The harbour fire in Quellmar killed 39 people."), None);
        check((FIRST, fire), (FIRST, "The harbour fire in Ostmar killed 39 people."), None);
        check(
            (FIRST, fire),
            (FIRST, "About 15 people were killed by the harbour fire in Quellmar."),
            Some(Relation::Agreement),
        );
    }

    #[test]
    fn a_denial_needs_something_that_it_denies() {
        let paid = "Minister Dora Hale paid the builder Olin Prast twice, according to his books.";
        check(
            (FIRST, paid),
            (SECOND, "Dora Hale denied that she had paid the builder Olin Prast."),
            Some(Relation::Denial),
        );
        check(
            (FIRST, paid),
            (SECOND, "Dora Hale declined to say whether she had paid the builder Olin Prast."),
            None,
        );
        check((FIRST, paid), (SECOND, "Dora Hale was denied a visa, the builder Olin Prast said."), None);
    }
}
