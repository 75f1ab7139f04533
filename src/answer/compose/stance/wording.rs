//! What words do in a dispute: they deny, admit, accuse or find.

use crate::answer::hedge::speaker;

/// What says the contrary of "legal" and the like in several words.
pub const BREAKS_THE_LAW: &[&str] = &[
    "breaking the law", "breaks the law", "broke the law", "broken the law", "against the law",
    "violates the law", "violated the law", "breach of the law", "no power to", "exceeded its powers",
    "exceeded his powers",
];

/// Who denies a thing denies it whatever else the sentence holds.
pub const DENIALS: &[&str] = &[
    "denied", "denies", "deny", "denying", "rejected", "rejects", "dismissed", "dismisses", "refuted",
    "disputed",
];

/// … but for what they admit.
pub const ADMISSIONS: &[&str] =
    &["admitted", "admits", "acknowledged", "acknowledges", "confessed", "conceded", "pleaded"];

/// Behind these somebody else tells of it: "it is known that he told".
pub const SUBORDINATE: &[&str] = &["that", "how", "whether", "why", "because", "who", "which"];

/// Beginnings of words with which a sentence takes a side, whatever it names.
pub const TAKES_A_SIDE: &[&str] = &[
    "accus", "critic", "condemn", "denounc", "blam", "denie", "deny", "reject", "defen", "dismiss",
    "protest", "prosecut",
];

/// What is done to whom is accused.
pub const ACCUSING: &[&str] = &["sued", "sues", "suing", "accused", "accuses", "accusing"];

/// "The minister in no way ordered it": whatever of the question the sentence speaks of, it is denied.
pub fn denies_outright(sentence: &str) -> bool {
    let lowered = sentence.to_lowercase();
    [
        "in no way", "nothing to do with", "not guilty", "is innocent", "was innocent", "are innocent",
        "were innocent", "not be held responsible", "not be held liable", "not responsible for",
        "not liable for",
    ]
    .iter()
    .any(|words| lowered.contains(words))
}

/// What a court found, the accused said of it, or is called hearsay, is of the matter whoever is named.
pub fn is_verdict(sentence: &str) -> bool {
    let lowered = sentence.to_lowercase();
    ["confess", "convicted", "guilty", "innocen", "acquitted", "hearsay", "second-hand", "secondhand"]
        .iter()
        .any(|sign| lowered.contains(sign))
}

/// Somebody looked: "found no record", where "there is no record" may be nobody's finding.
pub fn looked(sentence: &str) -> bool {
    let lowered = sentence.to_lowercase();
    ["found no ", "not find ", "failed to find", "found nothing"].iter().any(|words| lowered.contains(words))
}

/// "The agency said: “There is no evidence of it”" is its finding, in quotation marks or without.
pub fn says_nothing_is_found(sentence: &str) -> bool {
    let lowered = sentence.to_lowercase();
    let says =
        ["no evidence", "no proof", "no sign", "no record"].iter().any(|words| lowered.contains(words));
    says && speaker(sentence).is_some()
}

/// Who claims it says that it was nobody else.
pub fn claims_responsibility(sentence: &str) -> bool {
    let lowered = sentence.to_lowercase();
    ["claimed responsibility", "claims responsibility", "claiming responsibility", "took responsibility"]
        .iter()
        .any(|words| lowered.contains(words))
}

/// Holds back: the speaker says that it is not confirmed, not known to him, or still looked into.
pub fn holds_back(sentence: &str) -> bool {
    const OPEN: &[&str] = &[
        "still investigating", "not confirmed", "not yet confirmed", "not been confirmed",
        "could not confirm", "cannot confirm", "unconfirmed", "could not be confirmed", "not yet completed",
        "yet to be completed", "no final conclusion", "could not verify", "unable to verify",
        "could not independently", "too early to", "jury is still out", "not certain",
    ];
    let lowered = sentence.to_lowercase().replace('’', "'");
    OPEN.iter().any(|words| lowered.contains(words))
}

pub fn is_accusing(word: &str) -> bool {
    word.starts_with("accus") || word == "alleged"
}
