//! The words of a question that put it rather than say what it is about, and the kind of answer that they ask for.

use crate::index::analysis::{Term, is_abbreviation, plain_words, terms};

use super::Form;

/// Words of grammar and of quantity that say nothing by themselves, beside the analyzer's stop words.
pub const ASKING: &[&str] = &[
    "about", "am", "any", "been", "being", "can", "could", "did", "do", "does", "doing", "done", "ever",
    "from", "get", "got", "had", "has", "have", "having", "he", "her", "him", "his", "how", "i", "its",
    "many", "may", "me", "might", "more", "most", "much", "must", "my", "now", "our", "really", "said",
    "say", "says", "shall", "she", "should", "so", "some", "still", "than", "them", "those", "us", "we",
    "were", "what", "when", "where", "whether", "which", "who", "whom", "whose", "why", "would", "you",
    "your",
];

/// Words that put a question ("what happened", "tell me the news") and say something in a statement ("fake news").
const PUTTING: &[&str] =
    &["happen", "happened", "happens", "know", "mean", "means", "news", "tell", "think", "true"];

/// First words that ask for a yes or a no.
pub const YES_NO: &[&str] = &[
    "is", "are", "was", "were", "am", "do", "does", "did", "has", "have", "had", "can", "could", "will",
    "would", "should", "shall", "may", "might", "must", "isn", "aren", "wasn", "weren", "doesn", "don",
    "didn", "hasn", "haven",
];

/// First words that ask for something else.
const QUESTIONING: &[&str] =
    &["who", "whom", "whose", "what", "when", "where", "which", "why", "how", "tell", "any", "true"];

/// Whether a word, in lower case, says nothing of what a question is about.
pub fn is_function_word(word: &str) -> bool {
    ASKING.contains(&word) || terms(word).is_empty()
}

/// The terms of a text that say what it is about. Those that only put the question go, unless nothing else is left.
pub fn telling(text: &str, terms: Vec<Term>) -> Vec<Term> {
    let is_question = is_question(text);
    let rank = |term: &Term| {
        let written = term.range.of(text);
        let word = written.to_lowercase();
        // "Fox News" is no news.
        let is_name = written.starts_with(char::is_uppercase) && term.range.start() > 0;
        match word.as_str() {
            word if word.chars().count() < 2 => 2,
            word if ASKING.contains(&word) && !is_abbreviation(written, text) => 2,
            word if PUTTING.contains(&word) && is_question && !is_name => 1,
            _ => 0,
        }
    };
    let ranked: Vec<(u8, Term)> = terms.into_iter().map(|term| (rank(&term), term)).collect();
    let best = ranked.iter().map(|(rank, _)| *rank).min();
    ranked.into_iter().filter(|(rank, _)| Some(*rank) == best).map(|(_, term)| term).collect()
}

fn is_question(text: &str) -> bool {
    let first = plain_words(text).into_iter().next().map(|word| word.stem).unwrap_or_default();
    text.trim_end().ends_with('?')
        || YES_NO.contains(&first.as_str())
        || QUESTIONING.contains(&first.as_str())
}

/// What kind of answer a text asks for.
pub fn form(text: &str) -> Form {
    let words = plain_words(text);
    let words: Vec<&str> = words.iter().map(|word| word.stem.as_str()).collect();
    match words.as_slice() {
        [first, ..] if YES_NO.contains(first) => Form::YesNo,
        ["how", "many" | "much" | "old" | "long" | "far" | "big", ..] => Form::HowMany,
        ["when", ..] | ["what" | "which", "day" | "date" | "year" | "month" | "time", ..] => Form::When,
        ["who" | "whom" | "whose", ..] => Form::Who,
        ["why", ..] | ["what", "caused" | "causes" | "led" | "triggered", ..] => Form::Why,
        _ => Form::Open,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found = telling(text, terms(text));
        let words: Vec<&str> = found.iter().map(|term| term.range.of(text)).collect();
        assert_eq!(words, expected);
    }

    #[test]
    fn what_puts_the_question_says_nothing() {
        check("What happened in the harbour?", &["harbour"]);
        check("Tell me the news about the strait tolls", &["strait", "tolls"]);
        check("How many know that Fox News lied?", &["Fox", "News", "lied"]);
    }

    #[test]
    fn a_statement_keeps_its_words() {
        check(
            "Fake news spreads faster than true stories",
            &["Fake", "news", "spreads", "faster", "true", "stories"],
        );
    }

    #[test]
    fn something_is_always_left() {
        check("What happened?", &["happened"]);
        check("Who are you?", &["Who", "you"]);
    }

    #[test]
    fn the_first_words_tell_the_form() {
        assert_eq!(form("Did Melk agree?"), Form::YesNo);
        assert_eq!(form("How many died?"), Form::HowMany);
        assert_eq!(form("What year was it?"), Form::When);
        assert_eq!(form("the strait tolls"), Form::Open);
    }
}
