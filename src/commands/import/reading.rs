//! From a line or a page to an article that can be stored.

use std::io;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::thread;

use jiff::Timestamp;

use super::items::{MAX_LINE, Place};
use crate::commands::jsonl::{ArticleLine, LineError};
use crate::commands::page_file;
use crate::crawl::extract::{ExtractError, extract};
use crate::crawl::warc::{Capture, WarcError};
use crate::crawl::{decode, header_label, leads_to_articles};
use crate::news::{Article, CanonicalUrl, UrlError};

/// Something that should be an article.
#[derive(Debug)]
pub enum Item {
    /// A line of JSON, which may begin with a byte order mark.
    Line(Vec<u8>),
    /// A file that holds a web page.
    Page(PathBuf),
    /// A page out of a web archive.
    Captured(Capture),
    /// What could not even be read.
    Refused(Refusal),
}

/// An article to be stored, and when it was seen in this state.
#[derive(Debug)]
pub struct Incoming {
    pub article: Article,
    pub seen: Timestamp,
}

/// Why an item is not imported.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    #[error("the line is longer than {} MB, more than an article can be", MAX_LINE / 1024 / 1024)]
    TooLong,
    #[error(transparent)]
    Line(#[from] LineError),
    #[error(transparent)]
    Page(#[from] ExtractError),
    #[error(transparent)]
    Archive(#[from] WarcError),
    #[error("it is no article but a page that leads to some")]
    Section,
    #[error("its address: {0}")]
    Address(#[from] UrlError),
    #[error(
        "the page does not say its address (`<link rel=\"canonical\">`); give it as a line of JSON with \"url\" and \"html\""
    )]
    NoAddress,
}

/// Reads a batch on all processors, because extraction is what takes the time. Keeps the order.
pub fn read_all(batch: Vec<(Place, Item)>, now: Timestamp) -> Vec<(Place, Result<Incoming, Refusal>)> {
    let share = batch.len().div_ceil(thread::available_parallelism().map_or(1, NonZero::get)).max(1);
    let mut rest = batch.into_iter();
    thread::scope(|scope| {
        let mut parts = Vec::new();
        while rest.len() > 0 {
            let part: Vec<(Place, Item)> = rest.by_ref().take(share).collect();
            let read = move || part.into_iter().map(|(place, item)| (place, read(item, now))).collect();
            parts.push(scope.spawn(read));
        }
        let joined = |part: thread::ScopedJoinHandle<'_, Vec<_>>| {
            part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        parts.into_iter().flat_map(joined).collect()
    })
}

fn read(item: Item, now: Timestamp) -> Result<Incoming, Refusal> {
    match item {
        Item::Line(line) => {
            let line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&line);
            let (article, seen) = ArticleLine::parse(line)?.into_article(now)?;
            Ok(Incoming { article, seen })
        }
        Item::Page(path) => read_page(&path, now),
        Item::Captured(capture) => read_capture(&capture, now),
        Item::Refused(refusal) => Err(refusal),
    }
}

fn read_page(path: &Path, now: Timestamp) -> Result<Incoming, Refusal> {
    let extracted = extract(&page_file::read(path)?, None, now)?;
    let address = extracted.canonical.clone().ok_or(Refusal::NoAddress)?;
    Ok(Incoming { article: extracted.into_article(&address), seen: now })
}

/// A page as it was when it was captured.
fn read_capture(capture: &Capture, now: Timestamp) -> Result<Incoming, Refusal> {
    let address = CanonicalUrl::parse(&capture.address)?;
    // Lest a clock that ran ahead hides an article.
    let seen = capture.date.map_or(now, |date| date.min(now));
    let html = decode(&capture.body, header_label(&capture.content_type));
    let extracted = extract(&html, Some(&address), seen)?;
    // Archives hold all that was asked for, and home and section pages read as articles made of teasers.
    if leads_to_articles(&html, &address, &extracted.text) {
        return Err(Refusal::Section);
    }
    Ok(Incoming { article: extracted.into_article(&address), seen })
}
