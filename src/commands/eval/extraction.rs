//! `caveat eval extraction`: what is read off pages, beside what people read on them.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use anyhow::Context;
use cpu_time::ThreadTime;
use flate2::read::MultiGzDecoder;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;

use super::Stopped;
use super::told::{Case, Conditions, Told, finish};
use crate::cli::EvalExtraction;
use crate::commands::interrupt::Interrupt;
use crate::commands::progress::Progress;
use crate::commands::{Exit, output};
use crate::crawl::extract::{self, MAX_BYTES};
use crate::eval::extraction::{
    self as scoring, Figure, Half, Known, Named, Overlap, Read, Strings, same_authors, same_words,
};
use crate::faults::contain;
use crate::news::{CanonicalUrl, Confidence};

mod items;
mod table;

/// What an evaluation of extraction came to. The names are a contract with scripts.
#[derive(Serialize)]
struct Measured {
    pages: usize,
    /// Pages that nothing was read off.
    empty: usize,
    all: Scores,
    open: Scores,
    locked: Scores,
    cost: Cost,
    failures: Vec<Failure>,
}

/// The figures of some of the pages, each with its 95% interval; those alone of which something is known.
#[derive(Default, Serialize)]
struct Scores {
    pages: usize,
    figures: BTreeMap<&'static str, Interval>,
}

#[derive(Clone, Copy, Serialize)]
struct Interval {
    value: f64,
    low: f64,
    high: f64,
}

/// Processor time of extraction alone.
#[derive(Serialize)]
struct Cost {
    seconds: f64,
    pages_per_second: f64,
    slowest_ms: f64,
    slowest: String,
}

/// A page of the open half that was not read as it should.
#[derive(Serialize)]
struct Failure {
    id: String,
    f1: Option<f64>,
    /// What should be there and is not, and what is there and should not be.
    missed: Vec<String>,
    wrong: Vec<String>,
}

/// A page as known, as read, and as the library alone reads it.
struct Page {
    known: Known,
    read: Read,
    text: Option<Overlap>,
    strings: Option<Strings>,
    beside: Option<Beside>,
}

struct Beside {
    text: Option<Overlap>,
    strings: Option<Strings>,
}

pub fn run(now: Timestamp, quiet: bool, asked: &EvalExtraction) -> anyhow::Result<Exit> {
    let conditions = Conditions::of(&asked.reporting)?;
    let known = scoring::read(&asked.data)?;
    let interrupt = Interrupt::watch();
    let mut progress = Progress::start("reading pages", Some(known.len() as u64), quiet);
    let (mut pages, mut cost) = (Vec::new(), Cost::none());
    for known in known {
        if interrupt.came() {
            return Err(Stopped.into());
        }
        let html = page(&asked.data.join(&known.file))?;
        let read = cost.of(&known.id, || read(&html, &known, now));
        let beside = asked.reference.then(|| alone(&html, &known));
        pages.push(Page::of(known, read, beside));
        progress.advance(1);
    }
    progress.finish();
    cost.pages_per_second = pages.len() as f64 / cost.seconds.max(f64::EPSILON);
    if let Some(path) = &asked.out {
        let bodies: BTreeMap<_, _> =
            pages.iter().map(|p| (&p.known.id, json!({"articleBody": p.read.text}))).collect();
        output::write_to(Some(path), |out| Ok(serde_json::to_writer(out, &bodies)?))?;
    }
    let of = |half| Scores::of(&pages.iter().filter(|page| page.known.is_in(half)).collect::<Vec<_>>());
    let measured = Measured {
        pages: pages.len(),
        empty: pages.iter().filter(|page| page.read.text.is_empty()).count(),
        all: of(Half::All),
        open: of(Half::Open),
        locked: of(Half::Locked),
        cost,
        failures: failures(&pages, asked.failures),
    };
    let told = |failure: &Failure| {
        format!("missed: {}\nwrong: {}", failure.missed.join(" | "), failure.wrong.join(" | "))
    };
    let case = |failure: &Failure| Case {
        name: failure.id.clone(),
        failure: Some(told(failure)),
        share: failure.f1,
    };
    let outcome = Told {
        cases: measured.failures.iter().map(case).collect(),
        items: pages.iter().map(items::item).collect(),
        totals: Box::new(items::totals),
        ..Told::of("extraction", &measured, table::readable(&measured), measured.named())
    };
    finish(&conditions, asked.page.as_deref(), &outcome)
}

