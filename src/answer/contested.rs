//! What the sources of a report say differently, or alike, on what it tells: matters with their citations.

use std::collections::BTreeSet;

use crate::news::Kind;

use super::conflict::{Matter, Position, Relation, Stance, Statement, matters};
use super::evidence::{Citation, Evidence, Sentence, SentenceId};

/// Sentences that are compared: every one with every other would be slow for an answer from long articles.
const COMPARED: usize = 240;
/// Matters that are told, of those on which sources differ, and of those on which they agree.
const DIFFERING: usize = 8;
const AGREED: usize = 4;
/// A matter that no claim tells of is told where a sentence of it bears on the question at least so much.
const RELEVANT: f64 = 0.6;

/// A matter whose positions cite their words.
pub struct Contested {
    pub relation: Relation,
    pub about: String,
    pub positions: Vec<Stand>,
}

/// A position and the words that hold it: one place a source.
pub struct Stand {
    pub says: String,
    pub stance: Stance,
    pub superseded: bool,
    pub citations: Vec<Citation>,
}

/// The matters among the sentences that bear on the question or are cited.
pub fn contested(evidence: &Evidence, cited: &BTreeSet<SentenceId>) -> Vec<Contested> {
    let mut compared: Vec<(SentenceId, &Sentence)> =
        evidence.sentences().filter(|(id, _)| is_news(evidence, *id)).collect();
    compared.sort_by(|(a, one), (b, other)| {
        (cited.contains(b), other.relevance)
            .partial_cmp(&(cited.contains(a), one.relevance))
            .unwrap_or(std::cmp::Ordering::Equal)
    });
    compared.truncate(COMPARED);
    compared.sort_by_key(|(id, _)| *id);
    let statements: Vec<Statement<'_>> =
        compared.iter().filter_map(|(id, sentence)| statement(evidence, *id, sentence)).collect();
    let bears = |at: &usize| {
        compared.get(*at).is_some_and(|(id, sentence)| cited.contains(id) || sentence.relevance >= RELEVANT)
    };
    let told =
        |matter: &Matter| matter.positions.iter().any(|position| position.statements.iter().any(bears));
    let cite = |position: Position| {
        let mut sources = BTreeSet::new();
        let ids = position.statements.iter().filter_map(|at| compared.get(*at));
        let ids = ids.filter(|(_, sentence)| sources.insert(sentence.source));
        let citations = ids.filter_map(|(id, _)| evidence.cite_sentence(*id).ok()).collect();
        Stand { says: position.says, stance: position.stance, superseded: position.superseded, citations }
    };
    let (agreed, differing): (Vec<Matter>, Vec<Matter>) = matters(&statements)
        .into_iter()
        .filter(told)
        .partition(|matter| matter.relation == Relation::Agreement);
    let shown = differing.into_iter().take(DIFFERING).chain(agreed.into_iter().take(AGREED));
    shown
        .map(|matter| Contested {
            relation: matter.relation,
            about: matter.about,
            positions: matter.positions.into_iter().map(cite).collect(),
        })
        .collect()
}

/// An opinion piece is no witness.
fn is_news(evidence: &Evidence, id: SentenceId) -> bool {
    evidence.source_of(id).is_some_and(|source| source.revision.article().kind != Kind::Opinion)
}

/// A sentence as it is compared with others.
pub fn statement<'a>(evidence: &'a Evidence, id: SentenceId, sentence: &Sentence) -> Option<Statement<'a>> {
    let article = evidence.sources().get(sentence.source)?.revision.article();
    let timed = article.published.filter(|published| published.precision() == crate::news::Precision::Time);
    Some(Statement {
        source: sentence.source,
        outlet: &article.outlet,
        title: &article.title,
        day: article.published.map(|published| published.date()),
        at: timed.map(|published| published.instant()),
        text: evidence.words(id),
    })
}
