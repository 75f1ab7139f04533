//! What an endpoint can do, found out by trying: which models it has, in which forms it answers, how fast it is.

use std::time::Instant;

use serde::Serialize;
use serde_json::{Value, json};

use super::endpoint::Endpoint;
use super::form::Form;
use super::memory::Memory;
use super::{LlmError, LlmSettings, transport};
use crate::endpoint::without_password;

/// Asked for in each form.
const PROMPT: &str =
    "Name one of the colours red and blue. Answer with JSON only, of this form: {\"colour\":\"red\"}";
/// Read and answered to measure the speed: long enough for the time to be that of the tokens.
const COUNTING: &str =
    "Write the numbers from 1 to 40 in digits, separated by commas, in one line, and nothing else.";
/// Tokens that the trial replies may have.
const SHORT: u32 = 40;
const LONG: u32 = 120;
/// Models named at most.
const NAMED: usize = 100;

/// What an endpoint can do.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Abilities {
    pub base_url: String,
    pub model: String,
    /// Models that the endpoint names; empty where it does not tell.
    pub models: Vec<String>,
    /// It answers JSON by a schema, and keeps to it.
    pub json_schema: bool,
    pub json_object: bool,
    pub streaming: bool,
    /// The strictest form in which replies can be asked for; answers are asked for in it from now on.
    pub form: &'static str,
    /// Tokens that a prompt and its reply may have together, where the endpoint tells.
    pub context_tokens: Option<u64>,
    pub speed: Speed,
}

/// How fast replies come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Speed {
    /// Until a short reply is there (seconds).
    pub first_reply_seconds: f64,
    /// Tokens written in a second, of a longer reply.
    pub tokens_per_second: f64,
}

/// Tries an endpoint, and remembers the form in which it can be asked. Some five short requests.
pub async fn check(settings: &LlmSettings, memory: Option<Memory<'_>>) -> Result<Abilities, LlmError> {
    let endpoint = Endpoint::new(settings.clone(), None)?;
    let listed = endpoint.get("/models").await.ok();
    let started = Instant::now();
    let plain = endpoint.attempt(PROMPT, None, SHORT).await?;
    let first_reply_seconds = started.elapsed().as_secs_f64();
    tracing::debug!("without a form, the model answers {plain:?}");
    let (json_schema, json_object) =
        (obeys(&endpoint, Form::Schema).await, obeys(&endpoint, Form::Object).await);
    let form = match (json_schema, json_object) {
        (true, _) => Form::Schema,
        (_, true) => Form::Object,
        _ => Form::Prompted,
    };
    let (before, started) = (endpoint.spent().completion, Instant::now());
    endpoint.attempt(COUNTING, None, LONG).await?;
    let written = endpoint.spent().completion - before;
    if let Some(memory) = memory {
        memory.note_form(settings, form);
    }
    Ok(Abilities {
        base_url: without_password(&settings.base_url),
        model: settings.model.clone(),
        models: listed.as_ref().map(models).unwrap_or_default(),
        json_schema,
        json_object,
        streaming: streams(settings).await,
        form: form.as_str(),
        context_tokens: context(&endpoint, listed.as_ref()).await,
        speed: Speed {
            first_reply_seconds,
            tokens_per_second: written as f64 / started.elapsed().as_secs_f64().max(f64::EPSILON),
        },
    })
}

/// It takes a request in this form, and its reply is in it.
async fn obeys(endpoint: &Endpoint<'_>, form: Form) -> bool {
    let schema = json!({
        "type": "object", "additionalProperties": false, "required": ["colour"],
        "properties": { "colour": { "type": "string", "enum": ["red", "blue"] } },
    });
    let reply = endpoint.attempt(PROMPT, form.response_format(&schema), SHORT).await.unwrap_or_default();
    let value: Value = serde_json::from_str(reply.trim()).unwrap_or_default();
    matches!(value.get("colour").and_then(Value::as_str), Some("red" | "blue"))
}

/// Whether a reply comes in pieces where that is asked for.
async fn streams(settings: &LlmSettings) -> bool {
    let Ok(http) = transport::client() else { return false };
    let body = json!({
        "model": settings.model, "stream": true, "max_tokens": SHORT,
        "messages": [{ "role": "user", "content": PROMPT }],
    });
    let url = format!("{}/chat/completions", settings.base_url.trim_end_matches('/'));
    let mut request = http.post(url).timeout(settings.timeout).json(&body);
    if !settings.api_key.is_empty() {
        request = request.bearer_auth(&settings.api_key);
    }
    let Ok(response) = request.send().await else { return false };
    let text = match transport::bounded(response).await {
        Ok(response) if response.status().is_success() => response.text().await.unwrap_or_default(),
        _ => String::new(),
    };
    text.starts_with("data:") || text.contains("\ndata:")
}

fn models(listed: &Value) -> Vec<String> {
    let all = listed.get("data").and_then(Value::as_array).into_iter().flatten();
    all.filter_map(|model| model.get("id")?.as_str().map(str::to_owned)).take(NAMED).collect()
}

/// How much fits in, as servers tell it: vLLM, OpenRouter and Groq with the model, llama-server in its properties.
async fn context(endpoint: &Endpoint<'_>, listed: Option<&Value>) -> Option<u64> {
    let name = endpoint.settings().model.as_str();
    let all = listed.and_then(|listed| listed.get("data")?.as_array());
    let model = all.and_then(|all| all.iter().find(|m| m.get("id").and_then(Value::as_str) == Some(name)));
    let told = ["/max_model_len", "/context_length", "/context_window", "/meta/n_ctx"];
    let of_model = model.and_then(|model| told.iter().find_map(|place| model.pointer(place)?.as_u64()));
    if of_model.is_some() {
        return of_model;
    }
    let properties = endpoint.get("/../props").await.ok()?;
    properties.pointer("/default_generation_settings/n_ctx")?.as_u64()
}
