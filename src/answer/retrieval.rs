//! A question on its way to an answer: what was found for it, and what a composer made of that. Nothing of it has been
//! checked yet.

use jiff::Timestamp;

use super::archive::Archive;
use super::compose::{self, Composer, Draft};
use super::evidence::{Evidence, SentenceId};
use super::gather::gather;
use super::premise::{self, Premise};
use super::question::Question;
use super::report::Rejected;
use super::retrieve::{RetrieveError, filter};
use super::{AnswerError, ENOUGH, NEAREST, Stages, ground};
use crate::index::SearchBackend;
use crate::store::Scope;

/// A question with what was found for it.
pub struct Retrieval {
    pub(super) question: Question,
    pub(super) evidence: Evidence,
    pub(super) rejected: Vec<Rejected>,
    pub(super) now: Timestamp,
    pub(super) clock: Stages,
    /// What a composer made of it, where that is known already.
    pub(super) drafted: Option<Drafted>,
}

/// What a composer makes of it.
pub struct Drafted {
    pub(super) draft: Draft,
    pub(super) premise: Premise,
    pub(super) answerable: bool,
}

/// Reads a question in view of what the scope leaves.
pub fn read(
    text: &str,
    now: Timestamp,
    scope: &Scope,
    archive: &Archive<'_, impl SearchBackend>,
) -> Result<Question, AnswerError> {
    let narrowed = scope.narrows(now).then(|| filter(scope, archive.store)).transpose();
    let narrowed = narrowed.map_err(RetrieveError::from)?;
    Ok(Question::interpret(text, now, archive.index, narrowed.as_ref())?)
}

impl Retrieval {
    pub(super) fn new(found: Evidence, question: Question, now: Timestamp, mut clock: Stages) -> Self {
        let (evidence, rejected) = ground::screen(found);
        clock.lap("retrieve");
        Self { question, evidence, rejected, now, clock, drafted: None }
    }

    /// Has an answer drafted.
    pub(super) async fn draft(
        &mut self,
        archive: &Archive<'_, impl SearchBackend>,
        composer: &impl Composer,
    ) -> Result<Drafted, AnswerError> {
        let Self { question, evidence, rejected, now, clock, .. } = self;
        let scope = evidence.looked_in().scope.clone();
        let (premise, best) = (premise::premise(question, evidence), evidence.looked_in().best_share);
        let answerable = best >= ENOUGH && !premise.is_lacking();
        tracing::debug!("{}: the best passage speaks of {best:.2} of it, {premise:?}", question.text());
        let draft = match answerable {
            true => {
                let (mut plan, known) = (composer.plan(question, evidence).await?, rejected.clone());
                let found = gather(&mut plan, (question, evidence), *now, &scope, archive)?;
                rejected.extend(found.into_iter().filter(|one| !known.contains(one)));
                clock.lap("plan");
                compose::denial_first(composer.compose(question, evidence, &plan).await, &premise, evidence)
            }
            false if best >= NEAREST => compose::nearest(question, evidence),
            false => Draft::default(),
        };
        clock.lap("compose");
        Ok(Drafted { draft, premise, answerable })
    }
}

impl Drafted {
    /// The sentences that the draft rests on.
    pub(super) fn sentences(&self) -> Vec<SentenceId> {
        let claims = self.draft.sections.iter().flat_map(|section| &section.claims);
        claims.flat_map(|claim| claim.sentences.iter().copied()).collect()
    }
}
