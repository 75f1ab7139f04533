//! JSON, as `caveat schema report` describes it.

use super::super::report::Report;

/// The report as indented JSON with a line break at its end.
pub fn json(report: &Report) -> String {
    let mut text = serde_json::to_string_pretty(report).unwrap_or_default();
    text.push('\n');
    text
}
