//! `caveat refresh`: reads the sources and takes in new and changed articles.

mod every;
mod keep;
mod round;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use jiff::Timestamp;
use serde::Serialize;
use tokio::sync::{mpsc, watch};

use super::interrupt::Interrupt;
use super::lock::Lock;
use super::progress::Progress;
use super::track::again;
use super::{Exit, Setting, dense, indexing, output, tell, webhook};
use crate::cli::Refresh;
use crate::config::{CrawlConfig, SourceConfig};
use crate::crawl::warc::{Archive, Exchange, MAX_FILE};
use crate::crawl::{CrawlEnd, CrawlOptions, Memory, Source, SourceKind, Surroundings, Wishes, crawl};
use crate::eval::cost::Clock;
use crate::index::{TantivyIndex, Vectors};
use crate::news::{CanonicalUrl, FetchRecord, Pending, RobotsFile};
use crate::store::Store;
use keep::Writer;

/// Events between the network and the store: when it is full, the network waits.
const EVENTS: usize = 64;

/// Exchanges between the network and the archive, each with its body.
const EXCHANGES: usize = 4;

/// What a refresh did.
#[derive(Debug, Default, Serialize)]
pub struct Summary {
    pub sources: usize,
    /// Articles that the sources listed, each once.
    pub listed: usize,
    pub new: usize,
    pub changed: usize,
    /// Articles that answered "not modified", or with the text that was known.
    pub unchanged: usize,
    pub moved: usize,
    /// Stored articles whose pages are gone for good.
    #[serde(skip_serializing_if = "is_none")]
    pub withdrawn: usize,
    /// Links left out because a source listed too many.
    pub over_cap: usize,
    /// Articles that have not changed for so long that they were not asked for.
    pub resting: usize,
    /// Sources and sitemaps that were not asked, likewise.
    pub resting_listings: usize,
    /// Articles that an earlier refresh had left unread, or that answers to tracked questions cite.
    pub resumed: usize,
    /// Articles that could not be read, by reason.
    pub failed: BTreeMap<String, usize>,
    pub failed_sources: Vec<FailedSource>,
    /// Sources that were read and list no article.
    pub empty_sources: Vec<String>,
    pub interrupted: bool,
    pub seconds: Seconds,
    /// What became of the tracked questions, where there are any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub questions: Option<again::Summary>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
fn is_none(count: &usize) -> bool {
    *count == 0
}

/// Processor time by stage. Fetching is what is left of that of the whole program: the network, what was read and
/// when, decompression.
#[derive(Debug, Default, Serialize)]
pub struct Seconds {
    pub fetch: f64,
    pub parse: f64,
    pub extract: f64,
    pub store: f64,
    pub index: f64,
}

/// A source of which nothing could be read.
#[derive(Debug, Serialize)]
pub struct FailedSource {
    pub source: String,
    /// Short and stable, as the reasons of articles are.
    pub reason: String,
    /// For a reader; may be empty.
    pub detail: String,
}

pub fn run(setting: &Setting, asked: &Refresh) -> anyhow::Result<Exit> {
    if asked.rebuild {
        let _alone = Lock::take(&setting.index, "refresh --rebuild", setting.now)?;
        return rebuild(setting);
    }
    webhook::check(setting)?;
    match asked.living.every {
        Some(interval) => every::every(setting, asked, interval),
        None => round::once(setting, asked, &Interrupt::watch_in_silence()),
    }
}

/// One refresh: what to read, how, and where to keep it.
pub struct Job<'a> {
    pub sources: Vec<Source>,
    pub options: CrawlOptions,
    /// The directory of store and index.
    pub directory: &'a Path,
    /// Where requests and answers are kept as well.
    pub archive: Option<&'a Path>,
    /// Pages that are asked for whether or not a source lists them.
    pub cited: Vec<Pending>,
    pub quiet: bool,
}

