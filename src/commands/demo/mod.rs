//! `caveat demo`: asks a question of a small invented news site, without touching the internet.

mod pages;
mod site;

pub use pages::{PAGES, Page, QUESTION, SOURCES, Source};
pub use site::{Site, SiteError, Visit};

use crate::cli::{self, Global};
use crate::commands::Exit;

pub fn run(_global: &Global, _asked: &cli::Demo) -> anyhow::Result<Exit> {
    anyhow::bail!("`caveat demo` is not built yet")
}
