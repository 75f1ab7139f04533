//! A test collection, stored and indexed for the length of one evaluation.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use jiff::civil::Date;
use tempfile::TempDir;

use super::Stopped;
use crate::answer::Archive;
use crate::commands::demo::read_site;
use crate::commands::import::{ArticleFile, store_all};
use crate::commands::interrupt::Interrupt;
use crate::commands::progress::Progress;
use crate::commands::{Setting, dense, indexing};
use crate::eval::beir::{Corpus, Document};
use crate::eval::cost::Clock;
use crate::eval::retrieval::{Documents, Listed};
use crate::index::{Dense, TantivyIndex};
use crate::news::{Article, CanonicalUrl, Kind, Revision, UrlError};
use crate::store::Store;

/// Where the documents of a corpus are said to be: an id may be anything, an address may not. No host can have
/// this name (RFC 6761).
const CORPUS: &str = "https://corpus.invalid/";
/// Documents stored in one transaction, and revisions read at a time.
const BATCH: usize = 1_000;

/// Articles in a directory that vanishes with this value, with their index.
pub struct Collection {
    directory: TempDir,
    pub store: Store,
    pub index: TantivyIndex,
    dense: Option<Dense>,
    pub documents: Documents,
    /// Processor time that indexing took (seconds), reading from the store included.
    pub index_seconds: f64,
}

impl Collection {
    /// The documents of a BEIR corpus.
    pub fn of_corpus(path: &Path, setting: &Setting, interrupt: &Interrupt) -> anyhow::Result<Self> {
        let (directory, mut store) = empty()?;
        let ids = store_corpus(path, &mut store, setting, interrupt)?;
        // A document is numbered by its place in the file.
        let id = |url: &str| ids.get(url.strip_prefix(CORPUS)?.parse::<usize>().ok()?).cloned();
        Self::indexed(directory, store, setting, interrupt, |article| id(article.url.as_str()))
    }

    /// Articles from files; they are known by their addresses.
    pub fn of_articles(
        files: Vec<ArticleFile>,
        setting: &Setting,
        interrupt: &Interrupt,
    ) -> anyhow::Result<Self> {
        let (directory, mut store) = empty()?;
        store_all(files, &mut store, setting, interrupt)?;
        Self::indexed(directory, store, setting, interrupt, |article| Some(article.url.to_string()))
    }

    /// The articles of the invented site, read from loopback; they are known by their addresses.
    pub fn of_demo(setting: &Setting, interrupt: &Interrupt) -> anyhow::Result<Self> {
        let (directory, store) = empty()?;
        read_demo(directory.path(), setting)?;
        Self::indexed(directory, store, setting, interrupt, |article| Some(article.url.to_string()))
    }

    fn indexed(
        directory: TempDir,
        store: Store,
        setting: &Setting,
        interrupt: &Interrupt,
        id: impl Fn(&Article) -> Option<String>,
    ) -> anyhow::Result<Self> {
        go_on(interrupt)?;
        let mut index = TantivyIndex::open_or_create(directory.path())?;
        let clock = Clock::start();
        indexing::catch_up(&store, &mut index, || interrupt.came(), setting.quiet)?;
        let index_seconds = clock.seconds();
        let dense = vectors(directory.path(), setting, interrupt)?;
        go_on(interrupt)?;
        let mut documents = Documents::new();
        let mut seq = 0;
        while let Some((last, revisions)) = next(&store, seq)? {
            seq = last;
            for revision in revisions {
                let article = revision.article();
                let listed = id(article).map(|id| Listed { id, title: article.title.clone() });
                documents.extend(listed.map(|listed| (revision.id().article, listed)));
            }
        }
        if documents.is_empty() {
            bail!("there is no article to look for anything in");
        }
        Ok(Self { directory, store, index, dense, documents, index_seconds })
    }

    pub fn archive(&self) -> Archive<'_, TantivyIndex> {
        Archive { store: &self.store, index: &self.index, dense: self.dense.as_ref() }
    }

    /// Shows every article as it last was, in the order of the collection, until it is time to stop.
    pub fn each(&self, interrupt: &Interrupt, mut see: impl FnMut(&Revision)) -> anyhow::Result<()> {
        for article in self.documents.keys() {
            go_on(interrupt)?;
            let revisions = self.store.revisions(*article)?;
            revisions.iter().max_by_key(|revision| revision.id().number).into_iter().for_each(&mut see);
        }
        Ok(())
    }

    pub fn store_path(&self) -> PathBuf {
        Store::path_in(self.directory.path())
    }

    pub fn index_path(&self) -> PathBuf {
        TantivyIndex::path_in(self.directory.path())
    }
}

