//! `caveat search`: finds passages.

use crate::cli::Search;
use crate::commands::{Exit, Setting};

pub fn run(_setting: &Setting, _asked: &Search) -> anyhow::Result<Exit> {
    anyhow::bail!("`caveat search` is not built yet")
}
