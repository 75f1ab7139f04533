//! Signs of strength in a text: who is said to say it, what is alleged, disputed, open, weakened or stressed.
//!
//! A word is read in its place: "May" can be a month, "could" what someone was able to do, a "claim" a thing; a "not"
//! before a sign takes it away, and what stands in quotation marks is not the writer's.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::lexicon as list;
use super::modal::is_modal;
use super::words::{Phrase, Word};

/// What a sign shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sign {
    /// Says whose word it is.
    Attribution,
    /// Marks an accusation or a rumour.
    Allegation,
    /// Shows that accounts differ.
    Dispute,
    /// Says that something is not known.
    Open,
    /// Weaker than an assertion: "possibly", "may".
    Hedge,
    /// A voice that stands for nobody: "some say".
    Weasel,
    /// Only passes on: "allegedly", "reportedly".
    PassingOn,
    /// Stronger than an assertion: "definitely", "proves".
    Booster,
    /// Stronger than even an established fact may be put.
    Absolute,
    /// Makes many witnesses of one: "several newspapers".
    Crowd,
}

/// A sign and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub sign: Sign,
    /// Places of its words.
    pub places: Range<usize>,
}

/// Words between a denial and the sign that it takes away.
const REACH: usize = 3;
/// A speaker's verb stands at the end of a sentence with at most so many words after it (", officials of both sides said").
const AT_THE_END: usize = 8;

/// Phrases that are a sign where something holds.
struct Rule {
    sign: Sign,
    phrases: &'static [&'static str],
    holds: fn(&[Word], &Range<usize>) -> bool,
}

static RULES: [Rule; 13] = [
    Rule { sign: Sign::Attribution, phrases: list::SOURCES, holds: |_, _| true },
    Rule { sign: Sign::Attribution, phrases: list::SPEAKING, holds: |words, at| speaks(words, at.start) },
    Rule { sign: Sign::Attribution, phrases: OWNED, holds: |words, at| is_owned(words, at.start) },
    Rule { sign: Sign::Allegation, phrases: list::ALLEGATION, holds: |words, at| alleges(words, at.start) },
    Rule {
        sign: Sign::Dispute,
        phrases: list::DISPUTE,
        holds: |words, at| is_affirmed(words, at) && disputes(words, at.start),
    },
    Rule { sign: Sign::Open, phrases: list::OPEN, holds: is_open },
    Rule {
        sign: Sign::Hedge,
        phrases: list::HEDGES,
        holds: |words, at| is_affirmed(words, at) && hedges(words, at.start),
    },
    Rule {
        sign: Sign::Hedge,
        phrases: &["may", "might", "could"],
        holds: |words, at| is_modal(words, at.start),
    },
    Rule { sign: Sign::Weasel, phrases: list::WEASELS, holds: is_affirmed },
    Rule { sign: Sign::PassingOn, phrases: list::PASSING_ON, holds: is_affirmed },
    Rule {
        sign: Sign::Booster,
        phrases: list::BOOSTERS,
        holds: |words, at| is_affirmed(words, at) && stresses(words, at.start),
    },
    Rule {
        sign: Sign::Absolute,
        phrases: list::ABSOLUTE,
        holds: |words, at| is_affirmed(words, at) && stresses(words, at.start),
    },
    Rule { sign: Sign::Crowd, phrases: list::CROWDS, holds: is_affirmed },
];

/// All phrases by their first byte: most words of a text begin none of the few that are looked at then.
static BY_FIRST_BYTE: LazyLock<BTreeMap<u8, Vec<(&'static Rule, Phrase)>>> = LazyLock::new(|| {
    let mut by_first_byte: BTreeMap<u8, Vec<(&'static Rule, Phrase)>> = BTreeMap::new();
    for rule in &RULES {
        for phrase in rule.phrases.iter().copied().map(Phrase::of) {
            if let Some(first) = phrase.first_byte() {
                by_first_byte.entry(first).or_default().push((rule, phrase));
            }
        }
    }
    by_first_byte
});

/// All signs of a text, in the order of their places.
pub fn signs(words: &[Word]) -> Vec<Mark> {
    let mut found = Vec::new();
    for (place, word) in words.iter().enumerate() {
        let first = word.text.bytes().next();
        for (rule, phrase) in first.and_then(|first| BY_FIRST_BYTE.get(&first)).into_iter().flatten() {
            let Some(places) = phrase.stands_at(words, place) else { continue };
            let own = words.get(places.clone()).is_some_and(|own| own.iter().all(|w| !w.quoted));
            if own && (rule.holds)(words, &places) {
                found.push(Mark { sign: rule.sign, places });
            }
        }
    }
    found.extend(headed(words));
    found.sort_by_key(|mark| (mark.places.start, mark.places.end, mark.sign));
    found
}

fn is_affirmed(words: &[Word], places: &Range<usize>) -> bool {
    !is_denied(words, places.start)
}

/// What somebody says, as a thing.
const OWNED: &[&str] =
    &["account", "telling", "version", "testimony", "statement", "words", "diary", "memoirs"];

