//! What speaks for a passage: counts read from the candidates' texts, and scores made from them.

use std::collections::HashMap;

use serde::Serialize;

use crate::answer::weights::{LENGTH, SATURATION, WEIGHTS, Weights};
use crate::index::analysis::{Initials, each_indexed};

use super::parts::{PartCounts, Parts};

/// Neighbours have at most one word between them: "House of Representatives".
const NEIGHBOURS: usize = 2;

/// What a question looks for.
pub struct Sought {
    /// Stems, each with the number of the term that it is a form of, and what it counts.
    forms: HashMap<String, (usize, f64)>,
    /// How they and the first words of runs begin.
    initials: Initials,
    /// Terms in two words.
    runs: Vec<Run>,
    /// Inverse document frequency of each term.
    idf: Vec<f64>,
    parts: Parts,
    passages: u64,
}

struct Run {
    first: String,
    second: String,
    number: usize,
    worth: f64,
}

/// An article among the candidates, as far as it was found.
pub struct Found<'a> {
    pub title: &'a str,
    /// The passages that were found, best first.
    pub passages: Vec<&'a str>,
    /// Length of the whole text in bytes.
    pub length: usize,
    pub language: Option<&'a str>,
    /// What the article gains by being one that the question wishes for.
    pub wished: f64,
    /// Some passage was found by its words. What is common is told by such articles alone.
    pub by_words: bool,
}

/// What speaks for one passage, each already weighed, relative to the best passage's own match.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Signals {
    pub passage: f64,
    pub article: f64,
    pub title: f64,
    pub parts: f64,
    pub pairs: f64,
    /// Where passages are found by meaning too.
    pub meaning: f64,
    /// The article is of days, of an outlet, or has a phrase that the question names.
    pub wished: f64,
}

impl Signals {
    pub fn total(&self) -> f64 {
        self.passage + self.article + self.title + self.parts + self.pairs + self.meaning + self.wished
    }
}

impl Sought {
    pub fn new(passages: u64) -> Self {
        Self {
            forms: HashMap::new(),
            initials: Initials::default(),
            runs: Vec::new(),
            idf: Vec::new(),
            parts: Parts::default(),
            passages,
        }
    }

    /// A term as it is written, and in how many passages it stands in some form. Returns its number.
    pub fn add_term(&mut self, word: &str, with: u64) -> usize {
        self.idf.push(inverse_frequency(self.passages as f64, with as f64));
        self.parts.add(word);
        self.idf.len() - 1
    }

    /// A form of a term, one stem or two that follow each other, and what it counts.
    pub fn add_form(&mut self, mut stems: Vec<String>, number: usize, worth: f64) {
        match (stems.pop(), stems.pop()) {
            (Some(only), None) => {
                self.initials.add(&only);
                self.forms.entry(only).or_insert((number, worth));
            }
            (Some(second), Some(first)) => {
                self.initials.add(&first);
                self.initials.add(&second);
                self.runs.push(Run { first, second, number, worth });
            }
            (None, _) => {}
        }
    }
}

/// BM25's inverse document frequency (Robertson and Spärck Jones 1976, as Lucene keeps it above zero).
fn inverse_frequency(all: f64, with: f64) -> f64 {
    (1.0 + (all - with + 0.5).max(0.0) / (with + 0.5)).ln()
}

/// BM25's value of a term that stands `count` times in a text of a length relative to the average.
fn saturated(count: f64, length: f64) -> f64 {
    count * (SATURATION + 1.0) / (count + SATURATION * (1.0 - LENGTH + LENGTH * length))
}

/// The counts of one text.
#[derive(Clone, Default)]
struct Counts {
    terms: Vec<f64>,
    /// Of the pair that begins with a term.
    pairs: Vec<f64>,
    /// In words.
    length: f64,
}

struct Read {
    title: Counts,
    passages: Vec<Counts>,
    whole: Counts,
    parts: PartCounts,
    length: f64,
    wished: f64,
    by_words: bool,
}

