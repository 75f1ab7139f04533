//! What an answer has taken so far, and whether it may take more.

use std::collections::BTreeMap;

use super::{LlmError, LlmSettings};

/// Characters of a prompt that are counted as one token before the endpoint has counted them: English has about four, and
/// other languages fewer.
const CHARACTERS_OF_A_TOKEN: usize = 3;
/// Prices are for so many tokens.
const PRICED: f64 = 1_000_000.0;

/// What a million tokens cost, in whatever unit the reader pays in.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Prices {
    pub prompt: f64,
    pub completion: f64,
}

/// What was asked of a model for one answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    /// Requests that were answered.
    pub replies: u64,
    /// Replies that were known from before and cost nothing.
    pub remembered: u64,
    /// Tokens as the endpoint counts them, or as estimated where it does not.
    pub prompt: u64,
    pub completion: u64,
}

impl Spent {
    /// Tokens read and written.
    pub fn tokens(&self) -> u64 {
        self.prompt + self.completion
    }

    /// In the unit of the prices.
    pub fn cost(&self, prices: Prices) -> f64 {
        (self.prompt as f64 * prices.prompt + self.completion as f64 * prices.completion) / PRICED
    }

    /// For a report's provenance.
    pub fn listed(&self) -> BTreeMap<String, u64> {
        let all = [
            ("prompt", self.prompt),
            ("completion", self.completion),
            ("replies", self.replies),
            ("remembered", self.remembered),
        ];
        all.into_iter().map(|(name, count)| (name.to_owned(), count)).collect()
    }

    /// What a request may take that reads this prompt and may write so many tokens.
    pub fn estimated(prompt: &str, reply_tokens: u32) -> Self {
        Self { prompt: estimated(prompt), completion: u64::from(reply_tokens), ..Self::default() }
    }

    /// Both together.
    pub fn plus(self, more: Self) -> Self {
        Self {
            replies: self.replies.saturating_add(more.replies),
            remembered: self.remembered.saturating_add(more.remembered),
            prompt: self.prompt.saturating_add(more.prompt),
            completion: self.completion.saturating_add(more.completion),
        }
    }

    /// Without a part of it.
    pub fn minus(self, part: Self) -> Self {
        Self {
            replies: self.replies.saturating_sub(part.replies),
            remembered: self.remembered.saturating_sub(part.remembered),
            prompt: self.prompt.saturating_sub(part.prompt),
            completion: self.completion.saturating_sub(part.completion),
        }
    }

    /// Whether a request may be sent that may take so much.
    pub fn allows(self, more: Self, settings: &LlmSettings) -> Result<(), LlmError> {
        let with = self.plus(more);
        if with.tokens() > settings.answer_tokens {
            return Err(LlmError::Tokens { allowed: settings.answer_tokens });
        }
        if settings.answer_cost > 0.0 && with.cost(settings.prices) > settings.answer_cost {
            return Err(LlmError::Cost { allowed: settings.answer_cost });
        }
        Ok(())
    }
}

/// Tokens of a text, roughly and rather too many.
pub fn estimated(text: &str) -> u64 {
    u64::try_from(text.chars().count().div_ceil(CHARACTERS_OF_A_TOKEN)).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_take_too_much_is_not_asked() {
        let mut settings = LlmSettings::at("http://127.0.0.1:1/v1", "m");
        settings.answer_tokens = 1_000;
        let spent = Spent { prompt: 500, completion: 100, ..Spent::default() };
        let allows = |prompt: &str, tokens: u32, settings: &LlmSettings| {
            spent.allows(Spent::estimated(prompt, tokens), settings)
        };
        assert_eq!(allows(&"a".repeat(300), 300, &settings), Ok(()));
        assert_eq!(allows(&"a".repeat(303), 300, &settings), Err(LlmError::Tokens { allowed: 1_000 }));
        settings.prices = Prices { prompt: 1_000.0, completion: 10_000.0 };
        settings.answer_cost = 4.0;
        assert_eq!(allows("", 200, &settings), Ok(()));
        assert_eq!(allows("", 300, &settings), Err(LlmError::Cost { allowed: 4.0 }));
    }
}
