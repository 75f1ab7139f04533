//! How long articles are kept: by age and by size, but never less than what kept answers rest on.

use jiff::Timestamp;
use rusqlite::params;

use super::{Batch, Store, StoreError, millis};

/// What may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Revisions that were first seen before this.
    pub seen_before: Option<Timestamp>,
    /// The oldest revisions beyond so many bytes of text.
    pub text_bytes: Option<u64>,
}

/// What went, or would.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Pruned {
    pub revisions: usize,
    pub articles: usize,
    /// Revisions that were old enough and that kept answers rest on.
    pub kept_for_answers: usize,
    pub text_bytes: u64,
}

/// A revision that has left its bounds. The last in the order of storing stays: what the index has come to is counted by it.
const OLD: &str = "(first_seen < ?1 OR younger > ?2) AND seq < (SELECT max(seq) FROM revisions)";
const RESTED_ON: &str =
    "EXISTS (SELECT 1 FROM evidence e WHERE e.article = s.article AND e.revision = s.number)";
/// Each revision with the bytes of text in it and in all that were seen later.
const SIZED: &str = "(SELECT article, number, seq, first_seen, length(CAST(text AS BLOB)) AS bytes,
    sum(length(CAST(text AS BLOB))) OVER (ORDER BY first_seen DESC, seq DESC) AS younger FROM revisions) s";

impl Batch<'_> {
    /// Takes out what may go. Addresses stay known, so that nothing is read again because it went.
    pub fn prune(&mut self, bounds: Retention) -> rusqlite::Result<Pruned> {
        let seen_before = bounds.seen_before.map_or(i64::MIN, millis);
        let most = bounds.text_bytes.map_or(i64::MAX, |bytes| i64::try_from(bytes).unwrap_or(i64::MAX));
        let values = params![seen_before, most];
        let sql = format!(
            "SELECT count(*) FILTER (WHERE NOT {RESTED_ON}), count(*) FILTER (WHERE {RESTED_ON}),
             coalesce(sum(bytes) FILTER (WHERE NOT {RESTED_ON}), 0) FROM {SIZED} WHERE {OLD}"
        );
        let mut pruned = self.transaction.query_row(&sql, values, |row| {
            let number = |column| row.get::<_, i64>(column).map(|n| usize::try_from(n).unwrap_or_default());
            let text_bytes = row.get::<_, i64>(2)?.cast_unsigned();
            Ok(Pruned { revisions: number(0)?, kept_for_answers: number(1)?, text_bytes, articles: 0 })
        })?;
        let sql = format!(
            "DELETE FROM revisions WHERE (article, number) IN
             (SELECT article, number FROM {SIZED} WHERE {OLD} AND NOT {RESTED_ON})"
        );
        self.transaction.execute(&sql, values)?;
        let sql = "DELETE FROM articles WHERE id NOT IN (SELECT article FROM revisions)";
        pruned.articles = self.transaction.execute(sql, [])?;
        Ok(pruned)
    }
}

impl Store {
    /// What would go, without taking it out.
    pub fn prunable(&mut self, bounds: Retention) -> Result<Pruned, StoreError> {
        let path = self.path.clone();
        let run = |connection: &mut rusqlite::Connection| {
            let mut batch = Batch { transaction: connection.transaction()? };
            let pruned = batch.prune(bounds)?;
            // Dropped without a commit: all is as before.
            Ok(pruned)
        };
        run(&mut self.connection).map_err(|e: rusqlite::Error| match super::is_busy(&e) {
            true => StoreError::Busy(path),
            false => StoreError::Sql { path, source: e },
        })
    }

    /// Gives the space of what went back to the system.
    pub fn compact(&self) -> Result<(), StoreError> {
        self.connection.execute_batch("VACUUM").map_err(|e| self.explain(e))
    }
}
