//! `caveat sources`: are they as they should be, and taking them in from feed readers and back.

mod check;
mod import;

use crate::cli::{Global, Sources};
use crate::commands::refresh::chosen;
use crate::commands::{Exit, Setting, output};
use crate::crawl::write_opml;

pub fn run(global: &Global, asked: &Sources) -> anyhow::Result<Exit> {
    match asked {
        Sources::Check(asked) => check::run(&Setting::load(global)?, asked),
        Sources::Import(asked) => import::run(global, asked),
        Sources::Export(asked) => {
            let sources = chosen(&Setting::load(global)?.config.source, &[])?;
            let text = write_opml(sources.iter());
            output::write_to(asked.output.as_deref(), |out| Ok(out.write_all(text.as_bytes())?))?;
            Ok(Exit::Done)
        }
    }
}
