//! The files that vectors are kept in.
//!
//! `passages` holds a record for each passage: article (8 bytes), number of the revision, start, end (4 bytes each) and the
//! scale of its vector (32-bit float), all little-endian. `directions` holds the vectors in the same order, a signed byte
//! for each dimension, to be multiplied with the scale. `commit.json` says how many records count. What stands behind them
//! was being written when something went wrong, and is written over.

use std::fs::File;
use std::io::{self, ErrorKind, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crc32fast::Hasher;
use serde::{Deserialize, Serialize};
use tantivy::directory::{MmapDirectory, OwnedBytes};
use tantivy::{Directory, HasLen};

use super::{PassageKey, VectorError, largest};
use crate::index::schema;
use crate::news::{ArticleId, RevisionId};

/// Bytes of a record in `passages`.
pub const KEY_BYTES: usize = 24;

/// The layout described above, and how a passage becomes the text that is encoded.
const FORMAT: u64 = 1;
const PASSAGES: &str = "passages";
const DIRECTIONS: &str = "directions";
const COMMIT: &str = "commit.json";
const UNFINISHED: &str = "commit.json.new";
const LOCK: &str = "lock";

/// What counts of the files, and what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commit {
    format: u64,
    /// The format of the index: with another one, passages may begin and end elsewhere.
    index_format: u64,
    pub model: String,
    /// 0 as long as there are no passages.
    pub dimensions: usize,
    /// How far in the store's order of revisions.
    pub seq: u64,
    pub records: u64,
    /// CRC-32 of what counts of `passages` and `directions`.
    checksums: [u32; 2],
}

impl Commit {
    pub fn none(model: &str) -> Self {
        Self {
            format: FORMAT,
            index_format: schema::FORMAT,
            model: model.to_owned(),
            dimensions: 0,
            seq: 0,
            records: 0,
            checksums: [0; 2],
        }
    }

    /// The bytes that count of `passages` and `directions`.
    fn lengths(&self) -> [u64; 2] {
        [KEY_BYTES, self.dimensions].map(|width| self.records.saturating_mul(width as u64))
    }
}

/// What was committed last, and the records of it.
pub fn load(path: &Path) -> Result<(Commit, OwnedBytes, OwnedBytes), VectorError> {
    let commit = read_commit(path)?;
    let files = MmapDirectory::open(path).map_err(|e| damaged(path, e))?;
    let [keys, directions] = commit.lengths();
    let bytes = |name: &str, length: u64| {
        let file = files.open_read(Path::new(name)).map_err(|e| damaged(path, e))?;
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        if file.len() < length {
            return Err(damaged(path, format!("{name} is too short")));
        }
        file.slice_to(length).read_bytes().map_err(|e| damaged(path, e))
    };
    Ok((commit, bytes(PASSAGES, keys)?, bytes(DIRECTIONS, directions)?))
}

pub fn check(path: &Path, commit: &Commit, keys: &[u8], directions: &[u8]) -> Result<(), VectorError> {
    let sums = [keys, directions].map(crc32fast::hash);
    for (name, (sum, expected)) in [PASSAGES, DIRECTIONS].iter().zip(sums.iter().zip(commit.checksums)) {
        if *sum != expected {
            return Err(damaged(path, format!("checksum of {name} differs")));
        }
    }
    let sound = |(key, scale): (PassageKey, f32)| key.start < key.end && scale.is_normal() && scale > 0.0;
    if !keys.as_chunks().0.iter().all(|record| sound(read_key(record))) {
        return Err(damaged(path, "a record makes no sense"));
    }
    Ok(())
}

/// The right to write, for as long as the result lives.
pub fn alone(path: &Path) -> Result<File, VectorError> {
    let lock = File::options().create(true).truncate(false).write(true).open(path.join(LOCK));
    let lock = lock.map_err(|e| unwritten(path, e))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(std::fs::TryLockError::WouldBlock) => Err(VectorError::Busy(path.to_owned())),
        Err(std::fs::TryLockError::Error(e)) => Err(unwritten(path, e)),
    }
}

/// Records behind those that count, until they are committed.
pub struct Appending {
    path: PathBuf,
    pub commit: Commit,
    files: [File; 2],
    sums: [Hasher; 2],
    waiting: [Vec<u8>; 2],
}

impl Appending {
    /// Goes on behind what was committed last; fails if that cannot be gone on from.
    pub fn to_last(path: &Path) -> Result<Self, VectorError> {
        let commit = read_commit(path)?;
        let mut lengths = commit.lengths().into_iter();
        let open = |name| {
            let length = lengths.next().unwrap_or_default();
            let file = File::options().write(true).open(path.join(name)).map_err(|e| damaged(path, e))?;
            if file.metadata().map_err(|e| damaged(path, e))?.len() < length {
                return Err(damaged(path, format!("{name} is too short")));
            }
            at_end(file, length).map_err(|e| unwritten(path, e))
        };
        let files = both([PASSAGES, DIRECTIONS].map(open))?;
        Ok(Self::with(path, commit, files))
    }

