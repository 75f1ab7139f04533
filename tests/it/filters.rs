//! What a search is narrowed to, it keeps to.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use caveat::answer::filter;
use caveat::index::{Query, SearchBackend, TantivyIndex};
use caveat::news::{Article, CanonicalUrl, Confidence, Kind, Revision, RevisionId, parse_stated};
use caveat::store::{Scope, Store};
use jiff::Timestamp;
use jiff::civil::Date;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::json;

use crate::harness::Home;

const OUTLETS: [&str; 3] = ["Harbour Post", "HARBOUR POST", "Élan"];
/// Long enough that its language can be told.
const GERMAN: &str = "Die Verhandlungen über die ferry wurden am Dienstag ohne Ergebnis vertagt, wie der Minister mitteilte; \
    wann sie weitergehen sollen, wisse niemand, und die Reisenden müssten warten.";
const TEXTS: [&str; 3] = ["The ferry was late.", "The ferry sank.", GERMAN];

fn instant(day: i8) -> Timestamp {
    format!("2026-01-{day:02}T12:00:00Z").parse().unwrap()
}

fn date(day: i8) -> Date {
    jiff::civil::date(2026, 1, day)
}

prop_compose! {
    /// An article as it was read at noon of a day: one of three addresses, so that some are read again.
    fn reading()(
        address in 0..3,
        text in select(&TEXTS[..]),
        outlet in select(&OUTLETS[..]),
        language in select(vec![None, Some("en"), Some("de"), Some("EN-gb")]),
        published in option::of((1..9_i8, any::<bool>())),
        seen in 1..9_i8,
    ) -> (Article, Timestamp) {
        let stated = |(day, sure): (i8, bool)| {
            let confidence = if sure { Confidence::High } else { Confidence::Low };
            parse_stated(&date(day).to_string(), confidence).unwrap()
        };
        let article = Article {
            url: CanonicalUrl::parse(&format!("https://news.example/{address}")).unwrap(),
            title: "Ferry".into(),
            text: text.into(),
            outlet: outlet.into(),
            authors: Vec::new(),
            published: published.map(stated),
            modified: None,
            language: language.map(str::to_owned),
            section: None,
            kind: Kind::News,
            paywalled: false,
            wire: None,
        };
        (article, instant(seen))
    }
}

prop_compose! {
    fn scope()(
        as_of in 1..10_i8,
        from in option::of(1..9_i8),
        to in option::of(1..9_i8),
        outlets in subsequence(vec!["harbour post".to_owned(), "ÉLAN".to_owned(), "Nobody".to_owned()], 0..3),
        languages in subsequence(["en", "de", "und", "fr"].map(str::to_owned).to_vec(), 0..3),
    ) -> Scope {
        Scope { as_of: instant(as_of), from: from.map(date), to: to.map(date), outlets, languages }
    }
}

