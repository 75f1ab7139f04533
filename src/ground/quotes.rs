//! The quote lock: what stands between quotation marks is held against the evidence word by word.

use std::ops::Range;

use serde::Serialize;

use super::Place;
use super::passage::Passage;
use super::quote::{Match, find, quoted_spans};
use super::reading::Reading;
use super::tone;
use super::words::Word;

/// How a quotation stands to its evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum QuoteState {
    /// Word for word.
    Exact,
    /// With a different first capital, an ellipsis, or bracketed words.
    Edited,
    /// The words are there, and somebody else's.
    Misattributed,
    /// Put together of words that do not stand together.
    Spliced,
    /// Not there.
    Absent,
}

/// A quotation in a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Quoted {
    pub state: QuoteState,
    /// The bytes between the marks in the claim.
    pub claim: Range<usize>,
    pub evidence: Option<Place>,
}

impl Quoted {
    /// Only words that stand there, and are said by whoever is said to have said them, pass.
    pub fn holds(&self) -> bool {
        matches!(self.state, QuoteState::Exact | QuoteState::Edited)
    }
}

/// Sentences around a quotation in which its speaker may be named.
const AROUND: usize = 2;
/// Pieces of a spliced quotation have at least so many words.
const PIECE: usize = 2;

/// All quotations of a claim.
pub fn quotes(text: &str, claim: &Reading, passage: &Passage) -> Vec<Quoted> {
    let spans = quoted_spans(text);
    let quoted = |span: &Range<usize>| {
        let words = text.get(span.clone()).unwrap_or_default();
        let found = passage.texts().iter().enumerate().find_map(|(evidence, there)| {
            find(there, words).map(|(range, how)| (Place { evidence, range }, how))
        });
        let Some((place, how)) = found else {
            let state = if is_spliced(words, passage) { QuoteState::Spliced } else { QuoteState::Absent };
            return Quoted { state, claim: span.clone(), evidence: None };
        };
        let state = match how {
            _ if is_anothers(claim, &spans, &place, passage) => QuoteState::Misattributed,
            Match::Exact => QuoteState::Exact,
            Match::Edited => QuoteState::Edited,
        };
        Quoted { state, claim: span.clone(), evidence: Some(place) }
    };
    spans.iter().map(quoted).collect()
}

/// The quotation falls into two pieces that stand in the evidence apart.
fn is_spliced(words: &str, passage: &Passage) -> bool {
    let starts: Vec<usize> = words.match_indices(' ').map(|(at, _)| at).collect();
    let there = |piece: &str| passage.texts().iter().any(|text| find(text, piece).is_some());
    // The first piece is as long as it can be.
    let end = starts.iter().skip(PIECE - 1).rev().find(|at| words.get(..**at).is_some_and(there));
    let rest = end.and_then(|at| words.get(*at..)).map(str::trim).unwrap_or_default();
    rest.split(' ').count() >= PIECE && there(rest)
}

/// The claim names who says it, and the sentences around the words in the evidence do not name that person.
fn is_anothers(claim: &Reading, spans: &[Range<usize>], place: &Place, passage: &Passage) -> bool {
    let outside = |word: &&Word| !spans.iter().any(|span| span.contains(&word.start));
    if !claim.words.iter().filter(outside).any(tone::speaks) {
        return false;
    }
    let speakers: Vec<&Word> = claim.words.iter().filter(outside).filter(|word| is_named(word)).collect();
    let holds = |sentence: &super::passage::Sentence| {
        sentence.text == place.evidence
            && sentence.range.start < place.range.end
            && place.range.start < sentence.range.end
    };
    let Some(at) = passage.sentences().iter().position(holds) else { return false };
    let near = at.saturating_sub(AROUND)..at + AROUND + 1;
    let is_near = |word: &&Word| {
        let stem = passage.stem(&word.stem);
        stem.is_some_and(|stem| passage.sentences_with(stem).iter().any(|sentence| near.contains(sentence)))
    };
    !speakers.is_empty() && !speakers.iter().any(is_near)
}

/// A word of a name, also one that opens a sentence.
pub fn is_named(word: &Word) -> bool {
    word.is_name()
        || word.capital && word.opens && word.telling && !super::facts::is_common_opener(&word.plain)
}
