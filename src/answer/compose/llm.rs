//! The composer that asks a language model. It sees numbered sentences and answers with claims that name them;
//! whatever else it says is lost, and nothing it says is believed here.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use serde_json::{Value, json};

use crate::index::analysis::plain_words;

use super::super::evidence::{Evidence, SentenceId};
use super::super::language::{self, Role};
use super::super::prompt::{COMPOSE, fenced};
use super::super::question::Question;
use super::super::report::SectionKind;
use super::endpoint::{Endpoint, LlmError, LlmSettings};
use super::reply::{self, ReplyClaim};
use super::{Author, Composer, Draft, DraftClaim, DraftSection, Extractive, ModelUse, trimmed};

/// Words of evidence shown to the model: with the rest of the prompt about 2,200 tokens, which a model of 1.5 billion
/// parameters can still follow and reads in a minute on one core.
const WORDS: usize = 1_000;
/// A sentence shorter than this says too little to report.
const FEWEST_WORDS: usize = 6;
/// Sentences shown of one article at most, so that others are shown too.
const OF_ONE_ARTICLE: usize = 4;
/// Claims asked for, where there are as many sentences.
const ASKED_FOR: RangeInclusive<usize> = 8..=10;
/// Claims looked at, should the model write more than it was asked for.
const LOOKED_AT: usize = 30;

/// The sections by the names that the prompt gives them.
const SECTIONS: &[(&str, SectionKind)] = &[
    ("events", SectionKind::Events),
    ("evidence_for", SectionKind::EvidenceFor),
    ("evidence_complicating", SectionKind::EvidenceComplicating),
    ("context", SectionKind::Context),
    ("not_shown", SectionKind::NotShown),
];

/// Composes with a language model, and by selection where the model gives nothing usable.
pub struct LlmComposer {
    endpoint: Endpoint,
}

impl LlmComposer {
    /// Prepares to ask an endpoint. Makes no connection.
    pub fn new(settings: LlmSettings) -> Result<Self, LlmError> {
        Ok(Self { endpoint: Endpoint::new(settings)? })
    }

    async fn ask(&self, question: &Question, evidence: &Evidence) -> Result<Draft, LlmError> {
        let sentences = shown(evidence);
        if sentences.is_empty() {
            return Err(LlmError::NothingToShow);
        }
        let prompt = COMPOSE.fill([question.interpreted(), &fenced(evidence, &sentences)]);
        let answer = self.endpoint.complete(&prompt, schema(&sentences)).await?;
        tracing::debug!("the model answered: {:?}", answer.text);
        let claims = reply::read(&answer.text);
        if claims.is_empty() {
            return Err(LlmError::NoClaims);
        }
        let unread = claims.len().saturating_sub(LOOKED_AT);
        let notices = match unread {
            0 => Vec::new(),
            n => vec![format!("The model wrote {n} claims more than are looked at; they were left out.")],
        };
        let model = ModelUse {
            model: self.endpoint.model().to_owned(),
            prompt_sha256: COMPOSE.sha256(),
            tokens: answer.tokens,
        };
        Ok(Draft { sections: sections(claims, &sentences), notices, model: Some(model), ..Draft::default() })
    }
}

impl Composer for LlmComposer {
    fn name(&self) -> &'static str {
        "llm"
    }

    async fn compose(&self, question: &Question, evidence: &Evidence) -> Draft {
        let mut selected = Extractive.compose(question, evidence).await;
        match self.ask(question, evidence).await {
            Ok(draft) => Draft { reserve: selected.sections, ..draft },
            Err(error) => {
                let why = format!("Composed without the model, from the articles' own sentences: {error}.");
                selected.notices.push(why);
                selected
            }
        }
    }
}

