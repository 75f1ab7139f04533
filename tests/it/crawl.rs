//! Reading the invented news site as a user does, refresh after refresh.

use std::collections::BTreeSet;

use caveat::commands::demo::{self, PAGES, SOURCES, Site, Visit};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::harness::{Home, Ran};

const FIRST: &str = "2026-01-25T08:00:00Z";
const SECOND: &str = "2026-01-25T20:00:00Z";
const THIRD: &str = "2026-01-26T08:00:00Z";
const LATER: &str = "2026-01-27T08:00:00Z";

const CORRECTED: &str = "/courier/business/fishing-licences";
const DISALLOWED: &str = "/harbour-post/drafts/lighthouse-notes";
const GONE: &str = "/harbour-post/news/2026/01/15/ferry-timetable";
const MOVED: &str = "/northgate-wire/2026/01/13/late-talks-first-take";
const MOVED_TO: &str = "/northgate-wire/2026/01/13/envoy-melk-late-talks";
const VESSELS: &str = "How many Ardenian vessels hold fishing licences for the strait?";

/// The running site, and a reader whose sources it is.
struct Reader {
    site: Site,
    home: Home,
    /// The threads that the site runs on. Last, so that it stops before them.
    _runtime: Runtime,
}

impl Reader {
    fn new() -> Self {
        let runtime = Runtime::new().unwrap();
        let site = runtime.block_on(Site::start()).unwrap();
        let home = Home::new();
        home.write("config.toml", configuration(&site, "allow_private_addresses = true"));
        Self { site, home, _runtime: runtime }
    }

    /// A reader who has read the site once.
    fn after_first_refresh() -> Self {
        let reader = Self::new();
        reader.refresh(FIRST);
        reader
    }

    fn refresh(&self, now: &str) -> Value {
        self.home.run(["refresh", "--quiet", "--format", "json", "--now", now]).succeeded().json()
    }

    /// What one refresh says, and which requests it made.
    fn refresh_and_visits(&self, now: &str) -> (Value, Vec<Visit>) {
        let known = self.site.visits().len();
        let summary = self.refresh(now);
        (summary, self.site.visits().split_off(known))
    }

    fn article(&self, path: &str, arguments: &[&str]) -> Ran {
        let url = self.site.url(path);
        self.home.run([&["article", &url, "--format", "json"], arguments].concat())
    }

    fn text(&self, path: &str) -> String {
        self.article(path, &[]).succeeded().json()["text"].as_str().unwrap().to_owned()
    }

    /// What is stored: a JSON object for each revision of an article.
    fn stored(&self) -> Vec<Value> {
        let export = self.home.run(["export"]).succeeded();
        export.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn ask(&self, arguments: &[&str]) -> Value {
        let question = ["ask", VESSELS, "--composer", "extractive", "--format", "json", "--now", LATER];
        let mut report = self.home.run([&question, arguments].concat()).succeeded().json();
        // The one part that tells of the run and not of the articles.
        report.as_object_mut().unwrap().remove("provenance").unwrap();
        report
    }
}

fn configuration(site: &Site, more: &str) -> String {
    let source = |s: &demo::Source| {
        format!("[[source]]\nname = \"{}\"\nurl = \"{}\"\nkind = \"{}\"\n", s.name, site.url(s.path), s.kind)
    };
    format!("[crawl]\nmin_delay_ms = 0\n{more}\n") + &SOURCES.iter().map(source).collect::<String>()
}

/// The paths of the pages that a crawl may keep, as the table of the site has them.
fn articles() -> BTreeSet<&'static str> {
    let listing = |path: &str| path == "/" || SOURCES.iter().any(|source| source.path == path);
    let kept = PAGES.iter().filter(|page| page.status == 200 && page.content_type.starts_with("text/html"));
    kept.map(|page| page.path).filter(|path| !listing(path) && *path != DISALLOWED).collect()
}

