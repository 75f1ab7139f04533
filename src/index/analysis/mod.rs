//! How text becomes terms: the same for indexing, for questions and for comparing a claim with its evidence.
//!
//! `pieces` cuts a text, `rules` says how its language writes numbers and apostrophes and whose stems it has, `stems`
//! makes a term of each word, `tokenizer` is what tantivy sees of them.

mod initials;
mod letters;
mod pieces;
mod rules;
mod stems;
mod tokenizer;

use std::cell::RefCell;
use std::collections::BTreeSet;

use tantivy::tokenizer::{TextAnalyzer, TokenStream};

pub use self::initials::Initials;
use self::rules::Rules;
use self::stems::is_capitals;
pub use self::tokenizer::marked;
use self::tokenizer::{Analyzer, Kind, MarkedTexts, Terms, shouts};
use crate::news::TextRange;

/// The analyzer of titles and bodies: stems by the text's language.
pub const STEMMED: &str = "stemmed";
/// The analyzer of the vocabulary that misspelt words are corrected against: lower case and folded, whole words.
pub const WORDS: &str = "words";

/// A term of a text: its stem and where its word stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    pub stem: String,
    pub range: TextRange,
}

/// The analyzer registered as [`STEMMED`]; its texts are [`marked`].
pub fn stemmed() -> TextAnalyzer {
    TextAnalyzer::from(MarkedTexts(Analyzer::new(Kind::Stemmed)))
}

/// The analyzer registered as [`WORDS`]; its texts are [`marked`].
pub fn words() -> TextAnalyzer {
    TextAnalyzer::from(MarkedTexts(Analyzer::new(Kind::Words)))
}

thread_local! {
    // What an analyzer remembers is worth more than a sentence.
    static SHARED_STEMMED: RefCell<Analyzer> = RefCell::new(Analyzer::new(Kind::Stemmed));
    static SHARED_WORDS: RefCell<Analyzer> = RefCell::new(Analyzer::new(Kind::Words));
}

/// The content terms of an English text, stemmed, in order.
pub fn terms(text: &str) -> Vec<Term> {
    terms_in(text, None)
}

/// The content terms of a text in some language (BCP 47 primary subtag; English if unknown), stemmed, in order.
pub fn terms_in(text: &str, language: Option<&str>) -> Vec<Term> {
    SHARED_STEMMED.with_borrow_mut(|analyzer| found(text, analyzer.terms(text, Rules::of(language), false)))
}

/// Shows each content term of a text, stemmed, in order: [`terms_in`] without keeping any.
pub fn each_term(text: &str, language: Option<&str>, mut visit: impl FnMut(&str)) {
    SHARED_STEMMED.with_borrow_mut(|analyzer| {
        analyzer.terms(text, Rules::of(language), false).process(&mut |token| visit(&token.text));
    });
}

/// Shows each term of a text as the index has it, in order, with its position: words one after the other have
/// positions one after the other, and a compound's joined form that of its last part. English words that cannot be terms
/// with such `initials` are passed over, which saves most of the work. Returns how many words there are, all counted.
pub fn each_indexed(
    text: &str,
    language: Option<&str>,
    initials: &Initials,
    mut visit: impl FnMut(&str, usize),
) -> usize {
    SHARED_STEMMED.with_borrow_mut(|analyzer| {
        let mut terms = analyzer.terms(text, Rules::of(language), true).with(initials);
        terms.process(&mut |token| visit(&token.text, token.position));
        // Before the first word it is one less than 0.
        terms.token().position.wrapping_add(1)
    })
}

/// All words of a text, lower-cased and folded but not stemmed, in order.
pub fn plain_words(text: &str) -> Vec<Term> {
    SHARED_WORDS.with_borrow_mut(|analyzer| found(text, analyzer.terms(text, Rules::ENGLISH, false)))
}

/// The terms by which a question's words may be known to an index of several languages: for each place in the text the
/// stems under each of the languages, each once. A word that says nothing in any of them has none.
pub fn forms(text: &str, languages: &[impl AsRef<str>]) -> Vec<Vec<String>> {
    let mut places: Vec<Vec<String>> = Vec::new();
    for rules in all_rules(languages) {
        SHARED_STEMMED.with_borrow_mut(|analyzer| {
            analyzer.terms(text, rules, true).process(&mut |token| {
                if places.len() <= token.position {
                    places.resize(token.position + 1, Vec::new());
                }
                if let Some(place) = places.get_mut(token.position)
                    && !place.contains(&token.text)
                {
                    place.push(token.text.clone());
                }
            });
        });
    }
    places.retain(|forms| !forms.is_empty());
    places
}

/// Whether a word says nothing in one of some languages: it is a stop word there.
pub fn is_stop_word(word: &str, languages: &[impl AsRef<str>]) -> bool {
    all_rules(languages)
        .into_iter()
        .any(|rules| SHARED_STEMMED.with_borrow_mut(|analyzer| !analyzer.terms(word, rules, false).advance()))
}

/// Whether a word of a text is written as abbreviations are: in two or more capitals, with or without full stops.
pub fn is_abbreviation(word: &str, text: &str) -> bool {
    is_capitals(word) && !shouts(text)
}

/// Two words as one: "ceasefire" of "cease fire". Only for words of letters in scripts that have spaces.
pub fn as_one_word(phrase: &str) -> Option<String> {
    let (first, second) = phrase.split_once(' ')?;
    let is_word = |word: &str| word.chars().all(|c| c.is_alphabetic() && !letters::is_unspaced(c));
    (is_word(first) && is_word(second)).then(|| format!("{first}{second}"))
}

/// Where a text in some language says any of some words, in whatever form: ranges in order, apart from each other.
pub fn highlights(text: &str, language: Option<&str>, words: &[impl AsRef<str>]) -> Vec<TextRange> {
    let language = [language.unwrap_or_default()];
    let wanted: BTreeSet<String> =
        words.iter().flat_map(|word| forms(word.as_ref(), &language)).flatten().collect();
    let [code] = language;
    let mut terms = SHARED_STEMMED
        .with_borrow_mut(|analyzer| found(text, analyzer.terms(text, Rules::of(Some(code)), true)));
    terms.retain(|term| wanted.contains(&term.stem));
    terms.sort_by_key(|term| term.range.start());
    let mut marked: Vec<TextRange> = Vec::new();
    for Term { range, .. } in terms {
        let merged = marked
            .last()
            .filter(|last| range.start() <= last.end())
            .and_then(|last| TextRange::within(text, last.start()..last.end().max(range.end())).ok());
        match (merged, marked.last_mut()) {
            (Some(merged), Some(last)) => *last = merged,
            _ => marked.push(range),
        }
    }
    marked
}

/// Each set of rules once; English if there is no language.
fn all_rules(languages: &[impl AsRef<str>]) -> Vec<Rules> {
    let mut all: Vec<Rules> = Vec::new();
    for language in languages {
        let rules = Rules::of(Some(language.as_ref()));
        if !all.contains(&rules) {
            all.push(rules);
        }
    }
    if all.is_empty() { vec![Rules::ENGLISH] } else { all }
}

fn found(text: &str, mut terms: Terms<'_>) -> Vec<Term> {
    // Words of six letters with the space: growing step by step takes a fifth of the time.
    let mut found = Vec::with_capacity(text.len() / 6 + 1);
    terms.process(&mut |token| {
        if let Ok(range) = TextRange::within(text, token.offset_from..token.offset_to) {
            found.push(Term { stem: token.text.clone(), range });
        }
    });
    found
}

#[cfg(test)]
mod tests;
