//! Whole answers, asked of a few invented articles.

use std::ops::ControlFlow;

use jiff::Timestamp;
use proptest::strategy::Strategy;
use serde_json::Value;

use super::*;
use crate::index::TantivyIndex;
use crate::news::{Article, CanonicalUrl, Confidence, FetchRecord, Kind, parse_stated};
use crate::store::Store;

const ARTICLES: &[(&str, &str, &str)] = &[
    (
        "Harbour Post",
        "Ferry Halcyon sinks off Melby",
        "The ferry Halcyon sank off Melby on Tuesday, and nine of its passengers drowned, police said.\n\n\
         Ada Brandt, the harbour master of Melby, resigned on Wednesday. She said that she had failed to close the harbour in time.\n\n\
         The Halcyon was built in Vellmar in 1971 and could carry 120 people.",
    ),
    (
        "Vellmar Courier",
        "Council does not close the harbour of Melby",
        "The council of Melby refused to close the harbour after the ferry Halcyon sank, and boats left it on Thursday.\n\n\
         Brandt's deputy Jonas Reth leads the harbour of Melby until the council chooses a new harbour master.",
    ),
];

/// Two outlets on a call, one of which has it from the other.
const CALL: &[(&str, &str, &str)] = &[
    (
        "Northgate Wire",
        "Transcript shows Tarn advising the Lume Yard",
        "Minister Orsolo Tarn advised the Lume Yard on its bid for the harbour, according to the transcript of a call.\n\n\
         Senator Joris Haldane asked for an inquiry. \"Tarn advised the yard and the transcript shows it,\" Haldane said.",
    ),
    (
        "Vellmar Courier",
        "Tarn denies that he advised the Lume Yard",
        "Orsolo Tarn denied that he had advised the Lume Yard on its bid, and called the report a forgery of his enemies.\n\n\
         Two boats of the Lume Yard lay in the harbour on Wednesday. They had been hired by Tarn for 40,000 crowns a month.\n\n\
         A call in which Tarn advised the Lume Yard on its bid lasted nine minutes, Northgate Wire reported.",
    ),
];

/// The articles, stored and indexed, and the day after them.
pub(super) fn archive(told: &[(&str, &str, &str)]) -> (tempfile::TempDir, Store, TantivyIndex, Timestamp) {
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open_or_create(directory.path()).unwrap();
    let mut index = TantivyIndex::open_or_create(directory.path()).unwrap();
    let now: Timestamp = "2026-03-06T12:00:00Z".parse().unwrap();
    take_in(told, now, &mut store, &mut index);
    (directory, store, index, now)
}

/// Further articles.
pub(super) fn take_in(
    told: &[(&str, &str, &str)],
    now: Timestamp,
    store: &mut Store,
    index: &mut TantivyIndex,
) {
    let known = store.seq().unwrap() as usize;
    let article = |(number, (outlet, title, text)): (usize, &(&str, &str, &str))| Article {
        url: CanonicalUrl::parse(&format!("https://news.example/{}", known + number)).unwrap(),
        title: (*title).into(),
        text: (*text).into(),
        outlet: (*outlet).into(),
        authors: Vec::new(),
        published: parse_stated("2026-03-05", Confidence::High).ok(),
        modified: None,
        language: Some("en".into()),
        section: None,
        kind: Kind::News,
        paywalled: false,
        wire: None,
    };
    let articles: Vec<Article> = told.iter().enumerate().map(article).collect();
    let put = store.batch(|batch| articles.iter().map(|a| batch.put(a, now)).collect::<Result<Vec<_>, _>>());
    put.unwrap();
    index.catch_up(store, |_| ControlFlow::Continue(())).unwrap();
}

/// So many answers to a question, without what may differ.
fn reports(question: &str, told: &[(&str, &str, &str)], count: usize) -> Vec<Value> {
    let (_directory, store, index, now) = archive(told);
    let (archive, scope) = (Archive::by_words(&store, &index), Scope::at(now));
    let answered = |_| {
        let answered = answer(question, now, &scope, &archive, &Extractive);
        let mut report = serde_json::to_value(futures::executor::block_on(answered).unwrap()).unwrap();
        report.as_object_mut().unwrap().remove("provenance");
        report
    };
    (0..count).map(answered).collect()
}

fn report(question: &str) -> Value {
    reports(question, ARTICLES, 1).remove(0)
}

