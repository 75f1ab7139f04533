//! `caveat import`: takes in articles from files, a batch at a time.

mod files;
mod items;
mod reading;

use anyhow::bail;

use crate::cli;
use crate::commands::interrupt::Interrupt;
use crate::commands::progress::Progress;
use crate::commands::{Exit, Setting, dense, indexing, tell};
use crate::index::TantivyIndex;
use crate::store::{Batch, Change, Store};

pub use files::{ArticleFile, find};
use items::{Items, Place};
use reading::{Incoming, Refusal};

/// Refusals told one by one; the rest is counted. A file of another kind would fill the screen.
const REFUSALS_TOLD: u64 = 10;

/// What became of the articles.
#[derive(Debug, Default)]
pub struct Tally {
    new: u64,
    changed: u64,
    unchanged: u64,
    refused: u64,
}

pub fn run(setting: &Setting, asked: &cli::Import) -> anyhow::Result<Exit> {
    let files = find(&asked.paths)?;
    let mut store = Store::open_or_create(&setting.index)?;
    // Opened before anything is stored: an index that cannot take the articles in is told at once.
    let mut index = TantivyIndex::open_or_create(&setting.index)?;
    let encoder = dense::encoder(&setting.config.dense)?;
    let interrupt = Interrupt::watch();
    let tally = store_all(files, &mut store, setting, &interrupt)?;
    if !interrupt.came() {
        indexing::catch_up(&store, &mut index, || interrupt.came(), setting.quiet)?;
    }
    if !interrupt.came() {
        dense::catch_up(&setting.index, encoder.as_ref(), || interrupt.came(), setting.quiet)?;
    }
    if interrupt.came() {
        tell::info(&format!(
            "stopped: {tally}; the rest is as it was, and the next import or refresh completes the index"
        ));
        return Ok(Exit::Interrupted);
    }
    if tally.refused > 0 && tally.refused == tally.all() {
        bail!("nothing could be imported: all {} refused", tally.refused);
    }
    if !setting.quiet {
        tell::info(&format!("imported {tally}"));
    }
    Ok(Exit::Done)
}

/// Stores the articles of files, or as many as there are until it is time to stop.
pub fn store_all(
    files: Vec<ArticleFile>,
    store: &mut Store,
    setting: &Setting,
    interrupt: &Interrupt,
) -> anyhow::Result<Tally> {
    let mut progress = Progress::start("importing articles", None, setting.quiet);
    let mut items = Items::of(files);
    let mut tally = Tally::default();
    while let Some(batch) = items.next_batch(interrupt) {
        let read = reading::read_all(batch, setting.now);
        take_in(read, store, &mut tally, &mut progress)?;
    }
    progress.finish();
    Ok(tally)
}

/// Stores what could be read of one batch, all of it or, on an error, none.
fn take_in(
    read: Vec<(Place, Result<Incoming, Refusal>)>,
    store: &mut Store,
    tally: &mut Tally,
    progress: &mut Progress,
) -> anyhow::Result<()> {
    let steps = read.len() as u64;
    let mut articles = Vec::with_capacity(read.len());
    for (place, result) in read {
        match result {
            Ok(incoming) => articles.push(incoming),
            Err(refusal) => {
                tally.refused += 1;
                if tally.refused <= REFUSALS_TOLD {
                    progress.warn(&format!("{place}: {refusal}"));
                }
            }
        }
    }
    // Oldest first, so that the numbers of an article's revisions follow time as far as the batch reaches.
    articles.sort_by_key(|incoming| incoming.seen);
    let put = |batch: &mut Batch<'_>| articles.iter().map(|a| batch.put(&a.article, a.seen)).collect();
    let changes: Vec<Change> = store.batch(put)?;
    for change in changes {
        tally.note(change);
    }
    progress.advance(steps);
    Ok(())
}

impl Tally {
    fn note(&mut self, change: Change) {
        match change {
            Change::New => self.new += 1,
            Change::Changed => self.changed += 1,
            Change::Unchanged => self.unchanged += 1,
        }
    }

    fn all(&self) -> u64 {
        self.new + self.changed + self.unchanged + self.refused
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { new, changed, unchanged, refused } = self;
        write!(f, "{new} new, {changed} changed, {unchanged} unchanged, {refused} refused")
    }
}
