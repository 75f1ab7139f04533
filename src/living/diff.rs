//! What differs between two answers, claim by claim.

use std::collections::BTreeMap;

use crate::answer::{Level, find_quote};

use super::change::{Change, ChangeKind, Changes, Reason, SCHEMA, Side};
use super::meaning::{Difference, difference, likeness};
use super::view::{Place, Statement, Told};

/// The words of one article's two states are one sentence, changed, if so much of them is the same.
const SAME_ARTICLE: f64 = 0.5;
/// Two articles say one thing if so much of their words is the same.
const OTHER_ARTICLE: f64 = 0.75;
/// A newer claim stands in the place of one that was dropped if so much of their words is the same.
const SUPERSEDES: f64 = 0.5;

/// How a cited article stands today.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceNow {
    /// The text of its newest state; empty if it is not there any more.
    pub text: String,
    pub withdrawn: bool,
}

/// What is told of a question now and was not before, and the other way round. `now` says how the articles stand that
/// the earlier answer cites, by address.
pub fn changes(before: Option<&Told>, after: &Told, now: &BTreeMap<String, SourceNow>) -> Changes {
    let found = before.map(|before| {
        let mut found = Comparison::of(before, after).changes(now);
        found.extend(turn(before, after));
        found.sort_by_key(|change| change.kind);
        found
    });
    Changes {
        schema: SCHEMA.to_owned(),
        question: after.question.clone(),
        from: before.map(|before| before.checked_on.clone()),
        to: after.checked_on.clone(),
        outcome_before: before.map(|before| before.outcome),
        outcome: after.outcome,
        changes: found.unwrap_or_default(),
    }
}

/// The bottom line leans the other way.
fn turn(before: &Told, after: &Told) -> Option<Change> {
    if before.lean()? == after.lean()? {
        return None;
    }
    let side = |told: &Told| {
        let claim = told.bottom_line()?;
        let places = claim.citations.iter().find_map(|citation| {
            let source = told.sources.iter().find(|source| source.n == citation.source)?;
            Some(Place { source, citation })
        });
        Some(shown(&claim.text, (claim.hedge.level, claim.hedge.independent_sources), places.as_ref()))
    };
    Some(Change { kind: ChangeKind::Reversed, reason: None, before: side(before), after: side(after) })
}

/// The claims of two answers, and which of them are one.
struct Comparison<'a> {
    before: Vec<Statement<'a>>,
    after: Vec<Statement<'a>>,
    /// Places in both lists.
    pairs: Vec<(usize, usize)>,
}

impl<'a> Comparison<'a> {
    fn of(before: &'a Told, after: &'a Told) -> Self {
        let mut comparison =
            Self { before: before.statements(), after: after.statements(), pairs: Vec::new() };
        comparison.pair(same_words);
        comparison.pair(same_sentence);
        comparison.pair(same_meaning);
        comparison
    }

    /// Pairs what is left by a likeness, the most alike first.
    fn pair(&mut self, alike: impl Fn(&Statement<'_>, &Statement<'_>) -> Option<f64>) {
        let mut found = Vec::new();
        for (i, old) in self.left_before() {
            for (j, new) in self.left_after() {
                found.extend(alike(old, new).map(|likeness| (likeness, i, j)));
            }
        }
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        for (_, i, j) in found {
            if self.pairs.iter().all(|(old, new)| *old != i && *new != j) {
                self.pairs.push((i, j));
            }
        }
    }

    fn left_before(&self) -> Vec<(usize, &Statement<'a>)> {
        let paired = |i: &usize| self.pairs.iter().any(|(old, _)| old == i);
        self.before.iter().enumerate().filter(|(i, _)| !paired(i)).collect()
    }

    fn left_after(&self) -> Vec<(usize, &Statement<'a>)> {
        let paired = |j: &usize| self.pairs.iter().any(|(_, new)| new == j);
        self.after.iter().enumerate().filter(|(j, _)| !paired(j)).collect()
    }

    fn changes(&self, now: &BTreeMap<String, SourceNow>) -> Vec<Change> {
        let mut changes = Vec::new();
        let mut pairs: Vec<_> = self.pairs.iter().collect();
        pairs.sort_unstable();
        for (i, j) in pairs {
            let pair = self.before.get(*i).zip(self.after.get(*j));
            changes.extend(pair.into_iter().flat_map(|(old, new)| of_a_pair(old, new)));
        }
        let (dropped, mut added) = (self.left_before(), self.left_after());
        for (_, old) in dropped {
            if let Some(at) = added.iter().position(|(_, new)| says_the_opposite(old, new)) {
                changes.push(change(ChangeKind::Reversed, Some(old), Some(added.remove(at).1)));
                continue;
            }
            let mut change = change(ChangeKind::Dropped, Some(old), None);
            change.reason = Some(why_dropped(old, &added, now));
            changes.push(change);
        }
        changes.extend(added.into_iter().map(|(_, new)| change(ChangeKind::Added, None, Some(new))));
        changes
    }
}

/// They cite the same words.
fn same_words(old: &Statement<'_>, new: &Statement<'_>) -> Option<f64> {
    let mut pairs = old.places.iter().flat_map(|a| new.places.iter().map(move |b| (a, b)));
    pairs.any(|(a, b)| a.overlaps(b)).then(|| 1.0 + likeness(&old.claim.text, &new.claim.text))
}

