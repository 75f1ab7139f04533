//! How far two rankings agree, and how sure a figure is.

/// Rank agreement of two lists (Spearman): 1 the same order, −1 the opposite one; ties share their mean rank.
pub fn spearman(a: &[f64], b: &[f64]) -> f64 {
    let (a, b) = (ranks(a), ranks(b));
    let mean = |of: &[f64]| of.iter().sum::<f64>() / of.len().max(1) as f64;
    let (mean_a, mean_b) = (mean(&a), mean(&b));
    let product = |of: &mut dyn Iterator<Item = (f64, f64)>| of.map(|(x, y)| x * y).sum::<f64>();
    let from_a = || a.iter().map(|x| x - mean_a);
    let from_b = || b.iter().map(|y| y - mean_b);
    let spread = product(&mut from_a().zip(from_a())) * product(&mut from_b().zip(from_b()));
    if spread > 0.0 { product(&mut from_a().zip(from_b())) / spread.sqrt() } else { 0.0 }
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<(usize, f64)> = values.iter().copied().enumerate().collect();
    order.sort_by(|a, b| a.1.total_cmp(&b.1));
    let mut ranks = vec![0.0; values.len()];
    let mut first = 0.0;
    for tied in order.chunk_by(|a, b| a.1 == b.1) {
        let mean = first + (tied.len() as f64 - 1.0) / 2.0;
        for (place, _) in tied {
            if let Some(rank) = ranks.get_mut(*place) {
                *rank = mean;
            }
        }
        first += tied.len() as f64;
    }
    ranks
}

/// Samples drawn for an interval.
const SAMPLES: usize = 1_000;

/// The 95% interval of a figure over `count` items, by the percentile bootstrap: the figure of samples drawn with
/// replacement, always the same ones.
pub fn interval(count: usize, figure: impl Fn(&[usize]) -> f64) -> [f64; 2] {
    if count == 0 {
        return [0.0, 0.0];
    }
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = || {
        // SplitMix64 (Steele, Lea and Flood 2014).
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % count as u64).unwrap_or_default()
    };
    let mut figures: Vec<f64> =
        (0..SAMPLES).map(|_| figure(&(0..count).map(|_| next()).collect::<Vec<_>>())).collect();
    figures.sort_by(f64::total_cmp);
    let at = |share: f64| {
        figures.get((share * (SAMPLES - 1) as f64).round() as usize).copied().unwrap_or_default()
    };
    [at(0.025), at(0.975)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agreement_by_hand() {
        let check = |a: &[f64], b: &[f64], expected: f64| assert!((spearman(a, b) - expected).abs() < 1e-12);
        check(&[1.0, 2.0, 3.0], &[10.0, 20.0, 90.0], 1.0);
        check(&[1.0, 2.0, 3.0], &[3.0, 2.0, 1.0], -1.0);
        // Ranks 0, 1.5, 1.5, 3 and 0, 1, 2, 3: 4.5 of √(4.5 · 5).
        check(&[1.0, 2.0, 2.0, 3.0], &[1.0, 2.0, 3.0, 4.0], 4.5 / (4.5_f64 * 5.0).sqrt());
        check(&[1.0, 1.0], &[1.0, 2.0], 0.0);
    }

    #[test]
    fn an_interval_holds_its_figure_and_is_the_same_each_time() {
        let values: Vec<f64> = (0..100).map(f64::from).collect();
        let mean = |places: &[usize]| {
            places.iter().filter_map(|p| values.get(*p)).sum::<f64>() / places.len() as f64
        };
        let [low, high] = interval(100, mean);
        assert!(low > 40.0 && low < 49.5 && high > 49.5 && high < 59.0, "{low} {high}");
        assert_eq!(interval(100, mean), [low, high]);
    }
}
