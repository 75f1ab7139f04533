//! What hostile and broken sites do, and what is to come of each.

use std::io::Write;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};

use super::server::{Answer, Behaviour, Then, head_and, http, moved, raw, with};

/// What is to come of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comes {
    /// It fails, for this reason.
    Fails(&'static str),
    /// An article is read from it all the same, and its text holds these words.
    Reads(&'static str),
    /// It is read, and lists nothing that may be asked for.
    Empty,
    /// It lists an article, which fails for this reason.
    Lists(&'static str),
}
use Comes::{Fails, Reads};

/// A name, the kind of the source, its path, how the site answers, what is to come of it.
pub type Case = (&'static str, &'static str, &'static str, Behaviour, Comes);

pub const HTML: &str = "text/html";
pub const OK: &str = "200 OK";
pub const MB: usize = 1024 * 1024;

/// Words that every article of these sites holds.
pub const WORDS: &str = "harbour master";

pub fn article() -> String {
    let paragraph = "<p>All of it was said on Monday by the harbour master of Calder, who has kept the books for \
                     twenty years and does not expect to close them soon.</p>";
    format!("<title>Books kept</title><article><h1>Books kept</h1>{}</article>", paragraph.repeat(3))
}

pub fn feed(links: &[&str]) -> String {
    let items: String = links.iter().map(|link| format!("<item><link>{link}</link></item>")).collect();
    format!("<rss version='2.0'><channel><title>t</title>{items}</channel></rss>")
}

pub fn page(body: impl AsRef<[u8]>) -> Option<Answer> {
    Some(http(OK, HTML, body))
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Frames of zstd whose blocks say "the same byte 128 KB long" (RFC 8878, section 3.1.1.2).
fn zstd_bomb(mb: usize) -> Vec<u8> {
    let mut frame = vec![0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x38];
    for _ in 0..mb * 8 {
        let header = (128 * 1024_u32) << 3 | 1 << 1;
        frame.extend_from_slice(&header.to_le_bytes()[..3]);
        frame.push(b' ');
    }
    frame
}

fn compressed(encoding: &str, body: Vec<u8>) -> Option<Answer> {
    Some(with(OK, &[("Content-Type", HTML), ("Content-Encoding", encoding)], body))
}

/// An answer only at the address of the source; all else, robots.txt with it, is not there.
macro_rules! at {
    ($answer:expr) => {
        |path, _| (path == "/x").then(|| $answer)
    };
}

/// The same for an optional answer.
macro_rules! only {
    ($answer:expr) => {
        |path, _| (path == "/x").then(|| $answer).flatten()
    };
}

pub(super) use {at, only};

pub const REDIRECTS: &[Case] = &[
    ("redirect to itself", "page", "/x", at!(moved("/x")), Fails("redirect loop")),
    ("redirects in a circle", "page", "/x", circle, Fails("redirect loop")),
    ("redirects without an end", "page", "/x", ever_further, Fails("redirect loop")),
    ("redirect to a file", "page", "/x", at!(moved("file:///etc/passwd")), Fails("bad redirect")),
    ("redirect to a script", "page", "/x", at!(moved("javascript:alert(1)")), Fails("bad redirect")),
    ("redirect to data", "page", "/x", at!(moved("data:text/html,hello")), Fails("bad redirect")),
    ("redirect to nowhere", "page", "/x", at!(with("302 Found", &[], "")), Fails("bad redirect")),
    ("redirect to half an address", "page", "/x", at!(moved("http://[::1")), Fails("bad redirect")),
    ("redirect to an endless address", "page", "/x", at!(moved(&"/a".repeat(40_000))), Fails("bad redirect")),
    ("redirect with a password", "page", "/x", to_password, Reads(WORDS)),
];

fn circle(path: &str, _: &str) -> Option<Answer> {
    match path {
        "/x" => Some(moved("/y")),
        "/y" => Some(moved("/x")),
        _ => None,
    }
}

fn ever_further(path: &str, _: &str) -> Option<Answer> {
    path.starts_with("/x").then(|| moved(&format!("{path}x")))
}

fn to_password(path: &str, origin: &str) -> Option<Answer> {
    let host = origin.strip_prefix("http://").unwrap();
    match path {
        "/x" => Some(moved(&format!("http://news.example:secret@{host}/y"))),
        "/y" => page(article()),
        _ => None,
    }
}

pub const TRANSFERS: &[Case] = &[
    (
        "gzip that unfolds",
        "page",
        "/x",
        only!(compressed("gzip", gzip(&vec![b' '; 60 * MB]))),
        Fails("too large"),
    ),
    ("deflate that unfolds", "page", "/x", only!(compressed("deflate", zlib())), Fails("too large")),
    ("zstd that unfolds", "page", "/x", only!(compressed("zstd", zstd_bomb(4000))), Fails("too large")),
    ("gzip that is none", "page", "/x", only!(compressed("gzip", b"hello".to_vec())), Fails("transfer")),
    (
        "gzip cut short",
        "page",
        "/x",
        only!(compressed("gzip", gzip(article().as_bytes())[..90].to_vec())),
        Fails("transfer"),
    ),
    (
        "gzip in gzip",
        "page",
        "/x",
        only!(compressed("gzip", gzip(&gzip(article().as_bytes())))),
        Fails("no text"),
    ),
    (
        "a body without an end",
        "page",
        "/x",
        at!(head_and("", "", Then::Flood(vec![b'x'; 65_536]))),
        Fails("too large"),
    ),
    (
        "chunks without an end",
        "page",
        "/x",
        at!(head_and("Transfer-Encoding: chunked\r\n", "", Then::Flood(chunk()))),
        Fails("too large"),
    ),
    (
        "a length beyond all",
        "page",
        "/x",
        at!(head_and("Content-Length: 900719925474099100\r\n", "", Then::Stall)),
        Fails("too large"),
    ),
    (
        "a length that is no number",
        "page",
        "/x",
        at!(head_and("Content-Length: -5\r\n", "hello", Then::Close)),
        Fails("transfer"),
    ),
    (
        "two lengths",
        "page",
        "/x",
        at!(head_and("Content-Length: 5\r\nContent-Length: 6\r\n", "hello!", Then::Close)),
        Fails("transfer"),
    ),
    (
        "a length that promises more",
        "page",
        "/x",
        at!(head_and("Content-Length: 9999\r\n", article(), Then::Close)),
        Fails("transfer"),
    ),
    (
        "a length that promises less",
        "page",
        "/x",
        at!(head_and("Content-Length: 260\r\n", article(), Then::Close)),
        Reads(WORDS),
    ),
    (
        "a chunk of no length",
        "page",
        "/x",
        at!(head_and("Transfer-Encoding: chunked\r\n", "zz\r\nhello\r\n", Then::Close)),
        Fails("transfer"),
    ),
    (
        "a chunk beyond all",
        "page",
        "/x",
        at!(head_and("Transfer-Encoding: chunked\r\n", "ffffffffffffffffff\r\nhello", Then::Close)),
        Fails("transfer"),
    ),
    ("a reset before the answer", "page", "/x", at!(raw("", Then::Reset)), Fails("transfer")),
    (
        "a reset in the body",
        "page",
        "/x",
        at!(head_and("Content-Length: 9999\r\n", "<title>x", Then::Reset)),
        Fails("transfer"),
    ),
    ("no answer at all", "page", "/x", at!(raw("", Then::Close)), Fails("transfer")),
    (
        "a flood of headers",
        "page",
        "/x",
        at!(head_and(&"X-Flood: x\r\n".repeat(20_000), article(), Then::Close)),
        Fails("transfer"),
    ),
    (
        "headers without an end",
        "page",
        "/x",
        at!(raw("HTTP/1.1 200 OK\r\n", Then::Flood(b"X-Flood: x\r\n".repeat(5_000)))),
        Fails("transfer"),
    ),
    (
        "a header without an end",
        "page",
        "/x",
        at!(raw("HTTP/1.1 200 OK\r\nX: ", Then::Flood(vec![b'x'; 65_536]))),
        Fails("transfer"),
    ),
    ("another protocol", "page", "/x", at!(raw("SSH-2.0-OpenSSH_9.9\r\n", Then::Close)), Fails("transfer")),
    ("an answer of before 1996", "page", "/x", at!(raw(article(), Then::Close)), Fails("transfer")),
    ("a body where there is none", "page", "/x", at!(with("204 No Content", &[], "")), Fails("no text")),
];

fn zlib() -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&vec![b' '; 60 * MB]).unwrap();
    encoder.finish().unwrap()
}

fn chunk() -> Vec<u8> {
    [b"10000\r\n".as_slice(), &[b'x'; 65_536], b"\r\n"].concat()
}

pub const STATUSES: &[Case] = &[
    ("429 alone", "page", "/x", at!(http("429 Too Many Requests", HTML, "")), Fails("status 429")),
    (
        "429 until tomorrow",
        "page",
        "/x",
        at!(with("429 Too Many Requests", &[("Retry-After", "86400")], "")),
        Fails("status 429"),
    ),
    ("503 alone", "page", "/x", at!(http("503 Service Unavailable", HTML, article())), Fails("status 503")),
    (
        "503 until the end of time",
        "page",
        "/x",
        at!(with("503 x", &[("Retry-After", "18446744073709551615")], "")),
        Fails("status 503"),
    ),
    ("503 until never", "page", "/x", at!(with("503 x", &[("Retry-After", "-7")], "")), Fails("status 503")),
    (
        "503 until long ago",
        "page",
        "/x",
        at!(with("503 x", &[("Retry-After", "Thu, 01 Jan 1970 00:00:00 GMT")], "")),
        Fails("status 503"),
    ),
    ("500", "page", "/x", at!(http("500 x", HTML, article())), Fails("status 500")),
    ("403", "page", "/x", at!(http("403 Forbidden", HTML, article())), Fails("status 403")),
    ("410", "page", "/x", at!(http("410 Gone", HTML, article())), Fails("gone")),
    (
        "not modified, though nobody asked",
        "page",
        "/x",
        at!(raw("HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n", Then::Close)),
        Fails("status 304"),
    ),
    (
        "a change of protocols",
        "page",
        "/x",
        at!(raw(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
            Then::Close
        )),
        Fails("status 101"),
    ),
    (
        "a status that is none",
        "page",
        "/x",
        at!(raw("HTTP/1.1 99 x\r\n\r\n", Then::Close)),
        Fails("transfer"),
    ),
    (
        "a status of a thousand",
        "page",
        "/x",
        at!(raw("HTTP/1.1 1000 x\r\n\r\n", Then::Close)),
        Fails("transfer"),
    ),
];

pub const PAGES: &[Case] = &[
    ("UTF-16 with a mark", "page", "/x", only!(page(utf16())), Reads(WORDS)),
    (
        "UTF-16 by name",
        "page",
        "/x",
        at!(http(OK, "text/html; charset=utf-16le", &utf16()[2..])),
        Reads(WORDS),
    ),
    (
        "the wrong charset",
        "page",
        "/x",
        at!(http(OK, "text/html; charset=shift_jis", article().replace("said", "s\u{e4}id"))),
        Reads(WORDS),
    ),
    (
        "a charset that is none",
        "page",
        "/x",
        at!(http(OK, "text/html; charset=klingon", article())),
        Reads(WORDS),
    ),
    ("NUL bytes", "page", "/x", only!(page(article().replace("Monday", "Mon\0day"))), Reads(WORDS)),
    ("nothing but NUL bytes", "page", "/x", only!(page(vec![0; MB])), Fails("no text")),
    (
        "a picture as a page",
        "page",
        "/x",
        only!(page(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".repeat(1000))),
        Fails("no text"),
    ),
    ("a picture", "page", "/x", at!(http(OK, "image/png", "x")), Fails("content type")),
    ("an empty page", "page", "/x", only!(page("")), Fails("no text")),
    ("10 MB of nested elements", "page", "/x", only!(page("<div>".repeat(2 * MB))), Fails("too large")),
    ("as many elements as may be", "page", "/x", only!(page("<div>".repeat(99_000))), Fails("no text")),
    (
        "elements closed that were never open",
        "page",
        "/x",
        only!(page("<b><i></b>".repeat(30_000))),
        Fails("no text"),
    ),
    (
        "an attribute of 9 MB",
        "page",
        "/x",
        only!(page(format!("<p title='{}'>{}", "x".repeat(9 * MB), article()))),
        Fails("no text"),
    ),
    (
        "an element of many attributes",
        "page",
        "/x",
        only!(page(format!("<p {}>{}", many_attributes(), article()))),
        Reads(WORDS),
    ),
    (
        "a comment without an end",
        "page",
        "/x",
        only!(page(format!("{}<!-- {}", article(), "x".repeat(MB)))),
        Reads(WORDS),
    ),
    (
        "a script of 9 MB",
        "page",
        "/x",
        only!(page(format!("<script>{}</script>{}", "x='<';".repeat(MB), article()))),
        Fails("no text"),
    ),
    (
        "data of bottomless depth",
        "page",
        "/x",
        only!(page(format!("<script type='application/ld+json'>{}</script>{}", "[".repeat(MB), article()))),
        Reads(WORDS),
    ),
    (
        "a paragraph of 9 MB",
        "page",
        "/x",
        only!(page(format!("<article><p>{}", "The harbour master spoke. ".repeat(360_000)))),
        Reads(WORDS),
    ),
    (
        "an article that points to a file",
        "page",
        "/x",
        only!(page(format!("<link rel=canonical href='file:///etc/passwd'>{}", article()))),
        Reads(WORDS),
    ),
];

fn utf16() -> Vec<u8> {
    let units = article();
    let units = ['\u{feff}'].into_iter().chain(units.chars()).collect::<String>();
    units.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn many_attributes() -> String {
    (0..100_000).map(|n| format!("a{n}='' ")).collect()
}