/// Reads the sources into the store, then brings the index up to date. One task reads the network, one thread
/// writes; what was written is kept whatever happens afterwards.
pub async fn refresh(job: Job<'_>, now: Timestamp) -> anyhow::Result<Summary> {
    let whole = Clock::start();
    let store = Store::open_or_create(job.directory)?;
    let memory = Store::open(job.directory)?;
    let progress = Progress::start("reading sources", Some(job.sources.len() as u64), job.quiet);
    let (events, received) = mpsc::channel(EVENTS);
    let (stop, stopped) = watch::channel(false);
    let told_to_stop = stopped.clone();
    // Watched for before anything is read: a task would begin to at some later time.
    let signal = super::interrupt::signal();
    tokio::spawn(async move {
        if let Ok(mut signal) = signal
            && signal.recv().await.is_some()
        {
            tell::warn("interrupted; keeping what was read");
            let _ = stop.send(true);
        }
        // Without a way to be told, all goes on to its end; the sender must live as long.
        std::future::pending::<()>().await;
    });
    let mut summary = Summary { sources: job.sources.len(), ..Summary::default() };
    summary.listed = job.sources.iter().filter(|s| s.kind == SourceKind::Page).count();
    let started = std::time::Instant::now();
    let mut pending: Vec<Pending> = memory.pending()?;
    pending.extend(job.cited);
    let surroundings = Surroundings {
        memory: Remembered(memory),
        pending,
        // Time goes on from `now`, so that a replayed refresh records the time that it was told.
        clock: move || now + started.elapsed(),
        events,
        stop: stopped,
    };
    let (archiver, exchanges) = archive(job.archive, now)?.unzip();
    let spent = job.options.spent.clone();
    let options = CrawlOptions { archive: exchanges, ..job.options };
    let writer = std::thread::spawn(move || Writer::new(store, summary, progress).run(received));
    let end = crawl(job.sources, options, surroundings).await;
    let written = tokio::task::spawn_blocking(move || writer.join()).await?;
    let Ok(written) = written else {
        bail!("the writer of the store stopped unexpectedly; run the refresh again")
    };
    let (mut store, mut summary) = written?;
    summary.interrupted = matches!(end?, CrawlEnd::Stopped { .. });
    if !summary.interrupted && summary.failed_sources.len() < summary.sources {
        store.batch(|batch| batch.note_refresh(now))?;
    }
    let before = whole.seconds();
    let mut index = TantivyIndex::open_or_create(job.directory)?;
    indexing::catch_up(&store, &mut index, || *told_to_stop.borrow(), job.quiet)?;
    let seconds = &mut summary.seconds;
    seconds.index = whole.seconds() - before;
    (seconds.parse, seconds.extract) = (spent.parsing().as_secs_f64(), spent.extracting().as_secs_f64());
    seconds.fetch = (before - seconds.parse - seconds.extract - seconds.store).max(0.0);
    summary.interrupted |= *told_to_stop.borrow();
    if let Some(Ok(Err(error))) = archiver.map(std::thread::JoinHandle::join) {
        return Err(error).context("the articles are kept, but the archive could not be written to its end");
    }
    Ok(summary)
}

/// A thread that writes what it is told into archives, and ends when nobody can tell it anything any more.
type Archiver = (std::thread::JoinHandle<std::io::Result<()>>, mpsc::Sender<Exchange>);

fn archive(directory: Option<&Path>, now: Timestamp) -> anyhow::Result<Option<Archiver>> {
    let Some(directory) = directory else { return Ok(None) };
    let mut archive = Archive::create(directory, now, MAX_FILE)
        .with_context(|| format!("cannot keep an archive in {}", directory.display()))?;
    let (exchanges, mut received) = mpsc::channel(EXCHANGES);
    let writing = std::thread::spawn(move || {
        while let Some(exchange) = received.blocking_recv() {
            archive.put(&exchange)?;
        }
        Ok(())
    });
    Ok(Some((writing, exchanges)))
}

/// What the store remembers. A record that cannot be read is as good as none: the page is asked for in full.
struct Remembered(Store);

impl Memory for Remembered {
    fn record(&self, url: &CanonicalUrl) -> Option<FetchRecord> {
        self.0.fetch_record(url).ok().flatten()
    }

    fn rules(&self, origin: &str) -> Option<RobotsFile> {
        self.0.robots_file(origin).ok().flatten()
    }
}

