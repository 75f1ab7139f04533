//! Parts of words: runs of four characters, by which other forms and spellings of a word are alike.

use std::collections::HashMap;

/// Characters in a part. Three join too much, five too little: on the training queries four gained most.
const LENGTH: usize = 4;
/// A part: its characters, sixteen bits each, the last lowest. Rare characters beyond those of the basic plane may fall
/// together with others, which counts a part too many.
type Part = u64;
/// Stands before and after each word, so that beginnings and ends are told from middles.
const EDGE: char = '\u{0}';
/// Size of the table of possible parts, as a power of two.
const BITS: u32 = 14;

/// The parts of a question's words, numbered.
pub struct Parts {
    numbers: HashMap<Part, usize>,
    /// Which parts may be among them, by a few bits: most of those in a text are not.
    perhaps: Vec<bool>,
}

/// How often each part of a question stands in a text, and how long that is (in parts).
#[derive(Clone, Debug, Default)]
pub struct PartCounts {
    pub counts: Vec<u32>,
    pub length: usize,
}

impl Default for Parts {
    fn default() -> Self {
        Self { numbers: HashMap::new(), perhaps: vec![false; 1 << BITS] }
    }
}

impl Parts {
    /// Adds the parts of a word.
    pub fn add(&mut self, word: &str) {
        each_part(word, |part| {
            let next = self.numbers.len();
            self.numbers.entry(part).or_insert(next);
            if let Some(place) = self.perhaps.get_mut(slot(part)) {
                *place = true;
            }
        });
    }

    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Adds the parts of a text to what was counted.
    pub fn count(&self, text: &str, into: &mut PartCounts) {
        into.counts.resize(self.len(), 0);
        let mut length = 0;
        each_part(text, |part| {
            length += 1;
            if self.perhaps.get(slot(part)) == Some(&true)
                && let Some(count) = self.numbers.get(&part).and_then(|n| into.counts.get_mut(*n))
            {
                *count += 1;
            }
        });
        into.length += length;
    }
}

fn slot(part: Part) -> usize {
    // Fibonacci hashing (Knuth, The Art of Computer Programming 3, 6.4).
    (part.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - BITS)) as usize
}

/// Every part of every word of a text, lower-cased and with accents folded. A word shorter than a part is one itself.
fn each_part(text: &str, mut visit: impl FnMut(Part)) {
    let mut part: Part = 0;
    // Characters of the word so far, with the edge before it; none between words.
    let mut held = 0;
    for c in text.chars().chain([' ']) {
        if c.is_alphanumeric() {
            if held == 0 {
                (part, held) = (pushed(0, EDGE), 1);
            }
            folded(c, |c| {
                (part, held) = (pushed(part, c), held + 1);
                if held >= LENGTH {
                    visit(part);
                }
            });
        } else if held > 0 {
            part = pushed(part, EDGE);
            // A short word has its parts all in one.
            visit(part);
            held = 0;
        }
    }
}

fn pushed(part: Part, c: char) -> Part {
    part << 16 | u64::from(u32::from(c) & 0xFFFF)
}

/// A character in lower case and without its accent.
fn folded(c: char, mut visit: impl FnMut(char)) {
    if c.is_ascii() {
        return visit(c.to_ascii_lowercase());
    }
    for lower in c.to_lowercase() {
        // Beyond Latin letters, what looks like an accent may be the half of a letter.
        if !matches!(lower, '\u{80}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}') {
            visit(lower);
            continue;
        }
        let mut first = None;
        unicode_normalization::char::decompose_canonical(lower, |base| first = first.or(Some(base)));
        visit(first.unwrap_or(lower));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(question: &str, text: &str) -> u32 {
        let mut parts = Parts::default();
        question.split(' ').for_each(|word| parts.add(word));
        let mut counts = PartCounts::default();
        parts.count(text, &mut counts);
        counts.counts.iter().filter(|n| **n > 0).count() as u32
    }

    #[test]
    fn other_forms_and_spellings_share_parts() {
        assert_eq!(shared("immunise", "Immunisation"), 5);
        assert_eq!(shared("Müller", "MULLER"), 5);
        assert!(shared("megotiations", "negotiations") > 8);
        assert_eq!(shared("ferry", "bridge over water"), 0);
        // Short words are whole parts, alike only if the same.
        assert_eq!(shared("EU", "the eu!"), 1);
        assert_eq!(shared("EU", "Europe"), 0);
    }

    #[test]
    fn length_is_counted_in_parts_over_several_texts() {
        let mut parts = Parts::default();
        parts.add("ferry");
        let mut counts = PartCounts::default();
        parts.count("ferry", &mut counts);
        parts.count("a ferry", &mut counts);
        assert_eq!(counts.length, 4 + 1 + 4);
        assert_eq!(counts.counts, [2, 2, 2, 2]);
    }
}
