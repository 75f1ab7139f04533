//! Questions that are asked again and again, and all the answers that they got, each with what it was made from.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};
use sha2::{Digest, Sha256};

use super::{Batch, Store, StoreError, instant, millis};
use crate::news::{ArticleId, RevisionId};

/// A question that was added by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackedQuestion {
    pub name: String,
    pub text: String,
    /// Who composes its answers: `auto`, `extractive` or `llm`.
    pub composer: String,
    pub added: Timestamp,
}

/// An answer that is to be kept.
#[derive(Clone, Debug)]
pub struct NewAnswer<'a> {
    /// The name of the question, and its words.
    pub question: &'a str,
    pub text: &'a str,
    pub asked: Timestamp,
    /// How far the index had come.
    pub generation: u64,
    /// The report in JSON.
    pub report: &'a str,
    /// What differs from the answer before, in JSON, and how many changes these are.
    pub changes: &'a str,
    pub changed: usize,
    pub materials: &'a [Material],
}

/// A kept answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedAnswer {
    pub id: i64,
    pub question: String,
    pub text: String,
    pub asked: Timestamp,
    /// When it was last found still to hold.
    pub checked: Timestamp,
    /// How far the index had come by then.
    pub generation: u64,
    pub report: String,
    pub sha256: String,
    pub changes: String,
    pub changed: usize,
}

/// A text that an answer was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Material {
    pub revision: RevisionId,
    /// The address of its article.
    pub url: String,
    /// SHA-256 of title and text, as the store has it.
    pub hash: Vec<u8>,
    pub cited: bool,
    /// Addresses of copies.
    pub also_in: Vec<String>,
}

const ANSWER: &str =
    "SELECT id, question, text, asked, checked, generation, report, sha256, changes, changed FROM answers";

impl Batch<'_> {
    /// Keeps a question; says whether its name was free.
    pub fn add_question(&mut self, question: &TrackedQuestion) -> rusqlite::Result<bool> {
        let TrackedQuestion { name, text, composer, added } = question;
        let sql = "INSERT OR IGNORE INTO questions (name, text, composer, added) VALUES (?1, ?2, ?3, ?4)";
        Ok(self.transaction.execute(sql, params![name, text, composer, millis(*added)])? > 0)
    }

    /// Forgets a question and its answers; gives how many these were, or nothing if there is no such question.
    pub fn remove_question(&mut self, name: &str) -> rusqlite::Result<Option<usize>> {
        let known = self.transaction.execute("DELETE FROM questions WHERE name = ?1", [name])?;
        let of_it = "DELETE FROM evidence WHERE answer IN (SELECT id FROM answers WHERE question = ?1)";
        self.transaction.execute(of_it, [name])?;
        let answers = self.transaction.execute("DELETE FROM answers WHERE question = ?1", [name])?;
        Ok((known > 0 || answers > 0).then_some(answers))
    }

    /// Keeps an answer with what it was made from. One without changes has nothing to be told of.
    pub fn put_answer(&mut self, answer: &NewAnswer<'_>) -> rusqlite::Result<i64> {
        let sql = "INSERT INTO answers
            (question, text, asked, checked, generation, report, sha256, changes, changed, announced)
            VALUES (?1, ?2, ?3, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
        self.transaction.execute(
            sql,
            params![
                answer.question,
                answer.text,
                millis(answer.asked),
                answer.generation.cast_signed(),
                answer.report,
                sha256(answer.report),
                answer.changes,
                answer.changed as i64,
                answer.changed == 0,
            ],
        )?;
        let id = self.transaction.last_insert_rowid();
        let sql = "INSERT INTO evidence (answer, place, article, revision, hash, cited, also_in)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        for (place, material) in answer.materials.iter().enumerate() {
            let Material { revision, hash, cited, also_in, .. } = material;
            let also_in = serde_json::to_string(also_in).unwrap_or_else(|_| "[]".into());
            let values = params![id, place as i64, revision.article.0, revision.number, hash, cited, also_in];
            self.transaction.prepare_cached(sql)?.execute(values)?;
        }
        Ok(id)
    }

    /// An answer was found still to hold: its report says so, and is the same otherwise.
    pub fn confirm_answer(
        &mut self,
        id: i64,
        report: &str,
        checked: Timestamp,
        generation: u64,
    ) -> rusqlite::Result<()> {
        let sql = "UPDATE answers SET report = ?2, sha256 = ?3, checked = ?4, generation = ?5 WHERE id = ?1";
        let values = params![id, report, sha256(report), millis(checked), generation.cast_signed()];
        self.transaction.prepare_cached(sql)?.execute(values).map(drop)
    }

    /// The changes of these answers have been told.
    pub fn note_announced(&mut self, ids: &[i64]) -> rusqlite::Result<()> {
        for id in ids {
            self.transaction.execute("UPDATE answers SET announced = 1 WHERE id = ?1", [id])?;
        }
        Ok(())
    }
}

