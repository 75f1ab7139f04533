//! An OpenAI-compatible endpoint: one question, one answer, and why there is none.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use async_openai::Client;
use async_openai::config::OpenAIConfig;
use async_openai::error::OpenAIError;
use async_openai::middleware::ReqwestService;
use serde_json::{Value, json};

use crate::endpoint::{error_message, with_causes, without_password};

/// Tokens that the model may answer with: ten claims take about 600, and some models think aloud before.
const ANSWER_TOKENS: u32 = 2_000;
/// An endpoint's own error message is shown up to here (characters).
const LONGEST_MESSAGE: usize = 160;

/// Where the model is and how to ask it.
#[derive(Clone)]
pub struct LlmSettings {
    /// Such as `http://127.0.0.1:8080/v1`.
    pub base_url: String,
    pub model: String,
    /// Empty where the endpoint wants none.
    pub api_key: String,
    /// For everything that is asked of the endpoint for one answer.
    pub timeout: Duration,
}

/// An endpoint, ready to be asked.
pub struct Endpoint {
    settings: LlmSettings,
    client: Client<OpenAIConfig>,
}

/// What the model said, and the tokens that it read and wrote as the endpoint counts them.
pub struct Answer {
    pub text: String,
    pub tokens: BTreeMap<String, u64>,
}

/// Why a model gave no usable answer. No message holds the key, or words of the model.
#[derive(Debug, thiserror::Error)]
pub enum LlmError {
    #[error("cannot make an HTTP client: {0}")]
    Client(#[from] reqwest::Error),
    #[error(
        "the key for {0} cannot be sent; make the variable named by `api_key_env` hold the key alone, in printable ASCII"
    )]
    Key(String),
    #[error("the endpoint {url} failed: {reason}")]
    Endpoint { url: String, reason: String },
    #[error(
        "the endpoint {url} did not answer within {seconds} s; `timeout_seconds` under [llm] allows more"
    )]
    Timeout { url: String, seconds: u64 },
    #[error("no sentence that was found can be read alone, so there is nothing to show to it")]
    NothingToShow,
    #[error("the model's answer holds no claim in the form that was asked for")]
    NoClaims,
    #[error("the model's answer holds no verdict in the form that was asked for")]
    NoVerdict,
}

