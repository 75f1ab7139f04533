//! What is remembered for the next crawl: what each address last answered, the rules of origins, and the articles that
//! were listed and not read yet.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};

use super::{Batch, Store, StoreError, instant, millis};
use crate::news::{CanonicalUrl, Confidence, FetchRecord, Notice, Pending, RobotsFile, parse_stated};

impl Batch<'_> {
    /// Keeps the last answer of an address; `changed` says whether it was another one than before.
    pub fn put_fetch(&mut self, record: &FetchRecord, changed: bool) -> rusqlite::Result<()> {
        let sql = "INSERT INTO fetches
            (url, fetched, status, etag, last_modified, moved_to, links, failures, listings, changed)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?2)
            ON CONFLICT (url) DO UPDATE SET
                changed = CASE WHEN ?10 THEN excluded.fetched ELSE coalesce(changed, fetched) END,
                fetched = excluded.fetched, status = excluded.status, etag = excluded.etag,
                last_modified = excluded.last_modified, moved_to = excluded.moved_to, links = excluded.links,
                failures = excluded.failures, listings = excluded.listings";
        self.transaction
            .prepare_cached(sql)?
            .execute(params![
                record.url.as_str(),
                millis(record.fetched),
                record.status,
                record.etag,
                record.last_modified,
                record.moved_to.as_ref().map(CanonicalUrl::as_str),
                json(&record.links),
                record.failures,
                json(&record.listings),
                changed,
            ])
            .map(drop)
    }

    /// Keeps the last answer of a listing, which is another one than before if it lists other articles.
    pub fn put_listing(&mut self, record: &FetchRecord) -> rusqlite::Result<()> {
        let sql = "SELECT links FROM fetches WHERE url = ?1";
        let before: Option<String> = self
            .transaction
            .prepare_cached(sql)?
            .query_row([record.url.as_str()], |row| row.get(0))
            .optional()?;
        self.put_fetch(record, before.is_some_and(|before| before != json(&record.links)))
    }

    pub fn put_robots(&mut self, file: &RobotsFile) -> rusqlite::Result<()> {
        let sql = "INSERT OR REPLACE INTO robots (origin, fetched, status, body) VALUES (?1, ?2, ?3, ?4)";
        let values = params![file.origin, millis(file.fetched), file.status, file.body];
        self.transaction.prepare_cached(sql)?.execute(values).map(drop)
    }

    /// Notes articles that are to be read. Whatever becomes of the crawl, they are known from now on.
    pub fn await_article(&mut self, pending: &Pending, found: Timestamp) -> rusqlite::Result<()> {
        let sql = "INSERT OR IGNORE INTO frontier (url, source, found, title, published) VALUES (?1, ?2, ?3, ?4, ?5)";
        let Pending { url, source, notice } = pending;
        let published = notice.published.map(|time| time.to_string());
        let values = params![url.as_str(), source, millis(found), notice.title, published];
        self.transaction.prepare_cached(sql)?.execute(values).map(drop)
    }

    /// An article has been read, or never will be.
    pub fn settle_article(&mut self, url: &CanonicalUrl) -> rusqlite::Result<()> {
        let sql = "DELETE FROM frontier WHERE url = ?1";
        self.transaction.prepare_cached(sql)?.execute([url.as_str()]).map(drop)
    }

    /// An article that is to be read has another address.
    pub fn move_article(&mut self, from: &CanonicalUrl, to: &CanonicalUrl) -> rusqlite::Result<()> {
        let sql = "UPDATE OR REPLACE frontier SET url = ?2 WHERE url = ?1";
        self.transaction.prepare_cached(sql)?.execute([from.as_str(), to.as_str()]).map(drop)
    }
}

impl Store {
    /// The last moment at which anything was read.
    pub fn last_fetch(&self) -> Result<Option<Timestamp>, StoreError> {
        let last = self.connection.query_row("SELECT max(fetched) FROM fetches", [], |row| row.get(0));
        last.map(|last: Option<i64>| last.map(instant)).map_err(|e| self.explain(e))
    }

    /// The last answer of an address, if it was ever asked.
    pub fn fetch_record(&self, url: &CanonicalUrl) -> Result<Option<FetchRecord>, StoreError> {
        let sql = "SELECT fetched, status, etag, last_modified, moved_to, links, failures, listings, changed
                   FROM fetches WHERE url = ?1";
        let read = |row: &Row<'_>| {
            let moved_to: Option<String> = row.get(4)?;
            let (links, listings): (String, String) = (row.get(5)?, row.get(7)?);
            let changed: Option<i64> = row.get(8)?;
            Ok(FetchRecord {
                url: url.clone(),
                fetched: instant(row.get(0)?),
                changed: changed.map(instant),
                status: row.get(1)?,
                etag: row.get(2)?,
                last_modified: row.get(3)?,
                // Links that no longer parse are forgotten: the listing is then read afresh.
                moved_to: moved_to.and_then(|to| CanonicalUrl::parse(&to).ok()),
                links: serde_json::from_str(&links).unwrap_or_default(),
                listings: serde_json::from_str(&listings).unwrap_or_default(),
                failures: row.get(6)?,
            })
        };
        self.connection
            .prepare_cached(sql)
            .and_then(|mut s| s.query_row(params![url.as_str()], read).optional())
            .map_err(|e| self.explain(e))
    }

    /// The rules of an origin, as they were last read.
    pub fn robots_file(&self, origin: &str) -> Result<Option<RobotsFile>, StoreError> {
        let sql = "SELECT fetched, status, body FROM robots WHERE origin = ?1";
        let read = |row: &Row<'_>| {
            let fetched = instant(row.get(0)?);
            Ok(RobotsFile { origin: origin.to_owned(), fetched, status: row.get(1)?, body: row.get(2)? })
        };
        self.connection
            .prepare_cached(sql)
            .and_then(|mut s| s.query_row([origin], read).optional())
            .map_err(|e| self.explain(e))
    }

    /// The articles that were listed and not read yet, the one listed last in front.
    pub fn pending(&self) -> Result<Vec<Pending>, StoreError> {
        let sql = "SELECT url, source, title, published FROM frontier ORDER BY found DESC, rowid";
        let read = |row: &Row<'_>| {
            let (url, published): (String, Option<String>) = (row.get(0)?, row.get(3)?);
            let published = published.and_then(|time| parse_stated(&time, Confidence::Low).ok());
            let notice = Notice { title: row.get(2)?, published };
            let source = row.get(1)?;
            Ok(CanonicalUrl::parse(&url).ok().map(|url| Pending { url, source, notice }))
        };
        let run = || {
            let mut statement = self.connection.prepare(sql)?;
            statement.query_map([], read)?.collect::<rusqlite::Result<Vec<_>>>()
        };
        Ok(run().map_err(|e| self.explain(e))?.into_iter().flatten().collect())
    }
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "[]".into())
}
