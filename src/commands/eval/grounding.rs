//! `caveat eval grounding`: how well words bear claims out, on pairs that people judged.

mod common_words;
mod second;
mod shown;

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::told::{Case, Told, finish};
use crate::cli::EvalGrounding;
use crate::commands::{Exit, Setting, output};
use crate::eval::calibration;
use crate::eval::fit::{Example, fit};
use crate::eval::mutations::{self, Mutation};
use crate::eval::pairs::{self, Judged, Pair, auroc, balanced_accuracy, drawn, interval};
use crate::ground::features::COUNT;
use crate::ground::{
    AlarmKind, Grounding, Model, Passage, Verdict, capped, check, check_in, measure, overlap,
};

/// Which numbers are drawn for intervals and false claims.
const SEED: u64 = 1;
/// False alarms among supported claims that are allowed where false claims are to be found out.
const FALSE_ALARMS: f64 = 0.03;

/// A figure with its 95% interval.
#[derive(Clone, Copy, Serialize)]
struct Figure {
    value: f64,
    low: f64,
    high: f64,
}

/// The figures of a set of pairs, or of a group of one.
#[derive(Serialize)]
struct Of {
    name: String,
    pairs: usize,
    supported: usize,
    auroc: Figure,
    balanced_accuracy: Figure,
    /// Plain overlap of words, and by how much better the score is on the same drawings.
    lexical_auroc: f64,
    /// How far scores are from the shares of claims that are supported.
    calibration_error: f64,
    auroc_gain: Figure,
    /// With weights fitted on other families.
    left_out: Option<LeftOut>,
}

#[derive(Clone, Copy, Serialize)]
struct LeftOut {
    auroc: Figure,
    balanced_accuracy: Figure,
    auroc_gain: Figure,
}

#[derive(Serialize)]
struct Sentences {
    claims: usize,
    p_at_1: Figure,
    hit_at_3: Figure,
}

#[derive(Serialize)]
struct Found {
    mutation: &'static str,
    claims: usize,
    recall: Figure,
}

#[derive(Default, Serialize)]
struct Measured {
    sets: Vec<Of>,
    sentences: Option<Sentences>,
    /// The share of supported pairs that the policy for mutations takes for false.
    false_alarms: Option<f64>,
    mutations: Vec<Found>,
    second: Option<second::Second>,
    failures: Vec<String>,
}

/// A pair with what was found.
struct Scored {
    pair: Pair,
    set: usize,
    grounding: Grounding,
    features: [f64; COUNT],
    overlap: f64,
    left_out: Option<f64>,
}

#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    score: f64,
    verdict: Verdict,
    alarms: Vec<AlarmKind>,
}

/// A file with the family of sets that it belongs to.
struct Set {
    name: String,
    family: String,
    path: PathBuf,
}

pub fn run(setting: &Setting, asked: &EvalGrounding) -> anyhow::Result<Exit> {
    if let Some(path) = &asked.words {
        let list = common_words::listed(&asked.articles)?;
        output::write_to(Some(path), |out| Ok(write!(out, "{list}")?))?;
        return Ok(Exit::Done);
    }
    let sets: Vec<Set> = asked.pairs.iter().map(|given| Set::of(given)).collect();
    let mut scored = Vec::new();
    for (set, of) in sets.iter().enumerate() {
        scored.extend(pairs::read(&of.path)?.into_iter().map(|pair| Scored::of(pair, set)));
    }
    if let Some(path) = &asked.scores_out {
        write_scores(path, &scored)?;
    }
    if let Some(path) = &asked.fit {
        let model = fit_all(&mut scored, &sets);
        output::write_to(Some(path), |out| Ok(writeln!(out, "{}", serde_json::to_string_pretty(&model)?)?))?;
    }
    let mut measured = Measured { sets: figures(&sets, &scored, asked.groups), ..Measured::default() };
    if let Some(path) = &asked.sentences {
        measured.sentences = Some(sentences(path)?);
    }
    if !asked.articles.is_empty() {
        mutate(asked, &scored, &mut measured)?;
    }
    if let Some(many) = asked.judge {
        measured.second = Some(second::judged(setting, &scored, many)?);
    }
    finish(&asked.reporting, asked.page.out.as_deref(), &measured.outcome(&scored))
}

