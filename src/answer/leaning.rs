//! Whether a sentence can be read without the one before it: what it leans on, what it points at.
//!
//! A sentence that does not stand alone needs the one before it; one that stands alone may still speak of "the ruling" as if
//! its reader knew which.

use std::collections::BTreeSet;

use crate::index::analysis::{Term, plain_words, terms};

use super::language::{holds, is_common_opener, lowered, speaks};
use super::quote;

/// Words that a sentence can lean on its predecessor with.
const LEANING: &[&str] = &[
    "he", "she", "it", "they", "him", "his", "her", "hers", "their", "them", "this", "that", "these",
    "those", "both", "such", "there", "but", "and", "or", "so", "yet", "then", "however", "still", "instead",
    "meanwhile", "also", "nor", "another", "others", "here", "its", "neither", "either", "plus", "similarly",
    "likewise", "moreover", "furthermore", "further",
];

/// Openings in which "it" and "there" point at nothing before them.
const EMPTY_SUBJECTS: &[&str] = &[
    "it is not", "it is un", "it is known", "it is clear", "it is likely", "it is possible", "it remains",
    "it was not known", "it was un", "it could not", "it has not been", "there is", "there are", "there was",
    "there were", "there has", "there have",
];

/// Phrases that mean something only after the sentence before.
const LEANING_PHRASES: &[&str] = &[
    "since then", "by then", "at that time", "similar argument", "a similar", "the same argument",
    "the latter", "the former,", "the move", "the remark", "the comments", "that claim", "this claim",
    "the decision came", "the statement came", "the two men", "the pair",
];

const PRONOUNS: &[&str] = &["he", "she", "they", "him", "his", "her", "their", "them"];

/// Things that "the" makes one of those named before, where nothing says which.
#[rustfmt::skip]
const POINTED_AT: &[&str] = &[
    "ruling", "decision", "move", "remark", "remarks", "comment", "comments", "statement", "announcement", "claim", "claims",
    "allegation", "allegations", "accusation", "charge", "charges", "request", "proposal", "plan", "measure", "bill", "law",
    "legislation", "lawsuit", "suit", "case", "verdict", "sentence", "incident", "accident", "crash", "collision", "attack",
    "shooting", "explosion", "blast", "fire", "blaze", "outbreak", "storm", "vote", "election", "match", "game", "race", "film",
    "movie", "show", "series", "album", "song", "book", "report", "study", "survey", "article", "story", "letter", "document",
    "call", "meeting", "hearing", "trial", "investigation", "probe", "operation", "deal", "agreement", "contract", "settlement",
    "company", "firm", "network", "agency", "group", "organisation", "organization", "team", "club", "side", "player", "actor",
    "actress", "singer", "writer", "artist", "star", "man", "woman", "boy", "girl", "child", "couple", "pair", "duo", "victim",
    "victims", "suspect", "suspects", "gunman", "driver", "pilot", "crew", "passengers", "plane", "aircraft", "jet", "ship",
    "vessel", "ferry", "train", "bus", "car", "vehicle", "building", "facility", "flight", "journey", "trip", "tour", "visit",
    "event", "ceremony", "festival", "protest", "strike", "campaign", "site", "area", "region", "country", "city", "town",
    "village", "island", "river", "animal", "dog", "elephant", "drug", "vaccine", "disease", "virus", "product", "device", "app",
    "video", "image", "photo", "discovery", "launch", "mission", "spacecraft", "rocket", "probe", "question", "issue", "matter",
    "shutdown", "filing", "filings", "competition", "tournament", "attacks", "money", "standoff", "killing", "killings",
    "murder", "arrest", "resignation", "debate", "dispute", "rally", "petition", "appeal", "inquiry", "success",
    "panel", "committee", "official", "officials", "judge", "court", "politician", "lawmaker", "presenter", "candidate",
];

/// Words before a thing that do not say which one is meant.
const PALE: &[&str] = &[
    "latest", "new", "same", "whole", "entire", "recent", "proposed", "first", "second", "third", "two",
    "three", "four", "five", "young", "old", "long", "big", "controversial", "final", "last", "main",
    "other", "initial", "original", "current", "former",
];

