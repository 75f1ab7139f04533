//! `caveat eval hedging`: wording that is stronger or weaker than its level, and the strength of sentences.

use std::fmt::Write;

use serde::Serialize;

use super::told::{Case, Conditions, Told, finish};
use crate::cli::EvalHedging;
use crate::commands::Exit;
use crate::commands::status::counted;
use crate::eval::compare::{self, Item as Counted};
use crate::eval::hedging::{self, Found, Item, Rated, Wrong};

/// What an evaluation of hedging came to. The names are a contract with scripts.
#[derive(Serialize)]
struct Measured {
    items: usize,
    over: Share,
    under: Share,
    strength: Option<Agreement>,
    factuality: Option<Agreement>,
    failures: Vec<Failure>,
}

#[derive(Serialize)]
struct Share {
    precision: f64,
    recall: f64,
    f1: f64,
    f1_interval: [f64; 2],
}

/// Rank agreement (Spearman) with what people said of sentences, and that of a bag of words.
#[derive(Serialize)]
struct Agreement {
    sentences: usize,
    spearman: f64,
    interval: [f64; 2],
    bag_of_words: Option<f64>,
    bag_of_words_interval: Option<[f64; 2]>,
}

#[derive(Serialize)]
struct Failure {
    id: String,
    text: String,
    level: &'static str,
    fault: &'static str,
    found: Vec<&'static str>,
}

pub fn run(asked: &EvalHedging) -> anyhow::Result<Exit> {
    let conditions = Conditions::of(&asked.reporting)?;
    let items = hedging::read(&asked.items)?;
    let strength = asked.strength.as_deref().map(hedging::rated).transpose()?;
    let factuality = asked.factuality.as_deref().map(hedging::committed).transpose()?;
    let training = asked.training.as_deref().map(hedging::committed).transpose()?;
    let beside =
        |sentences: &Vec<Rated>| training.as_ref().map(|training| hedging::baseline(sentences, training));
    let measured = Measured {
        items: items.len(),
        over: Share::of(hedging::found(&items, Wrong::Over)),
        under: Share::of(hedging::found(&items, Wrong::Under)),
        strength: strength.map(|s| Agreement::of(&s, Some(hedging::cross_validated(&s)))),
        factuality: factuality.map(|s| Agreement::of(&s, beside(&s))),
        failures: items.iter().filter_map(failure).take(asked.failures).collect(),
    };
    let told = |failure: &Failure| format!("fault {}, found {}", failure.fault, failure.found.join(" and "));
    let case = |failure: &Failure| Case {
        name: format!("{} ({}): {}", failure.id, failure.level, failure.text),
        failure: Some(told(failure)),
        share: None,
    };
    let outcome = Told {
        cases: measured.failures.iter().map(case).collect(),
        items: items.iter().map(counted_faults).collect(),
        totals: Box::new(totals),
        ..Told::of("hedging", &measured, readable(&measured), measured.named())
    };
    finish(&conditions, asked.page.out.as_deref(), &outcome)
}

/// Of each kind of fault, whether an item has it and whether it was found: what precision and recall are made of.
fn counted_faults(item: &Item) -> Counted {
    let is = |so: bool| f64::from(u8::from(so));
    let kinds = [("over", Wrong::Over), ("under", Wrong::Under)];
    let of = kinds.into_iter().flat_map(|(name, wrong)| {
        let (there, found) = (item.fault == wrong, hedging::finds(item, wrong));
        [(format!("{name}.there"), is(there)), (format!("{name}.found"), is(found))]
    });
    Counted::of(&item.id, of)
}

