//! How well articles are read off pages, on pages of which people said what is in them.
//!
//! Every set is cut in two by a hash of the file's name: rules are made by looking at the open half, and believed by
//! what they come to on the locked one, whose failures nobody is shown.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::Deserialize;
use sha2::{Digest, Sha256};

pub use super::lines::FileError;
use super::lines::Lines;
use super::pairs;

/// Words of a shingle, as in the article-extraction-benchmark.
const SHINGLE: usize = 4;
const SEED: u64 = 1;

/// A page, and what it is known to say. What is not known is not scored.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Known {
    /// Where the page is, from the folder of the set.
    pub file: PathBuf,
    /// The name under which its text is written out; that of the file if there is none.
    #[serde(default)]
    pub id: String,
    pub url: Option<String>,
    pub text: Option<String>,
    /// Words that stand in the article, and words that stand on the page outside of it.
    #[serde(default)]
    pub with: Vec<String>,
    #[serde(default)]
    pub without: Vec<String>,
    pub title: Option<String>,
    pub author: Option<Named>,
    #[serde(alias = "date")]
    pub published: Option<String>,
}

/// Authors as a byline, or one by one.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Named {
    Byline(String),
    Each(Vec<String>),
}

impl Named {
    pub fn line(&self) -> String {
        match self {
            Self::Byline(line) => line.clone(),
            Self::Each(names) => names.join(", "),
        }
    }
}

/// What was read off a page.
#[derive(Clone, Debug, Default)]
pub struct Read {
    pub text: String,
    pub title: String,
    pub authors: Vec<String>,
    pub published: Option<Date>,
    /// Whether that date is one to rely on.
    pub sure: bool,
}

/// Which pages are scored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    All,
    Open,
    Locked,
}

/// One of the benchmark's pages.
#[derive(Deserialize)]
struct Body {
    #[serde(rename = "articleBody")]
    body: String,
    url: Option<String>,
}

/// Reads what is known of the pages of a folder: `ground-truth.json`, or `truth.jsonl`.
pub fn read(directory: &Path) -> Result<Vec<Known>, FileError> {
    let bodies = directory.join("ground-truth.json");
    if !bodies.exists() {
        let (mut lines, mut pages) = (Lines::open(&directory.join("truth.jsonl"))?, Vec::new());
        while let Some(line) = lines.read()? {
            // Python writes what it does not know as no JSON has it.
            let page: Known = lines.parsed(&line.replace(": NaN", ": null"), "page with what it says")?;
            let id = page.file.to_string_lossy().into_owned();
            pages.push(Known { id: if page.id.is_empty() { id } else { page.id.clone() }, ..page });
        }
        return Ok(pages);
    }
    let text = fs::read(&bodies).map_err(|reason| FileError::Unreadable { path: bodies.clone(), reason })?;
    let pages: HashMap<String, Body> = serde_json::from_slice(&text)
        .map_err(|reason| FileError::Whole { path: bodies, reason: reason.to_string() })?;
    let known = |(id, Body { body, url }): (String, Body)| {
        let file = Path::new("html").join(format!("{id}.html.gz"));
        Known { file, id, url, text: Some(body), ..Known::default() }
    };
    let mut pages: Vec<Known> = pages.into_iter().map(known).collect();
    pages.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(pages)
}

impl Known {
    /// Which half a page is in: never [`Half::All`].
    pub fn half(&self) -> Half {
        match Sha256::digest(self.id.as_bytes()).first() {
            Some(byte) if byte % 2 == 0 => Half::Open,
            _ => Half::Locked,
        }
    }

    pub fn is_in(&self, half: Half) -> bool {
        half == Half::All || self.half() == half
    }
}

/// Shares of a text's shingles: found rightly, found wrongly, missed. They sum to one.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Overlap {
    pub right: f64,
    pub wrong: f64,
    pub missed: f64,
}

impl Overlap {
    pub fn of(truth: &str, found: &str) -> Self {
        let (truth, found) = (shingles(truth), shingles(found));
        let keys: HashSet<&Vec<&str>> = truth.keys().chain(found.keys()).collect();
        let mut overlap = Self::default();
        for key in keys {
            let count = |of: &HashMap<Vec<&str>, u32>| f64::from(of.get(key).copied().unwrap_or_default());
            let (wanted, got) = (count(&truth), count(&found));
            overlap.right += wanted.min(got);
            overlap.wrong += (got - wanted).max(0.0);
            overlap.missed += (wanted - got).max(0.0);
        }
        overlap
    }

    pub fn precision(self) -> f64 {
        share(self.right, self.right + self.wrong, self.missed == 0.0)
    }

    pub fn recall(self) -> f64 {
        share(self.right, self.right + self.missed, self.wrong == 0.0)
    }

    /// Of one page. That of a set is made of the means of both.
    pub fn f1(self) -> f64 {
        harmonic(self.precision(), self.recall())
    }
}

/// A share of nothing is all of it where nothing was wanted, and none where something was.
fn share(part: f64, whole: f64, nothing_else: bool) -> f64 {
    if whole == 0.0 { f64::from(u8::from(nothing_else)) } else { part / whole }
}

