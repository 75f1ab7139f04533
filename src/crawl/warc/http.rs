//! The HTTP answers inside archives, as they came over the wire.

use std::io::{self, Read};

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use jiff::Timestamp;

/// How far a body may unfold (bytes); more is no page.
const MAX_BODY: u64 = super::MAX_RECORD;

/// How many headers are read.
const MAX_HEADERS: usize = 1_000;

/// A page as it was captured.
#[derive(Debug, PartialEq, Eq)]
pub struct Capture {
    pub address: String,
    pub date: Option<Timestamp>,
    pub content_type: String,
    pub body: Vec<u8>,
}

impl Capture {
    /// Reads a successful answer: its head and, without the encodings of its transfer, its body.
    pub(super) fn of_response(address: String, date: Option<Timestamp>, message: &[u8]) -> Option<Self> {
        let (head, body) = split_head(message);
        let head = String::from_utf8_lossy(head);
        let mut lines = head.lines();
        let status: u16 = lines.next()?.split_whitespace().nth(1)?.parse().ok()?;
        if !(200..=299).contains(&status) {
            return None;
        }
        let headers: Vec<(&str, &str)> = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(n, v)| (n.trim(), v.trim()))
            .take(MAX_HEADERS)
            .collect();
        let header = |name: &str| headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| *v);
        let is_chunked =
            header("transfer-encoding").is_some_and(|value| value.to_ascii_lowercase().contains("chunked"));
        // Some programs write the body as it was after decoding, and keep the headers: then it stays as it is.
        let joined = if is_chunked { join_chunks(body) } else { None };
        let body = joined.as_deref().unwrap_or(body);
        let unfolded = header("content-encoding").and_then(|encoding| unfold(encoding, body));
        let body = unfolded.unwrap_or_else(|| body.to_vec());
        Some(Self {
            address,
            date,
            content_type: header("content-type").unwrap_or_default().to_owned(),
            body,
        })
    }
}

/// Cuts a message behind its first blank line.
fn split_head(message: &[u8]) -> (&[u8], &[u8]) {
    let end =
        |mark: &[u8]| message.windows(mark.len()).position(|window| window == mark).map(|at| at + mark.len());
    let end = match (end(b"\r\n\r\n"), end(b"\n\n")) {
        (Some(a), Some(b)) => a.min(b),
        (a, b) => a.or(b).unwrap_or(message.len()),
    };
    message.split_at_checked(end).unwrap_or((message, &[]))
}

/// Joins the chunks of a body (RFC 9112, section 7.1), as far as they go; `None` if it does not begin with one.
fn join_chunks(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut joined = Vec::new();
    let mut is_first = true;
    loop {
        let line_end = body.iter().take(1_024).position(|byte| *byte == b'\n');
        let size = line_end.and_then(|end| {
            let line = std::str::from_utf8(body.get(..end)?).ok()?;
            usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()
        });
        let (Some(end), Some(size)) = (line_end, size) else {
            return (!is_first).then_some(joined);
        };
        is_first = false;
        let rest = body.get(end + 1..).unwrap_or_default();
        let (chunk, rest) = rest.split_at_checked(size).unwrap_or((rest, &[]));
        joined.extend_from_slice(chunk);
        if size == 0 || rest.is_empty() {
            return Some(joined);
        }
        body = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
    }
}

/// Undoes a content encoding; `None` if it is unknown, or the body is not encoded so.
fn unfold(encoding: &str, body: &[u8]) -> Option<Vec<u8>> {
    let read = |reader: &mut dyn Read| -> io::Result<Vec<u8>> {
        let mut unfolded = Vec::new();
        reader.take(MAX_BODY).read_to_end(&mut unfolded)?;
        Ok(unfolded)
    };
    match encoding.trim().to_ascii_lowercase().as_str() {
        "gzip" | "x-gzip" => read(&mut MultiGzDecoder::new(body)).ok(),
        // Some servers leave the frame of zlib out.
        "deflate" => read(&mut ZlibDecoder::new(body)).or_else(|_| read(&mut DeflateDecoder::new(body))).ok(),
        "br" => read(&mut brotli_decompressor::Decompressor::new(body, 4096)).ok(),
        "zstd" => read(&mut zstd::Decoder::new(body).ok()?).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_chunks(body: &[u8], expected: Option<&[u8]>) {
        assert_eq!(join_chunks(body).as_deref(), expected, "{}", String::from_utf8_lossy(body));
    }

    #[test]
    fn chunks_whole_cut_and_none() {
        check_chunks(b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", Some(b"abcde"));
        check_chunks(b"3\nabc\n0\n\n", Some(b"abc"));
        check_chunks(b"9\r\nabc", Some(b"abc"));
        check_chunks(b"3\r\nabc\r\nzz\r\n", Some(b"abc"));
        check_chunks(b"ffffffffffffffff\r\nabc", Some(b"abc"));
        check_chunks(b"<html>\n", None);
        check_chunks(b"", None);
    }

    #[test]
    fn content_encodings() {
        let brotli = [0x0b, 0x02, 0x80, b'h', b'e', b'l', b'l', b'o', 0x03];
        assert_eq!(unfold("br", &brotli).as_deref(), Some(b"hello".as_slice()));
        let zstd = zstd::encode_all(b"hello".as_slice(), 1).unwrap();
        assert_eq!(unfold("ZSTD", &zstd).as_deref(), Some(b"hello".as_slice()));
        assert_eq!(unfold("gzip", b"hello"), None);
        assert_eq!(unfold("identity", b"hello"), None);
    }

    #[test]
    fn only_successes_are_pages() {
        let capture = |message: &[u8]| Capture::of_response("x".to_owned(), None, message);
        assert_eq!(capture(b"HTTP/1.1 404 Not Found\r\n\r\nno"), None);
        assert_eq!(capture(b"garbage"), None);
        let page = capture(b"HTTP/1.0 200\ncontent-type:text/html\n\nhello").unwrap();
        assert_eq!((page.content_type.as_str(), page.body.as_slice()), ("text/html", b"hello".as_slice()));
    }
}
