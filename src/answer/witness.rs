//! Who else says it, and who says otherwise: the sentences of other sources that bear a claim out or speak
//! against it.

use std::collections::{BTreeMap, BTreeSet};

use crate::index::analysis::{Term, plain_words, terms};

use super::conflict::Relation;
use super::conflict::differ;
use super::contested::{Found, statement};
use super::evidence::{Citation, Evidence, Sentence, SentenceId};
use super::{facts, language};

/// Another sentence bears a claim out if it holds this share of the claim's terms, by weight. Chosen by hand; to
/// be fitted.
const SAME: f64 = 0.6;
/// … and if they share at least so many terms that are not in every other sentence.
const SHARED_TERMS: usize = 3;
/// A term is telling if it stands in at most this share of the sentences of the evidence: everyone names the people
/// whom the question is about.
const RARE: f64 = 0.1;
/// … or in at most so many sentences, where there are few.
const FEW: f64 = 4.0;

/// All sentences of an evidence, read once.
pub struct Witnesses<'a> {
    evidence: &'a Evidence,
    /// What cannot both be right, whatever the words.
    conflicts: Vec<Found>,
    sentences: Vec<Testimony>,
    /// How telling a term is: its inverse document frequency over the sentences of the evidence.
    weights: BTreeMap<String, f64>,
    /// From this weight on a term is telling.
    rare: f64,
    written_small: BTreeSet<String>,
    written_large: BTreeSet<String>,
}

/// What a sentence says, in comparable form.
struct Testimony {
    id: SentenceId,
    source: usize,
    stems: BTreeSet<String>,
    numbers: BTreeSet<String>,
    /// Numbers outside dates, with what they count.
    quantities: Vec<(String, String)>,
    negated: bool,
    /// Says that something may be, not that it is.
    tentative: bool,
}

impl<'a> Witnesses<'a> {
    /// Reads the sentences of an evidence.
    pub fn of(evidence: &'a Evidence) -> Self {
        let (mut sentences, mut written_small, mut written_large) =
            (Vec::new(), BTreeSet::new(), BTreeSet::new());
        for (id, sentence) in evidence.sentences() {
            let text = evidence.words(id);
            let words = plain_words(text);
            sentences.push(testimony(id, sentence.source, text, &words));
            for word in words {
                let before = text.get(..word.range.start()).unwrap_or_default();
                match () {
                    // "Wu Shu-chen" writes no Chen small.
                    () if before.ends_with('-') => continue,
                    () if word.range.of(text).starts_with(char::is_lowercase) => {
                        written_small.insert(word.stem)
                    }
                    () if is_large_inside(&word, text) => written_large.insert(word.stem),
                    () => continue,
                };
            }
        }
        let mut with: BTreeMap<String, f64> = BTreeMap::new();
        for stem in sentences.iter().flat_map(|s| &s.stems) {
            *with.entry(stem.clone()).or_default() += 1.0;
        }
        let all = sentences.len() as f64;
        let weight = |n: f64| (1.0 + (all - n + 0.5) / (n + 0.5)).ln();
        let rare = weight((RARE * all).max(FEW).min(all));
        let weights = with.into_iter().map(|(stem, n)| (stem, weight(n))).collect();
        let conflicts = evidence.matters().iter().filter(|found| found.relation == Relation::Conflict);
        let conflicts = conflicts.cloned().collect();
        Self { evidence, conflicts, sentences, weights, rare, written_small, written_large }
    }

    /// Whether some sentence writes a lower-case word without a capital: then it is no name.
    pub fn write_small(&self, word: &str) -> bool {
        self.written_small.contains(word)
    }

    /// Whether some sentence writes a lower-case word with a capital where none begins: then it is a name.
    pub fn write_large(&self, word: &str) -> bool {
        self.written_large.contains(word)
    }

    /// One sentence each of the other sources that hold most of what `text` says, and all of its numbers.
    pub fn corroborating(&self, text: &str, cited: &[Citation]) -> Vec<SentenceId> {
        let mut used: BTreeSet<usize> = cited.iter().map(Citation::source).collect();
        let claim = testimony(SentenceId(0), 0, text, &plain_words(text));
        let mut found = Vec::new();
        for other in &self.sentences {
            let agree = claim.numbers.is_subset(&other.numbers);
            if !used.contains(&other.source) && agree && self.same_matter(&claim, other) {
                found.push(other.id);
                used.insert(other.source);
            }
        }
        found
    }

