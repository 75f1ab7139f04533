//! Asking tracked questions again: only those whose answers what is new could change.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use super::due::{Arrivals, Due, Look, Past, Why};
use super::{Question, questions, report};
use crate::answer::{Archive, Evidence, Outcome, Report, Retrieval, looks_in, render};
use crate::cli::ModelOptions;
use crate::commands::ask::{self, Asked};
use crate::commands::model::Model;
use crate::commands::progress::Progress;
use crate::commands::{Setting, tell, with_causes};
use crate::index::{SearchBackend, TantivyIndex};
use crate::living::{SourceNow, Told, changes, summary_line};
use crate::news::CanonicalUrl;
use crate::store::{Material, NewAnswer, SavedAnswer, Scope, Store, StoreError};

/// What asking again came to.
#[derive(Debug, Default, Serialize)]
pub struct Summary {
    pub tracked: usize,
    /// Questions that were composed anew, and why each was.
    pub asked: usize,
    pub reasons: BTreeMap<Why, usize>,
    /// Questions whose answers were found still to hold, without composing anything.
    pub unaffected: usize,
    /// Answers that say something else than before.
    pub changed: usize,
    pub not_enough_evidence: usize,
    pub failed: usize,
    /// The changed answers by name, with what changed.
    pub changes: BTreeMap<String, String>,
    pub seconds: f64,
}

/// Sees to all tracked questions. What was seen to is kept, whatever happens to the next one.
pub fn ask_again(setting: &Setting, force: bool, stop: impl Fn() -> bool) -> anyhow::Result<Summary> {
    let start = std::time::Instant::now();
    let mut store = Store::open(&setting.index)?;
    let questions = questions(setting, &store)?;
    let mut summary = Summary { tracked: questions.len(), ..Summary::default() };
    if questions.is_empty() || store.seq()? == 0 {
        return Ok(summary);
    }
    let opened = ask::open(setting)?;
    let mut round = Round { setting, archive: opened.archive(), force, arrived: Arrivals::new() };
    let mut progress =
        Progress::start("asking tracked questions", Some(questions.len() as u64), setting.quiet);
    for question in &questions {
        if stop() {
            break;
        }
        match round.see_to(question, &mut store) {
            Ok(Some(seen)) => summary.count(question, &seen),
            // Stopped in the middle: what was there before still stands.
            Ok(None) => break,
            // What fails one question may do so every time; what the store cannot do, it can for none: the disk is full, say.
            Err(error) if error.chain().any(|cause| cause.is::<StoreError>()) => return Err(error),
            Err(error) => {
                progress.warn(&format!("question `{}`: {}", question.name, with_causes(&error)));
                summary.failed += 1;
            }
        }
        progress.advance(1);
    }
    progress.finish();
    summary.seconds = start.elapsed().as_secs_f64();
    Ok(summary)
}

/// The first answer of a question.
pub fn first_answer(setting: &Setting, question: &Question) -> anyhow::Result<Answered> {
    let opened = ask::open(setting)?;
    let round = Round { setting, archive: opened.archive(), force: false, arrived: Arrivals::new() };
    let model = round.model(question)?;
    let answered = round.answer(question, model, Beside::default(), setting.now)?;
    answered.ok_or_else(|| anyhow::anyhow!("interrupted; the question is not tracked"))
}

/// What became of a question.
struct Seen {
    why: Option<Why>,
    outcome: Outcome,
    changes: Option<String>,
}

impl Summary {
    fn count(&mut self, question: &Question, seen: &Seen) {
        match seen.why {
            Some(why) => {
                self.asked += 1;
                *self.reasons.entry(why).or_default() += 1;
            }
            None => self.unaffected += 1,
        }
        self.not_enough_evidence += usize::from(seen.outcome == Outcome::NotEnoughEvidence);
        if let Some(changes) = &seen.changes {
            self.changed += 1;
            self.changes.insert(question.name.clone(), changes.clone());
        }
    }
}

