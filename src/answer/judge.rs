//! A language model as a second judge of whether words bear a claim out. Never needed: it is asked where a reader wants
//! a second opinion, and what it says is weighed together with the score of `ground`.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::prompt::{JUDGE, fenced_text};
use crate::ground::Passage;
use crate::llm::{Ask, Endpoint, LlmError, LlmSettings};

/// Words of the evidence that are shown: what a small model reads in about eight seconds on one core.
const WORDS: usize = 400;
/// How far an opinion moves the odds that a claim is supported, in natural logarithms. Chosen by hand: the opinion
/// decides where the score is near the threshold, and does not where nearly every word is there or none is.
const MOVES: f64 = 1.5;
/// Tokens of a reply: a verdict, and a thought before it.
const TOKENS: u32 = 500;

/// What a model thinks of a claim beside its evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Opinion {
    Supported,
    Contradicted,
    NotMentioned,
}

/// A language model that is asked for its opinion.
pub struct SecondJudge {
    endpoint: Endpoint<'static>,
}

#[derive(Deserialize)]
struct Reply {
    verdict: Opinion,
}

impl SecondJudge {
    /// Prepares to ask an endpoint. Makes no connection.
    pub fn new(settings: LlmSettings) -> Result<Self, LlmError> {
        Ok(Self { endpoint: Endpoint::new(settings, None)? })
    }

    /// Asks whether evidence bears a claim out. Of long evidence the sentences are shown that bear on the claim most.
    pub async fn ask(&self, claim: &str, evidence: &[&str]) -> Result<Opinion, LlmError> {
        let (shown, claim) = (fenced_text(&shown(claim, evidence)), one_line(claim));
        let ask = Ask {
            prompt: &|form| JUDGE.fill(form, [&shown, &claim]),
            schema: &schema(),
            prompt_sha256: &JUDGE.sha256(),
            reply_tokens: TOKENS,
            before: None,
            form: None,
        };
        self.endpoint.start_over();
        let answer = self.endpoint.complete(&ask).await?;
        opinion(&answer.text).ok_or(LlmError::NoVerdict)
    }
}

/// A score, 0 to 1, in the light of an opinion.
pub fn combined(score: f64, opinion: Opinion) -> f64 {
    let towards = if opinion == Opinion::Supported { MOVES } else { -MOVES };
    let score = score.clamp(f64::EPSILON, 1.0 - f64::EPSILON);
    let odds = (score / (1.0 - score)).ln() + towards;
    1.0 / (1.0 + (-odds).exp())
}

fn schema() -> Value {
    let verdicts = [Opinion::Supported, Opinion::NotMentioned, Opinion::Contradicted];
    json!({
        "type": "object", "additionalProperties": false, "required": ["verdict"],
        "properties": { "verdict": { "type": "string", "enum": verdicts } },
    })
}

/// The verdict in a reply, whatever stands around it. None where it has several.
fn opinion(reply: &str) -> Option<Opinion> {
    let objects = reply.match_indices('{').filter_map(|(at, _)| {
        let mut values = serde_json::Deserializer::from_str(reply.get(at..)?).into_iter::<Reply>();
        values.next()?.ok()
    });
    let mut verdicts = objects.map(|reply| reply.verdict);
    let first = verdicts.next()?;
    verdicts.all(|other| other == first).then_some(first)
}

/// Evidence as it is shown: all of it, or the sentences that have most of the claim's terms, in their order.
fn shown(claim: &str, evidence: &[&str]) -> String {
    let passage = Passage::of(evidence);
    let mut chosen: Vec<usize> = Vec::new();
    let mut words = 0;
    for at in passage.closest(claim) {
        let Some(sentence) = passage.sentences().get(at) else { continue };
        words += sentence.words.len();
        if words > WORDS && !chosen.is_empty() {
            break;
        }
        chosen.push(at);
    }
    chosen.sort_unstable();
    let texts = chosen.into_iter().filter_map(|at| passage.sentences().get(at));
    let lines = texts.map(|s| passage.text(s.text).get(s.range.clone()).unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_is_read_whatever_stands_around_it() {
        let check = |reply, expected| assert_eq!(opinion(reply), expected, "{reply}");
        check("{\"verdict\":\"supported\"}", Some(Opinion::Supported));
        check("```json\n{\"verdict\": \"contradicted\"}\n```", Some(Opinion::Contradicted));
        check("I think {it is}. {\"verdict\":\"not_mentioned\"}", Some(Opinion::NotMentioned));
        check("{\"verdict\":\"supported\"} or {\"verdict\":\"contradicted\"}", None);
        check("{\"verdict\":\"yes\"}", None);
        check("supported", None);
    }

    #[test]
    fn an_opinion_moves_a_score_and_does_not_replace_it() {
        assert!(combined(0.4, Opinion::Supported) > 0.7 && combined(0.6, Opinion::NotMentioned) < 0.3);
        assert!(combined(0.02, Opinion::Supported) < 0.1 && combined(0.98, Opinion::Contradicted) > 0.9);
        assert!((0.0..=1.0).contains(&combined(0.0, Opinion::Supported)));
        assert!((0.0..=1.0).contains(&combined(1.0, Opinion::Contradicted)));
    }

    #[test]
    fn of_long_evidence_the_closest_sentences_are_shown_in_order() {
        let filler = "Rain fell on the hills and the sheep stood in it all day long. ".repeat(60);
        let evidence = format!(
            "The ferry Orla left Calder at noon. {filler} It reached Port Sarrow at dusk, said the ferry's master."
        );
        let shown = shown("The ferry Orla reached Port Sarrow at dusk.", &[&evidence]);
        assert!(
            shown.starts_with("The ferry Orla left") && shown.ends_with("the ferry's master."),
            "{shown}"
        );
        assert!(shown.split_whitespace().count() <= WORDS);
    }
}
