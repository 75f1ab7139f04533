//! `caveat track list` and `show`: the tracked questions, and an answer as it stands or stood.

use anyhow::Context;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Question, last_change, named, questions, report, told};
use crate::answer::render::{clean, json as report_json};
use crate::cli::{Format, ReportFormat, TrackList, TrackShow};
use crate::commands::{Exit, Setting, ask, output};
use crate::store::{SavedAnswer, Store};

pub fn list(setting: &Setting, asked: &TrackList) -> anyhow::Result<Exit> {
    let store = Store::open_or_create(&setting.index)?;
    let questions = questions(setting, &store)?;
    let mut rows = Vec::new();
    for question in &questions {
        rows.push((question, store.answers(&question.name)?));
    }
    match asked.format {
        Format::Json => {
            output::print_json(&rows.iter().map(|(q, answers)| row(q, answers)).collect::<Vec<_>>())?;
        }
        Format::Text if rows.is_empty() => {
            output::print("no question is tracked; `caveat track add QUESTION` does that\n")?;
        }
        Format::Text => output::print(&rows.iter().map(|(q, answers)| line(q, answers)).collect::<String>())?,
    }
    Ok(Exit::Done)
}

fn row(question: &Question, answers: &[SavedAnswer]) -> Value {
    let last = answers.last();
    json!({
        "name": question.name,
        "question": question.text,
        "configured": question.configured,
        "answers": answers.len(),
        "asked": last.map(|answer| answer.asked.to_string()),
        "checked_on": last.map(|answer| day(answer.checked)),
        "changed_on": last_change(answers).map(|answer| day(answer.asked)),
    })
}

fn line(question: &Question, answers: &[SavedAnswer]) -> String {
    let name = clean(&question.name);
    let text = match question.text == question.name {
        true => String::new(),
        false => format!("  {}\n", clean(&question.text)),
    };
    let stand = match (answers.last(), last_change(answers)) {
        (Some(last), Some(change)) => {
            let what = told(change).unwrap_or_else(|| "first answered".to_owned());
            format!("checked on {}; {} on {}", day(last.checked), what, day(change.asked))
        }
        _ => "not asked yet".to_owned(),
    };
    format!("{name}\n{text}  {stand}\n")
}

pub fn show(setting: &Setting, asked: &TrackShow) -> anyhow::Result<Exit> {
    let store = Store::open(&setting.index)?;
    let question = named(setting, &store, &asked.name)?;
    let at = asked.as_of.unwrap_or(Timestamp::MAX);
    let answer = store.answer_at(&question.name, at)?.with_context(|| match asked.as_of {
        Some(at) => format!("`{}` had no answer at {at}", question.name),
        None => format!("`{}` has no answer yet; the next `caveat refresh` asks it", question.name),
    })?;
    let known = store.answers(&question.name)?;
    let known: Vec<SavedAnswer> = known.into_iter().filter(|one| one.id <= answer.id).collect();
    let report = report(&answer, &store)?;
    match asked.format {
        ReportFormat::Json => {
            let mut shown: Value = serde_json::from_str(&report_json(&report))?;
            if let Some(fields) = shown.as_object_mut() {
                fields.insert("tracked".to_owned(), tracked(&question, &answer, &known));
            }
            let text = serde_json::to_string_pretty(&shown)?;
            output::write_to(asked.output.as_deref(), |out| Ok(writeln!(out, "{text}")?))?;
        }
        format => {
            ask::write(&report, format, asked.output.as_deref())?;
            if format == ReportFormat::Text && asked.output.is_none() {
                output::print(&timeline(&known))?;
            }
        }
    }
    Ok(Exit::Done)
}

/// What is known of an answer beside its report.
fn tracked(question: &Question, answer: &SavedAnswer, known: &[SavedAnswer]) -> Value {
    let event = |answer: &SavedAnswer| {
        json!({
            "asked": answer.asked.to_string(),
            "what": told(answer).unwrap_or_else(|| "first answered".to_owned()),
        })
    };
    let events: Vec<Value> = turning_points(known).map(event).collect();
    json!({
        "name": question.name,
        "asked": answer.asked.to_string(),
        "checked": answer.checked.to_string(),
        "changed_on": last_change(known).map(|answer| day(answer.asked)),
        "sha256": answer.sha256,
        "timeline": events,
    })
}

/// The first answer, and those that brought changes.
fn turning_points(known: &[SavedAnswer]) -> impl Iterator<Item = &SavedAnswer> {
    known.iter().enumerate().filter(|(at, answer)| *at == 0 || answer.changed > 0).map(|(_, answer)| answer)
}

fn timeline(known: &[SavedAnswer]) -> String {
    let mut text = "\nTimeline\n".to_owned();
    for answer in turning_points(known) {
        let what = told(answer).unwrap_or_else(|| "first answered".to_owned());
        text += &format!("  {}  {what}\n", day(answer.asked));
    }
    text
}

fn day(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}
