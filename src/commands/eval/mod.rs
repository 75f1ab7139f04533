//! `caveat eval`: measures how good it is, on questions with known answers.

mod collection;
mod measured;
mod retrieval;
mod table;
mod task;

use super::{Exit, Setting};
use crate::cli::{Eval, Suite};

/// The reader has asked to stop. No error worth a word.
#[derive(Debug, thiserror::Error)]
#[error("stopped")]
struct Stopped;

pub fn run(setting: &Setting, asked: &Eval) -> anyhow::Result<Exit> {
    let Suite::Retrieval(suite) = &asked.suite;
    match retrieval::run(setting, suite) {
        Err(error) if error.is::<Stopped>() => Ok(Exit::Interrupted),
        result => result,
    }
}
