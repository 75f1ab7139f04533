//! What an assertion says when it fails.

use std::fmt::{self, Display};

use crate::eval::foreign::{Checked, Entry, Quotation, Reason, Standing};

/// Statements that fail an assertion, with what speaks against each.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    what: &'static str,
    statements: usize,
    told: Vec<String>,
}

/// Every statement is borne out, and there is one.
pub fn grounded(checked: &Checked) -> Result<(), Failure> {
    let told = told(checked, |entry| {
        (entry.standing == Standing::Unsupported || has_missing(entry)).then(|| entry.to_string())
    });
    if checked.entries.iter().all(|entry| entry.standing == Standing::Unchecked) {
        let nothing = "the answer states nothing that could be checked".to_owned();
        return Err(Failure {
            what: "are not borne out",
            statements: checked.entries.len(),
            told: vec![nothing],
        });
    }
    failure("are not borne out", checked, told)
}

/// Every quotation stands in a context.
pub fn quotes_exact(checked: &Checked) -> Result<(), Failure> {
    let told = told(checked, |entry| {
        let wrong: Vec<&Quotation> = entry.quotes.iter().filter(|quote| !quote.holds()).collect();
        lines(entry, &wrong)
    });
    failure("quote what is not there", checked, told)
}

/// No statement is firmer than its contexts.
pub fn hedged(checked: &Checked) -> Result<(), Failure> {
    let told = told(checked, |entry| {
        let wrong: Vec<&Reason> =
            entry.reasons.iter().filter(|reason| reason.cause.is_of_hedging()).collect();
        lines(entry, &wrong)
    });
    failure("are firmer than their evidence", checked, told)
}

fn has_missing(entry: &Entry) -> bool {
    entry.reasons.iter().any(|reason| reason.cause == super::Cause::MissingContext)
}

fn told(checked: &Checked, told: impl Fn(&Entry) -> Option<String>) -> Vec<String> {
    checked.entries.iter().filter_map(told).collect()
}

/// A statement, what is wrong with it, and the closest sentence.
fn lines(entry: &Entry, wrong: &[&impl Display]) -> Option<String> {
    let closest =
        entry.closest.iter().map(|closest| format!("closest, in [{}]: {}", closest.context, closest.text));
    let all = wrong.iter().map(ToString::to_string).chain(closest);
    let below: String = all.map(|line| format!("\n      {line}")).collect();
    (!wrong.is_empty()).then(|| format!("WRONG {}{below}", entry.text))
}

fn failure(what: &'static str, checked: &Checked, told: Vec<String>) -> Result<(), Failure> {
    let is_checked = |entry: &&Entry| entry.standing != Standing::Unchecked;
    let statements = checked.entries.iter().filter(is_checked).count();
    if told.is_empty() { Ok(()) } else { Err(Failure { what, statements, told }) }
}

impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} statements {}:", self.told.len(), self.statements, self.what)?;
        self.told.iter().try_for_each(|told| write!(f, "\n{told}"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::ledger;
    use super::*;

    const CONTEXTS: [&str; 2] = [
        "Korvin met the envoy 3 times in Port Sarrow in January, the ministry said. “Nothing was agreed”, Korvin said.",
        "The council of Melby may close the harbour in March. It has 12 members.",
    ];

    fn message(result: Result<(), Failure>) -> String {
        result.map_or_else(|failure| failure.to_string(), |()| "passes".to_owned())
    }

    #[test]
    fn a_failure_names_the_clause_the_reason_and_the_closest_sentence() {
        let answer = "The council of Melby has 12 members [2]. \
            The ministry said that Korvin met the envoy 5 times in Port Sarrow in January [1].";
        insta::assert_snapshot!(message(grounded(&ledger(answer, &CONTEXTS))));
    }

    #[test]
    fn an_invented_number_fails_however_likely_the_rest_is() {
        let told = message(grounded(&ledger(
            "The harbour of Melby, which the council may close in March, has 45 berths.",
            &CONTEXTS,
        )));
        assert!(told.contains("number: `45`") && told.contains("not borne out:"), "{told}");
    }

    #[test]
    fn a_number_without_a_context_fails() {
        let told = message(grounded(&ledger("The council of Melby has 12 members [7].", &CONTEXTS)));
        assert!(told.contains("missing context: `[7]`") && told.contains("no evidence"), "{told}");
        let told = message(grounded(&ledger("What now?", &CONTEXTS)));
        assert!(told.contains("states nothing"), "{told}");
    }

    #[test]
    fn quotations_are_held_word_for_word() {
        assert!(quotes_exact(&ledger("Korvin said: “Nothing was agreed” [1].", &CONTEXTS)).is_ok());
        let told =
            message(quotes_exact(&ledger("Korvin said: “Everything was agreed by us” [1].", &CONTEXTS)));
        assert!(told.contains("quotation “Everything was agreed by us”: not there"), "{told}");
    }

    #[test]
    fn what_is_firmer_than_its_evidence_is_told() {
        assert!(hedged(&ledger("The council of Melby may close the harbour in March.", &CONTEXTS)).is_ok());
        let told =
            message(hedged(&ledger("The council of Melby will close the harbour in March.", &CONTEXTS)));
        assert!(told.contains("modality") && told.contains("closest, in [2]: The council"), "{told}");
        let told = message(hedged(&ledger("The council undoubtedly has 12 members.", &CONTEXTS)));
        assert!(told.contains("stress: `undoubtedly`"), "{told}");
    }
}
