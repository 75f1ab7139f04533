//! The composer that asks a language model, step by step: a plan, then claims section by section, each checked and, if it
//! does not hold, asked for once more; at last the words that sum up what holds. The model sees numbered sentences and
//! answers with their numbers; whatever else it says is lost, and nothing it says is believed here.

mod choose;
mod conclude;
mod plan;
mod reply;
mod section;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use futures::StreamExt as _;
use serde_json::Value;

use super::super::claim::Claim;
use super::super::evidence::Evidence;
use super::super::prompt::Prompts;
use super::super::question::Question;
use super::super::report::SectionKind;
use super::{Composer, Conclusion, Draft, DraftSection, Extractive, ModelUse, Plan};
use crate::llm::{Ask, Endpoint, Form, LlmError};

/// Told while an answer is made: what is being asked, and what holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// The model is asked for a plan.
    Planning,
    /// It is asked for a section.
    Asking { section: &'a str },
    /// A claim holds.
    Claim { text: &'a str },
    /// The claims of a section are checked.
    Checked { section: &'a str, kept: usize, repaired: usize, replaced: usize },
    /// It is asked to sum up.
    Concluding,
}

/// Says when the reader wants no more: `true` from then on.
pub type Stop = tokio::sync::watch::Receiver<bool>;

/// The sections by the names that the prompts give them, and how a prompt tells what they are for.
const SECTIONS: &[(SectionKind, &str, &str)] = &[
    (SectionKind::Events, "events", "what happened and what was said"),
    (SectionKind::EvidenceFor, "evidence_for", "what points to a yes: evidence, criticism, accusations"),
    (
        SectionKind::EvidenceComplicating,
        "evidence_complicating",
        "what speaks against it or complicates it: denials, defences, doubts",
    ),
    (SectionKind::Context, "context", "the background, and how others interpret it"),
    (SectionKind::NotShown, "not_shown", "what is unknown, unconfirmed or unresolved"),
];

/// Composes with a language model, and by selection where the model gives nothing usable.
pub struct LlmComposer<'a> {
    endpoint: Endpoint<'a>,
    prompts: Prompts,
    /// The reader wants the model and nothing else: wrong settings are an error.
    pub insists: bool,
    /// Told of every step.
    pub watch: &'a dyn Fn(Step<'_>),
    pub stop: Option<Stop>,
    counts: Cell<Counts>,
    /// Why a step was done without the model, by the step.
    failures: RefCell<Vec<(SectionKind, LlmError)>>,
}

/// What became of the model's claims.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    proposed: usize,
    kept: usize,
    repaired: usize,
    replaced: usize,
}

/// What a step asks: a prompt by form, its wording, the schema of the reply and the tokens that it may have.
struct Request<'p> {
    prompt: &'p dyn Fn(Form) -> String,
    wording: String,
    schema: Value,
    tokens: u32,
}

impl<'a> LlmComposer<'a> {
    /// Composes with an endpoint. Makes no connection.
    pub fn new(endpoint: Endpoint<'a>, prompts: Prompts) -> Self {
        Self {
            endpoint,
            prompts,
            insists: false,
            watch: &|_| {},
            stop: None,
            counts: Cell::default(),
            failures: RefCell::default(),
        }
    }

    /// Asks, unless the reader wants no more.
    async fn put(&self, request: &Request<'_>, before: Option<(&str, &str)>) -> Result<String, LlmError> {
        let ask = Ask {
            prompt: request.prompt,
            schema: &request.schema,
            prompt_sha256: &request.wording,
            reply_tokens: request.tokens,
            before,
            // Who did not write JSON may still write lines.
            form: before.map(|_| Form::Lines),
        };
        let Some(mut stop) = self.stop.clone() else { return self.said(self.endpoint.complete(&ask).await) };
        tokio::select! {
            biased;
            Ok(_) = stop.wait_for(|stopped| *stopped) => {
                self.endpoint.give_up(&LlmError::Stopped);
                Err(LlmError::Stopped)
            }
            answer = self.endpoint.complete(&ask) => self.said(answer),
        }
    }

    fn said(&self, answer: Result<crate::llm::Answer, LlmError>) -> Result<String, LlmError> {
        let answer = answer?;
        tracing::debug!("the model answered ({}): {:?}", answer.form.as_str(), answer.text);
        Ok(answer.text)
    }

    fn note_failure(&self, kind: SectionKind, error: &LlmError) {
        self.failures.borrow_mut().push((kind, error.clone()));
    }

    fn count(&self, more: Counts) {
        let so_far = self.counts.get();
        self.counts.set(Counts {
            proposed: so_far.proposed + more.proposed,
            kept: so_far.kept + more.kept,
            repaired: so_far.repaired + more.repaired,
            replaced: so_far.replaced + more.replaced,
        });
    }

