//! What was asked: the question word for word, and how it was read.

use crate::index::analysis::{is_abbreviation, is_stop_word, plain_words, terms};
use crate::index::{Filter, IndexError, Query, SearchBackend};

/// Longer questions are articles pasted by mistake (characters).
pub const LONGEST_QUESTION: usize = 1_000;
/// Words shorter than this are not corrected: too many other words are one edit away.
const SHORTEST_CORRECTED: usize = 4;
/// From this length on a word may be two edits away from the one that was meant.
const TWO_EDITS_FROM: usize = 6;

/// Words that put a question rather than say what it is about.
const ASKING: &[&str] = &[
    "about", "am", "any", "happen", "happened", "happens", "mean", "think", "been", "being", "can", "could",
    "did", "do", "does", "doing", "done", "ever", "from", "get", "got", "had", "has", "have", "having", "he",
    "her", "him", "his", "how", "i", "its", "know", "many", "may", "me", "might", "more", "most", "much",
    "must", "my", "news", "now", "our", "really", "say", "says", "said", "shall", "she", "should", "so",
    "some", "still", "tell", "than", "them", "those", "true", "us", "we", "were", "what", "when", "where",
    "whether", "which", "who", "whom", "whose", "why", "would", "you", "your",
];

/// First words that ask for a yes or a no.
const YES_NO: &[&str] = &[
    "is", "are", "was", "were", "am", "do", "does", "did", "has", "have", "had", "can", "could", "will",
    "would", "should", "shall", "may", "might", "must", "isn", "aren", "wasn", "weren", "doesn", "don",
    "didn", "hasn", "haven",
];

/// A question, verbatim, with its reading.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    text: String,
    interpreted: String,
    corrections: Vec<Correction>,
    terms: Vec<QuestionTerm>,
    form: Form,
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
    /// A reason.
    Why,
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
    /// no word from later. The text itself is kept as it is.
    pub fn interpret(
        text: &str,
        index: &impl SearchBackend,
        filter: Option<&Filter>,
    ) -> Result<Self, QuestionError> {
        check_length(text)?;
        let index = &Vocabulary { index, filter };
        let words = plain_words(text);
        let spelled: Vec<&str> = words.iter().map(|w| w.stem.as_str()).collect();
        let mut corrections = Vec::new();
        let mut interpreted = String::new();
        let mut copied = 0;
        for word in &words {
            let written = word.range.of(text);
            let as_name = written.starts_with(char::is_uppercase) || !written.is_ascii();
            let Some(meant) = correct(&word.stem, as_name, &spelled, index)? else { continue };
            let meant = in_the_case_of(written, &meant);
            interpreted.push_str(text.get(copied..word.range.start()).unwrap_or_default());
            interpreted.push_str(&meant);
            copied = word.range.end();
            corrections.push(Correction { from: written.to_owned(), to: meant });
        }
        interpreted.push_str(text.get(copied..).unwrap_or_default());
        let terms = question_terms(&interpreted, index)?;
        let form = form(&spelled);
        Ok(Self { text: text.to_owned(), interpreted, corrections, terms, form })
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
}

/// The words that a question is read against.
struct Vocabulary<'a, I> {
    index: &'a I,
    filter: Option<&'a Filter>,
}

impl<I: SearchBackend> Vocabulary<'_, I> {
    /// In how many passages a word stands in some form; 0 if the filter leaves none of them.
    fn passages_with_form(&self, word: &str) -> Result<u64, IndexError> {
        let count = self.index.passages_with_form(word)?;
        Ok(if count > 0 && self.is_visible(word)? { count } else { 0 })
    }

    fn is_visible(&self, word: &str) -> Result<bool, IndexError> {
        let Some(filter) = self.filter else { return Ok(true) };
        let query = Query { words: vec![(word.to_owned(), 1.0)], title: 1.0 };
        Ok(!self.index.search(&query, filter, 1)?.is_empty())
    }
}

