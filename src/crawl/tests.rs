//! Crawls of small invented sites, served from loopback.

use std::collections::HashMap;
use std::io::Write;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{Response, StatusCode, header};
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::sync::{Notify, mpsc, watch};

use super::fetch::Fetcher;
use super::run::crawl_with;
use super::*;
use crate::news::{CanonicalUrl, FetchRecord, Pending, RobotsFile};

mod discovery;
mod memory;
mod waiting;

/// What a site answers at one path.
#[derive(Clone)]
struct Page {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

fn html(body: &str) -> Page {
    Page { status: 200, headers: vec![("content-type", "text/html".to_owned())], body: body.into() }
}

fn article(name: &str) -> Page {
    html(&format!(
        "<title>{name}</title><article><h1>{name}</h1><p>All that is known about {name} was said on Monday by the \
         harbour master, who has kept the books for twenty years and does not expect to close them soon.</p></article>"
    ))
}

fn feed(links: &[&str]) -> Page {
    let items: String = links.iter().map(|link| format!("<item><link>{link}</link></item>")).collect();
    let body = format!("<rss version='2.0'><channel><title>t</title>{items}</channel></rss>");
    Page { headers: vec![("content-type", "application/rss+xml".to_owned())], ..html(&body) }
}

fn moved(to: &str) -> Page {
    Page { status: 301, ..html("").with("location", to) }
}

fn status(status: u16) -> Page {
    Page { status, ..html("<p>Sorry.</p>") }
}

impl Page {
    fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// Answers 304 to a request that carries the validator of the page.
    fn answer(&self, request: &Request) -> Response<Body> {
        let known = request.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
        let unchanged =
            known.is_some_and(|known| self.headers.iter().any(|(n, v)| *n == "etag" && v == known));
        let status = if unchanged { 304 } else { self.status };
        let builder =
            self.headers.iter().fold(Response::builder().status(status), |b, (n, v)| b.header(*n, v));
        builder.body(if unchanged { Body::empty() } else { Body::from(self.body.clone()) }).unwrap()
    }
}

/// A site and the paths that it was asked for.
struct Site {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
    pages: Arc<Mutex<HashMap<String, Page>>>,
}

impl Site {
    async fn serve(pages: &[(&str, Page)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let site = Self { address, asked: asked.clone(), pages: Arc::default() };
        site.put(pages);
        let (log, pages) = (asked, site.pages.clone());
        let router = Router::new().fallback(move |request: Request| {
            let path = request.uri().path().to_owned();
            let answer = pages.lock().unwrap().get(&path).unwrap_or(&status(404)).answer(&request);
            log.lock().unwrap().push(path);
            async move { answer }
        });
        tokio::spawn(async move { axum::serve(listener, router).await });
        site
    }

    fn put(&self, pages: &[(&str, Page)]) {
        self.pages
            .lock()
            .unwrap()
            .extend(pages.iter().map(|(path, page)| ((*path).to_owned(), page.clone())));
    }

    fn url(&self, path: &str) -> CanonicalUrl {
        CanonicalUrl::parse(&format!("http://{}{path}", self.address)).unwrap()
    }

    fn source(&self, path: &str, kind: SourceKind) -> Source {
        Source { name: format!("source {path}"), url: self.url(path), kind, wishes: Wishes::default() }
    }

    fn times_asked(&self, path: &str) -> usize {
        self.asked.lock().unwrap().iter().filter(|asked| *asked == path).count()
    }
}

fn options() -> CrawlOptions {
    CrawlOptions {
        min_delay: std::time::Duration::ZERO,
        max_body_bytes: 100_000,
        allow_private_addresses: true,
        ..CrawlOptions::default()
    }
}

/// What was told in earlier crawls.
#[derive(Clone, Default)]
struct Known {
    now: Timestamp,
    pending: Vec<Pending>,
    records: HashMap<CanonicalUrl, FetchRecord>,
    rules: HashMap<String, RobotsFile>,
}

impl Memory for Known {
    fn record(&self, url: &CanonicalUrl) -> Option<FetchRecord> {
        self.records.get(url).cloned()
    }

