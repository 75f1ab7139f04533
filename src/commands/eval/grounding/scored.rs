//! A pair with what was found.

use std::path::Path;

use serde::Serialize;

use super::sets::Set;
use crate::commands::output;
use crate::eval::compare::Item;
use crate::eval::pairs::{Judged, Pair};
use crate::ground::features::COUNT;
use crate::ground::{AlarmKind, Grounding, Model, Verdict, check, measure, overlap};

pub struct Scored {
    pub pair: Pair,
    pub set: usize,
    pub grounding: Grounding,
    pub features: [f64; COUNT],
    pub overlap: f64,
    /// By weights fitted on other families, from their threshold.
    pub left_out: Option<f64>,
}

#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    score: f64,
    verdict: Verdict,
    alarms: Vec<AlarmKind>,
}

impl Scored {
    pub fn of(pair: Pair, set: usize) -> Self {
        let grounding = check(&pair.claim, &pair.evidence());
        let features = measure(&pair.claim, &pair.evidence());
        let overlap = overlap(&pair.claim, &pair.evidence());
        Self { pair, set, grounding, features, overlap, left_out: None }
    }

    pub fn judged(&self) -> Judged {
        (self.grounding.score, self.pair.is_supported())
    }

    pub fn is_certain(&self) -> bool {
        self.grounding.alarms.iter().any(|alarm| alarm.is_certain)
    }

    /// What a later run is laid beside.
    pub fn item(&self, sets: &[Set]) -> Item {
        let name = sets.get(self.set).map(|set| set.name.to_lowercase()).unwrap_or_default();
        let is = |so: bool| f64::from(u8::from(so));
        let holds = self.grounding.score >= Model::shipped().threshold;
        Item::of(
            &format!("{name}/{}", self.pair.id),
            [
                (format!("{name}.score"), self.grounding.score),
                (format!("{name}.holds"), is(holds)),
                (format!("{name}.supported"), is(self.pair.is_supported())),
            ],
        )
    }
}

pub fn write_scores(path: &Path, scored: &[Scored]) -> anyhow::Result<()> {
    output::write_to(Some(path), |out| {
        for Scored { pair, grounding, .. } in scored {
            let alarms = kinds(grounding);
            let line = Line { id: &pair.id, score: grounding.score, verdict: grounding.verdict, alarms };
            writeln!(out, "{}", serde_json::to_string(&line)?)?;
        }
        Ok(())
    })
}

fn kinds(grounding: &Grounding) -> Vec<AlarmKind> {
    let mut kinds: Vec<AlarmKind> = grounding.alarms.iter().map(|alarm| alarm.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}
