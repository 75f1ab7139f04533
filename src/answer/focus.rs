//! What a question turns on: how much of it a text speaks of.

use std::collections::{BTreeSet, HashMap};

use crate::index::analysis::{Term, each_term, forms, plain_words, terms};

use super::asked::Asked;
use super::facts;
use super::question::Question;
use super::synonyms::{Said, said_for};

/// A name weighs this much more than another word as rare as it: articles on the same people say the rest in
/// words of their own. Chosen by hand; to be fitted.
const NAME: f64 = 2.0;
/// What a sentence gains by holding the kind of thing that is asked for: a number, a time, a name, a cause.
const KIND_ASKED_FOR: f64 = 0.25;
/// A word that hardly says what is asked ("people", "reason") counts this much of its weight.
const LIGHT: f64 = 0.3;
/// Such words.
const LIGHT_WORDS: &[&str] = &[
    "people", "person", "reason", "ask", "asked", "give", "gave", "given", "need", "needed", "take", "took",
    "last", "long", "number", "amount", "percentage", "percent", "name", "named", "called", "kind", "type",
    "sort", "first", "second", "third", "week", "month", "year", "years", "new", "recent", "recently",
    "down", "off", "out", "up", "over", "back", "reach", "reached", "hold", "held", "make", "made", "use",
    "used",
];
/// Words between a number and what it counts.
const BESIDE: usize = 4;
/// What a number elsewhere counts.
const ELSEWHERE: f64 = 0.5;
/// Terms of a question that are told apart; nobody asks for more.
const MOST_TERMS: usize = 128;

/// The terms of a question with the weights that they have among the passages found.
pub struct Focus {
    terms: Vec<Weighed>,
    /// Which of them a stem speaks of.
    by_stem: HashMap<String, Meant>,
    asked: Asked,
}

/// A text and its language (BCP 47 primary subtag; English if unknown).
pub type Spoken<'a> = (&'a str, Option<&'a str>);

/// Which terms of a question a text speaks of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held(u128);

/// What a stem speaks of by itself, and before which other.
#[derive(Default)]
struct Meant {
    alone: Held,
    before: Vec<(String, Held)>,
}

struct Weighed {
    /// The word as the question writes it.
    word: String,
    /// The term in each of the languages of the passages found.
    stems: Vec<String>,
    /// What news says for it.
    said: Said,
    /// As one term among others.
    alone: f64,
    /// As a sign that a text is on the topic: names tell more.
    on_topic: f64,
    is_name: bool,
}

impl Focus {
    /// Weighs the terms of a question. `passages` are the texts found for it: a term that they mostly write with
    /// a capital is a name, however the question writes it.
    pub fn of(question: &Question, passages: &[Spoken<'_>]) -> Self {
        let names = names_among(passages);
        let languages: BTreeSet<&str> = passages.iter().filter_map(|(_, language)| *language).collect();
        let languages: Vec<&str> = languages.into_iter().collect();
        let weigh = |term: &super::QuestionTerm| {
            let unknown_name = !term.known && term.word.starts_with(char::is_uppercase);
            let factor = if unknown_name || names.contains(&term.stem) { NAME } else { 1.0 };
            let mut stems: Vec<String> = forms(&term.word, &languages).into_iter().flatten().collect();
            stems.push(term.stem.clone());
            stems.extend(term.alternatives.iter().flat_map(|other| terms(other)).map(|other| other.stem));
            let light = if is_light(&term.word) { LIGHT } else { 1.0 };
            let said = said_for(&term.stem, question.interpreted());
            let (alone, on_topic) = (term.weight * light, term.weight * light * factor);
            let is_name = factor > 1.0;
            Weighed { word: term.word.clone(), stems, said, alone, on_topic, is_name }
        };
        let terms: Vec<Weighed> = question.terms().iter().take(MOST_TERMS).map(weigh).collect();
        let by_stem = meant(&terms);
        Self { terms, by_stem, asked: Asked::of(question.interpreted(), question.form()) }
    }

    /// How far a text is on the topic: the share of the question, by weight, that it speaks of; 0 to 1.
    pub fn share_in(&self, text: Spoken<'_>) -> f64 {
        self.share_by(self.held_by(text), |term| term.on_topic)
    }

    /// Which terms of the question a text speaks of, in these words or in what news says for them.
    pub fn held_by(&self, (text, language): Spoken<'_>) -> Held {
        let mut held = Held::default();
        let mut before: &[(String, Held)] = &[];
        each_term(text, language, |stem| {
            let together = before.iter().filter(|(second, _)| second == stem);
            held = together.fold(held, |held, (_, both)| held.or(*both));
            let meant = self.by_stem.get(stem);
            held = held.or(meant.map(|meant| meant.alone).unwrap_or_default());
            before = meant.map(|meant| meant.before.as_slice()).unwrap_or_default();
        });
        held
    }

    /// The share of the question, by weight, that is held. An article on the topic need not repeat its names in every
    /// sentence: here they weigh no more than other words.
    pub fn share(&self, held: Held) -> f64 {
        self.share_by(held, |term| term.alone)
    }

    fn share_by(&self, held: Held, weight: impl Fn(&Weighed) -> f64) -> f64 {
        let total: f64 = self.terms.iter().map(&weight).sum();
        let is_held = |place: &usize| held.0 & (1 << place) != 0;
        let held = self.terms.iter().enumerate().filter(|(place, _)| is_held(place));
        let found: f64 = held.map(|(_, term)| weight(term)).sum();
        if total > 0.0 { found / total } else { 0.0 }
    }

    /// What is held of the question's names alone.
    pub fn names_of(&self, held: Held) -> Held {
        let names = self.terms.iter().enumerate().filter(|(_, term)| term.is_name);
        Held(names.fold(0, |names, (at, _)| names | 1 << at) & held.0)
    }

    /// The share of the question's names, by weight, that is held; all where it has none.
    pub fn share_of_names(&self, held: Held) -> f64 {
        if self.terms.iter().all(|term| !term.is_name) {
            return 1.0;
        }
        self.share_by(held, |term| if term.is_name { term.alone } else { 0.0 })
    }

    /// Whether a word of the question, as it writes it, is held.
    pub fn holds(&self, held: Held, word: &str) -> bool {
        self.terms.iter().enumerate().any(|(at, term)| term.word == word && held.0 & (1 << at) != 0)
    }

    /// Whether the question has this word among its terms.
    pub fn asks_of(&self, word: &str) -> bool {
        self.terms.iter().any(|term| term.word == word)
    }

    /// What a sentence gains by holding the kind of thing that is asked for as well as it does ([`Self::holds_kind`]).
    pub fn bonus(&self, kind: f64) -> f64 {
        KIND_ASKED_FOR * kind
    }

    /// How well a sentence holds the kind of thing that is asked for: 0 to 1. A number answers best right beside what is
    /// counted: "39 are confirmed dead".
    pub fn holds_kind(&self, sentence: &str) -> f64 {
        let held = self.asked.held_by(sentence);
        if held == 0.0 || !self.asks_for_a_number() {
            return held;
        }
        let words = plain_words(sentence);
        let counted = |word: &Term| self.held_by((&word.stem, None)).0 & self.telling().0 != 0;
        let counted: Vec<usize> =
            words.iter().enumerate().filter(|(_, w)| counted(w)).map(|(at, _)| at).collect();
        let mut numbers = words.iter().enumerate().filter(|(_, word)| self.asked.is_new_number(&word.stem));
        let is_beside = numbers.any(|(at, _)| counted.iter().any(|other| other.abs_diff(at) <= BESIDE));
        if is_beside { held } else { ELSEWHERE * held }
    }

    /// The kind of figure that the question asks for, if it says which.
    pub fn figure(&self) -> Option<&'static str> {
        self.asked.figure()
    }