/// An error if the reader has asked to stop.
pub fn go_on(interrupt: &Interrupt) -> Result<(), Stopped> {
    if interrupt.came() { Err(Stopped) } else { Ok(()) }
}

/// Vectors of all passages, if a model is configured.
fn vectors(directory: &Path, setting: &Setting, interrupt: &Interrupt) -> anyhow::Result<Option<Dense>> {
    let Some(encoder) = dense::encoder(&setting.config.dense)? else { return Ok(None) };
    dense::catch_up(directory, Some(&encoder), || interrupt.came(), setting.quiet)?;
    Ok(Some(Dense::open(directory, encoder)?))
}

/// The day of the latest article in files that says when it was published.
pub fn latest_in_files(
    files: Vec<ArticleFile>,
    setting: &Setting,
    interrupt: &Interrupt,
) -> anyhow::Result<Option<Date>> {
    let (_directory, mut store) = empty()?;
    store_all(files, &mut store, setting, interrupt)?;
    go_on(interrupt)?;
    latest(&store)
}

/// The same of the invented site.
pub fn latest_in_demo(setting: &Setting) -> anyhow::Result<Option<Date>> {
    let (directory, store) = empty()?;
    read_demo(directory.path(), setting)?;
    latest(&store)
}

fn read_demo(directory: &Path, setting: &Setting) -> anyhow::Result<()> {
    let read = tokio::runtime::Runtime::new()?.block_on(read_site(directory, setting.now))?;
    if read.interrupted { Err(Stopped.into()) } else { Ok(()) }
}

fn latest(store: &Store) -> anyhow::Result<Option<Date>> {
    let (mut seq, mut day) = (0, None);
    while let Some((last, revisions)) = next(store, seq)? {
        seq = last;
        day = day.max(revisions.iter().filter_map(|r| Some(r.article().published?.date())).max());
    }
    Ok(day)
}

fn empty() -> anyhow::Result<(TempDir, Store)> {
    let directory = tempfile::tempdir().context("cannot make a temporary directory for the evaluation")?;
    let store = Store::open_or_create(directory.path())?;
    Ok((directory, store))
}

/// Stores the documents; returns their ids by number.
fn store_corpus(
    path: &Path,
    store: &mut Store,
    setting: &Setting,
    interrupt: &Interrupt,
) -> anyhow::Result<Vec<String>> {
    let mut corpus = Corpus::open(path)?;
    let mut progress = Progress::start("importing documents", None, setting.quiet);
    let (mut ids, mut ended) = (Vec::new(), false);
    while !ended {
        go_on(interrupt)?;
        let mut articles = Vec::with_capacity(BATCH);
        while articles.len() < BATCH && !ended {
            match corpus.read()? {
                None => ended = true,
                Some(document) => {
                    articles.push(article(&document, ids.len())?);
                    ids.push(document.id);
                }
            }
        }
        store.batch(|batch| {
            articles.iter().try_for_each(|article| batch.put(article, setting.now).map(drop))
        })?;
        progress.advance(articles.len() as u64);
    }
    progress.finish();
    Ok(ids)
}

/// A document as an article that has no date, so that nothing is filtered out. One without a text has its title for
/// a text.
fn article(document: &Document, number: usize) -> Result<Article, UrlError> {
    let is_blank = document.text.trim().is_empty();
    let url = CanonicalUrl::parse(&format!("{CORPUS}{number}"))?;
    Ok(Article {
        outlet: url.host().to_owned(),
        url,
        title: document.title.trim().to_owned(),
        text: if is_blank { document.title.trim() } else { document.text.trim() }.to_owned(),
        authors: Vec::new(),
        published: None,
        modified: None,
        language: None,
        section: None,
        kind: Kind::News,
        paywalled: false,
        wire: None,
    })
}

fn next(store: &Store, seq: u64) -> anyhow::Result<Option<(u64, Vec<Revision>)>> {
    let found = store.revisions_after(seq, BATCH as u32)?;
    let last = found.last().map(|(last, _)| *last);
    Ok(last.map(|last| (last, found.into_iter().map(|(_, revision)| revision).collect())))
}
