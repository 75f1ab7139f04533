//! `caveat status`: what there is, and whether it is sound.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use crate::cli::{self, Format};
use crate::commands::{Exit, Setting, dense, output};
use crate::index::{IndexError, SearchBackend, TantivyIndex, VectorError, Vectors};
use crate::store::{Scope, Store, StoreError};

pub fn run(setting: &Setting, asked: &cli::Status) -> anyhow::Result<Exit> {
    let status = match Store::open(&setting.index) {
        // Asked whether it is sound, "no" is an answer; without a store there is nothing to ask about.
        Err(error) if asked.check && !matches!(error, StoreError::Missing(_)) => {
            Status { problems: vec![error.to_string()], ..Status::at(&setting.index) }
        }
        store => status(&store?, setting, asked.check)?,
    };
    match asked.format {
        Format::Json => output::print_json(&status)?,
        Format::Text => output::print(&readable(&status))?,
    }
    let failed = asked.check && !status.problems.is_empty();
    Ok(if failed { Exit::Failed } else { Exit::Done })
}

/// The state of an index directory. The names are a contract with scripts.
#[derive(Debug, Default, Serialize)]
struct Status {
    store: FileStatus,
    index: FileStatus,
    articles: u64,
    revisions: u64,
    outlets: usize,
    /// First and last day of publication.
    from: Option<Date>,
    to: Option<Date>,
    last_refresh: Option<Timestamp>,
    /// How many revisions were ever stored, and how many of these the index has taken in.
    store_seq: u64,
    index_generation: Option<u64>,
    /// Left out where there are none and none are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    vectors: Option<VectorStatus>,
    sources: usize,
    /// What is wrong, each with its remedy. Without `--check`, only what shows at a glance.
    problems: Vec<String>,
}

#[derive(Debug, Default, Serialize)]
struct FileStatus {
    path: PathBuf,
    bytes: u64,
}

/// The vectors of passages.
#[derive(Debug, Default, Serialize)]
struct VectorStatus {
    #[serde(flatten)]
    file: FileStatus,
    passages: u64,
    model: Option<String>,
    /// How many revisions they have come to.
    generation: u64,
}

impl Status {
    fn at(directory: &Path) -> Self {
        let file = |path: PathBuf| FileStatus { bytes: size(&path), path };
        let mut store = file(Store::path_in(directory));
        // What SQLite has not yet moved into the file itself.
        let log = store.path.with_extension("db-wal");
        store.bytes += size(&log);
        Self { store, index: file(TantivyIndex::path_in(directory)), ..Self::default() }
    }
}

fn status(store: &Store, setting: &Setting, check: bool) -> Result<Status, StoreError> {
    let mut problems = Vec::new();
    if check && let Err(error) = store.check() {
        problems.push(error.to_string());
        return Ok(Status { problems, ..Status::at(&setting.index) });
    }
    let generation = index_generation(&setting.index, check);
    // Counted after the index was looked at: whoever writes at the same time stores first, then indexes.
    let store_seq = store.seq()?;
    let index = match generation {
        Ok(generation) if generation == store_seq => Some(generation),
        Ok(generation) => {
            problems.push(unequal(generation, store_seq));
            Some(generation)
        }
        Err(error) => {
            problems.push(error.to_string());
            None
        }
    };
    let vectors = vectors(setting, check, store_seq, &mut problems);
    let counts = store.counts()?;
    let coverage = store.coverage(&Scope::at(setting.now), store_seq)?;
    Ok(Status {
        articles: counts.articles,
        revisions: counts.revisions,
        outlets: coverage.outlets,
        from: coverage.from,
        to: coverage.to,
        last_refresh: store.last_refresh()?,
        store_seq,
        index_generation: index,
        vectors,
        sources: setting.config.source.len(),
        problems,
        ..Status::at(&setting.index)
    })
}

fn index_generation(directory: &Path, check: bool) -> Result<u64, IndexError> {
    let index = TantivyIndex::open(directory)?;
    if check {
        index.check()?;
    }
    Ok(index.generation())
}

/// Looks at the vectors, if there are any or there should be.
fn vectors(
    setting: &Setting,
    check: bool,
    store_seq: u64,
    problems: &mut Vec<String>,
) -> Option<VectorStatus> {
    let config = &setting.config.dense;
    let wanted = config.model.is_some() || config.base_url.is_some();
    let path = Vectors::path_in(&setting.index);
    let file = FileStatus { bytes: size(&path), path };
    let vectors = match Vectors::open(&setting.index) {
        Err(VectorError::Missing(_)) if !wanted => return None,
        Err(error) => {
            problems.push(error.to_string());
            return Some(VectorStatus { file, ..VectorStatus::default() });
        }
        Ok(vectors) => vectors,
    };
    let sound = || -> anyhow::Result<()> {
        vectors.check()?;
        // To know the model, it has to be read.
        dense::encoder(config)?.map_or(Ok(()), |encoder| Ok(vectors.are_of(encoder.model())?))
    };
    if check && let Err(error) = sound() {
        problems.push(error.to_string());
    }
    let generation = vectors.generation();
    if generation > store_seq {
        problems.push("the vectors are of another store; run `caveat refresh` to make them anew".to_owned());
    } else if generation < store_seq && wanted {
        let behind = counted(store_seq - generation, "revision");
        problems
            .push(format!("the vectors are {behind} behind the store; run `caveat refresh` to make them"));
    }
    let model = Some(vectors.model().to_owned());
    Some(VectorStatus { file, passages: vectors.passages(), model, generation })
}

fn unequal(generation: u64, store_seq: u64) -> String {
    if generation < store_seq {
        let behind = counted(store_seq - generation, "revision");
        return format!("the index is {behind} behind the store; run `caveat refresh` to take them in");
    }
    "the index is of another store; run `caveat refresh --rebuild` to build it anew".to_owned()
}

/// Bytes on disk of a file, or of all files in a directory; what is not there has none.
pub fn size(path: &Path) -> u64 {
    let Ok(about) = path.symlink_metadata() else { return 0 };
    if !about.is_dir() {
        return about.len();
    }
    let entries = path.read_dir().into_iter().flatten().flatten();
    entries.map(|entry| size(&entry.path())).sum()
}

fn readable(status: &Status) -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: String| text.push_str(&format!("{name:<13} {value}\n"));
    line("store", shown(&status.store));
    line("index", shown(&status.index));
    if let Some(vectors) = &status.vectors {
        line("vectors", format!("{} of {}", shown(&vectors.file), counted(vectors.passages, "passage")));
    }
    line(
        "articles",
        format!(
            "{} ({}) of {}",
            status.articles,
            counted(status.revisions, "revision"),
            counted(status.outlets as u64, "outlet")
        ),
    );
    if let (Some(from), Some(to)) = (status.from, status.to) {
        line("published", format!("{from} to {to}"));
    }
    line("last refresh", status.last_refresh.map_or("never".into(), |time| time.to_string()));
    line("sources", format!("{} configured", status.sources));
    for problem in &status.problems {
        line("problem", problem.clone());
    }
    text
}

/// A number with what it counts, which takes an "s" in the plural.
pub fn counted(number: u64, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

fn shown(file: &FileStatus) -> String {
    format!("{} ({:.1} MB)", file.path.display(), file.bytes as f64 / 1_048_576.0)
}
