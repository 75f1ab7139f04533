//! What a page must not do to its reader: overflow the stack, or keep a core busy for minutes.
//!
//! HTML parsers follow the standard, and the standard has no limits. Four things make the time grow with the
//! square of the input, and each has its bound here, applied before any parser sees the page:
//!
//! * every start tag looks through all open elements: [`MAX_DEPTH`] and [`MAX_TAGS`];
//! * every attribute is compared with those before it: [`MAX_ATTRIBUTES`];
//! * every block reopens all formatting elements left open that differ in their attributes: beyond
//!   [`MAX_FORMATTING`] of these, they become plain `span`s;
//! * extractors walk all descendants of every ancestor: [`MAX_DEPTH`] again.
//!
//! The scan below follows the parser only roughly. What slips past it is bounded by [`MAX_TAGS`], and the tree
//! is cut at [`MAX_DEPTH`] once more after parsing (see `page`), where depth is exact.

use std::borrow::Cow;

use super::ExtractError;

/// Bytes of a page that are read; the rest is left unread. The largest of 1,271 real pages has 1.6 MB.
pub const MAX_BYTES: usize = 6 * 1024 * 1024;
/// Tags, opening and closing, that are read; the page ends there. The largest of 1,271 real pages has 20,000.
pub const MAX_TAGS: usize = 30_000;
/// Elements inside one another; far more than an article stands in.
pub const MAX_DEPTH: usize = 160;
/// Attributes of one tag; no page writes as many.
const MAX_ATTRIBUTES: usize = 200;
/// Formatting tags with attributes and with other elements inside that stay what they are.
const MAX_FORMATTING: usize = 16;

/// The elements that a parser reopens in every following block until they are closed (HTML standard, "the list
/// of active formatting elements"); `a` is not among ours because a second one closes the first.
const FORMATTING: &[&str] =
    &["b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
/// Elements without content (HTML standard, "void elements").
pub const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];
/// Elements whose content is text up to their end tag, whatever it looks like.
const RAW: &[&str] =
    &["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript"];
/// Elements that end when another of their name begins beside them.
const SELF_CLOSING: &[&str] = &["p", "li", "dt", "dd", "tr", "td", "th", "option", "thead", "tbody", "a"];
/// Elements that an end tag of another name does not reach through (HTML standard, "has an element in scope").
const SCOPES: &[&str] = &["table", "td", "th", "caption", "object", "marquee", "applet", "template"];

/// The part of a page that is safe to parse, or an error if it is not text at all.
pub fn tame(html: &str) -> Result<Cow<'_, str>, ExtractError> {
    if is_binary(html) {
        return Err(ExtractError::NotHtml);
    }
    let html = first_tags(first_bytes(html));
    Ok(Scan::new(html).run())
}

/// Binary files decoded as text show as NUL, control and replacement characters.
fn is_binary(html: &str) -> bool {
    const SAMPLE: usize = 2048;
    let (mut odd, mut all) = (0, 0);
    for character in html.chars().take(SAMPLE) {
        let space = matches!(character, '\t' | '\n' | '\r' | '\u{c}');
        odd += usize::from(character == '\u{fffd}' || (character.is_control() && !space));
        all += 1;
    }
    html.starts_with("%PDF-") || odd * 10 > all
}

fn first_bytes(html: &str) -> &str {
    let end = html.floor_char_boundary(MAX_BYTES);
    html.get(..end).unwrap_or(html)
}

/// Counts what may be a tag anywhere, even in scripts and comments: parsers and this scan may disagree on where
/// those end.
fn first_tags(html: &str) -> &str {
    let tags = html
        .as_bytes()
        .windows(2)
        .enumerate()
        .filter(|(_, pair)| matches!(pair, [b'<', next] if next.is_ascii_alphabetic() || *next == b'/'));
    let end = tags.map(|(at, _)| at).nth(MAX_TAGS);
    end.and_then(|end| html.get(..end)).unwrap_or(html)
}

