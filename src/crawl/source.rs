//! Where articles are listed: feeds, sitemaps, section pages.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::io::Read;
use std::str::FromStr;

use jiff::Timestamp;
use quick_xml::Reader;
use quick_xml::events::Event;
use serde::{Deserialize, Serialize};

use super::charset::{decode, header_label};
use super::wanted::Wishes;
use super::{feed, section, sitemap};
use crate::news::{CanonicalUrl, Notice};

/// How many links of one listing are kept: what one sitemap may hold (sitemaps.org).
pub const MAX_LINKS: usize = 50_000;

/// How far a gzipped listing may unfold, in bytes: what one sitemap may hold (sitemaps.org).
pub const MAX_INFLATED_BYTES: usize = 50 * 1024 * 1024;

/// A place that lists articles, or one article, as named in the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub name: String,
    pub url: CanonicalUrl,
    pub kind: SourceKind,
    /// Which of the articles that it lists are wanted.
    pub wishes: Wishes,
}

/// How a source is to be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceKind {
    /// A listing, of whatever kind it turns out to be.
    #[default]
    Auto,
    /// RSS, Atom or JSON Feed. A sitemap is understood too.
    Feed,
    /// A sitemap or an index of sitemaps. A feed is understood too, as sitemaps.org permits.
    Sitemap,
    /// A page that links to articles of its own host.
    Section,
    /// An article.
    Page,
}

/// What a listing lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// Each once, in the order of the listing; sitemaps newest first, as far as they say.
    pub articles: Vec<CanonicalUrl>,
    /// Further listings, and how to read them.
    pub listings: Vec<(SourceKind, CanonicalUrl)>,
    /// How many links were left out because there were more than `MAX_LINKS`.
    pub over_cap: usize,
    /// What is said of the articles, where anything is.
    pub notices: HashMap<CanonicalUrl, Notice>,
    /// What it turned out to be; `None` for one from memory.
    pub form: Option<ListingForm>,
    /// When the newest of what it lists appeared, as far as it says.
    pub newest: Option<Timestamp>,
}

/// What a listing turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ListingForm {
    Rss,
    Atom,
    JsonFeed,
    Sitemap,
    SitemapIndex,
    Section,
}

/// Why a body is not a listing.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ListingError {
    #[error("not a feed or a sitemap; if this is a page that links to articles, set `kind = \"section\"`")]
    NotMachineReadable,
    #[error("the feed cannot be read: {0}")]
    Feed(String),
    #[error("the sitemap cannot be read: {0}")]
    Sitemap(String),
    #[error("no links to articles; if this is an article itself, set `kind = \"page\"`")]
    NoLinks,
    #[error("the page has more than {max} tags", max = section::MAX_TAGS)]
    TooManyTags,
    #[error("the compressed listing is broken")]
    Compression,
    #[error("the compressed listing unfolds to more than {MAX_INFLATED_BYTES} bytes")]
    TooLarge,
}

/// Reads the body of an answer as a listing found at `base`.
pub fn read_listing(
    kind: SourceKind,
    body: &[u8],
    content_type: Option<&str>,
    base: &CanonicalUrl,
) -> Result<Listing, ListingError> {
    if kind == SourceKind::Page {
        return Ok(Listing { articles: vec![base.clone()], ..Listing::default() });
    }
    let inflated = inflate(body)?;
    let body = inflated.as_deref().unwrap_or(body);
    let text = decode(body, content_type.and_then(header_label));
    match (kind, Form::of(&text)) {
        (SourceKind::Section, _) => section::read_section(&text, base, false),
        (_, Form::Feed) => feed::read_feed(&text, base),
        (_, Form::Sitemap) => sitemap::read_sitemap(&text, base),
        (SourceKind::Auto, Form::Other) => section::read_section(&text, base, true),
        (_, Form::Other) => Err(ListingError::NotMachineReadable),
    }
}

/// What a text turns out to be, by its root element.
enum Form {
    Feed,
    Sitemap,
    Other,
}

impl Form {
    fn of(text: &str) -> Self {
        if text.trim_start().starts_with('{') {
            return Form::Feed;
        }
        match root_name(text).as_deref() {
            Some("rss" | "feed" | "RDF") => Form::Feed,
            Some("urlset" | "sitemapindex") => Form::Sitemap,
            _ => Form::Other,
        }
    }
}

fn root_name(text: &str) -> Option<String> {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) | Event::Empty(tag) => return Some(tag.local_name().into_inner().to_owned()),
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// Undoes gzip, told by its magic number (RFC 1952, section 2.3.1): `sitemap.xml.gz` is a file format, not a
/// transfer coding, so no HTTP client undoes it.
fn inflate(body: &[u8]) -> Result<Option<Vec<u8>>, ListingError> {
    if !body.starts_with(&[0x1f, 0x8b]) {
        return Ok(None);
    }
    let mut inflated = Vec::new();
    let mut reader = flate2::read::MultiGzDecoder::new(body).take(MAX_INFLATED_BYTES as u64 + 1);
    reader.read_to_end(&mut inflated).map_err(|_| ListingError::Compression)?;
    if inflated.len() > MAX_INFLATED_BYTES { Err(ListingError::TooLarge) } else { Ok(Some(inflated)) }
}

