//! An OpenAI-compatible endpoint: one question, one answer, and why there is none.

use std::cell::{Cell, RefCell};

use async_openai::Client;
use async_openai::config::OpenAIConfig;
use async_openai::error::{ApiErrorResponse, OpenAIError};
use async_openai::middleware::HttpRequestFactory;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::form::Form;
use super::memory::Memory;
use super::spending::{Spent, estimated};
use super::{LlmError, LlmSettings, transport};
use crate::endpoint::{error_message, with_causes, without_password};

/// An endpoint's own error message is shown up to here (characters).
const LONGEST_MESSAGE: usize = 160;
/// No request takes more tokens than this, whatever an endpoint says.
const MOST_TOKENS: u64 = 10_000_000;
/// Parts of a request that are left out for an endpoint that refuses them by name.
const OPTIONAL: &[&str] = &["temperature", "seed", "max_tokens"];

/// An endpoint, ready to be asked, with what it has taken so far.
pub struct Endpoint<'a> {
    settings: LlmSettings,
    client: Client<OpenAIConfig>,
    /// Where replies are remembered; without it, every question is asked.
    memory: Option<Memory<'a>>,
    form: Cell<Form>,
    left_out: RefCell<Vec<&'static str>>,
    spent: Cell<Spent>,
    /// What the requests under way may take.
    reserved: Cell<Spent>,
    /// Nothing more is asked after an error that would come again.
    gave_up: RefCell<Option<LlmError>>,
}

/// What is asked.
pub struct Ask<'a> {
    /// The prompt in the form that the reply is asked for in.
    pub prompt: &'a dyn Fn(Form) -> String,
    pub schema: &'a Value,
    /// SHA-256 of the wording that the prompt was made from.
    pub prompt_sha256: &'a str,
    /// Tokens that the reply may have, beside those for thinking aloud.
    pub reply_tokens: u32,
    /// What the model said before, and what is wrong with it.
    pub before: Option<(&'a str, &'a str)>,
    /// The form to ask in, where not the strictest that the endpoint takes.
    pub form: Option<Form>,
}

/// What the model said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub text: String,
    pub form: Form,
}

