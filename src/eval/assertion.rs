//! Testing answers: a check that a test can make of a report, and that says what is wrong when it fails.

use std::fmt::{self, Write as _};

use crate::answer::Report;
use crate::ground::{Grounding, Verdict, check};

/// A statement with the words that it cites.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    pub claim: String,
    pub evidence: Vec<String>,
}

/// What a report must come to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gate {
    /// The share of statements that their evidence must bear out.
    pub supported: f64,
    /// Statements that may have an alarm that decides by itself.
    pub alarms: usize,
}

impl Default for Gate {
    /// Every statement is borne out, and none has an alarm.
    fn default() -> Self {
        Self { supported: 1.0, alarms: 0 }
    }
}

/// Statements that do not hold, each with what speaks against it.
#[derive(Clone, Debug, PartialEq)]
pub struct Shortfall {
    statements: usize,
    failed: Vec<(Statement, Grounding)>,
}

/// Something that states what it cites words for.
pub trait Statements {
    fn statements(&self) -> Vec<Statement>;
}

impl Statements for [Statement] {
    fn statements(&self) -> Vec<Statement> {
        self.to_vec()
    }
}

impl<const N: usize> Statements for [Statement; N] {
    fn statements(&self) -> Vec<Statement> {
        self.to_vec()
    }
}

/// The claims that cite words of articles; syntheses are checked by `caveat verify`, against the claims they speak of.
impl Statements for Report {
    fn statements(&self) -> Vec<Statement> {
        self.cited().map(|(claim, evidence)| Statement::new(claim, evidence)).collect()
    }
}

impl Statement {
    pub fn new(claim: impl Into<String>, evidence: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { claim: claim.into(), evidence: evidence.into_iter().map(Into::into).collect() }
    }
}

/// Checks the statements of a report against the words that they cite.
pub fn grounded(report: &(impl Statements + ?Sized), gate: Gate) -> Result<(), Shortfall> {
    let report = report.statements();
    let checked = report.iter().map(|statement| {
        let evidence: Vec<&str> = statement.evidence.iter().map(String::as_str).collect();
        (statement, check(&statement.claim, &evidence))
    });
    let failed: Vec<(Statement, Grounding)> = checked
        .filter(|(_, grounding)| grounding.verdict != Verdict::Supported)
        .map(|(statement, grounding)| (statement.clone(), grounding))
        .collect();
    let supported = (report.len() - failed.len()) as f64 >= gate.supported * report.len() as f64;
    let alarmed = failed.iter().filter(|(_, g)| g.alarms.iter().any(|alarm| alarm.is_certain)).count();
    match supported && alarmed <= gate.alarms {
        true => Ok(()),
        false => Err(Shortfall { statements: report.len(), failed }),
    }
}

/// Fails a test unless the statements of a report (a [`Report`], or any statements with what they cite) are borne out by what they cite; the message shows each that is not,
/// with the closest sentence and the alarms.
///
/// ```
/// use caveat::eval::{Gate, Statement, assert_grounded};
///
/// let cited = "The port of Calder lost 40 ships in the storm, the harbour master said.";
/// let report = [Statement::new("The port of Calder lost 40 ships in the storm, the harbour master said.", [cited])];
/// assert_grounded(&report, Gate::default());
/// ```
///
/// ```should_panic
/// # use caveat::eval::{Gate, Statement, assert_grounded};
/// let cited = "The port of Calder lost 40 ships in the storm, the harbour master said.";
/// assert_grounded(&[Statement::new("The port of Calder lost 70 ships in the storm.", [cited])], Gate::default());
/// ```
#[track_caller]
#[expect(clippy::panic, reason = "to be called in tests, where a panic is the failure")]
pub fn assert_grounded(report: &(impl Statements + ?Sized), gate: Gate) {
    if let Err(shortfall) = grounded(report, gate) {
        panic!("{shortfall}");
    }
}

impl fmt::Display for Shortfall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} statements are not borne out:", self.failed.len(), self.statements)?;
        for (statement, grounding) in &self.failed {
            f.write_str(&told(statement, grounding))?;
        }
        Ok(())
    }
}

fn told(statement: &Statement, grounding: &Grounding) -> String {
    let words = |place: &crate::ground::Place| {
        statement
            .evidence
            .get(place.evidence)
            .and_then(|text| text.get(place.range.clone()))
            .unwrap_or_default()
    };
    let mut text = format!("\n  {}\n    score {:.2}", statement.claim, grounding.score);
    match grounding.best.first() {
        Some(best) => _ = write!(text, ", closest: {}", words(&best.place)),
        None => text.push_str(", no evidence"),
    }
    for alarm in &grounding.alarms {
        let ours = statement.claim.get(alarm.claim.clone()).unwrap_or_default();
        let theirs = alarm.evidence.as_ref().map(words).unwrap_or_default();
        let _ = write!(text, "\n    {:?}: `{ours}` beside `{theirs}`", alarm.kind);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const CITED: &str = "Korvin met the envoy 3 times in Port Sarrow in January, the ministry said.";

    #[test]
    fn a_failure_says_what_is_wrong() {
        let wrong = Statement::new("Korvin met the envoy 5 times in Port Sarrow in January.", [CITED]);
        let message = grounded(&[wrong], Gate::default()).unwrap_err().to_string();
        assert!(message.contains("1 of 1 statements"), "{message}");
        assert!(message.contains("Number: `5` beside `3`"), "{message}");
        assert!(message.contains(CITED), "{message}");
    }

    #[test]
    fn a_gate_may_let_some_pass() {
        let report = [
            Statement::new("The ministry said Korvin met the envoy 3 times in Port Sarrow.", [CITED]),
            Statement::new("Korvin met the envoy 5 times in Port Sarrow in January.", [CITED]),
        ];
        assert!(grounded(&report, Gate { supported: 0.5, alarms: 1 }).is_ok());
        assert!(grounded(&report, Gate { supported: 0.5, alarms: 0 }).is_err());
    }
}
