//! `caveat demo`: the whole way on a small invented news site, without touching the internet.

mod pages;
mod site;

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use jiff::Timestamp;

pub use pages::{PAGES, Page, QUESTION, SOURCES, Source};
pub use site::{Site, SiteError, Visit};

use super::ask::{self, Asked};
use super::model::Model;
use super::refresh::{Job, Summary, refresh};
use super::{Exit, now};
use crate::answer::Archive;
use crate::cli::{ComposerChoice, Demo, Global};
use crate::config::Config;
use crate::crawl::{self, CrawlOptions};
use crate::index::TantivyIndex;
use crate::news::CanonicalUrl;
use crate::store::{Scope, Store};

/// Serves the site, reads it over HTTP into a directory that is removed at the end unless it is to be kept, and asks a
/// question.
pub fn run(global: &Global, asked: &Demo) -> anyhow::Result<Exit> {
    // Without a model the demo must run whatever the configuration is.
    let model = match asked.composer {
        ComposerChoice::Extractive => None,
        choice => {
            let config = Config::load(global.config.as_deref())?;
            Model::chosen(choice, &config.llm, &asked.model, global.quiet)?
        }
    };
    let (now, started) = (now(global), Instant::now());
    let temporary = tempfile::tempdir().context("cannot make a temporary directory for the demo")?;
    let directory = match &asked.keep {
        Some(kept) => new_directory(kept)?,
        None => temporary.path(),
    };
    let read = tokio::runtime::Runtime::new()?.block_on(read_site(directory, now))?;
    if read.interrupted {
        return Ok(Exit::Interrupted);
    }
    let (store, index) = (Store::open(directory)?, TantivyIndex::open(directory)?);
    // The articles were read a moment after `now`, and the question is asked after that.
    let now = now + started.elapsed();
    let text = asked.question.as_deref().unwrap_or(QUESTION);
    let asked_now = Asked { text, now, scope: &Scope::at(now) };
    let (report, stopped) = asked_now.put_to(&Archive::by_words(&store, &index), model)?;
    ask::write(&report, asked.format, None)?;
    Ok(if stopped { Exit::Interrupted } else { ask::exit(&report) })
}

/// Articles of the demo are not mixed with others, nor with those of a demo whose site had another port.
fn new_directory(path: &Path) -> anyhow::Result<&Path> {
    let cannot = || format!("cannot keep the demo in {}", path.display());
    std::fs::create_dir_all(path).with_context(cannot)?;
    match std::fs::read_dir(path).with_context(cannot)?.next() {
        None => Ok(path),
        Some(_) => bail!("{}: it is not empty; name a new directory", cannot()),
    }
}

/// Reads the site into a directory, as of `now` on.
pub async fn read_site(directory: &Path, now: Timestamp) -> anyhow::Result<Summary> {
    let site = Site::start().await?;
    let job = Job {
        sources: sources(&site)?,
        options: options(),
        directory,
        archive: None,
        cited: Vec::new(),
        quiet: true,
    };
    let read = refresh(job, now).await?;
    site.shutdown().await;
    Ok(read)
}

/// The demo's server is its own and on loopback: no need to spare it, and it may be read.
fn options() -> CrawlOptions {
    CrawlOptions { min_delay: Duration::ZERO, allow_private_addresses: true, ..CrawlOptions::default() }
}

fn sources(site: &Site) -> anyhow::Result<Vec<crawl::Source>> {
    let source = |s: &Source| {
        let kind = s.kind.parse().map_err(anyhow::Error::msg)?;
        let (url, wishes) = (CanonicalUrl::parse(&site.url(s.path))?, crawl::Wishes::default());
        Ok(crawl::Source { name: s.name.to_owned(), url, kind, wishes })
    };
    SOURCES.iter().map(source).collect()
}