    fn rules(&self, origin: &str) -> Option<RobotsFile> {
        self.rules.get(origin).cloned()
    }
}

/// Crawls, puts the records into the memory, and tells what happened, a line an event.
async fn crawl_through(
    fetcher: Fetcher,
    sources: Vec<Source>,
    options: CrawlOptions,
    memory: &mut Known,
) -> Vec<String> {
    let (events, mut received) = mpsc::channel(1);
    let (_keep, stop) = watch::channel(false);
    let (mut known, mut done) = (sources.len(), 0);
    let surroundings = Surroundings {
        memory: memory.clone(),
        pending: memory.pending.clone(),
        clock: {
            let now = memory.now;
            move || now
        },
        events,
        stop,
    };
    let crawl = tokio::spawn(crawl_with(fetcher, sources, options, surroundings));
    let mut lines = Vec::new();
    while let Some(event) = received.recv().await {
        match &event {
            CrawlEvent::Rules { file } => {
                memory.rules.insert(file.origin.clone(), file.clone());
                continue;
            }
            CrawlEvent::Resumed { articles } => {
                lines.push(format!("{articles} resumed"));
                known += articles;
                continue;
            }
            CrawlEvent::Moved { followed: true, .. } => {}
            CrawlEvent::Listed { articles, listings, .. } => {
                (known, done) = (known + articles.len() + listings, done + 1)
            }
            _ => done += 1,
        }
        let (line, record) = told(event);
        lines.push(line);
        memory.records.insert(record.url.clone(), record);
    }
    assert_eq!(crawl.await.unwrap(), CrawlEnd::Done);
    assert_eq!(done, known, "every address ends in one event");
    lines
}

fn told(event: CrawlEvent) -> (String, FetchRecord) {
    let path = |record: &FetchRecord| record.url.as_url().path().to_owned();
    match event {
        CrawlEvent::Rules { .. } | CrawlEvent::Resumed { .. } => panic!("{event:?} is no visit"),
        CrawlEvent::Listed { record, articles, besides, .. } => {
            (format!("{} lists {}, {} over", path(&record), articles.len(), besides.over_cap), record)
        }
        CrawlEvent::Article { article, record, .. } => {
            (format!("{} is {}", path(&record), article.title), record)
        }
        CrawlEvent::Unchanged { record, .. } => (format!("{} unchanged", path(&record)), record),
        CrawlEvent::Moved { record, followed, .. } => {
            (format!("{} moved, followed {followed}", path(&record)), record)
        }
        CrawlEvent::Failed { record, reason, .. } => (format!("{} failed: {reason}", path(&record)), record),
        CrawlEvent::SourceFailed { record, reason, .. } => {
            (format!("source {} failed: {reason}", path(&record)), record)
        }
    }
}

async fn read(site: &Site, path: &str, kind: SourceKind, memory: &mut Known) -> Vec<String> {
    let fetcher = Fetcher::new(&options()).unwrap();
    crawl_through(fetcher, vec![site.source(path, kind)], options(), memory).await
}

/// Crawls one site from its feed and compares what happened.
#[track_caller]
fn check(pages: &[(&str, Page)], expected: &[&str]) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let lines = runtime.block_on(async {
        let site = Site::serve(pages).await;
        read(&site, "/feed", SourceKind::Auto, &mut Known::default()).await
    });
    assert_eq!(lines, expected);
}

#[test]
fn articles_of_a_feed_are_read_in_order() {
    let pages = [("/feed", feed(&["/a", "/b", "/a"])), ("/a", article("A")), ("/b", article("B"))];
    check(&pages, &["/feed lists 2, 0 over", "/a is A", "/b is B"]);
}

#[test]
fn failures_have_names() {
    let text = || html("<p>x</p>").headers_only("application/pdf");
    let pages = [
        ("/feed", feed(&["/missing", "/gone", "/pdf", "/empty", "/long"])),
        ("/gone", status(410)),
        ("/pdf", text()),
        ("/empty", html("")),
        ("/long", html(&"x".repeat(100_001))),
    ];
    let expected = [
        "/feed lists 5, 0 over", "/missing failed: status 404", "/gone failed: gone",
        "/pdf failed: content type", "/empty failed: no text", "/long failed: too large",
    ];
    check(&pages, &expected);
}

impl Page {
    fn headers_only(mut self, content_type: &str) -> Self {
        self.headers = vec![("content-type", content_type.to_owned())];
        self
    }
}

#[test]
fn robots_txt_is_obeyed() {
    let robots = html("User-agent: caveat\nDisallow: /private").headers_only("text/plain");
    let pages = [
        ("/robots.txt", robots),
        ("/feed", feed(&["/private/a", "/b"])),
        ("/private/a", article("A")),
        ("/b", article("B")),
    ];
    check(&pages, &["/feed lists 2, 0 over", "/private/a failed: robots", "/b is B"]);
}

#[test]
fn the_robots_txt_that_another_one_redirects_to_counts() {
    let robots = html("User-agent: *\nDisallow: /").headers_only("text/plain");
    let pages = [("/robots.txt", moved("/r1")), ("/r1", moved("/r2")), ("/r2", robots), ("/feed", feed(&[]))];
    check(&pages, &["source /feed failed: robots"]);
    let circle = [("/robots.txt", moved("/r1")), ("/r1", moved("/robots.txt")), ("/feed", feed(&[]))];
    check(&circle, &["/feed lists 0, 0 over"]);
}

#[test]
fn redirects_are_followed_and_circles_are_not() {
    let pages = [
        ("/feed", feed(&["/old", "/circle1", "/new", "/elsewhere", "/twice"])),
        ("/old", moved("/new")),
        ("/new", article("New")),
        ("/circle1", moved("/circle2")),
        ("/circle2", moved("/circle1")),
        ("/elsewhere", moved("ftp://a.example/b")),
        ("/twice", moved("/once")),
        ("/once", moved("/final")),
        ("/final", article("Final")),
    ];
    let expected = [
        "/feed lists 5, 0 over", "/old moved, followed false", "/circle1 moved, followed true",
        "/circle2 failed: redirect loop", "/new is New", "/elsewhere failed: bad redirect",
        "/twice moved, followed true", "/once moved, followed true", "/final is Final",
    ];
    check(&pages, &expected);
}

#[test]
fn too_many_redirects_in_a_row() {
    let hops: Vec<(String, Page)> =
        (0..9).map(|n| (format!("/{n}"), moved(&format!("/{}", n + 1)))).collect();
    let mut pages = vec![("/feed", feed(&["/0"]))];
    pages.extend(hops.iter().map(|(path, page)| (path.as_str(), page.clone())));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let lines = runtime.block_on(async {
        let site = Site::serve(&pages).await;
        read(&site, "/feed", SourceKind::Auto, &mut Known::default()).await
    });
    assert_eq!(lines.last().map(String::as_str), Some("/5 failed: redirect loop"));
}

#[test]
fn a_small_answer_that_unfolds_without_end_is_given_up() {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(&vec![b' '; 20_000_000]).unwrap();
    let bomb = Page { body: encoder.finish().unwrap(), ..html("").with("content-encoding", "gzip") };
    assert!(bomb.body.len() < options().max_body_bytes);
    check(&[("/feed", bomb)], &["source /feed failed: too large"]);
}

#[test]
fn an_origin_that_asks_for_a_long_pause_is_left_alone() {
    let busy = status(429).with("retry-after", "86400");
    let pages = [("/feed", feed(&["/a", "/b"])), ("/a", busy), ("/b", article("B"))];
    check(&pages, &["/feed lists 2, 0 over", "/a failed: status 429", "/b failed: host unavailable"]);
}

#[test]
fn links_over_the_cap_of_a_source_are_counted() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let index = html(
            "<sitemapindex><sitemap><loc>/1</loc></sitemap><sitemap><loc>/2</loc></sitemap></sitemapindex>",
        );
        let sitemap =
            |a, b| html(&format!("<urlset><url><loc>{a}</loc></url><url><loc>{b}</loc></url></urlset>"));
        let site = Site::serve(&[
            ("/index", index.with("etag", "\"1\"")),
            ("/1", sitemap("/a", "/b").with("etag", "\"2\"")),
            ("/2", sitemap("/c", "/d").with("etag", "\"3\"")),
        ])
        .await;
        let options = CrawlOptions { max_links_per_source: 3, ..options() };
        let fetcher = Fetcher::new(&options).unwrap();
        let mut memory = Known::default();
        let sources = vec![site.source("/index", SourceKind::Sitemap)];
        let lines = crawl_through(fetcher, sources, options, &mut memory).await;
        assert_eq!(lines[..3], ["/index lists 0, 0 over", "/1 lists 2, 0 over", "/2 lists 1, 1 over"]);
        assert_eq!(memory.records[&site.url("/1")].etag.as_deref(), Some("\"2\""));
        assert_eq!(memory.records[&site.url("/index")].etag.as_deref(), Some("\"1\""));
    });
}

