//! Vectors of passages beside the index: derived like it, in the store's order of revisions, only ever appended to.
//!
//! Two files of equal records, passages and directions, and a small one, written last, that says how much of them
//! counts. A search reads through all of them: 100,000 passages take a few milliseconds, and nothing has to be built,
//! tuned or kept in memory between two questions.

mod catch_up;
mod files;

use std::collections::{BinaryHeap, HashMap, HashSet};
use std::path::{Path, PathBuf};

use tantivy::directory::OwnedBytes;

pub use self::catch_up::{Anew, VectorWriter};
use self::files::{Commit, KEY_BYTES, check, load, read_key};
use super::Hit;
use crate::embed::EmbedError;
use crate::news::{Passage, RevisionId};
use crate::store::StoreError;

/// The largest number of a question's vector: as fine as fits where 16,384 products with bytes are added up in 32 bits.
const FINEST: f32 = 1_023.0;

/// Which passage of which text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PassageKey {
    pub revision: RevisionId,
    pub start: usize,
    pub end: usize,
}

/// The vectors of passages as they were when opened.
pub struct Vectors {
    path: PathBuf,
    commit: Commit,
    keys: OwnedBytes,
    directions: OwnedBytes,
}

/// Why there are no vectors to use.
#[derive(Debug, thiserror::Error)]
pub enum VectorError {
    #[error("there are no vectors of passages in {0} yet; run `caveat refresh` to make them")]
    Missing(PathBuf),
    #[error(
        "the vectors in {0} were written in another format, or of other passages; run `caveat refresh` to make them anew"
    )]
    Format(PathBuf),
    #[error(
        "the vectors in {path} are of the model {found}, not {asked}; run `caveat refresh` to make them anew"
    )]
    Model { path: PathBuf, found: String, asked: String },
    #[error(
        "the vectors in {path} have {found} dimensions, those of the model {asked}; run `caveat refresh --rebuild`"
    )]
    Dimensions { path: PathBuf, found: usize, asked: usize },
    #[error("the vectors in {path} are damaged ({reason}); run `caveat refresh --rebuild` to make them anew")]
    Damaged { path: PathBuf, reason: String },
    #[error(
        "another caveat is making vectors in {0}; it takes in what is new as well, or the next refresh does"
    )]
    Busy(PathBuf),
    #[error("the vectors in {path} cannot be written: {reason}")]
    Write { path: PathBuf, reason: String },
}

