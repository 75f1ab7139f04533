//! Weights fitted anew: on all pairs, on all families but one, and on one family to see how it does on the others.

use std::collections::BTreeSet;

use serde::Serialize;

use super::figures::{Figure, figure};
use super::scored::Scored;
use super::sets::Set;
use crate::commands::eval::told::Table;
use crate::eval::fit::{Example, fit};
use crate::eval::pairs::{Judged, auroc, balanced_accuracy, drawn};
use crate::ground::{Model, capped};

/// Parts of a family that is fitted on and tested on: each part is scored with weights of the rest.
const FOLDS: u64 = 5;

/// Weights fitted on one family, and how they do on the pairs of one.
#[derive(Serialize)]
pub struct Cell {
    /// A family; none for all families but the one tested on.
    pub fitted_on: Option<String>,
    pub tested_on: String,
    pub pairs: usize,
    pub auroc: Figure,
    pub balanced_accuracy: Figure,
}

/// Every family fitted on, by every family tested on.
pub fn matrix(scored: &[Scored], sets: &[Set]) -> Vec<Cell> {
    let (examples, families) = (examples(scored, sets), families(sets));
    let of = |family: &str| -> Vec<&Example> {
        examples.iter().filter(|example| example.family == family).collect()
    };
    let mut cells = Vec::new();
    for from in &families {
        let model = fit(&of(from));
        for to in &families {
            let judged = scored.iter().zip(&examples).filter(|(_, example)| example.family == *to);
            let judged: Vec<Judged> = match from == to {
                true => folded(scored, &examples, to),
                false => judged.map(|(one, _)| (one.by(&model), one.pair.is_supported())).collect(),
            };
            cells.push(Cell::of(Some(from), to, &judged));
        }
    }
    for to in &families {
        let own = scored.iter().zip(&examples).filter(|(_, example)| example.family == *to);
        let judged = own.filter_map(|(one, _)| Some((one.left_out?, one.pair.is_supported())));
        let judged: Vec<Judged> = judged.collect();
        if !judged.is_empty() {
            cells.push(Cell::of(None, to, &judged));
        }
    }
    cells
}

/// The scores of a family's pairs with weights fitted on the other parts of it. A claim is in one part, wherever it recurs.
fn folded(scored: &[Scored], examples: &[Example], family: &str) -> Vec<Judged> {
    let own: Vec<(&Scored, &Example)> =
        scored.iter().zip(examples).filter(|(_, example)| example.family == family).collect();
    let mut judged = Vec::new();
    for fold in 0..FOLDS {
        let is_in = |one: &Scored| part(&one.pair.claim) == fold;
        let rest: Vec<&Example> = own.iter().filter(|(one, _)| !is_in(one)).map(|(_, e)| *e).collect();
        let model = fit(&rest);
        let held = own.iter().filter(|(one, _)| is_in(one));
        judged.extend(held.map(|(one, _)| (one.by(&model), one.pair.is_supported())));
    }
    judged
}

/// The part that a claim is in (FNV-1a).
fn part(claim: &str) -> u64 {
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    claim.trim().bytes().fold(0xcbf2_9ce4_8422_2325, mix) % FOLDS
}

impl Scored {
    /// The score by other weights, from their threshold: thresholds differ from fit to fit, and what is compared is which
    /// side of it a score is on.
    fn by(&self, model: &Model) -> f64 {
        capped(model.score(&self.features), model.threshold, &self.grounding.alarms) - model.threshold
    }
}

impl Cell {
    fn of(fitted_on: Option<&str>, tested_on: &str, judged: &[Judged]) -> Self {
        let of = |of: &dyn Fn(&[Judged]) -> f64| figure(judged.len(), |places| of(&drawn(judged, places)));
        Self {
            fitted_on: fitted_on.map(str::to_owned),
            tested_on: tested_on.to_owned(),
            pairs: judged.len(),
            auroc: of(&auroc),
            balanced_accuracy: of(&|judged| balanced_accuracy(judged, 0.0)),
        }
    }
}

/// The matrix as two tables, a row a family fitted on.
pub fn tables(cells: &[Cell]) -> Vec<Table> {
    let mut tested: Vec<&str> = Vec::new();
    let mut fitted: Vec<Option<&str>> = Vec::new();
    for cell in cells {
        if !tested.contains(&cell.tested_on.as_str()) {
            tested.push(&cell.tested_on);
        }
        if !fitted.contains(&cell.fitted_on.as_deref()) {
            fitted.push(cell.fitted_on.as_deref());
        }
    }
    let table = |title: &str, value: fn(&Cell) -> Figure| {
        let rows = fitted.iter().map(|from| {
            let shown = |to: &&str| {
                let is_it = |cell: &&Cell| cell.fitted_on.as_deref() == *from && cell.tested_on == **to;
                cells.iter().find(is_it).map(|cell| value(cell).shown()).unwrap_or_default()
            };
            let name = from.unwrap_or("all the others").to_owned();
            std::iter::once(name).chain(tested.iter().map(shown)).collect()
        });
        let headings: Vec<&str> =
            std::iter::once("fitted on, tested on").chain(tested.iter().copied()).collect();
        Table::of(title, &headings, rows.collect())
    };
    if cells.is_empty() {
        return Vec::new();
    }
    vec![
        table("Transfer: AUROC", |cell| cell.auroc),
        table("Transfer: balanced accuracy", |cell| cell.balanced_accuracy),
    ]
}

/// Scores each family with weights fitted on the others.
pub fn leave_out(scored: &mut [Scored], sets: &[Set]) {
    let examples = examples(scored, sets);
    for left in families(sets) {
        let rest: Vec<&Example> = examples.iter().filter(|example| example.family != left).collect();
        if rest.is_empty() {
            continue;
        }
        let model = fit(&rest);
        for (one, _) in scored.iter_mut().zip(&examples).filter(|(_, example)| example.family == left) {
            one.left_out = Some(one.by(&model));
        }
    }
}

/// Weights fitted on all pairs, with where they come from.
pub fn fitted(scored: &[Scored], sets: &[Set]) -> Model {
    let examples = examples(scored, sets);
    let mut model = fit(&examples.iter().collect::<Vec<_>>());
    let names: Vec<String> = sets.iter().map(|set| format!("{}={}.jsonl", set.family, set.name)).collect();
    let named: Vec<&str> = sets.iter().map(|set| set.name.as_str()).collect();
    model.fitted_on = format!("{} pairs of {}", examples.len(), named.join(", "));
    model.refit = format!("caveat eval grounding --pairs {} --fit src/ground/weights.json", names.join(" "));
    model
}

fn families(sets: &[Set]) -> BTreeSet<&str> {
    sets.iter().map(|set| set.family.as_str()).collect()
}

fn examples(scored: &[Scored], sets: &[Set]) -> Vec<Example> {
    let family = |set: usize| sets.get(set).map(|set| set.family.clone()).unwrap_or_default();
    let example = |one: &Scored| Example {
        set: one.set,
        family: family(one.set),
        features: one.features,
        is_supported: one.pair.is_supported(),
    };
    scored.iter().map(example).collect()
}
