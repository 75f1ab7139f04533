//! How good it is, measured: suites of questions with known answers, and the figures made from them.
//!
//! Nothing here is used to answer; everything here asks the same code that answers.

pub mod answers;
mod bag;
pub mod beir;
pub mod bm25;
pub mod cost;
pub mod gate;
pub mod hedging;
mod lines;
pub mod metrics;
mod ranks;
pub mod retrieval;
pub mod titles;
pub mod typos;
