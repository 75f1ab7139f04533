use std::path::Path;

use safetensors::SafeTensors;

use super::tiny::{HEADS, LAYERS, WIDTH};
use super::*;

/// The same model, computed number by number.
struct ByHand(Vec<u8>);

type Rows = Vec<Vec<f64>>;

impl ByHand {
    fn tensor(&self, name: &str) -> Rows {
        let tensors = SafeTensors::deserialize(&self.0).unwrap();
        let tensor = tensors.tensor(name).unwrap();
        let numbers = tensor.data().chunks(4).map(|b| f64::from(f32::from_le_bytes(b.try_into().unwrap())));
        let numbers: Vec<f64> = numbers.collect();
        numbers.chunks(*tensor.shape().last().unwrap()).map(<[f64]>::to_vec).collect()
    }

    fn linear(&self, name: &str, input: &Rows) -> Rows {
        let (weights, bias) = (self.tensor(&format!("{name}.weight")), self.tensor(&format!("{name}.bias")));
        let row = |x: &Vec<f64>| weights.iter().zip(&bias[0]).map(|(w, b)| dot(x, w) + b).collect();
        input.iter().map(row).collect()
    }

    fn norm(&self, name: &str, input: &Rows) -> Rows {
        let (scale, bias) = (self.tensor(&format!("{name}.weight")), self.tensor(&format!("{name}.bias")));
        let row = |x: &Vec<f64>| {
            let mean = x.iter().sum::<f64>() / x.len() as f64;
            let variance = x.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / x.len() as f64;
            let part = |i: usize| (x[i] - mean) / (variance + 1e-12).sqrt() * scale[0][i] + bias[0][i];
            (0..x.len()).map(part).collect()
        };
        input.iter().map(row).collect()
    }

    fn attention(&self, layer: &str, tokens: &Rows) -> Rows {
        let [queries, keys, values] = ["query", "key", "value"]
            .map(|name| self.linear(&format!("{layer}.attention.self.{name}"), tokens));
        let part = WIDTH / HEADS;
        let one = |i: usize, column: usize| {
            let head = column / part * part..column / part * part + part;
            let score =
                |j: usize| dot(&queries[i][head.clone()], &keys[j][head.clone()]) / (part as f64).sqrt();
            let weights: Vec<f64> = (0..tokens.len()).map(|j| score(j).exp()).collect();
            let heard: f64 = weights.iter().zip(&values).map(|(weight, value)| weight * value[column]).sum();
            heard / weights.iter().sum::<f64>()
        };
        (0..tokens.len()).map(|i| (0..WIDTH).map(|column| one(i, column)).collect()).collect()
    }

