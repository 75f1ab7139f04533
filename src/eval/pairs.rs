//! Claims with their evidence and what people said of them, and the figures made of the scores that they get.
//!
//! A file of pairs has lines of `{"id", "claim", "evidence": ["…"], "label": "supported" or "unsupported"}`; a `group`
//! may be named. One of sentences has lines of `{"id", "claim", "sentences": ["…"], "supporting_sentences": [[0, 3]]}`.

use std::path::Path;

use serde::{Deserialize, Deserializer};

use super::lines::{FileError, Lines};
use super::typos::Random;

/// What people said of a claim beside its evidence.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Label {
    Supported,
    Unsupported,
}

/// A claim with its evidence.
#[derive(Clone, Debug, Deserialize)]
pub struct Pair {
    #[serde(deserialize_with = "id")]
    pub id: String,
    pub claim: String,
    pub evidence: Vec<String>,
    pub label: Label,
    #[serde(default)]
    pub group: Option<String>,
}

/// A claim with the sentences of an article, and which of them bear it out: each set by itself.
#[derive(Clone, Debug, Deserialize)]
pub struct Selection {
    pub claim: String,
    pub sentences: Vec<String>,
    pub supporting_sentences: Vec<Vec<usize>>,
}

impl Pair {
    pub fn is_supported(&self) -> bool {
        self.label == Label::Supported
    }

    pub fn evidence(&self) -> Vec<&str> {
        self.evidence.iter().map(String::as_str).collect()
    }
}

/// Ids are strings or numbers.
fn id<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let value = serde_json::Value::deserialize(from)?;
    Ok(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}

/// Reads a file of pairs.
pub fn read(path: &Path) -> Result<Vec<Pair>, FileError> {
    all(path, "pair")
}

/// What a file of lines holds, by its first one.
pub enum Contents {
    Pairs,
    /// Something else; why it cannot be pairs.
    Other(String),
}

/// Looks at the first line of a file. One with a claim, evidence and a label is meant to be a pair, whatever is wrong with it.
pub fn contents(path: &Path) -> Result<Contents, FileError> {
    let other = |why: &str| Ok(Contents::Other(why.to_owned()));
    let first = match Lines::open(path)?.read() {
        Ok(Some(first)) => first,
        Ok(None) => return other("it is empty"),
        Err(FileError::Line { reason, .. }) => return other(&reason),
        Err(error) => return Err(error),
    };
    let Ok(serde_json::Value::Object(first)) = serde_json::from_str(&first) else {
        return other("its first line is no object of JSON");
    };
    let missing: Vec<&str> =
        ["claim", "evidence", "label"].into_iter().filter(|key| !first.contains_key(*key)).collect();
    match missing.is_empty() {
        true => Ok(Contents::Pairs),
        false => Ok(Contents::Other(format!("its first line has no {}", missing.join(", no ")))),
    }
}

/// Reads a file of sentences.
pub fn read_selections(path: &Path) -> Result<Vec<Selection>, FileError> {
    all(path, "claim with sentences")
}

fn all<T: serde::de::DeserializeOwned>(path: &Path, what: &str) -> Result<Vec<T>, FileError> {
    let (mut lines, mut found) = (Lines::open(path)?, Vec::new());
    while let Some(line) = lines.read()? {
        found.push(lines.parsed(&line, what)?);
    }
    match found.is_empty() {
        true => Err(FileError::Whole { path: path.to_owned(), reason: format!("there is no {what} here") }),
        false => Ok(found),
    }
}

/// A score and whether the claim is supported.
pub type Judged = (f64, bool);

/// How likely a supported claim has a higher score than one that is not: the area under the curve of Receiver Operating
/// Characteristic. Equal scores count half; 0.5 if all labels are the same.
pub fn auroc(judged: &[Judged]) -> f64 {
    let mut sorted = judged.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut above, mut supported, mut below) = (0.0, 0.0, 0.0);
    for same in sorted.chunk_by(|a, b| a.0 == b.0) {
        let good = same.iter().filter(|(_, supported)| *supported).count() as f64;
        let bad = same.len() as f64 - good;
        above += good * (below + bad / 2.0);
        below += bad;
        supported += good;
    }
    if supported == 0.0 || below == 0.0 { 0.5 } else { above / (supported * below) }
}

