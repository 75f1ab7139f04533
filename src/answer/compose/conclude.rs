//! What is said about the claims as a whole, once they are grounded: the summary, the bottom line. Every sentence here speaks of claims that stand in the report, and of nothing else.

use std::collections::BTreeSet;

use crate::index::analysis::terms;

use super::super::claim::{Claim, ClaimId};
use super::super::evidence::{Evidence, SentenceId};
use super::super::ground::weakest;
use super::super::premise::Premise;
use super::super::question::{Form, Question};
use super::super::report::SectionKind;
use super::lean::{self, is_two_sided};
use super::trim::main_statement;

/// Outlets named in one sentence; if there are more, two are named.
const NAMED_OUTLETS: usize = 3;

/// Both sides, and all that is in a summary, must be this much to the point, relative to the passage that is most.
pub const TO_THE_POINT: f64 = 0.6;
/// Claims in the summary beside the one on both sides.
const SUMMARY_CLAIMS: usize = 4;
/// Sentences of the summary in the short form.
const ANSWERS: usize = 4;
/// What a sentence loses there if all that it says is told before it.
const TOLD_BEFORE: f64 = 0.6;
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
    if is_two_sided(question, sections, evidence) {
        return both_sides(&mut numbers, question, sections, evidence);
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
    // The answer first: what bears on the question most, whatever its theme.
    themes.sort_by(|a, b| relevance(b, evidence).total_cmp(&relevance(a, evidence)));
    let most = themes.first().map_or(0.0, |claim| relevance(claim, evidence));
    themes.retain(|claim| relevance(claim, evidence) >= TO_THE_POINT * most);
    // What the bottom line leans to comes first.
    let leant_to = (question.form() == Form::YesNo).then(|| lean::weightier(question, sections, evidence));
    if let Some(claim) = leant_to.flatten() {
        themes.retain(|other| other.id() != claim.id());
        themes.insert(0, claim);
    }
    themes.truncate(SUMMARY_CLAIMS);
    themes.into_iter().filter_map(|claim| told_again(&mut numbers, claim)).collect()
}

/// That both sides are heard, the weightiest of each, and what happened.
fn both_sides(
    numbers: &mut Numbers,
    question: &Question,
    sections: &Sections,
    evidence: &Evidence,
) -> Vec<Claim> {
    let opening = lean::opening(numbers, question, sections, evidence);
    let [yes, no] = lean::weightiest(question, sections, evidence);
    let happened = main_claim(of(sections, SectionKind::Events), evidence);
    let told = [yes, no, happened].into_iter().flatten();
    let told: Vec<Claim> = told.filter_map(|claim| told_again(numbers, claim)).collect();
    opening.into_iter().chain(told).collect()
}

/// A claim, without its asides, where what matters is put together.
pub fn told_again(numbers: &mut Numbers, claim: &Claim) -> Option<Claim> {
    let text = main_statement(claim.text());
    Claim::synthesis(numbers.next(), text, &[claim], claim.hedge().clone())
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
    unlike(all, evidence)
        .into_iter()
        .filter_map(|c| Claim::synthesis(numbers.next(), c.text().to_owned(), &[c], c.hedge().clone()))
        .collect()
}

/// The first of some claims, and those after it that tell most beside what is told before them.
fn unlike<'a>(all: Vec<&'a Claim>, evidence: &Evidence) -> Vec<&'a Claim> {
    let stems = |claim: &Claim| -> BTreeSet<String> {
        terms(claim.text()).into_iter().map(|term| term.stem).collect()
    };
    let mut rest: Vec<(&Claim, BTreeSet<String>)> =
        all.into_iter().map(|claim| (claim, stems(claim))).collect();
    let mut told: Vec<(&Claim, BTreeSet<String>)> = Vec::new();
    while told.len() < ANSWERS && !rest.is_empty() {
        let worth = |(claim, own): &(&Claim, BTreeSet<String>)| {
            let known = |other: &BTreeSet<String>| own.intersection(other).count() as f64;
            let said = told.iter().map(|(_, other)| known(other)).fold(0.0, f64::max);
            answers(claim, evidence) * (1.0 - TOLD_BEFORE * said / own.len().max(1) as f64)
        };
        // The first is the answer, or says why there is none; of equals the one that stands first.
        let best = match told.len() {
            0 => 0,
            _ => {
                let places = (0..rest.len()).rev();
                let worths: Vec<f64> = rest.iter().map(worth).collect();
                let at = |place: usize| worths.get(place).copied().unwrap_or_default();
                places.max_by(|a, b| at(*a).total_cmp(&at(*b))).unwrap_or_default()
            }
        };
        told.push(rest.remove(best));
    }
    told.into_iter().map(|(claim, _)| claim).collect()
}

