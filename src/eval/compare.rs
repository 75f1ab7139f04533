//! A run beside an earlier one: by how much each figure differs, and whether that can be chance.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::lines::FileError;
use super::typos::Random;

/// Changes smaller than this are rounding.
const NOTHING: f64 = 1e-9;
/// Drawings for an interval, and which.
const DRAWINGS: usize = 1000;
const SEED: u64 = 1;

/// Figures by name.
pub type Figures = BTreeMap<String, f64>;

/// A question, a page or a pair, with what was measured of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Item {
    pub id: String,
    pub figures: Figures,
}

impl Item {
    pub fn of<S: Into<String>>(id: &str, figures: impl IntoIterator<Item = (S, f64)>) -> Self {
        let figures = figures.into_iter().map(|(name, value)| (name.into(), value)).collect();
        Self { id: id.to_owned(), figures }
    }
}

/// The figures of many items together.
pub type Totals<'a> = dyn Fn(&[&Figures]) -> Figures + 'a;

/// The mean of each figure over the items that have it: each counts the same.
pub fn means(items: &[&Figures]) -> Figures {
    let mut sums: BTreeMap<&str, (f64, usize)> = BTreeMap::new();
    for (name, value) in items.iter().copied().flatten() {
        let (sum, count) = sums.entry(name).or_default();
        *sum += value;
        *count += 1;
    }
    sums.into_iter().map(|(name, (sum, count))| (name.to_owned(), sum / count as f64)).collect()
}

/// What is read of an earlier run.
#[derive(Debug, Default)]
pub struct Earlier {
    items: Vec<Item>,
}

/// Suites that ask questions list them under that name, the others have cases.
#[derive(Deserialize)]
struct Printed {
    #[serde(alias = "questions")]
    cases: Vec<PrintedItem>,
}

/// A figure that is no number was written as nothing.
#[derive(Deserialize)]
struct PrintedItem {
    id: String,
    figures: BTreeMap<String, Option<f64>>,
}

/// A figure before and now; one of the two may be missing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    pub figure: String,
    pub before: Option<f64>,
    pub now: Option<f64>,
}

/// Which way a figure went, beyond chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Trend {
    Better,
    Worse,
    /// The interval holds no difference.
    Unclear,
    /// There is no better and worse, or it differs in every run.
    Neither,
}

/// A figure of both runs over the items that both have, and the 95% interval of the difference.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    pub figure: String,
    pub before: f64,
    pub now: f64,
    pub difference: f64,
    pub low: f64,
    pub high: f64,
    pub trend: Trend,
}

/// What became of a run's figures.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Compared {
    /// Items that both runs have.
    pub cases: usize,
    pub figures: Vec<Difference>,
    /// Figures that those items had, and have no more: an answer that cites nothing has no precision of citations.
    pub figures_gone: Vec<String>,
    /// Items of which a figure has changed, with these figures.
    pub changed: Vec<(String, Vec<Change>)>,
    /// Items that only the earlier run has, and only this one.
    pub gone: Vec<String>,
    pub new: Vec<String>,
}

impl Earlier {
    /// Reads what `caveat eval … --format json` printed.
    pub fn read(path: &Path) -> Result<Self, FileError> {
        let unreadable = |reason| FileError::Unreadable { path: path.to_owned(), reason };
        let text = std::fs::read_to_string(path).map_err(unreadable)?;
        let printed: Printed = serde_json::from_str(&text).map_err(|e| FileError::Whole {
            path: path.to_owned(),
            reason: format!("not what `caveat eval … --format json` printed: {e}"),
        })?;
        let known = |figures: BTreeMap<String, Option<f64>>| {
            figures.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
        };
        let item = |item: PrintedItem| Item { id: item.id, figures: known(item.figures) };
        Ok(Self { items: printed.cases.into_iter().map(item).collect() })
    }

