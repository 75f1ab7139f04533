//! Whether what came since a question was answered could have a part in its answer.

use std::collections::HashSet;
use std::ops::Range;

use jiff::Timestamp;
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};

use super::archive::Archive;
use super::evidence::{Evidence, LookedIn, Sentence, Source};
use super::premise::premise;
use super::question::Question;
use super::rank::gathers;
use super::retrieve::{RetrieveError, filter, retrieve};
use super::{AnswerError, ENOUGH, NEAREST};
use crate::index::SearchBackend;
use crate::news::RevisionId;
use crate::store::Scope;

/// A sentence may take the place of the least of the cited ones if it bears on the question so much as much. Of the
/// answers of 200 questions that 150 new articles among 5,000 changed, all had one with 1.05 or more.
const MARGIN: f64 = 0.9;
/// Likewise where what is nearest is shown for want of an answer: there the order is loose (0.73 was seen).
const FAR_MARGIN: f64 = 0.6;
/// A sentence has not moved if its scores differ by less. With 0.01, one of 13 answers that 50 new articles among 5,000
/// changed was missed (two sentences that were as good as each other changed places); with this none, at one more asked.
const SLIGHT: f64 = 0.002;

/// A text that an answer was made from.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    pub revision: RevisionId,
    /// Addresses of its copies.
    pub also_in: Vec<String>,
    /// Bytes of its text that the answer cites.
    pub cited: Vec<Range<usize>>,
    /// How its sentences bore on the question, by where they begin.
    pub bearings: Vec<(usize, Bearing)>,
}

/// What new passages come to.
#[derive(Clone, Debug, PartialEq)]
pub enum Arrivals {
    /// None is among the candidates that the question gathers, or all are outranked by the texts that were kept.
    Outranked,
    /// One would be among the evidence, or it is made up in another way because of them.
    Enter,
}

/// What is known of an answer that was kept.
pub struct Since<'a> {
    pub asked: Timestamp,
    /// The revisions that have come since.
    pub new: &'a HashSet<RevisionId>,
    /// What it was made from.
    pub kept: &'a [Kept],
    pub was_answered: bool,
    /// Whatever is found may change the answer: a model reads all of it.
    pub strictly: bool,
}

impl Kept {
    pub fn of(source: &Source) -> Self {
        let also_in = source.also_in.iter().map(|copy| copy.url.to_string()).collect();
        Self { revision: source.revision.id(), also_in, cited: Vec::new(), bearings: Vec::new() }
    }

    /// Likewise, with how its sentences bear on the question. `place` is its place in the evidence.
    pub fn with_bearings(evidence: &Evidence, place: usize, source: &Source) -> Self {
        let sentences = evidence.sentences().map(|(_, s)| s).filter(|s| s.source == place);
        let bearings = sentences.map(|s| (s.range.start(), Bearing::of(s))).collect();
        Self { bearings, ..Self::of(source) }
    }

    fn bearing(&self, start: usize) -> Option<Bearing> {
        self.bearings.iter().find(|(at, _)| *at == start).map(|(_, bearing)| *bearing)
    }

    fn cites(&self, sentence: &Sentence) -> bool {
        let (start, end) = (sentence.range.start(), sentence.range.end());
        self.cited.iter().any(|range| range.start < end && start < range.end)
    }

    /// Whether both are one text with the same copies.
    fn is_same(&self, other: &Self) -> bool {
        self.revision == other.revision && self.also_in == other.also_in
    }
}

/// Asks the question of today's index, and composes nothing: do passages of the revisions that are `new` beat the last of
/// the texts that the answer was made from? First what is cheap: whether any of them is among the passages that are
/// read at all. Only then are they read, and ranked beside what was there. So both are judged by today's statistics.
pub fn arrivals(
    text: &str,
    now: Timestamp,
    scope: &Scope,
    archive: &Archive<'_, impl SearchBackend>,
    since: &Since<'_>,
) -> Result<Arrivals, AnswerError> {
    let narrowed = scope.narrows(now).then(|| filter(scope, archive.store)).transpose();
    let narrowed = narrowed.map_err(RetrieveError::from)?;
    let read = |now| Question::interpret(text, now, archive.index, narrowed.as_ref());
    let question = read(now)?;
    // "Yesterday" is another day now, and what is the latest has grown old: that alone can bring up other passages.
    let day = |at: Timestamp| Offset::UTC.to_datetime(at).date();
    let moves = day(now) != day(since.asked)
        && (question.asks_for_the_latest()
            || (!question.dates().is_empty() && question.dates() != read(since.asked)?.dates()));
    if since.new.is_empty() && !moves {
        return Ok(Arrivals::Outranked);
    }
    // What is far from an answer is shuffled by little: only an answer is left alone for want of candidates.
    let is_firm = archive.dense.is_none() && !moves && since.was_answered;
    if is_firm && !gathers(&question, scope, archive, |revision| since.new.contains(&revision))? {
        return Ok(Arrivals::Outranked);
    }
    let evidence = retrieve(&question, scope, archive)?;
    let touched = since.is_touched(text, &question, &evidence);
    Ok(if touched { Arrivals::Enter } else { Arrivals::Outranked })
}

