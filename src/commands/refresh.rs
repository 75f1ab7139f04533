//! `caveat refresh`: reads the sources and takes in new and changed articles.

use crate::cli::Refresh;
use crate::commands::{Exit, Setting};

pub fn run(_setting: &Setting, _asked: &Refresh) -> anyhow::Result<Exit> {
    anyhow::bail!("`caveat refresh` is not built yet")
}