fn asked_for(visits: &[Visit], path: &str) -> usize {
    visits.iter().filter(|visit| visit.path == path).count()
}

#[test]
fn the_first_refresh_keeps_every_article_that_may_be_read_once() {
    let reader = Reader::new();
    let (mut summary, visits) = reader.refresh_and_visits(FIRST);
    // What it cost is another number each time.
    let seconds = summary.as_object_mut().unwrap().remove("seconds").unwrap();
    let stages: Vec<&String> = seconds.as_object().unwrap().keys().collect();
    assert_eq!(stages, ["extract", "fetch", "index", "parse", "store"]);
    assert_eq!(
        summary,
        json!({
            "sources": 4, "listed": 33, "new": 30, "changed": 0, "unchanged": 0, "moved": 1, "over_cap": 0,
            "resting": 0, "resting_listings": 0, "resumed": 0, "failed": {"gone": 1, "robots": 1},
            "failed_sources": [], "empty_sources": [], "interrupted": false
        })
    );
    let stored = reader.stored();
    let field = |name: &str| stored.iter().map(|article| article[name].as_str().unwrap()).collect::<Vec<_>>();
    let expected: BTreeSet<String> = articles().into_iter().map(|path| reader.site.url(path)).collect();
    let addresses = field("url");
    assert_eq!(addresses.len(), 30);
    assert_eq!(addresses.into_iter().map(str::to_owned).collect::<BTreeSet<_>>(), expected);
    let outlets = [
        "Harbour Post", "Lume Public Radio", "Northgate Wire", "Sorvan Herald", "The Ardenia Courier",
        "The Meridian Review", "Tidewater Ledger",
    ];
    assert_eq!(field("outlet").into_iter().collect::<BTreeSet<_>>(), BTreeSet::from(outlets));
    for visit in &visits {
        assert_eq!(asked_for(&visits, &visit.path), 1, "{visit:?}");
    }
}

#[test]
fn a_disallowed_page_is_never_asked_for() {
    let reader = Reader::after_first_refresh();
    assert_eq!(asked_for(&reader.site.visits(), "/robots.txt"), 1);
    assert_eq!(asked_for(&reader.site.visits(), DISALLOWED), 0);
    reader.article(DISALLOWED, &[]).failed(&["there is no article"]);
}

#[test]
fn a_moved_page_is_kept_under_its_new_address() {
    let reader = Reader::after_first_refresh();
    assert!(reader.text(MOVED_TO).contains("almost five hours"));
    reader.article(MOVED, &[]).failed(&["there is no article"]);
}

#[test]
fn what_has_not_changed_is_not_sent_again() {
    let reader = Reader::after_first_refresh();
    let (summary, visits) = reader.refresh_and_visits(SECOND);
    let count = |name: &str| summary[name].as_u64().unwrap();
    assert_eq!((count("new"), count("changed"), count("unchanged")), (0, 0, 30), "{summary}");
    // The gone page still counts, and is left in peace.
    assert_eq!(summary["failed"], json!({"gone": 1, "robots": 1}));
    assert_eq!(asked_for(&visits, GONE), 0);
    // Rules last a day, and what has moved for good is asked where it is now.
    let plain: Vec<&Visit> = visits.iter().filter(|visit| !visit.conditional).collect();
    assert_eq!(plain, Vec::<&Visit>::new());
    for visit in visits.iter().filter(|visit| visit.conditional) {
        assert_eq!(visit.status, 304, "{visit:?}");
    }
    assert_eq!(visits.len(), 34);
    assert_eq!(reader.stored().len(), 30);
}

