//! Asking tracked questions again: only those whose answers what is new could change.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use serde::Serialize;

use super::{Question, questions, report};
use crate::answer::{
    Archive, Arrivals, Evidence, Kept, Outcome, Report, STALE_DAYS, Since, arrivals, looks_in, render,
};
use crate::cli::ModelOptions;
use crate::commands::ask::{self, Asked};
use crate::commands::model::Model;
use crate::commands::progress::Progress;
use crate::commands::{Setting, tell, with_causes};
use crate::index::{SearchBackend, TantivyIndex};
use crate::living::{self, SourceNow, Told, changes, summary_line};
use crate::news::{CanonicalUrl, RevisionId};
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

/// Why a question is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// It has no answer yet.
    New,
    /// Its words are others than those that were answered.
    Reworded,
    /// Somebody wants it.
    Forced,
    /// A cited article was changed or taken off its site.
    SourceChanged,
    /// New passages bear on it more than some that it was answered from.
    NewPassages,
    /// A report that it rests on has grown old.
    GrownOld,
    /// What was kept of it cannot be read.
    Unreadable,
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
    let mut round = Round { setting, archive: opened.archive(), force, new: HashMap::new() };
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
    let round = Round { setting, archive: opened.archive(), force: false, new: HashMap::new() };
    let answered = round.answer(question, None, setting.now)?;
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
    /// The revisions that came after each place in the order of storing.
    new: HashMap<u64, HashSet<RevisionId>>,
}

impl Round<'_> {
    fn see_to(&mut self, question: &Question, store: &mut Store) -> anyhow::Result<Option<Seen>> {
        let last = store.last_answer(&question.name)?;
        let now = self.time(question, last.as_ref());
        let why = match &last {
            None => Some(Why::New),
            Some(last) => self.why(question, last, now)?,
        };
        if let (None, Some(last)) = (why, &last) {
            let outcome = self.confirm(last, now, store)?;
            return Ok(Some(Seen { why, outcome, changes: None }));
        }
        let before = last.filter(|_| why != Some(Why::Reworded));
        let Some(answered) = self.answer(question, before.as_ref(), now)? else { return Ok(None) };
        let outcome = answered.report.outcome();
        let changes = (answered.changed > 0).then(|| answered.told.clone());
        answered.keep(store)?;
        Ok(Some(Seen { why, outcome, changes }))
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

    /// Why a question has to be asked again; nothing if its answer still holds.
    fn why(
        &mut self,
        question: &Question,
        last: &SavedAnswer,
        now: Timestamp,
    ) -> anyhow::Result<Option<Why>> {
        if last.text != question.text {
            return Ok(Some(Why::Reworded));
        }
        if self.force {
            return Ok(Some(Why::Forced));
        }
        let store = self.archive.store;
        let Ok(told) = Told::parse(&last.report) else { return Ok(Some(Why::Unreadable)) };
        let materials = store.materials(last.id)?;
        if changed(&materials, store)? {
            return Ok(Some(Why::SourceChanged));
        }
        if grows_old(&told, last.checked, now) {
            return Ok(Some(Why::GrownOld));
        }
        let new = match self.new.get(&last.generation) {
            Some(new) => new,
            None => self.new.entry(last.generation).or_insert(store.newer_than(last.generation)?),
        };
        let kept = kept(materials, &told, store)?;
        let since = Since {
            asked: last.asked,
            new,
            kept: &kept,
            was_answered: told.outcome == living::Outcome::Answered,
            strictly: told.provenance.composer == "llm",
        };
        Ok(match arrivals(&question.text, now, &Scope::at(now), &self.archive, &since)? {
            Arrivals::Enter => Some(Why::NewPassages),
            Arrivals::Outranked => None,
        })
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
        before: Option<&SavedAnswer>,
        now: Timestamp,
    ) -> anyhow::Result<Option<Answered>> {
        let (setting, store) = (self.setting, self.archive.store);
        let scope = Scope::at(now);
        let model =
            Model::chosen(question.composer, &setting.config.llm, &ModelOptions::default(), setting.quiet)?;
        let asked = Asked { text: &question.text, now, scope: &scope };
        let (report, evidence, stopped) = asked.put_to_evidence(&self.archive, model)?;
        if stopped {
            return Ok(None);
        }
        let json = render::json(&report);
        let after = Told::parse(&json)?;
        let before = before.and_then(|before| Told::parse(&before.report).ok());
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
}

impl Answered {
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

/// What an answer was made from, and which bytes of it the answer cites.
fn kept(materials: Vec<Material>, told: &Told, store: &Store) -> Result<Vec<Kept>, StoreError> {
    let mut all = Vec::with_capacity(materials.len());
    for Material { revision, also_in, cited, bearings, .. } in materials {
        let url = if cited { store.revision(revision)?.map(|r| r.article().url.to_string()) } else { None };
        let ranges = url.map(|url| told.ranges(&url, revision.number)).unwrap_or_default();
        let bearings = serde_json::from_str(&bearings).unwrap_or_default();
        all.push(Kept { revision, also_in, cited: ranges, bearings });
    }
    Ok(all)
}

/// Whether a text that an answer was made from is gone, or one that it cites has another state now.
fn changed(materials: &[Material], store: &Store) -> Result<bool, StoreError> {
    for material in materials {
        let changed = match store.standing(material.revision.article)? {
            Some(standing) => {
                let revised = material.cited && standing.newest != material.revision.number;
                standing.withdrawn.is_some() || revised
            }
            None => true,
        };
        if changed {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A report of how things stand counts less once it is old: whether one that is cited has become so since.
fn grows_old(told: &Told, checked: Timestamp, now: Timestamp) -> bool {
    let day = |at: Timestamp| Offset::UTC.to_datetime(at).date();
    let published = |source: &living::ToldSource| {
        source.published.as_deref().and_then(|time| time.get(..10)?.parse::<Date>().ok())
    };
    let is_old = |published: Date, on: Date| published.until(on).is_ok_and(|age| age.get_days() > STALE_DAYS);
    told.sources
        .iter()
        .filter_map(published)
        .any(|published| is_old(published, day(now)) && !is_old(published, day(checked)))
}

/// What an answer was made from.
fn materials(told: &Told, evidence: &Evidence, store: &Store) -> Result<Vec<Material>, StoreError> {
    let mut materials = Vec::new();
    for (place, source) in evidence.sources().iter().enumerate() {
        let (id, url) = (source.revision.id(), source.revision.article().url.as_str());
        let cited = told.sources.iter().any(|known| known.url == url && known.revision == id.number);
        let hash = store.content_hash(id)?.unwrap_or_default();
        let Kept { also_in, bearings, .. } = Kept::with_bearings(evidence, place, source);
        let bearings = serde_json::to_string(&bearings).unwrap_or_default();
        materials.push(Material { revision: id, hash, cited, also_in, bearings });
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
