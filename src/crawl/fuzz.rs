//! What comes from strangers is mutated at random, and may be refused but never end the program, take long or lead to
//! results that break a promise. A moment in the suite; for longer, with another seed each time:
//!
//! `CAVEAT_FUZZ_SECONDS=300 cargo test --lib fuzz`
//!
//! Seconds are those of a processor, for each target. The input under test is in `caveat-fuzz-TARGET` in the directory
//! for temporary files, for the case that the program does not live to show it.

mod pages;

use std::io::Cursor;
use std::time::Duration;

use cpu_time::ThreadTime;

use super::robots::{RobotsAnswer, Rules};
use super::source::{MAX_LINKS, SourceKind, read_listing};
use super::warc::{MAX_RECORD, Warc};
use crate::news::CanonicalUrl;

/// Inputs tried in the suite.
const CASES: usize = 400;

/// The longest input (bytes), and the longest that one may take in a build without optimisation.
const LONGEST: usize = 16 * 1024;
const PATIENCE: Duration = Duration::from_secs(5);

/// Numbers that look random (Knuth's MMIX generator).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound.max(1)
    }

    fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// A few changes to one of the seeds: bits, cuts, repetitions, words of the language, parts of other seeds.
fn mutated(chance: &mut Chance, seeds: &[Vec<u8>], words: &[&[u8]]) -> Vec<u8> {
    let mut input = chance.one_of(seeds).clone();
    for _ in 0..=chance.below(8) {
        let at = chance.below(input.len() + 1);
        let end = (at + chance.below(64)).min(input.len());
        match chance.below(7) {
            0 if at < input.len() => input[at] ^= 1 << chance.below(8),
            1 if at < input.len() => input[at] = *chance.one_of(b"\0\xff\n\r<>&\"'/:;=[]{}-0 "),
            2 => drop(input.drain(at..end)),
            3 => {
                let piece = input[at..end].repeat(1 + chance.below(200));
                input.splice(at..at, piece);
            }
            4 => drop(input.splice(at..at, chance.one_of(words).repeat(1 + chance.below(4)))),
            5 => {
                let other = chance.one_of(seeds);
                let from = chance.below(other.len() + 1);
                let to = (from + chance.below(200)).min(other.len());
                input.splice(at..end, other[from..to].iter().copied());
            }
            _ => input.truncate(at),
        }
        input.truncate(LONGEST);
    }
    input
}

#[expect(clippy::disallowed_methods, reason = "a longer run by hand is asked for in the environment")]
fn seconds() -> Option<u64> {
    std::env::var("CAVEAT_FUZZ_SECONDS").ok()?.parse().ok()
}

#[expect(clippy::disallowed_methods, reason = "a run by hand begins elsewhere each time")]
fn seed(is_long: bool) -> u64 {
    if is_long { jiff::Timestamp::now().as_nanosecond() as u64 } else { 20_260_122 }
}

#[expect(clippy::print_stderr, reason = "a run by hand tells how far it came")]
fn fuzz(target: &str, seeds: &[Vec<u8>], words: &[&[u8]], run: fn(&[u8])) {
    seeds.iter().for_each(|seed| run(seed));
    let (started, limit) = (ThreadTime::now(), seconds().map(Duration::from_secs));
    let mut chance = Chance(seed(limit.is_some()));
    let current = std::env::temp_dir().join(format!("caveat-fuzz-{target}"));
    let mut cases = 0;
    while limit.map_or(cases < CASES, |limit| started.elapsed() < limit) {
        let input = mutated(&mut chance, seeds, words);
        if limit.is_some() {
            std::fs::write(&current, &input).unwrap();
        }
        let began = ThreadTime::now();
        let ended = std::panic::catch_unwind(|| run(&input));
        assert!(ended.is_ok(), "{target}: \"{}\"", input.escape_ascii());
        let took = began.elapsed();
        assert!(took < PATIENCE, "{target} took {took:?}: \"{}\"", input.escape_ascii());
        cases += 1;
    }
    if limit.is_some() {
        let _ = std::fs::remove_file(&current);
        eprintln!("{target}: {cases} inputs in {:.0} s", started.elapsed().as_secs_f64());
    }
}

