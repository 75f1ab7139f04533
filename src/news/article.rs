//! An article and its revisions.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::{CanonicalUrl, Confidence, StatedTime, is_corrected};

/// What an article says and says about itself, as read once.
///
/// `text` is plain: paragraphs are split by blank lines. It may be empty only for pages that never become
/// part of the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    pub url: CanonicalUrl,
    pub title: String,
    pub text: String,
    /// Who publishes it, as the page names itself; the host where it does not.
    pub outlet: String,
    pub authors: Vec<String>,
    pub published: Option<StatedTime>,
    pub modified: Option<StatedTime>,
    /// BCP 47 primary language, such as `en`. Where nobody states it, the store keeps what it can tell from the text.
    pub language: Option<String>,
    pub section: Option<String>,
    pub kind: Kind,
    /// The page shows only a part of the article to those who do not pay.
    pub paywalled: bool,
    /// The news agency that the text comes from, where the page credits one.
    pub wire: Option<String>,
}

/// What sort of text an article is. Opinion and press releases are never witnesses on their own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Kind {
    #[default]
    News,
    Opinion,
    PressRelease,
    Live,
}

/// The store's number of an article. Stable for the life of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ArticleId(pub i64);

/// One state of one article: the article and a number that counts from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RevisionId {
    pub article: ArticleId,
    pub number: u32,
}

/// SHA-256 over title and text: what makes two states of an article the same revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ContentHash([u8; 32]);

/// A stored state of an article. Its text never changes, so byte ranges into it stay good.
#[derive(Clone, Debug)]
pub struct Revision {
    id: RevisionId,
    first_seen: Timestamp,
    article: Article,
}

impl Article {
    /// The hash that decides whether a fetched page is a new revision.
    pub fn content_hash(&self) -> ContentHash {
        let mut hasher = Sha256::new();
        hasher.update(self.title.as_bytes());
        hasher.update([0]);
        hasher.update(self.text.as_bytes());
        ContentHash(hasher.finalize().into())
    }
}

impl ContentHash {
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl Revision {
    /// For the store, which alone knows the number of a revision and when it was first seen.
    pub fn new(id: RevisionId, first_seen: Timestamp, article: Article) -> Self {
        Self { id, first_seen, article }
    }

    pub fn id(&self) -> RevisionId {
        self.id
    }

    /// When this state of the article was first read.
    pub fn first_seen(&self) -> Timestamp {
        self.first_seen
    }

    pub fn article(&self) -> &Article {
        &self.article
    }

    pub fn text(&self) -> &str {
        &self.article.text
    }

    /// The earliest "as of" at which this revision may be used. A revision is visible once it was seen. The
    /// first one counts from the time that it states itself, if that is earlier: nothing suggests that its text
    /// has changed since. A time that is not to be trusted (see [`Confidence`]) counts for nothing, and the text
    /// is not older than the time that it says it was modified; one that says that it was corrected, and not when, may be
    /// as young as its first reading. Later revisions never count from before they were
    /// seen, so a correction cannot leak into the past.
    pub fn visible_from(&self) -> Timestamp {
        match self.article.published {
            Some(published)
                if self.id.number == 1
                    && published.confidence() == Confidence::High
                    && !(self.article.modified.is_none() && is_corrected(&self.article.text)) =>
            {
                let modified = self.article.modified.map_or(Timestamp::MIN, |m| m.latest());
                self.first_seen.min(published.latest().max(modified))
            }
            _ => self.first_seen,
        }
    }
}

impl Kind {
    /// The name used in JSON and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::News => "news",
            Kind::Opinion => "opinion",
            Kind::PressRelease => "press_release",
            Kind::Live => "live",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Kind {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "news" => Ok(Kind::News),
            "opinion" => Ok(Kind::Opinion),
            "press_release" => Ok(Kind::PressRelease),
            "live" => Ok(Kind::Live),
            other => Err(format!("`{other}` is not news, opinion, press_release or live")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::news::parse_stated;

    /// From when a revision counts that was first seen at noon on 20 January.
    #[track_caller]
    fn check(number: u32, published: Option<(&str, Confidence)>, modified: Option<&str>, expected: &str) {
        check_text("Text.", number, published, modified, expected);
    }

    #[track_caller]
    fn check_text(
        text: &str,
        number: u32,
        published: Option<(&str, Confidence)>,
        modified: Option<&str>,
        expected: &str,
    ) {
        let stated = |text, confidence| parse_stated(text, confidence).unwrap();
        let article = Article {
            url: CanonicalUrl::parse("https://news.example/a").unwrap(),
            title: "Title".into(),
            text: text.into(),
            outlet: "News".into(),
            authors: Vec::new(),
            published: published.map(|(text, confidence)| stated(text, confidence)),
            modified: modified.map(|text| stated(text, Confidence::High)),
            language: None,
            section: None,
            kind: Kind::News,
            paywalled: false,
            wire: None,
        };
        let seen = "2026-01-20T12:00:00Z".parse().unwrap();
        let revision = Revision::new(RevisionId { article: ArticleId(1), number }, seen, article);
        assert_eq!(revision.visible_from().to_string(), expected);
    }

    #[test]
    fn a_first_revision_counts_from_the_time_that_it_states_itself_if_that_is_to_be_trusted() {
        let (seen, high, low) = ("2026-01-20T12:00:00Z", Confidence::High, Confidence::Low);
        check(1, None, None, seen);
        check(1, Some(("2026-01-10T08:00:00Z", high)), None, "2026-01-10T08:00:00Z");
        check(1, Some(("2026-01-10", high)), None, "2026-01-10T23:59:59Z");
        check(1, Some(("2026-01-10T08:00:00Z", low)), None, seen);
        // An offset that is not stated may be any.
        check(1, Some(("2026-01-10T08:00:00", high)), None, seen);
        check(1, Some(("2026-01-10", high)), Some("2026-01-15T08:00:00Z"), "2026-01-15T08:00:00Z");
        check(1, Some(("2026-01-10", high)), Some("2026-01-25"), seen);
        check(1, Some(("2026-01-25", high)), None, seen);
        check(2, Some(("2026-01-10", high)), None, seen);
    }

    #[test]
    fn a_text_that_was_corrected_nobody_knows_when_counts_from_its_first_reading() {
        let (noted, day) =
            ("It sank.\n\nCorrection: It was a ferry.", Some(("2026-01-10", Confidence::High)));
        check_text(noted, 1, day, None, "2026-01-20T12:00:00Z");
        check_text(noted, 1, day, Some("2026-01-12T08:00:00Z"), "2026-01-12T08:00:00Z");
    }
}
