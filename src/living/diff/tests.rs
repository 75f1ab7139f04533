use serde_json::json;

use super::*;

const OPEN: &str = "The strait will be reopened to merchant ships on Monday, the ministry said.";
const CLOSED: &str = "The strait will not be reopened to merchant ships on Monday, the ministry said.";

/// A claim: its words, whose they are, and how firm it is.
struct Said {
    quote: &'static str,
    outlet: &'static str,
    revision: u32,
    level: &'static str,
    witnesses: usize,
}

fn said(quote: &'static str, outlet: &'static str) -> Said {
    Said { quote, outlet, revision: 1, level: "single_source", witnesses: 1 }
}

fn told(claims: &[Said]) -> Told {
    let source = |(n, said): (usize, &Said)| {
        json!({"n": n + 1, "url": format!("https://{}.example/a", said.outlet), "outlet": said.outlet,
               "published": "2026-01-20", "revision": said.revision})
    };
    let claim = |(n, said): (usize, &Said)| {
        json!({"text": format!("According to {}, {}", said.outlet, said.quote), "basis": "trimmed",
               "citations": [{"source": n + 1, "quote": said.quote, "start": 10, "end": 10 + said.quote.len()}],
               "hedge": {"level": said.level, "independent_sources": said.witnesses}})
    };
    let report = json!({"question": "Will the strait be reopened?", "checked_on": "2026-01-21",
        "outcome": "answered", "sources": claims.iter().enumerate().map(source).collect::<Vec<_>>(),
        "sections": [{"kind": "events", "claims": claims.iter().enumerate().map(claim).collect::<Vec<_>>()}]});
    serde_json::from_value(report).unwrap()
}

/// The kinds of the changes from one answer to another, where the articles still say what they said.
#[track_caller]
fn check(before: &[Said], after: &[Said], expected: &[&str]) {
    let text = |said: &Said| SourceNow { text: said.quote.to_owned(), withdrawn: false };
    let now = before.iter().map(|said| (format!("https://{}.example/a", said.outlet), text(said))).collect();
    check_where(now, before, after, expected);
}

#[track_caller]
fn check_where(now: BTreeMap<String, SourceNow>, before: &[Said], after: &[Said], expected: &[&str]) {
    let found = changes(Some(&told(before)), &told(after), &now);
    let kind = |change: &Change| match change.reason {
        Some(reason) => format!("{}: {}", change.kind.as_words(), reason.as_words()),
        None => change.kind.as_words().to_owned(),
    };
    assert_eq!(found.changes.iter().map(kind).collect::<Vec<_>>(), expected, "{found:#?}");
}

#[test]
fn the_same_claims_are_no_change() {
    check(&[said(OPEN, "post")], &[said(OPEN, "post")], &[]);
    check(
        &[said(OPEN, "post"), said("Rain fell.", "dw")],
        &[said("Rain fell.", "dw"), said(OPEN, "post")],
        &[],
    );
    // In other words, out of another paper.
    let other = "The ministry said the strait will be reopened to merchant ships on Monday.";
    check(&[said(OPEN, "post")], &[said(other, "courier")], &[]);
}

#[test]
fn claims_come_and_go() {
    let rain = || said("Heavy rain fell on Calder for a week.", "dw");
    check(&[said(OPEN, "post")], &[said(OPEN, "post"), rain()], &["added"]);
    check(&[said(OPEN, "post"), rain()], &[said(OPEN, "post")], &["dropped: outranked"]);
    let newer = "The strait will be reopened to merchant ships and to fishing boats on Friday.";
    check(&[said(OPEN, "post")], &[said(newer, "courier")], &["added", "dropped: superseded"]);
    let gone = |text: &str, withdrawn| {
        BTreeMap::from([("https://post.example/a".to_owned(), SourceNow { text: text.into(), withdrawn })])
    };
    check_where(gone(OPEN, true), &[said(OPEN, "post")], &[rain()], &["added", "dropped: source withdrawn"]);
    check_where(gone("Other.", false), &[said(OPEN, "post")], &[], &["dropped: source revised"]);
}

#[test]
fn what_says_the_opposite_is_a_reversal() {
    check(&[said(OPEN, "post")], &[said(CLOSED, "courier")], &["reversed"]);
    check(&[said(OPEN, "post")], &[Said { revision: 2, ..said(CLOSED, "post") }], &["reversed"]);
}

#[test]
fn a_corrected_figure_is_a_correction_and_another_layout_is_nothing() {
    let figure = |revision, quote| Said { revision, ..said(quote, "post") };
    check(
        &[figure(1, "The register lists 412 vessels with a licence for the strait.")],
        &[figure(2, "The register lists 214 vessels with a licence for the strait.")],
        &["source corrected"],
    );
    check(&[figure(1, OPEN)], &[figure(2, OPEN)], &[]);
}

#[test]
fn strength_goes_by_level_and_witnesses() {
    let at = |level, witnesses| Said { level, witnesses, ..said(OPEN, "post") };
    check(&[at("single_source", 1)], &[at("reported", 2)], &["strengthened"]);
    check(&[at("established", 3)], &[at("established", 4)], &["strengthened"]);
    check(&[at("reported", 2)], &[at("single_source", 1)], &["weakened"]);
    check(&[at("reported", 2)], &[at("disputed", 2)], &["newly disputed"]);
    check(&[at("disputed", 2)], &[at("disputed", 3)], &[]);
    check(&[at("disputed", 1)], &[at("reported", 2)], &["strengthened"]);
}

#[test]
fn a_first_answer_has_no_changes() {
    let first = changes(None, &told(&[said(OPEN, "post")]), &BTreeMap::new());
    assert!(first.is_empty() && first.from.is_none());
}
