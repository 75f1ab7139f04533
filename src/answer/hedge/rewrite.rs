//! Fixes wording to its level where that is sure to leave good English, and says so where it is not.
//!
//! Only three things are done: a stressing or weakening word that can be left out is left out, and words are put before
//! the sentence: whose word it is, that accounts differ, that it is alleged. Nothing inside quotation marks is touched.

use std::ops::Range;

use super::level::Level;
use super::lint::{Finding, FindingKind, lint};
use super::words::words;
use crate::answer::{language, quote};

/// What came of fixing a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rewording {
    /// Nothing was wrong.
    Fits,
    /// The text with its wording fixed.
    Reworded(String),
    /// What is wrong cannot be fixed without a risk to grammar or sense: these places need a writer.
    Unsure(Vec<Finding>),
}

/// Adverbs that a sentence can do without.
const OMISSIBLE: &[&str] = &[
    "definitely", "certainly", "undoubtedly", "undeniably", "unquestionably", "indisputably", "conclusively",
    "clearly", "obviously", "plainly", "surely", "absolutely", "categorically", "doubtless", "definitively",
    "unequivocally", "patently", "manifestly", "blatantly", "possibly", "perhaps", "conceivably",
    "presumably", "apparently", "seemingly", "ostensibly", "arguably", "probably", "allegedly", "reportedly",
    "supposedly", "purportedly",
];

/// An adverb that says how sure a sentence is, and that it can do without.
pub fn is_omissible(word: &str) -> bool {
    OMISSIBLE.contains(&word.to_lowercase().as_str())
}

/// Words put in or left out at most.
const ROUNDS: usize = 4;

/// Words `text` to `level`. `source` is whose word it is, for "According to …".
pub fn reword(text: &str, level: Level, source: Option<&str>) -> Rewording {
    let mut worded = text.to_owned();
    for _ in 0..ROUNDS {
        let findings = lint(&worded, level);
        // What is too much goes first: words before the sentence would make it somebody else's.
        let word = findings.iter().find(|finding| !finding.is_flat);
        let Some(finding) = word.or(findings.first()) else { break };
        let better = match finding.is_flat {
            true => preceded(&worded, finding, level, source),
            false => without(&worded, &finding.range),
        };
        let Some(better) = better else {
            return Rewording::Unsure(findings);
        };
        worded = better;
    }
    let left = lint(&worded, level);
    match left.is_empty() {
        _ if quotations(text) != quotations(&worded) => Rewording::Unsure(left),
        true if worded == text => Rewording::Fits,
        true => Rewording::Reworded(worded),
        false => Rewording::Unsure(left),
    }
}

fn quotations(text: &str) -> Vec<&str> {
    quote::quoted_spans(text).into_iter().filter_map(|span| text.get(span)).collect()
}

/// The text without an adverb that it can do without. Not between commas, where more than the word would have to go, and
/// not before a word that it belongs to ("almost certainly", "not clearly").
fn without(text: &str, range: &Range<usize>) -> Option<String> {
    const LEANING: &[&str] =
        &["almost", "not", "very", "quite", "as", "so", "more", "most", "less", "nearly", "and", "or"];
    let words = words(text);
    let place = words.iter().position(|word| word.range == *range)?;
    let (word, previous) = (words.get(place)?, place.checked_sub(1).and_then(|place| words.get(place)));
    let omissible = OMISSIBLE.contains(&word.text.as_str()) && word.after.is_empty();
    let leans = previous.is_some_and(|p| !p.after.is_empty() || LEANING.contains(&p.text.as_str()));
    let joins = words.get(place + 1).is_none_or(|next| matches!(next.text.as_str(), "and" | "or" | "not"));
    if !omissible || leans || joins {
        return None;
    }
    let (before, after) = (text.get(..range.start)?, text.get(range.end..)?.trim_start());
    let after = if before.trim().is_empty() { capitalised(after) } else { after.to_owned() };
    Some(format!("{before}{after}"))
}