/// One pass over the tags of a page with a rough stack of open elements.
struct Scan<'a> {
    html: &'a str,
    /// Up to where the input was copied, if anything had to change.
    copied: usize,
    out: String,
    open: Vec<&'a str>,
    formatting: usize,
}

/// A tag as it stands in the input.
struct Tag<'a> {
    name: &'a str,
    closes: bool,
    attributes: usize,
    /// The offset behind `>`.
    end: usize,
}

impl<'a> Scan<'a> {
    fn new(html: &'a str) -> Self {
        Self { html, copied: 0, out: String::new(), open: Vec::new(), formatting: 0 }
    }

    fn run(mut self) -> Cow<'a, str> {
        let mut at = 0;
        while let Some(start) = self.find("<", at) {
            let rest = self.html.get(start..).unwrap_or_default();
            at = if rest.starts_with("<!--") {
                self.find("-->", start + 2).map_or(self.html.len(), |end| end + 3)
            } else if !begins_tag(rest) {
                start + 1
            } else if let Some(tag) = read_tag(rest) {
                self.tag(start, &tag)
            } else {
                // Parsers drop a tag that does not end, but only after they have read all of it.
                self.replace(start, self.html.len(), &[]);
                self.html.len()
            };
        }
        if self.copied == 0 && self.out.is_empty() {
            return Cow::Borrowed(self.html);
        }
        self.out.push_str(self.html.get(self.copied..).unwrap_or_default());
        Cow::Owned(self.out)
    }

    /// Keeps, reduces or drops one tag; returns where to read on.
    fn tag(&mut self, start: usize, tag: &Tag<'a>) -> usize {
        let end = start + tag.end;
        let is = |names: &[&str]| names.iter().any(|n| n.eq_ignore_ascii_case(tag.name));
        if tag.closes {
            self.close(tag.name, is(SCOPES));
            return end;
        }
        if tag.attributes > MAX_ATTRIBUTES {
            self.replace(start, end, &["<", tag.name, ">"]);
        } else if is(FORMATTING) && tag.attributes > 0 && !self.closes_at_once(end, tag.name) {
            self.formatting += 1;
            if self.formatting > MAX_FORMATTING {
                self.replace(start, start + 1 + tag.name.len(), &["<span"]);
            }
        }
        if is(VOID) {
            return end;
        }
        if is(RAW) {
            return self.end_of_raw(tag.name, end);
        }
        if is(SELF_CLOSING) && self.open.last().is_some_and(|top| top.eq_ignore_ascii_case(tag.name)) {
            self.open.pop();
        }
        if self.open.len() >= MAX_DEPTH {
            self.replace(start, end, &[]);
        } else {
            self.open.push(tag.name);
        }
        end
    }

    /// Closes the nearest open element of this name, and what was left open in it.
    fn close(&mut self, name: &str, is_scope: bool) {
        for (index, open) in self.open.iter().enumerate().rev() {
            if open.eq_ignore_ascii_case(name) {
                self.open.truncate(index);
                return;
            }
            if !is_scope && SCOPES.iter().any(|s| s.eq_ignore_ascii_case(open)) {
                return;
            }
        }
    }

    /// Whether nothing but text stands between here and the end tag of this name.
    fn closes_at_once(&self, from: usize, name: &str) -> bool {
        let next = self.find("<", from).and_then(|at| self.html.get(at..)).filter(|t| begins_tag(t));
        let next = next.and_then(read_tag);
        next.is_some_and(|tag| tag.closes && tag.name.eq_ignore_ascii_case(name))
    }

    /// Writes the input up to `start`, then `instead`, and skips to `end`.
    fn replace(&mut self, start: usize, end: usize, instead: &[&str]) {
        self.out.push_str(self.html.get(self.copied..start).unwrap_or_default());
        self.out.extend(instead.iter().copied());
        self.copied = end;
    }

    fn find(&self, what: &str, from: usize) -> Option<usize> {
        Some(from + self.html.get(from..)?.find(what)?)
    }

    /// Where the text of a script or the like ends: at its end tag, which is then read as a tag.
    fn end_of_raw(&self, name: &str, from: usize) -> usize {
        let mut at = from;
        while let Some(end) = self.find("</", at) {
            let found = self.html.get(end + 2..end + 2 + name.len());
            if found.is_some_and(|f| f.eq_ignore_ascii_case(name)) {
                return end;
            }
            at = end + 2;
        }
        self.html.len()
    }
}

