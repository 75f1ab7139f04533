//! People called by their last name, written with the first name that their article gave them before: a report that opens
//! with "Haldane said" leaves its reader asking who that is.

use std::collections::BTreeSet;

use crate::ground::facts::{MONTHS, untitled};
use crate::index::analysis::{Term, plain_words, terms};

use super::super::language::is_common_opener;
use super::super::quote::quoted_spans;
use super::resolve::is_of_no_person;

/// The shortest last name that is written out; "Li" and "US" stay.
const SHORTEST: usize = 3;

/// A sentence with the first name before each last name that stands alone, where its article, up to `start`, has called one
/// person by it, the first time in full. The sentence as it is where there is nothing to write out. `known` are stems that a
/// reader has in mind.
pub fn spelled_out(text: &str, start: usize, sentence: &str, known: &BTreeSet<String>) -> String {
    let mut names = bare_names(text, start, sentence);
    names.retain(|bare| !terms(bare.last).iter().any(|term| known.contains(&term.stem)));
    with_first_names(sentence, &names)
}

/// A sentence with each of its first names alone, and with all: a reader may have any of them in mind.
pub fn spellings(text: &str, start: usize, sentence: &str) -> Vec<String> {
    let names = bare_names(text, start, sentence);
    let singly = names.iter().filter(|_| names.len() > 1).map(std::slice::from_ref);
    let sets = singly.chain(std::iter::once(names.as_slice()).filter(|names| !names.is_empty()));
    sets.map(|names| with_first_names(sentence, names)).collect()
}

/// A last name without its first name.
struct Bare<'a> {
    place: usize,
    first: &'a str,
    last: &'a str,
}

/// The last names of a sentence that stand alone, each the first time.
fn bare_names<'a>(text: &'a str, start: usize, sentence: &'a str) -> Vec<Bare<'a>> {
    let before = text.get(..start).unwrap_or_default();
    let words = plain_words(sentence);
    let quoted = quoted_spans(sentence);
    let mut found: Vec<Bare<'a>> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let (last, place) = (word.range.of(sentence), word.range.start());
        let is_quoted = quoted.iter().any(|span| span.contains(&place));
        if is_quoted || found.iter().any(|bare| bare.last == last) || !stands_bare(sentence, &words, at) {
            continue;
        }
        let first = first_name(before, last).filter(|first| !sentence.contains(&format!("{first} {last}")));
        found.extend(first.map(|first| Bare { place, first, last }));
    }
    found
}

fn with_first_names(sentence: &str, names: &[Bare<'_>]) -> String {
    let mut written = String::with_capacity(sentence.len() + 16);
    let mut copied = 0;
    for Bare { place, first, .. } in names {
        written.push_str(sentence.get(copied..*place).unwrap_or_default());
        written.push_str(first);
        written.push(' ');
        copied = *place;
    }
    written.push_str(sentence.get(copied..).unwrap_or_default());
    written
}

/// A word with a capital, and no other beside it.
fn stands_bare(sentence: &str, words: &[Term], at: usize) -> bool {
    let Some(word) = words.get(at) else { return false };
    let written = word.range.of(sentence);
    let is_capital = |term: &Term| term.range.of(sentence).starts_with(char::is_uppercase);
    let near = |between: Option<&str>| matches!(between, Some(" " | ". " | "-" | "’" | "'"));
    let before = at.checked_sub(1).and_then(|before| words.get(before));
    let after = words.get(at + 1);
    let is_after = |other: &Term| near(sentence.get(other.range.end()..word.range.start()));
    let joined_before = before.is_some_and(|other| {
        let opens = other.range.start() == 0 && is_common_opener(&other.stem);
        (is_capital(other) && !opens || other.stem == "the") && is_after(other)
    });
    let joined_after = after
        .is_some_and(|other| is_capital(other) && near(sentence.get(word.range.end()..other.range.start())));
    let mut letters = written.chars();
    let is_word = letters.next().is_some_and(char::is_uppercase) && letters.any(char::is_lowercase);
    is_word
        && written.len() >= SHORTEST
        && !joined_before
        && !joined_after
        && !is_common_opener(&word.stem)
        && !MONTHS.contains(&word.stem.as_str())
}

/// The one first name that a text gives with a last name: the first time that it has it, and never another.
fn first_name<'a>(text: &'a str, last: &str) -> Option<&'a str> {
    let mut found: Option<&str> = None;
    for (at, _) in text.match_indices(last) {
        let after = text.get(at + last.len()..).unwrap_or_default();
        if after.starts_with(|c: char| c.is_alphanumeric() || c == '-') {
            continue;
        }
        let before = text.get(..at).unwrap_or_default();
        let given =
            before.strip_suffix(' ').and_then(|before| before.rsplit([' ', '\n', '“', '"', '(']).next());
        match given.filter(|given| is_first_name(given, last)) {
            // "Camille Joseph Varlack": nobody can tell which name is theirs.
            Some(given) if has_another(before, given) => return None,
            Some(given) if found.is_none() => found = Some(whole(before, given)),
            Some(given) if found.is_some_and(|known| known.ends_with(given)) => {}
            // Another of that name, or the name of a street.
            Some(_) => return None,
            None if found.is_none() => return None,
            None => {}
        }
        let is_longer = after.strip_prefix(' ').is_some_and(|rest| rest.starts_with(char::is_uppercase));
        if is_longer {
            return None;
        }
    }
    // What is also written small is an office or a thing.
    let small = last.to_lowercase();
    let is_thing = plain_words(text).iter().any(|word| word.range.of(text) == small);
    found.filter(|_| !is_thing)
}

