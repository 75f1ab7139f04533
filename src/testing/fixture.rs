//! Articles that a test writes down, and reports made of them.

use std::ops::ControlFlow;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use crate::answer::{AnswerError, Archive, Composer, Extractive, Report, answer};
use crate::index::{CatchUpError, IndexError, TantivyIndex};
use crate::news::{Article, CanonicalUrl, Confidence, Kind, StatedTime, UrlError, parse_stated};
use crate::store::{Scope, Store, StoreError};

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum FixtureError {
    #[error("`{0}` is not a day; write it as 2026-03-06")]
    Day(String),
    #[error("there is no room for the articles of the fixture: {0}")]
    Directory(#[from] std::io::Error),
    #[error(transparent)]
    Url(#[from] UrlError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Index(#[from] IndexError),
    #[error(transparent)]
    CatchUp(#[from] CatchUpError),
    #[error(transparent)]
    Answer(#[from] AnswerError),
}

/// A few articles, and the day on which they are asked: by default the one after they were published.
///
/// ```
/// use caveat::testing::{News, assert_grounded};
///
/// let news = News::of("2026-03-05")
///     .article("Harbour Post", "Ferry sinks", "The ferry Halcyon sank off Melby, and nine passengers drowned, police said.");
/// let report = news.ask("How many passengers of the ferry Halcyon drowned?");
/// assert_grounded!(report);
/// ```
#[derive(Clone, Debug)]
pub struct News {
    day: String,
    articles: Vec<(String, String, String)>,
}

impl News {
    /// No articles yet; those that are added were published on this day.
    pub fn of(day: &str) -> Self {
        Self { day: day.to_owned(), articles: Vec::new() }
    }

    /// Adds an article; paragraphs are split by blank lines. The nth is at `https://news.example/n`.
    #[must_use]
    pub fn article(mut self, outlet: &str, title: &str, text: &str) -> Self {
        self.articles.push((outlet.to_owned(), title.to_owned(), text.to_owned()));
        self
    }

    /// The texts, in order: contexts for an assertion.
    pub fn texts(&self) -> Vec<&str> {
        self.articles.iter().map(|(_, _, text)| text.as_str()).collect()
    }

    /// Answers a question from the articles, without a model. Fails the test if that is not possible.
    #[track_caller]
    #[expect(clippy::panic, reason = "to be called in tests, where a panic is the failure")]
    pub fn ask(&self, question: &str) -> Report {
        match self.ask_with(question, &Extractive) {
            Ok(report) => report,
            Err(error) => panic!("no report on `{question}`: {error}"),
        }
    }

    /// Answers a question with another composer. Nothing is left behind: store and index are in a directory that vanishes.
    pub fn ask_with(&self, question: &str, composer: &impl Composer) -> Result<Report, FixtureError> {
        let wrong = || FixtureError::Day(self.day.clone());
        let day: Date = self.day.parse().map_err(|_| wrong())?;
        let published = parse_stated(&self.day, Confidence::High).map_err(|_| wrong())?;
        let next = day.tomorrow().map_err(|_| wrong())?.at(12, 0, 0, 0);
        let now: Timestamp = Offset::UTC.to_timestamp(next).map_err(|_| wrong())?;
        let directory = tempfile::tempdir()?;
        let mut store = Store::open_or_create(directory.path())?;
        let articles = self.articles(published)?;
        store.batch(|batch| articles.iter().try_for_each(|article| batch.put(article, now).map(drop)))?;
        let mut index = TantivyIndex::open_or_create(directory.path())?;
        index.catch_up(&store, |_| ControlFlow::Continue(()))?;
        let archive = Archive::by_words(&store, &index);
        let scope = Scope::at(now);
        Ok(futures::executor::block_on(answer(question, now, &scope, &archive, composer))?)
    }

    fn articles(&self, published: StatedTime) -> Result<Vec<Article>, FixtureError> {
        let article = |(place, (outlet, title, text)): (usize, &(String, String, String))| {
            Ok(Article {
                url: CanonicalUrl::parse(&format!("https://news.example/{}", place + 1))?,
                title: title.clone(),
                text: text.clone(),
                outlet: outlet.clone(),
                authors: Vec::new(),
                published: Some(published),
                modified: None,
                language: Some("en".to_owned()),
                section: None,
                kind: Kind::News,
                paywalled: false,
                wire: None,
            })
        };
        self.articles.iter().enumerate().map(article).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{grounded, report_ledger};

    #[test]
    fn articles_become_a_report_whose_claims_hold() {
        let news = News::of("2026-03-05")
            .article(
                "Harbour Post",
                "Ferry sinks",
                "The ferry Halcyon sank off Melby, and nine passengers drowned, police said.",
            )
            .article(
                "Vellmar Courier",
                "Brandt resigns",
                "Ada Brandt, the harbour master of Melby, resigned after the ferry Halcyon sank.",
            );
        let report = news.ask("How many passengers of the ferry Halcyon drowned?");
        let ledger = report_ledger(&report);
        assert!(ledger.to_string().contains("nine passengers drowned"), "{ledger}");
        assert_eq!(grounded(&ledger), Ok(()));
        let error = News::of("yesterday").ask_with("Who?", &Extractive).unwrap_err().to_string();
        assert!(error.contains("`yesterday` is not a day"), "{error}");
    }
}