    /// Begins with nothing. Whoever has the old files open can still read them.
    pub fn anew(path: &Path, model: &str) -> Result<Self, VectorError> {
        let create = |name| {
            match std::fs::remove_file(path.join(name)) {
                Err(e) if e.kind() != ErrorKind::NotFound => return Err(unwritten(path, e)),
                _ => {}
            }
            File::create_new(path.join(name)).map_err(|e| unwritten(path, e))
        };
        match std::fs::remove_file(path.join(COMMIT)) {
            Err(e) if e.kind() != ErrorKind::NotFound => return Err(unwritten(path, e)),
            _ => {}
        }
        let files = both([PASSAGES, DIRECTIONS].map(create))?;
        Ok(Self::with(path, Commit::none(model), files))
    }

    fn with(path: &Path, commit: Commit, files: [File; 2]) -> Self {
        let [keys, directions] = commit.lengths();
        let [of_keys, of_directions] = commit.checksums;
        let sums = [(of_keys, keys), (of_directions, directions)];
        let sums = sums.map(|(sum, length)| Hasher::new_with_initial_len(sum, length));
        Self { path: path.to_owned(), commit, files, sums, waiting: [Vec::new(), Vec::new()] }
    }

    /// Adds a passage and its vector of length 1.
    pub fn push(&mut self, key: PassageKey, vector: &[f32]) -> Result<(), VectorError> {
        let (found, asked) = (self.commit.dimensions, vector.len());
        if self.commit.records == 0 {
            self.commit.dimensions = asked;
        } else if found != asked {
            return Err(VectorError::Dimensions { path: self.path.clone(), found, asked });
        }
        let scale = largest(vector) / f32::from(i8::MAX);
        let [keys, directions] = &mut self.waiting;
        keys.extend_from_slice(&write_key(key, scale));
        directions.extend(vector.iter().map(|x| ((x / scale).round() as i8).cast_unsigned()));
        self.commit.records += 1;
        Ok(())
    }

    /// From here on, what was added counts, and the revisions up to `seq` are done.
    pub fn commit(&mut self, seq: u64) -> Result<(), VectorError> {
        self.commit.seq = seq;
        self.write().map_err(|e| unwritten(&self.path, e))
    }

    fn write(&mut self) -> io::Result<()> {
        let Self { path, commit, files, sums, waiting } = self;
        for ((file, waiting), (sum, checksum)) in
            files.iter_mut().zip(waiting).zip(sums.iter_mut().zip(&mut commit.checksums))
        {
            file.write_all(waiting)?;
            file.sync_data()?;
            sum.update(waiting);
            *checksum = sum.clone().finalize();
            waiting.clear();
        }
        // Nobody else writes here, so one name will do.
        let unfinished = path.join(UNFINISHED);
        let mut whole = File::create(&unfinished)?;
        whole.write_all(&serde_json::to_vec(&*commit)?)?;
        whole.sync_all()?;
        std::fs::rename(unfinished, path.join(COMMIT))?;
        // The new name of the file is an entry of its directory.
        #[cfg(unix)]
        File::open(&*path)?.sync_all()?;
        Ok(())
    }
}

fn read_commit(path: &Path) -> Result<Commit, VectorError> {
    let text = match std::fs::read(path.join(COMMIT)) {
        Err(e) if e.kind() == ErrorKind::NotFound => return Err(VectorError::Missing(path.to_owned())),
        read => read.map_err(|e| damaged(path, e))?,
    };
    let value: serde_json::Value = serde_json::from_slice(&text).map_err(|e| damaged(path, e))?;
    let number = |name: &str| value.get(name).and_then(serde_json::Value::as_u64);
    if (number("format"), number("index_format")) != (Some(FORMAT), Some(schema::FORMAT)) {
        return Err(VectorError::Format(path.to_owned()));
    }
    serde_json::from_value(value).map_err(|e| damaged(path, e))
}

fn at_end(mut file: File, length: u64) -> io::Result<File> {
    file.set_len(length)?;
    file.seek(SeekFrom::Start(length))?;
    Ok(file)
}

fn both<T>([first, second]: [Result<T, VectorError>; 2]) -> Result<[T; 2], VectorError> {
    Ok([first?, second?])
}

fn write_key(key: PassageKey, scale: f32) -> [u8; KEY_BYTES] {
    let mut record = [0; KEY_BYTES];
    let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let (head, rest) = record.split_at_mut(8);
    head.copy_from_slice(&key.revision.article.0.to_le_bytes());
    let parts = [key.revision.number, place(key.start), place(key.end), scale.to_bits()];
    for (to, part) in rest.chunks_exact_mut(4).zip(parts) {
        to.copy_from_slice(&part.to_le_bytes());
    }
    record
}

/// The passage of a record and the scale of its vector.
pub fn read_key(record: &[u8; KEY_BYTES]) -> (PassageKey, f32) {
    let [a, b, c, d, e, f, g, h, rest @ ..] = *record;
    let (parts, _) = rest.as_chunks::<4>();
    let mut parts = parts.iter().map(|bytes| u32::from_le_bytes(*bytes));
    let mut next = || parts.next().unwrap_or_default();
    let article = ArticleId(i64::from_le_bytes([a, b, c, d, e, f, g, h]));
    let revision = RevisionId { article, number: next() };
    (PassageKey { revision, start: next() as usize, end: next() as usize }, f32::from_bits(next()))
}

fn damaged(path: &Path, reason: impl ToString) -> VectorError {
    VectorError::Damaged { path: path.to_owned(), reason: reason.to_string() }
}

fn unwritten(path: &Path, reason: impl ToString) -> VectorError {
    VectorError::Write { path: path.to_owned(), reason: reason.to_string() }
}
