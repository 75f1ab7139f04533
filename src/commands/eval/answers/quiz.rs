//! Questions whose answers are words: do these stand at the beginning of the report?

use std::fmt::Write;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::Offset;
use serde::Serialize;

use super::super::collection::go_on;
use super::super::told::{Case, Conditions, Told, finish};
use super::asking::write_out;
use super::prepare;
use super::sets::{self, Open};
use super::table::day;
use crate::cli::EvalAnswers;
use crate::commands::interrupt::Interrupt;
use crate::commands::progress::Progress;
use crate::commands::status::counted;
use crate::commands::{Exit, Setting};
use crate::eval::answers::{self, Quiz, folded, stands_in, wanted};
use crate::eval::compare::Item;
use crate::eval::reports::nuggets::EARLY;
use crate::eval::reports::read::{Outcome, Read};
use crate::eval::reports::score::{Figures, means};

/// Shares of questions: those whose answer stands in the first sentences of the report, anywhere in the report, in the
/// first sentences of the article that ranks first; and those that were answered at all.
const FIGURES: [&str; 4] = ["early_answer", "answer", "lead_answer", "answered"];

#[derive(Serialize)]
struct Measured {
    asked: usize,
    articles: usize,
    now: String,
    figures: Figures,
    questions: Vec<Scored>,
}

#[derive(Serialize)]
struct Scored {
    id: String,
    question: String,
    answer: String,
    figures: Figures,
}

impl Scored {
    fn case(&self) -> Case {
        let early = self.figures.get("early_answer").copied();
        let missed = || format!("the first sentences do not say: {}", self.answer);
        let failure = early.filter(|early| *early < 1.0).map(|_| missed());
        Case { name: format!("{}: {}", self.id, self.question), failure, share: early }
    }
}

pub fn run(quiz: &Path, setting: &Setting, asked: &EvalAnswers) -> anyhow::Result<Exit> {
    let conditions = Conditions::of(&asked.reporting)?;
    conditions.expect(&FIGURES)?;
    let quiz = answers::read(quiz)?;
    if let Some(directory) = &asked.reports_out {
        prepare(directory, &quiz.iter().map(|quiz| quiz.id.as_str()).collect::<Vec<_>>())?;
    }
    let interrupt = Interrupt::watch();
    let paths: Vec<PathBuf> = asked.articles.iter().map(|given| sets::named(given).1).collect();
    let open = sets::open_files(&paths, setting, &interrupt)?;
    let mut progress = Progress::start("asking", Some(quiz.len() as u64), setting.quiet);
    let mut questions = Vec::new();
    for quiz in quiz {
        go_on(&interrupt)?;
        questions.push(scored(quiz, &open, asked.reports_out.as_deref(), &progress)?);
        progress.advance(1);
    }
    progress.finish();
    let measured = Measured {
        asked: questions.len(),
        articles: open.collection.documents.len(),
        now: open.now.to_string(),
        figures: means(questions.iter().map(|question| &question.figures)),
        questions,
    };
    let figures = measured.figures.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect();
    let item = |question: &Scored| Item::of(&question.id, question.figures.clone());
    let told = Told {
        cases: measured.questions.iter().map(Scored::case).collect(),
        items: measured.questions.iter().map(item).collect(),
        items_are_questions: true,
        ..Told::of("answers", &measured, readable(&measured), figures)
    };
    finish(&conditions, asked.page.out.as_deref(), &told)
}

fn scored(quiz: Quiz, open: &Open, out: Option<&Path>, progress: &Progress) -> anyhow::Result<Scored> {
    let now = asked_at(&quiz, open)?;
    let read = match open.report_at(now, &quiz.question, None) {
        Ok(report) => {
            out.map(|directory| write_out(directory, &quiz.id, &report)).transpose()?;
            Read::of(&report)?
        }
        Err(error) => {
            progress.warn(&format!("question `{}`: {error}", quiz.id));
            Read::default()
        }
    };
    let first = open.best_articles_at(now, &quiz.question, 1)?;
    let lead: Vec<&str> = first.iter().flatten().take(EARLY).map(String::as_str).collect();
    let whole: Vec<&str> = read.claims().map(|claim| claim.text.as_str()).collect();
    let words = wanted(&quiz.answer);
    let has = |text: &str| if stands_in(&words, &folded(text)) { 1.0 } else { 0.0 };
    let answered = if read.outcome == Outcome::Answered { 1.0 } else { 0.0 };
    let values = [has(&read.opening(EARLY)), has(&whole.join(" ")), has(&lead.join(" ")), answered];
    let Quiz { id, question, answer, .. } = quiz;
    Ok(Scored { id, question, answer, figures: FIGURES.into_iter().zip(values).collect() })
}

/// When it was asked: at the end of its day, or when all is known.
fn asked_at(quiz: &Quiz, open: &Open) -> anyhow::Result<Timestamp> {
    let end = quiz.date.map(|day| Offset::UTC.to_timestamp(day.tomorrow()?.at(0, 0, 0, 0))).transpose()?;
    Ok(end.map_or(open.now, |end| end.min(open.now)))
}

fn readable(measured: &Measured) -> String {
    let (questions, articles) =
        (counted(measured.asked as u64, "question"), counted(measured.articles as u64, "article"));
    let mut text = format!("{questions} to {articles}, asked on {}\n\n", day(&measured.now));
    text += "the words of the answer stand\n";
    let rows = [
        "in the first three sentences of the report",
        "anywhere in the report",
        "in the first three sentences of the first article",
        "(questions that were answered at all)",
    ];
    for (row, name) in rows.into_iter().zip(FIGURES) {
        let value = measured.figures.get(name).copied().unwrap_or_default();
        let _ = writeln!(text, "  {row:<50} {value:.3}");
    }
    text
}
