//! A claim, read for a passage: its telling words, what each weighs, and the sentences that have most of them.

use super::common::rarity;
use super::numbers::{self, Number};
use super::passage::Passage;
use super::words::Word;

/// No term weighs less in choosing sentences (the unit is the logarithm of a share of the sentences).
const LEAST_WEIGHT: f64 = 0.3;

/// A claim, read for a passage.
pub struct Reading {
    pub words: Vec<Word>,
    /// The numbers of the words' stems in the passage; those that it lacks have numbers of their own.
    pub stems: Vec<u32>,
    /// The places of the telling words among all, each stem once.
    pub terms: Vec<usize>,
    /// How rare each term is in the news, 0 to 1.
    pub rarities: Vec<f64>,
    pub numbers: Vec<Number>,
    /// Sentences of the passage, the one with most of the claim's terms first; with their shares of the weight.
    pub ranked: Vec<(usize, f64)>,
}

impl Reading {
    pub fn of(words: Vec<Word>, passage: &Passage) -> Self {
        let unknown = u32::MAX / 2;
        let mut lacking: Vec<&str> = Vec::new();
        let mut stems = Vec::with_capacity(words.len());
        for word in &words {
            stems.push(passage.stem(&word.stem).unwrap_or_else(|| {
                let at = lacking.iter().position(|known| *known == word.stem).unwrap_or(lacking.len());
                if at == lacking.len() {
                    lacking.push(&word.stem);
                }
                unknown + u32::try_from(at).unwrap_or_default()
            }));
        }
        let terms = terms(&words, &stems);
        let rarities = terms.iter().map(|at| words.get(*at).map_or(1.0, |word| rarity(&word.stem))).collect();
        let numbers = numbers::numbers(&words);
        let mut reading = Self { words, stems, terms, rarities, numbers, ranked: Vec::new() };
        reading.ranked = reading.rank(passage);
        reading
    }

    pub fn stem(&self, at: usize) -> u32 {
        self.stems.get(at).copied().unwrap_or(u32::MAX)
    }

    /// Each term's place, stem and rarity.
    pub fn weighted(&self) -> impl Iterator<Item = (usize, u32, f64)> {
        self.terms.iter().zip(&self.rarities).map(|(at, rarity)| (*at, self.stem(*at), *rarity))
    }

    /// The stems of all telling words, in order.
    pub fn telling(&self) -> Vec<u32> {
        let telling = self.words.iter().zip(&self.stems).filter(|(word, _)| word.telling);
        telling.map(|(_, stem)| *stem).collect()
    }

    /// What all terms weigh.
    pub fn whole(&self) -> f64 {
        self.rarities.iter().sum::<f64>().max(f64::MIN_POSITIVE)
    }

    /// Sentences by the terms that they have; a term that few sentences have counts more.
    fn rank(&self, passage: &Passage) -> Vec<(usize, f64)> {
        let sentences = passage.sentences().len();
        let (mut shares, mut all) = (vec![0.0; sentences], f64::MIN_POSITIVE);
        for (_, stem, rarity) in self.weighted() {
            let with = passage.sentences_with(stem);
            let odds = (sentences as f64 - with.len() as f64 + 0.5) / (with.len() as f64 + 0.5);
            let weight = rarity * if sentences > 1 { (1.0 + odds).ln().max(LEAST_WEIGHT) } else { 1.0 };
            all += weight;
            for sentence in with {
                shares.get_mut(sentence).into_iter().for_each(|share: &mut f64| *share += weight);
            }
        }
        let mut ranked: Vec<(usize, f64)> =
            shares.into_iter().enumerate().map(|(at, share)| (at, share / all)).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        ranked
    }
}

fn terms(words: &[Word], stems: &[u32]) -> Vec<usize> {
    let mut terms: Vec<usize> = Vec::new();
    let telling = words.iter().any(|word| word.telling);
    for (at, (word, stem)) in words.iter().zip(stems).enumerate() {
        let is_new = !terms.iter().any(|known| stems.get(*known) == Some(stem));
        if (word.telling || !telling) && is_new {
            terms.push(at);
        }
    }
    terms
}
