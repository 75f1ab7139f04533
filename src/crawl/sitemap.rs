//! Sitemaps and indexes of sitemaps (sitemaps.org, with the dates of news sitemaps).

use std::cmp::Reverse;

use jiff::Timestamp;
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, Event};

use super::extract::clean;
use super::source::{Links, Listing, ListingError, ListingForm, SourceKind};
use crate::news::{CanonicalUrl, Confidence, Notice, StatedTime, parse_stated};

/// How deep elements may nest. A sitemap with all known extensions needs six levels.
const MAX_DEPTH: usize = 32;

/// The longest address or date that is read, in bytes (sitemaps.org allows addresses of 2,048 characters).
const MAX_VALUE_BYTES: usize = 8 * 1024;

/// Reads a sitemap or an index of sitemaps, newest first as far as its entries are dated. A broken end does not
/// spoil what stands before it. Entities other than XML's own five are never expanded.
pub(super) fn read_sitemap(text: &str, base: &CanonicalUrl) -> Result<Listing, ListingError> {
    let mut scan = Scan::default();
    let read = scan.run(text);
    let mut entries = scan.entries;
    if let (Err(reason), true) = (read, entries.is_empty()) {
        return Err(ListingError::Sitemap(reason));
    }
    entries.sort_by_key(|entry| Reverse(entry.dated));
    let newest = entries.first().and_then(|entry| entry.dated);
    let mut links = Links::default();
    for entry in entries {
        if let Ok(url) = base.join(&entry.address) {
            links.add_noticed(url, entry.notice);
        }
    }
    let Links { kept, over_cap, notices, .. } = links;
    Ok(if scan.is_index {
        let listings = kept.into_iter().map(|url| (SourceKind::Sitemap, url)).collect();
        let form = Some(ListingForm::SitemapIndex);
        Listing { listings, over_cap, form, newest, ..Listing::default() }
    } else {
        let form = Some(ListingForm::Sitemap);
        Listing { articles: kept, over_cap, notices, form, newest, ..Listing::default() }
    })
}

#[derive(Default)]
struct Scan {
    is_index: bool,
    /// The local names of the open elements.
    open: Vec<String>,
    entry: Entry,
    value: String,
    entries: Vec<Entry>,
}

/// One `<url>` or `<sitemap>`.
#[derive(Default)]
struct Entry {
    address: String,
    dated: Option<Timestamp>,
    /// What the extension for news says of the article.
    notice: Notice,
}

impl Scan {
    fn run(&mut self, text: &str) -> Result<(), String> {
        let mut reader = Reader::from_str(text);
        loop {
            match reader.read_event().map_err(|e| e.to_string())? {
                Event::Start(tag) => self.enter(tag.local_name().as_ref())?,
                Event::End(_) => self.leave(),
                Event::Text(text) => self.read(&text),
                Event::CData(text) => self.read(&text),
                Event::GeneralRef(reference) => self.read(&resolved(&reference)),
                Event::Eof => return Ok(()),
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
    }

    fn enter(&mut self, name: &str) -> Result<(), String> {
        if self.open.len() >= MAX_DEPTH {
            return Err(format!("elements nest deeper than {MAX_DEPTH} levels"));
        }
        self.is_index |= self.open.is_empty() && name == "sitemapindex";
        self.open.push(name.to_owned());
        self.value.clear();
        Ok(())
    }

    fn leave(&mut self) {
        let Some(name) = self.open.pop() else { return };
        // Images and videos have a `loc` of their own, but deeper inside.
        match (name.as_str(), self.open.len()) {
            ("loc", 2) => self.entry.address = self.value.trim().to_owned(),
            ("lastmod", 2) => self.dated(stated(&self.value)),
            ("publication_date", _) => {
                self.entry.notice.published = stated(&self.value);
                self.dated(self.entry.notice.published);
            }
            ("title", 3) if self.open.last().is_some_and(|parent| parent == "news") => {
                self.entry.notice.title = Some(clean(&self.value)).filter(|title| !title.is_empty());
            }
            ("url" | "sitemap", 1) => {
                let entry = std::mem::take(&mut self.entry);
                if !entry.address.is_empty() {
                    self.entries.push(entry);
                }
            }
            _ => {}
        }
    }

    fn dated(&mut self, stated: Option<StatedTime>) {
        self.entry.dated = self.entry.dated.max(stated.map(|stated| stated.instant()));
    }

    fn read(&mut self, text: &str) {
        if self.value.len() + text.len() <= MAX_VALUE_BYTES {
            self.value.push_str(text);
        }
    }
}

/// A time as a sitemap states it, about a page that may state it better itself.
fn stated(value: &str) -> Option<StatedTime> {
    parse_stated(value, Confidence::Low).ok()
}

/// The character of `&amp;` or `&#38;`; nothing for an entity that a document type would have to define.
fn resolved(reference: &BytesRef<'_>) -> String {
    match reference.resolve_char_ref() {
        Ok(Some(character)) => character.to_string(),
        _ => resolve_predefined_entity(reference).unwrap_or_default().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let base = CanonicalUrl::parse("http://news.example/sitemap.xml").unwrap();
        let listing = read_sitemap(text, &base).unwrap();
        let children = listing.listings.iter().map(|(_, url)| url);
        let found: Vec<&str> = listing.articles.iter().chain(children).map(CanonicalUrl::as_str).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn news_and_image_extensions() {
        check(
            "<?xml version='1.0'?><urlset xmlns:n='urn:n' xmlns:image='urn:i'><url><loc> http://news.example/a?x=1&amp;y=2 </loc>
            <image:image><image:loc>http://news.example/a.jpg</image:loc></image:image></url>
            <url><loc><![CDATA[/b]]></loc><n:news><n:publication_date>2026-01-22</n:publication_date></n:news></url></urlset>",
            &["http://news.example/b", "http://news.example/a?x=1&y=2"],
        );
    }

    #[test]
    fn newest_first_and_the_undated_last_in_their_order() {
        check(
            "<sitemapindex><sitemap><loc>/1</loc></sitemap><sitemap><loc>/2</loc><lastmod>2025-12-01</lastmod></sitemap>
            <sitemap><loc>/3</loc><lastmod>2026-01-02T10:00:00+02:00</lastmod></sitemap><sitemap><loc>/4</loc></sitemap></sitemapindex>",
            &["http://news.example/3", "http://news.example/2", "http://news.example/1", "http://news.example/4"],
        );
    }

    #[test]
    fn entities_of_a_document_type_are_not_expanded() {
        check(
            "<!DOCTYPE urlset [<!ENTITY a 'aaaa'><!ENTITY b SYSTEM 'file:///etc/passwd'>]>
            <urlset><url><loc>/x&a;&b;y</loc></url></urlset>",
            &["http://news.example/xy"],
        );
    }

    #[test]
    fn a_broken_end_does_not_spoil_the_beginning() {
        check("<urlset><url><loc>/a</loc></url><url><loc>/b</lo", &["http://news.example/a"]);
        let base = CanonicalUrl::parse("http://news.example/").unwrap();
        let deep = format!("<urlset>{}", "<url>".repeat(100_000));
        assert!(matches!(read_sitemap(&deep, &base), Err(ListingError::Sitemap(_))));
    }
}
