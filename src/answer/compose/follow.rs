//! What to ask next: questions that the evidence itself suggests.

use std::collections::{BTreeMap, BTreeSet};

use crate::index::analysis::terms;

use super::super::claim::Claim;
use super::super::evidence::Evidence;
use super::super::facts;
use super::super::language;
use super::super::question::Question;
use super::super::report::SectionKind;
use super::resolve::is_of_no_person;

/// Follow-up questions in every report.
const FOLLOW_UPS: usize = 3;

type Sections = [(SectionKind, Vec<Claim>)];

/// Three questions that the evidence itself suggests: about people and places that the claims name and the
/// question does not, and about what stays open. Never the question itself.
pub fn follow_ups(question: &Question, sections: &Sections, evidence: &Evidence) -> Vec<String> {
    let subject = subject(question);
    let mut asked = Vec::new();
    for name in unasked_names(question, sections, evidence) {
        if asked.len() + 1 < FOLLOW_UPS {
            asked.push(match question.names() {
                [] => format!("What is reported of {name}?"),
                _ => format!("What is reported of {name} in connection with {subject}?"),
            });
        }
    }
    let claims = || sections.iter().flat_map(|(_, claims)| claims);
    let outlets: BTreeSet<&str> = claims().flat_map(|claim| claim.outlets(evidence)).collect();
    // Only what the evidence can answer: accounts differ where there are several.
    if claims().any(|claim| !claim.hedge().conflicting.is_empty()) {
        asked.push(format!("Where do the accounts of {subject} differ, and by how much?"));
    }
    if outlets.len() > 1 {
        asked.push(format!("Which outlets report on {subject}, and where do their accounts differ?"));
    }
    asked.push(format!("What is the latest reporting on {subject}?"));
    asked.push(format!("What else is reported of {subject}?"));
    asked.push(format!("When was {subject} first reported on?"));
    asked.truncate(FOLLOW_UPS);
    asked
}

/// What the question is about in its own words: its first names if it has some, else its most telling word.
fn subject(question: &Question) -> String {
    match question.names() {
        [] => {
            let telling =
                question.terms().iter().filter(|t| t.known).max_by(|a, b| a.weight.total_cmp(&b.weight));
            telling.map_or("this matter".to_owned(), |term| format!("“{}”", term.word))
        }
        [only] => only.clone(),
        [first, second, ..] => format!("{first} and {second}"),
    }
}

/// Names of several words that the claims' own words hold, most widely reported first.
fn unasked_names(question: &Question, sections: &Sections, evidence: &Evidence) -> Vec<String> {
    let asked = facts::names(question.interpreted());
    let stems: BTreeSet<&str> = question.terms().iter().map(|term| term.stem.as_str()).collect();
    let outlets: BTreeSet<String> =
        evidence.sources().iter().map(|s| s.revision.article().outlet.to_lowercase()).collect();
    let mut sources: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for claim in sections.iter().flat_map(|(_, claims)| claims) {
        for name in facts::full_names(&language::without_quotations(claim.text()))
            .iter()
            .map(|name| facts::untitled(name))
        {
            // "James F" is "James F. Amos", cut off at the full stop.
            let is_cut = name.rsplit(' ').next().is_some_and(|last| last.chars().count() == 1);
            if !name.trim_start_matches("the ").contains(' ') || facts::is_dated(&name) || is_cut {
                continue;
            }
            sources.entry(name).or_default().extend(claim.citations().iter().map(|c| c.source()));
        }
    }
    let mut names: Vec<(usize, String)> = sources
        .into_iter()
        .filter(|(name, _)| !outlets.contains(&name.to_lowercase()))
        .filter(|(name, _)| facts::names(&format!("x {name}")).is_disjoint(&asked))
        .filter(|(name, _)| terms(name).iter().all(|term| !stems.contains(term.stem.as_str())))
        .map(|(name, sources)| (sources.len(), name))
        .collect();
    // People before places and works.
    names.sort_by_key(|(count, name)| (is_of_no_person(name), std::cmp::Reverse(*count), name.clone()));
    each_once(names.into_iter().map(|(_, name)| name).collect())
}

/// Without those that another is with "the" before it, or without.
fn each_once(names: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for name in names {
        if !kept.iter().any(|known| bare(known) == bare(&name)) {
            kept.push(name);
        }
    }
    kept
}

fn bare(name: &str) -> &str {
    name.strip_prefix("the ").unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_an_article_is_the_same_name() {
        let names = ["the Lume Yard", "Ada Brandt", "Lume Yard"].map(str::to_owned).to_vec();
        assert_eq!(each_once(names), ["the Lume Yard", "Ada Brandt"]);
    }
}
