//! Section pages and home pages: which of their links lead to articles.

use scraper::{Html, Selector};

use super::extract::clean;
use super::source::{Links, Listing, ListingError, ListingForm, SourceKind};
use crate::news::CanonicalUrl;

/// How many of the feeds that a page announces are read; the first ones are the main ones.
const MAX_FEEDS: usize = 2;

/// How many tags a page may have. HTML parsers take time that grows with the square of the number of open elements;
/// so many keep a hostile page within seconds, and leave room for the longest articles and tables.
pub(super) const MAX_TAGS: usize = 100_000;

/// Words of a path that lead to lists, accounts and other pages that are not articles.
const NOT_ARTICLES: &[&str] = &[
    "about", "account", "author", "authors", "categories", "category", "contact", "events", "help", "jobs",
    "login", "newsletter", "newsletters", "page", "privacy", "search", "shop", "signin", "subscribe", "tag",
    "tags", "terms", "topic", "topics",
];

/// The endings of file names that pages have.
const PAGE_ENDINGS: &[&str] = &["html", "htm", "shtml", "php", "asp", "aspx", "jsp", "stm", "ece"];

/// How many words a slug has at least: `terms-of-use` is no article, `mayor-opens-new-bridge` is one.
const SLUG_WORDS: usize = 4;

/// How many words the title of an article has at least; links within sentences have fewer.
const TITLE_WORDS: usize = 4;

/// To how many articles a page leads at least, to be a section.
const SECTION_LINKS: usize = 3;
/// And the part of its text that their titles make up at least: one in so many.
const SECTION_SHARE: usize = 4;

/// How many digits the number of an article has at least; years have four.
const ID_DIGITS: usize = 6;

/// Collects the links of a page that look like articles of the same host, and with `feeds` the feeds it announces.
pub(super) fn read_section(html: &str, page: &CanonicalUrl, feeds: bool) -> Result<Listing, ListingError> {
    if has_too_many_tags(html) {
        return Err(ListingError::TooManyTags);
    }
    let document = Html::parse_document(html);
    let base = attributes(&document, "base[href]", "href").find_map(|href| page.join(href).ok());
    let base = base.as_ref().unwrap_or(page);
    let mut links = Links::default();
    attributes(&document, "a[href]", "href")
        .filter_map(|href| base.join(href).ok())
        .filter(|url| url.host() == page.host() && url != page && looks_like_article(url))
        .for_each(|url| links.add(url));
    let mut listings = if feeds { announced_feeds(&document, base) } else { Vec::new() };
    // A feed says more than the page, and what is on its second page is older than what a feed holds.
    if listings.is_empty() {
        let next = attributes(&document, "link[rel~=next], a[rel~=next]", "href").next();
        let next = next.and_then(|href| base.join(href).ok());
        let next = next.filter(|next| next.host() == page.host() && next != page);
        listings.extend(next.map(|next| (SourceKind::Section, next)));
    }
    if links.kept.is_empty() && listings.is_empty() {
        return Err(ListingError::NoLinks);
    }
    let form = Some(ListingForm::Section);
    Ok(Listing { articles: links.kept, listings, over_cap: links.over_cap, form, ..Listing::default() })
}

/// Whether a page is one that leads to articles rather than one of them: its own address is not that of an article,
/// and much of what was read off it as `text` are links in the form of titles.
pub fn leads_to_articles(html: &str, page: &CanonicalUrl, text: &str) -> bool {
    if looks_like_article(page) || has_too_many_tags(html) {
        return false;
    }
    let document = Html::parse_document(html);
    let Ok(links) = Selector::parse("a[href]") else { return false };
    let titles = document.select(&links).filter_map(|link| {
        let to = link.attr("href").and_then(|href| page.join(href).ok())?;
        let title = clean(&link.text().collect::<String>());
        let leads = to.host() == page.host() && to != *page && title.split(' ').count() >= TITLE_WORDS;
        (leads && text.contains(&title)).then_some(title.len())
    });
    let titles: Vec<usize> = titles.collect();
    titles.len() >= SECTION_LINKS && titles.iter().sum::<usize>() * SECTION_SHARE >= text.len()
}

/// Whether a page has more than [`MAX_TAGS`] start and end tags. Counts what looks like one, wherever it stands.
pub(super) fn has_too_many_tags(html: &str) -> bool {
    let is_tag = |pair: &&[u8]| matches!(pair, [b'<', next] if next.is_ascii_alphabetic() || *next == b'/');
    html.as_bytes().windows(2).filter(is_tag).nth(MAX_TAGS).is_some()
}

/// Feeds named by `<link rel="alternate">` (RSS Advisory Board, "RSS Autodiscovery"), those of comments left out.
fn announced_feeds(document: &Html, base: &CanonicalUrl) -> Vec<(SourceKind, CanonicalUrl)> {
    const FEEDS: &str = "link[rel~=alternate][type='application/rss+xml'], \
        link[rel~=alternate][type='application/atom+xml'], link[rel~=alternate][type='application/feed+json']";
    attributes(document, FEEDS, "href")
        .filter(|href| !href.contains("comments"))
        .filter_map(|href| Some((SourceKind::Feed, base.join(href).ok()?)))
        .take(MAX_FEEDS)
        .collect()
}

fn attributes<'a>(document: &'a Html, css: &str, name: &'a str) -> impl Iterator<Item = &'a str> {
    let elements: Vec<_> = match Selector::parse(css) {
        Ok(selector) => document.select(&selector).collect(),
        Err(_) => Vec::new(),
    };
    elements.into_iter().filter_map(move |element| element.attr(name))
}

