use std::io::{self, IsTerminal};
use std::process::ExitCode;

use caveat::cli::{Cli, Global, LogFormat};
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
    let as_json = global.log_format == LogFormat::Json;
    let level = match (global.quiet, global.verbose) {
        (true, _) => "caveat=error",
        // Where messages are lines of a log, all of them are.
        (false, 0) if !as_json => "caveat=warn",
        (false, 0 | 1) => "caveat=info",
        (false, _) => "caveat=debug",
    };
    let logs = tracing_subscriber::fmt().with_env_filter(EnvFilter::new(level)).with_writer(io::stderr);
    if as_json {
        logs.json().flatten_event(true).with_ansi(false).init();
    } else {
        logs.with_ansi(io::stderr().is_terminal()).without_time().init();
    }
}
