//! RSS, Atom and JSON Feed.

use std::cmp::Reverse;

use feed_rs::model::{Entry, FeedType};
use jiff::Timestamp;
use jiff::tz::Offset;
use quick_xml::Reader;
use quick_xml::events::Event;

use super::extract::clean;
use super::source::{Links, Listing, ListingError, ListingForm};
use crate::faults;
use crate::news::{CanonicalUrl, Confidence, Notice, StatedTime};

/// How deep the elements of a feed may nest; the marked-up text inside one may need some dozen levels. The feed reader
/// recurses into some elements, and would use up the stack.
const MAX_FEED_DEPTH: usize = 100;

/// Reads a feed, already decoded to characters.
pub(super) fn read_feed(text: &str, base: &CanonicalUrl) -> Result<Listing, ListingError> {
    // The text is in UTF-8 by now, whatever its XML declaration says.
    let text = match text.trim_start().strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")) {
        Some((_, rest)) => rest,
        None => text,
    };
    let is_json = text.trim_start().starts_with('{');
    if !is_json && nests_too_deep(text) {
        return Err(ListingError::Feed(format!("elements nest deeper than {MAX_FEED_DEPTH} levels")));
    }
    // The feed reader panics at some numbers that are too long (durations of media). One such feed is one
    // unreadable feed.
    let parsed = faults::contain(|| {
        let parser =
            feed_rs::parser::Builder::new().base_uri(Some(base.as_str())).sanitize_content(false).build();
        parser.parse(text.as_bytes()).map_err(|e| e.to_string())
    });
    let feed = parsed
        .unwrap_or_else(|_| Err("a value in it is out of range".to_owned()))
        .map_err(ListingError::Feed)?;
    let mut entries: Vec<(CanonicalUrl, Notice)> =
        feed.entries.iter().filter_map(|entry| Some((article_of(entry, base)?, notice_of(entry)))).collect();
    // Nearly all feeds have the newest first. In those that do not, it would be left out by a cap.
    if entries.iter().all(|(_, notice)| notice.published.is_some()) {
        entries.sort_by_key(|(_, notice)| Reverse(notice.published.map(|time| time.instant())));
    }
    let newest = entries.iter().filter_map(|(_, notice)| Some(notice.published?.instant())).max();
    let mut links = Links::default();
    entries.into_iter().for_each(|(url, notice)| links.add_noticed(url, notice));
    let Links { kept: articles, over_cap, notices, .. } = links;
    let form = Some(match feed.feed_type {
        FeedType::Atom => ListingForm::Atom,
        FeedType::JSON => ListingForm::JsonFeed,
        FeedType::RSS0 | FeedType::RSS1 | FeedType::RSS2 => ListingForm::Rss,
    });
    Ok(Listing { articles, listings: Vec::new(), over_cap, notices, form, newest })
}

/// Whether the elements of an XML text nest deeper than [`MAX_FEED_DEPTH`], as far as it is well-formed: the feed
/// reader, built on the same XML reader, comes no further.
fn nests_too_deep(text: &str) -> bool {
    let mut reader = Reader::from_str(text);
    let mut depth = 0_usize;
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Eof => break,
            _ => {}
        }
        if depth > MAX_FEED_DEPTH {
            return true;
        }
    }
    false
}

/// What the feed says of the article. Not all that goes by the name of a title is one, so it is only a stand-in.
fn notice_of(entry: &Entry) -> Notice {
    let title = entry.title.as_ref().map(|title| clean(&title.content)).filter(|title| !title.is_empty());
    let published = entry.published.or(entry.updated).map(|time| time.timestamp_millis());
    let published = published.and_then(|millis| Timestamp::from_millisecond(millis).ok());
    Notice { title, published: published.map(|at| StatedTime::at(at, Offset::UTC, Confidence::Low)) }
}

