//! Whether two sentences say the same, whatever their words.

use std::collections::BTreeSet;

use crate::ground::{AlarmKind, check};
use crate::index::analysis::terms;

/// How much of two sentences' words is common to both, 0 to 1 (Dice's coefficient of their stems).
pub fn likeness(a: &str, b: &str) -> f64 {
    let (a, b) = (stems(a), stems(b));
    let all = a.len() + b.len();
    if all == 0 { 0.0 } else { 2.0 * a.intersection(&b).count() as f64 / all as f64 }
}

fn stems(text: &str) -> BTreeSet<String> {
    terms(text).into_iter().map(|term| term.stem).collect()
}

/// How two sentences about one thing differ in what they state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    /// At most in their words.
    None,
    /// In a number, a name, a day, a speaker.
    Fact,
    /// One denies what the other says, or it rose where it fell.
    Sense,
}

/// Lays two sentences beside each other, each checked against the other: what one leaves out, the other has too much.
pub fn difference(a: &str, b: &str) -> Difference {
    let mut found = Difference::None;
    for (claim, words) in [(a, b), (b, a)] {
        for alarm in check(claim, &[words]).alarms.iter().filter(|alarm| alarm.is_certain) {
            match alarm.kind {
                AlarmKind::Negation | AlarmKind::Direction => return Difference::Sense,
                AlarmKind::Number | AlarmKind::Name | AlarmKind::Date | AlarmKind::Speaker => {
                    found = Difference::Fact;
                }
                AlarmKind::Modality | AlarmKind::Quote | AlarmKind::Attribution => {}
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn differ(a: &str, b: &str, expected: Difference) {
        assert_eq!((difference(a, b), difference(b, a)), (expected, expected), "{a} / {b}");
    }

    #[test]
    fn sentences_differ_in_what_they_state() {
        let told = "The strait will be reopened to merchant ships on Monday, the ministry said.";
        differ(
            told,
            "The ministry said the strait will be reopened to merchant ships on Monday.",
            Difference::None,
        );
        differ(
            told,
            "The strait will not be reopened to merchant ships on Monday, the ministry said.",
            Difference::Sense,
        );
        differ(
            "The register lists 412 Ardenian vessels with a licence.",
            "The register lists 214 Ardenian vessels with a licence.",
            Difference::Fact,
        );
        assert!(
            likeness(told, "The ministry says that the strait will be reopened to merchant ships.") > 0.7
        );
        assert!(likeness(told, "The ferry to Calder was late on Friday.") < 0.3);
    }
}
