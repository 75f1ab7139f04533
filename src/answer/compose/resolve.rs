//! "He" and "she" at the beginning of a sentence, made the name that the article gives just before; and whose words a
//! sentence is that stands in quotation marks as a whole.
//!
//! Only where there is no doubt: the sentences before it, back to one that opens with a name, open with the same
//! pronoun, and the one before it names nobody else. Who speaks goes on to speak: the sentence before it must say whose
//! quotation it has.

use crate::index::analysis::{Term, plain_words};
use crate::news::{TextRange, sentences};

use super::super::facts;
use super::super::language;
use super::super::quote::quoted_spans;
use super::trim::trimmed;

/// Sentences looked at before the one with the pronoun.
const BACK: usize = 4;
/// Words of a name that opens a sentence, with titles.
const LONGEST_NAME: usize = 5;
/// A quotation of fewer words says little by itself.
const FEWEST_SPOKEN: usize = 8;
/// What may follow a name that opens a sentence, if it is its subject.
const NO_SUBJECT: &[&str] = &["and", "or", "of", "for", "in", "on", "at", "s"];

/// A sentence of a text, by where it begins, with the name in place of the pronoun that it opens with. None where it has
/// none, or nobody can tell.
pub fn resolved(text: &str, start: usize, sentence: &str) -> Option<String> {
    let sentence = trimmed(sentence);
    if let Some(spoken) = spoken(text, start, sentence) {
        return Some(spoken);
    }
    let (pronoun, rest) = sentence.split_once(' ')?;
    let (pronoun, owner) = match pronoun {
        "He" | "She" => (pronoun, ""),
        "His" => ("He", "’s"),
        _ => return None,
    };
    // Another name as its object would be as good.
    let before = shortly_before(text, start)?;
    let earlier: Vec<&str> =
        sentences(before, None).iter().map(|range: &TextRange| range.of(before)).collect();
    let mut looked_at = earlier.iter().rev().take(BACK).map(|sentence| trimmed(sentence));
    let opens_alike = |sentence: &&str| sentence.split_once(' ').is_some_and(|(first, _)| first == pronoun);
    let antecedent = looked_at.find(|sentence| !opens_alike(sentence))?;
    let name = opening_name(antecedent).filter(|name| name.contains(' ') || is_known(name, before))?;
    let names_another = facts::full_names(antecedent).iter().any(|other| {
        let other = other.trim_start_matches("the ");
        !name.contains(other) && !other.contains(&name) && looks_like_a_person(other)
    });
    (!names_another).then(|| format!("{name}{owner} {rest}"))
}

fn shortly_before(text: &str, start: usize) -> Option<&str> {
    let before = text.get(..start)?;
    before.get(before.floor_char_boundary(before.len().saturating_sub(2_000))..)
}

/// A sentence that is a quotation and nothing else, with the one who speaks in the sentence before.
fn spoken(text: &str, start: usize, sentence: &str) -> Option<String> {
    let is_quotation = |sentence: &str| {
        let spans = quoted_spans(sentence);
        let is_all = matches!(spans.as_slice(), [only] if only.start <= 3 && sentence.len() - only.end <= 3);
        is_all && plain_words(sentence).len() >= FEWEST_SPOKEN
    };
    if !(sentence.starts_with(['“', '"']) && is_quotation(sentence)) {
        return None;
    }
    let before = shortly_before(text, start)?;
    let earlier = sentences(before, None);
    let speaker = earlier.last().map(|range| range.of(before)).and_then(speaker_of_quotation)?;
    Some(format!("{speaker} said: {sentence}"))
}

/// The name beside the "said" behind the quotation of a sentence: “…,” Brandt said, “…,” said Ada Brandt.
fn speaker_of_quotation(sentence: &str) -> Option<String> {
    let last = quoted_spans(sentence).into_iter().next_back()?;
    let behind = sentence.get(last.end..)?.trim_start_matches(['”', '"', ' ']);
    let words = plain_words(behind);
    let said = words.iter().position(|word| matches!(word.stem.as_str(), "said" | "says" | "added"))?;
    let is_name = |word: &&Term| {
        word.range.of(behind).starts_with(char::is_uppercase) && !facts::is_common_opener(&word.stem)
    };
    let (before, after) = (words.get(..said)?, words.get(said + 1..)?);
    let run: Vec<&Term> = match before {
        [] => after.iter().take_while(is_name).collect(),
        _ => before.iter().skip_while(|word| !is_name(word)).collect(),
    };
    let (first, last) = (run.first()?, run.last()?);
    let name = behind.get(first.range.start()..last.range.end())?;
    let is_one = run.iter().all(is_name) && name.chars().all(|c| c.is_alphabetic() || " .-'’".contains(c));
    // "A woman from Melby said", "an adviser to Brandt said", "Brandt, of Melby, said".
    let is_of_a_place =
        before.iter().any(|word| NO_SUBJECT.contains(&word.stem.as_str()) || word.stem == "from");
    let is_plain_or_titled = before.len().saturating_sub(run.len()) <= 1;
    let next = behind.get(last.range.end()..)?;
    let is_beside = if before.is_empty() { !next.starts_with(['\'', '’']) } else { next.starts_with(' ') };
    // "Brandt said, according to police".
    let is_by_others = language::is_alleged(sentence) || behind.contains("according to");
    let is_person = is_one && is_beside && is_plain_or_titled && run.len() <= LONGEST_NAME;
    (is_person && !is_of_a_place && !is_by_others).then(|| name.to_owned())
}

