//! Numbers by what they amount to, however they are written: `$1.2bn` is `1.2 billion dollars`.

use super::facts::MONTHS;
use super::words::Word;

/// A number of a text: one word or several.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    pub value: f64,
    /// Its words, by place among the words of the text.
    pub first: usize,
    pub last: usize,
    /// A year, or a day of a month.
    pub in_date: bool,
    /// Said to be about so much.
    pub rough: bool,
}

/// A rough number may be so far from the exact one, as a part of it.
const ROUGH: f64 = 0.1;
/// Numbers that are the same but for how a computer holds them.
const SAME: f64 = 1e-6;

const SPELLED: &[(&str, f64)] = &[
    ("zero", 0.0),
    ("one", 1.0),
    ("two", 2.0),
    ("three", 3.0),
    ("four", 4.0),
    ("five", 5.0),
    ("six", 6.0),
    ("seven", 7.0),
    ("eight", 8.0),
    ("nine", 9.0),
    ("ten", 10.0),
    ("eleven", 11.0),
    ("twelve", 12.0),
    ("thirteen", 13.0),
    ("fourteen", 14.0),
    ("fifteen", 15.0),
    ("sixteen", 16.0),
    ("seventeen", 17.0),
    ("eighteen", 18.0),
    ("nineteen", 19.0),
    ("twenty", 20.0),
    ("thirty", 30.0),
    ("forty", 40.0),
    ("fifty", 50.0),
    ("sixty", 60.0),
    ("seventy", 70.0),
    ("eighty", 80.0),
    ("ninety", 90.0),
    ("twice", 2.0),
    ("third", 3.0),
    ("fourth", 4.0),
    ("fifth", 5.0),
    ("sixth", 6.0),
    ("seventh", 7.0),
    ("eighth", 8.0),
    ("ninth", 9.0),
    ("tenth", 10.0),
];

/// What a word behind a number multiplies it by. Units of length and weight too, so that 1.5 kilometres are 1,500
/// metres; `m` is not among them: it is metres as often as millions.
const MULTIPLES: &[(&str, f64)] = &[
    ("dozen", 12.0),
    ("hundred", 1e2),
    ("thousand", 1e3),
    ("million", 1e6),
    ("mn", 1e6),
    ("billion", 1e9),
    ("bn", 1e9),
    ("trillion", 1e12),
    ("tn", 1e12),
    ("km", 1e3),
    ("kilometres", 1e3),
    ("kilometers", 1e3),
    ("kilometre", 1e3),
    ("kilometer", 1e3),
    ("kg", 1e3),
    ("kilograms", 1e3),
    ("kilos", 1e3),
    ("tonnes", 1e6),
    ("tonne", 1e6),
    ("decades", 10.0),
    ("decade", 10.0),
    ("century", 100.0),
];

const ABOUT: &[&str] = &[
    "about", "around", "nearly", "almost", "roughly", "approximately", "some", "over", "than", "least",
    "most", "under", "up", "estimated", "close", "just",
];

/// The numbers of a text in order. A lone `one` is a pronoun as often as a number, and left out.
pub fn numbers(words: &[Word]) -> Vec<Number> {
    let mut found: Vec<Number> = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let Some((mut value, spelled)) = value_of(word) else {
            at += 1;
            continue;
        };
        let first = at;
        at += 1;
        // "forty-eight", then "thousand".
        if spelled
            && (20.0..100.0).contains(&value)
            && let Some((more, true)) = words.get(at).and_then(value_of)
            && more < 10.0
        {
            value += more;
            at += 1;
        }
        while let Some(times) = words.get(at).and_then(|word| multiple(&word.plain)) {
            value *= times;
            at += 1;
        }
        let last = at - 1;
        if spelled && first == last && word.plain == "one" {
            continue;
        }
        let rough = first > 0 && words.get(first - 1).is_some_and(|w| ABOUT.contains(&w.plain.as_str()));
        found.push(Number { value, first, last, in_date: first == last && is_of_date(words, first), rough });
    }
    found
}

/// The numbers of a text, and those that are broken in two by a space as some pages have them: `235, 000`, `122. 5`.
pub fn readings(words: &[Word]) -> Vec<Number> {
    let mut found = numbers(words);
    for (at, pair) in words.windows(2).enumerate() {
        let [first, second] = pair else { continue };
        let digits = [first, second].map(|word| word.plain.bytes().all(|byte| byte.is_ascii_digit()));
        if digits != [true; 2] || !second.breaks || second.start != first.end + 2 {
            continue;
        }
        let joined = match (first.plain.len(), second.plain.len()) {
            (1..=3, 3) => format!("{}{}", first.plain, second.plain),
            (_, 1 | 2) => format!("{}.{}", first.plain, second.plain),
            _ => continue,
        };
        if let Ok(mut value) = joined.parse::<f64>() {
            let mut last = at + 1;
            while let Some(times) = words.get(last + 1).and_then(|word| multiple(&word.plain)) {
                value *= times;
                last += 1;
            }
            found.push(Number { value, first: at, last, in_date: false, rough: false });
        }
    }
    found
}

