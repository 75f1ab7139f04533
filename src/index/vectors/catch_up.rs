//! Bringing the vectors up to date with the store: the only part that writes them.

use std::fs::File;
use std::ops::ControlFlow;
use std::path::Path;

use super::files::{Appending, alone};
use super::{DenseError, PassageKey, VectorError, Vectors};
use crate::embed::Encoder;
use crate::index::passages;
use crate::news::Revision;
use crate::store::Store;

/// Revisions that are committed together: some seconds of work on one core, lost if it is broken off.
const BATCH: u32 = 16;
/// Passages that are encoded together; more only take more memory.
const TOGETHER: usize = 32;

/// The vectors, open for writing by nobody else.
pub struct VectorWriter {
    vectors: Appending,
    _alone: File,
}

/// Why vectors that were there are made once more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Anew {
    /// They were made with this model.
    Model(String),
    Format,
    /// They go further than the store does.
    Store,
    Damaged(String),
}

impl VectorWriter {
    /// Opens the vectors, those of another model, format or store as empty ones; then it says why.
    pub fn open(directory: &Path, store: &Store, model: &str) -> Result<(Self, Option<Anew>), DenseError> {
        let path = Vectors::path_in(directory);
        std::fs::create_dir_all(&path)
            .map_err(|e| VectorError::Write { path: path.clone(), reason: e.to_string() })?;
        let alone = alone(&path)?;
        let anew = match Appending::to_last(&path) {
            Ok(vectors) if vectors.commit.model != model => Some(Anew::Model(vectors.commit.model)),
            Ok(vectors) if vectors.commit.seq > store.seq()? => Some(Anew::Store),
            Ok(vectors) => return Ok((Self { vectors, _alone: alone }, None)),
            Err(VectorError::Missing(_)) => None,
            Err(VectorError::Format(_)) => Some(Anew::Format),
            Err(VectorError::Damaged { reason, .. }) => Some(Anew::Damaged(reason)),
            Err(error) => return Err(error.into()),
        };
        let mut vectors = Appending::anew(&path, model)?;
        // From here on there are vectors, if only none yet.
        vectors.commit(0)?;
        Ok((Self { vectors, _alone: alone }, anew))
    }

    /// How far they have come in the store's order of revisions.
    pub fn generation(&self) -> u64 {
        self.vectors.commit.seq
    }

    /// Makes vectors for the passages of every revision that the store has and they have not come to; returns how many
    /// revisions there were. After each commit, `done` is told how many were taken in so far, and may break off; the next
    /// catch-up goes on there. `encoder` has to be the one that they were opened for.
    pub fn catch_up(
        mut self,
        store: &Store,
        encoder: &Encoder,
        mut done: impl FnMut(usize) -> ControlFlow<()>,
    ) -> Result<usize, DenseError> {
        let mut taken = 0;
        loop {
            let revisions = store.revisions_after(self.generation(), BATCH)?;
            let Some((last, _)) = revisions.last() else { break };
            let texts: Vec<_> = revisions.iter().flat_map(|(_, revision)| texts(revision)).collect();
            for together in texts.chunks(TOGETHER) {
                let words: Vec<&str> = together.iter().map(|(_, text)| text.as_str()).collect();
                for ((key, _), vector) in together.iter().zip(encoder.encode(&words)?) {
                    self.vectors.push(*key, &vector)?;
                }
            }
            self.vectors.commit(*last)?;
            taken += revisions.len();
            if done(taken).is_break() {
                break;
            }
        }
        Ok(taken)
    }
}

/// What is encoded of a revision: each passage below the title, without which it may not say what it is about.
fn texts(revision: &Revision) -> Vec<(PassageKey, String)> {
    let article = revision.article();
    let text = |body: &str| match article.title.as_str() {
        "" => body.to_owned(),
        title => format!("{title}. {body}"),
    };
    passages(revision).iter().map(|p| (PassageKey::from(p), text(p.range.of(&article.text)))).collect()
}