/// Whether a text has a word with a capital where no sentence begins: "Harbour" in "Harbour master" is no name.
fn is_known(word: &str, text: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default();
        before.ends_with(' ') && before.trim_end().ends_with(|c: char| c.is_alphanumeric() || c == ',')
    })
}

/// The name that a sentence opens with, as its subject.
fn opening_name(sentence: &str) -> Option<String> {
    let words = plain_words(sentence);
    let first = words.first()?;
    if facts::is_common_opener(&first.stem) {
        return None;
    }
    let is_name = |at: usize| {
        let word = words.get(at)?;
        let written = word.range.of(sentence);
        let joined = at.checked_sub(1).and_then(|before| words.get(before)).is_none_or(|before| {
            let between = sentence.get(before.range.end()..word.range.start());
            between == Some(" ") || between == Some(". ")
        });
        (written.starts_with(char::is_uppercase) && joined).then_some(word)
    };
    let last = (0..LONGEST_NAME).map_while(is_name).last()?;
    let count = words.iter().take_while(|word| word.range.start() <= last.range.start()).count();
    let next = words.get(count).map_or("", |word| word.stem.as_str());
    let between = words.get(count).and_then(|word| sentence.get(last.range.end()..word.range.start()))?;
    let name = sentence.get(first.range.start()..last.range.end())?;
    let is_subject = between.starts_with(',') || between == " " && !NO_SUBJECT.contains(&next);
    is_subject.then(|| name.to_owned())
}

/// Two or three words, none of which is a word of places and offices.
fn looks_like_a_person(name: &str) -> bool {
    (2..=3).contains(&name.split(' ').count()) && !is_of_no_person(name)
}

/// A name with a word of places and offices.
pub fn is_of_no_person(name: &str) -> bool {
    const OTHERS: &[&str] = &[
        "house", "court", "party", "street", "united", "university", "committee", "senate", "states",
        "parliament", "city", "county", "department", "ministry", "union", "news", "times", "post", "school",
        "college", "council", "office", "agency", "center", "centre", "park", "north", "south", "west",
        "east", "new", "port", "lake", "mount", "saint", "san", "santa", "fort", "cape", "los", "las", "el",
        "la", "world", "supreme", "great", "grand", "royal", "bank", "church", "airport", "station",
        "bridge", "river",
    ];
    name.to_lowercase().split(' ').any(|word| OTHERS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(before: &str, sentence: &str, expected: Option<&str>) {
        let text = format!("{before} {sentence}");
        assert_eq!(resolved(&text, before.len() + 1, sentence).as_deref(), expected, "{before}");
    }

    #[test]
    fn he_is_who_the_article_named_just_before() {
        let left = "He left for the sake of unity.";
        check("Speaker Ada Brandt resigned on Monday.", "She left.", Some("Speaker Ada Brandt left."));
        let known = "Council head Ada Brandt resigned. Brandt, in office since May, wept.";
        check(known, left, Some("Brandt left for the sake of unity."));
        check(&format!("{known} He apologised."), left, Some("Brandt left for the sake of unity."));
        check(known, "His deputy stayed.", Some("Brandt’s deputy stayed."));
    }

    #[test]
    fn who_speaks_goes_on() {
        let more = "“The pier was closed in May. Nobody told us.”";
        let said = "“We knew nothing,” farmer Ada Brandt said.";
        check(said, more, Some("Ada Brandt said: “The pier was closed in May. Nobody told us.”"));
        let other = "“We knew nothing,” said Orsolo Melk, who lives there.";
        check(other, more, Some("Orsolo Melk said: “The pier was closed in May. Nobody told us.”"));
        check("“We knew nothing,” she said.", more, None);
        check("“We knew nothing,” an adviser to Orsolo Melk said.", more, None);
        check("“We knew nothing,” said Brandt’s lawyer.", more, None);
        check("“I burned it,” Brandt said, according to police.", more, None);
        check("Ada Brandt said so.", more, None);
        check("“We knew nothing,” Brandt, of Port Sarrow, said.", more, None);
        check("“We knew nothing,” the ministry of Lume said.", more, None);
        check(said, "“The pier was closed,” said a woman.", None);
    }

    #[test]
    fn where_it_may_be_another_it_stays() {
        let left = "He left for the sake of unity.";
        check("Brandt met Orsolo Melk on Monday.", left, None);
        check("The council met on Monday.", left, None);
        check("Harbour master Ada Brandt met on Monday.", left, None);
        check("Brandt's deputy resigned.", left, None);
        check("Brandt and Melk resigned.", left, None);
        check("", left, None);
        check("Brandt resigned.", "They left.", None);
    }
}
