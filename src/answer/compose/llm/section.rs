//! One section: the claims that a model writes for it, each checked, and asked for once more if it does not hold.

use serde_json::{Value, json};

use super::super::super::evidence::{Evidence, SentenceId};
use super::super::super::ground::{self, Flaw};
use super::super::super::language::{self, Role};
use super::super::super::prompt::{fenced, fenced_text};
use super::super::super::question::Question;
use super::super::super::report::{Alarm, Reason, SectionKind};
use super::super::{Author, DraftClaim, DraftSection};
use super::choose::Shown;
use super::reply::{self, ReplyClaim};
use super::{Counts, LlmComposer, Request, SECTIONS, Step, named};
use crate::llm::LlmError;

/// Claims asked for in one section, where there are as many sentences.
const CLAIMS: usize = 4;
/// Claims looked at, should the model write more than it was asked for.
const LOOKED_AT: usize = 8;
/// Claims of a section that are asked for once more.
const REPAIRS: usize = 2;
/// Tokens of a section: four claims; and of one claim.
const TOKENS: u32 = 600;
const REPAIR_TOKENS: u32 = 200;

/// A claim that is checked, with the side that the model says it is on.
pub struct Written {
    claim: DraftClaim,
    stance: String,
}

impl LlmComposer<'_> {
    /// Asks for the claims of a section. Those that do not hold are left in: `ground` counts them and puts their
    /// sentences in their place.
    pub(super) async fn section(
        &self,
        question: &Question,
        evidence: &Evidence,
        shown: &Shown,
    ) -> Result<Vec<Written>, LlmError> {
        if let Some(error) = self.endpoint.gave_up() {
            return Err(error);
        }
        let name = named(shown.kind);
        (self.watch)(Step::Asking { section: name });
        let proposed = self.proposed(question, evidence, shown).await?;
        let mut counts = Counts { proposed: proposed.len(), ..Counts::default() };
        let (mut written, mut repairs) = (Vec::new(), 0);
        for claim in proposed {
            let draft = drafted(&claim, shown);
            let better = match flaw(&draft, &claim.modality, evidence) {
                None => {
                    counts.kept += 1;
                    Some(draft.clone())
                }
                Some(flaw) if repairs < REPAIRS && !flaw.is_beyond_repair() => {
                    repairs += 1;
                    let repaired = self.repaired(&draft, &flaw, evidence).await;
                    counts.repaired += usize::from(repaired.is_some());
                    repaired
                }
                Some(_) => None,
            };
            match &better {
                Some(held) => (self.watch)(Step::Claim { text: &held.text }),
                None => counts.replaced += 1,
            }
            written.push(Written { claim: better.unwrap_or(draft), stance: claim.stance });
        }
        let Counts { kept, repaired, replaced, .. } = counts;
        (self.watch)(Step::Checked { section: name, kept, repaired, replaced });
        self.count(counts);
        Ok(written)
    }

    async fn proposed(
        &self,
        question: &Question,
        evidence: &Evidence,
        shown: &Shown,
    ) -> Result<Vec<ReplyClaim>, LlmError> {
        let block = fenced(evidence, &shown.sentences);
        let most = CLAIMS.min(shown.sentences.len());
        let tells = SECTIONS.iter().find(|(kind, ..)| *kind == shown.kind).map_or("", |(.., what)| what);
        let values = [question.interpreted(), tells, &shown.ask, &block, &most.to_string()];
        let prompt = |form| self.prompts.section.fill(form, values);
        let request = Request {
            prompt: &prompt,
            wording: self.prompts.section.sha256(),
            schema: schema(&shown.sentences, most),
            tokens: TOKENS,
        };
        let mut claims = self.read(&request).await?;
        claims.truncate(LOOKED_AT);
        Ok(claims)
    }

    /// Asks, and asks once more where the reply cannot be read, saying so.
    async fn read(&self, request: &Request<'_>) -> Result<Vec<ReplyClaim>, LlmError> {
        let said = self.put(request, None).await?;
        let claims = reply::read(&said);
        if !claims.is_empty() || reply::is_empty(&said) {
            return Ok(claims);
        }
        let wrong = "This cannot be read: it holds no claim in the form that was asked for. Write it again in that form and \
            write nothing else.";
        let said: String = said.chars().take(1_000).collect();
        match reply::read(&self.put(request, Some((&said, wrong))).await?) {
            claims if claims.is_empty() => Err(LlmError::NoClaims),
            claims => Ok(claims),
        }
    }

    /// Asks for a claim anew, showing nothing but it and its sentences. `None` if that does not hold either.
    async fn repaired(&self, failed: &DraftClaim, flaw: &Flaw, evidence: &Evidence) -> Option<DraftClaim> {
        let sentences = &failed.sentences;
        if sentences.is_empty() {
            return None;
        }
        let (block, claim, wrong) = (fenced(evidence, sentences), fenced_text(&failed.text), in_words(flaw));
        let prompt = |form| self.prompts.repair.fill(form, [&block, &claim, &wrong]);
        let request = Request {
            prompt: &prompt,
            wording: self.prompts.repair.sha256(),
            schema: schema(sentences, 1),
            tokens: REPAIR_TOKENS,
        };
        // An endpoint that fails here has failed for all that follows; this claim gives way to its sentence.
        let said = self.put(&request, None).await.ok()?;
        let claim = reply::read(&said).into_iter().next()?;
        let draft = DraftClaim { sentences: sentences.clone(), ..drafted_from(&claim, sentences) };
        self::flaw(&draft, &claim.modality, evidence).is_none().then_some(draft)
    }
}

/// A claim with the sentences that it names among those shown. One that names no other is kept, so that grounding rejects
/// and counts it.
fn drafted(claim: &ReplyClaim, shown: &Shown) -> DraftClaim {
    drafted_from(claim, &shown.sentences)
}

