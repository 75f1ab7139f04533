//! The directory that a newsroom publishes: report and changes of each question, an index page, a feed.
//!
//! Every file appears whole or not at all, under a name that stays; what has not changed is not touched. The pages that
//! lead to others come last. So a directory that was left half-written is whole again after the next time. The pages of a
//! question that is tracked no longer are taken down: nobody looks any more whether they still hold. Which files are a
//! question's, `index.json` says; others' files are left alone.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Context;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Question, changes, last_change, questions, report, told};
use crate::answer::{Outcome, render};
use crate::commands::{Setting, output, tell, with_causes};
use crate::living::{
    Entry, Event, Feed, IndexRow, atom, changes_html, changes_markdown, file_names, index_html,
};
use crate::store::{SavedAnswer, Store};

/// Entries of the feed: readers come back often enough.
const ENTRIES: usize = 100;
/// How files begin that were never put in place.
const UNFINISHED: &str = ".caveat-";
/// The endings of the files of a question.
const FORMS: [&str; 6] = ["html", "md", "json", "changes.html", "changes.md", "changes.json"];
const CONTENTS: &str = "index.json";

/// Which questions have files in a directory, as `index.json` tells it.
#[derive(Deserialize, Serialize)]
struct Contents {
    schema: String,
    questions: Vec<Listed>,
}

#[derive(Deserialize, Serialize)]
struct Listed {
    name: String,
    question: String,
    /// What its files are called, without their endings.
    file: String,
}

/// Brings the directory up to date; says how many files it wrote. Where it is told to stop, the pages that lead to others
/// stay as they are, and so lead to what is there.
pub fn publish(setting: &Setting, directory: &Path, stop: impl Fn() -> bool) -> anyhow::Result<usize> {
    let store = Store::open(&setting.index)?;
    fs::create_dir_all(directory)
        .with_context(|| format!("cannot create the directory {}", directory.display()))?;
    clear_unfinished(directory);
    let questions = questions(setting, &store)?;
    let files = file_names(questions.iter().map(|question| question.name.as_str()));
    let mut shelf = Shelf { directory, written: 0 };
    shelf.take_down(&files)?;
    shelf.list(&questions, &files)?;
    let (mut rows, mut newest) = (Vec::new(), None);
    for question in &questions {
        if stop() {
            return Ok(shelf.written);
        }
        let Some(file) = files.get(question.name.as_str()) else { continue };
        let answers = store.answers(&question.name)?;
        let Some(last) = answers.last() else { continue };
        newest = newest.max(Some(last.asked));
        match shelf.put_question((question, file), &answers, &store) {
            Ok(row) => rows.push(row),
            // One answer that cannot be shown keeps no other from being shown; a full disk keeps all.
            Err(error) if error.chain().any(|cause| cause.is::<std::io::Error>()) => return Err(error),
            Err(error) => tell::warn(&format!("{}: {}", question.name, with_causes(&error))),
        }
    }
    let mut entries = Vec::new();
    for answer in store.changed_answers(ENTRIES)? {
        let Some(file) = files.get(answer.question.as_str()) else { continue };
        let (name, asked) = (answer.question.clone(), answer.asked.to_string());
        entries.push(Entry { name, file: file.clone(), asked, changes: changes(&answer)? });
    }
    let updated = entries.first().map(|entry| entry.asked.clone());
    let updated = updated.unwrap_or_else(|| newest.unwrap_or(setting.now).to_string());
    let base = setting.config.track.public_url.as_deref().unwrap_or_default();
    shelf.put("feed.xml", &atom(Feed { base, updated: &updated }, &entries)?)?;
    shelf.put("index.html", &index_html(&rows))?;
    Ok(shelf.written)
}

struct Shelf<'a> {
    directory: &'a Path,
    written: usize,
}

impl Shelf<'_> {
    fn put_question(
        &mut self,
        (question, file): (&Question, &str),
        answers: &[SavedAnswer],
        store: &Store,
    ) -> anyhow::Result<IndexRow> {
        let last = answers.last().context("it has no answer")?;
        let report = report(last, store)?;
        self.put(&format!("{file}.json"), &render::json(&report))?;
        self.put(&format!("{file}.md"), &render::markdown(&report))?;
        self.put(&format!("{file}.html"), &render::html(&report))?;
        let mut events = Vec::new();
        for answer in answers.iter().rev().filter(|answer| answer.changed > 0) {
            events.push(Event { day: day(answer.asked), changes: changes(answer)? });
        }
        let changed = last_change(answers);
        let timeline = json!({
            "schema": "caveat.timeline/1",
            "name": question.name,
            "question": question.text,
            "changed_on": changed.map(|answer| day(answer.asked)),
            "timeline": events.iter().map(|event| &event.changes).collect::<Vec<_>>(),
        });
        self.put(&format!("{file}.changes.json"), &(serde_json::to_string_pretty(&timeline)? + "\n"))?;
        self.put(&format!("{file}.changes.md"), &changes_markdown(&question.text, &events))?;
        self.put(&format!("{file}.changes.html"), &changes_html(&question.text, &events))?;
        Ok(IndexRow {
            name: question.name.clone(),
            question: question.text.clone(),
            file: file.to_owned(),
            answered: report.outcome() == Outcome::Answered,
            checked_on: day(last.checked),
            changed_on: changed.and_then(|answer| Some((day(answer.asked), told(answer)?))),
        })
    }

    /// Takes away the files of questions that are tracked no longer, or go by another name.
    fn take_down(&self, files: &BTreeMap<&str, String>) -> anyhow::Result<()> {
        let listed = fs::read(self.directory.join(CONTENTS)).unwrap_or_default();
        // What somebody else wrote there says nothing of our files.
        let Ok(contents) = serde_json::from_slice::<Contents>(&listed) else { return Ok(()) };
        let is_name = |file: &str| file.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
        let is_ours = |file: &str| is_name(file) && !files.values().any(|kept| kept == file);
        for Listed { name, file, .. } in contents.questions.iter().filter(|one| is_ours(&one.file)) {
            for form in FORMS {
                let path = self.directory.join(format!("{file}.{form}"));
                match fs::remove_file(&path) {
                    Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                        return Err(error).with_context(|| format!("cannot take down {}", path.display()));
                    }
                    _ => {}
                }
            }
            tracing::info!("took down the pages of `{name}`");
        }
        Ok(())
    }

    /// Says which files are whose, before they are written.
    fn list(&mut self, questions: &[Question], files: &BTreeMap<&str, String>) -> anyhow::Result<()> {
        let listed = |question: &Question| {
            let file = files.get(question.name.as_str())?.clone();
            Some(Listed { name: question.name.clone(), question: question.text.clone(), file })
        };
        let questions = questions.iter().filter_map(listed).collect();
        let contents = Contents { schema: "caveat.index/1".to_owned(), questions };
        self.put(CONTENTS, &(serde_json::to_string_pretty(&contents)? + "\n"))
    }

    /// Puts a file in place, unless it is there already.
    fn put(&mut self, name: &str, content: &str) -> anyhow::Result<()> {
        let path = self.directory.join(name);
        if fs::read(&path).is_ok_and(|there| there == content.as_bytes()) {
            return Ok(());
        }
        output::write_to(Some(&path), |out| Ok(out.write_all(content.as_bytes())?))?;
        self.written += 1;
        Ok(())
    }
}

/// Takes away what a run left that was killed. Nobody else writes there: whoever refreshes has the lock.
fn clear_unfinished(directory: &Path) {
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
            // What cannot be taken away is in nobody's way.
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn day(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}
