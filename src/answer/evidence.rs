//! What was retrieved for a question, and the only way to cite it.

use std::fmt;

use crate::news::{CanonicalUrl, Revision, RevisionId, StatedTime, TextRange};
use crate::store::{Coverage, Scope};

use super::contested::Found;
use super::quote;

/// The number of a sentence within one retrieval, as a composer sees it. Prints as `S1`, `S2`, ….
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SentenceId(pub usize);

/// An article that bears on the question: one witness, however many outlets carry its text.
#[derive(Clone, Debug)]
pub struct Source {
    pub revision: Revision,
    /// Other articles with the same text: wire copies and reprints.
    pub also_in: Vec<Copy>,
    /// The text was fetched after the time that the question is asked for.
    pub fetched_later: bool,
}

/// Where the text of a source also appeared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    pub outlet: String,
    pub url: CanonicalUrl,
    pub published: Option<StatedTime>,
}

/// A sentence that bears on the question.
#[derive(Clone, Debug)]
pub struct Sentence {
    /// Index into [`Evidence::sources`].
    pub source: usize,
    pub range: TextRange,
    /// Which paragraph of its article it stands in, counted from 0.
    pub paragraph: usize,
    /// How much it bears on the question: 0 to 1.
    pub relevance: f64,
    /// How likely a reader finds the answer in it: 0 to 1.
    pub answers: f64,
}

/// The sources and sentences of one retrieval, and what they were looked for in.
#[derive(Clone, Debug)]
pub struct Evidence {
    sources: Vec<Source>,
    sentences: Vec<Sentence>,
    looked_in: LookedIn,
    /// What its sentences say differently, once that was looked at.
    matters: Vec<Found>,
}

/// What the evidence was looked for in.
#[derive(Clone, Debug, PartialEq)]
pub struct LookedIn {
    pub scope: Scope,
    pub coverage: Coverage,
    pub last_refresh: Option<jiff::Timestamp>,
    /// Passages that were scored.
    pub considered: usize,
    pub generation: u64,
    /// Share of the question, by weight of its words, that the best passage speaks of: 0 to 1.
    pub best_share: f64,
}

/// A place in a stored revision whose bytes are the quoted words.
///
/// Only [`Evidence::cite`], after finding the words, and [`Evidence::cite_sentence`] make one; it cannot be written
/// down or read in:
///
/// ```compile_fail,E0451
/// use caveat::answer::{Citation, SentenceId};
/// # fn forge(revision: caveat::news::RevisionId) {
/// let forged = Citation { sentence: SentenceId(0), source: 0, revision, start: 0, end: 1, quote: "x".into() };
/// # }
/// ```
///
/// ```compile_fail,E0277
/// let forged: caveat::answer::Citation = serde_json::from_str("{}").unwrap();
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    sentence: SentenceId,
    source: usize,
    revision: RevisionId,
    start: usize,
    end: usize,
    quote: String,
}

/// Why words cannot be cited.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CiteError {
    #[error("there is no sentence {0} in this evidence")]
    NoSuchSentence(SentenceId),
    #[error("`{0}` does not stand in the article")]
    NotThere(String),
}

impl Evidence {
    /// For retrieval. Sentences whose source or range does not exist are left out.
    pub fn new(sources: Vec<Source>, sentences: Vec<Sentence>, looked_in: LookedIn) -> Self {
        let exists =
            |s: &Sentence| sources.get(s.source).is_some_and(|o| !s.range.of(o.revision.text()).is_empty());
        let sentences = sentences.into_iter().filter(exists).collect();
        Self { sources, sentences, looked_in, matters: Vec::new() }
    }

    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// All sentences with their numbers, in the order of sources and places.
    pub fn sentences(&self) -> impl Iterator<Item = (SentenceId, &Sentence)> {
        self.sentences.iter().enumerate().map(|(i, s)| (SentenceId(i), s))
    }

    pub fn sentence(&self, id: SentenceId) -> Option<&Sentence> {
        self.sentences.get(id.0)
    }

    /// The words of a sentence; empty for a number that does not exist.
    pub fn words(&self, id: SentenceId) -> &str {
        self.source_of(id).zip(self.sentence(id)).map_or("", |(o, s)| s.range.of(o.revision.text()))
    }

    /// The source that a sentence stands in.
    pub fn source_of(&self, id: SentenceId) -> Option<&Source> {
        self.sentence(id).and_then(|s| self.sources.get(s.source))
    }

    pub fn looked_in(&self) -> &LookedIn {
        &self.looked_in
    }

