//! What is said about the claims as a whole, once they are grounded: the summary, the bottom line, what to ask
//! next. Every sentence here speaks of claims that stand in the report, and of nothing else.

use std::collections::{BTreeMap, BTreeSet};

use super::super::claim::{Claim, ClaimId};
use super::super::evidence::Evidence;
use super::super::facts;
use super::super::ground::weakest;
use super::super::premise::Premise;
use super::super::question::{Form, Question};
use super::super::report::SectionKind;
use super::trim::main_statement;

/// Follow-up questions in every report.
const FOLLOW_UPS: usize = 3;
/// Outlets named in one sentence; if there are more, two are named and the rest counted.
const NAMED_OUTLETS: usize = 3;

/// Both sides, and all that is in a summary, must be this much to the point, relative to the passage that is most.
pub const TO_THE_POINT: f64 = 0.6;
/// Claims in the summary beside the one on both sides.
const SUMMARY_CLAIMS: usize = 4;
/// Sentences of the summary in the short form.
const ANSWERS: usize = 3;
/// What a further independent source adds to a claim's right to be in the summary, in units of relevance.
const SOURCE: f64 = 0.1;

type Sections = [(SectionKind, Vec<Claim>)];

/// The executive summary: which way the evidence points, then the main claim of each theme.
pub fn executive_summary(
    question: &Question,
    sections: &Sections,
    premise: &Premise,
    evidence: &Evidence,
) -> Vec<Claim> {
    let mut numbers = Numbers::after(sections);
    if !matches!(question.form(), Form::YesNo | Form::Open) {
        return answers_first(&mut numbers, sections, premise, evidence);
    }
    let mut summary = Vec::new();
    let two_sides = is_two_sided(question, sections, evidence);
    if two_sides {
        summary.extend(lean(&mut numbers, sections, evidence, Place::Opening));
    }
    let kinds = [
        SectionKind::Events,
        SectionKind::EvidenceFor,
        SectionKind::EvidenceComplicating,
        SectionKind::NotShown,
        SectionKind::Context,
    ];
    let mut themes: Vec<&Claim> =
        kinds.into_iter().filter_map(|kind| main_claim(of(sections, kind), evidence)).collect();
    if !two_sides {
        // The answer first: what bears on the question most, whatever its theme.
        themes.sort_by(|a, b| relevance(b, evidence).total_cmp(&relevance(a, evidence)));
        let most = themes.first().map_or(0.0, |claim| relevance(claim, evidence));
        themes.retain(|claim| relevance(claim, evidence) >= TO_THE_POINT * most);
    }
    themes.truncate(SUMMARY_CLAIMS);
    for claim in themes {
        let text = main_statement(claim.text());
        summary.extend(Claim::synthesis(numbers.next(), text, &[claim], claim.hedge().clone()));
    }
    summary
}

/// The claims in which a reader is likeliest to find the answer, the likeliest first.
fn answers_first(
    numbers: &mut Numbers,
    sections: &Sections,
    premise: &Premise,
    evidence: &Evidence,
) -> Vec<Claim> {
    let mut all: Vec<&Claim> = sections.iter().flat_map(|(_, claims)| claims).collect();
    all.sort_by(|a, b| answers(b, evidence).total_cmp(&answers(a, evidence)).then(a.id().cmp(&b.id())));
    if let Premise::Denied(denial) = *premise {
        all.sort_by_key(|claim| !claim.sentences().any(|id| id == denial));
    }
    all.truncate(ANSWERS);
    all.into_iter()
        .filter_map(|c| Claim::synthesis(numbers.next(), c.text().to_owned(), &[c], c.hedge().clone()))
        .collect()
}

