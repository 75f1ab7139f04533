//! `caveat eval grounding`: how well words bear claims out, on pairs that people judged.

mod common_words;
mod false_claims;
mod figures;
mod scored;
mod second;
mod sets;
mod shown;
mod transfer;

use serde::Serialize;

use self::false_claims::{Found, Sentences, mutate, sentences};
use self::figures::{Of, figures};
use self::scored::{Scored, write_scores};
use self::sets::Set;
use self::transfer::Cell;
use super::told::{Case, Conditions, Told, finish};
use crate::cli::EvalGrounding;
use crate::commands::{Exit, Setting, output};
use crate::config::ConfigError;
use crate::eval::pairs::{self, Pair};

#[derive(Default, Serialize)]
struct Measured {
    sets: Vec<Of>,
    /// Weights fitted on one family, tested on each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    transfer: Vec<Cell>,
    sentences: Option<Sentences>,
    /// The share of supported pairs that the policy for mutations takes for false.
    false_alarms: Option<f64>,
    mutations: Vec<Found>,
    second: Option<second::Second>,
    failures: Vec<String>,
}

/// The configuration is read where a language model is asked, and only there.
pub fn run(
    setting: impl FnOnce() -> Result<Setting, ConfigError>,
    asked: &EvalGrounding,
) -> anyhow::Result<Exit> {
    let conditions = Conditions::of(&asked.reporting)?;
    if let Some(path) = &asked.words {
        let list = common_words::listed(&asked.articles)?;
        output::write_to(Some(path), |out| Ok(write!(out, "{list}")?))?;
        return Ok(Exit::Done);
    }
    let (sets, mut scored) = scored(read(asked)?);
    if let Some(path) = &asked.scores_out {
        write_scores(path, &scored)?;
    }
    if asked.fit.is_some() || asked.all.is_some() {
        transfer::leave_out(&mut scored, &sets);
    }
    if let Some(path) = &asked.fit {
        let model = transfer::fitted(&scored, &sets);
        output::write_to(Some(path), |out| Ok(writeln!(out, "{}", serde_json::to_string_pretty(&model)?)?))?;
    }
    let mut measured = Measured { sets: figures(&sets, &scored, asked.groups), ..Measured::default() };
    if asked.all.is_some() {
        measured.transfer = transfer::matrix(&scored, &sets);
    }
    if let Some(path) = &asked.sentences {
        measured.sentences = Some(sentences(path)?);
    }
    if !asked.articles.is_empty() {
        mutate(asked, &scored, &mut measured)?;
    }
    if let Some(many) = asked.judge {
        measured.second = Some(second::judged(&setting()?, &scored, many)?);
    }
    finish(&conditions, asked.page.out.as_deref(), &measured.outcome(&scored, &sets))
}

fn read(asked: &EvalGrounding) -> anyhow::Result<Vec<(Set, Vec<Pair>)>> {
    if let Some(directory) = &asked.all {
        return Set::under(directory);
    }
    let with_pairs = |set: Set| {
        let pairs = pairs::read(&set.path)?;
        Ok((set, pairs))
    };
    asked.pairs.iter().map(|given| with_pairs(Set::of(given))).collect()
}

fn scored(read: Vec<(Set, Vec<Pair>)>) -> (Vec<Set>, Vec<Scored>) {
    let (mut sets, mut scored) = (Vec::new(), Vec::new());
    for (at, (set, pairs)) in read.into_iter().enumerate() {
        scored.extend(pairs.into_iter().map(|pair| Scored::of(pair, at)));
        sets.push(set);
    }
    (sets, scored)
}

impl Measured {
    /// The figures that gates may be on. Where one set was named its figures have no name before them; where all of a
    /// directory were asked for, every set has, and there is a mean of them.
    fn named(&self) -> Vec<(String, f64)> {
        let is_all = !self.transfer.is_empty();
        let mut named = Vec::new();
        for (at, of) in self.sets.iter().enumerate() {
            let is_plain = at == 0 && !is_all;
            let before = if is_plain { String::new() } else { format!("{}.", of.name.to_lowercase()) };
            named.extend(of.named().map(|(name, value)| (format!("{before}{name}"), value)));
        }
        if is_all {
            named.extend(self.over_sets());
        }
        for Cell { fitted_on, tested_on, auroc, balanced_accuracy, .. } in &self.transfer {
            let from = fitted_on.as_deref().unwrap_or("others");
            let before = format!("transfer.{from}.{tested_on}").to_lowercase();
            named.push((format!("{before}.auroc"), auroc.value));
            named.push((format!("{before}.balanced_accuracy"), balanced_accuracy.value));
        }
        if let Some(sentences) = &self.sentences {
            named.push(("p@1".to_owned(), sentences.p_at_1.value));
            named.push(("hit@3".to_owned(), sentences.hit_at_3.value));
        }
        named.extend(self.false_alarms.map(|share| ("false_alarms".to_owned(), share)));
        named.extend(self.mutations.iter().map(|f| (format!("mutation.{}", f.mutation), f.recall.value)));
        named
    }

    /// Means over the sets, each counting the same, and the worst of them.
    fn over_sets(&self) -> Vec<(String, f64)> {
        let sets: Vec<&Of> = self.sets.iter().filter(|of| of.is_set).collect();
        let values = |at: usize| sets.iter().filter_map(move |of| Some(of.named().nth(at)?.1));
        let names = sets.first().into_iter().flat_map(|of| of.named()).map(|(name, _)| name).enumerate();
        let means =
            names.map(|(at, name)| (format!("mean.{name}"), values(at).sum::<f64>() / sets.len() as f64));
        means.chain([("worst.auroc".to_owned(), values(0).fold(1.0, f64::min))]).collect()
    }

    /// A case is a set of pairs: it fails where the scores tell no better than chance. What `--failures` shows is one too.
    fn outcome(&self, scored: &[Scored], sets: &[Set]) -> Told<'_, Self> {
        let by_chance = |of: &Of| format!("AUROC {}, no better than chance", of.auroc.shown());
        let of_set = |of: &Of| Case {
            name: of.name.clone(),
            failure: (of.auroc.low <= 0.5).then(|| by_chance(of)),
            share: Some(of.auroc.value),
        };
        let shown = self.failures.iter().enumerate().map(|(place, told)| Case {
            name: format!("failure {}", place + 1),
            failure: Some(told.clone()),
            share: None,
        });
        Told {
            tables: self.tables(),
            cases: self.sets.iter().map(of_set).chain(shown).collect(),
            scores: scored.iter().map(|one| one.grounding.score).collect(),
            judged: scored.iter().map(Scored::judged).collect(),
            items: scored.iter().map(|one| one.item(sets)).collect(),
            totals: Box::new(figures::totals),
            ..Told::of("grounding", self, self.readable(), self.named())
        }
    }
}

impl Of {
    fn named(&self) -> impl Iterator<Item = (&'static str, f64)> + use<> {
        let named = [
            ("auroc", self.auroc.value),
            ("balanced_accuracy", self.balanced_accuracy.value),
            ("average_precision", self.average_precision),
            ("calibration_error", self.calibration_error),
        ];
        named.into_iter()
    }
}
