//! How far a long command has come: a bar on a terminal, now and then a line elsewhere.

use std::io::{IsTerminal, stderr};

use indicatif::{ProgressBar, ProgressStyle};

use super::tell;

/// Away from a terminal, a line after this many steps: a log should tell of long work without filling up.
const STEPS_PER_LINE: u64 = 1_000;

/// Shows the progress of one stage on standard error.
pub struct Progress {
    what: String,
    done: u64,
    shown: Shown,
}

enum Shown {
    Bar(ProgressBar),
    Lines,
    Nothing,
}

impl Progress {
    /// Begins a stage, such as "importing articles". `total` is the number of steps, where that is known.
    pub fn start(what: &str, total: Option<u64>, quiet: bool) -> Self {
        let shown = match quiet {
            true => Shown::Nothing,
            false if stderr().is_terminal() && !tell::is_json() => Shown::Bar(bar(what, total)),
            false => {
                tell::info(what);
                Shown::Lines
            }
        };
        Self { what: what.to_owned(), done: 0, shown }
    }

    /// Some more steps are known to lie ahead.
    pub fn expect(&self, steps: u64) {
        if let Shown::Bar(bar) = &self.shown {
            bar.inc_length(steps);
        }
    }

    /// Some more steps are done.
    pub fn advance(&mut self, steps: u64) {
        let before = self.done;
        self.done += steps;
        match &self.shown {
            Shown::Bar(bar) => bar.inc(steps),
            Shown::Lines if before / STEPS_PER_LINE < self.done / STEPS_PER_LINE => {
                tell::info(&format!("{}: {}", self.what, self.done));
            }
            Shown::Lines | Shown::Nothing => {}
        }
    }

    /// Tells something that the reader should know even if all else is quiet.
    pub fn warn(&self, message: &str) {
        match &self.shown {
            Shown::Bar(bar) => bar.suspend(|| tell::warn(message)),
            Shown::Lines | Shown::Nothing => tell::warn(message),
        }
    }

    /// Ends the stage and takes the bar away.
    pub fn finish(self) {
        if let Shown::Bar(bar) = self.shown {
            bar.finish_and_clear();
        }
    }
}

fn bar(what: &str, total: Option<u64>) -> ProgressBar {
    let (bar, template) = match total {
        Some(total) => (ProgressBar::new(total), "{msg} {wide_bar} {pos}/{len}"),
        None => (ProgressBar::no_length(), "{msg} {spinner} {pos}"),
    };
    // The templates are fixed and well formed; without them the bar would only look different.
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.with_message(what.to_owned())
}
