//! The composer that asks a language model behind an OpenAI-compatible endpoint. It sees numbered sentences and
//! answers with claims that name them; whatever else it says is lost, and nothing it says is believed here.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use async_openai::Client;
use async_openai::config::OpenAIConfig;
use async_openai::error::OpenAIError;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::index::analysis::plain_words;

use super::super::evidence::{Evidence, SentenceId};
use super::super::prompt::{COMPOSE, fenced};
use super::super::question::Question;
use super::super::report::SectionKind;
use super::{Author, Composer, Draft, DraftClaim, DraftSection, Extractive, ModelUse};

/// Words of evidence shown to the model: what a small model with 8,000 tokens of context can still follow.
const WORDS: usize = 1_200;
/// Tokens that the model may answer with.
const ANSWER_TOKENS: u32 = 1_400;
/// Claims taken from one answer.
const CLAIMS: usize = 20;

const SECTIONS: &[(&str, SectionKind)] = &[
    ("events", SectionKind::Events),
    ("evidence_for", SectionKind::EvidenceFor),
    ("evidence_complicating", SectionKind::EvidenceComplicating),
    ("context", SectionKind::Context),
    ("not_shown", SectionKind::NotShown),
];

/// Where the model is and how to ask it.
#[derive(Clone)]
pub struct LlmSettings {
    /// Such as `http://127.0.0.1:8080/v1`.
    pub base_url: String,
    pub model: String,
    /// Empty where the endpoint wants none.
    pub api_key: String,
    /// For the whole call.
    pub timeout: Duration,
}

/// Composes with a language model, and by selection where the model gives nothing usable.
pub struct LlmComposer {
    settings: LlmSettings,
    client: Client<OpenAIConfig>,
}

/// Why a model gave no usable answer.
#[derive(Debug, thiserror::Error)]
pub enum LlmError {
    #[error("cannot make an HTTP client: {0}")]
    Client(#[from] reqwest::Error),
    #[error("the endpoint {url} failed: {reason}")]
    Endpoint { url: String, reason: String },
    #[error("the endpoint {url} did not answer within {seconds} s")]
    Timeout { url: String, seconds: u64 },
    #[error("the model's answer is not the JSON that was asked for: {0}")]
    Unreadable(String),
}

/// What the model is asked to answer with.
#[derive(Deserialize)]
struct Reply {
    #[serde(default)]
    claims: Vec<ReplyClaim>,
}

#[derive(Deserialize)]
struct ReplyClaim {
    #[serde(default)]
    section: String,
    #[serde(default)]
    sentences: Vec<String>,
    #[serde(default)]
    text: String,
}

impl LlmComposer {
    /// Prepares to ask an endpoint. Makes no connection.
    pub fn new(settings: LlmSettings) -> Result<Self, LlmError> {
        let http = reqwest::Client::builder().timeout(settings.timeout).build()?;
        // All of these are set, also when empty: the library would read others from the environment, and a key
        // meant for one endpoint must not go to another.
        let config = OpenAIConfig::new()
            .with_api_base(settings.base_url.trim_end_matches('/'))
            .with_api_key(settings.api_key.clone())
            .with_org_id("")
            .with_project_id("");
        Ok(Self { client: Client::with_config(config).with_http_client(http), settings })
    }

    async fn ask(&self, question: &Question, evidence: &Evidence) -> Result<Draft, LlmError> {
        let sentences = shown(evidence);
        let prompt = COMPOSE
            .fill(&[("question", question.interpreted()), ("evidence", &fenced(evidence, &sentences))]);
        let (answer, tokens) = self.complete(&prompt, &sentences).await?;
        let reply = read_reply(&answer)?;
        let sections = sections(reply, &sentences);
        if sections.iter().all(|s| s.claims.is_empty()) {
            return Err(LlmError::Unreadable("it holds no claim that names a sentence".to_owned()));
        }
        let model = ModelUse { model: self.settings.model.clone(), prompt_sha256: COMPOSE.sha256(), tokens };
        Ok(Draft { sections, notices: Vec::new(), model: Some(model) })
    }

    /// Asks with a JSON schema first; an endpoint that refuses it is asked again without.
    async fn complete(
        &self,
        prompt: &str,
        sentences: &[SentenceId],
    ) -> Result<(String, BTreeMap<String, u64>), LlmError> {
        let mut request = json!({
            "model": self.settings.model,
            "messages": [{ "role": "user", "content": prompt }],
            "temperature": 0,
            "seed": 1,
            "max_tokens": ANSWER_TOKENS,
            "response_format": { "type": "json_schema", "json_schema": {
                "name": "claims", "strict": true, "schema": schema(sentences) } },
        });
        let response = match self.call(&request).await {
            Err(LlmError::Endpoint { reason, .. })
                if reason.contains("400") || reason.contains("response_format") =>
            {
                if let Some(fields) = request.as_object_mut() {
                    fields.remove("response_format");
                }
                self.call(&request).await?
            }
            other => other?,
        };
        let answer =
            response.pointer("/choices/0/message/content").and_then(Value::as_str).unwrap_or_default();
        let count = |name: &str| response.pointer(&format!("/usage/{name}")).and_then(Value::as_u64);
        let tokens = [("prompt", count("prompt_tokens")), ("completion", count("completion_tokens"))];
        let tokens = tokens.into_iter().filter_map(|(name, n)| Some((name.to_owned(), n?))).collect();
        Ok((answer.to_owned(), tokens))
    }

