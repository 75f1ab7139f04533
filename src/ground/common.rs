//! How common words are in the news: that one of them stands somewhere, or does not, says less.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The stems of the most common words with their rarities; those of one rarity in a line behind it. Counted in the 659
/// articles of Wikinews (CC BY 2.5) that the figures are of: `caveat eval grounding --articles FILE --words
/// src/ground/common.txt`.
static COMMON: LazyLock<HashMap<&str, f64>> = LazyLock::new(|| {
    let lines = include_str!("common.txt").lines().filter_map(|line| line.split_once(':'));
    lines
        .flat_map(|(rarity, stems)| {
            let rarity: f64 = rarity.parse().unwrap_or(1.0);
            stems.split_whitespace().map(move |stem| (stem, rarity))
        })
        .collect()
});

/// How many stems the list has. With 500, 2,000 or 6,000 no AUROC differs by more than .003.
const LISTED: usize = 500;
/// Rarities are written in steps of this.
const STEP: f64 = 0.1;

/// How rare a stem is: 1 for all but the most common ones, down to about .1 for "the".
pub fn rarity(stem: &str) -> f64 {
    COMMON.get(stem).copied().unwrap_or(1.0)
}

/// The list made anew: from how many of `all` sentences have each stem. A rarity is the logarithm of that share (as in
/// BM25), relative to that of the last stem listed.
pub fn listed(with: HashMap<String, usize>, all: usize) -> String {
    let mut stems: Vec<(String, usize)> = with.into_iter().collect();
    stems.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    stems.truncate(LISTED);
    let weight = |with: usize| (1.0 + (all as f64 - with as f64 + 0.5) / (with as f64 + 0.5)).ln();
    let last = stems.last().map_or(1.0, |(_, with)| weight(*with));
    let mut lines: Vec<(i64, Vec<String>)> = Vec::new();
    for (stem, with) in stems {
        let steps = ((weight(with) / last / STEP).round().max(1.0)) as i64;
        match lines.last_mut().filter(|(of, _)| *of == steps) {
            Some((_, same)) => same.push(stem),
            None => lines.push((steps, vec![stem])),
        }
    }
    let line =
        |(steps, stems): (i64, Vec<String>)| format!("{:.1}: {}\n", steps as f64 * STEP, stems.join(" "));
    lines.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_words_say_less() {
        assert!(rarity("the") < rarity("said") && rarity("said") < rarity("ferry"));
    }

    #[test]
    fn a_list_has_the_most_common_first() {
        let with = [("the", 90), ("said", 30), ("ferry", 1)].map(|(stem, with)| (stem.to_owned(), with));
        assert_eq!(listed(with.into(), 100), "0.0: the\n".replace("0.0", "0.1") + "0.3: said\n1.0: ferry\n");
    }
}
