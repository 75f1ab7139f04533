//! From a home page to the listings behind it.

use super::*;

/// Crawls one site from its home page.
#[track_caller]
fn check_home(pages: &[(&str, Page)], robots: &str, expected: &[&str]) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let lines = runtime.block_on(async {
        let site = Site::serve(pages).await;
        let origin = site.url("/").origin();
        let file = html(&robots.replace("ORIGIN", &origin)).headers_only("text/plain");
        site.put(&[("/robots.txt", file)]);
        read(&site, "/", SourceKind::Auto, &mut Known::default()).await
    });
    assert_eq!(lines, expected);
}

#[test]
fn a_home_page_leads_to_its_feed_else_to_the_sitemaps_of_its_robots_txt() {
    let sitemap = |path| html(&format!("<urlset><url><loc>{path}</loc></url></urlset>"));
    let robots = "Sitemap: ORIGIN/archive.xml\nSitemap: ORIGIN/old.xml\nSitemap: ORIGIN/news.xml";
    let linked = "<a href='/2026/01/22/a'>A</a>";
    let announced = "<link rel=alternate type='application/rss+xml' href='/feed'>";
    let mut pages = vec![
        ("/", html(linked)),
        ("/feed", feed(&["/b"])),
        ("/news.xml", sitemap("/b")),
        ("/archive.xml", sitemap("/c")),
        ("/2026/01/22/a", article("A")),
        ("/b", article("B")),
        ("/c", article("C")),
    ];
    let from_sitemaps = ["/news.xml lists 1, 0 over", "/archive.xml lists 1, 0 over", "/b is B", "/c is C"];
    let with_links = [&["/ lists 1, 0 over", "/2026/01/22/a is A"], &from_sitemaps[..]].concat();
    check_home(&pages, robots, &with_links);
    pages[0].1 = html("<script>app()</script>");
    check_home(&pages, robots, &[&["/ lists 0, 0 over"], &from_sitemaps[..]].concat());
    check_home(&pages, "", &["source / failed: listing"]);
    pages[0].1 = html(announced);
    check_home(&pages, robots, &["/ lists 0, 0 over", "/feed lists 1, 0 over", "/b is B"]);
}
