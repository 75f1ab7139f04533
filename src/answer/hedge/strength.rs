//! How strongly a sentence puts what it says, as a number.
//!
//! Two readings, each a sum over a few groups of words, with weights fitted by ridge regression on labelled sentences
//! and rounded. A sentence about a finding of research is as strong as the relation that it states: none or a mere
//! association is little, a cause is much, one that "may" be a cause is in between. Any other sentence is as strong as its
//! writer's commitment to the events that it names: denials, modal verbs, questions and plans take from it.

use super::words::{Word, words};

/// Words of a group: whole, or with `*` beginnings.
struct Group(&'static [&'static str]);

impl Group {
    fn has(&self, word: &str) -> bool {
        self.0.iter().any(|own| match own.strip_suffix('*') {
            Some(beginning) => word.starts_with(beginning),
            None => word == *own,
        })
    }

    fn count(&self, words: &[Word], most: usize) -> f64 {
        words.iter().filter(|word| self.has(&word.text)).count().min(most) as f64
    }
}

/// Of one group, so many words count.
const MOST: usize = 3;

const COMMITMENT: &[(f64, Group)] = &[
    (-0.5, Group(&["may", "might", "could"])),
    (-0.33, Group(&["would", "should", "must", "ought", "can"])),
    (-0.4, Group(&["do", "did", "comment"])),
    (-0.16, Group(&["will", "shall", "won't", "going"])),
    (
        -1.0,
        Group(&[
            "not", "no", "never", "nor", "neither", "without", "cannot", "can't", "don't", "didn't",
            "doesn't", "isn't", "wasn't", "couldn't", "wouldn't", "haven't", "hasn't", "n't",
        ]),
    ),
    (
        -0.55,
        Group(&[
            "declined", "denied", "denies", "deny", "failed", "fail", "fails", "refuse*", "reject*", "unable",
        ]),
    ),
    (-0.1, Group(&["if", "unless", "whether", "or", "until"])),
    (
        -0.1,
        Group(&[
            "want*", "hope*", "plan*", "intend*", "seek*", "try*", "tried", "urge*", "demand*", "ask*",
            "order*", "need*", "expect*", "propos*", "consider*", "threat*", "let", "allow*", "force*",
            "effort*", "deadline", "attempt*", "call*", "likely", "possib*", "potential*", "appear*",
            "seem*", "apparent*", "offer*", "warn*", "fear*", "believ*", "think*", "suspect*", "allege*",
            "accus*",
        ]),
    ),
];

/// A question, and a verb that is only aimed at ("to leave").
const QUESTION: f64 = -0.5;
const AIM: f64 = -0.25;
/// For each word in ten that ends in -ed, and for the logarithm of the length: long sentences tell of more that happened.
const PAST: f64 = 0.8;
const LENGTH: f64 = 0.4;

const RESEARCH: Group = Group(&[
    "study", "studies", "researchers", "patients", "disease", "cancer", "treatment", "diabetes", "clinical",
    "surgery", "therapy", "stroke", "obesity", "mortality", "symptoms", "medical", "patient", "journal",
    "heart", "blood",
]);
/// What research is about, and much else: only with a relation.
const SUBJECTS: Group = Group(&[
    "health", "risk", "women", "men", "drug", "hospital", "care", "children", "university", "death", "trial",
    "diet", "exercise", "smoking", "adults", "people", "pregnancy", "babies", "infants", "brain",
]);
const CAUSE: Group = Group(&[
    "increas*", "reduc*", "cut*", "improv*", "prevent*", "protect*", "caus*", "lead", "leads", "led",
    "help*", "boost*", "rais*", "lower*", "affect*", "impair*", "benefit*", "effective*", "trigger*",
    "kill*", "impact*", "effect*", "result*", "worsen*", "decreas*", "influenc*", "save*", "potent*",
    "better", "delay*", "promot*", "success*", "safe",
]);
/// A cause in the present tense is a finding; "increased" is as often only something that was counted.
const CAUSE_NOW: Group = Group(&[
    "increases", "reduces", "improves", "prevents", "protects", "causes", "raises", "lowers", "boosts",
    "impairs", "affects", "does", "can", "effective", "impact",
]);
const COUNTED: Group = Group(&["increased", "led", "linked", "associated", "lower", "better", "results"]);
const HISTORY: Group = Group(&["years", "been", "used", "one", "have", "american", "drug"]);
const FINDING: Group = Group(&["found", "suggests", "published", "university"]);
const ASSOCIATION: Group = Group(&[
    "associat*", "link*", "predict*", "risk*", "correlat*", "relat*", "tied", "likel*", "prevalen*",
    "elevated", "common", "greater", "higher", "rate",
]);
const POSSIBLE: Group =
    Group(&["may", "might", "could", "can", "potential*", "possib*", "appear*", "seem*", "suggest*"]);
