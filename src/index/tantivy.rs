//! The embedded index: tantivy in a directory beside the store.

mod catch_up;
mod vocabulary;

use std::io;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use tantivy::collector::TopDocs;
use tantivy::directory::error::{OpenDirectoryError, OpenReadError};
use tantivy::directory::{Directory, DirectoryLock, INDEX_WRITER_LOCK, MmapDirectory};
use tantivy::query::{BooleanQuery, BoostQuery, ConstScoreQuery, Occur, PhraseQuery, RangeQuery, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, Index, IndexReader, IndexSettings, ReloadPolicy, TantivyError, Term};

pub use self::catch_up::CatchUpError;

use super::analysis::{self, STEMMED, WORDS};
use super::schema::{FORMAT, Fields, schema};
use super::{Filter, Hit, IndexError, KnownWord, Query, SearchBackend};
use crate::faults;
use crate::news::{ArticleId, RevisionId};

/// How long a command waits for another one that writes to the index; the store waits as long.
const BUSY: Duration = Duration::from_secs(10);
/// How often it looks whether the other one has ended: tantivy cannot tell.
const PAUSE: Duration = Duration::from_millis(20);
/// Where tantivy keeps what an index consists of.
const META: &str = "meta.json";
/// A match in the title weighs this much against one in the passage.
const TITLE_WEIGHT: f32 = 0.6;
/// How far apart, in words, the terms of a phrase may stand.
const PHRASE_SLOP: u32 = 3;

type Clause = (Occur, Box<dyn tantivy::query::Query>);

/// A tantivy index that is fed from a store.
pub struct TantivyIndex {
    path: PathBuf,
    index: Index,
    reader: IndexReader,
    fields: Fields,
    /// How far what the reader sees has come in the store's order of revisions.
    seq: u64,
}

/// What each commit says about itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Progress {
    format: u64,
    seq: u64,
}

impl TantivyIndex {
    /// The index inside an index directory.
    pub fn path_in(directory: &Path) -> PathBuf {
        directory.join("tantivy")
    }

    /// Opens an existing index for searching.
    pub fn open(directory: &Path) -> Result<Self, IndexError> {
        let path = Self::path_in(directory);
        let index = read(&path, || opened(&path))?;
        Self::with(path, index)
    }

    /// Opens the index, making an empty one where there is none.
    pub fn open_or_create(directory: &Path) -> Result<Self, IndexError> {
        let path = match Self::open(directory) {
            Err(IndexError::Missing(path)) => path,
            result => return result,
        };
        std::fs::create_dir_all(&path)
            .map_err(|e| IndexError::Write { path: path.clone(), reason: e.to_string() })?;
        // Two that make it at once would each begin an index of its own, and the later wipe out the earlier.
        let create = || -> tantivy::Result<()> {
            let files = MmapDirectory::open(&path)?;
            let _alone = alone(&files)?;
            if !Index::exists(&files)? {
                Index::create(files, schema().0, IndexSettings::default())?;
            }
            Ok(())
        };
        once_free(BUSY, create).map_err(|e| explain(&path, e))?;
        Self::open(directory)
    }

    /// Throws the index away, so that the next opening makes an empty one. Touches nothing but the index, and not
    /// even that while another one writes to it.
    pub fn remove(directory: &Path) -> Result<(), IndexError> {
        let path = Self::path_in(directory);
        if !path.exists() {
            return Ok(());
        }
        let _alone =
            once_free(BUSY, || alone(&MmapDirectory::open(&path)?)).map_err(|e| explain(&path, e))?;
        std::fs::remove_dir_all(&path).map_err(|e| IndexError::Write { path, reason: e.to_string() })
    }

    fn with(path: PathBuf, index: Index) -> Result<Self, IndexError> {
        let (expected, fields) = schema();
        if index.schema() != expected {
            return Err(IndexError::Format { path });
        }
        // Read before the reader is made, so that no revision is said to be in the index that it does not see.
        let Progress { format: FORMAT, seq } = progress(&path, &index)? else {
            return Err(IndexError::Format { path });
        };
        let reader = read(&path, || index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into())?;
        Ok(Self { path, index, reader, fields, seq })
    }

    /// Compares every file of the index with its checksum.
    pub fn check(&self) -> Result<(), IndexError> {
        let wrong = read(&self.path, || self.index.validate_checksum())?;
        match wrong.iter().min() {
            None => Ok(()),
            Some(file) => Err(damaged(&self.path, &format!("checksum of {} differs", file.display()))),
        }
    }

    fn explain(&self, error: TantivyError) -> IndexError {
        explain(&self.path, error)
    }

