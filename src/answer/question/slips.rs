//! How likely one word is typed for another: the channel of the noisy-channel model of misspelling (Kernighan, Church
//! and Gale 1990), with costs in nats chosen by hand and checked on random edits.

/// A letter too many, one too few, another one, two that changed places.
const EXTRA: f64 = 3.6;
const MISSING: f64 = 3.4;
const OTHER: f64 = 4.0;
const SWAPPED: f64 = 3.2;
/// A letter typed twice, or once of two.
const DOUBLED: f64 = 2.7;
/// A letter for one beside it on the keyboard, a vowel for a vowel, or a letter for one that can sound like it.
const NEIGHBOUR: f64 = 3.2;
/// First letters are seldom wrong (Pollock and Zamora 1984: about 8% of misspellings).
const FIRST: f64 = 1.2;
/// A slip is seldom followed by another one in the same word.
const SECOND: f64 = 1.0;
/// A space left out between two words.
pub const NO_SPACE: f64 = 3.2;

/// Letters that can sound alike.
const SOUNDS: [&str; 3] = ["ckqs", "sz", "vwf"];

/// The rows of a QWERTY keyboard, each half a key to the right of the one above.
const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

/// What it takes to write `typed` for `meant`, as the negative natural logarithm of a probability: that of the
/// cheapest edits, where no letter is edited twice. Both in lower case.
pub fn cost(typed: &str, meant: &str) -> f64 {
    let (typed, meant): (Vec<char>, Vec<char>) = (typed.chars().collect(), meant.chars().collect());
    // `rows[i][j]` is what it takes to write the first i letters typed for the first j letters meant.
    let mut rows: Vec<Vec<f64>> = Vec::with_capacity(typed.len() + 1);
    for i in 0..=typed.len() {
        let mut row: Vec<f64> = Vec::with_capacity(meant.len() + 1);
        for j in 0..=meant.len() {
            let (is, was) = (letter(&typed, i), letter(&meant, j));
            let (is_before, was_before) =
                (letter(&typed, i.wrapping_sub(1)), letter(&meant, j.wrapping_sub(1)));
            let at = |back_i: usize, back_j: usize| {
                let row_at = i.checked_sub(back_i).and_then(|i| if back_i == 0 { None } else { rows.get(i) });
                let column = j.checked_sub(back_j);
                let found = match (back_i, row_at, column) {
                    (0, _, Some(column)) => row.get(column),
                    (_, Some(before), Some(column)) => before.get(column),
                    _ => None,
                };
                found.copied().unwrap_or(f64::INFINITY)
            };
            let first = if i.max(j) <= 1 { FIRST } else { 0.0 };
            let mut best = if i == 0 && j == 0 { 0.0 } else { f64::INFINITY };
            if is.is_some() {
                let extra = if is == is_before || is == letter(&typed, i + 1) { DOUBLED } else { EXTRA };
                best = best.min(at(1, 0) + extra + first);
            }
            if was.is_some() {
                let missing =
                    if was == was_before || was == letter(&meant, j + 1) { DOUBLED } else { MISSING };
                best = best.min(at(0, 1) + missing + first);
            }
            if let (Some(is), Some(was)) = (is, was) {
                best = best.min(at(1, 1) + if is == was { 0.0 } else { substitution(is, was) + first });
                if is != was && Some(is) == was_before && Some(was) == is_before {
                    best = best.min(at(2, 2) + SWAPPED + if i.max(j) <= 2 { FIRST } else { 0.0 });
                }
            }
            row.push(best);
        }
        rows.push(row);
    }
    let least = rows.last().and_then(|row| row.last()).copied().unwrap_or(f64::INFINITY);
    if is_more_than_one(least) { least + SECOND } else { least }
}

/// Whether it takes more than one slip: no single one costs as much as the cheapest two after the first letter.
pub fn is_more_than_one(cost: f64) -> bool {
    cost > OTHER + FIRST
}

/// The letter with a number counted from 1.
fn letter(word: &[char], number: usize) -> Option<char> {
    word.get(number.checked_sub(1)?).copied()
}

fn substitution(is: char, was: char) -> f64 {
    let vowel = |letter: char| "aeiouy".contains(letter);
    let alike = SOUNDS.iter().any(|letters| letters.contains(is) && letters.contains(was));
    if alike || are_neighbours(is, was) || vowel(is) && vowel(was) { NEIGHBOUR } else { OTHER }
}

fn are_neighbours(one: char, other: char) -> bool {
    let place = |letter: char| {
        let found = ROWS.iter().enumerate().find_map(|(row, keys)| Some((row, keys.find(letter)?)));
        // In half keys from the left edge of the first row.
        found.map(|(row, key)| (row, 2 * key + row))
    };
    match (place(one), place(other)) {
        (Some((row, x)), Some((other_row, other_x))) => {
            row.abs_diff(other_row) <= 1 && x.abs_diff(other_x) <= 2
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, meant: &str, expected: f64) {
        let found = cost(typed, meant);
        assert!((found - expected).abs() < 1e-9, "{typed} for {meant}: {found}");
    }

    #[test]
    fn each_slip_has_its_cost() {
        check("talks", "talks", 0.0);
        check("talkks", "talks", DOUBLED);
        check("tallks", "talks", DOUBLED);
        check("harbor", "harbour", MISSING);
        check("taxlks", "talks", EXTRA);
        check("takls", "talks", SWAPPED);
        check("atlks", "talks", SWAPPED + FIRST);
        check("alks", "talks", MISSING + FIRST);
        check("megotiations", "negotiations", NEIGHBOUR + FIRST);
        check("talzs", "talks", OTHER);
        check("telks", "talks", NEIGHBOUR);
    }

    #[test]
    fn two_slips_cost_more_than_their_sum() {
        check("witcof", "witkoff", NEIGHBOUR + DOUBLED + SECOND);
        check("", "", 0.0);
    }
}
