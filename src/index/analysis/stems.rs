//! From a word as it is written to its term, remembered: the same few thousand words make up most of any text.

use std::borrow::Cow;

use tantivy::tokenizer::{
    AsciiFoldingFilter, Language, RawTokenizer, Stemmer, StopWordFilter, TextAnalyzer, TokenStream,
};
use unicode_normalization::UnicodeNormalization;

use super::letters::is_dropped;

/// Longer words are identifiers or noise (characters).
pub const LONGEST_WORD: usize = 40;
/// Words remembered: a power of two. A word takes the place of any other that falls on its place, so that neither
/// memory nor time grows with what hostile pages hold.
const PLACES: usize = 1 << 14;

/// The terms of words.
#[derive(Default)]
pub struct Stems {
    places: Vec<Known>,
    chains: Vec<Chain>,
}

/// A word as it was written, and behind it its term: none for a word that is no term. One string, because looking at two
/// places of memory takes longer than all else.
#[derive(Clone, Default)]
struct Known {
    language: Option<Language>,
    /// Where the word ends and its term begins.
    split: usize,
    both: String,
}

/// The stock filters for one language. `None` stands for all languages without stems.
struct Chain {
    language: Option<Language>,
    /// Drops stop words.
    telling: TextAnalyzer,
    /// Keeps them.
    all: TextAnalyzer,
}

impl Stems {
    /// The term of a word; the empty string for stop words and for words that are too long.
    pub fn term(&mut self, word: &str, language: Option<Language>) -> &str {
        if self.places.is_empty() {
            self.places.resize(PLACES, Known::default());
        }
        let Some(known) = self.places.get_mut(place(word, language)) else { return "" };
        let is_it = known.language == language && known.both.get(..known.split) == Some(word);
        if !is_it || known.both.is_empty() {
            known.language = language;
            known.split = word.len();
            known.both.clear();
            known.both.push_str(word);
            if let Some(chain) = chain(&mut self.chains, language) {
                chain.append(word, &mut known.both);
            }
        }
        known.both.get(known.split..).unwrap_or_default()
    }
}

/// FNV-1a (Fowler, Noll and Vo), by eight bytes at a time.
fn place(word: &str, language: Option<Language>) -> usize {
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let (eights, rest) = word.as_bytes().as_chunks::<8>();
    let rest = rest.iter().fold(0, |all, byte| all << 8 | u64::from(*byte));
    let basis = 0xcbf2_9ce4_8422_2325 ^ language.map_or(0, |language| language as u64 + 1);
    let mix = |hash: u64, eight: u64| {
        let hash = (hash ^ eight).wrapping_mul(PRIME);
        hash ^ hash >> 29
    };
    let hash = eights.iter().map(|eight| u64::from_le_bytes(*eight)).fold(basis, mix);
    usize::try_from(mix(hash, rest) >> 7).unwrap_or_default() & (PLACES - 1)
}

fn chain(chains: &mut Vec<Chain>, language: Option<Language>) -> Option<&mut Chain> {
    let at = chains.iter().position(|chain| chain.language == language).unwrap_or(chains.len());
    if at == chains.len() {
        chains.push(Chain::of(language));
    }
    chains.get_mut(at)
}

impl Chain {
    fn of(language: Option<Language>) -> Self {
        let build = |stop_words: bool| {
            let mut words = TextAnalyzer::builder(RawTokenizer::default()).dynamic();
            // English writes accents or leaves them out; elsewhere lists and stems are made for words that have them.
            if matches!(language, None | Some(Language::English)) {
                words = words.filter_dynamic(AsciiFoldingFilter);
            }
            if let Some(filter) = language.filter(|_| stop_words).and_then(StopWordFilter::new) {
                words = words.filter_dynamic(filter);
            }
            if let Some(language) = language {
                words = words.filter_dynamic(Stemmer::new(language)).filter_dynamic(AsciiFoldingFilter);
            }
            words.build()
        };
        Self { language, telling: build(true), all: build(false) }
    }

    /// Appends the term of a word, if it is one.
    fn append(&mut self, word: &str, term: &mut String) {
        let small = lower_case(word, self.language);
        if small.is_empty() || small.len() > LONGEST_WORD && small.chars().count() > LONGEST_WORD {
            return;
        }
        // The one pronoun that a country is taken for: what is not written in capitals is not the country.
        let abbreviates = is_capitals(word);
        if self.language == Some(Language::English) && small == "us" && !abbreviates {
            return;
        }
        let analyzer = if abbreviates { &mut self.all } else { &mut self.telling };
        analyzer.token_stream(&small).process(&mut |token| term.push_str(&token.text));
    }
}

/// Whether a word is two or more capitals, with or without full stops.
pub fn is_capitals(word: &str) -> bool {
    let mut letters = word.chars().filter(|letter| *letter != '.');
    letters.next().is_some_and(char::is_uppercase)
        && letters.next().is_some_and(char::is_uppercase)
        && letters.all(char::is_uppercase)
}

/// Lower case, in compatibility composition (NFKC): half-width and full-width forms are one, accents sit on their letters.
fn lower_case(word: &str, language: Option<Language>) -> Cow<'_, str> {
    let small = |letter: char| match letter {
        // Turkish has two letters of this shape.
        'I' if language == Some(Language::Turkish) => 'ı',
        'İ' => 'i',
        letter => letter,
    };
    if word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) {
        return Cow::Borrowed(word);
    }
    if word.is_ascii() && language != Some(Language::Turkish) {
        return Cow::Owned(word.to_ascii_lowercase());
    }
    let small = word.nfkc().map(small).flat_map(char::to_lowercase).filter(|letter| !is_dropped(*letter));
    Cow::Owned(small.map(|letter| if letter == 'ё' { 'е' } else { letter }).collect())
}
