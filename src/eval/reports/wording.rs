//! How a report is worded: whether it repeats itself, and whether each claim is put as strongly as its level allows.

use std::collections::BTreeSet;

use super::read::{Claim, Read};
use crate::answer::{Level, lint, unworded};
use crate::index::analysis::terms;

/// Two claims say the same in the same words if this share of the stems that either has is in both (Jaccard 1912).
pub const SAME: f64 = 0.7;
/// Two claims say much the same. Of the pairs of claims in 32 reports, read one by one, the eight above it do; of the ten
/// from .3 to here half do, and half tell of a next step.
pub const MUCH_THE_SAME: f64 = 0.4;
/// A claim with fewer stems than this is too short to be compared.
const FEWEST: usize = 3;

/// Claims that are at least so similar to an earlier one, by id. A summary may say what the claims that it speaks of say
/// in full, and the bottom line what the summary says of them; what repeats any other claim is too much.
pub fn repetitions(report: &Read, same: f64) -> Vec<&str> {
    let of_one = |a: &Claim, b: &Claim| !a.from.is_empty() && a.from == b.from;
    let speaks_of = |a: &Claim, b: &Claim| a.from.contains(&b.id) || b.from.contains(&a.id) || of_one(a, b);
    repeated(report, same, speaks_of)
}

/// The same, and what the summary has said already as well: how much a report makes its reader read twice.
pub fn repetitions_with_summary(report: &Read) -> Vec<&str> {
    repeated(report, SAME, |_, _| false)
}

fn repeated(report: &Read, same: f64, is_excused: impl Fn(&Claim, &Claim) -> bool) -> Vec<&str> {
    let mut earlier: Vec<(&Claim, BTreeSet<String>)> = Vec::new();
    let mut repeated = Vec::new();
    for claim in report.claims() {
        let stems = stems(claim, report);
        let says = |(other, theirs): &(&Claim, BTreeSet<String>)| {
            !is_excused(claim, other) && similarity(&stems, theirs) >= same
        };
        if stems.len() >= FEWEST && earlier.iter().any(says) {
            repeated.push(claim.id.as_str());
        }
        earlier.push((claim, stems));
    }
    repeated
}

/// The stems of a claim without the words that say which outlet it is from: they are in most claims.
fn stems(claim: &Claim, report: &Read) -> BTreeSet<String> {
    let cited = claim.citations.iter().filter_map(|c| report.sources.iter().find(|s| s.n == c.source));
    let own = cited.fold(claim.text.as_str(), |text, source| unworded(text, &source.outlet));
    terms(own).into_iter().map(|term| term.stem).collect()
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
        assert_eq!(repetitions(&report(&[FERRY, more, again, "It sank."]), SAME), ["s3"]);
        assert!(repetitions(&report(&["It sank.", "It sank."]), SAME).is_empty());
        let rather = "The Halcyon, a ferry with nine people aboard, was lost on Monday.";
        assert!(repetitions(&report(&[FERRY, rather]), SAME).is_empty());
        assert_eq!(repetitions(&report(&[FERRY, rather, more]), MUCH_THE_SAME), ["s2"]);
    }

    #[test]
    fn a_summary_may_say_what_its_claims_say() {
        let mut summed_up = report(&[FERRY, FERRY]);
        assert_eq!(repetitions(&summed_up, SAME), ["s2"]);
        summed_up.sections[0].claims[0].from = vec!["s2".to_owned()];
        assert!(repetitions(&summed_up, SAME).is_empty());
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
