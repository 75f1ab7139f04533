//! The nouns of the reader's world: what an article is, when it says it appeared, and where a passage of it stands.
//!
//! Everything else in the crate depends on this room; it depends on nothing but the standard crates.

mod article;
mod copies;
mod correction;
mod fetch;
mod language;
mod passage;
mod sentences;
mod time;
mod url;

pub use article::{Article, ArticleId, ContentHash, Kind, Revision, RevisionId};
pub use copies::{Copies, Sketch};
pub use correction::{corrections, is_corrected};
pub use fetch::{FetchRecord, Notice, Pending, RobotsFile};
pub use language::{UNKNOWN_LANGUAGE, detected_language, primary_language};
pub use passage::{Passage, PassageError, TextRange};
pub use sentences::{paragraphs, prepare_sentences, sentences};
pub use time::{Confidence, Precision, StatedTime, StatedTimeError, end_of_day, parse_stated};
pub use url::{CanonicalUrl, UrlError};
