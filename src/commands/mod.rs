//! One verb a file: wiring only. Start reading here.
#![expect(clippy::print_stderr, reason = "here, and nowhere else, the program speaks to whoever runs it")]

mod article;
mod ask;
mod bundle;
pub mod demo;
pub mod dense;
mod eval;
mod export;
mod extract;
mod fault;
mod import;
mod indexing;
mod init;
mod interrupt;
mod jsonl;
mod llm;
mod lock;
mod metrics;
mod model;
mod models;
mod output;
mod page_file;
mod progress;
mod prune;
mod refresh;
mod schema;
mod search;
mod sources;
mod status;
mod tell;
mod track;
mod verify;
mod webhook;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::bail;
use jiff::Timestamp;

use crate::cli::{Cli, Command, Global, LogFormat, Narrowing};
use crate::config::{Config, ConfigError};
use crate::store::Scope;

/// How a command ended; scripts rely on the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done, answered, sound.
    Done = 0,
    /// Not enough evidence, or a check that failed.
    Failed = 1,
    /// Usage, configuration or run error.
    Error = 2,
    /// Stopped by Ctrl-C (128 and the number of SIGINT, as shells count).
    Interrupted = 130,
}

/// What the commands that work on the articles are told by configuration, environment and options.
#[derive(Clone, Debug)]
pub struct Setting {
    pub config: Config,
    /// The directory of store and index.
    pub index: PathBuf,
    /// Read once, here; everything below takes it as an argument.
    pub now: Timestamp,
    /// The time was given rather than read from a clock.
    pub is_replay: bool,
    pub quiet: bool,
}

/// Runs one command. Results go to standard output, everything else to standard error.
pub fn run(cli: Cli) -> anyhow::Result<Exit> {
    if cli.global.log_format == LogFormat::Json {
        tell::in_json();
    }
    fault::tell_in_one_line();
    fault::guarded(|| run_command(&cli))
}

fn run_command(cli: &Cli) -> anyhow::Result<Exit> {
    let global = &cli.global;
    match &cli.command {
        Command::Init => init::run(),
        Command::Refresh(asked) => refresh::run(&Setting::load(global)?, asked),
        Command::Track(asked) => track::run(&Setting::load(global)?, asked),
        Command::Bundle(asked) => bundle::run(&Setting::load(global)?, asked),
        Command::Prune(asked) => prune::run(&Setting::load(global)?, asked),
        Command::Sources(asked) => sources::run(global, asked),
        Command::Ask(asked) => ask::run(&Setting::load(global)?, asked),
        Command::Search(asked) => search::run(&Setting::load(global)?, asked),
        Command::Article(asked) => article::run(&Setting::load(global)?, asked),
        Command::Extract(asked) => extract::run(now(global), asked),
        Command::Import(asked) => import::run(&Setting::load(global)?, asked),
        Command::Export(asked) => export::run(&Setting::load(global)?, asked),
        Command::Eval(asked) => eval::run(global, asked),
        Command::Verify(asked) => verify::run(&Setting::load(global)?, asked),
        Command::Schema(asked) => schema::run(asked),
        Command::Models(asked) => models::run(global.quiet, asked),
        Command::Llm(asked) => llm::run(&Setting::load(global)?, asked),
        Command::Demo(asked) => demo::run(global, asked),
        Command::Status(asked) => status::run(&Setting::load(global)?, asked),
    }
}

/// Tells the reader what went wrong, in one line, and returns the exit status for it.
pub fn explain(error: &anyhow::Error) -> Exit {
    // `caveat … | head` has got what it wanted.
    if error.is::<output::Closed>() {
        return Exit::Done;
    }
    tell::error(&with_causes(error));
    Exit::Error
}

/// The message and its causes, less those that the message quotes already.
pub fn with_causes(error: &anyhow::Error) -> String {
    error.chain().fold(String::new(), |told, cause| {
        let cause = cause.to_string();
        match told.is_empty() {
            true => cause,
            false if told.contains(&cause) => told,
            false => format!("{told}: {cause}"),
        }
    })
}

fn now(global: &Global) -> Timestamp {
    global.now.map_or_else(clock, in_millis)
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the time of day")]
fn clock() -> Timestamp {
    in_millis(Timestamp::now())
}

/// The store keeps milliseconds; what is finer would only tell two equal times apart.
fn in_millis(time: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(time.as_millisecond()).unwrap_or(time)
}

impl Setting {
    fn load(global: &Global) -> Result<Self, ConfigError> {
        let config = Config::load(global.config.as_deref())?;
        let index = global.index.clone().unwrap_or_else(|| config.index.path.clone());
        Ok(Self { config, index, now: now(global), is_replay: global.now.is_some(), quiet: global.quiet })
    }
}

impl Narrowing {
    /// The part of the store that may be used.
    pub fn scope(&self, now: Timestamp) -> anyhow::Result<Scope> {
        if let (Some(from), Some(to)) = (self.from, self.to)
            && from > to
        {
            bail!("--from {from} is later than --to {to}; no article can be in between");
        }
        let as_of = self.as_of.unwrap_or(now);
        let (outlets, languages) = (self.outlet.clone(), self.language.clone());
        Ok(Scope { as_of, from: self.from, to: self.to, outlets, languages })
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_about_now_unless_it_says_otherwise() {
        let now: Timestamp = "2026-01-20T12:00:00Z".parse().unwrap();
        assert_eq!(Narrowing::default().scope(now).unwrap(), Scope::at(now));
        let day = |text: &str| text.parse().ok();
        let backwards = Narrowing { from: day("2026-01-02"), to: day("2026-01-01"), ..Narrowing::default() };
        assert!(backwards.scope(now).unwrap_err().to_string().contains("--from 2026-01-02"));
    }

    #[test]
    fn causes_are_told_once() {
        let cause = || std::io::Error::other("disk full");
        let told = |error: anyhow::Error| with_causes(&error);
        assert_eq!(told(anyhow::Error::from(cause()).context("cannot write a")), "cannot write a: disk full");
        assert_eq!(told(anyhow::Error::from(cause()).context("a: disk full")), "a: disk full");
    }
}
