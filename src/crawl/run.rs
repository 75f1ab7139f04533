//! The crawl itself: one loop that starts visits when their lane allows it and takes in what came of them.

use std::time::Instant;

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use jiff::Timestamp;
use tokio::sync::{mpsc, watch};

use super::event::{CrawlEnd, CrawlEvent};
use super::fetch::{Fetcher, FetcherError};
use super::flights::{Flights, Place};
use super::frontier::Frontier;
use super::options::CrawlOptions;
use super::pace::Next;
use super::source::Source;
use crate::news::{CanonicalUrl, FetchRecord, Pending, RobotsFile};

/// What is remembered from earlier crawls.
pub trait Memory: Send {
    /// The last answer of an address.
    fn record(&self, url: &CanonicalUrl) -> Option<FetchRecord>;
    /// The robots.txt of an origin.
    fn rules(&self, origin: &str) -> Option<RobotsFile>;
}

/// What a crawl needs from the world around it.
pub struct Surroundings<R, C> {
    pub memory: R,
    /// Articles that were listed and are not read yet; those of no source of this crawl are left for another one.
    pub pending: Vec<Pending>,
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
    R: Memory,
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
    R: Memory,
    C: Fn() -> Timestamp + Send,
{
    let mut under_way = Flights::new(options.concurrency, options.slow_after);
    let Surroundings { memory, pending, clock, events, mut stop } = surroundings;
    let mut frontier = Frontier::new(options, memory, clock);
    frontier.begin(sources, pending);
    let mut flights = FuturesUnordered::new();
    loop {
        let mut wake = None;
        while frontier.outbox.is_empty() {
            if let Place::Full(until) = under_way.place(now()) {
                wake = until;
                break;
            }
            match frontier.pace.next(now()) {
                Next::Start { origin, job } => {
                    if let Some(task) = frontier.prepare(origin, job) {
                        under_way.depart(task.origin.clone(), now());
                        flights.push(task.fly(fetcher.clone()));
                    }
                }
                Next::Wait(until) => {
                    wake = Some(until);
                    break;
                }
                Next::Idle => break,
            }
        }
        if flights.is_empty() && frontier.outbox.is_empty() && wake.is_none() {
            return CrawlEnd::Done;
        }
        tokio::select! {
            biased;
            () = stopped(&mut stop) => break,
            permit = events.reserve(), if !frontier.outbox.is_empty() => match (permit, frontier.outbox.pop_front()) {
                (Ok(permit), Some(event)) => permit.send(event),
                _ => break,
            },
            Some(landed) = flights.next(), if !flights.is_empty() => {
                under_way.land(&landed.origin);
                frontier.land(landed, now());
            }
            () = sleep_until(wake), if wake.is_some() => {}
        }
    }
    CrawlEnd::Stopped { undone: frontier.pace.waiting() + flights.len() }
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
