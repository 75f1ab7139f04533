//! Relative dates made absolute: "on Monday" means nothing to a reader a week later.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::super::facts::{MONTHS, WEEKDAYS};
use super::super::language;
use super::super::quote::quoted_spans;
use crate::index::analysis::{Term, plain_words};
use crate::news::sentences;

/// Signs that a weekday lies ahead of the article and not behind it.
const AHEAD: &[&str] = &["will", "would", "expected", "scheduled", "due", "plans", "next", "shall"];

/// … and of what is told in the present: "the draw takes place on Thursday".
const IN_THE_PRESENT: &[&str] = &[
    "takes", "begins", "starts", "opens", "resumes", "closes", "ends", "meets", "faces", "airs", "plays",
    "arrives", "departs", "returns", "kicks", "goes", "comes", "votes", "travels", "speaks", "appears",
    "hosts", "marks",
];

const PARTS_OF_DAY: &[&str] = &["morning", "afternoon", "evening", "night"];

/// Words between such a sign and the weekday; over more, the sign may belong to something else in the sentence.
const NEAR: usize = 3;

/// Words after a weekday that say which week: the day cannot be told without them.
const WHICH_WEEK: &[&str] = &["last", "next", "until", "before"];
/// Words that go on with a list of days, if another day follows.
const GOING_ON: &[&str] = &["and", "or", "through", "to"];

/// A weekday so many days back is the last one before publication. Texts are changed after the day that they state, and
/// then name days near the change: the further back, the likelier.
const SURE: i32 = 3;

const HALF_A_YEAR: i32 = 183;

/// A relative date and what it would be written as; `None` if the day cannot be told.
struct Relative {
    start: usize,
    end: usize,
    dated: Option<String>,
}

/// Writes weekdays, "yesterday", "today" and their kin as dates, seen from the day of publication: a weekday is the
/// last one up to then, or the next one after something that looks ahead. All of a sentence's relative dates are
/// written out, or none: a sentence with one date and one "Friday" would say something that its author did not. If none
/// are, the day of the article stands at the end. Words inside quotation marks stay as they are, and so do weekdays that
/// carry their date.
pub fn absolute_dates(sentence: &str, published: Date) -> String {
    let mut text = String::with_capacity(sentence.len() + 32);
    let mut copied = 0;
    for relative in relative_dates(sentence, published) {
        let Some(dated) = relative.dated else { return dated_by_article(sentence, published) };
        text.push_str(sentence.get(copied..relative.start).unwrap_or_default());
        text.push_str(&dated);
        copied = relative.end;
    }
    text.push_str(sentence.get(copied..).unwrap_or_default());
    // "An order dated yesterday".
    text.replace(" dated on ", " dated ")
}

/// A sentence with the day that its words are relative to.
pub fn dated_by_article(sentence: &str, published: Date) -> String {
    let body = sentence.trim_end();
    let (body, stop) = match body.strip_suffix(['.', '!']) {
        Some(rest) => (rest, "."),
        None => (body, ""),
    };
    format!("{body} (article of {}){stop}", in_words(published))
}

/// Whether a sentence has dates that mean nothing without its day.
pub fn has_relative_dates(sentence: &str) -> bool {
    !relative_dates(sentence, Date::constant(2026, 1, 16)).is_empty()
}

/// Whether a text names a day after its publication as one on which something happened: it was changed then, and its
/// "Thursday" may be of either day.
pub fn was_changed_later(text: &str, published: Date) -> bool {
    sentences(text, None).iter().map(|range| range.of(text)).any(|sentence| {
        named_days(sentence, published).any(|day| day > published)
            && language::tells_of_an_act(sentence)
            && !language::is_tentative(sentence)
            && !plain_words(sentence).iter().any(|word| AHEAD.contains(&word.stem.as_str()))
    })
}

/// The days that a sentence names by month and number, "April 20" or "20 April 2023": without a year those of the year
/// of publication.
fn named_days(sentence: &str, published: Date) -> impl Iterator<Item = Date> {
    let words: Vec<String> = plain_words(sentence).into_iter().map(|word| word.stem).collect();
    let month_of = |word: &String| {
        let month = MONTHS.iter().position(|month| month == word)?;
        let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
        let place =
            if month < 12 { month } else { names.iter().position(|short| word.starts_with(short))? };
        i8::try_from(place + 1).ok()
    };
    let mut found = Vec::new();
    for (at, month) in words.iter().enumerate().filter_map(|(at, word)| Some((at, month_of(word)?))) {
        let number = |at: Option<usize>| at.and_then(|at| words.get(at)).and_then(|w| w.parse::<i16>().ok());
        let is_year = |number: &i16| *number > 1900;
        let after = [number(Some(at + 1)), number(Some(at + 2))];
        let year = after.into_iter().flatten().find(is_year);
        let days = [number(Some(at + 1)), number(at.checked_sub(1))];
        let day = days.into_iter().flatten().find_map(|day| i8::try_from(day).ok());
        let dated = day.and_then(|day| Date::new(year.unwrap_or(published.year()), month, day).ok());
        // "3 December" in January is of the year before.
        let is_near = |day: &Date| year.is_some() || (*day - published).get_days() < HALF_A_YEAR;
        found.extend(dated.filter(is_near));
    }
    found.into_iter()
}

