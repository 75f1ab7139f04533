//! `caveat schema`: prints the JSON Schema of an output.

use crate::cli::Schema;
use crate::commands::Exit;

pub fn run(_asked: &Schema) -> anyhow::Result<Exit> {
    anyhow::bail!("`caveat schema` is not built yet")
}
