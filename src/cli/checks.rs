//! What can be typed to check answers and wording.

use std::path::PathBuf;

use clap::Args;

use super::{Format, PageOut, Reporting};

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  caveat ask \"Who signed?\" --format json -o answer.json && caveat verify answer.json
  caveat verify answer.md --sources sources.jsonl

A line of sources is {\"n\":1,\"text\":\"…\"} or {\"url\":\"https://…\",\"text\":\"…\"}; \"title\", \"outlet\" and
\"published\" may stand there too, and so articles are sources as `export` writes them. Exit status: 0 all
that is cited is borne out; 1 something is not; 2 the file cannot be read.")]
pub struct Verify {
    /// A report in JSON, or Markdown, HTML or plain text with numbers in brackets for citations; - for standard input
    pub file: PathBuf,
    /// Texts of the sources, as lines of JSON [default: the stored articles]
    #[arg(long, value_name = "FILE")]
    pub sources: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  caveat eval hedging --items hedging.jsonl --failures 20 --gate 'over.f1>=0.85' --gate 'under.f1>=0.85'
  caveat eval hedging --items … --strength sentences.csv --factuality dev.jsonl --training train.jsonl

A level is established, reported, single_source, disputed, alleged or unclear; a fault over, under or none.")]
pub struct EvalHedging {
    /// Claims as lines of JSON: {\"id\", \"text\", \"level\", \"fault\"}
    #[arg(long, value_name = "FILE")]
    pub items: PathBuf,
    /// Sentences with the strength of what they state, as CSV: sentId,sentence,label; a bag of words is scored beside,
    /// by cross-validation
    #[arg(long, value_name = "FILE")]
    pub strength: Option<PathBuf>,
    /// Sentences with how committed their writer is to their events: {\"text\", \"targets\": [{\"label\"}]}
    #[arg(long, value_name = "FILE")]
    pub factuality: Option<PathBuf>,
    /// Such sentences to fit a bag of words on, which is then scored beside
    #[arg(long, value_name = "FILE", requires = "factuality")]
    pub training: Option<PathBuf>,
    /// Show N claims that were judged wrongly
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub failures: usize,
    #[command(flatten)]
    pub reporting: Reporting,
    #[command(flatten)]
    pub page: PageOut,
}
