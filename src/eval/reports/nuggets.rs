//! Which of the expected facts a report states, and where.
//!
//! Facts are the nuggets of the question-answering tracks of TREC (Voorhees 2003): those that are required are *vital*,
//! the others *okay*. Recall over the vital ones is the first figure of Lin and Demner-Fushman (2005), whose POURPRE
//! finds nuggets by their words as well; here the words are chosen by whoever writes the question.

use super::super::answers::folded;
use super::questions::{Fact, Theme};
use super::read::{Part, Read, Section};

/// Sentences within which an answer is early.
pub const EARLY: usize = 3;

/// Where a fact is stated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// The sections, each once, in their order.
    pub parts: Vec<Part>,
    /// The claims, by id; of two that state it together the first.
    pub claims: Vec<String>,
}

/// Where a report states a fact: in one claim, or in a claim and the next one of the same section.
pub fn places(fact: &Fact, sections: &[Section]) -> Places {
    let mut places = Places::default();
    for section in sections {
        let texts: Vec<&str> = section.claims.iter().map(|claim| claim.text.as_str()).collect();
        let next = texts.iter().skip(1).map(Some).chain([None]);
        let alone: Vec<bool> = texts.iter().map(|text| states(text, fact)).collect();
        let before = places.claims.len();
        for (place, ((text, next), claim)) in texts.iter().zip(next).zip(&section.claims).enumerate() {
            let is_alone = |place: usize| alone.get(place).copied().unwrap_or_default();
            let together = || next.is_some_and(|next| states(&format!("{text} {next}"), fact));
            if is_alone(place) || !is_alone(place + 1) && together() {
                places.claims.push(claim.id.clone());
            }
        }
        if places.claims.len() > before && !places.parts.contains(&section.kind) {
            places.parts.push(section.kind);
        }
    }
    places
}

/// Whether a text has all words of a fact, whatever their case. A word may be a part of a longer one, but a number is
/// not a part of a longer number: `81` is not in `1981`.
pub fn states(text: &str, fact: &Fact) -> bool {
    let text = folded(text);
    fact.words.iter().all(|words| words.split('|').any(|word| stands_in(folded(word).trim(), &text)))
}

fn stands_in(word: &str, text: &str) -> bool {
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let (starts, ends) = (is_digit(word.chars().next()), is_digit(word.chars().next_back()));
    text.match_indices(word).any(|(at, _)| {
        let mut before = text.get(..at).unwrap_or_default().chars().rev();
        let mut after = text.get(at + word.len()..).unwrap_or_default().chars();
        let (last, next) = (before.next(), after.next());
        let splits = |c: Option<char>| matches!(c, Some('.' | ','));
        let inside = |near: Option<char>, far: Option<char>| is_digit(near) || splits(near) && is_digit(far);
        !(starts && inside(last, before.next()) || ends && inside(next, after.next()))
    })
}

/// Whether a fact stands in the section that it belongs in. An answer is to be found in the summary, in the section
/// after it, or in the bottom line.
pub fn is_in_place(theme: Theme, places: &Places, report: &Read) -> bool {
    let stands = |part: Part| places.parts.contains(&part);
    let mut filled = report.sections.iter().filter(|section| !section.claims.is_empty());
    match theme {
        Theme::Answer => {
            let after_summary = filled.find(|section| section.kind != Part::ExecutiveSummary);
            stands(Part::ExecutiveSummary)
                || stands(Part::BottomLine)
                || after_summary.is_some_and(|section| stands(section.kind))
        }
        Theme::Events => stands(Part::Events),
        Theme::EvidenceFor => stands(Part::EvidenceFor),
        Theme::EvidenceComplicating => stands(Part::EvidenceComplicating),
        Theme::Context => stands(Part::Context),
    }
}

/// Whether a fact stands on the other side of the question, and not on its own.
pub fn is_opposing(theme: Theme, places: &Places, report: &Read) -> bool {
    let opposite = match theme {
        Theme::EvidenceFor => Part::EvidenceComplicating,
        Theme::EvidenceComplicating => Part::EvidenceFor,
        Theme::Answer | Theme::Events | Theme::Context => return false,
    };
    places.parts.contains(&opposite) && !is_in_place(theme, places, report)
}

