//! What a sentence of a model has to be beside borne out: prose that stands by itself and is written to its end, close to
//! the words that it rests on. Strictness costs little here, for where it fails the article's own sentence stands in.

use std::collections::BTreeSet;

use super::compose::Author;
use super::report::Reason;
use super::{hedge, language, quote};
use crate::ground::clause_texts;
use crate::ground::common::rarity;
use crate::index::analysis::{plain_words, terms};

/// A word is common up to this rarity.
const COMMON: f64 = 0.9;
/// A model's sentence of fewer words tells too little to be reported.
const FEWEST_WORDS: usize = 4;

/// Why a text cannot be reported, whatever bears it out.
pub fn unreportable(text: &str, by: Author) -> Option<Reason> {
    if let Some(reason) = language::addresses(text) {
        return Some(reason);
    }
    // Nobody can say whether what "he" is said to have done is borne out. And what is no prose is no claim.
    let is_loose = !language::stands_alone(text) || breaks_off(text) || holds_markup(text);
    (by == Author::Model && is_loose).then_some(Reason::Ungrounded)
}

/// A sentence that is too short to tell anything, or that was not written to its end.
fn breaks_off(text: &str) -> bool {
    const OPEN: &[&str] = &[
        "a", "an", "the", "and", "or", "but", "as", "of", "to", "in", "on", "at", "by", "for", "with",
        "from", "that", "which", "who", "because", "than", "its", "their", "his", "her", "is", "are", "was",
        "were", "be", "been", "has", "have", "had", "not", "called",
    ];
    let words = plain_words(text);
    let last = words.last().map_or("", |word| word.stem.as_str());
    words.len() < FEWEST_WORDS || OPEN.contains(&last) && !text.ends_with(['”', '"'])
}

/// Addresses and the signs of markup: a model writes neither.
pub fn holds_markup(text: &str) -> bool {
    ["://", "www.", "](", "<", ">", "{", "}", "`", "|", "mailto:"].iter().any(|sign| text.contains(sign))
}

/// A text keeps so close to the words it rests on that nothing can have come in from elsewhere, and that nothing turns
/// about: each telling word stands there, in each clause in the same order within one reading (a line), and what is quoted
/// is quoted there. A score weighs words against each other, and one that turns the sense ("innocent") can hide among many
/// that are there; a model is asked to keep to the words, and where it does not, the article's own sentence stands in.
pub fn says_nearly(text: &str, words: &str) -> bool {
    new_words(text, words).is_empty()
        && quotes_only_quotations(text, words)
        && words.lines().any(|line| keeps_order(text, line))
        && !turns(text, words)
}

/// A text has a word that is neither in those nor a common one.
pub fn brings_in(text: &str, words: &str) -> bool {
    new_words(text, words).iter().any(|rarity| *rarity > COMMON)
}

/// The rarities of a text's words that do not stand among others; verbs of saying are free, and so is how sure it is,
/// which is weighed by its hedge.
fn new_words(text: &str, words: &str) -> Vec<f64> {
    const FREE: &[&str] = &["said", "say", "says", "told", "tell", "tells", "according"];
    let known = stems(words);
    let is_told = |word: &str| !hedge::is_omissible(word) && !FREE.contains(&word.to_lowercase().as_str());
    let telling = terms(text).into_iter().filter(|term| is_told(term.range.of(text)));
    let own: BTreeSet<String> = telling.map(|term| term.stem).collect();
    own.iter().filter(|stem| !known.contains(*stem)).map(|stem| rarity(stem)).collect()
}

/// The reporter's words do not become somebody's.
fn quotes_only_quotations(text: &str, words: &str) -> bool {
    let quoted: Vec<&str> =
        quote::quoted_spans(words).into_iter().filter_map(|span| words.get(span)).collect();
    let own = quote::quoted_spans(text).into_iter().filter_map(|span| text.get(span));
    own.into_iter().all(|own| quoted.iter().any(|there| quote::find(there, own).is_some()))
}

/// A word as it is compared: in small letters, and its stem if it tells something.
struct Read {
    plain: String,
    stem: Option<String>,
}

fn read(text: &str) -> Vec<Read> {
    let mut telling = terms(text).into_iter().peekable();
    let word = |word: crate::index::analysis::Term| {
        while telling.next_if(|term| term.range.start() < word.range.start()).is_some() {}
        let term = telling.next_if(|term| term.range.start() == word.range.start());
        Read { plain: word.range.of(text).to_lowercase(), stem: term.map(|term| term.stem) }
    };
    plain_words(text).into_iter().map(word).collect()
}

/// Forms of "be": what follows them is done to somebody.
const BEING: &[&str] = &["is", "are", "was", "were", "be", "been", "being"];
/// Words behind which stands what somebody only says, asks or fears.
const COMPLEMENT: &[&str] = &["that", "whether", "if"];

