//! The plan: which sections a report needs, and what to look for in the articles for each.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::super::evidence::{Evidence, SentenceId};
use super::super::super::prompt::fenced;
use super::super::super::question::{Form, LONGEST_QUESTION, Question};
use super::super::super::report::SectionKind;
use super::super::super::strict::{brings_in, holds_markup};
use super::super::super::{facts, language};
use super::super::{Plan, Planned};
use super::choose::{oldest_first, readable};
use super::{LlmComposer, Request, SECTIONS, named, reply};
use crate::index::analysis::{plain_words, terms};
use crate::llm::LlmError;

/// Sentences shown for planning, each of another article.
const SHOWN: usize = 8;
/// Tokens of a plan: four questions.
const TOKENS: u32 = 250;
/// Words of a question to look for.
const ASK_WORDS: usize = 30;

/// The sections that a question can have.
fn kinds(question: &Question) -> &'static [SectionKind] {
    match question.form() {
        Form::YesNo | Form::Open => &[
            SectionKind::Events,
            SectionKind::EvidenceFor,
            SectionKind::EvidenceComplicating,
            SectionKind::Context,
        ],
        _ => &[SectionKind::Events, SectionKind::Context],
    }
}

/// The plan where there is no other: every section, with the question itself.
pub fn default(question: &Question) -> Plan {
    let section = |kind: &SectionKind| Planned {
        kind: *kind,
        ask: question.interpreted().to_owned(),
        sentences: Vec::new(),
    };
    Plan { sections: kinds(question).iter().map(section).collect() }
}

impl LlmComposer<'_> {
    /// Asks for a plan. Where the model asks for nothing, or for what is beside the matter, the question itself stands.
    pub(super) async fn planned(&self, question: &Question, evidence: &Evidence) -> Result<Plan, LlmError> {
        let sentences = samples(evidence);
        if sentences.is_empty() {
            return Err(LlmError::NothingToShow);
        }
        let (kinds, block) = (kinds(question), fenced(evidence, &sentences));
        let told = |kind: &SectionKind| {
            let what = SECTIONS.iter().find(|(known, ..)| known == kind).map_or("", |(.., what)| what);
            format!("- {}: {what}", named(*kind))
        };
        let listed = kinds.iter().map(told).collect::<Vec<_>>().join("\n");
        let prompt = |form| self.prompts.plan.fill(form, [question.interpreted(), &block, &listed]);
        let request = Request {
            prompt: &prompt,
            wording: self.prompts.plan.sha256(),
            schema: schema(kinds),
            tokens: TOKENS,
        };
        let said = self.put(&request, None).await?;
        // Every section stays, whatever the model thinks of it: one side would be missing.
        let mut plan = default(question);
        let mut planned = reply::sections(&said);
        planned.retain(|planned| is_of_the_matter(&planned.ask, question, evidence));
        for section in &mut plan.sections {
            let asked = planned.iter().find(|planned| planned.section.trim() == named(section.kind));
            section.ask = asked.map_or_else(|| section.ask.clone(), |planned| planned.ask.trim().to_owned());
        }
        Ok(plan)
    }
}

/// The sentences that bear on the question most, of different articles.
fn samples(evidence: &Evidence) -> Vec<SentenceId> {
    let mut all: Vec<(f64, SentenceId, usize)> = evidence
        .sentences()
        .filter(|(id, _)| readable(evidence, *id))
        .map(|(id, sentence)| (sentence.relevance, id, sentence.source))
        .collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut sources = BTreeSet::new();
    all.retain(|(.., source)| sources.insert(*source));
    oldest_first(evidence, all.into_iter().take(SHOWN).map(|(_, id, _)| id).collect())
}

/// A question that a model made up can lead away from the matter, or to names that nobody wrote.
fn is_of_the_matter(ask: &str, question: &Question, evidence: &Evidence) -> bool {
    let words = plain_words(ask).len();
    let is_one = ask.trim_end().ends_with('?') && ask.matches('?').count() == 1 && !ask.contains([':', ';']);
    if words > ASK_WORDS || ask.len() > LONGEST_QUESTION || !is_one || ask.chars().any(char::is_control) {
        return false;
    }
    if holds_markup(ask) || language::addresses(ask).is_some() {
        return false;
    }
    let stems = |text: &str| -> BTreeSet<String> { terms(text).into_iter().map(|term| term.stem).collect() };
    let read: Vec<&str> = evidence.sentences().map(|(id, _)| evidence.words(id)).collect();
    let known = format!("{}\n{}", read.join("\n"), question.interpreted());
    let names: BTreeSet<String> = plain_words(&known).into_iter().map(|word| word.stem).collect();
    !stems(ask).is_disjoint(&stems(question.interpreted()))
        && facts::names(ask).is_subset(&names)
        && !brings_in(ask, &known)
}

fn schema(kinds: &[SectionKind]) -> Value {
    let names: Vec<&str> = kinds.iter().map(|kind| named(*kind)).collect();
    json!({
        "type": "object", "additionalProperties": false, "required": ["sections"],
        "properties": { "sections": { "type": "array", "minItems": 1, "maxItems": names.len(), "items": {
            "type": "object", "additionalProperties": false, "required": ["section", "ask"],
            "properties": {
                "section": { "type": "string", "enum": names },
                "ask": { "type": "string" },
            },
        } } },
    })
}
