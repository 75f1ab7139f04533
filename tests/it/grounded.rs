//! The reports of this program, held to what it offers for testing answers.

use caveat::answer::{Archive, Extractive, Report, answer};
use caveat::eval::{Gate, Statements, assert_grounded, grounded};
use caveat::index::TantivyIndex;
use caveat::store::{Scope, Store};

use crate::harness::Home;
use crate::llm;

fn report(home: &Home) -> Report {
    let (store, index) = (
        Store::open(&home.path("index/data")).unwrap(),
        TantivyIndex::open(&home.path("index/data")).unwrap(),
    );
    let archive = Archive { store: &store, index: &index, dense: None };
    let now = "2026-03-10T08:00:00Z".parse().unwrap();
    futures::executor::block_on(answer(llm::QUESTION, now, &Scope::at(now), &archive, &Extractive)).unwrap()
}

#[test]
fn a_report_of_the_extractive_composer_is_grounded() {
    let report = report(&llm::home());
    assert!(report.statements().len() >= 5);
    assert_grounded(&report, Gate::default());
}

#[test]
fn a_report_that_says_something_else_is_not() {
    let mut statements = report(&llm::home()).statements();
    let told = statements.iter_mut().find(|statement| statement.claim.contains("48 million")).unwrap();
    told.claim = told.claim.replace("48 million", "84 million");
    let message = grounded(&statements[..], Gate::default()).unwrap_err().to_string();
    assert!(
        message.contains("1 of") && message.contains("84 million") && message.contains("Number"),
        "{message}"
    );
}
