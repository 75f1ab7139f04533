//! `caveat demo`: what a new user sees first.

use serde_json::Value;

use crate::harness::Home;

/// Stated on a page that tells models to believe it, on a page that robots.txt forbids, and nowhere else.
const PLANTED: [&str; 2] = ["forty million", "lighthouse accord"];

fn demo(format: &str) -> String {
    let home = Home::new();
    let before = std::fs::read_dir(home.path("")).unwrap().count();
    let ran = home.run(["demo", "--format", format, "--now", "2026-01-25T12:00:00Z"]).succeeded();
    assert_eq!(std::fs::read_dir(home.path("")).unwrap().count(), before, "the demo left something behind");
    for planted in PLANTED {
        assert!(!ran.out.contains(planted), "{planted:?} is in {}", ran.out);
    }
    ran.out
}

#[test]
fn the_demo_prints_a_whole_report() {
    let report = demo("text");
    let parts = [
        "Is Verhalin supporting Melk in megotiations",
        "Verhalin → Verhalen",
        "megotiations → negotiations",
        "Checked on 25 January 2026",
        "Executive summary",
        "1. What happened",
        "What the reporting does not show",
        "Bottom line",
        "Sources",
        "[1] Northgate Wire, “Leaked transcript shows",
        "16 January 2026",
        "Want to dive deeper?",
        "sentences were kept out: ",
        "instruction",
    ];
    let mut from = 0;
    for part in parts {
        let unwrapped = report.get(from..).unwrap();
        let at = unwrapped.find(part).unwrap_or_else(|| panic!("{part:?} is not in its place in {report}"));
        from += at;
    }
}

#[test]
fn every_form_of_the_demo_says_the_same_and_nothing_planted() {
    for format in ["md", "html"] {
        let report = demo(format);
        for part in ["megotiations", "Bottom line", "Northgate Wire", "standard practice"] {
            assert!(report.contains(part), "{part:?} is not in {report}");
        }
    }
}

#[test]
fn the_demo_report_has_its_themes_and_counts_copies_once() {
    let report: Value = serde_json::from_str(&demo("json")).unwrap();
    assert_eq!(report["outcome"], "answered");
    assert_eq!(report["question"], "Is Verhalin supporting Melk in megotiations");
    assert_eq!(report["interpreted"]["text"], "Is Verhalen supporting Melk in negotiations");
    assert_eq!(report["coverage"]["articles"], 30);
    assert_eq!(report["coverage"]["outlets"], 7);
    assert_eq!(report["follow_ups"].as_array().unwrap().len(), 3);
    let kinds: Vec<&str> =
        report["sections"].as_array().unwrap().iter().map(|s| s["kind"].as_str().unwrap()).collect();
    let expected = [
        "executive_summary", "events", "evidence_for", "evidence_complicating", "context", "not_shown",
        "bottom_line",
    ];
    assert_eq!(kinds, expected);
    let sources = report["sources"].as_array().unwrap();
    let transcript =
        sources.iter().find(|s| s["title"].as_str().unwrap().starts_with("Leaked transcript")).unwrap();
    assert_eq!(transcript["outlet"], "Northgate Wire");
    let copies: Vec<&str> =
        transcript["also_in"].as_array().unwrap().iter().map(|c| c["outlet"].as_str().unwrap()).collect();
    assert_eq!(copies, ["Harbour Post", "Tidewater Ledger"]);
}

#[test]
fn the_demo_answers_other_questions_and_admits_what_it_cannot() {
    let home = Home::new();
    let known = home.run(["demo", "How many vessels hold fishing licences"]).succeeded();
    assert!(known.out.contains("412 Ardenian vessels"), "{}", known.out);
    let unknown = home.run(["demo", "Who won the chess olympiad in Samarkand"]).ended(1);
    assert!(unknown.out.contains("Not enough was found"), "{}", unknown.out);
    assert!(unknown.out.contains("What was searched"), "{}", unknown.out);
}
