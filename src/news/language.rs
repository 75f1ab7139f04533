//! Which language a text is in.

/// The code for a language that nobody knows (BCP 47).
pub const UNKNOWN_LANGUAGE: &str = "und";

/// Detection looks at so much of a text (bytes); more does not make it surer.
const SAMPLE: usize = 4_000;

/// The primary language of a BCP 47 tag: `en` of `en-GB`, `EN_us` and `eng`; `None` for what is no tag.
pub fn primary_language(tag: &str) -> Option<String> {
    let primary = tag.trim().split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    let is_code = matches!(primary.len(), 2 | 3) && primary.bytes().all(|b| b.is_ascii_lowercase());
    (is_code && primary != UNKNOWN_LANGUAGE).then(|| shortest(&primary))
}

/// The primary language that a text is written in, where it can be told reliably.
pub fn detected_language(text: &str) -> Option<String> {
    let sample = text.get(..text.floor_char_boundary(SAMPLE)).unwrap_or(text);
    let found = whatlang::detect(sample).filter(whatlang::Info::is_reliable)?;
    Some(shortest(found.lang().code()))
}

/// whatlang and some pages name languages by ISO 639-3; BCP 47 wants the two-letter code where there is one.
fn shortest(code: &str) -> String {
    TWO_LETTERS.iter().find(|(three, _)| *three == code).map_or(code, |(_, two)| two).to_owned()
}

/// ISO 639-3 to ISO 639-1, for the languages that whatlang knows and that have both.
const TWO_LETTERS: &[(&str, &str)] = &[
    ("epo", "eo"),
    ("eng", "en"),
    ("rus", "ru"),
    ("cmn", "zh"),
    ("spa", "es"),
    ("por", "pt"),
    ("ita", "it"),
    ("ben", "bn"),
    ("fra", "fr"),
    ("deu", "de"),
    ("ukr", "uk"),
    ("kat", "ka"),
    ("ara", "ar"),
    ("hin", "hi"),
    ("jpn", "ja"),
    ("heb", "he"),
    ("yid", "yi"),
    ("pol", "pl"),
    ("amh", "am"),
    ("jav", "jv"),
    ("kor", "ko"),
    ("nob", "nb"),
    ("dan", "da"),
    ("swe", "sv"),
    ("fin", "fi"),
    ("tur", "tr"),
    ("nld", "nl"),
    ("hun", "hu"),
    ("ces", "cs"),
    ("ell", "el"),
    ("bul", "bg"),
    ("bel", "be"),
    ("mar", "mr"),
    ("kan", "kn"),
    ("ron", "ro"),
    ("slv", "sl"),
    ("hrv", "hr"),
    ("srp", "sr"),
    ("mkd", "mk"),
    ("lit", "lt"),
    ("lav", "lv"),
    ("est", "et"),
    ("tam", "ta"),
    ("vie", "vi"),
    ("urd", "ur"),
    ("tha", "th"),
    ("guj", "gu"),
    ("uzb", "uz"),
    ("pan", "pa"),
    ("aze", "az"),
    ("ind", "id"),
    ("tel", "te"),
    ("pes", "fa"),
    ("mal", "ml"),
    ("ori", "or"),
    ("mya", "my"),
    ("nep", "ne"),
    ("sin", "si"),
    ("khm", "km"),
    ("tuk", "tk"),
    ("aka", "ak"),
    ("zul", "zu"),
    ("sna", "sn"),
    ("afr", "af"),
    ("lat", "la"),
    ("slk", "sk"),
    ("cat", "ca"),
    ("tgl", "tl"),
    ("hye", "hy"),
    ("cym", "cy"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_come_in_many_forms() {
        for (tag, expected) in [
            ("en", Some("en")),
            (" en-GB ", Some("en")),
            ("EN_us", Some("en")),
            ("deu", Some("de")),
            ("gsw", Some("gsw")),
            ("und", None),
            ("english", None),
            ("{{lang}}", None),
            ("", None),
        ] {
            assert_eq!(primary_language(tag).as_deref(), expected, "{tag}");
        }
    }

    #[test]
    fn a_language_is_detected_only_where_it_is_sure() {
        let german = "Die Verhandlungen über die Öffnung der Meerenge wurden am Dienstag ohne Ergebnis \
             vertagt, wie der Minister mitteilte; wann sie weitergehen, wisse niemand.";
        assert_eq!(detected_language(german).as_deref(), Some("de"));
        assert_eq!(detected_language("Words."), None);
        assert_eq!(detected_language(""), None);
    }
}
