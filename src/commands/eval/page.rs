//! What a suite came to, as a page that needs nothing beside itself: tables, bars, a histogram, the worst cases.
//!
//! The plots are rectangles and a few words, drawn here: `plotters` gives its shapes neither classes nor titles, and so they
//! would not follow a dark screen or tell their value to who points at them.

use std::fmt::Write;

use quick_xml::escape::escape;

use super::told::{Case, Held, Told};
use crate::answer::render::clean;
use crate::eval::calibration::Bin;

/// Cases that are shown with what is wrong with them.
const WORST: usize = 50;
/// Bars of a histogram.
const BINS: usize = 20;
/// The height of the histogram and of one bar of a case, and the width of both (units of the drawing).
const HEIGHT: f64 = 120.0;
const BAR: f64 = 16.0;
const WIDTH: f64 = 640.0;
/// Both sides of the calibration curve.
const SIDE: f64 = 240.0;
const EDGE: f64 = 14.0;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;\
    color:#1b1b1b;background:#fff}table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.25rem .5rem;\
    border-bottom:1px solid #ccc}th.n,td.n{text-align:right;font-variant-numeric:tabular-nums}svg{width:100%;height:auto}\
    svg rect{fill:#2f6f9f}svg rect.failed{fill:#a33}svg circle{fill:#2f6f9f;fill-opacity:.7}svg .even{stroke:#999}svg text{font-size:11px;fill:currentColor}.failed{color:#a33}\
    pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f4f4f4;padding:.75rem}\
    @media(max-width:600px){svg text{font-size:15px}}\
    @media(prefers-color-scheme:dark){body{color:#e8e8e8;background:#161616}pre{background:#222}\
    td,th{border-color:#444}.failed{color:#f99}svg rect{fill:#7fb4dc}svg rect.failed{fill:#f99}}";

/// The page.
pub fn page<M>(outcome: &Told<'_, M>, held: &[Held]) -> String {
    let title = format!("caveat eval {}", outcome.suite);
    let mut html = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\n\
         <meta name=\"viewport\" content=\"width=device-width\"><style>{STYLE}</style></head>\n<body>\n<h1>{title}</h1>\n"
    );
    html += &figures(&outcome.figures);
    html += &gates(held);
    if !outcome.scores.is_empty() {
        html += &histogram(&outcome.scores);
    }
    html += &curve(&outcome.curve);
    html += &bars(&outcome.cases);
    html += &worst(&outcome.cases);
    html + "</body></html>\n"
}

fn figures(figures: &[(String, f64)]) -> String {
    let row = |(name, value): &(String, f64)| {
        format!("<tr><td>{}</td><td class=\"n\">{}</td></tr>\n", text(name), number(*value))
    };
    let rows: String = figures.iter().map(row).collect();
    format!("<h2>Figures</h2>\n<table><tr><th>Figure</th><th class=\"n\">Value</th></tr>\n{rows}</table>\n")
}

/// Counts without a fraction, shares with four digits.
fn number(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() > 1.0 { format!("{value}") } else { format!("{value:.4}") }
}

fn gates(held: &[Held]) -> String {
    if held.is_empty() {
        return String::new();
    }
    let row = |held: &Held| {
        let (class, word) = if held.is_met() { ("", "passed") } else { ("failed", "failed") };
        let (gate, value) = (text(&held.gate.to_string()), number(held.value));
        format!("<tr class=\"{class}\"><td>{gate}</td><td class=\"n\">{value}</td><td>{word}</td></tr>\n")
    };
    let rows: String = held.iter().map(row).collect();
    format!(
        "<h2>Gates</h2>\n<table><tr><th>Gate</th><th class=\"n\">Value</th><th></th></tr>\n{rows}</table>\n"
    )
}

/// How often each score was given.
fn histogram(scores: &[f64]) -> String {
    let bin = |score: f64| ((score * BINS as f64) as usize).min(BINS - 1);
    let counts: Vec<usize> =
        (0..BINS).map(|at| scores.iter().filter(|score| bin(**score) == at).count()).collect();
    let most = counts.iter().copied().max().unwrap_or_default().max(1) as f64;
    let width = WIDTH / BINS as f64;
    let mut svg = String::new();
    for (at, count) in counts.iter().enumerate() {
        let height = *count as f64 / most * HEIGHT;
        let (x, y) = (at as f64 * width, HEIGHT - height);
        let (from, to) = (at as f64 / BINS as f64, (at + 1) as f64 / BINS as f64);
        let wide = width - 2.0;
        let _ = writeln!(
            svg,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{wide:.1}\" height=\"{height:.1}\"><title>{from:.2} to {to:.2}: {count}</title></rect>"
        );
    }
    let label = HEIGHT + 14.0;
    let _ = write!(
        svg,
        "<text x=\"0\" y=\"{label}\">0</text><text x=\"{WIDTH}\" y=\"{label}\" text-anchor=\"end\">1</text>"
    );
    let title = "How well statements are borne out, 0 to 1";
    format!(
        "<h2>Scores</h2>\n<p>{title}; at most {most} in a bar.</p>\n{}",
        drawing(title, HEIGHT + 18.0, &svg)
    )
}

/// The share of supported claims by score; on the diagonal a score means what it says.
fn curve(bins: &[Bin]) -> String {
    if bins.is_empty() {
        return String::new();
    }
    // The dots at the ends reach over the sides.
    let mut svg =
        format!("<g transform=\"translate({EDGE} {EDGE})\"><path class=\"even\" d=\"M0 {SIDE}L{SIDE} 0\"/>");
    for bin in bins {
        let (x, y) = (bin.score * SIDE, (1.0 - bin.supported) * SIDE);
        let size = 3.0 + 20.0 * bin.weight.sqrt();
        let _ = write!(
            svg,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{size:.1}\"><title>score {:.2}: {:.2} supported</title></circle>",
            bin.score, bin.supported
        );
    }
    let (title, label) = ("The share of supported claims by score", SIDE + 20.0);
    let _ = write!(
        svg,
        "<text x=\"0\" y=\"{label}\">score 0</text><text x=\"{SIDE}\" y=\"{label}\">1</text></g>"
    );
    let told =
        "on the line, a score means what it says; larger dots have more claims, and each label counts half";
    format!(
        "<h2>Calibration</h2>\n<p>{title}: {told}.</p>\n{}",
        drawing(title, SIDE + 2.0 * EDGE + 12.0, &svg)
    )
}

/// A bar for each case that has a share.
fn bars(cases: &[Case]) -> String {
    let shares: Vec<(&Case, f64)> = cases.iter().filter_map(|case| Some((case, case.share?))).collect();
    if shares.is_empty() {
        return String::new();
    }
    let mut svg = String::new();
    for (at, (case, share)) in shares.iter().enumerate() {
        let (y, width) = (at as f64 * BAR, share.clamp(0.0, 1.0) * WIDTH * 0.7);
        let class = if case.failure.is_some() { " class=\"failed\"" } else { "" };
        let (x, base, high) = (WIDTH * 0.3, y + 11.0, BAR - 4.0);
        let name: String = clean(&case.name).chars().take(28).collect();
        let _ = writeln!(
            svg,
            "<text x=\"0\" y=\"{base}\">{}</text><rect{class} x=\"{x}\" y=\"{y}\" width=\"{width:.1}\" height=\"{high}\"><title>{share:.3}</title></rect>",
            escape(name)
        );
    }
    let title = "Share of each case, 0 to 1";
    format!("<h2>Cases</h2>\n{}", drawing(title, shares.len() as f64 * BAR, &svg))
}

fn drawing(title: &str, height: f64, inner: &str) -> String {
    format!("<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{title}\">\n{inner}\n</svg>\n")
}

fn worst(cases: &[Case]) -> String {
    let mut failed: Vec<&Case> = cases.iter().filter(|case| case.failure.is_some()).collect();
    failed.sort_by(|a, b| a.share.unwrap_or(0.0).total_cmp(&b.share.unwrap_or(0.0)));
    let mut html =
        format!("<h2>Failed</h2>\n<p>{} of {} cases, the worst first.</p>\n", failed.len(), cases.len());
    for case in failed.into_iter().take(WORST) {
        let lines: Vec<String> = case.failure.iter().flat_map(|told| told.lines()).map(text).collect();
        let _ = writeln!(html, "<h3>{}</h3>\n<pre>{}</pre>", text(&case.name), lines.join("\n"));
    }
    html
}

fn text(words: &str) -> String {
    escape(clean(words)).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_strangers_are_words_on_the_page() {
        let hostile = "</pre><script>alert(1)</script>\u{202e}".to_owned();
        let case = Case { name: hostile.clone(), failure: Some(hostile.clone()), share: Some(2.0) };
        let outcome = Told {
            suite: "answers",
            measured: &(),
            text: String::new(),
            figures: vec![(hostile, f64::NAN)],
            cases: vec![case],
            scores: vec![-1.0, 0.5, 1.0, f64::NAN],
            curve: vec![Bin { score: 0.5, supported: 0.4, weight: 1.0 }],
        };
        let page = page(&outcome, &[]);
        assert!(!page.contains("<script") && !page.contains('\u{202e}') && !page.contains("http"), "{page}");
        assert!(page.contains("&lt;script&gt;") && page.contains("<svg"), "{page}");
        assert!(page.contains("score 0.50: 0.40 supported"), "{page}");
    }
}