fn seeds(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

fn base() -> CanonicalUrl {
    CanonicalUrl::parse("http://news.example/all/").unwrap()
}

fn list(kind: SourceKind, input: &[u8]) {
    if let Ok(listing) = read_listing(kind, input, Some("text/xml"), &base()) {
        assert!(listing.articles.len() <= MAX_LINKS);
        for url in &listing.articles {
            assert_eq!(CanonicalUrl::parse(url.as_str()).as_ref(), Ok(url));
        }
        assert!(listing.notices.keys().all(|url| listing.articles.contains(url)));
    }
}

#[test]
fn feeds() {
    let seeds = seeds(&[
        "<?xml version='1.0' encoding='utf-8'?><rss version='2.0' xmlns:media='http://search.yahoo.com/mrss/' \
         xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' xmlns:dc='http://purl.org/dc/elements/1.1/' \
         xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>t</title><link>http://news.example/</link>\
         <item><title>A &amp; B</title><link>/a?x=1</link><guid isPermaLink='false'>7</guid><pubDate>Thu, 22 Jan 2026 \
         10:00:00 +0200</pubDate><media:group><media:content url='/a.jpg' fileSize='99' duration='10'/></media:group>\
         <itunes:duration>01:02:03</itunes:duration><dc:date>2026-01-22</dc:date><content:encoded><![CDATA[<p>x]]>\
         </content:encoded><enclosure url='/a.mp3' length='12' type='audio/mpeg'/></item></channel></rss>",
        "<rdf:RDF xmlns='http://purl.org/rss/1.0/' xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><channel \
         rdf:about='x'><title>t</title></channel><item rdf:about='/b'><title>B</title><link>/b</link></item></rdf:RDF>",
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='http://news.example/x/'><title type='xhtml'><div>t</div></title>\
         <updated>2026-01-22T10:00:00Z</updated><entry><id>urn:1</id><title type='html'>&lt;b&gt;A</title><link \
         rel='alternate' href='c'/><published>2026-01-22T10:00:00.5-05:00</published><content type='xhtml'><div><p>x\
         </p></div></content></entry></feed>",
        "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"t\",\"items\":[{\"id\":\"1\",\"url\":\"/d\",\
         \"date_published\":\"2026-01-22T10:00:00Z\",\"content_text\":\"x\",\"attachments\":[{\"url\":\"/a\",\
         \"mime_type\":\"audio/mpeg\",\"duration_in_seconds\":7}]}]}",
    ]);
    let words: &[&[u8]] = &[
        b"<item>", b"</item>", b"<entry>", b"<link>", b"<![CDATA[", b"]]>", b"&#x10FFFF;", b"&amp;", b"<!--",
        b"-->", b"<?", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"99999999999999999999", b"-1",
        b"xml:base='http://[::1]:99999/'", b"\xFF\xFE", b"\xEF\xBB\xBF", b"<media:group>", b"<div>", b"null",
        b"[[[[", b"{\"a\":",
    ];
    fuzz("feeds", &seeds, words, |input| {
        list(SourceKind::Auto, input);
        list(SourceKind::Feed, input);
    });
}

#[test]
fn sitemaps() {
    let seeds = seeds(&[
        "<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:news='urn:n' \
         xmlns:image='urn:i'><url><loc>http://news.example/a?b=1&amp;c=2</loc><lastmod>2026-01-22T10:00:00+02:00</lastmod>\
         <changefreq>daily</changefreq><priority>0.5</priority><news:news><news:publication><news:name>N</news:name>\
         </news:publication><news:publication_date>2026-01-22</news:publication_date><news:title>A &lt; B</news:title>\
         </news:news><image:image><image:loc>/a.jpg</image:loc></image:image></url><url><loc>/b</loc></url></urlset>",
        "<sitemapindex><sitemap><loc>/1.xml.gz</loc><lastmod>2026-01</lastmod></sitemap></sitemapindex>",
    ]);
    let words: &[&[u8]] = &[
        b"<url>", b"</url>", b"<loc>", b"</loc>", b"<sitemap>", b"<news:title>", b"<![CDATA[", b"]]>",
        b"&#0;", b"&#x110000;", b"&undefined;", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"2026-13-45",
        b"-999999-01-01", b"\x1f\x8b\x08",
    ];
    fuzz("sitemaps", &seeds, words, |input| list(SourceKind::Sitemap, input));
}

#[test]
fn robots() {
    let seeds = seeds(&[
        "User-agent: *\nDisallow: /private\nAllow: /private/*.html$\nCrawl-delay: 7.5\n\nUser-agent: caveat\n\
         User-Agent: other\nDisallow: /a%20b?c=*&d=%C3%A9$\nSitemap: http://news.example/sitemap.xml\n# comment\n",
        "\u{feff}user-agent:caveat\r\ndisallow:\r\rallow: /é*\r\nsitemap:https://[::1]/x",
    ]);
    let words: &[&[u8]] = &[
        b"User-agent: ", b"Disallow: ", b"Allow: ", b"Crawl-delay: ", b"1e308", b"nan", b"-1", b"inf", b"*",
        b"$", b"%", b"%2F", b"%zz", b"\xC3", b"****a", b"Sitemap: ", b"\xEF\xBB\xBF", b"#",
    ];
    fuzz("robots", &seeds, words, |input| {
        let rules = Rules::read(RobotsAnswer::Status(200, input), "caveat/1.0");
        for path in ["/", "/private/a.html", "/a%20b?c=1&d=é", "/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"]
        {
            rules.allows(&base().join(path).unwrap());
        }
        assert!(rules.crawl_delay().is_none_or(|delay| delay >= Duration::ZERO));
        assert!(rules.sitemaps().len() <= 50);
    });
}

#[test]
fn web_archives() {
    let http = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<p>ab\r\n3;x\r\ncde\r\n0\r\n\r\n";
    let record = |kind: &str, content: &str| {
        format!(
            "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: <http://news.example/a>\r\nWARC-Date: 2026-01-22T10:00:00Z\r\n\
             Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{content}\r\n\r\n",
            content.len()
        )
    };
    let encoded =
        |encoding: &str| http.replace("Transfer-Encoding: chunked", &format!("Content-Encoding: {encoding}"));
    let all = [
        record("warcinfo", "software: x\r\n"),
        record("response", http),
        record("request", "GET / HTTP/1.1\r\n\r\n"),
    ];
    let mut seeds = seeds(&[&all.concat()]);
    seeds.extend(
        ["br", "zstd", "deflate", "gzip"].map(|encoding| record("response", &encoded(encoding)).into_bytes()),
    );
    let mut gzipped = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gzipped, &seeds[0]).unwrap();
    seeds.push(gzipped.finish().unwrap());
    let words: &[&[u8]] = &[
        b"WARC/1.0\r\n", b"\r\n\r\n", b"Content-Length: 99999999999",
        b"Content-Length: 18446744073709551615", b"0\r\n\r\n", b"ffffffffffffffff\r\n",
        b"Content-Encoding: br\r\n", b"\x28\xB5\x2F\xFD\x00\x38", b"\x0b\x02\x80", b"\x1f\x8b\x08\x00",
    ];
    fuzz("web-archives", &seeds, words, |input| {
        let mut archive = Warc::of(Cursor::new(input.to_vec())).unwrap();
        let mut pages = 0;
        while let Some(page) = archive.next_page() {
            pages += 1;
            assert!(page.is_ok_and(|page| page.body.len() as u64 <= MAX_RECORD) || pages <= input.len());
            assert!(pages <= input.len(), "there is no end of it");
        }
        assert!(archive.next_page().is_none(), "what has ended has ended");
    });
}

