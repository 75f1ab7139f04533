//! Which tracked questions are asked again: those whose answers what came since could change.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use serde::Serialize;

use super::Question;
use crate::answer::{
    Archive, Arrived, Evidence, Kept, Level, Report, Retrieval, STALE_DAYS, Since, arrivals, means_other_days,
};
use crate::index::TantivyIndex;
use crate::living::{self, Told};
use crate::store::{Material, SavedAnswer, Scope, Store, StoreError};

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
    /// New passages bear on it as much as some that it was answered from, or speak against them.
    NewPassages,
    /// A report that it rests on has grown old, or its words mean other days by now.
    GrownOld,
    /// What was kept of it cannot be read.
    Unreadable,
}

/// What is to be done about a question.
pub enum Due {
    /// Its answer holds.
    Holds,
    Ask(Why),
    /// What is answered counts only if something that came since has a part in it.
    Try(Why, Box<Past>, Option<Box<Retrieval>>),
}

/// What is known of the last answer.
pub struct Past {
    told: Told,
    new: Arc<Arrived>,
    kept: Vec<Kept>,
    by_model: bool,
}

impl Past {
    fn since(&self) -> Since<'_> {
        let was_answered = self.told.outcome == living::Outcome::Answered;
        Since { new: &self.new, kept: &self.kept, was_answered, by_model: self.by_model }
    }

    /// Whether a report made anew is another answer: something that came has a part in it, or another program made it.
    /// All else is drift; and what a model was to write is not put aside because it cannot be reached.
    pub fn is_over(&self, report: &Report, after: &Told, evidence: &Evidence) -> bool {
        let (was, is) = (&self.told.provenance, &after.provenance);
        let fell_back = self.by_model && is.model.is_none();
        self.since().has_a_part(report, evidence) || (was != is && !fell_back)
    }
}

/// What came since each place in the order of storing.
pub type Arrivals = HashMap<u64, Arc<Arrived>>;

/// A look at a question, and how it is looked at.
pub struct Look<'a> {
    pub question: &'a Question,
    pub last: &'a SavedAnswer,
    pub now: Timestamp,
    pub force: bool,
    /// A model would be asked.
    pub by_model: bool,
}

impl Look<'_> {
    /// What is to be done about the question.
    pub fn due(&self, archive: &Archive<'_, TantivyIndex>, arrived: &mut Arrivals) -> anyhow::Result<Due> {
        let Self { question, last, now, .. } = *self;
        let store = archive.store;
        if last.text != question.text {
            return Ok(Due::Ask(Why::Reworded));
        }
        let Ok(told) = Told::parse(&last.report) else { return Ok(Due::Ask(Why::Unreadable)) };
        let materials = store.materials(last.id)?;
        if changed(&materials, store)? {
            return Ok(Due::Ask(Why::SourceChanged));
        }
        let scope = Scope::at(now);
        if grows_old(&told, last.checked, now)
            || means_other_days(&question.text, (last.checked, now), &scope, archive)?
        {
            return Ok(Due::Ask(Why::GrownOld));
        }
        let new = match arrived.get(&last.generation) {
            Some(new) => Arc::clone(new),
            None => Arc::new(store.newer_than(last.generation)?.into_iter().collect()),
        };
        arrived.entry(last.generation).or_insert_with(|| Arc::clone(&new));
        let past = Past { kept: kept(materials, &told), told, new, by_model: self.by_model };
        if self.force {
            return Ok(Due::Try(Why::Forced, Box::new(past), None));
        }
        // Nothing is waited for: no model is asked.
        let since = past.since();
        let found = arrivals(&question.text, now, &scope, archive, &since);
        let found = futures::executor::block_on(found)?;
        Ok(match found {
            Some(found) => Due::Try(Why::NewPassages, Box::new(past), Some(Box::new(found))),
            None => Due::Holds,
        })
    }
}

/// What an answer cites, and which bytes of it.
fn kept(materials: Vec<Material>, told: &Told) -> Vec<Kept> {
    let cited = materials.into_iter().filter(|material| material.cited);
    cited
        .map(|Material { revision, url, .. }| {
            let cited = told.ranges(&url, revision.number);
            Kept { revision, cited }
        })
        .collect()
}

/// Whether a text that an answer cites is gone, or has another state now.
fn changed(materials: &[Material], store: &Store) -> Result<bool, StoreError> {
    for material in materials.iter().filter(|material| material.cited) {
        let standing = store.standing(material.revision.article)?;
        if standing.is_none_or(|s| s.withdrawn.is_some() || s.newest != material.revision.number) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What is established as how things stand is so no longer once its newest report is old: whether that has come to pass.
fn grows_old(told: &Told, checked: Timestamp, now: Timestamp) -> bool {
    let day = |at: Timestamp| Offset::UTC.to_datetime(at).date();
    let is_old = |published: Date, on: Date| published.until(on).is_ok_and(|age| age.get_days() > STALE_DAYS);
    let established = told.statements();
    let established = established.iter().filter(|one| one.claim.hedge.level == Level::Established);
    let newest = established.filter_map(|one| {
        let published = one.places.iter().filter_map(|place| place.source.published.as_deref());
        published.filter_map(|time| time.get(..10)?.parse::<Date>().ok()).max()
    });
    newest.into_iter().any(|newest| is_old(newest, day(now)) && !is_old(newest, day(checked)))
}
