//! Looking at articles, and taking them from one store to another.

use serde_json::{Value, json};

use crate::harness::Home;

const URL: &str = "https://news.example/a";

/// Two states of one article, the later one first in the file.
fn home() -> Home {
    Home::with_articles(&[
        json!({"url": URL, "title": "Second", "text": "It was four.", "fetched": "2026-01-12T08:00:00Z"}),
        json!({
            "url": "https://news.example/a?utm_source=mail#top", "title": "First", "text": "It was three.\n\nSo they say.",
            "outlet": "The News", "authors": ["Ada Example"], "published": "2026-01-10T23:30:00+02:00",
            "fetched": "2026-01-11T08:00:00Z", "language": "en-GB", "modified": "2026-01-11", "section": "Ports",
            "kind": "opinion", "paywalled": true, "wire": "Northgate Wire", "published_confidence": "low"
        }),
    ])
}

fn json_of(home: &Home, arguments: &[&str]) -> Value {
    home.run([&["article", URL, "--format", "json"], arguments].concat()).succeeded().json()
}

#[test]
fn the_newest_revision_is_shown_with_its_history() {
    let home = home();
    let article = json_of(&home, &["--history"]);
    assert_eq!((&article["title"], &article["revision"]), (&json!("Second"), &json!(2)));
    let revisions = json!([
        {"revision": 1, "first_seen": "2026-01-11T08:00:00Z", "title": "First"},
        {"revision": 2, "first_seen": "2026-01-12T08:00:00Z", "title": "Second"},
    ]);
    assert_eq!(article["revisions"], revisions);
    assert_eq!(article["outlet"], "news.example");
    assert_eq!((&article["published"], &article["published_precision"]), (&Value::Null, &json!("none")));
}

#[test]
fn a_revision_is_shown_with_all_that_is_known_of_it() {
    let first = json_of(&home(), &["--revision", "1"]);
    let hash = first["hash"].as_str().unwrap();
    assert_eq!((hash.len(), hash.chars().all(|c| c.is_ascii_hexdigit())), (64, true));
    let expected = json!({
        "url": URL, "revision": 1, "revisions": first["revisions"], "title": "First",
        "text": "It was three.\n\nSo they say.", "outlet": "The News", "authors": ["Ada Example"],
        "published": "2026-01-10T23:30:00+02:00", "published_precision": "time", "modified": "2026-01-11",
        "language": "en", "section": "Ports", "kind": "opinion", "paywalled": true, "wire": "Northgate Wire",
        "fetched": "2026-01-11T08:00:00Z", "hash": hash
    });
    assert_eq!(first, expected);
}

#[test]
fn articles_can_be_read_in_a_terminal() {
    let home = home();
    let first = home.run(["article", URL, "--revision", "1"]).succeeded().out;
    assert!(
        first.starts_with("First\n") && first.ends_with("\n\nIt was three.\n\nSo they say.\n"),
        "{first}"
    );
    let history = home.run(["article", URL, "--history"]).succeeded().out;
    let expected = "  1  2026-01-11T08:00:00Z  First\n  2  2026-01-12T08:00:00Z  Second\n     - It was three.\n     \
        - So they say.\n     + It was four.\n";
    assert_eq!(history, expected);
}

#[test]
fn what_is_not_there_is_said_not_to_be() {
    let home = home();
    home.run(["article", "https://news.example/b"]).failed(&["no article https://news.example/b"]);
    home.run(["article", URL, "--revision", "3"]).failed(&["revisions 1 to 2, not 3"]);
    home.run(["article", "news.example/a"]).failed(&["not a URL"]);
}

#[test]
fn an_export_loses_nothing() {
    let home = home();
    home.run(["export", "-o", "all.jsonl"]).succeeded().says(&["2 revisions"]);
    let exported = home.read("all.jsonl");
    assert_eq!(home.run(["export"]).succeeded().out, exported);
    home.run(["import", "all.jsonl", "--index", "copy"]).succeeded().says(&["1 new, 1 changed"]);
    assert_eq!(home.run(["export", "--index", "copy"]).succeeded().out, exported);
    let both =
        |index: &str| home.run(["article", URL, "--revision", "1", "--format", "json", "--index", index]).out;
    assert_eq!(both("copy"), both("index/data"));
    home.run(["import", "all.jsonl"]).succeeded().says(&["0 new, 0 changed, 2 unchanged"]);
}

#[test]
fn an_export_that_fails_leaves_the_file_as_it_was() {
    let home = home();
    home.write("all.jsonl", "kept");
    home.write("index/data/caveat.db", "x");
    home.run(["export", "-o", "all.jsonl"]).ended(2);
    assert_eq!(home.read("all.jsonl"), "kept");
    home.run(["export", "-o", "no/such/directory/all.jsonl"]).ended(2);
}
