//! Sentences that tell of one event alike but for one thing: its day, or who did it.

use std::collections::BTreeSet;
use std::ops::Range;

use jiff::civil::Date;

use super::account::Account;
use super::{Matter, Position, Relation, Stance};
use crate::ground::words::Word;

/// Days between two articles about one event.
const APART_IN_DAYS: i32 = 21;
/// So much of the shorter sentence has to be in the other …
const ALIKE: f64 = 0.6;
/// … and so many stems.
const SHARED: usize = 3;
/// Of sentences that differ in who did it, so many stems beside: the doers are most of what they have.
const AROUND: usize = 2;

/// What happens to a thing once: two days for it cannot both be right.
const ONCE: &[&str] = &[
    "sign", "die", "resign", "open", "close", "begin", "began", "end", "start", "elect", "appoint", "approv",
    "pass", "sink", "sank", "collaps", "crash", "explod", "bury", "buri", "found", "born", "marri",
    "abolish", "launch", "strike", "struck",
];
/// Words that say that it happened more than once.
const AGAIN: &[&str] =
    &["again", "second", "third", "another", "also", "next", "every", "each", "twice", "more"];
/// What only one can be or have done.
const ALONE: &[&str] = &[
    "wheel", "helm", "command", "driving", "drove", "won", "winner", "elected", "responsible", "blame",
    "fault", "cause", "caused", "fired", "started", "wrote", "shot", "led", "first",
];
const AUXILIARY: &[&str] = &["was", "were", "is", "are", "had", "has", "have"];

/// Matters of days and of doers.
pub fn matters(accounts: &[Account<'_>]) -> Vec<Matter> {
    let mut found = Vec::new();
    let accounts: Vec<&Account<'_>> = accounts.iter().filter(|account| has_slot(account)).collect();
    for (i, one) in accounts.iter().copied().enumerate() {
        for other in accounts.iter().skip(i + 1).copied().filter(|other| {
            one.is_another_s(other) && one.days_from(other).is_none_or(|days| days <= APART_IN_DAYS)
        }) {
            let day = days_apart(one, other).map(|says| conflict([one, other], "on which day", says));
            found
                .extend(day.or_else(|| Some(conflict([one, other], "who it was", doers_apart(one, other)?))));
        }
    }
    found
}

/// It names one day, or who did it.
fn has_slot(account: &Account<'_>) -> bool {
    only_day(account).is_some() || agent(account).is_some() || account.has(ALONE)
}

fn conflict(pair: [&Account<'_>; 2], about: &str, says: [String; 2]) -> Matter {
    let positions = pair.into_iter().zip(says).map(|(account, says)| Position {
        says,
        stance: Stance::Asserts,
        superseded: false,
        statements: vec![account.index],
    });
    Matter { relation: Relation::Conflict, about: about.to_owned(), positions: positions.collect() }
}

/// Each names one day, and another one, for what happens once.
fn days_apart(one: &Account<'_>, other: &Account<'_>) -> Option<[String; 2]> {
    let (Some((ours, here)), Some((theirs, there))) = (only_day(one), only_day(other)) else { return None };
    let once = one.shared(other).into_iter().any(|stem| ONCE.contains(&stem.as_str()));
    let alike = one.likeness(other) >= ALIKE && one.shared(other).len() >= SHARED && one.shares_names(other);
    let again = one.has(AGAIN) || other.has(AGAIN);
    let said = |account: &Account<'_>, place: &Range<usize>| {
        account.statement.text.get(place.clone()).unwrap_or_default().to_owned()
    };
    (ours != theirs && once && alike && !again).then(|| [said(one, here), said(other, there)])
}

fn only_day<'a>(account: &'a Account<'_>) -> Option<(&'a Date, &'a Range<usize>)> {
    account.days.iter().next().filter(|_| account.days.len() == 1)
}

/// The same was done "by" another, or another was what only one can be.
fn doers_apart(one: &Account<'_>, other: &Account<'_>) -> Option<[String; 2]> {
    if !one.may_be_of_one_event(other) || one.has(super::denials::NEVER) || other.has(super::denials::NEVER) {
        return None;
    }
    let (ours, theirs) = match (agent(one), agent(other)) {
        (Some((deed, ours)), Some((same, theirs))) if deed == same => (ours, theirs),
        _ => {
            let alone = |account: &Account<'_>| account.has(ALONE);
            (subject(one).filter(|_| alone(one))?, subject(other).filter(|_| alone(other))?)
        }
    };
    let stems = |words: &[&Word]| {
        words.iter().filter(|word| word.telling).map(|word| word.stem.clone()).collect::<BTreeSet<_>>()
    };
    let (mine, yours) = (stems(&ours), stems(&theirs));
    let around: Vec<&String> = one.shared(other).into_iter().filter(|stem| !mine.contains(*stem)).collect();
    let rest = |account: &Account<'_>, own: &BTreeSet<String>| account.content.difference(own).count();
    let shorter = rest(one, &mine).min(rest(other, &yours)).max(1);
    let alike = around.len() >= AROUND && around.len() as f64 >= ALIKE * shorter as f64;
    let apart = !mine.is_empty() && !yours.is_empty() && mine.is_disjoint(&yours);
    (alike && apart).then(|| [written(one, &ours), written(other, &theirs)])
}

/// The deed and who it is said to be done by: "opened by a keeper of the water board".
fn agent<'a>(account: &'a Account<'_>) -> Option<(&'a str, Vec<&'a Word>)> {
    let words = &account.words;
    let at = words.iter().position(|word| word.plain == "by")?;
    let deed = at.checked_sub(1).and_then(|before| words.get(before)).filter(|word| word.telling)?;
    let doer: Vec<&Word> = words.iter().skip(at + 1).take(6).take_while(|word| !word.breaks).collect();
    let is_time = doer.iter().take(2).any(|word| super::days::is_of_time(word) || word.is_digits());
    (!doer.is_empty() && !is_time).then_some((deed.stem.as_str(), doer))
}

/// Who the sentence opens with, up to its auxiliary.
fn subject<'a>(account: &'a Account<'_>) -> Option<Vec<&'a Word>> {
    let words = &account.words;
    let end = words.iter().take(6).position(|word| AUXILIARY.contains(&word.plain.as_str()))?;
    let subject: Vec<&Word> = words.iter().take(end).collect();
    (!subject.is_empty() && subject.iter().skip(1).all(|word| !word.breaks)).then_some(subject)
}

fn written(account: &Account<'_>, words: &[&Word]) -> String {
    let range = words.first().zip(words.last()).map(|(first, last)| first.start..last.end);
    range.and_then(|range| account.statement.text.get(range)).unwrap_or_default().to_owned()
}
