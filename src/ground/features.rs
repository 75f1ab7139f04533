//! What is measured of a claim beside its evidence.

use super::clauses;
use super::passage::{Passage, Sentence};
use super::reading::Reading;
use super::{names, numbers};

/// How many features there are.
pub const COUNT: usize = 12;

/// Their names, in order, and which way each may count: more of a good sign never speaks against a claim. Without
/// these signs, weights that fit one kind of text mislead on another (AUROC on families left out: up to .05 lower).
pub const FEATURES: [(&str, f64); COUNT] = [
    ("terms in two neighbours", 1.0),
    ("pairs of terms, cubed", 1.0),
    ("triples of words, cubed", 1.0),
    ("long runs", 1.0),
    ("long runs, cubed", 1.0),
    ("the closest sentence and the claim", 1.0),
    ("terms in a stretch", 1.0),
    ("the worst clause", 1.0),
    ("all clauses", 1.0),
    ("numbers missing", -1.0),
    ("numbers missing nearby", -1.0),
    ("names missing", -1.0),
];

/// A run of so many words or more counts as copied.
const COPIED: usize = 3;
/// A passage of so many words names what it is about. Without this, AUROC is .01 lower on answers of search engines.
const CONTEXT: f64 = 200.0;
/// Words of a stretch.
const STRETCH: u32 = 50;
/// Places of a word from which runs are followed.
const TRIED: usize = 60;

/// All features of a claim.
pub fn features(claim: &Reading, passage: &Passage) -> [f64; COUNT] {
    let sum = claim.whole();
    let [best, alike] = closest(claim, passage);
    let term_pairs = share(&claim.telling(), 2, |run| passage.has_telling_run(run)).unwrap_or(best);
    let word_triples = share(&claim.stems, 3, |run| passage.has_run(run)).unwrap_or(best);
    let long = long_runs(claim, passage);
    let (worst, clauses) = clauses::coverage(claim, passage);
    // What a short quotation is about is often named outside it.
    let whole_context = (passage.words().len() as f64 / CONTEXT).min(1.0);
    let [number, number_near] = missing_numbers(claim, passage);
    [
        window(claim, passage) / sum,
        term_pairs.powi(3),
        word_triples.powi(3),
        long,
        long.powi(3),
        alike,
        stretch(claim, passage) / sum,
        worst,
        clauses,
        number,
        number_near,
        f64::from(u8::from(names::is_any_missing(claim, passage))) * whole_context,
    ]
}

/// Overlap of words alone, as a reference: the mean of the shares of terms that stand anywhere, of those in the best
/// sentence, and of pairs of terms that follow each other.
pub fn overlap(claim: &Reading, passage: &Passage) -> f64 {
    let here = |stem: u32| !passage.places(stem).is_empty();
    let found: f64 = claim.weighted().filter(|(_, stem, _)| here(*stem)).map(|(_, _, weight)| weight).sum();
    let [best, _] = closest(claim, passage);
    let pairs = share(&claim.telling(), 2, |run| passage.has_telling_run(run)).unwrap_or(best);
    (found / claim.whole() + best + pairs) / 3.0
}

/// Of the sentences' shares of the terms' weight the greatest, and the greatest harmonic mean with the share of the
/// sentence's own weight that the claim has (F1).
fn closest(claim: &Reading, passage: &Passage) -> [f64; 2] {
    let mut weights = vec![0.0; passage.sentences().len()];
    for (_, stem, weight) in claim.weighted() {
        for sentence in passage.sentences_with(stem) {
            weights.get_mut(sentence).into_iter().for_each(|all: &mut f64| *all += weight);
        }
    }
    let whole = claim.whole();
    let measure = |(weight, sentence): (f64, &Sentence)| {
        // Twice the common weight by both weights is the harmonic mean of both shares.
        [weight / whole, 2.0 * weight / (whole + sentence.weight)]
    };
    let all = weights.into_iter().zip(passage.sentences()).map(measure);
    all.fold([0.0; 2], |a, b| std::array::from_fn(|at| f64::max(of(&a, at), of(&b, at))))
}

fn of<const N: usize>(values: &[f64; N], at: usize) -> f64 {
    values.get(at).copied().unwrap_or_default()
}

/// The greatest weight of terms in so many words that follow each other.
fn stretch(claim: &Reading, passage: &Passage) -> f64 {
    let mut places: Vec<(u32, usize)> = Vec::new();
    for (term, (_, stem, _)) in claim.weighted().enumerate() {
        places.extend(passage.places(stem).iter().map(|place| (*place, term)));
    }
    places.sort_unstable();
    let weight = |term: usize| claim.rarities.get(term).copied().unwrap_or_default();
    let (mut counts, mut behind) = (vec![0_i32; claim.terms.len()], places.iter().peekable());
    let (mut now, mut best) = (0.0, 0.0);
    for (place, term) in &places {
        while let Some((_, gone)) = behind.next_if(|(at, _)| at + STRETCH <= *place) {
            now -= f64::from(u8::from(change(&mut counts, *gone, -1) == 0)) * weight(*gone);
        }
        now += f64::from(u8::from(change(&mut counts, *term, 1) == 1)) * weight(*term);
        best = f64::max(best, now);
    }
    best
}

/// A count changed by so much, as it is then.
fn change(counts: &mut [i32], at: usize, by: i32) -> i32 {
    counts.get_mut(at).map_or(0, |count| {
        *count += by;
        *count
    })
}

/// The greatest weight of terms that two neighbouring sentences have.
fn window(claim: &Reading, passage: &Passage) -> f64 {
    let mut weights = vec![0.0; passage.sentences().len()];
    for (_, stem, weight) in claim.weighted() {
        // Sentences up to here have the term's weight already.
        let mut next = 0;
        for sentence in passage.sentences_with(stem) {
            let from = sentence.saturating_sub(1).max(next);
            next = sentence + 1;
            if let Some(near) = weights.get_mut(from..next) {
                near.iter_mut().for_each(|all: &mut f64| *all += weight);
            }
        }
    }
    weights.into_iter().fold(0.0, f64::max)
}

/// The share of runs of so many stems that hold; none if there is no such run.
fn share(stems: &[u32], length: usize, holds: impl Fn(&[u32]) -> bool) -> Option<f64> {
    let all = stems.windows(length).count();
    let holding = stems.windows(length).filter(|run| holds(run)).count();
    (all > 0).then(|| holding as f64 / all as f64)
}

/// How much of the claim is runs of words that stand in the passage, the long ones before all (after Grusky et al. 2018,
/// extractive fragment density), as a share of the claim.
fn long_runs(claim: &Reading, passage: &Passage) -> f64 {
    let (stems, all) = (claim.stems.as_slice(), passage.stems());
    let (mut at, mut squares) = (0, 0);
    while let Some(stem) = stems.get(at) {
        let rest = stems.get(at..).unwrap_or_default();
        let length = |place: &u32| {
            let there = all.get(*place as usize..).unwrap_or_default();
            rest.iter().zip(there).take_while(|(a, b)| a == b).count()
        };
        let run = passage.places(*stem).iter().take(TRIED).map(length).max().unwrap_or_default();
        if run >= COPIED {
            squares += run * run;
        }
        at += run.max(1);
    }
    (squares as f64).sqrt() / stems.len().max(1) as f64
}

/// Whether some number is nowhere in the passage, and whether some is not in the two closest sentences.
fn missing_numbers(claim: &Reading, passage: &Passage) -> [f64; 2] {
    if claim.numbers.is_empty() {
        return [0.0; 2];
    }
    let everywhere = passage.numbers();
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