/// F1 of precision and recall.
pub fn harmonic(a: f64, b: f64) -> f64 {
    if a + b == 0.0 { 0.0 } else { 2.0 * a * b / (a + b) }
}

/// The runs of words of a text, each with how often it is there. A shorter text is one run.
fn shingles(text: &str) -> HashMap<Vec<&str>, u32> {
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|w| !w.is_empty()).collect();
    let mut counted = HashMap::new();
    let whole = [words.as_slice()];
    let runs: Vec<&[&str]> =
        if words.len() < SHINGLE { whole.to_vec() } else { words.windows(SHINGLE).collect() };
    for run in runs {
        *counted.entry(run.to_vec()).or_default() += 1;
    }
    counted
}

/// Wanted strings found and missed, unwanted ones found.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Strings {
    pub right: f64,
    pub wrong: f64,
    pub missed: f64,
}

impl Strings {
    pub fn of(known: &Known, text: &str) -> Self {
        let text = spaced(text);
        let found = |strings: &[String]| strings.iter().filter(|s| text.contains(&spaced(s))).count() as f64;
        let right = found(&known.with);
        Self { right, wrong: found(&known.without), missed: known.with.len() as f64 - right }
    }
}

fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A figure and its 95% interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    pub value: f64,
    pub interval: (f64, f64),
}

impl Figure {
    /// `figure` of all of some items, and of those drawn from them again and again.
    pub fn of<T: Copy>(items: &[T], figure: impl Fn(&[T]) -> f64) -> Self {
        let interval = match items.is_empty() {
            true => (0.0, 0.0),
            false => pairs::interval(items.len(), SEED, |places| figure(&pairs::drawn(items, places))),
        };
        Self { value: figure(items), interval }
    }
}

/// Mean precision, mean recall, and F1 made of them.
pub fn means(overlaps: &[Overlap]) -> (f64, f64, f64) {
    let mean =
        |of: fn(Overlap) -> f64| overlaps.iter().map(|o| of(*o)).sum::<f64>() / overlaps.len().max(1) as f64;
    let (precision, recall) = (mean(Overlap::precision), mean(Overlap::recall));
    (precision, recall, harmonic(precision, recall))
}

/// Precision, recall and F1 over the strings of all pages together.
pub fn string_means(strings: &[Strings]) -> (f64, f64, f64) {
    let sum = |of: fn(&Strings) -> f64| strings.iter().map(of).sum::<f64>();
    let (right, wrong, missed) = (sum(|s| s.right), sum(|s| s.wrong), sum(|s| s.missed));
    let (precision, recall) = (share(right, right + wrong, true), share(right, right + missed, true));
    (precision, recall, harmonic(precision, recall))
}

/// Whether two titles are the same letters and digits.
pub fn same_words(one: &str, other: &str) -> bool {
    let folded = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    folded(one) == folded(other)
}

/// Whether the authors found are those who are named, whatever stands between the names.
pub fn same_authors(named: &str, found: &[String]) -> bool {
    let mut named: Vec<String> = named
        .split([',', ';', '/'])
        .flat_map(|part| part.split(" und "))
        .flat_map(|part| part.split(" and "))
        .map(|name| name.trim().trim_start_matches("Von ").trim_start_matches("By ").to_lowercase())
        .filter(|name| !name.is_empty())
        .collect();
    let mut found: Vec<String> = found.iter().map(|name| name.to_lowercase()).collect();
    named.sort_unstable();
    found.sort_unstable();
    named == found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shingles_are_counted_as_in_the_benchmark() {
        let text = "The port of Calder shut on Friday.";
        assert_eq!(Overlap::of(text, text), Overlap { right: 4.0, wrong: 0.0, missed: 0.0 });
        let more = Overlap::of(text, "Ferry news. The port of Calder shut on Friday.");
        assert_eq!((more.recall(), more.precision()), (1.0, 4.0 / 6.0));
        assert_eq!(Overlap::of(text, "").f1(), 0.0);
        assert_eq!(Overlap::of("", "").f1(), 1.0);
        assert_eq!(Overlap::of("It shut.", "It shut!").f1(), 1.0);
    }

    #[test]
    fn strings_count_over_all_pages() {
        let known = Known {
            with: vec!["port shut".into(), "on Friday".into()],
            without: vec!["Imprint".into()],
            ..Known::default()
        };
        let found = Strings::of(&known, "The port\n\nshut. Imprint");
        assert_eq!(found, Strings { right: 1.0, wrong: 1.0, missed: 1.0 });
        assert_eq!(string_means(&[found]), (0.5, 0.5, 0.5));
    }

    #[test]
    fn halves_depend_on_the_name_alone() {
        let half = |id: &str| Known { id: id.into(), ..Known::default() }.half();
        let open = (0..1000).filter(|n| half(&n.to_string()) == Half::Open).count();
        assert!((450..550).contains(&open), "{open}");
        assert_eq!(half("a"), half("a"));
    }

    #[test]
    fn names_and_titles_are_compared_by_their_letters() {
        assert!(same_words("Port shuts – for good", "Port Shuts: for good"));
        assert!(same_authors("Von Mara Lind und Jo Park", &["Jo Park".into(), "Mara Lind".into()]));
        assert!(!same_authors("Mara Lind", &[]));
    }
}
