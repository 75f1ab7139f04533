//! Vectors from an OpenAI-compatible endpoint (`POST /embeddings`).

use std::fmt;
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use serde::Deserialize;
use serde_json::{Value, json};

use super::EmbedError;
use crate::endpoint::{error_message, with_causes, without_password};

/// Texts sent together: what common servers take at most (Text Embeddings Inference: 32).
const TOGETHER: usize = 32;
/// What is sent of a text (characters): many models read 512 tokens, and some servers refuse what is longer.
const LONGEST: usize = 2_000;
/// The largest reply (bytes): 32 vectors of 8,192 numbers take 6 MB as JSON.
const LARGEST: usize = 32 << 20;
/// An endpoint's own error message is shown up to here (characters).
const LONGEST_MESSAGE: usize = 160;

/// Where the model is and how to ask it.
#[derive(Clone)]
pub struct EndpointSettings {
    /// Such as `http://127.0.0.1:8080/v1`.
    pub base_url: String,
    pub model: String,
    /// Empty where the endpoint wants none.
    pub api_key: String,
    /// For the vectors of up to 32 texts.
    pub timeout: Duration,
}

/// An endpoint, ready to be asked.
pub struct Endpoint {
    settings: EndpointSettings,
    client: reqwest::Client,
}

#[derive(Deserialize)]
struct Reply {
    data: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    index: Option<usize>,
    embedding: Vec<f32>,
}

impl Endpoint {
    /// Prepares to ask an endpoint. Makes no connection.
    pub fn new(mut settings: EndpointSettings) -> Result<Self, EmbedError> {
        settings.api_key = settings.api_key.trim().to_owned();
        if !settings.api_key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(EmbedError::Key(without_password(&settings.base_url)));
        }
        // Neither key nor texts go where the reader did not send them. Connections are not kept: each exchange has
        // a runtime of its own, and a connection ends with the runtime that it was made in.
        let builder = || {
            reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).pool_max_idle_per_host(0)
        };
        // A machine without any trusted certificates can still ask an endpoint of its own over http.
        let client = builder().build().or_else(|_| builder().tls_certs_only([]).build())?;
        Ok(Self { settings, client })
    }

    /// Vectors as the endpoint gives them, one for each text.
    pub fn encode(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EmbedError> {
        let mut vectors: Vec<Vec<f32>> = Vec::with_capacity(texts.len());
        for together in texts.chunks(TOGETHER) {
            vectors.extend(self.ask(together)?);
        }
        let dimensions = vectors.first().map_or(0, Vec::len);
        if dimensions == 0 || vectors.iter().any(|vector| vector.len() != dimensions) {
            return Err(self.failed("its vectors differ in their number of dimensions, or have none"));
        }
        Ok(vectors)
    }

    /// One exchange, waited for. It has a thread of its own, so that whoever asks may be inside of a runtime.
    fn ask(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EmbedError> {
        let body = std::thread::scope(|scope| {
            let exchange = || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                runtime.map_err(|e| self.failed(&e.to_string()))?.block_on(self.exchange_in_time(texts))
            };
            scope.spawn(exchange).join().unwrap_or_else(|_| Err(self.failed("the exchange broke off")))
        })?;
        let Ok(Reply { mut data }) = serde_json::from_slice(&body) else {
            let reply: Value = serde_json::from_slice(&body).unwrap_or_default();
            return Err(self.failed(error_message(&reply).unwrap_or("its reply holds no vectors")));
        };
        // Where the items are numbered, the numbers count, not the order.
        data.sort_by_key(|item| item.index);
        let numbered = data.iter().enumerate().all(|(place, item)| item.index.is_none_or(|n| n == place));
        if data.len() != texts.len() || !numbered {
            return Err(self.failed("its reply does not hold one vector for each text"));
        }
        Ok(data.into_iter().map(|item| item.embedding).collect())
    }

    async fn exchange_in_time(&self, texts: &[&str]) -> Result<Vec<u8>, EmbedError> {
        let limit = self.settings.timeout;
        let late = |_| EmbedError::Timeout { url: self.url(), seconds: limit.as_secs() };
        tokio::time::timeout(limit, self.exchange(texts)).await.map_err(late)?
    }

    async fn exchange(&self, texts: &[&str]) -> Result<Vec<u8>, EmbedError> {
        let input: Vec<String> = texts.iter().map(|text| text.chars().take(LONGEST).collect()).collect();
        let request = json!({ "model": self.settings.model, "input": input, "encoding_format": "float" });
        let address = format!("{}/embeddings", self.settings.base_url.trim_end_matches('/'));
        let mut post = self.client.post(address).header(CONTENT_TYPE, "application/json");
        if !self.settings.api_key.is_empty() {
            post = post.header(AUTHORIZATION, format!("Bearer {}", self.settings.api_key));
        }
        let network = |e: reqwest::Error| self.failed(&with_causes(&e.without_url()));
        let mut response = post.body(request.to_string()).send().await.map_err(network)?;
        let status = response.status();
        let mut body = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(network)? {
            if body.len() + piece.len() > LARGEST {
                return Err(self.failed(&format!("its reply is larger than {} MB", LARGEST >> 20)));
            }
            body.extend_from_slice(&piece);
        }
        if status.is_success() {
            return Ok(body);
        }
        let reply: Value = serde_json::from_slice(&body).unwrap_or_default();
        Err(self.failed(&match error_message(&reply) {
            Some(message) => format!("{status}: {message}"),
            None => status.to_string(),
        }))
    }

    /// In one line, not too long, and without the key: some endpoints repeat it in their error messages.
    fn failed(&self, reason: &str) -> EmbedError {
        let key = &self.settings.api_key;
        let reason = if key.is_empty() { reason.to_owned() } else { reason.replace(key, "(key)") };
        let line: String = reason.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let mut line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some((end, _)) = line.char_indices().nth(LONGEST_MESSAGE) {
            line.truncate(end);
            line.push('…');
        }
        EmbedError::Endpoint { url: self.url(), reason: line }
    }

    fn url(&self) -> String {
        without_password(&self.settings.base_url)
    }
}

impl fmt::Debug for EndpointSettings {
    /// Without the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EndpointSettings")
            .field("base_url", &without_password(&self.base_url))
            .field("model", &self.model)
            .finish_non_exhaustive()
    }
}
