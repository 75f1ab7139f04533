//! The language that an article is written in.

use super::jsonld::JsonLd;
use super::page::Page;
use crate::news::{detected_language, primary_language};

/// BCP 47 primary language: as stated, else as detected where that is reliable.
pub fn language(page: &Page, data: &JsonLd, text: &str) -> Option<String> {
    let html = page
        .select("html")
        .first()
        .and_then(|html| html.attr("lang").or_else(|| html.attr("xml:lang")))
        .map(str::to_owned);
    let metas = page.meta(&["og:locale", "content-language", "language", "dc.language"]).map(str::to_owned);
    let stated = [html, data.text("inLanguage"), metas].into_iter().flatten().find_map(|tag| first(&tag));
    stated.or_else(|| detected_language(text))
}

/// Of a list such as `en-GB, cy` the first.
fn first(tags: &str) -> Option<String> {
    primary_language(tags.trim().split([',', ' ']).next().unwrap_or_default())
}

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
