//! The forward pass of BERT (Devlin et al. 2019) as sentence-transformers uses it: the mean over the last layer.
//!
//! Texts stand one below the other in one matrix, without any padding: all that is done token by token is done for
//! the whole of it at once, and only attention looks at each text by itself.

use std::ops::Range;

use rten_gemm::{BiasVector, GemmError, GemmExecutor, GemmInputA, GemmInputB, GemmOptions, PackedBMatrix};
use rten_simd::{SimdOp, SimdUnaryOp};
use rten_tensor::Matrix;
use rten_vecmath::{Gelu, Normalize, NormalizeOptions, Softmax, Sum, SumSquareSub};

/// A model in memory, its matrices laid out for multiplication.
pub struct Bert {
    gemm: GemmExecutor,
    /// The length of a token's vector, and so of a text's.
    width: usize,
    heads: usize,
    epsilon: f32,
    words: Vec<f32>,
    /// What a place adds to a token; a text is all one segment, so what segment 0 adds is in here as well.
    places: Vec<f32>,
    norm: Norm,
    layers: Vec<Layer>,
}

/// The numbers of a model that are not weights.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    pub width: usize,
    pub heads: usize,
    /// Of layer normalisation, against division by zero.
    pub epsilon: f32,
}

pub struct Layer {
    /// Queries, keys and values beside each other.
    pub attend: Linear,
    pub attended: Linear,
    pub attention_norm: Norm,
    pub widen: Linear,
    pub narrow: Linear,
    pub norm: Norm,
}

/// `x · weights + bias`.
pub struct Linear {
    weights: PackedBMatrix<f32>,
    bias: Vec<f32>,
}

pub struct Norm {
    pub scale: Vec<f32>,
    pub bias: Vec<f32>,
}

impl Linear {
    /// From weights as they are stored: a row for each output.
    pub fn new(weights: &[f32], bias: Vec<f32>, inputs: usize) -> Self {
        let stored = Matrix::from_data([bias.len(), inputs], weights);
        Self { weights: GemmExecutor::<f32>::new().prepack_b(stored.transposed()), bias }
    }
}

impl Bert {
    /// All parts must be of the sizes that `shape` says, which whoever reads them checks.
    pub fn new(shape: Shape, words: Vec<f32>, places: Vec<f32>, norm: Norm, layers: Vec<Layer>) -> Self {
        let Shape { width, heads, epsilon } = shape;
        Self { gemm: GemmExecutor::new(), width, heads, epsilon, words, places, norm, layers }
    }

    /// The mean vectors of some texts of tokens, none of them empty. Tokens without a vector count as zeros.
    pub fn means(&self, texts: &[Vec<u32>]) -> Result<Vec<Vec<f32>>, GemmError> {
        let ranges = ranges(texts);
        let mut tokens = self.embedded(texts);
        for layer in &self.layers {
            self.attend(layer, &mut tokens, &ranges)?;
            self.normalise(&mut tokens, &layer.attention_norm);
            let mut wide = self.linear(&layer.widen, &tokens)?;
            Gelu {}.map_mut(&mut wide);
            self.add_linear(&layer.narrow, &wide, &mut tokens)?;
            self.normalise(&mut tokens, &layer.norm);
        }
        Ok(ranges.into_iter().map(|range| self.mean(&tokens, range)).collect())
    }

    fn embedded(&self, texts: &[Vec<u32>]) -> Vec<f32> {
        let mut tokens = Vec::with_capacity(texts.iter().map(Vec::len).sum::<usize>() * self.width);
        for text in texts {
            for (id, place) in text.iter().zip(self.places.chunks_exact(self.width)) {
                let word = self.row(*id);
                tokens.extend(place.iter().zip(word).map(|(place, word)| place + word));
            }
        }
        self.normalise(&mut tokens, &self.norm);
        tokens
    }

    fn row(&self, id: u32) -> impl Iterator<Item = f32> {
        let start = id as usize * self.width;
        let row = self.words.get(start..start + self.width).unwrap_or_default();
        row.iter().copied().chain(std::iter::repeat(0.0))
    }

