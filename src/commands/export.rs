//! `caveat export`: writes all revisions as lines of JSON, in the order in which they were stored. An import of
//! these lines into an empty index loses nothing.

use std::io::{self, Write};

use crate::cli;
use crate::commands::jsonl::ArticleLine;
use crate::commands::{Exit, Setting, output, tell};
use crate::store::Store;

/// Revisions held in memory at a time.
const BATCH: u32 = 200;

pub fn run(setting: &Setting, asked: &cli::Export) -> anyhow::Result<Exit> {
    let store = Store::open(&setting.index)?;
    output::write_to(asked.output.as_deref(), |out| write_all(&store, out))?;
    if let (Some(path), false) = (&asked.output, setting.quiet) {
        tell::info(&format!("wrote {} revisions to {}", store.counts()?.revisions, path.display()));
    }
    Ok(Exit::Done)
}

fn write_all(store: &Store, out: &mut dyn Write) -> anyhow::Result<()> {
    let mut seq = 0;
    loop {
        let revisions = store.revisions_after(seq, BATCH)?;
        let Some((last, _)) = revisions.last() else { return Ok(()) };
        seq = *last;
        for (_, revision) in &revisions {
            serde_json::to_writer(&mut *out, &ArticleLine::of(revision)).map_err(io::Error::from)?;
            out.write_all(b"\n")?;
        }
    }
}
