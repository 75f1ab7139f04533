//! A language model as a second judge, on a sample of the pairs.

use std::time::Instant;

use anyhow::Context as _;
use serde::Serialize;

use super::figures::{Figure, SEED, figure};
use super::scored::Scored;
use crate::answer::{Opinion, SecondJudge, combined};
use crate::cli::ComposerChoice;
use crate::commands::{Setting, model};
use crate::eval::pairs::{Judged, balanced_accuracy, drawn};
use crate::eval::typos::Random;
use crate::ground::Model;
use crate::llm::LlmSettings;

/// What a second judge adds.
#[derive(Serialize)]
pub struct Second {
    model: String,
    pairs: usize,
    /// Pairs on which it gave no verdict; the score stands alone there.
    unanswered: usize,
    balanced_accuracy: Figure,
    balanced_accuracy_together: Figure,
    /// Of its verdicts alone.
    balanced_accuracy_of_model: Figure,
    seconds_per_pair: f64,
}

/// Asks the model that is configured about so many of the pairs, drawn at random.
pub fn judged(setting: &Setting, scored: &[Scored], many: usize) -> anyhow::Result<Second> {
    let settings = model::settings(ComposerChoice::Llm, &setting.config.llm)
        .context("a second judge is a language model")?
        .context("no language model is configured")?;
    let sample = sample(scored, many);
    let started = Instant::now();
    let opinions = asked(settings.clone(), &sample)?;
    let seconds_per_pair = started.elapsed().as_secs_f64() / sample.len().max(1) as f64;
    let threshold = Model::shipped().threshold;
    let accuracy = |score: &dyn Fn(&Scored, Option<Opinion>) -> f64, threshold: f64| {
        let judged: Vec<Judged> = sample
            .iter()
            .zip(&opinions)
            .map(|(one, opinion)| (score(one, *opinion), one.pair.is_supported()))
            .collect();
        figure(judged.len(), |places| balanced_accuracy(&drawn(&judged, places), threshold))
    };
    let together = |one: &Scored, opinion: Option<Opinion>| {
        opinion.map_or(one.grounding.score, |opinion| combined(one.grounding.score, opinion))
    };
    let alone = |_: &Scored, opinion: Option<Opinion>| f64::from(opinion == Some(Opinion::Supported));
    Ok(Second {
        model: settings.model,
        pairs: sample.len(),
        unanswered: opinions.iter().filter(|opinion| opinion.is_none()).count(),
        balanced_accuracy: accuracy(&|one, _| one.grounding.score, threshold),
        balanced_accuracy_together: accuracy(&together, threshold),
        balanced_accuracy_of_model: accuracy(&alone, 0.5),
        seconds_per_pair,
    })
}

fn sample(scored: &[Scored], many: usize) -> Vec<&Scored> {
    let mut random = Random::new(SEED, "judge");
    let mut rest: Vec<&Scored> = scored.iter().collect();
    let mut sample = Vec::new();
    while sample.len() < many && !rest.is_empty() {
        sample.push(rest.swap_remove(random.below(rest.len())));
    }
    sample
}

fn asked(settings: LlmSettings, sample: &[&Scored]) -> anyhow::Result<Vec<Option<Opinion>>> {
    let judge = SecondJudge::new(settings)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut opinions = Vec::new();
    for (at, one) in sample.iter().enumerate() {
        let opinion = runtime.block_on(judge.ask(&one.pair.claim, &one.pair.evidence()));
        if let Err(error) = &opinion {
            tracing::warn!("{}: {error}", one.pair.id);
        }
        tracing::info!("{} of {} pairs judged", at + 1, sample.len());
        opinions.push(opinion.ok());
    }
    Ok(opinions)
}

impl Second {
    pub fn readable(&self) -> String {
        format!(
            "\nsecond judge {} on {} pairs ({} unanswered): balanced accuracy {} without, {} with it, {} by itself; {:.1} s a pair\n",
            self.model,
            self.pairs,
            self.unanswered,
            self.balanced_accuracy.shown(),
            self.balanced_accuracy_together.shown(),
            self.balanced_accuracy_of_model.shown(),
            self.seconds_per_pair,
        )
    }
}
