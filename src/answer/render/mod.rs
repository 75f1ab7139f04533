//! The report in the forms that people and programs read.
//!
//! JSON is the report itself. The other forms share [`layout`]: it puts a report into words, in reading order,
//! and cleans whatever came from the network; a form then only escapes and joins.

mod field;
mod html;
mod json;
mod layout;
mod markdown;
mod text;

#[cfg(test)]
mod fixture;

pub use html::html;
pub use json::json;
pub use markdown::markdown;
pub use text::{Page, text};
