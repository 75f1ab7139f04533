//! The figures for a reader.

use std::fmt::Write;

use super::{Interval, Measured, Scores};
use crate::commands::status::counted;

pub fn readable(measured: &Measured) -> String {
    let Measured { pages, empty, all, open, locked, cost, failures } = measured;
    let mut text = counted(*pages as u64, "page");
    if *empty > 0 {
        let _ = write!(text, ", {empty} of them without anything read");
    }
    let _ = writeln!(text, "\n\n{:<22} {:>23} {:>23} {:>23}", "", "all", "open half", "locked half");
    let _ = writeln!(text, "{:<22} {:>23} {:>23} {:>23}", "pages", all.pages, open.pages, locked.pages);
    for name in all.figures.keys() {
        let cell = |scores: &Scores| scores.figures.get(name).map(cell).unwrap_or_default();
        let _ = writeln!(text, "{name:<22} {:>23} {:>23} {:>23}", cell(all), cell(open), cell(locked));
    }
    for failure in failures {
        let f1 = failure.f1.map(|f1| format!("  F1 {f1:.3}")).unwrap_or_default();
        let _ = writeln!(text, "\nfailed: {}{f1}", failure.id);
        failure.missed.iter().for_each(|words| _ = writeln!(text, "  missed  {words}"));
        failure.wrong.iter().for_each(|words| _ = writeln!(text, "  wrong   {words}"));
    }
    let _ = writeln!(
        text,
        "\nprocessor time  {:.2} s, {:.0} pages a second; the slowest {:.0} ms ({})",
        cost.seconds, cost.pages_per_second, cost.slowest_ms, cost.slowest
    );
    text
}

fn cell(Interval { value, low, high }: &Interval) -> String {
    format!("{value:.4} ({low:.3} to {high:.3})")
}
