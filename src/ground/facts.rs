//! The checkable particulars of a sentence: its numbers, its names, whether it denies.

use std::collections::BTreeSet;

use jiff::civil::Weekday;

use crate::index::analysis::{Term, plain_words, terms};

/// Number words; of a compound such as "forty-eight", each part is a number of its own.
const SPELLED: &[(&str, &str)] = &[
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("ten", "10"),
    ("eleven", "11"),
    ("twelve", "12"),
    ("thirteen", "13"),
    ("fourteen", "14"),
    ("fifteen", "15"),
    ("sixteen", "16"),
    ("seventeen", "17"),
    ("eighteen", "18"),
    ("nineteen", "19"),
    ("twenty", "20"),
    ("thirty", "30"),
    ("forty", "40"),
    ("fifty", "50"),
    ("sixty", "60"),
    ("seventy", "70"),
    ("eighty", "80"),
    ("ninety", "90"),
    ("twice", "2"),
    ("dozen", "12"),
    ("second", "2"),
    ("third", "3"),
    ("hundred", "100"),
    ("thousand", "1000"),
    ("million", "1000000"),
    ("billion", "1000000000"),
];

const NEGATIONS: &[&str] =
    &["not", "no", "never", "nobody", "none", "neither", "nor", "without", "cannot", "nothing", "t"];

/// The numbers of a text in digits: `1,200` as `1200`, `five` as `5`. Ordinals of dates count as numbers.
pub fn numbers(text: &str) -> BTreeSet<String> {
    numbers_among(text, &plain_words(text))
}

/// Likewise, of a text whose words are known.
pub fn numbers_among(text: &str, words: &[Term]) -> BTreeSet<String> {
    // A comma or full stop between digits belongs to the number.
    let mut found = BTreeSet::new();
    let mut digits = String::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let inside = !digits.is_empty() && letters.peek().is_some_and(char::is_ascii_digit);
        match letter {
            '0'..='9' => digits.push(letter),
            ',' | '\u{a0}' | '\u{202f}' if inside => {}
            '.' if inside => digits.push('.'),
            _ => found.extend(take(&mut digits)),
        }
    }
    found.extend(take(&mut digits));
    for word in words {
        found.extend(
            SPELLED.iter().filter(|(spelled, _)| *spelled == word.stem).map(|(_, n)| (*n).to_owned()),
        );
    }
    found
}

fn take(digits: &mut String) -> Option<String> {
    let taken = std::mem::take(digits);
    (!taken.is_empty()).then_some(taken)
}

/// The names of a text, lower-cased and folded: words with a capital that do not owe it to opening a sentence.
pub fn names(text: &str) -> BTreeSet<String> {
    names_among(text, &plain_words(text)).into_iter().map(str::to_owned).collect()
}

/// Likewise, of a text whose words are known.
pub fn names_among<'a>(text: &str, words: &'a [Term]) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    for word in words {
        let written = word.range.of(text);
        let opens = text
            .get(..word.range.start())
            .map(|before| before.trim_end_matches([' ', '“', '"', '‘', '(', '[']))
            .is_none_or(|before| before.is_empty() || before.ends_with(['.', '!', '?', ':', '\n']));
        let capital = written.starts_with(char::is_uppercase) && word.stem.chars().count() > 1;
        if capital && !(opens && is_common_opener(&word.stem)) {
            found.insert(word.stem.as_str());
        }
    }
    found
}

/// Words that begin a sentence without naming anyone: written small when something is put before them.
pub fn is_common_opener(word: &str) -> bool {
    const OPENERS: &[&str] = &[
        "a", "an", "the", "in", "on", "at", "by", "for", "from", "with", "without", "after", "before",
        "during", "since", "under", "over", "as", "if", "when", "while", "where", "although", "though",
        "because", "to", "of", "about", "against", "between", "among", "some", "many", "most", "several",
        "few", "no", "not", "none", "nobody", "nothing", "all", "any", "each", "every", "more", "less",
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "what", "who", "how",
        "why", "whether", "its", "his", "her", "their", "our", "critics", "supporters", "officials",
        "people", "lawmakers", "opponents", "analysts", "observers", "experts", "police", "residents",
        "talks", "negotiations", "reporters", "neither", "both", "earlier", "later", "last", "next", "this",
        "that", "these", "those", "it", "he", "she", "they", "there", "asked", "according", "only", "even",
        "until", "despite", "like", "other", "another", "such", "eleven", "twelve", "thirteen", "fourteen",
        "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "thirty", "forty", "fifty",
        "dozens", "hundreds", "thousands", "following", "heading", "speaking", "citing", "having", "being",
        "currently", "recently", "today", "reports", "once", "hours", "days", "weeks", "months", "years",
        "attorneys", "lawyers", "prosecutors", "investigators", "voters", "scientists", "researchers",
        "authorities", "firefighters", "protesters", "rescuers", "doctors", "workers", "teachers",
        "students", "parents", "children", "men", "women", "nearly", "almost", "around", "roughly",
        "approximately", "also", "then", "still", "instead", "meanwhile", "however", "just", "already",
        "unlike", "across", "throughout", "near", "inside", "outside", "within", "amid", "upon", "per",
        "private", "key",
    ];
    OPENERS.contains(&word)
}

