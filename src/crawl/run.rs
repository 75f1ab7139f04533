//! The crawl itself: one loop that starts visits when their lane allows it and takes in what came of them.

use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;
use std::time::Instant;

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use jiff::Timestamp;
use tokio::sync::{mpsc, watch};

use super::event::{CrawlEnd, CrawlEvent};
use super::failure::{FailureReason, FetchFailure};
use super::fetch::{Fetcher, FetcherError};
use super::options::CrawlOptions;
use super::pace::{Next, Pace, Trouble};
use super::robots::{RobotsAnswer, Rules};
use super::source::{Listing, Source, SourceKind};
use super::visit::{Outcome, Visit, fetch_rules};
use crate::news::{CanonicalUrl, FetchRecord};

/// How many redirects in a row are followed.
pub const MAX_REDIRECTS: usize = 5;

/// How many listings one source may lead to, such as the sitemaps of an index.
pub const MAX_LISTINGS_PER_SOURCE: usize = 50;

/// How many listings may lead to one another: a home page, its sitemap index, a sitemap.
pub const MAX_LISTING_DEPTH: usize = 2;

/// What a crawl needs from the world around it.
pub struct Surroundings<R, C> {
    /// What is remembered of an address from earlier crawls.
    pub remembered: R,
    /// The time of day, for records.
    pub clock: C,
    /// Where the crawl tells what happens. While it is full, no new request starts.
    pub events: mpsc::Sender<CrawlEvent>,
    /// Turns `true` when the crawl is to stop: requests in flight are dropped then.
    pub stop: watch::Receiver<bool>,
}

/// Reads the sources and the articles that they list, each once, politely.
pub async fn crawl<R, C>(
    sources: Vec<Source>,
    options: CrawlOptions,
    surroundings: Surroundings<R, C>,
) -> Result<CrawlEnd, FetcherError>
where
    R: Fn(&CanonicalUrl) -> Option<FetchRecord> + Send,
    C: Fn() -> Timestamp + Send,
{
    let fetcher = Fetcher::new(&options)?;
    Ok(crawl_with(fetcher, sources, options, surroundings).await)
}

/// The loop of [`crawl`].
pub(super) async fn crawl_with<R, C>(
    fetcher: Fetcher,
    sources: Vec<Source>,
    options: CrawlOptions,
    surroundings: Surroundings<R, C>,
) -> CrawlEnd
where
    R: Fn(&CanonicalUrl) -> Option<FetchRecord> + Send,
    C: Fn() -> Timestamp + Send,
{
    let concurrency = options.concurrency.max(1);
    let Surroundings { remembered, clock, events, mut stop } = surroundings;
    let mut crawl = Crawl::new(options, remembered, clock);
    crawl.begin(sources);
    let mut flights = FuturesUnordered::new();
    loop {
        let mut wake = None;
        while crawl.outbox.is_empty() && flights.len() < concurrency {
            match crawl.pace.next(now()) {
                Next::Start { origin, job } => {
                    flights.extend(crawl.prepare(origin, job).map(|task| task.fly(fetcher.clone())));
                }
                Next::Wait(until) => {
                    wake = Some(until);
                    break;
                }
                Next::Idle => break,
            }
        }
        if flights.is_empty() && crawl.outbox.is_empty() && wake.is_none() {
            return CrawlEnd::Done;
        }
        tokio::select! {
            biased;
            () = stopped(&mut stop) => break,
            permit = events.reserve(), if !crawl.outbox.is_empty() => match (permit, crawl.outbox.pop_front()) {
                (Ok(permit), Some(event)) => permit.send(event),
                _ => break,
            },
            Some(landed) = flights.next(), if !flights.is_empty() => crawl.land(landed),
            () = sleep_until(wake), if wake.is_some() => {}
        }
    }
    CrawlEnd::Stopped { undone: crawl.pace.waiting() + flights.len() }
}

fn now() -> Instant {
    tokio::time::Instant::now().into_std()
}

async fn sleep_until(wake: Option<Instant>) {
    if let Some(wake) = wake {
        tokio::time::sleep_until(wake.into()).await;
    }
}