impl Endpoint {
    /// Prepares to ask an endpoint. Makes no connection.
    pub fn new(mut settings: LlmSettings) -> Result<Self, LlmError> {
        settings.api_key = settings.api_key.trim().to_owned();
        // The library panics on a key that no header can hold.
        if !settings.api_key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(LlmError::Key(without_password(&settings.base_url)));
        }
        // An endpoint that moved is an error: neither key nor prompt goes where the reader did not send them.
        // Nothing is decompressed, so that a body is never larger than what was sent for it. The library reads
        // it whole whatever its size; only the time limit bounds it.
        let builder = || {
            reqwest::Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .no_gzip()
                .no_brotli()
                .no_zstd()
                .no_deflate()
        };
        // A machine without any trusted certificates can still ask an endpoint of its own over http.
        let http = builder().build().or_else(|_| builder().tls_certs_only([]).build())?;
        // All of these are set, also when empty: the library would read others from the environment, and a key
        // meant for one endpoint must not go to another.
        let config = OpenAIConfig::new()
            .with_api_base(settings.base_url.trim_end_matches('/'))
            .with_api_key(settings.api_key.clone())
            .with_org_id("")
            .with_project_id("");
        // By default the library repeats what failed three times, and waits as long as `Retry-After` says before
        // each. A reader is waiting, and there is a report without the model: nothing is repeated.
        let service = ReqwestService::new(http.clone());
        let client = Client::with_config(config).with_http_client(http).with_http_service(service);
        Ok(Self { settings, client })
    }

    /// The model's name.
    pub fn model(&self) -> &str {
        &self.settings.model
    }

    /// Asks for an answer of this JSON schema; an endpoint that does not know schemas is asked again without.
    pub async fn complete(&self, prompt: &str, schema: Value) -> Result<Answer, LlmError> {
        let exchange = self.exchange(prompt, schema);
        let response = tokio::time::timeout(self.settings.timeout, exchange)
            .await
            .map_err(|_| LlmError::Timeout { url: self.url(), seconds: self.settings.timeout.as_secs() })?
            .map_err(|error| self.failure(error))?;
        let count = |name: &str| response.pointer(&format!("/usage/{name}")).and_then(Value::as_u64);
        let tokens = [("prompt", count("prompt_tokens")), ("completion", count("completion_tokens"))];
        let tokens = tokens.into_iter().filter_map(|(name, n)| Some((name.to_owned(), n?))).collect();
        match response.pointer("/choices/0/message") {
            Some(message) => {
                let text = message.get("content").and_then(Value::as_str).unwrap_or_default();
                Ok(Answer { text: text.to_owned(), tokens })
            }
            None => {
                let said = error_message(&response).unwrap_or("its reply is not a chat completion");
                Err(LlmError::Endpoint { url: self.url(), reason: self.fit_to_show(said) })
            }
        }
    }

    async fn exchange(&self, prompt: &str, schema: Value) -> Result<Value, OpenAIError> {
        let mut request = json!({
            "model": self.settings.model,
            "messages": [{ "role": "user", "content": prompt }],
            "temperature": 0,
            "seed": 1,
            "max_tokens": ANSWER_TOKENS,
            "response_format": {
                "type": "json_schema",
                "json_schema": { "name": "answer", "strict": true, "schema": schema }
            },
        });
        let chat = self.client.chat();
        match chat.create_byot::<_, Value>(&request).await {
            Err(error) if refuses_schema(&error) => {
                if let Some(fields) = request.as_object_mut() {
                    fields.remove("response_format");
                }
                chat.create_byot(&request).await
            }
            other => other,
        }
    }

    fn failure(&self, error: OpenAIError) -> LlmError {
        let reason = match error {
            OpenAIError::ApiError(refusal) => match error_message_of(&refusal.api_error.message) {
                message if message.trim().is_empty() => refusal.status_code.to_string(),
                message => format!("{}: {message}", refusal.status_code),
            },
            // The library does not say with which status it came.
            OpenAIError::JSONDeserialize(_, content) => match serde_json::from_str::<Value>(&content) {
                Ok(reply) => error_message(&reply).unwrap_or("its reply makes no sense").to_owned(),
                Err(_) => "its reply is not JSON".to_owned(),
            },
            OpenAIError::Reqwest(error) => with_causes(&error.without_url()),
            other => with_causes(&other),
        };
        LlmError::Endpoint { url: self.url(), reason: self.fit_to_show(&reason) }
    }

    /// In one line, not too long, and without the key: some endpoints repeat it in their error messages.
    fn fit_to_show(&self, message: &str) -> String {
        let key = &self.settings.api_key;
        let message = if key.is_empty() { message.to_owned() } else { message.replace(key, "(key)") };
        let line: String = message.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        match line.char_indices().nth(LONGEST_MESSAGE) {
            Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
            None => line,
        }
    }

    fn url(&self) -> String {
        without_password(&self.settings.base_url)
    }
}

/// The endpoint does not take a request that holds a schema: it says so, or calls the request wrong.
fn refuses_schema(error: &OpenAIError) -> bool {
    let says_so =
        |text: &str| ["response_format", "json_schema", "grammar"].iter().any(|word| text.contains(word));
    match error {
        OpenAIError::ApiError(refusal) => {
            matches!(refusal.status_code.as_u16(), 400 | 422) || says_so(&refusal.api_error.message)
        }
        OpenAIError::JSONDeserialize(_, content) => says_so(content),
        _ => false,
    }
}

/// The message in a body that the library passes on as it came: of a server error, the whole of it.
fn error_message_of(body: &str) -> String {
    match serde_json::from_str::<Value>(body) {
        Ok(reply) => error_message(&reply).unwrap_or_default().to_owned(),
        Err(_) if body.trim_start().starts_with('<') => "a page instead of a reply".to_owned(),
        Err(_) => body.to_owned(),
    }
}

impl fmt::Debug for LlmSettings {
    /// Without the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LlmSettings")
            .field("base_url", &without_password(&self.base_url))
            .field("model", &self.model)
            .finish_non_exhaustive()
    }
}
