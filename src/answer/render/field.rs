//! Single fields of a report as they may be shown: titles, outlets, quotes, addresses and days come from the
//! network, and a terminal or a browser does what they say unless they are cleaned first.

use std::borrow::Cow;

use crate::news::{CanonicalUrl, Confidence, parse_stated};

/// Characters of a title or an outlet's name before it is cut: room for any headline, none for a page of text.
const LONGEST_LABEL: usize = 300;

/// The text on one line, without anything that works on a reader's screen unseen: control characters (escape
/// sequences begin with one), marks that change the direction of writing (Unicode UAX 9), and invisible
/// characters. The joiners U+200C and U+200D stay: Persian, Hindi and emoji are written with them.
pub fn clean(text: &str) -> String {
    spaced(text).trim().to_owned()
}

/// Like [`clean`], but a space at either end stays: for a part of a sentence.
pub(super) fn spaced(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() {
            if !cleaned.ends_with(' ') {
                cleaned.push(' ');
            }
        } else if !is_unseen(c) {
            cleaned.push(c);
        }
    }
    cleaned
}

/// A title or a name: clean, and cut where it goes on for too long.
pub(super) fn label(text: &str) -> String {
    let text = clean(text);
    match text.char_indices().nth(LONGEST_LABEL) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default().trim_end()),
        None => text,
    }
}

/// The address to link to, in printable ASCII; `None` for whatever is not http or https.
pub(super) fn link(address: &str) -> Option<String> {
    CanonicalUrl::parse(address).ok().map(|url| url.as_str().to_owned())
}

/// The day of an RFC 3339 time or a YYYY-MM-DD date in words, at the time's own offset: `16 January 2026`.
pub(super) fn day(stated: &str) -> Option<String> {
    let stated = parse_stated(stated, Confidence::High).ok()?;
    Some(stated.date().strftime("%-d %B %Y").to_string())
}

/// A source's words with numbers in brackets, such as the footnote marks of an encyclopedia, in round ones:
/// in a report `[2]` is always a citation of the report's own.
pub(super) fn without_numbers(words: &str) -> Cow<'_, str> {
    if !words.contains('[') {
        return Cow::Borrowed(words);
    }
    let mut kept = String::with_capacity(words.len());
    let mut rest = words;
    while let Some((before, after)) = rest.split_once('[') {
        kept.push_str(before);
        match after.split_once(']') {
            Some((number, tail)) if !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) => {
                kept.push_str(&format!("({number})"));
                rest = tail;
            }
            _ => {
                kept.push('[');
                rest = after;
            }
        }
    }
    kept.push_str(rest);
    Cow::Owned(kept)
}

fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'
                | '\u{200e}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_works_unseen_is_taken_out() {
        assert_eq!(clean("  a\r\n\tb\u{2028}c\u{a0}d "), "a b c d");
        assert_eq!(clean("\u{1b}[31mred\u{1b}[0m\u{7}\u{9b}2J"), "[31mred[0m2J");
        assert_eq!(clean("pay\u{202e}lap\u{2066}\u{200b}\u{feff}\u{ad}"), "paylap");
        assert_eq!(clean("می\u{200c}خواهم 👩\u{200d}🚀"), "می\u{200c}خواهم 👩\u{200d}🚀");
    }

    #[test]
    fn long_labels_are_cut() {
        assert_eq!(label(&"é".repeat(300)), "é".repeat(300));
        assert_eq!(label(&"é".repeat(301)), format!("{}…", "é".repeat(300)));
    }

    #[test]
    fn only_web_addresses_are_links() {
        assert_eq!(link("https://a.example/x y").as_deref(), Some("https://a.example/x%20y"));
        assert_eq!(link("https://bücher.example/ä").as_deref(), Some("https://xn--bcher-kva.example/%C3%A4"));
        for other in ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//a.example", "", "x"]
        {
            assert_eq!(link(other), None, "{other}");
        }
    }

    #[test]
    fn days_are_in_words() {
        assert_eq!(day("2026-01-06").as_deref(), Some("6 January 2026"));
        assert_eq!(day("2026-01-16T23:30:00-05:00").as_deref(), Some("16 January 2026"));
        assert_eq!(day("soon"), None);
    }

    #[test]
    fn numbers_in_brackets_are_the_report_s_own() {
        assert_eq!(without_numbers("In 2022[4] he [sic] left [12"), "In 2022(4) he [sic] left [12");
        assert_eq!(without_numbers("[[3]] []"), "[(3)] []");
    }
}