/// The page of an entry: its first link that is no attachment, else its id if that is an address.
fn article_of(entry: &Entry, base: &CanonicalUrl) -> Option<CanonicalUrl> {
    let is_page = |media: &str| media.contains("html");
    let mut pages = entry.links.iter().filter(|link| {
        link.target.is_none()
            && link.rel.as_deref().is_none_or(|rel| rel == "alternate")
            && link.media_type.as_deref().is_none_or(is_page)
    });
    match pages.next() {
        Some(link) => base.join(&link.href).ok(),
        None => CanonicalUrl::parse(&entry.id).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::source::{SourceKind, read_listing};
    use super::*;

    fn base() -> CanonicalUrl {
        CanonicalUrl::parse("http://news.example/all/").unwrap()
    }

    #[track_caller]
    fn check(kind: SourceKind, body: &str, expected: &[&str]) {
        let listing = read_listing(kind, body.as_bytes(), None, &base()).unwrap();
        let articles: Vec<&str> = listing.articles.iter().map(CanonicalUrl::as_str).collect();
        assert_eq!(articles, expected);
    }

    #[test]
    fn feeds_of_every_kind() {
        let rss = "<?xml version='1.0'?><rss version='2.0'><channel><title>t</title><link>http://news.example/</link>
            <item><title>A</title><link>http://news.example/a?utm_source=rss</link><guid>1</guid></item>
            <item><title>B</title><link>/b</link><comments>http://news.example/b/comments</comments></item>
            <item><title>C</title><guid isPermaLink='true'>http://news.example/c</guid></item>
            <item><title>A again</title><link>http://news.example/a</link></item></channel></rss>";
        check(
            SourceKind::Auto,
            rss,
            &["http://news.example/a", "http://news.example/b", "http://news.example/c"],
        );
        let atom = "<feed xmlns='http://www.w3.org/2005/Atom'><id>x</id><title>t</title><updated>2026-01-01T00:00:00Z</updated>
            <entry><id>1</id><title>A</title><updated>2026-01-01T00:00:00Z</updated>
            <link rel='enclosure' type='audio/mpeg' href='http://news.example/a.mp3'/>
            <link rel='alternate' href='http://news.example/a'/></entry></feed>";
        check(SourceKind::Feed, atom, &["http://news.example/a"]);
        let json = r#"{"version":"https://jsonfeed.org/version/1.1","title":"t",
            "items":[{"id":"1","url":"http://news.example/a","content_text":"x"}]}"#;
        check(SourceKind::Sitemap, json, &["http://news.example/a"]);
        let empty = "<rss version='2.0'><channel><title>t</title></channel></rss>";
        check(SourceKind::Auto, empty, &[]);
    }

    #[test]
    fn a_feed_with_an_impossible_number_is_an_error_and_no_crash() {
        let rss = "<rss version='2.0' xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'><channel><item><link>http://a.example/</link>
            <itunes:duration>99999999999999999999999</itunes:duration></item></channel></rss>";
        let read = read_listing(SourceKind::Feed, rss.as_bytes(), None, &base());
        assert!(matches!(read, Err(ListingError::Feed(_))), "{read:?}");
    }

    #[test]
    fn a_feed_in_another_encoding() {
        let rss = b"<?xml version='1.0' encoding='windows-1251'?><rss version='2.0'><channel><item>
            <link>http://news.example/\xE2</link></item></channel></rss>";
        let listing = read_listing(SourceKind::Auto, rss, Some("application/xml"), &base()).unwrap();
        assert_eq!(listing.articles, [CanonicalUrl::parse("http://news.example/в").unwrap()]);
    }

    #[test]
    fn markup_inside_json_is_no_nesting() {
        let markup = "<br>".repeat(2 * MAX_FEED_DEPTH);
        let json = format!(
            r#"{{"version":"https://jsonfeed.org/version/1.1","title":"t","items":[{{"id":"1","url":"/a","content_html":"{markup}"}}]}}"#
        );
        check(SourceKind::Feed, &json, &["http://news.example/a"]);
    }
}
