//! Changes in plain words.

use crate::answer::Level;
use crate::answer::render::clean;

use super::change::{Change, ChangeKind, Changes, Outcome, Side};

/// What a change is, before the claim that it is about: "dropped (source revised)".
pub fn headline(change: &Change) -> String {
    let kind = change.kind.as_words();
    let firmness = |side: &Option<Side>| side.as_ref().map(firmness).unwrap_or_default();
    match (change.kind, change.reason) {
        (_, Some(reason)) => format!("{kind} ({})", reason.as_words()),
        (ChangeKind::Strengthened | ChangeKind::Weakened | ChangeKind::NewlyDisputed, None) => {
            format!("{kind} ({}, was {})", firmness(&change.after), firmness(&change.before))
        }
        _ => kind.to_owned(),
    }
}

/// The claim as it is told now, or was, with whose it is.
pub fn claim(side: &Side) -> String {
    format!("{} [{}]", clean(&side.text), clean(&side.outlet))
}

/// The sides of a change that are shown: both where the claim says something else now.
pub fn sides(change: &Change) -> (Option<&Side>, Option<&Side>) {
    match change.kind {
        ChangeKind::Reversed | ChangeKind::SourceCorrected => (change.before.as_ref(), change.after.as_ref()),
        _ => (None, change.after.as_ref().or(change.before.as_ref())),
    }
}

/// How firm a claim is: its level and its witnesses.
fn firmness(side: &Side) -> String {
    let level = match side.level {
        Level::SingleSource => "one source",
        level => level.as_str(),
    };
    match side.independent_sources {
        n if n > 1 => format!("{level}, {n} independent sources"),
        _ => level.to_owned(),
    }
}

/// Whether there is an answer now, where that has changed.
pub fn turn(changes: &Changes) -> Option<&'static str> {
    changes.turned().then_some(match changes.outcome {
        Outcome::Answered => "now there is enough evidence for an answer",
        Outcome::NotEnoughEvidence => "there is no longer enough evidence for an answer",
    })
}

/// Changes as lines of text.
pub fn readable(changes: &Changes) -> String {
    let mut text = format!("{}\n{}\n", clean(&changes.question), period(changes));
    if changes.is_empty() {
        text += "  no change\n";
    }
    text.extend(turn(changes).map(|said| format!("  {said}\n")));
    for change in &changes.changes {
        text += &format!("  {}\n", headline(change));
        match sides(change) {
            (Some(before), Some(after)) => {
                text += &format!("    before: {}\n    now:    {}\n", claim(before), claim(after));
            }
            (_, side) => text.extend(side.map(|side| format!("    {}\n", claim(side)))),
        }
    }
    text
}

/// The days that are compared.
pub fn period(changes: &Changes) -> String {
    match &changes.from {
        Some(from) => format!("{from} to {}", changes.to),
        None => format!("first answered on {}", changes.to),
    }
}

/// All changes in one line: "2 added, 1 dropped".
pub fn summary_line(changes: &Changes) -> String {
    let mut counted: Vec<(ChangeKind, usize)> = Vec::new();
    for change in &changes.changes {
        match counted.iter_mut().find(|(kind, _)| *kind == change.kind) {
            Some((_, count)) => *count += 1,
            None => counted.push((change.kind, 1)),
        }
    }
    counted.sort();
    let kinds = counted.iter().map(|(kind, count)| format!("{count} {}", kind.as_words()));
    let parts: Vec<String> = turn(changes).map(str::to_owned).into_iter().chain(kinds).collect();
    if parts.is_empty() { "no change".to_owned() } else { parts.join(", ") }
}
