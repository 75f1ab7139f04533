//! From what a crawl tells to what the store keeps, and to the summary.

use std::collections::BTreeMap;
use std::sync::Arc;

use cpu_time::ThreadTime;
use tokio::sync::mpsc;

use super::{EVENTS, FailedSource, Summary};
use crate::commands::progress::Progress;
use crate::crawl::{CrawlEvent, FailureReason};
use crate::news::Pending;
use crate::store::{Batch, Change, Store, StoreError};

/// How many refreshes in a row may fail to read an article, until it is asked for only while it is listed.
const LAST_FAILURE: u32 = 6;

/// Keeps what the crawl tells.
pub struct Writer {
    store: Store,
    summary: Summary,
    progress: Progress,
    /// How many articles each source that was read lists, others' with them.
    listed_by: BTreeMap<Arc<str>, usize>,
}

impl Writer {
    pub fn new(store: Store, summary: Summary, progress: Progress) -> Self {
        Self { store, summary, progress, listed_by: BTreeMap::new() }
    }

    /// Stores events until there are no more; those that wait together are kept in one transaction.
    pub fn run(mut self, mut events: mpsc::Receiver<CrawlEvent>) -> Result<(Store, Summary), StoreError> {
        let mut waiting = Vec::with_capacity(EVENTS);
        while events.blocking_recv_many(&mut waiting, EVENTS) > 0 {
            let start = ThreadTime::try_now().ok();
            let changes = self.store.batch(|batch| {
                waiting.iter().map(|event| keep(batch, event)).collect::<Result<Vec<_>, _>>()
            })?;
            let spent = start.and_then(|start| start.try_elapsed().ok()).unwrap_or_default();
            self.summary.seconds.store += spent.as_secs_f64();
            for (event, change) in waiting.drain(..).zip(changes) {
                self.count(event, change);
            }
        }
        self.progress.finish();
        let empty = self.listed_by.into_iter().filter(|(_, articles)| *articles == 0);
        self.summary.empty_sources = empty.map(|(source, _)| source.to_string()).collect();
        Ok((self.store, self.summary))
    }

    fn count(&mut self, event: CrawlEvent, became: Option<Became>) {
        let summary = &mut self.summary;
        match event {
            CrawlEvent::Rules { .. } => return,
            CrawlEvent::Resumed { articles } => {
                summary.listed += articles;
                summary.resumed += articles;
                return self.progress.expect(articles as u64);
            }
            CrawlEvent::Listed { source, record, articles, listings, besides, .. } => {
                *self.listed_by.entry(source).or_default() += record.links.len();
                summary.listed += articles.len() + besides.resting;
                summary.over_cap += besides.over_cap;
                summary.resting += besides.resting;
                summary.resting_listings += usize::from(besides.from_memory);
                self.progress.expect((articles.len() + listings) as u64);
            }
            CrawlEvent::Article { .. } => match became {
                Some(Became::Stored(Change::New)) => summary.new += 1,
                Some(Became::Stored(Change::Changed)) => summary.changed += 1,
                _ => summary.unchanged += 1,
            },
            CrawlEvent::Unchanged { .. } => summary.unchanged += 1,
            CrawlEvent::Moved { followed: true, .. } => {
                summary.moved += 1;
                return;
            }
            CrawlEvent::Moved { followed: false, .. } => summary.moved += 1,
            CrawlEvent::Failed { reason, detail, record, .. } => {
                tracing::info!("{}: {reason} {detail}", record.url);
                summary.withdrawn += usize::from(became == Some(Became::Withdrawn));
                *summary.failed.entry(reason.to_string()).or_default() += 1;
            }
            CrawlEvent::SourceFailed { source, reason, detail, .. } => {
                let failed = FailedSource { source: source.to_string(), reason: reason.to_string(), detail };
                self.progress.warn(&format!("source {source}: {}", failed.why()));
                summary.failed_sources.push(failed);
            }
        }
        self.progress.advance(1);
    }
}

/// What became of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Became {
    Stored(Change),
    /// It was stored, and its page is gone for good.
    Withdrawn,
}

/// Keeps one event: what was read, what to remember of the address, and what is to be read because of it.
fn keep(batch: &mut Batch<'_>, event: &CrawlEvent) -> rusqlite::Result<Option<Became>> {
    match event {
        CrawlEvent::Rules { file } => batch.put_robots(file)?,
        CrawlEvent::Resumed { .. } => {}
        CrawlEvent::Listed { source, record, articles, .. } => {
            batch.put_listing(record)?;
            for (url, notice) in articles {
                let (url, source, notice) = (url.clone(), source.to_string(), notice.clone());
                batch.await_article(&Pending { url, source, notice }, record.fetched)?;
            }
        }
        CrawlEvent::Article { article, record, .. } => {
            batch.reinstate(&article.url)?;
            let change = batch.put(article, record.fetched)?;
            batch.put_fetch(record, change != Change::Unchanged)?;
            batch.settle_article(&record.url)?;
            return Ok(Some(Became::Stored(change)));
        }
        CrawlEvent::Unchanged { record, .. } => {
            batch.reinstate(&record.url)?;
            batch.put_fetch(record, false)?;
            batch.settle_article(&record.url)?;
        }
        CrawlEvent::Moved { record, followed, .. } => {
            batch.put_fetch(record, false)?;
            match record.moved_to.as_ref().filter(|_| *followed) {
                Some(to) => batch.move_article(&record.url, to)?,
                None => batch.settle_article(&record.url)?,
            }
        }
        CrawlEvent::Failed { reason, record, .. } => {
            batch.put_fetch(record, false)?;
            let worth_while = reason.may_pass() || *reason == FailureReason::HostUnavailable;
            if !worth_while || record.failures >= LAST_FAILURE {
                batch.settle_article(&record.url)?;
            }
            let withdrawn = record.is_gone() && batch.withdraw(&record.url, record.fetched)?;
            return Ok(withdrawn.then_some(Became::Withdrawn));
        }
        CrawlEvent::SourceFailed { record, .. } => batch.put_fetch(record, false)?,
    }
    Ok(None)
}
