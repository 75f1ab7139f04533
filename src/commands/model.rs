//! The language model that may compose: found in the configuration, watched while it works, stopped by Ctrl-C.

use std::io::{IsTerminal, stderr};
use std::time::Duration;

use anyhow::bail;
use indicatif::ProgressBar;
use tokio::sync::watch;

use super::{interrupt, tell};
use crate::answer::{LlmComposer, Prompts, Step, Stop};
use crate::cli::{ComposerChoice, ModelOptions};
use crate::config::LlmConfig;
use crate::llm::{Endpoint, LlmError, LlmSettings, Memory, Prices};

/// How often the mark on a terminal moves on.
const TICK: Duration = Duration::from_millis(120);

/// A model with all that is asked of it.
#[derive(Clone)]
pub struct Model {
    settings: LlmSettings,
    prompts: Prompts,
    insists: bool,
    /// The variable that should hold the key and does not.
    without_key: Option<String>,
    /// Nothing is told of its steps.
    pub quiet: bool,
}

impl Model {
    /// The model that is to compose; `None` for composing without one.
    pub fn chosen(
        choice: ComposerChoice,
        config: &LlmConfig,
        options: &ModelOptions,
        quiet: bool,
    ) -> anyhow::Result<Option<Self>> {
        let prompts = options.prompts.as_deref().map_or_else(|| Ok(Prompts::shipped()), Prompts::read)?;
        let Some(mut settings) = settings(choice, config)? else { return Ok(None) };
        settings.answer_tokens = options.budget.unwrap_or(settings.answer_tokens);
        let without_key = config.api_key_env.clone().filter(|_| config.api_key().is_none());
        Ok(Some(Self { settings, prompts, insists: choice == ComposerChoice::Llm, without_key, quiet }))
    }

    /// The composer that asks it.
    pub fn composer(self, memory: Memory<'_>) -> Result<LlmComposer<'_>, LlmError> {
        let endpoint = match Endpoint::new(self.settings.clone(), Some(memory)) {
            // A key that cannot be sent is like none.
            Err(error @ LlmError::Key(_)) if !self.insists => {
                let without = LlmSettings { api_key: String::new(), ..self.settings };
                let endpoint = Endpoint::new(without, Some(memory))?;
                endpoint.give_up(&error);
                endpoint
            }
            made => made?,
        };
        if let Some(variable) = self.without_key {
            endpoint.give_up(&LlmError::NoKey { variable });
        }
        let mut composer = LlmComposer::new(endpoint, self.prompts);
        composer.insists = self.insists;
        Ok(composer)
    }
}

/// Where to find the model that is configured; `None` without one, unless it is insisted on.
pub fn settings(choice: ComposerChoice, config: &LlmConfig) -> anyhow::Result<Option<LlmSettings>> {
    let found = match (&config.base_url, &config.model) {
        (Some(base_url), Some(model)) => Some(LlmSettings {
            base_url: base_url.clone(),
            model: model.clone(),
            api_key: config.api_key().map(|key| key.expose().to_owned()).unwrap_or_default(),
            timeout: Duration::from_secs(config.timeout_seconds),
            concurrency: config.concurrency,
            thought_tokens: config.thought_tokens,
            temperature: config.temperature,
            seed: config.seed,
            answer_tokens: config.answer_tokens,
            answer_cost: config.answer_cost,
            prices: Prices { prompt: config.prompt_price, completion: config.completion_price },
        }),
        _ => None,
    };
    match (choice, &config.api_key_env) {
        (ComposerChoice::Extractive, _) => Ok(None),
        (ComposerChoice::Auto, _) => Ok(found),
        (ComposerChoice::Llm, _) if found.is_none() => bail!(
            "no language model is configured; set `base_url` and `model` under [llm] in config.toml, or use --composer extractive"
        ),
        (ComposerChoice::Llm, Some(variable)) if config.api_key().is_none() => {
            Err(LlmError::NoKey { variable: variable.clone() }.into())
        }
        (ComposerChoice::Llm, _) => Ok(found),
    }
}

/// From now on, Ctrl-C no longer ends the program but is told here.
pub fn stop() -> std::io::Result<Stop> {
    let mut signal = interrupt::signal()?;
    let (noted, stop) = watch::channel(false);
    tokio::spawn(async move {
        if signal.recv().await.is_some() {
            // Nobody may be listening any more.
            let _ = noted.send(true);
            tell::warn("interrupted; reporting what is there");
        }
        noted.closed().await;
    });
    Ok(stop)
}

/// Tells on standard error what a model is at: a line that moves on a terminal, plain lines elsewhere.
pub struct Told {
    bar: Option<ProgressBar>,
    quiet: bool,
}

impl Told {
    pub fn new(quiet: bool) -> Self {
        let bar = (!quiet && stderr().is_terminal() && !tell::is_json()).then(ProgressBar::new_spinner);
        if let Some(bar) = &bar {
            bar.enable_steady_tick(TICK);
        }
        Self { bar, quiet }
    }

    pub fn tell(&self, step: Step<'_>) {
        let line = match step {
            Step::Planning => "asking the model for a plan".to_owned(),
            Step::Asking { section } => format!("asking the model for the section {section}"),
            Step::Claim { text } => format!("  {text}"),
            Step::Checked { section, kept, repaired, replaced } => {
                format!("{section}: {kept} claims hold, {repaired} repaired, {replaced} replaced")
            }
            Step::Concluding => "asking the model for a summary".to_owned(),
        };
        match (&self.bar, step) {
            (Some(bar), Step::Claim { .. } | Step::Checked { .. }) => bar.println(line),
            (Some(bar), _) => bar.set_message(line),
            (None, _) if self.quiet => {}
            (None, _) => tell::warn(&line),
        }
    }

    pub fn finish(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }
}