#[test]
fn addresses() {
    let seeds = seeds(&[
        "https://user:secret@news.example:443/a/../b;c?utm_source=x&id=7&q=a%20b+c&&=#top",
        "http://[::ffff:127.0.0.1]:8080/\u{e9}?\u{e9}=%zz",
        "HTTP://b\u{fc}cher.example./?fbclid=1",
        "http://0x7f.1//a//b?#",
        "//news.example/a b\tc",
        "?page=2&utm_medium=%75tm_x",
    ]);
    let words: &[&[u8]] = &[
        b"http://", b"https:", b"utm_", b"utm_x=1&", b"&", b"=", b"?", b"#", b"@", b"..", b"%2e%2e/", b"%00",
        b"%", b"xn--", b":0", b":99999", b"[", b"]", b"\\", b"\t", b"\xE3\x80\x82", b"gclid=", b";", b"%26",
        b"+",
    ];
    fuzz("addresses", &seeds, words, |input| {
        let given = String::from_utf8_lossy(input);
        for url in [CanonicalUrl::parse(&given), base().join(&given)].into_iter().flatten() {
            assert_eq!(CanonicalUrl::parse(url.as_str()).as_ref(), Ok(&url), "one form");
            assert_eq!(url.join(url.as_str()).as_ref(), Ok(&url));
            let parsed = url.as_url();
            assert!(
                parsed.fragment().is_none() && parsed.username().is_empty() && parsed.password().is_none()
            );
            assert!(
                !parsed.query_pairs().any(|(name, _)| name.starts_with("utm_") || name == "fbclid"),
                "{url}"
            );
            assert!(!url.host().is_empty() && url.origin().starts_with("http"));
        }
    });
}