fn drafted_from(claim: &ReplyClaim, shown: &[SentenceId]) -> DraftClaim {
    let ids = claim.ids.iter().filter_map(|number| number.checked_sub(1)).map(SentenceId);
    let mut sentences: Vec<SentenceId> = ids.filter(|id| shown.contains(id)).collect();
    sentences.sort_unstable();
    sentences.dedup();
    DraftClaim { text: reply::tidied(&claim.text), sentences, by: Author::Model }
}

/// Why a claim cannot stand: it does not hold, or it states what the model itself calls less than a fact.
fn flaw(draft: &DraftClaim, modality: &str, evidence: &Evidence) -> Option<Flaw> {
    if let Err(flaw) = ground::holds(draft, evidence) {
        return Some(flaw);
    }
    let text = draft.text.as_str();
    let is_less = matches!(modality, "alleged" | "planned" | "possible");
    let says_so = language::is_alleged(text) || language::is_tentative(text) || language::is_attributed(text);
    (is_less && !says_so).then(|| Flaw { reason: Reason::Hedge, alarms: vec![Alarm::Modality] })
}

/// What is wrong with a claim, for the model that wrote it.
fn in_words(flaw: &Flaw) -> String {
    let of_alarm = |alarm: &Alarm| match alarm {
        Alarm::Number => "a number in it is not the sentence's",
        Alarm::Name => "a name in it does not stand in the sentence",
        Alarm::Negation => "it denies what the sentence says, or says what the sentence denies",
        Alarm::Modality => "it states as sure what the sentence calls alleged, planned or possible",
        Alarm::Quote => "words in quotation marks are not copied exactly",
        Alarm::Date => "a date in it is not the sentence's",
        Alarm::Speaker => "somebody else said it",
        Alarm::Direction => "it tells of a rise for a fall, or of a fall for a rise",
        Alarm::Attribution => "it states as a fact what the sentence says that somebody said",
    };
    let alarms: Vec<&str> = flaw.alarms.iter().map(of_alarm).collect();
    match alarms.as_slice() {
        [] if flaw.reason == Reason::Hedge => "it is worded more strongly than the sentence".to_owned(),
        [] => "none of the sentences says all of it".to_owned(),
        alarms => alarms.join("; "),
    }
}

/// Puts claims into the sections in which they belong.
pub fn filed(asked: SectionKind, written: Vec<Written>, sections: &mut [DraftSection]) {
    for Written { claim, stance } in written {
        let kind = section_of(asked, &stance, &claim.text);
        if let Some(section) = sections.iter_mut().find(|section| section.kind == kind) {
            section.claims.push(claim);
        }
    }
}

/// The section that a claim belongs to: the one that it was asked for, unless the wording says the opposite. Small models
/// file an accusation under defences, and the bottom line would count it for the wrong side.
fn section_of(asked: SectionKind, stance: &str, text: &str) -> SectionKind {
    let role = language::role(text, false);
    match (asked, role) {
        (SectionKind::EvidenceFor, Role::Defence) => SectionKind::EvidenceComplicating,
        (SectionKind::EvidenceComplicating, Role::Accusation) => SectionKind::EvidenceFor,
        (SectionKind::EvidenceFor | SectionKind::EvidenceComplicating, Role::Unknown) => {
            SectionKind::NotShown
        }
        // The model's own word for it, where the wording has none.
        (SectionKind::EvidenceFor, Role::Event | Role::Background) if stance == "neutral" => {
            SectionKind::Events
        }
        (SectionKind::EvidenceFor, Role::Event | Role::Background) if stance == "against" => {
            SectionKind::EvidenceComplicating
        }
        (SectionKind::EvidenceComplicating, Role::Event | Role::Background) if stance == "for" => {
            SectionKind::EvidenceFor
        }
        _ => asked,
    }
}

/// The shape of the reply: sentence numbers are an enumeration, so that none can be made up.
fn schema(sentences: &[SentenceId], most: usize) -> Value {
    let numbers: Vec<String> = sentences.iter().map(ToString::to_string).collect();
    let fewest = most.min(2).min(numbers.len());
    json!({
        "type": "object", "additionalProperties": false, "required": ["claims"],
        "properties": { "claims": { "type": "array", "minItems": fewest, "maxItems": most, "items": {
            "type": "object", "additionalProperties": false, "required": ["ids", "text", "stance", "modality"],
            "properties": {
                "ids": { "type": "array", "minItems": 1, "maxItems": 2,
                    "items": { "type": "string", "enum": numbers } },
                "text": { "type": "string" },
                "stance": { "type": "string", "enum": ["for", "against", "neutral"] },
                "modality": { "type": "string", "enum": ["fact", "said", "alleged", "planned", "possible"] },
            },
        } } },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_is_filed_where_it_was_asked_for_unless_it_says_the_opposite() {
        let check = |asked, stance, text, expected| {
            assert_eq!(section_of(asked, stance, text), expected, "{stance}: {text}");
        };
        let (met, accused) = ("Verhalen met Melk.", "Brandt accused Verhalen.");
        check(SectionKind::Context, "for", met, SectionKind::Context);
        check(SectionKind::Events, "for", accused, SectionKind::Events);
        check(SectionKind::EvidenceComplicating, "against", met, SectionKind::EvidenceComplicating);
        check(SectionKind::EvidenceComplicating, "against", accused, SectionKind::EvidenceFor);
        check(SectionKind::EvidenceFor, "for", "Korvin denied that.", SectionKind::EvidenceComplicating);
        check(SectionKind::EvidenceFor, "neutral", met, SectionKind::Events);
        check(SectionKind::EvidenceFor, "", met, SectionKind::EvidenceFor);
    }
}
