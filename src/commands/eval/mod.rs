//! `caveat eval`: measures how good it is, on questions with known answers.

mod answers;
mod collection;
mod extraction;
mod grounding;
mod hedging;
mod measured;
mod page;
mod plots;
mod retrieval;
mod table;
mod task;
mod told;

use super::{Exit, Setting, now};
use crate::cli::{Eval, Global, Suite};

/// The reader has asked to stop. No error worth a word.
#[derive(Debug, thiserror::Error)]
#[error("stopped")]
struct Stopped;

/// The configuration is read by those suites alone that go by it: in somebody else's pipeline there is none, or another's.
pub fn run(global: &Global, asked: &Eval) -> anyhow::Result<Exit> {
    let setting = || Setting::load(global);
    let result = match &asked.suite {
        Suite::Retrieval(suite) => retrieval::run(&setting()?, suite),
        Suite::Extraction(suite) => extraction::run(now(global), global.quiet, suite),
        Suite::Answers(suite) => answers::run(setting, suite),
        Suite::Grounding(suite) => grounding::run(setting, suite),
        Suite::Hedging(suite) => hedging::run(suite),
    };
    match result {
        Err(error) if error.is::<Stopped>() => Ok(Exit::Interrupted),
        result => result,
    }
}