/// Scores every passage of every article found, in their order.
pub fn score(sought: &Sought, found: &[Found<'_>]) -> Vec<Vec<Signals>> {
    let read: Vec<Read> = found.iter().map(|article| sought.read(article)).collect();
    let by_words: Vec<&Read> = read.iter().filter(|read| read.by_words).collect();
    let average = Averages::of(&by_words);
    let part_idf = part_frequencies(sought, &by_words);
    let own: Vec<Vec<f64>> = read
        .iter()
        .map(|r| r.passages.iter().map(|p| sought.bm25(p, p.length / average.passage)).collect())
        .collect();
    let best = own.iter().flatten().copied().fold(f64::MIN_POSITIVE, f64::max);
    let Weights { passage, article, title, parts, pairs, .. } = WEIGHTS;
    let shared = |r: &Read| Signals {
        wished: r.wished,
        meaning: 0.0,
        passage: 0.0,
        article: article * sought.bm25(&r.whole, r.length / average.text) / best,
        title: title * sought.bm25(&r.title, r.title.length / average.title) / best,
        parts: parts * part_score(&part_idf, &r.parts, average.parts) / best,
        pairs: pairs * sought.pairs(&r.whole) / best,
    };
    let passages = |(r, own): (&Read, &Vec<f64>)| {
        let shared = shared(r);
        own.iter().map(|own| Signals { passage: passage * own / best, ..shared }).collect()
    };
    read.iter().zip(&own).map(passages).collect()
}

impl Sought {
    fn read(&self, found: &Found<'_>) -> Read {
        let title = self.count(found.title, found.language);
        let passages: Vec<Counts> =
            found.passages.iter().map(|text| self.count(text, found.language)).collect();
        let mut whole = title.clone();
        let mut parts = PartCounts::default();
        self.parts.count(found.title, &mut parts);
        for (counts, text) in passages.iter().zip(&found.passages) {
            whole.add(counts);
            self.parts.count(text, &mut parts);
        }
        Read {
            title,
            passages,
            whole,
            parts,
            length: found.length as f64,
            wished: found.wished,
            by_words: found.by_words,
        }
    }

    fn count(&self, text: &str, language: Option<&str>) -> Counts {
        let mut counts =
            Counts { terms: vec![0.0; self.idf.len()], pairs: vec![0.0; self.idf.len()], length: 0.0 };
        let (mut last, mut before) = (None, None);
        // The term before, where it may be the first of two.
        let mut opening = String::new();
        let words = each_indexed(text, language, &self.initials, |term, position| {
            let form = self.forms.get(term);
            counts.note(form);
            // A compound's joined form stands where its last part does.
            if last == Some(position) {
                return;
            }
            let apart = last.map_or(usize::MAX, |last| position - last);
            let number = form.map(|(number, _)| *number);
            if let Some((first, second)) = before.zip(number).filter(|_| apart <= NEIGHBOURS)
                && second == first + 1
                && let Some(count) = counts.pairs.get_mut(first)
            {
                *count += 1.0;
            }
            (last, before) = (Some(position), number);
            if !self.runs.is_empty() {
                let is_run = |run: &&Run| apart == 1 && run.first == opening && run.second == term;
                let run = self.runs.iter().find(is_run);
                counts.note(run.map(|run| (run.number, run.worth)).as_ref());
                opening.clear();
                opening.push_str(term);
            }
        });
        counts.length = words as f64;
        counts
    }

    fn bm25(&self, counts: &Counts, length: f64) -> f64 {
        let found = self.idf.iter().zip(&counts.terms).filter(|(_, count)| **count > 0.0);
        found.map(|(idf, count)| idf * saturated(*count, length)).fold(0.0, |sum, value| sum + value)
    }

    fn pairs(&self, counts: &Counts) -> f64 {
        let both = self.idf.windows(2).map(|pair| pair.iter().sum::<f64>() / 2.0);
        let found = both.zip(&counts.pairs).filter(|(_, count)| **count > 0.0);
        found.map(|(idf, count)| idf * saturated(*count, 1.0)).sum()
    }
}

impl Counts {
    fn note(&mut self, form: Option<&(usize, f64)>) {
        if let Some((number, worth)) = form
            && let Some(count) = self.terms.get_mut(*number)
        {
            *count += worth;
        }
    }

    fn add(&mut self, other: &Counts) {
        let sum = |into: &mut Vec<f64>, from: &[f64]| into.iter_mut().zip(from).for_each(|(a, b)| *a += b);
        sum(&mut self.terms, &other.terms);
        sum(&mut self.pairs, &other.pairs);
        self.length += other.length;
    }
}

/// Mean lengths among the candidates: those of the whole collection would have to be kept, and gain nothing.
struct Averages {
    title: f64,
    passage: f64,
    text: f64,
    parts: f64,
}

impl Averages {
    fn of(read: &[&Read]) -> Self {
        Self {
            title: mean(read.iter().map(|r| r.title.length)),
            passage: mean(read.iter().flat_map(|r| &r.passages).map(|p| p.length)),
            text: mean(read.iter().map(|r| r.length)),
            parts: mean(read.iter().map(|r| r.parts.length as f64)),
        }
    }
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    if sum > 0.0 { sum / count } else { 1.0 }
}

/// How telling each part is: by how many of the candidates have it. Among texts that all have the question's common
/// words, those words' parts weigh little.
fn part_frequencies(sought: &Sought, read: &[&Read]) -> Vec<f64> {
    let with = |part: usize| read.iter().filter(|r| r.parts.counts.get(part).is_some_and(|n| *n > 0)).count();
    (0..sought.parts.len()).map(|part| inverse_frequency(read.len() as f64, with(part) as f64)).collect()
}

fn part_score(idf: &[f64], parts: &PartCounts, average: f64) -> f64 {
    let length = parts.length as f64 / average;
    let found = idf.iter().zip(&parts.counts).filter(|(_, count)| **count > 0);
    found.map(|(idf, count)| idf * saturated(f64::from(*count), length)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::analysis::terms;

    /// The titles of articles of one passage each, best first, for a question whose terms are all equally rare.
    #[track_caller]
    fn check(question: &str, articles: &[(&str, &str)], best: &str) {
        let mut sought = Sought::new(1_000);
        for term in terms(question) {
            let number = sought.add_term(term.range.of(question), 1);
            sought.add_form(vec![term.stem], number, 1.0);
        }
        let found: Vec<Found<'_>> = articles
            .iter()
            .map(|(title, text)| Found {
                title,
                passages: vec![text],
                length: text.len(),
                language: None,
                wished: 0.0,
                by_words: true,
            })
            .collect();
        let scores = score(&sought, &found);
        let total = |at: &usize| scores[*at][0].total();
        let first = (0..articles.len()).max_by(|a, b| total(a).total_cmp(&total(b))).unwrap();
        assert_eq!(articles[first].0, best, "{scores:?}");
    }

    #[test]
    fn a_match_in_the_title_adds_to_one_in_the_text() {
        let text = "The ferry was late.";
        check("ferry late", &[("Harbour news", text), ("Ferry late", text)], "Ferry late");
        check("ferry late", &[("Ferry late", text), ("Harbour news", text)], "Ferry late");
    }

    #[test]
    fn neighbours_tell_more_than_words_apart() {
        let apart = ("A", "The white car stood before the house.");
        let together = ("B", "A car stood before the white house there.");
        check("white house", &[apart, together], "B");
        check("white house", &[together, apart], "B");
    }

    #[test]
    fn a_misspelt_word_is_found_by_its_parts() {
        let articles = [("A", "The council met on roads."), ("B", "The council met on negotiations.")];
        check("council megotiations", &articles, "B");
    }
}
