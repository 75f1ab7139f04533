//! `caveat init`: writes a configuration to start from.

use std::fs::File;
use std::io::{ErrorKind, Write};

use anyhow::{Context, bail};

use crate::commands::{Exit, tell};
use crate::config::SHIPPED;

const FILE: &str = "config.toml";

pub fn run() -> anyhow::Result<Exit> {
    let mut file = match File::create_new(FILE) {
        Err(e) if e.kind() == ErrorKind::AlreadyExists => {
            bail!("{FILE} exists already and is left as it is; move it away first to get a new one")
        }
        created => created.with_context(|| format!("cannot create {FILE} here"))?,
    };
    file.write_all(SHIPPED.as_bytes()).with_context(|| format!("cannot write {FILE}"))?;
    tell::info(&format!(
        "wrote {FILE}; look through its sources, then run `caveat refresh` and `caveat ask \"…\"`"
    ));
    Ok(Exit::Done)
}
