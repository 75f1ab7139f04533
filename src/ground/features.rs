//! What is measured of a claim beside its evidence.

use super::align::align;
use super::numbers::{self, Number};
use super::passage::Passage;
use super::words::Word;

/// How many features there are.
pub const COUNT: usize = 25;

/// Their names, in order, and which way each may count: more of a good sign never speaks against a claim. Without
/// these signs, weights that fit one kind of text mislead on another (AUROC on families left out: up to .05 lower).
pub const FEATURES: [(&str, f64); COUNT] = [
    ("terms anywhere", 1.0),
    ("terms in the best sentence", 1.0),
    ("terms in the best three", 1.0),
    ("terms in two neighbours", 1.0),
    ("terms in four neighbours", 1.0),
    ("pairs of words", 1.0),
    ("pairs of terms", 1.0),
    ("triples of words", 1.0),
    ("triples of terms", 1.0),
    ("terms together", 1.0),
    ("words in order", 1.0),
    ("terms in order", 1.0),
    ("longest run", 1.0),
    ("long runs", 1.0),
    ("numbers missing", -1.0),
    ("numbers missing nearby", -1.0),
    ("names missing", -1.0),
    ("share of names missing", -1.0),
    ("names missing nearby", -1.0),
    ("other terms missing", -1.0),
    ("the rarest missing", -1.0),
    ("terms missing", -1.0),
    ("triples of words, cubed", 1.0),
    ("pairs of terms, cubed", 1.0),
    ("long runs, cubed", 1.0),
];

/// Sentences that order is looked at in.
const CLOSEST: usize = 3;
/// Terms that are looked for together with a term: so many after it.
const TOGETHER: usize = 3;
/// A run of so many words or more counts as copied.
const COPIED: usize = 3;
/// Places of a word from which runs are followed.
const TRIED: usize = 60;
/// A name is another form of one that begins with so many of the same letters: Ardenia, Ardenian.
const SAME_BEGINNING: usize = 4;

/// Stems of words that news uses of anything: their absence says less.
#[rustfmt::skip]
const COMMON: &[&str] = &[
    "year", "peopl", "time", "new", "make", "made", "use", "includ", "becom", "becam", "work", "known", "know",
    "call", "name", "part", "number", "place", "day", "month", "week", "take", "took", "taken", "give", "gave",
    "given", "come", "came", "go", "went", "get", "got", "find", "found", "say", "said", "tell", "told", "report",
    "accord", "state", "show", "start", "begin", "began", "continu", "follow", "provid", "help", "need", "want",
    "mani", "sever", "well", "long", "old", "good", "great", "larg", "small", "high", "low", "late", "later",
    "earli", "current", "howev", "addit", "also", "like", "way", "thing", "man", "woman", "men", "women", "world",
    "countri", "group", "member", "first", "second", "last", "next", "two", "three", "one", "set", "run", "turn",
    "seen", "see", "still", "even", "just", "back", "around", "own", "differ", "import", "gener", "creat", "releas",
    "featur", "serv", "held", "hold", "left", "move", "play", "lead", "led", "base", "consid", "among", "late",
];
const COMMON_WEIGHT: f64 = 0.6;
/// No term weighs less (the unit is the logarithm of a share of the sentences).
const LEAST_WEIGHT: f64 = 0.3;

/// A claim, read for a passage.
pub struct Reading {
    pub words: Vec<Word>,
    /// The numbers of the words' stems in the passage; those that it lacks have numbers of their own.
    pub stems: Vec<u32>,
    /// The places of the telling words among all, each stem once.
    pub terms: Vec<usize>,
    pub weights: Vec<f64>,
    pub numbers: Vec<Number>,
    /// Sentences of the passage, the one with most of the claim's terms first; with their shares of the weight.
    pub ranked: Vec<(usize, f64)>,
}

