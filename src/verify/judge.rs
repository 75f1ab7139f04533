//! Whether the words of sources bear a statement out, by the checker of answers.

use std::collections::BTreeSet;

use super::sources::SourceText;
use crate::answer::{self, Alarm, Support, Verdict};
use crate::index::analysis::{plain_words, terms};
use crate::news::{TextRange, sentences};

/// Sentences of a source that may bear a statement out together.
const TOGETHER: usize = 3;
/// Sentences of all sources that are looked at closely.
const CANDIDATES: usize = 6;

/// How well the best sentences of `sources` bear a statement out. None without any text.
pub fn against_texts(statement: &str, sources: &[&SourceText]) -> Option<Support> {
    let stems = stems(statement);
    let mut candidates: Vec<(usize, String)> = Vec::new();
    for source in sources {
        for range in sentences(&source.text, None) {
            let words = range.of(&source.text);
            let shared = self::stems(words).intersection(&stems).count();
            candidates.push((shared, readings(words, range.start(), source)));
        }
    }
    candidates.sort_by_key(|(shared, _)| std::cmp::Reverse(*shared));
    candidates.truncate(CANDIDATES);
    let one = candidates.iter().map(|(_, words)| check(statement, words));
    let best = one.reduce(better)?;
    if best.verdict == Verdict::Supported {
        return Some(best);
    }
    let joined = |count: usize| {
        candidates.iter().take(count).map(|(_, words)| words.as_str()).collect::<Vec<_>>().join("\n")
    };
    Some((2..=TOGETHER).map(|count| check(statement, &joined(count))).fold(best, better))
}

/// How well the sentence that a quote stands in bears a statement out.
pub fn against_place(statement: &str, source: &SourceText, start: usize, end: usize) -> Support {
    let (words, first) = around(source, start, end);
    check(statement, &readings(&words, first, source))
}

/// Whether a statement has only words of the sentence that a quote stands in, in their order: what a claim with the
/// source's own words promises. Words may be left out, and dates made absolute.
pub fn is_in_its_words(statement: &str, source: &SourceText, start: usize, end: usize) -> bool {
    let (words, first) = around(source, start, end);
    readings(&words, first, source).lines().any(|reading| is_in_order(statement, reading))
}

/// Whether a statement is made of words of another text, in their order, without a denial lost on the way.
pub fn is_in_order(statement: &str, text: &str) -> bool {
    let stems = |text: &str| plain_words(text).into_iter().map(|word| word.stem).collect::<Vec<_>>();
    let mut there = stems(text).into_iter();
    stems(statement).iter().all(|word| there.any(|other| other == *word)) && !drops_a_denial(statement, text)
}

/// The sentences that a place is in, and where they begin.
fn around(source: &SourceText, start: usize, end: usize) -> (String, usize) {
    let whole: Vec<TextRange> = sentences(&source.text, None)
        .into_iter()
        .filter(|range| range.start() < end && start < range.end())
        .collect();
    let words: Vec<String> = whole.iter().map(|range| range.of(&source.text).replace('\n', " ")).collect();
    (words.join(" "), whole.first().map_or(start, TextRange::start))
}

/// Words in all their readings, and how their outlet is named.
fn readings(words: &str, start: usize, source: &SourceText) -> String {
    let outlet = source.outlet.as_deref().unwrap_or_default();
    format!("{}\n{outlet}", answer::readings(&source.text, source.day(), start, words))
}

fn check(statement: &str, words: &str) -> Support {
    let mut support = answer::check(statement, &[words.to_owned()]);
    if drops_a_denial(statement, words) && !support.alarms.contains(&Alarm::Negation) {
        support.alarms.push(Alarm::Negation);
        support.verdict = support.verdict.min(Verdict::Partial);
    }
    support
}

/// A denial stands between two words of the source that the statement puts side by side, or the other way round: where
/// both deny something else besides, counting denials would not show it.
fn drops_a_denial(statement: &str, words: &str) -> bool {
    const DENIALS: &[&str] = &["not", "no", "never", "nobody", "none", "cannot", "without"];
    let stems = |text: &str| plain_words(text).into_iter().map(|word| word.stem).collect::<Vec<_>>();
    let (ours, theirs) = (stems(statement), stems(words));
    let dropped = |from: &[String], to: &[String]| {
        let denied =
            from.windows(3).filter(|w| w.get(1).is_some_and(|word| DENIALS.contains(&word.as_str())));
        denied.filter_map(|w| w.first().zip(w.last())).any(|(before, after)| {
            let side_by_side =
                to.windows(2).any(|pair| pair.first() == Some(before) && pair.last() == Some(after));
            let kept = to.windows(3).any(|w| w.first() == Some(before) && w.last() == Some(after));
            side_by_side && !kept
        })
    };
    // "No plan …" without its first word.
    let beheaded = |from: &[String], to: &[String]| {
        let denies = from.first().is_some_and(|word| DENIALS.contains(&word.as_str()));
        denies && from.get(1).is_some() && from.get(1) == to.first()
    };
    dropped(&theirs, &ours) || dropped(&ours, &theirs) || beheaded(&theirs, &ours) || beheaded(&ours, &theirs)
}

fn better(a: Support, b: Support) -> Support {
    if (b.verdict, b.score) > (a.verdict, a.score) { b } else { a }
}

fn stems(text: &str) -> BTreeSet<String> {
    terms(text).into_iter().map(|term| term.stem).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_denial_that_is_gone_is_seen_beside_another() {
        let source = "No plan was announced, and it is not known whether Melk agreed.";
        assert!(drops_a_denial("No plan was announced, and it is known whether Melk agreed.", source));
        assert!(drops_a_denial(source, "No plan was announced, and it is known whether Melk agreed."));
        assert!(drops_a_denial("plan was announced, and it is not known whether Melk agreed.", source));
        assert!(!drops_a_denial("It is not known whether Melk agreed.", source));
    }
}
