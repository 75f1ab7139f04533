//! Whether what came since a question was answered has a part in its answer.
//!
//! Every article that comes moves the statistics of the index, and with them the scores of all passages a little: of two
//! sentences that are as good as each other, now one is told and now the other. That is no news. An answer is another one
//! if something that was not there before has a part in it: as a source, as a copy of one, or by speaking against one.

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

use jiff::Timestamp;
use jiff::tz::Offset;

use super::archive::Archive;
use super::compose::Extractive;
use super::conflict::Relation;
use super::contested::Found;
use super::evidence::{Evidence, LookedIn, Sentence, SentenceId, Source};
use super::rank::gathers;
use super::report::{Outcome, Report};
use super::retrieval::{Drafted, Retrieval, read};
use super::retrieve::{RetrieveError, choose};
use super::{AnswerError, Stages};
use crate::index::SearchBackend;
use crate::index::analysis::terms;
use crate::news::RevisionId;
use crate::store::Scope;

/// A sentence may bear a told one out if it holds so much of its words. What is cited holds more (see `witness`).
const SAME: f64 = 0.5;

/// What came since an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arrived {
    revisions: HashSet<RevisionId>,
    /// Addresses of their articles: all that is known of copies.
    urls: HashSet<String>,
}

/// A text that an answer was made from.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    pub revision: RevisionId,
    /// Bytes of its text that the answer cites.
    pub cited: Vec<Range<usize>>,
}

/// What is known of an answer that was kept.
#[derive(Clone, Copy)]
pub struct Since<'a> {
    pub new: &'a Arrived,
    /// What it was made from.
    pub kept: &'a [Kept],
    pub was_answered: bool,
    /// Whatever is found may change the answer: a model reads all of it.
    pub by_model: bool,
}

impl Arrived {
    pub fn is_empty(&self) -> bool {
        self.revisions.is_empty()
    }

    /// It is the text of a source, or of a copy of it.
    fn is_in(&self, source: &Source) -> bool {
        self.revisions.contains(&source.revision.id())
            || source.also_in.iter().any(|copy| self.urls.contains(copy.url.as_str()))
    }

    /// It is among what a report names as its sources, or as their copies.
    fn is_named_in(&self, report: &Report) -> bool {
        let copies = report.sources.iter().flat_map(|source| source.also_in.iter().map(|copy| &copy.url));
        report.sources.iter().map(|source| &source.url).chain(copies).any(|url| self.urls.contains(url))
    }
}

impl FromIterator<(RevisionId, String)> for Arrived {
    fn from_iter<T: IntoIterator<Item = (RevisionId, String)>>(all: T) -> Self {
        let (revisions, urls) = all.into_iter().unzip();
        Self { revisions, urls }
    }
}

/// Whether a question means other days now than when it was asked: "yesterday".
pub fn means_other_days(
    text: &str,
    (asked, now): (Timestamp, Timestamp),
    scope: &Scope,
    archive: &Archive<'_, impl SearchBackend>,
) -> Result<bool, AnswerError> {
    let day = |at: Timestamp| Offset::UTC.to_datetime(at).date();
    if day(now) == day(asked) {
        return Ok(false);
    }
    let days = |at| Ok::<_, AnswerError>(read(text, at, scope, archive)?.dates().to_vec());
    let today = days(now)?;
    Ok(!today.is_empty() && today != days(asked)?)
}

