//! `caveat demo`: asks a question of a small invented news site, without touching the internet.

mod pages;
mod site;

pub use pages::{PAGES, Page, QUESTION, SOURCES, Source};
pub use site::{Site, SiteError, Visit};
