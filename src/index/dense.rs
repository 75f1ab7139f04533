//! Passages by meaning: the encoder and the vectors that it made.

use std::path::Path;

use super::vectors::{DenseError, PassageKey, VectorError, Vectors};
use crate::embed::{EmbedError, Encoder};

/// What is asked for passages by meaning. Both parts are of one model.
pub struct Dense {
    encoder: Encoder,
    vectors: Vectors,
}

impl Dense {
    /// Opens the vectors in an index directory; they must have been made with this encoder.
    pub fn open(directory: &Path, encoder: Encoder) -> Result<Self, VectorError> {
        let vectors = Vectors::open(directory)?;
        vectors.are_of(encoder.model())?;
        Ok(Self { encoder, vectors })
    }

    /// The vector of a text, for [`Vectors::nearest`] and [`Vectors::similarity`]. Costs some milliseconds; an endpoint is
    /// asked.
    pub fn encode(&self, text: &str) -> Result<Vec<f32>, EmbedError> {
        self.encoder.encode_one(text)
    }

    pub fn vectors(&self) -> &Vectors {
        &self.vectors
    }

    /// How nearly some passages mean the same as a text: a cosine, from -1 to 1, and `None` for those that have no vector
    /// yet.
    pub fn similar(&self, text: &str, passages: &[PassageKey]) -> Result<Vec<Option<f32>>, DenseError> {
        Ok(self.vectors.similarity(&self.encode(text)?, passages)?)
    }

    /// The passages that mean most nearly the same as a text, with the cosine, best first, at most `limit` of those that
    /// `keep` agrees to.
    pub fn nearest(
        &self,
        text: &str,
        keep: impl Fn(&PassageKey) -> bool,
        limit: usize,
    ) -> Result<Vec<(PassageKey, f32)>, DenseError> {
        Ok(self.vectors.nearest(&self.encode(text)?, keep, limit)?)
    }
}
