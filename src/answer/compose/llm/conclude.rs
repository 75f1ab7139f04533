//! The summary and the questions to ask next, worded by a model from claims that hold, and from nothing else.

use serde_json::{Value, json};

use super::super::super::claim::{Claim, ClaimId};
use super::super::super::prompt::fenced_claims;
use super::super::super::question::Question;
use super::super::{Conclusion, Fused};
use super::{LlmComposer, Request, reply};
use crate::llm::LlmError;

/// Claims shown at most, in their order.
const SHOWN: usize = 14;
/// Fewer claims need no summing up.
const FEWEST: usize = 3;
/// Sentences of the summary, and questions.
const SENTENCES: usize = 4;
const FOLLOW_UPS: usize = 3;
/// Tokens of both.
const TOKENS: u32 = 500;

impl LlmComposer<'_> {
    pub(super) async fn concluded(
        &self,
        question: &Question,
        claims: &[&Claim],
    ) -> Result<Conclusion, LlmError> {
        let shown: Vec<&Claim> = claims.iter().copied().take(SHOWN).collect();
        if shown.len() < FEWEST {
            return Ok(Conclusion::default());
        }
        let texts: Vec<&str> = shown.iter().map(|claim| claim.text()).collect();
        let block = fenced_claims(&texts);
        let prompt = |form| self.prompts.conclude.fill(form, [question.interpreted(), &block]);
        let request = Request {
            prompt: &prompt,
            wording: self.prompts.conclude.sha256(),
            schema: schema(shown.len()),
            tokens: TOKENS,
        };
        let said = self.put(&request, None).await?;
        let fused = reply::read(&said)
            .into_iter()
            .take(SENTENCES)
            .map(|claim| Fused { text: reply::tidied(&claim.text), from: ids(&claim.ids, &shown) });
        let mut follow_ups = reply::follow_ups(&said);
        follow_ups.truncate(FOLLOW_UPS);
        Ok(Conclusion { summary: fused.collect(), follow_ups, notices: Vec::new() })
    }
}

fn ids(numbers: &[usize], shown: &[&Claim]) -> Vec<ClaimId> {
    let shown = |number: &usize| shown.get(number.checked_sub(1)?).map(|claim| claim.id());
    numbers.iter().filter_map(shown).collect()
}

fn schema(claims: usize) -> Value {
    let numbers: Vec<String> = (1..=claims).map(|number| format!("K{number}")).collect();
    json!({
        "type": "object", "additionalProperties": false, "required": ["summary", "follow_ups"],
        "properties": {
            "summary": { "type": "array", "minItems": 2, "maxItems": SENTENCES, "items": {
                "type": "object", "additionalProperties": false, "required": ["ids", "text"],
                "properties": {
                    "ids": { "type": "array", "minItems": 1, "maxItems": 2,
                        "items": { "type": "string", "enum": numbers } },
                    "text": { "type": "string" },
                },
            } },
            "follow_ups": { "type": "array", "minItems": FOLLOW_UPS, "maxItems": FOLLOW_UPS,
                "items": { "type": "string" } },
        },
    })
}
