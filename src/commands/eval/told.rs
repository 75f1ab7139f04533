//! The end of every suite: figures, cases and conditions told in one of four forms, and the exit status.

use std::fmt::Write;
use std::path::Path;

use anyhow::Context;
use quick_xml::escape::escape;
use serde::Serialize;

use crate::answer::render::clean;
use crate::cli::{EvalFormat, Reporting};
use crate::commands::{Exit, output};
use crate::eval::calibration::Bin;
use crate::eval::gate::Gate;

/// Something that passes or fails by itself: a question, a set of pairs, a page.
#[derive(Clone, Debug, Default)]
pub struct Case {
    pub name: String,
    /// What is wrong with it, in lines.
    pub failure: Option<String>,
    /// From 0 to 1, the better the higher.
    pub share: Option<f64>,
}

/// What a suite came to.
pub struct Told<'a, M> {
    pub suite: &'static str,
    /// As scripts read it.
    pub measured: &'a M,
    /// As a reader of a terminal does.
    pub text: String,
    pub figures: Vec<(String, f64)>,
    pub cases: Vec<Case>,
    /// Scores of single statements or claims, for a histogram.
    pub scores: Vec<f64>,
    /// What shares of claims with about the same score are supported, where that is known.
    pub curve: Vec<Bin>,
}

/// A condition with what its figure is.
pub struct Held {
    pub gate: Gate,
    pub value: f64,
}

/// The conditions of the command line and of the file.
pub fn gates(asked: &Reporting) -> anyhow::Result<Vec<Gate>> {
    let mut gates = asked.gate.clone();
    if let Some(path) = &asked.gate_file {
        gates.extend(gates_of(path)?);
    }
    Ok(gates)
}

fn gates_of(path: &Path) -> anyhow::Result<Vec<Gate>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
    let conditions =
        lines.enumerate().flat_map(|(number, line)| line.split(',').map(move |one| (number, one)));
    let told = conditions.filter(|(_, condition)| !condition.trim().is_empty());
    told.map(|(number, condition)| {
        condition.parse().with_context(|| format!("{}, line {}", path.display(), number + 1))
    })
    .collect()
}

/// Tells what a suite came to, and whether its conditions are met; those that are not are told beside.
pub fn finish(
    asked: &Reporting,
    page: Option<&Path>,
    outcome: &Told<'_, impl Serialize>,
) -> anyhow::Result<Exit> {
    let held = |gate: Gate| Ok(Held { value: gate.value(&outcome.figures)?, gate });
    let held: Vec<Held> = gates(asked)?.into_iter().map(held).collect::<anyhow::Result<_>>()?;
    match asked.format {
        EvalFormat::Text => output::print(&outcome.text)?,
        EvalFormat::Json => output::print_json(outcome.measured)?,
        EvalFormat::Md => output::print(&markdown(outcome, &held))?,
        EvalFormat::Junit => output::print(&junit(outcome, &held))?,
    }
    if let Some(directory) = page {
        std::fs::create_dir_all(directory).with_context(|| format!("cannot make {}", directory.display()))?;
        let page = super::page::page(outcome, &held);
        output::write_to(Some(&directory.join("index.html")), |out| Ok(out.write_all(page.as_bytes())?))?;
    }
    let mut exit = Exit::Done;
    for Held { gate, value } in held.iter().filter(|held| !held.is_met()) {
        eprintln!("caveat: the gate {gate} failed: it is {value:.4}");
        exit = Exit::Failed;
    }
    Ok(exit)
}

impl Held {
    pub fn is_met(&self) -> bool {
        self.gate.is_met_by(self.value)
    }
}

/// Tables that a pull request shows.
fn markdown<M>(outcome: &Told<'_, M>, held: &[Held]) -> String {
    let mut text = format!("## caveat eval {}\n\n| figure | value |\n|---|---:|\n", outcome.suite);
    for (name, value) in &outcome.figures {
        let _ = writeln!(text, "| {} | {value:.4} |", cell(name));
    }
    if !held.is_empty() {
        text += "\n| gate | value | |\n|---|---:|---|\n";
    }
    for Held { gate, value } in held {
        let met = if gate.is_met_by(*value) { "passed" } else { "**failed**" };
        let _ = writeln!(text, "| {} | {value:.4} | {met} |", cell(&gate.to_string()));
    }
    let failed: Vec<&Case> = outcome.cases.iter().filter(|case| case.failure.is_some()).collect();
    let _ = writeln!(text, "\n{} of {} cases failed", failed.len(), outcome.cases.len());
    for case in failed {
        let _ = writeln!(text, "\n<details><summary>{}</summary>\n", escape(clean(&case.name)));
        let lines = case.failure.as_deref().unwrap_or_default().lines();
        lines.for_each(|line| _ = writeln!(text, "    {}", clean_line(line)));
        text += "\n</details>\n";
    }
    text
}

