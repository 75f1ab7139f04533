//! Articles that their sites took back: what they said is kept and can still be asked for as of earlier days, but
//! nothing of today rests on it.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};

use super::{Batch, Store, StoreError, instant, millis};
use crate::news::{ArticleId, CanonicalUrl, RevisionId};

/// How an article stands today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The state that was seen last.
    pub newest: u32,
    /// When it was found to be taken off its site.
    pub withdrawn: Option<Timestamp>,
}

impl Batch<'_> {
    /// The page of an article is gone for good: from `at` on, no state of it is visible. Says whether that is news.
    pub fn withdraw(&mut self, url: &CanonicalUrl, at: Timestamp) -> rusqlite::Result<bool> {
        let sql = "UPDATE articles SET withdrawn = ?2 WHERE url = ?1 AND withdrawn IS NULL";
        if self.transaction.execute(sql, params![url.as_str(), millis(at)])? == 0 {
            return Ok(false);
        }
        let sql = "UPDATE revisions SET visible_until = ?2
                   WHERE article = (SELECT id FROM articles WHERE url = ?1) AND visible_until IS NULL";
        self.transaction.execute(sql, params![url.as_str(), millis(at)])?;
        Ok(true)
    }

    /// The page is there again: its newest state is visible as if it had never been gone.
    pub fn reinstate(&mut self, url: &CanonicalUrl) -> rusqlite::Result<()> {
        let sql = "UPDATE articles SET withdrawn = NULL WHERE url = ?1 AND withdrawn IS NOT NULL";
        if self.transaction.prepare_cached(sql)?.execute([url.as_str()])? == 0 {
            return Ok(());
        }
        let sql = "UPDATE revisions SET visible_until = NULL WHERE (article, number) IN
                   (SELECT article, number FROM revisions JOIN articles ON id = article WHERE url = ?1
                    ORDER BY first_seen DESC, number DESC LIMIT 1)";
        self.transaction.execute(sql, [url.as_str()]).map(drop)
    }
}

impl Store {
    /// How an article stands; `None` for one that is not there.
    pub fn standing(&self, article: ArticleId) -> Result<Option<Standing>, StoreError> {
        let sql = "SELECT number, withdrawn FROM revisions JOIN articles ON id = article
                   WHERE article = ?1 ORDER BY first_seen DESC, number DESC LIMIT 1";
        let read = |row: &rusqlite::Row<'_>| {
            let withdrawn: Option<i64> = row.get(1)?;
            Ok(Standing { newest: row.get(0)?, withdrawn: withdrawn.map(instant) })
        };
        self.connection
            .prepare_cached(sql)
            .and_then(|mut s| s.query_row([article.0], read).optional())
            .map_err(|e| self.explain(e))
    }

    /// The revisions stored after a place in the order of storing, with the addresses of their articles.
    pub fn newer_than(&self, seq: u64) -> Result<Vec<(RevisionId, String)>, StoreError> {
        let sql = "SELECT article, number, url FROM revisions JOIN articles ON id = article WHERE seq > ?1";
        let read = |row: &rusqlite::Row<'_>| {
            let id = RevisionId { article: ArticleId(row.get(0)?), number: row.get(1)? };
            Ok((id, row.get(2)?))
        };
        let run = || {
            let mut statement = self.connection.prepare_cached(sql)?;
            statement.query_map([seq.cast_signed()], read)?.collect::<rusqlite::Result<_>>()
        };
        run().map_err(|e| self.explain(e))
    }

    /// The hash of a revision's title and text.
    pub fn content_hash(&self, id: RevisionId) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT hash FROM revisions WHERE article = ?1 AND number = ?2";
        self.connection
            .prepare_cached(sql)
            .and_then(|mut s| s.query_row(params![id.article.0, id.number], |row| row.get(0)).optional())
            .map_err(|e| self.explain(e))
    }
}
