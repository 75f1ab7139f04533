//! What a question names: people and places, words that belong together, outlets; and whether it asks for news.

use std::borrow::Cow;

use crate::answer::{language, quote};
use crate::index::analysis::{Term, plain_words};

use super::asking::{ASKING, YES_NO};
use super::corrected::is_in_address;
use super::dates;

/// Small words inside names: "Bank of England", "Ayman al-Zawahiri".
const INSIDE_NAMES: &[&str] =
    &["of", "the", "de", "la", "le", "del", "der", "den", "van", "von", "bin", "ibn", "al", "el"];
/// Words up to this length may be small in a headline (letters).
const SMALL_IN_HEADLINES: usize = 3;
/// Function words that are names in capitals.
const ACRONYMS: &[&str] = &["us", "who"];
/// Words that ask for things as they are now.
const LATEST: &[&str] = &[
    "latest", "newest", "now", "nowadays", "current", "currently", "today", "tonight", "breaking", "recent",
    "recently", "just", "update", "updates", "ongoing",
];
/// Pairs of words that do.
const LATEST_PAIRS: &[[&str; 2]] = &[
    ["this", "week"],
    ["this", "month"],
    ["this", "morning"],
    ["this", "evening"],
    ["right", "now"],
    ["so", "far"],
    ["at", "present"],
    ["past", "week"],
    ["last", "night"],
    ["what", "new"],
];
/// Words of an outlet's name that are left out when one speaks of it: "the BBC" is BBC News.
const GENERIC: &[&str] = &[
    "the", "news", "online", "com", "org", "net", "world", "uk", "us", "business", "newspaper", "agency",
    "co", "www",
];
/// Verbs of what outlets do.
const REPORTS: &[&str] = &[
    "say", "says", "said", "report", "reports", "reported", "reporting", "write", "writes", "wrote",
    "written", "publish", "published", "cover", "covered", "claim", "claims", "claimed",
];
/// What these stand before is no outlet: "this week said" is not The Week.
const DETERMINERS: &[&str] =
    &["this", "that", "last", "next", "each", "every", "a", "an", "any", "one", "of", "some"];
/// Shorter abbreviations of outlets are other words (letters).
const SHORTEST_INITIALS: usize = 3;

/// A text without what only a machine reads: addresses go, and the words of a tag are taken apart where its capitals and
/// digits show them, "#RevolutionaryWarAirports" or "@LindseyGraham". Borrowed if there is none.
pub fn in_words(text: &str) -> Cow<'_, str> {
    let is_machine = |piece: &str| is_address(piece) || piece.contains(['#', '@']);
    if !text.split_whitespace().any(is_machine) {
        return Cow::Borrowed(text);
    }
    let mut words = String::with_capacity(text.len());
    for piece in text.split_whitespace() {
        match piece {
            piece if is_address(piece) => continue,
            piece if piece.contains(['#', '@']) => take_apart(piece, &mut words),
            piece => words.push_str(piece),
        }
        words.push(' ');
    }
    Cow::Owned(words)
}

/// "https://t.co/8UH9SP8EWO", "www.example.org", "pic.example.org/9Ee3tq", and what has such a thing stuck to its end.
fn is_address(piece: &str) -> bool {
    let is_host = |host: &str| host.split('.').filter(|label| !label.is_empty()).count() > 1;
    piece.contains("://")
        || piece.starts_with("www.")
        || piece.split_once('/').is_some_and(|(host, path)| is_host(host) && !path.is_empty())
}

fn take_apart(tag: &str, words: &mut String) {
    let mut before = ' ';
    for letter in tag.chars() {
        let begins = before.is_lowercase() && (letter.is_uppercase() || letter.is_ascii_digit());
        if begins || matches!(letter, '#' | '@') {
            words.push(' ');
        }
        words.push(if matches!(letter, '#' | '@') { ' ' } else { letter });
        before = letter;
    }
}

