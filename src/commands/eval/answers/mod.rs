//! `caveat eval answers`: whole reports, on questions of which it is known what their answer has to say.

mod asking;
mod foreign;
mod measured;
mod quiz;
mod sets;
mod table;

use std::path::Path;

use anyhow::{Context, bail};

use self::asking::{Answered, Asker};
use self::measured::{Measured, QuestionNote};
use self::sets::Plan;
use super::collection::go_on;
use super::told::{Conditions, Told, finish};
use crate::cli::EvalAnswers;
use crate::commands::interrupt::Interrupt;
use crate::commands::model::Model;
use crate::commands::progress::Progress;
use crate::commands::{Exit, Setting};
use crate::config::ConfigError;
use crate::eval::compare::Item;
use crate::eval::reports::questions;
use crate::eval::reports::score::FIGURES;

pub fn run(
    setting: impl FnOnce() -> Result<Setting, ConfigError>,
    asked: &EvalAnswers,
) -> anyhow::Result<Exit> {
    if let Some(answers) = &asked.answers {
        return foreign::run(answers, asked);
    }
    let setting = &setting()?;
    if let Some(quiz) = &asked.quiz {
        return quiz::run(quiz, setting, asked);
    }
    let Some(file) = &asked.questions else { bail!("name a file of questions, or one of a quiz") };
    let conditions = Conditions::of(&asked.reporting)?;
    conditions.expect(FIGURES)?;
    let questions = questions::read(file)?;
    if let Some(directory) = &asked.reports_out {
        let ids: Vec<&str> = questions.iter().map(|question| question.id.as_str()).collect();
        prepare(directory, &ids)?;
    }
    let model = Model::chosen(asked.composer, &setting.config.llm, &asked.model, true)?;
    let interrupt = Interrupt::watch();
    let plan = Plan::of(questions, &asked.articles)?;
    let measured = ask_all(plan, setting, asked, (model.as_ref(), &interrupt))?;
    let item = |question: &QuestionNote| Item::of(&question.id, question.score.figures.clone());
    let told = Told {
        cases: measured.questions.iter().map(QuestionNote::case).collect(),
        items: measured.questions.iter().map(item).collect(),
        items_are_questions: true,
        ..Told::of("answers", &measured, table::readable(&measured), measured.named())
    };
    finish(&conditions, asked.page.out.as_deref(), &told)
}

/// Asks the questions of one set after the other: one collection at a time takes up memory.
fn ask_all(
    plan: Plan,
    setting: &Setting,
    asked: &EvalAnswers,
    (model, interrupt): (Option<&Model>, &Interrupt),
) -> anyhow::Result<Measured> {
    let mut measured = Measured::of(plan.left_out);
    for set in plan.sets {
        let open = set.open(setting, interrupt)?;
        let reports_out = asked.reports_out.as_deref();
        let asker = Asker { set: &open, model, with_reference: asked.reference, reports_out };
        let mut progress = Progress::start("asking", Some(set.questions.len() as u64), setting.quiet);
        let mut answered: Vec<Answered> = Vec::new();
        for question in &set.questions {
            go_on(interrupt)?;
            answered.push(asker.ask(question, &progress)?);
            progress.advance(1);
        }
        progress.finish();
        measured.take_in(&set.name, &open, answered);
    }
    measured.sum_up();
    Ok(measured)
}

/// Makes the directory for reports, which are named after their questions.
fn prepare(directory: &Path, ids: &[&str]) -> anyhow::Result<()> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
    if let Some(id) = ids.iter().find(|id| id.is_empty() || !id.chars().all(is_plain)) {
        bail!(
            "`{id}` cannot be the name of a file: use letters, digits, - and _, or leave out --reports-out"
        );
    }
    std::fs::create_dir_all(directory).with_context(|| format!("cannot make {}", directory.display()))
}
