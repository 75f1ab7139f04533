//! The end of every suite: figures, cases and conditions told in one of four forms, and the exit status.

pub mod compared;
mod conditions;
mod junit;
mod markdown;
mod table;

use std::path::Path;

use anyhow::Context;
use serde::Serialize;

use crate::answer::render::clean;
use crate::cli::EvalFormat;
use crate::commands::{Exit, output};
use crate::eval::compare::{self, Compared, Item, Totals};
use crate::eval::pairs::Judged;

#[cfg(test)]
pub use conditions::tests as verdicts;
pub use conditions::{Conditions, Held, Verdict};
pub use table::Table;

/// Something that passes or fails by itself: a question, a set of pairs, a page.
#[derive(Clone, Debug, Default)]
pub struct Case {
    pub name: String,
    /// What is wrong with it, in lines.
    pub failure: Option<String>,
    /// From 0 to 1, the better the higher.
    pub share: Option<f64>,
}

/// What a suite came to.
pub struct Told<'a, M> {
    pub suite: &'static str,
    /// As scripts read it.
    pub measured: &'a M,
    /// As a reader of a terminal does.
    pub text: String,
    pub figures: Vec<(String, f64)>,
    /// What has more columns than a figure; the text has it in its own way.
    pub tables: Vec<Table>,
    pub cases: Vec<Case>,
    /// Scores of single statements or claims, for a histogram.
    pub scores: Vec<f64>,
    /// Scores of claims of which people said whether they are supported, for curves.
    pub judged: Vec<Judged>,
    /// What a later run is laid beside, and how the figures come from it.
    pub items: Vec<Item>,
    pub totals: Box<Totals<'a>>,
    /// `measured` lists the items as its `questions`.
    pub items_are_questions: bool,
}

impl<'a, M: Serialize> Told<'a, M> {
    /// A suite with the least that there is to tell. Its figures are means over its items.
    pub fn of(suite: &'static str, measured: &'a M, text: String, figures: Vec<(String, f64)>) -> Self {
        Self {
            suite,
            measured,
            text,
            figures,
            tables: Vec::new(),
            cases: Vec::new(),
            scores: Vec::new(),
            judged: Vec::new(),
            items: Vec::new(),
            totals: Box::new(compare::means),
            items_are_questions: false,
        }
    }
}

/// What stands before figures of which there are many.
pub const MANY: &str = "All figures that gates may be on";
/// Figures that are listed before everything else; more bury the tables.
const FEW: usize = 25;

impl<M> Told<'_, M> {
    pub fn has_many_figures(&self) -> bool {
        !self.tables.is_empty() && self.figures.len() > FEW
    }
}

/// Tells what a suite came to, and whether its conditions are met; those that are not are told beside.
pub fn finish(
    conditions: &Conditions,
    page: Option<&Path>,
    told: &Told<'_, impl Serialize>,
) -> anyhow::Result<Exit> {
    let verdict = conditions.verdict(told)?;
    match conditions.format {
        EvalFormat::Text => {
            let beside = verdict.beside.as_ref().map(compared::readable);
            output::print(&format!("{}{}", told.text, beside.unwrap_or_default()))?;
        }
        EvalFormat::Json => output::print_json(&Whole::of(told, &verdict))?,
        EvalFormat::Md => output::print(&markdown::markdown(told, &verdict))?,
        EvalFormat::Junit => output::print(&junit::junit(told, &verdict))?,
    }
    if let Some(directory) = page {
        std::fs::create_dir_all(directory).with_context(|| format!("cannot make {}", directory.display()))?;
        let page = super::page::page(told, &verdict);
        output::write_to(Some(&directory.join("index.html")), |out| Ok(out.write_all(page.as_bytes())?))?;
    }
    let unmet = verdict.unmet();
    unmet.iter().for_each(|told| eprintln!("caveat: {told}"));
    Ok(if unmet.is_empty() { Exit::Done } else { Exit::Failed })
}

/// What a suite prints for scripts: its own figures, what a later run needs, and what an earlier one was.
#[derive(Serialize)]
struct Whole<'a, M> {
    #[serde(flatten)]
    measured: &'a M,
    #[serde(skip_serializing_if = "<[Item]>::is_empty")]
    cases: &'a [Item],
    #[serde(skip_serializing_if = "Option::is_none")]
    compared: Option<&'a Compared>,
}

impl<'a, M: Serialize> Whole<'a, M> {
    fn of(told: &'a Told<'a, M>, verdict: &'a Verdict) -> Self {
        let cases = if told.items_are_questions { &[] } else { told.items.as_slice() };
        Self {
            measured: told.measured,
            cases,
            compared: verdict.beside.as_ref().map(|beside| &beside.compared),
        }
    }
}

/// A line without control characters, with the spaces that it begins with.
fn clean_line(line: &str) -> String {
    let indent: String = line.chars().take_while(|c| *c == ' ').collect();
    indent + &clean(line)
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// A suite with a case that holds and one that does not, whose words are a stranger's.
    pub fn told() -> Told<'static, ()> {
        let hostile = "1 <b>\"&\u{1b}[2J|".to_owned();
        let failure = Some("WRONG <script>\u{7}\n      number: `5`".to_owned());
        let cases = vec![
            Case { name: "1".to_owned(), ..Case::default() },
            Case { name: hostile, failure, share: Some(0.5) },
        ];
        let tables =
            vec![Table::of("Sets", &["set", "AUROC"], vec![vec!["a|b".to_owned(), "0.7".to_owned()]])];
        let items = vec![Item::of("1", [("faithfulness", 0.5)]), Item::of("2", [("faithfulness", 0.5)])];
        let figures = vec![("faithfulness".to_owned(), 0.5)];
        Told { cases, tables, items, ..Told::of("answers", &(), String::new(), figures) }
    }
}
