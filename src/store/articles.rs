//! Articles and their revisions, in and out.

use std::collections::HashSet;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};

use super::{Batch, Store, StoreError, instant, millis};
use crate::news::{
    Article, ArticleId, CanonicalUrl, Confidence, Kind, Revision, RevisionId, StatedTime, parse_stated,
};

/// What storing an article did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// First time that this address was seen.
    New,
    /// Title or text differ from the last revision: a new one was added.
    Changed,
    /// Already known word for word.
    Unchanged,
}

const REVISION: &str =
    "SELECT a.url, r.article, r.number, r.first_seen, r.title, r.text, r.outlet, r.authors,
    r.published, r.published_confidence, r.modified, r.language, r.section, r.kind, r.paywalled, r.wire
    FROM revisions r JOIN articles a ON a.id = r.article";

impl Batch<'_> {
    /// Keeps an article as read at `seen`: a new revision if its title or text is new.
    pub fn put(&mut self, article: &Article, seen: Timestamp) -> rusqlite::Result<Change> {
        let hash = article.content_hash();
        let Some((id, number, last)) = self.newest(&article.url)? else {
            let id = self.new_article(&article.url)?;
            self.add_revision(RevisionId { article: id, number: 1 }, article, seen)?;
            return Ok(Change::New);
        };
        if last == hash.as_bytes() {
            return Ok(Change::Unchanged);
        }
        self.transaction
            .prepare_cached("UPDATE revisions SET visible_until = ?3 WHERE article = ?1 AND number = ?2")?
            .execute(params![id.0, number, millis(seen)])?;
        self.add_revision(RevisionId { article: id, number: number + 1 }, article, seen)?;
        Ok(Change::Changed)
    }

    fn newest(&self, url: &CanonicalUrl) -> rusqlite::Result<Option<(ArticleId, u32, Vec<u8>)>> {
        let sql = "SELECT r.article, r.number, r.hash FROM revisions r JOIN articles a ON a.id = r.article
                   WHERE a.url = ?1 ORDER BY r.number DESC LIMIT 1";
        self.transaction
            .prepare_cached(sql)?
            .query_row(params![url.as_str()], |r| Ok((ArticleId(r.get(0)?), r.get(1)?, r.get(2)?)))
            .optional()
    }

    fn new_article(&self, url: &CanonicalUrl) -> rusqlite::Result<ArticleId> {
        let sql =
            "INSERT INTO articles (url, seq) VALUES (?1, (SELECT coalesce(max(seq), 0) + 1 FROM articles))";
        self.transaction.prepare_cached(sql)?.execute(params![url.as_str()])?;
        Ok(ArticleId(self.transaction.last_insert_rowid()))
    }

    fn add_revision(&self, id: RevisionId, article: &Article, seen: Timestamp) -> rusqlite::Result<()> {
        let revision = Revision::new(id, seen, article.clone());
        let authors = serde_json::to_string(&article.authors).unwrap_or_else(|_| "[]".into());
        let confidence = match article.published.map(|p| p.confidence()) {
            Some(Confidence::Low) => "low",
            _ => "high",
        };
        let sql =
            "INSERT INTO revisions (article, number, seq, hash, first_seen, visible_from, day, outlet, title,
            text, authors, published, published_confidence, modified, language, section, kind, paywalled, wire)
            VALUES (?1, ?2, (SELECT coalesce(max(seq), 0) + 1 FROM revisions),
            ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)";
        self.transaction.prepare_cached(sql)?.execute(params![
            id.article.0,
            id.number,
            article.content_hash().as_bytes(),
            millis(seen),
            millis(revision.visible_from()),
            article.published.map(|p| p.date().to_string()),
            article.outlet,
            article.title,
            article.text,
            authors,
            article.published.map(|p| p.to_string()),
            confidence,
            article.modified.map(|m| m.to_string()),
            article.language,
            article.section,
            article.kind.as_str(),
            article.paywalled,
            article.wire,
        ])?;
        Ok(())
    }
}

impl Store {
    /// One revision, by the number that an index or a citation carries.
    pub fn revision(&self, id: RevisionId) -> Result<Option<Revision>, StoreError> {
        let sql = format!("{REVISION} WHERE r.article = ?1 AND r.number = ?2");
        self.one(&sql, params![id.article.0, id.number])
    }

