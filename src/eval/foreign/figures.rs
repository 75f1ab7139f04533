//! The figures of an answer, and of many. Their names and where they come from are told in docs/evaluation.md.

use std::collections::BTreeMap;

use super::check::{Checked, Entry, Standing};

/// The figures in the order in which they are shown. The first six are shares, the better the higher; the others count.
pub const FIGURES: &[&str] = &[
    "faithfulness", "citation_recall", "citation_precision", "quote_exactness", "context_coverage",
    "hedge_agreement", "unsupported", "invented_numbers", "invented_names", "hedge_faults",
];

/// Figures by name. One that says nothing about an answer is missing.
pub type Figures = BTreeMap<&'static str, f64>;

/// The figures of an answer.
pub fn figures(checked: &Checked) -> Figures {
    let entries: Vec<&Entry> =
        checked.entries.iter().filter(|entry| entry.standing != Standing::Unchecked).collect();
    let count = |is: &dyn Fn(&Entry) -> bool| entries.iter().filter(|entry| is(entry)).count();
    let reasons = entries.iter().flat_map(|entry| &entry.reasons);
    let hedge_faults = reasons.filter(|reason| reason.cause.is_of_hedging()).count();
    let mut found = Figures::new();
    let mut share = |name, part: usize, whole: usize| {
        if whole > 0 {
            found.insert(name, part as f64 / whole as f64);
        }
    };
    let supported = count(&|entry| entry.standing == Standing::Supported);
    share("faithfulness", supported, entries.len());
    if checked.has_citations {
        share("citation_recall", count(&|entry| entry.is_cited_well == Some(true)), entries.len());
        let citations: Vec<bool> = entries.iter().flat_map(|entry| entry.relevant.clone()).collect();
        share("citation_precision", citations.iter().filter(|relevant| **relevant).count(), citations.len());
    }
    let quotes: Vec<bool> =
        checked.entries.iter().flat_map(|entry| entry.quotes.iter().map(super::Quotation::holds)).collect();
    share("quote_exactness", quotes.iter().filter(|exact| **exact).count(), quotes.len());
    share("context_coverage", checked.used.len(), checked.contexts);
    let faulty = count(&|entry| entry.reasons.iter().any(|reason| reason.cause.is_of_hedging()));
    share("hedge_agreement", entries.len() - faulty, entries.len());
    let counts = [
        ("unsupported", entries.len() - supported),
        ("invented_numbers", entries.iter().map(|entry| entry.invented_numbers.len()).sum()),
        ("invented_names", entries.iter().map(|entry| entry.invented_names.len()).sum()),
        ("hedge_faults", hedge_faults),
    ];
    found.extend(counts.map(|(name, count)| (name, count as f64)));
    found
}

/// The mean of each figure over the answers that have it: each counts the same.
pub fn means<'a>(all: impl Iterator<Item = &'a Figures>) -> Figures {
    super::super::reports::score::means(all)
}
