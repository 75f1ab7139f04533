//! For tests: a BERT encoder of random weights, small enough to be made on the spot.

use std::path::Path;

use safetensors::tensor::{Dtype, TensorView};
use serde_json::{Map, Value, json};

pub const WIDTH: usize = 8;
pub const HEADS: usize = 2;
pub const LAYERS: usize = 2;
const WIDE: usize = 12;
const PLACES: usize = 40;

/// Numbers between -1 and 1, the same in every run (Knuth's MMIX generator).
struct Random(u64);

impl Random {
    fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f32 / (1 << 23) as f32 - 1.0
    }
}

/// Writes `config.json`, `tokenizer.json` and `model.safetensors` into a directory; another seed makes another model.
pub fn write(directory: &Path, seed: u64) {
    let tokens = vocabulary();
    std::fs::create_dir_all(directory).unwrap();
    std::fs::write(directory.join("config.json"), config(tokens.len()).to_string()).unwrap();
    std::fs::write(directory.join("tokenizer.json"), tokenizer(&tokens).to_string()).unwrap();
    let mut random = Random(seed);
    let tensors: Vec<(String, Vec<usize>, Vec<u8>)> = shapes(tokens.len())
        .into_iter()
        .map(|(name, shape)| {
            let bytes = (0..shape.iter().product()).flat_map(|_| random.next().to_le_bytes()).collect();
            (name, shape, bytes)
        })
        .collect();
    let views = tensors
        .iter()
        .map(|(name, shape, bytes)| (name, TensorView::new(Dtype::F32, shape.clone(), bytes).unwrap()));
    safetensors::serialize_to_file(views, None, &directory.join("model.safetensors")).unwrap();
}

/// Letters, digits and marks, and letters and digits that go on.
fn vocabulary() -> Vec<String> {
    let special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"].map(str::to_owned);
    let begins = (' '..='~').filter(|c| !c.is_ascii_uppercase()).map(String::from);
    let goes_on =
        ('0'..='z').filter(|c| c.is_ascii_digit() || c.is_ascii_lowercase()).map(|c| format!("##{c}"));
    special.into_iter().chain(begins).chain(goes_on).collect()
}

fn config(tokens: usize) -> Value {
    json!({
        "model_type": "bert", "hidden_act": "gelu", "hidden_size": WIDTH, "num_hidden_layers": LAYERS,
        "num_attention_heads": HEADS, "intermediate_size": WIDE, "max_position_embeddings": PLACES,
        "type_vocab_size": 2, "vocab_size": tokens, "layer_norm_eps": 1e-12,
    })
}

fn tokenizer(tokens: &[String]) -> Value {
    let numbered = tokens.iter().enumerate().map(|(id, token)| (token.clone(), json!(id)));
    json!({
        "normalizer": { "type": "BertNormalizer", "lowercase": true, "strip_accents": null },
        "model": {
            "type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100, "vocab": numbered.collect::<Map<String, Value>>(),
        },
    })
}

fn shapes(tokens: usize) -> Vec<(String, Vec<usize>)> {
    let mut shapes = Vec::new();
    let mut matrix = |name: &str, rows, columns| shapes.push((format!("{name}.weight"), vec![rows, columns]));
    matrix("embeddings.word_embeddings", tokens, WIDTH);
    matrix("embeddings.position_embeddings", PLACES, WIDTH);
    matrix("embeddings.token_type_embeddings", 2, WIDTH);
    let mut vectors = vec![("embeddings.LayerNorm.weight".to_owned(), WIDTH)];
    vectors.push(("embeddings.LayerNorm.bias".to_owned(), WIDTH));
    for number in 0..LAYERS {
        let layer = format!("encoder.layer.{number}");
        let linear = [
            ("attention.self.query", WIDTH, WIDTH),
            ("attention.self.key", WIDTH, WIDTH),
            ("attention.self.value", WIDTH, WIDTH),
            ("attention.output.dense", WIDTH, WIDTH),
            ("intermediate.dense", WIDE, WIDTH),
            ("output.dense", WIDTH, WIDE),
        ];
        for (name, outputs, inputs) in linear {
            matrix(&format!("{layer}.{name}"), outputs, inputs);
            vectors.push((format!("{layer}.{name}.bias"), outputs));
        }
        for norm in ["attention.output.LayerNorm", "output.LayerNorm"] {
            vectors.extend(["weight", "bias"].map(|end| (format!("{layer}.{norm}.{end}"), WIDTH)));
        }
    }
    shapes.extend(vectors.into_iter().map(|(name, length)| (name, vec![length])));
    shapes
}
