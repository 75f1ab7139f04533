//! Whether a score means what it says: of the claims with a score near .8, are four in five borne out?

use super::pairs::Judged;

/// Groups by score, from 0 to 1.
const BINS: usize = 10;

/// Claims with about the same score: the mean of their scores, and the share of them that is supported.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Bin {
    pub score: f64,
    pub supported: f64,
    /// The weight of the bin among all.
    pub weight: f64,
}

/// The groups that have claims. Scores are made for as many supported claims as others, and so each kind counts half.
pub fn bins(judged: &[Judged]) -> Vec<Bin> {
    let supported = judged.iter().filter(|(_, supported)| *supported).count();
    let weight = |is_supported: bool| {
        let of = if is_supported { supported } else { judged.len() - supported };
        0.5 / of.max(1) as f64
    };
    let place = |score: f64| ((score * BINS as f64) as usize).min(BINS - 1);
    let bin = |at: usize| {
        let own = judged.iter().filter(|(score, _)| place(*score) == at);
        let [mut all, mut scores, mut good] = [0.0; 3];
        for (score, supported) in own {
            let weight = weight(*supported);
            all += weight;
            scores += weight * score;
            good += if *supported { weight } else { 0.0 };
        }
        (all > 0.0).then(|| Bin { score: scores / all, supported: good / all, weight: all })
    };
    (0..BINS).filter_map(bin).collect()
}

/// How far scores are from shares, on average (expected calibration error; Naeini, Cooper and Hauskrecht 2015).
pub fn error(bins: &[Bin]) -> f64 {
    let all: f64 = bins.iter().map(|bin| bin.weight).sum();
    let apart: f64 = bins.iter().map(|bin| bin.weight * (bin.score - bin.supported).abs()).sum();
    apart / all.max(f64::MIN_POSITIVE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_that_mean_what_they_say_have_no_error() {
        let told = [(0.25, true), (0.25, false), (0.25, false), (0.25, false)];
        let rest = [(0.75, true), (0.75, true), (0.75, true), (0.75, false)];
        let judged = [told, rest].concat();
        assert_eq!(bins(&judged).len(), 2);
        assert!(error(&bins(&judged)) < 1e-9);
        assert!((error(&bins(&[(1.0, false), (1.0, true)])) - 0.5).abs() < 1e-9);
        assert_eq!(error(&bins(&[])), 0.0);
    }
}
