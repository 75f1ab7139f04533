//! Crawls that remember what earlier ones were told.

use jiff::SignedDuration;

use super::*;
use crate::news::Notice;

#[tokio::test]
async fn what_has_not_changed_is_not_read_again() {
    let site = Site::serve(&[
        ("/feed", feed(&["/a", "/gone"]).with("etag", "\"f1\"")),
        ("/a", article("A").with("etag", "\"a1\"")),
        ("/gone", status(410)),
    ])
    .await;
    let mut memory = Known::default();
    let first = read(&site, "/feed", SourceKind::Feed, &mut memory).await;
    assert_eq!(first, ["/feed lists 2, 0 over", "/a is A", "/gone failed: gone"]);
    let second = read(&site, "/feed", SourceKind::Feed, &mut memory).await;
    assert_eq!(second, ["/feed lists 2, 0 over", "/a unchanged", "/gone failed: gone"]);
    assert_eq!(site.times_asked("/a"), 2);
    assert_eq!(site.times_asked("/gone"), 1);
    assert_eq!(memory.records[&site.url("/a")].etag.as_deref(), Some("\"a1\""));
    assert!(memory.records[&site.url("/gone")].is_gone());
}

fn later(memory: &mut Known, hours: i64) {
    memory.now += SignedDuration::from_hours(hours);
}

#[tokio::test]
async fn the_rules_of_an_origin_are_read_once_a_day() {
    let robots = html("User-agent: *\nDisallow: /b").headers_only("text/plain");
    let site =
        Site::serve(&[("/robots.txt", robots), ("/feed", feed(&["/a", "/b"])), ("/a", article("A"))]).await;
    let mut memory = Known::default();
    let expected = ["/feed lists 2, 0 over", "/a is A", "/b failed: robots"];
    for (hours, times) in [(0, 1), (23, 1), (24, 2), (1, 2)] {
        later(&mut memory, hours);
        assert_eq!(read(&site, "/feed", SourceKind::Feed, &mut memory).await, expected);
        assert_eq!(site.times_asked("/robots.txt"), times);
    }
}

#[tokio::test]
async fn old_rules_stand_in_where_new_ones_cannot_be_read() {
    let site =
        Site::serve(&[("/robots.txt", status(503)), ("/feed", feed(&["/a"])), ("/a", article("A"))]).await;
    let origin = site.url("/").origin();
    let body = b"User-agent: *\nDisallow: /a".to_vec();
    let mut memory = Known::default();
    later(&mut memory, 100 * 24);
    for (days, expected) in [
        (2, vec!["/feed lists 1, 0 over", "/a failed: robots"]),
        (31, vec!["source /feed failed: status 503"]),
    ] {
        let fetched = memory.now - SignedDuration::from_hours(days * 24);
        let file = RobotsFile { origin: origin.clone(), fetched, status: 200, body: body.clone() };
        memory.rules.insert(origin.clone(), file);
        assert_eq!(read(&site, "/feed", SourceKind::Feed, &mut memory).await, expected);
    }
}

#[tokio::test]
async fn a_page_that_has_moved_for_good_is_not_asked_where_it_was() {
    let site =
        Site::serve(&[("/feed", feed(&["/old"])), ("/old", moved("/new")), ("/new", article("New"))]).await;
    let mut memory = Known::default();
    let expected = ["/feed lists 1, 0 over", "/old moved, followed true", "/new is New"];
    for (hours, times) in [(0, 1), (1, 1), (31 * 24, 2)] {
        later(&mut memory, hours);
        assert_eq!(read(&site, "/feed", SourceKind::Feed, &mut memory).await, expected);
        assert_eq!(site.times_asked("/old"), times);
    }
}

#[tokio::test]
async fn what_an_earlier_crawl_left_is_read_even_if_nobody_lists_it_any_more() {
    let site = Site::serve(&[("/feed", feed(&["/a"])), ("/a", article("A")), ("/b", article("B"))]).await;
    let pending = |path, source: &str| Pending {
        url: site.url(path),
        source: source.into(),
        notice: Notice::default(),
    };
    let mut memory = Known {
        pending: vec![
            pending("/b", "source /feed"),
            pending("/a", "source /feed"),
            pending("/c", "another source"),
        ],
        ..Known::default()
    };
    let lines = read(&site, "/feed", SourceKind::Feed, &mut memory).await;
    assert_eq!(lines, ["2 resumed", "/feed lists 0, 0 over", "/b is B", "/a is A"]);
    assert_eq!(site.times_asked("/c"), 0);
}

#[tokio::test]
async fn what_has_not_changed_for_long_rests() {
    let site =
        Site::serve(&[("/feed", feed(&["/a", "/b"])), ("/a", article("A")), ("/b", article("B"))]).await;
    let mut memory = Known::default();
    later(&mut memory, 1000);
    read(&site, "/feed", SourceKind::Feed, &mut memory).await;
    let unchanged_since = |memory: &mut Known, path: &str, hours| {
        let record = memory.records.get_mut(&site.url(path)).unwrap();
        record.changed = Some(record.fetched - SignedDuration::from_hours(hours));
    };
    unchanged_since(&mut memory, "/a", 30);
    later(&mut memory, 2);
    let lines = read(&site, "/feed", SourceKind::Feed, &mut memory).await;
    assert_eq!(lines, ["/feed lists 1, 0 over", "/b is B"]);
    unchanged_since(&mut memory, "/feed", 30);
    unchanged_since(&mut memory, "/b", 10);
    later(&mut memory, 2);
    let lines = read(&site, "/feed", SourceKind::Feed, &mut memory).await;
    assert_eq!(lines, ["/feed lists 2, 0 over", "/a is A", "/b is B"]);
    assert_eq!((site.times_asked("/feed"), site.times_asked("/a"), site.times_asked("/b")), (2, 2, 3));
    let asking = CrawlOptions { ask_all_sources: true, ..options() };
    let fetcher = Fetcher::new(&asking).unwrap();
    crawl_through(fetcher, vec![site.source("/feed", SourceKind::Feed)], asking, &mut memory).await;
    assert_eq!(site.times_asked("/feed"), 3);
}

#[tokio::test]
async fn a_page_that_is_not_there_again_and_again_is_given_up() {
    let site = Site::serve(&[("/feed", feed(&["/a"]))]).await;
    let mut memory = Known::default();
    for reason in ["status 404", "status 404", "status 404", "gone", "gone"] {
        later(&mut memory, 1);
        let lines = read(&site, "/feed", SourceKind::Feed, &mut memory).await;
        assert_eq!(lines, ["/feed lists 1, 0 over".to_owned(), format!("/a failed: {reason}")]);
    }
    assert_eq!(site.times_asked("/a"), 3);
}

#[tokio::test]
async fn a_source_gets_what_it_wants() {
    let site = Site::serve(&[
        ("/feed", feed(&["/world/a", "/sport/b", "/world/live/c"])),
        ("/world/a", article("A")),
    ])
    .await;
    let owned = |pattern: &str| vec![pattern.to_owned()];
    let wishes = Wishes { include: owned("/world/"), exclude: owned("/live/") };
    let source = Source { wishes, ..site.source("/feed", SourceKind::Feed) };
    let fetcher = Fetcher::new(&options()).unwrap();
    let lines = crawl_through(fetcher, vec![source], options(), &mut Known::default()).await;
    assert_eq!(lines, ["/feed lists 1, 0 over", "/world/a is A"]);
}
