//! The short form, for questions after a person, a time, a place, a number, a thing or a reason: the sentences in which
//! a reader is likeliest to find the answer, then what was reported around it. No sides: nobody asked for them.

use std::collections::{BTreeMap, BTreeSet};

use crate::index::analysis::terms;

use super::super::evidence::{Evidence, SentenceId};
use super::super::language::{self, Role};
use super::super::premise::Premise;
use super::super::question::Question;
use super::super::report::SectionKind;
use super::extractive::stems;
use super::passage::{of_sentence, of_told, told};
use super::topic::on_topic;
use super::{Draft, DraftSection};

/// Claims in all.
const MOST: usize = 12;
/// Claims where no answer was found.
const NEAREST: usize = 3;
/// Claims of the section in which the answer is likeliest; what is told besides is context.
const IN_SECTION: usize = 5;
/// A sentence must be this likely to hold the answer, relative to the likeliest.
const RELATIVE: f64 = 0.62;
/// A sentence is left out if so much of the shorter one's terms stands in one that was taken: three sentences that say
/// the same hold one answer.
const SAME: f64 = 0.55;
/// Each further sentence of an article must be this much better than another article's first.
const SAME_SOURCE: f64 = 0.97;
/// What the article that answers best tells besides is added up to so many claims: the answer is often there, in other words.
const FILLED: usize = 12;
/// … if it is at least so likely to hold the answer, relative to the likeliest.
const RELATIVE_OF_BEST: f64 = 0.15;
/// Sentences of other articles that are less likely are not looked at.
const RELATIVE_OF_OTHERS: f64 = 0.3;

/// The bytes in which an article says what happened.
const OPENING: usize = 500;

struct Candidate {
    ids: Vec<SentenceId>,
    source: usize,
    place: usize,
    published: jiff::Timestamp,
    role: Role,
    answers: f64,
    stems: BTreeSet<String>,
}

/// Answers in the short form.
pub fn short(question: &Question, evidence: &Evidence) -> Draft {
    let known = stems(question);
    let picked = pick(candidates(question, evidence, &known));
    let reports: Vec<&Candidate> = picked.iter().filter(|c| c.role != Role::Unknown).collect();
    let (answers, besides): (Vec<&Candidate>, Vec<&Candidate>) =
        reports.into_iter().partition(|candidate| candidate.role != Role::Background);
    let (answers, more) = answers.split_at(answers.len().min(IN_SECTION));
    let context = [more, &besides].concat();
    let unknown: Vec<&Candidate> = picked.iter().filter(|c| c.role == Role::Unknown).collect();
    let section = |(kind, mut told): (SectionKind, Vec<&Candidate>)| {
        told.sort_by_key(|c| (c.published, c.source, c.place));
        DraftSection { kind, claims: told.into_iter().map(|c| of_told(evidence, &c.ids, &known)).collect() }
    };
    let sections = [
        (SectionKind::Events, answers.to_vec()),
        (SectionKind::Context, context),
        (SectionKind::NotShown, unknown),
    ];
    let sections = sections.map(section).into();
    Draft { sections, ..Draft::default() }
}

/// What comes nearest to a question that nothing found answers.
pub fn nearest(question: &Question, evidence: &Evidence) -> Draft {
    let known = stems(question);
    let mut picked = pick(candidates(question, evidence, &known));
    picked.truncate(NEAREST);
    let claims = picked.iter().map(|candidate| of_told(evidence, &candidate.ids, &known)).collect();
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

fn candidates(question: &Question, evidence: &Evidence, known: &BTreeSet<String>) -> Vec<Candidate> {
    let topics = on_topic(question, evidence);
    let best = evidence.sentences().max_by(|(_, a), (_, b)| a.answers.total_cmp(&b.answers));
    let (source, best) = best.map_or((0, 0.0), |(_, sentence)| (sentence.source, sentence.answers));
    let likely = evidence.sentences().filter(|(_, sentence)| {
        let least = if sentence.source == source { RELATIVE_OF_BEST } else { RELATIVE_OF_OTHERS };
        sentence.answers >= least * best && topics.get(sentence.source).copied().unwrap_or_default()
    });
    let all = likely.filter_map(|(id, sentence)| {
        let told = told(evidence, id, known)?;
        let words = told.words.as_str();
        let article = evidence.source_of(id)?.revision.article();
        Some(Candidate {
            source: sentence.source,
            place: sentence.range.start(),
            published: article.published.map_or(jiff::Timestamp::MAX, |p| p.instant()),
            role: language::role(evidence.words(id), article.kind == crate::news::Kind::Opinion),
            answers: told.worth * sentence.answers,
            stems: terms(words).into_iter().map(|term| term.stem).collect(),
            ids: told.ids,
        })
    });
    let mut found: Vec<Candidate> = all.collect();
    found.sort_by(|a, b| b.answers.total_cmp(&a.answers).then(a.ids.cmp(&b.ids)));
    found
}

/// The likeliest sentences, no two of which say much the same; and what else the article of the likeliest tells.
fn pick(candidates: Vec<Candidate>) -> Vec<Candidate> {
    let best = candidates.first().map_or(0.0, |first| first.answers);
    let source = candidates.first().map(|first| first.source);
    let is_likely = |candidate: &Candidate| candidate.answers >= RELATIVE * best;
    let (mut likely, rest): (Vec<_>, Vec<_>) = candidates.into_iter().partition(is_likely);
    let mut picked: Vec<Candidate> = Vec::new();
    let mut used: BTreeMap<usize, i32> = BTreeMap::new();
    while picked.len() < MOST {
        let worth =
            |c: &Candidate| c.answers * SAME_SOURCE.powi(used.get(&c.source).copied().unwrap_or_default());
        let likeliest = likely.iter().enumerate().rev();
        let Some((at, _)) = likeliest.max_by(|(_, a), (_, b)| worth(a).total_cmp(&worth(b))) else { break };
        let next = likely.remove(at);
        if goes_on(&mut picked, &next) {
            continue;
        }
        if !picked.iter().any(|known| says_the_same(known, &next)) {
            *used.entry(next.source).or_default() += 1;
            picked.push(next);
        }
    }
    let mut more: Vec<Candidate> = rest.into_iter().filter(|other| Some(other.source) == source).collect();
    // Its opening first: that is where an article says what happened.
    more.sort_by_key(|candidate| candidate.place > OPENING);
    for more in more {
        if goes_on(&mut picked, &more) {
            continue;
        }
        if picked.len() < FILLED && !picked.iter().any(|known| says_the_same(known, &more)) {
            picked.push(more);
        }
    }
    picked
}

/// A sentence that is told behind one that was taken by itself is told there.
fn goes_on(picked: &mut [Candidate], next: &Candidate) -> bool {
    let [_, before] = next.ids.as_slice() else { return false };
    let Some(known) = picked.iter_mut().find(|known| known.ids.as_slice() == [*before]) else { return false };
    known.ids.clone_from(&next.ids);
    known.stems.extend(next.stems.iter().cloned());
    true
}

fn says_the_same(known: &Candidate, next: &Candidate) -> bool {
    let common = known.stems.intersection(&next.stems).count() as f64;
    // Of two sentences told together the first may be known, if the other is not.
    let length = if next.ids.len() > 1 { next.stems.len() } else { known.stems.len().min(next.stems.len()) };
    known.ids.iter().any(|id| next.ids.contains(id)) || common >= SAME * length as f64
}
