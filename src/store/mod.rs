//! The ground state in one SQLite file: articles with all their revisions, and what each address last answered.
//!
//! The index is derived from here and can be thrown away; this cannot. One writer at a time; readers never wait
//! for it (write-ahead log).

mod articles;
mod coverage;
mod fetches;
mod replies;
mod retention;
mod tracked;
mod withdrawal;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, TransactionBehavior, params};

pub use articles::{Change, Counts, StoredText};
pub use coverage::{Coverage, Scope};
pub use replies::Reply;
pub use retention::{Pruned, Retention};
pub use tracked::{Material, NewAnswer, SavedAnswer, TrackedQuestion};
pub use withdrawal::Standing;

/// The layout of `schema.sql` with all [`STEPS`] made. A store of a later number is refused, never guessed at.
const FORMAT: i64 = 4;
/// What makes each format out of the one before it, the first one out of format 1. A new store goes all the way too: so
/// a store that has grown and one that was made at once are the same.
const STEPS: &[&str] =
    &[include_str!("migrate_2.sql"), include_str!("migrate_3.sql"), include_str!("migrate_4.sql")];
/// "CVAT": tells a Caveat store from any other SQLite file (SQLite's `application_id`).
const APPLICATION: i64 = 0x4356_4154;
/// How much of the file is read without a call to the system for each page (bytes): a question reads the texts of a
/// hundred articles that no cache holds.
const MAPPED: i64 = 1 << 30;
/// How long a command waits for another writer's batch.
const BUSY: Duration = Duration::from_secs(10);
/// How long it waits before it tries again to create a store that others create at the same time.
const PAUSE: Duration = Duration::from_millis(20);

/// Why the store cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error(
        "there are no articles yet: {0} does not exist; run `caveat refresh` or `caveat import FILE` first"
    )]
    Missing(PathBuf),
    #[error("{0} is not a Caveat store; move it away, or give another directory with --index")]
    Foreign(PathBuf),
    #[error(
        "{path} has store format {found}, this caveat reads {FORMAT}; use the caveat that wrote it to `export`, and `import` that"
    )]
    Format { path: PathBuf, found: i64 },
    #[error("{path} is damaged ({reason}); restore it from a backup, or move it away and `import` an export")]
    Damaged { path: PathBuf, reason: String },
    #[error("another caveat is writing to {0}; wait for it to end and try again")]
    Busy(PathBuf),
    #[error(
        "cannot open {path}: {reason}; check that its directory exists and may be read and written, which reading needs too"
    )]
    Unopened { path: PathBuf, reason: String },
    #[error("the store {path} failed: {source}")]
    Sql { path: PathBuf, source: rusqlite::Error },
}

/// An open store.
pub struct Store {
    path: PathBuf,
    connection: Connection,
}

impl Store {
    /// The store file inside an index directory.
    pub fn path_in(directory: &Path) -> PathBuf {
        directory.join("caveat.db")
    }