/// Links collected from one listing: each once, in order, up to [`MAX_LINKS`].
#[derive(Default)]
pub(super) struct Links {
    pub kept: Vec<CanonicalUrl>,
    pub over_cap: usize,
    pub notices: HashMap<CanonicalUrl, Notice>,
    seen: HashSet<CanonicalUrl>,
}

impl Links {
    pub fn add(&mut self, url: CanonicalUrl) {
        if self.kept.len() >= MAX_LINKS {
            self.over_cap += usize::from(!self.seen.contains(&url));
        } else if self.seen.insert(url.clone()) {
            self.kept.push(url);
        }
    }

    /// Adds a link of which something is said.
    pub fn add_noticed(&mut self, url: CanonicalUrl, notice: Notice) {
        if notice != Notice::default() && self.kept.len() < MAX_LINKS {
            self.notices.entry(url.clone()).or_insert(notice);
        }
        self.add(url);
    }
}

impl fmt::Display for ListingForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ListingForm::Rss => "RSS feed",
            ListingForm::Atom => "Atom feed",
            ListingForm::JsonFeed => "JSON feed",
            ListingForm::Sitemap => "sitemap",
            ListingForm::SitemapIndex => "index of sitemaps",
            ListingForm::Section => "page of links",
        })
    }
}

impl SourceKind {
    /// The name used in the configuration.
    pub fn as_str(self) -> &'static str {
        match self {
            SourceKind::Auto => "auto",
            SourceKind::Feed => "feed",
            SourceKind::Sitemap => "sitemap",
            SourceKind::Section => "section",
            SourceKind::Page => "page",
        }
    }
}

impl fmt::Display for SourceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for SourceKind {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let all = [Self::Auto, Self::Feed, Self::Sitemap, Self::Section, Self::Page];
        let known = all.into_iter().find(|kind| kind.as_str() == name);
        known.ok_or_else(|| format!("`{name}` is not auto, feed, sitemap, section or page"))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use proptest::prelude::*;

    use super::*;

    fn base() -> CanonicalUrl {
        CanonicalUrl::parse("http://news.example/all/").unwrap()
    }

    #[test]
    fn a_page_where_a_feed_should_be() {
        let read = read_listing(SourceKind::Feed, b"<!doctype html><html><body>hello", None, &base());
        assert_eq!(read, Err(ListingError::NotMachineReadable));
        let read = read_listing(SourceKind::Auto, b"<!doctype html><html><body>hello", None, &base());
        assert_eq!(read, Err(ListingError::NoLinks));
    }

    #[test]
    fn gzipped_sitemaps_are_unfolded_up_to_a_cap() {
        let sitemap = b"<urlset><url><loc>http://news.example/a</loc></url></urlset>";
        let listing = read_listing(SourceKind::Auto, &gzip(sitemap), None, &base()).unwrap();
        assert_eq!(listing.articles.len(), 1);
        let bomb = gzip(&vec![b' '; MAX_INFLATED_BYTES + 1]);
        assert_eq!(read_listing(SourceKind::Auto, &bomb, None, &base()), Err(ListingError::TooLarge));
        let cut = &gzip(sitemap)[..20];
        assert_eq!(read_listing(SourceKind::Auto, cut, None, &base()), Err(ListingError::Compression));
    }

    #[test]
    fn deep_nesting_is_survived() {
        let rss = "<rss version='2.0' xmlns:media='http://search.yahoo.com/mrss/'><channel><item>";
        let atom = "<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='xhtml'>";
        for (start, element) in [
            (rss, "<media:group>"),
            (rss, "<description>"),
            (atom, "<div>"),
            ("<html><body>", "<div>"),
            ("<html><body>", "<a href=/2026/01/22/x><b>"),
            ("{\"version\":\"https://jsonfeed.org/version/1\",\"items\":", "["),
        ] {
            let body = format!("{start}{}", element.repeat(5_000));
            let _ = read_listing(SourceKind::Auto, body.as_bytes(), None, &base());
        }
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn links_over_the_cap_are_counted() {
        let urls = (0..MAX_LINKS + 7).map(|n| format!("<url><loc>/{n}</loc></url>")).collect::<String>();
        let sitemap = format!("<urlset>{urls}<url><loc>/0</loc></url></urlset>");
        let listing = read_listing(SourceKind::Sitemap, sitemap.as_bytes(), None, &base()).unwrap();
        assert_eq!((listing.articles.len(), listing.over_cap), (MAX_LINKS, 7));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_bytes_are_a_listing_or_an_error(
            head in "(<rss|<feed|<urlset|<sitemapindex|\\{|<html|<rdf:RDF|\x1f)?[<>a-z/=' \"&;{}\\[\\]!-]{0,80}",
            tail in proptest::collection::vec(any::<u8>(), 0..80),
        ) {
            let body = [head.as_bytes(), &tail].concat();
            for kind in [SourceKind::Auto, SourceKind::Feed, SourceKind::Section] {
                let _ = read_listing(kind, &body, Some("text/html; charset=x"), &base());
            }
        }
    }
}