/// One look at all questions.
struct Round<'a> {
    setting: &'a Setting,
    archive: Archive<'a, TantivyIndex>,
    force: bool,
    arrived: Arrivals,
}

/// What is there already when a question is asked.
#[derive(Default)]
struct Beside {
    before: Option<SavedAnswer>,
    found: Option<Retrieval>,
}

impl Round<'_> {
    fn see_to(&mut self, question: &Question, store: &mut Store) -> anyhow::Result<Option<Seen>> {
        let last = store.last_answer(&question.name)?;
        let now = self.time(question, last.as_ref());
        let model = self.model(question)?;
        let due = match &last {
            None => Due::Ask(Why::New),
            Some(last) => {
                let look = Look { question, last, now, force: self.force, by_model: model.is_some() };
                look.due(&self.archive, &mut self.arrived)?
            }
        };
        let (why, past, found) = match due {
            Due::Ask(why) => (Some(why), None, None),
            Due::Try(why, past, found) => (Some(why), Some(past), found.map(|found| *found)),
            Due::Holds => (None, None, None),
        };
        if let (None, Some(last)) = (why, &last) {
            let outcome = self.confirm(last, now, store)?;
            return Ok(Some(Seen { why, outcome, changes: None }));
        }
        let before = last.filter(|_| why != Some(Why::Reworded));
        let Some(answered) = self.answer(question, model, Beside { before: before.clone(), found }, now)?
        else {
            return Ok(None);
        };
        if let (Some(past), Some(last)) = (&past, &before)
            && !answered.is_another_than(past)
        {
            let outcome = self.confirm(last, now, store)?;
            return Ok(Some(Seen { why, outcome, changes: None }));
        }
        let outcome = answered.report.outcome();
        let changes = (answered.changed > 0).then(|| answered.told.clone());
        answered.keep(store)?;
        Ok(Some(Seen { why, outcome, changes }))
    }

    /// The model that composes the answers to a question, if one does.
    fn model(&self, question: &Question) -> anyhow::Result<Option<Model>> {
        let (config, quiet) = (&self.setting.config.llm, self.setting.quiet);
        Model::chosen(question.composer, config, &ModelOptions::default(), quiet)
    }

    /// A clock that was put back makes nothing undone: a question is asked as of its last answer then.
    fn time(&self, question: &Question, last: Option<&SavedAnswer>) -> Timestamp {
        let now = self.setting.now;
        match last {
            Some(last) if last.checked > now => {
                tell::warn(&format!(
                    "the clock reads {now:.0}, before the last answer to `{}`; it is asked as of {:.0}",
                    question.name, last.checked
                ));
                last.checked
            }
            _ => now,
        }
    }

    /// The answer still holds: what it was looked for in is brought up to date.
    fn confirm(&self, last: &SavedAnswer, now: Timestamp, store: &mut Store) -> anyhow::Result<Outcome> {
        let looked_in = looks_in(&Scope::at(now), &self.archive)?;
        let checked_on = now.strftime("%Y-%m-%d").to_string();
        let report = report(last, store)?.checked_again(checked_on, &looked_in);
        let json = render::json(&report);
        store.batch(|batch| batch.confirm_answer(last.id, &json, now, looked_in.generation))?;
        Ok(report.outcome())
    }

    /// Answers a question, and says what differs from the answer before. Nothing if the reader stopped that.
    fn answer(
        &self,
        question: &Question,
        model: Option<Model>,
        beside: Beside,
        now: Timestamp,
    ) -> anyhow::Result<Option<Answered>> {
        let store = self.archive.store;
        let scope = Scope::at(now);
        let asked = Asked { text: &question.text, now, scope: &scope };
        let (report, evidence, stopped) = asked.put_to_evidence(&self.archive, model, beside.found)?;
        if stopped {
            return Ok(None);
        }
        let json = render::json(&report);
        let after = Told::parse(&json)?;
        let before = beside.before.and_then(|before| Told::parse(&before.report).ok());
        let changes = changes(before.as_ref(), &after, &sources_now(before.as_ref(), store)?);
        Ok(Some(Answered {
            question: question.clone(),
            asked: now,
            generation: self.archive.index.generation(),
            materials: materials(&after, &evidence, store)?,
            sources: after.sources.len(),
            changed: changes.count(),
            told: summary_line(&changes),
            changes: serde_json::to_string(&changes)?,
            json,
            report,
            after,
            evidence,
        }))
    }
}

