//! What is known while a crawl runs: what waits, what was seen, what each origin permits.

use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;
use std::time::Instant;

use jiff::{SignedDuration, Timestamp};

use super::event::CrawlEvent;
use super::failure::{FailureReason, FetchFailure};
use super::options::CrawlOptions;
use super::pace::{Pace, Trouble};
use super::robots::{RobotsAnswer, Rules};
use super::run::Memory;
use super::source::{Listing, Source, SourceKind};
use super::visit::{Landed, Outcome, Task, Visit};
use super::wanted::Wishes;
use crate::news::{CanonicalUrl, FetchRecord, Pending, RobotsFile};

mod listings;

/// How many redirects in a row are followed.
pub const MAX_REDIRECTS: usize = 5;

/// How many listings one source may lead to, such as the sitemaps of an index.
pub const MAX_LISTINGS_PER_SOURCE: usize = 50;

/// How many listings may lead to one another: a home page, its sitemap index, a sitemap.
pub const MAX_LISTING_DEPTH: usize = 2;

/// How long an article rests at most, however long it has not changed.
const LONGEST_REST: SignedDuration = SignedDuration::from_hours(7 * 24);

/// For how long a robots.txt is not read again, and for how long it stands in for one that cannot be read (RFC 9309,
/// section 2.4).
const RULES_LAST: SignedDuration = SignedDuration::from_hours(24);
const RULES_STAND_IN: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What is known while a crawl runs. It does no IO; whoever drives it makes the requests.
pub(super) struct Frontier<R, C> {
    options: CrawlOptions,
    memory: R,
    clock: C,
    pub pace: Pace<Visit>,
    origins: HashMap<String, Origin>,
    /// The addresses that have been visited or wait for it: articles, and listings apart from them.
    pages: HashSet<CanonicalUrl>,
    listings: HashSet<CanonicalUrl>,
    sources: Vec<Wanting>,
    /// Events that are not sent yet. No visit starts before it is empty.
    pub outbox: VecDeque<CrawlEvent>,
}

/// What an origin permits, and why it permits nothing if its robots.txt could not be read.
struct Origin {
    rules: Rules,
    trouble: Option<FailureReason>,
}

/// What a source may still bring: how many articles and listings, and which.
struct Wanting {
    articles: usize,
    listings: usize,
    wishes: Wishes,
}

