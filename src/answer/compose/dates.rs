//! Relative dates made absolute: "on Monday" means nothing to a reader a week later.

use jiff::civil::{Date, Weekday};

use super::super::quote::quoted_spans;

const WEEKDAYS: &[(&str, Weekday)] = &[
    ("Monday", Weekday::Monday),
    ("Tuesday", Weekday::Tuesday),
    ("Wednesday", Weekday::Wednesday),
    ("Thursday", Weekday::Thursday),
    ("Friday", Weekday::Friday),
    ("Saturday", Weekday::Saturday),
    ("Sunday", Weekday::Sunday),
];

/// Signs that a weekday lies ahead of the article and not behind it.
const AHEAD: &[&str] =
    &[" will ", " would ", "expected", "scheduled", " due ", " is to ", " are to ", "plans to", " next "];

const PARTS_OF_DAY: &[&str] = &["morning", "afternoon", "evening", "night"];

/// Writes "on Monday" and "yesterday" as dates, seen from the day of publication: a weekday lies behind it,
/// unless something before it in the sentence looks ahead. Words inside quotation marks stay as they are, and so do
/// weekdays that already carry a date.
pub fn absolute_dates(sentence: &str, published: Date) -> String {
    let mut text = sentence.to_owned();
    for (name, weekday) in WEEKDAYS {
        for on in ["on", "On"] {
            let words = format!("{on} {name}");
            let Some(at) = place(&text, &words) else { continue };
            let before = text.get(..at).unwrap_or_default();
            let ahead = AHEAD.iter().any(|sign| before.contains(sign));
            let day = if ahead { next(*weekday, published) } else { last(*weekday, published) };
            let Some(day) = day else { continue };
            let after = text.get(at + words.len()..).unwrap_or_default().trim_start();
            match PARTS_OF_DAY.iter().find(|part| after.starts_with(**part)) {
                Some(part) => {
                    let dated = format!("{on} the {part} of {}", in_words(day));
                    text = replaced(&text, at, &format!("{words} {part}"), &dated);
                }
                None => text = replaced(&text, at, &words, &format!("{on} {}", in_words(day))),
            }
        }
    }
    for (word, on) in [("yesterday", "on"), ("Yesterday", "On")] {
        if let (Some(at), Ok(day)) = (place(&text, word), published.yesterday()) {
            text = replaced(&text, at, word, &format!("{on} {}", in_words(day)));
        }
    }
    text
}

/// A day as a reader writes it: `12 January 2026`.
pub fn in_words(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// The last such weekday up to and including the day of publication.
fn last(weekday: Weekday, published: Date) -> Option<Date> {
    if published.weekday() == weekday { Some(published) } else { published.nth_weekday(-1, weekday).ok() }
}

/// The first such weekday after the day of publication.
fn next(weekday: Weekday, published: Date) -> Option<Date> {
    published.nth_weekday(1, weekday).ok()
}

/// Where the words stand outside quotation marks, whole, and without a date of their own.
fn place(text: &str, words: &str) -> Option<usize> {
    let quoted = quoted_spans(text);
    text.match_indices(words).map(|(at, _)| at).find(|at| {
        let before = text.get(..*at).unwrap_or_default();
        let after = text.get(at + words.len()..).unwrap_or_default();
        let whole = !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric);
        // "on Monday, 12 January" has its date; "on Monday and Tuesday" would read badly with one.
        let dated = after.trim_start_matches([',', ' ']).starts_with(|c: char| c.is_ascii_digit());
        let continued =
            ["and ", "or ", "'s", "’s", "-"].iter().any(|part| after.trim_start().starts_with(part));
        whole && !dated && !continued && !quoted.iter().any(|span| span.contains(at))
    })
}

fn replaced(text: &str, at: usize, words: &str, date: &str) -> String {
    let (before, after) =
        (text.get(..at).unwrap_or_default(), text.get(at + words.len()..).unwrap_or_default());
    format!("{before}{date}{after}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekdays_become_dates() {
        let published = jiff::civil::date(2026, 1, 16); // a Friday
        let check = |given, expected: &str| assert_eq!(absolute_dates(given, published), expected);
        check("Brandt said on Friday that no.", "Brandt said on 16 January 2026 that no.");
        check("On Monday, they met.", "On 12 January 2026, they met.");
        check("They met yesterday.", "They met on 15 January 2026.");
        check("She said: “We meet on Monday.”", "She said: “We meet on Monday.”");
        check("They will meet on Monday.", "They will meet on 19 January 2026.");
        check("She said on Monday that they will meet.", "She said on 12 January 2026 that they will meet.");
        check("They met on Monday night.", "They met on the night of 12 January 2026.");
        check("They met on Monday, 12 January.", "They met on Monday, 12 January.");
    }
}
