//! What can be typed: commands, arguments and their help.

mod answers;
mod checks;
mod llm;
mod reporting;
mod sources;
mod suites;
mod track;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::Timestamp;
use jiff::civil::Date;

pub use answers::EvalAnswers;
pub use checks::{EvalHedging, Verify};
pub use llm::{Llm, LlmCheck};
pub use reporting::{EvalFormat, PageOut, Reporting};
pub use sources::{Sources, SourcesCheck, SourcesExport, SourcesImport};
pub use suites::{Eval, EvalExtraction, EvalGrounding, EvalRetrieval, Suite};
pub use track::{Bundle, Living, Prune, Track, TrackAdd, TrackDiff, TrackList, TrackRemove, TrackShow};

use crate::news::{Confidence, UNKNOWN_LANGUAGE, parse_stated, primary_language};

/// Answers questions about the news with cited, hedged summaries that a reader can check
#[derive(Debug, Parser)]
#[command(name = "caveat", version, propagate_version = true, max_term_width = 100, after_help = EXAMPLES)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

const EXAMPLES: &str = "\
Examples:
  caveat init                                        write config.toml with sources to start from
  caveat refresh                                     read the sources
  caveat track add \"Will the strait be reopened?\"    ask that again with every refresh
  caveat ask \"Will the strait be reopened?\"          answer from what was read, with sources
  caveat ask \"Who signed?\" --as-of 2026-01-20        answer as it could be answered that day
  caveat demo                                        try it without the internet

Exit status: 0 done or answered; 1 not enough evidence, or a check failed; 2 usage, configuration
or run error; 130 interrupted.";

/// Options of every command.
#[derive(Args, Debug)]
pub struct Global {
    /// Configuration file [default: $CAVEAT_CONFIG, else ./config.toml, else caveat/config.toml in
    /// the user's configuration directory, else built-in settings]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Directory of articles and index, in place of `[index] path` in the configuration
    #[arg(long, global = true, value_name = "DIR")]
    pub index: Option<PathBuf>,
    /// Say nothing but errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more; twice for even more
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// How messages are written to standard error; json is a line of JSON for each
    #[arg(long, global = true, value_enum, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,
    /// Takes this for the present time.
    #[arg(long, global = true, value_name = "RFC3339", hide = true)]
    pub now: Option<Timestamp>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write a config.toml with every setting explained, and sources to start from
    Init,
    /// Read the sources, take in new and changed articles, and ask tracked questions again
    Refresh(Refresh),
    /// Questions that are asked again and again: what their answers are, and how they change
    #[command(subcommand)]
    Track(Track),
    /// Pack an answer with all that it cites into one file that can be verified anywhere
    Bundle(Bundle),
    /// Take old articles out
    Prune(Prune),
    /// Try the sources, or exchange them with a feed reader
    #[command(subcommand)]
    Sources(Sources),
    /// Answer a question from the articles, with sources
    Ask(Ask),
    /// Find passages
    Search(Search),
    /// Show an article as it was read
    Article(Article),
    /// Read the article on a web page that is saved in a file
    Extract(Extract),
    /// Take in articles from files
    Import(Import),
    /// Write all articles with all their revisions, as lines of JSON
    Export(Export),
    /// Measure how good it is, on questions with known answers
    Eval(Eval),
    /// Check an answer, of this program or another, against the texts that it cites
    Verify(Verify),
    /// Print the JSON Schema of an output
    Schema(Schema),
    /// Fetch the model that finds passages by meaning
    #[command(subcommand)]
    Models(Models),
    /// Try the language model that may phrase answers
    #[command(subcommand)]
    Llm(Llm),
    /// Ask a small invented news site, without touching the internet
    Demo(Demo),
    /// Show what there is and whether it is sound
    Status(Status),
}

