//! What was asked: the question word for word, and how it was read.

mod asking;
mod compounds;
mod correct;
mod corrected;
mod date_range;
mod dates;
mod readings;
mod slips;
mod spellings;
mod vocabulary;
mod voice;

use jiff::Timestamp;
use jiff::tz::Offset;

use crate::index::analysis::{plain_words, terms};
use crate::index::{Filter, IndexError, SearchBackend};
pub use asking::form;
use corrected::{Corrected, corrected};
pub use date_range::DateRange;
use vocabulary::Vocabulary;
pub use voice::{Heard, Voice};

/// Longer questions are articles pasted by mistake (characters).
pub const LONGEST_QUESTION: usize = 1_000;

/// A question, verbatim, with its reading.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    text: String,
    interpreted: String,
    corrections: Vec<Correction>,
    terms: Vec<QuestionTerm>,
    form: Form,
    names: Vec<String>,
    phrases: Vec<String>,
    dates: Vec<DateRange>,
    outlets: Vec<String>,
    asks_for_the_latest: bool,
}

/// A word that was read as another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    pub from: String,
    pub to: String,
}

/// A word that says what the question is about.
#[derive(Clone, Debug, PartialEq)]
pub struct QuestionTerm {
    /// The word as read, in its written case.
    pub word: String,
    pub stem: String,
    /// How telling the word is: 1 plus half its inverse document frequency over passages (BM25's, Robertson and
    /// Spärck Jones 1976). Rarer words weigh more, but halved, so that one rare word does not outweigh the rest:
    /// an article may say it in other words.
    pub weight: f64,
    /// The index has the word in some form.
    pub known: bool,
    /// What is to be searched for along with the word, in lower case: other spellings of it, another word that it may be
    /// a misspelling of, or the same in one word or in two; two words are meant to stand side by side.
    pub alternatives: Vec<String>,
}

/// What kind of answer is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A yes or a no.
    YesNo,
    /// A number.
    HowMany,
    /// A time.
    When,
    /// A person or an organisation.
    Who,
    /// A place.
    Where,
    /// One of a kind of things, by its name.
    Which,
    /// A reason.
    Why,
    /// What somebody said or thinks.
    Words,
    /// Anything else.
    Open,
}

/// Why a question cannot be asked.
#[derive(Debug, thiserror::Error)]
pub enum QuestionError {
    #[error("the question is blank; ask something, for example: caveat ask \"Who leads the talks?\"")]
    Blank,
    #[error("the question has {0} characters; the most is {LONGEST_QUESTION}: ask for one thing at a time")]
    TooLong(usize),
    #[error(transparent)]
    Index(#[from] IndexError),
}

impl Question {
    /// Reads a question against the vocabulary of an index: all of it, or what a filter leaves, so that an "as of" knows
    /// no word from later. The text itself is kept as it is. `now` is what "last week" is counted from, in UTC.
    pub fn interpret(
        text: &str,
        now: Timestamp,
        index: &impl SearchBackend,
        filter: Option<&Filter>,
    ) -> Result<Self, QuestionError> {
        check_length(text)?;
        let vocabulary = &Vocabulary::new(index, filter);
        let Corrected { text: interpreted, corrections, mut also } = corrected(text, vocabulary)?;
        also.extend(spellings::other_spellings(&interpreted, vocabulary)?);
        also.extend(compounds::other_forms(&interpreted, vocabulary)?);
        let terms = question_terms(&readings::in_words(&interpreted), &also, vocabulary)?;
        let form = form(&interpreted);
        let today = Offset::UTC.to_datetime(now).date();
        Ok(Self {
            names: readings::names(&interpreted),
            phrases: readings::phrases(&interpreted),
            dates: dates::dates(&interpreted, today),
            outlets: readings::outlets(&interpreted, &index.outlets()?),
            asks_for_the_latest: readings::asks_for_the_latest(&interpreted),
            text: text.to_owned(),
            interpreted,
            corrections,
            terms,
            form,
        })
    }

    /// The question word for word.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The question as it was read: with misspelt words corrected.
    pub fn interpreted(&self) -> &str {
        &self.interpreted
    }

    pub fn corrections(&self) -> &[Correction] {
        &self.corrections
    }

    /// What the question is about, in the order of the question.
    pub fn terms(&self) -> &[QuestionTerm] {
        &self.terms
    }

    pub fn form(&self) -> Form {
        self.form
    }

    /// The names in it, as it was read: runs of words with a capital. They narrow nothing.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// What it has between quotation marks, two words or more.
    pub fn phrases(&self) -> &[String] {
        &self.phrases
    }

    /// The days that it speaks of. They narrow nothing: an article of another day may speak of them too.
    pub fn dates(&self) -> &[DateRange] {
        &self.dates
    }

    /// The outlets that it names, of those that the index has, by their names in lower case. They narrow nothing.
    pub fn outlets(&self) -> &[String] {
        &self.outlets
    }

    /// It asks for news, or for how things are now: "latest", "today", "this week".
    pub fn asks_for_the_latest(&self) -> bool {
        self.asks_for_the_latest
    }
}

fn check_length(text: &str) -> Result<(), QuestionError> {
    if !text.chars().any(char::is_alphanumeric) {
        return Err(QuestionError::Blank);
    }
    match text.chars().count() {
        n if n > LONGEST_QUESTION => Err(QuestionError::TooLong(n)),
        _ => Ok(()),
    }
}

fn question_terms(
    text: &str,
    also: &[(String, String)],
    vocabulary: &Vocabulary<'_, impl SearchBackend>,
) -> Result<Vec<QuestionTerm>, QuestionError> {
    let passages = vocabulary.passages() as f64;
    let mut found: Vec<QuestionTerm> = Vec::new();
    for term in asking::telling(text, terms(text)) {
        if found.iter().any(|known| known.stem == term.stem) {
            continue;
        }
        let word = term.range.of(text);
        let with = vocabulary.passages_with_form(word)? as f64;
        // A question in another language has stop words of its own.
        if with == 0.0 && vocabulary.is_stop_word(word) {
            continue;
        }
        let weight = 1.0 + (1.0 + (passages - with + 0.5).max(0.0) / (with + 0.5)).ln() / 2.0;
        let plain = plain_words(word).into_iter().next().map(|w| w.stem).unwrap_or_default();
        let mut alternatives: Vec<String> = Vec::new();
        for (_, other) in also.iter().filter(|(of, _)| *of == plain) {
            if !alternatives.contains(other) {
                alternatives.push(other.clone());
            }
        }
        let known = with > 0.0;
        found.push(QuestionTerm { word: word.to_owned(), stem: term.stem, weight, known, alternatives });
    }
    Ok(found)
}

#[cfg(test)]
pub mod tests;
