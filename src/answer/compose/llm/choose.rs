//! Which sentences a model is shown for a section.

use std::collections::{BTreeMap, BTreeSet};

use super::super::super::evidence::{Evidence, SentenceId};
use super::super::super::language::{self, Role};
use super::super::super::question::{Form, Question};
use super::super::super::report::SectionKind;
use super::super::stance::Predicate;
use super::super::{Draft, DraftSection, Plan, plain_text, told};
use crate::index::analysis::plain_words;
use crate::news::Kind;

/// Words of evidence for one section: with the rest of the prompt about 1,000 tokens, which a model of 1.5 billion
/// parameters can still follow. Five sections then stay below what one answer may take.
const WORDS: usize = 400;
/// Sentences shown for a section at most: of more, small models take the first.
const SENTENCES: usize = 10;
/// Sentences shown of one article at most, so that others are shown too.
const OF_ONE_ARTICLE: usize = 4;
/// What it is worth that a sentence plays the role of the section, in units of relevance.
const ROLE: f64 = 0.3;
/// What it is worth that the program would report the sentence in the section.
const SELECTED: f64 = 0.6;
/// What it costs that a sentence is shown for another section already.
const SHOWN: f64 = 0.6;
/// How much the place among the sentences found for a section is worth: the first 1, the last 0.
const PLACE: f64 = 0.5;
/// A section with fewer sentences has nothing to tell.
const FEWEST: usize = 2;

/// A section with the sentences that the model is shown for it, the oldest first.
pub struct Shown {
    pub kind: SectionKind,
    pub ask: String,
    pub sentences: Vec<SentenceId>,
}

/// The sentences for each section of a plan: those that the program selected for it, and others that bear on it. Sections
/// without any are left out.
pub fn shown(question: &Question, evidence: &Evidence, plan: &Plan, selected: &Draft) -> Vec<Shown> {
    let predicate = (question.form() == Form::YesNo).then(|| Predicate::of(question));
    let roles: BTreeMap<SentenceId, Role> = evidence
        .sentences()
        .filter(|(id, _)| readable(evidence, *id))
        .map(|(id, _)| (id, role(evidence, id, predicate.as_ref())))
        .collect();
    let (mut used, mut all) = (BTreeSet::new(), Vec::new());
    for planned in &plan.sections {
        let found = planned.sentences.len().max(1) as f64;
        let place = |id: SentenceId| {
            let place = planned.sentences.iter().position(|other| *other == id);
            place.map_or(0.0, |place| PLACE * (1.0 - place as f64 / found))
        };
        let of_kind = |section: &&DraftSection| section.kind == planned.kind;
        let own = selected.sections.iter().filter(of_kind).flat_map(|section| &section.claims);
        let own: BTreeSet<SentenceId> = own.flat_map(|claim| claim.sentences.iter().copied()).collect();
        let worth = |id: SentenceId, role: Role| {
            let bears = evidence.sentence(id).map_or(0.0, |s| s.relevance + s.answers / 2.0);
            let fits = if is_for(planned.kind, role) { ROLE } else { 0.0 };
            let again = if used.contains(&id) { SHOWN } else { 0.0 };
            let picked = if own.contains(&id) { SELECTED } else { 0.0 };
            bears + place(id) + fits + picked - again
        };
        let mut ranked: Vec<(f64, SentenceId)> =
            roles.iter().map(|(id, role)| (worth(*id, *role), *id)).collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let sentences = fitting(evidence, ranked.into_iter().map(|(_, id)| id));
        used.extend(sentences.iter().copied());
        if sentences.len() >= FEWEST.min(roles.len()) && !sentences.is_empty() {
            let sentences = oldest_first(evidence, sentences);
            all.push(Shown { kind: planned.kind, ask: planned.ask.clone(), sentences });
        }
    }
    all
}

/// As many of the sentences as may be shown, no two with the same words.
fn fitting(evidence: &Evidence, ranked: impl Iterator<Item = SentenceId>) -> Vec<SentenceId> {
    let (mut words, mut of_source) = (0, BTreeMap::<usize, usize>::new());
    let (mut fitting, mut texts) = (Vec::new(), BTreeSet::new());
    for id in ranked {
        let Some(sentence) = evidence.sentence(id) else { continue };
        let used = of_source.entry(sentence.source).or_default();
        let length = plain_words(evidence.words(id)).len();
        if *used == OF_ONE_ARTICLE || words + length > WORDS || !texts.insert(evidence.words(id)) {
            continue;
        }
        *used += 1;
        words += length;
        fitting.push(id);
        if fitting.len() == SENTENCES {
            break;
        }
    }
    fitting
}

/// A sentence that can be read alone: a claim about "he" would have to name somebody whom its sentence does not.
pub fn readable(evidence: &Evidence, id: SentenceId) -> bool {
    told(evidence, id, &BTreeSet::new()).is_some_and(|told| told.ids.len() == 1)
}

/// Articles together, the oldest first, and their sentences in their order.
pub fn oldest_first(evidence: &Evidence, mut sentences: Vec<SentenceId>) -> Vec<SentenceId> {
    let published = |id: &SentenceId| {
        let stated = evidence.source_of(*id).and_then(|s| s.revision.article().published);
        stated.map_or(jiff::Timestamp::MAX, |p| p.instant())
    };
    sentences.sort_by_key(|id| (published(id), evidence.sentence(*id).map(|s| s.source), *id));
    sentences
}

fn role(evidence: &Evidence, id: SentenceId, predicate: Option<&Predicate>) -> Role {
    let words = plain_text(evidence, id);
    let is_opinion = evidence.source_of(id).is_some_and(|s| s.revision.article().kind == Kind::Opinion);
    let role = language::role(&words, is_opinion);
    predicate.map_or(role, |predicate| predicate.role(&words, role))
}

fn is_for(kind: SectionKind, role: Role) -> bool {
    match kind {
        SectionKind::Events => role == Role::Event,
        SectionKind::EvidenceFor => role == Role::Accusation,
        SectionKind::EvidenceComplicating => role == Role::Defence,
        SectionKind::Context => role == Role::Background,
        SectionKind::NotShown => role == Role::Unknown,
        SectionKind::ExecutiveSummary | SectionKind::BottomLine => false,
    }
}
