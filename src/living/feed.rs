//! The feed of changes (Atom, RFC 4287): an entry for each answer that brought some.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event as Xml};
use sha2::{Digest, Sha256};

use super::change::Changes;
use super::pages::change_list;
use super::told::summary_line;

/// What the whole feed says of itself.
#[derive(Clone, Copy, Debug)]
pub struct Feed<'a> {
    /// Where the directory is published, with a slash at its end; empty for addresses relative to the feed.
    pub base: &'a str,
    /// When the last change came, or the last look for one (RFC 3339).
    pub updated: &'a str,
}

/// One answer with changes.
#[derive(Clone, Debug)]
pub struct Entry {
    pub name: String,
    /// What the files of its question are called, without their endings.
    pub file: String,
    /// When it was asked (RFC 3339): with the name, what tells it from all others.
    pub asked: String,
    pub changes: Changes,
}

/// The feed as a file of XML.
pub fn atom(feed: Feed<'_>, entries: &[Entry]) -> std::io::Result<String> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 1);
    xml.write_event(Xml::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let root = xml
        .create_element("feed")
        .with_attributes([("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", "en")]);
    root.write_inner_content(|xml| {
        text(xml, "id", &urn(&format!("feed {}", feed.base)))?;
        text(xml, "title", "Caveat: what changed in the answers")?;
        text(xml, "updated", feed.updated)?;
        link(xml, "self", "application/atom+xml", &format!("{}feed.xml", feed.base))?;
        link(xml, "alternate", "text/html", &format!("{}index.html", feed.base))?;
        xml.create_element("author").write_inner_content(|xml| text(xml, "name", "Caveat"))?;
        entries.iter().try_for_each(|entry| write_entry(xml, feed, entry))
    })?;
    let mut written = String::from_utf8_lossy(&xml.into_inner()).into_owned();
    written.push('\n');
    Ok(written)
}

type Xmls = Writer<Vec<u8>>;

fn write_entry(xml: &mut Xmls, feed: Feed<'_>, entry: &Entry) -> std::io::Result<()> {
    let Entry { name, file, asked, changes } = entry;
    let inner = |xml: &mut Xmls| {
        text(xml, "id", &urn(&format!("answer {name} {asked}")))?;
        let question = crate::answer::render::clean(&changes.question);
        text(xml, "title", &format!("{question}: {}", summary_line(changes)))?;
        text(xml, "updated", asked)?;
        link(xml, "alternate", "text/html", &format!("{}{file}.changes.html", feed.base))?;
        let html = change_list(changes);
        let content = xml.create_element("content").with_attribute(("type", "html"));
        content.write_text_content(BytesText::new(&html)).map(drop)
    };
    xml.create_element("entry").write_inner_content(inner).map(drop)
}

fn text(xml: &mut Xmls, name: &str, words: &str) -> std::io::Result<()> {
    xml.create_element(name).write_text_content(BytesText::new(words)).map(drop)
}

fn link(xml: &mut Xmls, rel: &str, kind: &str, href: &str) -> std::io::Result<()> {
    let attributes = [("rel", rel), ("type", kind), ("href", href)];
    xml.create_element("link").with_attributes(attributes).write_empty().map(drop)
}

/// A name for good: a UUID made of a hash, of the version that is for one's own ways to make them (RFC 9562, section 5.8).
fn urn(what: &str) -> String {
    let mut bytes = [0_u8; 16];
    bytes.iter_mut().zip(Sha256::digest(what.as_bytes())).for_each(|(byte, of_hash)| *byte = of_hash);
    let hex: String = bytes
        .iter()
        .enumerate()
        .map(|(at, byte)| match at {
            6 => format!("{:02x}", byte & 0x0f | 0x80),
            8 => format!("{:02x}", byte & 0x3f | 0x80),
            _ => format!("{byte:02x}"),
        })
        .collect();
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default().to_owned();
    let parts = [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)];
    format!("urn:uuid:{}", parts.join("-"))
}

#[cfg(test)]
mod tests {
    use super::super::pages::tests::sample;
    use super::*;

    fn feed() -> String {
        let entry = Entry {
            name: "strait".to_owned(),
            file: "strait".to_owned(),
            asked: "2026-01-21T08:00:00Z".to_owned(),
            changes: sample(),
        };
        let feed = Feed { base: "https://news.example/answers/", updated: "2026-01-21T08:00:00Z" };
        atom(feed, &[entry]).unwrap()
    }

    #[test]
    fn a_feed_of_one_entry() {
        insta::assert_snapshot!(feed());
    }

    #[test]
    fn a_feed_reader_understands_it() {
        let read = feed_rs::parser::parse(feed().as_bytes()).unwrap();
        let entry = &read.entries[0];
        assert!(entry.id.starts_with("urn:uuid:"));
        assert_eq!(entry.links[0].href, "https://news.example/answers/strait.changes.html");
        assert!(entry.title.as_ref().unwrap().content.contains("<reopened>"));
        let html = entry.content.as_ref().unwrap().body.clone().unwrap();
        assert!(html.contains("&lt;b&gt;Gone&lt;/b&gt;"), "{html}");
    }
}
