//! What language models said, so that nothing is asked and paid for twice, and in which form their endpoints can be asked.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};

use super::{Store, StoreError, millis};

/// A reply of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    pub model: String,
    /// SHA-256 of the wording that the prompt was made from.
    pub prompt_sha256: String,
    pub text: String,
    pub prompt_tokens: u32,
    pub completion_tokens: u32,
}

impl Store {
    /// The reply kept under a key, which stands for everything that the reply depends on.
    pub fn reply(&self, key: &str) -> Result<Option<Reply>, StoreError> {
        let sql =
            "SELECT model, prompt_sha256, text, prompt_tokens, completion_tokens FROM replies WHERE key = ?1";
        let reply = |row: &rusqlite::Row<'_>| {
            Ok(Reply {
                model: row.get(0)?,
                prompt_sha256: row.get(1)?,
                text: row.get(2)?,
                prompt_tokens: row.get(3)?,
                completion_tokens: row.get(4)?,
            })
        };
        self.connection.query_row(sql, [key], reply).optional().map_err(|e| self.explain(e))
    }

    /// Keeps a reply.
    pub fn keep_reply(&self, key: &str, reply: &Reply, now: Timestamp) -> Result<(), StoreError> {
        let sql = "INSERT OR REPLACE INTO replies
            (key, model, prompt_sha256, text, prompt_tokens, completion_tokens, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let values = params![
            key,
            reply.model,
            reply.prompt_sha256,
            reply.text,
            reply.prompt_tokens,
            reply.completion_tokens,
            millis(now),
        ];
        self.connection.execute(sql, values).map(drop).map_err(|e| self.explain(e))
    }

    /// The form in which an endpoint can be asked for this model, as was found out.
    pub fn endpoint_form(&self, url: &str, model: &str) -> Result<Option<String>, StoreError> {
        let sql = "SELECT form FROM endpoints WHERE url = ?1 AND model = ?2";
        let form = self.connection.query_row(sql, [url, model], |row| row.get(0)).optional();
        form.map_err(|e| self.explain(e))
    }

    /// Remembers it.
    pub fn note_endpoint(
        &self,
        url: &str,
        model: &str,
        form: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "INSERT OR REPLACE INTO endpoints (url, model, form, at) VALUES (?1, ?2, ?3, ?4)";
        let values = params![url, model, form, millis(now)];
        self.connection.execute(sql, values).map(drop).map_err(|e| self.explain(e))
    }
}
