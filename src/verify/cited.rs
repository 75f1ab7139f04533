//! Checks somebody else's answer, statement by statement, against the texts that it cites.

use std::collections::BTreeSet;

use super::foreign::{Foreign, Statement};
use super::judge;
use super::ledger::{Entry, Fault, Ledger, Problem, QuoteCheck};
use super::report::{unsupported, worded};
use super::sources::{SourceText, Sources};
use super::synthesis::speaks_of_claims;
use crate::answer::{FindingKind, Level, find_quote, lint, quoted_spans};

/// A statement of fewer words says nothing that could be borne out.
const SHORTEST: usize = 4;

/// Checks a document against the texts of its sources.
pub fn verify_foreign(document: &Foreign, sources: &Sources) -> Ledger {
    let check = Check { document, sources };
    let mut ledger = Ledger { problems: check.uncited(), ..Ledger::default() };
    for (place, statement) in document.statements.iter().enumerate() {
        let id = format!("s{}", place + 1);
        let (quotes, problems) = check.quotes(statement, &id);
        let mut entry = check.statement(statement, &id);
        entry.problems.extend(problems);
        ledger.quotes.extend(quotes);
        ledger.entries.push(entry.judged());
    }
    ledger
}

struct Check<'a> {
    document: &'a Foreign,
    sources: &'a Sources,
}

impl Check<'_> {
    /// Sources that are listed and that nothing cites, and those listed twice.
    fn uncited(&self) -> Vec<Problem> {
        let cited: BTreeSet<usize> =
            self.document.statements.iter().flat_map(|s| s.citations.clone()).collect();
        let uncited = self.document.listed.iter().filter(|listed| !cited.contains(&listed.n));
        let told = |n: usize, line: &str| format!("[{n}] {line} is listed, and nothing cites it");
        uncited.map(|listed| Problem::new(Fault::UncitedSource, told(listed.n, &listed.line))).collect()
    }

    fn text(&self, n: usize) -> Option<&SourceText> {
        let listed = self.document.listed.iter().find(|listed| listed.n == n);
        self.sources.numbered(n, listed.and_then(|listed| listed.url.as_deref()))
    }

    fn statement(&self, statement: &Statement, id: &str) -> Entry {
        let mut entry = Entry::new(id, &statement.text, statement.citations.iter().copied().collect());
        let long = statement.text.split_whitespace().count() >= SHORTEST;
        if statement.citations.is_empty() && long && !statement.is_heading {
            entry.problems.push(Problem::new(Fault::NoCitation, "it cites nothing, so it was not checked"));
        }
        entry.problems.extend(statement.citations.iter().filter_map(|n| self.missing(*n)));
        let texts: Vec<&SourceText> = statement.citations.iter().filter_map(|n| self.text(*n)).collect();
        let outlets: Vec<&str> = texts.iter().filter_map(|source| source.outlet.as_deref()).collect();
        if statement.is_heading || speaks_of_claims(&statement.text, &outlets) {
            return entry;
        }
        if let Some(support) = judge::against_texts(&statement.text, &texts) {
            entry.score = Some(support.score);
            entry.problems.extend(unsupported(&support));
            entry.alarms = support.alarms;
            entry.problems.extend(stressed(&statement.text, &texts));
        }
        entry
    }

    fn missing(&self, n: usize) -> Option<Problem> {
        let is_listed = self.document.listed.iter().any(|listed| listed.n == n);
        match self.text(n) {
            Some(_) => None,
            None if is_listed => {
                Some(Problem::new(Fault::NoText, format!("there is no text of [{n}] to check against")))
            }
            None => Some(Problem::new(Fault::MissingSource, format!("there is no source [{n}]"))),
        }
    }

    /// The quotations of a statement: in a source that it cites; in a heading, in any.
    fn quotes(&self, statement: &Statement, id: &str) -> (Vec<QuoteCheck>, Vec<Problem>) {
        let (mut quotes, mut problems) = (Vec::new(), Vec::new());
        let cited: Vec<usize> = match statement.citations.is_empty() {
            true => self.document.statements.iter().flat_map(|s| s.citations.clone()).collect(),
            false => statement.citations.iter().copied().collect(),
        };
        for words in quoted_spans(&statement.text).into_iter().filter_map(|span| statement.text.get(span)) {
            let has =
                |n: &&usize| self.text(**n).is_some_and(|source| find_quote(&source.text, words).is_some());
            let found_in = cited.iter().find(has).copied();
            if found_in.is_none() {
                let detail = format!("no cited source has the words “{words}”");
                problems.push(Problem::new(Fault::QuotationNotFound, detail));
            }
            quotes.push(QuoteCheck { quote: words.to_owned(), entry: id.to_owned(), found_in });
        }
        (quotes, problems)
    }
}

/// Words that stress what the sources do not.
fn stressed(statement: &str, texts: &[&SourceText]) -> Vec<Problem> {
    let in_sources = |words: &str| texts.iter().any(|source| source.text.to_lowercase().contains(words));
    let findings = lint(statement, Level::Reported);
    let over = findings.iter().filter(|finding| finding.kind == FindingKind::Over && !finding.is_flat);
    let own = over.filter(|finding| {
        !in_sources(&statement.get(finding.range.clone()).unwrap_or_default().to_lowercase())
    });
    own.map(|finding| worded(statement, finding)).collect()
}
