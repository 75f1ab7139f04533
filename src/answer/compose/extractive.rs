//! The composer that needs no model: it picks sentences of the articles and says whose they are.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::index::analysis::plain_words;
use crate::news::{Article, Kind};

use super::super::evidence::{Evidence, Sentence, SentenceId};
use super::super::language::{self, Role};
use super::super::question::{Form, Question};
use super::super::report::SectionKind;
use super::conclude::TO_THE_POINT;
use super::dates::{has_relative_dates, was_changed_later};
use super::resolve::resolved;
use super::short::short;
use super::stance::Predicate;
use super::trim::is_of_the_page;
use super::{Author, Composer, Draft, DraftClaim, DraftSection, Plan, absolute_dates, trimmed};

/// The length of a sentence that reads well in a report (words).
const WORDS: std::ops::RangeInclusive<usize> = 8..=48;
/// A sentence must bear on the question this much, relative to the one that does most.
const RELATIVE_RELEVANCE: f64 = 0.45;
/// In a dispute, sentences that plainly accuse, defend or doubt may do so in words of their own.
const RELATIVE_RELEVANCE_OF_SIDES: f64 = 0.25;
/// … and in an article to the point as a whole, by what a sentence does for the answer.
const RELATIVE_OF_SIDES: f64 = 0.55;
/// Within a section, each further sentence of an outlet must be this much better than another outlet's first.
const SAME_OUTLET: f64 = 0.75;
/// Articles open with what matters: a sentence in the first part of the text is worth this much more.
const LEAD: f64 = 0.15;

/// Among sentences about events, those that tell of an act go before those that describe.
const ACT: f64 = 0.15;

/// How many claims each section holds at most, and which role they play.
const SECTIONS: &[(SectionKind, Role, usize)] = &[
    (SectionKind::Events, Role::Event, 4),
    (SectionKind::EvidenceFor, Role::Accusation, 5),
    (SectionKind::EvidenceComplicating, Role::Defence, 5),
    (SectionKind::Context, Role::Background, 3),
    (SectionKind::NotShown, Role::Unknown, 3),
];

/// Composes by selection.
#[derive(Clone, Copy, Debug, Default)]
pub struct Extractive;

/// A sentence that could be reported.
struct Candidate {
    id: SentenceId,
    source: usize,
    outlet: String,
    place: usize,
    published: jiff::Timestamp,
    role: Role,
    relevance: f64,
    answers: f64,
    worth: f64,
}

impl Composer for Extractive {
    fn name(&self) -> &'static str {
        "extractive"
    }

    async fn compose(&self, question: &Question, evidence: &Evidence, _plan: &Plan) -> Draft {
        match question.form() {
            Form::YesNo | Form::Open => by_role(question, evidence),
            _ => short(evidence),
        }
    }
}

/// A report by themes, each of them filled by what its sentences do.
fn by_role(question: &Question, evidence: &Evidence) -> Draft {
    let mut candidates = candidates(question, evidence);
    let sections = SECTIONS
        .iter()
        .map(|(kind, role, most)| {
            let picked = pick(&mut candidates, *role, *most);
            let claims = picked.into_iter().map(|id| of_sentence(evidence, id)).collect();
            DraftSection { kind: *kind, claims }
        })
        .collect();
    Draft { sections, ..Draft::default() }
}

/// The text of a sentence as it can be reported: without its dateline, with the name for the pronoun that it opens with,
/// with its dates made absolute. Where the article was changed after its day, nobody knows which "Thursday" is meant, and
/// the words stay.
pub fn plain_text(evidence: &Evidence, id: SentenceId) -> String {
    let words = self_contained(evidence, id);
    let Some(article) = evidence.source_of(id).map(|source| source.revision.article()) else {
        return words.into_owned();
    };
    match article.published.map(|published| published.date()).filter(|_| has_relative_dates(&words)) {
        Some(day) if is_of_its_day(article, day, &words) => absolute_dates(&words, day),
        _ => words.into_owned(),
    }
}

/// A sentence without its dateline, and with the name for the pronoun that it opens with.
fn self_contained(evidence: &Evidence, id: SentenceId) -> Cow<'_, str> {
    let words = trimmed(evidence.words(id));
    let place = evidence.source_of(id).zip(evidence.sentence(id));
    let resolved = place.and_then(|(source, sentence)| {
        resolved(source.revision.text(), sentence.range.start(), evidence.words(id))
    });
    resolved.map_or(Cow::Borrowed(words), Cow::Owned)
}

