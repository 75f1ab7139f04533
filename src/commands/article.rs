//! `caveat article`: shows an article as it was read.

use std::collections::HashSet;

use anyhow::{Context, bail};
use jiff::Timestamp;
use serde::Serialize;

use crate::cli::{self, Format};
use crate::commands::{Exit, Setting, output};
use crate::news::{CanonicalUrl, Precision, Revision};
use crate::store::Store;

pub fn run(setting: &Setting, asked: &cli::Article) -> anyhow::Result<Exit> {
    let url = CanonicalUrl::parse(&asked.url)?;
    let history = Store::open(&setting.index)?.history(&url)?;
    let Some(newest) = history.last() else {
        bail!(
            "there is no article {url} in {}; `caveat search` shows the addresses of those there are",
            setting.index.display()
        )
    };
    let shown = match asked.revision {
        None => newest,
        Some(number) => history
            .iter()
            .find(|revision| revision.id().number == number)
            .with_context(|| format!("{url} has revisions 1 to {}, not {number}", history.len()))?,
    };
    match asked.format {
        Format::Json => output::print_json(&ArticleView::of(shown, &history))?,
        Format::Text if asked.history => output::print(&listed(&history))?,
        Format::Text => output::print(&readable(shown))?,
    }
    Ok(Exit::Done)
}

/// A revision and its history as JSON. The names are a contract with scripts.
#[derive(Serialize)]
struct ArticleView<'a> {
    url: &'a CanonicalUrl,
    revision: u32,
    /// First seen first.
    revisions: Vec<RevisionView<'a>>,
    title: &'a str,
    text: &'a str,
    outlet: &'a str,
    authors: &'a [String],
    /// RFC 3339 with the page's own offset, or a bare day.
    published: Option<String>,
    published_precision: &'static str,
    modified: Option<String>,
    language: Option<&'a str>,
    section: Option<&'a str>,
    kind: &'static str,
    paywalled: bool,
    wire: Option<&'a str>,
    /// When this state was first seen.
    fetched: Timestamp,
    /// SHA-256 of title, a zero byte, and text.
    hash: String,
}

#[derive(Serialize)]
struct RevisionView<'a> {
    revision: u32,
    first_seen: Timestamp,
    title: &'a str,
}

impl<'a> ArticleView<'a> {
    fn of(revision: &'a Revision, history: &'a [Revision]) -> Self {
        let article = revision.article();
        Self {
            url: &article.url,
            revision: revision.id().number,
            revisions: history.iter().map(RevisionView::of).collect(),
            title: &article.title,
            text: &article.text,
            outlet: &article.outlet,
            authors: &article.authors,
            published: article.published.map(|time| time.to_string()),
            published_precision: Precision::name_of(article.published),
            modified: article.modified.map(|time| time.to_string()),
            language: article.language.as_deref(),
            section: article.section.as_deref(),
            kind: article.kind.as_str(),
            paywalled: article.paywalled,
            wire: article.wire.as_deref(),
            fetched: revision.first_seen(),
            hash: article.content_hash().as_bytes().iter().map(|byte| format!("{byte:02x}")).collect(),
        }
    }
}

impl<'a> RevisionView<'a> {
    fn of(revision: &'a Revision) -> Self {
        Self {
            revision: revision.id().number,
            first_seen: revision.first_seen(),
            title: &revision.article().title,
        }
    }
}

/// A line for each revision, first seen first, and which paragraphs it dropped and brought.
fn listed(history: &[Revision]) -> String {
    let mut before: Option<&Revision> = None;
    let mut text = String::new();
    for revision in history {
        let title = &revision.article().title;
        text += &format!("{:>3}  {}  {title}\n", revision.id().number, revision.first_seen());
        text += &before.map(|before| changes(before.text(), revision.text())).unwrap_or_default();
        before = Some(revision);
    }
    text
}

/// Paragraphs that are in one text alone, in the order of each. One that only moved is not told.
fn changes(before: &str, after: &str) -> String {
    let only = |text: &str, other: &str, sign: char| {
        let others: HashSet<&str> = other.split("\n\n").collect();
        let own = text.split("\n\n").filter(|paragraph| !others.contains(paragraph));
        own.map(|paragraph| format!("     {sign} {paragraph}\n")).collect::<String>()
    };
    only(before, after, '-') + &only(after, before, '+')
}

fn readable(revision: &Revision) -> String {
    let article = revision.article();
    let about = [
        ("outlet", Some(article.outlet.clone())),
        ("authors", Some(article.authors.join(", ")).filter(|names| !names.is_empty())),
        ("published", article.published.map(|time| time.to_string())),
        ("modified", article.modified.map(|time| time.to_string())),
        ("section", article.section.clone()),
        ("language", article.language.clone()),
        ("kind", Some(article.kind.to_string())),
        ("agency", article.wire.clone()),
        ("paywalled", article.paywalled.then(|| "yes".to_owned())),
        ("revision", Some(format!("{}, first seen {}", revision.id().number, revision.first_seen()))),
        ("address", Some(article.url.to_string())),
    ];
    output::readable(&article.title, &about, &article.text)
}
