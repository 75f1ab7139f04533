//! What became of an earlier run's figures.

use std::fmt::Write;

use super::clean_line;
use super::conditions::Beside;
use super::table::Table;
use crate::eval::compare::{Change, Difference, Trend};

/// Cases that are told one by one; the JSON has all.
const SHOWN: usize = 50;

/// Every figure of both runs.
pub fn table(beside: &Beside) -> Table {
    let row = |difference: &Difference| {
        let Difference { figure, before, now, difference, low, high, trend } = difference;
        let trend = match trend {
            Trend::Better => "better",
            Trend::Worse => "worse",
            Trend::Unclear if *low == 0.0 && *high == 0.0 => "the same",
            Trend::Unclear => "unclear",
            Trend::Neither => "",
        };
        vec![
            figure.clone(),
            number(*before),
            number(*now),
            signed(*difference),
            format!("{} to {}", signed(*low), signed(*high)),
            trend.to_owned(),
        ]
    };
    let headings = ["figure", "before", "now", "change", "95% interval", "trend"];
    let title = format!("Beside {}", beside.name);
    Table::of(&title, &headings, beside.compared.figures.iter().map(row).collect())
}

/// The table, and below it which cases have changed.
pub fn readable(beside: &Beside) -> String {
    let both = beside.compared.cases;
    format!(
        "\nbeside {} ({both} cases of both)\n{}{}",
        beside.name,
        table(beside).readable(),
        changes(beside)
    )
}

/// Which cases have changed, a line each.
pub fn changes(beside: &Beside) -> String {
    let compared = &beside.compared;
    let mut text = String::new();
    if compared.changed.is_empty() {
        text += "\nno case has changed\n";
    }
    for (id, changes) in compared.changed.iter().take(SHOWN) {
        let changed: Vec<String> = changes.iter().map(change).collect();
        let _ = writeln!(text, "\nchanged: {}", clean_line(&format!("{id}: {}", changed.join(", "))));
    }
    if let Some(more) = compared.changed.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        let _ = writeln!(text, "\nand {more} more");
    }
    if !compared.figures_gone.is_empty() {
        let _ = writeln!(text, "\nfigures that there were only before: {}", compared.figures_gone.join(", "));
    }
    for (what, ids) in [("only before", &compared.gone), ("only now", &compared.new)] {
        if !ids.is_empty() {
            let shown: Vec<&str> = ids.iter().take(SHOWN).map(String::as_str).collect();
            let _ = writeln!(text, "\n{what}: {} ({})", ids.len(), clean_line(&shown.join(", ")));
        }
    }
    text
}

fn change(Change { figure, before, now }: &Change) -> String {
    let value = |value: &Option<f64>| value.map_or("-".to_owned(), number);
    format!("{figure} {} -> {}", value(before), value(now))
}

fn number(value: f64) -> String {
    format!("{value:.3}")
}

/// Rounding while a file was written and read is no change, and has no sign.
fn signed(value: f64) -> String {
    if value.abs() < 5e-4 { "0".to_owned() } else { format!("{value:+.3}") }
}
