//! Composers propose, nothing more: a draft is believed only once `ground` has checked it.

mod conclude;
mod dates;
mod extractive;
mod follow;
mod lean;
mod llm;
mod names;
mod passage;
mod resolve;
mod short;
mod stance;
mod topic;
mod trim;

use std::collections::BTreeMap;

pub use conclude::{bottom_line, executive_summary};
pub use dates::{absolute_dates, in_words};
pub use extractive::Extractive;
pub use follow::follow_ups;
pub use lean::is_two_sided;
pub use llm::{LlmComposer, Step, Stop};
pub use passage::{of_sentence, plain_text, readings, told};
pub use short::{denial_first, nearest};
pub use stance::holds_back;
pub use trim::trimmed;

use super::claim::{Claim, ClaimId};
use super::evidence::{Evidence, SentenceId};
use super::question::Question;
use super::report::SectionKind;
use crate::llm::LlmError;

/// What a composer proposes: plain strings and sentence numbers.
///
/// It has no `Display` and no `Serialize`, so that it cannot be shown to a reader by mistake:
///
/// ```compile_fail,E0277
/// let draft = caveat::answer::Draft::default();
/// println!("{draft}");
/// ```
///
/// ```compile_fail,E0277
/// let draft = caveat::answer::Draft::default();
/// serde_json::to_string(&draft).unwrap();
/// ```
#[derive(Default)]
pub struct Draft {
    pub sections: Vec<DraftSection>,
    /// What to take for a theme of which too few claims hold.
    pub reserve: Vec<DraftSection>,
    /// What a reader should know about how the draft came about.
    pub notices: Vec<String>,
}

/// What a composer wants looked for before it composes, section by section.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    pub sections: Vec<Planned>,
}

/// A section that is planned.
#[derive(Clone, Debug)]
pub struct Planned {
    pub kind: SectionKind,
    /// The question that its sentences should answer.
    pub ask: String,
    /// The sentences found for it, those that bear on it most first.
    pub sentences: Vec<SentenceId>,
}

/// What a composer proposes to say about the claims that hold.
#[derive(Clone, Debug, Default)]
pub struct Conclusion {
    pub summary: Vec<Fused>,
    pub follow_ups: Vec<String>,
    /// What a reader should know about how it came about.
    pub notices: Vec<String>,
}

/// A sentence about claims, with those that it speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fused {
    pub text: String,
    pub from: Vec<ClaimId>,
}

/// A theme with the claims proposed for it.
pub struct DraftSection {
    pub kind: SectionKind,
    pub claims: Vec<DraftClaim>,
}

/// A sentence proposed, with the sentences that it is said to rest on.
#[derive(Clone)]
pub struct DraftClaim {
    pub text: String,
    pub sentences: Vec<SentenceId>,
    pub by: Author,
}

/// Who worded a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Author {
    /// The program, from an article's own words.
    Program,
    /// A language model.
    Model,
}

/// What a model was asked, what became of its claims, and what it cost.
#[derive(Clone, Debug)]
pub struct ModelUse {
    /// Something of the report is by it, or was to be.
    pub wrote: bool,
    pub model: String,
    pub prompt_sha256: String,
    pub tokens: BTreeMap<String, u64>,
    /// In the unit of the prices in the settings; `None` without prices.
    pub cost: Option<f64>,
    /// Claims that it proposed, and how many of them held at once, held after a repair, and gave way to a sentence of an
    /// article.
    pub claims: BTreeMap<String, usize>,
}

/// Writes a draft from evidence. Two kinds ship: by selection from the articles, and by a language model.
pub trait Composer {
    /// The name in the report's provenance.
    fn name(&self) -> &'static str;

    /// Says what to look for beside the question itself. Fails only where the reader wants this composer and no other,
    /// and its settings are wrong.
    fn plan(
        &self,
        _question: &Question,
        _evidence: &Evidence,
    ) -> impl Future<Output = Result<Plan, LlmError>> {
        std::future::ready(Ok(Plan::default()))
    }

    /// Proposes claims. Never fails: a composer that cannot do its work says so in the draft's notices and
    /// gives what it has.
    fn compose(&self, question: &Question, evidence: &Evidence, plan: &Plan) -> impl Future<Output = Draft>;

    /// Proposes what to say about the claims that hold. What it does not say, the program does.
    fn conclude(&self, _question: &Question, _claims: &[&Claim]) -> impl Future<Output = Conclusion> {
        std::future::ready(Conclusion::default())
    }

    /// The model that was asked, if one answered.
    fn used(&self) -> Option<ModelUse> {
        None
    }
}
