//! `caveat schema`: the forms of what other commands print.

use super::{Exit, output};
use crate::answer::Report;
use crate::cli::{Schema, SchemaOf};

pub fn run(asked: &Schema) -> anyhow::Result<Exit> {
    match asked.of {
        SchemaOf::Report => output::print_json(&schemars::schema_for!(Report))?,
    }
    Ok(Exit::Done)
}
