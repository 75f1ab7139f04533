//! What a sentence of a model has to be beside borne out: prose that stands by itself and is written to its end, close to
//! the words that it rests on. Strictness costs little here, for where it fails the article's own sentence stands in.

use std::collections::BTreeSet;

use super::compose::Author;
use super::focus::is_light;
use super::report::Reason;
use super::synonyms::synonyms;
use super::{hedge, language};
use crate::ground::clause_texts;
use crate::ground::common::rarity;
use crate::index::analysis::{plain_words, terms};

/// What a model may say in words of its own, by their rarity: single words that are common, and this share of all.
const COMMON: f64 = 0.9;
const NEW: f64 = 0.15;
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

/// A text keeps so close to the words it rests on that nothing can have come in from elsewhere. A score weighs words
/// against each other, and one that turns the sense ("innocent") can hide among many that are there; a model is asked to
/// keep to the words, and where it does not, the article's own sentence stands in.
pub fn says_nearly(text: &str, words: &str) -> bool {
    let all: f64 = stems(text).iter().map(|stem| rarity(stem)).sum();
    let new = new_words(text, words);
    new.iter().all(|rarity| *rarity <= COMMON) && new.iter().sum::<f64>() <= NEW * all && !turns(text, words)
}

/// A text leaves out the denial, refusal or failure that the clause closest to it tells of.
fn turns(text: &str, words: &str) -> bool {
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

/// A text has a word that is neither in those nor a common one.
pub fn brings_in(text: &str, words: &str) -> bool {
    new_words(text, words).iter().any(|rarity| *rarity > COMMON)
}

/// The rarities of a text's words that do not stand among others, in whatever words news has for them.
fn new_words(text: &str, words: &str) -> Vec<f64> {
    let known = stems(words);
    let is_known = |stem: &String| {
        known.contains(stem)
            || is_light(stem)
            || synonyms(stem, text).iter().any(|other| known.contains(other))
    };
    // How sure it is, is weighed by its hedge.
    let telling = terms(text).into_iter().filter(|term| !hedge::is_omissible(term.range.of(text)));
    let own: BTreeSet<String> = telling.map(|term| term.stem).collect();
    own.iter().filter(|stem| !is_known(stem)).map(|stem| rarity(stem)).collect()
}

fn stems(text: &str) -> BTreeSet<String> {
    terms(text).into_iter().map(|term| term.stem).collect()
}