impl Since<'_> {
    /// Whether today's evidence could make another answer: what is cited is not found any more or bears less on the
    /// question, or some other sentence is new or bears more on it than it did, and about as much as one that is cited.
    fn is_touched(&self, text: &str, question: &Question, evidence: &Evidence) -> bool {
        let found: Vec<Kept> = evidence.sources().iter().map(Kept::of).collect();
        if self.strictly {
            // A plan may have taken in more, behind these.
            let is_same = found.iter().zip(self.kept).all(|(found, kept)| kept.is_same(found));
            return !is_same || self.kept.len() < found.len() || found.is_empty() != self.kept.is_empty();
        }
        let mut cited = self.kept.iter().filter(|kept| !kept.cited.is_empty());
        if cited.any(|kept| !found.iter().any(|found| kept.is_same(found))) {
            return true;
        }
        let of = |sentence: &Sentence| {
            let revision = found.get(sentence.source).map(|found| found.revision)?;
            self.kept.iter().find(|kept| kept.revision == revision)
        };
        let (mut least, mut risen) = (None, Bearing::default());
        for (_, sentence) in evidence.sentences() {
            let (now, kept) = (Bearing::of(sentence), of(sentence));
            let before = kept.and_then(|kept| kept.bearing(sentence.range.start()));
            match (kept.is_some_and(|kept| kept.cites(sentence)), before) {
                (true, Some(before)) if now.is_as_good_as(&before) => {
                    least = Some(least.map_or(now, |least: Bearing| least.min(now)));
                }
                (true, _) => return true,
                (false, Some(before)) if before.is_as_good_as(&now) => {}
                (false, _) => risen = risen.max(now),
            }
        }
        tracing::debug!("{text}: {risen:?} rises, the least cited has {least:?}");
        if risen == Bearing::default() {
            return false;
        }
        let best = evidence.looked_in().best_share;
        let Some(least) = least else { return best >= NEAREST };
        let is_open = || premise(question, evidence).is_lacking();
        let answerable = best >= ENOUGH && !is_open();
        answerable != self.was_answered || risen.beats(&least, if answerable { MARGIN } else { FAR_MARGIN })
    }
}

/// How a sentence bears on a question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Bearing {
    pub relevance: f64,
    pub answers: f64,
}

impl Bearing {
    pub fn of(sentence: &Sentence) -> Self {
        // Far finer than what counts, and short when it is written down.
        let rounded = |score: f64| (score * 10_000.0).round() / 10_000.0;
        Self { relevance: rounded(sentence.relevance), answers: rounded(sentence.answers) }
    }

    fn min(self, other: Self) -> Self {
        Self { relevance: self.relevance.min(other.relevance), answers: self.answers.min(other.answers) }
    }

    fn max(self, other: Self) -> Self {
        Self { relevance: self.relevance.max(other.relevance), answers: self.answers.max(other.answers) }
    }

    fn is_as_good_as(&self, other: &Self) -> bool {
        self.relevance + SLIGHT >= other.relevance && self.answers + SLIGHT >= other.answers
    }

    /// It may take the other's place.
    fn beats(&self, least: &Self, margin: f64) -> bool {
        self.relevance >= margin * least.relevance || self.answers >= margin * least.answers
    }
}

/// What a question would be looked for in now.
pub fn looks_in(scope: &Scope, archive: &Archive<'_, impl SearchBackend>) -> Result<LookedIn, RetrieveError> {
    let Archive { store, index, .. } = archive;
    Ok(LookedIn {
        scope: scope.clone(),
        coverage: store.coverage(scope, index.generation())?,
        last_refresh: store.last_refresh()?,
        considered: 0,
        generation: index.generation(),
        best_share: 0.0,
    })
}