/// A day as a reader writes it: `12 January 2026`.
pub fn in_words(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

fn relative_dates(sentence: &str, published: Date) -> Vec<Relative> {
    let words = plain_words(sentence);
    let quoted = quoted_spans(sentence);
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        // "USA TODAY" is no day.
        let is_shouted = word.range.of(sentence).chars().all(char::is_uppercase);
        if is_shouted || quoted.iter().any(|span| span.contains(&word.range.start())) {
            continue;
        }
        let stem = |offset: usize| words.get(at + offset).map_or("", |w| w.stem.as_str());
        let before = at.checked_sub(1).and_then(|i| words.get(i));
        let day = match word.stem.as_str() {
            "yesterday" => published.yesterday().ok(),
            "today" | "tonight" => Some(published),
            "tomorrow" => published.tomorrow().ok(),
            name if before.is_some_and(|w| w.stem == "last") && month_of(name).is_some() => {
                let adjoins =
                    before.is_some_and(|w| sentence.get(w.range.end()..word.range.start()) == Some(" "));
                let has_year = stem(1).starts_with(|c: char| c.is_ascii_digit());
                let is_month = word.range.of(sentence).starts_with(char::is_uppercase);
                // "It came last May said": who speaks is no month.
                if has_year || !adjoins || !is_month || language::speaks(stem(1)) {
                    continue;
                }
                found.push(of_period(sentence, words.get(..=at).unwrap_or_default(), published));
                continue;
            }
            "week" | "month" | "year"
                if matches!(
                    before.map(|w| w.stem.as_str()),
                    Some("last" | "next" | "this" | "following")
                ) =>
            {
                found.push(of_period(sentence, words.get(..=at).unwrap_or_default(), published));
                continue;
            }
            _ if before.is_some_and(|word| matches!(word.stem.as_str(), "every" | "each")) => continue,
            _ if is_of_a_name(before.map(|word| word.stem.as_str()), stem(1)) => continue,
            name => match WEEKDAYS.iter().find(|(known, _)| *known == name) {
                Some(_) if MONTHS.contains(&stem(1)) || stem(1).starts_with(|c: char| c.is_ascii_digit()) => {
                    continue;
                }
                Some((_, weekday)) => on_weekday(*weekday, published, words.get(..at).unwrap_or_default()),
                None => continue,
            },
        };
        let is_owner = sentence.get(word.range.end()..).is_some_and(|rest| rest.starts_with(['\'', '’']));
        let goes_on = GOING_ON.contains(&stem(1)) && WEEKDAYS.iter().any(|(name, _)| *name == stem(2));
        let day = day.filter(|_| !is_owner && !goes_on && !WHICH_WEEK.contains(&stem(1)));
        found.push(written(sentence, before, word, words.get(at + 1), day));
    }
    found
}

/// "Good Friday", "the Sunday Times": a weekday that belongs to a name.
fn is_of_a_name(before: Option<&str>, after: &str) -> bool {
    const BEFORE: &[&str] = &[
        "good", "black", "super", "cyber", "easter", "bloody", "ash", "holy", "palm", "selection",
        "sheffield", "giving", "shrove", "maundy", "whit", "fat", "casual", "championship", "small",
    ];
    const AFTER: &[&str] =
        &["times", "telegraph", "mail", "mirror", "express", "post", "agreement", "live", "football"];
    before.is_some_and(|word| BEFORE.contains(&word)) || AFTER.contains(&after)
}

