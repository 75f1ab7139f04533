//! Words that news uses for one another: a question says "died", an article "were killed".
//!
//! Groups, not a thesaurus: only what a reader would take for the same in a headline. They make a sentence answer a
//! question better; they are never searched for and bear nothing out. `synonyms.txt` has them, one a line: entries
//! between commas are words, or phrases of two words that are not stop words; between slashes stand the forms of one
//! word that no stemmer unites, and a phrase that begins with one of them begins with any.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::index::analysis::terms;

const SHIPPED: &str = include_str!("synonyms.txt");
/// Words that may stand within a phrase of a question: "turn the first offer down".
const WITHIN: usize = 2;

/// What news says for a word, as stems.
#[derive(Debug, Default)]
pub struct Said {
    pub words: Vec<String>,
    pub phrases: Vec<Phrase>,
}

/// The stems of two words that mean something together: "step down" for "resign".
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Phrase {
    pub first: String,
    pub second: String,
}

/// The groups, read once, and which a stem belongs to, each by its number: by itself, or in a phrase.
#[derive(Default)]
struct Groups {
    said: Vec<Said>,
    by_word: HashMap<String, Vec<usize>>,
    by_phrase: HashMap<String, Vec<(Phrase, usize)>>,
}

static GROUPS: LazyLock<Groups> = LazyLock::new(|| Groups::of(SHIPPED));

impl Groups {
    fn of(text: &str) -> Self {
        let lines = || text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let mut groups = Self::default();
        let mut forms: HashMap<String, Vec<String>> = HashMap::new();
        for line in lines().filter(|line| line.contains('/')) {
            let all: Vec<String> = line.split('/').flat_map(stems).collect();
            forms.extend(all.iter().map(|form| (form.clone(), all.clone())));
            groups.add(Said { words: all, phrases: Vec::new() });
        }
        for line in lines().filter(|line| !line.contains('/')) {
            let mut said = Said::default();
            for entry in line.split(',').map(stems) {
                match entry.as_slice() {
                    [first, second] => {
                        let firsts = forms.get(first).cloned().unwrap_or_else(|| vec![first.clone()]);
                        let with = |first| Phrase { first, second: second.clone() };
                        said.phrases.extend(firsts.into_iter().map(with));
                    }
                    [word] => said.words.push(word.clone()),
                    _ => {}
                }
            }
            groups.add(said);
        }
        groups
    }

    fn add(&mut self, said: Said) {
        let number = self.said.len();
        for word in &said.words {
            self.by_word.entry(word.clone()).or_default().push(number);
        }
        for phrase in &said.phrases {
            for part in [&phrase.first, &phrase.second] {
                self.by_phrase.entry(part.clone()).or_default().push((phrase.clone(), number));
            }
        }
        self.said.push(said);
    }

    /// The groups of a word that stands in `text`.
    fn with(&self, stem: &str, text: &str) -> impl Iterator<Item = &Said> {
        let alone = self.by_word.get(stem).into_iter().flatten().copied();
        let phrases = self.by_phrase.get(stem).map(Vec::as_slice).unwrap_or_default();
        let written = if phrases.is_empty() { Vec::new() } else { stems(text) };
        let together = phrases.iter().filter(move |(phrase, _)| phrase.is_in(&written));
        alone.chain(together.map(|(_, number)| *number)).filter_map(|number| self.said.get(number))
    }
}

impl Phrase {
    fn is_in(&self, stems: &[String]) -> bool {
        let begun = stems.iter().enumerate().filter(|(_, stem)| **stem == self.first);
        begun.into_iter().any(|(at, _)| stems.iter().skip(at + 1).take(WITHIN + 1).any(|s| *s == self.second))
    }
}

fn stems(text: &str) -> Vec<String> {
    terms(text).into_iter().map(|term| term.stem).collect()
}

/// What news says for a word that stands in `text`, alone or in a phrase such as "step down".
pub fn said_for(stem: &str, text: &str) -> Said {
    let mut all = Said::default();
    for said in GROUPS.with(stem, text) {
        all.words.extend(said.words.iter().filter(|other| *other != stem).cloned());
        all.phrases.extend_from_slice(&said.phrases);
    }
    all.words.sort_unstable();
    all.words.dedup();
    all.phrases.sort_unstable();
    all.phrases.dedup();
    all
}

/// The stems of the words among them.
pub fn synonyms(stem: &str, text: &str) -> Vec<String> {
    said_for(stem, text).words
}

/// Whether a word is among them: then it is no name alone.
pub fn is_listed(word: &str) -> bool {
    stems(word).iter().any(|stem| GROUPS.by_word.contains_key(stem))
}

#[cfg(test)]
mod tests;
