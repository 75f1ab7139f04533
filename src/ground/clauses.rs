//! Claims say several things: clause by clause, how much of each stands in one sentence.

use std::ops::Range;

use super::common::rarity;
use super::passage::Passage;
use super::reading::Reading;
use super::words::Word;

/// A clause has at least so many telling words before the next one begins, and the last one two.
const LEAST: usize = 4;
const LEAST_LAST: usize = 2;
/// What a clause is credited with whatever stands in the passage, so that one that is not there does not decide alone.
const CREDIT: f64 = 0.05;
/// Words that open a clause.
const OPENERS: &[&str] = &[
    "and", "or", "but", "which", "who", "that", "while", "because", "after", "when", "where", "as",
    "including",
];

/// The clauses of a text, as places among its words: cut at punctuation and at words that open one.
pub fn clauses(words: &[Word]) -> Vec<Range<usize>> {
    let (mut cut, mut start, mut telling) = (Vec::new(), 0, 0);
    for (at, word) in words.iter().enumerate() {
        let opens = word.breaks || OPENERS.contains(&word.plain.as_str());
        if opens && telling >= LEAST {
            cut.push(start..at);
            (start, telling) = (at, 0);
        }
        telling += usize::from(word.telling);
    }
    match cut.last_mut().filter(|_| telling < LEAST_LAST) {
        Some(last) => last.end = words.len(),
        None => cut.push(start..words.len()),
    }
    cut
}

/// The clauses of a text in its own words.
pub fn clause_texts(text: &str) -> Vec<&str> {
    clause_ranges(text).into_iter().filter_map(|range| text.get(range)).collect()
}

/// The clauses of a text, as its bytes.
pub fn clause_ranges(text: &str) -> Vec<Range<usize>> {
    let words = super::words::words(text);
    let own = |clause: Range<usize>| {
        let clause = words.get(clause)?;
        Some(clause.first()?.start..clause.last()?.end)
    };
    clauses(&words).into_iter().filter_map(own).collect()
}

/// How much of a claim's clauses stands in one sentence each, by weight: of the worst, and of all (geometric mean).
pub fn coverage(claim: &Reading, passage: &Passage) -> (f64, f64) {
    let shares: Vec<f64> =
        clauses(&claim.words).into_iter().filter_map(|clause| share(claim, clause, passage)).collect();
    let worst = shares.iter().copied().reduce(f64::min).unwrap_or_default();
    let logarithms: f64 = shares.iter().map(|share| (share + CREDIT).ln()).sum();
    (worst, (logarithms / shares.len().max(1) as f64).exp())
}

fn share(claim: &Reading, clause: Range<usize>, passage: &Passage) -> Option<f64> {
    let mut seen: Vec<u32> = Vec::new();
    let (mut shares, mut all) = (vec![0.0; passage.sentences().len()], 0.0);
    for at in clause {
        let (word, stem) = (claim.words.get(at)?, claim.stem(at));
        if !word.telling || seen.contains(&stem) {
            continue;
        }
        seen.push(stem);
        let weight = rarity(&word.stem);
        all += weight;
        for sentence in passage.sentences_with(stem) {
            shares.get_mut(sentence).into_iter().for_each(|share: &mut f64| *share += weight);
        }
    }
    (all > 0.0).then(|| shares.into_iter().fold(0.0, f64::max) / all)
}

#[cfg(test)]
mod tests {
    use super::super::words::words;
    use super::*;

    #[test]
    fn a_claim_falls_into_clauses() {
        let text = "The ferry company moved its winter timetable forward, which angered island councils in Calder, Port.";
        let words = words(text);
        let cut: Vec<&str> = clauses(&words)
            .iter()
            .map(|clause| text.get(words[clause.start].start..words[clause.end - 1].end).unwrap())
            .collect();
        assert_eq!(
            cut,
            [
                "The ferry company moved its winter timetable forward",
                "which angered island councils in Calder, Port"
            ]
        );
    }
}
