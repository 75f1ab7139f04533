//! A question with its misspelt words corrected.

use crate::index::analysis::{Term, plain_words};
use crate::index::{IndexError, SearchBackend};

use super::asking::is_function_word;
use super::vocabulary::Vocabulary;
use super::{Correction, correct};

/// Words in capitals up to this length are acronyms, if not everything is in capitals (letters).
const LONGEST_ACRONYM: usize = 5;
/// Shorter words in one run with digits are parts of a formula (letters).
const SHORTEST_BESIDE_DIGITS: usize = 5;
/// As many words of a question are corrected; a text with more slips is another language or no language.
const MOST_CORRECTED: usize = 12;

/// A question as it is read.
pub struct Corrected {
    pub text: String,
    pub corrections: Vec<Correction>,
    /// Words of the text, lower-cased and folded, each with what is searched for as well.
    pub also: Vec<(String, String)>,
}

/// Reads each word that the index does not know, or hardly, as the one that was most likely meant.
pub fn corrected(
    text: &str,
    vocabulary: &Vocabulary<'_, impl SearchBackend>,
) -> Result<Corrected, IndexError> {
    let words = plain_words(text);
    let mut doubtful: Vec<(usize, u64)> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if doubtful.len() < MOST_CORRECTED && tells(&word.stem) && is_prose(text, word) {
            let passages = vocabulary.passages_with_any_form(&word.stem)?;
            if correct::is_doubtful(&word.stem, passages, vocabulary.passages()) {
                doubtful.push((at, passages));
            }
        }
    }
    let mut spelled: Vec<String> = words.iter().map(|word| word.stem.clone()).collect();
    let (mut corrections, mut also) = (Vec::new(), Vec::new());
    let (mut read, mut copied) = (String::with_capacity(text.len()), 0);
    for &(at, passages) in &doubtful {
        let Some(word) = words.get(at) else { continue };
        let written = word.range.of(text);
        // Those already corrected count; those that the index lacks are left out by it.
        let others = spelled.iter().map(String::as_str).filter(|other| *other != word.stem && tells(other));
        let companions = vocabulary.companions(others)?;
        let is_name = written.contains(char::is_uppercase) || !written.is_ascii();
        let doubted = correct::Written { word: &word.stem, passages, is_name, is_first: at == 0 };
        let reading = correct::read(&doubted, &companions, vocabulary)?;
        let meant = reading.meant.as_deref().unwrap_or(&word.stem);
        also.extend(reading.also.into_iter().map(|other| (meant.to_owned(), other)));
        if let Some(meant) = reading.meant {
            let to = in_the_case_of(written, &meant);
            read.push_str(text.get(copied..word.range.start()).unwrap_or_default());
            read.push_str(&to);
            copied = word.range.end();
            corrections.push(Correction { from: written.to_owned(), to });
            if let Some(place) = spelled.get_mut(at) {
                *place = meant;
            }
        }
    }
    read.push_str(text.get(copied..).unwrap_or_default());
    Ok(Corrected { text: read, corrections, also })
}

/// Whether a word, lower-cased, says something of what the question is about.
fn tells(word: &str) -> bool {
    !is_function_word(word)
}

/// Whether a word is part of an address, a handle or a hashtag.
pub fn is_in_address(text: &str, word: &Term) -> bool {
    let (head, tail) = around(text, word);
    let has_mark = |part: &str| part.contains(['@', '#', '_', '\\']) || part.contains("//");
    let is_path = [head, tail].iter().any(|part| part.contains('/'))
        && [head, tail]
            .iter()
            .any(|part| part.trim_end_matches(|c: char| !c.is_alphanumeric()).contains('.'));
    has_mark(head) || has_mark(tail) || is_path
}

/// What stands before and after a word, up to the next space.
fn around<'t>(text: &'t str, word: &Term) -> (&'t str, &'t str) {
    let before = text.get(..word.range.start()).unwrap_or_default();
    let after = text.get(word.range.end()..).unwrap_or_default();
    let head = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    (head, after.split(char::is_whitespace).next().unwrap_or_default())
}

/// Whether a word is written as in prose. Addresses, handles, hashtags, acronyms and the mixed capitals of formulas and
/// brands are meant as they are.
fn is_prose(text: &str, word: &Term) -> bool {
    if is_in_address(text, word) {
        return false;
    }
    let (head, tail) = around(text, word);
    let written = word.range.of(text);
    // "15-ket-PGE 2"
    let has_digit = |part: &str| part.contains(|c: char| c.is_ascii_digit());
    if written.chars().count() < SHORTEST_BESIDE_DIGITS && (has_digit(head) || has_digit(tail)) {
        return false;
    }
    let capitals = written.chars().filter(|letter| letter.is_uppercase()).count();
    let first = usize::from(written.starts_with(char::is_uppercase));
    if capitals == written.chars().count() {
        return capitals > LONGEST_ACRONYM || !text.contains(char::is_lowercase);
    }
    // A slip of two fingers may put a small letter before the capital.
    let second = usize::from(written.chars().nth(1).is_some_and(char::is_uppercase));
    capitals == first || capitals == second && written.chars().count() > 3
}

fn in_the_case_of(written: &str, meant: &str) -> String {
    let mut letters = written.chars();
    let capital = letters.next().is_some_and(char::is_uppercase);
    if capital && letters.clone().next().is_some() && letters.all(char::is_uppercase) {
        return meant.to_uppercase();
    }
    let mut meant = meant.chars();
    match meant.next() {
        Some(first) if capital => first.to_uppercase().chain(meant).collect(),
        Some(first) => std::iter::once(first).chain(meant).collect(),
        None => String::new(),
    }
}