/// Names of several words: runs of capitalised words with single spaces between, with "the" if it stands before.
pub fn full_names(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut run: Option<(usize, usize, usize)> = None;
    let mut close = |run: Option<(usize, usize, usize)>| {
        let Some((start, end, 2..)) = run else { return };
        let before = text.get(..start).unwrap_or_default();
        let article = if before.ends_with("the ") || before.ends_with("The ") { "the " } else { "" };
        found.extend(text.get(start..end).map(|name| format!("{article}{name}")));
    };
    for word in plain_words(text) {
        let (start, end) = (word.range.start(), word.range.end());
        let capital = word.range.of(text).starts_with(char::is_uppercase) && !is_common_opener(&word.stem);
        run = match run {
            Some((first, last, words)) if capital && text.get(last..start) == Some(" ") => {
                Some((first, end, words + 1))
            }
            other => {
                close(other);
                capital.then_some((start, end, 1))
            }
        };
    }
    close(run);
    found
}

/// Days of the week, in the order of ISO 8601.
pub const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// Months and their abbreviations.
pub const MONTHS: &[&str] = &[
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov",
    "dec",
];

/// The text holds a day, a month, a weekday or a year.
pub fn is_dated(text: &str) -> bool {
    plain_words(text).iter().any(|word| {
        let capital = word.range.of(text).starts_with(char::is_uppercase);
        is_year(&word.stem) || is_day_name(&word.stem) || capital && MONTHS.contains(&word.stem.as_str())
    })
}

/// The text holds a number that is not part of a date.
pub fn has_quantity(text: &str) -> bool {
    !quantities(text).is_empty()
}

/// The numbers of a text that are not part of a date, each with the stem of the word that it counts: `39` of
/// `39 dock workers` with `dock`.
pub fn quantities(text: &str) -> Vec<(String, String)> {
    quantities_among(&plain_words(text))
}

/// Likewise, of a text's words.
pub fn quantities_among(words: &[Term]) -> Vec<(String, String)> {
    let is_month = |at: Option<usize>| {
        at.and_then(|at| words.get(at)).is_some_and(|w| MONTHS.contains(&w.stem.as_str()))
    };
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let spelled = SPELLED.iter().find(|(spelled, _)| *spelled == word.stem && word.stem != "second");
        let digits = word.stem.starts_with(|c: char| c.is_ascii_digit());
        let in_a_date = is_year(&word.stem) || is_month(at.checked_sub(1)) || is_month(Some(at + 1));
        let number = match spelled {
            Some((_, number)) => (*number).to_owned(),
            None if digits && !in_a_date => word.stem.clone(),
            None => continue,
        };
        let unit = words.get(at + 1).and_then(|next| terms(&next.stem).into_iter().next());
        found.push((number, unit.map(|term| term.stem).unwrap_or_default()));
    }
    found
}

fn is_year(word: &str) -> bool {
    word.len() == 4
        && word.bytes().all(|b| b.is_ascii_digit())
        && (word.starts_with("19") || word.starts_with("20"))
}

fn is_day_name(word: &str) -> bool {
    const DAYS: &[&str] =
        &["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "yesterday", "today"];
    DAYS.contains(&word)
}

/// A name without the titles before it: `Hillary Clinton` of `State Hillary Clinton`. Empty if there is nothing else.
pub fn untitled(name: &str) -> String {
    const TITLES: &[&str] = &[
        "president", "vice", "prime", "minister", "secretary", "state", "senator", "mayor", "governor",
        "king", "queen", "prince", "princess", "pope", "judge", "justice", "general", "colonel", "captain",
        "doctor", "dr", "mr", "mrs", "ms", "sir", "lord", "lady", "professor", "chancellor", "ambassador",
        "representative", "congressman", "congresswoman", "deputy", "chief",
    ];
    let is_title = |word: &&str| TITLES.contains(&word.to_lowercase().as_str());
    let words: Vec<&str> = name.split(' ').collect();
    let before = words.iter().take_while(|word| is_title(word) || **word == "the").count();
    let titled = words.iter().take(before).any(is_title);
    let rest = if titled { words.get(before..).unwrap_or_default() } else { words.as_slice() };
    rest.join(" ")
}

/// The text denies something.
pub fn is_negated(text: &str) -> bool {
    denies(&plain_words(text))
}

/// Likewise, of a text's words.
pub fn denies(words: &[Term]) -> bool {
    words.iter().any(|word| NEGATIONS.contains(&word.stem.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_digits_or_words() {
        let found = numbers("About 1,200 of the three ships paid 4.5 million on 12 January 2026.");
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["1000000", "12", "1200", "2026", "3", "4.5"]);
    }

    #[test]
    fn quantities_are_numbers_outside_dates() {
        assert!(has_quantity("A total of 39 are dead."));
        assert!(has_quantity("Two were hurt on 12 January."));
        assert!(!has_quantity("It fell on 12 January 2019 or Feb. 3."));
        assert!(is_dated("It fell on Monday.") && is_dated("Since 1998") && !is_dated("They may march."));
    }

    #[test]
    fn full_names_are_runs_of_capitals() {
        let found = full_names("The Calder Islands worry Lena Marsh, of Ardenia. Port Sarrow sleeps.");
        assert_eq!(found, ["the Calder Islands", "Lena Marsh", "Port Sarrow"]);
    }

    #[test]
    fn names_by_their_capitals() {
        let found = names("The envoy met Dragan Melk. Talks with “Brandt” go on in Port Sarrow.");
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["brandt", "dragan", "melk", "port", "sarrow"]);
    }
}
