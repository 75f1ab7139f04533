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

/// Writes "on Monday", "yesterday" and "today" as dates, seen from the day of publication. Words inside
/// quotation marks stay as they are; so do weekdays that may lie ahead, and those that already carry a date.
pub fn absolute_dates(sentence: &str, published: Date) -> String {
    let mut text = sentence.to_owned();
    if !AHEAD.iter().any(|sign| sentence.contains(sign)) {
        for (name, weekday) in WEEKDAYS {
            let Some(day) = last(*weekday, published) else { continue };
            for (prefix, written) in [("on", "on"), ("On", "On")] {
                text = replaced(&text, &format!("{prefix} {name}"), &format!("{written} {}", in_words(day)));
            }
        }
    }
    if let Ok(before) = published.yesterday() {
        text = replaced(&text, "yesterday", &format!("on {}", in_words(before)));
        text = replaced(&text, "Yesterday", &format!("On {}", in_words(before)));
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

fn replaced(text: &str, words: &str, date: &str) -> String {
    let quoted = quoted_spans(text);
    let place = text.match_indices(words).map(|(at, _)| at).find(|at| {
        let (before, after) =
            (text.get(..*at).unwrap_or_default(), text.get(at + words.len()..).unwrap_or_default());
        let whole = !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric);
        // "on Monday, 12 January" has its date; "on Monday night" would read badly with one.
        let rest = after.trim_start_matches([',', ' ']);
        let dated = rest.starts_with(|c: char| c.is_ascii_digit());
        let part_of_day = ["night", "morning", "evening", "afternoon", "and ", "or ", "'s", "’s"];
        whole
            && !dated
            && !part_of_day.iter().any(|p| after.trim_start().starts_with(p))
            && !quoted.iter().any(|span| span.contains(at))
    });
    match place {
        Some(at) => {
            format!(
                "{}{date}{}",
                text.get(..at).unwrap_or_default(),
                text.get(at + words.len()..).unwrap_or_default()
            )
        }
        None => text.to_owned(),
    }
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
        check("They will meet on Monday.", "They will meet on Monday.");
        check("They met on Monday night.", "They met on Monday night.");
        check("They met on Monday, 12 January.", "They met on Monday, 12 January.");
    }
}
