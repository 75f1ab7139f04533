//! From a question to a report: retrieve, compose, ground, hedge, assemble.
//!
//! Each step is one function; read them in the order of [`answer`].

mod amended;
mod archive;
mod around;
mod arrivals;
mod asked;
mod claim;
mod compose;
mod conflict;
mod contested;
mod copies;
mod evidence;
mod focus;
mod fragment;
mod fuse;
mod gather;
mod ground;
mod heading;
mod hedge;
mod judge;
mod language;
mod leaning;
mod matrix;
mod numbering;
mod premise;
mod prompt;
mod question;
mod rank;
mod relay;
pub mod render;
mod report;
mod retrieval;
mod retrieve;
mod saved;
mod standing;
mod strict;
mod synonyms;
mod themes;
mod weights;
mod witness;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use jiff::Timestamp;

pub use archive::Archive;
pub use arrivals::{Arrived, Kept, Since, arrivals, looks_in, means_other_days};
pub use claim::{Claim, ClaimId};
pub use compose::{
    Author, Composer, Conclusion, Draft, DraftClaim, DraftSection, Extractive, Fused, LlmComposer, ModelUse,
    Plan, Planned, Step, Stop,
};
pub use compose::{absolute_dates, readings};
pub use evidence::{Citation, CiteError, Copy, Evidence, LookedIn, Sentence, SentenceId, Source};
pub use ground::check;
pub use hedge::strength::strength;
pub use hedge::{
    Finding, FindingKind, Hedge, Level, Rewording, STALE_DAYS, Speaker, Standing, lint, reword, speaker,
    terms, unworded,
};
pub use judge::{Opinion, SecondJudge, combined};
pub use prompt::{PromptError, Prompts};
pub use question::{Correction, DateRange, Form, LONGEST_QUESTION, Question, QuestionError, QuestionTerm};
pub use quote::quoted_spans;
pub use rank::{Ranked, Signals, rank};
pub use report::{
    Alarm, Basis, ClaimNote, CoverageNote, Gap, Interpreted, Outcome, Provenance, Reason, Rejected, Report,
    SCHEMA, Section, SectionKind, Support, Verdict,
};
pub use retrieval::Retrieval;
pub use retrieve::{RetrieveError, filter, retrieve};
pub use saved::SavedError;

use crate::ground::{facts, quote};
use crate::index::SearchBackend;
use crate::llm::LlmError;
use crate::store::{Scope, Store};
use amended::{Amendment, amendments};
use contested::{Contested, contested};
use fuse::Summed;
use report::{ClaimedSection, CorrectionNote, Parts};
use retrieval::{Drafted, read};
use themes::{Matter, coverage_statement};

/// Where quoted words stand in a text, whatever the typography.
pub fn find_quote(text: &str, words: &str) -> Option<std::ops::Range<usize>> {
    quote::find(text, words).map(|(range, _)| range)
}

/// What a support's alarms are about, or that words are missing.
pub fn alarms_in_words(support: &Support) -> String {
    match support.alarms.as_slice() {
        [] => "other words".to_owned(),
        alarms => alarms.iter().map(|alarm| alarm.as_str()).collect::<Vec<_>>().join(", "),
    }
}

/// The best passage must speak of this share of the question, by weight of its words, for an answer to be
/// tried at all. Chosen by hand; to be fitted on questions with and without an answer.
const ENOUGH: f64 = 0.55;
/// … and of this share for the nearest passages to be shown.
const NEAREST: f64 = 0.3;
/// Follow-up questions in every report.
const FOLLOW_UPS: usize = 3;

