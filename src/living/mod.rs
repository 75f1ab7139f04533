//! Answers that go on living: what differs between two answers to one question, claim by claim, and how that is told.
//!
//! Pure: whoever asks again, and when, is decided in `commands`. Read [`changes`] first: it matches the claims of two
//! reports by the words that they cite and by what they mean, never by how they are worded.

mod change;
mod diff;
mod feed;
mod meaning;
mod name;
mod pages;
mod told;
mod view;

pub use change::{Change, ChangeKind, Changes, Outcome, Reason, SCHEMA, Side};
pub use diff::{SourceNow, changes};
pub use feed::{Entry, Feed, atom};
pub use name::{file_names, slug};
pub use pages::{Event, IndexRow, changes_html, changes_markdown, index_html};
pub use told::{headline, readable, summary_line};
pub use view::{Told, ToldSource};
