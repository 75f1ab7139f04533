//! How a crawl behaves towards the sites that it reads.

use std::time::Duration;

use tokio::sync::mpsc;

use super::spent::Spent;
use super::warc::Exchange;

/// The settings of a crawl.
#[derive(Clone, Debug)]
pub struct CrawlOptions {
    /// The `User-Agent` header. The name that it begins with is the one looked for in robots.txt. Whoever crawls in
    /// earnest should add an address at which the owners of sites can complain.
    pub user_agent: String,
    /// The rest between two requests to one origin. A longer `Crawl-delay` is honoured.
    pub min_delay: Duration,
    /// How many requests may be in flight at once, to different origins. At least 1.
    pub concurrency: usize,
    /// How long a request counts among these; a slower one makes room for another.
    pub slow_after: Duration,
    /// How long one request may take, from its start to the last byte of the answer.
    pub timeout: Duration,
    /// The largest body that is read, in bytes, after decompression.
    pub max_body_bytes: usize,
    /// How many articles are taken from one source in one crawl.
    pub max_links_per_source: usize,
    /// Asks the sources themselves even if they have not changed for long.
    pub ask_all_sources: bool,
    /// Where each request and its answer is told, for an archive.
    pub archive: Option<mpsc::Sender<Exchange>>,
    /// Where the processor time of reading pages is told.
    pub spent: Spent,
    /// Lets the crawler connect to addresses that are not on the public Internet. For tests and intranets.
    pub allow_private_addresses: bool,
}

impl Default for CrawlOptions {
    fn default() -> Self {
        Self {
            user_agent: concat!("caveat/", env!("CARGO_PKG_VERSION"), " (news reader, obeys robots.txt)")
                .to_owned(),
            min_delay: Duration::from_secs(1),
            concurrency: 16,
            slow_after: Duration::from_secs(2),
            timeout: Duration::from_secs(30),
            max_body_bytes: 10 * 1024 * 1024,
            max_links_per_source: 500,
            ask_all_sources: false,
            archive: None,
            spent: Spent::default(),
            allow_private_addresses: false,
        }
    }
}
