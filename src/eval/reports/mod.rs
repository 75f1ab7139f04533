//! Whole reports, scored against questions of which it is known what their answer has to say.
//!
//! All figures are pure functions of a report as it is printed, so that they measure what a reader gets: `read` takes it
//! in, `questions` has what is expected, `nuggets`, `citations`, `wording` and `abstention` compare the two, `score` puts
//! the figures together. `summaries` are two ways of answering without understanding anything, to have something to beat.

pub mod abstention;
pub mod citations;
pub mod nuggets;
pub mod questions;
pub mod read;
pub mod score;
pub mod sources;
pub mod summaries;
pub mod wording;
