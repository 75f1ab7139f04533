//! WordPiece (Wu et al. 2016) as BERT uses it: a text as a list of numbers of pieces of words.
//!
//! Read from the `tokenizer.json` of Hugging Face's library, and equal to what that makes of a text, but for names of
//! special tokens in the text: `[SEP]` in an article is three pieces of text here, not an end.

use std::collections::HashMap;

use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup};
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

/// What is read of a text (characters). The 256 tokens that a model reads take about 1,500.
const LONGEST: usize = 10_000;

/// The vocabulary of a model.
pub struct Pieces {
    vocabulary: HashMap<String, u32>,
    prefix: String,
    longest_word: usize,
    lowercase: bool,
    strip_accents: bool,
    begin: u32,
    end: u32,
    unknown: u32,
}

#[derive(Deserialize)]
struct File {
    normalizer: Normalizer,
    model: Model,
}

#[derive(Deserialize)]
struct Normalizer {
    #[serde(rename = "type")]
    kind: String,
    lowercase: bool,
    /// Where it does not say, as `lowercase`.
    strip_accents: Option<bool>,
}

#[derive(Deserialize)]
struct Model {
    #[serde(rename = "type", default = "word_piece")]
    kind: String,
    unk_token: String,
    continuing_subword_prefix: String,
    max_input_chars_per_word: usize,
    vocab: HashMap<String, u32>,
}

/// Older files leave it out.
fn word_piece() -> String {
    "WordPiece".to_owned()
}

impl Pieces {
    /// Reads a `tokenizer.json`. An error says what of it is not as it should be.
    pub fn parse(json: &str) -> Result<Self, String> {
        let File { normalizer, model } = serde_json::from_str(json).map_err(|e| e.to_string())?;
        if (normalizer.kind.as_str(), model.kind.as_str()) != ("BertNormalizer", "WordPiece") {
            return Err(format!(
                "it is {} and {}, not BertNormalizer and WordPiece",
                normalizer.kind, model.kind
            ));
        }
        let id =
            |token: &str| model.vocab.get(token).copied().ok_or_else(|| format!("it has no token {token}"));
        Ok(Self {
            begin: id("[CLS]")?,
            end: id("[SEP]")?,
            unknown: id(&model.unk_token)?,
            prefix: model.continuing_subword_prefix,
            longest_word: model.max_input_chars_per_word,
            lowercase: normalizer.lowercase,
            strip_accents: normalizer.strip_accents.unwrap_or(normalizer.lowercase),
            vocabulary: model.vocab,
        })
    }

    /// The largest number there is.
    pub fn last(&self) -> u32 {
        self.vocabulary.values().copied().max().unwrap_or_default()
    }

    /// A text as tokens between the ones for begin and end, at most `limit` (at least 2) in all.
    pub fn of(&self, text: &str, limit: usize) -> Vec<u32> {
        let mut ids = vec![self.begin];
        let plain = self.plain(text);
        for word in plain.split_whitespace().flat_map(at_punctuation) {
            if ids.len() >= limit {
                break;
            }
            self.split(word, &mut ids);
        }
        ids.truncate(limit.saturating_sub(1));
        ids.push(self.end);
        ids
    }

    /// Without what cannot be seen, accents and capitals; ideographs are words by themselves.
    fn plain(&self, text: &str) -> String {
        let seen = text.chars().take(LONGEST).filter(|c| !is_unseen(*c));
        let spaced = seen.flat_map(|c| {
            let space = is_ideograph(c).then_some(' ');
            space.into_iter().chain([c]).chain(space)
        });
        let plain: String = match self.strip_accents {
            true => spaced.nfd().filter(|c| category(*c) != GeneralCategory::NonspacingMark).collect(),
            false => spaced.collect(),
        };
        if self.lowercase { plain.chars().flat_map(char::to_lowercase).collect() } else { plain }
    }

    /// The longest piece that a word begins with, then the longest that goes on from there; the token for "unknown"
    /// if it cannot be done.
    fn split(&self, word: &str, ids: &mut Vec<u32>) {
        let before = ids.len();
        let mut rest = word;
        let too_long = word.chars().nth(self.longest_word).is_some();
        while !rest.is_empty() {
            let prefix = if ids.len() > before { self.prefix.as_str() } else { "" };
            match self.longest_piece(prefix, rest).filter(|_| !too_long) {
                Some((id, after)) => {
                    ids.push(id);
                    rest = after;
                }
                None => {
                    ids.truncate(before);
                    ids.push(self.unknown);
                    return;
                }
            }
        }
    }

