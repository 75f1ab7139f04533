//! Which texts are copies of one another, found as they come, however many there are.
//!
//! Of each text the smallest hashes of its runs of words are kept (a "bottom-k sketch", Broder 1997): two texts share as
//! many of them as they share runs. Texts that have one of the very smallest in common are compared; all others are not.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Words of a run. One in ten words replaced leaves three quarters of the runs of three, and two fifths of those of eight.
const RUN: usize = 3;
/// Hashes kept of a text: enough to tell a share of a sixth from one of a tenth.
const KEPT: usize = 128;
/// Those of them that texts are looked up by. Texts that share a third of their runs have none of them in common
/// once in ten thousand times.
const KEYS: usize = 24;
/// Texts compared for one key: more have a phrase of their software in common, not a story.
const MOST_OF_A_KEY: usize = 24;
/// The part of the shorter text's runs that stand in the longer one, from which on two outlets print one text: reprints
/// cut paragraphs and change words. Of 1,648 articles of three outlets on the same weeks two pairs have that much in
/// common without being one, and both quote one person at length.
const REPRINT: f64 = 0.25;
/// Likewise of texts with fewer runs than this, where one quotation is much of the whole.
const SHORT_REPRINT: f64 = 0.5;
const SHORT: u32 = 100;
/// Likewise within one outlet, whose reports repeat the background of the one before, and are not copies of it.
const VERSION: f64 = 0.6;
/// Hashes in common below which two texts are none, whatever their share: by chance there are one or two.
const FEWEST: usize = 5;
/// Runs of a text below which nothing is told from it.
const LEAST: usize = 20;

/// What is kept of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sketch {
    /// In order, each once.
    smallest: Box<[u32]>,
    /// Different runs of words in the whole text.
    runs: u32,
}

impl Sketch {
    pub fn of(text: &str) -> Self {
        let mut hashes = Vec::with_capacity(text.len() / 5);
        let (mut run, mut place) = ([0_u64; RUN], 0);
        each_word(text, |word| {
            run.rotate_left(1);
            run[RUN - 1] = word;
            place += 1;
            if place >= RUN {
                let all = run.iter().fold(0, |all: u64, word| all.rotate_left(21) ^ word);
                hashes.push((mix(all) >> 32) as u32);
            }
        });
        Self::of_runs(hashes)
    }

    /// Only the smallest are put in order, twice as many as are kept: how many of them come again tells how many of all do.
    fn of_runs(mut hashes: Vec<u32>) -> Self {
        let all = hashes.len();
        if all > 4 * KEPT {
            hashes.select_nth_unstable(2 * KEPT);
            hashes.truncate(2 * KEPT);
        }
        let ordered = hashes.len().max(1);
        hashes.sort_unstable();
        hashes.dedup();
        let runs = number(all * hashes.len() / ordered);
        hashes.truncate(KEPT);
        Self { smallest: hashes.into(), runs }
    }

    /// About which part of the shorter text's runs of words stand in the longer one, from 0 to 1; 0 if too few are kept
    /// of it to tell.
    pub fn shared(&self, other: &Self) -> f64 {
        let (short, long) = if self.runs <= other.runs { (self, other) } else { (other, self) };
        // Up to here all hashes of both are kept.
        let end = short.end().min(long.end());
        let below = |sketch: &Self| sketch.smallest.partition_point(|hash| *hash <= end);
        let (mut known, mut both, all) = (long.smallest.iter().take(below(long)).peekable(), 0, below(short));
        for hash in short.smallest.iter().take(all) {
            while known.next_if(|other| *other < hash).is_some() {}
            both += usize::from(known.next_if_eq(&hash).is_some());
        }
        if both >= FEWEST { both as f64 / all as f64 } else { 0.0 }
    }

    /// Up to which value every hash of the text is kept.
    fn end(&self) -> u32 {
        if self.runs as usize > KEPT { self.smallest.last().copied().unwrap_or_default() } else { u32::MAX }
    }

    /// Whether two outlets print one text.
    pub fn is_reprint_of(&self, other: &Self) -> bool {
        let is_short = self.runs.min(other.runs) < SHORT;
        self.has_in_common(other, if is_short { SHORT_REPRINT } else { REPRINT })
    }

    /// Whether one outlet prints one text twice.
    pub fn is_version_of(&self, other: &Self) -> bool {
        self.has_in_common(other, VERSION)
    }

    fn has_in_common(&self, other: &Self, share: f64) -> bool {
        let is_enough = self.runs.min(other.runs) as usize >= LEAST;
        if is_enough { self.shared(other) >= share } else { self == other && self.runs > 0 }
    }

    fn keys(&self) -> impl Iterator<Item = u32> {
        self.smallest.iter().take(KEYS).copied()
    }
}