    fn clauses(&self, query: &Query) -> Vec<Clause> {
        let mut clauses: Vec<Clause> = Vec::new();
        for (word, weight) in &query.words {
            for term in analysis::terms(word) {
                for (field, share) in [(self.fields.body, 1.0), (self.fields.title, TITLE_WEIGHT)] {
                    let term = Term::from_field_text(field, &term.stem);
                    let matches = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
                    clauses.push((Occur::Should, Box::new(BoostQuery::new(matches, weight * share))));
                }
            }
        }
        for (phrase, weight) in &query.phrases {
            let stems = analysis::terms(phrase);
            if stems.len() < 2 {
                continue;
            }
            let placed = |field: Field| {
                stems.iter().enumerate().map(|(i, t)| (i, Term::from_field_text(field, &t.stem))).collect()
            };
            let near = PhraseQuery::new_with_offset_and_slop(placed(self.fields.body), PHRASE_SLOP);
            clauses.push((Occur::Should, Box::new(BoostQuery::new(Box::new(near), *weight))));
        }
        clauses
    }

    fn conditions(&self, filter: &Filter) -> Vec<Clause> {
        let bound = |field, number: i64| Bound::Included(Term::from_field_i64(field, number));
        let mut ranges =
            vec![(Bound::Unbounded, bound(self.fields.visible_from, filter.as_of.as_millisecond()))];
        if filter.from.is_some() || filter.to.is_some() {
            let day = |date: Option<Date>, else_: i64| bound(self.fields.day, date.map_or(else_, day_number));
            ranges.push((day(filter.from, i64::MIN), day(filter.to, i64::MAX)));
        }
        let mut conditions: Vec<Clause> =
            ranges.into_iter().map(|(low, high)| condition(Box::new(RangeQuery::new(low, high)))).collect();
        if !filter.outlets.is_empty() {
            let one = |outlet: &String| {
                let term = Term::from_field_text(self.fields.outlet, &outlet.to_lowercase());
                Box::new(TermQuery::new(term, IndexRecordOption::Basic)) as Box<dyn tantivy::query::Query>
            };
            conditions
                .push(condition(Box::new(BooleanQuery::union(filter.outlets.iter().map(one).collect()))));
        }
        conditions
    }

    fn hits(&self, searcher: &tantivy::Searcher, found: Vec<(f32, DocAddress)>) -> tantivy::Result<Vec<Hit>> {
        let mut hits = Vec::with_capacity(found.len());
        for (score, address) in found {
            let columns = searcher.segment_reader(address.segment_ord).fast_fields();
            let number = |name: &str| -> tantivy::Result<u64> {
                Ok(columns.u64(name)?.first(address.doc_id).unwrap_or_default())
            };
            let article = columns.i64("article")?.first(address.doc_id).unwrap_or_default();
            let revision = RevisionId {
                article: ArticleId(article),
                number: u32::try_from(number("revision")?).unwrap_or_default(),
            };
            let place = |n: u64| usize::try_from(n).unwrap_or_default();
            hits.push(Hit { revision, start: place(number("start")?), end: place(number("end")?), score });
        }
        hits.sort_by(|a, b| {
            b.score.total_cmp(&a.score).then((a.revision, a.start).cmp(&(b.revision, b.start)))
        });
        Ok(hits)
    }

    fn count(&self, term: &Term) -> Result<u64, IndexError> {
        read(&self.path, || self.reader.searcher().doc_freq(term))
    }
}

impl SearchBackend for TantivyIndex {
    fn search(&self, query: &Query, filter: &Filter, limit: usize) -> Result<Vec<Hit>, IndexError> {
        let clauses = self.clauses(query);
        let passages = usize::try_from(self.passages()).unwrap_or(usize::MAX);
        if clauses.is_empty() || limit == 0 || passages == 0 {
            return Ok(Vec::new());
        }
        let wanted = Box::new(BooleanQuery::new(clauses));
        let mut all = vec![(Occur::Must, wanted as Box<dyn tantivy::query::Query>)];
        all.extend(self.conditions(filter));
        let query = BooleanQuery::new(all);
        let searcher = self.reader.searcher();
        // Superseded revisions are left out after the search; if they took up the places, more are asked for.
        let mut asked = limit.saturating_mul(2).min(passages);
        loop {
            let found = read(&self.path, || {
                let found = searcher.search(&query, &TopDocs::with_limit(asked).order_by_score())?;
                self.hits(&searcher, found)
            })?;
            let exhausted = found.len() < asked || asked == passages;
            let mut hits = found;
            hits.retain(|hit| !filter.superseded.contains(&hit.revision));
            if hits.len() >= limit || exhausted {
                hits.truncate(limit);
                return Ok(hits);
            }
            asked = asked.saturating_mul(4).min(passages);
        }
    }

