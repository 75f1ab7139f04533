//! From bytes to characters.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How far into a page a declaration of its encoding is looked for (HTML standard, "prescan a byte stream").
const PRESCAN_BYTES: usize = 1024;

/// Reads a page's bytes as text. Believes, in this order: a byte order mark, the label of the `Content-Type` header,
/// the page's own `<meta>` or XML declaration; then UTF-8 if that is what the bytes are, else windows-1252, which
/// reads everything. Bytes that make no sense become U+FFFD.
pub fn decode(bytes: &[u8], label: Option<&str>) -> String {
    // `Encoding::decode` puts a byte order mark above the encoding it is given.
    let encoding = label
        .and_then(|l| Encoding::for_label(l.as_bytes()))
        .or_else(|| declared(bytes.get(..PRESCAN_BYTES).unwrap_or(bytes)))
        .unwrap_or(if std::str::from_utf8(bytes).is_ok() { UTF_8 } else { WINDOWS_1252 });
    let (text, _, _) = encoding.decode(bytes);
    text.into_owned()
}

/// The `charset` parameter of a `Content-Type` header (RFC 9110, section 8.3.2).
pub fn header_label(content_type: &str) -> Option<&str> {
    let parameters = content_type.split(';').skip(1);
    parameters.filter_map(|p| p.split_once('=')).find_map(|(name, value)| {
        let is_charset = name.trim().eq_ignore_ascii_case("charset");
        is_charset.then(|| value.trim().trim_matches(['"', '\'']))
    })
}

/// What the first bytes of a page say about its encoding. A page that can be read byte by byte this far is not in
/// UTF-16, whatever it says (HTML standard, "prescan", last steps).
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let head: String = head.iter().map(|byte| byte.to_ascii_lowercase() as char).collect();
    let label = match head.trim_start().strip_prefix("<?xml") {
        Some(declaration) => value_of("encoding", declaration.split('>').next()?)?,
        None => meta_tags(&head).find_map(|tag| value_of("charset", tag))?,
    };
    match Encoding::for_label(label.as_bytes())? {
        encoding if encoding == UTF_16BE || encoding == UTF_16LE => Some(UTF_8),
        encoding => Some(encoding),
    }
}

/// The insides of the `<meta …>` tags that are not commented out.
fn meta_tags(head: &str) -> impl Iterator<Item = &str> {
    let shown = head.split("<!--").enumerate().filter_map(|(i, part)| match i {
        0 => Some(part),
        _ => part.split_once("-->").map(|(_, rest)| rest),
    });
    shown.flat_map(|part| part.split("<meta").skip(1)).filter_map(|tag| tag.split('>').next())
}

/// `value` in `name = "value"`, with or without quotes.
fn value_of<'a>(name: &str, tag: &'a str) -> Option<&'a str> {
    tag.split(name).skip(1).find_map(|rest| {
        let value = rest.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
        let end = value.find(['"', '\'', ';', '/']).or_else(|| value.find(char::is_whitespace));
        Some(value.get(..end.unwrap_or(value.len()))?.trim())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], label: Option<&str>, expected: &str) {
        assert!(decode(bytes, label).contains(expected), "{:?}", decode(bytes, label));
    }

    #[test]
    fn in_order_of_trust() {
        check(b"\xEF\xBB\xBFcaf\xC3\xA9", Some("windows-1252"), "café");
        check(b"<meta charset=utf-8>caf\xE9", Some("iso-8859-1"), "café");
        check(b"<meta charset=\"koi8-r\">\xD7\xC5\xD3\xD4\xC9", None, "вести");
        check(b"<meta charset=koi8-r>\xD7\xC5\xD3\xD4\xC9", Some("nonsense"), "вести");
        check("<p>вести".as_bytes(), None, "вести");
        check(b"<p>caf\xE9 \x93x\x94", None, "café “x”");
    }

    #[test]
    fn declarations_of_pages() {
        let http_equiv =
            b"<META http-equiv=Content-Type content='text/html; charset=windows-1251'>\xE2\xE5\xF1\xF2\xE8";
        check(http_equiv, None, "вести");
        check(b"<?xml version=\"1.0\" encoding=\"windows-1251\"?><a>\xE2\xE5\xF1\xF2\xE8</a>", None, "вести");
        check(
            b"<!-- <meta charset=koi8-r> --><meta charset=windows-1251>\xE2\xE5\xF1\xF2\xE8",
            None,
            "вести",
        );
        check("<meta charset=utf-16>é".as_bytes(), None, "é");
        check(b"\xFF\xFEh\x00i\x00", None, "hi");
        check(b"", None, "");
    }

    #[test]
    fn labels_of_headers() {
        assert_eq!(header_label("text/html; charset=\"UTF-8\""), Some("UTF-8"));
        assert_eq!(header_label("text/html;boundary=x; Charset=koi8-r"), Some("koi8-r"));
        assert_eq!(header_label("text/html"), None);
    }
}
