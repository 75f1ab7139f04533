//! A model in a directory, as Hugging Face and sentence-transformers write it: `config.json`, `tokenizer.json` and
//! `model.safetensors`.

use std::io::ErrorKind;
use std::path::Path;

use safetensors::{Dtype, SafeTensors};
use serde::Deserialize;

use super::EmbedError;
use super::bert::{Bert, Layer, Linear, Norm, Shape};
use super::pieces::Pieces;
use super::pinned::{CONFIG, Pinned, TOKENIZER, WEIGHTS, sum};

/// Tokens read of a text, as sentence-transformers has it for this model; what is longer is cut off.
const MAX_TOKENS: usize = 256;
/// Tokens taken through the model together. More gain nothing and take more memory than the caches have.
const TOGETHER: usize = 512;
/// No encoder of this kind is larger in any direction; a file that says so is wrong.
const LARGEST: usize = 1 << 20;

/// A model, ready to read texts.
pub struct Local {
    pieces: Pieces,
    bert: Bert,
    max_tokens: usize,
    /// One thread: an index is kept up beside whatever else a machine does.
    alone: rayon::ThreadPool,
    /// SHA-256 of the weights.
    pub sum: String,
}

#[derive(Deserialize)]
struct Config {
    model_type: String,
    hidden_act: String,
    #[serde(default = "absolute")]
    position_embedding_type: String,
    hidden_size: usize,
    num_hidden_layers: usize,
    num_attention_heads: usize,
    intermediate_size: usize,
    max_position_embeddings: usize,
    type_vocab_size: usize,
    vocab_size: usize,
    layer_norm_eps: f32,
}

fn absolute() -> String {
    "absolute".to_owned()
}

impl Local {
    /// Reads a model into memory; `pinned` says what its files have to be.
    pub fn open(directory: &Path, pinned: Option<&Pinned>) -> Result<Self, EmbedError> {
        let wrong = |name: &str| {
            let path = directory.join(name);
            move |reason: String| EmbedError::Unfit { path, reason }
        };
        let text = |name: &str| {
            let (bytes, _) = read(directory, name, pinned)?;
            String::from_utf8(bytes).map_err(|e| wrong(name)(e.to_string()))
        };
        let config: Config =
            serde_json::from_str(&text(CONFIG)?).map_err(|e| wrong(CONFIG)(e.to_string()))?;
        config.check().map_err(wrong(CONFIG))?;
        let pieces = Pieces::parse(&text(TOKENIZER)?).map_err(wrong(TOKENIZER))?;
        if pieces.last() as usize >= config.vocab_size {
            let more = "it has more tokens than the model has vectors for";
            return Err(wrong(TOKENIZER)(more.to_owned()));
        }
        let (weights, sum) = read(directory, WEIGHTS, pinned)?;
        let tensors = SafeTensors::deserialize(&weights).map_err(|e| wrong(WEIGHTS)(e.to_string()))?;
        let bert = Weights { tensors, config: &config }.bert().map_err(wrong(WEIGHTS))?;
        let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build();
        Ok(Self {
            pieces,
            bert,
            max_tokens: config.max_position_embeddings.min(MAX_TOKENS),
            alone: alone.map_err(|e| EmbedError::Failed(e.to_string()))?,
            sum,
        })
    }