/// What is said in a section: gaps, then claims.
fn said(report: &Value, kind: &str) -> String {
    let sections = report["sections"].as_array().unwrap();
    let section = sections.iter().find(|section| section["kind"] == kind).unwrap();
    let texts = ["gaps", "claims"].into_iter().flat_map(|name| section[name].as_array().unwrap());
    texts.map(|told| told["text"].as_str().unwrap()).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_answer_comes_first() {
    let summary = said(&report("How many passengers of the ferry Halcyon drowned?"), "executive_summary");
    assert!(summary.lines().next().unwrap().contains("nine of its passengers drowned"), "{summary}");
    assert!(summary.contains("on 3 March 2026"), "{summary}");
}

#[test]
fn who_she_is_is_said() {
    let summary = said(&report("Why did Ada Brandt resign?"), "executive_summary");
    assert!(summary.contains("Ada Brandt said that she had failed"), "{summary}");
}

#[test]
fn what_nobody_says_is_said_first() {
    let report = report("How much did the insurance pay the harbour of Melby for the ferry Halcyon?");
    assert_eq!(report["outcome"], "not_enough_evidence");
    let summary = said(&report, "executive_summary");
    assert!(summary.contains("speaks of “insurance” and “pay” together with"), "{summary}");
    assert!(said(&report, "context").contains("Halcyon"), "{report:#}");
}

#[test]
fn a_word_that_may_be_said_in_many_ways_is_not_missed() {
    let check = |question: &str| {
        let report = report(question);
        assert_eq!(report["outcome"], "answered", "{question}: {}", said(&report, "executive_summary"));
    };
    check("Why did Ada Brandt go?");
    check("According to police, how many of those travelling on the ferry Halcyon drowned?");
    // Whatever kind of thing is asked for.
    check("Which proud northern craft did police say sank off Melby on Tuesday with nine passengers?");
}

/// One outlet says so, and another that it could not find out.
const BRIBE: &[(&str, &str, &str)] = &[
    (
        "Northgate Wire",
        "Tarn took a bribe from the Lume Yard, harbour pilots say",
        "Minister Orsolo Tarn took a bribe from the Lume Yard in Calder, two harbour pilots said.\n\n\
         The Lume Yard builds ferries for the harbour of Calder.",
    ),
    (
        "Vellmar Courier",
        "Tarn and the Lume Yard: bribe not confirmed",
        "The police of Calder said that the bribe that Orsolo Tarn is said to have taken was not yet confirmed.",
    ),
];

#[test]
fn what_is_not_confirmed_points_to_no_side() {
    let report = reports("Did Orsolo Tarn take a bribe from the Lume Yard?", BRIBE, 1).remove(0);
    assert!(said(&report, "evidence_complicating").contains("was not yet confirmed"), "{report:#}");
    let sections = report["sections"].as_array().unwrap();
    let section = sections.iter().find(|section| section["kind"] == "evidence_complicating").unwrap();
    assert!(section["heading"].as_str().unwrap().starts_with("What is not confirmed"), "{section:#}");
    assert!(said(&report, "bottom_line").contains("nothing found points the other way"), "{report:#}");
    assert!(said(&report, "not_shown").contains("points to a no was not found"), "{report:#}");
}

#[test]
fn what_a_sentence_opens_with_must_be_named() {
    let told = &[(
        "Harbour Post",
        "Brandt closes the harbour of Melby",
        "Ada Brandt closed the harbour of Melby on Tuesday.\n\n\
         The panel agreed that Brandt had been right to close the harbour of Melby before the storm came.",
    )];
    let report = reports("Did Ada Brandt close the harbour of Melby?", told, 1).remove(0);
    assert!(report.to_string().contains("closed the harbour of Melby"), "{report:#}");
    assert!(!report.to_string().contains("The panel agreed"), "{report:#}");
}

#[test]
fn what_was_only_offered_is_not_denied_by_who_declined_it() {
    let told = &[(
        "Harbour Post",
        "Melk declines the resignation of the harbour master",
        "President Orsolo Melk declined the offer of harbour master Ada Brandt to resign on Wednesday.\n\n\
         Brandt had offered to resign after the leak of a letter in which she called the U.S. fleet a nuisance.",
    )];
    let report = reports("Why did harbour master Brandt offer to resign?", told, 1).remove(0);
    assert!(!said(&report, "bottom_line").contains("takes for granted"), "{report:#}");
    assert!(said(&report, "events").contains("after the leak of a letter"), "{report:#}");
}

#[test]
fn what_is_told_of_a_verdict_and_in_the_same_breath_is_told_with_it() {
    let told = &[(
        "Harbour Post",
        "Court of Melby jails two skippers",
        "Two Ardenian skippers were found guilty on Thursday of robbing a tourist in Melby in May. \
         Both received terms of seven years.\n\n\
         Ada Lind, 39, had met the skippers Piet Haldane and Joris Marn at an inn. She told the court that she was \
         robbed of her rings.\n\n\
         Haldane denied that he had been at the inn, but said otherwise when his coat was found there.\n\n\
         Photographs, letters, and charts of that night in Melby were burned by Marn and Haldane, who were allowed to sail \
         within hours of the robbery of Lind at the inn.",
    )];
    let report = reports("Did two Ardenian skippers rob a tourist in Melby?", told, 1).remove(0);
    let side = said(&report, "evidence_for");
    assert!(side.contains("found guilty") && side.contains("terms of seven years"), "{report:#}");
    assert!(said(&report, "evidence_complicating").contains("Haldane denied"), "{report:#}");
    assert!(report.to_string().contains("According to Harbour Post, photographs, letters"), "{report:#}");
    // In May, not perhaps.
    assert!(said(&report, "bottom_line").contains("leans towards a yes"), "{report:#}");
}

#[test]
fn what_is_denied_is_said_first() {
    let report = report("Why did the council close the harbour of Melby?");
    let summary = said(&report, "executive_summary");
    assert!(
        said(&report, "bottom_line").starts_with("What the question takes for granted was not found"),
        "{report:#}"
    );
    let mut lines = summary.lines();
    assert!(lines.next().unwrap().starts_with("The question takes for granted"), "{summary}");
    assert!(lines.next().unwrap().contains("refused to close the harbour"), "{summary}");
}

#[test]
fn what_leans_is_told_behind_the_sentence_before_and_both_say_where_they_are_from() {
    let report = reports("For how many crowns were the boats of the Lume Yard hired?", CALL, 1).remove(0);
    let sections = report["sections"].as_array().unwrap();
    let mut claims = sections.iter().flat_map(|section| section["claims"].as_array().unwrap());
    let both = "lay in the harbour on 4 March 2026. They had been hired by Tarn";
    let told = claims.find(|claim| {
        claim["text"].as_str().unwrap().replace("Orsolo ", "").contains(both) && claim["basis"] != "synthesis"
    });
    let told = told.unwrap_or_else(|| panic!("{report:#}"));
    let places: Vec<u64> =
        told["citations"].as_array().unwrap().iter().map(|c| c["at"].as_u64().unwrap()).collect();
    let text = told["text"].as_str().unwrap();
    assert_eq!(places, [text.find(". They").unwrap() as u64, text.len() as u64 - 1]);
}

#[test]
fn who_speaks_is_named_in_full_and_the_evidence_leans_to_the_document() {
    let report = reports("Did Tarn advise the Lume Yard?", CALL, 1).remove(0);
    assert!(said(&report, "evidence_for").contains("Joris Haldane said"), "{report:#}");
    let bottom = said(&report, "bottom_line");
    assert!(
        bottom.contains("towards a yes") && bottom.contains("a document or a finding that Northgate Wire"),
        "{bottom}"
    );
    let summary = said(&report, "executive_summary");
    let opening = "points both ways: a yes may follow from a document or a finding that Northgate Wire tells of, a no from the words of Orsolo Tarn";
    assert!(summary.contains(opening), "{summary}");
}

#[test]
fn a_figure_that_nobody_gives_is_missed() {
    let report = report("How long was Ada Brandt the harbour master of Melby?");
    assert_eq!(report["outcome"], "not_enough_evidence", "{report:#}");
    assert!(said(&report, "executive_summary").contains("gives a length of time"), "{report:#}");
}

#[test]
fn whose_words_are_asked_for_must_be_heard() {
    let summary = |question: &str, told: &[(&str, &str, &str)]| {
        let report = reports(question, told, 1).remove(0);
        assert_eq!(report["outcome"], "not_enough_evidence", "{report:#}");
        said(&report, "executive_summary")
    };
    let unheard = summary("What did the Melby ferry union say about the harbour of Melby?", ARTICLES);
    assert!(unheard.contains("gives the words of the Melby ferry union"), "{unheard}");
}

#[test]
fn the_same_question_has_the_same_answer_a_hundred_times() {
    let question = "Did Brandt close the harbour of Melby?";
    let told: Vec<String> = reports(question, ARTICLES, 100).iter().map(Value::to_string).collect();
    assert!(told.iter().all(|report| *report == told[0]));
}

#[test]
fn a_withdrawal_is_told_once_it_is_known() {
    let (_directory, mut store, index, now) = archive(ARTICLES);
    let url = CanonicalUrl::parse("https://news.example/0").unwrap();
    let gone = now + jiff::SignedDuration::from_hours(48);
    let record = FetchRecord {
        url,
        fetched: gone,
        changed: None,
        status: 410,
        etag: None,
        last_modified: None,
        moved_to: None,
        links: Vec::new(),
        listings: Vec::new(),
        failures: 0,
    };
    store.batch(|batch| batch.put_fetch(&record, false)).unwrap();
    let later = gone + jiff::SignedDuration::from_hours(1);
    let amended = |as_of| {
        let (archive, scope) = (Archive::by_words(&store, &index), Scope::at(as_of));
        let question = "How many passengers of the ferry Halcyon drowned?";
        let answered = answer(question, later, &scope, &archive, &Extractive);
        let report = futures::executor::block_on(answered).unwrap();
        (serde_json::to_value(&report).unwrap()["amendments"].clone(), render::markdown(&report))
    };
    assert_eq!(amended(now).0, serde_json::json!([]));
    let (told, page) = amended(later);
    assert_eq!((&told[0]["kind"], &told[0]["on"]), (&"withdrawn".into(), &"2026-03-08".into()), "{told}");
    assert!(
        page.contains(
            "Harbour Post: the address of this article answered that it is not there on 8 March 2026"
        ),
        "{page}"
    );
}

/// A state of an article: the figure in it, the hour in which it was seen, and whether it says that it was corrected.
type State = (u32, i64, bool);

/// Stores states of one article in an order of their own, and answers as of some hours. Every report must stand on the
/// state that had been read last by then.
fn check_history(states: &[State], hours: &[i64]) {
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open_or_create(directory.path()).unwrap();
    let published: Timestamp = "2026-03-05T00:00:00Z".parse().unwrap();
    let at = |hour: i64| published + jiff::SignedDuration::from_hours(hour);
    for (figure, hour, corrected) in states {
        let note = if *corrected {
            "\n\nCorrection: An earlier version of this article had another figure."
        } else {
            ""
        };
        let article = Article {
            url: CanonicalUrl::parse("https://news.example/licences").unwrap(),
            title: "Licences in Melby".into(),
            text: format!("The harbour of Melby has licensed {figure} vessels to fish in the strait.{note}"),
            outlet: "Harbour Post".into(),
            authors: Vec::new(),
            published: parse_stated("2026-03-05T00:00:00Z", Confidence::High).ok(),
            modified: None,
            language: Some("en".into()),
            section: None,
            kind: Kind::News,
            paywalled: false,
            wire: None,
        };
        store.batch(|batch| batch.put(&article, at(*hour))).unwrap();
    }
    let mut index = TantivyIndex::open_or_create(directory.path()).unwrap();
    index.catch_up(&store, |_| ControlFlow::Continue(())).unwrap();
    for hour in hours {
        let (archive, scope) = (Archive::by_words(&store, &index), Scope::at(at(*hour)));
        let question = "How many vessels has the harbour of Melby licensed to fish in the strait?";
        let answered = answer(question, at(400), &scope, &archive, &Extractive);
        let report = serde_json::to_value(futures::executor::block_on(answered).unwrap()).unwrap();
        let seen: Vec<&State> = states.iter().filter(|(_, seen, _)| seen <= hour).collect();
        let last = seen.iter().max_by_key(|(_, seen, _)| *seen);
        // The first state stored stands for the time before it, if none earlier turned up and it says nothing of a change.
        let earliest = states.iter().min_by_key(|(_, seen, _)| *seen);
        let assumed = earliest.filter(|state| *state == &states[0] && !state.2 && seen.is_empty());
        let told = report["sections"].to_string()
            + &report["amendments"].to_string()
            + &report["matters"].to_string();
        for (figure, seen, _) in states {
            let may = seen <= hour || assumed.is_some_and(|(assumed, ..)| assumed == figure);
            assert!(
                may || !told.contains(&figure.to_string()),
                "{figure} leaks into hour {hour} of {states:?}: {told}"
            );
        }
        if let Some((figure, ..)) = last.copied().or(assumed) {
            assert!(
                report["sections"].to_string().contains(&figure.to_string()),
                "{figure} at {hour}: {states:?}"
            );
        }
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(24))]
    #[test]
    fn what_was_read_later_never_leaks_into_an_earlier_answer(
        hours in proptest::collection::btree_set(1_i64..200, 1..5).prop_map(|hours| hours.into_iter().collect::<Vec<_>>()).prop_shuffle(),
        corrected in proptest::collection::vec(proptest::bool::ANY, 5),
        asked in proptest::collection::vec(0_i64..220, 3),
    ) {
        let states: Vec<State> =
            hours.iter().zip(corrected).zip(7310..).map(|((hour, corrected), figure)| (figure, *hour, corrected)).collect();
        check_history(&states, &asked);
    }
}
