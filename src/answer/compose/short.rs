//! The short form, for questions after a person, a time, a place, a number, a thing or a reason: the sentences in which
//! a reader is likeliest to find the answer, then what was reported around it. No sides: nobody asked for them.

use std::collections::{BTreeMap, BTreeSet};

use crate::index::analysis::terms;

use super::super::evidence::{Evidence, SentenceId};
use super::super::language::{self, Role};
use super::super::premise::Premise;
use super::super::report::SectionKind;
use super::extractive::{of_sentence, reportable};
use super::{Draft, DraftSection};

/// Claims in all.
const MOST: usize = 10;
/// Claims where no answer was found.
const NEAREST: usize = 3;
/// Claims of one section.
const IN_SECTION: usize = 5;
/// A sentence must be this likely to hold the answer, relative to the likeliest.
const RELATIVE: f64 = 0.62;
/// A sentence is left out if so much of the shorter one's terms stands in one that was taken: three sentences that say
/// the same hold one answer.
const SAME: f64 = 0.55;
/// Each further sentence of an article must be this much better than another article's first.
const SAME_SOURCE: f64 = 0.97;

struct Candidate {
    id: SentenceId,
    source: usize,
    place: usize,
    published: jiff::Timestamp,
    role: Role,
    answers: f64,
    stems: BTreeSet<String>,
}

/// Answers in the short form.
pub fn short(evidence: &Evidence) -> Draft {
    let picked = pick(candidates(evidence));
    let section = |kind, is_one: &dyn Fn(Role) -> bool| {
        // The likeliest first, then in the order of time.
        let mut of_kind: Vec<&Candidate> =
            picked.iter().filter(|c| is_one(c.role)).take(IN_SECTION).collect();
        of_kind.sort_by_key(|c| (c.published, c.source, c.place));
        DraftSection { kind, claims: of_kind.into_iter().map(|c| of_sentence(evidence, c.id)).collect() }
    };
    let sections = vec![
        section(SectionKind::Events, &|role| !matches!(role, Role::Background | Role::Unknown)),
        section(SectionKind::Context, &|role| role == Role::Background),
        section(SectionKind::NotShown, &|role| role == Role::Unknown),
    ];
    Draft { sections, ..Draft::default() }
}

/// What comes nearest to a question that nothing found answers.
pub fn nearest(evidence: &Evidence) -> Draft {
    let mut picked = pick(candidates(evidence));
    picked.truncate(NEAREST);
    let claims = picked.iter().map(|candidate| of_sentence(evidence, candidate.id)).collect();
    Draft { sections: vec![DraftSection { kind: SectionKind::Context, claims }], ..Draft::default() }
}

/// The draft with the sentence that denies what the question takes for granted, where there is one.
pub fn denial_first(mut draft: Draft, premise: &Premise, evidence: &Evidence) -> Draft {
    let Premise::Denied(denial) = *premise else { return draft };
    let claim = of_sentence(evidence, denial);
    for section in &mut draft.sections {
        section.claims.retain(|other| !other.sentences.contains(&denial));
    }
    match draft.sections.iter_mut().find(|section| section.kind == SectionKind::Events) {
        Some(events) => events.claims.insert(0, claim),
        None => draft.sections.insert(0, DraftSection { kind: SectionKind::Events, claims: vec![claim] }),
    }
    draft
}

fn candidates(evidence: &Evidence) -> Vec<Candidate> {
    let all = evidence.sentences().filter_map(|(id, sentence)| {
        let words = &*reportable(evidence, id)?;
        let article = evidence.source_of(id)?.revision.article();
        Some(Candidate {
            id,
            source: sentence.source,
            place: sentence.range.start(),
            published: article.published.map_or(jiff::Timestamp::MAX, |p| p.instant()),
            role: language::role(words, article.kind == crate::news::Kind::Opinion),
            answers: sentence.answers,
            stems: terms(words).into_iter().map(|term| term.stem).collect(),
        })
    });
    let mut found: Vec<Candidate> = all.collect();
    found.sort_by(|a, b| b.answers.total_cmp(&a.answers).then(a.id.cmp(&b.id)));
    found
}

/// The likeliest sentences, no two of which say much the same.
fn pick(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    let best = candidates.first().map_or(0.0, |first| first.answers);
    candidates.retain(|candidate| candidate.answers >= RELATIVE * best);
    let mut picked: Vec<Candidate> = Vec::new();
    let mut used: BTreeMap<usize, i32> = BTreeMap::new();
    while picked.len() < MOST {
        let worth =
            |c: &Candidate| c.answers * SAME_SOURCE.powi(used.get(&c.source).copied().unwrap_or_default());
        let likeliest = candidates.iter().enumerate().rev();
        let Some((at, _)) = likeliest.max_by(|(_, a), (_, b)| worth(a).total_cmp(&worth(b))) else { break };
        let next = candidates.remove(at);
        let says_the_same = |known: &Candidate| {
            let common = known.stems.intersection(&next.stems).count() as f64;
            common >= SAME * known.stems.len().min(next.stems.len()) as f64
        };
        if !picked.iter().any(says_the_same) {
            *used.entry(next.source).or_default() += 1;
            picked.push(next);
        }
    }
    picked
}
