//! An article and its revisions.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::{CanonicalUrl, StatedTime};

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
    /// BCP 47 primary language, such as `en`.
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
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

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
    /// has changed since. Later ones never do, so a correction cannot leak into the past.
    pub fn visible_from(&self) -> Timestamp {
        match (&self.article.published, self.id.number) {
            (Some(published), 1) => {
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