/// The bottom line: which way the evidence leans and on how many sources that rests, or that it settles nothing.
pub fn bottom_line(
    question: &Question,
    sections: &Sections,
    summary: &[Claim],
    premise: &Premise,
    evidence: &Evidence,
) -> Vec<Claim> {
    let mut numbers = Numbers(sections.iter().map(|(_, c)| c.len()).sum::<usize>() + summary.len());
    if is_two_sided(question, sections, evidence) {
        return lean::closing(&mut numbers, question, sections, evidence);
    }
    if question.form() == Form::YesNo {
        return lean::one_sided(&mut numbers, question, sections, evidence);
    }
    let all: Vec<&Claim> = sections.iter().flat_map(|(_, claims)| claims).collect();
    let first: Vec<&Claim> = summary.first().map_or(Vec::new(), |answer| {
        all.iter().copied().filter(|claim| answer.from().contains(&claim.id())).collect()
    });
    let about = if first.is_empty() { all.clone() } else { first };
    let hedge = weakest(&about, evidence);
    let rests = match hedge.independent_sources {
        0 | 1 => format!("on the word of {} alone", outlets_in_words(&about, evidence)),
        _ => format!("on several independent reports, by {}", outlets_in_words(&about, evidence)),
    };
    let against = match about.iter().any(|claim| !claim.hedge().conflicting.is_empty()) {
        true => "and other reports found say otherwise",
        false => "and nothing found here speaks against it",
    };
    let text = match premise {
        Premise::Denied(_) => format!(
            "What the question takes for granted was not found to be so: the first sentence of the summary says otherwise; \
             it rests {rests}, {against}."
        ),
        _ => format!("This is what comes nearest to an answer; it rests {rests}, {against}."),
    };
    // It speaks of what the summary tells: how the first sentence stands to the others.
    let told: Vec<&Claim> =
        all.into_iter().filter(|c| summary.iter().any(|told| told.from().contains(&c.id()))).collect();
    let answer = about.first().copied().filter(|_| !matches!(premise, Premise::Denied(_)));
    let answer = answer.and_then(|claim| told_again(&mut numbers, claim));
    let point = if answer.is_some() { "answer" } else { "summary" };
    let bottom = Claim::synthesis(numbers.next(), text, &told, weakest(&told, evidence));
    let cited: Vec<(&str, &Claim)> = about.first().map(|claim| (point, *claim)).into_iter().collect();
    answer.into_iter().chain(bottom.map(|bottom| bottom.citing(&cited))).collect()
}

/// The claim that bears on the question most; of equals the one with more sources, then the first.
fn main_claim<'a>(claims: &'a [Claim], evidence: &Evidence) -> Option<&'a Claim> {
    claims.iter().rev().max_by(|a, b| {
        let rank = |c: &Claim| relevance(c, evidence) + SOURCE * c.hedge().independent_sources.min(3) as f64;
        rank(a).total_cmp(&rank(b))
    })
}

pub fn relevance(claim: &Claim, evidence: &Evidence) -> f64 {
    claim.sentences().filter_map(|id| evidence.sentence(id)).map(|s| s.relevance).fold(0.0, f64::max)
}

fn answers(claim: &Claim, evidence: &Evidence) -> f64 {
    let Some(citation) = claim.citations().first() else { return 0.0 };
    let id = citation.sentence();
    let likely = |id: SentenceId| evidence.sentence(id).map_or(0.0, |sentence| sentence.answers);
    // A sentence told behind the one before it: either may hold the answer.
    let is_behind = evidence.sentence(id).is_some_and(|own| citation.start() < own.range.start());
    let before = id.0.checked_sub(1).filter(|_| is_behind).map(SentenceId);
    likely(id).max(before.map_or(0.0, likely))
}

pub fn of(sections: &Sections, kind: SectionKind) -> &[Claim] {
    sections.iter().find(|(k, _)| *k == kind).map_or(&[], |(_, claims)| claims)
}

fn outlets<'a>(claims: impl Iterator<Item = &'a Claim>, evidence: &'a Evidence) -> Vec<&'a str> {
    let mut outlets: Vec<&str> = Vec::new();
    for outlet in claims.flat_map(|c| c.outlets(evidence)) {
        if !outlets.contains(&outlet) {
            outlets.push(outlet);
        }
    }
    outlets
}

pub fn outlets_in_words(claims: &[&Claim], evidence: &Evidence) -> String {
    let outlets = outlets(claims.iter().copied(), evidence);
    match outlets.as_slice() {
        [] => "no outlet".to_owned(),
        [only] => (*only).to_owned(),
        [some @ .., last] if outlets.len() <= NAMED_OUTLETS => format!("{} and {last}", some.join(", ")),
        [first, second, ..] => format!("{first}, {second} and other outlets"),
    }
}

/// Numbers for further claims.
pub struct Numbers(usize);

impl Numbers {
    fn after(sections: &Sections) -> Self {
        Self(sections.iter().map(|(_, claims)| claims.len()).sum())
    }

    pub fn next(&mut self) -> ClaimId {
        self.0 += 1;
        ClaimId(self.0)
    }
}
