//! How good it is, measured: suites of questions with known answers, and the figures made from them.
//!
//! Nothing here is used to answer; everything here asks the same code that answers.

pub mod answers;
pub mod assertion;
mod bag;
pub mod beir;
pub mod bm25;
pub mod calibration;
pub mod compare;
pub mod cost;
pub mod extraction;
pub mod fit;
pub mod foreign;
pub mod gate;
pub mod hedging;
mod lines;
pub mod metrics;
pub mod mutations;
pub mod pairs;
mod ranks;
pub mod reports;
pub mod retrieval;
pub mod titles;
pub mod typos;

pub use assertion::{Gate, Statement, Statements, assert_grounded, grounded};
