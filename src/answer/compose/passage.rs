//! The words in which a sentence of an article is told: without its dateline, with names for its pronouns and first names
//! for last names, with its dates made absolute; and where it cannot be read alone, behind the sentence before it.

use std::borrow::Cow;
use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::index::analysis::plain_words;
use crate::news::Article;

use super::super::evidence::{Evidence, SentenceId};
use super::super::language;
use super::super::leaning::dangling;
use super::dates::{absolute_dates, dated_by_article, has_relative_dates, was_changed_later};
use super::names::{spelled_out, spellings};
use super::resolve::resolved;
use super::trim::{is_of_the_page, main_statement, trimmed, with_shorter_quotation, without_joint};
use super::{Author, DraftClaim};

/// The length of a sentence that reads well in a report (words).
const WORDS: std::ops::RangeInclusive<usize> = 7..=48;
/// Behind another, a shorter one may be told, and the two may have so many words.
const FEWEST_BEHIND: usize = 4;
const MOST_IN_TWO: usize = 46;

/// A sentence that speaks of something that it does not name ("the ruling") is worth so much of another, and one that takes
/// another to be read so much.
const DANGLING: f64 = 0.7;
const BEHIND: f64 = 0.9;
/// Openings that say where or when, not who.
const SETTING: &[&str] = &["in", "at", "on", "during", "after", "before", "under", "since", "for", "with"];
/// Words in which a sentence opens with its subject.
const OPENS: usize = 3;

/// A text of more words loses its trailing aside.
const LONG: usize = 35;

/// What can be told of a sentence.
pub struct Told {
    /// The sentence, and the one before it if it takes that to be read.
    pub ids: Vec<SentenceId>,
    pub words: String,
    /// What it is worth of a sentence that stands by itself.
    pub worth: f64,
}

/// How a sentence can be told, if at all. `known` are the stems of the question, which its reader has in mind.
pub fn told(evidence: &Evidence, id: SentenceId, known: &BTreeSet<String>) -> Option<Told> {
    let words = self_contained(evidence, id);
    let length = plain_words(&words).len();
    if length > *WORDS.end() || is_of_the_page(trimmed(evidence.words(id))) || !language::is_whole(&words) {
        return None;
    }
    let stands = length >= *WORDS.start() && language::stands_alone(&words);
    let thing = dangling(&words, known);
    if stands && thing.is_none() {
        return Some(Told { ids: vec![id], words: words.into_owned(), worth: 1.0 });
    }
    let behind = || {
        let before = before(evidence, id)?;
        let first = self_contained(evidence, before);
        let own = trimmed(evidence.words(id));
        // Who speaks there is told of one sentence, and the second is told in its own words.
        let is_spoken =
            trimmed(evidence.words(before)).starts_with(['“', '"']) && !first.starts_with(['“', '"']);
        if is_spoken || plain_words(own).len() > MOST_IN_TWO {
            return None;
        }
        let names_it = |thing: &String| plain_words(&first).iter().any(|word| word.stem == *thing);
        let fits = length >= FEWEST_BEHIND
            && plain_words(&first).len() + length <= MOST_IN_TWO
            && is_prose(&first)
            && language::stands_alone(&first)
            && dangling(&first, known).is_none()
            // What only one of them alleges would be alleged of both.
            && language::is_alleged(&first) == language::is_alleged(&words)
            && (!stands || thing.as_ref().is_some_and(names_it));
        fits.then(|| Told { ids: vec![id, before], words: format!("{first} {own}"), worth: BEHIND })
    };
    // "The court agreed": what does it is nowhere named. "In the letter, Brandt agreed" says who.
    let opens_with_it = || {
        let opening = plain_words(&words);
        let is_setting = opening.first().is_some_and(|word| SETTING.contains(&word.stem.as_str()));
        !is_setting
            && thing.as_ref().is_some_and(|thing| opening.iter().take(OPENS).any(|word| word.stem == *thing))
    };
    behind().or_else(|| {
        let is_told = stands && !opens_with_it();
        is_told.then(|| Told { ids: vec![id], words: words.to_string(), worth: DANGLING })
    })
}

fn is_prose(words: &str) -> bool {
    WORDS.contains(&plain_words(words).len()) && !is_of_the_page(words)
}

/// The sentence right before, of the same article and with nothing between.
fn before(evidence: &Evidence, id: SentenceId) -> Option<SentenceId> {
    let before = SentenceId(id.0.checked_sub(1)?);
    let (first, second) = (evidence.sentence(before)?, evidence.sentence(id)?);
    let text = evidence.source_of(id)?.revision.text();
    let between = text.get(first.range.end()..second.range.start())?;
    let adjoins = first.source == second.source && between.trim().is_empty();
    adjoins.then_some(before)
}

/// A sentence of an article as a claim of the program.
pub fn of_sentence(evidence: &Evidence, id: SentenceId) -> DraftClaim {
    DraftClaim { text: plain_text(evidence, id), sentences: vec![id], by: Author::Program }
}

