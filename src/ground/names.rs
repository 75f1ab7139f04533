//! Names in the forms that texts give them.

use super::passage::Passage;
use super::reading::Reading;
use super::words::Word;

/// A name is another form of one that begins with so many of the same letters: Ardenia, Ardenian.
const SAME_BEGINNING: usize = 4;
/// Letters that an abbreviation has.
const ABBREVIATED: std::ops::RangeInclusive<usize> = 2..=5;

/// Whether some name of a claim is nowhere in the passage in any form.
pub fn is_any_missing(claim: &Reading, passage: &Passage) -> bool {
    let is_name = |at: &usize| claim.words.get(*at).is_some_and(Word::is_name);
    claim.terms.iter().filter(|at| is_name(at)).any(|at| is_missing(claim, *at, passage))
}

/// The words of names that are nowhere in the passage in any form. A word that opens a sentence belongs to a name if
/// the next one does.
pub fn missing(claim: &Reading, passage: &Passage) -> Vec<usize> {
    let is_name = |at: &usize| {
        let next = claim.words.get(at + 1).is_some_and(|next| next.is_name() && !next.breaks);
        claim.words.get(*at).is_some_and(|word| word.is_name() || next && super::quotes::is_named(word))
    };
    let mut places: Vec<usize> = claim.terms.iter().copied().filter(is_name).collect();
    places.retain(|at| is_missing(claim, *at, passage));
    places.sort_unstable();
    places
}

fn is_missing(claim: &Reading, at: usize, passage: &Passage) -> bool {
    let Some(word) = claim.words.get(at) else { return false };
    passage.places(claim.stem(at)).is_empty()
        && !has_form(&word.plain, passage)
        && !is_spelled_out(&word.plain, passage.words())
        && !is_abbreviated(&claim.words, at, passage)
}

/// Whether the passage has a word that begins as a name does.
pub fn has_form(name: &str, passage: &Passage) -> bool {
    let beginning: String = name.chars().take(SAME_BEGINNING.max(name.chars().count() * 2 / 3)).collect();
    beginning.chars().count() >= SAME_BEGINNING
        && passage.words().iter().any(|word| word.plain.starts_with(&beginning))
}

/// Whether words that follow each other have the initials of an abbreviation: "Artificial intelligence" for AI.
fn is_spelled_out(name: &str, words: &[Word]) -> bool {
    let letters: Vec<char> = name.chars().filter(|c| *c != '.').collect();
    let has_initials = |run: &[Word]| {
        run.first().is_some_and(|word| word.capital)
            && run.iter().zip(&letters).all(|(word, letter)| word.plain.starts_with(*letter))
    };
    ABBREVIATED.contains(&letters.len()) && words.windows(letters.len()).any(has_initials)
}

/// Whether the passage has the initials of the name that a word is part of: US for "United States".
fn is_abbreviated(words: &[Word], at: usize, passage: &Passage) -> bool {
    let before = words.get(..at).unwrap_or_default().iter().rev().take_while(|word| word.capital).count();
    let after = words.get(at..).unwrap_or_default().iter().take_while(|word| word.capital).count();
    let run = words.get(at - before..at + after).unwrap_or_default();
    let initials: String = run.iter().filter_map(|word| word.plain.chars().next()).collect();
    ABBREVIATED.contains(&initials.chars().count())
        && passage
            .words()
            .iter()
            .any(|word| word.capital && word.plain.chars().filter(|c| *c != '.').eq(initials.chars()))
}

#[cfg(test)]
mod tests {
    use super::super::words::words;
    use super::*;

    fn lacks(claim: &str, evidence: &str) -> bool {
        let passage = Passage::of(&[evidence]);
        is_any_missing(&Reading::of(words(claim), &passage), &passage)
    }

    #[test]
    fn names_are_known_in_other_forms() {
        assert!(!lacks("Ferries left for Ardenia.", "The Ardenian ferries left."));
        assert!(!lacks("It was the OWF that paid.", "The Orlan Works Fund paid for it."));
        assert!(!lacks("It was the Orlan Works Fund that paid.", "The OWF paid for it."));
        assert!(lacks("It was the Orlan Works Fund that paid.", "The OTF paid for it."));
        assert!(lacks("It was the OTF that paid.", "The Orlan Works Fund paid for it."));
    }
}