/// Looks for a question in today's index: what was found, if some of what came has a part in what would be told. First
/// what is cheap: whether any of it is among the passages that are read at all, then whether any is among the sources.
/// Only then are these read, and an answer drafted from them without a model. Nothing is checked or put together.
pub async fn arrivals(
    text: &str,
    now: Timestamp,
    scope: &Scope,
    archive: &Archive<'_, impl SearchBackend>,
    since: &Since<'_>,
) -> Result<Option<Retrieval>, AnswerError> {
    if since.new.is_empty() {
        return Ok(None);
    }
    let mut clock = Stages::start();
    let question = read(text, now, scope, archive)?;
    clock.lap("interpret");
    let is_new = |revision: RevisionId| since.new.revisions.contains(&revision);
    // Passages that are near in meaning are gathered besides.
    if archive.dense.is_none() && !gathers(&question, scope, archive, is_new)? {
        return Ok(None);
    }
    let choice = choose(&question, scope, archive)?;
    if !choice.sources().any(|source| since.new.is_in(source)) {
        return Ok(None);
    }
    let mut found = Retrieval::new(choice.evidence(&question, archive)?, question, now, clock);
    // A model reads all of it.
    if since.by_model {
        return Ok(Some(found));
    }
    let drafted = found.draft(archive, &Extractive).await?;
    let touched = since.has_a_part_in(&drafted, &found.evidence);
    found.drafted = Some(drafted);
    Ok(touched.then_some(found))
}

impl Since<'_> {
    /// Some of what came is told in a draft, is a copy of what is, bears it out or speaks against it.
    fn has_a_part_in(&self, drafted: &Drafted, evidence: &Evidence) -> bool {
        let mut told = drafted.sentences();
        let mut sources = told.iter().filter_map(|id| evidence.source_of(*id));
        if drafted.answerable != self.was_answered || sources.any(|source| self.new.is_in(source)) {
            return true;
        }
        told.extend(self.cited_in(evidence));
        self.is_at_odds(&told, evidence, true) || self.speaks_of(&told, evidence)
    }

    /// New sentences hold much of what told ones say: they may be further witnesses.
    fn speaks_of(&self, told: &[SentenceId], evidence: &Evidence) -> bool {
        let stems = |id: SentenceId| -> BTreeSet<String> {
            terms(evidence.words(id)).into_iter().map(|term| term.stem).collect()
        };
        let told: Vec<BTreeSet<String>> = told.iter().map(|id| stems(*id)).collect();
        let new = evidence.sentences().map(|(id, _)| id).filter(|id| self.is_new(*id, evidence));
        let holds = |own: &BTreeSet<String>, told: &BTreeSet<String>| {
            !told.is_empty() && told.intersection(own).count() as f64 >= SAME * told.len() as f64
        };
        new.map(stems).any(|own| told.iter().any(|told| holds(&own, told)))
    }

    /// Whether new sentences contradict told ones or have taken their place; or agree with them, if that is asked for.
    fn is_at_odds(&self, told: &[SentenceId], evidence: &Evidence, or_agrees: bool) -> bool {
        let of_interest = |found: &&Found| or_agrees || found.relation != Relation::Agreement;
        evidence.matters().iter().filter(of_interest).any(|found| {
            let all = || found.positions.iter().flat_map(|position| &position.sentences);
            all().any(|id| self.is_new(*id, evidence)) && all().any(|id| told.contains(id))
        })
    }

    /// What came has a part in a report that was made anew, or speaks against the one that was there.
    pub fn has_a_part(&self, report: &Report, evidence: &Evidence) -> bool {
        let turns = (report.outcome() == Outcome::Answered) != self.was_answered;
        turns && evidence.sources().iter().any(|source| self.new.is_in(source))
            || self.new.is_named_in(report)
            || self.is_at_odds(&self.cited_in(evidence), evidence, false)
    }

    fn is_new(&self, id: SentenceId, evidence: &Evidence) -> bool {
        evidence.source_of(id).is_some_and(|source| self.new.revisions.contains(&source.revision.id()))
    }

    /// The sentences that the answer before cites, as far as they are found again.
    fn cited_in(&self, evidence: &Evidence) -> Vec<SentenceId> {
        let cites = |(id, sentence): &(SentenceId, &Sentence)| {
            let revision = evidence.source_of(*id).map(|source| source.revision.id());
            let (start, end) = (sentence.range.start(), sentence.range.end());
            let kept = self.kept.iter().filter(|kept| Some(kept.revision) == revision);
            kept.flat_map(|kept| &kept.cited).any(|range| range.start < end && start < range.end)
        };
        evidence.sentences().filter(cites).map(|(id, _)| id).collect()
    }
}

