//! The figures of sets of pairs.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::scored::Scored;
use super::sets::Set;
use crate::eval::calibration;
use crate::eval::compare::Figures;
use crate::eval::pairs::{Judged, auroc, average_precision, balanced_accuracy, drawn, interval};
use crate::ground::Model;

/// Which numbers are drawn for intervals and false claims.
pub const SEED: u64 = 1;

/// A figure with its 95% interval.
#[derive(Clone, Copy, Serialize)]
pub struct Figure {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

/// The figures of a set of pairs, or of a group of one.
#[derive(Serialize)]
pub struct Of {
    pub name: String,
    pub pairs: usize,
    pub supported: usize,
    pub auroc: Figure,
    pub balanced_accuracy: Figure,
    /// The area under the curve of precision over recall; a score that tells nothing has the share of supported pairs.
    pub average_precision: f64,
    /// Plain overlap of words, and by how much better the score is on the same drawings.
    pub lexical_auroc: f64,
    /// How far scores are from the shares of claims that are supported.
    pub calibration_error: f64,
    pub auroc_gain: Figure,
    /// With weights fitted on other families.
    pub left_out: Option<LeftOut>,
    /// A set by itself, none of its groups and no family.
    #[serde(skip)]
    pub is_set: bool,
}

#[derive(Clone, Copy, Serialize)]
pub struct LeftOut {
    pub auroc: Figure,
    pub balanced_accuracy: Figure,
    pub auroc_gain: Figure,
}

/// The figures of each set, of its groups if asked, and of families of several sets.
pub fn figures(sets: &[Set], scored: &[Scored], groups: bool) -> Vec<Of> {
    let mut all = Vec::new();
    for (at, set) in sets.iter().enumerate() {
        let own: Vec<&Scored> = scored.iter().filter(|s| s.set == at).collect();
        all.push(Of { is_set: true, ..of(set.name.clone(), &own) });
        let mut named: Vec<&str> = own.iter().filter_map(|s| s.pair.group.as_deref()).collect();
        named.sort_unstable();
        named.dedup();
        for group in named.into_iter().filter(|_| groups) {
            let some: Vec<&Scored> =
                own.iter().copied().filter(|s| s.pair.group.as_deref() == Some(group)).collect();
            all.push(of(format!("{}/{group}", set.name), &some));
        }
    }
    for family in sets.iter().map(|set| set.family.as_str()).collect::<BTreeSet<_>>() {
        let is_in = |set: usize| sets.get(set).is_some_and(|set| set.family == family);
        let pooled: Vec<&Scored> = scored.iter().filter(|s| is_in(s.set)).collect();
        if sets.iter().filter(|set| set.family == family).count() > 1 {
            all.push(of(format!("{family} (pooled)"), &pooled));
        }
    }
    all
}

fn of(name: String, scored: &[&Scored]) -> Of {
    let judged = |score: &dyn Fn(&Scored) -> f64| -> Vec<Judged> {
        scored.iter().map(|s| (score(s), s.pair.is_supported())).collect()
    };
    let own = judged(&|s| s.grounding.score);
    let plain = judged(&|s| s.overlap);
    let left =
        scored.iter().all(|s| s.left_out.is_some()).then(|| judged(&|s| s.left_out.unwrap_or_default()));
    let gain = |judged: &[Judged]| {
        figure(judged.len(), |places| auroc(&drawn(judged, places)) - auroc(&drawn(&plain, places)))
    };
    let area = |judged: &[Judged]| figure(judged.len(), |places| auroc(&drawn(judged, places)));
    let accuracy = |judged: &[Judged], threshold: f64| {
        figure(judged.len(), |places| balanced_accuracy(&drawn(judged, places), threshold))
    };
    Of {
        name,
        pairs: scored.len(),
        supported: scored.iter().filter(|s| s.pair.is_supported()).count(),
        auroc: area(&own),
        balanced_accuracy: accuracy(&own, Model::shipped().threshold),
        average_precision: average_precision(&own),
        lexical_auroc: auroc(&plain),
        calibration_error: calibration::error(&calibration::bins(&own)),
        auroc_gain: gain(&own),
        left_out: left.map(|left| LeftOut {
            auroc: area(&left),
            balanced_accuracy: accuracy(&left, 0.0),
            auroc_gain: gain(&left),
        }),
        is_set: false,
    }
}

/// A figure of so many items, drawn again and again for its interval.
pub fn figure(items: usize, of: impl Fn(&[usize]) -> f64) -> Figure {
    let value = of(&(0..items).collect::<Vec<usize>>());
    let (low, high) = interval(items, SEED, of);
    Figure { value, low, high }
}

impl Figure {
    pub fn shown(self) -> String {
        format!("{:.3} ({:.3}–{:.3})", self.value, self.low, self.high)
    }
}

/// The figures of pairs of which score, verdict and label are known under the names of their sets.
pub fn totals(items: &[&Figures]) -> Figures {
    let mut sets: BTreeMap<&str, (Vec<Judged>, Vec<Judged>)> = BTreeMap::new();
    for figures in items {
        for (name, score) in *figures {
            let Some(set) = name.strip_suffix(".score") else { continue };
            let of = |what: &str| figures.get(&format!("{set}.{what}")).copied().unwrap_or_default();
            let (scores, verdicts) = sets.entry(set).or_default();
            scores.push((*score, of("supported") == 1.0));
            verdicts.push((of("holds"), of("supported") == 1.0));
        }
    }
    let figures = sets.into_iter().flat_map(|(set, (scores, verdicts))| {
        [
            (format!("{set}.auroc"), auroc(&scores)),
            (format!("{set}.balanced_accuracy"), balanced_accuracy(&verdicts, 0.5)),
            (format!("{set}.calibration_error"), calibration::error(&calibration::bins(&scores))),
        ]
    });
    figures.collect()
}
