//! The same in one word or in two: "cease fire" and "ceasefire".

use crate::index::analysis::{plain_words, terms};
use crate::index::{IndexError, SearchBackend};

use super::vocabulary::Vocabulary;

/// Each part of a compound has at least so many letters.
const SHORTEST_PART: usize = 3;
/// Each part of a word that is also written in two.
const SHORTEST_HALF: usize = 4;
/// So many passages must have the other form: one may have a slip.
const OFTEN: u64 = 2;
/// The other form must be at least this share as frequent as the word itself.
const SHARE: f64 = 0.02;
/// More frequent words, as a share of all passages, are no rare compounds.
const COMMON: f64 = 0.02;

/// Pairs of a word of the text, lower-cased and folded, and the form in one word, or in two, that is to be searched for
/// as well.
pub fn other_forms(
    text: &str,
    vocabulary: &Vocabulary<'_, impl SearchBackend>,
) -> Result<Vec<(String, String)>, IndexError> {
    let words = plain_words(text);
    let mut found = Vec::new();
    for pair in words.windows(2) {
        let [left, right] = pair else { continue };
        let between = text.get(left.range.end()..right.range.start()).unwrap_or_default();
        let are_parts = is_part(&left.stem, SHORTEST_PART) && is_part(&right.stem, SHORTEST_PART);
        if are_parts && matches!(between, " " | "-") {
            let joined = format!("{}{}", left.stem, right.stem);
            let passages = vocabulary.passages_with(&joined)?;
            // Slips of the space bar abound where the two words do.
            let pair = format!("{} {}", left.stem, right.stem);
            if passages >= OFTEN && passages as f64 >= vocabulary.passages_with_run(&pair)? as f64 * SHARE {
                found.push((left.stem.clone(), joined.clone()));
                found.push((right.stem.clone(), joined));
            }
        }
    }
    for word in words.iter().filter(|word| is_part(&word.stem, 2 * SHORTEST_HALF)) {
        found.extend(halves(&word.stem, vocabulary)?.map(|halves| (word.stem.clone(), halves)));
    }
    Ok(found)
}

fn is_part(word: &str, shortest: usize) -> bool {
    word.len() >= shortest && word.chars().all(char::is_alphabetic) && !terms(word).is_empty()
}

/// The two words that stand side by side elsewhere for this one.
fn halves(word: &str, vocabulary: &Vocabulary<'_, impl SearchBackend>) -> Result<Option<String>, IndexError> {
    let whole = vocabulary.passages_with(word)?;
    if whole == 0 || whole as f64 > vocabulary.passages() as f64 * COMMON {
        return Ok(None);
    }
    let enough = ((whole as f64 * SHARE) as u64).max(OFTEN);
    for at in SHORTEST_HALF..=word.len().saturating_sub(SHORTEST_HALF) {
        let Some((left, right)) = word.split_at_checked(at) else { continue };
        let known = vocabulary.passages_with(left)? >= enough && vocabulary.passages_with(right)? >= enough;
        if known && is_part(left, SHORTEST_HALF) && is_part(right, SHORTEST_HALF) {
            let halves = format!("{left} {right}");
            if vocabulary.passages_with_run(&halves)? >= enough {
                return Ok(Some(halves));
            }
        }
    }
    Ok(None)
}
