//! What the sources of a report say differently, or alike, on what it tells: matters with their citations.

use std::collections::BTreeSet;

use crate::news::Kind;

use super::conflict::{Matter, Position, Relation, Stance, Statement, matters};
use super::evidence::{Citation, Evidence, Sentence, SentenceId};

/// Sentences that are compared: every one with every other would be slow for an answer from long articles.
const COMPARED: usize = 120;
/// Matters that are told, of those on which sources differ, and of those on which they agree.
const DIFFERING: usize = 8;
const AGREED: usize = 4;
/// A matter that no claim tells of is told where a sentence of it bears on the question at least so much.
const RELEVANT: f64 = 0.6;

/// What has been superseded is worth so much of what it was, for an answer.
const OUTDATED: f64 = 0.6;

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

/// A matter by the numbers of its sentences.
#[derive(Clone, Debug)]
pub struct Found {
    pub relation: Relation,
    pub about: String,
    pub positions: Vec<FoundPosition>,
}

/// What some sentences say alike.
#[derive(Clone, Debug)]
pub struct FoundPosition {
    pub says: String,
    pub stance: Stance,
    pub superseded: bool,
    pub sentences: Vec<SentenceId>,
}

/// The matters among the sentences that bear on the question most.
fn find(evidence: &Evidence) -> Vec<Found> {
    let mut compared: Vec<(SentenceId, &Sentence)> =
        evidence.sentences().filter(|(id, _)| is_news(evidence, *id)).collect();
    compared.sort_by(|(a, one), (b, other)| other.relevance.total_cmp(&one.relevance).then(a.cmp(b)));
    compared.truncate(COMPARED);
    compared.sort_by_key(|(id, _)| *id);
    let statements: Vec<Statement<'_>> =
        compared.iter().filter_map(|(id, sentence)| statement(evidence, *id, sentence)).collect();
    let numbered = |position: Position| FoundPosition {
        sentences: position.statements.iter().filter_map(|at| Some(compared.get(*at)?.0)).collect(),
        says: position.says,
        stance: position.stance,
        superseded: position.superseded,
    };
    let found = |matter: Matter| Found {
        relation: matter.relation,
        about: matter.about,
        positions: matter.positions.into_iter().map(numbered).collect(),
    };
    matters(&statements).into_iter().map(found).collect()
}

/// The matters that are told, with their citations.
pub fn contested(evidence: &Evidence, cited: &BTreeSet<SentenceId>) -> Vec<Contested> {
    let bears = |id: &SentenceId| {
        cited.contains(id) || evidence.sentence(*id).is_some_and(|sentence| sentence.relevance >= RELEVANT)
    };
    let told = |found: &&Found| found.positions.iter().any(|position| position.sentences.iter().any(bears));
    let cite = |position: FoundPosition| {
        let mut sources = BTreeSet::new();
        let is_new = |id: &&SentenceId| evidence.sentence(**id).is_some_and(|s| sources.insert(s.source));
        let ids: Vec<&SentenceId> = position.sentences.iter().filter(is_new).collect();
        let citations = ids.into_iter().filter_map(|id| evidence.cite_sentence(*id).ok()).collect();
        Stand { says: position.says, stance: position.stance, superseded: position.superseded, citations }
    };
    let (agreed, differing): (Vec<Found>, Vec<Found>) = evidence
        .matters()
        .iter()
        .filter(told)
        .cloned()
        .partition(|found| found.relation == Relation::Agreement);
    let shown = differing.into_iter().take(DIFFERING).chain(agreed.into_iter().take(AGREED));
    shown
        .map(|found| Contested {
            relation: found.relation,
            about: found.about,
            positions: found.positions.into_iter().map(cite).collect(),
        })
        .collect()
}

/// Looks at what sentences say differently, and weighs them by how it stands: what a later report has taken the place of is worth less for an answer, and
/// of positions that all stand none is passed over for another.
pub fn weigh(evidence: &mut Evidence) {
    let known = find(evidence);
    for found in
        known.iter().filter(|found| !matches!(found.relation, Relation::Agreement | Relation::Denial))
    {
        let all = || found.positions.iter().flat_map(|position| &position.sentences);
        let best = |of: fn(&Sentence) -> f64| {
            all().filter_map(|id| evidence.sentence(*id)).map(of).fold(0.0, f64::max)
        };
        let (relevance, answers) = (best(|sentence| sentence.relevance), best(|sentence| sentence.answers));
        for position in &found.positions {
            for id in &position.sentences {
                match position.superseded {
                    true => evidence.weaken(*id, OUTDATED),
                    false => evidence.raise(*id, relevance, answers),
                }
            }
        }
    }
    evidence.keep_matters(known);
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
