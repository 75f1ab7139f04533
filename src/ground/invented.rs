//! Numbers and names of a claim that no word of its evidence accounts for, wherever they stand.
//!
//! An alarm is about a claim that otherwise repeats a sentence; this is about particulars of any claim.

use std::ops::Range;

use super::names;
use super::numbers;
use super::passage::Passage;
use super::reading::Reading;
use super::words::{Word, words};

/// Particulars that the evidence does not have, as bytes of the claim.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Invented {
    pub numbers: Vec<Range<usize>>,
    pub names: Vec<Range<usize>>,
}

/// Looks for the numbers and names of a claim in the whole evidence: rounded numbers, other forms of a name and
/// abbreviations are known.
pub fn invented(claim: &str, passage: &Passage) -> Invented {
    let reading = Reading::of(words(claim), passage);
    let is_there =
        |number: &numbers::Number| passage.numbers().iter().any(|known| numbers::agree(number, known));
    let missing = reading.numbers.iter().filter(|number| !is_there(number));
    let bytes =
        |first: usize, last: usize| Some(reading.words.get(first)?.start..reading.words.get(last)?.end);
    Invented {
        numbers: missing.filter_map(|number| bytes(number.first, number.last)).collect(),
        names: joined(claim, &reading.words, &names::missing(&reading, passage)),
    }
}

/// Words of one name that stand side by side are one name.
fn joined(claim: &str, words: &[Word], places: &[usize]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for word in places.iter().filter_map(|at| words.get(*at)) {
        match found.last_mut() {
            Some(last) if claim.get(last.end..word.start) == Some(" ") => last.end = word.end,
            _ => found.push(word.start..word.end),
        }
    }
    found
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "a place that does not exist fails the test")]
mod tests {
    use super::*;

    #[track_caller]
    fn check(claim: &str, numbers: &[&str], names: &[&str]) {
        let evidence = "Ada Brandt said 1,234,000 crowns went to Ardenia for 40 ferries in March 2025.";
        let found = invented(claim, &Passage::of(&[evidence]));
        let own = |ranges: &[Range<usize>]| ranges.iter().map(|r| &claim[r.clone()]).collect::<Vec<_>>();
        assert_eq!((own(&found.numbers), own(&found.names)), (numbers.to_vec(), names.to_vec()), "{claim}");
    }

    #[test]
    fn particulars_that_nothing_accounts_for() {
        check("Brandt said forty ferries cost 1.2 million.", &[], &[]);
        check("The Ardenian ferries were 41 in March 2024.", &["41", "2024"], &[]);
        check("It was Joris Haldane who paid for forty ferries.", &[], &["Joris Haldane"]);
        check("Orsolo Tarn paid for it in Lume.", &[], &["Orsolo Tarn", "Lume"]);
        check("Ferries went there.", &[], &[]);
    }
}
