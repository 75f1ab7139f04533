//! Which words of a claim stand in a sentence in the same order, and what stands there instead of the others.

use std::ops::Range;

/// Longer sentences are compared in their first words only; the time taken grows with the square.
const LONGEST: usize = 120;

/// Where two runs of words differ between words that they share: either may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Places among the words of the claim.
    pub claim: Range<usize>,
    /// Places among the words of the sentence.
    pub sentence: Range<usize>,
}

/// A claim laid beside a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alignment {
    /// Pairs of places with the same word, in order.
    pub pairs: Vec<(usize, usize)>,
}

/// The longest common subsequence of stems.
pub fn align(claim: &[u32], sentence: &[u32]) -> Alignment {
    let (claim, sentence) =
        (claim.get(..LONGEST).unwrap_or(claim), sentence.get(..LONGEST).unwrap_or(sentence));
    let width = sentence.len() + 1;
    // The length of the longest one of what stands from each pair of places on.
    let mut lengths = vec![0_u16; (claim.len() + 1) * width];
    let at = |lengths: &[u16], i: usize, j: usize| lengths.get(i * width + j).copied().unwrap_or_default();
    for (i, a) in claim.iter().enumerate().rev() {
        for (j, b) in sentence.iter().enumerate().rev() {
            let longest = match a == b {
                true => at(&lengths, i + 1, j + 1) + 1,
                false => at(&lengths, i + 1, j).max(at(&lengths, i, j + 1)),
            };
            if let Some(place) = lengths.get_mut(i * width + j) {
                *place = longest;
            }
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while let (Some(a), Some(b)) = (claim.get(i), sentence.get(j)) {
        if a == b {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if at(&lengths, i + 1, j) >= at(&lengths, i, j + 1) {
            i += 1;
        } else {
            j += 1;
        }
    }
    // Of equal words the nearest to the next pair: "the union says | the yard broke", not "the … yard broke".
    let mut next: Option<(usize, usize)> = None;
    for pair in pairs.iter_mut().rev() {
        if let Some((i, j)) = next
            && pair.0 + 1 == i
            && pair.1 + 1 < j
            && claim.get(pair.0) == sentence.get(j - 1)
        {
            pair.1 = j - 1;
        }
        next = Some(*pair);
    }
    Alignment { pairs }
}

impl Alignment {
    /// What differs before, between and after the pairs of a claim and a sentence of so many words.
    pub fn gaps(&self, claim: usize, sentence: usize) -> Vec<Gap> {
        let (mut i, mut j, mut gaps) = (0, 0, Vec::new());
        for (a, b) in self.pairs.iter().copied().chain([(claim, sentence)]) {
            if i < a || j < b {
                gaps.push(Gap { claim: i..a, sentence: j..b });
            }
            (i, j) = (a + 1, b + 1);
        }
        gaps
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_words_stand_near_the_next_pair() {
        let found = align(&[1, 2, 3, 9], &[1, 7, 8, 1, 2, 3]);
        assert_eq!(found.pairs, [(0, 3), (1, 4), (2, 5)]);
        let gaps = found.gaps(4, 6);
        assert_eq!(gaps, [Gap { claim: 0..0, sentence: 0..3 }, Gap { claim: 3..4, sentence: 6..6 }]);
    }
}