/// A sentence with what it takes to be read, as a claim of the program.
pub fn of_told(evidence: &Evidence, ids: &[SentenceId], known: &BTreeSet<String>) -> DraftClaim {
    let text = match ids {
        [id, before] => {
            let both = format!("{} {}", self_contained(evidence, *before), trimmed(evidence.words(*id)));
            with_dates(evidence, *id, &spelled(evidence, *before, &both, known))
        }
        [id, ..] => with_dates(evidence, *id, &spelled(evidence, *id, &self_contained(evidence, *id), known)),
        [] => String::new(),
    };
    DraftClaim { text: shortened(text), sentences: ids.to_vec(), by: Author::Program }
}

/// Without its trailing aside, where a text is longer than a reader follows.
fn shortened(text: String) -> String {
    if plain_words(&text).len() > LONG { main_statement(&text) } else { text }
}

/// The text of a sentence as it can be reported. Where the article was changed after its day, nobody knows which "Thursday"
/// is meant, and the day of the article stands beside it.
pub fn plain_text(evidence: &Evidence, id: SentenceId) -> String {
    with_dates(evidence, id, &spelled(evidence, id, &self_contained(evidence, id), &BTreeSet::new()))
}

fn with_dates(evidence: &Evidence, id: SentenceId, words: &str) -> String {
    let article = evidence.source_of(id).map(|source| source.revision.article());
    let day = article.and_then(|article| Some((article, article.published?.date())));
    match day.filter(|_| has_relative_dates(words)) {
        Some((article, day)) if is_of_its_day(article, day, words) => absolute_dates(words, day),
        Some((_, day)) => dated_by_article(words, day),
        None => words.to_owned(),
    }
}

/// Words that begin with a sentence, with the first names of people that a reader does not have in mind.
fn spelled(evidence: &Evidence, id: SentenceId, words: &str, known: &BTreeSet<String>) -> String {
    match evidence.source_of(id).zip(evidence.sentence(id)) {
        Some((source, sentence)) => spelled_out(source.revision.text(), sentence.range.start(), words, known),
        None => words.to_owned(),
    }
}

/// A sentence without its dateline, with the name for the pronoun that it opens with, and of a long quotation only as much
/// as a reader follows.
fn self_contained(evidence: &Evidence, id: SentenceId) -> Cow<'_, str> {
    let words = trimmed(evidence.words(id));
    let place = evidence.source_of(id).zip(evidence.sentence(id));
    let resolved = place.and_then(|(source, sentence)| {
        resolved(source.revision.text(), sentence.range.start(), evidence.words(id))
    });
    let whole = resolved.or_else(|| without_joint(words)).map_or(Cow::Borrowed(words), Cow::Owned);
    let is_long = plain_words(&whole).len() > *WORDS.end();
    let shorter = is_long.then(|| with_shorter_quotation(&whole, *WORDS.end())).flatten();
    shorter.map_or(whole, Cow::Owned)
}

/// The dates of a sentence are those that the day of its article gives: the text was not changed later, or the day of the
/// change gives the same.
fn is_of_its_day(article: &Article, day: Date, words: &str) -> bool {
    match article.modified.map(|modified| modified.date()).filter(|modified| *modified > day) {
        Some(modified) => absolute_dates(words, modified) == absolute_dates(words, day),
        None => names_its_day(words, day) || !was_changed_later(&article.text, day),
    }
}

/// The only day that the words name is the article's own: a later change would hardly speak of the same weekday.
fn names_its_day(words: &str, day: Date) -> bool {
    let weekday = day.strftime("%A").to_string();
    let others = ["today", "yesterday", "tomorrow", "tonight", "last", "this", "next"];
    let lowered = words.to_lowercase();
    let is_other =
        |word: &str| others.contains(&word) || word.ends_with("day") && word != weekday.to_lowercase();
    words.contains(&weekday) && !lowered.split(|c: char| !c.is_alphabetic()).any(is_other)
}

/// The words that a claim may use for a quote that begins at `start` of its article's text, one reading a line: as it
/// stands, with names for what they stand for, and each with its dates made absolute.
pub fn readings(text: &str, published: Option<Date>, start: usize, quote: &str) -> String {
    let named = resolved(text, start, quote);
    // The barest first: of readings that hold a claim alike, the first is compared with it.
    let mut readings: Vec<String> = std::iter::once(quote.to_owned()).chain(named).collect();
    let base = readings.last().map_or(quote, String::as_str);
    let spelled = spellings(text, start, base);
    readings.extend(spelled);
    let dated = |words: &String| {
        let day = published.filter(|_| has_relative_dates(words))?;
        Some(format!("{}\n{}", absolute_dates(words, day), dated_by_article(words, day)))
    };
    let dated: Vec<String> = readings.iter().filter_map(dated).collect();
    readings.extend(dated);
    readings.dedup();
    readings.join("\n")
}