/// A page in a file, gzipped or not.
fn page(path: &Path) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    let read = match path.extension().is_some_and(|extension| extension == "gz") {
        true => MultiGzDecoder::new(file).take(MAX_BYTES as u64).read_to_end(&mut bytes),
        false => file.take(MAX_BYTES as u64).read_to_end(&mut bytes),
    };
    read.with_context(|| format!("cannot read {}", path.display()))?;
    Ok(crate::crawl::decode(&bytes, None))
}

fn read(html: &str, known: &Known, now: Timestamp) -> Read {
    let url = known.url.as_deref().and_then(|url| CanonicalUrl::parse(url).ok());
    let Ok(Ok(found)) = contain(|| extract::extract(html, url.as_ref(), now)) else { return Read::default() };
    Read {
        text: found.text,
        title: found.title,
        authors: found.authors,
        published: found.published.map(|time| time.date()),
        sure: found.published.is_some_and(|time| time.confidence() == Confidence::High),
    }
}

/// What the library makes of it.
fn alone(html: &str, known: &Known) -> Beside {
    let text = contain(|| extract::library_alone(html)).unwrap_or_default();
    Beside { text: overlap(known, &text), strings: strings(known, &text) }
}

fn overlap(known: &Known, text: &str) -> Option<Overlap> {
    known.text.as_deref().map(|truth| Overlap::of(truth, text))
}

fn strings(known: &Known, text: &str) -> Option<Strings> {
    (!known.with.is_empty() || !known.without.is_empty()).then(|| Strings::of(known, text))
}

impl Cost {
    fn none() -> Self {
        Self { seconds: 0.0, pages_per_second: 0.0, slowest_ms: 0.0, slowest: String::new() }
    }

    fn of<T>(&mut self, id: &str, work: impl FnOnce() -> T) -> T {
        let start = ThreadTime::try_now().ok();
        let done = work();
        let seconds = start.and_then(|s| s.try_elapsed().ok()).unwrap_or_default().as_secs_f64();
        self.seconds += seconds;
        if seconds * 1000.0 > self.slowest_ms {
            (self.slowest_ms, self.slowest) = (seconds * 1000.0, id.to_owned());
        }
        done
    }
}

impl Page {
    fn of(known: Known, read: Read, beside: Option<Beside>) -> Self {
        let (text, strings) = (overlap(&known, &read.text), strings(&known, &read.text));
        Self { known, read, text, strings, beside }
    }

    /// Whether the published date is right, found, and said to be sure; `None` where it is not known.
    fn date(&self) -> Option<(bool, bool, bool)> {
        let known = self.known.published.as_deref()?;
        let right = self.read.published.is_some_and(|date| known.starts_with(&date.to_string()));
        Some((right, self.read.published.is_some(), self.read.sure))
    }

    fn title(&self) -> Option<bool> {
        self.known.title.as_deref().map(|title| same_words(title, &self.read.title))
    }

    fn authors(&self) -> Option<bool> {
        self.known.author.as_ref().map(|author| same_authors(&author.line(), &self.read.authors))
    }
}

impl Scores {
    fn of(pages: &[&Page]) -> Self {
        let mut scores = Self { pages: pages.len(), figures: BTreeMap::new() };
        let overlaps: Vec<(Overlap, Option<Overlap>)> =
            pages.iter().filter_map(|p| Some((p.text?, p.beside.as_ref().and_then(|b| b.text)))).collect();
        let strings: Vec<(Strings, Option<Strings>)> = pages
            .iter()
            .filter_map(|p| Some((p.strings?, p.beside.as_ref().and_then(|b| b.strings))))
            .collect();
        scores.beside(["precision", "recall", "f1"], "f1", &overlaps, scoring::means);
        scores.beside(
            ["string.precision", "string.recall", "string.f1"],
            "string.f1",
            &strings,
            scoring::string_means,
        );
        let dates: Vec<(bool, bool, bool)> = pages.iter().filter_map(|p| p.date()).collect();
        let found: Vec<(bool, bool, bool)> = dates.iter().copied().filter(|d| d.1).collect();
        let sure: Vec<(bool, bool, bool)> = dates.iter().copied().filter(|d| d.1 && d.2).collect();
        scores.share("date.accuracy", &dates, |d| d.0);
        scores.share("date.precision", &found, |d| d.0);
        scores.share("date.sure_precision", &sure, |d| d.0);
        scores.share("date.sure", &dates, |d| d.1 && d.2);
        let titles: Vec<bool> = pages.iter().filter_map(|p| p.title()).collect();
        scores.share("title", &titles, |right| *right);
        let authors: Vec<bool> = pages.iter().filter_map(|p| p.authors()).collect();
        scores.share("author", &authors, |right| *right);
        scores
    }

