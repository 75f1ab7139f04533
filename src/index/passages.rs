//! Cutting a revision into passages of whole sentences.

use crate::news::{Passage, Revision, TextRange, sentences};

/// A passage is closed once it holds this much text (bytes; about 130 English words): long enough to say who
/// did what to whom, short enough that its terms are about one thing.
const FULL: usize = 800;
/// What is left at the end of an article is added to the passage before it if it is shorter than this (bytes).
const CRUMB: usize = 200;

/// The passages of a revision in order: whole sentences, without gaps or overlap.
pub fn passages(revision: &Revision) -> Vec<Passage> {
    let text = revision.text();
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    let mut open = false;
    for sentence in sentences(text, revision.article().language.as_deref()) {
        match ranges.last_mut().filter(|_| open) {
            Some(last) => last.1 = sentence.end(),
            None => ranges.push((sentence.start(), sentence.end())),
        }
        open = ranges.last().is_some_and(|(start, end)| end - start < FULL);
    }
    if let [.., before, last] = ranges.as_mut_slice()
        && last.1 - last.0 < CRUMB
    {
        before.1 = last.1;
        ranges.pop();
    }
    let whole = |(start, end)| TextRange::within(text, start..end).ok();
    let passage = |range| Passage { revision: revision.id(), range };
    ranges.into_iter().filter_map(whole).map(passage).collect()
}
