//! Wording against levels: items with a known fault, and sentences with a known strength.

use std::path::Path;

use serde::Deserialize;

use super::bag::Bag;
use super::lines::{FileError, Lines};
use super::ranks::{interval, spearman};
use crate::answer::{FindingKind, Level, lint, strength};

/// A sentence, the level that its evidence deserves, and what is wrong with its wording.
#[derive(Clone, Debug, Deserialize)]
pub struct Item {
    pub id: String,
    pub text: String,
    pub level: Level,
    pub fault: Wrong,
}

/// How a wording is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Wrong {
    Over,
    Under,
    None,
}

/// Precision, recall and their harmonic mean for one kind of fault.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    pub precision: f64,
    pub recall: f64,
    pub f1: f64,
    /// 95% bootstrap interval of the harmonic mean.
    pub f1_interval: [f64; 2],
}

/// Whether a kind of fault is there, and whether it was found.
type Outcome = (bool, bool);

/// Reads a file of items.
pub fn read(path: &Path) -> Result<Vec<Item>, FileError> {
    let (mut lines, mut items) = (Lines::open(path)?, Vec::new());
    while let Some(line) = lines.read()? {
        items.push(lines.parsed(&line, "hedging item")?);
    }
    Ok(items)
}

/// What the linter finds of one kind of fault.
pub fn found(items: &[Item], wrong: Wrong) -> Found {
    let outcomes: Vec<Outcome> = items.iter().map(|item| (item.fault == wrong, finds(item, wrong))).collect();
    let picked = |places: &[usize]| f1(places.iter().filter_map(|place| outcomes.get(*place)).copied());
    let count = |there: Option<bool>, seen: Option<bool>| {
        let fits = |o: &&Outcome| there.is_none_or(|t| o.0 == t) && seen.is_none_or(|s| o.1 == s);
        outcomes.iter().filter(fits).count() as f64
    };
    let hits = count(Some(true), Some(true));
    Found {
        precision: share(hits, count(None, Some(true))),
        recall: share(hits, count(Some(true), None)),
        f1: f1(outcomes.iter().copied()),
        f1_interval: interval(outcomes.len(), picked),
    }
}

/// Whether the linter finds a kind of fault in an item.
pub fn finds(item: &Item, wrong: Wrong) -> bool {
    let kind = |kind: FindingKind| match kind {
        FindingKind::Over => Wrong::Over,
        FindingKind::Under => Wrong::Under,
    };
    lint(&item.text, item.level).iter().any(|finding| kind(finding.kind) == wrong)
}

fn f1(outcomes: impl Iterator<Item = Outcome>) -> f64 {
    let (mut hits, mut sum) = (0.0, 0.0);
    for (there, seen) in outcomes {
        hits += f64::from(u8::from(there && seen));
        sum += f64::from(u8::from(there)) + f64::from(u8::from(seen));
    }
    share(2.0 * hits, sum)
}

fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

/// A sentence with a number for its strength; sentences of one group are never in both halves of a fit.
#[derive(Clone, Debug, PartialEq)]
pub struct Rated {
    pub text: String,
    pub rating: f64,
    pub group: String,
}

/// Sentences of a CSV file `sentId,sentence,label`; those of one text have the beginning of their id in common.
pub fn rated(path: &Path) -> Result<Vec<Rated>, FileError> {
    let (mut lines, mut all) = (Lines::open(path)?, Vec::new());
    while let Some(line) = lines.read()? {
        let fields = fields(&line);
        let [id, text, label] = fields.as_slice() else {
            return Err(lines.wrong("not an id, a sentence and a label, split by commas"));
        };
        match label.trim().parse() {
            Ok(rating) => {
                let group = id.rsplitn(3, '-').last().unwrap_or_default().to_owned();
                all.push(Rated { text: text.clone(), rating, group });
            }
            Err(_) if lines.number() == 1 => {}
            Err(_) => return Err(lines.wrong(format!("the label `{label}` is not a number"))),
        }
    }
    Ok(all)
}