/// The figures of claims of which it is counted what is wrong with them and what was found.
fn totals(items: &[&compare::Figures]) -> compare::Figures {
    let mut all = compare::Figures::new();
    for kind in ["over", "under"] {
        let is = |item: &compare::Figures, what: &str| item.get(&format!("{kind}.{what}")) == Some(&1.0);
        let count =
            |of: &dyn Fn(&compare::Figures) -> bool| items.iter().filter(|item| of(item)).count() as f64;
        let (there, found) = (count(&|item| is(item, "there")), count(&|item| is(item, "found")));
        let both = count(&|item| is(item, "there") && is(item, "found"));
        let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
        all.insert(format!("{kind}.precision"), share(both, found));
        all.insert(format!("{kind}.recall"), share(both, there));
        all.insert(format!("{kind}.f1"), share(2.0 * both, there + found));
    }
    all
}

impl Share {
    fn of(found: Found) -> Self {
        let Found { precision, recall, f1, f1_interval } = found;
        Self { precision, recall, f1, f1_interval }
    }
}

impl Agreement {
    fn of(sentences: &[Rated], beside: Option<(f64, [f64; 2])>) -> Self {
        let (spearman, interval) = hedging::agreement(sentences);
        Self {
            sentences: sentences.len(),
            spearman,
            interval,
            bag_of_words: beside.map(|(figure, _)| figure),
            bag_of_words_interval: beside.map(|(_, interval)| interval),
        }
    }
}

impl Measured {
    /// The figures that a gate may be on.
    fn named(&self) -> Vec<(String, f64)> {
        let mut named = Vec::new();
        for (name, share) in [("over", &self.over), ("under", &self.under)] {
            let Share { precision, recall, f1, .. } = share;
            let figures = [("precision", precision), ("recall", recall), ("f1", f1)];
            named.extend(figures.map(|(figure, value)| (format!("{name}.{figure}"), *value)));
        }
        for (name, agreement) in [("strength", &self.strength), ("factuality", &self.factuality)] {
            named.extend(agreement.iter().map(|agreement| (name.to_owned(), agreement.spearman)));
        }
        named
    }
}

/// An item that was judged wrongly.
fn failure(item: &Item) -> Option<Failure> {
    let found: Vec<Wrong> =
        [Wrong::Over, Wrong::Under].into_iter().filter(|w| hedging::finds(item, *w)).collect();
    let right = match item.fault {
        Wrong::None => found.is_empty(),
        fault => found == [fault],
    };
    (!right).then(|| Failure {
        id: item.id.clone(),
        text: item.text.clone(),
        level: item.level.as_str(),
        fault: written(item.fault),
        found: found.into_iter().map(written).collect(),
    })
}

fn written(wrong: Wrong) -> &'static str {
    match wrong {
        Wrong::Over => "over",
        Wrong::Under => "under",
        Wrong::None => "none",
    }
}

fn readable(measured: &Measured) -> String {
    let mut text = format!("{}\n\n", counted(measured.items as u64, "claim"));
    let _ = writeln!(text, "worded        precision  recall     F1  95% interval");
    for (name, share) in [("too strongly", &measured.over), ("too weakly", &measured.under)] {
        let [low, high] = share.f1_interval;
        let Share { precision, recall, f1, .. } = share;
        let _ = writeln!(text, "{name:<13} {precision:>9.3} {recall:>7.3} {f1:>6.3}  {low:.3} to {high:.3}");
    }
    for (name, agreement) in [("strength", &measured.strength), ("factuality", &measured.factuality)] {
        let Some(Agreement { sentences, spearman, interval: [low, high], .. }) = agreement else { continue };
        let of = counted(*sentences as u64, "sentence");
        let _ = writeln!(text, "\n{name}: rank agreement {spearman:.3} ({low:.3} to {high:.3}) on {of}");
        let beside = agreement.as_ref().and_then(|a| a.bag_of_words.zip(a.bag_of_words_interval));
        if let Some((figure, [low, high])) = beside {
            let _ = writeln!(text, "  a bag of words, fitted on others: {figure:.3} ({low:.3} to {high:.3})");
        }
    }
    for Failure { id, text: claim, level, fault, found } in &measured.failures {
        let found = if found.is_empty() { "none".to_owned() } else { found.join(" and ") };
        let _ = writeln!(text, "\nfailed: {id} ({level}): {claim}\n  fault {fault}, found {found}");
    }
    text
}