/// "In the captain's account": somebody's, and before or after what is told.
fn is_owned(words: &[Word], place: usize) -> bool {
    let previous = before(words, place, 1);
    let owner = previous.ends_with("'s") || matches!(previous, "his" | "her" | "their" | "its");
    let opens = (1..=5)
        .map(|back| before(words, place, back))
        .any(|word| matches!(word, "in" | "by" | "on" | "from"));
    owner && opens
}

/// "Harbour Post: bakery to close": a name and a colon at the beginning.
fn headed(words: &[Word]) -> Option<Mark> {
    const LONGEST: usize = 4;
    const SHOUTS: &[&str] = &["revealed", "exclusive", "breaking", "confirmed", "scandal", "exposed"];
    let colon = words.iter().take(LONGEST).position(|word| word.after.contains(':'))?;
    let head = words.get(..=colon)?;
    let doubts = |word: &Word| {
        list::PASSING_ON
            .iter()
            .chain(list::OPEN)
            .any(|sign| word.text.starts_with(sign.trim_end_matches('*')))
    };
    let is_name = head.iter().all(|word| word.capital && !word.quoted);
    let is_doubt = head.iter().any(|word| doubts(word) || SHOUTS.contains(&word.text.as_str()));
    (is_name && !is_doubt).then(|| Mark { sign: Sign::Attribution, places: 0..colon + 1 })
}

/// A sentence weakens what it says in its writer's own voice.
pub fn is_tentative(sentence: &str) -> bool {
    let words = super::words::words(sentence);
    let marks = signs(&words);
    let attributed = marks.iter().any(|mark| mark.sign == Sign::Attribution);
    !attributed && marks.iter().any(|mark| mark.sign == Sign::Hedge)
}

pub fn at(words: &[Word], place: usize) -> &str {
    words.get(place).map_or("", |word| word.text.as_str())
}

pub fn before(words: &[Word], place: usize, back: usize) -> &str {
    place.checked_sub(back).map_or("", |place| at(words, place))
}

/// Whether the word before is in the same sentence and no comma stands between.
fn is_joined(words: &[Word], place: usize) -> bool {
    let previous = place.checked_sub(1).and_then(|previous| words.get(previous));
    previous
        .zip(words.get(place))
        .is_some_and(|(a, b)| a.sentence == b.sentence && !a.after.contains([',', ';', ':']))
}

/// A denial stands shortly before, in the same clause.
fn is_denied(words: &[Word], place: usize) -> bool {
    let mut here = place;
    for _ in 0..REACH {
        if !is_joined(words, here) {
            return false;
        }
        here -= 1;
        if list::DENIALS.contains(&at(words, here)) {
            // "No doubt" and "not only" deny nothing.
            return !(at(words, here) == "not" && at(words, here + 1) == "only");
        }
    }
    false
}

/// Whether a word of speaking has a speaker here.
fn speaks(words: &[Word], place: usize) -> bool {
    let verb = at(words, place);
    let opens = place == 0
        || words.get(place - 1).zip(words.get(place)).is_some_and(|(a, b)| a.sentence != b.sentence);
    if opens && list::SPEAKING_BEFORE_THAT.contains(&verb) {
        // "Reports that …": a noun.
        return false;
    }
    if matches!(
        before(words, place, 1),
        "to" | "been" | "be" | "not" | "never" | "the" | "a" | "an" | "its" | "his" | "her"
    ) {
        return false;
    }
    if matches!(verb, "claims" | "claimed" | "claim") && (!alleges(words, place) || is_noun(words, place)) {
        return false;
    }
    if matches!(before(words, place, 1), "was" | "were" | "is" | "are") && verb != "saying" {
        // "It was reported that": nobody's word.
        return false;
    }
    if !list::SPEAKING_BEFORE_THAT.contains(&verb) {
        return true;
    }
    let after = at(words, place + 1);
    if matches!(
        verb,
        "found" | "finds" | "shows" | "showed" | "show" | "suggests" | "counted" | "put" | "puts" | "dates"
    ) && (1..=6).map(|back| before(words, place, back)).any(|word| STUDIES.contains(&word))
        || matches!(verb, "counted" | "put" | "puts")
            && (after == "it" || after.starts_with(|c: char| c.is_ascii_digit()))
    {
        return true;
    }
    let clause = matches!(
        after,
        "that"
            | "the"
            | "a"
            | "an"
            | "it"
            | "he"
            | "she"
            | "they"
            | "there"
            | "on"
            | "in"
            | "how"
            | "what"
            | "who"
    ) || words.get(place + 1).is_some_and(|next| next.capital || next.quoted);
    let ends = words.get(place).is_some_and(|word| {
        word.after.starts_with(['.', ',', ';', ':']) || word.after.is_empty() && after.is_empty()
    });
    let parenthesis =
        ends && words.iter().take(place).rev().take(AT_THE_END).any(|word| word.after.contains(','));
    clause && !is_noun(words, place) || parenthesis
}

/// What finds something out, and so speaks by finding.
const STUDIES: &[&str] = &[
    "study", "studies", "test", "tests", "report", "reports", "survey", "surveys", "researchers", "audit",
    "auditors", "inquiry", "analysis", "poll", "polls", "scientists", "investigators", "inspectors",
    "examination", "review", "records", "documents", "papers", "figures", "data", "measurements", "one",
    "other",
];