fn form(words: &[&str]) -> Form {
    match words {
        [first, ..] if YES_NO.contains(first) => Form::YesNo,
        ["how", "many" | "much" | "old" | "long" | "far" | "big", ..] => Form::HowMany,
        ["when", ..] | ["what" | "which", "day" | "date" | "year" | "month" | "time", ..] => Form::When,
        ["who" | "whom" | "whose", ..] => Form::Who,
        ["why", ..] | ["what", "caused" | "causes" | "led" | "triggered", ..] => Form::Why,
        _ => Form::Open,
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
    index: &Vocabulary<'_, impl SearchBackend>,
) -> Result<Vec<QuestionTerm>, QuestionError> {
    let passages = index.index.passages() as f64;
    let mut found: Vec<QuestionTerm> = Vec::new();
    for term in terms(text) {
        let word = term.range.of(text);
        let seen = found.iter().any(|t| t.stem == term.stem);
        let asks = ASKING.contains(&word.to_lowercase().as_str()) && !is_abbreviation(word, text);
        if seen || word.chars().count() < 2 || asks {
            continue;
        }
        let with = index.passages_with_form(word)? as f64;
        // A question in another language has stop words of its own.
        if with == 0.0 && is_stop_word(word, index.index.languages()) {
            continue;
        }
        let weight = 1.0 + (1.0 + (passages - with + 0.5).max(0.0) / (with + 0.5)).ln() / 2.0;
        found.push(QuestionTerm { word: word.to_owned(), stem: term.stem, weight, known: with > 0.0 });
    }
    Ok(found)
}

/// The word of the index that an unknown word was most likely meant to be: the nearest by edits; among equally
/// near ones the one that keeps company with the question's other words; then the most frequent.
fn correct(
    word: &str,
    written_as_name: bool,
    all: &[&str],
    index: &Vocabulary<'_, impl SearchBackend>,
) -> Result<Option<String>, QuestionError> {
    let length = word.chars().count();
    let skipped = length < SHORTEST_CORRECTED
        || !word.chars().all(char::is_alphabetic)
        || ASKING.contains(&word)
        || terms(word).is_empty();
    if skipped || is_known(word, index)? {
        return Ok(None);
    }
    let tells = |w: &&str| *w != word && !ASKING.contains(w) && !terms(w).is_empty();
    let company: Vec<&str> = all.iter().copied().filter(tells).collect();
    for distance in 1..=(if length < TWO_EDITS_FROM { 1 } else { 2 }) {
        let mut best: Option<(u64, u64, String)> = None;
        for candidate in index.index.similar_words(word, distance)? {
            let mut together = 0;
            for other in &company {
                together += index.index.passages_with_all(&[&candidate.word, other])?;
            }
            // A foreign name is not a slip: what is written like a name, or two edits away, must at least be said of
            // the same matter as the question's other words.
            let doubtful = distance == 2 || written_as_name;
            let slip = distance == 1 || is_near(word, &candidate.word);
            if !slip || doubtful && together == 0 && !company.is_empty() {
                continue;
            }
            let rank = (together, candidate.passages, candidate.word);
            if best.as_ref().is_none_or(|b| (rank.0, rank.1) > (b.0, b.1)) {
                best = Some(rank);
            }
        }
        if let Some((_, _, word)) = best
            && index.is_visible(&word)?
        {
            return Ok(Some(word));
        }
    }
    Ok(None)
}

/// Two edits away, the same first letter and about the same length: otherwise more often another word than a slip.
fn is_near(word: &str, other: &str) -> bool {
    let length = |text: &str| text.chars().count();
    word.chars().next() == other.chars().next() && length(word).abs_diff(length(other)) <= 1
}

fn is_known(word: &str, index: &Vocabulary<'_, impl SearchBackend>) -> Result<bool, QuestionError> {
    if index.index.passages_with(word)? > 0 {
        return Ok(index.is_visible(word)?);
    }
    // Another form of a word that the index has ("negotiates" for "negotiate") is not a misspelling.
    Ok(index.passages_with_form(word)? > 0)
}

fn in_the_case_of(written: &str, meant: &str) -> String {
    let mut letters = written.chars();
    let capital = letters.next().is_some_and(char::is_uppercase);
    if capital && letters.clone().next().is_some() && letters.all(char::is_uppercase) {
        return meant.to_uppercase();
    }
    let mut meant = meant.chars();
    match meant.next() {
        Some(first) if capital => first.to_uppercase().chain(meant).collect(),
        Some(first) => std::iter::once(first).chain(meant).collect(),
        None => String::new(),
    }
}
