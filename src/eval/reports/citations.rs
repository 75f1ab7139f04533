//! Whether citations bear out what they stand behind.
//!
//! Recall and precision are those of ALCE (Gao, Yen, Yu and Chen 2023, "Enabling Large Language Models to Generate Text
//! with Citations"), with the check of this program where they ask a model of natural-language inference.

/// What ALCE says of one statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// All that it cites, taken together, bears it out; not if it cites nothing.
    pub is_supported: bool,
    /// Of each citation, in order, whether it is needed or bears the statement out by itself. None is where the
    /// statement is not borne out at all.
    pub relevant: Vec<bool>,
}

/// Judges a statement with so many citations. `supports` tells whether those of some places together bear it out.
pub fn judge(citations: usize, supports: impl Fn(&[usize]) -> bool) -> Judged {
    let all: Vec<usize> = (0..citations).collect();
    let is_supported = citations > 0 && supports(&all);
    let is_relevant = |place: usize| {
        let others: Vec<usize> = all.iter().copied().filter(|other| *other != place).collect();
        is_supported && (supports(&[place]) || others.is_empty() || !supports(&others))
    };
    Judged { is_supported, relevant: all.iter().map(|place| is_relevant(*place)).collect() }
}

/// Judges a statement about other claims, which its own words cannot show: it is as well borne out as these, and cites
/// what bears one of them out.
pub fn judge_by_parts<C: PartialEq>(citations: &[C], parts: &[(&[C], &Judged)]) -> Judged {
    let all_hold = parts.iter().all(|(_, judged)| judged.is_supported);
    let is_supported = !citations.is_empty() && !parts.is_empty() && all_hold;
    let bears = |citation: &C| {
        let mut known = parts.iter().flat_map(|(cited, judged)| cited.iter().zip(&judged.relevant));
        known.any(|(other, relevant)| other == citation && *relevant)
    };
    Judged { is_supported, relevant: citations.iter().map(|c| is_supported && bears(c)).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A statement with citations that have these words needs all of `needed`.
    #[track_caller]
    fn check(needed: &str, citations: &[&str], is_supported: bool, relevant: &[bool]) {
        let supports = |places: &[usize]| {
            let there: String = places.iter().map(|place| citations[*place]).collect();
            needed.chars().all(|letter| there.contains(letter))
        };
        let relevant = relevant.to_vec();
        assert_eq!(judge(citations.len(), supports), Judged { is_supported, relevant }, "{citations:?}");
    }

    #[test]
    fn recall_and_precision_as_alce_defines_them() {
        check("ab", &["ab"], true, &[true]);
        check("ab", &["a", "b"], true, &[true, true]);
        check("ab", &["ab", "c"], true, &[true, false]);
        check("ab", &["ab", "ab"], true, &[true, true]);
        // Of two that say the same neither is needed, and neither bears the statement out by itself.
        check("ab", &["a", "a", "b"], true, &[false, false, true]);
        check("ab", &["a"], false, &[false]);
        check("ab", &[], false, &[]);
    }

    #[test]
    fn a_statement_about_claims_is_as_good_as_these() {
        let judged = |is_supported, relevant: &[bool]| Judged { is_supported, relevant: relevant.to_vec() };
        let (good, part) = (judged(true, &[true]), judged(true, &[true, false]));
        let all = judge_by_parts(&["x", "y", "z"], &[(&["x"], &good), (&["y", "z"], &part)]);
        assert_eq!(all, judged(true, &[true, true, false]));
        let bad = judged(false, &[false]);
        let half = judge_by_parts(&["x", "y"], &[(&["x"], &good), (&["y"], &bad)]);
        assert_eq!(half, judged(false, &[false, false]));
        assert_eq!(judge_by_parts::<&str>(&[], &[]), judged(false, &[]));
    }
}