#[tokio::test]
async fn an_article_that_two_sources_list_is_read_once() {
    let site = Site::serve(&[("/1", feed(&["/a"])), ("/2", feed(&["/a"])), ("/a", article("A"))]).await;
    let sources = ["/1", "/2"].map(|path| site.source(path, SourceKind::Feed)).into();
    let fetcher = Fetcher::new(&options()).unwrap();
    let lines = crawl_through(fetcher, sources, options(), &mut Known::default()).await;
    assert_eq!(lines, ["/1 lists 1, 0 over", "/2 lists 0, 0 over", "/a is A"]);
    assert_eq!((site.times_asked("/a"), site.times_asked("/robots.txt")), (1, 1));
}

#[tokio::test]
async fn a_source_can_be_one_page() {
    let site = Site::serve(&[("/a", article("A"))]).await;
    assert_eq!(read(&site, "/a", SourceKind::Page, &mut Known::default()).await, ["/a is A"]);
    assert_eq!(
        read(&site, "/b", SourceKind::Page, &mut Known::default()).await,
        ["source /b failed: status 404"]
    );
}

#[tokio::test]
async fn a_server_that_does_not_speak_tls() {
    let site = Site::serve(&[("/feed", feed(&[]))]).await;
    let url = CanonicalUrl::parse(&format!("https://{}/feed", site.address)).unwrap();
    let source = Source { name: "news".to_owned(), url, kind: SourceKind::Feed, wishes: Wishes::default() };
    let fetcher = Fetcher::new(&options()).unwrap();
    let lines = crawl_through(fetcher, vec![source], options(), &mut Known::default()).await;
    assert_eq!(lines, ["source /feed failed: tls"]);
}

#[tokio::test]
async fn redirects_to_private_addresses_are_refused() {
    let inside = Site::serve(&[("/secret", article("Secret"))]).await;
    let by_name = format!("http://localhost:{}/secret", inside.address.port());
    let by_number = inside.url("/secret");
    let outside = Site::serve(&[
        ("/feed", feed(&["/name", "/number"])),
        ("/name", moved(&by_name)),
        ("/number", moved(by_number.as_str())),
    ])
    .await;
    let options = CrawlOptions { allow_private_addresses: false, ..options() };
    let fetcher = Fetcher::finding("news.example", outside.address, &options);
    let url = format!("http://news.example:{}/feed", outside.address.port());
    let source = Source {
        name: "news".to_owned(),
        url: CanonicalUrl::parse(&url).unwrap(),
        kind: SourceKind::Feed,
        wishes: Wishes::default(),
    };
    let mut lines = crawl_through(fetcher, vec![source], options, &mut Known::default()).await;
    lines.retain(|line| line.contains("/secret"));
    assert_eq!(lines, ["/secret failed: private address"; 2]);
    assert!(inside.asked.lock().unwrap().is_empty());
}
