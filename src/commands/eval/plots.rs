//! The plots of a page, each as a drawing in it (SVG); nothing where there is nothing to draw.
//!
//! They are rectangles, dots and a few words, drawn here: `plotters` gives its shapes neither classes nor titles, and so they
//! would not follow a dark screen or tell their value to who points at them.

use std::fmt::Write;

use quick_xml::escape::escape;

use super::told::Case;
use crate::answer::render::clean;
use crate::eval::calibration::bins;
use crate::eval::pairs::{self, Judged, average_precision};

/// Bars of a histogram.
const BINS: usize = 20;
/// The height of the histogram, and the width of all (units of the drawing).
const HEIGHT: f64 = 120.0;
/// The height of a case's bar, of its name above it, which is written larger on a phone, and of both with the room below.
const BAR: f64 = 8.0;
const LABEL: f64 = 22.0;
const ROW: f64 = BAR + LABEL + 4.0;
/// Letters of a name that fit in a line.
const LONGEST_LABEL: usize = 70;
const WIDTH: f64 = 640.0;
/// Both sides of a curve, and the room around it: dots at the ends reach over the sides.
const SIDE: f64 = 240.0;
const EDGE: f64 = 14.0;

/// How often each score was given.
pub fn histogram(scores: &[f64]) -> String {
    if scores.is_empty() {
        return String::new();
    }
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
pub fn calibration(judged: &[Judged]) -> String {
    let mut svg =
        format!("<g transform=\"translate({EDGE} {EDGE})\"><path class=\"even\" d=\"M0 {SIDE}L{SIDE} 0\"/>");
    for bin in bins(judged) {
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
    format!("<h2>Calibration</h2>\n<p>{title}: {told}.</p>\n{}", square(title, &svg))
}

/// Points of the curve of precision over recall that are drawn; thousands would look the same.
const POINTS: usize = 200;

/// The precision of the claims with at least a score, by how many of the supported ones these are.
pub fn precision_recall(judged: &[Judged]) -> String {
    let all = pairs::precision_recall(judged);
    let every = all.len().div_ceil(POINTS);
    let last = all.len().saturating_sub(1);
    let kept =
        all.iter().enumerate().filter(|(at, _)| at % every == 0 || *at == last).map(|(_, point)| *point);
    let (mut line, mut dots) = (String::new(), String::new());
    for (recall, precision) in kept {
        let (x, y) = (recall * SIDE, (1.0 - precision) * SIDE);
        let _ = write!(line, "{}{x:.1} {y:.1}", if line.is_empty() { 'M' } else { 'L' });
        let _ = write!(
            dots,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2\"><title>recall {recall:.2}: precision {precision:.2}</title></circle>"
        );
    }
    let share = judged.iter().filter(|(_, supported)| *supported).count() as f64 / judged.len() as f64;
    let (even, label) = ((1.0 - share) * SIDE, SIDE + 20.0);
    let svg = format!(
        "<g transform=\"translate({EDGE} {EDGE})\"><path class=\"even\" d=\"M0 {even:.1}L{SIDE} {even:.1}\"/>\
         <path class=\"line\" d=\"{line}\"/>{dots}<text x=\"0\" y=\"{label}\">recall 0</text>\
         <text x=\"{SIDE}\" y=\"{label}\">1</text></g>"
    );
    let title = "Precision of supported claims by recall";
    let area = average_precision(judged);
    format!(
        "<h2>Precision and recall</h2>\n<p>{title}, 0 to 1; average precision {area:.3}. The level line is the share of \
         supported claims, {share:.3}: what a score that tells nothing has.</p>\n{}",
        square(title, &svg)
    )
}

/// A bar for each case that has a share.
pub fn bars(cases: &[Case]) -> String {
    let shares: Vec<(&Case, f64)> = cases.iter().filter_map(|case| Some((case, case.share?))).collect();
    if shares.is_empty() {
        return String::new();
    }
    let mut svg = String::new();
    for (at, (case, share)) in shares.iter().enumerate() {
        let (y, width) = (at as f64 * ROW, share.clamp(0.0, 1.0) * WIDTH);
        let class = if case.failure.is_some() { " class=\"failed\"" } else { "" };
        let (base, top) = (y + LABEL - 5.0, y + LABEL);
        let name: String = clean(&case.name).chars().take(LONGEST_LABEL).collect();
        let _ = writeln!(
            svg,
            "<text x=\"0\" y=\"{base}\">{}</text><rect{class} x=\"0\" y=\"{top}\" width=\"{width:.1}\" height=\"{BAR}\"><title>{share:.3}</title></rect>",
            escape(name)
        );
    }
    let title = "Share of each case, 0 to 1";
    format!("<h2>Cases</h2>\n{}", drawing(title, shares.len() as f64 * ROW, &svg))
}

/// A drawing as wide as the page.
fn drawing(title: &str, height: f64, inner: &str) -> String {
    framed(title, WIDTH, height, inner)
}

/// A curve with both axes from 0 to 1.
fn square(title: &str, inner: &str) -> String {
    framed(title, SIDE + 2.0 * EDGE, SIDE + 2.0 * EDGE + 12.0, inner)
}

fn framed(title: &str, width: f64, height: f64, inner: &str) -> String {
    format!("<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{title}\">\n{inner}\n</svg>\n")
}
