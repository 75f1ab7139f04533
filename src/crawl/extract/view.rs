//! What `caveat extract --format json` prints.

use serde::Serialize;

use crate::news::{CanonicalUrl, Confidence, Precision, StatedTime};

use super::Extracted;

/// An extracted article as JSON. The names and their order are a contract with scripts.
#[derive(Debug, Serialize)]
pub struct ExtractedView<'a> {
    url: Option<&'a CanonicalUrl>,
    canonical: Option<&'a CanonicalUrl>,
    title: &'a str,
    text: &'a str,
    authors: &'a [String],
    /// RFC 3339 with the page's own offset, or a bare day.
    published: Option<String>,
    published_precision: &'static str,
    published_confidence: &'static str,
    modified: Option<String>,
    outlet: Option<&'a str>,
    language: Option<&'a str>,
    section: Option<&'a str>,
    paywalled: bool,
    wire: Option<&'a str>,
}

impl Extracted {
    /// For printing as JSON; `url` is where the page was found, if that is known.
    pub fn view<'a>(&'a self, url: Option<&'a CanonicalUrl>) -> ExtractedView<'a> {
        let host = url.or(self.canonical.as_ref()).map(CanonicalUrl::host);
        ExtractedView {
            url,
            canonical: self.canonical.as_ref(),
            title: &self.title,
            text: &self.text,
            authors: &self.authors,
            published: self.published.map(|time| time.to_string()),
            published_precision: Precision::name_of(self.published),
            published_confidence: confidence(self.published),
            modified: self.modified.map(|time| time.to_string()),
            outlet: self.outlet.as_deref().or(host),
            language: self.language.as_deref(),
            section: self.section.as_deref(),
            paywalled: self.paywalled,
            wire: self.wire.as_deref(),
        }
    }
}

fn confidence(stated: Option<StatedTime>) -> &'static str {
    match stated.map(|time| time.confidence()) {
        Some(Confidence::High) => "high",
        Some(Confidence::Low) => "low",
        None => "none",
    }
}