    /// Lays an earlier run beside this one: the figures of all items that both have, and those of each.
    pub fn beside(&self, items: &[Item], totals: &Totals<'_>) -> Compared {
        let mut before: HashMap<(&str, usize), &Item> = numbered(&self.items).collect();
        let (mut pairs, mut new) = (Vec::new(), Vec::new());
        for (key, now) in numbered(items) {
            match before.remove(&key) {
                Some(before) => pairs.push((before, now)),
                None => new.push(now.id.clone()),
            }
        }
        let changed = pairs.iter().filter_map(|(before, now)| {
            let mut changes = changes(&before.figures, &now.figures);
            changes.retain(|change| !is_time(&change.figure) && change.is_one());
            (!changes.is_empty()).then(|| (now.id.clone(), changes))
        });
        let is_gone =
            |(key, item): ((&str, usize), &Item)| before.contains_key(&key).then(|| item.id.clone());
        let figures = differences(&pairs, totals);
        let all_before: Vec<&Figures> = pairs.iter().map(|(before, _)| &before.figures).collect();
        let mut figures_gone: Vec<String> = totals(&all_before).into_keys().collect();
        figures_gone.retain(|name| figures.iter().all(|difference| difference.figure != *name));
        Compared {
            cases: pairs.len(),
            changed: changed.collect(),
            figures,
            figures_gone,
            gone: numbered(&self.items).filter_map(is_gone).collect(),
            new,
        }
    }
}

/// Items by their ids; the second of one id is another item.
fn numbered(items: &[Item]) -> impl Iterator<Item = ((&str, usize), &Item)> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    items.iter().map(move |item| {
        let times = seen.entry(&item.id).or_default();
        *times += 1;
        ((item.id.as_str(), *times), item)
    })
}

/// Each figure of both runs, with the interval of its difference: the same items are drawn of both, again and again
/// (paired percentile bootstrap; Efron and Tibshirani 1993).
fn differences(pairs: &[(&Item, &Item)], totals: &Totals<'_>) -> Vec<Difference> {
    let both = |places: &mut dyn Iterator<Item = usize>| {
        let drawn: Vec<&(&Item, &Item)> = places.filter_map(|place| pairs.get(place)).collect();
        let before: Vec<&Figures> = drawn.iter().map(|(before, _)| &before.figures).collect();
        let now: Vec<&Figures> = drawn.iter().map(|(_, now)| &now.figures).collect();
        (totals(&before), totals(&now))
    };
    let (before, now) = both(&mut (0..pairs.len()));
    let mut random = Random::new(SEED, "baseline");
    let mut drawn: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for _ in 0..DRAWINGS {
        let (before, now) = both(&mut (0..pairs.len()).map(|_| random.below(pairs.len())));
        for (name, value) in &now {
            let difference = before.get(name).map(|before| value - before);
            drawn.entry(name.clone()).or_default().extend(difference);
        }
    }
    let difference = |(figure, now): (&String, &f64)| {
        let before = *before.get(figure)?;
        let (low, high) = percentiles(drawn.get(figure).cloned().unwrap_or_default());
        let (difference, trend) = (now - before, trend(figure, low, high));
        Some(Difference { figure: figure.clone(), before, now: *now, difference, low, high, trend })
    };
    now.iter().filter_map(difference).collect()
}

/// Between which the middle 95% lie.
fn percentiles(mut values: Vec<f64>) -> (f64, f64) {
    values.sort_by(f64::total_cmp);
    let at = |place: usize| values.get(place).copied().unwrap_or_default();
    (at(values.len() / 40), at(values.len().saturating_sub(1 + values.len() / 40)))
}

/// Figures of which less is better, by the last part of their names.
const LESS: [&str; 12] = [
    "unsupported", "invented_numbers", "invented_names", "hedge_faults", "calibration_error", "false_alarms",
    "opposing_section", "wrong_abstention", "redundancy", "near_redundancy", "redundancy_with_summary",
    "unanswered",
];

/// Processor time and speed differ in every run.
fn is_time(figure: &str) -> bool {
    figure.ends_with("_seconds") || figure.ends_with("_ms") || figure.contains("per_")
}

fn trend(figure: &str, low: f64, high: f64) -> Trend {
    let last = figure.rsplit('.').next().unwrap_or(figure);
    if is_time(figure) || matches!(last, "words" | "independent_sources") {
        return Trend::Neither;
    }
    let is_less_better = LESS.contains(&last) || figure.starts_with("fall.");
    match (low > NOTHING, high < -NOTHING) {
        (false, false) => Trend::Unclear,
        (more, _) if more == is_less_better => Trend::Worse,
        _ => Trend::Better,
    }
}

