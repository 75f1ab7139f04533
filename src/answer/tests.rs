//! Whole answers, asked of a few invented articles.

use std::ops::ControlFlow;

use jiff::Timestamp;
use serde_json::Value;

use super::*;
use crate::index::TantivyIndex;
use crate::news::{Article, CanonicalUrl, Confidence, Kind, parse_stated};
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

/// The articles, stored and indexed, and the day after them.
fn archive() -> (tempfile::TempDir, Store, TantivyIndex, Timestamp) {
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open_or_create(directory.path()).unwrap();
    let article = |(number, (outlet, title, text)): (usize, &(&str, &str, &str))| Article {
        url: CanonicalUrl::parse(&format!("https://news.example/{number}")).unwrap(),
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
    let now: Timestamp = "2026-03-06T12:00:00Z".parse().unwrap();
    let articles: Vec<Article> = ARTICLES.iter().enumerate().map(article).collect();
    let put = store.batch(|batch| articles.iter().map(|a| batch.put(a, now)).collect::<Result<Vec<_>, _>>());
    put.unwrap();
    let mut index = TantivyIndex::open_or_create(directory.path()).unwrap();
    index.catch_up(&store, |_| ControlFlow::Continue(())).unwrap();
    (directory, store, index, now)
}

/// So many answers to a question, without what may differ.
fn reports(question: &str, count: usize) -> Vec<Value> {
    let (_directory, store, index, now) = archive();
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
    reports(question, 1).remove(0)
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
fn the_same_question_has_the_same_answer_a_hundred_times() {
    let question = "Did Brandt close the harbour of Melby?";
    let told: Vec<String> = reports(question, 100).iter().map(Value::to_string).collect();
    assert!(told.iter().all(|report| *report == told[0]));
}