/// Why a question could not be answered at all. Too little evidence is not among them: that is a report.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    #[error(transparent)]
    Question(#[from] QuestionError),
    #[error(transparent)]
    Retrieve(#[from] RetrieveError),
    /// The reader wants the model and nothing else, and its settings are wrong.
    #[error(transparent)]
    Model(#[from] LlmError),
}

/// Answers a question from everything inside `scope`. Same store, question, time, scope and composer: same
/// report outside `provenance`, unless a model worded it.
pub async fn answer(
    text: &str,
    now: Timestamp,
    scope: &Scope,
    archive: &Archive<'_, impl SearchBackend>,
    composer: &impl Composer,
) -> Result<Report, AnswerError> {
    Ok(answer_from(text, now, scope, archive, composer).await?.0)
}

/// Likewise, with the evidence that the report was made from.
pub async fn answer_from(
    text: &str,
    now: Timestamp,
    scope: &Scope,
    archive: &Archive<'_, impl SearchBackend>,
    composer: &impl Composer,
) -> Result<(Report, Evidence), AnswerError> {
    let mut clock = Stages::start();
    let question = read(text, now, scope, archive)?;
    clock.lap("interpret");
    let found = retrieve(&question, scope, archive)?;
    answer_retrieved(Retrieval::new(found, question, now, clock), archive, composer).await
}

/// Likewise, from what was found already.
pub async fn answer_retrieved(
    mut retrieval: Retrieval,
    archive: &Archive<'_, impl SearchBackend>,
    composer: &impl Composer,
) -> Result<(Report, Evidence), AnswerError> {
    let drafted = match retrieval.drafted.take() {
        Some(drafted) => drafted,
        None => retrieval.draft(archive, composer).await?,
    };
    let (
        Drafted { draft, premise, answerable },
        Retrieval { question, evidence, mut rejected, now, mut clock, .. },
    ) = (drafted, retrieval);
    let mut notices = draft.notices.clone();
    let grounded = ground::ground(draft, &evidence);
    rejected.extend(grounded.rejected);
    clock.lap("ground");
    let outcome = outcome(answerable, &grounded.sections);
    let concluded = concluded(composer, &question, (&grounded.sections, outcome), &evidence).await;
    notices.extend(concluded.notices);
    rejected.extend(concluded.rejected);
    clock.lap("conclude");
    let matter = Matter {
        question: &question,
        grounded: &grounded.sections,
        summed: &concluded.summed,
        outcome,
        premise: &premise,
        evidence: &evidence,
    };
    let sections = matter.themes();
    let (contested, amendments) = beside(&sections, &evidence, archive.store)?;
    let provenance = provenance(composer, [grounded.by_model, grounded.by_program], clock.seconds, &evidence);
    let parts = Parts {
        question: question.text().to_owned(),
        interpreted: interpreted(&question),
        checked_on: now.strftime("%Y-%m-%d").to_string(),
        outcome,
        coverage_statement: coverage_statement(&evidence.looked_in().coverage),
        sections,
        contested,
        amendments,
        follow_ups: concluded.follow_ups,
        rejected,
        notices,
        provenance,
    };
    Ok((Report::assemble(parts, &evidence), evidence))
}

fn outcome(answerable: bool, sections: &[(SectionKind, Vec<Claim>)]) -> Outcome {
    match answerable && sections.iter().any(|(_, claims)| !claims.is_empty()) {
        true => Outcome::Answered,
        false => Outcome::NotEnoughEvidence,
    }
}

/// What sources say differently on what the sections tell, and what became of the sources.
fn beside(
    sections: &[ClaimedSection],
    evidence: &Evidence,
    store: &Store,
) -> Result<(Vec<Contested>, Vec<Amendment>), RetrieveError> {
    let contested = contested(evidence, &cited_sentences(sections));
    let amended = amendments(evidence, &cited_sources(sections, &contested), store)?;
    Ok((contested, amended))
}

/// What is said about the claims that hold.
struct Concluded<'a> {
    summed: Vec<Summed<'a>>,
    follow_ups: Vec<String>,
    notices: Vec<String>,
    rejected: Vec<Rejected>,
}

/// Has the composer sum up, and keeps what its claims bear out.
async fn concluded<'a>(
    composer: &impl Composer,
    question: &Question,
    (sections, outcome): (&'a [(SectionKind, Vec<Claim>)], Outcome),
    evidence: &Evidence,
) -> Concluded<'a> {
    let claims: Vec<&Claim> = sections.iter().flat_map(|(_, claims)| claims).collect();
    let conclusion = match outcome {
        Outcome::Answered => composer.conclude(question, &claims).await,
        Outcome::NotEnoughEvidence => Conclusion::default(),
    };
    let (summed, rejected) = fuse::fuse(conclusion.summary, &claims, evidence);
    let mut follow_ups = fuse::follow_ups(conclusion.follow_ups, question, &claims);
    follow_ups.extend(compose::follow_ups(question, sections, evidence));
    follow_ups.truncate(FOLLOW_UPS);
    Concluded { summed, follow_ups, notices: conclusion.notices, rejected }
}

fn cited_sentences(sections: &[ClaimedSection]) -> BTreeSet<SentenceId> {
    sections.iter().flat_map(|section| &section.claims).flat_map(Claim::sentences).collect()
}

fn cited_sources(sections: &[ClaimedSection], contested: &[Contested]) -> BTreeSet<usize> {
    let claims = sections.iter().flat_map(|section| &section.claims).flat_map(Claim::citations);
    let positions = contested.iter().flat_map(|one| &one.positions).flat_map(|stand| &stand.citations);
    claims.chain(positions).map(Citation::source).collect()
}

fn interpreted(question: &Question) -> Interpreted {
    let note = |c: &Correction| CorrectionNote { from: c.from.clone(), to: c.to.clone() };
    Interpreted {
        text: question.interpreted().to_owned(),
        corrections: question.corrections().iter().map(note).collect(),
    }
}

fn provenance(
    composer: &impl Composer,
    [by_model, by_program]: [usize; 2],
    seconds: BTreeMap<String, f64>,
    evidence: &Evidence,
) -> Provenance {
    let used = composer.used();
    Provenance {
        caveat: env!("CARGO_PKG_VERSION").into(),
        composer: if used.as_ref().is_some_and(|used| used.wrote) { composer.name() } else { "extractive" }
            .into(),
        model: used.as_ref().map(|used| used.model.clone()),
        prompt_sha256: used.as_ref().map(|used| used.prompt_sha256.clone()),
        index_generation: evidence.looked_in().generation,
        tokens: used.as_ref().map(|used| used.tokens.clone()).unwrap_or_default(),
        cost: used.as_ref().and_then(|used| used.cost),
        drafted: used.map(|used| used.claims).unwrap_or_default(),
        claims: BTreeMap::from([("model".to_owned(), by_model), ("program".to_owned(), by_program)]),
        seconds,
    }
}

/// Wall time by stage, for the provenance.
struct Stages {
    last: Instant,
    seconds: BTreeMap<String, f64>,
}

impl Stages {
    fn start() -> Self {
        Self { last: Instant::now(), seconds: BTreeMap::new() }
    }

    fn lap(&mut self, stage: &str) {
        let now = Instant::now();
        self.seconds.insert(stage.to_owned(), (now - self.last).as_secs_f64());
        self.last = now;
    }
}

#[cfg(test)]
mod tests;
