//! The figures for a reader: first all questions together, then one by one.

use std::fmt::Write;

use super::measured::{Measured, QuestionNote, SetNote};
use crate::commands::status::counted;
use crate::eval::reports::score::{FIGURES, Figures};

/// Figures of single questions that fit on a line.
const OF_QUESTIONS: [(&str, &str); 6] = [
    ("facts", "nugget_recall"),
    ("early", "early_answer"),
    ("recall", "citation_recall"),
    ("precision", "citation_precision"),
    ("hedges", "hedge_agreement"),
    ("repeats", "near_redundancy"),
];

pub fn readable(measured: &Measured) -> String {
    let mut text = counted(measured.asked as u64, "question");
    if measured.left_out > 0 {
        let _ = write!(text, "; {} of sets without articles left out", measured.left_out);
    }
    text.push('\n');
    for set in &measured.sets {
        let (questions, articles) =
            (counted(set.questions as u64, "question"), counted(set.articles as u64, "article"));
        let _ = writeln!(text, "  {}: {questions} to {articles}, asked on {}", set.name, day(&set.now));
    }
    text += &totals(measured);
    let facts = &measured.facts;
    let _ = writeln!(
        text,
        "\nfacts stated: {} of {} required, {} of {} in all; {} where they belong, {} on the other side",
        facts.required_stated, facts.required, facts.stated, facts.all, facts.in_place, facts.opposing
    );
    text + &questions(&measured.questions)
}

pub fn day(time: &str) -> &str {
    time.split('T').next().unwrap_or(time)
}

/// A row a figure, a column all, each set and each baseline.
fn totals(measured: &Measured) -> String {
    let mut columns: Vec<(&str, &Figures)> = vec![("all", &measured.figures)];
    if measured.sets.len() > 1 {
        let figures = |set: &SetNote| measured.by_set.get(&set.name);
        columns.extend(measured.sets.iter().filter_map(|set| Some((set.name.as_str(), figures(set)?))));
    }
    columns.extend(measured.baselines.iter().map(|baseline| (baseline.name, &baseline.figures)));
    let width = columns.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default().max(8);
    let mut text = format!("\n{:<24}", "");
    columns.iter().for_each(|(name, _)| _ = write!(text, "  {name:>width$}"));
    text.push('\n');
    for name in FIGURES.iter().filter(|name| columns.iter().any(|(_, figures)| figures.contains_key(*name))) {
        let _ = write!(text, "{:<24}", written(name));
        for (_, figures) in &columns {
            let _ = write!(text, "  {:>width$}", value(name, figures.get(name).copied()));
        }
        text.push('\n');
    }
    text
}

fn written(name: &str) -> String {
    name.replace('_', " ")
}

/// A figure with as many digits as it has a right to.
fn value(name: &str, value: Option<f64>) -> String {
    match (name, value) {
        (_, None) => "-".to_owned(),
        ("words", Some(value)) => format!("{value:.0}"),
        ("cpu_seconds" | "independent_sources", Some(value)) => format!("{value:.2}"),
        (_, Some(value)) => format!("{value:.3}"),
    }
}

fn questions(questions: &[QuestionNote]) -> String {
    let width = questions.iter().map(|question| question.id.chars().count()).max().unwrap_or_default().max(8);
    let mut text = format!("\n{:<width$}  {:<13}  {:<8}", "question", "kind", "answered");
    OF_QUESTIONS.iter().for_each(|(heading, _)| _ = write!(text, "  {heading:>9}"));
    text += "  words\n";
    for QuestionNote { id, kind, is_answered, score, .. } in questions {
        let answered = if *is_answered { "yes" } else { "no" };
        let _ = write!(text, "{id:<width$}  {:<13}  {answered:<8}", kind.as_str());
        for (_, name) in OF_QUESTIONS {
            let short = score.figures.get(name).map_or("-".to_owned(), |value| format!("{value:.2}"));
            let _ = write!(text, "  {short:>9}");
        }
        let _ = writeln!(text, "  {:>5}", value("words", score.figures.get("words").copied()));
    }
    text
}
