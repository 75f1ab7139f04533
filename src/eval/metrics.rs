//! The figures by which rankings are compared, as `trec_eval` and `pytrec_eval` define them.
//!
//! Everything is computed from two lists of grades (how relevant a document is; 0 or less: not at all): `ranked`,
//! the grades of the documents in the order of the ranking, 0 for those that nobody judged, and `judged`, all
//! grades of the question in any order. Figures are between 0 and 1. Without a relevant document all are 0.

/// A figure: its name, and how it comes from the grades ranked and judged.
type Figure = (&'static str, fn(&[i64], &[i64]) -> f64);

/// What a ranking with known relevant documents is told by, in the order in which it is shown.
const FIGURES: [Figure; 7] = [
    ("ndcg@10", |ranked, judged| ndcg(ranked, judged, 10)),
    ("mrr@10", |ranked, _| reciprocal_rank(ranked, 10)),
    ("map@5", |ranked, judged| average_precision(ranked, judged, 5)),
    ("recall@100", |ranked, judged| recall(ranked, judged, 100)),
    ("success@1", |ranked, _| success(ranked, 1)),
    ("success@5", |ranked, _| success(ranked, 5)),
    ("success@10", |ranked, _| success(ranked, 10)),
];

/// Named figures in the order in which they are shown.
pub type Figures = Vec<(&'static str, f64)>;

/// All figures of one ranking.
pub fn figures(ranked: &[i64], judged: &[i64]) -> Figures {
    FIGURES.iter().map(|(name, figure)| (*name, figure(ranked, judged))).collect()
}

/// The mean of each figure over all questions: each counts the same, however many relevant documents it has.
/// Every item must name the same figures.
pub fn means(all: &[Figures]) -> Figures {
    let Some(first) = all.first() else { return Figures::new() };
    let mean =
        |place: usize| all.iter().filter_map(|f| Some(f.get(place)?.1)).sum::<f64>() / all.len() as f64;
    first.iter().enumerate().map(|(place, (name, _))| (*name, mean(place))).collect()
}

/// Normalised discounted cumulative gain of the first `k` (Järvelin and Kekäläinen 2002), with the grade itself as
/// the gain and log2(rank + 1) as the discount: `ndcg_cut` of trec_eval. The other common form, a gain of
/// 2^grade − 1, differs where there are grades above 1.
pub fn ndcg(ranked: &[i64], judged: &[i64], k: usize) -> f64 {
    let mut ideal = judged.to_vec();
    ideal.sort_unstable_by(|a, b| b.cmp(a));
    share(discounted_gain(ranked, k), discounted_gain(&ideal, k))
}

/// One over the rank of the first relevant document, 0 if it is not among the first `k`: `recip_rank` of
/// trec_eval on the ranking cut at `k`.
pub fn reciprocal_rank(ranked: &[i64], k: usize) -> f64 {
    ranked.iter().take(k).position(|grade| *grade > 0).map_or(0.0, |place| 1.0 / (place + 1) as f64)
}

/// Average precision of the first `k`, over all relevant documents, found or not: `map_cut` of trec_eval.
/// (Some divide by `k` where there are more relevant documents than that; this one does not.)
pub fn average_precision(ranked: &[i64], judged: &[i64], k: usize) -> f64 {
    let places =
        ranked.iter().take(k).enumerate().filter(|(_, grade)| **grade > 0).map(|(place, _)| place + 1);
    let precisions = (1..).zip(places).map(|(found, rank): (u32, usize)| f64::from(found) / rank as f64);
    share(precisions.sum(), relevant(judged))
}

/// The share of the relevant documents that are among the first `k`: `recall` of trec_eval.
pub fn recall(ranked: &[i64], judged: &[i64], k: usize) -> f64 {
    share(relevant(ranked.get(..k).unwrap_or(ranked)), relevant(judged))
}

/// 1 if a relevant document is among the first `k`, else 0: `success` of trec_eval.
pub fn success(ranked: &[i64], k: usize) -> f64 {
    if ranked.iter().take(k).any(|grade| *grade > 0) { 1.0 } else { 0.0 }
}

fn discounted_gain(grades: &[i64], k: usize) -> f64 {
    let discounted = |(place, grade): (usize, &i64)| (*grade).max(0) as f64 / ((place + 2) as f64).log2();
    grades.iter().take(k).enumerate().map(discounted).sum()
}

fn relevant(grades: &[i64]) -> f64 {
    grades.iter().filter(|grade| **grade > 0).count() as f64
}

fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-12, "{found} is not {expected}");
    }

    /// Relevant are a 2, a 1 and a 1; the ranking has one that is judged bad, a 1, one that nobody judged, the 2.
    const RANKED: &[i64] = &[-1, 1, 0, 2];
    const JUDGED: &[i64] = &[2, 1, -1, 1];

    #[test]
    fn gains_are_grades_and_discounted_by_rank() {
        // By hand: 1/log2(3) + 2/log2(5), of 2/log2(2) + 1/log2(3) + 1/log2(4).
        let (log3, log5) = (3f64.log2(), 5f64.log2());
        check(ndcg(RANKED, JUDGED, 10), (1.0 / log3 + 2.0 / log5) / (2.0 + 1.0 / log3 + 0.5));
        check(ndcg(RANKED, JUDGED, 2), (1.0 / log3) / (2.0 + 1.0 / log3));
        check(ndcg(&[2, 1, 1], JUDGED, 10), 1.0);
        check(ndcg(&[0, 0, 1], &[1], 10), 0.5);
    }

    #[test]
    fn precision_recall_and_success_by_hand() {
        check(reciprocal_rank(RANKED, 10), 0.5);
        check(reciprocal_rank(RANKED, 1), 0.0);
        check(average_precision(RANKED, JUDGED, 5), (1.0 / 2.0 + 2.0 / 4.0) / 3.0);
        check(average_precision(RANKED, JUDGED, 3), (1.0 / 2.0) / 3.0);
        check(recall(RANKED, JUDGED, 100), 2.0 / 3.0);
        check(recall(RANKED, JUDGED, 2), 1.0 / 3.0);
        check(success(RANKED, 1), 0.0);
        check(success(RANKED, 2), 1.0);
    }

    #[test]
    fn nothing_found_or_nothing_to_find_is_nothing() {
        for (ranked, judged) in [(&[][..], JUDGED), (RANKED, &[][..]), (&[0, 0][..], &[0, -1][..])] {
            let all = figures(ranked, judged);
            let found = all.iter().filter(|(name, _)| !name.starts_with("success") && *name != "mrr@10");
            assert_eq!(found.map(|(_, value)| value).sum::<f64>(), 0.0);
        }
        assert_eq!(means(&[]), Figures::new());
    }

    #[test]
    fn each_question_counts_the_same() {
        let mean = means(&[figures(&[1], &[1]), figures(&[], &[1, 1, 1])]);
        assert_eq!(mean.len(), FIGURES.len());
        assert!(mean.iter().all(|(_, value)| *value == 0.5), "{mean:?}");
    }
}
