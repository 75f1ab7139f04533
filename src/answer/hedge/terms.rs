//! Words for probabilities, with the numbers that they stand for.
//!
//! Each range holds the median of what 5,174 people took the words for (CAPphrase, absolute judgements, CC BY 4.0), and
//! keeps the order of the official yardsticks (US ICD 203, UK PHIA, NATO, IPCC). Left out
//! is what people read differently: "realistic possibility" stands for 40 to 50 in the UK yardstick, and a quarter of
//! the people took it for less than 40, a quarter for more than 75 (median 60). "May", "might" and "could" are one
//! term: nobody tells them apart (median 40 each, middle half 25 to 51).

use std::ops::RangeInclusive;

/// A calibrated term: how it is written, what percentages it stands for, and the median of the readers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    pub words: &'static [&'static str],
    pub percent: RangeInclusive<u8>,
    pub median: u8,
}

/// The terms, most probable first. Their ranges do not overlap by more than their ends, so that a percentage has one.
pub const TERMS: &[Term] = &[
    Term { words: &["almost certain", "almost certainly"], percent: 95..=99, median: 95 },
    Term { words: &["highly likely", "very likely"], percent: 85..=95, median: 90 },
    Term { words: &["likely", "probable", "probably"], percent: 60..=85, median: 75 },
    Term { words: &["about even", "an even chance", "about as likely as not"], percent: 45..=55, median: 50 },
    Term { words: &["may", "might", "could"], percent: 25..=45, median: 40 },
    Term { words: &["unlikely"], percent: 10..=25, median: 20 },
    Term { words: &["highly unlikely", "very unlikely", "a remote chance"], percent: 3..=10, median: 5 },
    Term { words: &["almost no chance"], percent: 1..=3, median: 2 },
];

/// Terms that readers take for very different numbers, with one that they agree on better.
pub const AVOID: &[(&str, &str)] = &[
    ("realistic possibility", "may"),
    ("real possibility", "may"),
    ("serious possibility", "likely"),
    ("distinct possibility", "may"),
    ("fair chance", "about even"),
    ("good chance", "likely"),
];

/// The term for a probability in percent; none for what is certain either way, and none where people have no common
/// word, from 55 to 60.
pub fn term(percent: u8) -> Option<&'static Term> {
    TERMS.iter().find(|term| term.percent.contains(&percent))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Medians of CAPphrase, by the words that were asked for.
    const MEDIANS: &[(&str, u8)] = &[
        ("almost certain", 95),
        ("highly likely", 90),
        ("likely", 75),
        ("probable", 75),
        ("about even", 50),
        ("may", 40),
        ("might", 40),
        ("could", 40),
        ("unlikely", 20),
        ("highly unlikely", 5),
        ("a remote chance", 5),
        ("almost no chance", 2),
    ];

    #[test]
    fn every_range_holds_what_people_take_the_words_for() {
        for (words, median) in MEDIANS {
            let term = TERMS.iter().find(|term| term.words.contains(words)).unwrap();
            assert!(term.percent.contains(median) && term.median == *median, "{term:?}");
        }
    }

    #[test]
    fn ranges_go_down_and_do_not_overlap() {
        for pair in TERMS.windows(2) {
            assert!(pair[0].percent.start() >= pair[1].percent.end(), "{pair:?}");
        }
        assert_eq!(term(70).unwrap().words[0], "likely");
        assert_eq!((term(100), term(0), term(57)), (None, None, None));
    }

    #[test]
    fn what_people_read_differently_is_not_used() {
        for (avoided, instead) in AVOID {
            assert!(TERMS.iter().all(|term| !term.words.contains(avoided)));
            assert!(TERMS.iter().any(|term| term.words.contains(instead)), "{instead}");
        }
    }
}
