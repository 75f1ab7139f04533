//! The words of a question that put it rather than say what it is about, and the kind of answer that they ask for.

use crate::index::analysis::{Term, is_abbreviation, plain_words, terms};

use super::Form;
use super::voice::Voice;

/// Words of grammar and of quantity that say nothing by themselves, beside the analyzer's stop words.
pub const ASKING: &[&str] = &[
    "about", "am", "any", "been", "being", "can", "could", "did", "do", "does", "doing", "done", "ever",
    "from", "get", "got", "had", "has", "have", "having", "he", "her", "him", "his", "how", "i", "its",
    "many", "may", "me", "might", "more", "most", "much", "must", "my", "now", "our", "really", "said",
    "say", "says", "shall", "she", "should", "so", "some", "still", "than", "them", "those", "us", "we",
    "were", "what", "when", "where", "whether", "which", "who", "whom", "whose", "why", "would", "you",
    "your", "didnt", "doesnt", "dont", "wasnt", "werent", "isnt", "arent", "hasnt", "havent", "hadnt",
    "wont", "cant", "couldnt", "wouldnt", "shouldnt",
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

/// Prepositions that may stand before the question word.
const LEADING: &[&str] = &["to", "by", "for", "in", "on", "at", "with", "from", "of", "about"];
/// What "how" asks a number with.
const MEASURES: &[&str] =
    &["many", "much", "old", "long", "far", "big", "often", "tall", "high", "fast", "large", "deep"];
/// What is a number.
const AMOUNTS: &[&str] = &[
    "percentage", "percent", "share", "proportion", "number", "amount", "price", "rate", "age", "distance",
    "cost", "toll",
];
/// What is a place.
const PLACES: &[&str] = &[
    "country", "countries", "nation", "city", "cities", "state", "states", "place", "town", "region",
    "village", "continent", "county", "province", "island",
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

/// What kind of answer a text asks for. What is asked may stand in the last of several sentences ("… this week. Who
/// won?"), after a preposition ("By what share …") or at the end ("vaccines for which virus?").
pub fn form(text: &str) -> Form {
    let words = plain_words(text);
    let words: Vec<&str> = words.iter().map(|word| word.stem.as_str()).collect();
    if words.first().is_some_and(|first| YES_NO.contains(first))
        || matches!(words.as_slice(), ["true", "or", "false", ..])
    {
        return Form::YesNo;
    }
    if Voice::asked(text).is_some() {
        return Form::Words;
    }
    let opening = (0..=usize::from(words.first().is_some_and(|first| LEADING.contains(first))))
        .find_map(|at| asked_for(words.get(at..).unwrap_or_default()));
    opening.or_else(|| asked_within(text)).unwrap_or(Form::Open)
}

/// What the rest of a question asks for, where its first sentence does not begin with a question word.
fn asked_within(text: &str) -> Option<Form> {
    let question = text.trim_end().strip_suffix('?')?;
    let last = question.rsplit(['.', '!', ':']).find(|part| part.split_whitespace().count() > 1)?;
    let words = plain_words(last);
    let words: Vec<&str> = words.iter().map(|word| word.stem.as_str()).collect();
    let opening = asked_for(&words);
    let is_asking = |at: &usize| words.get(*at).is_some_and(|word| matches!(*word, "which" | "what" | "how"));
    opening
        .or_else(|| {
            (0..words.len()).filter(is_asking).find_map(|at| asked_for(words.get(at..).unwrap_or_default()))
        })
        .or_else(|| words.contains(&"who").then_some(Form::Who))
}

/// What words ask for that begin with a question word.
fn asked_for(words: &[&str]) -> Option<Form> {
    match words {
        ["how", next, ..] if MEASURES.contains(next) => Some(Form::HowMany),
        ["what" | "which", rest @ ..] if rest.iter().take(2).any(|word| AMOUNTS.contains(word)) => {
            Some(Form::HowMany)
        }
        ["when", ..]
        | ["what" | "which", "day" | "date" | "year" | "month" | "time" | "days" | "years", ..] => {
            Some(Form::When)
        }
        ["who" | "whom" | "whose", ..] => Some(Form::Who),
        ["why", ..]
        | ["what", "caused" | "causes" | "led" | "triggered" | "reason" | "reasons", ..]
        | ["for", "what", "reason", ..] => Some(Form::Why),
        ["where", ..] => Some(Form::Where),
        ["what" | "which", rest @ ..] if rest.iter().take(3).any(|word| PLACES.contains(word)) => {
            Some(Form::Where)
        }
        [
            "what",
            "is" | "are" | "was" | "were",
            "the" | "his" | "her" | "its" | "their",
            "name" | "names" | "title",
            ..,
        ] => Some(Form::Which),
        [
            "what",
            "did" | "do" | "does" | "is" | "are" | "was" | "were" | "has" | "have" | "will" | "can" | "would"
            | "should" | "s" | "happened",
            ..,
        ] => None,
        ["what" | "which", _, ..] => Some(Form::Which),
        _ => None,
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
        assert_eq!(form("Where did the ferry sink?"), Form::Where);
        assert_eq!(form("Which town flooded?"), Form::Where);
        assert_eq!(form("Which union called the strike?"), Form::Which);
        assert_eq!(form("What did Melk say?"), Form::Words);
        assert_eq!(form("What did Melk open?"), Form::Open);
    }

    #[test]
    fn what_is_asked_need_not_come_first() {
        assert_eq!(form("By what percentage did tolls rise?"), Form::HowMany);
        assert_eq!(form("To how many years was Brandt sentenced?"), Form::HowMany);
        assert_eq!(form("The ferry Halcyon left on Monday. How many were aboard?"), Form::HowMany);
        assert_eq!(form("The council voted to close which harbour?"), Form::Which);
        assert_eq!(form("The harbour, which was closed"), Form::Open);
    }
}