/// Whether one of the facts that answer the question stands in the first sentences. None if there is no such fact.
pub fn is_early(facts: &[Fact], report: &Read) -> Option<bool> {
    let mut answers = facts.iter().filter(|fact| fact.section == Theme::Answer && fact.required).peekable();
    answers.peek()?;
    let opening = report.opening(EARLY);
    Some(answers.any(|fact| states(&opening, fact)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(words: &[&str], section: Theme) -> Fact {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        Fact { text: String::new(), words, section, article: None, required: true }
    }

    /// A report with these sections, each with its claims.
    fn report(sections: &[(Part, &[&str])]) -> Read {
        let mut read = Read::default();
        for (kind, texts) in sections {
            let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
            let mut section = Read::of_sentences(&texts).sections.remove(0);
            section.kind = *kind;
            section.claims.iter_mut().for_each(|claim| claim.id = format!("{kind:?} {}", claim.id));
            read.sections.push(section);
        }
        read
    }

    #[track_caller]
    fn check(words: &[&str], text: &str, expected: bool) {
        assert_eq!(states(text, &fact(words, Theme::Answer)), expected, "{words:?} in {text}");
    }

    #[test]
    fn all_words_have_to_stand_there_in_one_of_their_forms() {
        check(&["22|twenty-two", "kill|dead"], "Twenty-two people were KILLED.", true);
        check(&["22|twenty-two", "kill|dead"], "Twenty-two people were hurt.", false);
        check(&["government's"], "The government’s\u{a0}plan", true);
        check(&["prorog"], "the prorogation", true);
    }

    #[test]
    fn numbers_are_whole() {
        check(&["81"], "In 1981 there were 810, or 8,181, or 81.5.", false);
        check(&["81"], "There were 81, they said.", true);
        check(&["81"], "81.", true);
        check(&["5667|5,667"], "5,667 cases", true);
        check(&["39"], "39-year-old", true);
    }

    #[test]
    fn a_fact_is_stated_by_a_claim_or_by_two_in_a_row() {
        let sections = report(&[
            (Part::ExecutiveSummary, &["The ferry sank.", "Nine drowned."]),
            (Part::Events, &["It was night.", "The ferry sank with nine aboard."]),
            (Part::Context, &["The ferry sank.", "It rains.", "Nine ferries sail."]),
        ])
        .sections;
        let found = places(&fact(&["sank", "nine"], Theme::Events), &sections);
        assert_eq!(found.parts, [Part::ExecutiveSummary, Part::Events]);
        assert_eq!(found.claims, ["ExecutiveSummary s1", "Events s2"]);
        assert_eq!(places(&fact(&["captain"], Theme::Events), &sections), Places::default());
    }

    #[test]
    fn facts_have_their_place() {
        let read = report(&[
            (Part::ExecutiveSummary, &["Melk paid."]),
            (Part::EvidenceFor, &["Brandt accuses Melk.", "Korvin denies it."]),
            (Part::EvidenceComplicating, &["The bank saw nothing."]),
            (Part::BottomLine, &["It stays open."]),
        ]);
        let check = |words: &str, theme, right, opposing| {
            let found = places(&fact(&[words], theme), &read.sections);
            let stands = (is_in_place(theme, &found, &read), is_opposing(theme, &found, &read));
            assert_eq!(stands, (right, opposing), "{words}");
        };
        check("melk paid", Theme::Answer, true, false);
        check("brandt", Theme::Answer, true, false);
        check("bank", Theme::Answer, false, false);
        check("brandt", Theme::EvidenceFor, true, false);
        check("korvin", Theme::EvidenceComplicating, false, true);
        check("bank", Theme::EvidenceFor, false, true);
        check("melk paid", Theme::Events, false, false);
    }

    #[test]
    fn an_early_answer_is_in_the_first_three_sentences() {
        let read = report(&[(Part::Events, &["One. Two.", "Three has it.", "Four has that."])]);
        let early = |word: &str, theme| is_early(&[fact(&[word], theme)], &read);
        assert_eq!(early("has it", Theme::Answer), Some(true));
        assert_eq!(early("has that", Theme::Answer), Some(false));
        assert_eq!(early("has it", Theme::Context), None);
    }
}
