//! `caveat sources`: what can be typed.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Format;

#[derive(Debug, Subcommand)]
pub enum Sources {
    /// Try every source: what is found there, and what is wrong; exit status 1 if one is
    Check(SourcesCheck),
    /// Add the subscriptions of a feed reader (OPML) to the configuration
    Import(SourcesImport),
    /// Write the sources as subscriptions for a feed reader (OPML)
    Export(SourcesExport),
}

#[derive(Args, Debug)]
#[command(after_help = "\
Each source is read as a refresh would read it, with three of its articles, and nothing is stored.

Examples:
  caveat sources check
  caveat sources check --source https://news.example/     before adding it")]
pub struct SourcesCheck {
    /// Try only this source, by its name in the configuration or by address; may be repeated
    #[arg(long, value_name = "NAME|URL")]
    pub source: Vec<String>,
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

#[derive(Args, Debug)]
pub struct SourcesImport {
    /// An OPML file
    pub file: PathBuf,
}

#[derive(Args, Debug)]
pub struct SourcesExport {
    /// Write to a file
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}