    /// All revisions of an article, oldest first. Empty for an unknown article.
    pub fn revisions(&self, article: ArticleId) -> Result<Vec<Revision>, StoreError> {
        let sql = format!("{REVISION} WHERE r.article = ?1 ORDER BY r.number");
        let run = || {
            let mut statement = self.connection.prepare_cached(&sql)?;
            let rows = statement.query_map(params![article.0], read)?;
            rows.collect::<rusqlite::Result<_>>()
        };
        run().map_err(|e| self.explain(e))
    }

    /// All revisions of the article at an address, oldest first. Empty for an unknown address.
    pub fn history(&self, url: &CanonicalUrl) -> Result<Vec<Revision>, StoreError> {
        let id: Option<i64> = self
            .connection
            .prepare_cached("SELECT id FROM articles WHERE url = ?1")
            .and_then(|mut s| s.query_row(params![url.as_str()], |r| r.get(0)).optional())
            .map_err(|e| self.explain(e))?;
        id.map_or(Ok(Vec::new()), |id| self.revisions(ArticleId(id)))
    }

    /// Revisions stored after `seq` in the order in which they were stored, at most `limit`, each with its own
    /// place in that order.
    pub fn revisions_after(&self, seq: u64, limit: u32) -> Result<Vec<(u64, Revision)>, StoreError> {
        let sql = REVISION.replace("FROM", ", r.seq FROM") + " WHERE r.seq > ?1 ORDER BY r.seq LIMIT ?2";
        let run = || {
            let mut statement = self.connection.prepare_cached(&sql)?;
            let rows = statement.query_map(params![seq.cast_signed(), limit], |row| {
                Ok((row.get::<_, i64>("seq")?.cast_unsigned(), read(row)?))
            })?;
            rows.collect::<rusqlite::Result<_>>()
        };
        run().map_err(|e| self.explain(e))
    }

    /// The place of the last revision in the order of storing; 0 for an empty store.
    pub fn seq(&self) -> Result<u64, StoreError> {
        self.connection
            .query_row("SELECT coalesce(max(seq), 0) FROM revisions", [], |r| r.get::<_, i64>(0))
            .map(i64::cast_unsigned)
            .map_err(|e| self.explain(e))
    }

    /// Revisions that a later one had replaced by `as_of`.
    pub fn superseded(&self, as_of: Timestamp) -> Result<HashSet<RevisionId>, StoreError> {
        let run = || {
            let sql = "SELECT article, number FROM revisions WHERE visible_until <= ?1";
            let mut statement = self.connection.prepare_cached(sql)?;
            let rows = statement.query_map(params![millis(as_of)], |row| {
                Ok(RevisionId { article: ArticleId(row.get(0)?), number: row.get(1)? })
            })?;
            rows.collect::<rusqlite::Result<_>>()
        };
        run().map_err(|e| self.explain(e))
    }

    fn one(&self, sql: &str, values: impl rusqlite::Params) -> Result<Option<Revision>, StoreError> {
        self.connection
            .prepare_cached(sql)
            .and_then(|mut s| s.query_row(values, read).optional())
            .map_err(|e| self.explain(e))
    }
}

/// Reads a row of [`REVISION`].
fn read(row: &Row<'_>) -> rusqlite::Result<Revision> {
    let url: String = row.get(0)?;
    let url = CanonicalUrl::parse(&url).map_err(|e| unreadable(0, e))?;
    let id = RevisionId { article: ArticleId(row.get(1)?), number: row.get(2)? };
    let confidence = match row.get_ref(9)?.as_str()? {
        "low" => Confidence::Low,
        _ => Confidence::High,
    };
    let article = Article {
        url,
        title: row.get(4)?,
        text: row.get(5)?,
        outlet: row.get(6)?,
        authors: serde_json::from_str(row.get_ref(7)?.as_str()?).map_err(|e| unreadable(7, e))?,
        published: stated(row, 8, confidence)?,
        modified: stated(row, 10, Confidence::High)?,
        language: row.get(11)?,
        section: row.get(12)?,
        kind: row.get_ref(13)?.as_str()?.parse::<Kind>().map_err(|e| unreadable(13, e))?,
        paywalled: row.get(14)?,
        wire: row.get(15)?,
    };
    Ok(Revision::new(id, instant(row.get(3)?), article))
}

fn stated(row: &Row<'_>, column: usize, confidence: Confidence) -> rusqlite::Result<Option<StatedTime>> {
    let text: Option<String> = row.get(column)?;
    text.map(|t| parse_stated(&t, confidence)).transpose().map_err(|e| unreadable(column, e))
}

fn unreadable(column: usize, error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, error.into())
}
