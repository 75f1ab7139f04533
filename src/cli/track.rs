//! What can be typed about questions that are asked again and again, and about what is kept for them.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::{SignedDuration, Timestamp};

use super::{ComposerChoice, Format, ReportFormat, as_of};

#[derive(Debug, Subcommand)]
pub enum Track {
    /// Track a question: answer it now, and again whenever a refresh brings something that bears on it
    Add(TrackAdd),
    /// List the tracked questions
    List(TrackList),
    /// Show the answer to a tracked question, as it stands or stood
    Show(TrackShow),
    /// Show what changed in an answer, claim by claim
    Diff(TrackDiff),
    /// Track a question no longer, and forget its answers
    Remove(TrackRemove),
}

#[derive(Args, Debug)]
pub struct TrackAdd {
    /// The question, in plain words
    pub question: String,
    /// What to call it [default: the question itself]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Who phrases its answers
    #[arg(long, value_enum, default_value_t = ComposerChoice::Auto)]
    pub composer: ComposerChoice,
    /// Leave the first answer to the next refresh
    #[arg(long)]
    pub no_ask: bool,
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

#[derive(Args, Debug)]
pub struct TrackList {
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

#[derive(Args, Debug)]
pub struct TrackShow {
    /// Name of the question
    pub name: String,
    /// The answer that stood at this time (YYYY-MM-DD or RFC 3339); a bare date means the end of that day, UTC
    #[arg(long, value_name = "DATE", value_parser = as_of)]
    pub as_of: Option<Timestamp>,
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub format: ReportFormat,
    /// Write to a file
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Without dates, the last change is shown. With dates, the answers that stood then are compared.")]
pub struct TrackDiff {
    /// Name of the question
    pub name: String,
    /// Compare from the answer that stood at this time on [default: the first answer]
    #[arg(long, value_name = "DATE", value_parser = as_of)]
    pub from: Option<Timestamp>,
    /// … to the one that stood at this time [default: the last answer]
    #[arg(long, value_name = "DATE", value_parser = as_of)]
    pub to: Option<Timestamp>,
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub format: ReportFormat,
    /// Write to a file
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub struct TrackRemove {
    /// Name of the question
    pub name: String,
}

#[derive(Args, Debug)]
pub struct Bundle {
    /// Name of the tracked question
    pub name: String,
    /// The answer that stood at this time (YYYY-MM-DD or RFC 3339) [default: the last one]
    #[arg(long, value_name = "DATE", value_parser = as_of)]
    pub as_of: Option<Timestamp>,
    /// Add the records of the cited pages from the web archives in this directory
    #[arg(long, value_name = "DIR")]
    pub warc: Option<PathBuf>,
    /// Write to a file
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Args, Debug)]
#[command(
    group = clap::ArgGroup::new("bound").args(["older_than", "max_size"]).required(true).multiple(true),
    after_help = "\
What a kept answer was made from stays, whatever its age. The index is built anew.
Example: caveat prune --older-than 180d --max-size 500MB"
)]
pub struct Prune {
    /// Take out states of articles that were first seen longer ago than this, such as 90d
    #[arg(long, value_name = "AGE", value_parser = span)]
    pub older_than: Option<SignedDuration>,
    /// Take out the oldest until the texts come to no more than this, such as 500MB or 2GB
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub max_size: Option<u64>,
    /// Only say what would go
    #[arg(long)]
    pub dry_run: bool,
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// How a refresh asks, tells and repeats itself.
#[derive(Args, Clone, Debug, Default)]
pub struct Living {
    /// Read the sources, and leave the tracked questions alone
    #[arg(long, conflicts_with_all = ["only_ask", "force"])]
    pub no_ask: bool,
    /// Read no source, only see to the tracked questions
    #[arg(long, conflicts_with_all = ["rebuild", "source", "warc"])]
    pub only_ask: bool,
    /// Ask all tracked questions again, whether or not something bears on them; an answer that nothing new has a part in
    /// keeps its claims
    #[arg(long)]
    pub force: bool,
    /// Write report and changes of each tracked question, an index page and an Atom feed into this directory
    #[arg(long, value_name = "DIR", conflicts_with = "rebuild")]
    pub out: Option<PathBuf>,
    /// Write figures of this refresh to a file, in the text format of Prometheus
    #[arg(long, value_name = "FILE", conflicts_with = "rebuild")]
    pub metrics: Option<PathBuf>,
    /// Refresh again and again, this far apart (such as 1h or 30m) and up to a tenth earlier or later, until stopped
    #[arg(long, value_name = "TIME", value_parser = interval, conflicts_with = "rebuild")]
    pub every: Option<SignedDuration>,
}

/// A length of time: `90d`, `1h 30m`. Days have 24 hours.
fn span(given: &str) -> Result<SignedDuration, String> {
    let wrong = || format!("`{given}` is no length of time; give one such as 90d, 12h or 30m");
    let days = given.trim().strip_suffix('d').and_then(|days| days.trim().parse::<i64>().ok());
    let span = match days {
        Some(days) => days.checked_mul(24).map(SignedDuration::from_hours).ok_or_else(wrong)?,
        None => given.trim().parse::<SignedDuration>().map_err(|_| wrong())?,
    };
    if span.is_negative() { Err(wrong()) } else { Ok(span) }
}

fn interval(given: &str) -> Result<SignedDuration, String> {
    match span(given)? {
        span if span < SignedDuration::from_secs(1) => Err("give a second or more".to_owned()),
        span => Ok(span),
    }
}

/// Bytes, with the units of the trade: 1 MB is 1,000,000 bytes.
fn size(given: &str) -> Result<u64, String> {
    let given = given.trim();
    let digits = given.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
    let unit = given.get(digits.len()..).unwrap_or_default().trim().to_ascii_uppercase();
    let factor = match unit.as_str() {
        "" | "B" => 1.0,
        "KB" => 1e3,
        "MB" => 1e6,
        "GB" => 1e9,
        _ => f64::NAN,
    };
    let bytes = digits.parse::<f64>().unwrap_or(f64::NAN) * factor;
    match bytes.is_finite() && bytes >= 0.0 {
        true => Ok(bytes as u64),
        false => Err(format!("`{given}` is no size; give one such as 500MB or 2GB")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_sizes_are_read() {
        assert_eq!(span("90d"), Ok(SignedDuration::from_hours(90 * 24)));
        assert_eq!(interval("1h"), Ok(SignedDuration::from_hours(1)));
        assert_eq!(interval("1h 30m"), Ok(SignedDuration::from_mins(90)));
        for wrong in ["", "soon", "-1h", "0s", "1"] {
            assert!(interval(wrong).is_err(), "{wrong}");
        }
        assert_eq!((size("500MB"), size("2 GB"), size("10")), (Ok(500_000_000), Ok(2_000_000_000), Ok(10)));
        for wrong in ["", "MB", "-1MB", "1TBx"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }
}
