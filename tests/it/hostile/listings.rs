//! Hostile and broken listings, robots.txt and addresses, and sites that keep a reader waiting.

use super::cases::Comes::{Empty, Fails, Lists, Reads};
use super::cases::{Case, HTML, MB, OK, WORDS, article, at, feed, gzip, only, page};
use super::server::{Answer, Then, head_and, http, moved, raw};

const RSS: &str = "application/rss+xml";
const XML: &str = "application/xml";

fn rss(body: impl AsRef<[u8]>) -> Option<Answer> {
    Some(http(OK, RSS, body))
}

fn xml(body: impl AsRef<[u8]>) -> Option<Answer> {
    Some(http(OK, XML, body))
}

/// A listing at the address of the source, and an article at every other one.
macro_rules! over_articles {
    ($answer:expr) => {
        |path, _| match path {
            "/x" => $answer,
            "/robots.txt" => None,
            _ => page(article()),
        }
    };
}

pub const LISTINGS: &[Case] = &[
    ("a sitemap of 50,000", "sitemap", "/x", over_articles!(xml(sitemap(50_000))), Reads(WORDS)),
    ("a sitemap of 70,000", "sitemap", "/x", over_articles!(xml(sitemap(70_000))), Reads(WORDS)),
    ("an index of itself", "sitemap", "/x", at!(http(OK, XML, index("/x"))), Empty),
    ("indexes in a circle", "sitemap", "/x", index_circle, Empty),
    ("an index of endless indexes", "sitemap", "/x", ever_deeper, Empty),
    (
        "a sitemap that unfolds",
        "sitemap",
        "/x",
        at!(http(OK, "application/gzip", gzip(&vec![b' '; 60 * MB]))),
        Fails("listing"),
    ),
    (
        "a sitemap cut short",
        "sitemap",
        "/x",
        at!(http(OK, "application/gzip", &gzip(sitemap(9).as_bytes())[..40])),
        Fails("listing"),
    ),
    ("a sitemap too deep", "sitemap", "/x", only!(xml("<urlset>".repeat(MB))), Fails("listing")),
    (
        "a feed that breaks off",
        "feed",
        "/x",
        only!(rss("<rss version='2.0'><channel><item><link>/a")),
        Fails("listing"),
    ),
    ("a feed of closing tags", "feed", "/x", only!(rss("<rss></channel></rss></rss>")), Fails("listing")),
    (
        "a feed too deep",
        "feed",
        "/x",
        only!(rss(format!("<rss version='2.0'><channel>{}", "<item>".repeat(MB)))),
        Fails("listing"),
    ),
    (
        "entities that unfold in a feed",
        "feed",
        "/x",
        only!(rss(laughs("rss version='2.0'><channel><item><link>&z;</link></item></channel></rss"))),
        Lists("status 404"),
    ),
    (
        "entities that unfold in a sitemap",
        "sitemap",
        "/x",
        over_articles!(xml(laughs("urlset><url><loc>/a&z;</loc></url></urlset"))),
        Reads(WORDS),
    ),
    ("an entity that is a file", "feed", "/x", only!(rss(FILE_ENTITY)), Lists("status 404")),
    ("a page as a feed", "feed", "/x", only!(page(article())), Fails("listing")),
    ("a picture as a feed", "feed", "/x", only!(rss(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")), Fails("listing")),
    ("a film as a feed", "feed", "/x", at!(http(OK, "video/mp4", "x")), Fails("content type")),
    ("an empty feed", "feed", "/x", only!(rss("")), Fails("listing")),
    ("a feed of nothing", "feed", "/x", only!(rss(feed(&[]))), Empty),
    (
        "a feed of other schemes",
        "feed",
        "/x",
        only!(rss(feed(&["file:///etc/passwd", "javascript:x", "data:text/html,x", "mailto:a@b"]))),
        Empty,
    ),
    ("a feed of 100,000", "feed", "/x", over_articles!(rss(long_feed(100_000))), Reads(WORDS)),
    (
        "a link of 100 KB",
        "feed",
        "/x",
        over_articles!(rss(feed(&[&format!("/{}", "x".repeat(100_000))]))),
        Empty,
    ),
    (
        "a feed in JSON that breaks off",
        "feed",
        "/x",
        at!(http(
            OK,
            "application/feed+json",
            "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{"
        )),
        Fails("listing"),
    ),
    (
        "a feed in bottomless JSON",
        "feed",
        "/x",
        at!(http(OK, "application/feed+json", format!("{{\"items\":{}", "[".repeat(MB)))),
        Fails("listing"),
    ),
    ("a section of nested elements", "section", "/x", only!(page("<div>".repeat(2 * MB))), Fails("listing")),
    ("a section of no links", "section", "/x", only!(page("<p>hello")), Fails("listing")),
    ("a section of 90,000 links", "section", "/x", over_articles!(page(section(45_000))), Reads(WORDS)),
    ("a feed of a page that is gone", "feed", "/x", only!(rss(feed(&["/y"]))), Lists("status 404")),
];

const FILE_ENTITY: &str = "<!DOCTYPE rss [<!ENTITY f SYSTEM 'file:///etc/passwd'>]>\
    <rss version='2.0'><channel><item><link>/a?&f;</link></item></channel></rss>";

fn sitemap(length: usize) -> String {
    let urls: String = (0..length).map(|n| format!("<url><loc>/{n}</loc></url>")).collect();
    format!("<urlset>{urls}</urlset>")
}

fn long_feed(length: usize) -> String {
    let items: String = (0..length).map(|n| format!("<item><link>/{n}</link></item>")).collect();
    format!("<rss version='2.0'><channel>{items}</channel></rss>")
}

fn section(length: usize) -> String {
    (0..length).map(|n| format!("<a href=/2026/01/22/{n}-a-b-c-d>x</a>")).collect()
}

fn index(child: &str) -> String {
    format!("<sitemapindex><sitemap><loc>{child}</loc></sitemap></sitemapindex>")
}

fn index_circle(path: &str, _: &str) -> Option<Answer> {
    match path {
        "/x" => xml(index("/y")),
        "/y" => xml(index("/x")),
        _ => None,
    }
}

fn ever_deeper(path: &str, _: &str) -> Option<Answer> {
    path.starts_with("/x").then(|| http(OK, XML, index(&format!("{path}x"))))
}

/// Each entity is ten of the one before, eleven times over: "billion laughs" a hundred times over.
fn laughs(root: &str) -> String {
    let names: Vec<char> = ('o'..='z').collect();
    let pairs = names
        .windows(2)
        .map(|pair| format!("<!ENTITY {} '{}'>", pair[1], format!("&{};", pair[0]).repeat(10)));
    let entities: String = pairs.collect();
    format!("<?xml version='1.0'?><!DOCTYPE x [<!ENTITY o 'ha'>{entities}]><{root}>")
}

fn rules(body: impl AsRef<[u8]>) -> Option<Answer> {
    Some(http(OK, "text/plain", body))
}

/// An article at every address but robots.txt.
macro_rules! robots {
    ($answer:expr) => {
        |path, _| if path == "/robots.txt" { $answer } else { page(article()) }
    };
}

pub const ROBOTS: &[Case] = &[
    ("robots.txt forbids", "page", "/x", robots!(rules("User-agent: *\nDisallow: /")), Fails("robots")),
    ("robots.txt fails", "page", "/x", robots!(Some(http("500 x", HTML, ""))), Fails("status 500")),
    ("robots.txt is busy", "page", "/x", robots!(Some(http("503 x", HTML, ""))), Fails("status 503")),
    ("robots.txt asks for less", "page", "/x", robots!(Some(http("429 x", HTML, ""))), Fails("status 429")),
    ("robots.txt breaks off", "page", "/x", robots!(Some(raw("", Then::Reset))), Fails("transfer")),
    ("robots.txt is a secret", "page", "/x", robots!(Some(http("401 x", HTML, ""))), Reads(WORDS)),
    ("robots.txt is elsewhere, and forbids", "page", "/x", robots_elsewhere, Fails("robots")),
    ("robots.txt goes round in a circle", "page", "/x", robots!(Some(moved("/robots.txt"))), Reads(WORDS)),
    (
        "robots.txt has no end",
        "page",
        "/x",
        robots!(Some(head_and("", "", Then::Flood(vec![b'#'; 65_536])))),
        Reads(WORDS),
    ),
    ("robots.txt of 100,000 rules", "page", "/x", robots!(rules(many_rules())), Reads(WORDS)),
    (
        "robots.txt of stars",
        "page",
        "/x",
        robots!(rules(format!("User-agent: *\nDisallow: /{}y\n", "*a".repeat(5_000)))),
        Reads(WORDS),
    ),
    ("robots.txt is a page", "page", "/x", robots!(page(article())), Reads(WORDS)),
    (
        "robots.txt is noise",
        "page",
        "/x",
        robots!(rules(b"\xFF\xFE\0\x01:\0\r*\0/\x0B:".repeat(1_000))),
        Reads(WORDS),
    ),
    (
        "robots.txt asks for no time",
        "page",
        "/x",
        robots!(rules("User-agent: *\nCrawl-delay: nan\nCrawl-delay: -1e999")),
        Reads(WORDS),
    ),
];

fn robots_elsewhere(path: &str, _: &str) -> Option<Answer> {
    match path {
        "/robots.txt" => Some(moved("/rules/x.txt")),
        "/rules/x.txt" => rules("User-agent: caveat\nDisallow: /x"),
        _ => page(article()),
    }
}

fn many_rules() -> String {
    let rules: String = (0..100_000).map(|n| format!("Disallow: /{n}*z$\n")).collect();
    format!("User-agent: *\n{rules}")
}

/// With a bound of a second or two for each request.
pub const WAITS: &[Case] = &[
    ("an answer that never comes", "page", "/x", at!(raw("", Then::Stall)), Fails("timeout")),
    ("half a head", "page", "/x", at!(raw("HTTP/1.1 200 OK\r\nContent-", Then::Stall)), Fails("timeout")),
    (
        "half a body",
        "page",
        "/x",
        at!(head_and("Content-Length: 99999\r\n", article(), Then::Stall)),
        Fails("timeout"),
    ),
    (
        "a body of one byte a second",
        "page",
        "/x",
        at!(head_and("", "", Then::Trickle(b"x"))),
        Fails("timeout"),
    ),
    (
        "a head of one byte a second",
        "page",
        "/x",
        at!(raw("HTTP/1.1 200 OK\r\nX: ", Then::Trickle(b"x"))),
        Fails("timeout"),
    ),
    (
        "chunks of one byte a second",
        "page",
        "/x",
        at!(head_and("Transfer-Encoding: chunked\r\n", "", Then::Trickle(b"1\r\nx\r\n"))),
        Fails("timeout"),
    ),
    (
        "patience without an end",
        "page",
        "/x",
        at!(raw("", Then::Flood(b"HTTP/1.1 103 Early Hints\r\n\r\n".repeat(1_000)))),
        Fails("timeout"),
    ),
    ("a robots.txt that never comes", "page", "/x", robots!(Some(raw("", Then::Stall))), Fails("timeout")),
    (
        "a feed of one byte a second",
        "feed",
        "/x",
        at!(head_and("", "<rss>", Then::Trickle(b" "))),
        Fails("timeout"),
    ),
];