/// The bottom line: which way the evidence leans and on how many sources that rests, or that it settles nothing.
pub fn bottom_line(
    question: &Question,
    sections: &Sections,
    summary: &[Claim],
    evidence: &Evidence,
) -> Vec<Claim> {
    let mut numbers = Numbers(sections.iter().map(|(_, c)| c.len()).sum::<usize>() + summary.len());
    if is_two_sided(question, sections, evidence) {
        return lean(&mut numbers, sections, evidence, Place::Closing).into_iter().collect();
    }
    let about: Vec<&Claim> = sections.iter().flat_map(|(_, claims)| claims).collect();
    let outlets = outlets_in_words(&about, evidence);
    let text = match question.form() {
        Form::YesNo => format!(
            "What is cited rests on reporting by {outlets} and is only as good as that; whether it amounts to a yes or a \
             no is left to the reader."
        ),
        _ => format!(
            "What is cited rests on reporting by {outlets} and is only as good as that; nothing else was used."
        ),
    };
    Claim::synthesis(numbers.next(), text, &about, weakest(&about, evidence)).into_iter().collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Opening,
    Closing,
}

/// A question for a yes or a no on which both sides are heard, each about as much to the point as anything found: where
/// some other passage is far more so, it is likely to be the answer.
pub fn is_two_sided(question: &Question, sections: &Sections, evidence: &Evidence) -> bool {
    let best = |claims: &[Claim]| claims.iter().map(|c| relevance(c, evidence)).fold(0.0, f64::max);
    // Background and what is not known may speak of the question more than any report of it, and settle nothing.
    let reports = [SectionKind::Events, SectionKind::EvidenceFor, SectionKind::EvidenceComplicating];
    let most = reports.into_iter().map(|kind| best(of(sections, kind))).fold(0.0, f64::max);
    let heard = |kind| best(of(sections, kind)) >= TO_THE_POINT * most;
    question.form() == Form::YesNo
        && most > 0.0
        && heard(SectionKind::EvidenceFor)
        && heard(SectionKind::EvidenceComplicating)
}

/// That passages bear on the question from both sides, and whose they are. Which side is right, and whether they settle
/// it, is not for this program to say.
fn lean(numbers: &mut Numbers, sections: &Sections, evidence: &Evidence, place: Place) -> Option<Claim> {
    let (for_it, against) =
        (of(sections, SectionKind::EvidenceFor), of(sections, SectionKind::EvidenceComplicating));
    let side = |claims: &[Claim]| outlets_in_words(&claims.iter().collect::<Vec<_>>(), evidence);
    let (yes, no) = (side(for_it), side(against));
    let both = if yes == no {
        format!(
            "criticism and evidence that may point to a yes come from {yes}, and so do denials and facts that complicate it"
        )
    } else {
        format!(
            "criticism and evidence that may point to a yes come from {yes}, denials and facts that complicate it from {no}"
        )
    };
    let text = match place {
        Place::Opening => format!("The reporting found points both ways: {both}."),
        Place::Closing => {
            format!("The question stays open here: {both}. How much each weighs is left to the reader.")
        }
    };
    let about: Vec<&Claim> = for_it.iter().chain(against).collect();
    Claim::synthesis(numbers.next(), text, &about, weakest(&about, evidence))
}

/// The claim that bears on the question most; of equals the one with more sources, then the first.
fn main_claim<'a>(claims: &'a [Claim], evidence: &Evidence) -> Option<&'a Claim> {
    claims.iter().rev().max_by(|a, b| {
        let rank = |c: &Claim| relevance(c, evidence) + SOURCE * c.hedge().independent_sources.min(3) as f64;
        rank(a).total_cmp(&rank(b))
    })
}

fn relevance(claim: &Claim, evidence: &Evidence) -> f64 {
    claim.sentences().filter_map(|id| evidence.sentence(id)).map(|s| s.relevance).fold(0.0, f64::max)
}

fn answers(claim: &Claim, evidence: &Evidence) -> f64 {
    claim.sentences().next().and_then(|id| evidence.sentence(id)).map_or(0.0, |s| s.answers)
}

fn of(sections: &Sections, kind: SectionKind) -> &[Claim] {
    sections.iter().find(|(k, _)| *k == kind).map_or(&[], |(_, claims)| claims)
}

