//! `caveat eval`: measures how good it is, on questions with known answers.

mod answers;
mod collection;
mod extraction;
mod grounding;
mod hedging;
mod measured;
mod retrieval;
mod table;
mod task;

use super::{Exit, Setting};
use crate::cli::{Eval, Suite};
use crate::eval::gate::Gate;

/// The reader has asked to stop. No error worth a word.
#[derive(Debug, thiserror::Error)]
#[error("stopped")]
struct Stopped;

pub fn run(setting: &Setting, asked: &Eval) -> anyhow::Result<Exit> {
    let result = match &asked.suite {
        Suite::Retrieval(suite) => retrieval::run(setting, suite),
        Suite::Extraction(suite) => extraction::run(setting, suite),
        Suite::Answers(suite) => answers::run(setting, suite),
        Suite::Grounding(suite) => grounding::run(setting, suite),
        Suite::Hedging(suite) => hedging::run(suite),
    };
    match result {
        Err(error) if error.is::<Stopped>() => Ok(Exit::Interrupted),
        result => result,
    }
}

/// Whether all conditions are met; those that are not are told.
fn gated(gates: &[Gate], figures: &[(String, f64)]) -> anyhow::Result<Exit> {
    let mut exit = Exit::Done;
    for gate in gates {
        let value = gate.value(figures)?;
        if !gate.is_met_by(value) {
            eprintln!("caveat: the gate {gate} failed: it is {value:.4}");
            exit = Exit::Failed;
        }
    }
    Ok(exit)
}
