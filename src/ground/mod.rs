//! Whether words bear a claim out: a score, and what in the claim they do not hold.
//!
//! Usable by itself: it knows neither questions nor reports.
//!
//! ```
//! let evidence = ["The envoy met Dragan Melk twice in Port Sarrow, the ministry said on Monday."];
//! let sound = caveat::ground::check("The envoy met Dragan Melk twice.", &evidence);
//! assert_eq!(sound.verdict, caveat::ground::Verdict::Supported);
//! let wrong = caveat::ground::check("The envoy met Dragan Melk five times.", &evidence);
//! assert_eq!(wrong.alarms[0].kind, caveat::ground::AlarmKind::Number);
//! ```
//!
//! `words` and `passage` read texts, `features` and `model` make a score, `alarms` lays a claim beside the closest
//! sentence and says what differs.

mod alarms;
mod align;
mod clauses;
pub mod common;
pub mod facts;
pub mod features;
mod invented;
pub mod model;
mod names;
pub mod numbers;
mod passage;
pub mod quote;
mod quotes;
mod reading;
mod tone;
pub mod words;

use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::clauses::{clause_ranges, clause_texts};
use self::features::COUNT;
pub use self::invented::{Invented, invented};
pub use self::model::Model;
pub use self::passage::Passage;
pub use self::quotes::{QuoteState, Quoted};
use self::reading::Reading;

/// How well a claim is supported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Unsupported,
    Partial,
    Supported,
}

/// What kind of thing in a claim its evidence does not bear out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AlarmKind {
    Number,
    Name,
    Negation,
    Modality,
    Quote,
    /// A day, month or year.
    Date,
    /// Who says it.
    Speaker,
    /// It rose where it fell.
    Direction,
    /// Stated as a fact where the evidence says that somebody says so.
    Attribution,
}

impl AlarmKind {
    /// The name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Name => "name",
            Self::Negation => "negation",
            Self::Modality => "modality",
            Self::Quote => "quote",
            Self::Date => "date",
            Self::Speaker => "speaker",
            Self::Direction => "direction",
            Self::Attribution => "attribution",
        }
    }
}

/// Something in a claim that its evidence does not bear out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Alarm {
    pub kind: AlarmKind,
    /// The bytes of the claim that it is about.
    pub claim: Range<usize>,
    /// The words that stand there instead: which of the evidence, and its bytes.
    pub evidence: Option<Place>,
    /// The claim otherwise repeats the evidence, so that this is a difference and not another way of putting it. Such an
    /// alarm decides by itself; others are there to be looked at.
    pub is_certain: bool,
}

/// Bytes of one of the evidence texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    pub evidence: usize,
    pub range: Range<usize>,
}

/// A sentence that bears on a claim.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bearing {
    pub place: Place,
    /// The share of the claim's terms that it holds, by weight.
    pub share: f64,
}

/// How a claim stands to its evidence.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Grounding {
    /// 0 to 1: how likely it is that the evidence bears the claim out, where half of all claims are borne out.
    pub score: f64,
    /// The same before alarms: how much it repeats or paraphrases.
    pub likely: f64,
    pub verdict: Verdict,
    pub alarms: Vec<Alarm>,
    /// The sentences that bear on it most, best first.
    pub best: Vec<Bearing>,
    pub quotes: Vec<Quoted>,
}

/// Sentences shown.
const SHOWN: usize = 3;
/// A claim with a certain alarm is at most so well supported, as a part of the threshold.
const ALARMED: f64 = 0.8;
/// Supported in part from this part of the threshold on.
const PARTIAL: f64 = 0.6;

/// Checks a claim against words that it is said to rest on.
pub fn check(claim: &str, evidence: &[&str]) -> Grounding {
    check_in(claim, &Passage::of(evidence))
}

/// Checks a claim against evidence that was read before.
pub fn check_in(claim: &str, passage: &Passage) -> Grounding {
    let model = Model::shipped();
    let reading = Reading::of(words::words(claim), passage);
    let likely = model.score(&features::features(&reading, passage));
    let quotes = quotes::quotes(claim, &reading, passage);
    let alarms = alarms::alarms(&reading, &quotes, passage);
    let certain = alarms.iter().any(|alarm| alarm.is_certain);
    let score = capped(likely, model.threshold, &alarms);
    // "X said P" and P are different claims.
    let fact_of_word = alarms.iter().any(|alarm| alarm.kind == AlarmKind::Attribution);
    let verdict = match score {
        s if s >= model.threshold && !certain && !fact_of_word => Verdict::Supported,
        s if s >= PARTIAL * model.threshold && !certain => Verdict::Partial,
        _ => Verdict::Unsupported,
    };
    Grounding { score, likely, verdict, alarms, best: best(&reading, passage), quotes }
}

/// The score of a claim that is so likely supported by its features, where alarms speak against it.
pub fn capped(likely: f64, threshold: f64, alarms: &[Alarm]) -> f64 {
    match alarms.iter().any(|alarm| alarm.is_certain) {
        true => likely.min(threshold * ALARMED),
        false => likely,
    }
}

/// The features of a claim, for fitting.
pub fn measure(claim: &str, evidence: &[&str]) -> [f64; COUNT] {
    let passage = Passage::of(evidence);
    features::features(&Reading::of(words::words(claim), &passage), &passage)
}

/// Overlap of words alone, 0 to 1: what a score is to be better than.
pub fn overlap(claim: &str, evidence: &[&str]) -> f64 {
    let passage = Passage::of(evidence);
    features::overlap(&Reading::of(words::words(claim), &passage), &passage)
}

fn best(reading: &Reading, passage: &Passage) -> Vec<Bearing> {
    let bearing = |(at, share): &(usize, f64)| {
        let sentence = passage.sentences().get(*at)?;
        let place = Place { evidence: sentence.text, range: sentence.range.clone() };
        Some(Bearing { place, share: *share })
    };
    reading.ranked.iter().take(SHOWN).filter_map(bearing).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Pair {
        claim: String,
        evidence: Vec<String>,
        label: String,
    }

    /// Pairs that were written from definitions alone. Far paraphrases, dates that only a dateline tells and what two
    /// passages say together are not told yet: 23 of 30 are right.
    #[test]
    fn pairs_written_by_hand_are_told_as_well_as_they_were() {
        let pairs = include_str!("../../tests/judgement/pairs.jsonl").lines();
        let right = pairs.filter(|line| {
            let pair: Pair = serde_json::from_str(line).unwrap();
            let evidence: Vec<&str> = pair.evidence.iter().map(String::as_str).collect();
            let supported = check(&pair.claim, &evidence).verdict == Verdict::Supported;
            supported == (pair.label == "supported")
        });
        assert!(right.count() >= 23);
    }
}
