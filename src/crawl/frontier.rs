//! What is known while a crawl runs: what waits, what was seen, what each origin permits.

use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;

use super::event::CrawlEvent;
use super::failure::{FailureReason, FetchFailure};
use super::options::CrawlOptions;
use super::pace::{Pace, Trouble};
use super::robots::{RobotsAnswer, Rules};
use super::source::{Listing, Source, SourceKind};
use super::visit::{Landed, Outcome, Task, Visit};
use crate::news::{CanonicalUrl, FetchRecord};

/// How many redirects in a row are followed.
pub const MAX_REDIRECTS: usize = 5;

/// How many listings one source may lead to, such as the sitemaps of an index.
pub const MAX_LISTINGS_PER_SOURCE: usize = 50;

/// How many listings may lead to one another: a home page, its sitemap index, a sitemap.
pub const MAX_LISTING_DEPTH: usize = 2;

/// What is known while a crawl runs. It does no IO; whoever drives it makes the requests.
pub(super) struct Frontier<R, C> {
    options: CrawlOptions,
    remembered: R,
    clock: C,
    pub pace: Pace<Visit>,
    origins: HashMap<String, Origin>,
    /// The addresses that have been visited or wait for it: articles, and listings apart from them.
    pages: HashSet<CanonicalUrl>,
    listings: HashSet<CanonicalUrl>,
    room: Vec<Room>,
    /// Events that are not sent yet. No visit starts before it is empty.
    pub outbox: VecDeque<CrawlEvent>,
}

/// What an origin permits, and why it permits nothing if its robots.txt could not be read.
struct Origin {
    rules: Rules,
    trouble: Option<FailureReason>,
}

/// How many articles and listings a source may still bring.
struct Room {
    articles: usize,
    listings: usize,
}

