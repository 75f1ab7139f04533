//! Articles that pass on what another outlet reported: "as Northgate Wire reported". They bear that out no further: whoever
//! repeats a report has not seen for himself.

/// Whether a sentence says that it has it from an outlet.
pub fn passes_on(sentence: &str, outlet: &str) -> bool {
    // Before the outlet's name, or behind it.
    const BEFORE: &[&str] = &[
        "according to ", "reported by ", "told ", "published by ", "published in ", "obtained by ",
        "seen by ", "report by ", "report in ", "interview with ", "citing ", "quoted by ", "released by ",
        "first in ", "story by ", "story in ",
    ];
    const BEHIND: &[&str] = &[
        " reported", " reports", " has reported", " had reported", " said", " wrote", " writes",
        " first reported", " revealed", "’s report", "'s report", " report ", " obtained", " published",
    ];
    let (sentence, outlet) = (sentence.to_lowercase(), outlet.to_lowercase());
    if outlet.is_empty() {
        return false;
    }
    sentence.match_indices(&outlet).any(|(at, _)| {
        let before = sentence.get(..at).unwrap_or_default();
        let before = before.strip_suffix("the ").unwrap_or(before);
        let behind = sentence.get(at + outlet.len()..).unwrap_or_default();
        BEFORE.iter().any(|sign| before.ends_with(sign)) || BEHIND.iter().any(|sign| behind.starts_with(sign))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_it_from_another_says_so() {
        let check = |sentence: &str, expected: bool| {
            assert_eq!(passes_on(sentence, "Harbour Post"), expected, "{sentence}")
        };
        check("The envoy left, as Harbour Post reported.", true);
        check("According to the Harbour Post, the envoy left.", true);
        check("The envoy left, says a memo obtained by Harbour Post.", true);
        check("The office of Harbour Post is closed.", false);
        check("The envoy left.", false);
    }
}