fn outlets_in_words(claims: &[&Claim], evidence: &Evidence) -> String {
    let mut outlets: Vec<&str> = Vec::new();
    for outlet in claims.iter().flat_map(|c| c.outlets(evidence)) {
        if !outlets.contains(&outlet) {
            outlets.push(outlet);
        }
    }
    match outlets.as_slice() {
        [] => "no outlet".to_owned(),
        [only] => (*only).to_owned(),
        [some @ .., last] if outlets.len() <= NAMED_OUTLETS => format!("{} and {last}", some.join(", ")),
        [first, second, rest @ ..] => format!("{first}, {second} and {} other outlets", rest.len()),
    }
}

/// Numbers for further claims.
struct Numbers(usize);

impl Numbers {
    fn after(sections: &Sections) -> Self {
        Self(sections.iter().map(|(_, claims)| claims.len()).sum())
    }

    fn next(&mut self) -> ClaimId {
        self.0 += 1;
        ClaimId(self.0)
    }
}

/// Three questions that the evidence itself suggests: about people and places that the claims name and the
/// question does not, and about what stays open. Never the question itself.
pub fn follow_ups(question: &Question, sections: &Sections, evidence: &Evidence) -> Vec<String> {
    let subject = subject(question);
    let mut asked = Vec::new();
    for name in unasked_names(question, sections, evidence) {
        if asked.len() + 1 < FOLLOW_UPS {
            asked.push(format!("What part does {name} play in the reporting on {subject}?"));
        }
    }
    asked.push(format!("What is the latest reporting on {subject}?"));
    asked.push(format!("Which outlets report on {subject}, and where do their accounts differ?"));
    asked.push(format!("What do people on each side of the matter say about {subject}?"));
    asked.truncate(FOLLOW_UPS);
    asked
}

/// What the question is about in its own words: its names if it has some, else its most telling word.
fn subject(question: &Question) -> String {
    let known = |word: &str| question.terms().iter().any(|t| t.known && t.word == word);
    // Only the first word of a question is written with a capital for no better reason.
    let text = match question.interpreted().split_once(' ') {
        Some((first, rest)) if !known(first) => rest,
        _ => question.interpreted(),
    };
    let mut names: Vec<String> =
        facts::full_names(text).into_iter().map(|name| facts::untitled(&name)).collect();
    for word in question.terms().iter().map(|t| t.word.as_str()) {
        let is_name = word.starts_with(char::is_uppercase) && known(word);
        if is_name && !names.iter().any(|name| name.split(' ').any(|part| part == word)) {
            names.push(word.to_owned());
        }
    }
    names.retain(|name| name.split(' ').any(known));
    match names.as_slice() {
        [] => {
            let telling =
                question.terms().iter().filter(|t| t.known).max_by(|a, b| a.weight.total_cmp(&b.weight));
            telling.map_or("this matter", |t| t.word.as_str()).to_owned()
        }
        [only] => only.clone(),
        [some @ .., last] => format!("{} and {last}", some.join(", ")),
    }
}

/// Names of several words that the claims' own words hold, most widely reported first.
fn unasked_names(question: &Question, sections: &Sections, evidence: &Evidence) -> Vec<String> {
    let asked = facts::names(question.interpreted());
    let outlets: BTreeSet<String> =
        evidence.sources().iter().map(|s| s.revision.article().outlet.to_lowercase()).collect();
    let mut sources: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for claim in sections.iter().flat_map(|(_, claims)| claims) {
        for name in facts::full_names(claim.text()).iter().map(|name| facts::untitled(name)) {
            if !name.trim_start_matches("the ").contains(' ') {
                continue;
            }
            sources.entry(name).or_default().extend(claim.citations().iter().map(|c| c.source()));
        }
    }
    let mut names: Vec<(usize, String)> = sources
        .into_iter()
        .filter(|(name, _)| !outlets.contains(&name.to_lowercase()))
        .filter(|(name, _)| facts::names(&format!("x {name}")).is_disjoint(&asked))
        .map(|(name, sources)| (sources.len(), name))
        .collect();
    names.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    names.into_iter().map(|(_, name)| name).collect()
}