    /// Why which parts are not the model's, for the reader.
    fn notices(&self, wrote: bool) -> Vec<String> {
        let failures = self.failures.borrow();
        let Some((_, first)) = failures.first() else { return Vec::new() };
        if !wrote {
            return vec![format!("Composed without the model, from the articles' own sentences: {first}.")];
        }
        let mut by_reason: Vec<(String, Vec<&str>)> = Vec::new();
        for (kind, error) in failures.iter() {
            let (name, reason) = (named(*kind), error.to_string());
            match by_reason.iter_mut().find(|(known, _)| *known == reason) {
                Some((_, parts)) => parts.push(name),
                None => by_reason.push((reason, vec![name])),
            }
        }
        let told = |(reason, parts): (String, Vec<&str>)| {
            format!("Without the model, from the articles' own sentences: {} ({reason}).", parts.join(", "))
        };
        by_reason.into_iter().map(told).collect()
    }
}

impl Composer for LlmComposer<'_> {
    fn name(&self) -> &'static str {
        "llm"
    }

    async fn plan(&self, question: &Question, evidence: &Evidence) -> Result<Plan, LlmError> {
        (self.watch)(Step::Planning);
        match self.planned(question, evidence).await {
            Ok(plan) => Ok(plan),
            Err(error) if self.insists && error.is_of_settings() => Err(error),
            // Why is told with the sections, which fail for the same reason if it lasts.
            Err(error) => {
                tracing::info!("no plan of the model: {error}");
                Ok(plan::default(question))
            }
        }
    }

    async fn compose(&self, question: &Question, evidence: &Evidence, plan: &Plan) -> Draft {
        let selected = Extractive.compose(question, evidence, plan).await;
        let shown = choose::shown(question, evidence, plan, &selected);
        if shown.is_empty() {
            self.note_failure(SectionKind::Events, &LlmError::NothingToShow);
        }
        let asked = shown.iter().map(|one| async {
            let written = self.section(question, evidence, one).await;
            (one.kind, written)
        });
        // In the order of the plan, whichever is there first.
        let written: Vec<_> =
            futures::stream::iter(asked).buffered(self.endpoint.settings().concurrency).collect().await;
        let mut sections: Vec<DraftSection> =
            SECTIONS.iter().map(|(kind, ..)| DraftSection { kind: *kind, claims: Vec::new() }).collect();
        for (kind, written) in written {
            match written {
                Ok(claims) => section::filed(kind, claims, &mut sections),
                Err(error) => self.note_failure(kind, &error),
            }
        }
        let wrote = sections.iter().any(|section| !section.claims.is_empty());
        if !wrote && self.failures.borrow().is_empty() {
            self.note_failure(SectionKind::Events, &LlmError::NoClaims);
        }
        let notices = self.notices(wrote);
        match wrote {
            true => Draft { sections, reserve: selected.sections, notices },
            false => Draft { notices, ..selected },
        }
    }

    async fn conclude(&self, question: &Question, claims: &[&Claim]) -> Conclusion {
        let untold = |error: LlmError| Conclusion {
            notices: vec![format!("Summed up without the model: {error}.")],
            ..Conclusion::default()
        };
        if self.counts.get().proposed == 0 {
            return Conclusion::default();
        }
        if let Some(error) = self.endpoint.gave_up() {
            let is_told = self.failures.borrow().iter().any(|(_, known)| *known == error);
            return if is_told { Conclusion::default() } else { untold(error) };
        }
        (self.watch)(Step::Concluding);
        self.concluded(question, claims).await.unwrap_or_else(untold)
    }

    fn used(&self) -> Option<ModelUse> {
        let (counts, settings) = (self.counts.get(), self.endpoint.settings());
        let spent = self.endpoint.spent();
        if spent.replies + spent.remembered == 0 {
            return None;
        }
        let claims = [
            ("proposed", counts.proposed),
            ("kept", counts.kept),
            ("repaired", counts.repaired),
            ("replaced", counts.replaced),
        ];
        let has_prices = settings.prices.prompt > 0.0 || settings.prices.completion > 0.0;
        Some(ModelUse {
            wrote: counts.proposed > 0,
            model: settings.model.clone(),
            prompt_sha256: self.prompts.sha256(),
            tokens: spent.listed(),
            cost: has_prices.then(|| spent.cost(settings.prices)),
            claims: BTreeMap::from(claims.map(|(name, count)| (name.to_owned(), count))),
        })
    }
}

/// The name of a section in prompts and replies.
fn named(kind: SectionKind) -> &'static str {
    SECTIONS.iter().find(|(known, ..)| *known == kind).map_or("events", |(_, name, _)| name)
}