/// The fields of a line of CSV (RFC 4180).
fn fields(line: &str) -> Vec<String> {
    let (mut fields, mut field, mut quoted) = (Vec::new(), String::new(), false);
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => field.extend(letters.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(std::mem::take(&mut field)),
            letter => field.push(letter),
        }
    }
    fields.push(field);
    fields
}

#[derive(Deserialize)]
struct Events {
    text: String,
    targets: Vec<Event>,
}

#[derive(Deserialize)]
struct Event {
    label: f64,
}

/// Sentences of lines `{"text","targets":[{"label"}]}`: the mean of how committed their writer is to each event.
pub fn committed(path: &Path) -> Result<Vec<Rated>, FileError> {
    let (mut lines, mut all) = (Lines::open(path)?, Vec::new());
    while let Some(line) = lines.read()? {
        let Events { text, targets } = lines.parsed(&line, "sentence with events")?;
        let sum: f64 = targets.iter().map(|event| event.label).sum();
        if !targets.is_empty() {
            all.push(Rated { text, rating: sum / targets.len() as f64, group: String::new() });
        }
    }
    Ok(all)
}

/// How far the strength of sentences goes with their ratings, and its 95% interval.
pub fn agreement(sentences: &[Rated]) -> (f64, [f64; 2]) {
    let own: Vec<f64> = sentences.iter().map(|sentence| strength(&sentence.text)).collect();
    compared(&own, sentences)
}

/// The same for a bag of words fitted on other sentences.
pub fn baseline(sentences: &[Rated], training: &[Rated]) -> (f64, [f64; 2]) {
    let bag = Bag::fit(&training.iter().map(|s| (s.text.as_str(), s.rating)).collect::<Vec<_>>());
    compared(&sentences.iter().map(|s| bag.guess(&s.text)).collect::<Vec<_>>(), sentences)
}

/// Parts of a cross-validation.
const FOLDS: usize = 5;

/// The same for bags of words, each fitted on the other four fifths: no text is in both.
pub fn cross_validated(sentences: &[Rated]) -> (f64, [f64; 2]) {
    let mut groups: Vec<&str> = sentences.iter().map(|s| s.group.as_str()).collect();
    groups.sort_unstable();
    groups.dedup();
    let fold = |s: &Rated| groups.binary_search(&s.group.as_str()).unwrap_or_default() % FOLDS;
    let bags: Vec<Bag> = (0..FOLDS)
        .map(|own| {
            let others = sentences.iter().filter(|s| fold(s) != own).map(|s| (s.text.as_str(), s.rating));
            Bag::fit(&others.collect::<Vec<_>>())
        })
        .collect();
    let guess = |s: &Rated| bags.get(fold(s)).map_or(0.0, |bag| bag.guess(&s.text));
    compared(&sentences.iter().map(guess).collect::<Vec<_>>(), sentences)
}

fn compared(own: &[f64], sentences: &[Rated]) -> (f64, [f64; 2]) {
    let ratings: Vec<f64> = sentences.iter().map(|sentence| sentence.rating).collect();
    let picked = |places: &[usize]| {
        let of = |values: &[f64]| places.iter().filter_map(|p| values.get(*p)).copied().collect::<Vec<_>>();
        spearman(&of(own), &of(&ratings))
    };
    (spearman(own, &ratings), interval(sentences.len(), picked))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_csv() {
        assert_eq!(
            fields("a-1-title,\"He said \"\"no\"\", twice\",3"),
            ["a-1-title", "He said \"no\", twice", "3"]
        );
    }

    #[test]
    fn figures_by_hand() {
        let item = |text: &str, fault| Item {
            id: String::new(),
            text: text.to_owned(),
            level: Level::Reported,
            fault,
        };
        let items = [
            item("The envoy definitely left.", Wrong::Over),
            item("The envoy left.", Wrong::Over),
            item("The envoy left early.", Wrong::None),
            item("The envoy certainly left.", Wrong::None),
        ];
        let over = found(&items, Wrong::Over);
        assert_eq!((over.precision, over.recall, over.f1), (0.5, 0.5, 0.5));
        assert_eq!(found(&items, Wrong::Under).f1, 0.0);
    }
}