/// The sentences that bear most on the question, as many as fit; articles together, the oldest first. Only those
/// that can be read alone: a claim about "he" would have to name somebody whom its sentence does not.
fn shown(evidence: &Evidence) -> Vec<SentenceId> {
    let readable = |id: SentenceId| {
        let words = trimmed(evidence.words(id));
        plain_words(words).len() >= FEWEST_WORDS && language::stands_alone(words)
    };
    let all = evidence.sentences().filter(|(id, _)| readable(*id));
    let mut ranked: Vec<(f64, SentenceId)> = all.map(|(id, s)| (s.relevance, id)).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut words = 0;
    let mut of_source: BTreeMap<usize, usize> = BTreeMap::new();
    let mut shown: Vec<SentenceId> = Vec::new();
    for (_, id) in ranked {
        let Some(sentence) = evidence.sentence(id) else { continue };
        let used = of_source.entry(sentence.source).or_default();
        if *used == OF_ONE_ARTICLE {
            continue;
        }
        words += plain_words(evidence.words(id)).len();
        if words > WORDS {
            break;
        }
        *used += 1;
        shown.push(id);
    }
    let published = |id: &SentenceId| {
        let stated = evidence.source_of(*id).and_then(|s| s.revision.article().published);
        stated.map_or(jiff::Timestamp::MAX, |p| p.instant())
    };
    shown.sort_by_key(|id| (published(id), evidence.sentence(*id).map(|s| s.source), *id));
    shown
}

/// The shape of the answer: sentence numbers are an enumeration, so that none can be made up.
fn schema(sentences: &[SentenceId]) -> Value {
    let numbers: Vec<String> = sentences.iter().map(ToString::to_string).collect();
    let fewest = *ASKED_FOR.start().min(&(numbers.len() / 2)).max(&1);
    let names: Vec<&str> = SECTIONS.iter().map(|(name, _)| *name).collect();
    json!({
        "type": "object", "additionalProperties": false, "required": ["claims"],
        "properties": { "claims": { "type": "array", "minItems": fewest, "maxItems": ASKED_FOR.end(), "items": {
            "type": "object", "additionalProperties": false, "required": ["section", "sentences", "text"],
            "properties": {
                "section": { "type": "string", "enum": names },
                "sentences": { "type": "array", "minItems": 1, "maxItems": 2,
                    "items": { "type": "string", "enum": numbers } },
                "text": { "type": "string" },
            },
        } } },
    })
}

/// The claims by section. Numbers of sentences that were not shown are left out; a claim that has no other is
/// kept, so that grounding rejects and counts it.
fn sections(claims: Vec<ReplyClaim>, shown: &[SentenceId]) -> Vec<DraftSection> {
    let mut sections: Vec<DraftSection> =
        SECTIONS.iter().map(|(_, kind)| DraftSection { kind: *kind, claims: Vec::new() }).collect();
    for claim in claims.into_iter().take(LOOKED_AT) {
        let ids = claim.sentences.iter().filter_map(|number| number.checked_sub(1)).map(SentenceId);
        let sentences = ids.filter(|id| shown.contains(id)).collect();
        let text = reply::tidied(&claim.text);
        let kind = section_of(&claim.section, &text);
        if let Some(section) = sections.iter_mut().find(|s| s.kind == kind) {
            section.claims.push(DraftClaim { text, sentences, by: Author::Model });
        }
    }
    sections
}

/// The section that a claim belongs to: the one that the model names, unless the wording says the opposite. Small
/// models file an accusation under defences, and the bottom line would count it for the wrong side.
fn section_of(named: &str, text: &str) -> SectionKind {
    let role = language::role(text, false);
    let by_wording = match role {
        Role::Event => SectionKind::Events,
        Role::Accusation => SectionKind::EvidenceFor,
        Role::Defence => SectionKind::EvidenceComplicating,
        Role::Background => SectionKind::Context,
        Role::Unknown => SectionKind::NotShown,
    };
    match SECTIONS.iter().find(|(name, _)| *name == named).map(|(_, kind)| *kind) {
        None | Some(SectionKind::NotShown) => by_wording,
        Some(SectionKind::EvidenceFor) if role == Role::Defence => by_wording,
        Some(SectionKind::EvidenceComplicating) if role == Role::Accusation => by_wording,
        Some(kind) => kind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_is_filed_where_the_model_says_unless_it_says_the_opposite() {
        let check = |named, text, expected| assert_eq!(section_of(named, text), expected, "{named}: {text}");
        let (met, accused) = ("Verhalen met Melk.", "Brandt accused Verhalen.");
        check("context", met, SectionKind::Context);
        check("events", accused, SectionKind::Events);
        check("evidence_complicating", met, SectionKind::EvidenceComplicating);
        check("evidence_complicating", accused, SectionKind::EvidenceFor);
        check("evidence_for", "Korvin denied that.", SectionKind::EvidenceComplicating);
        check("not_shown", met, SectionKind::Events);
        check("anything", accused, SectionKind::EvidenceFor);
    }
}
