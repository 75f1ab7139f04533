//! The language that an article is written in.

use super::jsonld::JsonLd;
use super::page::Page;

/// BCP 47 primary language: as stated, else as detected where that is reliable.
pub fn language(page: &Page, data: &JsonLd, text: &str) -> Option<String> {
    let html = page
        .select("html")
        .first()
        .and_then(|html| html.attr("lang").or_else(|| html.attr("xml:lang")))
        .map(str::to_owned);
    let metas = page.meta(&["og:locale", "content-language", "language", "dc.language"]).map(str::to_owned);
    let stated = [html, data.text("inLanguage"), metas].into_iter().flatten().find_map(|tag| primary(&tag));
    stated.or_else(|| detected(text))
}

/// `en` of `en-GB`, `en_GB`, `EN`.
fn primary(tag: &str) -> Option<String> {
    let primary = tag.trim().split(['-', '_', ',', ' ']).next().unwrap_or_default().to_ascii_lowercase();
    let shaped = matches!(primary.len(), 2 | 3) && primary.bytes().all(|b| b.is_ascii_lowercase());
    shaped.then_some(primary)
}

fn detected(text: &str) -> Option<String> {
    const ENOUGH: usize = 4000;
    let sample = text.get(..text.floor_char_boundary(ENOUGH)).unwrap_or(text);
    let found = whatlang::detect(sample).filter(whatlang::Info::is_reliable)?;
    let code = found.lang().code();
    // whatlang names languages by ISO 639-3; BCP 47 wants the two-letter code where there is one.
    let two = TWO_LETTERS.iter().find(|(three, _)| *three == code).map(|(_, two)| *two);
    Some(two.unwrap_or(code).to_owned())
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
    fn languages_are_primary_subtags() {
        for (html, expected) in [
            ("<html lang=en-GB>", Some("en")),
            ("<meta property=og:locale content=de_DE>", Some("de")),
            ("<html lang='{{lang}}'>", None),
        ] {
            let page = Page::parse(html);
            assert_eq!(language(&page, &JsonLd::default(), "").as_deref(), expected);
        }
        let french = "Le port est fermé depuis mardi et personne ne sait quand il pourra rouvrir ses portes aux navires.";
        assert_eq!(language(&Page::parse(""), &JsonLd::default(), french).as_deref(), Some("fr"));
    }
}
