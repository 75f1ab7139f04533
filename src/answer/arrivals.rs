//! Whether what came since a question was answered could have a part in its answer.

use std::collections::HashSet;
use std::ops::Range;

use jiff::Timestamp;
use jiff::tz::Offset;

use super::archive::Archive;
use super::evidence::{Evidence, LookedIn, Sentence, Source};
use super::premise::{Premise, premise};
use super::question::Question;
use super::rank::gathers;
use super::retrieve::{RetrieveError, filter, retrieve};
use super::{AnswerError, ENOUGH, NEAREST};
use crate::index::SearchBackend;
use crate::news::RevisionId;
use crate::store::Scope;

/// So much of what the least of the cited sentences has must a new one have to be worth asking for.
const MARGIN: f64 = 0.0;

/// A text that an answer was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub revision: RevisionId,
    /// Addresses of its copies.
    pub also_in: Vec<String>,
    /// Bytes of its text that the answer cites.
    pub cited: Vec<Range<usize>>,
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
        Self { revision: source.revision.id(), also_in, cited: Vec::new() }
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
    // "Yesterday" is another day now, and what is the latest has grown old.
    let day = |at: Timestamp| Offset::UTC.to_datetime(at).date();
    let moves = !question.dates().is_empty() || question.asks_for_the_latest();
    if moves
        && day(now) != day(since.asked)
        && (question.asks_for_the_latest() || question.dates() != read(since.asked)?.dates())
    {
        return Ok(Arrivals::Enter);
    }
    let new = since.new;
    if new.is_empty() {
        return Ok(Arrivals::Outranked);
    }
    if archive.dense.is_none() && !gathers(&question, scope, archive, |revision| new.contains(&revision))? {
        return Ok(Arrivals::Outranked);
    }
    let evidence = retrieve(&question, scope, archive)?;
    Ok(match since.is_touched(text, &question, &evidence) {
        true => Arrivals::Enter,
        false => Arrivals::Outranked,
    })
}

impl Since<'_> {
    /// Whether today's evidence could make another answer. A source that enters it does so only with a sentence that
    /// bears on the question about as much as some that the answer cites, or may hold what is asked for as much.
    fn is_touched(&self, text: &str, question: &Question, evidence: &Evidence) -> bool {
        let found: Vec<Kept> = evidence.sources().iter().map(Kept::of).collect();
        if self.strictly {
            // A plan may have taken in more, behind these.
            return found.is_empty() != self.kept.is_empty()
                || !found.iter().zip(self.kept).all(|(found, kept)| kept.is_same(found))
                || self.kept.len() < found.len();
        }
        let cited = self.kept.iter().filter(|kept| !kept.cited.is_empty());
        if cited.clone().any(|kept| !found.iter().any(|found| kept.is_same(found))) {
            return true;
        }
        let enters = |source: usize| {
            let known = |found: &Kept| self.kept.iter().any(|kept| kept.revision == found.revision);
            found.get(source).is_some_and(|found| !known(found))
        };
        if !(0..found.len()).any(enters) {
            return false;
        }
        let best = evidence.looked_in().best_share;
        if cited.clone().next().is_none() && best < NEAREST {
            return false;
        }
        let premise = premise(question, evidence);
        let answerable = best >= ENOUGH && !matches!(premise, Premise::NotFound(_) | Premise::NoFigure(_));
        let is_cited = |sentence: &Sentence| {
            let revision = found.get(sentence.source).map(|found| found.revision);
            let of_it = self.kept.iter().filter(|kept| Some(kept.revision) == revision);
            of_it
                .flat_map(|kept| &kept.cited)
                .any(|range| range.start < sentence.range.end() && sentence.range.start() < range.end)
        };
        let sentences = || evidence.sentences().map(|(_, sentence)| sentence);
        // Nothing cited that is found any more: everything beats that.
        let least =
            |score: fn(&Sentence) -> f64| sentences().filter(|s| is_cited(s)).map(score).reduce(f64::min);
        let most = |score: fn(&Sentence) -> f64| {
            sentences().filter(|s| enters(s.source)).map(score).fold(0.0, f64::max)
        };
        let beats = |score: fn(&Sentence) -> f64| {
            let (most, least) = (most(score), least(score).unwrap_or_default());
            tracing::debug!("{text}: {most:.3} enters, the least cited has {least:.3}");
            most >= MARGIN * least
        };
        tracing::debug!("{text}: answerable {answerable}, was {}", self.was_answered);
        let by_relevance = beats(|s| s.relevance);
        let by_answers = beats(|s| s.answers);
        answerable != self.was_answered || cited.count() == 0 || by_relevance || by_answers
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
