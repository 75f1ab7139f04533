//! The embedded index: tantivy in a directory beside the store.

mod catch_up;
mod vocabulary;

use std::collections::BTreeSet;
use std::io;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use tantivy::collector::{Count, TopDocs};
use tantivy::columnar::Column;
use tantivy::directory::error::{OpenDirectoryError, OpenReadError};
use tantivy::directory::{Directory, DirectoryLock, INDEX_WRITER_LOCK, MmapDirectory};
use tantivy::fastfield::FastFieldReaders;
use tantivy::query::{BooleanQuery, BoostQuery, ConstScoreQuery, Occur, RangeQuery, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocId, Index, IndexReader, IndexSettings, ReloadPolicy, TantivyError, Term};

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

type BoxedQuery = Box<dyn tantivy::query::Query>;
type Clause = (Occur, BoxedQuery);

/// A tantivy index that is fed from a store.
pub struct TantivyIndex {
    path: PathBuf,
    index: Index,
    reader: IndexReader,
    fields: Fields,
    /// The languages of what the reader sees.
    languages: Vec<String>,
    /// How far what the reader sees has come in the store's order of revisions.
    seq: u64,
    /// When the last of what the reader sees became visible (milliseconds since 1970).
    latest: i64,
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
        let languages = languages(&path, &reader, fields.language)?;
        let latest = read(&path, || latest(&reader))?;
        Ok(Self { path, index, reader, fields, languages, seq, latest })
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

    fn clauses(&self, query: &Query, languages: &[String]) -> Vec<Clause> {
        let mut clauses: Vec<Clause> = Vec::new();
        for (word, weight) in &query.words {
            // Nothing but single terms, so that the search can skip what cannot be among the best (block-max WAND). A
            // text that has a word in the forms of two languages counts it twice; there are few.
            for form in analysis::forms(word, languages).iter().flatten() {
                for (field, share) in [(self.fields.body, 1.0), (self.fields.title, query.title)] {
                    let one = BoostQuery::new(with_term(field, form), weight * share);
                    clauses.push((Occur::Should, Box::new(one)));
                }
            }
        }
        clauses
    }

    fn conditions(&self, filter: &Filter) -> Vec<Clause> {
        let bound = |field, number: i64| Bound::Included(Term::from_field_i64(field, number));
        let mut ranges = Vec::new();
        // Most questions are asked as of now, when all is visible: one condition less lets the search skip ahead.
        if self.latest > filter.as_of.as_millisecond() {
            let as_of = bound(self.fields.visible_from, filter.as_of.as_millisecond());
            ranges.push((Bound::Unbounded, as_of));
        }
        if filter.from.is_some() || filter.to.is_some() {
            let day = |date: Option<Date>, else_: i64| bound(self.fields.day, date.map_or(else_, day_number));
            ranges.push((day(filter.from, i64::MIN), day(filter.to, i64::MAX)));
        }
        let mut conditions: Vec<Clause> =
            ranges.into_iter().map(|(low, high)| condition(Box::new(RangeQuery::new(low, high)))).collect();
        let outlets: Vec<String> = filter.outlets.iter().map(|outlet| outlet.to_lowercase()).collect();
        for (field, names) in [(self.fields.outlet, &outlets), (self.fields.language, &filter.languages)] {
            if !names.is_empty() {
                let one = |name: &String| with_keyword(Term::from_field_text(field, name));
                conditions.push(condition(Box::new(BooleanQuery::union(names.iter().map(one).collect()))));
            }
        }
        conditions
    }

