//! The form of JUnit that test servers read: a case and a failure each, figures as properties.
//!
//! What is wrong with a case fails it where nobody said what has to hold. Where a gate or an earlier run decides, the
//! cases pass, and what is wrong with them is told as their output: a server would else be red while the gates are met.

use std::fmt::Write;

use quick_xml::escape::escape;
use serde::Serialize;

use super::conditions::fall;
use super::{Case, Told, Verdict, clean_line};
use crate::answer::render::clean;
use crate::eval::compare::Trend;

/// A test as the server counts it.
struct Test {
    class: String,
    name: String,
    failure: Option<String>,
    output: Option<String>,
}

pub fn junit<M: Serialize>(told: &Told<'_, M>, verdict: &Verdict) -> String {
    let suite = format!("caveat.eval.{}", told.suite);
    let tests = tests(told, verdict, &suite);
    let failures = tests.iter().filter(|test| test.failure.is_some()).count();
    let counts = format!("tests=\"{}\" failures=\"{failures}\" errors=\"0\" skipped=\"0\"", tests.len());
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"{suite}\" {counts}>\n  \
         <testsuite name=\"{suite}\" {counts}>\n    <properties>\n"
    );
    for (name, value) in &told.figures {
        let _ = writeln!(xml, "      <property name=\"{}\" value=\"{value}\"/>", attribute(name));
    }
    xml += "    </properties>\n";
    tests.iter().for_each(|test| xml += &test.xml());
    xml + "  </testsuite>\n</testsuites>\n"
}

/// Cases, gates, and figures beside those of an earlier run.
fn tests<M: Serialize>(told: &Told<'_, M>, verdict: &Verdict, suite: &str) -> Vec<Test> {
    let case = |case: &Case| {
        let wrong = case.failure.clone();
        let (failure, output) = if verdict.decides() { (None, wrong) } else { (wrong, None) };
        Test { class: format!("{suite}.cases"), name: case.name.clone(), failure, output }
    };
    let gates = verdict.held.iter().map(|held| Test {
        class: format!("{suite}.gates"),
        name: held.gate.to_string(),
        failure: (!held.is_met()).then(|| format!("it is {:.4}", held.value)),
        output: None,
    });
    let figures = verdict.beside.iter().flat_map(|beside| &beside.compared.figures);
    let figures = figures.map(|difference| Test {
        class: format!("{suite}.baseline"),
        name: difference.figure.clone(),
        failure: (difference.trend == Trend::Worse).then(|| fall(difference)),
        output: None,
    });
    told.cases.iter().map(case).chain(gates).chain(figures).collect()
}

impl Test {
    fn xml(&self) -> String {
        let opened = format!("    <testcase classname=\"{}\" name=\"{}\"", self.class, attribute(&self.name));
        let lines =
            |told: &str| escape(told.lines().map(clean_line).collect::<Vec<_>>().join("\n")).into_owned();
        let failure = self.failure.as_deref().map(|told| {
            let message = attribute(told.lines().next().unwrap_or_default());
            format!("      <failure message=\"{message}\">{}</failure>\n", lines(told))
        });
        let output =
            self.output.as_deref().map(|told| format!("      <system-out>{}</system-out>\n", lines(told)));
        match failure.or(output) {
            None => opened + "/>\n",
            Some(inner) => format!("{opened}>\n{inner}    </testcase>\n"),
        }
    }
}

fn attribute(text: &str) -> String {
    escape(clean(text)).into_owned()
}

#[cfg(test)]
mod tests {
    use super::super::conditions::tests::verdict;
    use super::super::tests::told;
    use super::*;

    #[test]
    fn junit_fails_the_case_where_nothing_else_decides() {
        let undecided = Verdict { held: Vec::new(), beside: None };
        insta::assert_snapshot!(junit(&told(), &undecided));
    }

    #[test]
    fn junit_leaves_it_to_the_gates_and_the_earlier_run_where_there_are_some() {
        insta::assert_snapshot!(junit(&told(), &verdict(&["faithfulness>=0.4", "faithfulness>0.9"], 1.0)));
    }
}