const SETTING: Group = Group(&[
    "were", "previous", "about", "us", "since", "england", "uk", "article", "publish*", "diagnos*",
    "concern*", "why", "difficult", "occurs", "data", "national", "current", "should", "account",
    "identified",
]);
const TREATMENT: Group = Group(&[
    "therapy", "surgery", "treatment", "drug*", "diet", "smoking", "exercise", "use", "loss", "deaths",
    "mortality", "survival", "vaccin*", "role", "due", "screening",
]);

/// A sentence that is no finding lies between those that state no relation and those that state a cause.
const ELSEWHERE: f64 = 0.8;
const COMMITMENT_SCALE: f64 = 0.3;

/// How strongly a text puts what it says: higher is stronger. Only for comparing sentences; about 0 to 3.
pub fn strength(text: &str) -> f64 {
    let words = words(text);
    let has = |group: &Group| words.iter().any(|word| group.has(&word.text));
    let is_finding = has(&RESEARCH) || has(&SUBJECTS) && (has(&CAUSE) || has(&ASSOCIATION));
    match is_finding {
        true => relation(&words),
        false => ELSEWHERE + COMMITMENT_SCALE * commitment(text, &words),
    }
}

fn relation(words: &[Word]) -> f64 {
    let has = |group: &Group| words.iter().any(|word| group.has(&word.text));
    let when = |holds: bool, weight: f64| if holds { weight } else { 0.0 };
    let (cause, association, possible) = (has(&CAUSE), has(&ASSOCIATION), has(&POSSIBLE));
    let states = words.iter().any(|word| matches!(word.text.as_str(), "is" | "are"));
    1.1 + when(cause && !possible, 0.85) + when(cause && possible, 0.9) + when(association && !cause, 0.25)
        - when(association && cause, 0.15)
        + when(possible && !cause, 0.4)
        - when(states, 0.25)
        - 0.3 * SETTING.count(words, 2)
        + 0.2 * TREATMENT.count(words, 2)
        + 0.2 * CAUSE.count(words, 2)
        + 0.5 * CAUSE_NOW.count(words, 2)
        - 0.4 * COUNTED.count(words, 2)
        - 0.25 * HISTORY.count(words, 2)
        + 0.2 * FINDING.count(words, 2)
        - 0.08 * (1.0 + words.len() as f64).ln()
}

fn commitment(text: &str, words: &[Word]) -> f64 {
    const NOT_VERBS: &[&str] =
        &["the", "a", "an", "his", "her", "its", "their", "this", "that", "these", "those", "be"];
    let is_verb = |word: &Word| {
        !word.capital && !NOT_VERBS.contains(&word.text.as_str()) && !word.text.ends_with("ing")
    };
    let aims = words
        .windows(2)
        .filter(|pair| pair.first().is_some_and(|to| to.text == "to") && pair.last().is_some_and(is_verb));
    let count = words.len().max(1) as f64;
    let past = words.iter().filter(|word| word.text.ends_with("ed")).count() as f64 / count;
    let groups: f64 = COMMITMENT.iter().map(|(weight, group)| weight * group.count(words, MOST)).sum();
    groups
        + AIM * aims.count().min(MOST) as f64
        + if text.contains('?') { QUESTION } else { 0.0 }
        + PAST * past
        + LENGTH * count.ln()
}

#[cfg(test)]
mod tests {
    use super::strength;

    #[track_caller]
    fn check(stronger: &str, weaker: &str) {
        assert!(strength(stronger) > strength(weaker), "{stronger} | {weaker}");
    }

    #[test]
    fn causes_are_stronger_than_chances_and_chances_than_associations() {
        check("Tea causes cancer in old men.", "Tea is associated with cancer in old men.");
        check("Tea may cause cancer in old men.", "Tea is linked to cancer in old men.");
    }

    #[test]
    fn what_happened_is_stronger_than_what_may() {
        check("The envoy left the city.", "The envoy may leave the city.");
        check("The envoy left the city.", "The envoy did not leave the city.");
        check("The envoy left the city at nine.", "The envoy wants to leave the city at nine.");
        check("Korvin signed the treaty.", "Will Korvin sign the treaty?");
    }
}