impl Set {
    fn of(given: &str) -> Self {
        let (family, path) =
            given.split_once('=').map_or((None, given), |(family, path)| (Some(family), path));
        let path = PathBuf::from(path);
        let name = path.file_stem().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        Self { family: family.map_or_else(|| name.clone(), str::to_owned), name, path }
    }
}

impl Scored {
    fn of(pair: Pair, set: usize) -> Self {
        let grounding = check(&pair.claim, &pair.evidence());
        let features = measure(&pair.claim, &pair.evidence());
        let overlap = overlap(&pair.claim, &pair.evidence());
        Self { pair, set, grounding, features, overlap, left_out: None }
    }

    fn is_certain(&self) -> bool {
        self.grounding.alarms.iter().any(|alarm| alarm.is_certain)
    }
}

fn write_scores(path: &Path, scored: &[Scored]) -> anyhow::Result<()> {
    output::write_to(Some(path), |out| {
        for Scored { pair, grounding, .. } in scored {
            let alarms = kinds(grounding);
            let line = Line { id: &pair.id, score: grounding.score, verdict: grounding.verdict, alarms };
            writeln!(out, "{}", serde_json::to_string(&line)?)?;
        }
        Ok(())
    })
}

fn kinds(grounding: &Grounding) -> Vec<AlarmKind> {
    let mut kinds: Vec<AlarmKind> = grounding.alarms.iter().map(|alarm| alarm.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

/// Fits weights on all pairs, and scores each family with weights fitted on the others.
fn fit_all(scored: &mut [Scored], sets: &[Set]) -> Model {
    let family = |set: usize| sets.get(set).map(|set| set.family.clone()).unwrap_or_default();
    let example = |s: &Scored| Example {
        set: s.set,
        family: family(s.set),
        features: s.features,
        is_supported: s.pair.is_supported(),
    };
    let examples: Vec<Example> = scored.iter().map(example).collect();
    let mut families: Vec<String> = sets.iter().map(|set| set.family.clone()).collect();
    families.sort_unstable();
    families.dedup();
    for left in &families {
        let rest: Vec<&Example> = examples.iter().filter(|example| example.family != *left).collect();
        if rest.is_empty() {
            continue;
        }
        let model = fit(&rest);
        for one in scored.iter_mut().filter(|one| family(one.set) == *left) {
            // Thresholds differ from fit to fit; what is compared is which side of it a score is on.
            let score = capped(model.score(&one.features), model.threshold, &one.grounding.alarms);
            one.left_out = Some(score - model.threshold);
        }
    }
    let mut model = fit(&examples.iter().collect::<Vec<_>>());
    let names: Vec<String> = sets.iter().map(|set| format!("{}={}.jsonl", set.family, set.name)).collect();
    let named: Vec<&str> = sets.iter().map(|set| set.name.as_str()).collect();
    model.fitted_on = format!("{} pairs of {}", examples.len(), named.join(", "));
    model.refit = format!("caveat eval grounding --pairs {} --fit src/ground/weights.json", names.join(" "));
    model
}

fn figures(sets: &[Set], scored: &[Scored], groups: bool) -> Vec<Of> {
    let mut all = Vec::new();
    for (at, set) in sets.iter().enumerate() {
        let own: Vec<&Scored> = scored.iter().filter(|s| s.set == at).collect();
        all.push(of(set.name.clone(), &own));
        let mut named: Vec<&str> = own.iter().filter_map(|s| s.pair.group.as_deref()).collect();
        named.sort_unstable();
        named.dedup();
        for group in named.into_iter().filter(|_| groups) {
            let some: Vec<&Scored> =
                own.iter().copied().filter(|s| s.pair.group.as_deref() == Some(group)).collect();
            all.push(of(format!("{}/{group}", set.name), &some));
        }
    }
    for family in sets.iter().map(|set| set.family.as_str()).collect::<std::collections::BTreeSet<_>>() {
        let is_in = |set: usize| sets.get(set).is_some_and(|set| set.family == family);
        let pooled: Vec<&Scored> = scored.iter().filter(|s| is_in(s.set)).collect();
        if sets.iter().filter(|set| set.family == family).count() > 1 {
            all.push(of(format!("{family} (pooled)"), &pooled));
        }
    }
    all
}

fn of(name: String, scored: &[&Scored]) -> Of {
    let judged = |score: &dyn Fn(&Scored) -> f64| -> Vec<Judged> {
        scored.iter().map(|s| (score(s), s.pair.is_supported())).collect()
    };
    let own = judged(&|s| s.grounding.score);
    let plain = judged(&|s| s.overlap);
    let left =
        scored.iter().all(|s| s.left_out.is_some()).then(|| judged(&|s| s.left_out.unwrap_or_default()));
    let gain = |judged: &[Judged]| {
        figure(judged.len(), |places| auroc(&drawn(judged, places)) - auroc(&drawn(&plain, places)))
    };
    let area = |judged: &[Judged]| figure(judged.len(), |places| auroc(&drawn(judged, places)));
    let accuracy = |judged: &[Judged], threshold: f64| {
        figure(judged.len(), |places| balanced_accuracy(&drawn(judged, places), threshold))
    };
    Of {
        name,
        pairs: scored.len(),
        supported: scored.iter().filter(|s| s.pair.is_supported()).count(),
        auroc: area(&own),
        balanced_accuracy: accuracy(&own, Model::shipped().threshold),
        lexical_auroc: auroc(&plain),
        calibration_error: calibration::error(&calibration::bins(&own)),
        auroc_gain: gain(&own),
        left_out: left.map(|left| LeftOut {
            auroc: area(&left),
            balanced_accuracy: accuracy(&left, 0.0),
            auroc_gain: gain(&left),
        }),
    }
}

fn figure(items: usize, of: impl Fn(&[usize]) -> f64) -> Figure {
    let value = of(&(0..items).collect::<Vec<usize>>());
    let (low, high) = interval(items, SEED, of);
    Figure { value, low, high }
}

fn sentences(path: &Path) -> anyhow::Result<Sentences> {
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
fn mutate(asked: &EvalGrounding, scored: &[Scored], measured: &mut Measured) -> anyhow::Result<()> {
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
    let mut missed = std::collections::BTreeMap::new();
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

fn shown(claim: &str, alarm: &crate::ground::Alarm) -> String {
    format!("{:?} `{}`", alarm.kind, claim.get(alarm.claim.clone()).unwrap_or_default())
}

impl Measured {
    /// The figures that gates may be on.
    fn named(&self) -> Vec<(String, f64)> {
        let mut named = Vec::new();
        for (at, of) in self.sets.iter().enumerate() {
            let before = if at == 0 { String::new() } else { format!("{}.", of.name.to_lowercase()) };
            named.push((format!("{before}auroc"), of.auroc.value));
            named.push((format!("{before}balanced_accuracy"), of.balanced_accuracy.value));
            named.push((format!("{before}calibration_error"), of.calibration_error));
        }
        if let Some(sentences) = &self.sentences {
            named.push(("p@1".to_owned(), sentences.p_at_1.value));
            named.push(("hit@3".to_owned(), sentences.hit_at_3.value));
        }
        named.extend(self.false_alarms.map(|share| ("false_alarms".to_owned(), share)));
        named.extend(self.mutations.iter().map(|f| (format!("mutation.{}", f.mutation), f.recall.value)));
        named
    }

    /// A case is a set of pairs: it fails where the scores tell no better than chance. What `--failures` shows is one too.
    fn outcome(&self, scored: &[Scored]) -> Told<'_, Self> {
        let by_chance = |of: &Of| format!("AUROC {}, no better than chance", of.auroc.shown());
        let judged: Vec<Judged> =
            scored.iter().map(|one| (one.grounding.score, one.pair.is_supported())).collect();
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
            suite: "grounding",
            measured: self,
            text: self.readable(),
            figures: self.named(),
            cases: self.sets.iter().map(of_set).chain(shown).collect(),
            scores: scored.iter().map(|one| one.grounding.score).collect(),
            curve: calibration::bins(&judged),
        }
    }
}

impl Figure {
    fn shown(self) -> String {
        format!("{:.3} ({:.3}–{:.3})", self.value, self.low, self.high)
    }
}