/// The dates of a sentence are those that the day of its article gives: the text was not changed later, or the day of the
/// change gives the same.
fn is_of_its_day(article: &Article, day: jiff::civil::Date, words: &str) -> bool {
    match article.modified.map(|modified| modified.date()).filter(|modified| *modified > day) {
        Some(modified) => absolute_dates(words, modified) == absolute_dates(words, day),
        None => !was_changed_later(&article.text, day),
    }
}

/// A sentence of an article as a claim of the program.
pub fn of_sentence(evidence: &Evidence, id: SentenceId) -> DraftClaim {
    DraftClaim { text: plain_text(evidence, id), sentences: vec![id], by: Author::Program }
}

/// The sentences that can be reported and bear on the question enough for the role that they play.
fn candidates(question: &Question, evidence: &Evidence) -> Vec<Candidate> {
    let most = evidence.sentences().map(|(_, s)| s.relevance).fold(0.0, f64::max);
    let predicate = (question.form() == Form::YesNo).then(|| Predicate::of(question));
    let all = evidence
        .sentences()
        .filter_map(|(id, sentence)| candidate(evidence, id, sentence, predicate.as_ref()));
    let mut found: Vec<Candidate> =
        all.filter(|c| c.relevance >= RELATIVE_RELEVANCE_OF_SIDES * most).collect();
    let reports = found.iter().filter(|c| matches!(c.role, Role::Event | Role::Accusation | Role::Defence));
    let best = reports.map(|c| c.relevance).fold(0.0, f64::max);
    let heard = |role| found.iter().any(|c| c.role == role && c.relevance >= TO_THE_POINT * best);
    let is_yes_no = question.form() == Form::YesNo;
    let is_dispute = is_yes_no && heard(Role::Accusation) && heard(Role::Defence);
    let likeliest = found.iter().map(|c| c.answers).fold(0.0, f64::max);
    let takes_a_side = |c: &Candidate| {
        matches!(c.role, Role::Accusation | Role::Defence) && c.answers >= RELATIVE_OF_SIDES * likeliest
    };
    found.retain(|c| {
        c.relevance >= RELATIVE_RELEVANCE * most
            || is_dispute && c.role != Role::Event
            || is_yes_no && takes_a_side(c)
    });
    found
}

/// The words of a sentence that can be reported by itself.
pub fn reportable(evidence: &Evidence, id: SentenceId) -> Option<Cow<'_, str>> {
    let words = trimmed(evidence.words(id));
    let is_prose = WORDS.contains(&plain_words(words).len()) && !is_of_the_page(words);
    let words = is_prose.then(|| self_contained(evidence, id))?;
    language::stands_alone(&words).then_some(words)
}

fn candidate(
    evidence: &Evidence,
    id: SentenceId,
    sentence: &Sentence,
    predicate: Option<&Predicate>,
) -> Option<Candidate> {
    let words = &*reportable(evidence, id)?;
    let article = evidence.source_of(id)?.revision.article();
    let from_start = 1.0 - sentence.range.start() as f64 / article.text.len().max(1) as f64;
    let role = language::role(words, article.kind == Kind::Opinion);
    let role = predicate.map_or(role, |predicate| predicate.role(words, role));
    let act = if role == Role::Event && language::tells_of_an_act(words) { ACT } else { 0.0 };
    Some(Candidate {
        id,
        source: sentence.source,
        outlet: article.outlet.to_lowercase(),
        place: sentence.range.start(),
        published: article.published.map_or(jiff::Timestamp::MAX, |p| p.instant()),
        role,
        relevance: sentence.relevance,
        answers: sentence.answers,
        worth: sentence.relevance + sentence.answers + LEAD * from_start + act,
    })
}

/// The best sentences of a role, spread over outlets, in the order in which they were published.
fn pick(candidates: &mut Vec<Candidate>, role: Role, most: usize) -> Vec<SentenceId> {
    let mut picked: Vec<Candidate> = Vec::new();
    let mut used: BTreeMap<String, i32> = BTreeMap::new();
    while picked.len() < most {
        let worth =
            |c: &Candidate| c.worth * SAME_OUTLET.powi(used.get(&c.outlet).copied().unwrap_or_default());
        let best =
            candidates.iter().enumerate().filter(|(_, c)| c.role == role).max_by(|(_, a), (_, b)| {
                worth(a).total_cmp(&worth(b)).then(Reverse(a.id).cmp(&Reverse(b.id)))
            });
        let Some(at) = best.map(|(at, _)| at) else { break };
        let candidate = candidates.remove(at);
        *used.entry(candidate.outlet.clone()).or_default() += 1;
        picked.push(candidate);
    }
    picked.sort_by_key(|c| (c.published, c.source, c.place));
    picked.into_iter().map(|c| c.id).collect()
}