    fn hits(&self, searcher: &tantivy::Searcher, found: Vec<(f32, DocAddress)>) -> tantivy::Result<Vec<Hit>> {
        // Opening a column costs more than reading from it: each is opened once.
        let segments = searcher.segment_readers().iter().map(|segment| Pointers::of(segment.fast_fields()));
        let segments = segments.collect::<tantivy::Result<Vec<_>>>()?;
        let hit = |(score, address): (f32, DocAddress)| {
            segments.get(address.segment_ord as usize).map(|pointers| pointers.hit(address.doc_id, score))
        };
        let mut hits: Vec<Hit> = found.into_iter().filter_map(hit).collect();
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
        let languages = if filter.languages.is_empty() { &self.languages } else { &filter.languages };
        let clauses = self.clauses(query, languages);
        let passages = usize::try_from(self.passages()).unwrap_or(usize::MAX);
        if clauses.is_empty() || limit == 0 || passages == 0 {
            return Ok(Vec::new());
        }
        let mut query = BooleanQuery::new(clauses);
        let conditions = self.conditions(filter);
        if !conditions.is_empty() {
            let wanted = (Occur::Must, Box::new(query) as BoxedQuery);
            query = BooleanQuery::new(std::iter::once(wanted).chain(conditions).collect());
        }
        let searcher = self.reader.searcher();
        // Superseded revisions are left out after the search; if they took up the places, more are asked for.
        let spare = if filter.superseded.is_empty() { 0 } else { limit / 4 + 1 };
        let mut asked = limit.saturating_add(spare).min(passages);
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

    fn passages_with_form(&self, word: &str) -> Result<u64, IndexError> {
        let Some(forms) = analysis::forms(word, &self.languages).into_iter().next() else { return Ok(0) };
        let terms: Vec<Term> =
            forms.iter().map(|form| Term::from_field_text(self.fields.body, form)).collect();
        if let [term] = terms.as_slice() {
            return self.count(term);
        }
        let any = BooleanQuery::union(terms.into_iter().map(with_keyword).collect());
        read(&self.path, || Ok(self.reader.searcher().search(&any, &Count)? as u64))
    }

    fn languages(&self) -> &[String] {
        &self.languages
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

/// The columns of one segment that say where its passages stand.
struct Pointers {
    article: Column<i64>,
    revision: Column<u64>,
    start: Column<u64>,
    end: Column<u64>,
}

impl Pointers {
    fn of(columns: &FastFieldReaders) -> tantivy::Result<Self> {
        Ok(Self {
            article: columns.i64("article")?,
            revision: columns.u64("revision")?,
            start: columns.u64("start")?,
            end: columns.u64("end")?,
        })
    }

    fn hit(&self, document: DocId, score: f32) -> Hit {
        let number = |column: &Column<u64>| column.first(document).unwrap_or_default();
        let place = |column| usize::try_from(number(column)).unwrap_or_default();
        let revision = RevisionId {
            article: ArticleId(self.article.first(document).unwrap_or_default()),
            number: u32::try_from(number(&self.revision)).unwrap_or_default(),
        };
        Hit { revision, start: place(&self.start), end: place(&self.end), score }
    }
}

fn with_term(field: Field, term: &str) -> BoxedQuery {
    Box::new(TermQuery::new(Term::from_field_text(field, term), IndexRecordOption::WithFreqs))
}

fn with_keyword(term: Term) -> BoxedQuery {
    Box::new(TermQuery::new(term, IndexRecordOption::Basic))
}

/// The languages of all passages, by the dictionary of their field.
fn languages(path: &Path, reader: &IndexReader, field: Field) -> Result<Vec<String>, IndexError> {
    read(path, || {
        let mut known = BTreeSet::new();
        for segment in reader.searcher().segment_readers() {
            let index = segment.inverted_index(field)?;
            let mut stream = index.terms().stream()?;
            while stream.advance() {
                known.insert(String::from_utf8_lossy(stream.key()).into_owned());
            }
        }
        Ok(known.into_iter().collect())
    })
}

/// A clause that must hold and adds nothing to the score.
fn condition(query: BoxedQuery) -> Clause {
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

/// The last time at which a passage became visible.
fn latest(reader: &IndexReader) -> tantivy::Result<i64> {
    let mut latest = i64::MIN;
    for segment in reader.searcher().segment_readers() {
        latest = latest.max(segment.fast_fields().i64("visible_from")?.max_value());
    }
    Ok(latest)
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