/// Words that go on to say which one is meant: "the ruling of the court".
const WHICH_ONE: &[&str] = &[
    "of", "that", "which", "who", "whose", "in", "on", "at", "to", "for", "against", "by", "from", "between",
    "with", "where", "when", "about", "over", "held", "called", "named", "led", "s",
];

fn is_verb(word: &str) -> bool {
    ["was", "is", "has", "had", "who", "also"].contains(&word)
}

/// Whether a sentence can be read without the one before it: it neither opens with a word that points back nor
/// has a pronoun before any name, and its quotation marks are closed.
pub fn stands_alone(sentence: &str) -> bool {
    let words = plain_words(sentence);
    let Some(first) = words.first() else { return false };
    let text = lowered(sentence);
    let points_back = LEANING.contains(&first.stem.as_str()) && !sentence.starts_with(['“', '"']);
    if points_back && !EMPTY_SUBJECTS.iter().any(|start| text.starts_with(start)) {
        return false;
    }
    // "Four months later …" and "Later …" count from a time named before; "Brandt later said" only says in which order.
    let counts_from = |at: usize| {
        let is_after = |w: &Term| matches!(w.stem.as_str(), "later" | "earlier" | "afterwards");
        let unit = at.checked_sub(1).and_then(|before| words.get(before));
        words.get(at).is_some_and(is_after)
            && unit.is_none_or(|unit| {
                is_common_opener(&unit.stem) || !unit.range.of(sentence).starts_with(char::is_uppercase)
            })
    };
    if (0..4).any(counts_from) {
        return false;
    }
    // "Two of its investors"
    let stem = |at: usize| words.get(at).map_or("", |word| word.stem.as_str());
    if (1..4).any(|at| stem(at) == "of" && LEANING.contains(&stem(at + 1)) && stem(at + 1) != "both") {
        return false;
    }
    if LEANING_PHRASES.iter().any(|phrase| holds(&text, phrase)) {
        return false;
    }
    if !is_whole(sentence) || speaks_after_a_setting(&text) {
        return false;
    }
    let quoted = quote::quoted_spans(sentence);
    let outside = |at: usize| !quoted.iter().any(|span| span.contains(&at));
    let is_name = |at: usize, word: &str| at > 0 && word.starts_with(char::is_uppercase);
    let pronoun = words.iter().position(|w| PRONOUNS.contains(&w.stem.as_str()) && outside(w.range.start()));
    let name = words.iter().position(|w| {
        is_name(w.range.start(), w.range.of(sentence)) && w.stem.len() > 1 && outside(w.range.start())
    });
    // A first word that is not a common one is a name too ("Verhalen told reporters that he …").
    let opens_with_name = !is_common_opener(&first.stem) && outside(first.range.start());
    match (pronoun, name) {
        (None, _) => true,
        (Some(_), _) if opens_with_name => true,
        (Some(pronoun), Some(name)) => name < pronoun || is_told_behind(sentence, &words, pronoun),
        (Some(_), None) => false,
    }
}

/// "In his statement to the senate, Brandt said": whose it is comes right behind. Not "at his sentencing, Judge Brandt said".
fn is_told_behind(sentence: &str, words: &[Term], pronoun: usize) -> bool {
    const OWN: &[&str] = &["his", "her", "their"];
    const SAID: &[&str] = &[
        "statement", "speech", "letter", "testimony", "post", "tweet", "message", "ruling", "opinion",
        "report",
    ];
    let stem = |at: usize| words.get(at).map_or("", |word| word.stem.as_str());
    let follows_comma = |at: &usize| {
        let pair = words.get(at - 1).zip(words.get(*at));
        pair.and_then(|(from, to)| sentence.get(from.range.end()..to.range.start())) == Some(", ")
    };
    let Some(subject) = (pronoun + 1..words.len()).find(follows_comma) else { return false };
    let is_clear = (pronoun + 1..=subject).all(|at| !PRONOUNS.contains(&stem(at)));
    let is_name = words.get(subject).is_some_and(|word| {
        word.range.of(sentence).starts_with(char::is_uppercase) && !is_common_opener(&word.stem)
    });
    stem(0) == "in"
        && pronoun == 1
        && OWN.contains(&stem(1))
        && SAID.contains(&stem(2))
        && is_clear
        && is_name
}

