//! What a suite came to, as a page that needs nothing beside itself: tables, plots, the worst cases.

use std::fmt::Write;

use quick_xml::escape::escape;
use serde::Serialize;

use super::plots::{bars, calibration, histogram, precision_recall};
use super::told::{Case, Held, MANY, Table, Told, Verdict, compared};
use crate::answer::render::clean;
use crate::eval::pairs::Judged;

/// Cases that are shown with what is wrong with them.
const WORST: usize = 50;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;\
    color:#1b1b1b;background:#fff}table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.25rem .5rem;\
    border-bottom:1px solid #ccc}td{overflow-wrap:anywhere}th.n,td.n{text-align:right;font-variant-numeric:tabular-nums;overflow-wrap:normal}td.n{white-space:nowrap}svg{width:100%;height:auto}\
    svg rect{fill:#2f6f9f}svg rect.failed{fill:#a33}svg circle{fill:#2f6f9f;fill-opacity:.7}svg .even{stroke:#999}svg text{font-size:11px;fill:currentColor}.failed{color:#a33}\
    svg path.line{fill:none;stroke:#2f6f9f;stroke-width:2}.wide{overflow-x:auto}.wide td:first-child{min-width:9rem}.curves{display:grid;grid-template-columns:repeat(auto-fit,minmax(17rem,1fr));gap:0 2rem}pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f4f4f4;padding:.75rem}\
    @media(max-width:600px){svg text{font-size:15px}}\
    @media(prefers-color-scheme:dark){body{color:#e8e8e8;background:#161616}pre{background:#222}\
    td,th{border-color:#444}.failed{color:#f99}svg rect{fill:#7fb4dc}svg rect.failed{fill:#f99}svg circle{fill:#7fb4dc}svg path.line{stroke:#7fb4dc}}";

/// The page.
pub fn page<M: Serialize>(told: &Told<'_, M>, verdict: &Verdict) -> String {
    let title = format!("caveat eval {}", told.suite);
    let mut html = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\n\
         <meta name=\"viewport\" content=\"width=device-width\"><style>{STYLE}</style></head>\n<body><main>\n<h1>{title}</h1>\n"
    );
    html += &gates(&verdict.held);
    let (figures, tables) = (figures(told), tables(told, verdict));
    html += &if told.has_many_figures() { tables + &figures } else { figures + &tables };
    html += &histogram(&told.scores);
    html += &curves(&told.judged);
    html += &bars(&told.cases);
    html += &worst(&told.cases);
    html + "</main></body></html>\n"
}

/// The figures that gates know. Many of them stand below a suite's own tables, for who asks for them.
fn figures<M: Serialize>(told: &Told<'_, M>) -> String {
    let row = |(name, value): &(String, f64)| vec![name.clone(), number(*value)];
    let table = Table::of("Figures", &["Figure", "Value"], told.figures.iter().map(row).collect());
    match told.has_many_figures() {
        true => format!(
            "<details><summary>{MANY} ({})</summary>\n{}</details>\n",
            told.figures.len(),
            table.html()
        ),
        false => format!("<h2>Figures</h2>\n{}", table.html()),
    }
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
    let head = "<thead><tr><th>Gate</th><th class=\"n\">Value</th><th>Met</th></tr></thead>";
    format!("<h2>Gates</h2>\n<table>{head}\n<tbody>{rows}</tbody></table>\n")
}

/// What people's labels say of the scores: two curves beside each other, below each other where that is too narrow.
fn curves(judged: &[Judged]) -> String {
    if judged.is_empty() {
        return String::new();
    }
    let both = [calibration(judged), precision_recall(judged)].map(|curve| format!("<div>\n{curve}</div>\n"));
    format!("<div class=\"curves\">\n{}</div>\n", both.concat())
}

/// The suite's own tables, and the figures beside those of an earlier run with the cases that changed.
fn tables<M: Serialize>(told: &Told<'_, M>, verdict: &Verdict) -> String {
    let titled = |table: &Table| format!("<h2>{}</h2>\n{}", text(&table.title), table.html());
    let own: String = told.tables.iter().map(titled).collect();
    let beside = verdict.beside.as_ref().map(|beside| {
        let lines: Vec<String> =
            compared::changes(beside).lines().filter(|line| !line.is_empty()).map(text).collect();
        format!(
            "{}<details><summary>Changed cases</summary>\n<pre>{}</pre></details>\n",
            titled(&compared::table(beside)),
            lines.join("\n")
        )
    });
    own + &beside.unwrap_or_default()
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
    use super::super::told::tests::told;
    use super::super::told::verdicts::verdict;
    use super::*;

    #[test]
    fn words_of_strangers_are_words_on_the_page() {
        let hostile = "</pre><script>alert(1)</script>\u{202e}".to_owned();
        let case = Case { name: hostile.clone(), failure: Some(hostile.clone()), share: Some(2.0) };
        let told = Told {
            cases: vec![case],
            tables: vec![Table::of(&hostile, &[&hostile], vec![vec![hostile.clone()]])],
            scores: vec![-1.0, 0.5, 1.0, f64::NAN],
            judged: vec![(0.5, true), (0.5, false), (0.9, true)],
            ..Told::of("answers", &(), String::new(), vec![(hostile.clone(), f64::NAN)])
        };
        let page = page(&told, &Verdict { held: Vec::new(), beside: None });
        assert!(!page.contains("<script") && !page.contains('\u{202e}') && !page.contains("http"), "{page}");
        assert!(page.contains("&lt;script&gt;") && page.contains("<svg"), "{page}");
        assert!(page.contains("score 0.50: 0.33 supported"), "{page}");
        assert!(page.contains("recall 1.00: precision 0.67"), "{page}");
    }

    #[test]
    fn what_an_earlier_run_was_is_on_the_page() {
        let page = page(&told(), &verdict(&[], 1.0));
        for part in [
            "<h2>Beside before.json</h2>",
            "<td class=\"n\">-0.500</td>",
            "changed: 1: faithfulness 1.000 -&gt; 0.500",
        ] {
            assert!(page.contains(part), "{part} is not in {page}");
        }
    }
}
