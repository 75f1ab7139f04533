//! What can be typed to say how an evaluation is told, and what it has to come to.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::eval::gate::Gate;

/// How an evaluation is told, and when it fails.
#[derive(Args, Clone, Debug)]
pub struct Reporting {
    /// Exit status 1 unless a figure is as this says: f1>=0.96, 'quote_exactness==1'; may be repeated, or several with
    /// commas. The names are those of --format json, joined by dots
    #[arg(long, value_name = "EXPR", value_delimiter = ',')]
    pub gate: Vec<Gate>,
    /// Conditions of a file as well, one a line; what follows a # is a remark
    #[arg(long, value_name = "FILE")]
    pub gate_file: Option<PathBuf>,
    /// Lay the figures beside those that this suite printed earlier with --format json, each with the 95% interval of its
    /// difference; exit status 1 if one is worse beyond chance
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// How it is told: md is a table for a pull request, junit a file for the server that runs the tests
    #[arg(long, value_enum, default_value_t = EvalFormat::Text)]
    pub format: EvalFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum EvalFormat {
    Text,
    Md,
    Json,
    Junit,
}

/// A page for readers.
#[derive(Args, Clone, Debug)]
pub struct PageOut {
    /// Write a page with tables, plots and the worst cases to DIR/index.html as well
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}
