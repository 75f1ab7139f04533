//! Answers of any system with the texts that they were made from: what of them these texts bear out, and why not the rest.
//!
//! `answer` is an answer with its contexts, `read` the files that others write, `check` the verdict on each statement,
//! `figures` what it comes to, `told` the same in words.

mod answer;
mod check;
mod figures;
mod read;
mod sensitivity;
mod spans;
mod told;

pub use answer::{Answer, Context, Statement};
pub use check::{Cause, Checked, Closest, Entry, Quotation, Reason, Standing, check};
pub use figures::{FIGURES, Figures, figures, means};
pub use read::{ReadAnswers, contexts, parse, read};
pub use sensitivity::{Corrupted, SHARES, found_out, sensitivity};
