//! `caveat track diff`: what changed in an answer, claim by claim.

use anyhow::Context;
use jiff::Timestamp;

use super::again::sources_now;
use super::{changes as kept_changes, last_change, named};
use crate::cli::{ReportFormat, TrackDiff};
use crate::commands::{Exit, Setting, output};
use crate::living::{self, Changes, Event, Told, changes_html, changes_markdown, readable};
use crate::store::{SavedAnswer, Store};

pub fn run(setting: &Setting, asked: &TrackDiff) -> anyhow::Result<Exit> {
    let store = Store::open(&setting.index)?;
    let question = named(setting, &store, &asked.name)?;
    let answers = store.answers(&question.name)?;
    let last = answers.last().with_context(|| {
        format!("`{}` has no answer yet; the next `caveat refresh` asks it", question.name)
    })?;
    let changes = match (asked.from, asked.to) {
        (None, None) => kept_changes(last_change(&answers).unwrap_or(last))?,
        (from, to) => {
            let at = |time: Timestamp| answers.iter().rev().find(|answer| answer.asked <= time);
            let first = from.map_or(answers.first(), at).or(answers.first()).unwrap_or(last);
            let second = to.map_or(Some(last), at);
            let second = second.with_context(|| format!("`{}` had no answer by then", question.name))?;
            between(first, second, &store)?
        }
    };
    let text = match asked.format {
        ReportFormat::Text => readable(&changes),
        ReportFormat::Json => serde_json::to_string_pretty(&changes)? + "\n",
        ReportFormat::Md => changes_markdown(&changes.question, &events(&changes)),
        ReportFormat::Html => changes_html(&changes.question, &events(&changes)),
    };
    output::write_to(asked.output.as_deref(), |out| Ok(out.write_all(text.as_bytes())?))?;
    Ok(Exit::Done)
}

fn events(changes: &Changes) -> Vec<Event> {
    let event = Event { day: changes.to.clone(), changes: changes.clone() };
    if changes.is_empty() { Vec::new() } else { vec![event] }
}

/// Two answers beside each other, as the articles stand today.
fn between(first: &SavedAnswer, second: &SavedAnswer, store: &Store) -> anyhow::Result<Changes> {
    let (before, after) = (Told::parse(&first.report)?, Told::parse(&second.report)?);
    Ok(living::changes(Some(&before), &after, &sources_now(Some(&before), store)?))
}
