//! Two ways of answering that understand nothing, as something to beat: the first sentences of the articles found, and
//! the sentences that most others resemble.

use std::collections::HashMap;

use crate::index::analysis::terms;

/// Articles whose beginnings are taken, and sentences of each.
const LEADS: (usize, usize) = (3, 3);
/// Articles whose sentences are compared, and sentences taken of them all.
const COMPARED: (usize, usize) = (10, 9);
/// How often the walk goes on to a sentence like the last one, rather than to any.
const DAMPING: f64 = 0.85;
/// The walk has settled when no sentence's share changes by more than this.
const SETTLED: f64 = 1e-9;
const MOST_STEPS: usize = 200;

/// The first sentences of the first articles: hard to beat for news (Nenkova 2005).
pub fn lead(articles: &[Vec<String>]) -> Vec<String> {
    let (count, each) = LEADS;
    articles.iter().take(count).flat_map(|sentences| sentences.iter().take(each)).cloned().collect()
}

/// LexRank (Erkan and Radev 2004) in its continuous form: sentences by how often a walk comes to them that goes from
/// each to others in proportion to the cosine of their words, weighted by inverse document frequency.
pub fn lexrank(articles: &[Vec<String>]) -> Vec<String> {
    let (count, taken) = COMPARED;
    let sentences: Vec<&String> = articles.iter().take(count).flatten().collect();
    let vectors = vectors(&sentences);
    let mut ranked: Vec<(f64, usize)> = walk(&vectors).into_iter().zip(0..).collect();
    // The first of equals.
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    ranked.iter().take(taken).filter_map(|(_, place)| Some((*sentences.get(*place)?).clone())).collect()
}

/// The weights of a sentence's words, by number, of length 1 together; empty if it has none.
type Vector = Vec<(usize, f64)>;

fn vectors(sentences: &[&String]) -> Vec<Vector> {
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut frequencies: Vec<f64> = Vec::new();
    let mut counted: Vec<HashMap<usize, f64>> = Vec::new();
    for sentence in sentences {
        let mut counts: HashMap<usize, f64> = HashMap::new();
        for term in terms(sentence) {
            let next = numbers.len();
            *counts.entry(*numbers.entry(term.stem).or_insert(next)).or_default() += 1.0;
        }
        frequencies.resize(numbers.len(), 0.0);
        for number in counts.keys() {
            frequencies.get_mut(*number).into_iter().for_each(|with| *with += 1.0);
        }
        counted.push(counts);
    }
    let rarity = |number: usize| {
        let with = frequencies.get(number).copied().unwrap_or(1.0);
        (sentences.len() as f64 / with.max(1.0)).ln()
    };
    let vector = |counts: HashMap<usize, f64>| {
        let mut weights: Vector =
            counts.into_iter().map(|(number, n)| (number, n * rarity(number))).collect();
        weights.sort_unstable_by_key(|(number, _)| *number);
        let length = weights.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt();
        weights.iter_mut().for_each(|(_, weight)| *weight /= length.max(f64::MIN_POSITIVE));
        weights
    };
    counted.into_iter().map(vector).collect()
}

/// The share of each sentence in an endless walk.
fn walk(vectors: &[Vector]) -> Vec<f64> {
    let count = vectors.len().max(1) as f64;
    let rows: Vec<Vec<(usize, f64)>> = vectors.iter().map(|from| steps(from, vectors)).collect();
    let mut shares = vec![1.0 / count; vectors.len()];
    for _ in 0..MOST_STEPS {
        let mut next = vec![(1.0 - DAMPING) / count; vectors.len()];
        for (row, share) in rows.iter().zip(&shares) {
            for (to, chance) in row {
                next.get_mut(*to).into_iter().for_each(|there| *there += DAMPING * chance * share);
            }
        }
        let change = shares.iter().zip(&next).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        shares = next;
        if change < SETTLED {
            break;
        }
    }
    shares
}

/// Where the walk goes from a sentence, and how often: to itself as well, as in the paper.
fn steps(from: &Vector, vectors: &[Vector]) -> Vec<(usize, f64)> {
    let weights: HashMap<usize, f64> = from.iter().copied().collect();
    let cosine = |other: &Vector| -> f64 {
        other.iter().filter_map(|(number, weight)| Some(weights.get(number)? * weight)).sum()
    };
    let like = vectors.iter().enumerate().map(|(to, other)| (to, cosine(other)));
    let like: Vec<(usize, f64)> = like.filter(|(_, cosine)| *cosine > 0.0).collect();
    let sum: f64 = like.iter().map(|(_, cosine)| cosine).sum();
    like.into_iter().map(|(to, cosine)| (to, cosine / sum)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(sentences: &[&str]) -> Vec<String> {
        sentences.iter().map(|sentence| (*sentence).to_owned()).collect()
    }

    #[test]
    fn leads_are_the_beginnings_of_the_first_articles() {
        let articles = [&["a1", "a2", "a3", "a4"][..], &["b1"], &["c1", "c2"], &["d1"]].map(article);
        assert_eq!(lead(&articles), ["a1", "a2", "a3", "b1", "c1", "c2"]);
        assert!(lead(&[]).is_empty() && lexrank(&[]).is_empty());
    }

    #[test]
    fn the_sentence_that_most_others_resemble_comes_first() {
        let articles = [
            article(&["Bakers raised prices.", "The ferry Halcyon sank off Melby at night."]),
            article(&["The ferry Halcyon sank.", "Melby mourns.", "A bridge opened."]),
            article(&["The Halcyon sank off Melby.", "Night fell."]),
        ];
        let ranked = lexrank(&articles);
        assert_eq!((ranked[0].as_str(), ranked.len()), ("The ferry Halcyon sank off Melby at night.", 7));
    }

    #[test]
    fn shares_of_the_walk_by_hand() {
        // Two that are the same, and one that is like neither: the walk stays among the two, or with the one.
        let shares = walk(&[vec![(0, 1.0)], vec![(0, 1.0)], vec![(1, 1.0)]]);
        assert!(shares.iter().all(|share| (share - 1.0 / 3.0).abs() < 1e-6), "{shares:?}");
        // A chain: the one in the middle is reached from both ends.
        let half = 0.5f64.sqrt();
        let shares = walk(&[vec![(0, 1.0)], vec![(0, half), (1, half)], vec![(1, 1.0)]]);
        assert!(shares[1] > shares[0] && (shares[0] - shares[2]).abs() < 1e-9, "{shares:?}");
        assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-6);
    }
}
