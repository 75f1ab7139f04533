//! Tables that a pull request shows.

use std::fmt::Write;

use quick_xml::escape::escape;
use serde::Serialize;

use super::table::Table;
use super::table::escaped;
use super::{Case, Held, MANY, Told, Verdict, clean_line, compared};
use crate::answer::render::clean;

pub fn markdown<M: Serialize>(told: &Told<'_, M>, verdict: &Verdict) -> String {
    let mut text = format!("## caveat eval {}\n", told.suite);
    let row = |(name, value): &(String, f64)| vec![name.clone(), format!("{value:.4}")];
    let figures = Table::of("", &["figure", "value"], told.figures.iter().map(row).collect()).markdown();
    if !told.has_many_figures() {
        let _ = write!(text, "\n{figures}");
    }
    if !verdict.held.is_empty() {
        text += "\n| gate | value | |\n|---|---:|---|\n";
    }
    for held in &verdict.held {
        let Held { gate, value } = held;
        let met = if held.is_met() { "passed" } else { "**failed**" };
        let _ = writeln!(text, "| {} | {value:.4} | {met} |", escaped(&gate.to_string()));
    }
    let beside = verdict.beside.as_ref();
    for table in told.tables.iter().chain(&beside.map(compared::table)) {
        let _ = write!(text, "\n### {}\n\n{}", escaped(&table.title), table.markdown());
    }
    if told.has_many_figures() {
        let _ = write!(text, "\n<details><summary>{MANY}</summary>\n\n{figures}\n</details>\n");
    }
    text += &beside.map(|beside| folded("Changed cases", &compared::changes(beside))).unwrap_or_default();
    let failed: Vec<&Case> = told.cases.iter().filter(|case| case.failure.is_some()).collect();
    let _ = writeln!(text, "\n{} of {} cases failed", failed.len(), told.cases.len());
    for case in failed {
        text += &folded(&case.name, case.failure.as_deref().unwrap_or_default());
    }
    text
}

/// Lines that are shown to who opens them.
fn folded(summary: &str, told: &str) -> String {
    let lines: String = told
        .lines()
        .filter(|line| !line.is_empty())
        .map(|line| format!("    {}\n", clean_line(line)))
        .collect();
    format!("\n<details><summary>{}</summary>\n\n{lines}\n</details>\n", escape(clean(summary)))
}

#[cfg(test)]
mod tests {
    use super::super::conditions::tests::verdict;
    use super::super::tests::told;
    use super::*;

    #[test]
    fn markdown_holds_figures_gates_what_changed_and_failures() {
        insta::assert_snapshot!(markdown(&told(), &verdict(&["faithfulness>=0.4", "faithfulness>0.9"], 1.0)));
    }
}