    /// The vectors of some texts, of any length.
    pub fn encode(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EmbedError> {
        let texts: Vec<Vec<u32>> = texts.iter().map(|text| self.pieces.of(text, self.max_tokens)).collect();
        let means = || {
            let mut means = Vec::with_capacity(texts.len());
            let mut rest = texts.as_slice();
            while !rest.is_empty() {
                let (together, after) = rest.split_at(fitting(rest));
                means.extend(self.bert.means(together)?);
                rest = after;
            }
            Ok(means)
        };
        self.alone.install(means).map_err(|e: rten_gemm::GemmError| EmbedError::Failed(e.to_string()))
    }
}

/// How many texts, at least one, are taken through the model together.
fn fitting(texts: &[Vec<u32>]) -> usize {
    let mut tokens = 0;
    let fits = |text: &&Vec<u32>| {
        tokens += text.len();
        tokens <= TOGETHER
    };
    texts.iter().take_while(fits).count().max(1)
}

/// A file and its sum.
fn read(directory: &Path, name: &str, pinned: Option<&Pinned>) -> Result<(Vec<u8>, String), EmbedError> {
    let path = directory.join(name);
    let bytes = match std::fs::read(&path) {
        Err(e) if e.kind() == ErrorKind::NotFound => return Err(EmbedError::Missing(path)),
        Err(e) => return Err(EmbedError::Unreadable { path, reason: e.to_string() }),
        Ok(bytes) => bytes,
    };
    let sum = sum(&bytes);
    let asked = pinned.and_then(|pinned| pinned.files.iter().find(|file| file.name == name));
    match asked {
        Some(file) if file.sum != sum => Err(EmbedError::Altered(path)),
        _ => Ok((bytes, sum)),
    }
}

impl Config {
    fn check(&self) -> Result<(), String> {
        let kind =
            (self.model_type.as_str(), self.hidden_act.as_str(), self.position_embedding_type.as_str());
        if kind != ("bert", "gelu", "absolute") {
            let (model, activation, positions) = kind;
            return Err(format!(
                "it is of type {model} with {activation} and {positions} positions, not bert with gelu and absolute ones"
            ));
        }
        let sizes = [
            self.hidden_size, self.num_hidden_layers, self.num_attention_heads, self.intermediate_size,
            self.type_vocab_size, self.vocab_size,
        ];
        let fit = sizes.iter().all(|size| (1..=LARGEST).contains(size))
            && (2..=LARGEST).contains(&self.max_position_embeddings)
            && self.hidden_size.is_multiple_of(self.num_attention_heads);
        if fit { Ok(()) } else { Err("its sizes make no sense".to_owned()) }
    }
}

/// The file with the weights, next to what it should hold.
struct Weights<'a> {
    tensors: SafeTensors<'a>,
    config: &'a Config,
}

impl Weights<'_> {
    fn bert(&self) -> Result<Bert, String> {
        let Config { hidden_size: width, vocab_size, max_position_embeddings, type_vocab_size, .. } =
            *self.config;
        let shape =
            Shape { width, heads: self.config.num_attention_heads, epsilon: self.config.layer_norm_eps };
        let embedded = |name: &str, rows| self.read(&format!("embeddings.{name}.weight"), &[rows, width]);
        let segments = embedded("token_type_embeddings", type_vocab_size)?;
        let mut places = embedded("position_embeddings", max_position_embeddings)?;
        for place in places.chunks_exact_mut(width) {
            place.iter_mut().zip(&segments).for_each(|(place, first)| *place += first);
        }
        Ok(Bert::new(
            shape,
            embedded("word_embeddings", vocab_size)?,
            places,
            self.norm("embeddings.LayerNorm")?,
            (0..self.config.num_hidden_layers).map(|n| self.layer(n)).collect::<Result<_, _>>()?,
        ))
    }

    fn layer(&self, number: usize) -> Result<Layer, String> {
        let Config { hidden_size: width, intermediate_size: wide, .. } = *self.config;
        let named = |name: &str| format!("encoder.layer.{number}.{name}");
        let linear = |name: &str, inputs, outputs| self.linear(&[&named(name)], inputs, outputs);
        let attend = ["query", "key", "value"].map(|name| named(&format!("attention.self.{name}")));
        Ok(Layer {
            attend: self.linear(&attend.each_ref().map(String::as_str), width, width)?,
            attended: linear("attention.output.dense", width, width)?,
            attention_norm: self.norm(&named("attention.output.LayerNorm"))?,
            widen: linear("intermediate.dense", width, wide)?,
            narrow: linear("output.dense", wide, width)?,
            norm: self.norm(&named("output.LayerNorm"))?,
        })
    }

    /// Some linear maps of the same input as one, their outputs one after the other.
    fn linear(&self, names: &[&str], inputs: usize, outputs: usize) -> Result<Linear, String> {
        let (mut weights, mut bias) = (Vec::new(), Vec::new());
        for name in names {
            weights.extend(self.read(&format!("{name}.weight"), &[outputs, inputs])?);
            bias.extend(self.read(&format!("{name}.bias"), &[outputs])?);
        }
        Ok(Linear::new(&weights, bias, inputs))
    }

    fn norm(&self, name: &str) -> Result<Norm, String> {
        let part = |end: &str| self.read(&format!("{name}.{end}"), &[self.config.hidden_size]);
        Ok(Norm { scale: part("weight")?, bias: part("bias")? })
    }

    fn read(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, String> {
        let tensor = self.tensors.tensor(name).map_err(|_| format!("it has no tensor {name}"))?;
        if tensor.dtype() != Dtype::F32 || tensor.shape() != shape {
            let (found, of) = (tensor.shape(), tensor.dtype());
            return Err(format!("{name} is {found:?} of {of:?}, and config.json says {shape:?} of F32"));
        }
        let (numbers, _) = tensor.data().as_chunks::<4>();
        Ok(numbers.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
    }
}
