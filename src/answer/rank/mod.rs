//! Which passages bear on a question most: candidates from the index, read and scored anew.
//!
//! The index gathers by BM25, whose view is one passage wide. Reading what it gathered adds what a passage's article
//! says besides, its title, words next to each other, and parts of words where the words themselves fail. No score of
//! the backend goes into the result, so that any backend that gathers the same passages ranks them the same.

mod meant;
mod parts;
mod signals;
mod wishes;

use std::collections::HashMap;

use crate::index::analysis::{forms, terms_in};
use crate::index::{IndexError, PassageKey, Query, SearchBackend};
use crate::news::RevisionId;
use crate::store::{Scope, Store, StoredText};

pub use signals::Signals;

use meant::{Among, Meant};
use signals::{Found, Sought, score};
use wishes::Wishes;

use super::archive::Archive;
use super::question::Question;
use super::retrieve::{RetrieveError, filter};
use super::weights::{ALTERNATIVE, RESCORED, TITLE_AMONG_CANDIDATES};

/// A passage and what speaks for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ranked {
    pub revision: RevisionId,
    /// Bytes of the passage in the revision's text.
    pub start: usize,
    pub end: usize,
    /// Compares within one ranking only.
    pub score: f64,
    /// Nothing for a passage that came too late among the candidates to be read.
    pub signals: Option<Signals>,
}

/// The passages that bear on a question, best first, at most `depth`; those of one article stand by themselves. Ties are in
/// the order of article, revision and place.
pub fn rank(
    question: &Question,
    scope: &Scope,
    archive: &Archive<'_, impl SearchBackend>,
    depth: usize,
) -> Result<Vec<Ranked>, RetrieveError> {
    let Archive { store, index, dense } = archive;
    let hits = index.search(&query(question), &filter(scope, store)?, depth.max(RESCORED))?;
    let (read, rest) = hits.split_at(hits.len().min(RESCORED));
    let meant = match dense {
        Some(dense) => {
            Meant::gather(question, scope, &Among { store, dense, generation: index.generation() }, read)?
        }
        None => Meant::default(),
    };
    let mut candidates: Vec<PassageKey> = read.iter().map(PassageKey::from).collect();
    candidates.extend(meant.beside());
    let sought = sought(question, *index)?;
    let mut ranked = rescored(&sought, &Wishes::of(question, scope.as_of), &meant, &candidates, store)?;
    let last = ranked.last().map_or(0.0, |r| r.score);
    let base = read.last().map_or(1.0, |hit| f64::from(hit.score));
    let rest = rest.iter().filter(|hit| !candidates.contains(&PassageKey::from(*hit)));
    ranked.extend(rest.map(|hit| Ranked {
        revision: hit.revision,
        start: hit.start,
        end: hit.end,
        score: last * (f64::from(hit.score) / base).min(1.0),
        signals: None,
    }));
    ranked.truncate(depth);
    Ok(ranked)
}

/// Whether any of some revisions is among the passages that a question would have read.
pub fn gathers(
    question: &Question,
    scope: &Scope,
    archive: &Archive<'_, impl SearchBackend>,
    is_one: impl Fn(RevisionId) -> bool,
) -> Result<bool, RetrieveError> {
    let hits = archive.index.search(&query(question), &filter(scope, archive.store)?, RESCORED)?;
    Ok(hits.iter().any(|hit| is_one(hit.revision)))
}

fn query(question: &Question) -> Query {
    let mut words: Vec<(String, f32)> = Vec::new();
    for term in question.terms() {
        words.push((term.word.clone(), 1.0));
        for other in &term.alternatives {
            // That two words stand side by side is seen when they are read.
            let parts = other.split(' ').count().max(1) as f32;
            words.extend(other.split(' ').map(|part| (part.to_owned(), ALTERNATIVE as f32 / parts)));
        }
    }
    Query { words, title: TITLE_AMONG_CANDIDATES }
}

fn sought(question: &Question, index: &impl SearchBackend) -> Result<Sought, IndexError> {
    let languages = index.languages();
    let mut sought = Sought::new(index.passages());
    for term in question.terms() {
        let mut with = index.passages_with_form(&term.word)?;
        for other in &term.alternatives {
            with = with.max(match other.contains(' ') {
                true => index.passages_with_run(other)?,
                false => index.passages_with_form(other)?,
            });
        }
        let number = sought.add_term(&term.word, with);
        for form in forms(&term.word, languages).into_iter().flatten() {
            sought.add_form(vec![form], number, 1.0);
        }
        for other in &term.alternatives {
            for language in languages {
                let run = terms_in(other, Some(language)).into_iter().map(|term| term.stem).collect();
                sought.add_form(run, number, ALTERNATIVE);
            }
        }
    }
    Ok(sought)
}

/// Reads candidates and puts them in order.
fn rescored(
    sought: &Sought,
    wishes: &Wishes<'_>,
    meant: &Meant,
    candidates: &[PassageKey],
    store: &Store,
) -> Result<Vec<Ranked>, RetrieveError> {
    let mut by_revision: Vec<(RevisionId, Vec<PassageKey>)> = Vec::new();
    let mut places: HashMap<RevisionId, usize> = HashMap::new();
    for key in candidates {
        let place = *places.entry(key.revision).or_insert(by_revision.len());
        match by_revision.get_mut(place) {
            Some((_, of_it)) => of_it.push(*key),
            None => by_revision.push((key.revision, vec![*key])),
        }
    }
    // A pointer to nowhere, as after the store was restored from a backup, is not evidence.
    let texts = store.texts(by_revision.iter().map(|(revision, _)| *revision))?;
    let texts: Vec<(StoredText, Vec<PassageKey>)> =
        texts.into_iter().zip(by_revision).filter_map(|(text, (_, keys))| Some((text?, keys))).collect();
    let found: Vec<Found<'_>> = texts
        .iter()
        .map(|(text, keys)| {
            let words = |key: &PassageKey| text.text.get(key.start..key.end).unwrap_or_default();
            let passages: Vec<&str> = keys.iter().map(words).collect();
            Found {
                title: &text.title,
                wished: wishes.met_by(text, &passages),
                by_words: keys.iter().any(|key| !meant.is_beside(key)),
                passages,
                length: text.text.len(),
                language: text.language.as_deref(),
            }
        })
        .collect();
    let scores = score(sought, &found);
    let keys = texts.iter().flat_map(|(_, keys)| keys);
    let one = |(key, signals): (&PassageKey, Signals)| {
        let signals = Signals { meaning: meant.worth(key), ..signals };
        let PassageKey { revision, start, end } = *key;
        Ranked { revision, start, end, score: signals.total(), signals: Some(signals) }
    };
    let mut ranked: Vec<Ranked> = keys.zip(scores.into_iter().flatten()).map(one).collect();
    ranked
        .sort_by(|a, b| b.score.total_cmp(&a.score).then((a.revision, a.start).cmp(&(b.revision, b.start))));
    Ok(ranked)
}