/// Whether a claim's number is the evidence's: the same, the same rounded, or about it where it says so.
pub fn agree(claim: &Number, evidence: &Number) -> bool {
    let apart = (claim.value - evidence.value).abs();
    let size = claim.value.abs().max(evidence.value.abs()).max(f64::MIN_POSITIVE);
    if apart <= SAME * size {
        return true;
    }
    if claim.in_date || evidence.in_date {
        return false;
    }
    (claim.rough || evidence.rough) && apart <= ROUGH * size || is_rounded(claim.value, evidence.value)
}

/// Whether a number is another one rounded, from a thousand on.
fn is_rounded(rounded: f64, exact: f64) -> bool {
    const FROM: f64 = 1000.0;
    if rounded < FROM || exact < FROM {
        return false;
    }
    let mut unit = 10.0;
    while rounded % (unit * 10.0) == 0.0 && unit < rounded {
        unit *= 10.0;
    }
    // At least two figures have to stand.
    unit * 10.0 <= rounded
        && rounded % unit == 0.0
        && ((exact / unit).round() * unit - rounded).abs() < unit / 2.0
}

fn value_of(word: &Word) -> Option<(f64, bool)> {
    if word.is_digits() {
        let end = word.plain.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(word.plain.len());
        let (digits, behind) = word.plain.split_at_checked(end)?;
        let value: f64 = digits.trim_end_matches('.').parse().ok()?;
        let times = match behind {
            "m" => 1e6,
            "k" => 1e3,
            other => multiple(other).unwrap_or(1.0),
        };
        return Some((value * times, false));
    }
    let spelled = SPELLED.iter().find(|(spelled, _)| *spelled == word.plain);
    spelled.map(|(_, value)| (*value, true)).or_else(|| Some((multiple_alone(&word.plain)?, true)))
}

fn multiple(word: &str) -> Option<f64> {
    MULTIPLES.iter().find(|(name, _)| *name == word).map(|(_, times)| *times)
}

/// "A dozen" and "a million" are numbers; "a decade" and "a kilometre" name a unit.
fn multiple_alone(word: &str) -> Option<f64> {
    matches!(word, "dozen" | "hundred" | "thousand" | "million" | "billion").then(|| multiple(word)).flatten()
}

/// A year, or a number beside a month.
fn is_of_date(words: &[Word], at: usize) -> bool {
    let Some(word) = words.get(at) else { return false };
    let year = word.plain.len() == 4 && word.is_digits() && ("1500".."2100").contains(&word.plain.as_str());
    let is_month = |at: Option<usize>| {
        at.and_then(|at| words.get(at)).is_some_and(|w| w.capital && MONTHS.contains(&w.plain.as_str()))
    };
    let of = words.get(at + 1).is_some_and(|w| w.plain == "of");
    year || is_month(at.checked_sub(1)) || is_month(Some(at + 1)) || of && is_month(Some(at + 2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::words::words;

    #[track_caller]
    fn check(text: &str, expected: &[f64]) {
        let found: Vec<f64> = numbers(&words(text)).iter().map(|n| n.value).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn amounts_however_they_are_written() {
        check("It paid $1.2bn, or 1.2 billion dollars.", &[1.2e9, 1.2e9]);
        check("Forty-eight people, 1,200 sheep and one dog", &[48.0, 1200.0]);
        check("two hundred thousand in 1.5 kilometres", &[2e5, 1500.0]);
        check("a dozen eggs for 7% on 3 May 1998", &[12.0, 7.0, 3.0, 1998.0]);
    }

    #[track_caller]
    fn same(claim: &str, evidence: &str, expected: bool) {
        let (claim, evidence) = (numbers(&words(claim)), numbers(&words(evidence)));
        assert_eq!(agree(&claim[0], &evidence[0]), expected, "{claim:?} {evidence:?}");
    }

    #[test]
    fn rounded_and_rough_numbers_agree() {
        same("1.2 million", "1,234,000", true);
        same("1.3 million", "1,234,000", false);
        same("nearly 300", "292", true);
        same("in 1998", "in 1999", false);
        same("640 million", "460 million", false);
        same("1,000", "1,400", false);
    }

    #[test]
    fn numbers_that_a_page_broke_in_two_are_read_whole_too() {
        let values = |text: &str| readings(&words(text)).iter().map(|n| n.value).collect::<Vec<_>>();
        assert_eq!(values("It was seen 235, 000 times."), [235.0, 0.0, 235_000.0]);
        assert_eq!(values("It cost 1. 7 million."), [1.0, 7e6, 1.7e6]);
        assert_eq!(values("In 2010, 500 came."), [2010.0, 500.0]);
    }
}