    async fn call(&self, request: &Value) -> Result<Value, LlmError> {
        let url = self.settings.base_url.clone();
        let chat = self.client.chat();
        let call = chat.create_byot::<_, Value>(request);
        match tokio::time::timeout(self.settings.timeout, call).await {
            Err(_) => Err(LlmError::Timeout { url, seconds: self.settings.timeout.as_secs() }),
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) => Err(LlmError::Endpoint { url, reason: in_short(&error) }),
        }
    }
}

impl Composer for LlmComposer {
    fn name(&self) -> &'static str {
        "llm"
    }

    async fn compose(&self, question: &Question, evidence: &Evidence) -> Draft {
        match self.ask(question, evidence).await {
            Ok(mut draft) => {
                fill_empty_sections(&mut draft, Extractive.compose(question, evidence).await);
                draft
            }
            Err(error) => {
                let mut draft = Extractive.compose(question, evidence).await;
                draft
                    .notices
                    .push(format!("Composed without the model, from the articles' own sentences: {error}."));
                draft
            }
        }
    }
}

/// A theme that the model left out is filled by selection.
fn fill_empty_sections(draft: &mut Draft, selected: Draft) {
    for section in selected.sections {
        let has_claims = draft.sections.iter().any(|s| s.kind == section.kind && !s.claims.is_empty());
        if !has_claims {
            draft.sections.retain(|s| s.kind != section.kind);
            draft.sections.push(section);
        }
    }
    draft.sections.sort_by_key(|s| s.kind);
}

/// The sentences that bear most on the question, as many as fit, oldest article first.
fn shown(evidence: &Evidence) -> Vec<SentenceId> {
    let mut ranked: Vec<(f64, SentenceId)> = evidence.sentences().map(|(id, s)| (s.relevance, id)).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut words = 0;
    let mut shown: Vec<SentenceId> = Vec::new();
    for (_, id) in ranked {
        words += plain_words(evidence.words(id)).len();
        if words > WORDS {
            break;
        }
        shown.push(id);
    }
    let published = |id: &SentenceId| {
        let article = evidence.source_of(*id).and_then(|s| s.revision.article().published);
        article.map_or(jiff::Timestamp::MAX, |p| p.instant())
    };
    shown.sort_by_key(|id| (published(id), *id));
    shown
}

/// The shape of the answer: sentence numbers are an enumeration, so that none can be made up.
fn schema(sentences: &[SentenceId]) -> Value {
    let numbers: Vec<String> = sentences.iter().map(ToString::to_string).collect();
    let sections: Vec<&str> = SECTIONS.iter().map(|(name, _)| *name).collect();
    json!({
        "type": "object", "additionalProperties": false, "required": ["claims"],
        "properties": { "claims": { "type": "array", "minItems": 1, "maxItems": 14, "items": {
            "type": "object", "additionalProperties": false, "required": ["section", "sentences", "text"],
            "properties": {
                "section": { "type": "string", "enum": sections },
                "sentences": { "type": "array", "minItems": 1, "maxItems": 2,
                    "items": { "type": "string", "enum": numbers } },
                "text": { "type": "string" },
            },
        } } },
    })
}

/// Reads the first JSON object of an answer, whatever stands around it.
fn read_reply(answer: &str) -> Result<Reply, LlmError> {
    let start = answer.find('{').ok_or_else(|| LlmError::Unreadable(shortened(answer)))?;
    let mut values =
        serde_json::Deserializer::from_str(answer.get(start..).unwrap_or_default()).into_iter::<Reply>();
    match values.next() {
        Some(Ok(reply)) => Ok(reply),
        _ => Err(LlmError::Unreadable(shortened(answer))),
    }
}

/// The claims by section. Numbers of sentences that were not shown are dropped; a claim left without is
/// kept, so that grounding rejects and counts it.
fn sections(reply: Reply, shown: &[SentenceId]) -> Vec<DraftSection> {
    let mut sections: Vec<DraftSection> =
        SECTIONS.iter().map(|(_, kind)| DraftSection { kind: *kind, claims: Vec::new() }).collect();
    for claim in reply.claims.into_iter().take(CLAIMS) {
        let kind = SECTIONS
            .iter()
            .find(|(name, _)| *name == claim.section)
            .map_or(SectionKind::Context, |(_, k)| *k);
        let number = |written: &String| {
            let digits = written.trim().trim_start_matches(['S', 's', '[']).trim_end_matches(']');
            let id = SentenceId(digits.parse::<usize>().ok()?.checked_sub(1)?);
            shown.contains(&id).then_some(id)
        };
        let sentences = claim.sentences.iter().filter_map(number).collect();
        let text = claim.text.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some(section) = sections.iter_mut().find(|s| s.kind == kind) {
            section.claims.push(DraftClaim { text, sentences, by: Author::Model });
        }
    }
    sections
}

fn in_short(error: &OpenAIError) -> String {
    shortened(&match error {
        OpenAIError::JSONDeserialize(_, content) => {
            format!("it answered something else than JSON: {content}")
        }
        other => std::iter::successors(Some(other as &dyn std::error::Error), |e| e.source())
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(": "),
    })
}

fn shortened(text: &str) -> String {
    const LONGEST: usize = 160;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

impl fmt::Debug for LlmSettings {
    /// Without the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LlmSettings")
            .field("base_url", &self.base_url)
            .field("model", &self.model)
            .finish_non_exhaustive()
    }
}
