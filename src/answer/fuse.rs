//! What a model says about claims: checked by rule against them, before it may stand in a report.

use std::collections::BTreeSet;

use super::claim::Claim;
use super::compose::{Author, Fused};
use super::evidence::Evidence;
use super::facts;
use super::ground::{check, repeats, weakest};
use super::hedge::{Hedge, unworded};
use super::question::Question;
use super::report::{Reason, Rejected, Verdict};
use super::strict::{brings_in, hedged, holds_markup, says_nearly, turns, unreportable};
use crate::ground::clause_texts;
use crate::index::analysis::{plain_words, terms};

/// Words of a sentence about claims at most.
const LONGEST: usize = 45;
/// Words of a question to ask next.
const QUESTION_WORDS: usize = 25;
/// A question that has so much of the other's terms is the same one.
const SAME: f64 = 0.8;

/// A sentence about claims that holds.
pub struct Summed<'a> {
    pub text: String,
    pub about: Vec<&'a Claim>,
    pub hedge: Hedge,
}

/// The sentences that hold, worded no stronger than the weakest claim that they speak of; and those that do not, of which
/// no word is passed on.
pub fn fuse<'a>(
    proposed: Vec<Fused>,
    claims: &[&'a Claim],
    evidence: &Evidence,
) -> (Vec<Summed<'a>>, Vec<Rejected>) {
    let (mut summed, mut rejected): (Vec<Summed<'a>>, Vec<Rejected>) = (Vec::new(), Vec::new());
    for fused in proposed {
        let named: Vec<&Claim> =
            fused.from.iter().filter_map(|id| claims.iter().copied().find(|c| c.id() == *id)).collect();
        // What one claim says is about that claim, whatever else the model names.
        let says_it = |claim: &&&Claim| says_all(&fused.text, &readings(claim, evidence));
        let about = named.iter().find(says_it).map_or_else(|| named.clone(), |claim| vec![*claim]);
        let text = match summed.iter().any(|known| repeats(&fused.text, &known.text)) {
            true => Err(Reason::Duplicate),
            false => worded(&fused.text, &about, evidence),
        };
        match text {
            Ok(text) => {
                let hedge = weakest(&about, evidence);
                summed.push(Summed { text, about, hedge });
            }
            Err(reason) => {
                let ids: Vec<String> = fused.from.iter().map(ToString::to_string).collect();
                let text = format!("(text withheld) a sentence of the summary, about {}", ids.join(", "));
                rejected.push(Rejected { text, reason });
            }
        }
    }
    (summed, rejected)
}

fn worded(text: &str, about: &[&Claim], evidence: &Evidence) -> Result<String, Reason> {
    let text = text.trim();
    if let Some(reason) = unreportable(text, Author::Model) {
        return Err(reason);
    }
    if about.is_empty() || plain_words(text).len() > LONGEST {
        return Err(Reason::Ungrounded);
    }
    // Of two claims, each true, a third can be made that nobody made: every part of the sentence is one claim's.
    let texts: Vec<String> = about.iter().map(|claim| readings(claim, evidence)).collect();
    let is_of_one = |clause: &str| texts.iter().any(|text| says_nearly(clause, text));
    let is_borne_out = check(text, &[texts.join("\n")]).verdict == Verdict::Supported;
    if !is_borne_out || !clause_texts(text).into_iter().all(is_of_one) {
        return Err(Reason::Ungrounded);
    }
    let outlets: BTreeSet<&str> = about.iter().flat_map(|claim| claim.outlets(evidence)).collect();
    let only = outlets.first().copied().filter(|_| outlets.len() == 1);
    hedged(text.to_owned(), &texts.join("\n"), weakest(about, evidence).level, only)
}

/// What a claim says, with the outlet that it is told by behind it and before it, one reading a line.
fn readings(claim: &Claim, evidence: &Evidence) -> String {
    let mut readings = claim.text().to_owned();
    for outlet in claim.outlets(evidence) {
        let statement = unworded(claim.text(), outlet);
        if statement.len() < claim.text().len() {
            let stop = if statement.ends_with(['.', '”', '"', '?', '!']) { "" } else { "." };
            readings.push_str(&format!("\nAccording to {outlet}, {statement}{stop}"));
        }
    }
    readings
}

/// The words bear the text out, and it keeps to them.
fn says_all(text: &str, words: &str) -> bool {
    check(text, &[words.to_owned()]).verdict == Verdict::Supported && says_nearly(text, words)
}

/// The questions of a model that may be asked: about what the claims name, with no name or number that they do not, and
/// not the question itself.
pub fn follow_ups(proposed: Vec<String>, question: &Question, claims: &[&Claim]) -> Vec<String> {
    let told: String = claims.iter().map(|claim| claim.text()).collect::<Vec<_>>().join("\n");
    let known: BTreeSet<String> = plain_words(&told)
        .into_iter()
        .chain(plain_words(question.interpreted()))
        .map(|word| word.stem)
        .collect();
    let stems = |text: &str| -> BTreeSet<String> { terms(text).into_iter().map(|term| term.stem).collect() };
    let told_stems = stems(&told);
    let mut asked = vec![question.interpreted().to_owned()];
    for text in proposed {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let own = stems(&text);
        let is_asked = |other: &String| {
            let other = stems(other);
            own.intersection(&other).count() as f64 >= SAME * own.len().min(other.len()).max(1) as f64
        };
        // What a single claim and the question tell of may be asked about, unless it presupposes what they deny.
        let tells_of = |claim: &&Claim| {
            let both = format!("{}\n{}", claim.text(), question.interpreted());
            !brings_in(&text, &both)
                && !turns(&text, claim.text())
                && facts::numbers(&text).is_subset(&facts::numbers(&both))
        };
        let first = plain_words(&text).first().map(|word| word.stem.clone()).unwrap_or_default();
        let sound = text.ends_with('?')
            && text.matches('?').count() == 1
            && plain_words(&text).len() <= QUESTION_WORDS
            && !matches!(first.as_str(), "why" | "when" | "how" | "did" | "is" | "was")
            && !holds_markup(&text)
            && super::language::addresses(&text).is_none()
            && !facts::names(&text).is_empty()
            && facts::names(&text).is_subset(&known)
            && !own.is_disjoint(&told_stems)
            && claims.iter().any(tells_of);
        if sound && !asked.iter().any(is_asked) {
            asked.push(text);
        }
    }
    asked.split_off(1)
}