    fn leaves(&self, text: &str, filter: &Filter) -> Result<bool, IndexError> {
        read(&self.path, || self.has_any(text, filter))
    }

    fn similar_words(
        &self,
        word: &str,
        distance: u8,
        initials: &[char],
    ) -> Result<Vec<KnownWord>, IndexError> {
        read(&self.path, || self.similar(word, distance, initials))
    }

    fn passages_with(&self, word: &str) -> Result<u64, IndexError> {
        self.count(&Term::from_field_text(self.fields.words, word))
    }

    fn company(&self, words: &[&str], others: &[&str]) -> Result<Vec<Vec<u64>>, IndexError> {
        read(&self.path, || self.meetings(words, others))
    }

    fn passages_with_run(&self, text: &str) -> Result<u64, IndexError> {
        read(&self.path, || self.runs(text))
    }

    fn passages_with_stem(&self, stem: &str) -> Result<u64, IndexError> {
        self.count(&Term::from_field_text(self.fields.body, stem))
    }

    fn outlets(&self) -> Result<Vec<String>, IndexError> {
        read(&self.path, || self.outlet_names())
    }

    fn passages(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    fn generation(&self) -> u64 {
        self.seq
    }
}

/// A clause that must hold and adds nothing to the score.
fn condition(query: Box<dyn tantivy::query::Query>) -> Clause {
    (Occur::Must, Box::new(ConstScoreQuery::new(query, 0.0)))
}

/// A day as YYYYMMDD: ordered, and readable in the index.
fn day_number(day: Date) -> i64 {
    i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day())
}

fn opened(path: &Path) -> tantivy::Result<Index> {
    let index = Index::open_in_dir(path)?;
    index.tokenizers().register(STEMMED, analysis::stemmed());
    index.tokenizers().register(WORDS, analysis::words());
    Ok(index)
}

/// What the last commit to an index says.
fn progress(path: &Path, index: &Index) -> Result<Progress, IndexError> {
    match read(path, || index.load_metas())?.payload {
        None => Ok(Progress { format: FORMAT, seq: 0 }),
        Some(payload) => serde_json::from_str(&payload).map_err(|e| damaged(path, &e.to_string())),
    }
}

/// The right to write, for as long as the result lives; fails if someone else has it.
fn alone(files: &MmapDirectory) -> tantivy::Result<DirectoryLock> {
    files.acquire_lock(&INDEX_WRITER_LOCK).map_err(|e| TantivyError::LockFailure(e, None))
}

/// Does what needs the index to itself, as soon as no one else writes to it; fails once `patience` is at an end.
#[expect(clippy::disallowed_methods, reason = "tantivy only tries a lock; the wait has a bound")]
fn once_free<T>(patience: Duration, work: impl Fn() -> tantivy::Result<T>) -> tantivy::Result<T> {
    let started = Instant::now();
    loop {
        match work() {
            Err(TantivyError::LockFailure(..)) if started.elapsed() < patience => std::thread::sleep(PAUSE),
            result => return result,
        }
    }
}

/// Reads from the index. Tantivy trusts its own files: if they are damaged, it may panic.
fn read<T>(path: &Path, work: impl FnOnce() -> tantivy::Result<T>) -> Result<T, IndexError> {
    faults::contain(work).map_err(|fault| damaged(path, &fault))?.map_err(|e| explain(path, e))
}

fn explain(path: &Path, error: TantivyError) -> IndexError {
    let path = path.to_owned();
    match error {
        TantivyError::LockFailure(..) => IndexError::Busy(path),
        TantivyError::OpenDirectoryError(OpenDirectoryError::DoesNotExist(_)) => IndexError::Missing(path),
        TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(file)) if file == Path::new(META) => {
            IndexError::Missing(path)
        }
        TantivyError::IncompatibleIndex(_) | TantivyError::SchemaError(_) => IndexError::Format { path },
        TantivyError::IoError(e) if !speaks_of_content(e.kind()) => {
            IndexError::Write { path, reason: e.to_string() }
        }
        other => damaged(&path, &other.to_string()),
    }
}

/// Some libraries explain themselves at length; the first line says what is wrong.
fn damaged(path: &Path, reason: &str) -> IndexError {
    IndexError::Damaged {
        path: path.to_owned(),
        reason: reason.lines().next().unwrap_or_default().to_owned(),
    }
}

/// Whether a file was read, and what is in it was not as it should be.
fn speaks_of_content(kind: io::ErrorKind) -> bool {
    use io::ErrorKind::{InvalidData, InvalidInput, Other, UnexpectedEof};
    matches!(kind, InvalidData | InvalidInput | Other | UnexpectedEof)
}