fn on_weekday(weekday: Weekday, published: Date, before: &[Term]) -> Option<Date> {
    let last = before.last().map_or("", |w| w.stem.as_str());
    if matches!(
        last,
        "last" | "next" | "this" | "every" | "each" | "and" | "or" | "since" | "of" | "a" | "the"
    ) {
        return None;
    }
    let is_to = |two: &[Term]| matches!(two, [a, b] if matches!(a.stem.as_str(), "is" | "are" | "was" | "were") && b.stem == "to");
    let signs = before.iter().rposition(|word| {
        AHEAD.contains(&word.stem.as_str()) || IN_THE_PRESENT.contains(&word.stem.as_str())
    });
    let sign = signs.max(before.windows(2).rposition(is_to).map(|at| at + 1));
    let between = sign.and_then(|at| before.get(at + 1..));
    // "They will meet, he said on Friday": the day is that of saying it.
    let between = between.filter(|words| !words.iter().any(|word| language::speaks(&word.stem)));
    match between {
        _ if matches!(last, "until" | "by") => return published.nth_weekday(1, weekday).ok(),
        Some(words) if words.len() <= NEAR => return published.nth_weekday(1, weekday).ok(),
        Some(_) => return None,
        None => {}
    }
    if published.weekday() == weekday {
        return Some(published);
    }
    let last = published.nth_weekday(-1, weekday).ok()?;
    (published - last).get_days().le(&SURE).then_some(last)
}

/// "Last month" of an article of 16 January 2026 as "in December 2025", "this week" as "in the week of 16 January 2026".
/// `words` end with the period. None where it is somebody's ("last week's talks") or of another one ("Monday last week").
fn of_period(sentence: &str, words: &[Term], published: Date) -> Relative {
    const LEADING: &[&str] =
        &["of", "until", "since", "by", "from", "in", "during", "before", "after", "for", "late", "early"];
    let [.., which, period] = words else {
        return Relative { start: 0, end: 0, dated: None };
    };
    let before =
        words.len().checked_sub(3).and_then(|at| words.get(at)).map_or("", |word| word.stem.as_str());
    let steps: i16 = match which.stem.as_str() {
        "last" => -1,
        "this" => 0,
        _ => 1,
    };
    let start = which.range.start();
    let (end, owned) = (period.range.end(), sentence.get(period.range.end()..).unwrap_or_default());
    let month = published.first_of_month().saturating_add(i32::from(steps).months());
    let is_clear = month_of(&period.stem).is_none_or(|month| month >= published.month());
    let named = match period.stem.as_str() {
        name if month_of(name).is_some() => {
            format!("{} {}", period.range.of(sentence), published.year() - 1)
        }
        "year" => (published.year() + steps).to_string(),
        "month" => month.strftime("%B %Y").to_string(),
        _ if steps < 0 => format!("the week before {}", in_words(published)),
        _ if steps > 0 => format!("the week after {}", in_words(published)),
        _ => format!("the week of {}", in_words(published)),
    };
    // "Last March" in September may be this year's or the last.
    let is_of_another = !is_clear
        || WEEKDAYS.iter().any(|(day, _)| *day == before)
        || matches!(which.stem.as_str(), "following")
        || matches!(before, "the" | "same" | "and" | "or");
    let bare = LEADING.contains(&before);
    let capital = start == 0;
    let dated = match () {
        () if is_of_another || owned.starts_with(['\'', '’']) => None,
        () if bare => Some(named),
        () if capital => Some(format!("In {named}")),
        () => Some(format!("in {named}")),
    };
    Relative { start, end, dated }
}

/// The number of a month that is written out.
fn month_of(name: &str) -> Option<i8> {
    let at = MONTHS.iter().take(12).position(|month| *month == name)?;
    i8::try_from(at + 1).ok()
}

