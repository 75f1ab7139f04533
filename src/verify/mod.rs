//! Checks an answer that somebody wrote, by this program or another, against the texts that it cites.
//!
//! [`document`](foreign::read) reads Markdown, HTML and plain text with `[n]` citations, [`ReportFile`] a report of this
//! program; neither is believed. [`verify_report`] and [`verify_foreign`] check them against [`Sources`] and give a
//! [`Ledger`]: claim by claim, what holds and what is wrong.

mod bundle;
mod cited;
mod foreign;
mod html;
mod judge;
mod ledger;
mod listed;
mod marked;
mod report;
mod report_file;
mod sources;
mod synthesis;

pub use bundle::{
    Bundle, PackedCapture, PackedRevision, SCHEMA as BUNDLE_SCHEMA, hexadecimal, verify_bundle,
};
pub use cited::verify_foreign;
pub use foreign::{Foreign, Statement, read as read_foreign};
pub use ledger::{Entry, Fault, Ledger, Problem, QuoteCheck, Standing};
pub use listed::Listed;
pub use report::verify_report;
pub use report_file::{ReadError, ReportFile};
pub use sources::{SourceText, Sources};
