//! How a report is worded: whether it repeats itself, and whether each claim is put as strongly as its level allows.

use std::collections::BTreeSet;

use super::read::{Claim, Read};
use crate::answer::{Level, lint};
use crate::index::analysis::terms;

/// Two claims say the same if this share of the stems that either has is in both (Jaccard 1912). Chosen by hand: below
/// it are sentences about one event that add something.
const SAME: f64 = 0.7;
/// A claim with fewer stems than this is too short to be compared.
const FEWEST: usize = 3;

/// Claims that say what an earlier one has said, by id. A summary may say what the claims that it speaks of say in
/// full; what repeats any other claim is too much.
pub fn repetitions(report: &Read) -> Vec<&str> {
    let speaks_of = |a: &Claim, b: &Claim| a.from.contains(&b.id) || b.from.contains(&a.id);
    repeated(report, speaks_of)
}

/// The same, and what the summary has said already as well: how much a report makes its reader read twice.
pub fn repetitions_with_summary(report: &Read) -> Vec<&str> {
    repeated(report, |_, _| false)
}

fn repeated(report: &Read, is_excused: impl Fn(&Claim, &Claim) -> bool) -> Vec<&str> {
    let mut earlier: Vec<(&Claim, BTreeSet<String>)> = Vec::new();
    let mut repeated = Vec::new();
    for claim in report.claims() {
        let stems: BTreeSet<String> = terms(&claim.text).into_iter().map(|term| term.stem).collect();
        let says = |(other, theirs): &(&Claim, BTreeSet<String>)| {
            !is_excused(claim, other) && similarity(&stems, theirs) >= SAME
        };
        if stems.len() >= FEWEST && earlier.iter().any(says) {
            repeated.push(claim.id.as_str());
        }
        earlier.push((claim, stems));
    }
    repeated
}

/// What two sets have in common, as a share of what either has.
fn similarity(a: &BTreeSet<String>, b: &BTreeSet<String>) -> f64 {
    let common = a.intersection(b).count();
    common as f64 / (a.len() + b.len() - common).max(1) as f64
}

/// Whether a claim is put neither more strongly nor more weakly than its level allows. One that names an outlet which it
/// cites says whose word it is.
pub fn fits_level(text: &str, level: Level, outlets: &[&str]) -> bool {
    let names_outlet = outlets.iter().any(|outlet| text.contains(outlet));
    lint(text, level).iter().all(|finding| finding.is_flat && level == Level::SingleSource && names_outlet)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FERRY: &str = "The ferry Halcyon sank off Melby on Monday with nine people aboard.";

    fn report(texts: &[&str]) -> Read {
        Read::of_sentences(&texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn what_says_the_same_in_much_the_same_words_repeats_it() {
        let again = "On Monday, the ferry Halcyon sank off Melby with nine people aboard, police said.";
        let more = "The ferry Halcyon was built in Vellmar in 1971 and carried nine people.";
        assert_eq!(repetitions(&report(&[FERRY, more, again, "It sank."])), ["s3"]);
        assert!(repetitions(&report(&["It sank.", "It sank."])).is_empty());
    }

    #[test]
    fn a_summary_may_say_what_its_claims_say() {
        let mut summed_up = report(&[FERRY, FERRY]);
        assert_eq!(repetitions(&summed_up), ["s2"]);
        summed_up.sections[0].claims[0].from = vec!["s2".to_owned()];
        assert!(repetitions(&summed_up).is_empty());
        assert_eq!(repetitions_with_summary(&summed_up), ["s2"]);
    }

    #[track_caller]
    fn check(level: Level, text: &str, expected: bool) {
        assert_eq!(fits_level(text, level, &["Harbour Post"]), expected, "{level:?}: {text}");
    }

    #[test]
    fn wording_has_to_fit_the_level() {
        check(Level::Established, FERRY, true);
        check(Level::Established, "The ferry Halcyon allegedly sank off Melby.", false);
        check(Level::SingleSource, FERRY, false);
        check(Level::SingleSource, "According to Harbour Post, the ferry sank off Melby.", true);
        check(Level::SingleSource, "Harbour Post has seen the log of the ferry.", true);
        check(Level::Alleged, FERRY, false);
        check(Level::Alleged, "Brandt accused the captain of sinking the ferry.", true);
        check(Level::Unclear, "It is not known why the ferry sank.", true);
        check(Level::Unclear, FERRY, false);
    }
}