impl Reading {
    pub fn of(words: Vec<Word>, passage: &Passage) -> Self {
        let unknown = u32::MAX / 2;
        let mut lacking: Vec<&str> = Vec::new();
        let mut stems = Vec::with_capacity(words.len());
        for word in &words {
            stems.push(passage.stem(&word.stem).unwrap_or_else(|| {
                let at = lacking.iter().position(|known| *known == word.stem).unwrap_or(lacking.len());
                if at == lacking.len() {
                    lacking.push(&word.stem);
                }
                unknown + u32::try_from(at).unwrap_or_default()
            }));
        }
        let terms = terms(&words, &stems);
        let weights = weights(&terms, &words, &stems, passage);
        let numbers = numbers::numbers(&words);
        let mut reading = Self { words, stems, terms, weights, numbers, ranked: Vec::new() };
        reading.ranked = reading.rank(passage);
        reading
    }

    fn stem(&self, at: usize) -> u32 {
        self.stems.get(at).copied().unwrap_or(u32::MAX)
    }

    /// Each term's place, stem and weight.
    fn weighted(&self) -> impl Iterator<Item = (usize, u32, f64)> {
        self.terms.iter().zip(&self.weights).map(|(at, weight)| (*at, self.stem(*at), *weight))
    }

    fn rank(&self, passage: &Passage) -> Vec<(usize, f64)> {
        let mut shares = vec![0.0; passage.sentences().len()];
        for (_, stem, weight) in self.weighted() {
            for sentence in passage.sentences_with(stem) {
                shares.get_mut(sentence).into_iter().for_each(|share: &mut f64| *share += weight);
            }
        }
        let all: f64 = self.weights.iter().sum::<f64>().max(f64::MIN_POSITIVE);
        let mut ranked: Vec<(usize, f64)> =
            shares.into_iter().enumerate().map(|(at, share)| (at, share / all)).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        ranked
    }
}

fn terms(words: &[Word], stems: &[u32]) -> Vec<usize> {
    let mut terms: Vec<usize> = Vec::new();
    let telling = words.iter().any(|word| word.telling);
    for (at, (word, stem)) in words.iter().zip(stems).enumerate() {
        let is_new = !terms.iter().any(|known| stems.get(*known) == Some(stem));
        if (word.telling || !telling) && is_new {
            terms.push(at);
        }
    }
    terms
}

fn weights(terms: &[usize], words: &[Word], stems: &[u32], passage: &Passage) -> Vec<f64> {
    let all = passage.sentences().len() as f64;
    let weight = |at: &usize| {
        let with = stems.get(*at).map_or(0, |stem| passage.sentences_with(*stem).len()) as f64;
        let rare = if all > 1.0 { (1.0 + (all - with + 0.5) / (with + 0.5)).ln() } else { 1.0 };
        let common = words.get(*at).is_some_and(|word| COMMON.contains(&word.stem.as_str()));
        rare.max(LEAST_WEIGHT) * if common { COMMON_WEIGHT } else { 1.0 }
    };
    terms.iter().map(weight).collect()
}

