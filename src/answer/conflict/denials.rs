//! A denial beside the assertion that it denies.

use std::collections::BTreeSet;

use super::account::Account;
use super::{Matter, Position, Relation, Stance};

/// So much of what is denied has to be in what is asserted …
const DENIED: f64 = 0.5;
/// … and so many stems of it.
const SHARED: usize = 2;

/// Verbs and adjectives that deny what follows.
const DENYING: &[&str] = &[
    "denied", "denies", "deny", "denying", "denial", "disputed", "disputes", "rejected", "rejects",
    "dismissed", "dismisses", "refuted", "contradicted", "untrue", "false", "baseless", "invented",
    "fabricated",
];
pub const NEVER: &[&str] = &["never", "not", "no", "nobody", "neither", "none"];
/// With these, "not" denies no fact: "declined to comment", "could not rule out", "not only", "did not say".
const NO_DENIAL: &[&str] = &[
    "declined", "refused", "rule", "only", "comment", "respond", "immediately", "whether", "unclear", "yet",
    "known", "say", "if", "could", "would", "should", "may", "might",
];

/// Each denial with what asserts what it denies.
pub fn matters(accounts: &[Account<'_>]) -> Vec<Matter> {
    let mut found: Vec<Matter> = Vec::new();
    for denial in accounts {
        let Some(denied) = denied(denial) else { continue };
        let asserting: Vec<&Account<'_>> =
            accounts.iter().filter(|other| asserts(other, denial, &denied)).collect();
        let Some(first) = asserting.first() else { continue };
        let position = |says: &Account<'_>, stance, statements| Position {
            says: says.statement.text.to_owned(),
            stance,
            superseded: false,
            statements,
        };
        let statements: Vec<usize> = asserting.iter().map(|account| account.index).collect();
        let known = found.iter_mut().find(|matter| {
            matter
                .positions
                .first()
                .is_some_and(|position| position.statements.iter().any(|s| statements.contains(s)))
        });
        match known.and_then(|matter| matter.positions.last_mut()) {
            Some(denials) => denials.statements.push(denial.index),
            None => found.push(Matter {
                relation: Relation::Denial,
                about: "whether it is so".to_owned(),
                positions: vec![
                    position(first, Stance::Asserts, statements),
                    position(denial, Stance::Denies, vec![denial.index]),
                ],
            }),
        }
    }
    found
}

/// What a sentence denies: its content but for the words of denying. Only what is said to be untrue of the past or the
/// present; a plan that is rejected, or a comment that is declined, denies nothing.
fn denied(account: &Account<'_>) -> Option<BTreeSet<String>> {
    let by_word = account.has(DENYING);
    let by_not = account.has(NEVER) && !account.has(NO_DENIAL) && account.speaker.is_some();
    if !by_word && !by_not {
        return None;
    }
    let is_denial = |stem: &&String| {
        account.words.iter().any(|word| {
            &&word.stem == stem
                && (DENYING.contains(&word.plain.as_str()) || NEVER.contains(&word.plain.as_str()))
        })
    };
    let stems: BTreeSet<String> = account.content.iter().filter(|stem| !is_denial(stem)).cloned().collect();
    (stems.len() >= SHARED).then_some(stems)
}

fn asserts(account: &Account<'_>, denial: &Account<'_>, denied: &BTreeSet<String>) -> bool {
    if account.index == denial.index
        || account.has(DENYING)
        || account.has(NEVER)
        || !account.is_another_s(denial)
    {
        return false;
    }
    let shared: Vec<&String> = account.content.intersection(denied).collect();
    let beside_names = shared.iter().filter(|stem| !account.names.contains(stem.as_str())).count();
    let shorter = denied.len().min(account.content.len()).max(1);
    shared.len() as f64 >= DENIED * shorter as f64
        && shared.len() > SHARED
        && beside_names > 0
        && account.shares_names(denial)
}