    /// Whether a sentence has a figure of just that kind, which the question does not have itself.
    pub fn holds_figure(&self, sentence: &str) -> bool {
        self.asked.held_by(sentence) >= 1.0
    }

    pub fn asks_for_a_number(&self) -> bool {
        self.asked.is_for_a_number()
    }

    /// What is neither a name nor a word that hardly says anything.
    fn telling(&self) -> Held {
        let tells = |term: &&(usize, &Weighed)| !term.1.is_name && !is_light(&term.1.word);
        Held(self.terms.iter().enumerate().filter(|t| tells(&t)).fold(0, |held, (at, _)| held | 1 << at))
    }
}

impl Held {
    /// What either holds.
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Which terms the stems speak of, in the question's words or in what news says for them.
fn meant(terms: &[Weighed]) -> HashMap<String, Meant> {
    let mut by_stem: HashMap<String, Meant> = HashMap::new();
    for (place, term) in terms.iter().enumerate() {
        let this = Held(1 << place);
        for stem in term.stems.iter().chain(&term.said.words) {
            let meant = by_stem.entry(stem.clone()).or_default();
            meant.alone = meant.alone.or(this);
        }
        for phrase in &term.said.phrases {
            by_stem.entry(phrase.first.clone()).or_default().before.push((phrase.second.clone(), this));
        }
    }
    by_stem
}

/// Whether a word hardly says what is asked.
pub fn is_light(word: &str) -> bool {
    LIGHT_WORDS.contains(&word.to_lowercase().as_str())
}

/// Stems of the words that stand more often with a capital than without, where no sentence begins.
fn names_among(passages: &[Spoken<'_>]) -> BTreeSet<String> {
    // By word first: a text says the same few words over and over.
    let mut written: HashMap<String, i64> = HashMap::new();
    for (passage, _) in passages {
        let words = plain_words(passage);
        let names = facts::names_among(passage, &words);
        for word in &words {
            let written_small = word.range.of(passage).starts_with(char::is_lowercase);
            let vote = if written_small { -1 } else { i64::from(names.contains(word.stem.as_str())) };
            match written.get_mut(&word.stem) {
                Some(votes) => *votes += vote,
                None => drop(written.insert(word.stem.clone(), vote)),
            }
        }
    }
    let mut capitals: HashMap<String, i64> = HashMap::new();
    for (word, votes) in written {
        for term in terms(&word) {
            *capitals.entry(term.stem).or_default() += votes;
        }
    }
    capitals.into_iter().filter(|(_, votes)| *votes > 0).map(|(stem, _)| stem).collect()
}
