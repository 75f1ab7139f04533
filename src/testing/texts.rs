//! What an answer and its contexts may be.

use crate::answer::Report;
use crate::eval::foreign::{Answer, Checked, Context, Statement, check};

/// A text, or several: the sentences of an answer, or contexts.
pub trait Texts {
    fn texts(&self) -> Vec<&str>;
}

impl Texts for str {
    fn texts(&self) -> Vec<&str> {
        vec![self]
    }
}

impl Texts for String {
    fn texts(&self) -> Vec<&str> {
        vec![self]
    }
}

impl<T: AsRef<str>> Texts for [T] {
    fn texts(&self) -> Vec<&str> {
        self.iter().map(AsRef::as_ref).collect()
    }
}

impl<T: AsRef<str>, const N: usize> Texts for [T; N] {
    fn texts(&self) -> Vec<&str> {
        self.as_slice().texts()
    }
}

impl<T: AsRef<str>> Texts for Vec<T> {
    fn texts(&self) -> Vec<&str> {
        self.as_slice().texts()
    }
}

impl<T: Texts + ?Sized> Texts for &T {
    fn texts(&self) -> Vec<&str> {
        (**self).texts()
    }
}

/// An answer, statement by statement, beside its contexts. It prints in the same form each time.
///
/// ```
/// let contexts = ["The port of Calder lost 40 ships in the storm, the harbour master said."];
/// let ledger = caveat::testing::ledger("The port of Calder lost 70 ships in the storm.", &contexts);
/// assert!(ledger.to_string().starts_with("WRONG The port of Calder lost 70 ships in the storm."));
/// ```
pub fn ledger(answer: &(impl Texts + ?Sized), contexts: &(impl Texts + ?Sized)) -> Checked {
    let contexts = contexts.texts().into_iter().map(Context::from).collect();
    let statements = answer.texts().into_iter().flat_map(|text| Answer::of_text(text, Vec::new()).statements);
    check(&Answer { statements: statements.collect(), contexts, ..Answer::default() })
}

/// The claims of a report that cite words, each beside the words that it cites.
pub fn report_ledger(report: &Report) -> Checked {
    let mut all = Checked { entries: Vec::new(), used: Vec::new(), contexts: 0, has_citations: false };
    for (claim, evidence) in report.cited() {
        let contexts: Vec<Context> = evidence.iter().map(|words| Context::from(words.as_str())).collect();
        let statement = Statement {
            text: claim.to_owned(),
            citations: (1..=contexts.len()).collect(),
            is_heading: false,
        };
        let checked = check(&Answer { statements: vec![statement], contexts, ..Answer::default() });
        all.has_citations = true;
        all.entries.extend(checked.entries);
    }
    all
}
