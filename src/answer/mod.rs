//! From a question to a report: retrieve, compose, ground, hedge, assemble.
//!
//! Each step is one function; read them in the order of [`answer`].

mod archive;
mod asked;
mod claim;
mod compose;
mod copies;
mod evidence;
mod focus;
mod ground;
mod hedge;
mod judge;
mod language;
mod premise;
mod prompt;
mod question;
mod rank;
pub mod render;
mod report;
mod retrieve;
mod synonyms;
mod themes;
mod weights;
mod witness;

use std::collections::BTreeMap;
use std::time::Instant;

use jiff::Timestamp;

pub use archive::Archive;
pub use claim::{Claim, ClaimId};
pub use compose::{
    Author, Composer, Draft, DraftClaim, DraftSection, Extractive, LlmComposer, LlmError, LlmSettings,
    ModelUse,
};
pub use compose::{absolute_dates, resolved};
pub use evidence::{Citation, CiteError, Copy, Evidence, LookedIn, Sentence, SentenceId, Source};
pub use ground::check;
pub use hedge::strength::strength;
pub use hedge::{
    Finding, FindingKind, Hedge, Level, Rewording, Speaker, Standing, lint, reword, speaker, terms, unworded,
};
pub use judge::{Opinion, SecondJudge, combined};
pub use question::{Correction, DateRange, Form, LONGEST_QUESTION, Question, QuestionError, QuestionTerm};
pub use quote::quoted_spans;
pub use rank::{Ranked, Signals, rank};
pub use report::{
    Alarm, Basis, ClaimNote, CoverageNote, Gap, Interpreted, Outcome, Provenance, Reason, Rejected, Report,
    SCHEMA, Section, SectionKind, Support, Verdict,
};
pub use retrieve::{RetrieveError, filter, retrieve};

use crate::ground::{facts, quote};
use crate::index::SearchBackend;
use crate::store::Scope;
use premise::Premise;
use report::{CorrectionNote, Parts};
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
const ENOUGH: f64 = 0.6;
/// … and of this share for the nearest passages to be shown.
const NEAREST: f64 = 0.3;

/// Why a question could not be answered at all. Too little evidence is not among them: that is a report.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    #[error(transparent)]
    Question(#[from] QuestionError),
    #[error(transparent)]
    Retrieve(#[from] RetrieveError),
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
    let Archive { store, index, .. } = archive;
    let mut clock = Stages::start();
    let narrowed = scope.narrows(now).then(|| filter(scope, store)).transpose();
    let question = Question::interpret(text, now, *index, narrowed.map_err(RetrieveError::from)?.as_ref())?;
    clock.lap("interpret");
    let found = retrieve(&question, scope, archive)?;
    let (evidence, mut rejected) = ground::screen(found);
    clock.lap("retrieve");
    let (premise, best) = (premise::premise(&question, &evidence), evidence.looked_in().best_share);
    let answerable = best >= ENOUGH && !matches!(premise, Premise::NotFound(_));
    let draft = match answerable {
        true => compose::denial_first(composer.compose(&question, &evidence).await, &premise, &evidence),
        false if best >= NEAREST => compose::nearest(&evidence),
        false => Draft::default(),
    };
    clock.lap("compose");
    let notices = draft.notices.clone();
    let mut provenance = provenance(composer.name(), &draft, &evidence);
    let grounded = ground::ground(draft, &evidence);
    rejected.extend(grounded.rejected);
    provenance.claims = BTreeMap::from([
        ("model".to_owned(), grounded.by_model),
        ("program".to_owned(), grounded.by_program),
    ]);
    clock.lap("ground");
    let outcome = match answerable && grounded.sections.iter().any(|(_, claims)| !claims.is_empty()) {
        true => Outcome::Answered,
        false => Outcome::NotEnoughEvidence,
    };
    let matter = Matter {
        question: &question,
        grounded: &grounded.sections,
        outcome,
        premise: &premise,
        evidence: &evidence,
    };
    let sections = matter.themes();
    provenance.seconds = clock.seconds;
    let parts = Parts {
        question: question.text().to_owned(),
        interpreted: interpreted(&question),
        checked_on: now.strftime("%Y-%m-%d").to_string(),
        outcome,
        coverage_statement: coverage_statement(&evidence),
        sections,
        follow_ups: compose::follow_ups(&question, &grounded.sections, &evidence),
        rejected,
        notices,
        provenance,
    };
    Ok(Report::assemble(parts, &evidence))
}

fn interpreted(question: &Question) -> Interpreted {
    let note = |c: &Correction| CorrectionNote { from: c.from.clone(), to: c.to.clone() };
    Interpreted {
        text: question.interpreted().to_owned(),
        corrections: question.corrections().iter().map(note).collect(),
    }
}

fn provenance(composer: &'static str, draft: &Draft, evidence: &Evidence) -> Provenance {
    let model = draft.model.as_ref();
    Provenance {
        caveat: env!("CARGO_PKG_VERSION"),
        composer: if model.is_some() { composer } else { "extractive" },
        model: model.map(|m| m.model.clone()),
        prompt_sha256: model.map(|m| m.prompt_sha256.clone()),
        index_generation: evidence.looked_in().generation,
        tokens: model.map(|m| m.tokens.clone()).unwrap_or_default(),
        claims: BTreeMap::new(),
        seconds: BTreeMap::new(),
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
