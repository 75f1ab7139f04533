//! `caveat track`: questions that are asked again and again, and how their answers change.

pub mod again;
mod diff;
mod due;
pub mod publish;
mod show;

use anyhow::{Context, bail};
use clap::ValueEnum;

use super::{Exit, Setting, output, tell};
use crate::answer::Report;
use crate::cli::{ComposerChoice, Format, Track, TrackAdd, TrackRemove};
use crate::living::{Changes, summary_line};
use crate::news::CanonicalUrl;
use crate::store::{SavedAnswer, Store, StoreError, TrackedQuestion};

/// Characters of the longest name that still fits a line.
const LONGEST_NAME: usize = 300;

pub fn run(setting: &Setting, asked: &Track) -> anyhow::Result<Exit> {
    match asked {
        Track::Add(asked) => add(setting, asked),
        Track::List(asked) => show::list(setting, asked),
        Track::Show(asked) => show::show(setting, asked),
        Track::Diff(asked) => diff::run(setting, asked),
        Track::Remove(asked) => remove(setting, asked),
    }
}

/// A question with its name, wherever that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub name: String,
    pub text: String,
    pub composer: ComposerChoice,
    /// It stands in the configuration, and can be removed only there.
    pub configured: bool,
}

impl Question {
    fn added(question: TrackedQuestion) -> Self {
        let composer = ComposerChoice::from_str(&question.composer, true);
        Self {
            name: question.name,
            text: question.text,
            composer: composer.unwrap_or(ComposerChoice::Auto),
            configured: false,
        }
    }
}

/// All tracked questions: those of the configuration, then those that were added. Of two with one name, the configured one
/// counts.
pub fn questions(setting: &Setting, store: &Store) -> Result<Vec<Question>, StoreError> {
    let configured = setting.config.question.iter().map(|question| Question {
        name: question.name.clone(),
        text: question.text.clone(),
        composer: ComposerChoice::Auto,
        configured: true,
    });
    let mut questions: Vec<Question> = configured.collect();
    for question in store.questions()? {
        if !questions.iter().any(|known| known.name == question.name) {
            questions.push(Question::added(question));
        }
    }
    Ok(questions)
}

/// The question of a name, or the one with these words.
fn named(setting: &Setting, store: &Store, name: &str) -> anyhow::Result<Question> {
    let questions = questions(setting, store)?;
    let found =
        questions.iter().find(|q| q.name == name).or_else(|| questions.iter().find(|q| q.text == name));
    found.cloned().with_context(|| {
        format!("no question named `{name}` is tracked; `caveat track list` shows those that are")
    })
}

/// The report of a kept answer, once every word that it cites was found in the store.
pub fn report(answer: &SavedAnswer, store: &Store) -> anyhow::Result<Report> {
    let mut failed = None;
    let report = Report::saved(&answer.report, |url, revision| {
        let history = CanonicalUrl::parse(url).ok().map(|url| store.history(&url))?;
        let history = history.map_err(|error| failed = Some(error)).ok()?;
        history.into_iter().find(|r| r.id().number == revision).map(|r| r.text().to_owned())
    });
    if let Some(error) = failed {
        return Err(error.into());
    }
    report.with_context(|| format!("the kept answer to `{}` is damaged", answer.question))
}

/// What a kept answer changed.
pub fn changes(answer: &SavedAnswer) -> anyhow::Result<Changes> {
    serde_json::from_str(&answer.changes)
        .with_context(|| format!("what the answer to `{}` changed cannot be read", answer.question))
}

fn add(setting: &Setting, asked: &TrackAdd) -> anyhow::Result<Exit> {
    let text = asked.question.trim();
    let name = asked.name.as_deref().unwrap_or(text).trim();
    if text.is_empty() {
        bail!("the question is empty");
    }
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        bail!("a name is a line of 1 to {LONGEST_NAME} characters; give one with --name");
    }
    let mut store = Store::open_or_create(&setting.index)?;
    if let Some(known) = questions(setting, &store)?.iter().find(|known| known.name == name) {
        bail!("`{name}` is tracked already: {}; give another name with --name", known.text);
    }
    let question = TrackedQuestion {
        name: name.to_owned(),
        text: text.to_owned(),
        composer: asked.composer.to_possible_value().map_or("auto".into(), |v| v.get_name().to_owned()),
        added: setting.now,
    };
    let first = Question::added(question.clone());
    // A question that cannot be asked is told now, not by every refresh.
    let is_answered = !asked.no_ask && store.seq()? > 0;
    let answer = if is_answered { Some(again::first_answer(setting, &first)?) } else { None };
    if !store.batch(|batch| batch.add_question(&question))? {
        bail!("`{name}` is tracked already; give another name with --name");
    }
    let sources = match answer {
        Some(answer) => Some(answer.keep(&mut store)?),
        None => None,
    };
    match asked.format {
        Format::Json => output::print_json(
            &serde_json::json!({"name": name, "question": text, "answered": sources.is_some()}),
        )?,
        Format::Text => output::print(&match sources {
            Some(told) => format!("tracking `{name}`: {told}; `caveat track show` shows it\n"),
            None => format!("tracking `{name}`: the next `caveat refresh` asks it\n"),
        })?,
    }
    Ok(Exit::Done)
}

fn remove(setting: &Setting, asked: &TrackRemove) -> anyhow::Result<Exit> {
    let mut store = Store::open(&setting.index)?;
    let question = named(setting, &store, &asked.name)?;
    if question.configured {
        bail!("`{}` stands in the configuration as a [[question]]; take it out there", question.name);
    }
    let answers = store.batch(|batch| batch.remove_question(&question.name))?.unwrap_or_default();
    if !setting.quiet {
        let answers = super::status::counted(answers as u64, "answer");
        tell::info(&format!("`{}` is tracked no longer; {answers} forgotten", question.name));
    }
    Ok(Exit::Done)
}

/// What an answer changed, in one line; nothing for a first one.
fn told(answer: &SavedAnswer) -> Option<String> {
    changes(answer).ok().filter(|changes| changes.from.is_some()).map(|changes| summary_line(&changes))
}

/// The last of the answers that brought a change; the first answer, if none did.
pub fn last_change(answers: &[SavedAnswer]) -> Option<&SavedAnswer> {
    answers.iter().rev().find(|answer| answer.changed > 0).or(answers.first())
}