/// Throws the index away and builds it again from the store. No source is asked.
fn rebuild(setting: &Setting) -> anyhow::Result<Exit> {
    let store = Store::open(&setting.index)?;
    let encoder = dense::encoder(&setting.config.dense)?;
    TantivyIndex::remove(&setting.index)?;
    Vectors::remove(&setting.index)?;
    let mut index = TantivyIndex::open_or_create(&setting.index)?;
    let interrupt = Interrupt::watch();
    let taken = indexing::catch_up(&store, &mut index, || interrupt.came(), setting.quiet)?;
    dense::catch_up(&setting.index, encoder.as_ref(), || interrupt.came(), setting.quiet)?;
    if interrupt.came() {
        tell::info(&format!(
            "stopped after {taken} revisions; the next import or refresh completes the index"
        ));
        return Ok(Exit::Interrupted);
    }
    output::print(&format!("Rebuilt the index from {taken} revisions.\n"))?;
    Ok(Exit::Done)
}

/// The sources that are asked for, by name or address; all that are configured if none is.
pub fn chosen(configured: &[SourceConfig], asked: &[String]) -> anyhow::Result<Vec<Source>> {
    if configured.is_empty() && asked.is_empty() {
        bail!(
            "no sources are configured; run `caveat init` for a config.toml with some, or add a [[source]] to yours"
        );
    }
    let source = |s: &SourceConfig| Source {
        name: s.name.clone(),
        url: s.url.clone(),
        kind: s.kind,
        wishes: Wishes { include: s.include.clone(), exclude: s.exclude.clone() },
    };
    if asked.is_empty() {
        return Ok(configured.iter().map(source).collect());
    }
    asked
        .iter()
        .map(|wanted| {
            let known = configured.iter().find(|s| s.name == *wanted || s.url.as_str() == wanted);
            if let Some(known) = known {
                return Ok(source(known));
            }
            let url = CanonicalUrl::parse(wanted).with_context(|| {
                format!("no source is named `{wanted}` in the configuration, nor is it an address")
            })?;
            Ok(Source { name: wanted.clone(), url, kind: SourceKind::Auto, wishes: Wishes::default() })
        })
        .collect()
}

/// The crawler's settings as configured.
pub fn options(config: &CrawlConfig) -> CrawlOptions {
    const MB: usize = 1024 * 1024;
    CrawlOptions {
        user_agent: config.user_agent.clone(),
        min_delay: Duration::from_millis(config.min_delay_ms),
        concurrency: config.concurrency,
        timeout: Duration::from_secs(config.timeout_seconds),
        max_body_bytes: config.max_body_mb.saturating_mul(MB),
        max_links_per_source: config.max_links_per_source,
        allow_private_addresses: config.allow_private_addresses,
        ..CrawlOptions::default()
    }
}

impl FailedSource {
    fn why(&self) -> String {
        let Self { reason, detail, .. } = self;
        if detail.is_empty() { reason.clone() } else { format!("{reason}: {detail}") }
    }
}

impl std::fmt::Display for Summary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(
            f,
            "{}{} articles: {} new, {} changed, {} unchanged, {} moved, {} failed",
            if self.sources == 1 {
                "1 source listed ".to_owned()
            } else {
                format!("{} sources listed ", self.sources)
            },
            self.listed,
            self.new,
            self.changed,
            self.unchanged,
            self.moved,
            self.failed.values().sum::<usize>()
        )?;
        for (reason, count) in &self.failed {
            writeln!(f, "  {count} failed: {reason}")?;
        }
        if self.withdrawn > 0 {
            writeln!(f, "  {} taken off their sites: nothing of today rests on them", self.withdrawn)?;
        }
        if self.over_cap > 0 {
            writeln!(
                f,
                "  {} links left out: a source listed more than max_links_per_source",
                self.over_cap
            )?;
        }
        if self.resting > 0 {
            writeln!(f, "  {} not asked for: unchanged for long", self.resting)?;
        }
        if self.resumed > 0 {
            writeln!(
                f,
                "  {} left by an earlier refresh, or cited in answers, were asked for",
                self.resumed
            )?;
        }
        for failed in &self.failed_sources {
            writeln!(f, "  source {} failed: {}", failed.source, failed.why())?;
        }
        for source in &self.empty_sources {
            writeln!(f, "  source {source} lists no articles")?;
        }
        Ok(())
    }
}
