//! Other spellings of a name: what becomes of foreign letters and scripts in Latin ones varies from outlet to outlet.
//!
//! Two words are taken for one name if one becomes the other by exchanging groups of letters that are written for one
//! another in transliterations. Edit distance would not do: Biden and Bidet, Iran and Iraq are one edit apart.

use crate::index::analysis::{plain_words, terms};
use crate::index::{IndexError, SearchBackend};

use super::asking::is_function_word;
use super::vocabulary::{Companion, Vocabulary};

/// Groups of letters that are written for one another.
const INTERCHANGEABLE: &[&[&str]] = &[
    &["ie", "yi"],
    &["y", "i"],
    &["ay", "ai"],
    &["ey", "ei"],
    &["k", "kh", "q"],
    &["c", "k"],
    &["ck", "k"],
    &["g", "gh"],
    &["d", "dh"],
    &["dd", "dh"],
    &["x", "ks"],
    &["w", "v"],
    &["ph", "f"],
    &["ou", "u", "oo"],
    &["ue", "u"],
    &["oe", "o"],
    &["ae", "a"],
    &["sch", "sh"],
    &["j", "y"],
];
/// The same at the beginning of a name: what is Q in one alphabet is G in speech and K on a map.
const FIRST: &[&str] = &["g", "q", "k", "gh", "kh"];
/// The same at the end of a name.
const LAST: &[&str] = &["y", "i", "yy", "iy", "ii", "ij"];
/// Vowels that a name whose script writes none is given (Mohammed, Muhammad).
const VOWELS: &[&[&str]] = &[&["o", "u"], &["e", "a"], &["e", "i"]];
/// Consonants that are written once or twice between vowels and at the end.
const DOUBLED: &str = "bdfklmnprstz";
/// Shorter words are no names with other spellings (letters).
const SHORTEST: usize = 4;
/// In a text without capitals (letters).
const SHORTEST_IN_SMALL_LETTERS: usize = 5;
/// A spelling that is less frequent than this share of the name itself is a slip, or adds nothing.
const SHARE: f64 = 0.01;
/// From this length on vowels before the last letter may differ.
const VOWELS_FROM: usize = 8;
/// From this length on nothing but the letters need speak for it, if the question has no other words to judge by.
const ALONE_FROM: usize = 7;
/// As many spellings are looked up for a name, those with one exchange first.
const MOST_VARIANTS: usize = 64;
/// As many names of a question are looked up.
const MOST_NAMES: usize = 6;

/// The other spellings that an index has of a question's names: pairs of a word of the text, lower-cased and folded, and
/// what is to be searched for as well. They must keep close company with another word of the question that the name
/// itself, if the index has it, keeps company with. In a text without capitals any rare word may be a name.
pub fn other_spellings(
    text: &str,
    vocabulary: &Vocabulary<'_, impl SearchBackend>,
) -> Result<Vec<(String, String)>, IndexError> {
    let words = plain_words(text);
    let names = words.iter().filter(|word| is_word(&word.stem) && may_be_a_name(word.range.of(text), text));
    let mut found = Vec::new();
    for name in names.take(MOST_NAMES) {
        let own = vocabulary.passages_with(&name.stem)?;
        if !text.contains(char::is_uppercase) && vocabulary.is_common(own) {
            continue;
        }
        let mut known: Vec<(String, u64)> = Vec::new();
        for variant in variants(&name.stem) {
            let passages = vocabulary.passages_with(&variant)?;
            if passages > 0 && passages as f64 >= own as f64 * SHARE && !is_same_term(&variant, &name.stem) {
                known.push((variant, passages));
            }
        }
        if known.is_empty() {
            continue;
        }
        let others =
            words.iter().map(|w| w.stem.as_str()).filter(|w| *w != name.stem && !is_function_word(w));
        let companions = vocabulary.companions(others)?;
        let borne_out = in_company((&name.stem, own), known, &companions, vocabulary)?;
        found.extend(borne_out.into_iter().map(|spelling| (name.stem.clone(), spelling)));
    }
    Ok(found)
}

fn may_be_a_name(written: &str, text: &str) -> bool {
    match text.contains(char::is_uppercase) {
        // Capitals alone make an acronym, if not everything is in capitals.
        true if text.contains(char::is_lowercase) => {
            written.starts_with(char::is_uppercase) && written.contains(char::is_lowercase)
                || !written.is_ascii()
        }
        true => true,
        false => written.chars().count() >= SHORTEST_IN_SMALL_LETTERS,
    }
}

fn is_word(word: &str) -> bool {
    word.len() >= SHORTEST && word.chars().all(|c| c.is_ascii_lowercase()) && !is_function_word(word)
}

fn is_same_term(one: &str, other: &str) -> bool {
    let stem = |word: &str| terms(word).into_iter().next().map(|term| term.stem);
    stem(one) == stem(other)
}