/// The text behind words that say what it is: only before a single plain sentence, of which every word stays.
fn preceded(text: &str, finding: &Finding, level: Level, source: Option<&str>) -> Option<String> {
    let words = words(text);
    let one_sentence = words.first().zip(words.last()).is_some_and(|(a, b)| a.sentence == b.sentence);
    let ends = text.trim_end().ends_with(['.', '”', '"']);
    let opens_plainly = text.starts_with(char::is_alphanumeric);
    if finding.kind == FindingKind::Under || !one_sentence || !ends || !opens_plainly {
        return None;
    }
    let small = uncapitalised(text);
    match (level, source) {
        (Level::SingleSource, Some(source)) => Some(format!("According to {source}, {small}")),
        (Level::Alleged, Some(source)) => {
            Some(format!("{source} alleges that {small}")).filter(|_| is_one(source))
        }
        (Level::Alleged, None) => Some(format!("It is alleged that {small}")),
        (Level::Disputed, Some(source)) => Some(format!("Accounts differ: according to {source}, {small}")),
        (Level::Disputed, None) => Some(format!("Accounts differ: {small}")),
        _ => None,
    }
}

/// A source that is one takes "alleges".
fn is_one(source: &str) -> bool {
    !source.contains(" and ") && !source.ends_with('s')
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The sentence as it continues another: only a common first word is written small.
fn uncapitalised(text: &str) -> String {
    let first = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let mut letters = text.chars();
    match letters.next() {
        Some(letter) if language::is_common_opener(&first.to_lowercase()) => {
            letter.to_lowercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, level: Level, expected: &str) {
        assert_eq!(reword(text, level, Some("Harbour Post")), Rewording::Reworded(expected.to_owned()));
    }

    #[track_caller]
    fn is_left(text: &str, level: Level) {
        let left = reword(text, level, Some("Harbour Post"));
        assert!(matches!(left, Rewording::Unsure(_)), "{left:?}");
    }

    #[test]
    fn words_go_or_are_put_before() {
        check("The envoy undoubtedly met Melk.", Level::Reported, "The envoy met Melk.");
        check("Allegedly the bridge is closed.", Level::Established, "The bridge is closed.");
        check(
            "The bridge is closed.",
            Level::SingleSource,
            "According to Harbour Post, the bridge is closed.",
        );
        check("Korvin has clearly left.", Level::SingleSource, "According to Harbour Post, Korvin has left.");
        check("Korvin took a bribe.", Level::Alleged, "Harbour Post alleges that Korvin took a bribe.");
        check("A dam broke.", Level::Disputed, "Accounts differ: according to Harbour Post, a dam broke.");
        let quoted = "Korvin “definitely” left.";
        check(quoted, Level::SingleSource, "According to Harbour Post, Korvin “definitely” left.");
        assert_eq!(reword(quoted, Level::Established, None), Rewording::Fits);
    }

    #[test]
    fn what_cannot_be_fixed_safely_is_left() {
        is_left("The bridge may have closed.", Level::Established);
        is_left("The bridge, undoubtedly, closed.", Level::Reported);
        is_left("The bridge closed. The mayor left.", Level::SingleSource);
        is_left("The bridge closed.", Level::Unclear);
        is_left("The letter proves that he left.", Level::Alleged);
    }

    proptest::proptest! {
        #[test]
        fn quotations_stay_and_what_is_reworded_fits(text in "[A-Z][a-z]{1,8}( definitely| may| “clearly so”| said| is| left|,){0,8}\\.") {
            for level in [Level::Established, Level::Reported, Level::SingleSource, Level::Disputed, Level::Alleged] {
                if let Rewording::Reworded(worded) = reword(&text, level, Some("Harbour Post")) {
                    proptest::prop_assert_eq!(quotations(&text), quotations(&worded));
                    proptest::prop_assert!(lint(&worded, level).is_empty());
                }
            }
        }
    }
}
