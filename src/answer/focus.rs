//! What a question turns on: how much of it a text speaks of.

use std::collections::BTreeSet;

use crate::index::analysis::{forms, plain_words, terms, terms_in};

use super::question::{Form, Question};
use super::{facts, language};

/// A name weighs this much more than another word as rare as it: articles on the same people say the rest in
/// words of their own. Chosen by hand; to be fitted.
const NAME: f64 = 2.0;
/// What a sentence gains by holding the kind of thing that is asked for: a number, a time, a name, a cause.
const KIND_ASKED_FOR: f64 = 0.25;

/// The terms of a question with the weights that they have among the passages found.
pub struct Focus {
    terms: Vec<Weighed>,
    form: Form,
}

/// A text and its language (BCP 47 primary subtag; English if unknown).
pub type Spoken<'a> = (&'a str, Option<&'a str>);

struct Weighed {
    /// The term in each of the languages of the passages found.
    stems: Vec<String>,
    /// As one term among others.
    alone: f64,
    /// As a sign that a text is on the topic: names tell more.
    on_topic: f64,
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
            Weighed { stems, alone: term.weight, on_topic: term.weight * factor }
        };
        Self { terms: question.terms().iter().map(weigh).collect(), form: question.form() }
    }

    /// How far a text is on the topic: the share of the question, by weight, that it speaks of; 0 to 1.
    pub fn share_in(&self, text: Spoken<'_>) -> f64 {
        self.share(text, |term| term.on_topic)
    }

    /// How much of the question a sentence speaks of. An article on the topic need not repeat its names in every
    /// sentence: here they weigh no more than other words.
    pub fn share_in_sentence(&self, sentence: Spoken<'_>) -> f64 {
        self.share(sentence, |term| term.alone)
    }

    fn share(&self, (text, language): Spoken<'_>, weight: impl Fn(&Weighed) -> f64) -> f64 {
        let stems: BTreeSet<String> = terms_in(text, language).into_iter().map(|t| t.stem).collect();
        let total: f64 = self.terms.iter().map(&weight).sum();
        let found: f64 = self
            .terms
            .iter()
            .filter(|term| term.stems.iter().any(|stem| stems.contains(stem)))
            .map(&weight)
            .sum();
        if total > 0.0 { found / total } else { 0.0 }
    }

    /// What a sentence gains by holding the kind of thing that is asked for.
    pub fn bonus(&self, sentence: &str) -> f64 {
        let holds = match self.form {
            Form::HowMany => facts::has_quantity(sentence),
            Form::When => facts::is_dated(sentence),
            Form::Who => !facts::names(sentence).is_empty(),
            Form::Why => language::gives_a_cause(sentence),
            Form::YesNo | Form::Open => false,
        };
        if holds { KIND_ASKED_FOR } else { 0.0 }
    }
}

/// Stems of the words that stand more often with a capital than without, where no sentence begins.
fn names_among(passages: &[Spoken<'_>]) -> BTreeSet<String> {
    let mut capitals: std::collections::BTreeMap<String, i64> = std::collections::BTreeMap::new();
    for (passage, _) in passages {
        let names = facts::names(passage);
        for word in plain_words(passage) {
            let written_small = word.range.of(passage).starts_with(char::is_lowercase);
            let vote = if written_small { -1 } else { i64::from(names.contains(&word.stem)) };
            for term in terms(&word.stem) {
                *capitals.entry(term.stem).or_default() += vote;
            }
        }
    }
    capitals.into_iter().filter(|(_, votes)| *votes > 0).map(|(stem, _)| stem).collect()
}