/// Whether a revision is inside a scope, by the words of the rules. `history` is its article's, first seen first.
fn is_inside(revision: &Revision, history: &[Revision], scope: &Scope) -> bool {
    let place = history.iter().position(|r| r.id() == revision.id()).unwrap();
    let from = if place == 0 { revision.visible_from() } else { revision.first_seen() };
    let until = history.get(place + 1).map_or(Timestamp::MAX, Revision::first_seen);
    let article = revision.article();
    let day = article.published.map(|published| published.date());
    let after = |bound: Option<Date>| bound.is_none_or(|bound| day.is_some_and(|day| day >= bound));
    let before = |bound: Option<Date>| bound.is_none_or(|bound| day.is_some_and(|day| day <= bound));
    let named = |names: &[String], name: &str| {
        names.is_empty() || names.iter().any(|n| n.to_lowercase() == name.to_lowercase())
    };
    (from..until).contains(&scope.as_of)
        && after(scope.from)
        && before(scope.to)
        && named(&scope.outlets, &article.outlet)
        && named(&scope.languages, article.language.as_deref().unwrap_or("und"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_search_finds_what_its_filters_leave_and_nothing_else(
        readings in vec(reading(), 1..8),
        scopes in vec(scope(), 24),
    ) {
        let directory = tempfile::tempdir().unwrap();
        let mut store = Store::open_or_create(directory.path()).unwrap();
        // Caught up twice: the index holds states that were replaced or preceded after it had read them.
        let mut index = TantivyIndex::open_or_create(directory.path()).unwrap();
        let (first, second) = readings.split_at(readings.len() / 2);
        for part in [first, second] {
            let mut put = |(article, seen): &(Article, Timestamp)| store.batch(|batch| batch.put(article, *seen));
            for reading in part {
                put(reading).unwrap();
            }
            index.catch_up(&store, |_| ControlFlow::Continue(())).unwrap();
        }
        let addresses: BTreeSet<&CanonicalUrl> = readings.iter().map(|(article, _)| &article.url).collect();
        let histories: Vec<Vec<Revision>> = addresses.into_iter().map(|url| store.history(url).unwrap()).collect();
        let query = Query { words: vec![("ferries".into(), 1.0), ("ferry".into(), 1.0)], title: 1.0 };
        for scope in scopes {
            let expected: BTreeSet<RevisionId> = histories
                .iter()
                .flat_map(|history| history.iter().filter(|r| is_inside(r, history, &scope)).map(Revision::id))
                .collect();
            let hits = index.search(&query, &filter(&scope, &store).unwrap(), 1_000).unwrap();
            let found: BTreeSet<RevisionId> = hits.iter().map(|hit| hit.revision).collect();
            prop_assert_eq!(&found, &expected, "{:?}", scope);
            let coverage = store.coverage(&scope, index.generation()).unwrap();
            prop_assert_eq!(coverage.articles, expected.len(), "{:?}", scope);
            // What is found by meaning is asked of the store.
            for id in histories.iter().flatten().map(Revision::id) {
                let inside = store.is_inside(id, &scope, index.generation()).unwrap();
                prop_assert_eq!(inside, expected.contains(&id), "{:?}", scope);
            }
        }
    }
}

/// Three articles on one matter in three languages; one does not say in which it is.
fn talks() -> Home {
    let article = |name: &str, language: Option<&str>, title: &str, text: &str| {
        json!({"url": format!("https://news.example/{name}"), "title": title, "text": text, "outlet": "News",
            "published": "2026-01-10", "language": language})
    };
    let english =
        "Putin’s envoy left the cease-fire negotiations on Monday. The U.S. had offered 1,200 permits.";
    let chinese = "普京的特使周一离开了停火谈判。美国曾提供许可证。";
    let german = "Putins Gesandter verließ am Montag die Verhandlungen über eine Waffenruhe, wie das Ministerium \
        mitteilte. Wann sie weitergehen, ist noch nicht bekannt.";
    Home::with_articles(&[
        article("en", Some("en-GB"), "Envoy leaves talks", english),
        article("zh", Some("zh"), "特使离开谈判", chinese),
        article("de", None, "Gesandter reist ab", german),
    ])
}

#[track_caller]
fn check(home: &Home, arguments: &[&str], urls: &[&str]) {
    let ran = home.run([&["search", "--format", "json"], arguments].concat());
    let found: Vec<String> = ran.json().as_array().unwrap().iter().map(|f| f["url"].to_string()).collect();
    let expected: Vec<String> = urls.iter().map(|name| format!("\"https://news.example/{name}\"")).collect();
    assert_eq!(found, expected, "{arguments:?}");
}

#[test]
fn words_are_found_in_whatever_language_and_form() {
    let home = talks();
    check(&home, &["negotiating"], &["en"]);
    check(&home, &["Verhandlung"], &["de"]);
    check(&home, &["谈判"], &["zh"]);
    check(&home, &["ceasefire"], &["en"]);
    check(&home, &["US permits"], &["en"]);
    check(&home, &["1200"], &["en"]);
    check(&home, &["Putin envoy"], &["en", "de"]);
    check(&home, &["Putin envoy", "--language", "de"], &["de"]);
    check(&home, &["Verhandlung negotiations", "--language", "de"], &["de"]);
    check(&home, &["Verhandlung negotiations", "--language", "de", "--language", "zh"], &["de"]);
    check(&home, &["谈判", "--language", "en"], &[]);
}

#[test]
fn coverage_counts_what_the_language_leaves() {
    let home = talks();
    let report =
        home.run(["ask", "Wer verließ die Verhandlungen", "--language", "de", "--format", "json"]).json();
    assert_eq!(report["coverage"]["articles"], 1, "{report:#}");
    let report = home.run(["ask", "Who left?", "--language", "fr", "--format", "json"]).ended(1).json();
    assert_eq!(report["coverage"]["articles"], 0, "{report:#}");
    home.run(["ask", "Who left?", "--language", "german"])
        .ended(2)
        .says(&["--language", "such as en, de or zh"]);
}

#[test]
fn what_was_found_is_highlighted() {
    let home = talks();
    let found = home.run(["search", "negotiating a ceasefire", "--format", "json"]).succeeded().json();
    let text = found[0]["text"].as_str().unwrap();
    let place = |h: &serde_json::Value, end: &str| usize::try_from(h[end].as_u64().unwrap()).unwrap();
    let marked: Vec<&str> = found[0]["highlights"]
        .as_array()
        .unwrap()
        .iter()
        .map(|h| &text[place(h, "start")..place(h, "end")])
        .collect();
    assert_eq!(marked, ["cease-fire", "negotiations"]);
    assert_eq!(found[0]["language"], "en");
    let plain = home.run(["search", "negotiating"]).succeeded().out;
    assert!(plain.contains("cease-fire negotiations on Monday") && !plain.contains('\u{1b}'), "{plain}");
    let bold = home.command().env("CLICOLOR_FORCE", "1").args(["search", "negotiating"]).output().unwrap();
    let bold = String::from_utf8(bold.stdout).unwrap();
    assert!(bold.contains("\u{1b}[1mnegotiations\u{1b}[0m"), "{bold:?}");
}

#[test]
fn what_a_question_says_of_the_articles_it_wants_decides_between_equals() {
    let article = |name: &str, outlet: &str, day: &str, text: &str| {
        json!({"url": format!("https://news.example/{name}"), "title": "Ferry strike", "text": text,
            "outlet": outlet, "published": day})
    };
    let text = "The ferry strike went on. Crews said \u{201c}nobody asked us\u{201d} and stayed ashore.";
    let other = "The ferry strike went on. Crews that nobody had asked all said so and stayed ashore.";
    let home = Home::with_articles(&[
        article("old", "Harbour Post", "2025-03-04", text),
        article("new", "Tidewater Ledger", "2026-01-20", other),
    ]);
    check(&home, &["ferry strike"], &["old", "new"]);
    check(&home, &["latest on the ferry strike", "--now", "2026-01-22T00:00:00Z"], &["new", "old"]);
    check(&home, &["ferry strike in January 2026"], &["new", "old"]);
    check(&home, &["ferry strike in March 2025"], &["old", "new"]);
    check(&home, &["ferry strike according to the Tidewater Ledger"], &["new", "old"]);
    check(&home, &["ferry strike \"nobody asked us\""], &["old", "new"]);
}