    /// Sentences of other sources that count the same thing differently and otherwise say what `text` says. A count that
    /// has since grown, and the same one rounded, is no other.
    pub fn conflicting(&self, text: &str, cited: &[Citation]) -> Vec<SentenceId> {
        let first = cited.first().map(Citation::sentence);
        let cited: BTreeSet<usize> = cited.iter().map(Citation::source).collect();
        let claim = testimony(SentenceId(0), 0, text, &plain_words(text));
        let differs = |other: &&Testimony| {
            !cited.contains(&other.source)
                && count_differently(&claim.quantities, &other.quantities)
                && self.same_matter(&claim, other)
                && first.is_none_or(|first| self.stand_apart(first, other.id))
        };
        let mut found: Vec<SentenceId> = self.sentences.iter().filter(differs).map(|s| s.id).collect();
        let others = first.into_iter().flat_map(|first| self.against(text, first));
        let of_another =
            |id: &SentenceId| self.evidence.sentence(*id).is_some_and(|s| !cited.contains(&s.source));
        found.extend(others.filter(of_another));
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The sentences of the other positions in the conflicts that a sentence is part of, if `text` takes its position. What
    /// is superseded is no position.
    fn against(&self, text: &str, sentence: SentenceId) -> Vec<SentenceId> {
        let taken = |found: &&Found| {
            let own = |p: &super::contested::FoundPosition| p.sentences.contains(&sentence) && !p.superseded;
            found.positions.iter().any(|position| own(position) && says(text, &position.says))
        };
        let others = self.conflicts.iter().filter(taken).flat_map(|found| &found.positions);
        let others =
            others.filter(|position| !position.superseded && !position.sentences.contains(&sentence));
        others.flat_map(|position| position.sentences.iter().copied()).collect()
    }

    fn stand_apart(&self, one: SentenceId, other: SentenceId) -> bool {
        let read = |id: SentenceId| {
            let sentence: &Sentence = self.evidence.sentence(id)?;
            statement(self.evidence, id, sentence)
        };
        read(one).zip(read(other)).and_then(|(one, other)| differ(&one, &other)).unwrap_or(true)
    }

    /// The source that a sentence stands in.
    pub fn source(&self, id: SentenceId) -> Option<usize> {
        self.sentences.iter().find(|s| s.id == id).map(|s| s.source)
    }

    fn same_matter(&self, claim: &Testimony, other: &Testimony) -> bool {
        let weight = |stem: &String| self.weights.get(stem).copied().unwrap_or(self.rare);
        let sum = |stems: &BTreeSet<String>| stems.iter().map(weight).sum::<f64>();
        let shared: Vec<&String> = claim.stems.intersection(&other.stems).collect();
        let telling = shared.iter().filter(|stem| weight(stem) >= self.rare).count();
        let common: f64 = shared.into_iter().map(weight).sum();
        claim.negated == other.negated
            && claim.tentative == other.tentative
            && telling >= SHARED_TERMS
            && common >= SAME * sum(&claim.stems)
    }
}

/// A text has a position's figure, or its words.
fn says(text: &str, position: &str) -> bool {
    let (own, figures) = (facts::numbers(text), facts::numbers(position));
    let lowered = text.to_lowercase();
    if figures.is_empty() { lowered.contains(&position.to_lowercase()) } else { figures.is_subset(&own) }
}

/// Some thing is counted by both, and by no number in common.
fn count_differently(a: &[(String, String)], b: &[(String, String)]) -> bool {
    a.iter().filter(|(_, unit)| !unit.is_empty()).any(|(_, unit)| {
        let numbers = |of: &[(String, String)]| -> BTreeSet<String> {
            of.iter().filter(|(_, other)| other == unit).map(|(number, _)| number.clone()).collect()
        };
        let (ours, theirs) = (numbers(a), numbers(b));
        !theirs.is_empty() && ours.is_disjoint(&theirs)
    })
}

/// A word with a capital where no sentence begins.
fn is_large_inside(word: &Term, sentence: &str) -> bool {
    let inside =
        sentence.get(..word.range.start()).is_some_and(|b| b.ends_with([' ', '(']) && !b.ends_with(". "));
    inside && word.range.of(sentence).starts_with(char::is_uppercase)
}

/// `words` are those of `text`, whole: they are read once for all that is looked for among them.
fn testimony(id: SentenceId, source: usize, text: &str, words: &[Term]) -> Testimony {
    let stems = terms(text).into_iter().map(|t| t.stem).collect();
    let (numbers, quantities) = (facts::numbers_among(text, words), facts::quantities_among(words));
    let (negated, tentative) = (facts::denies(words), language::hedges(text, words));
    Testimony { id, source, stems, numbers, quantities, negated, tentative }
}