    /// Adds to each token what the tokens of its text have to say to it.
    fn attend(&self, layer: &Layer, tokens: &mut [f32], texts: &[Range<usize>]) -> Result<(), GemmError> {
        let asked = self.linear(&layer.attend, tokens)?;
        let rows = tokens.len() / self.width;
        let asked = Matrix::from_data([rows, 3 * self.width], asked.as_slice());
        let part = self.width / self.heads;
        let options = GemmOptions { alpha: (part as f32).sqrt().recip(), ..GemmOptions::default() };
        let mut answer = vec![0.0; tokens.len()];
        let longest = texts.iter().map(Range::len).max().unwrap_or_default();
        let (mut weights, mut heard) = (vec![0.0; longest * longest], vec![0.0; longest * part]);
        for text in texts {
            let (weights, heard) = (
                weights.get_mut(..text.len() * text.len()).unwrap_or_default(),
                heard.get_mut(..text.len() * part).unwrap_or_default(),
            );
            for head in 0..self.heads {
                let at = |third: usize| third * self.width + head * part;
                let columns = |third| asked.slice((text.clone(), at(third)..at(third) + part));
                let (queries, keys, values) = (columns(0), columns(1), columns(2));
                let (queries, keys) =
                    (GemmInputA::Unpacked(queries), GemmInputB::Unpacked(keys.transposed()));
                self.gemm.gemm(weights, queries, keys, options.clone())?;
                for row in weights.chunks_exact_mut(text.len()) {
                    Softmax::new_mut(row).dispatch();
                }
                let weighed = GemmInputA::Unpacked(Matrix::from_data([text.len(); 2], &*weights));
                self.gemm.gemm(heard, weighed, GemmInputB::Unpacked(values), GemmOptions::default())?;
                let places = answer.chunks_exact_mut(self.width).skip(text.start);
                for (to, from) in places.zip(heard.chunks_exact(part)) {
                    to.get_mut(at(0)..at(0) + part).unwrap_or_default().copy_from_slice(from);
                }
            }
        }
        self.add_linear(&layer.attended, &answer, tokens)
    }

    fn linear(&self, linear: &Linear, input: &[f32]) -> Result<Vec<f32>, GemmError> {
        let rows = input.len() / linear.weights.rows();
        let mut output = vec![0.0; rows * linear.bias.len()];
        self.multiply(linear, input, &mut output, 0.0)?;
        Ok(output)
    }

    fn add_linear(&self, linear: &Linear, input: &[f32], output: &mut [f32]) -> Result<(), GemmError> {
        self.multiply(linear, input, output, 1.0)
    }

    /// `keep` is how much of what `output` holds stays in it: all (1) or nothing (0).
    fn multiply(
        &self,
        linear: &Linear,
        input: &[f32],
        output: &mut [f32],
        keep: f32,
    ) -> Result<(), GemmError> {
        let inputs = linear.weights.rows();
        let input = Matrix::from_data([input.len() / inputs, inputs], input);
        let bias = Some(BiasVector::Row(&linear.bias));
        let options = GemmOptions { beta: keep, bias, ..GemmOptions::default() };
        self.gemm.gemm(output, GemmInputA::Unpacked(input), GemmInputB::Packed(&linear.weights), options)
    }

    fn normalise(&self, tokens: &mut [f32], norm: &Norm) {
        for row in tokens.chunks_exact_mut(self.width) {
            let mean = Sum::new(row).dispatch() / self.width as f32;
            let variance = SumSquareSub::new(row, mean).dispatch() / self.width as f32;
            let options = NormalizeOptions {
                pre_scale_bias: mean,
                scale: (variance + self.epsilon).sqrt().recip(),
                element_scale: Some(&norm.scale),
                element_bias: Some(&norm.bias),
                ..NormalizeOptions::default()
            };
            Normalize::new_mut(row, options).dispatch();
        }
    }

    fn mean(&self, tokens: &[f32], rows: Range<usize>) -> Vec<f32> {
        let mut mean = vec![0.0; self.width];
        let count = rows.len() as f32;
        let rows = tokens.get(rows.start * self.width..rows.end * self.width).unwrap_or_default();
        for row in rows.chunks_exact(self.width) {
            for (sum, value) in mean.iter_mut().zip(row) {
                *sum += value / count;
            }
        }
        mean
    }
}

/// The rows of each text.
fn ranges(texts: &[Vec<u32>]) -> Vec<Range<usize>> {
    let mut end = 0;
    let mut next = |text: &Vec<u32>| {
        let start = end;
        end += text.len();
        start..end
    };
    texts.iter().map(&mut next).collect()
}