    /// Takes in what another question found beside, `weight` times as much to the point. Gives the number here of each of
    /// its sentences; none for those of a text that is here already in another outlet's words.
    pub fn take_in(&mut self, more: &Evidence, weight: f64) -> Vec<Option<SentenceId>> {
        let places: Vec<Option<usize>> = more.sources.iter().map(|source| self.place_of(source)).collect();
        more.sentences
            .iter()
            .map(|sentence| {
                let source = places.get(sentence.source).copied().flatten()?;
                let is_same = |known: &Sentence| known.source == source && known.range == sentence.range;
                if let Some(known) = self.sentences.iter().position(is_same) {
                    return Some(SentenceId(known));
                }
                let (relevance, answers) = (weight * sentence.relevance, weight * sentence.answers);
                self.sentences.push(Sentence { source, relevance, answers, ..sentence.clone() });
                Some(SentenceId(self.sentences.len() - 1))
            })
            .collect()
    }

    /// What sources say differently, or alike; nothing before it was looked at.
    pub fn matters(&self) -> &[Found] {
        &self.matters
    }

    pub fn keep_matters(&mut self, matters: Vec<Found>) {
        self.matters = matters;
    }

    /// A sentence counts for less than it seemed to.
    pub fn weaken(&mut self, id: SentenceId, factor: f64) {
        if let Some(sentence) = self.sentences.get_mut(id.0) {
            sentence.relevance *= factor;
            sentence.answers *= factor;
        }
    }

    /// A sentence counts for at least so much.
    pub fn raise(&mut self, id: SentenceId, relevance: f64, answers: f64) {
        if let Some(sentence) = self.sentences.get_mut(id.0) {
            sentence.relevance = sentence.relevance.max(relevance);
            sentence.answers = sentence.answers.max(answers);
        }
    }

    fn place_of(&mut self, source: &Source) -> Option<usize> {
        let same = |known: &Source| known.revision.id() == source.revision.id();
        if let Some(known) = self.sources.iter().position(same) {
            return Some(known);
        }
        let url = |source: &Source| source.revision.article().url.clone();
        let is_copy = |known: &Source| {
            known.also_in.iter().any(|copy| copy.url == url(source))
                || source.also_in.iter().any(|copy| copy.url == url(known))
                || url(known) == url(source)
        };
        if self.sources.iter().any(is_copy) {
            return None;
        }
        self.sources.push(source.clone());
        Some(self.sources.len() - 1)
    }

    /// Cites words of the article that a sentence stands in: in the sentence if they are there, else anywhere
    /// in its article. The citation holds the article's own words and their place.
    pub fn cite(&self, id: SentenceId, words: &str) -> Result<Citation, CiteError> {
        let (sentence, source) =
            self.sentence(id).zip(self.source_of(id)).ok_or(CiteError::NoSuchSentence(id))?;
        let text = source.revision.text();
        let near = quote::find(sentence.range.of(text), words)
            .map(|(r, _)| r.start + sentence.range.start()..r.end + sentence.range.start());
        let place = near.or_else(|| quote::find(text, words).map(|(range, _)| range));
        let found = place.and_then(|range| TextRange::within(text, range).ok());
        let range = found.ok_or_else(|| CiteError::NotThere(words.chars().take(80).collect()))?;
        Ok(self.citation(id, sentence, source, range))
    }

    /// Cites a whole sentence.
    pub fn cite_sentence(&self, id: SentenceId) -> Result<Citation, CiteError> {
        let (sentence, source) =
            self.sentence(id).zip(self.source_of(id)).ok_or(CiteError::NoSuchSentence(id))?;
        Ok(self.citation(id, sentence, source, sentence.range))
    }

    /// Cites a sentence with the one right before it, as one place.
    pub fn cite_with(&self, id: SentenceId, before: SentenceId) -> Result<Citation, CiteError> {
        let (sentence, source) =
            self.sentence(id).zip(self.source_of(id)).ok_or(CiteError::NoSuchSentence(id))?;
        let first = self.sentence(before).filter(|first| first.source == sentence.source);
        let start = first.ok_or(CiteError::NoSuchSentence(before))?.range.start();
        let range = TextRange::within(source.revision.text(), start..sentence.range.end());
        let range = range.map_err(|_| CiteError::NoSuchSentence(before))?;
        Ok(self.citation(id, sentence, source, range))
    }

    fn citation(&self, id: SentenceId, sentence: &Sentence, source: &Source, range: TextRange) -> Citation {
        Citation {
            sentence: id,
            source: sentence.source,
            revision: source.revision.id(),
            start: range.start(),
            end: range.end(),
            quote: range.of(source.revision.text()).to_owned(),
        }
    }
}

impl Citation {
    /// The sentence that was cited.
    pub fn sentence(&self) -> SentenceId {
        self.sentence
    }

    /// Index into [`Evidence::sources`].
    pub fn source(&self) -> usize {
        self.source
    }

    pub fn revision(&self) -> RevisionId {
        self.revision
    }

    /// First byte of the quoted words in the revision's text.
    pub fn start(&self) -> usize {
        self.start
    }

    /// The byte after the last.
    pub fn end(&self) -> usize {
        self.end
    }

    /// The article's own words at that place.
    pub fn quote(&self) -> &str {
        &self.quote
    }
}

impl fmt::Display for SentenceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "S{}", self.0 + 1)
    }
}
