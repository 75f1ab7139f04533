//! The plainest way of guessing a number from a text: a weight for each word, fitted by ridge regression.

use std::collections::HashMap;

/// Keeps weights small. Of 1, 10 and 30 a middle: on event factuality 30 gives .554 in place of .546.
const RIDGE: f64 = 10.0;
/// Steps of the solver (conjugate gradients); more change no digit that is shown.
const STEPS: usize = 100;

/// Weights of words.
pub struct Bag {
    places: HashMap<String, usize>,
    weights: Vec<f64>,
    mean: f64,
}

/// The places of a text's words, each once.
type Row = Vec<usize>;

impl Bag {
    /// Fits weights to texts with numbers.
    pub fn fit(texts: &[(&str, f64)]) -> Self {
        let mut places = HashMap::new();
        let mut rows: Vec<Row> = Vec::with_capacity(texts.len());
        for (text, _) in texts {
            let row = words(text).into_iter().map(|word| {
                let next = places.len();
                *places.entry(word).or_insert(next)
            });
            rows.push(row.collect());
        }
        let mean = texts.iter().map(|(_, number)| number).sum::<f64>() / texts.len().max(1) as f64;
        let wanted: Vec<f64> = texts.iter().map(|(_, number)| number - mean).collect();
        let weights = solve(&rows, &wanted, places.len());
        Self { places, weights, mean }
    }

    /// The number guessed for a text.
    pub fn guess(&self, text: &str) -> f64 {
        let known = words(text).into_iter().filter_map(|word| self.places.get(&word));
        self.mean + known.filter_map(|place| self.weights.get(*place)).sum::<f64>()
    }
}

fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = text
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| w.len() > 1)
        .map(str::to_owned)
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// Solves (XᵀX + λ) w = Xᵀy.
fn solve(rows: &[Row], wanted: &[f64], size: usize) -> Vec<f64> {
    let mut weights = vec![0.0; size];
    let mut residual = transposed(rows, wanted, size);
    let mut direction = residual.clone();
    let mut squared = dot(&residual, &residual);
    for _ in 0..STEPS {
        if squared < 1e-9 {
            break;
        }
        let image: Vec<f64> =
            rows.iter().map(|row| row.iter().filter_map(|at| direction.get(*at)).sum()).collect();
        let mut applied = transposed(rows, &image, size);
        add(&mut applied, RIDGE, &direction);
        let step = squared / dot(&direction, &applied);
        add(&mut weights, step, &direction);
        add(&mut residual, -step, &applied);
        let next = dot(&residual, &residual);
        let mut turned = residual.clone();
        add(&mut turned, next / squared, &direction);
        (direction, squared) = (turned, next);
    }
    weights
}

fn transposed(rows: &[Row], values: &[f64], size: usize) -> Vec<f64> {
    let mut sums = vec![0.0; size];
    for (row, value) in rows.iter().zip(values) {
        for at in row {
            if let Some(sum) = sums.get_mut(*at) {
                *sum += value;
            }
        }
    }
    sums
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

fn add(to: &mut [f64], factor: f64, other: &[f64]) {
    to.iter_mut().zip(other).for_each(|(sum, value)| *sum += factor * value);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_go_with_high_numbers_weigh_more() {
        let texts: Vec<(&str, f64)> =
            (0..40).map(|i| if i % 2 == 0 { ("it will rain", 1.0) } else { ("it may rain", 0.0) }).collect();
        let bag = Bag::fit(&texts);
        assert!(bag.guess("will") > bag.guess("rain") && bag.guess("rain") > bag.guess("may"));
        assert!((bag.guess("nothing known") - 0.5).abs() < 1e-9);
    }
}