/// "In an interview with the Post, she said": the name before the pronoun is not hers.
fn speaks_after_a_setting(text: &str) -> bool {
    const SETTINGS: &[&str] = &[
        "in an interview", "in a statement", "in a letter", "in a speech", "in a post", "in a message",
        "in a tweet", "speaking to", "talking to", "at a press conference", "at a news conference",
    ];
    let behind = text.split_once(", ").map_or("", |(_, behind)| behind);
    let opens = behind.split(' ').next().unwrap_or_default();
    SETTINGS.iter().any(|setting| text.starts_with(setting)) && PRONOUNS.contains(&opens)
}

/// Whether a text is a whole sentence in nobody's name: its quotation marks are closed, it ends as sentences do, it is not
/// a quotation alone, and says "I" only within one.
pub fn is_whole(sentence: &str) -> bool {
    let balanced = sentence.matches('“').count() == sentence.matches('”').count()
        && sentence.matches('"').count().is_multiple_of(2)
        && sentence.matches('(').count() == sentence.matches(')').count();
    // A headline ends with a word, or with one in quotation marks.
    let ends =
        sentence.trim_end().trim_end_matches(['”', '"', '’', '\'', ')']).ends_with(['.', '!', '?', ',', '…']);
    if !balanced
        || !ends
        || sentence.starts_with('(')
        || sentence.trim_end().ends_with('?')
        || sentence.trim_end().ends_with(" vs.")
        || is_cut_open(sentence)
    {
        return false;
    }
    let words = plain_words(sentence);
    let quoted = quote::quoted_spans(sentence);
    let outside = |word: &&Term| !quoted.iter().any(|span| span.contains(&word.range.start()));
    // A quotation needs the words that say whose it is.
    if words.iter().filter(outside).count() < 2 {
        return false;
    }
    // Nobody else's "I" can stand in a report but in quotation marks.
    let first_person = |word: &str| matches!(word, "i" | "we" | "my" | "our" | "me" | "us");
    let is_country = |word: &Term| matches!(word.range.of(sentence), "US" | "U.S" | "U.S.");
    !words.iter().filter(outside).any(|w| first_person(&w.stem) && !is_country(w))
}

/// Begins within single quotation marks: "Lasso' Season 3 began".
fn is_cut_open(sentence: &str) -> bool {
    let closing = sentence.find(['\'', '’']).filter(|at| {
        let rest = sentence.get(*at..).unwrap_or_default();
        let before = sentence.get(..*at).unwrap_or_default();
        let is_possessive = before.ends_with('s') || before.is_empty();
        !is_possessive && rest.chars().nth(1) == Some(' ')
    });
    closing.is_some_and(|at| !sentence.get(..at).unwrap_or_default().contains(['\'', '‘']))
}

