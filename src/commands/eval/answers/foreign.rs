//! Answers of other systems: what their contexts bear out, statement by statement.

use std::fmt::Write;
use std::path::Path;

use serde::Serialize;

use super::super::told::{Case, Conditions, Told, finish};
use crate::answer::render::clean;
use crate::cli::EvalAnswers;
use crate::commands::Exit;
use crate::commands::status::counted;
use crate::eval::compare::{self, Item};
use crate::eval::cost::Clock;
use crate::eval::foreign::{
    Answer, Checked, Entry, FIGURES, Figures, Standing, check, contexts, figures, means, read,
};

/// Figures that count.
const SUMS: [&str; 4] = ["unsupported", "invented_numbers", "invented_names", "hedge_faults"];

/// What an evaluation of answers came to. The names are a contract with scripts.
#[derive(Serialize)]
struct Measured {
    answers: usize,
    statements: usize,
    /// Means over the answers that have the figure; of counts, sums.
    figures: Figures,
    seconds_per_answer: f64,
    questions: Vec<Scored>,
}

#[derive(Serialize)]
struct Scored {
    id: String,
    question: String,
    figures: Figures,
    #[serde(flatten)]
    checked: Checked,
}

pub fn run(file: &Path, asked: &EvalAnswers) -> anyhow::Result<Exit> {
    let conditions = Conditions::of(&asked.reporting)?;
    conditions.expect(&[FIGURES, &["seconds_per_answer"]].concat())?;
    let given = asked.contexts.as_deref().map(contexts).transpose()?.unwrap_or_default();
    let answers = read(file, &given)?;
    let clock = Clock::start();
    let questions: Vec<Scored> = answers.into_iter().map(Scored::of).collect();
    let measured = Measured::of(questions, clock.seconds());
    let entries = || measured.questions.iter().flat_map(|question| &question.checked.entries);
    let item = |question: &Scored| Item::of(&question.id, question.figures.clone());
    let told = Told {
        cases: measured.questions.iter().map(Scored::case).collect(),
        scores: entries().filter_map(|entry| entry.score).collect(),
        items: measured.questions.iter().map(item).collect(),
        totals: Box::new(totals),
        items_are_questions: true,
        ..Told::of("answers", &measured, readable(&measured), measured.named())
    };
    finish(&conditions, asked.page.out.as_deref(), &told)
}

/// Shares are means over the answers that have them, the others are sums.
fn totals(items: &[&compare::Figures]) -> compare::Figures {
    let mut all = compare::means(items);
    for name in SUMS {
        let sum = items.iter().filter_map(|figures| figures.get(name)).sum();
        all.insert(name.to_owned(), sum);
    }
    all
}

impl Scored {
    fn of(answer: Answer) -> Self {
        let checked = check(&answer);
        Self { figures: figures(&checked), id: answer.id, question: answer.question, checked }
    }

    /// Statements that fail, or have something worth a look.
    fn failed(&self) -> Vec<&Entry> {
        let fails = |entry: &&Entry| {
            entry.standing == Standing::Unsupported
                || entry.is_cited_well == Some(false)
                || entry.quotes.iter().any(|quote| !quote.holds())
                || entry.reasons.iter().any(|reason| reason.cause.is_of_hedging())
        };
        self.checked.entries.iter().filter(fails).collect()
    }

    fn case(&self) -> Case {
        let told: Vec<String> = self.failed().into_iter().map(ToString::to_string).collect();
        let name = match self.question.is_empty() {
            true => self.id.clone(),
            false => format!("{}: {}", self.id, self.question),
        };
        let failure = (!told.is_empty()).then(|| told.join("\n"));
        Case { name, failure, share: self.figures.get("faithfulness").copied() }
    }
}

impl Measured {
    fn of(questions: Vec<Scored>, seconds: f64) -> Self {
        let mut figures = means(questions.iter().map(|question| &question.figures));
        for name in SUMS {
            let all = questions.iter().filter_map(|question| question.figures.get(name));
            figures.insert(name, all.sum());
        }
        let statements = questions.iter().map(|question| question.checked.entries.len()).sum();
        let seconds_per_answer = seconds / questions.len().max(1) as f64;
        Self { answers: questions.len(), statements, figures, seconds_per_answer, questions }
    }

    fn named(&self) -> Vec<(String, f64)> {
        let known = FIGURES.iter().filter_map(|name| Some(((*name).to_owned(), *self.figures.get(name)?)));
        known.chain([("seconds_per_answer".to_owned(), self.seconds_per_answer)]).collect()
    }
}

fn readable(measured: &Measured) -> String {
    let mut text = format!(
        "{}, {}\n\n",
        counted(measured.answers as u64, "answer"),
        counted(measured.statements as u64, "statement")
    );
    for name in FIGURES {
        let value = measured.figures.get(name).map_or("-".to_owned(), |value| format!("{value:.3}"));
        let _ = writeln!(text, "{:<20} {value:>8}", name.replace('_', " "));
    }
    for question in &measured.questions {
        let share =
            |name: &str| question.figures.get(name).map_or("   -".to_owned(), |value| format!("{value:.2}"));
        let _ = writeln!(
            text,
            "\n{} {} (faithfulness {}, citations {} / {})",
            clean(&question.id),
            clean(&question.question),
            share("faithfulness"),
            share("citation_recall"),
            share("citation_precision")
        );
        question.failed().into_iter().for_each(|entry| _ = writeln!(text, "{entry}"));
    }
    text
}