impl Compared {
    /// Figures that are worse beyond chance.
    pub fn regressions(&self) -> impl Iterator<Item = &Difference> {
        self.figures.iter().filter(|difference| difference.trend == Trend::Worse)
    }
}

impl Change {
    fn is_one(&self) -> bool {
        match (self.before, self.now) {
            (Some(before), Some(now)) => (before - now).abs() > NOTHING,
            _ => true,
        }
    }
}

fn changes(before: &Figures, now: &Figures) -> Vec<Change> {
    let mut names: Vec<&String> = before.keys().chain(now.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let change = |name: &String| Change {
        figure: name.clone(),
        before: before.get(name).copied(),
        now: now.get(name).copied(),
    };
    names.into_iter().map(change).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn earlier(printed: &serde_json::Value) -> Earlier {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), printed.to_string()).unwrap();
        Earlier::read(file.path()).unwrap()
    }

    /// Twenty items of each of which a figure was 1 and is now this.
    fn twenty(name: &str, now: impl Fn(usize) -> f64) -> Difference {
        let items = |of: &dyn Fn(usize) -> f64| -> Vec<Item> {
            (0..20).map(|n| Item::of(&n.to_string(), [(name, of(n))])).collect()
        };
        let before = Earlier { items: items(&|_| 1.0) };
        let mut compared = before.beside(&items(&now), &means);
        assert_eq!((compared.cases, compared.figures.len()), (20, 1));
        compared.figures.remove(0)
    }

    #[test]
    fn only_what_changed_is_told_of_items() {
        let questions = json!([{"id": "q1", "figures": {"a": 0.5, "cpu_seconds": 1.0}},
            {"id": "q2", "figures": {"a": 0.5}}, {"id": "q3", "figures": {"a": 1.0, "b": 1.0, "c": null}}]);
        let earlier = earlier(&json!({"figures": {"a": 0.5}, "asked": 3, "questions": questions}));
        let now = [
            Item::of("q1", [("a", 0.5), ("cpu_seconds", 2.0)]),
            Item::of("q3", [("a", 0.0)]),
            Item::of("q4", [("a", 1.0)]),
        ];
        let compared = earlier.beside(&now, &means);
        let change = |figure: &str, before, now| Change { figure: figure.to_owned(), before, now };
        let of_q3 = vec![change("a", Some(1.0), Some(0.0)), change("b", Some(1.0), None)];
        assert_eq!(compared.changed, [("q3".to_owned(), of_q3)]);
        assert_eq!((compared.gone, compared.new), (vec!["q2".to_owned()], vec!["q4".to_owned()]));
        assert_eq!(compared.figures_gone, ["b"]);
        let a = &compared.figures[0];
        assert_eq!((a.figure.as_str(), a.before, a.now), ("a", 0.75, 0.25));
    }

    #[test]
    fn an_interval_tells_a_fall_from_chance() {
        let half = twenty("f1", |n| if n % 2 == 0 { 0.0 } else { 1.0 });
        assert_eq!((half.trend, half.difference), (Trend::Worse, -0.5));
        assert!(half.low < -0.5 && half.high > -0.5 && half.high < 0.0, "{half:?}");
        assert_eq!(twenty("f1", |n| if n == 0 { 0.0 } else { 1.0 }).trend, Trend::Unclear);
        assert_eq!(twenty("f1", |_| 1.0).trend, Trend::Unclear);
        assert_eq!(twenty("f1", |_| 2.0).trend, Trend::Better);
        assert_eq!(twenty("news.calibration_error", |_| 2.0).trend, Trend::Worse);
        assert_eq!(twenty("words", |_| 2.0).trend, Trend::Neither);
        assert_eq!(twenty("cpu_seconds", |_| 2.0).trend, Trend::Neither);
    }

    #[test]
    fn items_of_one_name_are_told_apart_by_their_order() {
        let items = [Item::of("a", [("f1", 0.0)]), Item::of("a", [("f1", 1.0)])];
        let compared = Earlier { items: items.to_vec() }.beside(&items, &means);
        assert_eq!((compared.cases, compared.changed.len(), compared.gone.len()), (2, 0, 0));
    }

    #[test]
    fn another_file_is_refused() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "[]").unwrap();
        assert!(Earlier::read(file.path()).unwrap_err().to_string().contains("--format json"));
    }
}
