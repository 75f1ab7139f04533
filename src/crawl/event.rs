//! What a crawl tells while it runs.

use std::sync::Arc;

use jiff::Timestamp;

use super::failure::FailureReason;
use super::source::ListingForm;
use crate::news::{Article, CanonicalUrl, FetchRecord, Notice, RobotsFile};

/// The end of one request, or of what would have been one. Every article and listing that a crawl comes to know of
/// ends in exactly one event, each new address of a redirect in one more; only a crawl that is stopped leaves some
/// out. Each carries the record to remember for the next crawl, and the name of the source that led there first.
///
/// For a progress bar: known are the addresses of the sources, those left from an earlier crawl, and what each `Listed`
/// adds to them; done is one more with every event but `Rules`, `Resumed` and a `Moved` that is `followed`.
#[derive(Debug)]
pub enum CrawlEvent {
    /// The robots.txt of an origin was read.
    Rules { file: RobotsFile },
    /// So many articles that an earlier crawl left unread are asked for in this one.
    Resumed { articles: usize },
    /// A listing was read, or had not changed since it was.
    Listed {
        source: Arc<str>,
        record: FetchRecord,
        /// Articles that will be asked for because of it: not those that another listing has named before.
        articles: Vec<(CanonicalUrl, Notice)>,
        /// Further listings, likewise.
        listings: usize,
        /// What it lists besides.
        besides: Besides,
        /// What it is, where it was read.
        form: Option<ListingForm>,
        newest: Option<Timestamp>,
    },
    /// A page was read.
    Article { source: Arc<str>, article: Box<Article>, record: FetchRecord },
    /// A page has not changed since it was read.
    Unchanged { source: Arc<str>, record: FetchRecord },
    /// A page or listing has another address.
    Moved {
        source: Arc<str>,
        record: FetchRecord,
        /// Whether the new address is asked for next; otherwise the crawl knows it already.
        followed: bool,
    },
    /// A page, or a listing named by another, could not be read.
    Failed { source: Arc<str>, reason: FailureReason, detail: String, record: FetchRecord },
    /// The address of a source could not be read, so nothing is known of its articles.
    SourceFailed { source: Arc<str>, reason: FailureReason, detail: String, record: FetchRecord },
}

impl CrawlEvent {
    /// The name of the source that it is about.
    pub fn source(&self) -> Option<&str> {
        match self {
            Self::Rules { .. } | Self::Resumed { .. } => None,
            Self::Listed { source, .. }
            | Self::Article { source, .. }
            | Self::Unchanged { source, .. }
            | Self::Moved { source, .. }
            | Self::Failed { source, .. }
            | Self::SourceFailed { source, .. } => Some(source),
        }
    }
}

/// Articles that a listing lists and that are not asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Besides {
    /// Because of a cap.
    pub over_cap: usize,
    /// Because they have not changed for so long that they need not be asked yet.
    pub resting: usize,
    /// Because the source does not want them.
    pub unwanted: usize,
    /// The listing itself was not asked either: this is what it listed last.
    pub from_memory: bool,
}

/// How a crawl ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CrawlEnd {
    /// All was asked that there was to ask.
    Done,
    /// It was told to stop, or nobody listened to its events any more; this many requests were left undone.
    Stopped { undone: usize },
}