impl Store {
    /// The questions that were added, by name.
    pub fn questions(&self) -> Result<Vec<TrackedQuestion>, StoreError> {
        let read = |row: &Row<'_>| {
            Ok(TrackedQuestion {
                name: row.get(0)?,
                text: row.get(1)?,
                composer: row.get(2)?,
                added: instant(row.get(3)?),
            })
        };
        let run = || {
            let sql = "SELECT name, text, composer, added FROM questions ORDER BY name";
            self.connection.prepare(sql)?.query_map([], read)?.collect::<rusqlite::Result<_>>()
        };
        run().map_err(|e| self.explain(e))
    }

    /// The answer that stood at an instant: the last one of those asked by then.
    pub fn answer_at(&self, question: &str, at: Timestamp) -> Result<Option<SavedAnswer>, StoreError> {
        let sql = format!("{ANSWER} WHERE question = ?1 AND asked <= ?2 ORDER BY id DESC LIMIT 1");
        self.connection
            .prepare_cached(&sql)
            .and_then(|mut s| s.query_row(params![question, millis(at)], answer).optional())
            .map_err(|e| self.explain(e))
    }

    /// The last answer of a question.
    pub fn last_answer(&self, question: &str) -> Result<Option<SavedAnswer>, StoreError> {
        self.answer_at(question, Timestamp::MAX)
    }

    /// All answers of a question, the first one first.
    pub fn answers(&self, question: &str) -> Result<Vec<SavedAnswer>, StoreError> {
        self.answers_where("question = ?1 ORDER BY id", [question])
    }

    /// The last answers that brought a change, the newest first.
    pub fn changed_answers(&self, limit: usize) -> Result<Vec<SavedAnswer>, StoreError> {
        self.answers_where("changed > 0 ORDER BY asked DESC, id DESC LIMIT ?1", [limit as i64])
    }

    /// Answers with changes that have not been told, the oldest first.
    pub fn unannounced(&self) -> Result<Vec<SavedAnswer>, StoreError> {
        self.answers_where("announced = 0 ORDER BY id", [])
    }

    fn answers_where(
        &self,
        condition: &str,
        values: impl rusqlite::Params,
    ) -> Result<Vec<SavedAnswer>, StoreError> {
        let run = || {
            let mut statement = self.connection.prepare(&format!("{ANSWER} WHERE {condition}"))?;
            statement.query_map(values, answer)?.collect::<rusqlite::Result<_>>()
        };
        run().map_err(|e| self.explain(e))
    }

    /// What an answer was made from, in the order of its evidence.
    pub fn materials(&self, answer: i64) -> Result<Vec<Material>, StoreError> {
        let sql = "SELECT article, revision, hash, cited, also_in, COALESCE(url, '')
            FROM evidence LEFT JOIN articles ON id = article WHERE answer = ?1 ORDER BY place";
        let read = |row: &Row<'_>| {
            let also_in: String = row.get(4)?;
            Ok(Material {
                revision: RevisionId { article: ArticleId(row.get(0)?), number: row.get(1)? },
                hash: row.get(2)?,
                cited: row.get(3)?,
                also_in: serde_json::from_str(&also_in).unwrap_or_default(),
                url: row.get(5)?,
            })
        };
        let run = || {
            self.connection.prepare_cached(sql)?.query_map([answer], read)?.collect::<rusqlite::Result<_>>()
        };
        run().map_err(|e| self.explain(e))
    }
}

fn answer(row: &Row<'_>) -> rusqlite::Result<SavedAnswer> {
    Ok(SavedAnswer {
        id: row.get(0)?,
        question: row.get(1)?,
        text: row.get(2)?,
        asked: instant(row.get(3)?),
        checked: instant(row.get(4)?),
        generation: row.get::<_, i64>(5)?.cast_unsigned(),
        report: row.get(6)?,
        sha256: row.get(7)?,
        changes: row.get(8)?,
        changed: usize::try_from(row.get::<_, i64>(9)?).unwrap_or_default(),
    })
}

/// The SHA-256 of a text, in hexadecimal digits.
fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