fn begins_tag(text: &str) -> bool {
    let name = text.strip_prefix("</").or_else(|| text.strip_prefix('<'));
    name.is_some_and(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))
}

/// Reads the tag that a text begins with. `None` if the page ends before the tag does.
fn read_tag(text: &str) -> Option<Tag<'_>> {
    let closes = text.starts_with("</");
    let from = if closes { 2 } else { 1 };
    let name_and_rest = text.get(from..)?;
    let length = name_and_rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'))?;
    let (name, rest) = name_and_rest.split_at_checked(length)?;
    let (attributes, end) = read_attributes(rest)?;
    Some(Tag { name, closes, attributes, end: from + length + end })
}

/// Counts attributes up to the `>` that ends a tag; a `>` in quotes does not. `None` if the page ends before.
fn read_attributes(text: &str) -> Option<(usize, usize)> {
    let (mut count, mut between, mut value) = (0, true, false);
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), _) => {
                if byte == open {
                    (quote, between) = (None, true);
                }
            }
            (None, b'>') => return Some((count, at + 1)),
            (None, b'"' | b'\'') if value => (quote, value) = (Some(byte), false),
            (None, b'=') if !between || value => (value, between) = (true, false),
            (None, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' | b'/') => between = !value,
            _ => {
                count += usize::from(between);
                (between, value) = (false, false);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expected: &str) {
        assert_eq!(tame(html).unwrap(), expected);
    }

    #[test]
    fn leaves_ordinary_pages_alone() {
        for html in [
            "",
            "<p>a<p>b<br>c <b class=x><i>d</i></b>",
            "<!-- <div> --><script>if (a<b) '<div>'</script><p title='a>b'>x</p>",
            "a < b <3 <",
        ] {
            assert!(matches!(tame(html), Ok(Cow::Borrowed(same)) if same == html), "{html}");
        }
    }

    #[test]
    fn nesting_ends_at_the_limit() {
        let deep = "<div>".repeat(MAX_DEPTH + 50);
        check(&format!("{deep}x"), &format!("{}x", "<div>".repeat(MAX_DEPTH)));
        let unclosed = "<p>word".repeat(5000);
        check(&unclosed, &unclosed);
    }

    #[test]
    fn an_end_tag_does_not_reach_out_of_a_table() {
        let deep = "<div><table></div>".repeat(MAX_DEPTH);
        assert!(tame(&deep).unwrap().matches('<').count() < deep.matches('<').count());
    }

    #[test]
    fn formatting_that_would_be_reopened_everywhere_becomes_plain() {
        let mut page = String::new();
        for n in 0..50 {
            page.push_str(&format!("<b id={n}><p>x"));
        }
        assert_eq!(tame(&page).unwrap().matches("<span id=").count(), 50 - MAX_FORMATTING);
    }

    #[test]
    fn a_tag_of_too_many_attributes_keeps_its_name() {
        let names: String = (0..300).map(|n| format!(" a{n}=1")).collect();
        check(&format!("<div{names}>x</div>"), "<div>x</div>");
        check("<div a=1 b='2 3' c>x", "<div a=1 b='2 3' c>x");
    }

    #[test]
    fn binary_files_are_refused() {
        for binary in ["%PDF-1.7 x", "\u{0}\u{1}\u{2}PK\u{3}", "\u{fffd}PNG\r\n"] {
            assert!(matches!(tame(binary), Err(ExtractError::NotHtml)), "{binary:?}");
        }
    }

    #[test]
    fn pages_end_after_the_last_tag_that_is_read() {
        let page = "<br>".repeat(MAX_TAGS + 10);
        assert_eq!(tame(&page).unwrap().len(), 4 * MAX_TAGS);
    }
}