/// An answer that is to be kept.
pub struct Answered {
    question: Question,
    asked: Timestamp,
    generation: u64,
    report: Report,
    json: String,
    materials: Vec<Material>,
    sources: usize,
    changes: String,
    changed: usize,
    told: String,
    after: Told,
    evidence: Evidence,
}

impl Answered {
    fn is_another_than(&self, past: &Past) -> bool {
        past.is_over(&self.report, &self.after, &self.evidence)
    }

    /// Keeps it, and says what it is.
    pub fn keep(&self, store: &mut Store) -> Result<String, StoreError> {
        let answer = NewAnswer {
            question: &self.question.name,
            text: &self.question.text,
            asked: self.asked,
            generation: self.generation,
            report: &self.json,
            changes: &self.changes,
            changed: self.changed,
            materials: &self.materials,
        };
        store.batch(|batch| batch.put_answer(&answer))?;
        Ok(match self.report.outcome() {
            Outcome::Answered => {
                format!("answered from {}", super::super::status::counted(self.sources as u64, "source"))
            }
            Outcome::NotEnoughEvidence => "not enough evidence yet".to_owned(),
        })
    }
}

/// What an answer was made from.
fn materials(told: &Told, evidence: &Evidence, store: &Store) -> Result<Vec<Material>, StoreError> {
    let mut materials = Vec::new();
    for source in evidence.sources() {
        let (id, url) = (source.revision.id(), source.revision.article().url.to_string());
        let cited = told.sources.iter().any(|known| known.url == url && known.revision == id.number);
        let hash = store.content_hash(id)?.unwrap_or_default();
        let also_in = source.also_in.iter().map(|copy| copy.url.to_string()).collect();
        materials.push(Material { revision: id, url, hash, cited, also_in });
    }
    Ok(materials)
}

/// How the articles stand today that an answer cites.
pub fn sources_now(told: Option<&Told>, store: &Store) -> Result<BTreeMap<String, SourceNow>, StoreError> {
    let mut now = BTreeMap::new();
    for source in told.into_iter().flat_map(|told| &told.sources) {
        let Ok(url) = CanonicalUrl::parse(&source.url) else { continue };
        let standing = match store.history(&url)?.last() {
            Some(newest) => SourceNow {
                text: newest.text().to_owned(),
                withdrawn: store.standing(newest.id().article)?.is_some_and(|s| s.withdrawn.is_some()),
            },
            None => SourceNow { text: String::new(), withdrawn: true },
        };
        now.insert(source.url.clone(), standing);
    }
    Ok(now)
}

impl std::fmt::Display for Summary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { tracked, asked, unaffected, changed, .. } = self;
        writeln!(
            f,
            "{tracked} tracked question{}: {asked} asked again, {unaffected} unaffected, {changed} changed",
            if *tracked == 1 { "" } else { "s" }
        )?;
        for (name, what) in self.changes.iter().take(LISTED) {
            writeln!(f, "  {name}: {what}")?;
        }
        if self.changes.len() > LISTED {
            writeln!(f, "  … and {} more", self.changes.len() - LISTED)?;
        }
        if self.not_enough_evidence > 0 {
            writeln!(f, "  {} without enough evidence", self.not_enough_evidence)?;
        }
        if self.failed > 0 {
            writeln!(f, "  {} could not be asked", self.failed)?;
        }
        Ok(())
    }
}

/// Changed answers that the summary names, so that it stays on one screen.
const LISTED: usize = 15;