/// Whether another name stands before a first name, and no office.
fn has_another(before: &str, given: &str) -> bool {
    const OFFICES: &[&str] = &[
        "officer", "commissioner", "director", "sheriff", "attorney", "actor", "actress", "singer",
        "detective", "sergeant", "lieutenant", "speaker", "coach", "host", "superintendent", "chairman",
        "chairwoman", "founder", "author", "editor", "reporter", "correspondent", "analyst", "bishop",
        "archbishop", "cardinal", "father", "sister", "spokesman", "spokeswoman", "spokesperson", "manager",
        "leader", "inspector", "solicitor", "premier", "envoy", "chair",
    ];
    const SHORT: usize = 3;
    let earlier = before.trim_end().strip_suffix(given).and_then(|rest| rest.strip_suffix(' '));
    let first = earlier.and_then(|rest| rest.rsplit([' ', '\n', '“', '"', '(']).next());
    given.len() > SHORT
        && first.is_some_and(|first| {
            is_first_name(first, given) && !OFFICES.contains(&first.to_lowercase().as_str())
        })
}

/// "Shou Zi" of "Shou Zi Chew": a short part of a first name has the one before it.
fn whole<'a>(before: &'a str, given: &'a str) -> &'a str {
    const SHORT: usize = 3;
    let earlier = before.trim_end().strip_suffix(given).and_then(|rest| rest.strip_suffix(' '));
    let first = earlier.and_then(|rest| rest.rsplit([' ', '\n', '“', '"', '(']).next());
    match first.filter(|first| given.len() <= SHORT && is_first_name(first, given)) {
        Some(first) => before
            .trim_end()
            .len()
            .checked_sub(first.len() + 1 + given.len())
            .and_then(|at| before.trim_end().get(at..))
            .unwrap_or(given),
        None => given,
    }
}

fn is_first_name(given: &str, last: &str) -> bool {
    let mut letters = given.chars();
    let is_word = letters.next().is_some_and(char::is_uppercase)
        && letters.clone().any(char::is_lowercase)
        && letters.all(|c| c.is_alphabetic() || matches!(c, '-' | '’' | '\''));
    let small = given.to_lowercase();
    let of_a_place = ["ish", "ese", "ican"].iter().any(|end| small.ends_with(end));
    let name = format!("{given} {last}");
    is_word
        && !of_a_place
        && !small.ends_with("’s")
        && !small.ends_with("'s")
        && !is_common_opener(&small)
        && !MONTHS.contains(&small.as_str())
        && untitled(&name) == name
        && !is_of_no_person(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(before: &str, sentence: &str, expected: &str) {
        let text = format!("{before} {sentence}");
        assert_eq!(spelled_out(&text, before.len() + 1, sentence, &BTreeSet::new()), expected, "{before}");
    }

    #[test]
    fn a_last_name_gets_the_first_name_that_the_article_gave() {
        let known = "Senator Joris Haldane spoke. He met Ada Brandt.";
        check(known, "Haldane said no.", "Joris Haldane said no.");
        check(
            known,
            "“Haldane lies,” Brandt said, and Brandt left.",
            "“Haldane lies,” Ada Brandt said, and Brandt left.",
        );
        check(known, "Critics of Haldane's bill met.", "Critics of Joris Haldane's bill met.");
        check(known, "Joris Haldane said no.", "Joris Haldane said no.");
        check(known, "Mayor Haldane said no.", "Mayor Haldane said no.");
        check("The chief, Shou Zi Marn, spoke.", "Marn said no.", "Shou Zi Marn said no.");
    }

    #[test]
    fn where_it_may_be_another_it_stays() {
        check("Joris Haldane and Piet Haldane met.", "Haldane left.", "Haldane left.");
        check("Officer Camille Joseph Varrel spoke.", "Varrel left.", "Varrel left.");
        check("Officer Camille Varrel spoke.", "Varrel left.", "Camille Varrel left.");
        check(
            "The Sorvanian Senate met.", "The vote of Senate members failed.",
            "The vote of Senate members failed.",
        );
        check("Haldane Street is closed.", "Haldane left.", "Haldane left.");
        check("President Melk left.", "Melk came.", "Melk came.");
        check("Haldane left. Joris Haldane came.", "Haldane stayed.", "Haldane stayed.");
        check("Port Sarrow burned.", "Sarrow was evacuated.", "Sarrow was evacuated.");
    }
}