/// A word that can be a noun follows what only stands before nouns.
fn is_noun(words: &[Word], place: usize) -> bool {
    const DETERMINERS: &[&str] = &[
        "the", "a", "an", "this", "that", "these", "those", "his", "her", "its", "their", "our", "my", "any",
        "some", "no", "each", "every", "such", "of", "legal", "insurance", "territorial", "asylum", "rival",
        "competing", "several", "many", "two", "three", "false", "new", "to", "for", "by", "with", "from",
        "on",
    ];
    is_joined(words, place) && DETERMINERS.contains(&before(words, place, 1))
        || matches!(at(words, place + 1), "for" | "of" | "form" | "forms" | "against")
        || place.checked_sub(1).and_then(|place| words.get(place)).is_some_and(|owner| {
            is_joined(words, place) && (owner.text.ends_with("'s") || owner.after.contains(['\'', '’']))
        })
}

/// Whether a word of accusing marks what is said here as an allegation.
fn alleges(words: &[Word], place: usize) -> bool {
    match at(words, place) {
        "claims" | "claim" if at(words, place + 1) == "that" => true,
        "charged" => matches!(at(words, place + 1), "with" | "that" | "over"),
        "suspects" | "suspect" => !is_noun(words, place),
        "claimed" | "claim" | "claims" | "claiming" => {
            let taken = |word: &str| {
                matches!(
                    word,
                    "lives"
                        | "responsibility"
                        | "victory"
                        | "victims"
                        | "title"
                        | "crown"
                        | "medal"
                        | "seat"
                        | "gold"
                        | "all"
                )
            };
            let next = (1..=4).map(|step| at(words, place + step)).any(taken);
            let counted =
                words.get(place + 1).is_some_and(|w| w.text.starts_with(|c: char| c.is_ascii_digit()));
            !next && !counted && !is_noun(words, place)
        }
        "suit" | "charges" => !is_noun(words, place),
        _ => true,
    }
}

fn disputes(words: &[Word], place: usize) -> bool {
    match at(words, place) {
        "questions" | "questioned" | "questioning" => {
            at(words, place + 1) == "the" || at(words, place + 1) == "that"
        }
        "contest" | "contests" | "challenge" | "challenges" => !is_noun(words, place),
        "denied" => {
            !matches!(at(words, place + 1), "access" | "entry" | "bail" | "visas" | "permission" | "boarding")
        }
        "rejected" | "rejects" | "dismissed" | "dismisses" => {
            // A person can be dismissed, an offer rejected: only accounts are disputed so.
            (1..=5).map(|step| at(words, place + step)).any(|word| {
                [
                    "that", "claim", "account", "accus", "alleg", "report", "charge", "version", "it",
                    "this", "suggest", "figure", "finding",
                ]
                .iter()
                .any(|noun| word.starts_with(noun))
            })
        }
        _ => true,
    }
}

fn is_open(words: &[Word], places: &Range<usize>) -> bool {
    match at(words, places.start) {
        // "Did not say whether" is open; "asked whether", "voted on whether" is not.
        "whether" => {
            let asked = ["asked", "vote", "voted", "decide", "discuss", "on", "consider", "debate", "asking"];
            !asked.contains(&before(words, places.start, 1))
        }
        "conclusively" => is_denied(words, places.start),
        "a" if at(words, places.start + 1) == "question" => before(words, places.start, 1) == "remains",
        _ => true,
    }
}

/// Whether a weakening word is said of the statement rather than of something in it.
fn hedges(words: &[Word], place: usize) -> bool {
    match at(words, place) {
        "likely" => !matches!(before(words, place, 1), "more" | "less" | "as" | "least"),
        // "A most unlikely traitor" is one for certain.
        "unlikely" => {
            !matches!(before(words, place, 1), "a" | "an" | "the" | "most" | "his" | "her" | "its" | "their")
        }
        _ => true,
    }
}

/// What is proved, where "proved" is not only "turned out".
const PROVEN: &[&str] = &[
    "that", "how", "what", "why", "the", "his", "her", "their", "its", "it", "he", "she", "they", "once",
    "beyond", "conclusively", "there", "this",
];

/// Whether a stressing word stresses here.
fn stresses(words: &[Word], place: usize) -> bool {
    let next = at(words, place + 1);
    let asked = (1..=6).map(|back| before(words, place, back)).any(|word| matches!(word, "whether" | "if"));
    let last = words.get(place).is_some_and(|word| word.after.contains(['.', ',', ';']));
    match at(words, place) {
        _ if asked => false,
        "proved" | "proves" | "prove" => {
            PROVEN.contains(&next) || words.get(place + 1).is_some_and(|next| next.capital)
        }
        // "Certain that" is a person's; "it is certain" a stress of its own.
        "certain" => before(words, place, 2) != "he" && before(words, place, 2) != "she",
        "clearly" | "plainly" | "simply" | "absolutely" => !last || before(words, place, 1).is_empty(),
        _ => true,
    }
}
