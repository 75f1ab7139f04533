//! The README tells the truth: its report is the demo's.

use crate::harness::Home;

const README: &str = include_str!("../../README.md");

#[test]
fn the_report_in_the_readme_is_the_one_that_the_demo_prints() {
    let shown = README.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let printed = Home::new().run(["demo", "--now", "2026-01-25T12:00:00Z"]).succeeded().out;
    assert_eq!(with_one_port(&printed), shown, "put the new report into README.md");
}

/// The demo's site has another port each time.
fn with_one_port(report: &str) -> String {
    let mut parts = report.split("127.0.0.1:");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        text + "127.0.0.1:8000" + part.trim_start_matches(|c: char| c.is_ascii_digit())
    })
}
