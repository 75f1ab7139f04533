//! Sources in the form in which feed readers exchange them (OPML 2.0, "subscription lists").

use quick_xml::Reader;
use quick_xml::escape::escape;
use quick_xml::events::{BytesStart, Event};

use super::source::{Source, SourceKind};
use super::wanted::Wishes;
use crate::news::CanonicalUrl;

/// How many subscriptions are read from one file.
const MAX_SOURCES: usize = 10_000;

/// Where the kind of a source that is no feed stands: a category, which other readers show or ignore.
const KIND: &str = "/kind/";

/// Attributes of our own, with the patterns of a source split by spaces, which no address has: other readers pass them
/// over (OPML 2.0, "extending OPML").
const NAMESPACE: &str = " xmlns:caveat=\"https://caveat.invalid/opml\"";
const INCLUDE: &str = "caveat:include";
const EXCLUDE: &str = "caveat:exclude";

/// What an OPML file holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Subscriptions {
    pub sources: Vec<Source>,
    /// Addresses that are none of an article or listing.
    pub refused: Vec<String>,
}

/// Why a file is no list of subscriptions.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum OpmlError {
    #[error("not OPML, the form in which feed readers export subscriptions: {0}")]
    Malformed(String),
    #[error("the file has no subscriptions (`<outline xmlUrl=…>`)")]
    Empty,
    #[error("the file has more than {MAX_SOURCES} subscriptions")]
    TooMany,
}

/// Reads all subscriptions, whatever folders they are in.
pub fn read_opml(text: &str) -> Result<Subscriptions, OpmlError> {
    let mut reader = Reader::from_str(text);
    let mut found = Subscriptions::default();
    let (mut is_opml, mut read) = (false, 0);
    loop {
        match reader.read_event().map_err(|e| OpmlError::Malformed(e.to_string()))? {
            Event::Start(tag) | Event::Empty(tag) => {
                is_opml |= tag.local_name().as_ref() == "opml";
                if !is_opml {
                    return Err(OpmlError::Malformed("its root is not <opml>".to_owned()));
                }
                if tag.local_name().as_ref() == "outline" && take_in(&tag, &mut found) {
                    read += 1;
                }
            }
            Event::Eof => break,
            _ => {}
        }
        if read > MAX_SOURCES {
            return Err(OpmlError::TooMany);
        }
    }
    if read == 0 { Err(OpmlError::Empty) } else { Ok(found) }
}

/// Takes in an outline, if it is a subscription and not a folder.
fn take_in(tag: &BytesStart<'_>, found: &mut Subscriptions) -> bool {
    let Some(address) = attribute(tag, "xmlUrl") else { return false };
    match CanonicalUrl::parse(&address) {
        Ok(url) => {
            let name = attribute(tag, "title").or_else(|| attribute(tag, "text"));
            let name = name.unwrap_or_else(|| url.host().to_owned());
            let category = attribute(tag, "category").unwrap_or_default();
            let kind = category.split(',').find_map(|one| one.trim().strip_prefix(KIND)?.parse().ok());
            let kind = kind.unwrap_or(SourceKind::Feed);
            let patterns = |name| {
                let all = attribute(tag, name).unwrap_or_default();
                all.split(' ').filter(|one| !one.is_empty()).map(str::to_owned).collect()
            };
            let wishes = Wishes { include: patterns(INCLUDE), exclude: patterns(EXCLUDE) };
            found.sources.push(Source { name, url, kind, wishes });
        }
        Err(error) => found.refused.push(error.to_string()),
    }
    true
}

/// An attribute, whatever the case of its name; `None` if it says nothing.
fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = tag.html_attributes().flatten();
    let found = attributes.find(|a| a.key.as_ref().eq_ignore_ascii_case(name))?;
    let value = quick_xml::escape::unescape(&found.value).ok()?;
    // Names become lines of a configuration and of summaries.
    let value = value.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    Some(value.collect::<Vec<_>>().join(" ")).filter(|value| !value.is_empty())
}

/// Writes sources so that feed readers can take in those that are feeds, and `read_opml` all.
pub fn write_opml<'a>(sources: impl Iterator<Item = &'a Source>) -> String {
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\"{NAMESPACE}>\n  \
        <head><title>Sources of Caveat</title></head>\n  <body>\n"
    );
    for Source { name, url, kind, wishes } in sources {
        let patterns = |attribute: &str, patterns: &[String]| match patterns {
            [] => String::new(),
            all => format!(" {attribute}=\"{}\"", escape(all.join(" "))),
        };
        let wishes = patterns(INCLUDE, &wishes.include) + &patterns(EXCLUDE, &wishes.exclude);
        let (name, url) = (escape(name), escape(url.as_str()));
        let of_kind = match kind {
            SourceKind::Feed => " type=\"rss\"".to_owned(),
            kind => format!(" type=\"rss\" category=\"{KIND}{kind}\""),
        };
        text +=
            &format!("    <outline{of_kind} text=\"{name}\" title=\"{name}\" xmlUrl=\"{url}\"{wishes}/>\n");
    }
    text + "  </body>\n</opml>\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(name: &str, url: &str, kind: SourceKind) -> Source {
        let url = CanonicalUrl::parse(url).unwrap();
        Source { name: name.to_owned(), url, kind, wishes: Wishes::default() }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let sources = vec![
            source("A & \"B\" <c> 'd' \u{e9}", "https://a.example/feed?x=1&y=2", SourceKind::Feed),
            source("Map", "https://b.example/sitemap.xml", SourceKind::Sitemap),
            source("Home", "https://c.example/", SourceKind::Auto),
            Source {
                wishes: Wishes {
                    include: vec!["/world/".to_owned(), "/a&b/*\"".to_owned()],
                    exclude: vec!["/sport/".to_owned()],
                },
                ..source("Some", "https://d.example/feed", SourceKind::Feed)
            },
        ];
        let read = read_opml(&write_opml(sources.iter())).unwrap();
        assert_eq!(read, Subscriptions { sources, refused: Vec::new() });
    }

    #[test]
    fn folders_cases_and_what_is_no_address() {
        let text = "<?xml version='1.0'?><opml version='1.0'><body><outline text='Folder'>
            <outline text='A&#10;  &amp;
              b' xmlurl='https://a.example/feed'/><outline xmlUrl='feed://a.example/x' text='X'/></outline>
            <outline xmlUrl='https://www.b.example/rss' disabled/></body></opml>";
        let read = read_opml(text).unwrap();
        let expected = [
            source("A & b", "https://a.example/feed", SourceKind::Feed),
            source("b.example", "https://www.b.example/rss", SourceKind::Feed),
        ];
        assert_eq!(read.sources, expected);
        assert_eq!(read.refused.len(), 1);
    }

    #[test]
    fn what_is_no_list_of_subscriptions() {
        assert_eq!(read_opml("<opml><body><outline text='x'/></body></opml>"), Err(OpmlError::Empty));
        assert!(matches!(read_opml("<html>"), Err(OpmlError::Malformed(_))));
        assert!(matches!(
            read_opml("<opml><body><outline xmlUrl='https://a.example/'></opml>"),
            Err(OpmlError::Malformed(_))
        ));
        let many = "<outline xmlUrl='https://a.example/'/>".repeat(MAX_SOURCES + 1);
        assert_eq!(read_opml(&format!("<opml>{many}</opml>")), Err(OpmlError::TooMany));
    }
}
