//! Whether words bear a statement out: the one place that asks the checker of answers.

use std::collections::BTreeSet;

use super::sources::SourceText;
use crate::answer::{self, Support, Verdict};
use crate::index::analysis::terms;
use crate::news::sentences;

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
            candidates.push((shared, readings(words, source)));
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
    let whole =
        sentences(&source.text, None).into_iter().filter(|range| range.start() < end && start < range.end());
    let words: Vec<&str> = whole.map(|range| range.of(&source.text)).collect();
    check(statement, &readings(&words.join(" "), source))
}

/// Words with their dates made absolute beside them, and how their outlet is named.
fn readings(words: &str, source: &SourceText) -> String {
    let dated = source.day().map(|day| answer::absolute_dates(words, day)).unwrap_or_default();
    format!("{words}\n{dated}\n{}", source.outlet.as_deref().unwrap_or_default())
}

fn check(statement: &str, words: &str) -> Support {
    answer::check(statement, &[words.to_owned()])
}

fn better(a: Support, b: Support) -> Support {
    if (b.verdict, b.score) > (a.verdict, a.score) { b } else { a }
}

fn stems(text: &str) -> BTreeSet<String> {
    terms(text).into_iter().map(|term| term.stem).collect()
}
