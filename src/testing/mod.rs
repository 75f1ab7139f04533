//! For tests of your own: is an answer borne out by the texts that it was made from?
//!
//! An answer is text of any system, with `[n]` for the nth context or without citations, or its sentences; contexts are
//! plain strings. No model is asked, nothing is fetched, and the same words give the same verdict every time. A failure
//! names the clause, what speaks against it, and the sentence that comes closest.
//!
//! ```
//! use caveat::testing::{assert_grounded, assert_hedged, assert_quotes_exact};
//!
//! let contexts = [
//!     "The port of Calder lost 40 ships in the storm, the harbour master said. “We saw nothing like it”, she added.",
//!     "The council of Calder may close the port in March.",
//! ];
//! let answer = "The port of Calder lost 40 ships in the storm, the harbour master said [1]. \
//!     The council may close the port in March [2].";
//! assert_grounded!(answer, contexts);
//! assert_quotes_exact!("She said “We saw nothing like it” [1].", contexts);
//! assert_hedged!(answer, contexts);
//! ```
//!
//! ```should_panic
//! # use caveat::testing::assert_grounded;
//! let contexts = ["The port of Calder lost 40 ships in the storm, the harbour master said."];
//! assert_grounded!("The port of Calder lost 70 ships in the storm.", contexts);
//! ```
//!
//! [`ledger`] gives the same statement by statement; it prints in a stable form, for snapshots. [`News`] makes a report of
//! articles that a test writes down.

mod failure;
mod fixture;
mod macros;
mod texts;

pub use failure::{grounded, hedged, quotes_exact};
pub use fixture::{FixtureError, News};
pub use macros::{assert_grounded, assert_hedged, assert_quotes_exact};
pub use texts::{Texts, ledger, report_ledger};

pub use crate::eval::foreign::{Cause, Checked, Entry, Figures, Quotation, Reason, Standing, figures};
