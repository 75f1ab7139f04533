//! What became of the cited articles: corrected, changed in a figure, withdrawn; as far as it was known at the time that is
//! asked for.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::evidence::{Evidence, Source};
use super::language::is_harmless;
use crate::ground::facts;
use crate::ground::numbers::{Number, numbers};
use crate::ground::words::{Word, words};
use crate::index::analysis::terms;
use crate::news::{Revision, corrections, is_corrected, sentences};
use crate::store::{Store, StoreError};

/// Changes told of one revision.
const TOLD: usize = 3;
/// A new sentence stands in an old one's place if it has so much of the shorter one's words.
const SAME_PLACE: f64 = 0.6;
/// Bytes of a note that are passed on.
const LONGEST_NOTE: usize = 400;

/// How an article was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AmendmentKind {
    /// A later revision says something else, and says that it was corrected.
    Corrected,
    /// A later revision says something else, without saying so.
    Changed,
    /// The article says that it was corrected; what it said before was never read.
    Announced,
    /// Its address answers that the article is gone.
    Withdrawn,
}

/// A change of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amendment {
    /// Index into the evidence's sources.
    pub source: usize,
    pub kind: AmendmentKind,
    pub on: Option<Date>,
    /// What was said, and what is said now.
    pub from: Option<String>,
    pub to: Option<String>,
    /// The article's own note.
    pub note: Option<String>,
}

/// The changes of some sources that were known at the evidence's time, in the order of sources and times.
pub fn amendments(
    evidence: &Evidence,
    cited: &BTreeSet<usize>,
    store: &Store,
) -> Result<Vec<Amendment>, StoreError> {
    let as_of = evidence.looked_in().scope.as_of;
    let mut found = Vec::new();
    for at in cited {
        let Some(source) = evidence.sources().get(*at) else { continue };
        let revisions = store.revisions(source.revision.id().article)?;
        found.extend(of_revisions(*at, source, &revisions, as_of));
        let last = store.fetch_record(&source.revision.article().url)?;
        let gone = last.filter(|last| matches!(last.status, 404 | 410) && last.fetched <= as_of);
        found.extend(gone.map(|last| Amendment {
            source: *at,
            kind: AmendmentKind::Withdrawn,
            on: Some(day_of(last.fetched)),
            from: None,
            to: None,
            note: None,
        }));
    }
    Ok(found)
}

/// What the states seen until `as_of`, up to the one that is cited, changed from one to the next.
fn of_revisions(at: usize, source: &Source, revisions: &[Revision], as_of: Timestamp) -> Vec<Amendment> {
    let cited = &source.revision;
    let known =
        |revision: &&Revision| revision.first_seen() <= as_of && revision.first_seen() <= cited.first_seen();
    let seen: Vec<&Revision> = revisions.iter().filter(known).collect();
    let mut found: Vec<Amendment> = Vec::new();
    for pair in seen.windows(2) {
        let [before, after] = pair else { continue };
        found.extend(changes(at, before, after));
    }
    let told = found.iter().any(|amendment| amendment.kind == AmendmentKind::Corrected);
    if !told && is_corrected(cited.text()) {
        found.push(Amendment {
            source: at,
            kind: AmendmentKind::Announced,
            on: cited.article().modified.map(|modified| modified.date()),
            from: None,
            to: None,
            note: note(cited.text(), ""),
        });
    }
    found
}

fn changes(at: usize, before: &Revision, after: &Revision) -> Vec<Amendment> {
    let note = note(after.text(), before.text());
    let kind = if note.is_some() { AmendmentKind::Corrected } else { AmendmentKind::Changed };
    let stated = after.article().modified.filter(|modified| modified.instant() <= after.first_seen());
    let on = Some(stated.map_or_else(|| day_of(after.first_seen()), |modified| modified.date()));
    let change = |(from, to): (Option<String>, Option<String>)| Amendment {
        source: at,
        kind,
        on,
        from,
        to,
        note: note.clone(),
    };
    let figures = exchanged(before.text(), after.text());
    match figures.is_empty() {
        true => note.is_some().then(|| change((None, None))).into_iter().collect(),
        false => figures.into_iter().take(TOLD).map(|(from, to)| change((Some(from), Some(to)))).collect(),
    }
}

/// What a new text has in the place of what an old one had: figures, or a sentence that is denied now.
fn exchanged(old: &str, new: &str) -> Vec<(String, String)> {
    let only = |text: &'_ str, other: &'_ str| -> Vec<String> {
        let others: BTreeSet<String> =
            sentences(other, None).iter().map(|range| range.of(other).to_owned()).collect();
        let notes = corrections(text);
        let noted = |start: usize| notes.iter().any(|note| note.start() <= start && start < note.end());
        let own = sentences(text, None).into_iter().filter(|range| !noted(range.start()));
        own.map(|range| range.of(text).to_owned()).filter(|sentence| !others.contains(sentence)).collect()
    };
    let (gone, come) = (only(old, new), only(new, old));
    let mut found: Vec<(String, String)> = Vec::new();
    for sentence in &gone {
        let best = come.iter().map(|other| (likeness(sentence, other), other));
        let Some((_, other)) =
            best.filter(|(like, _)| *like >= SAME_PLACE).max_by(|(a, _), (b, _)| a.total_cmp(b))
        else {
            continue;
        };
        let change = figures(sentence, other).or_else(|| {
            let turned = facts::is_negated(sentence) != facts::is_negated(other);
            turned.then(|| (sentence.clone(), other.clone()))
        });
        found.extend(change.filter(|(from, to)| is_harmless(from) && is_harmless(to)));
    }
    found.dedup();
    found
}

/// The numbers that one sentence has and the other has not, as they are written.
fn figures(old: &str, new: &str) -> Option<(String, String)> {
    let (old_words, new_words) = (words(old), words(new));
    let (had, has) = (numbers(&old_words), numbers(&new_words));
    let only = |own: &[Number], others: &[Number], words: &[Word], text: &str| -> String {
        let missing = own.iter().filter(|n| !others.iter().any(|other| other.value == n.value));
        let written = missing.filter_map(|n| text.get(words.get(n.first)?.start..words.get(n.last)?.end));
        written.collect::<Vec<_>>().join(", ")
    };
    let (from, to) = (only(&had, &has, &old_words, old), only(&has, &had, &new_words, new));
    (!from.is_empty() && !to.is_empty()).then_some((from, to))
}

fn likeness(one: &str, other: &str) -> f64 {
    let stems = |text: &str| terms(text).into_iter().map(|term| term.stem).collect::<BTreeSet<_>>();
    let (one, other) = (stems(one), stems(other));
    one.intersection(&other).count() as f64 / one.len().min(other.len()).max(1) as f64
}

/// The first note of correction that a text has and an older one had not.
fn note(text: &str, older: &str) -> Option<String> {
    let notes = corrections(text).into_iter().map(|range| range.of(text));
    let mut new = notes.filter(|note| !older.contains(note));
    let note = new.find(|note| is_harmless(note))?;
    Some(note.get(..note.floor_char_boundary(LONGEST_NOTE)).unwrap_or_default().to_owned())
}

fn day_of(time: Timestamp) -> Date {
    Offset::UTC.to_datetime(time).date()
}
