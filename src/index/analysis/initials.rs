//! How words begin: enough to pass over most of those that a question does not ask for.

/// Beginnings of the terms that are looked for: their first two letters.
#[derive(Clone, Debug)]
pub struct Initials {
    pairs: [[bool; LETTERS]; LETTERS],
}

const LETTERS: usize = 26;

impl Default for Initials {
    fn default() -> Self {
        Self { pairs: [[false; LETTERS]; LETTERS] }
    }
}

impl Initials {
    /// Adds a term. Words that do not begin with two letters from a to z are never passed over.
    pub fn add(&mut self, term: &str) {
        let row = term.bytes().next().and_then(|first| self.pairs.get_mut(number(first)?));
        match (row, term.as_bytes().get(1).copied()) {
            // Rare words have a single letter for a stem.
            (Some(row), None) => row.fill(true),
            (Some(row), Some(second)) => {
                number(second)
                    .and_then(|second| row.get_mut(second))
                    .into_iter()
                    .for_each(|known| *known = true);
            }
            (None, _) => {}
        }
    }

    /// Whether an English word may have one of the terms for a stem. Its stem begins as it does (Porter 2 changes ends
    /// alone), except that the y of "dying" becomes an i.
    pub fn may_begin(&self, word: &str) -> bool {
        pair(word).is_none_or(|(first, second)| {
            self.pairs.get(first).and_then(|row| row.get(second)).copied().unwrap_or(true)
        })
    }
}

/// The numbers of the first two letters, i and y being one.
fn pair(word: &str) -> Option<(usize, usize)> {
    match word.as_bytes() {
        [first, second, ..] => number(*first).zip(number(*second)),
        _ => None,
    }
}

fn number(letter: u8) -> Option<usize> {
    match letter.to_ascii_lowercase() {
        b'y' => Some(usize::from(b'i' - b'a')),
        letter @ b'a'..=b'z' => Some(usize::from(letter - b'a')),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::analysis::{each_indexed, terms};

    proptest::proptest! {
        #[test]
        fn no_word_is_passed_over_whose_term_is_looked_for(text in "([A-Za-z]{1,9}(ing|ied|ies|ly|s|’s|é)?[ .-]){1,12}") {
            for term in terms(&text) {
                let mut initials = Initials::default();
                initials.add(&term.stem);
                let mut found = false;
                each_indexed(&text, None, &initials, |stem, _| found |= stem == term.stem);
                proptest::prop_assert!(found, "{} in {text}", term.stem);
            }
        }
    }

    #[test]
    fn words_that_begin_otherwise_are_passed_over_but_counted() {
        let mut initials = Initials::default();
        ["ferri", "die"].into_iter().for_each(|term| initials.add(term));
        let mut found = Vec::new();
        let words =
            each_indexed("Ferries were late; the dying ferrets fled.", None, &initials, |stem, at| {
                found.push((stem.to_owned(), at));
            });
        let expected = [("ferri", 0), ("die", 4), ("ferret", 5)].map(|(stem, at)| (stem.to_owned(), at));
        assert_eq!((words, found), (7, expected.to_vec()));
    }
}