/// Names as they are written: runs of words with a capital, with the small words inside. A single word that opens a
/// sentence is none: it has its capital from there. Nor is there any where everything has a capital.
pub fn names(text: &str) -> Vec<String> {
    let words = plain_words(text);
    if is_headline(text, &words) {
        return Vec::new();
    }
    let mut found: Vec<String> = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        if !is_capital(text, word) || is_opener(text, &words, at) || is_in_address(text, word) {
            at += 1;
            continue;
        }
        let mut end = at;
        let mut next = at + 1;
        while let Some(word) = words.get(next).filter(|_| is_adjacent(text, &words, next)) {
            if word.range.of(text).starts_with(char::is_uppercase) {
                end = next;
            } else if !INSIDE_NAMES.contains(&word.stem.as_str()) || next > end + 2 {
                break;
            }
            next += 1;
        }
        let is_no_name = end == at
            && (dates::is_day_or_month(&word.stem) || opens(text, word) && !is_acronym(word.range.of(text)));
        let name = words.get(end).and_then(|last| text.get(word.range.start()..last.range.end()));
        if let Some(name) = name.filter(|_| !is_no_name)
            && !found.iter().any(|known| known == name)
        {
            found.push(name.to_owned());
        }
        at = end + 1;
    }
    found
}

/// Every word has a capital, even one that puts the question: capitals tell nothing.
fn is_headline(text: &str, words: &[Term]) -> bool {
    let mut long = words.iter().filter(|word| word.stem.chars().count() > SMALL_IN_HEADLINES);
    let inside = (0..words.len()).filter(|at| words.get(*at).is_some_and(|word| !opens(text, word)));
    let function = inside.filter(|at| {
        words.get(*at).is_some_and(|word| is_capital(text, word)) && is_opener(text, words, *at)
    });
    !text.contains(char::is_lowercase) || long.all(|word| is_capital(text, word)) && function.count() > 0
}

fn is_capital(text: &str, word: &Term) -> bool {
    word.range.of(text).starts_with(char::is_uppercase) && word.stem.chars().count() > 1
}

fn is_acronym(written: &str) -> bool {
    written.chars().count() > 1 && written.chars().all(char::is_uppercase)
}

/// The word begins the text or a sentence of it.
fn opens(text: &str, word: &Term) -> bool {
    let before = text.get(..word.range.start()).unwrap_or_default();
    let before = before.trim_end_matches([' ', '“', '"', '‘', '(', '[']);
    before.is_empty() || before.ends_with(['.', '!', '?', ':', '\n'])
}

/// A word that puts the question or opens a sentence without naming anything.
fn is_opener(text: &str, words: &[Term], at: usize) -> bool {
    let word = words.get(at).map_or("", |word| word.stem.as_str());
    let common = ASKING.contains(&word) || YES_NO.contains(&word) || language::is_common_opener(word);
    common && !words.get(at).is_some_and(|w| ACRONYMS.contains(&word) && is_acronym(w.range.of(text)))
}

/// Nothing but a space, a hyphen or the full stop of an initial stands before the word.
fn is_adjacent(text: &str, words: &[Term], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| words.get(before));
    let (Some(before), Some(word)) = (before, words.get(at)) else { return false };
    let gap = text.get(before.range.end()..word.range.start()).unwrap_or_default();
    let is_initial = gap == ". " && before.stem.chars().count() == 1;
    matches!(gap, " " | "-" | "’" | "'") && word.stem != "s" || is_initial
}

/// What stands between quotation marks, if it has more than one word.
pub fn phrases(text: &str) -> Vec<String> {
    // A mark that is never closed quotes nothing here.
    let spans = quote::quoted_spans(text).into_iter().filter(|span| span.end < text.len());
    let written = spans.filter_map(|span| text.get(span)).map(str::trim);
    written.filter(|phrase| plain_words(phrase).len() > 1).map(str::to_owned).collect()
}

/// Whether a text asks for what is new, or for how things are now.
pub fn asks_for_the_latest(text: &str) -> bool {
    let words = plain_words(text);
    let is = |at: usize, word: &str| words.get(at).is_some_and(|w| w.stem == word);
    let pair = |at: usize| LATEST_PAIRS.iter().any(|[first, second]| is(at, first) && is(at + 1, second));
    words.iter().enumerate().any(|(at, word)| LATEST.contains(&word.stem.as_str()) || pair(at))
        || is(0, "what") && is(1, "s") && is(2, "new")
}

