//! `caveat ask`: answers a question from the articles.

use crate::cli::Ask;
use crate::commands::{Exit, Setting};

pub fn run(_setting: &Setting, _asked: &Ask) -> anyhow::Result<Exit> {
    anyhow::bail!("`caveat ask` is not built yet")
}