fn cell(text: &str) -> String {
    clean(text).replace('|', "\\|").replace('<', "&lt;")
}

/// A line without control characters, with the spaces that it begins with.
fn clean_line(line: &str) -> String {
    let indent: String = line.chars().take_while(|c| *c == ' ').collect();
    indent + &clean(line)
}

/// The form of JUnit that test servers read: a case and a failure each, figures as properties.
fn junit<M>(outcome: &Told<'_, M>, held: &[Held]) -> String {
    let suite = format!("caveat.eval.{}", outcome.suite);
    let tests = outcome.cases.len() + held.len();
    let failed_cases = outcome.cases.iter().filter(|case| case.failure.is_some()).count();
    let failures = failed_cases + held.iter().filter(|held| !held.is_met()).count();
    let counts = format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"0\"");
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"{suite}\" {counts}>\n  \
         <testsuite name=\"{suite}\" {counts}>\n    <properties>\n"
    );
    for (name, value) in &outcome.figures {
        let _ = writeln!(xml, "      <property name=\"{}\" value=\"{value}\"/>", attribute(name));
    }
    xml += "    </properties>\n";
    for case in &outcome.cases {
        xml += &testcase(&format!("{suite}.cases"), &case.name, case.failure.as_deref());
    }
    for one in held {
        let failure = (!one.is_met()).then(|| format!("it is {:.4}", one.value));
        xml += &testcase(&format!("{suite}.gates"), &one.gate.to_string(), failure.as_deref());
    }
    xml + "  </testsuite>\n</testsuites>\n"
}

fn testcase(class: &str, name: &str, failure: Option<&str>) -> String {
    let opened = format!("    <testcase classname=\"{class}\" name=\"{}\"", attribute(name));
    let Some(failure) = failure else { return opened + "/>\n" };
    let first = failure.lines().next().unwrap_or_default();
    let lines: Vec<String> = failure.lines().map(clean_line).collect();
    let (message, told) = (attribute(first), escape(lines.join("\n")));
    format!("{opened}>\n      <failure message=\"{message}\">{told}</failure>\n    </testcase>\n")
}

fn attribute(text: &str) -> String {
    escape(clean(text)).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(cases: Vec<Case>) -> Told<'static, ()> {
        let figures = vec![("faithfulness".to_owned(), 0.5)];
        let (scores, curve) = (Vec::new(), Vec::new());
        Told { suite: "answers", measured: &(), text: String::new(), figures, cases, scores, curve }
    }

    fn held() -> Vec<Held> {
        let gate = |text: &str| Held { gate: text.parse().unwrap(), value: 0.5 };
        vec![gate("faithfulness>=0.4"), gate("faithfulness>0.9")]
    }

    fn cases() -> Vec<Case> {
        let hostile = "1 <b>\"&\u{1b}[2J|".to_owned();
        let failure = Some("WRONG <script>\u{7}\n      number: `5`".to_owned());
        vec![
            Case { name: "1".to_owned(), ..Case::default() },
            Case { name: hostile, failure, share: Some(0.5) },
        ]
    }

    #[test]
    fn junit_holds_each_case_and_each_gate() {
        insta::assert_snapshot!(junit(&outcome(cases()), &held()));
    }

    #[test]
    fn markdown_holds_figures_gates_and_failures() {
        insta::assert_snapshot!(markdown(&outcome(cases()), &held()));
    }

    #[test]
    fn a_file_of_gates_has_remarks_and_names_its_bad_lines() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "# ours\nf1>=0.9, p@1>0.5 # both\n\nf2<=1\n").unwrap();
        assert_eq!(gates_of(file.path()).unwrap().len(), 3);
        std::fs::write(file.path(), "f1>=0.9\nf2\n").unwrap();
        let error = format!("{:#}", gates_of(file.path()).unwrap_err());
        assert!(error.contains("line 2: `f2` is not a condition"), "{error}");
    }
}