#[test]
fn a_correction_is_a_second_revision_of_one_article() {
    let reader = Reader::after_first_refresh();
    reader.site.publish_corrections();
    let (summary, visits) = reader.refresh_and_visits(THIRD);
    let count = |name: &str| summary[name].as_u64().unwrap();
    assert_eq!((count("new"), count("changed"), count("unchanged")), (0, 1, 29), "{summary}");
    let sent = visits.iter().filter(|visit| visit.conditional && visit.status == 200);
    assert_eq!(sent.map(|visit| visit.path.as_str()).collect::<Vec<_>>(), ["/courier/atom.xml", CORRECTED]);

    let history = reader.article(CORRECTED, &["--history"]).succeeded().json();
    let revisions = history["revisions"].as_array().unwrap();
    let days: Vec<&str> =
        revisions.iter().map(|revision| &revision["first_seen"].as_str().unwrap()[..10]).collect();
    assert_eq!(days, ["2026-01-25", "2026-01-26"]);
    let text =
        |number| reader.article(CORRECTED, &["--revision", number]).succeeded().json()["text"].to_string();
    assert!(text("1").contains("412 Ardenian vessels"));
    assert!(text("2").contains("214 Ardenian vessels") && !text("2").contains("412"));
    assert_eq!(reader.stored().len(), 31);
}

#[test]
fn an_answer_rests_on_what_had_been_read_by_then() {
    let reader = Reader::after_first_refresh();
    reader.site.publish_corrections();
    reader.refresh(THIRD);
    let before = reader.ask(&["--as-of", SECOND]).to_string();
    assert!(before.contains("412 Ardenian vessels") && !before.contains("214 Ardenian vessels"), "{before}");
    // A bare day lasts until its end.
    assert!(before.contains("\"amendments\":[]"), "{before}");
    let after = reader.ask(&["--as-of", "2026-01-26"]);
    let amended = &after["amendments"][0];
    assert_eq!((&amended["kind"], &amended["on"]), (&json!("corrected"), &json!("2026-01-15")), "{amended}");
    assert_eq!((&amended["from"], &amended["to"]), (&json!("412"), &json!("214")), "{amended}");
    let after = after["sections"].to_string();
    assert!(after.contains("214 Ardenian vessels") && !after.contains("412 Ardenian vessels"), "{after}");
}

#[test]
fn a_page_in_windows_1252_is_read_as_it_was_meant() {
    let text = Reader::after_first_refresh().text("/sorvan-herald/en/communique-12-january");
    for words in ["“useful and businesslike”", "the Café Réal on", "guest — as he has"] {
        assert!(text.contains(words), "{words} is not in {text}");
    }
    assert!(!text.contains(['\u{FFFD}', 'Ã', '\u{93}']), "{text}");
}

#[test]
fn private_addresses_are_not_read_unless_allowed() {
    let reader = Reader::new();
    reader.home.write("config.toml", configuration(&reader.site, ""));
    let ran = reader.home.run(["refresh", "--now", FIRST]).ended(2);
    assert_eq!(ran.out.matches("failed: private address").count(), SOURCES.len(), "{ran:#?}");
    assert_eq!(reader.site.visits(), []);
    reader.home.run(["ask", VESSELS]).failed(&["there are no articles yet"]);
}

#[test]
fn the_index_can_be_thrown_away() {
    let reader = Reader::after_first_refresh();
    let before = reader.ask(&[]);
    std::fs::remove_dir_all(reader.home.path("index/data/tantivy")).unwrap();
    reader.home.run(["ask", VESSELS]).failed(&["caveat refresh --rebuild"]);
    let visits = reader.site.visits().len();
    reader.home.run(["refresh", "--rebuild"]).succeeded();
    assert_eq!(reader.site.visits().len(), visits, "a rebuild asks no source");
    assert_eq!(reader.ask(&[]), before);
}

#[test]
fn the_same_question_has_the_same_answer() {
    let reader = Reader::after_first_refresh();
    assert_eq!(reader.ask(&[]).to_string(), reader.ask(&[]).to_string());
    // What another crawl of the same site finds is the same too, but for the port in the addresses.
    let other = Reader::after_first_refresh();
    let told = |reader: &Reader| reader.ask(&[])["sections"].to_string();
    assert_eq!(told(&reader), told(&other));
}