    fn longest_piece<'a>(&self, prefix: &str, word: &'a str) -> Option<(u32, &'a str)> {
        let mut piece = format!("{prefix}{word}");
        while piece.len() > prefix.len() {
            if let Some(id) = self.vocabulary.get(&piece) {
                return Some((*id, word.get(piece.len() - prefix.len()..)?));
            }
            piece.pop();
        }
        None
    }
}

fn category(c: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(c)
}

/// Controls, formats (soft hyphens, joiners, marks of direction) and the sign for what could not be decoded.
fn is_unseen(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' => false,
        '\0' | '\u{FFFD}' => true,
        _ => !c.is_ascii() && GeneralCategoryGroup::Other.contains(category(c)) || c.is_ascii_control(),
    }
}

/// The blocks that BERT's own tokenizer takes for ideographs; Japanese syllables and Korean are not among them.
fn is_ideograph(c: char) -> bool {
    matches!(c,
        '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '\u{20000}'..='\u{2A6DF}' | '\u{2A700}'..='\u{2B73F}'
        | '\u{2B740}'..='\u{2B81F}' | '\u{2B920}'..='\u{2CEAF}' | '\u{F900}'..='\u{FAFF}' | '\u{2F800}'..='\u{2FA1F}')
}

/// Every punctuation character is a word by itself.
fn at_punctuation(word: &str) -> impl Iterator<Item = &str> {
    let is_punctuation = |c: char| match c.is_ascii() {
        true => c.is_ascii_punctuation(),
        false => GeneralCategoryGroup::Punctuation.contains(category(c)),
    };
    word.split_inclusive(is_punctuation).flat_map(move |part| {
        let mark = part.char_indices().next_back().filter(|(_, c)| is_punctuation(*c));
        let (before, mark) = mark.map_or((part, ""), |(at, _)| part.split_at(at));
        [before, mark].into_iter().filter(|word| !word.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r###"{"normalizer": {"type": "BertNormalizer", "lowercase": true, "strip_accents": null},
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
        "max_input_chars_per_word": 12, "vocab": {"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "the": 4, "fer": 5,
        "##ry": 6, "##s": 7, ".": 8, "kyiv": 9, "-": 10, "東": 11, "京": 12, "sep": 13, "[": 14, "]": 15, "f": 16}}}"###;

    #[track_caller]
    fn check(text: &str, expected: &[u32]) {
        let ids = Pieces::parse(FILE).unwrap().of(text, 12);
        let (begin, end) = (ids.first().copied(), ids.last().copied());
        assert_eq!((begin, end), (Some(2), Some(3)));
        assert_eq!(&ids[1..ids.len() - 1], expected, "{text:?}");
    }

    #[test]
    fn words_are_cut_into_the_longest_pieces_there_are() {
        check("the ferry", &[4, 5, 6]);
        check("The Ferrys.", &[4, 5, 6, 7, 8]);
        check("the ferrx ferry", &[4, 1, 5, 6]);
        check("", &[]);
        // Longer than any word may be.
        check("ferryferryferry the", &[1, 4]);
    }

    #[test]
    fn what_cannot_be_seen_and_accents_do_not_count() {
        check("fer\u{AD}ry", &[5, 6]);
        check("\u{202E}the\u{200B} \u{0}the\u{FEFF}", &[4, 4]);
        check("Ký\u{301}iv", &[9]);
        check("KY\u{A0}\tIV\nthe", &[1, 1, 4]);
    }

    #[test]
    fn punctuation_and_ideographs_stand_alone() {
        check("the-ferry.", &[4, 10, 5, 6, 8]);
        check("東京the", &[11, 12, 4]);
        check("[SEP]the", &[14, 13, 15, 4]);
        check("the…the", &[4, 1, 4]);
    }

    #[test]
    fn no_more_tokens_than_the_limit() {
        check(&"the ".repeat(50), &[4; 10]);
        assert_eq!(Pieces::parse(FILE).unwrap().of("the the", 2), [2, 3]);
    }

    #[test]
    fn a_file_of_another_kind_is_refused() {
        let refused = |file: String| Pieces::parse(&file).err().unwrap();
        assert!(refused("{}".into()).contains("normalizer"));
        assert!(refused(FILE.replace("\"WordPiece\"", "\"BPE\"")).contains("BPE"));
        assert!(refused(FILE.replace("\"[CLS]\"", "\"<s>\"")).contains("[CLS]"));
    }
}
