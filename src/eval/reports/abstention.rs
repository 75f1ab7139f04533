//! Whether a report knows when not to answer.
//!
//! A question that the articles do not answer should be told so (Rajpurkar, Jia and Liang 2018, "Know What You Don't
//! Know"), and one that takes for granted what is not so should be told that first (Yu, Min, Zettlemoyer and Hajishirzi
//! 2023, "CREPE").

use super::nuggets::{EARLY, states};
use super::questions::Fact;
use super::read::{Outcome, Read};

/// Words of a gap that speak of what the question takes for granted.
const PREMISE: &[&str] = &["premise", "takes for granted", "presuppos", "assumes", "takes it that"];

/// The report does not answer: it says that there is not enough evidence, opens with what is not known, or says that
/// the question takes something for granted.
pub fn abstains(report: &Read) -> bool {
    let first = report.sections.first();
    let opens_with_gap = first.is_some_and(|first| first.claims.is_empty() && !first.gaps.is_empty());
    report.outcome == Outcome::NotEnoughEvidence || opens_with_gap || names_premise(report)
}

/// The report says what is wrong with the question: a gap speaks of its premise, or a fact that contradicts it is
/// among the first sentences or in a gap.
pub fn corrects_premise(facts: &[Fact], report: &Read) -> bool {
    let (opening, mut facts) = (report.opening(EARLY), facts.iter().filter(|fact| fact.required));
    let told = |fact: &Fact| states(&opening, fact) || gaps(report).any(|gap| states(gap, fact));
    names_premise(report) || facts.any(told)
}

fn names_premise(report: &Read) -> bool {
    gaps(report).map(str::to_lowercase).any(|gap| PREMISE.iter().any(|words| gap.contains(words)))
}

fn gaps(report: &Read) -> impl Iterator<Item = &str> {
    report.sections.iter().flat_map(|section| &section.gaps).map(|gap| gap.text.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::reports::questions::Theme;
    use crate::eval::reports::read::{Gap, Part, Section};

    fn report(claims: &[&str], gaps: &[&str]) -> Read {
        let mut read = Read::of_sentences(&claims.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
        let gaps = gaps.iter().map(|text| Gap { text: (*text).to_owned() }).collect();
        read.sections.push(Section { kind: Part::NotShown, claims: Vec::new(), gaps });
        read
    }

    #[test]
    fn a_report_abstains_in_words_or_by_its_outcome() {
        assert!(!abstains(&report(&["Melk paid."], &["More than this was not found."])));
        assert!(abstains(&report(&["Melk paid."], &["The question takes for granted that Melk paid."])));
        assert!(abstains(&Read { outcome: Outcome::NotEnoughEvidence, ..report(&["Melk paid."], &[]) }));
        let mut opens = report(&[], &[]);
        assert!(!abstains(&opens));
        opens.sections[0].gaps = vec![Gap { text: "Not enough was found.".into() }];
        assert!(abstains(&opens));
    }

    #[test]
    fn a_false_premise_is_corrected_at_once() {
        let fact = Fact {
            text: "Melk did not pay.".into(),
            words: vec!["not pa".into()],
            section: Theme::Answer,
            article: None,
            required: true,
        };
        let corrects = |claims: &[&str], gaps: &[&str]| {
            corrects_premise(std::slice::from_ref(&fact), &report(claims, gaps))
        };
        assert!(corrects(&["One came.", "Melk did not pay."], &[]));
        assert!(!corrects(&["One came.", "Two came.", "Three came.", "Melk did not pay."], &[]));
        assert!(corrects(&["One came."], &["That Melk has not paid is what the reports say."]));
        assert!(corrects(&["One came."], &["The premise is not borne out."]));
        assert!(!corrects(&["One came."], &["Who paid was not found."]));
    }
}