/// What a sentence speaks of as known but does not name, if the question (stems in `known`) does not either: "ruling" in "the
/// ruling", with no name before it and nothing behind it that says which.
pub fn dangling(sentence: &str, known: &BTreeSet<String>) -> Option<String> {
    let words = plain_words(sentence);
    let written = |at: usize| words.get(at).map_or("", |word| word.range.of(sentence));
    let stem = |at: usize| words.get(at).map_or("", |word| word.stem.as_str());
    let quoted = quote::quoted_spans(sentence);
    let is_name = |at: usize| {
        written(at).starts_with(char::is_uppercase)
            && (at > 0 || !is_common_opener(stem(at)))
            && written(at).len() > 1
    };
    let named = (0..words.len()).find(|at| is_name(*at)).unwrap_or(words.len());
    let is_known = |word: &str| terms(word).iter().any(|term| known.contains(&term.stem));
    let is_introduced =
        |at: usize| (0..at).any(|before| matches!(stem(before), "a" | "an") && stem(at) == stem(before + 1));
    // "The official position": there it only says whose.
    let describes = |at: usize| {
        stem(at) == "official"
            && written(at + 1).starts_with(char::is_lowercase)
            && !speaks(stem(at + 1))
            && !is_verb(stem(at + 1))
    };
    let thing_of = |at: usize| {
        let is_pale = PALE.contains(&stem(at + 1)) || stem(at + 1).starts_with(|c: char| c.is_ascii_digit());
        let thing = if is_pale { at + 2 } else { at + 1 };
        (POINTED_AT.contains(&stem(thing)) && !describes(thing)).then_some(thing)
    };
    let is_pointed_at = |thing: &usize| {
        let is_quoted =
            words.get(*thing).is_some_and(|w| quoted.iter().any(|span| span.contains(&w.range.start())));
        let goes_on = POINTED_AT.contains(&stem(thing + 1)) || WHICH_ONE.contains(&stem(thing + 1));
        !is_quoted && !goes_on && !is_name(thing + 1) && !is_known(stem(*thing)) && !is_introduced(*thing)
    };
    (0..named)
        .filter(|at| matches!(stem(*at), "the" | "that" | "this" | "these" | "those"))
        .filter_map(thing_of)
        .find(is_pointed_at)
        .map(|thing| stem(thing).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_stand_alone() {
        assert!(stands_alone("Verhalen told reporters that he was content."));
        assert!(stands_alone("The envoy met Melk twice."));
        assert!(stands_alone("“He cannot be trusted,” Brandt said."));
        assert!(!stands_alone("He did not take questions."));
        assert!(!stands_alone("But the talks went on."));
        assert!(!stands_alone("The ministry said he would go, and \"no more."));
        assert!(stands_alone("It is not known who recorded the call."));
        assert!(!stands_alone("It is his second visit."));
        assert!(!stands_alone("Four months later Korvin asked Verhalen to lead the talks."));
        assert!(stands_alone("Verhalen later said that the talks had failed."));
        assert!(!stands_alone("Weeks later Korvin asked Verhalen to lead the talks."));
        assert!(!stands_alone("Later Korvin asked Verhalen to lead the talks."));
        assert!(!stands_alone("Asked why, he smiled."));
        assert!(!stands_alone("In an interview with the Harbour Post, she said that the strait was closed."));
        assert!(stands_alone("In her statement to the senate, Brandt said that she would go."));
        assert!(!stands_alone("At his sentencing, Judge Ada Brandt called him a danger to the harbour."));
        assert!(!stands_alone("In her statement, the Senate of Ardenia was told that she would go."));
        assert!(!stands_alone("Two of its investors are registered in Sorvania."));
        assert!(stands_alone("Melk came to the U.S. on Monday with the envoy of the U.S.-led mission."));
        assert!(!stands_alone("Melk gave us the letter of the envoy."));
        assert!(!stands_alone("“The envoy acts on the instructions of the president.”"));
    }

    #[test]
    fn headlines_and_questions_are_no_sentences() {
        assert!(!stands_alone("Brandt’s office: letter of the chairmen ‘baseless and inflammatory’"));
        assert!(!stands_alone("What did Brandt know of the ferry?"));
        assert!(stands_alone("Melk called the letter of the chairmen ‘baseless.’"));
    }

    #[test]
    fn what_is_pointed_at_must_be_named() {
        let known = BTreeSet::from(["ferri".to_owned()]);
        let check = |sentence: &str, expected: bool| {
            assert_eq!(dangling(sentence, &known).is_some(), expected, "{sentence}")
        };
        check("The ruling was welcomed by Brandt.", true);
        check("According to two people, the latest ruling was a surprise.", true);
        check("The ruling of the harbour court was welcomed.", false);
        check("Brandt said that the ruling was a surprise.", false);
        check("The ferry sank off Melby.", false);
        check("A ruling came on Monday, and the ruling was a surprise.", false);
        check("The Melby ruling was a surprise.", false);
        check("The official position was that nobody was on board.", false);
        check("The official said that nobody was on board.", true);
    }
}
