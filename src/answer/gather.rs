//! What a plan asks for beside the question itself: each of its questions is looked for too, and what is found is taken in.

use jiff::Timestamp;

use crate::index::SearchBackend;
use crate::store::Scope;

use super::AnswerError;
use super::archive::Archive;
use super::compose::Plan;
use super::contested::weigh;
use super::evidence::{Evidence, SentenceId};
use super::ground;
use super::question::Question;
use super::report::Rejected;
use super::retrieve::{filter, retrieve};

/// How much a sentence that only a part of the question found bears on the whole, beside what it does on the part.
const OF_A_PART: f64 = 0.7;

/// Looks for what each section of a plan asks, tells the plan which sentences were found for it, and gives what was kept
/// out.
pub fn gather(
    plan: &mut Plan,
    (question, evidence): (&Question, &mut Evidence),
    now: Timestamp,
    scope: &Scope,
    archive: &Archive<'_, impl SearchBackend>,
) -> Result<Vec<Rejected>, AnswerError> {
    let mut rejected: Vec<Rejected> = Vec::new();
    for planned in &mut plan.sections {
        if planned.ask == question.interpreted() {
            continue;
        }
        let narrowed = scope.narrows(now).then(|| filter(scope, archive.store)).transpose();
        let narrowed = narrowed.map_err(super::RetrieveError::from)?;
        // What cannot be read as a question is not looked for.
        let Ok(asked) = Question::interpret(&planned.ask, now, archive.index, narrowed.as_ref()) else {
            continue;
        };
        let (found, kept_out) = ground::screen(retrieve(&asked, scope, archive)?);
        let numbers = evidence.take_in(&found, OF_A_PART);
        let mut ranked: Vec<(f64, SentenceId)> = found
            .sentences()
            .zip(numbers)
            .filter_map(|((_, sentence), number)| Some((sentence.relevance + sentence.answers, number?)))
            .collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        planned.sentences = ranked.into_iter().map(|(_, id)| id).collect();
        for one in kept_out {
            if !rejected.contains(&one) {
                rejected.push(one);
            }
        }
    }
    // Only with all of it there can be seen what a later report has taken the place of.
    weigh(evidence);
    Ok(rejected)
}