impl<'a> Endpoint<'a> {
    /// Prepares to ask an endpoint. Makes no connection.
    pub fn new(mut settings: LlmSettings, memory: Option<Memory<'a>>) -> Result<Self, LlmError> {
        settings.api_key = settings.api_key.trim().to_owned();
        // The library panics on a key that no header can hold.
        if !settings.api_key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(LlmError::Key(without_password(&settings.base_url)));
        }
        let http = transport::client().map_err(|error| LlmError::Client(error.to_string()))?;
        // All of these are set, also when empty: the library would read others from the environment, and a key
        // meant for one endpoint must not go to another.
        let config = OpenAIConfig::new()
            .with_api_base(settings.base_url.trim_end_matches('/'))
            .with_api_key(settings.api_key.clone())
            .with_org_id("")
            .with_project_id("");
        let sender = http.clone();
        // In place of the library's own repetitions, which wait as long as they are told to.
        let service =
            tower::service_fn(move |request: HttpRequestFactory| transport::send(sender.clone(), request));
        let client = Client::with_config(config).with_http_client(http).with_http_service(service);
        let known = memory.as_ref().and_then(|m| m.form_of(&settings));
        Ok(Self {
            settings,
            client,
            memory,
            form: Cell::new(known.unwrap_or(Form::Schema)),
            left_out: RefCell::default(),
            spent: Cell::default(),
            reserved: Cell::default(),
            gave_up: RefCell::default(),
        })
    }

    pub fn settings(&self) -> &LlmSettings {
        &self.settings
    }

    /// What was asked of it so far.
    pub fn spent(&self) -> Spent {
        self.spent.get()
    }

    /// The form in which replies are asked for now.
    pub fn form(&self) -> Form {
        self.form.get()
    }

    /// The error after which nothing more is asked.
    pub fn gave_up(&self) -> Option<LlmError> {
        self.gave_up.borrow().clone()
    }

    /// Begins another answer: what the last one took, and that it failed, no longer counts.
    pub fn start_over(&self) {
        self.spent.take();
        self.gave_up.take();
    }

    /// Asks, in the strictest form that the endpoint takes; what it said to the same question before is not asked again.
    pub async fn complete(&self, ask: &Ask<'_>) -> Result<Answer, LlmError> {
        if let Some(error) = self.gave_up() {
            return Err(error);
        }
        let answer = self.asked(ask).await;
        if let Err(error) = &answer
            && error.is_lasting()
        {
            self.give_up(error);
        }
        answer
    }

    /// Asks nothing more, for this reason.
    pub fn give_up(&self, why: &LlmError) {
        self.gave_up.borrow_mut().get_or_insert_with(|| why.clone());
    }

    async fn asked(&self, ask: &Ask<'_>) -> Result<Answer, LlmError> {
        loop {
            let form = ask.form.unwrap_or(self.form.get());
            let request = self.request(ask, form);
            let key = self.key(&request, form);
            if let Some(text) = self.memory.as_ref().and_then(|m| m.reply(&key)) {
                self.count(Spent { remembered: 1, ..Spent::default() });
                return Ok(Answer { text, form });
            }
            let wanted = Spent::estimated(&prompts(&request), self.tokens(ask));
            self.spent.get().plus(self.reserved.get()).allows(wanted, &self.settings)?;
            self.reserved.set(self.reserved.get().plus(wanted));
            let said = self.exchange(&request).await;
            self.reserved.set(self.reserved.get().minus(wanted));
            match said {
                Ok(said) => {
                    self.count(said.spent);
                    if let Some(memory) = &self.memory {
                        if said.is_whole {
                            let kept = (said.text.as_str(), said.spent);
                            memory.take_in(&key, &self.settings, ask.prompt_sha256, kept);
                        }
                        // Only a form that was answered in is remembered.
                        memory.note_form(&self.settings, self.form.get());
                    }
                    return Ok(Answer { text: said.text, form });
                }
                // Another request of this answer may have found out meanwhile.
                Err(_) if ask.form.is_none() && self.form.get() != form => {}
                Err(Failure::Refusal(said, _)) if self.leaves_out(&said) => {}
                Err(Failure::Refusal(said, status)) if refuses_form(&said, status) => match form.looser() {
                    Some(looser) => self.form.set(looser),
                    None => return Err(self.refused(&said, status)),
                },
                Err(Failure::Refusal(said, status)) => return Err(self.refused(&said, status)),
                Err(Failure::Other(error)) => return Err(error),
            }
        }
    }

    /// Whether the endpoint names a part of the request that it can do without.
    fn leaves_out(&self, said: &str) -> bool {
        let mut left_out = self.left_out.borrow_mut();
        let named = OPTIONAL.iter().find(|name| said.contains(**name) && !left_out.contains(name));
        left_out.extend(named);
        named.is_some()
    }

    fn tokens(&self, ask: &Ask<'_>) -> u32 {
        ask.reply_tokens.saturating_add(self.settings.thought_tokens)
    }

    fn request(&self, ask: &Ask<'_>, form: Form) -> Value {
        let mut messages = vec![json!({ "role": "user", "content": (ask.prompt)(form) })];
        if let Some((said, wrong)) = ask.before {
            messages.push(json!({ "role": "assistant", "content": said }));
            messages.push(json!({ "role": "user", "content": wrong }));
        }
        let mut request = json!({
            "model": self.settings.model,
            "messages": messages,
            "temperature": self.settings.temperature,
            "seed": self.settings.seed,
            "max_tokens": self.tokens(ask),
        });
        if let Some(fields) = request.as_object_mut() {
            for name in self.left_out.borrow().iter() {
                let value = fields.remove(*name);
                // The newer name of the same bound.
                if *name == "max_tokens" {
                    fields.extend(value.map(|tokens| ("max_completion_tokens".to_owned(), tokens)));
                }
            }
            fields.extend(
                form.response_format(ask.schema).map(|format| ("response_format".to_owned(), format)),
            );
        }
        request
    }

    /// Everything that a reply depends on: the request, and where it goes.
    fn key(&self, request: &Value, form: Form) -> String {
        let whole = json!([without_password(&self.settings.base_url), form.as_str(), request]);
        Sha256::digest(whole.to_string()).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    async fn exchange(&self, request: &Value) -> Result<Said, Failure> {
        let chat = self.client.chat();
        let sent = chat.create_byot::<_, Value>(request);
        let response = tokio::time::timeout(self.settings.timeout, sent)
            .await
            .map_err(|_| LlmError::Timeout { url: self.url(), seconds: self.settings.timeout.as_secs() })?
            .map_err(|error| self.failure(error))?;
        let Some(message) = response.pointer("/choices/0/message") else {
            let said = error_message(&response).unwrap_or("its reply is not a chat completion");
            return Err(Failure::Refusal(said.to_owned(), None));
        };
        let text = message.get("content").and_then(Value::as_str).unwrap_or_default().to_owned();
        let count = |name: &str, otherwise: u64| {
            let told = response.pointer(&format!("/usage/{name}")).and_then(Value::as_u64);
            // What cannot be true is not believed: nothing is free, and no reply has so many.
            told.filter(|told| (1..=MOST_TOKENS).contains(told)).unwrap_or(otherwise)
        };
        let spent = Spent {
            replies: 1,
            prompt: count("prompt_tokens", estimated(&prompts(request))),
            completion: count("completion_tokens", estimated(&text)),
            ..Spent::default()
        };
        let reason = response.pointer("/choices/0/finish_reason").and_then(Value::as_str);
        Ok(Said { is_whole: matches!(reason, None | Some("" | "stop")), text, spent })
    }

    fn count(&self, more: Spent) {
        self.spent.set(self.spent.get().plus(more));
    }

    fn failure(&self, error: OpenAIError) -> Failure {
        let reason = match error {
            OpenAIError::ApiError(refusal) => return Failure::of(&refusal),
            // The library does not say with which status it came.
            OpenAIError::JSONDeserialize(_, content) => match serde_json::from_str::<Value>(&content) {
                Ok(reply) => {
                    let said = error_message(&reply).unwrap_or("its reply makes no sense");
                    return Failure::Refusal(said.to_owned(), None);
                }
                Err(_) => "its reply is not JSON".to_owned(),
            },
            OpenAIError::Reqwest(error) => with_causes(&error.without_url()),
            other => with_causes(&other),
        };
        Failure::Other(LlmError::Endpoint { url: self.url(), reason: self.fit_to_show(&reason) })
    }

    /// What an endpoint's refusal means.
    fn refused(&self, said: &str, status: Option<u16>) -> LlmError {
        let (url, lower) = (self.url(), said.to_lowercase());
        let told = self.fit_to_show(said);
        let reason = match status.and_then(|status| http::StatusCode::from_u16(status).ok()) {
            Some(status) if told.is_empty() => status.to_string(),
            Some(status) => format!("{status}: {told}"),
            None => told,
        };
        let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
        let is_long = matches!(status, None | Some(400 | 413 | 422 | 500))
            && (says(&["context", "too long", "too large", "maximum"])
                && says(&["token", "length", "context", "size"]));
        let is_unknown_model = says(&["model"]) && says(&["not found", "not exist", "no such", "unknown"]);
        match status {
            _ if is_long => LlmError::TooLong { url, reason },
            Some(401 | 403 | 404) => LlmError::Refused { url, reason },
            _ if is_unknown_model => LlmError::Refused { url, reason },
            _ => LlmError::Endpoint { url, reason },
        }
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

    /// Asks once, in whatever form, and remembers nothing; for finding out about the endpoint.
    pub(super) async fn attempt(
        &self,
        prompt: &str,
        response_format: Option<Value>,
        reply_tokens: u32,
    ) -> Result<String, LlmError> {
        loop {
            let ask = Ask {
                prompt: &|_| prompt.to_owned(),
                schema: &Value::Null,
                prompt_sha256: "",
                reply_tokens,
                before: None,
                form: None,
            };
            let mut request = self.request(&ask, Form::Prompted);
            if let (Some(fields), Some(format)) = (request.as_object_mut(), &response_format) {
                fields.insert("response_format".to_owned(), format.clone());
            }
            match self.exchange(&request).await {
                Ok(said) => {
                    self.count(said.spent);
                    return Ok(said.text);
                }
                Err(Failure::Refusal(said, _)) if self.leaves_out(&said) => {}
                Err(Failure::Refusal(said, status)) => return Err(self.refused(&said, status)),
                Err(Failure::Other(error)) => return Err(error),
            }
        }
    }

    /// What the endpoint answers to a GET below its address; for finding out about it.
    pub(super) async fn get(&self, path: &str) -> Result<Value, LlmError> {
        let url = format!("{}{path}", self.settings.base_url.trim_end_matches('/'));
        let http = transport::client().map_err(|error| LlmError::Client(error.to_string()))?;
        let mut request = http.get(url).timeout(self.settings.timeout);
        if !self.settings.api_key.is_empty() {
            request = request.bearer_auth(&self.settings.api_key);
        }
        let failed = |error: reqwest::Error| {
            let reason = self.fit_to_show(&with_causes(&error.without_url()));
            LlmError::Endpoint { url: self.url(), reason }
        };
        let response = request.send().await.map_err(failed)?;
        let status = response.status();
        let body = transport::bounded(response).await.map_err(|error| LlmError::Endpoint {
            url: self.url(),
            reason: self.fit_to_show(&with_causes(&error)),
        })?;
        let text = body.text().await.map_err(failed)?;
        match serde_json::from_str::<Value>(&text) {
            Ok(value) if status.is_success() => Ok(value),
            Ok(value) => Err(self.refused(error_message(&value).unwrap_or_default(), Some(status.as_u16()))),
            Err(_) if status.is_success() => {
                Err(LlmError::Endpoint { url: self.url(), reason: "its reply is not JSON".to_owned() })
            }
            Err(_) => Err(self.refused("", Some(status.as_u16()))),
        }
    }
}

/// A reply with what it took.
struct Said {
    text: String,
    spent: Spent,
    /// It was not cut off.
    is_whole: bool,
}

/// Why an exchange gave no text.
enum Failure {
    /// The endpoint said so, with this status where the library tells it.
    Refusal(String, Option<u16>),
    Other(LlmError),
}

impl Failure {
    fn of(refusal: &ApiErrorResponse) -> Self {
        Self::Refusal(refusal.api_error.message.clone(), Some(refusal.status_code.as_u16()))
    }
}

impl From<LlmError> for Failure {
    fn from(error: LlmError) -> Self {
        Self::Other(error)
    }
}

/// The endpoint does not take a request for a reply in this form: it says so, or calls the request wrong without saying
/// why.
fn refuses_form(said: &str, status: Option<u16>) -> bool {
    let names_it = ["response_format", "json_schema", "json_object", "grammar", "schema"];
    let names_another = ["model", "context", "token", "message", "api key", "api_key"];
    let holds = |words: &[&str]| words.iter().any(|word| said.to_lowercase().contains(word));
    holds(&names_it) || matches!(status, Some(400 | 422)) && !holds(&names_another)
}

/// All that a request has a model read.
fn prompts(request: &Value) -> String {
    let messages = request.get("messages").and_then(Value::as_array);
    let texts = messages.into_iter().flatten().filter_map(|message| message.get("content")?.as_str());
    texts.collect::<Vec<_>>().join("\n")
}