/// Keys are hashes already.
#[derive(Clone, Debug, Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn write(&mut self, _: &[u8]) {}

    /// The table looks at the first bits and at the last: keys are the smallest hashes, their first bits are alike.
    fn write_u32(&mut self, key: u32) {
        self.0 = u64::from(key).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Texts, by what is kept of them: less than two kilobytes each.
#[derive(Clone, Debug, Default)]
pub struct Copies {
    texts: Vec<(Sketch, u32)>,
    by_key: HashMap<u32, Vec<u32>, BuildHasherDefault<AsItIs>>,
    outlets: HashMap<String, u32>,
}

impl Copies {
    /// Takes in a text; returns those taken in before that are copies of it, the first one first. Texts are numbered
    /// from 0 as they come.
    pub fn add(&mut self, sketch: Sketch, outlet: &str) -> Vec<usize> {
        let fresh = number(self.outlets.len());
        let outlet = *self.outlets.entry(outlet.to_lowercase()).or_insert(fresh);
        let near = self.near(&sketch, outlet);
        let number = number(self.texts.len());
        for key in sketch.keys() {
            let texts = self.by_key.entry(key).or_default();
            if texts.len() < MOST_OF_A_KEY {
                texts.push(number);
            }
        }
        self.texts.push((sketch, outlet));
        near
    }

    fn near(&self, sketch: &Sketch, outlet: u32) -> Vec<usize> {
        let alike = sketch.keys().filter_map(|key| self.by_key.get(&key)).flatten();
        let mut near: Vec<usize> = alike.filter_map(|number| usize::try_from(*number).ok()).collect();
        near.sort_unstable();
        near.dedup();
        near.retain(|number| match self.texts.get(*number) {
            Some((known, of)) if *of == outlet => sketch.is_version_of(known),
            Some((known, _)) => sketch.is_reprint_of(known),
            None => false,
        });
        near
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The hashes of the words of a text, whatever their case.
fn each_word(text: &str, mut take: impl FnMut(u64)) {
    let (mut hash, mut is_word) = (FIRST, false);
    let fold = |hash: u64, c: u32| (hash ^ u64::from(c)).wrapping_mul(0x0000_0100_0000_01b3);
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            (hash, is_word) = (fold(hash, u32::from(c.to_ascii_lowercase())), true);
        } else if !c.is_ascii() && c.is_alphanumeric() {
            hash = c.to_lowercase().fold(hash, |hash, c| fold(hash, u32::from(c)));
            is_word = true;
        } else if is_word {
            take(hash);
            (hash, is_word) = (FIRST, false);
        }
    }
    if is_word {
        take(hash);
    }
}

/// FNV's first value, and the end of MurmurHash3, which spreads what differs little over all bits.
const FIRST: u64 = 0xcbf2_9ce4_8422_2325;

fn mix(mut hash: u64) -> u64 {
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text of sentences of its own.
    fn text(name: &str, sentences: usize) -> String {
        let sentence = |n: usize| {
            let (a, b) = (n * 7 + name.len(), n * 13 + 5);
            format!(
                "{name} {n} ferry{a} left {name}{b} harbour{n} for{a} island{b} with {name}{a} passengers. "
            )
        };
        (0..sentences).map(sentence).collect()
    }

    #[test]
    fn a_reprint_with_another_beginning_and_a_part_cut_is_a_copy() {
        let original = text("Calder", 40);
        let reprint = format!("OSTREL (Northgate Wire) - {}", text("Calder", 30).to_uppercase());
        let mut copies = Copies::default();
        assert!(copies.add(Sketch::of(&original), "Northgate Wire").is_empty());
        assert!(copies.add(Sketch::of(&text("Marsh", 40)), "Harbour Post").is_empty());
        assert_eq!(copies.add(Sketch::of(&reprint), "Harbour Post"), [0]);
        assert_eq!(copies.add(Sketch::of(&original), "northgate wire"), [0, 2]);
    }

    #[test]
    fn a_text_with_three_words_of_ten_replaced_is_a_reprint_and_no_version() {
        let original = text("Calder", 60);
        let words: Vec<&str> = original.split(' ').collect();
        let rewritten = |part: usize| {
            let replaced = words.iter().enumerate().map(|(n, word)| match (n * 7919) % 10 < part {
                true => format!("other{n}"),
                false => (*word).to_owned(),
            });
            Sketch::of(&replaced.collect::<Vec<_>>().join(" "))
        };
        let original = Sketch::of(&original);
        assert!(original.is_reprint_of(&rewritten(1)) && original.is_reprint_of(&rewritten(3)));
        assert!(!original.is_version_of(&rewritten(3)) && !original.is_reprint_of(&rewritten(8)));
    }

    #[test]
    fn of_a_few_words_nothing_is_told_unless_they_are_the_same() {
        let (one, other) = (Sketch::of("The ferry is late again."), Sketch::of("The ferry is late today."));
        assert!(one.is_version_of(&one) && !one.is_reprint_of(&other));
        assert!(!Sketch::of("").is_version_of(&Sketch::of("")));
    }
}
