//! What is remembered of an address between runs.

use jiff::Timestamp;

use super::CanonicalUrl;

/// The last answer that an address gave: enough to ask politely whether it has changed since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchRecord {
    pub url: CanonicalUrl,
    /// When it was last asked.
    pub fetched: Timestamp,
    /// The HTTP status; 0 if there was no HTTP answer (refused, timed out, forbidden by robots.txt).
    pub status: u16,
    /// Validators for the next conditional request (RFC 9110, section 8.8).
    pub etag: Option<String>,
    pub last_modified: Option<String>,
    /// Where a redirect pointed.
    pub moved_to: Option<CanonicalUrl>,
    /// For feeds, sitemaps and section pages: the articles they listed, for when they answer "not modified".
    pub links: Vec<CanonicalUrl>,
    /// Failures in a row; 0 after a success.
    pub failures: u32,
}

impl FetchRecord {
    /// A record of an address that has not been asked before.
    pub fn first(url: CanonicalUrl, fetched: Timestamp) -> Self {
        Self {
            url,
            fetched,
            status: 0,
            etag: None,
            last_modified: None,
            moved_to: None,
            links: Vec::new(),
            failures: 0,
        }
    }

    /// The server said that the page is gone for good (RFC 9110, section 15.5.11): it is not asked again.
    pub fn is_gone(&self) -> bool {
        self.status == 410
    }
}