impl<R, C> Frontier<R, C>
where
    R: Fn(&CanonicalUrl) -> Option<FetchRecord>,
    C: Fn() -> Timestamp,
{
    pub fn new(options: CrawlOptions, remembered: R, clock: C) -> Self {
        Self {
            pace: Pace::new(options.min_delay),
            options,
            remembered,
            clock,
            origins: HashMap::new(),
            pages: HashSet::new(),
            listings: HashSet::new(),
            room: Vec::new(),
            outbox: VecDeque::new(),
        }
    }

    pub fn begin(&mut self, sources: Vec<Source>) {
        for (number, source) in sources.into_iter().enumerate() {
            let articles = self.options.max_links_per_source;
            self.room.push(Room { articles, listings: MAX_LISTINGS_PER_SOURCE });
            let name: Arc<str> = source.name.into();
            let Source { url, kind, .. } = source;
            self.enter(Visit { url, kind, source: number, name, depth: 0, trail: Vec::new(), retries: 0 });
        }
    }

    /// Queues a visit unless its address is known already. Says whether it was new.
    fn enter(&mut self, visit: Visit) -> bool {
        let seen = if visit.is_page() { &mut self.pages } else { &mut self.listings };
        if !seen.insert(visit.url.clone()) {
            return false;
        }
        // What a redirect leads to is the rest of a visit that has begun, so it goes first.
        let origin = visit.url.origin();
        let queued = if visit.trail.is_empty() {
            self.pace.append(origin, visit)
        } else {
            self.pace.prepend(origin, visit)
        };
        if let Err(visit) = queued {
            self.unasked(&visit, FailureReason::HostUnavailable);
        }
        true
    }

    /// Makes a visit ready, or ends it here if it must not be made.
    pub fn prepare(&mut self, origin: String, visit: Visit) -> Option<Task> {
        let asked = self.record(&visit.url);
        let Some(known) = self.origins.get(&origin) else {
            // An absolute path always joins; the visit's own address would be a harmless stand-in.
            let robots = visit.url.join("/robots.txt").unwrap_or_else(|_| visit.url.clone());
            let asked = FetchRecord::first(robots, asked.fetched);
            let robots_for = Some(self.options.user_agent.clone());
            return Some(Task { origin, visit, asked, robots_for });
        };
        let refused = if visit.is_page() && asked.is_gone() {
            Some(FailureReason::Gone)
        } else if known.rules.allows(&visit.url) {
            None
        } else {
            Some(known.trouble.unwrap_or(FailureReason::Robots))
        };
        match refused {
            None => Some(Task { origin, visit, asked, robots_for: None }),
            Some(reason) => {
                self.pace.released(&origin);
                self.unasked(&visit, reason);
                None
            }
        }
    }

    /// The record of an address, dated now.
    fn record(&self, url: &CanonicalUrl) -> FetchRecord {
        let fetched = (self.clock)();
        match (self.remembered)(url) {
            Some(record) => FetchRecord { fetched, ..record },
            None => FetchRecord::first(url.clone(), fetched),
        }
    }

    /// Takes in what came of a task that is over at `now`.
    pub fn land(&mut self, landed: Landed, now: Instant) {
        let Landed { origin, visit, outcome } = landed;
        self.pace.finished(&origin, now);
        match outcome {
            Outcome::Rules(rules) => self.learn(origin, visit, rules, now),
            Outcome::Failed(failure) => self.failed(&origin, visit, *failure, now),
            outcome => {
                self.pace.well(&origin);
                self.arrived(visit, outcome);
            }
        }
    }

    /// Takes in the rules of an origin, and puts the visit that waited for them back in front.
    fn learn(
        &mut self,
        origin: String,
        mut visit: Visit,
        rules: Result<Rules, Box<FetchFailure>>,
        now: Instant,
    ) {
        let known = match rules {
            Ok(rules) => Origin { rules, trouble: None },
            Err(failure) if self.may_retry(&origin, &visit, &failure, now) => {
                visit.retries += 1;
                return self.put_back(origin, visit);
            }
            Err(failure) => Origin {
                rules: Rules::read(RobotsAnswer::Unreachable, &self.options.user_agent),
                trouble: Some(failure.reason),
            },
        };
        if let Some(delay) = known.rules.crawl_delay() {
            self.pace.set_crawl_delay(&origin, delay);
            // The rest after this very request is the longer one already.
            self.pace.finished(&origin, now);
        }
        self.origins.insert(origin.clone(), known);
        visit.retries = 0;
        self.put_back(origin, visit);
    }

    fn put_back(&mut self, origin: String, visit: Visit) {
        if let Err(visit) = self.pace.prepend(origin, visit) {
            self.unasked(&visit, FailureReason::HostUnavailable);
        }
    }

    fn may_retry(&mut self, origin: &str, visit: &Visit, failure: &FetchFailure, now: Instant) -> bool {
        let trouble = Trouble { retries: visit.retries, retry_after: failure.retry_after, jitter: jitter() };
        failure.reason.may_pass() && self.pace.trouble(origin, now, trouble)
    }

    fn failed(&mut self, origin: &str, mut visit: Visit, failure: FetchFailure, now: Instant) {
        if self.may_retry(origin, &visit, &failure, now) {
            visit.retries += 1;
            return self.put_back(origin.to_owned(), visit);
        }
        let dropped = if failure.reason.may_pass() {
            self.pace.strike(origin, failure.retry_after)
        } else {
            // An honest "not found" comes from a server in good health.
            self.pace.well(origin);
            Vec::new()
        };
        self.fail(&visit, failure.reason, failure.detail, failure.record);
        for visit in dropped {
            self.unasked(&visit, FailureReason::HostUnavailable);
        }
    }

    /// Ends a visit for which no request was made. What is known of a gone page stays as it is.
    fn unasked(&mut self, visit: &Visit, reason: FailureReason) {
        let record = match (self.remembered)(&visit.url) {
            Some(gone) if reason == FailureReason::Gone => gone,
            _ => {
                let record = self.record(&visit.url);
                FetchRecord { status: 0, failures: record.failures.saturating_add(1), ..record }
            }
        };
        self.fail(visit, reason, String::new(), record);
    }

    fn fail(&mut self, visit: &Visit, reason: FailureReason, detail: String, record: FetchRecord) {
        tracing::debug!(url = %visit.url, %reason, detail, "not read");
        let source = visit.name.clone();
        self.outbox.push_back(if visit.is_root() {
            CrawlEvent::SourceFailed { source, reason, detail, record }
        } else {
            CrawlEvent::Failed { source, reason, detail, record }
        });
    }

    fn arrived(&mut self, visit: Visit, outcome: Outcome) {
        let source = visit.name.clone();
        match outcome {
            Outcome::Article(article, record) => {
                self.outbox.push_back(CrawlEvent::Article { source, article, record });
            }
            Outcome::NotModified(record) if visit.is_page() => {
                self.outbox.push_back(CrawlEvent::Unchanged { source, record });
            }
            Outcome::NotModified(record) => {
                let articles = record.links.clone();
                self.list(&visit, Listing { articles, ..Listing::default() }, record);
            }
            Outcome::Listing(listing, record) => self.list(&visit, listing, record),
            Outcome::Moved(to, record) => self.follow(visit, to, record),
            // Taken in by `land`.
            Outcome::Rules(_) | Outcome::Failed(_) => {}
        }
    }

    /// Queues what a listing lists, as far as its source has room.
    fn list(&mut self, visit: &Visit, mut listing: Listing, mut record: FetchRecord) {
        let listed = listing.articles.len() + listing.listings.len() + listing.over_cap;
        if let Some(room) = self.room.get_mut(visit.source) {
            listing.articles.truncate(room.articles);
            room.articles -= listing.articles.len();
            let deepest = visit.depth >= MAX_LISTING_DEPTH || room.articles == 0;
            listing.listings.truncate(if deepest { 0 } else { room.listings });
            room.listings -= listing.listings.len();
        }
        let over_cap = listed - listing.articles.len() - listing.listings.len();
        // Only a listing that is remembered as a whole may be asked whether it is still the same.
        if over_cap > 0 || !listing.listings.is_empty() {
            record.etag = None;
            record.last_modified = None;
        }
        record.links.clone_from(&listing.articles);
        let pages = listing.articles.into_iter().map(|url| (SourceKind::Page, url));
        let depth = visit.depth + 1;
        let child = |(kind, url)| Visit { url, kind, depth, trail: Vec::new(), retries: 0, ..visit.clone() };
        let at = self.outbox.len();
        let articles = pages.filter(|page| self.enter(child(page.clone()))).count();
        let listings = listing.listings.into_iter().filter(|found| self.enter(child(found.clone()))).count();
        let source = visit.name.clone();
        // Failures among what was queued just now are told after the listing.
        self.outbox.insert(at, CrawlEvent::Listed { source, record, articles, listings, over_cap });
    }

    /// Queues the address that a redirect points to, which passes all checks anew.
    fn follow(&mut self, visit: Visit, to: CanonicalUrl, record: FetchRecord) {
        if to == visit.url || visit.trail.contains(&to) || visit.trail.len() >= MAX_REDIRECTS {
            let detail = format!("redirected to {to}");
            let record = FetchRecord { failures: 1, ..record };
            return self.fail(&visit, FailureReason::RedirectLoop, detail, record);
        }
        let mut trail = visit.trail;
        trail.push(visit.url);
        let source = visit.name.clone();
        let at = self.outbox.len();
        let followed = self.enter(Visit { url: to, trail, retries: 0, ..visit });
        self.outbox.insert(at, CrawlEvent::Moved { source, record, followed });
    }
}

/// A random number from 0 to 1, from the seed that the standard library keeps for its hash maps.
fn jitter() -> f64 {
    let bits = RandomState::new().build_hasher().finish() >> 32;
    bits as f64 / f64::from(u32::MAX)
}