    fn vector(&self, ids: &[u32]) -> Vec<f64> {
        let [words, places, segments] = ["word", "position", "token_type"]
            .map(|name| self.tensor(&format!("embeddings.{name}_embeddings.weight")));
        let embed = |(place, id): (usize, &u32)| {
            (0..WIDTH).map(|i| words[*id as usize][i] + places[place][i] + segments[0][i]).collect()
        };
        let embedded: Rows = ids.iter().enumerate().map(embed).collect();
        let mut tokens = self.norm("embeddings.LayerNorm", &embedded);
        for number in 0..LAYERS {
            let layer = format!("encoder.layer.{number}");
            let heard = self.attention(&layer, &tokens);
            let heard = self.linear(&format!("{layer}.attention.output.dense"), &heard);
            tokens = self.norm(&format!("{layer}.attention.output.LayerNorm"), &added(&tokens, &heard));
            let mut wide = self.linear(&format!("{layer}.intermediate.dense"), &tokens);
            wide.iter_mut().flatten().for_each(|x| *x *= normal_probability(*x));
            let narrow = self.linear(&format!("{layer}.output.dense"), &wide);
            tokens = self.norm(&format!("{layer}.output.LayerNorm"), &added(&tokens, &narrow));
        }
        let mean: Vec<f64> = (0..WIDTH).map(|i| tokens.iter().map(|t| t[i]).sum()).collect();
        let length = dot(&mean, &mean).sqrt();
        mean.into_iter().map(|x| x / length).collect()
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn added(a: &Rows, b: &Rows) -> Rows {
    a.iter().zip(b).map(|(a, b)| a.iter().zip(b).map(|(a, b)| a + b).collect()).collect()
}

/// The normal distribution function, by the series of its density's integral.
fn normal_probability(x: f64) -> f64 {
    let (mut term, mut sum, mut n) = (x, x, 1.0);
    while f64::abs(term) > 1e-17 {
        term *= x * x / (2.0 * n + 1.0);
        sum += term;
        n += 1.0;
    }
    0.5 + sum * (-x * x / 2.0).exp() / std::f64::consts::TAU.sqrt()
}

fn directory() -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    tiny::write(directory.path(), 1);
    directory
}

fn encoder(directory: &Path) -> Encoder {
    Encoder::open(&Source::Directory(directory.to_owned())).unwrap()
}

#[test]
fn vectors_are_those_of_the_model_computed_by_hand() {
    let directory = directory();
    let long = "the ferry to south calder was late again on friday".repeat(3);
    let texts = ["", "Late.", "The ferry was late.", &long, "a b c d e f g"];
    let vectors = encoder(directory.path()).encode(&texts).unwrap();
    let by_hand = ByHand(std::fs::read(directory.path().join("model.safetensors")).unwrap());
    let pieces = std::fs::read_to_string(directory.path().join("tokenizer.json")).unwrap();
    let pieces = pieces::Pieces::parse(&pieces).unwrap();
    for (text, vector) in texts.iter().zip(vectors) {
        let expected = by_hand.vector(&pieces.of(text, 40));
        let vector: Vec<f64> = vector.into_iter().map(f64::from).collect();
        assert!(dot(&vector, &expected) > 0.999_999, "{text:?}: {vector:?} {expected:?}");
        assert!((dot(&vector, &vector) - 1.0).abs() < 1e-5, "{text:?}");
    }
}

#[test]
fn a_text_has_the_same_vector_in_whatever_company() {
    let directory = directory();
    let encoder = encoder(directory.path());
    let alone = encoder.encode_one("The ferry was late.").unwrap();
    let many = ["The ferry was late.", "Quite another text"].repeat(60);
    for vector in encoder.encode(&many).unwrap().iter().step_by(2) {
        let cosine: f32 = alone.iter().zip(vector).map(|(a, b)| a * b).sum();
        assert!(cosine > 0.999_99, "{cosine}");
    }
}

#[test]
fn models_are_told_apart_by_their_weights() {
    let (first, second) = (directory(), directory());
    assert_eq!(encoder(first.path()).model(), encoder(second.path()).model());
    tiny::write(second.path(), 2);
    assert_ne!(encoder(first.path()).model(), encoder(second.path()).model());
}

/// A file of the model is changed, and the error names the one that does not fit and says this.
#[track_caller]
fn check_unfit(name: &str, from: &str, to: &str, named: &str, part: &str) {
    let directory = directory();
    let path = directory.path().join(name);
    let bytes = std::fs::read(&path).unwrap();
    let at = bytes.windows(from.len()).position(|window| window == from.as_bytes()).unwrap();
    let changed = [&bytes[..at], to.as_bytes(), &bytes[at + from.len()..]].concat();
    std::fs::write(&path, changed).unwrap();
    let error = Encoder::open(&Source::Directory(directory.path().to_owned())).err().unwrap();
    assert!(matches!(&error, EmbedError::Unfit { path, .. } if path.ends_with(named)), "{error:?}");
    assert!(error.to_string().contains(part), "{error}");
}

#[test]
fn files_that_do_not_fit_are_named_with_what_is_wrong() {
    check_unfit("config.json", "\"bert\"", "\"gpt2\"", "config.json", "of type gpt2");
    check_unfit("config.json", "\"gelu\"", "\"relu\"", "config.json", "relu");
    check_unfit(
        "config.json", "\"num_attention_heads\":2", "\"num_attention_heads\":3", "config.json", "sizes",
    );
    check_unfit(
        "config.json", "\"num_attention_heads\":2", "\"num_attention_heads\":0", "config.json", "sizes",
    );
    check_unfit(
        "config.json", "\"intermediate_size\":12", "\"intermediate_size\":16", "model.safetensors",
        "[12, 8] of F32",
    );
    check_unfit("config.json", "{", "", "config.json", "expected");
    check_unfit("tokenizer.json", "WordPiece", "Unigram", "tokenizer.json", "Unigram");
    check_unfit("tokenizer.json", "\"a\":", "\"a\":9", "tokenizer.json", "more tokens");
    check_unfit(
        "model.safetensors", "layer.1.output.dense.bias", "layer.9.output.dense.bias", "model.safetensors",
        "no tensor",
    );
    check_unfit("model.safetensors", "{", "[", "model.safetensors", "eader");
}

#[test]
fn a_missing_file_is_named_with_the_remedy() {
    for name in [pinned::CONFIG, pinned::TOKENIZER, pinned::WEIGHTS] {
        let directory = directory();
        std::fs::remove_file(directory.path().join(name)).unwrap();
        let error = Encoder::open(&Source::Directory(directory.path().to_owned())).err().unwrap();
        assert!(matches!(error, EmbedError::Missing(_)), "{error:?}");
        assert!(error.to_string().contains(name) && error.to_string().contains("caveat models pull"));
    }
}

#[test]
fn a_pinned_model_has_to_be_the_one() {
    let directory = directory();
    let source = Source::Pinned(&pinned::MINILM, directory.path().to_owned());
    let error = Encoder::open(&source).err().unwrap();
    assert!(matches!(&error, EmbedError::Altered(path) if path.ends_with("config.json")), "{error:?}");
}