    /// The index directory that it is in.
    pub fn directory(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    /// Opens the store for reading and writing; it must exist.
    pub fn open(directory: &Path) -> Result<Self, StoreError> {
        let path = Self::path_in(directory);
        if !path.exists() {
            return Err(StoreError::Missing(path));
        }
        Self::connect(path)
    }

    /// Opens the store, making the directory and an empty store where there is none.
    pub fn open_or_create(directory: &Path) -> Result<Self, StoreError> {
        let path = Self::path_in(directory);
        std::fs::create_dir_all(directory)
            .map_err(|e| StoreError::Unopened { path: directory.to_owned(), reason: e.to_string() })?;
        Self::connect(path)
    }

    fn connect(path: PathBuf) -> Result<Self, StoreError> {
        // SQLite takes a file of a single byte for an empty database, and would write over it. The file is not
        // opened to find out: closing it again would let go of the locks that this process has on it (POSIX).
        if path.metadata().is_ok_and(|about| about.len() == 1) {
            return Err(StoreError::Foreign(path));
        }
        let connection = Connection::open_with_flags(&path, OpenFlags::default())
            .map_err(|e| StoreError::Unopened { path: path.clone(), reason: e.to_string() })?;
        let mut store = Self { path, connection };
        store.prepare_once_free().map_err(|e| store.explain(e))??;
        Ok(store)
    }

    /// SQLite waits for locks by itself, but not where two wait for each other: then one of them has to begin anew.
    #[expect(
        clippy::disallowed_methods,
        reason = "SQLite does not tell when a lock is free; the wait has a bound"
    )]
    fn prepare_once_free(&mut self) -> rusqlite::Result<Result<(), StoreError>> {
        let started = Instant::now();
        self.connection.busy_timeout(BUSY)?;
        loop {
            match self.prepare() {
                Err(error) if is_busy(&error) && started.elapsed() < BUSY => std::thread::sleep(PAUSE),
                result => return result,
            }
        }
    }

    fn prepare(&mut self) -> rusqlite::Result<Result<(), StoreError>> {
        if is_empty(&self.connection)? {
            self.create()?;
        }
        let (application, found) = stamp(&self.connection)?;
        if application != APPLICATION {
            return Ok(Err(StoreError::Foreign(self.path.clone())));
        }
        let format = if (1..FORMAT).contains(&found) { self.migrate()? } else { found };
        if format != FORMAT {
            return Ok(Err(StoreError::Format { path: self.path.clone(), found: format }));
        }
        self.connection.pragma_update(None, "synchronous", "NORMAL")?;
        self.connection.pragma_update(None, "mmap_size", MAPPED)?;
        // Statements keep their plans. Without statistics there is no better one for other values, and SQLite would
        // prepare a remembered statement anew each time.
        self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        Ok(Ok(()))
    }

    /// Several may create the same store at once: the first does it, the others find it done.
    fn create(&mut self) -> rusqlite::Result<()> {
        self.connection.pragma_update(None, "journal_mode", "WAL")?;
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if is_empty(&transaction)? {
            transaction.execute_batch(include_str!("schema.sql"))?;
            transaction.pragma_update(None, "application_id", APPLICATION)?;
            transaction.pragma_update(None, "user_version", 1)?;
        }
        transaction.commit()
    }

    /// Brings an older store to the format of today, all of the way or, on an error, not at all.
    fn migrate(&mut self) -> rusqlite::Result<i64> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another process may have done it meanwhile.
        let (_, found) = stamp(&transaction)?;
        for (step, format) in STEPS.iter().zip(2..).filter(|(_, format)| *format > found) {
            transaction.execute_batch(step)?;
            transaction.pragma_update(None, "user_version", format)?;
        }
        transaction.commit()?;
        Ok(FORMAT)
    }

    /// Runs `work` in one transaction: all of it is kept, or, after an error, none.
    pub fn batch<T>(
        &mut self,
        work: impl FnOnce(&mut Batch<'_>) -> Result<T, rusqlite::Error>,
    ) -> Result<T, StoreError> {
        let run = |connection: &mut Connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let mut batch = Batch { transaction };
            let result = work(&mut batch)?;
            batch.transaction.commit()?;
            Ok(result)
        };
        run(&mut self.connection).map_err(|e| self.explain(e))
    }

    /// When sources were last read to the end.
    pub fn last_refresh(&self) -> Result<Option<Timestamp>, StoreError> {
        let text: Option<String> = self
            .connection
            .query_row("SELECT value FROM facts WHERE name = 'last_refresh'", [], |r| r.get(0))
            .optional()
            .map_err(|e| self.explain(e))?;
        Ok(text.and_then(|t| t.parse().ok()))
    }

    /// Reads every page of the file: `Ok` if SQLite finds it sound.
    pub fn check(&self) -> Result<(), StoreError> {
        let verdict: String = self
            .connection
            .query_row("PRAGMA integrity_check(1)", [], |r| r.get(0))
            .map_err(|e| self.explain(e))?;
        if verdict == "ok" {
            return Ok(());
        }
        Err(StoreError::Damaged { path: self.path.clone(), reason: verdict })
    }

    fn explain(&self, error: rusqlite::Error) -> StoreError {
        let path = self.path.clone();
        match error.sqlite_error_code() {
            _ if is_busy(&error) => StoreError::Busy(path),
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                StoreError::Unopened { path, reason: error.to_string() }
            }
            Some(ErrorCode::NotADatabase) => StoreError::Foreign(path),
            Some(ErrorCode::DatabaseCorrupt) => StoreError::Damaged { path, reason: error.to_string() },
            _ => StoreError::Sql { path, source: error },
        }
    }
}

/// What a database says that it is: `application_id` and `user_version`.
fn stamp(connection: &Connection) -> rusqlite::Result<(i64, i64)> {
    let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get(0));
    Ok((number("application_id")?, number("user_version")?))
}

fn is_empty(connection: &Connection) -> rusqlite::Result<bool> {
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    Ok(tables == 0 && stamp(connection)? == (0, 0))
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

/// Writes that are kept or lost together.
pub struct Batch<'a> {
    transaction: rusqlite::Transaction<'a>,
}

impl Batch<'_> {
    /// Notes that sources were read to the end at `now`.
    pub fn note_refresh(&mut self, now: Timestamp) -> rusqlite::Result<()> {
        let sql = "INSERT INTO facts (name, value) VALUES ('last_refresh', ?1)
                   ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        self.transaction.execute(sql, params![now.to_string()]).map(drop)
    }
}

/// Milliseconds since 1970: how the store keeps instants.
fn millis(at: Timestamp) -> i64 {
    at.as_millisecond()
}

fn instant(millis: i64) -> Timestamp {
    Timestamp::from_millisecond(millis).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests;
