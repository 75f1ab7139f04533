//! `caveat demo`: the whole way on a small invented news site, without touching the internet.

mod pages;
mod site;

use std::time::{Duration, Instant};

use anyhow::Context;

pub use pages::{PAGES, Page, QUESTION, SOURCES, Source};
pub use site::{Site, SiteError, Visit};

use super::ask::{self, Asked};
use super::refresh::{Job, refresh};
use super::{Exit, now};
use crate::answer::{Extractive, Report};
use crate::cli::{Demo, Global};
use crate::crawl::{self, CrawlOptions};
use crate::index::TantivyIndex;
use crate::news::CanonicalUrl;
use crate::store::{Scope, Store};

/// Serves the site, reads it over HTTP into a directory that is removed at the end, and asks a question.
pub fn run(global: &Global, asked: &Demo) -> anyhow::Result<Exit> {
    let question = asked.question.as_deref().unwrap_or(QUESTION);
    let report = tokio::runtime::Runtime::new()?.block_on(report(question, global))?;
    ask::write(&report, asked.format, None)?;
    Ok(ask::exit(&report))
}

async fn report(question: &str, global: &Global) -> anyhow::Result<Report> {
    let (now, started) = (now(global), Instant::now());
    let directory = tempfile::tempdir().context("cannot make a temporary directory for the demo")?;
    let site = Site::start().await?;
    let job = Job { sources: sources(&site)?, options: options(), directory: directory.path(), quiet: true };
    refresh(job, now).await?;
    site.shutdown().await;
    let (store, index) = (Store::open(directory.path())?, TantivyIndex::open(directory.path())?);
    // The articles were read a moment after `now`, and the question is asked after that.
    let asked_at = now + started.elapsed();
    let scope = Scope::at(asked_at);
    Asked { text: question, now: asked_at, scope: &scope }.put(&store, &index, &Extractive).await
}

/// The demo's server is its own and on loopback: no need to spare it, and it may be read.
fn options() -> CrawlOptions {
    CrawlOptions { min_delay: Duration::ZERO, allow_private_addresses: true, ..CrawlOptions::default() }
}

fn sources(site: &Site) -> anyhow::Result<Vec<crawl::Source>> {
    let source = |s: &Source| {
        let kind = s.kind.parse().map_err(anyhow::Error::msg)?;
        Ok(crawl::Source { name: s.name.to_owned(), url: CanonicalUrl::parse(&site.url(s.path))?, kind })
    };
    SOURCES.iter().map(source).collect()
}
