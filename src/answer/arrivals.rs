//! Whether what came since a question was answered could have a part in its answer.

use std::collections::HashSet;

use jiff::Timestamp;
use jiff::tz::Offset;

use super::AnswerError;
use super::archive::Archive;
use super::evidence::{LookedIn, Source};
use super::question::Question;
use super::rank::gathers;
use super::retrieve::{RetrieveError, filter, retrieve};
use crate::index::SearchBackend;
use crate::news::RevisionId;
use crate::store::Scope;

/// A text that an answer was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub revision: RevisionId,
    /// Addresses of its copies.
    pub also_in: Vec<String>,
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
}

impl Kept {
    pub fn of(source: &Source) -> Self {
        let also_in = source.also_in.iter().map(|copy| copy.url.to_string()).collect();
        Self { revision: source.revision.id(), also_in }
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
    let Since { new, kept, .. } = since;
    if new.is_empty() {
        return Ok(Arrivals::Outranked);
    }
    if archive.dense.is_none() && !gathers(&question, scope, archive, |revision| new.contains(&revision))? {
        return Ok(Arrivals::Outranked);
    }
    let evidence = retrieve(&question, scope, archive)?;
    let found: Vec<Kept> = evidence.sources().iter().map(Kept::of).collect();
    // A plan may have taken in more, behind these.
    let is_same = !found.is_empty() == !kept.is_empty() && kept.starts_with(&found);
    Ok(if is_same { Arrivals::Outranked } else { Arrivals::Enter })
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
