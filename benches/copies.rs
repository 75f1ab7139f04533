//! How well copies of articles are found, and what it costs, on copies made of real articles.
//!
//! `cargo bench --bench copies -- ARTICLES.jsonl [TEXTS]` makes of each article that is like none before it a reprint (another
//! headline, a dateline, the last two paragraphs cut) and texts of which a tenth, three tenths and six tenths of the words are
//! drawn from all articles, one by one or a sentence at a time (a sentence of another article would be a copy of that one);
//! mixes all; and takes them in one by one, those of a kind as of one outlet. Then TEXTS texts (100,000 unless given) are taken
//! in, for the time and memory of it: articles with nine in ten words drawn at random, so that they are long as articles are
//! and no copies.
#![expect(clippy::print_stdout, reason = "this program is its output")]

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use caveat::eval::cost::{Clock, peak_memory};
use caveat::eval::typos::Random;
use caveat::news::{Copies, Sketch};

const SEED: u64 = 1;
const TEXTS: usize = 100_000;
/// Articles that are shorter make no copies: two paragraphs less, and nothing is left of them (bytes).
const SHORTEST: usize = 800;

/// A text, the article that it was made of, and how.
struct Made {
    article: usize,
    kind: &'static str,
    text: String,
}

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let path = arguments.next().context("name a file of articles in JSONL")?;
    let texts = arguments.next().map(|count| count.parse()).transpose()?.unwrap_or(TEXTS);
    let lines = std::fs::read_to_string(&path).with_context(|| path.clone())?;
    let articles: Vec<String> = lines
        .lines()
        .filter_map(|line| {
            serde_json::from_str::<serde_json::Value>(line).ok()?.get("text")?.as_str().map(str::to_owned)
        })
        .filter(|text| text.len() >= SHORTEST)
        .collect();
    quality(&apart(&articles));
    speed(&articles, texts);
    Ok(())
}

fn quality(articles: &[String]) {
    let mut random = Random::new(SEED, "copies");
    let mut made: Vec<Made> = Vec::new();
    let all_words = words(articles);
    for (article, text) in articles.iter().enumerate() {
        let mut make = |kind, text| made.push(Made { article, kind, text });
        make("original", text.clone());
        make("reprint", reprint(text));
        for (words, sentences, tenths) in [
            ("words 10%", "sentences 10%", 1),
            ("words 30%", "sentences 30%", 3),
            ("words 60%", "sentences 60%", 6),
        ] {
            make(words, rewritten(text, &all_words, " ", tenths, &mut random));
            make(sentences, rewritten(text, &all_words, ". ", tenths, &mut random));
        }
    }
    for place in (1..made.len()).rev() {
        made.swap(place, random.below(place + 1));
    }
    let (mut copies, mut strangers) = (Copies::default(), BTreeSet::new());
    let (mut right, mut wrong) = (0, 0);
    // Each copy beside its original alone, whichever came first: found or not.
    let mut found: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut originals: BTreeMap<usize, usize> = BTreeMap::new();
    let mut waiting: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (place, one) in made.iter().enumerate() {
        let near = copies.add(Sketch::of(&one.text), one.kind);
        let same = near.iter().filter(|n| made.get(**n).is_some_and(|m| m.article == one.article)).count();
        (right, wrong) = (right + same, wrong + near.len() - same);
        for other in near.iter().filter_map(|n| made.get(*n)).filter(|m| m.article != one.article) {
            strangers.insert((one.article.min(other.article), one.article.max(other.article)));
        }
        let mut note = |kind, is_found| {
            let (hits, all) = found.entry(kind).or_default();
            (*hits, *all) = (*hits + usize::from(is_found), *all + 1);
        };
        if one.kind == "original" {
            originals.insert(one.article, place);
            for copy in waiting.remove(&one.article).unwrap_or_default() {
                made.get(copy).into_iter().for_each(|made| note(made.kind, near.contains(&copy)));
            }
        } else if let Some(original) = originals.get(&one.article) {
            note(one.kind, near.contains(original));
        } else {
            waiting.entry(one.article).or_default().push(place);
        }
    }
    println!(
        "{} articles, {} texts; pairs found: {right} right, {wrong} wrong of {} pairs of articles, precision {:.4}\n",
        articles.len(),
        made.len(),
        strangers.len(),
        right as f64 / (right + wrong).max(1) as f64
    );
    println!("| copy | found beside its original |\n|---|---|");
    for (kind, (hits, all)) in found {
        println!("| {kind} | {:.4} |", hits as f64 / all as f64);
    }
}

/// Articles that are much like none before them: of the others nobody has said whether they are copies.
fn apart(articles: &[String]) -> Vec<String> {
    let mut copies = Copies::default();
    let outlets = (0..articles.len()).map(|number| number.to_string());
    let alone =
        articles.iter().zip(outlets).filter(|(text, outlet)| copies.add(Sketch::of(text), outlet).is_empty());
    alone.map(|(text, _)| text.clone()).collect()
}

fn reprint(text: &str) -> String {
    let paragraphs: Vec<&str> =
        text.split("\n\n").flat_map(|p| p.split('\n')).filter(|p| !p.is_empty()).collect();
    let kept = paragraphs.get(..paragraphs.len().saturating_sub(2).max(1)).unwrap_or_default();
    format!("Harbour talks go on into the night\n\nCALDER (Northgate Wire) - {}", kept.join("\n\n"))
}

fn words(articles: &[String]) -> Vec<&str> {
    articles.iter().flat_map(|text| text.split_whitespace()).collect()
}

/// So many tenths of the pieces of a text, drawn at random, have other words: as many, each of any article.
fn rewritten(text: &str, words: &[&str], between: &str, tenths: usize, random: &mut Random) -> String {
    let mut pieces = Vec::new();
    for piece in text.split(between) {
        if random.below(10) < tenths {
            let one = |_| words.get(random.below(words.len())).copied().unwrap_or_default();
            pieces.push(piece.split_whitespace().map(one).collect::<Vec<_>>().join(" "));
        } else {
            pieces.push(piece.to_owned());
        }
    }
    pieces.join(between)
}

fn speed(articles: &[String], texts: usize) {
    let (words, mut random) = (words(articles), Random::new(SEED, "speed"));
    let (mut copies, mut seconds, mut bytes, before) = (Copies::default(), 0.0, 0, peak_memory());
    for number in 0..texts {
        let text = articles.get(number % articles.len()).map(String::as_str).unwrap_or_default();
        let text = rewritten(text, &words, " ", 9, &mut random);
        bytes += text.len();
        let clock = Clock::start();
        copies.add(Sketch::of(&text), "one");
        seconds += clock.seconds();
    }
    let memory = peak_memory().unwrap_or_default().saturating_sub(before.unwrap_or_default());
    println!(
        "\n{texts} texts of {} bytes: {:.0} a second of processor time, {} MB more than before",
        bytes / texts.max(1),
        texts as f64 / seconds,
        memory / 1_048_576
    );
}
