use jiff::Timestamp;

use super::*;
use crate::news::{
    Article, CanonicalUrl, Confidence, FetchRecord, Kind, Notice, Pending, Revision, RevisionId, parse_stated,
};

const DAYS: [&str; 5] = ["2026-01-10", "2026-01-11", "2026-01-12", "2026-01-13", "2026-01-14"];

/// An article published on 10 January.
fn article(text: &str) -> Article {
    Article {
        url: CanonicalUrl::parse("https://news.example/a").unwrap(),
        title: "Title".into(),
        text: text.into(),
        outlet: "News".into(),
        authors: Vec::new(),
        published: parse_stated("2026-01-10T08:00:00Z", Confidence::High).ok(),
        modified: None,
        language: None,
        section: None,
        kind: Kind::News,
        paywalled: false,
        wire: None,
    }
}

fn noon(day: &str) -> Timestamp {
    format!("{day}T12:00:00Z").parse().unwrap()
}

/// The texts that an index would find at noon of each day: what the index takes for visible (`visible_from` as
/// the revision states it) less what the store says is superseded. The store's own count must agree.
fn visible(store: &Store) -> Vec<String> {
    let history = store.history(&article("").url).unwrap();
    let texts_at = |day: &str| {
        let as_of = noon(day);
        let hidden = store.superseded(as_of).unwrap();
        let seen = history.iter().filter(|r| r.visible_from() <= as_of && !hidden.contains(&r.id()));
        let texts: Vec<&str> = seen.map(Revision::text).collect();
        assert_eq!(
            store.coverage(&Scope::at(as_of), store.seq().unwrap()).unwrap().articles,
            texts.len(),
            "{day}"
        );
        texts.join("+")
    };
    DAYS.iter().map(|day| texts_at(day)).collect()
}

/// Stores states in the order given and compares what is visible at noon of 10 to 14 January.
#[track_caller]
fn check(states: &[(&str, &str)], expected: [&str; 5]) -> Store {
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open_or_create(directory.path()).unwrap();
    for (text, day) in states {
        store.batch(|batch| batch.put(&article(text), noon(day))).unwrap();
    }
    assert_eq!(visible(&store), expected);
    store
}

#[test]
fn one_state_stands_at_any_time_whatever_the_order_of_storing() {
    check(&[("first", DAYS[1]), ("second", DAYS[3])], ["first", "first", "first", "second", "second"]);
    // What is stored late is not assumed to have stood before it was seen.
    check(&[("second", DAYS[3]), ("first", DAYS[1])], ["", "first", "first", "second", "second"]);
    let middle_last = [("first", DAYS[1]), ("third", DAYS[4]), ("second", DAYS[3])];
    check(&middle_last, ["first", "first", "first", "second", "third"]);
    let newest_first = [("third", DAYS[4]), ("second", DAYS[3]), ("first", DAYS[1])];
    check(&newest_first, ["", "first", "first", "second", "third"]);
}

#[test]
fn numbers_never_change_and_known_texts_are_not_stored_twice() {
    let mut store = check(
        &[("second", DAYS[3]), ("first", DAYS[1]), ("first", DAYS[2]), ("second", DAYS[4])],
        ["", "first", "first", "second", "second"],
    );
    assert_eq!(store.counts().unwrap(), Counts { articles: 1, revisions: 2 });
    let history = store.history(&article("").url).unwrap();
    let numbers: Vec<(u32, &str)> = history.iter().map(|r| (r.id().number, r.text())).collect();
    assert_eq!(numbers, [(2, "first"), (1, "second")]);
    let back = store.batch(|batch| batch.put(&article("first"), noon("2026-01-20"))).unwrap();
    assert_eq!(back, Change::Changed);
    let id = RevisionId { number: 3, ..history[0].id() };
    assert_eq!(store.revision(id).unwrap().unwrap().text(), "first");
}

#[test]
fn a_failed_batch_leaves_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open_or_create(directory.path()).unwrap();
    let failed = store.batch(|batch| {
        batch.put(&article("first"), noon(DAYS[1]))?;
        Err::<(), _>(rusqlite::Error::QueryReturnedNoRows)
    });
    assert!(failed.is_err());
    assert_eq!(store.counts().unwrap(), Counts { articles: 0, revisions: 0 });
}