/// All features of a claim.
pub fn features(claim: &Reading, passage: &Passage) -> [f64; COUNT] {
    let sum = claim.weights.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    let here = |stem: u32| !passage.places(stem).is_empty();
    let anywhere = claim.weighted().filter(|(_, stem, _)| here(*stem)).map(|(_, _, w)| w).sum::<f64>() / sum;
    let best = claim.ranked.first().map_or(0.0, |(_, share)| *share);
    let two = window(claim, passage, 0, 1) / sum;
    let four = window(claim, passage, 1, 2) / sum;
    let telling: Vec<u32> = claim
        .words
        .iter()
        .zip(&claim.stems)
        .filter(|(word, _)| word.telling)
        .map(|(_, stem)| *stem)
        .collect();
    let alone = |share: Option<f64>| share.unwrap_or(anywhere);
    let word_pairs = alone(share(&claim.stems, 2, |run| passage.has_run(run)));
    let term_pairs = alone(share(&telling, 2, |run| passage.has_telling_run(run)));
    let word_triples = alone(share(&claim.stems, 3, |run| passage.has_run(run)));
    let term_triples = alone(share(&telling, 3, |run| passage.has_telling_run(run)));
    let (words_in_order, terms_in_order) = order(claim, passage, &telling);
    let (longest, long) = runs(claim, passage);
    let [number, number_near] = missing_numbers(claim, passage);
    let [name, names, names_near] = missing_names(claim, passage);
    let missing: Vec<(usize, f64)> =
        claim.weighted().filter(|(_, stem, _)| !here(*stem)).map(|(at, _, weight)| (at, weight)).collect();
    let is_other = |at: usize| claim.words.get(at).is_some_and(|w| !w.is_name() && !w.is_digits());
    let others = missing.iter().filter(|(at, _)| is_other(*at)).count() as f64;
    let rarest = missing.iter().map(|(_, weight)| *weight).fold(0.0, f64::max);
    [
        anywhere,
        best,
        best_three(claim, passage) / sum,
        two,
        four,
        word_pairs,
        term_pairs,
        word_triples,
        term_triples,
        together(claim, passage),
        words_in_order,
        terms_in_order,
        longest,
        long,
        number,
        number_near,
        name,
        names,
        names_near,
        others / claim.terms.len().max(1) as f64,
        rarest,
        missing.len() as f64,
        word_triples.powi(3),
        term_pairs.powi(3),
        long.powi(3),
    ]
}

/// The greatest weight of terms that a sentence has with so many before and after it.
fn window(claim: &Reading, passage: &Passage, before: usize, after: usize) -> f64 {
    let mut weights = vec![0.0; passage.sentences().len()];
    for (_, stem, weight) in claim.weighted() {
        // Sentences up to here have the term's weight already.
        let mut next = 0;
        for sentence in passage.sentences_with(stem) {
            let from = sentence.saturating_sub(after).max(next);
            next = (sentence + before + 1).min(weights.len());
            if let Some(near) = weights.get_mut(from..next) {
                near.iter_mut().for_each(|all: &mut f64| *all += weight);
            }
        }
    }
    weights.into_iter().fold(0.0, f64::max)
}

/// The weight of terms that three sentences have together, each chosen for what the ones before it lack.
fn best_three(claim: &Reading, passage: &Passage) -> f64 {
    let mut waiting: Vec<(f64, Vec<usize>)> =
        claim.weighted().map(|(_, stem, weight)| (weight, passage.sentences_with(stem))).collect();
    let mut all = 0.0;
    for _ in 0..CLOSEST {
        let mut shares = vec![0.0; passage.sentences().len()];
        for (weight, sentences) in &waiting {
            for sentence in sentences {
                shares.get_mut(*sentence).into_iter().for_each(|share: &mut f64| *share += weight);
            }
        }
        let best = shares.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)));
        let Some((best, weight)) = best else { break };
        all += weight;
        waiting.retain(|(_, sentences)| !sentences.contains(&best));
    }
    all
}

/// The share of runs of so many stems that hold; none if there is no such run.
fn share(stems: &[u32], length: usize, holds: impl Fn(&[u32]) -> bool) -> Option<f64> {
    let all = stems.windows(length).count();
    let holding = stems.windows(length).filter(|run| holds(run)).count();
    (all > 0).then(|| holding as f64 / all as f64)
}

/// The share of neighbouring terms that stand in one sentence.
fn together(claim: &Reading, passage: &Passage) -> f64 {
    let with: Vec<Vec<usize>> = claim.weighted().map(|(_, stem, _)| passage.sentences_with(stem)).collect();
    let (mut pairs, mut met) = (0_usize, 0_usize);
    for (at, one) in with.iter().enumerate() {
        for other in with.iter().skip(at + 1).take(TOGETHER) {
            pairs += 1;
            met += usize::from(one.iter().any(|sentence| other.binary_search(sentence).is_ok()));
        }
    }
    if pairs == 0 {
        f64::from(with.iter().any(|sentences| !sentences.is_empty()))
    } else {
        met as f64 / pairs as f64
    }
}

