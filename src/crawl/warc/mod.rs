//! Web archives (WARC 1.1, ISO 28500:2017): written while crawling, read by `import`.

mod http;
mod read;
mod write;

pub use http::Capture;
pub use read::{MAX_RECORD, Warc, WarcError};
pub use write::{Archive, Exchange, MAX_FILE};