#[test]
fn many_can_create_the_same_store_at_once() {
    for _ in 0..10 {
        let directory = tempfile::tempdir().unwrap();
        let threads = 8;
        let together = std::sync::Barrier::new(threads);
        let open = |place: usize| {
            together.wait();
            let mut store = Store::open_or_create(directory.path())?;
            let url = CanonicalUrl::parse(&format!("https://news.example/{place}")).unwrap();
            store.batch(|batch| batch.put(&Article { url, ..article("text") }, noon(DAYS[1])))
        };
        let results: Vec<_> = std::thread::scope(|scope| {
            let open = &open;
            let running: Vec<_> = (0..threads).map(|place| scope.spawn(move || open(place))).collect();
            running.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(results.iter().all(Result::is_ok), "{results:?}");
        let store = Store::open(directory.path()).unwrap();
        let journal: String =
            store.connection.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
        assert_eq!((store.seq().unwrap(), journal.as_str()), (threads as u64, "wal"));
    }
}

#[test]
fn outlets_are_compared_without_regard_to_case_in_any_script() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open_or_create(directory.path()).unwrap();
    let put = |batch: &mut Batch<'_>| {
        batch.put(&Article { outlet: "Élan Vital".into(), ..article("a") }, noon(DAYS[0]))
    };
    store.batch(put).unwrap();
    let counted = |name: &str| {
        let scope = Scope { outlets: vec![name.into()], ..Scope::at(noon(DAYS[1])) };
        store.coverage(&scope, 1).unwrap().articles
    };
    assert_eq!(["Élan Vital", "élan vital", "ÉLAN VITAL", "Elan Vital"].map(counted), [1, 1, 1, 0]);
}

#[test]
fn what_is_not_indexed_yet_was_not_looked_in() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open_or_create(directory.path()).unwrap();
    for (place, outlet) in ["One", "Two", "Three"].into_iter().enumerate() {
        let url = CanonicalUrl::parse(&format!("https://news.example/{place}")).unwrap();
        let article = Article { url, outlet: outlet.into(), ..article("text") };
        store.batch(|batch| batch.put(&article, noon(DAYS[0]))).unwrap();
    }
    let counted = |indexed| {
        let coverage = store.coverage(&Scope::at(noon(DAYS[1])), indexed).unwrap();
        (coverage.articles, coverage.outlets)
    };
    assert_eq!([0, 2, 3].map(counted), [(0, 0), (2, 2), (3, 3)]);
}

#[test]
fn a_store_of_the_first_format_goes_on() {
    let directory = tempfile::tempdir().unwrap();
    let url = article("").url;
    let old = Connection::open(Store::path_in(directory.path())).unwrap();
    old.execute_batch(include_str!("schema.sql")).unwrap();
    old.pragma_update(None, "application_id", APPLICATION).unwrap();
    old.pragma_update(None, "user_version", 1).unwrap();
    let sql =
        "INSERT INTO fetches (url, fetched, status, etag, links, failures) VALUES (?1, 7, 200, 'x', '[]', 0)";
    old.execute(sql, [url.as_str()]).unwrap();
    drop(old);

    let mut store = Store::open(directory.path()).unwrap();
    let known = store.fetch_record(&url).unwrap().unwrap();
    assert_eq!((known.etag.as_deref(), known.changed, known.fetched), (Some("x"), None, instant(7)));
    store
        .batch(|batch| batch.put_fetch(&FetchRecord { fetched: instant(9), ..known.clone() }, false))
        .unwrap();
    assert_eq!(store.fetch_record(&url).unwrap().unwrap().changed, Some(instant(7)));
    store.batch(|batch| batch.put(&article("Text."), noon(DAYS[0]))).unwrap();
    drop(store);
    assert_eq!(Store::open(directory.path()).unwrap().history(&url).unwrap().len(), 1);
}

#[test]
fn a_listing_changes_when_it_lists_something_else() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open_or_create(directory.path()).unwrap();
    let url = article("").url;
    let mut put = |at, links: &[&str]| {
        let links = links.iter().map(|link| url.join(link).unwrap()).collect();
        let record = FetchRecord { links, ..FetchRecord::first(url.clone(), instant(at)) };
        store.batch(|batch| batch.put_listing(&record)).unwrap();
        store.fetch_record(&url).unwrap().unwrap().changed.unwrap()
    };
    assert_eq!(
        [put(1, &["/a"]), put(2, &["/a"]), put(3, &["/b"]), put(4, &["/b"])],
        [1, 1, 3, 3].map(instant)
    );
}

#[test]
fn what_is_listed_is_kept_until_it_is_settled() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open_or_create(directory.path()).unwrap();
    let base = article("").url;
    let published = parse_stated("2026-01-10T08:00:00+01:00", Confidence::Low).ok();
    let pending = |path: &str| {
        let notice = Notice { title: Some(path.to_owned()), published };
        Pending { url: base.join(path).unwrap(), source: "News".to_owned(), notice }
    };
    let (a, b, c, d) = (pending("/a"), pending("/b"), pending("/c"), base.join("/d").unwrap());
    store
        .batch(|batch| {
            batch.await_article(&a, instant(1))?;
            batch.await_article(&a, instant(2))?;
            batch.await_article(&b, instant(3))?;
            batch.await_article(&c, instant(1))?;
            batch.settle_article(&b.url)?;
            batch.move_article(&c.url, &d)
        })
        .unwrap();
    assert_eq!(store.pending().unwrap(), [a, Pending { url: d, ..c }]);
}
