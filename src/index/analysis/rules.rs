//! What differs from language to language: stems, stop words, and how numbers and apostrophes are written.

use tantivy::tokenizer::Language;

/// The rules by which the words of one language become terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Whose stems and stop words; `None`: words stay as they are.
    pub stems: Option<Language>,
    /// 1.200,5 rather than 1,200.5.
    pub decimal_comma: bool,
    pub apostrophe: Apostrophe,
}

/// What an apostrophe between two letters does. A possessive 's is dropped everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Apostrophe {
    /// A part of the word, as in O'Brien: it is found by its parts and as one word.
    Joins,
    /// Likewise, but for contractions: the ends of don't and we'll say nothing.
    Contracts,
    /// Cuts off an article or a pronoun, as in l'accord.
    Elides,
}

/// Languages without stems here that write a decimal comma (Unicode CLDR, `numbers/symbols/decimal`).
const DECIMAL_COMMA: &[&str] = &[
    "af", "az", "be", "bg", "bs", "cs", "eo", "et", "eu", "gl", "hr", "hy", "id", "is", "ka", "kk", "ky",
    "lt", "lv", "mk", "mn", "pl", "sk", "sl", "sq", "sr", "tk", "uk", "uz", "vi",
];

impl Rules {
    /// English, and what is taken for it: articles whose language nobody knows.
    pub const ENGLISH: Self =
        Self { stems: Some(Language::English), decimal_comma: false, apostrophe: Apostrophe::Contracts };

    /// The rules for a BCP 47 primary language; English where it is not known.
    pub fn of(language: Option<&str>) -> Self {
        let Some(code) = language.filter(|code| !code.is_empty() && *code != "und") else {
            return Self::ENGLISH;
        };
        let stems = stemmer(code);
        let apostrophe = match code {
            "en" => Apostrophe::Contracts,
            "fr" | "it" | "ca" | "oc" => Apostrophe::Elides,
            _ => Apostrophe::Joins,
        };
        // Of the languages with stems, these write a decimal point.
        let has_point = matches!(code, "en" | "ar" | "ta");
        let decimal_comma = stems.is_some() && !has_point || DECIMAL_COMMA.contains(&code) || code == "ca";
        Self { stems, decimal_comma, apostrophe }
    }
}

/// All languages that tantivy stems. Norwegian is written in two forms with codes of their own; the stemmer reads both.
fn stemmer(code: &str) -> Option<Language> {
    Some(match code {
        "ar" => Language::Arabic,
        "da" => Language::Danish,
        "nl" => Language::Dutch,
        "en" => Language::English,
        "fi" => Language::Finnish,
        "fr" => Language::French,
        "de" => Language::German,
        "el" => Language::Greek,
        "hu" => Language::Hungarian,
        "it" => Language::Italian,
        "no" | "nb" | "nn" => Language::Norwegian,
        "pt" => Language::Portuguese,
        "ro" | "mo" => Language::Romanian,
        "ru" => Language::Russian,
        "es" => Language::Spanish,
        "sv" => Language::Swedish,
        "ta" => Language::Tamil,
        "tr" => Language::Turkish,
        _ => return None,
    })
}
