//! Bringing the index up to date with the store: the only part that writes to it.

use std::ops::ControlFlow;
use std::time::Duration;

use tantivy::{IndexWriter, TantivyDocument};

use super::{
    BUSY, FORMAT, Progress, TantivyIndex, day_number, languages, latest, once_free, opened, progress, read,
};
use crate::index::analysis::marked;
use crate::index::{IndexError, passages};
use crate::news::{Revision, UNKNOWN_LANGUAGE};
use crate::store::{Store, StoreError};

/// Memory for documents not yet written (bytes): tantivy's least is 15 MB, more means fewer segments.
const WRITER_MEMORY: usize = 50_000_000;
/// Revisions read from the store and committed to the index at a time.
const BATCH: u32 = 2_000;

/// Why the index could not be brought up to date with the store.
#[derive(Debug, thiserror::Error)]
pub enum CatchUpError {
    #[error(transparent)]
    Index(#[from] IndexError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl TantivyIndex {
    /// Takes in every revision that the store has and the index has not; returns how many there were. What is
    /// committed says how far it came, so an interrupted catch-up goes on where the last commit ended.
    ///
    /// After each commit, `done` is told how many revisions were taken in so far, and may break off. While another
    /// catch-up is under way, this one waits, for at most ten seconds.
    pub fn catch_up(
        &mut self,
        store: &Store,
        done: impl FnMut(usize) -> ControlFlow<()>,
    ) -> Result<usize, CatchUpError> {
        self.catch_up_within(BUSY, store, done)
    }

    fn catch_up_within(
        &mut self,
        patience: Duration,
        store: &Store,
        mut done: impl FnMut(usize) -> ControlFlow<()>,
    ) -> Result<usize, CatchUpError> {
        let mut taken = 0;
        if store.seq()? > progress(&self.path, &self.index)?.seq {
            let mut writer = self.writer(patience)?;
            // Only now: whoever wrote until just before may have taken in the same revisions.
            let mut seq = progress(&self.path, writer.index())?.seq;
            let mut going = ControlFlow::Continue(());
            while going.is_continue() {
                let revisions = store.revisions_after(seq, BATCH)?;
                let Some((last, _)) = revisions.last() else { break };
                seq = *last;
                for (_, revision) in &revisions {
                    self.add(&writer, revision)?;
                }
                self.commit(&mut writer, Progress { format: FORMAT, seq })?;
                taken += revisions.len();
                going = done(taken);
            }
            // Segments that are not merged now are merged another time.
            if going.is_continue() {
                writer.wait_merging_threads().map_err(|e| self.explain(e))?;
            }
        }
        self.seq = progress(&self.path, &self.index)?.seq;
        read(&self.path, || self.reader.reload())?;
        self.languages = languages(&self.path, &self.reader, self.fields.language)?;
        self.latest = read(&self.path, || latest(&self.reader))?;
        Ok(taken)
    }

    /// The right to write. The index is opened anew for it: the list of files that an index is made of is read
    /// when it is opened, and another one may have written since.
    fn writer(&self, patience: Duration) -> Result<IndexWriter, IndexError> {
        let open = || opened(&self.path)?.writer_with_num_threads(1, WRITER_MEMORY);
        read(&self.path, || once_free(patience, open))
    }

    fn add(&self, writer: &IndexWriter, revision: &Revision) -> Result<(), IndexError> {
        let article = revision.article();
        let language = article.language.as_deref();
        let title = marked(&article.title, language);
        for passage in passages(revision) {
            let body = marked(passage.range.of(&article.text), language);
            let mut document = TantivyDocument::default();
            document.add_i64(self.fields.article, revision.id().article.0);
            document.add_u64(self.fields.revision, u64::from(revision.id().number));
            document.add_u64(self.fields.start, passage.range.start() as u64);
            document.add_u64(self.fields.end, passage.range.end() as u64);
            document.add_text(self.fields.title, &title);
            document.add_text(self.fields.words, &title);
            document.add_text(self.fields.words, &body);
            document.add_text(self.fields.body, body);
            document.add_text(self.fields.language, language.unwrap_or(UNKNOWN_LANGUAGE));
            document.add_text(self.fields.outlet, article.outlet.to_lowercase());
            document.add_i64(self.fields.visible_from, revision.visible_from().as_millisecond());
            if let Some(published) = article.published {
                document.add_i64(self.fields.day, day_number(published.date()));
            }
            writer.add_document(document).map_err(|e| self.explain(e))?;
        }
        Ok(())
    }

    fn commit(&self, writer: &mut IndexWriter, progress: Progress) -> Result<(), IndexError> {
        let payload = serde_json::to_string(&progress).unwrap_or_default();
        let mut prepared = writer.prepare_commit().map_err(|e| self.explain(e))?;
        prepared.set_payload(&payload);
        prepared.commit().map(drop).map_err(|e| self.explain(e))
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use tantivy::directory::{Directory, INDEX_WRITER_LOCK};

    use super::*;
    use crate::index::SearchBackend;
    use crate::news::{Article, CanonicalUrl, Kind};

    /// A store with these articles of one passage each, and its index, in one directory.
    struct Shelf(tempfile::TempDir);

    impl Shelf {
        fn with(articles: std::ops::Range<u32>) -> Self {
            let shelf = Self(tempfile::tempdir().unwrap());
            shelf.put(articles);
            shelf
        }

        fn store(&self) -> Store {
            Store::open_or_create(self.0.path()).unwrap()
        }

        fn index(&self) -> TantivyIndex {
            TantivyIndex::open_or_create(self.0.path()).unwrap()
        }

        fn put(&self, articles: std::ops::Range<u32>) {
            let all: Vec<Article> = articles.map(article).collect();
            let stored = self.store().batch(|batch| {
                all.iter().map(|a| batch.put(a, Timestamp::UNIX_EPOCH)).collect::<Result<Vec<_>, _>>()
            });
            stored.unwrap();
        }
    }

    fn article(number: u32) -> Article {
        Article {
            url: CanonicalUrl::parse(&format!("https://news.example/{number}")).unwrap(),
            title: format!("Number {number}"),
            text: "The ferry was late.".into(),
            outlet: "News".into(),
            authors: Vec::new(),
            published: None,
            modified: None,
            language: None,
            section: None,
            kind: Kind::News,
            paywalled: false,
            wire: None,
        }
    }

    const ON: ControlFlow<()> = ControlFlow::Continue(());

    #[test]
    fn two_catch_ups_at_once_take_in_every_revision_once() {
        let shelf = Shelf::with(0..1);
        let (mut first, mut second) = (shelf.index(), shelf.index());
        let (begin, begins) = std::sync::mpsc::channel();
        let store = shelf.store();
        let waiting = std::thread::spawn(move || {
            begins.recv().unwrap();
            let taken = second.catch_up(&store, |_| ON).unwrap();
            (taken, second.passages(), second.generation())
        });
        // The second begins while the first is at it and has one more revision to take in.
        let taken = first.catch_up(&shelf.store(), |taken| {
            if taken == 1 {
                shelf.put(1..2);
                begin.send(()).unwrap();
            }
            ON
        });
        assert_eq!(taken.unwrap(), 2);
        assert_eq!(waiting.join().unwrap(), (0, 2, 2));
    }

    #[test]
    fn a_busy_index_is_waited_for_and_then_said_to_be_busy() {
        let shelf = Shelf::with(0..1);
        let mut index = shelf.index();
        let held = index.index.directory().acquire_lock(&INDEX_WRITER_LOCK).unwrap();
        let busy = index.catch_up_within(Duration::ZERO, &shelf.store(), |_| ON);
        assert!(matches!(busy, Err(CatchUpError::Index(IndexError::Busy(_)))), "{busy:?}");
        drop(held);
        assert_eq!(index.catch_up(&shelf.store(), |_| ON).unwrap(), 1);
        // Nothing to do needs no right to write.
        let _held = index.index.directory().acquire_lock(&INDEX_WRITER_LOCK).unwrap();
        assert_eq!(index.catch_up_within(Duration::ZERO, &shelf.store(), |_| ON).unwrap(), 0);
    }

    #[test]
    fn a_catch_up_that_is_broken_off_goes_on_where_it_ended() {
        let shelf = Shelf::with(0..BATCH + 1);
        let mut index = shelf.index();
        assert_eq!(index.catch_up(&shelf.store(), |_| ControlFlow::Break(())).unwrap(), BATCH as usize);
        assert_eq!((index.passages(), index.generation()), (u64::from(BATCH), u64::from(BATCH)));
        assert_eq!(shelf.index().catch_up(&shelf.store(), |_| ON).unwrap(), 1);
        assert_eq!(shelf.index().passages(), u64::from(BATCH) + 1);
    }
}
