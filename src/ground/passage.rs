//! Evidence in the form in which claims are held against it: read once, asked often.

use std::collections::HashMap;
use std::ops::Range;

use super::common::rarity;
use super::numbers::{Number, readings};
use super::reading::Reading;
use super::words::{Word, words};
use crate::news::sentences;

/// Evidence that was read: texts, their sentences, and where each stem stands.
pub struct Passage<'a> {
    texts: Vec<&'a str>,
    words: Vec<Word>,
    /// The number of each word's stem.
    stems: Vec<u32>,
    sentences: Vec<Sentence>,
    /// The sentence of each word.
    sentence_of: Vec<u32>,
    known: HashMap<String, u32>,
    /// Where each stem stands, by its number.
    places: Vec<Vec<u32>>,
    /// How rare each stem is, by its number.
    rarities: Vec<f64>,
    /// The telling words, and the place of each word among them (that of the next one if it says nothing).
    telling: Vec<u32>,
    rank: Vec<u32>,
    /// Its numbers, in every way in which they can be read.
    numbers: Vec<Number>,
}

/// A sentence of the evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Sentence {
    /// Which of the texts it stands in, and its bytes there.
    pub text: usize,
    pub range: Range<usize>,
    /// Its words, among all words of the passage.
    pub words: Range<usize>,
    /// The rarities of its stems, each once.
    pub weight: f64,
}

impl<'a> Passage<'a> {
    /// Reads evidence.
    pub fn of(evidence: &[&'a str]) -> Self {
        let mut passage = Self::empty(evidence);
        for (text, content) in evidence.iter().enumerate() {
            passage.take(text, content);
        }
        passage.numbers = readings(&passage.words);
        passage
    }

    /// Reads sentences that somebody cut: each is one, whatever stands in it.
    pub fn of_sentences(evidence: &[&'a str]) -> Self {
        let mut passage = Self::empty(evidence);
        for (text, content) in evidence.iter().enumerate() {
            passage.take_sentence(text, 0..content.len(), words(content));
        }
        passage.numbers = readings(&passage.words);
        passage
    }

    fn empty(evidence: &[&'a str]) -> Self {
        Self {
            texts: evidence.to_vec(),
            words: Vec::new(),
            stems: Vec::new(),
            sentences: Vec::new(),
            sentence_of: Vec::new(),
            known: HashMap::new(),
            places: Vec::new(),
            rarities: Vec::new(),
            telling: Vec::new(),
            rank: Vec::new(),
            numbers: Vec::new(),
        }
    }

    fn take(&mut self, text: usize, content: &str) {
        let mut waiting = words(content).into_iter().peekable();
        for range in sentences(content, None) {
            // A line of a list, a heading or a table is no part of the sentence after it.
            let mut start = range.start();
            for line in range.of(content).split_inclusive('\n') {
                let end = start + line.len();
                let own = std::iter::from_fn(|| waiting.next_if(|word| word.start < end)).collect();
                self.take_sentence(text, start..start + line.trim_end().len(), own);
                start = end;
            }
        }
    }

    fn take_sentence(&mut self, text: usize, range: Range<usize>, words: Vec<Word>) {
        let first = self.words.len();
        words.into_iter().for_each(|word| self.add(word));
        if first < self.words.len() {
            let words = first..self.words.len();
            let weight = self.weight(words.clone());
            self.sentences.push(Sentence { text, range, words, weight });
        }
    }

    fn weight(&self, words: Range<usize>) -> f64 {
        let mut stems = self.stems.get(words).unwrap_or_default().to_vec();
        stems.sort_unstable();
        stems.dedup();
        stems.iter().filter_map(|stem| self.rarities.get(*stem as usize)).sum()
    }

    fn add(&mut self, word: Word) {
        let place = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        let next = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        let stem = match self.known.get(&word.stem) {
            Some(stem) => *stem,
            None => {
                self.known.insert(word.stem.clone(), next);
                self.places.push(Vec::new());
                self.rarities.push(rarity(&word.stem));
                next
            }
        };
        if let Some(places) = self.places.get_mut(stem as usize) {
            places.push(place);
        }
        self.rank.push(u32::try_from(self.telling.len()).unwrap_or(u32::MAX));
        if word.telling {
            self.telling.push(place);
        }
        self.stems.push(stem);
        self.sentence_of.push(u32::try_from(self.sentences.len()).unwrap_or(u32::MAX));
        self.words.push(word);
    }

    /// The sentences, those with most of a claim's terms first.
    pub fn closest(&self, claim: &str) -> Vec<usize> {
        Reading::of(words(claim), self).ranked.into_iter().map(|(at, _)| at).collect()
    }

    pub fn text(&self, number: usize) -> &'a str {
        self.texts.get(number).copied().unwrap_or_default()
    }

    pub fn texts(&self) -> &[&'a str] {
        &self.texts
    }

    pub fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }

    pub fn words(&self) -> &[Word] {
        &self.words
    }

    pub fn numbers(&self) -> &[Number] {
        &self.numbers
    }

    /// The words of a sentence, and the numbers of their stems.
    pub fn words_of(&self, sentence: &Sentence) -> (&[Word], &[u32]) {
        let range = sentence.words.clone();
        (self.words.get(range.clone()).unwrap_or_default(), self.stems.get(range).unwrap_or_default())
    }

    /// The number of a stem, if it stands anywhere here.
    pub fn stem(&self, stem: &str) -> Option<u32> {
        self.known.get(stem).copied()
    }

    pub fn stems(&self) -> &[u32] {
        &self.stems
    }

    /// Where a stem stands, among all words.
    pub fn places(&self, stem: u32) -> &[u32] {
        self.places.get(stem as usize).map_or(&[], Vec::as_slice)
    }

    /// The sentence of a word.
    pub fn sentence_at(&self, place: u32) -> usize {
        self.sentence_of.get(place as usize).map_or(0, |sentence| *sentence as usize)
    }

    /// The sentences that have a stem, each once, in order.
    pub fn sentences_with(&self, stem: u32) -> Vec<usize> {
        let mut found: Vec<usize> = self.places(stem).iter().map(|place| self.sentence_at(*place)).collect();
        found.dedup();
        found
    }

    /// Whether stems follow each other somewhere within a sentence.
    pub fn has_run(&self, run: &[u32]) -> bool {
        let Some((first, rest)) = run.split_first() else { return false };
        self.places(*first).iter().any(|place| {
            let follows = |(after, stem): (usize, &u32)| {
                let at = *place + u32::try_from(after).unwrap_or(u32::MAX) + 1;
                self.stems.get(at as usize) == Some(stem) && self.sentence_at(at) == self.sentence_at(*place)
            };
            rest.iter().enumerate().all(follows)
        })
    }

    /// Whether the telling words of some sentence have stems one after the other.
    pub fn has_telling_run(&self, run: &[u32]) -> bool {
        let Some((first, rest)) = run.split_first() else { return false };
        self.places(*first).iter().any(|place| {
            let Some(rank) = self.rank.get(*place as usize).map(|rank| *rank as usize) else { return false };
            let follows = |(after, stem): (usize, &u32)| {
                self.telling.get(rank + after + 1).is_some_and(|at| {
                    self.stems.get(*at as usize) == Some(stem)
                        && self.sentence_at(*at) == self.sentence_at(*place)
                })
            };
            rest.iter().enumerate().all(follows)
        })
    }
}