/// Those of an index's outlets, by their names in lower case, that a text names: in full and in capitals, or after
/// "according to" and before "reported" in any case; without "the" and "News"; by its initials.
pub fn outlets(text: &str, known: &[String]) -> Vec<String> {
    let words = plain_words(text);
    let mut found: Vec<String> = Vec::new();
    for outlet in known {
        let full = plain_words(outlet);
        let name: Vec<&str> = full.iter().map(|word| word.stem.as_str()).collect();
        let short: Vec<&str> = name.iter().copied().filter(|word| !GENERIC.contains(word)).collect();
        let initials: String =
            name.iter().filter(|word| **word != "the").filter_map(|w| w.chars().next()).collect();
        let without_the = name.strip_prefix(&["the"]).unwrap_or(&name);
        let spoken = [without_the, short.as_slice()].into_iter().filter(|name| !name.is_empty());
        let in_full = spoken.into_iter().any(|name| stands_for_an_outlet(text, &words, name));
        let abbreviated = name.len() > 1 && initials.len() >= SHORTEST_INITIALS;
        let by_initials =
            abbreviated && words.iter().any(|word| word.stem == initials && is_acronym(word.range.of(text)));
        if in_full || by_initials {
            found.push(outlet.clone());
        }
    }
    found
}

/// Whether a name of an outlet stands in a text and is meant as one.
fn stands_for_an_outlet(text: &str, words: &[Term], name: &[&str]) -> bool {
    let place = |at: &usize| {
        let here = words.get(*at..*at + name.len());
        here.is_some_and(|here| here.iter().map(|word| word.stem.as_str()).eq(name.iter().copied()))
    };
    (0..words.len()).filter(place).any(|at| {
        let end = at + name.len();
        let word = |at: usize| words.get(at).map_or("", |word| word.stem.as_str());
        let start = if at > 0 && word(at - 1) == "the" { at - 1 } else { at };
        let before = |back: usize| start.checked_sub(back).map_or("", word);
        let attributed = before(1) == "to" && before(2) == "according";
        let quoted_verb = REPORTS.contains(&word(end))
            || matches!(before(1), "did" | "does" | "has" | "by") && REPORTS.contains(&word(end));
        let in_outlet = matches!(before(1), "in" | "on" | "from" | "by") || quoted_verb || attributed;
        let capitals = words.get(at..end).is_some_and(|here| here.iter().all(|word| is_capital(text, word)));
        // One word with a capital may be a name of something else, or open the sentence; "in May" is no outlet.
        capitals
            && (name.len() > 1 || in_outlet || words.get(at).is_some_and(|w| is_acronym(w.range.of(text))))
            || attributed
            || quoted_verb && !DETERMINERS.contains(&before(1))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_runs_of_capitals() {
        let check = |text: &str, expected: &[&str]| assert_eq!(names(text), expected, "{text}");
        check("What did Rishi Sunak say to the Bank of England?", &["Rishi Sunak", "Bank of England"]);
        check("Is Putin’s envoy Ayman al-Zawahri in the US?", &["Putin", "Ayman al-Zawahri", "US"]);
        check("Students compete in Tyumen", &["Tyumen"]);
        check(
            "NASA did NOT launch George W. Bush on Sunday https://t.co/Abc @Def",
            &["NASA", "George W. Bush"],
        );
        check("What Did The President Tell Congress About Ukraine", &[]);
        check("WHO LEADS THE TALKS", &[]);
        check("who leads the talks", &[]);
    }

    #[test]
    fn quoted_words_are_phrases() {
        assert_eq!(phrases("Who said “no red lines” and \"never again\"?"), ["no red lines", "never again"]);
        assert!(phrases("the 6\" gun and “one” word").is_empty());
    }

    #[test]
    fn news_is_asked_for_as_of_now() {
        for text in
            ["latest on the strike", "What’s new in Gaza", "Who is currently leading?", "votes this week"]
        {
            assert!(asks_for_the_latest(text), "{text}");
        }
        for text in
            ["Who won the 2020 election?", "What happened in the weekly meeting", "Is knowledge power"]
        {
            assert!(!asks_for_the_latest(text), "{text}");
        }
    }

    #[test]
    fn outlets_are_those_of_the_index() {
        let known: Vec<String> =
            ["bbc news", "reuters", "the week", "usa today", "the new york times", "time", "cnn"]
                .map(str::to_owned)
                .into();
        let check = |text: &str, expected: &[&str]| assert_eq!(outlets(text, &known), expected, "{text}");
        check("according to the BBC, who won?", &["bbc news"]);
        check("what did reuters say about it", &["reuters"]);
        check("What did the New York Times and USA Today report?", &["usa today", "the new york times"]);
        check("NYT on tolls; CNN, too", &["the new york times", "cnn"]);
        check("What happened this week in the USA today? It is time", &[]);
        check("The Week of the strike and what the FBI this week said", &[]);
        check("Time reported that", &["time"]);
    }
}
