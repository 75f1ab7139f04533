//! Composers propose, nothing more: a draft is believed only once `ground` has checked it.

mod conclude;
mod dates;
mod endpoint;
mod extractive;
mod follow;
mod llm;
mod reply;
mod resolve;
mod short;
mod stance;
mod trim;

use std::collections::BTreeMap;

pub use conclude::{bottom_line, executive_summary, is_two_sided};
pub use dates::{absolute_dates, in_words};
pub use endpoint::{Endpoint, LlmError, LlmSettings};
pub use extractive::{Extractive, of_sentence, plain_text};
pub use follow::follow_ups;
pub use llm::LlmComposer;
pub use resolve::resolved;
pub use short::{denial_first, nearest};
pub use trim::trimmed;

use super::evidence::{Evidence, SentenceId};
use super::question::Question;
use super::report::SectionKind;

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
    /// The model that worded it, if one did, and what it cost.
    pub model: Option<ModelUse>,
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

/// What a model was asked and what it cost.
pub struct ModelUse {
    pub model: String,
    pub prompt_sha256: String,
    pub tokens: BTreeMap<String, u64>,
}

/// Writes a draft from evidence. Two kinds ship: by selection from the articles, and by a language model.
pub trait Composer {
    /// The name in the report's provenance.
    fn name(&self) -> &'static str;

    /// Proposes claims. Never fails: a composer that cannot do its work says so in the draft's notices and
    /// gives what it has.
    fn compose(&self, question: &Question, evidence: &Evidence) -> impl Future<Output = Draft>;
}
