//! What a question says about the articles that it wants, beside what they are about: days, the latest, an outlet, words
//! in quotation marks.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use crate::answer::question::{DateRange, Question};
use crate::answer::weights::{DAYS, HALF_LIFE, OUTLET, PHRASE};
use crate::store::StoredText;

/// What is wished for. Most questions wish for nothing.
pub struct Wishes<'a> {
    dates: &'a [DateRange],
    /// The day that the latest is the latest of.
    latest_on: Option<Date>,
    outlets: &'a [String],
    /// In lower case.
    phrases: Vec<String>,
}

impl<'a> Wishes<'a> {
    pub fn of(question: &'a Question, as_of: Timestamp) -> Self {
        let today = Offset::UTC.to_datetime(as_of).date();
        Self {
            dates: question.dates(),
            latest_on: question.asks_for_the_latest().then_some(today),
            outlets: question.outlets(),
            phrases: question.phrases().iter().map(|phrase| phrase.to_lowercase()).collect(),
        }
    }

    /// What an article gains by being what is wished for, where the best passage's match is 1. Phrases are looked for in
    /// those of its passages that were found: to read all of it would take longer than all else.
    pub fn met_by(&self, text: &StoredText, passages: &[&str]) -> f64 {
        let day = text.day.map_or(0.0, |day| self.by_day(day));
        let outlet = if self.outlets.contains(&text.outlet.to_lowercase()) { OUTLET } else { 0.0 };
        day + outlet + self.by_phrases(&text.title, passages)
    }

    fn by_day(&self, day: Date) -> f64 {
        if self.dates.iter().any(|range| range.contains(day)) {
            return DAYS;
        }
        let age = |today: Date| f64::from((today - day).get_days()).max(0.0);
        self.latest_on.map_or(0.0, |today| DAYS * 0.5_f64.powf(age(today) / HALF_LIFE))
    }

    fn by_phrases(&self, title: &str, passages: &[&str]) -> f64 {
        if self.phrases.is_empty() {
            return 0.0;
        }
        let texts: Vec<String> =
            passages.iter().copied().chain([title]).map(|text| text.to_lowercase()).collect();
        let stands = |phrase: &&String| texts.iter().any(|text| text.contains(phrase.as_str()));
        PHRASE * self.phrases.iter().filter(stands).count() as f64 / self.phrases.len() as f64
    }
}