/// The rule: no word of the path is one of [`NOT_ARTICLES`], and a name follows a date, or its last part is
/// a slug of several words or carries a long number.
fn looks_like_article(url: &CanonicalUrl) -> bool {
    let path = url.as_url().path().to_ascii_lowercase();
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let Some((last, before)) = parts.split_last() else { return false };
    let (name, ending) = last.rsplit_once('.').unwrap_or((last, "html"));
    if !PAGE_ENDINGS.contains(&ending) || parts.iter().any(|part| NOT_ARTICLES.contains(part)) {
        return false;
    }
    let words = name.split(['-', '_']).filter(|word| !word.is_empty()).count();
    let digits = name.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or_default();
    let has_name = name.contains(|c: char| c.is_alphabetic());
    words >= SLUG_WORDS || digits >= ID_DIGITS || has_name && ends_in_date(before)
}

/// `2026/01`, `2026/jan/22`, `2026-01-22` or `20260122` at the end of a path.
fn ends_in_date(parts: &[&str]) -> bool {
    let is_number = |part: &str, length| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
    let is_year = |part: &str| is_number(part, 4) && (part.starts_with("19") || part.starts_with("20"));
    match parts {
        [.., year, _month, day] if is_year(year) && (is_number(day, 2) || is_number(day, 1)) => true,
        [.., year, month] if is_year(year) && is_number(month, 2) => true,
        [.., day] => {
            let digits = day.replace('-', "");
            is_number(&digits, 8) && (digits.starts_with("19") || digits.starts_with("20"))
        }
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, article: bool) {
        let url = CanonicalUrl::parse(&format!("http://news.example{path}")).unwrap();
        assert_eq!(looks_like_article(&url), article, "{path}");
    }

    #[test]
    fn articles_and_other_pages() {
        for path in [
            "/2026/01/22/bridge", "/2026/jan/22/bridge", "/news/2026-01-22/bridge.html", "/20260122/bridge",
            "/world/mayor-opens-new-bridge", "/world/mayor_opens_new_bridge.html", "/news/world-68012345",
            "/story/1234567.htm",
        ] {
            check(path, true);
        }
        for path in [
            "/", "/world", "/world/europe", "/2026/01/22", "/terms-of-use", "/tag/mayor-opens-new-bridge",
            "/author/a-b-c-d", "/search/1234567", "/photos/mayor-opens-new-bridge.jpg",
            "/2026/01/22/photo.pdf",
        ] {
            check(path, false);
        }
    }

    #[test]
    fn a_home_page_lists_its_own_articles_and_its_feed() {
        let html = "<html><head><link rel=alternate type='application/rss+xml' href='/feed.xml'>
            <link rel=alternate type='application/rss+xml' href='/comments/feed.xml'></head><body>
            <a href='/2026/01/22/a'>A</a> <a href='http://www.news.example/2026/01/22/b#c'>B</a> <a href='/2026/01/22/a?utm_source=x'>A</a>
            <a href='http://elsewhere.example/2026/01/22/c'>C</a> <a href='javascript:void(0)'>x</a> <a href='/world'>World</a>";
        let page = CanonicalUrl::parse("http://news.example/").unwrap();
        let listing = read_section(html, &page, true).unwrap();
        let articles: Vec<&str> = listing.articles.iter().map(CanonicalUrl::as_str).collect();
        assert_eq!(articles, ["http://news.example/2026/01/22/a", "http://www.news.example/2026/01/22/b"]);
        assert_eq!(listing.listings, [(SourceKind::Feed, page.join("/feed.xml").unwrap())]);
        assert!(read_section(html, &page, false).unwrap().listings.is_empty());
    }

    #[test]
    fn a_section_leads_to_its_next_page() {
        let html = "<a href='/2026/01/22/a'>A</a> <a rel=next href='?page=2'>older</a> <a rel=next href='?page=3'>x</a>";
        let page = CanonicalUrl::parse("http://news.example/world").unwrap();
        let next = (SourceKind::Section, page.join("?page=2").unwrap());
        assert_eq!(read_section(html, &page, false).unwrap().listings, [next]);
        let elsewhere = "<a href='/2026/01/22/a'>A</a> <link rel=next href='http://elsewhere.example/'>";
        assert!(read_section(elsewhere, &page, false).unwrap().listings.is_empty());
    }

    #[test]
    fn sections_are_told_from_articles() {
        let link = |name: &str| format!("<a href='/2026/01/22/{name}'>The ferry to {name} is late</a> ");
        let links = link("Calder") + &link("Marsh") + &link("Verrin");
        let text = "The ferry to Calder is late\n\nThe ferry to Marsh is late\n\nThe ferry to Verrin is late";
        let leads = |path: &str, text: &str| {
            let page = CanonicalUrl::parse(&format!("http://news.example{path}")).unwrap();
            leads_to_articles(&links, &page, text)
        };
        assert!(leads("/world", text));
        assert!(!leads("/2026/01/22/d", text));
        assert!(!leads("/world", "The ferry to Calder is late. Nobody could say why."));
    }

    #[test]
    fn a_page_of_nothing_but_tags_is_not_parsed() {
        let page = CanonicalUrl::parse("http://news.example/").unwrap();
        let read = read_section(&"<div>".repeat(MAX_TAGS + 1), &page, true);
        assert_eq!(read, Err(ListingError::TooManyTags));
        assert!(!has_too_many_tags(&"1 < 2 ".repeat(MAX_TAGS + 1)));
    }
}
