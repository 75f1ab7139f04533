//! What is said about the claims as a whole, once they are grounded: the summary, the bottom line, what to ask
//! next. Every sentence here speaks of claims that stand in the report, and of nothing else.

use std::collections::{BTreeMap, BTreeSet};

use super::super::claim::{Claim, ClaimId};
use super::super::evidence::Evidence;
use super::super::facts;
use super::super::ground::weakest;
use super::super::question::{Form, Question};
use super::super::report::SectionKind;
use super::trim::main_statement;

/// Follow-up questions in every report.
const FOLLOW_UPS: usize = 3;
/// Outlets named in one sentence; if there are more, two are named and the rest counted.
const NAMED_OUTLETS: usize = 3;

type Sections = [(SectionKind, Vec<Claim>)];

/// The executive summary: which way the evidence points, then the main claim of each theme.
pub fn executive_summary(question: &Question, sections: &Sections, evidence: &Evidence) -> Vec<Claim> {
    let mut numbers = Numbers::after(sections);
    let mut summary = Vec::new();
    if question.form() == Form::YesNo {
        summary.extend(lean(&mut numbers, sections, evidence, Lean::Opening));
    }
    let themes = [
        SectionKind::Events,
        SectionKind::EvidenceFor,
        SectionKind::EvidenceComplicating,
        SectionKind::NotShown,
    ];
    for kind in themes {
        let Some(claim) = strongest(of(sections, kind)) else { continue };
        let text = main_statement(claim.text());
        summary.extend(Claim::synthesis(numbers.next(), text, &[claim], claim.hedge().clone()));
    }
    summary
}

/// The bottom line: which way the evidence leans and on how many sources that rests, or that it settles nothing.
pub fn bottom_line(
    question: &Question,
    sections: &Sections,
    summary: &[Claim],
    evidence: &Evidence,
) -> Vec<Claim> {
    let mut numbers = Numbers(sections.iter().map(|(_, c)| c.len()).sum::<usize>() + summary.len());
    if question.form() == Form::YesNo {
        return lean(&mut numbers, sections, evidence, Lean::Closing).into_iter().collect();
    }
    let about: Vec<&Claim> = sections.iter().flat_map(|(_, claims)| claims).collect();
    let text = format!(
        "The answer rests on {}; it is as good as they are, and nothing beyond them was used.",
        outlets_in_words(&about, evidence)
    );
    Claim::synthesis(numbers.next(), text, &about, weakest(&about, evidence)).into_iter().collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Lean {
    Opening,
    Closing,
}

fn lean(numbers: &mut Numbers, sections: &Sections, evidence: &Evidence, place: Lean) -> Option<Claim> {
    let (for_it, against) =
        (of(sections, SectionKind::EvidenceFor), of(sections, SectionKind::EvidenceComplicating));
    let about: Vec<&Claim> = match (for_it.is_empty(), against.is_empty()) {
        (true, true) => sections.iter().flat_map(|(_, claims)| claims).collect(),
        _ => for_it.iter().chain(against).collect(),
    };
    let side = |claims: &[Claim]| outlets_in_words(&claims.iter().collect::<Vec<_>>(), evidence);
    let text = match (for_it.is_empty(), against.is_empty(), place) {
        (false, false, Lean::Opening) => format!(
            "The reporting points both ways and does not settle the question: evidence or criticism that points \
             to a yes comes from {}, denials or facts that complicate it from {}.",
            side(for_it),
            side(against)
        ),
        (false, false, Lean::Closing) => format!(
            "On the evidence found the question stays open: what points to a yes comes from {}, what complicates \
             it from {}, and how much each weighs depends on reading motives that the articles do not establish.",
            side(for_it),
            side(against)
        ),
        (false, true, _) => format!(
            "What was found leans towards a yes but does not prove it: it rests on {}, and nothing found speaks \
             for the other side.",
            side(for_it)
        ),
        (true, false, _) => format!(
            "What was found leans towards a no but does not prove it: it rests on {}, and nothing found speaks \
             for the other side.",
            side(against)
        ),
        (true, true, _) => format!(
            "The articles found report on the matter, but none of the passages used speaks for or against; they \
             come from {}.",
            outlets_in_words(&about, evidence)
        ),
    };
    Claim::synthesis(numbers.next(), text, &about, weakest(&about, evidence))
}

/// The claim with the best hedge, then the best support; the first of equals.
fn strongest(claims: &[Claim]) -> Option<&Claim> {
    claims.iter().min_by(|a, b| {
        (a.hedge().level, b.hedge().independent_sources)
            .cmp(&(b.hedge().level, a.hedge().independent_sources))
            .then(b.support().score.total_cmp(&a.support().score))
    })
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
    if let Some(last) = evidence.looked_in().coverage.to {
        asked.push(format!("What has been reported on {subject} since {}?", super::dates::in_words(last)));
    }
    asked.push(format!("Which outlets report on {subject}, and where do their accounts differ?"));
    asked.push(format!("What do people on each side of the matter say about {subject}?"));
    asked.truncate(FOLLOW_UPS);
    asked
}

/// What the question is about in its own words: its names if it has some, else its content words.
fn subject(question: &Question) -> String {
    let known: Vec<&str> = question.terms().iter().filter(|t| t.known).map(|t| t.word.as_str()).collect();
    let names: Vec<&str> = known.iter().copied().filter(|w| w.starts_with(char::is_uppercase)).collect();
    let words = if names.is_empty() { known } else { names };
    match words.as_slice() {
        [] => "this matter".to_owned(),
        [only] => (*only).to_owned(),
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
        for name in facts::full_names(claim.text()) {
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