    /// Precision, recall and F1; and where the library was scored beside, its F1 and by how much the own is higher.
    fn beside<T: Copy>(
        &mut self,
        names: [&'static str; 3],
        f1: &'static str,
        pairs: &[(T, Option<T>)],
        means: impl Fn(&[T]) -> (f64, f64, f64),
    ) {
        if pairs.is_empty() {
            return;
        }
        let own = |pairs: &[(T, Option<T>)]| means(&pairs.iter().map(|p| p.0).collect::<Vec<_>>());
        let library = |pairs: &[(T, Option<T>)]| means(&pairs.iter().filter_map(|p| p.1).collect::<Vec<_>>());
        let [precision, recall, _] = names;
        self.note(precision, Figure::of(pairs, |drawn| own(drawn).0));
        self.note(recall, Figure::of(pairs, |drawn| own(drawn).1));
        self.note(f1, Figure::of(pairs, |drawn| own(drawn).2));
        if pairs.iter().all(|pair| pair.1.is_some()) {
            let [library_name, gain] = match f1 {
                "f1" => ["library.f1", "gain.f1"],
                _ => ["library.string.f1", "gain.string.f1"],
            };
            self.note(library_name, Figure::of(pairs, |drawn| library(drawn).2));
            self.note(gain, Figure::of(pairs, |drawn| own(drawn).2 - library(drawn).2));
        }
    }

    fn share<T: Copy>(&mut self, name: &'static str, items: &[T], is_so: impl Fn(&T) -> bool) {
        if !items.is_empty() {
            let share =
                |drawn: &[T]| drawn.iter().filter(|item| is_so(item)).count() as f64 / drawn.len() as f64;
            self.note(name, Figure::of(items, share));
        }
    }

    fn note(&mut self, name: &'static str, Figure { value, interval: (low, high) }: Figure) {
        self.figures.insert(name, Interval { value, low, high });
    }
}

impl Measured {
    /// The figures that a gate may be on.
    fn named(&self) -> Vec<(String, f64)> {
        let of = |before: &'static str, scores: &Scores| {
            let named =
                scores.figures.iter().map(move |(name, figure)| (format!("{before}{name}"), figure.value));
            named.collect::<Vec<_>>()
        };
        let mut named = [of("", &self.all), of("open.", &self.open), of("locked.", &self.locked)].concat();
        named.push(("pages_per_second".to_owned(), self.cost.pages_per_second));
        named.push(("slowest_ms".to_owned(), self.cost.slowest_ms));
        named
    }
}

/// The pages of the open half that were read worst, worst first.
fn failures(pages: &[Page], limit: usize) -> Vec<Failure> {
    let mut failed: Vec<(f64, Failure)> =
        pages.iter().filter(|page| page.known.is_in(Half::Open)).filter_map(failure).collect();
    failed.sort_by(|a, b| a.0.total_cmp(&b.0));
    failed.into_iter().take(limit).map(|(_, failure)| failure).collect()
}

/// What is wrong with a page, and how good it is nevertheless.
fn failure(page: &Page) -> Option<(f64, Failure)> {
    let (known, read) = (&page.known, &page.read);
    let mut failure =
        Failure { id: known.id.clone(), f1: page.text.map(Overlap::f1), missed: vec![], wrong: vec![] };
    let text = read.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let there = |words: &&String| text.contains(&words.split_whitespace().collect::<Vec<_>>().join(" "));
    failure.missed.extend(known.with.iter().filter(|w| !there(w)).cloned());
    failure.wrong.extend(known.without.iter().filter(there).cloned());
    let mut wrong = |is_right: Option<bool>, wanted: &Option<String>, found: String| {
        if is_right == Some(false) {
            failure.missed.extend(wanted.clone());
            failure.wrong.push(found);
        }
    };
    let published = read.published.map(|date| date.to_string()).unwrap_or_default();
    wrong(page.date().map(|date| date.0), &known.published, published);
    wrong(page.title(), &known.title, read.title.clone());
    wrong(page.authors(), &known.author.as_ref().map(Named::line), read.authors.join(", "));
    let faults = failure.missed.len() + failure.wrong.len();
    let good = failure.f1.unwrap_or(1.0) / (1 + faults) as f64;
    (good < 1.0).then_some((good, failure))
}
