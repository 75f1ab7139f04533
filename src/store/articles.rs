//! Articles and their revisions, in and out.

use std::collections::HashSet;

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{OptionalExtension, Row, params};

use super::{Batch, Store, StoreError, instant, millis};
use crate::news::{
    Article, ArticleId, CanonicalUrl, Confidence, Kind, Revision, RevisionId, StatedTime, detected_language,
    parse_stated, primary_language,
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

/// A stored revision next to one that is to be stored.
struct Known {
    number: u32,
    hash: Vec<u8>,
    first_seen: Timestamp,
}

/// What a revision says, without what is known about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredText {
    pub title: String,
    pub text: String,
    /// BCP 47 primary language, if known.
    pub language: Option<String>,
    /// Day of publication at the page's own offset, if known.
    pub day: Option<Date>,
    pub outlet: String,
}

/// How much a store holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    pub articles: u64,
    /// States of articles, at least one for each.
    pub revisions: u64,
}

impl Batch<'_> {
    /// Keeps an article as read at `seen`: a new revision if its title or text is new.
    ///
    /// States may come in any order, as imports bring them. Numbers are given in the order of storing and never
    /// change, because citations and the index hold them; what is visible when follows the order of `first_seen`.
    /// So an older state that is stored late is visible from when it was seen until the next one in time was,
    /// and never hides a newer one. A text already known just before or after that time is no new state.
    pub fn put(&mut self, article: &Article, seen: Timestamp) -> rusqlite::Result<Change> {
        let Some(id) = self.article_at(&article.url)? else {
            let id = self.new_article(&article.url)?;
            self.add_revision(RevisionId { article: id, number: 1 }, article, seen, None)?;
            return Ok(Change::New);
        };
        let before = self.neighbour(id, "first_seen <= ?2 ORDER BY first_seen DESC, number DESC", seen)?;
        let after = self.neighbour(id, "first_seen > ?2 ORDER BY first_seen, number", seen)?;
        let hash = article.content_hash();
        if [&before, &after].into_iter().flatten().any(|known| known.hash == hash.as_bytes()) {
            return Ok(Change::Unchanged);
        }
        match (&before, &after) {
            (Some(before), _) => self.end_visibility(id, before.number, seen)?,
            (None, Some(after)) => self.unassume(id, after.number)?,
            (None, None) => {}
        }
        let number = self.last_number(id)? + 1;
        let until = after.map(|after| after.first_seen);
        self.add_revision(RevisionId { article: id, number }, article, seen, until)?;
        Ok(Change::Changed)
    }

    fn article_at(&self, url: &CanonicalUrl) -> rusqlite::Result<Option<ArticleId>> {
        self.transaction
            .prepare_cached("SELECT id FROM articles WHERE url = ?1")?
            .query_row(params![url.as_str()], |r| Ok(ArticleId(r.get(0)?)))
            .optional()
    }

    fn new_article(&self, url: &CanonicalUrl) -> rusqlite::Result<ArticleId> {
        self.transaction.prepare_cached("INSERT INTO articles (url) VALUES (?1)")?.execute([url.as_str()])?;
        Ok(ArticleId(self.transaction.last_insert_rowid()))
    }

    fn neighbour(&self, id: ArticleId, side: &str, seen: Timestamp) -> rusqlite::Result<Option<Known>> {
        let sql =
            format!("SELECT number, hash, first_seen FROM revisions WHERE article = ?1 AND {side} LIMIT 1");
        self.transaction
            .prepare_cached(&sql)?
            .query_row(params![id.0, millis(seen)], |r| {
                Ok(Known { number: r.get(0)?, hash: r.get(1)?, first_seen: instant(r.get(2)?) })
            })
            .optional()
    }

    fn last_number(&self, id: ArticleId) -> rusqlite::Result<u32> {
        self.transaction
            .prepare_cached("SELECT max(number) FROM revisions WHERE article = ?1")?
            .query_row([id.0], |r| r.get(0))
    }

    fn end_visibility(&self, id: ArticleId, number: u32, until: Timestamp) -> rusqlite::Result<()> {
        self.transaction
            .prepare_cached("UPDATE revisions SET visible_until = ?3 WHERE article = ?1 AND number = ?2")?
            .execute(params![id.0, number, millis(until)])
            .map(drop)
    }

    /// What was the earliest state is no longer assumed to have stood since it was published: an earlier one
    /// with other words has turned up.
    fn unassume(&self, id: ArticleId, number: u32) -> rusqlite::Result<()> {
        let sql = "UPDATE revisions SET visible_from = first_seen, preceded = 1
                   WHERE article = ?1 AND number = ?2 AND visible_from < first_seen";
        self.transaction.prepare_cached(sql)?.execute(params![id.0, number]).map(drop)
    }

    fn add_revision(
        &self,
        id: RevisionId,
        article: &Article,
        seen: Timestamp,
        until: Option<Timestamp>,
    ) -> rusqlite::Result<()> {
        let revision = Revision::new(id, seen, article.clone());
        let authors = serde_json::to_string(&article.authors).unwrap_or_else(|_| "[]".into());
        let confidence = match article.published.map(|p| p.confidence()) {
            Some(Confidence::Low) => "low",
            _ => "high",
        };
        let sql =
            "INSERT INTO revisions (article, number, seq, hash, first_seen, visible_from, day, outlet, title,
            text, authors, published, published_confidence, modified, language, section, kind, paywalled, wire,
            visible_until, outlet_key)
            VALUES (?1, ?2, (SELECT coalesce(max(seq), 0) + 1 FROM revisions),
            ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)";
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
            language(article),
            article.section,
            article.kind.as_str(),
            article.paywalled,
            article.wire,
            until.map(millis),
            article.outlet.to_lowercase(),
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

    /// The words of revisions, in their order: what ranking reads of each of many candidates. Nothing for one that is
    /// not there.
    pub fn texts(
        &self,
        ids: impl IntoIterator<Item = RevisionId>,
    ) -> Result<Vec<Option<StoredText>>, StoreError> {
        let run = || {
            // One transaction: the file is locked once, not for each of them.
            let _transaction = self.connection.unchecked_transaction()?;
            let sql =
                "SELECT title, text, language, day, outlet FROM revisions WHERE article = ?1 AND number = ?2";
            let mut statement = self.connection.prepare_cached(sql)?;
            let read = |row: &Row<'_>| {
                let day: Option<String> = row.get(3)?;
                Ok(StoredText {
                    title: row.get(0)?,
                    text: row.get(1)?,
                    language: row.get(2)?,
                    day: day.and_then(|day| day.parse().ok()),
                    outlet: row.get(4)?,
                })
            };
            ids.into_iter()
                .map(|id| statement.query_row(params![id.article.0, id.number], read).optional())
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        run().map_err(|e| self.explain(e))
    }

    /// All revisions of an article, first seen first. Empty for an unknown article.
    pub fn revisions(&self, article: ArticleId) -> Result<Vec<Revision>, StoreError> {
        let sql = format!("{REVISION} WHERE r.article = ?1 ORDER BY r.first_seen, r.number");
        let run = || {
            let mut statement = self.connection.prepare_cached(&sql)?;
            let rows = statement.query_map(params![article.0], read)?;
            rows.collect::<rusqlite::Result<_>>()
        };
        run().map_err(|e| self.explain(e))
    }

    /// All revisions of the article at an address, first seen first. Empty for an unknown address.
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

    /// How many articles and revisions there are, whenever they were seen.
    pub fn counts(&self) -> Result<Counts, StoreError> {
        let sql = "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM revisions)";
        let number = |row: &Row<'_>, column| row.get::<_, i64>(column).map(i64::cast_unsigned);
        self.connection
            .query_row(sql, [], |r| Ok(Counts { articles: number(r, 0)?, revisions: number(r, 1)? }))
            .map_err(|e| self.explain(e))
    }

    /// Revisions that an index may still take for visible at `as_of`, and that are not: a later one had replaced
    /// them by then, or an earlier one that turned up late stood in their place.
    pub fn superseded(&self, as_of: Timestamp) -> Result<HashSet<RevisionId>, StoreError> {
        let run = || {
            let sql = "SELECT article, number FROM revisions WHERE visible_until <= ?1 UNION ALL
                       SELECT article, number FROM revisions WHERE preceded = 1 AND visible_from > ?1";
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

/// The language of an article for good: filters, coverage and analysis all go by it. What the page states, else what its
/// text shows; where neither says anything, nothing is kept, and it counts as `und`.
fn language(article: &Article) -> Option<String> {
    let stated = article.language.as_deref().and_then(primary_language);
    stated.or_else(|| detected_language(&article.text))
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
