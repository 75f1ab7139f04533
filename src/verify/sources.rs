//! The texts that an answer is checked against.

use jiff::civil::Date;
use serde::Deserialize;

use crate::news::{CanonicalUrl, Confidence, Revision, parse_stated};

/// A source's text, by the number that cites it or by its address. A line of `--sources` has this form; one of
/// article JSONL does too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct SourceText {
    pub n: Option<usize>,
    pub url: Option<String>,
    pub revision: Option<u32>,
    pub title: Option<String>,
    pub outlet: Option<String>,
    pub published: Option<String>,
    pub text: String,
}

/// Source texts, looked up.
#[derive(Clone, Debug, Default)]
pub struct Sources(Vec<SourceText>);

impl SourceText {
    /// A stored revision.
    pub fn of(revision: &Revision) -> Self {
        let article = revision.article();
        Self {
            n: None,
            url: Some(article.url.to_string()),
            revision: Some(revision.id().number),
            title: Some(article.title.clone()),
            outlet: Some(article.outlet.clone()),
            published: article.published.map(|time| time.to_string()),
            text: article.text.clone(),
        }
    }

    /// The day of publication, to which "on Monday" is relative.
    pub fn day(&self) -> Option<Date> {
        let stated = self.published.as_deref()?;
        parse_stated(stated, Confidence::High).ok().map(|stated| stated.date())
    }
}

impl Sources {
    pub fn new(texts: Vec<SourceText>) -> Self {
        Self(texts)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn all(&self) -> impl Iterator<Item = &SourceText> {
        self.0.iter()
    }

    /// The text of a revision. Lines of an export do not say which revision they are; they come in order.
    pub fn revision(&self, url: &str, revision: u32) -> Option<&SourceText> {
        let own: Vec<&SourceText> = self.0.iter().filter(|source| source.is_at(url)).collect();
        let numbered = own.iter().find(|source| source.revision == Some(revision));
        let in_order = || own.get(usize::try_from(revision).ok()?.checked_sub(1)?).or(own.last());
        numbered.or_else(in_order).copied()
    }

    /// The text that a number stands for: the one that says so itself, else the one at the address listed for it.
    pub fn numbered(&self, n: usize, url: Option<&str>) -> Option<&SourceText> {
        let by_number = self.0.iter().find(|source| source.n == Some(n));
        by_number.or_else(|| url.and_then(|url| self.0.iter().rfind(|source| source.is_at(url))))
    }
}

impl SourceText {
    fn is_at(&self, url: &str) -> bool {
        let same = |own: &str| match (CanonicalUrl::parse(own), CanonicalUrl::parse(url)) {
            (Ok(a), Ok(b)) => a == b,
            _ => own == url,
        };
        self.url.as_deref().is_some_and(same)
    }
}
