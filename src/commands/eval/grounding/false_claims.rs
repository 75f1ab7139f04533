//! What else is asked of grounding: the sentence that bears a claim out, and false claims made of true sentences.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use super::Measured;
use super::figures::{Figure, SEED, figure};
use super::scored::Scored;
use crate::cli::EvalGrounding;
use crate::eval::mutations::{self, Mutation};
use crate::eval::pairs::{self, drawn};
use crate::ground::{Alarm, Grounding, Passage, check, check_in};

/// False alarms among supported claims that are allowed where false claims are to be found out.
const FALSE_ALARMS: f64 = 0.03;

#[derive(Serialize)]
pub struct Sentences {
    pub claims: usize,
    pub p_at_1: Figure,
    pub hit_at_3: Figure,
}

#[derive(Serialize)]
pub struct Found {
    pub mutation: &'static str,
    pub claims: usize,
    pub recall: Figure,
}

/// How often the sentence that bears a claim out is the first that is shown, or among the first three.
pub fn sentences(path: &Path) -> anyhow::Result<Sentences> {
    let mut hits: Vec<(f64, f64)> = Vec::new();
    for selection in pairs::read_selections(path)? {
        let bearing: Vec<usize> = selection.supporting_sentences.iter().flatten().copied().collect();
        if bearing.is_empty() {
            continue;
        }
        let texts: Vec<&str> = selection.sentences.iter().map(String::as_str).collect();
        let best = check_in(&selection.claim, &Passage::of_sentences(&texts)).best;
        let hit =
            |first: usize| f64::from(best.iter().take(first).any(|b| bearing.contains(&b.place.evidence)));
        hits.push((hit(1), hit(3)));
    }
    let share = |of: fn(&(f64, f64)) -> f64| {
        figure(hits.len(), |places| {
            drawn(&hits, places).iter().map(of).sum::<f64>() / places.len().max(1) as f64
        })
    };
    Ok(Sentences { claims: hits.len(), p_at_1: share(|h| h.0), hit_at_3: share(|h| h.1) })
}

/// Makes false claims and counts those that are found out, by a policy that takes few supported claims for false: a
/// certain alarm, or a score below a floor that leaves the rest of the false alarms that are allowed.
pub fn mutate(asked: &EvalGrounding, scored: &[Scored], measured: &mut Measured) -> anyhow::Result<()> {
    let supported: Vec<&Scored> = scored.iter().filter(|s| s.pair.is_supported()).collect();
    let alarmed = supported.iter().filter(|s| s.is_certain()).count();
    let allowed = (FALSE_ALARMS * supported.len() as f64).floor() as usize;
    let mut scores: Vec<f64> =
        supported.iter().filter(|s| !s.is_certain()).map(|s| s.grounding.score).collect();
    scores.sort_by(f64::total_cmp);
    let floor = allowed.checked_sub(alarmed).and_then(|rest| scores.get(rest)).copied().unwrap_or_default();
    let caught = |g: &Grounding| g.alarms.iter().any(|alarm| alarm.is_certain) || g.score < floor;
    let all = supported.len().max(1) as f64;
    measured.false_alarms = Some(supported.iter().filter(|s| caught(&s.grounding)).count() as f64 / all);
    for one in supported.iter().filter(|s| s.is_certain()).take(asked.failures) {
        let alarms: Vec<String> =
            one.grounding.alarms.iter().filter(|a| a.is_certain).map(|a| shown(&one.pair.claim, a)).collect();
        measured.failures.push(format!(
            "false alarm {} {}: {}",
            one.pair.id,
            alarms.join(", "),
            one.pair.claim
        ));
    }
    let mut texts = Vec::new();
    for path in &asked.articles {
        texts.extend(mutations::read(path)?);
    }
    let mut found: Vec<(Mutation, f64)> = Vec::new();
    let mut missed = BTreeMap::new();
    for mutant in mutations::mutants(&texts, SEED) {
        let text = texts.get(mutant.text).map_or("", |text| text.text.as_str());
        let is_caught = caught(&check(&mutant.claim, &[text]));
        found.push((mutant.kind, f64::from(u8::from(is_caught))));
        let count: &mut usize = missed.entry(mutant.kind).or_default();
        if !is_caught && *count < asked.failures {
            *count += 1;
            measured.failures.push(format!(
                "missed {}: {}\n    truth: {}",
                mutant.kind.name(),
                mutant.claim,
                mutant.truth
            ));
        }
    }
    for kind in Mutation::ALL {
        let own: Vec<f64> = found.iter().filter(|(of, _)| *of == kind).map(|(_, caught)| *caught).collect();
        let recall =
            figure(own.len(), |places| drawn(&own, places).iter().sum::<f64>() / places.len().max(1) as f64);
        measured.mutations.push(Found { mutation: kind.name(), claims: own.len(), recall });
    }
    Ok(())
}

fn shown(claim: &str, alarm: &Alarm) -> String {
    format!("{:?} `{}`", alarm.kind, claim.get(alarm.claim.clone()).unwrap_or_default())
}