/// Recall and precision of the claims with at least a score, from the highest score down; equal scores together.
pub fn precision_recall(judged: &[Judged]) -> Vec<(f64, f64)> {
    let mut sorted = judged.to_vec();
    sorted.sort_by(|a, b| b.0.total_cmp(&a.0));
    let supported = sorted.iter().filter(|(_, supported)| *supported).count();
    let (mut taken, mut right) = (0, 0);
    let steps = sorted.chunk_by(|a, b| a.0 == b.0).map(|same| {
        taken += same.len();
        right += same.iter().filter(|(_, supported)| *supported).count();
        (right as f64 / supported.max(1) as f64, right as f64 / taken as f64)
    });
    steps.collect()
}

/// The area under that curve as steps, without drawing lines between them (average precision).
pub fn average_precision(judged: &[Judged]) -> f64 {
    let mut before = 0.0;
    let steps = precision_recall(judged).into_iter().map(|(recall, precision)| {
        let area = (recall - before) * precision;
        before = recall;
        area
    });
    steps.sum()
}

/// The mean of the shares of supported and of other claims that a threshold tells rightly.
pub fn balanced_accuracy(judged: &[Judged], threshold: f64) -> f64 {
    let share = |label: bool| {
        let all: Vec<bool> =
            judged.iter().filter(|j| j.1 == label).map(|j| (j.0 >= threshold) == label).collect();
        all.iter().filter(|right| **right).count() as f64 / all.len().max(1) as f64
    };
    f64::midpoint(share(true), share(false))
}

/// Drawings for an interval.
const DRAWINGS: usize = 1000;

/// The 95% interval of a figure over so many items, from drawing as many again and again (percentile bootstrap).
pub fn interval(items: usize, seed: u64, figure: impl Fn(&[usize]) -> f64) -> (f64, f64) {
    let mut random = Random::new(seed, "bootstrap");
    let mut figures: Vec<f64> = (0..DRAWINGS)
        .map(|_| figure(&(0..items).map(|_| random.below(items)).collect::<Vec<usize>>()))
        .collect();
    figures.sort_by(f64::total_cmp);
    let at = |place: usize| figures.get(place).copied().unwrap_or_default();
    (at(DRAWINGS / 40), at(DRAWINGS - 1 - DRAWINGS / 40))
}

/// Those of some items that were drawn.
pub fn drawn<T: Copy>(items: &[T], places: &[usize]) -> Vec<T> {
    places.iter().filter_map(|place| items.get(*place).copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_and_accuracies() {
        let judged = [(0.9, true), (0.8, false), (0.8, true), (0.1, false)];
        assert_eq!(auroc(&judged), 0.875);
        assert_eq!(auroc(&[(0.3, true)]), 0.5);
        assert_eq!(balanced_accuracy(&judged, 0.85), 0.75);
        assert_eq!(balanced_accuracy(&judged, 0.8), 0.75);
    }

    #[test]
    fn precision_and_recall_by_hand() {
        let judged = [(0.9, true), (0.8, false), (0.8, true), (0.1, false)];
        assert_eq!(precision_recall(&judged), [(0.5, 1.0), (1.0, 2.0 / 3.0), (1.0, 0.5)]);
        assert!((average_precision(&judged) - 5.0 / 6.0).abs() < 1e-12);
        assert_eq!(average_precision(&[]), 0.0);
    }

    #[test]
    fn intervals_hold_the_figure() {
        let judged: Vec<Judged> = (0..50).map(|i| (f64::from(i % 10), i % 3 == 0)).collect();
        let (low, high) = interval(judged.len(), 1, |places| auroc(&drawn(&judged, places)));
        assert!(low <= auroc(&judged) && auroc(&judged) <= high && low < high);
    }
}
