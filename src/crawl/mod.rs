//! The network in: from sources to articles.
//!
//! [`crawl`] (`run`) is one loop around what is known so far (`frontier`). Visits wait in one lane an origin (`pace`),
//! whose robots.txt comes before anything else (`robots`). A visit makes one request (`fetch`, which connects to
//! public addresses only: `address`) and reads the answer: listings with [`read_listing`] (`source`, `feed`,
//! `sitemap`, `section`), pages with [`extract`](extract::extract), both decoded by `charset`. All that happens is
//! told as [`CrawlEvent`]s; the crawl itself remembers nothing beyond its end.

pub mod extract;
pub mod warc;

mod address;
mod charset;
mod event;
mod failure;
mod feed;
mod fetch;
mod flights;
mod frontier;
mod opml;
mod options;
mod pace;
mod robots;
mod run;
mod section;
mod sitemap;
mod source;
mod spent;
mod visit;
mod wanted;

#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod tests;

pub use charset::{decode, header_label};
pub use event::{Besides, CrawlEnd, CrawlEvent};
pub use failure::{FailureReason, FetchFailure};
pub use fetch::{Fetched, Fetcher, FetcherError, Wanted};
pub use frontier::{MAX_LISTING_DEPTH, MAX_LISTINGS_PER_SOURCE, MAX_REDIRECTS};
pub use opml::{OpmlError, Subscriptions, read_opml, write_opml};
pub use options::CrawlOptions;
pub use run::{Memory, Surroundings, crawl};
pub use section::leads_to_articles;
pub use source::{Listing, ListingError, ListingForm, Source, SourceKind, read_listing};
pub use spent::Spent;
pub use wanted::Wishes;
