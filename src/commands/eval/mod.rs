//! `caveat eval`: measures how good it is, on questions with known answers.

mod collection;
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
    let suite = match &asked.suite {
        Suite::Retrieval(suite) => suite,
        Suite::Hedging(suite) => return hedging::run(suite),
    };
    match retrieval::run(setting, suite) {
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
