//! The network in: from sources to articles.
//!
//! [`crawl`] (`run`) is one loop. It keeps a lane of visits for each origin (`pace`), reads the origin's robots.txt
//! before anything else (`robots`), makes one request a visit (`fetch`, which connects to public addresses only:
//! `address`), and reads the answer (`visit`): listings with [`read_listing`] (`source`, `sitemap`, `section`), pages with
//! [`extract`](extract::extract), both decoded by `charset`. All that happens is told as [`CrawlEvent`]s; the crawl
//! itself remembers nothing beyond its end.

pub mod extract;

mod address;
mod charset;
mod event;
mod failure;
mod fetch;
mod options;
mod pace;
mod robots;
mod run;
mod section;
mod sitemap;
mod source;
mod visit;

#[cfg(test)]
mod tests;

pub use charset::decode;
pub use event::{CrawlEnd, CrawlEvent};
pub use failure::{FailureReason, FetchFailure};
pub use fetch::{Fetched, Fetcher, FetcherError, Wanted};
pub use options::CrawlOptions;
pub use run::{MAX_LISTING_DEPTH, MAX_LISTINGS_PER_SOURCE, MAX_REDIRECTS, Surroundings, crawl};
pub use source::{Listing, ListingError, Source, SourceKind, read_listing};
