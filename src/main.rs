use std::io::{self, IsTerminal};
use std::process::ExitCode;

use caveat::cli::{Cli, Global};
use caveat::commands;
use clap::Parser;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let cli = Cli::parse();
    log_to_stderr(&cli.global);
    match commands::run(cli) {
        Ok(exit) => exit.into(),
        Err(error) => commands::explain(&error).into(),
    }
}

/// Only this crate's own words: its libraries speak of details that are nobody's business here.
fn log_to_stderr(global: &Global) {
    let level = match (global.quiet, global.verbose) {
        (true, _) => "caveat=error",
        (false, 0) => "caveat=warn",
        (false, 1) => "caveat=info",
        (false, _) => "caveat=debug",
    };
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(level))
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .without_time()
        .init();
}
