//! What an evaluation of retrieval came to. The names are a contract with scripts.

use serde::{Serialize, Serializer};

use crate::eval::compare::Item;
use crate::eval::cost::{Percentiles, WHOLE};
use crate::eval::metrics::Figures;

#[derive(Serialize)]
pub struct Measured {
    pub documents: usize,
    pub passages: u64,
    pub queries: usize,
    /// Questions without a single article found; they count with 0.
    pub empty: usize,
    /// Articles ranked for each question.
    pub depth: usize,
    pub typos: Option<Typos>,
    #[serde(flatten)]
    pub own: Scored,
    pub baselines: Vec<Baseline>,
    pub failures: Vec<Failure>,
    /// The figures of each question.
    #[serde(skip)]
    pub items: Vec<Item>,
    pub cost: Cost,
}

/// How the questions were misspelt.
#[derive(Clone, Copy, Serialize)]
pub struct Typos {
    pub words: u16,
    pub seed: u64,
}

/// The figures of one way of ranking.
#[derive(Serialize)]
pub struct Scored {
    #[serde(serialize_with = "as_map")]
    pub figures: Figures,
    pub misspelt: Option<Misspelt>,
}

/// The figures of the misspelt questions, and by which part of itself each is lower than that of the questions as
/// they are.
#[derive(Serialize)]
pub struct Misspelt {
    #[serde(serialize_with = "as_map")]
    pub figures: Figures,
    #[serde(serialize_with = "as_map")]
    pub fall: Figures,
}

#[derive(Serialize)]
pub struct Baseline {
    pub name: String,
    #[serde(flatten)]
    pub scored: Scored,
}

/// A question that did not find what it should, and what it found.
#[derive(Serialize)]
pub struct Failure {
    pub id: String,
    pub question: String,
    pub read_as: Option<String>,
    /// The words of the answer; of documents, their ids.
    pub answer: Vec<String>,
    /// How many documents answer it, and the place of the first one in the ranking.
    pub answering: usize,
    pub rank: Option<usize>,
    /// The titles of the first five.
    pub found: Vec<String>,
}

/// Processor time and bytes.
#[derive(Serialize)]
pub struct Cost {
    pub index_seconds: f64,
    pub passages_per_second: f64,
    pub index_bytes: u64,
    pub store_bytes: u64,
    /// Of the whole process until the last question, baselines apart.
    pub peak_memory_bytes: Option<u64>,
    /// Milliseconds a question, by stage.
    #[serde(serialize_with = "as_map")]
    pub latency_ms: Vec<(&'static str, Percentiles)>,
}

impl Measured {
    /// The figures that a gate may be on.
    pub fn named(&self) -> Vec<(String, f64)> {
        let whole = self.cost.latency_ms.iter().find(|(stage, _)| *stage == WHOLE);
        named(&self.own, whole.map(|(_, percentiles)| *percentiles).unwrap_or_default())
    }
}

/// Figures and the time that questions took under the names that gates know.
pub fn named(scored: &Scored, whole: Percentiles) -> Vec<(String, f64)> {
    let with = |before: &'static str, figures: &Figures| {
        figures.iter().map(|(name, value)| (format!("{before}{name}"), *value)).collect::<Vec<_>>()
    };
    let mut named = with("", &scored.figures);
    if let Some(misspelt) = &scored.misspelt {
        named.extend(with("typos.", &misspelt.figures));
        named.extend(with("fall.", &misspelt.fall));
    }
    let Percentiles { p50, p90, p99, .. } = whole;
    named.extend(with("", &vec![("p50_ms", p50), ("p90_ms", p90), ("p99_ms", p99)]));
    named
}

impl Scored {
    pub fn new(figures: Figures, misspelt: Option<Figures>) -> Self {
        let misspelt = misspelt.map(|low| Misspelt { fall: fall(&figures, &low), figures: low });
        Self { figures, misspelt }
    }
}

fn fall(high: &Figures, low: &Figures) -> Figures {
    let relative = |high: f64, low: f64| if high > 0.0 { (high - low) / high } else { 0.0 };
    high.iter().zip(low).map(|((name, high), (_, low))| (*name, relative(*high, *low))).collect()
}

fn as_map<S: Serializer, T: Serialize>(pairs: &[(&str, T)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().map(|(name, value)| (name, value)))
}
