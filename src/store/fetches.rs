//! What each address last answered.

use rusqlite::{OptionalExtension, params};

use super::{Batch, Store, StoreError, instant, millis};
use crate::news::{CanonicalUrl, FetchRecord};

impl Batch<'_> {
    /// Keeps the last answer of an address.
    pub fn put_fetch(&mut self, record: &FetchRecord) -> rusqlite::Result<()> {
        let sql = "INSERT OR REPLACE INTO fetches
            (url, fetched, status, etag, last_modified, moved_to, links, failures)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let links = serde_json::to_string(&record.links).unwrap_or_else(|_| "[]".into());
        self.transaction
            .prepare_cached(sql)?
            .execute(params![
                record.url.as_str(),
                millis(record.fetched),
                record.status,
                record.etag,
                record.last_modified,
                record.moved_to.as_ref().map(CanonicalUrl::as_str),
                links,
                record.failures,
            ])
            .map(drop)
    }
}

impl Store {
    /// The last answer of an address, if it was ever asked.
    pub fn fetch_record(&self, url: &CanonicalUrl) -> Result<Option<FetchRecord>, StoreError> {
        let sql = "SELECT fetched, status, etag, last_modified, moved_to, links, failures
                   FROM fetches WHERE url = ?1";
        let read = |row: &rusqlite::Row<'_>| {
            let moved_to: Option<String> = row.get(4)?;
            let links: String = row.get(5)?;
            Ok(FetchRecord {
                url: url.clone(),
                fetched: instant(row.get(0)?),
                status: row.get(1)?,
                etag: row.get(2)?,
                last_modified: row.get(3)?,
                // Links that no longer parse are forgotten: the listing is then read afresh.
                moved_to: moved_to.and_then(|to| CanonicalUrl::parse(&to).ok()),
                links: serde_json::from_str(&links).unwrap_or_default(),
                failures: row.get(6)?,
            })
        };
        self.connection
            .prepare_cached(sql)
            .and_then(|mut s| s.query_row(params![url.as_str()], read).optional())
            .map_err(|e| self.explain(e))
    }
}