/// Why passages could not be compared by meaning, or have no vectors yet.
#[derive(Debug, thiserror::Error)]
pub enum DenseError {
    #[error(transparent)]
    Vectors(#[from] VectorError),
    #[error(transparent)]
    Embed(#[from] EmbedError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Vectors {
    /// The directory of the vectors inside an index directory.
    pub fn path_in(directory: &Path) -> PathBuf {
        directory.join("vectors")
    }

    /// Opens what was last committed.
    pub fn open(directory: &Path) -> Result<Self, VectorError> {
        let path = Self::path_in(directory);
        let (commit, keys, directions) = load(&path)?;
        Ok(Self { path, commit, keys, directions })
    }

    /// Throws the vectors away, but not while another one writes to them.
    pub fn remove(directory: &Path) -> Result<(), VectorError> {
        let path = Self::path_in(directory);
        if !path.exists() {
            return Ok(());
        }
        let _alone = files::alone(&path)?;
        std::fs::remove_dir_all(&path).map_err(|e| VectorError::Write { path, reason: e.to_string() })
    }

    /// What they were made with, as [`crate::embed::Encoder::model`] names it.
    pub fn model(&self) -> &str {
        &self.commit.model
    }

    /// Fails if `model` is not what the vectors were made with.
    pub fn are_of(&self, model: &str) -> Result<(), VectorError> {
        if self.commit.model == model {
            return Ok(());
        }
        let (path, found) = (self.path.clone(), self.commit.model.clone());
        Err(VectorError::Model { path, found, asked: model.to_owned() })
    }

    /// How many passages have a vector.
    pub fn passages(&self) -> u64 {
        self.commit.records
    }

    /// How far they have come in the store's order of revisions.
    pub fn generation(&self) -> u64 {
        self.commit.seq
    }

    /// Compares the files with their checksums, and looks whether every record makes sense.
    pub fn check(&self) -> Result<(), VectorError> {
        check(&self.path, &self.commit, &self.keys, &self.directions)
    }

    /// The passages that mean most nearly the same as a vector of length 1, with the cosine of the angle to it, best first,
    /// at most `limit` of those that `keep` agrees to. Ties are in the order of article, revision and place.
    pub fn nearest(
        &self,
        query: &[f32],
        keep: impl Fn(&PassageKey) -> bool,
        limit: usize,
    ) -> Result<Vec<(PassageKey, f32)>, VectorError> {
        let query = self.question(query)?;
        let mut best: BinaryHeap<Ranked> = BinaryHeap::with_capacity(limit.min(self.keys.len()) + 1);
        for (record, direction) in self.records() {
            let (key, scale) = read_key(record);
            let ranked = Ranked { key, cosine: query.cosine(direction, scale) };
            let room = best.len() < limit;
            if (room || best.peek().is_some_and(|worst| ranked < *worst)) && keep(&ranked.key) {
                if !room {
                    best.pop();
                }
                best.push(ranked);
            }
        }
        Ok(best.into_sorted_vec().into_iter().map(|ranked| (ranked.key, ranked.cosine)).collect())
    }

    /// How nearly some passages mean the same as a vector of length 1: the cosine of the angle to it, from -1 to 1, and
    /// `None` for those without a vector.
    pub fn similarity(
        &self,
        query: &[f32],
        passages: &[PassageKey],
    ) -> Result<Vec<Option<f32>>, VectorError> {
        let query = self.question(query)?;
        let wanted: HashSet<PassageKey> = passages.iter().copied().collect();
        // Most passages are of articles that are not asked for, and told by this, which costs next to nothing.
        let mut articles = [false; 4096];
        let slot = |key: &PassageKey| (key.revision.article.0 & 4095) as usize;
        for key in passages {
            if let Some(asked) = articles.get_mut(slot(key)) {
                *asked = true;
            }
        }
        let mut found = HashMap::with_capacity(wanted.len());
        for (record, direction) in self.records() {
            let (key, scale) = read_key(record);
            if articles.get(slot(&key)).is_some_and(|asked| *asked) && wanted.contains(&key) {
                found.insert(key, query.cosine(direction, scale));
            }
        }
        Ok(passages.iter().map(|key| found.get(key).copied()).collect())
    }

    fn records(&self) -> impl Iterator<Item = (&[u8; KEY_BYTES], &[u8])> {
        let (keys, _) = self.keys.as_chunks::<KEY_BYTES>();
        keys.iter().zip(self.directions.chunks_exact(self.commit.dimensions.max(1)))
    }

    fn question(&self, query: &[f32]) -> Result<Question, VectorError> {
        let found = self.commit.dimensions;
        // Without any passage, no dimensions are known yet.
        if found != query.len() && self.commit.records > 0 {
            return Err(VectorError::Dimensions { path: self.path.clone(), found, asked: query.len() });
        }
        Ok(Question::new(query))
    }
}

/// A vector to compare with, in whole numbers.
struct Question {
    numbers: Vec<i16>,
    scale: f32,
}

impl Question {
    fn new(vector: &[f32]) -> Self {
        let scale = largest(vector) / FINEST;
        Self { numbers: vector.iter().map(|x| (x / scale).round() as i16).collect(), scale }
    }

    fn cosine(&self, direction: &[u8], scale: f32) -> f32 {
        let product: i32 = self
            .numbers
            .iter()
            .zip(direction)
            .map(|(a, b)| i32::from(*a) * i32::from(i16::from(b.cast_signed())))
            .sum();
        product as f32 * self.scale * scale
    }
}

/// The largest size of a number, and never zero.
fn largest(vector: &[f32]) -> f32 {
    vector.iter().fold(f32::MIN_POSITIVE, |most, x| most.max(x.abs()))
}

/// The better, the less; of equals, the one further in front.
#[derive(Clone, Copy, PartialEq)]
struct Ranked {
    key: PassageKey,
    cosine: f32,
}

impl Eq for Ranked {}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        other.cosine.total_cmp(&self.cosine).then(self.key.cmp(&other.key))
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl From<&Hit> for PassageKey {
    fn from(hit: &Hit) -> Self {
        Self { revision: hit.revision, start: hit.start, end: hit.end }
    }
}

impl From<&Passage> for PassageKey {
    fn from(passage: &Passage) -> Self {
        Self { revision: passage.revision, start: passage.range.start(), end: passage.range.end() }
    }
}

#[cfg(test)]
mod tests;
