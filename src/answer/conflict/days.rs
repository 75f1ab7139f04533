//! The days that a sentence dates what it tells to.

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::civil::Date;

use crate::ground::facts::WEEKDAYS;
use crate::ground::words::Word;

const MONTHS: [&str; 12] = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
];
/// Words between a verb of speech and its day: "the ministry said late on Monday".
const NEAR_SPEECH: usize = 3;

/// The days named, each with where (bytes), but for those of speaking. A weekday is the last one before the article; a day
/// without a year is in the article's.
pub fn days(words: &[Word], published: Option<Date>) -> BTreeMap<Date, Range<usize>> {
    let dated = |at: usize| {
        let before = words.get(at.saturating_sub(NEAR_SPEECH)..at).unwrap_or_default();
        let spoken = before.iter().any(|word| super::account::SPEECH.contains(&word.plain.as_str()));
        if spoken { None } else { day(words, at, published) }
    };
    (0..words.len()).filter_map(dated).collect()
}

/// A word that only says when.
pub fn is_of_time(word: &Word) -> bool {
    let plain = word.plain.as_str();
    let month = word.capital && MONTHS.contains(&plain);
    let when = ["yesterday", "today", "tonight", "night", "morning", "evening", "afternoon", "week", "last"];
    month || when.contains(&plain) || WEEKDAYS.iter().any(|(name, _)| *name == plain)
}

fn day(words: &[Word], at: usize, published: Option<Date>) -> Option<(Date, Range<usize>)> {
    let word = words.get(at)?;
    let plain = word.plain.as_str();
    let here = word.start..word.end;
    if let Some(month) = MONTHS.iter().position(|month| *month == plain).filter(|_| word.capital) {
        let number = |at: Option<usize>| {
            let word = words.get(at?)?;
            let digits = word.plain.trim_end_matches(|c: char| c.is_ascii_alphabetic());
            Some((digits.parse::<i8>().ok()?, word))
        };
        let (day, beside) = number(at.checked_sub(1)).or_else(|| number(Some(at + 1)))?;
        let year = [at + 1, at + 2].into_iter().find_map(|at| words.get(at)?.plain.parse::<i16>().ok());
        let year = year.filter(|year| *year > 1000).or(published.map(|day| day.year()))?;
        let place = here.start.min(beside.start)..here.end.max(beside.end);
        return Some((Date::new(year, i8::try_from(month + 1).ok()?, day).ok()?, place));
    }
    let published = published?;
    let day = match plain {
        "today" => published,
        "yesterday" => published.yesterday().ok()?,
        _ => {
            let (_, weekday) = WEEKDAYS.iter().find(|(name, _)| *name == plain)?;
            match published.weekday() == *weekday {
                true => published,
                false => published.nth_weekday(-1, *weekday).ok()?,
            }
        }
    };
    Some((day, here))
}
