//! What a model said before, and in which form it can be asked: kept in the store.

use jiff::Timestamp;

use super::LlmSettings;
use super::form::Form;
use super::spending::Spent;
use crate::endpoint::without_password;
use crate::store::{Reply, Store, StoreError};

/// Where replies are kept, and the time that it is.
#[derive(Clone, Copy)]
pub struct Memory<'a> {
    pub store: &'a Store,
    pub now: Timestamp,
}

impl Memory<'_> {
    /// A reply from before. A store that fails is as good as none: the question is asked.
    pub fn reply(&self, key: &str) -> Option<String> {
        self.store.reply(key).unwrap_or_else(told).map(|reply| reply.text)
    }

    /// Keeps a reply that is worth hearing again; an empty one is not.
    pub fn take_in(
        &self,
        key: &str,
        settings: &LlmSettings,
        prompt_sha256: &str,
        (text, spent): (&str, Spent),
    ) {
        // What some endpoints repeat must not be kept.
        let holds_key = !settings.api_key.is_empty() && text.contains(&settings.api_key);
        if holds_key || text.trim().is_empty() {
            return;
        }
        let reply = Reply {
            model: settings.model.clone(),
            prompt_sha256: prompt_sha256.to_owned(),
            text: text.to_owned(),
            prompt_tokens: u32::try_from(spent.prompt).unwrap_or(u32::MAX),
            completion_tokens: u32::try_from(spent.completion).unwrap_or(u32::MAX),
        };
        self.store.keep_reply(key, &reply, self.now).unwrap_or_else(told);
    }

    pub fn form_of(&self, settings: &LlmSettings) -> Option<Form> {
        let url = without_password(&settings.base_url);
        let known = self.store.endpoint_form(&url, &settings.model).unwrap_or_else(told);
        known.and_then(|name| Form::named(&name))
    }

    /// Remembers in which form an endpoint can be asked.
    pub fn note_form(&self, settings: &LlmSettings, form: Form) {
        let url = without_password(&settings.base_url);
        self.store.note_endpoint(&url, &settings.model, form.as_str(), self.now).unwrap_or_else(told);
    }
}

fn told<T: Default>(error: StoreError) -> T {
    tracing::info!("the model's replies are not remembered: {error}");
    T::default()
}