fn in_company(
    name: (&str, u64),
    known: Vec<(String, u64)>,
    companions: &[Companion],
    vocabulary: &Vocabulary<'_, impl SearchBackend>,
) -> Result<Vec<String>, IndexError> {
    let rows = known.iter().map(|(word, passages)| (word.as_str(), *passages));
    let asked: Vec<(&str, u64)> = std::iter::once(name).chain(rows).collect();
    let alike = vocabulary.keep_like_company(&asked, companions)?;
    let are_long = |word: &str| name.0.len().min(word.len()) >= ALONE_FROM;
    let borne_out = known.into_iter().zip(alike).filter(|((word, _), alike)| {
        *alike || are_long(word) && (companions.is_empty() || differ_in_ending(name.0, word))
    });
    Ok(borne_out.map(|((word, _), _)| word).collect())
}

/// "Zelensky", "Zelenskyy": no other word has this ending either.
fn differ_in_ending(one: &str, other: &str) -> bool {
    let bare = |word: &str| word.trim_end_matches(['i', 'j', 'y']).to_owned();
    bare(one) == bare(other)
}

/// Other spellings of a name, by one exchange, then by two.
fn variants(name: &str) -> Vec<String> {
    let mut found = exchanged(name, 0);
    let single = found.len();
    for at in 0..single {
        let Some((variant, from)) = found.get(at).cloned() else { break };
        for twice in exchanged(&variant, from) {
            if found.len() < MOST_VARIANTS
                && twice.0 != name
                && !found.iter().any(|(known, _)| *known == twice.0)
            {
                found.push(twice);
            }
        }
    }
    found.into_iter().map(|(variant, _)| variant).collect()
}

/// What one exchange of letters at or after a place makes of a name, each with the place after the exchange.
fn exchanged(name: &str, from: usize) -> Vec<(String, usize)> {
    let mut found: Vec<(String, usize)> = Vec::new();
    let mut put = |at: usize, old: &str, new: &str| {
        let (Some(before), Some(after)) = (name.get(..at), name.get(at + old.len()..)) else { return };
        let variant = format!("{before}{new}{after}");
        if new != old
            && variant != name
            && variant.len() >= SHORTEST
            && !found.iter().any(|(known, _)| *known == variant)
        {
            found.push((variant, at + new.len()));
        }
    };
    let vowels = if name.len() >= VOWELS_FROM { VOWELS } else { &[] };
    for (at, letter) in name.char_indices().filter(|(at, _)| *at >= from) {
        let rest = name.get(at..).unwrap_or_default();
        let first = (at == 0).then_some(FIRST);
        let vowels = if at + 1 < name.len() { vowels } else { &[] };
        let last = LAST.contains(&rest).then_some(LAST);
        for group in INTERCHANGEABLE.iter().chain(vowels).copied().chain(first).chain(last) {
            for old in group.iter().filter(|old| rest.starts_with(**old)) {
                group.iter().for_each(|new| put(at, old, new));
            }
        }
        let after = rest.trim_start_matches(letter);
        if DOUBLED.contains(letter) && is_vowel(name.get(..at).and_then(|before| before.chars().last())) {
            let (once, twice) = (letter.to_string(), format!("{letter}{letter}"));
            match rest.len() - after.len() {
                2 => put(at, &twice, &once),
                1 if after.is_empty() || is_vowel(after.chars().next()) => put(at, &once, &twice),
                _ => {}
            }
        }
    }
    found
}

fn is_vowel(letter: Option<char>) -> bool {
    letter.is_some_and(|letter| "aeiouy".contains(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(one: &str, other: &str, expected: bool) {
        let is_spelling = |a: &str, b: &str| variants(a).iter().any(|variant| variant == b);
        assert_eq!(
            (is_spelling(one, other), is_spelling(other, one)),
            (expected, expected),
            "{one}, {other}"
        );
    }

    #[test]
    fn one_name_in_several_spellings() {
        for (one, other) in [
            ("zelensky", "zelenskyy"),
            ("zelensky", "zelenskiy"),
            ("zelenskyy", "zelenskiy"),
            ("kyiv", "kiev"),
            ("gaddafi", "qaddafi"),
            ("gaddafi", "gadhafi"),
            ("gaddafi", "kadafi"),
            ("mueller", "muller"),
            ("hussein", "husein"),
            ("mohammed", "mohamed"),
            ("mohammed", "muhammad"),
            ("fedorov", "fedorow"),
            ("andriy", "andrii"),
            ("hezbollah", "hizbullah"),
        ] {
            check(one, other, true);
        }
    }

    #[test]
    fn different_names() {
        for (one, other) in [
            ("biden", "bidet"),
            ("iran", "iraq"),
            ("austria", "australia"),
            ("georgia", "george"),
            ("korea", "kerala"),
            ("slovakia", "slovenia"),
            ("sweden", "swedes"),
            ("niger", "nigeria"),
            ("gambia", "zambia"),
            ("macron", "micron"),
        ] {
            check(one, other, false);
        }
    }
}
