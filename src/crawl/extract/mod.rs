//! From a page to an article: its text in paragraphs, and what it says about itself.
//!
//! [`extract`] is the way through: `guard` bounds what a hostile page may cost, `page` parses it and leaves out what
//! readers do not see, `text` and `clutter` make the paragraphs, and `jsonld`, `metadata`, `language`, `dates`, `authors` and `wire`
//! read what the page states, most trusted source first.

mod authors;
mod clutter;
mod dates;
mod guard;
mod jsonld;
mod language;
mod metadata;
mod page;
mod shown_dates;
mod siblings;
mod text;
mod view;
mod wire;
mod written_dates;

use jiff::Timestamp;

use crate::news::{Article, CanonicalUrl, Kind, StatedTime};

use jsonld::JsonLd;
use page::Page;

pub use guard::{MAX_BYTES, MAX_DEPTH, MAX_TAGS};
pub use text::{clean, library_alone};
pub use view::ExtractedView;

/// An article as read off one page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extracted {
    /// The address that the page gives as its own, if it is one of the same site and not a home page.
    pub canonical: Option<CanonicalUrl>,
    /// Without the outlet's name behind it; empty if the page has no title.
    pub title: String,
    /// Paragraphs split by one blank line; single spaces, composed characters (NFC), nothing invisible. Never empty.
    pub text: String,
    /// People only, each once, in the order of the byline.
    pub authors: Vec<String>,
    pub published: Option<StatedTime>,
    /// Never before `published`.
    pub modified: Option<StatedTime>,
    /// Who publishes the page, as it says itself.
    pub outlet: Option<String>,
    /// BCP 47 primary language, such as `en`.
    pub language: Option<String>,
    pub section: Option<String>,
    pub kind: Kind,
    /// The page states that only a part of the article is free to read.
    pub paywalled: bool,
    /// The news agency that the page credits.
    pub wire: Option<String>,
}

/// Why a page yields no article.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ExtractError {
    /// A home page, a list, a form, or a page that scripts fill in.
    #[error(
        "nothing on the page reads as an article; give the address of a single article, saved with its text"
    )]
    NoText,
    /// A PDF, an image or another binary file, or text in an encoding that was not decoded.
    #[error(
        "this is not HTML but a binary file or wrongly decoded text; give the article's web page, as UTF-8"
    )]
    NotHtml,
}

/// Reads the article on a page. `url` is where the page was found: it resolves the canonical link, and may name
/// the day and the section. No stated time later than a day after `now` is believed.
///
/// Of a page longer than [`MAX_BYTES`] or of more than [`MAX_TAGS`] tags the rest is not read.
pub fn extract(html: &str, url: Option<&CanonicalUrl>, now: Timestamp) -> Result<Extracted, ExtractError> {
    extract_noting(html, url, now, &mut || {})
}

/// Likewise; `parsed` is called when the page is a tree, for whoever wants to know what takes its time.
pub fn extract_noting(
    html: &str,
    url: Option<&CanonicalUrl>,
    now: Timestamp,
    parsed: &mut dyn FnMut(),
) -> Result<Extracted, ExtractError> {
    let html = guard::tame(html)?;
    let page = Page::parse(&html);
    parsed();
    let heading = metadata::heading(&page);
    let data = JsonLd::read(&page, heading.as_deref());

    let outlet = metadata::outlet(&page, &data);
    let title = metadata::title(&page, &data, outlet.as_deref());
    let stated = data.text("articleBody");
    let text = text::article_text(&page, stated.as_deref(), &title).ok_or(ExtractError::NoText)?;
    let canonical = metadata::canonical(&page, url);
    let section = metadata::section(&page, &data);
    let address = url.or(canonical.as_ref());
    let (published, modified) = dates::dates(&page, &data, address, &title, now);
    Ok(Extracted {
        authors: authors::authors(&page, &data, outlet.as_deref()),
        published,
        modified,
        language: language::language(&page, &data, &text),
        kind: metadata::kind(&page, &data, section.as_deref(), address),
        paywalled: metadata::paywalled(&page, &data),
        wire: wire::wire(&page, &data, &text, outlet.as_deref()),
        canonical,
        title,
        text,
        outlet,
        section,
    })
}

impl Extracted {
    /// The article under its address: the canonical one if the page gives a credible one, else `url`, where it was
    /// found. A page that names no publisher is its host's.
    pub fn into_article(self, url: &CanonicalUrl) -> Article {
        let own = self.canonical.filter(|canonical| metadata::is_credible(canonical, Some(url)));
        let url = own.unwrap_or_else(|| url.clone());
        Article {
            outlet: self.outlet.unwrap_or_else(|| url.host().to_owned()),
            url,
            title: self.title,
            text: self.text,
            authors: self.authors,
            published: self.published,
            modified: self.modified,
            language: self.language,
            section: self.section,
            kind: self.kind,
            paywalled: self.paywalled,
            wire: self.wire,
        }
    }
}

#[cfg(test)]
mod tests;