impl<R, C> Frontier<R, C>
where
    R: Memory,
    C: Fn() -> Timestamp,
{
    pub fn new(options: CrawlOptions, memory: R, clock: C) -> Self {
        Self {
            pace: Pace::new(options.min_delay),
            options,
            memory,
            clock,
            origins: HashMap::new(),
            pages: HashSet::new(),
            listings: HashSet::new(),
            sources: Vec::new(),
            outbox: VecDeque::new(),
        }
    }

    /// Queues the sources, and behind them what they led to in an earlier crawl.
    pub fn begin(&mut self, sources: Vec<Source>, pending: Vec<Pending>) {
        let names: HashMap<Arc<str>, usize> = sources
            .iter()
            .enumerate()
            .map(|(number, source)| (source.name.as_str().into(), number))
            .collect();
        for (number, source) in sources.into_iter().enumerate() {
            let Source { name, url, kind, wishes } = source;
            let articles = self.options.max_links_per_source;
            self.sources.push(Wanting { articles, listings: MAX_LISTINGS_PER_SOURCE, wishes });
            self.enter(Visit::of_source(url, kind, number, name.into()));
        }
        let (at, mut articles) = (self.outbox.len(), 0);
        for Pending { url, source, notice } in pending {
            if let Some((name, &number)) = names.get_key_value(source.as_str())
                && !self.rests(&url)
            {
                let root = Visit::of_source(url, SourceKind::Page, number, name.clone());
                articles += usize::from(self.enter(Visit { depth: 1, notice, ..root }));
            }
        }
        if articles > 0 {
            self.outbox.insert(at, CrawlEvent::Resumed { articles });
        }
    }

    /// Queues a visit unless its address is known already. Says whether it was new.
    fn enter(&mut self, visit: Visit) -> bool {
        let seen = if visit.is_page() { &mut self.pages } else { &mut self.listings };
        if !seen.insert(visit.url.clone()) {
            return false;
        }
        if !visit.is_page() && self.replay(&visit) {
            return true;
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

    /// Whether an article need not be asked for yet.
    fn rests(&self, url: &CanonicalUrl) -> bool {
        self.memory
            .record(url)
            .is_some_and(|known| !known.is_gone() && known.rests((self.clock)(), LONGEST_REST))
    }

    /// Makes a visit ready, or ends it here if it must not be made.
    pub fn prepare(&mut self, origin: String, visit: Visit) -> Option<Task> {
        let asked = self.record(&visit.url);
        if !self.origins.contains_key(&origin) && !self.recall_rules(&origin, asked.fetched) {
            // An absolute path always joins; the visit's own address would be a harmless stand-in.
            let robots = visit.url.join("/robots.txt").unwrap_or_else(|_| visit.url.clone());
            let asked = FetchRecord::first(robots, asked.fetched);
            return Some(Task { origin, visit, asked, rules_first: true });
        }
        let known = self.origins.get(&origin)?;
        let is_gone = asked.is_gone() && (visit.is_page() || !visit.is_root());
        let refused = if is_gone {
            Some(FailureReason::Gone)
        } else if known.rules.allows(&visit.url) {
            None
        } else {
            Some(known.trouble.unwrap_or(FailureReason::Robots))
        };
        if let Some(reason) = refused {
            self.pace.released(&origin);
            self.unasked(&visit, reason);
            return None;
        }
        if visit.is_page()
            && let Some(known) = self.memory.record(&visit.url)
            && let Some(to) = known.has_moved(asked.fetched).cloned()
        {
            self.pace.released(&origin);
            self.follow(visit, to, known);
            return None;
        }
        Some(Task { origin, visit, asked, rules_first: false })
    }

    /// Takes the rules of an origin from memory, if they were read within a day. Says whether it did.
    fn recall_rules(&mut self, origin: &str, now: Timestamp) -> bool {
        let Some(file) = self.memory.rules(origin).filter(|file| is_younger(file, now, RULES_LAST)) else {
            return false;
        };
        self.obey(origin, Rules::of_file(&file, &self.options.user_agent), None);
        true
    }

    fn obey(&mut self, origin: &str, rules: Rules, trouble: Option<FailureReason>) {
        if let Some(delay) = rules.crawl_delay() {
            self.pace.set_crawl_delay(origin, delay);
        }
        self.origins.insert(origin.to_owned(), Origin { rules, trouble });
    }

    /// The record of an address, dated now.
    fn record(&self, url: &CanonicalUrl) -> FetchRecord {
        let fetched = (self.clock)();
        match self.memory.record(url) {
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
        answer: Result<RobotsFile, Box<FetchFailure>>,
        now: Instant,
    ) {
        let agent = self.options.user_agent.clone();
        match answer {
            Ok(file) => {
                self.obey(&origin, Rules::of_file(&file, &agent), None);
                self.outbox
                    .push_back(CrawlEvent::Rules { file: RobotsFile { origin: origin.clone(), ..file } });
            }
            Err(failure) if self.may_retry(&origin, &visit, &failure, now) => {
                visit.retries += 1;
                return self.put_back(origin, visit);
            }
            Err(failure) => {
                let old = self.memory.rules(&origin);
                match old.filter(|file| is_younger(file, failure.record.fetched, RULES_STAND_IN)) {
                    Some(file) => self.obey(&origin, Rules::of_file(&file, &agent), None),
                    None => {
                        let none = Rules::read(RobotsAnswer::Unreachable, &agent);
                        self.obey(&origin, none, Some(failure.reason));
                    }
                }
            }
        }
        // The rest after this very request is the one that was asked for already.
        self.pace.finished(&origin, now);
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
        if failure.reason == FailureReason::Listing {
            // A home page that scripts fill in has no links, but may have a sitemap.
            let listings = self.sitemaps_for(&visit);
            if !listings.is_empty() {
                self.pace.well(origin);
                let record = FetchRecord { status: 200, failures: 0, ..failure.record };
                return self.list(&visit, Listing { listings, ..Listing::default() }, record);
            }
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
        let record = match self.memory.record(&visit.url) {
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
            Outcome::NotModified(record) => self.list_again(&visit, record, false),
            Outcome::Listing(listing, record) => self.list(&visit, listing, record),
            Outcome::Moved(to, record) => self.follow(visit, to, record),
            // Taken in by `land`.
            Outcome::Rules(_) | Outcome::Failed(_) => {}
        }
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
        let rests = visit.kind == SourceKind::Page && visit.depth > 0 && self.rests(&to);
        let followed = !rests && self.enter(Visit { url: to, trail, retries: 0, ..visit });
        self.outbox.insert(at, CrawlEvent::Moved { source, record, followed });
    }
}

fn is_younger(file: &RobotsFile, now: Timestamp, age: SignedDuration) -> bool {
    file.fetched <= now && now.duration_since(file.fetched) < age
}

/// A random number from 0 to 1, from the seed that the standard library keeps for its hash maps.
fn jitter() -> f64 {
    let bits = RandomState::new().build_hasher().finish() >> 32;
    bits as f64 / f64::from(u32::MAX)
}
