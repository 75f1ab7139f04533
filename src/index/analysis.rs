//! How text becomes terms: the same for indexing, for questions and for comparing a claim with its evidence.

use std::cell::RefCell;

use tantivy::tokenizer::{
    AsciiFoldingFilter, Language, LowerCaser, RemoveLongFilter, SimpleTokenizer, Stemmer, StopWordFilter,
    TextAnalyzer, TokenStream,
};

use crate::news::TextRange;

/// The analyzer of titles and bodies: lower case, accents folded, English stop words dropped, Porter2 stems.
pub const STEMMED: &str = "stemmed";
/// The analyzer of the vocabulary that misspelt words are corrected against: lower case and folded, whole words.
pub const WORDS: &str = "words";

/// Longer tokens are identifiers or noise, not words (bytes).
const LONGEST_WORD: usize = 40;

/// A term of a text: its stem and where its word stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    pub stem: String,
    pub range: TextRange,
}

/// The analyzer registered as [`STEMMED`].
pub fn stemmed() -> TextAnalyzer {
    let words = TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(LONGEST_WORD))
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter);
    match StopWordFilter::new(Language::English) {
        Some(stop_words) => words.filter(stop_words).filter(Stemmer::new(Language::English)).build(),
        None => words.filter(Stemmer::new(Language::English)).build(),
    }
}

/// The analyzer registered as [`WORDS`].
pub fn words() -> TextAnalyzer {
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(LONGEST_WORD))
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter)
        .build()
}

thread_local! {
    // Building an analyzer costs more than analysing a sentence.
    static SHARED_STEMMED: RefCell<TextAnalyzer> = RefCell::new(stemmed());
    static SHARED_WORDS: RefCell<TextAnalyzer> = RefCell::new(words());
}

/// The content terms of a text, stemmed, in order.
pub fn terms(text: &str) -> Vec<Term> {
    SHARED_STEMMED.with_borrow_mut(|analyzer| analyse(analyzer, text))
}

/// All words of a text, lower-cased and folded but not stemmed, in order.
pub fn plain_words(text: &str) -> Vec<Term> {
    SHARED_WORDS.with_borrow_mut(|analyzer| analyse(analyzer, text))
}

fn analyse(analyzer: &mut TextAnalyzer, text: &str) -> Vec<Term> {
    let mut found = Vec::new();
    let mut stream = analyzer.token_stream(text);
    stream.process(&mut |token| {
        if let Ok(range) = TextRange::within(text, token.offset_from..token.offset_to) {
            found.push(Term { stem: token.text.clone(), range });
        }
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_stems_with_their_places() {
        let text = "The Minister’s negotiations in Zürich";
        let found = terms(text);
        let stems: Vec<&str> = found.iter().map(|t| t.stem.as_str()).collect();
        assert_eq!(stems, ["minist", "s", "negoti", "zurich"]);
        assert_eq!(found.last().map(|t| t.range.of(text)), Some("Zürich"));
    }
}