/// The shares of words and of terms that one of the closest sentences has in the same order.
fn order(claim: &Reading, passage: &Passage, telling: &[u32]) -> (f64, f64) {
    let (mut words, mut terms) = (0, 0);
    for (sentence, _) in claim.ranked.iter().take(CLOSEST) {
        let Some(sentence) = passage.sentences().get(*sentence) else { continue };
        let (there, stems) = passage.words_of(sentence);
        let theirs: Vec<u32> =
            there.iter().zip(stems).filter(|(w, _)| w.telling).map(|(_, stem)| *stem).collect();
        words = words.max(align(&claim.stems, stems).pairs.len());
        terms = terms.max(align(telling, &theirs).pairs.len());
    }
    (words as f64 / claim.stems.len().max(1) as f64, terms as f64 / telling.len().max(1) as f64)
}

/// The longest run of words that stands in the passage, and how much of the claim is such runs, the long ones before
/// all (after Grusky et al. 2018, extractive fragment density); both as shares of the claim.
fn runs(claim: &Reading, passage: &Passage) -> (f64, f64) {
    let (stems, all) = (claim.stems.as_slice(), passage.stems());
    let (mut at, mut longest, mut squares) = (0, 0, 0);
    while let Some(stem) = stems.get(at) {
        let rest = stems.get(at..).unwrap_or_default();
        let length = |place: &u32| {
            let there = all.get(*place as usize..).unwrap_or_default();
            rest.iter().zip(there).take_while(|(a, b)| a == b).count()
        };
        let run = passage.places(*stem).iter().take(TRIED).map(length).max().unwrap_or_default();
        longest = longest.max(run);
        if run >= COPIED {
            squares += run * run;
        }
        at += run.max(1);
    }
    let all = stems.len().max(1) as f64;
    (longest as f64 / all, (squares as f64).sqrt() / all)
}

/// Whether some number is nowhere in the passage, and whether some is not in the two closest sentences.
fn missing_numbers(claim: &Reading, passage: &Passage) -> [f64; 2] {
    if claim.numbers.is_empty() {
        return [0.0; 2];
    }
    let everywhere = numbers::numbers(passage.words());
    let near: Vec<std::ops::Range<usize>> = claim
        .ranked
        .iter()
        .take(2)
        .filter_map(|(at, _)| passage.sentences().get(*at).map(|sentence| sentence.words.clone()))
        .collect();
    let is_missing = |near_only: bool| {
        claim.numbers.iter().any(|number| {
            !everywhere.iter().any(|other| {
                (!near_only || near.iter().any(|words| words.contains(&other.first)))
                    && numbers::agree(number, other)
            })
        })
    };
    [f64::from(is_missing(false)), f64::from(is_missing(true))]
}

/// Whether some name is nowhere in the passage in any form; the shares of names that are not in it as they are, and not
/// in the two closest sentences.
fn missing_names(claim: &Reading, passage: &Passage) -> [f64; 3] {
    let mut names: Vec<usize> = claim.terms.clone();
    names.retain(|at| claim.words.get(*at).is_some_and(Word::is_name));
    let missing: Vec<usize> =
        names.iter().copied().filter(|at| passage.places(claim.stem(*at)).is_empty()).collect();
    let is_unheard = |at: &usize| claim.words.get(*at).is_some_and(|word| !has_form(&word.plain, passage));
    let near: Vec<usize> = claim.ranked.iter().take(2).map(|(at, _)| *at).collect();
    let is_far = |at: &&usize| {
        !passage.sentences_with(claim.stem(**at)).iter().any(|sentence| near.contains(sentence))
    };
    let all = names.len().max(1) as f64;
    [
        f64::from(missing.iter().any(is_unheard)),
        missing.len() as f64 / all,
        names.iter().filter(is_far).count() as f64 / all,
    ]
}

/// Whether the passage has a word that begins as a name does.
pub fn has_form(name: &str, passage: &Passage) -> bool {
    let beginning: String = name.chars().take(SAME_BEGINNING.max(name.chars().count() * 2 / 3)).collect();
    beginning.chars().count() >= SAME_BEGINNING
        && passage.words().iter().any(|word| word.plain.starts_with(&beginning))
}