#[derive(Args, Debug)]
pub struct Refresh {
    /// Throw the index away and build it again from the stored articles; no source is read
    #[arg(long, conflicts_with = "source")]
    pub rebuild: bool,
    /// Read only this source, by its name in the configuration or by address; may be repeated
    #[arg(long, value_name = "NAME|URL")]
    pub source: Vec<String>,
    /// Keep each request and its answer as well, in files of this directory (WARC 1.1)
    #[arg(long, value_name = "DIR", conflicts_with = "rebuild")]
    pub warc: Option<PathBuf>,
    #[command(flatten)]
    pub living: Living,
    /// How the summary is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  caveat ask \"Will the strait be reopened?\"
  caveat ask \"Who signed?\" --outlet \"BBC News\" --outlet DW --from 2026-01-01
  caveat ask \"Who signed?\" --format html -o answer.html")]
pub struct Ask {
    /// The question, in plain words
    pub question: String,
    #[command(flatten)]
    pub narrowing: Narrowing,
    /// Who phrases the answer
    #[arg(long, value_enum, default_value_t = ComposerChoice::Auto)]
    pub composer: ComposerChoice,
    #[command(flatten)]
    pub model: ModelOptions,
    /// How the report is written
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub format: ReportFormat,
    /// Write the report to a file
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// How a model is asked, if one is.
#[derive(Args, Clone, Debug, Default)]
pub struct ModelOptions {
    /// Ask the model with the prompts of a directory: plan.md, section.md, repair.md, conclude.md; for those that are
    /// not there, with its own
    #[arg(long, value_name = "DIR")]
    pub prompts: Option<PathBuf>,
    /// Tokens that the model may read and write for this answer, in place of `answer_tokens` in the configuration
    #[arg(long, value_name = "TOKENS")]
    pub budget: Option<u64>,
}

#[derive(Args, Debug)]
pub struct Search {
    /// Words to look for
    pub query: String,
    #[command(flatten)]
    pub narrowing: Narrowing,
    /// How many passages to show
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub limit: u16,
    /// Show what each score is made of
    #[arg(long)]
    pub explain: bool,
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// Which articles may be used. DATE is YYYY-MM-DD or an RFC 3339 time.
#[derive(Args, Clone, Debug, Default)]
pub struct Narrowing {
    /// Use only what was known at this time; a bare date means the end of that day, UTC
    #[arg(long, value_name = "DATE", value_parser = as_of)]
    pub as_of: Option<Timestamp>,
    /// Use only articles published on this day or later
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub from: Option<Date>,
    /// Use only articles published on this day or earlier
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub to: Option<Date>,
    /// Use only articles of this outlet; may be repeated
    #[arg(long, value_name = "NAME")]
    pub outlet: Vec<String>,
    /// Use only articles in this language, such as en, de or zh; und for those whose language is not known; may be
    /// repeated
    #[arg(long, value_name = "CODE", value_parser = language)]
    pub language: Vec<String>,
}

#[derive(Args, Debug)]
pub struct Article {
    /// Address of the article
    pub url: String,
    /// Show this revision, counted from 1 [default: the newest]
    #[arg(long, value_name = "R")]
    pub revision: Option<u32>,
    /// List the revisions
    #[arg(long)]
    pub history: bool,
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  caveat extract page.html --url https://news.example/2026/01/20/story
  curl -s https://news.example/story | caveat extract - --format json")]
pub struct Extract {
    /// An HTML file, or - for standard input
    #[arg(value_name = "FILE|-")]
    pub file: PathBuf,
    /// Where the page was found
    #[arg(long)]
    pub url: Option<String>,
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

#[derive(Args, Debug)]
#[command(after_help = "\
A line of JSON is an article:
  {\"url\":\"https://news.example/a\",\"title\":\"…\",\"text\":\"…\",\"outlet\":\"…\",\"authors\":[\"…\"],
   \"published\":\"2026-01-20\",\"fetched\":\"2026-01-21T08:00:00Z\",\"language\":\"en\"}
All but the address and the text may be left out; \"html\" may stand in for the text.")]
pub struct Import {
    /// Files of articles as lines of JSON, HTML files (.html, .htm), web archives (.warc, .warc.gz), or directories of
    /// these
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
}

#[derive(Args, Debug)]
pub struct Export {
    /// Write to a file
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub struct Schema {
    /// Which output
    #[arg(value_enum)]
    pub of: SchemaOf,
}

#[derive(Debug, Subcommand)]
pub enum Models {
    /// Fetch all-MiniLM-L6-v2 (91 MB) into the user's cache directory and check it
    Pull(Pull),
}

#[derive(Args, Debug)]
#[command(after_help = "\
The files are config.json, tokenizer.json and model.safetensors of sentence-transformers/all-MiniLM-L6-v2;
wherever they come from, they have to be those that this caveat knows. Then set `model = \"minilm\"` under
[dense] in the configuration; the next `caveat refresh` or `caveat import` makes the vectors.")]
pub struct Pull {
    /// Take the files from a directory, or from below another address [default: huggingface.co]
    #[arg(long, value_name = "DIR|URL")]
    pub from: Option<String>,
}

#[derive(Args, Debug)]
pub struct Demo {
    /// A question about the invented news [default: one with two misspellings]
    pub question: Option<String>,
    /// Who phrases the answer; `llm` asks the model under `[llm]` in the configuration
    #[arg(long, value_enum, default_value_t = ComposerChoice::Extractive)]
    pub composer: ComposerChoice,
    #[command(flatten)]
    pub model: ModelOptions,
    /// How the report is written
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub format: ReportFormat,
    /// Keep the articles read and their index in a new directory, for `--index DIR` of other commands
    #[arg(long, value_name = "DIR")]
    pub keep: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub struct Status {
    /// Read every byte of the store and the index; exit status 1 if something is wrong
    #[arg(long)]
    pub check: bool,
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    Text,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Text,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    Text,
    Md,
    Html,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ComposerChoice {
    /// The model if one is configured and can be reached, else extractive
    Auto,
    /// Sentences of the articles, chosen and ordered
    Extractive,
    /// The model under `[llm]` in the configuration
    Llm,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaOf {
    /// What `ask --format json` prints
    Report,
}

fn as_of(given: &str) -> Result<Timestamp, String> {
    // A bare date is the day's last second; a time is itself.
    parse_stated(given, Confidence::High).map(|stated| stated.latest()).map_err(|e| e.to_string())
}

fn day(given: &str) -> Result<Date, String> {
    parse_stated(given, Confidence::High).map(|stated| stated.date()).map_err(|e| e.to_string())
}

fn language(given: &str) -> Result<String, String> {
    let code = given.trim();
    if code.eq_ignore_ascii_case(UNKNOWN_LANGUAGE) {
        return Ok(UNKNOWN_LANGUAGE.to_owned());
    }
    match primary_language(code) {
        Some(primary) if code.chars().all(char::is_alphabetic) => Ok(primary),
        Some(primary) => Err(format!("regions and scripts are not told apart; give `{primary}`")),
        None => {
            Err("a language is given by its code of two or three letters (BCP 47), such as en, de or zh"
                .into())
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn arguments_do_not_contradict_each_other() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_bare_date_lasts_until_its_end() {
        assert_eq!(as_of("2026-01-20").map(|t| t.to_string()), Ok("2026-01-20T23:59:59Z".into()));
        assert_eq!(
            as_of("2026-01-20T10:00:00+02:00").map(|t| t.to_string()),
            Ok("2026-01-20T08:00:00Z".into())
        );
        assert_eq!(day("2026-01-20T23:30:00-05:00").map(|d| d.to_string()), Ok("2026-01-20".into()));
        assert!(as_of("last week").is_err());
    }

    #[test]
    fn languages_are_given_by_their_codes() {
        for (given, expected) in [("de", "de"), ("DE", "de"), ("deu", "de"), ("gsw", "gsw"), ("UND", "und")] {
            assert_eq!(language(given).as_deref(), Ok(expected));
        }
        assert!(language("en-GB").is_err_and(|e| e.contains("give `en`")));
        for wrong in ["", "e", "german", "d3", "*"] {
            assert!(language(wrong).is_err_and(|e| e.contains("BCP 47")), "{wrong}");
        }
    }
}
