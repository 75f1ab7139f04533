//! Texts as vectors of length 1: the nearer two are, the more alike is what the texts mean.
//!
//! Two kinds of encoder make them: a small model that runs here, without anything to install, and an endpoint. Vectors
//! of different models do not compare.

mod bert;
mod endpoint;
mod folder;
mod pieces;
pub mod pinned;

use std::path::PathBuf;

pub use endpoint::EndpointSettings;

use endpoint::Endpoint;
use folder::Local;
use pinned::Pinned;

/// No model has more dimensions; what compares vectors counts on it.
pub const MAX_DIMENSIONS: usize = 16_384;

/// Where vectors come from.
#[derive(Clone, Debug)]
pub enum Source {
    /// A directory with the files of a BERT encoder such as all-MiniLM-L6-v2.
    Directory(PathBuf),
    /// A directory whose files have to be those of a pinned model.
    Pinned(&'static Pinned, PathBuf),
    /// A server with OpenAI's embeddings API.
    Endpoint(EndpointSettings),
}

/// What makes vectors of texts.
pub struct Encoder {
    model: String,
    kind: Kind,
}

enum Kind {
    Local(Box<Local>),
    Endpoint(Endpoint),
}

/// Why there are no vectors. No message holds a key.
#[derive(Debug, thiserror::Error)]
pub enum EmbedError {
    #[error(
        "the model file {0} is missing; run `caveat models pull` to fetch it, or set `model` under [dense] to \"\" to do without"
    )]
    Missing(PathBuf),
    #[error("the model file {path} cannot be read: {reason}")]
    Unreadable { path: PathBuf, reason: String },
    #[error("{0} is not the file that it should be; run `caveat models pull` to fetch it again")]
    Altered(PathBuf),
    #[error(
        "{path} cannot be used: {reason}; `model` under [dense] takes a directory with a BERT encoder such as all-MiniLM-L6-v2"
    )]
    Unfit { path: PathBuf, reason: String },
    #[error("the model that makes vectors failed: {0}")]
    Failed(String),
    #[error("cannot make an HTTP client: {0}")]
    Client(#[from] reqwest::Error),
    #[error(
        "the key for {0} cannot be sent; make the variable named by `api_key_env` under [dense] hold the key alone, in printable ASCII"
    )]
    Key(String),
    #[error("the embeddings endpoint {url} failed: {reason}")]
    Endpoint { url: String, reason: String },
    #[error(
        "the embeddings endpoint {url} did not answer within {seconds} s; `timeout_seconds` under [dense] allows more"
    )]
    Timeout { url: String, seconds: u64 },
    #[error("the model {0} gave a vector without a direction")]
    NoDirection(String),
}

impl Encoder {
    /// Reads a model into memory, or prepares to ask an endpoint, which connects to nothing.
    pub fn open(source: &Source) -> Result<Self, EmbedError> {
        let local = |directory, pinned| {
            let local = Local::open(directory, pinned)?;
            Ok(Self { model: format!("sha256:{}", local.sum), kind: Kind::Local(Box::new(local)) })
        };
        match source {
            Source::Directory(directory) => local(directory, None),
            Source::Pinned(pinned, directory) => local(directory, Some(*pinned)),
            Source::Endpoint(settings) => {
                let endpoint = Endpoint::new(settings.clone())?;
                Ok(Self { model: format!("endpoint:{}", settings.model), kind: Kind::Endpoint(endpoint) })
            }
        }
    }

    /// Tells models apart: the SHA-256 of the weights, or the name that an endpoint has for its model.
    pub fn model(&self) -> &str {
        &self.model
    }

    /// The vectors of some texts in their order, all of the same number of dimensions and of length 1. What a model does
    /// not read of a long text (the local one takes 256 tokens) does not count.
    pub fn encode(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EmbedError> {
        if texts.is_empty() {
            return Ok(Vec::new());
        }
        let mut vectors = match &self.kind {
            Kind::Local(local) => local.encode(texts)?,
            Kind::Endpoint(endpoint) => endpoint.encode(texts)?,
        };
        if vectors.iter().any(|vector| vector.len() > MAX_DIMENSIONS) {
            return Err(EmbedError::Failed(format!(
                "its vectors have more than {MAX_DIMENSIONS} dimensions"
            )));
        }
        let directed = vectors.iter_mut().all(|vector| normalise(vector));
        if directed { Ok(vectors) } else { Err(EmbedError::NoDirection(self.model.clone())) }
    }

    /// The vector of one text.
    pub fn encode_one(&self, text: &str) -> Result<Vec<f32>, EmbedError> {
        Ok(self.encode(&[text])?.pop().unwrap_or_default())
    }
}

/// Brings a vector to length 1, if it has a length.
fn normalise(vector: &mut [f32]) -> bool {
    let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
    for x in vector.iter_mut() {
        *x /= length;
    }
    length.is_normal()
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub mod tiny;
