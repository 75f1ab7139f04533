//! The report in the forms that people and programs read.
mod json;
pub use json::json;
