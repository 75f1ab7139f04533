//! A language model behind an OpenAI-compatible endpoint: how it is asked, what it may cost, what it said before.
//!
//! Nothing here knows articles or reports, and nothing that a model says is believed here. `endpoint` asks, `transport`
//! sends and repeats what was put off, `form` is in which form a reply can be asked for, `spending` counts, `memory` keeps what was said, `check` finds
//! out what an endpoint can do.

mod check;
mod endpoint;
mod form;
mod memory;
mod spending;
mod transport;

use std::fmt;
use std::time::Duration;

pub use check::{Abilities, Speed, check};
pub use endpoint::{Answer, Ask, Endpoint};
pub use form::Form;
pub use memory::Memory;
pub use spending::{Prices, Spent};

use crate::endpoint::without_password;

/// Where the model is, how to ask it, and what an answer may cost.
#[derive(Clone)]
pub struct LlmSettings {
    /// Such as `http://127.0.0.1:8080/v1`.
    pub base_url: String,
    pub model: String,
    /// Empty where the endpoint wants none.
    pub api_key: String,
    /// For one reply.
    pub timeout: Duration,
    /// Requests under way at once.
    pub concurrency: usize,
    /// Tokens with which a model may think aloud before each reply.
    pub thought_tokens: u32,
    /// 0 for the likeliest words; not sent to endpoints that refuse it.
    pub temperature: f64,
    pub seed: i64,
    /// Tokens read and written for one answer at most.
    pub answer_tokens: u64,
    /// What one answer may cost at most, in the unit of the prices; no bound where it is 0.
    pub answer_cost: f64,
    pub prices: Prices,
}

impl LlmSettings {
    /// Settings with the defaults for all but the place and the model.
    pub fn at(base_url: &str, model: &str) -> Self {
        Self {
            base_url: base_url.to_owned(),
            model: model.to_owned(),
            api_key: String::new(),
            timeout: Duration::from_secs(120),
            concurrency: 2,
            thought_tokens: 0,
            temperature: 0.0,
            seed: 1,
            answer_tokens: 15_000,
            answer_cost: 0.0,
            prices: Prices::default(),
        }
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

/// Why a model gave no usable answer. No message holds the key, or words of the model.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LlmError {
    #[error("cannot make an HTTP client: {0}")]
    Client(String),
    #[error(
        "the key for {0} cannot be sent; make the variable named by `api_key_env` hold the key alone, in printable ASCII"
    )]
    Key(String),
    #[error(
        "the variable {variable}, which `api_key_env` names, is not set; set it to the key, or take the name out"
    )]
    NoKey { variable: String },
    /// The endpoint knows neither the key, nor the model, nor what was asked of it.
    #[error("the endpoint {url} refuses: {reason}; `caveat llm check` says what it can do")]
    Refused { url: String, reason: String },
    #[error("the endpoint {url} failed: {reason}")]
    Endpoint { url: String, reason: String },
    #[error("the endpoint {url} has no room for what is asked: {reason}")]
    TooLong { url: String, reason: String },
    #[error(
        "the endpoint {url} did not answer within {seconds} s; `timeout_seconds` under [llm] allows more"
    )]
    Timeout { url: String, seconds: u64 },
    #[error(
        "an answer may take {allowed} tokens, and this would be more; `answer_tokens` under [llm], or --budget, allows more"
    )]
    Tokens { allowed: u64 },
    #[error("an answer may cost {allowed}, and this would be more; `answer_cost` under [llm] allows more")]
    Cost { allowed: f64 },
    #[error("stopped by the reader")]
    Stopped,
    #[error("no sentence that was found can be read alone, so there is nothing to show to it")]
    NothingToShow,
    #[error("the model's answer holds no claim in the form that was asked for")]
    NoClaims,
    #[error("the model's answer holds no verdict in the form that was asked for")]
    NoVerdict,
}

impl LlmError {
    /// It would be the same whatever else is asked: nobody is there, or nobody who would answer.
    pub fn is_lasting(&self) -> bool {
        !matches!(self, Self::TooLong { .. } | Self::NothingToShow | Self::NoClaims | Self::NoVerdict)
    }

    /// Somebody has to change the settings.
    pub fn is_of_settings(&self) -> bool {
        matches!(self, Self::Key(_) | Self::NoKey { .. } | Self::Refused { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_do_not_show_the_key() {
        let mut settings = LlmSettings::at("http://user:hunter2@127.0.0.1:1/v1?token=hunter2", "m");
        settings.api_key = "hunter2".to_owned();
        assert!(!format!("{settings:?}").contains("hunter2"));
    }
}