/// What a question would be looked for in now.
pub fn looks_in(scope: &Scope, archive: &Archive<'_, impl SearchBackend>) -> Result<LookedIn, RetrieveError> {
    let Archive { store, index, .. } = archive;
    Ok(LookedIn {
        scope: scope.clone(),
        coverage: store.coverage(scope, index.generation())?,
        last_refresh: store.last_refresh()?,
        considered: 0,
        generation: index.generation(),
        best_share: 0.0,
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{archive, take_in};
    use super::*;
    use crate::answer::answer_from;

    const FIRE: &[(&str, &str, &str)] = &[
        (
            "Northgate Wire",
            "Fire in the granary of Lume",
            "A fire in the granary of Lume killed nine workers, the harbour office of Lume said.\n\n\
             The granary of Lume had been built for the grain of three provinces.",
        ),
        (
            "Vellmar Courier",
            "Granary of Lume burnt down",
            "The granary of Lume burnt down in a night, and the fire could be seen from the ferry to Sorvan.\n\n\
             Sixty firemen from four towns came to Lume.",
        ),
    ];
    const QUESTION: &str = "How many workers did the fire in the granary of Lume kill?";

    /// Whether an article that comes has a part in the answer: before it is made anew, and once it is.
    #[track_caller]
    fn check(came: &[(&str, &str, &str)], expected: bool) {
        let (_directory, mut store, mut index, now) = archive(FIRE);
        let scope = Scope::at(now);
        let answered = |store: &_, index: &_| {
            let (archive, scope) = (Archive::by_words(store, index), Scope::at(now));
            let answered = answer_from(QUESTION, now, &scope, &archive, &Extractive);
            futures::executor::block_on(answered).unwrap()
        };
        let (before, evidence) = answered(&store, &index);
        let kept = kept(&before, &evidence);
        let seq = store.seq().unwrap();
        take_in(came, now, &mut store, &mut index);
        let new = store.newer_than(seq).unwrap().into_iter().collect();
        let since = Since { new: &new, kept: &kept, was_answered: true, by_model: false };
        let archive = Archive::by_words(&store, &index);
        let found = futures::executor::block_on(arrivals(QUESTION, now, &scope, &archive, &since)).unwrap();
        let (after, evidence) = answered(&store, &index);
        assert_eq!(
            (found.is_some(), since.has_a_part(&after, &evidence)),
            (expected, expected),
            "{after:#?}"
        );
    }

    /// What a report cites.
    fn kept(report: &Report, evidence: &Evidence) -> Vec<Kept> {
        let of = |source: &Source| {
            let n = report.sources.iter().find(|s| s.url == source.revision.article().url.as_str())?.n;
            let citations = report.sections.iter().flat_map(|s| &s.claims).flat_map(|claim| &claim.citations);
            let cited = citations.filter(|c| c.source == n).map(|c| c.start..c.end).collect();
            Some(Kept { revision: source.revision.id(), cited })
        };
        evidence.sources().iter().filter_map(of).collect()
    }

    #[test]
    fn what_is_told_or_contradicts_has_a_part() {
        let told =
            "The fire in the granary of Lume killed nine workers and a night watchman, their union said.";
        check(&[("Harbour Post", "Union mourns", told)], true);
        let other = "The fire in the granary of Lume killed 14 workers, the fire brigade of Lume said.";
        check(&[("Harbour Post", "Fire brigade gives a count", other)], true);
    }

    #[test]
    fn so_does_a_copy() {
        let (_, title, text) = FIRE[0];
        check(&[("Meridian Review", title, text)], true);
    }

    #[test]
    fn what_only_shares_words_has_none() {
        check(&[("Sorvan Herald", "Good year", "Growers in Sorvan brought in more plums than ever.")], false);
        let moving = "Workers of the granary in Calder want to be paid by the hour.";
        let many: Vec<(&str, &str, &str)> = ["A", "B", "C", "D"].map(|outlet| (outlet, "Pay", moving)).into();
        check(&many, false);
    }
}