/// They cite a sentence of one article that was changed, or another place where it says the same.
fn same_sentence(old: &Statement<'_>, new: &Statement<'_>) -> Option<f64> {
    let pairs = old.places.iter().flat_map(|a| new.places.iter().map(move |b| (a, b)));
    let of_one = pairs.filter(|(a, b)| a.is_of(b) && a.source.revision != b.source.revision);
    let best = of_one.map(|(a, b)| likeness(&a.citation.quote, &b.citation.quote)).fold(0.0, f64::max);
    (best >= SAME_ARTICLE).then_some(best)
}

/// They say the same, out of different articles.
fn same_meaning(old: &Statement<'_>, new: &Statement<'_>) -> Option<f64> {
    let (a, b) = (quote(old), quote(new));
    let likeness = likeness(a, b);
    (likeness >= OTHER_ARTICLE && difference(a, b) == Difference::None).then_some(likeness)
}

fn quote<'a>(statement: &'a Statement<'_>) -> &'a str {
    statement.places.first().map_or(statement.claim.text.as_str(), |place| place.citation.quote.as_str())
}

/// What is to be told of a claim that stands in both answers: nothing if only its words are others.
fn of_a_pair(old: &Statement<'_>, new: &Statement<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    let revised = old.places.iter().flat_map(|a| new.places.iter().map(move |b| (a, b))).find(|(a, b)| {
        a.is_of(b)
            && a.source.revision != b.source.revision
            && likeness(&a.citation.quote, &b.citation.quote) >= SAME_ARTICLE
    });
    let kept = old.places.iter().any(|a| new.places.iter().any(|b| a.overlaps(b)));
    let differs = revised
        .filter(|_| !kept)
        .map_or(Difference::None, |(a, b)| difference(&a.citation.quote, &b.citation.quote));
    match differs {
        Difference::Sense => changes.push(change(ChangeKind::Reversed, Some(old), Some(new))),
        Difference::Fact => changes.push(change(ChangeKind::SourceCorrected, Some(old), Some(new))),
        Difference::None => {}
    }
    changes.extend(firmness(old, new).map(|kind| change(kind, Some(old), Some(new))));
    changes
}

/// How the strength of a claim has changed.
fn firmness(old: &Statement<'_>, new: &Statement<'_>) -> Option<ChangeKind> {
    let (before, after) = (&old.claim.hedge, &new.claim.hedge);
    match (before.level, after.level) {
        (a, b) if a == b && b != Level::Disputed => {
            match after.independent_sources.cmp(&before.independent_sources) {
                std::cmp::Ordering::Greater => Some(ChangeKind::Strengthened),
                std::cmp::Ordering::Less => Some(ChangeKind::Weakened),
                std::cmp::Ordering::Equal => None,
            }
        }
        (a, b) if a == b => None,
        (_, Level::Disputed) => Some(ChangeKind::NewlyDisputed),
        // Levels are in order, the strongest first.
        (a, b) if b < a => Some(ChangeKind::Strengthened),
        _ => Some(ChangeKind::Weakened),
    }
}

fn says_the_opposite(old: &Statement<'_>, new: &Statement<'_>) -> bool {
    let (a, b) = (quote(old), quote(new));
    likeness(a, b) >= SUPERSEDES && difference(a, b) == Difference::Sense
}

fn why_dropped(
    old: &Statement<'_>,
    added: &[(usize, &Statement<'_>)],
    now: &BTreeMap<String, SourceNow>,
) -> Reason {
    let standing = |place: &Place<'_>| match now.get(&place.source.url) {
        Some(source) if source.withdrawn => Some(Reason::Withdrawn),
        Some(source) if find_quote(&source.text, &place.citation.quote).is_none() => {
            Some(Reason::SourceRevised)
        }
        _ => None,
    };
    let published = |statement: &Statement<'_>| {
        statement.places.iter().filter_map(|place| place.source.published.clone()).max()
    };
    let stands_in = |new: &&Statement<'_>| {
        likeness(quote(old), quote(new)) >= SUPERSEDES && published(new) >= published(old)
    };
    old.places.first().and_then(standing).unwrap_or_else(|| {
        match added.iter().map(|(_, new)| *new).find(stands_in) {
            Some(_) => Reason::Superseded,
            None => Reason::Outranked,
        }
    })
}

fn change(kind: ChangeKind, before: Option<&Statement<'_>>, after: Option<&Statement<'_>>) -> Change {
    let side = |statement: &Statement<'_>| {
        let claim = statement.claim;
        shown(&claim.text, (claim.hedge.level, claim.hedge.independent_sources), statement.places.first())
    };
    Change { kind, reason: None, before: before.map(side), after: after.map(side) }
}

fn shown(text: &str, (level, independent_sources): (Level, usize), place: Option<&Place<'_>>) -> Side {
    Side {
        text: text.to_owned(),
        level,
        independent_sources,
        quote: place.map(|place| place.citation.quote.clone()).unwrap_or_default(),
        outlet: place.map(|place| place.source.outlet.clone()).unwrap_or_default(),
        url: place.map(|place| place.source.url.clone()).unwrap_or_default(),
        revision: place.map(|place| place.source.revision).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests;