/// The telling words of each clause stand in the same order in a reading; whoever was acted on does not act; and what stood
/// behind "charges that …", "tried to …" or "cleared of …" does not stand alone.
fn keeps_order(text: &str, line: &str) -> bool {
    let there = read(line);
    let plain = |at: Option<usize>| at.and_then(|at| there.get(at)).map_or("", |word| word.plain.as_str());
    let own: BTreeSet<String> = stems(text);
    let is_kept = |at: Option<usize>| {
        at.and_then(|at| there.get(at))
            .is_none_or(|word| word.stem.as_ref().is_none_or(|stem| own.contains(stem)))
    };
    let mut first = true;
    for clause in clause_texts(text) {
        let clause = read(clause);
        let mut from = 0;
        for (place, word) in clause.iter().enumerate() {
            let Some(stem) = &word.stem else { continue };
            let stands = |(_, other): &(usize, &Read)| other.stem.as_ref() == Some(stem);
            let all = || there.iter().enumerate();
            let Some((at, _)) = all().skip(from).find(stands) else {
                // A new word has been looked at before.
                if all().any(|pair| stands(&pair)) {
                    return false;
                }
                continue;
            };
            let before = |many: usize| at.checked_sub(many);
            if first && there.iter().take(at).any(|word| COMPLEMENT.contains(&word.plain.as_str())) {
                return false;
            }
            first = false;
            let was = BEING.contains(&plain(before(1))) || BEING.contains(&plain(before(2)));
            let own_being =
                clause.iter().take(place).rev().take(2).any(|w| BEING.contains(&w.plain.as_str()));
            if was && !own_being && plain(Some(at + 1)) == "by" {
                return false;
            }
            if matches!(plain(before(1)), "to" | "of" | "from") && !is_kept(before(2)) {
                return false;
            }
            from = at + 1;
        }
    }
    true
}

/// A text worded to its level; the doubts of the words that it rests on stay. What cannot be mended without a risk to its
/// sense is kept out if it says too much.
pub fn hedged(
    text: String,
    words: &str,
    level: hedge::Level,
    source: Option<&str>,
) -> Result<String, Reason> {
    let hedges = |text: &str| -> BTreeSet<String> {
        let all = plain_words(text).into_iter().map(|word| word.range.of(text).to_lowercase());
        all.filter(|word| hedge::is_omissible(word)).collect()
    };
    let findings = match hedge::reword(&text, level, source) {
        hedge::Rewording::Fits => return Ok(text),
        hedge::Rewording::Reworded(better) => {
            let left_out: BTreeSet<String> = hedges(&text).difference(&hedges(&better)).cloned().collect();
            if left_out.is_disjoint(&hedges(words)) {
                return Ok(better);
            }
            hedge::lint(&text, level)
        }
        hedge::Rewording::Unsure(findings) => findings,
    };
    let is_over = findings.iter().any(|finding| finding.kind == hedge::FindingKind::Over);
    if is_over { Err(Reason::Hedge) } else { Ok(text) }
}

/// A text leaves out the denial, refusal or failure that the clause closest to it tells of.
pub fn turns(text: &str, words: &str) -> bool {
    const TURNING: &[&str] = &[
        "deni", "refus", "fail", "reject", "declin", "doubt", "dismiss", "lack", "prevent", "avoid", "unlik",
        "never", "no", "nobodi", "not", "without", "neither", "nor", "stop", "refut",
    ];
    let own = stems(text);
    let turning = |text: &str| {
        plain_words(text).iter().any(|word| {
            let stem = terms(&word.stem).first().map_or_else(|| word.stem.clone(), |term| term.stem.clone());
            TURNING.contains(&stem.as_str()) || word.stem.ends_with("n't")
        })
    };
    let common = |clause: &&str| stems(clause).intersection(&own).count();
    let closest = clause_texts(words).into_iter().rev().max_by_key(common);
    closest.is_some_and(turning) && !turning(text)
}

fn stems(text: &str) -> BTreeSet<String> {
    terms(text).into_iter().map(|term| term.stem).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_keeps_to_the_words_and_to_who_does_what() {
        let check =
            |expected, words: &str, text: &str| assert_eq!(says_nearly(text, words), expected, "{text}");
        let attacked = "Mayor Ada Quill was attacked by Councillor Petra Noll in Lindmouth over the tidal gate on Monday.";
        check(true, attacked, "Ada Quill was attacked by Petra Noll over the tidal gate.");
        check(true, attacked, "Mayor Ada Quill was attacked in Lindmouth on Monday.");
        check(false, attacked, "Mayor Ada Quill attacked Councillor Petra Noll over the tidal gate.");
        let sued = "The builder sued the council over unpaid work, said Petra Noll.";
        check(true, sued, "The builder sued the council.");
        check(false, sued, "The council sued the builder.");
        let dropped =
            "Prosecutors dropped charges that Mayor Quill took 4 million marks from Brass and Vane.";
        check(false, dropped, "Mayor Quill took 4 million marks from Brass and Vane.");
        check(false, "Noll was cleared of fraud in March.", "Noll committed fraud in March.");
        check(false, "The firm tried to bribe Noll.", "The firm did bribe Noll.");
        check(
            false,
            "He stopped because of an illness of the heart.",
            "He stopped because of a cancer of the heart.",
        );
        check(
            false,
            "Work was suspended for a week in Lindmouth.",
            "Work was suspended for a year in Lindmouth.",
        );
        check(
            false,
            "Quill denied that she favoured the builder and said that all was well.",
            "Quill said that she favoured the builder.",
        );
        let called = "Noll called the choice of Vane a shameful favour. “It stinks,” she said.";
        check(true, called, "Noll called the choice of Vane a shameful favour.");
        check(false, called, "Noll called the choice of Vane “a shameful favour”.");
    }
}
