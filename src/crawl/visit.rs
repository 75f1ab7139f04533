//! One visit to one address: ask, then read what came.

use std::sync::Arc;

use super::charset::{decode, header_label};
use super::extract::extract_noting;
use super::failure::{FailureReason, FetchFailure};
use super::fetch::{Fetched, Fetcher, Wanted};
use super::robots::MAX_ROBOTS_REDIRECTS;
use super::section::{MAX_TAGS, has_too_many_tags};
use super::source::{Listing, SourceKind, read_listing};
use crate::news::{Article, CanonicalUrl, FetchRecord, Notice, RobotsFile};

/// An address to be visited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Visit {
    pub url: CanonicalUrl,
    /// [`SourceKind::Page`] is an article, the others are listings.
    pub kind: SourceKind,
    /// The number and the name of the source that led here.
    pub source: usize,
    pub name: Arc<str>,
    /// How many listings led here; 0 for the address of the source itself.
    pub depth: usize,
    /// The addresses that redirected here, the first one first.
    pub trail: Vec<CanonicalUrl>,
    pub retries: u32,
    /// What the listing said of the article.
    pub notice: Notice,
}

/// What came of a task.
#[derive(Debug)]
pub(super) enum Outcome {
    /// For an origin that is to be filled in.
    Rules(Result<RobotsFile, Box<FetchFailure>>),
    Article(Box<Article>, FetchRecord),
    Listing(Listing, FetchRecord),
    NotModified(FetchRecord),
    Moved(CanonicalUrl, FetchRecord),
    Failed(Box<FetchFailure>),
}

impl Visit {
    /// The first visit of a source.
    pub fn of_source(url: CanonicalUrl, kind: SourceKind, source: usize, name: Arc<str>) -> Self {
        let (trail, notice) = (Vec::new(), Notice::default());
        Self { url, kind, source, name, depth: 0, trail, retries: 0, notice }
    }

    /// A visit to what this one lists.
    pub fn child(&self, kind: SourceKind, url: CanonicalUrl, notice: Notice) -> Self {
        let depth = self.depth + 1;
        Self { depth, notice, ..Self::of_source(url, kind, self.source, self.name.clone()) }
    }

    pub fn is_page(&self) -> bool {
        self.kind == SourceKind::Page
    }

    /// Whether this is the address of a source, or where that one redirects.
    pub fn is_root(&self) -> bool {
        self.depth == 0
    }

    /// Asks the address and reads the answer.
    pub async fn make(&self, fetcher: &Fetcher, asked: FetchRecord) -> Outcome {
        let wanted = if self.is_page() { Wanted::Page } else { Wanted::Listing };
        match fetcher.get(asked.clone(), wanted).await {
            Ok(Fetched::Body { body, content_type, record }) => {
                self.read(fetcher, body, content_type, asked, record).await
            }
            Ok(Fetched::NotModified { record }) => Outcome::NotModified(record),
            Ok(Fetched::Moved { to, record }) => Outcome::Moved(to, record),
            Err(failure) => Outcome::Failed(failure),
        }
    }

    /// Reading is hard work, and done by libraries that meet hostile input: it has its own thread, where a panic is
    /// one page that cannot be read.
    async fn read(
        &self,
        fetcher: &Fetcher,
        body: Vec<u8>,
        content_type: Option<String>,
        asked: FetchRecord,
        record: FetchRecord,
    ) -> Outcome {
        // The semaphore is never closed.
        let _turn = fetcher.readers.acquire().await;
        let is_page = self.is_page();
        let (kind, fresh, notice) = (self.kind, record.clone(), self.notice.clone());
        let spent = fetcher.spent.clone();
        let work = tokio::task::spawn_blocking(move || {
            if kind == SourceKind::Page {
                spent.on_page(|parsed| read_page(&body, content_type.as_deref(), fresh, notice, parsed))
            } else {
                read_listing(kind, &body, content_type.as_deref(), &fresh.url)
                    .map(|listing| Outcome::Listing(listing, fresh))
                    .map_err(|e| (FailureReason::Listing, e.to_string()))
            }
        });
        let unread = if is_page { FailureReason::NoText } else { FailureReason::Listing };
        let read = work.await.unwrap_or_else(|_| Err((unread, "reading it failed unexpectedly".to_owned())));
        // A failure keeps the validators of the last success, so that the page is read anew next time.
        read.unwrap_or_else(|(reason, detail)| {
            let failures = asked.failures.saturating_add(1);
            let record = FetchRecord { status: record.status, failures, ..asked };
            Outcome::Failed(Box::new(FetchFailure { reason, detail, retry_after: None, record }))
        })
    }
}

fn read_page(
    body: &[u8],
    content_type: Option<&str>,
    record: FetchRecord,
    notice: Notice,
    parsed: &mut dyn FnMut(),
) -> Result<Outcome, (FailureReason, String)> {
    let html = decode(body, content_type.and_then(header_label));
    if has_too_many_tags(&html) {
        return Err((FailureReason::TooLarge, format!("more than {MAX_TAGS} tags")));
    }
    match extract_noting(&html, Some(&record.url), record.fetched, parsed) {
        Ok(extracted) => {
            let mut article = extracted.into_article(&record.url);
            // What the page says of itself goes before what others say of it.
            article.published = article.published.or(notice.published);
            if article.title.is_empty() {
                article.title = notice.title.unwrap_or_default();
            }
            Ok(Outcome::Article(Box::new(article), record))
        }
        Err(error) => Err((FailureReason::NoText, error.to_string())),
    }
}

/// Fetches the rules of the origin that the record's address, a robots.txt, belongs to. Its redirects are followed
/// right away, even to other origins (RFC 9309, section 2.3.1.2).
async fn fetch_rules(fetcher: &Fetcher, mut asked: FetchRecord) -> Result<RobotsFile, Box<FetchFailure>> {
    let fetched = asked.fetched;
    let file = |status, body| RobotsFile { origin: String::new(), fetched, status, body };
    for _ in 0..=MAX_ROBOTS_REDIRECTS {
        match fetcher.get(asked.clone(), Wanted::Robots).await {
            Ok(Fetched::Body { body, record, .. }) => return Ok(file(record.status, body)),
            Ok(Fetched::Moved { to, .. }) => asked = FetchRecord::first(to, fetched),
            Ok(Fetched::NotModified { record }) => return Ok(file(record.status, Vec::new())),
            Err(failure) if (400..=499).contains(&failure.record.status) && !failure.reason.may_pass() => {
                return Ok(file(failure.record.status, Vec::new()));
            }
            Err(failure) => return Err(failure),
        }
    }
    // Too many: as if there were none (RFC 9309, section 2.3.1.2).
    Ok(file(404, Vec::new()))
}

/// A visit that is ready to go, or the look at robots.txt that has to come before it.
pub(super) struct Task {
    pub origin: String,
    pub visit: Visit,
    pub asked: FetchRecord,
    /// Whether it is robots.txt that is read.
    pub rules_first: bool,
}

/// A task that is over.
pub(super) struct Landed {
    pub origin: String,
    pub visit: Visit,
    pub outcome: Outcome,
}

impl Task {
    pub async fn fly(self, fetcher: Fetcher) -> Landed {
        let Task { origin, visit, asked, rules_first } = self;
        let outcome = match rules_first {
            true => Outcome::Rules(fetch_rules(&fetcher, asked).await),
            false => visit.make(&fetcher, asked).await,
        };
        Landed { origin, visit, outcome }
    }
}