/// The words that make way for a date: with an "on" before and a part of the day behind.
fn written(
    sentence: &str,
    before: Option<&Term>,
    word: &Term,
    after: Option<&Term>,
    day: Option<Date>,
) -> Relative {
    let adjoins = |a: &Term, b: &Term| sentence.get(a.range.end()..b.range.start()) == Some(" ");
    let on = before.filter(|b| b.stem == "on" && adjoins(b, word));
    let part = after.filter(|a| PARTS_OF_DAY.contains(&a.stem.as_str()) && adjoins(word, a));
    let first = on.unwrap_or(word);
    let capital =
        first.range.of(sentence).starts_with(char::is_uppercase) && (on.is_some() || before.is_none());
    // "until Friday", "by Friday": the day itself, without an "on".
    let bare =
        on.is_none() && before.is_some_and(|b| matches!(b.stem.as_str(), "until" | "by" | "from" | "for"));
    let part = match (word.stem.as_str(), part) {
        ("tonight", _) => Some("evening"),
        (_, part) => part.map(|p| p.stem.as_str()),
    };
    let dated = day.map(in_words).map(|day| match (bare, part) {
        (true, None) => day,
        (true, Some(part)) => format!("the {part} of {day}"),
        (false, None) => format!("{} {day}", if capital { "On" } else { "on" }),
        (false, Some(part)) => format!("{} the {part} of {day}", if capital { "On" } else { "on" }),
    });
    let end = match (word.stem.as_str(), after) {
        ("tonight", _) => word.range.end(),
        (_, Some(a)) if part.is_some() => a.range.end(),
        _ => word.range.end(),
    };
    Relative { start: first.range.start(), end, dated }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(given: &str, expected: &str) {
        let published = jiff::civil::date(2026, 1, 16); // a Friday
        assert_eq!(absolute_dates(given, published), expected);
    }

    #[test]
    fn weekdays_become_dates() {
        check("Brandt said on Friday that no.", "Brandt said on 16 January 2026 that no.");
        check("On Tuesday, they met.", "On 13 January 2026, they met.");
        check("They met yesterday.", "They met on 15 January 2026.");
        check("He died Tuesday.", "He died on 13 January 2026.");
        check("They will meet on Monday.", "They will meet on 19 January 2026.");
        check("They are to meet until Monday.", "They are to meet until 19 January 2026.");
        check("They went to the port on Wednesday.", "They went to the port on 14 January 2026.");
        check("She said on Tuesday that they will meet.", "She said on 13 January 2026 that they will meet.");
        check("They voted on Thursday to close it.", "They voted on 15 January 2026 to close it.");
        check("The draw takes place on Thursday.", "The draw takes place on 22 January 2026.");
        check(
            "They will meet by 3 February, she said on Friday.",
            "They will meet by 3 February, she said on 16 January 2026.",
        );
        check("They met on Tuesday night.", "They met on the night of 13 January 2026.");
        check("They met yesterday evening.", "They met on the evening of 15 January 2026.");
        check(
            "On Thursday a vote was set for today.",
            "On 15 January 2026 a vote was set for 16 January 2026.",
        );
    }

    #[test]
    fn weeks_months_and_years_are_named() {
        check("The ferry sank last month.", "The ferry sank in December 2025.");
        check("The ferry sank last October.", "The ferry sank in October 2025.");
        check("At last, May announced that she would go.", "At last, May announced that she would go.");
        check("The ferry sank late last October.", "The ferry sank late October 2025.");
        check("Last year nine ferries sank.", "In 2025 nine ferries sank.");
        check("The vote is due later this year.", "The vote is due later in 2026.");
        check("Melk has led it since May of last year.", "Melk has led it since May of 2025.");
        check("The ferry sank last week.", "The ferry sank in the week before 16 January 2026.");
        check("They met earlier this week.", "They met earlier in the week of 16 January 2026.");
        check(
            "He left after last week's vote.",
            "He left after last week's vote (article of 16 January 2026).",
        );
    }

    #[test]
    fn what_is_no_relative_date_stays_as_it_is() {
        for sentence in [
            "She said: “We meet on Monday.”", "They met on Monday, 12 January.",
            "They met on Tuesday, January 6.", "They meet every Monday.", "The Good Friday Agreement held.",
            "The Sunday Times told it.",
        ] {
            check(sentence, sentence);
        }
    }

    #[test]
    fn what_cannot_be_told_has_the_article_s_day() {
        for sentence in [
            // The Monday before is not sure to be meant: the text may have been changed since.
            "They met on Monday",
            "They met on Monday last week",
            "They met again on Monday the following week",
            "They met on Monday and Tuesday",
            "On Monday they said that Friday's talks were off",
            "On Monday they spoke of last week",
            "It is unlikely that more will be posted given his arrest on Thursday",
        ] {
            check(&format!("{sentence}."), &format!("{sentence} (article of 16 January 2026)."));
        }
        check("He said on Monday: “No.”", "He said on Monday: “No.” (article of 16 January 2026)");
    }

    #[test]
    fn a_text_that_tells_of_a_later_day_was_changed() {
        let published = jiff::civil::date(2026, 1, 16);
        let changed = |text: &str| was_changed_later(text, published);
        assert!(changed("Melk left on Thursday. The ferry sank on 20 January 2026."));
        assert!(changed("The ferry sank on Jan. 20."));
        assert!(!changed("The ferry sank on Jan. 12."));
        assert!(!changed("The council will meet on 20 January, Brandt said."));
        assert!(!changed("The ferry sank on 12 January 2026."));
        assert!(!changed("Melk read the transcript of the call of 3 December."));
    }

    proptest::proptest! {
        #[test]
        fn never_panics(words in proptest::collection::vec("on|Monday|today|tonight|night|yesterday|“|”|,|é|last|week", 0..12)) {
            let _ = absolute_dates(&words.join(" "), jiff::civil::date(2026, 1, 16));
        }
    }
}