/// Ends when the signal is given; never if nobody can give it any more.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    if stop.wait_for(|stop| *stop).await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// What is known while a crawl runs.
struct Crawl<R, C> {
    options: CrawlOptions,
    remembered: R,
    clock: C,
    pace: Pace<Visit>,
    origins: HashMap<String, Origin>,
    /// The addresses that have been visited or wait for it: articles, and listings apart from them.
    pages: HashSet<CanonicalUrl>,
    listings: HashSet<CanonicalUrl>,
    room: Vec<Room>,
    /// Events that are not sent yet. No visit starts before it is empty.
    outbox: VecDeque<CrawlEvent>,
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

/// A visit that is ready to go, or the look at robots.txt that has to come before it.
struct Task {
    origin: String,
    visit: Visit,
    asked: FetchRecord,
    /// The User-Agent, if robots.txt is to be read.
    robots_for: Option<String>,
}

struct Landed {
    origin: String,
    visit: Visit,
    came: Came,
}

enum Came {
    Rules(Result<Rules, Box<FetchFailure>>),
    Outcome(Outcome),
}

impl Task {
    async fn fly(self, fetcher: Fetcher) -> Landed {
        let Task { origin, visit, asked, robots_for } = self;
        let came = match robots_for {
            Some(user_agent) => Came::Rules(fetch_rules(&fetcher, asked, &user_agent).await),
            None => Came::Outcome(visit.make(&fetcher, asked).await),
        };
        Landed { origin, visit, came }
    }
}

impl<R, C> Crawl<R, C>
where
    R: Fn(&CanonicalUrl) -> Option<FetchRecord>,
    C: Fn() -> Timestamp,
{
    fn new(options: CrawlOptions, remembered: R, clock: C) -> Self {
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

    fn begin(&mut self, sources: Vec<Source>) {
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
    fn prepare(&mut self, origin: String, visit: Visit) -> Option<Task> {
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

    fn land(&mut self, landed: Landed) {
        let Landed { origin, visit, came } = landed;
        self.pace.finished(&origin, now());
        match came {
            Came::Rules(rules) => self.learn(origin, visit, rules),
            Came::Outcome(Outcome::Failed(failure)) => self.failed(&origin, visit, *failure),
            Came::Outcome(outcome) => {
                self.pace.well(&origin);
                self.arrived(visit, outcome);
            }
        }
    }

    /// Takes in the rules of an origin, and puts the visit that waited for them back in front.
    fn learn(&mut self, origin: String, mut visit: Visit, rules: Result<Rules, Box<FetchFailure>>) {
        let known = match rules {
            Ok(rules) => Origin { rules, trouble: None },
            Err(failure) if self.may_retry(&origin, &visit, &failure) => {
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
            self.pace.finished(&origin, now());
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

    fn may_retry(&mut self, origin: &str, visit: &Visit, failure: &FetchFailure) -> bool {
        let trouble = Trouble { retries: visit.retries, retry_after: failure.retry_after, jitter: jitter() };
        failure.reason.may_pass() && self.pace.trouble(origin, now(), trouble)
    }

    fn failed(&mut self, origin: &str, mut visit: Visit, failure: FetchFailure) {
        if self.may_retry(origin, &visit, &failure) {
            visit.retries += 1;
            return self.put_back(origin.to_owned(), visit);
        }
        let dropped = match failure.reason.may_pass() {
            true => self.pace.strike(origin, failure.retry_after),
            false => Vec::new(),
        };
        self.fail(&visit, failure.reason, failure.detail, failure.record);
        for visit in dropped {
            self.unasked(&visit, FailureReason::HostUnavailable);
        }
    }

    /// Ends a visit for which no request was made. What is known of a gone page stays as it is.
    fn unasked(&mut self, visit: &Visit, reason: FailureReason) {
        let record = self.record(&visit.url);
        let record = match reason {
            FailureReason::Gone => record,
            _ => FetchRecord { status: 0, failures: record.failures.saturating_add(1), ..record },
        };
        self.fail(visit, reason, String::new(), record);
    }

    fn fail(&mut self, visit: &Visit, reason: FailureReason, detail: String, record: FetchRecord) {
        tracing::debug!(url = %visit.url, %reason, detail, "not read");
        let source = visit.name.clone();
        self.outbox.push_back(match visit.is_root() {
            true => CrawlEvent::SourceFailed { source, reason, detail, record },
            false => CrawlEvent::Failed { source, reason, detail, record },
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
            Outcome::Failed(failure) => self.fail(&visit, failure.reason, failure.detail, failure.record),
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
        let articles = pages.filter(|page| self.enter(child(page.clone()))).count();
        for listing in listing.listings {
            self.enter(child(listing));
        }
        self.outbox.push_back(CrawlEvent::Listed { source: visit.name.clone(), record, articles, over_cap });
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
