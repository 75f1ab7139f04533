//! Days as people write them: "January 22, 2026", "22. Januar 2026", "22.01.2026", "2026年1月22日".

use jiff::civil::Date;

use crate::news::{Confidence, StatedTime};

/// Characters of a text in which a date is looked for.
const LONGEST: usize = 300;

/// Beginnings of month names, lowercase, each long enough to mean one month in all the languages here: English,
/// German, French, Spanish, Italian, Portuguese, Dutch, the Scandinavian languages, Polish, Czech, Russian, Ukrainian,
/// Turkish, Romanian. The longest that fits is meant.
const MONTHS: &[(&str, i8)] = &[
    ("jan", 1),
    ("jän", 1),
    ("ene", 1),
    ("gen", 1),
    ("sty", 1),
    ("led", 1),
    ("янв", 1),
    ("січ", 1),
    ("oca", 1),
    ("ian", 1),
    ("feb", 2),
    ("fév", 2),
    ("fev", 2),
    ("lut", 2),
    ("úno", 2),
    ("фев", 2),
    ("лют", 2),
    ("şub", 2),
    ("mar", 3),
    ("mär", 3),
    ("maa", 3),
    ("mrt", 3),
    ("bře", 3),
    ("мар", 3),
    ("бер", 3),
    ("apr", 4),
    ("avr", 4),
    ("abr", 4),
    ("kwi", 4),
    ("dub", 4),
    ("апр", 4),
    ("кві", 4),
    ("nis", 4),
    ("may", 5),
    ("mai", 5),
    ("maj", 5),
    ("mag", 5),
    ("mei", 5),
    ("kvě", 5),
    ("мая", 5),
    ("май", 5),
    ("тра", 5),
    ("jun", 6),
    ("juin", 6),
    ("giu", 6),
    ("cze", 6),
    ("červn", 6),
    ("červen", 6),
    ("июн", 6),
    ("чер", 6),
    ("haz", 6),
    ("iun", 6),
    ("jul", 7),
    ("juil", 7),
    ("lug", 7),
    ("lip", 7),
    ("července", 7),
    ("červenec", 7),
    ("июл", 7),
    ("лип", 7),
    ("tem", 7),
    ("iul", 7),
    ("aug", 8),
    ("aoû", 8),
    ("aou", 8),
    ("ago", 8),
    ("sie", 8),
    ("srp", 8),
    ("авг", 8),
    ("сер", 8),
    ("ağu", 8),
    ("sep", 9),
    ("set", 9),
    ("wrz", 9),
    ("zář", 9),
    ("сен", 9),
    ("вер", 9),
    ("eyl", 9),
    ("oct", 10),
    ("okt", 10),
    ("out", 10),
    ("ott", 10),
    ("paź", 10),
    ("říj", 10),
    ("окт", 10),
    ("жов", 10),
    ("eki", 10),
    ("nov", 11),
    ("lis", 11),
    ("ноя", 11),
    ("kas", 11),
    ("noi", 11),
    ("dec", 12),
    ("dez", 12),
    ("déc", 12),
    ("dic", 12),
    ("des", 12),
    ("gru", 12),
    ("pro", 12),
    ("дек", 12),
    ("гру", 12),
    ("ara", 12),
];

/// Words that stand within a date.
const WITHIN: &[&str] = &["st", "nd", "rd", "th", "of", "de", "del", "er", "d", "年", "月"];

/// Which number of `03/04/2026` is the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    DayFirst,
    MonthFirst,
    Unknown,
}

/// A run of digits or of letters, and the character before it.
struct Token {
    text: String,
    before: Option<char>,
}

/// The first day that a text names, as a statement of the confidence asked for.
pub fn written_date(text: &str, confidence: Confidence) -> Option<StatedTime> {
    StatedTime::on(written_day(text, Order::Unknown)?, confidence)
}

/// The first day that a text names. Of `03/04/2026` it cannot be known which number is the month, unless the order is.
pub fn written_day(text: &str, order: Order) -> Option<Date> {
    let tokens = tokens(text);
    tokens.windows(3).find_map(|three| match three {
        [a, b, c] => in_words(a, b, c).or_else(|| in_numbers(a, b, c, order)),
        _ => None,
    })
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut before = None;
    let mut joins = false;
    for character in text.chars().take(LONGEST) {
        if !character.is_alphanumeric() {
            // "4. 2. 2022": spaces say less than what they stand behind.
            let says_more = character.is_whitespace() && matches!(before, Some('.'));
            (before, joins) = (if says_more { before } else { Some(character) }, false);
            continue;
        }
        let digit = character.is_ascii_digit();
        match tokens.last_mut() {
            Some(last) if joins && last.text.starts_with(|c: char| c.is_ascii_digit()) == digit => {
                last.text.push(character)
            }
            _ => tokens.push(Token { text: character.to_string(), before: before.take() }),
        }
        joins = true;
        before = None;
    }
    for token in &mut tokens {
        token.text = token.text.to_lowercase();
    }
    tokens.retain(|token| !WITHIN.contains(&token.text.as_str()));
    tokens
}

/// "22 January 2026", "January 22 2026", "2026 January 22".
fn in_words(a: &Token, b: &Token, c: &Token) -> Option<Date> {
    match (number(a), number(b), number(c)) {
        (Some(day), None, Some(year)) if year > 31 => date(year, month(b)?, day),
        (None, Some(day), Some(year)) if year > 31 => date(year, month(a)?, day),
        (Some(year), None, Some(day)) if year > 31 => date(year, month(b)?, day),
        _ => None,
    }
}

/// "22.01.2026", "01/22/2026", "2026-01-22": one sign between, or CJK's words for year and month.
fn in_numbers(a: &Token, b: &Token, c: &Token, order: Order) -> Option<Date> {
    let (first, second, third) = (number(a)?, number(b)?, number(c)?);
    let spelt_apart = b.before.is_none() && c.before.is_none();
    if !spelt_apart && (b.before != c.before || !matches!(b.before, Some('.' | '/' | '-'))) {
        return None;
    }
    match (first, second, third) {
        (year, month, day) if year >= 1000 => date(year, i8::try_from(month).ok()?, day),
        (day, month, year)
            if year >= 1000 && month <= 12 && (day > 12 || day == month || b.before == Some('.')) =>
        {
            date(year, i8::try_from(month).ok()?, day)
        }
        (month, day, year) if year >= 1000 && month <= 12 && (day > 12 || order == Order::MonthFirst) => {
            date(year, i8::try_from(month).ok()?, day)
        }
        (day, month, year) if year >= 1000 && order == Order::DayFirst => {
            date(year, i8::try_from(month).ok()?, day)
        }
        // "28.09.19", with two digits each: a version has fewer.
        (day, month, year)
            if b.before == Some('.') && [a, b, c].iter().all(|token| token.text.len() == 2) =>
        {
            date(2000 + year, i8::try_from(month).ok()?, day)
        }
        _ => None,
    }
}

fn number(token: &Token) -> Option<i16> {
    if token.text.len() > 4 { None } else { token.text.parse().ok() }
}

fn month(token: &Token) -> Option<i8> {
    let named = MONTHS.iter().filter(|(name, _)| token.text.starts_with(name));
    named.max_by_key(|(name, _)| name.len()).map(|(_, month)| *month)
}

fn date(year: i16, month: i8, day: i16) -> Option<Date> {
    Date::new(year, month, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(written_day(text, Order::Unknown).map(|d| d.to_string()).as_deref(), expected, "{text}");
    }

    #[test]
    fn days_in_words() {
        for text in [
            "Published January 22, 2026 at 9:30 am", "Thursday, Jan. 22nd, 2026", "22 January 2026",
            "22. Januar 2026, 09:30 Uhr", "22 de enero de 2026", "22 января 2026, 12:00",
            "Posted on 22 gennaio 2026", "2026 Jan 22",
        ] {
            check(text, Some("2026-01-22"));
        }
        check("5 července 2026", Some("2026-07-05"));
        check("12 juin 2026", Some("2026-06-12"));
    }

    #[test]
    fn days_in_numbers() {
        for text in
            ["22.01.2026", "22/01/2026 10:00", "01/22/2026", "2026-01-22", "2026/1/22", "2026年1月22日"]
        {
            check(text, Some("2026-01-22"));
        }
        check("03/04/2026", None);
        check("03.04.2026", Some("2026-04-03"));
        check("4. 2. 2026", Some("2026-02-04"));
        check("28.09.19", Some("2019-09-28"));
        assert_eq!(
            written_day("03/04/2026", Order::DayFirst).map(|d| d.to_string()).as_deref(),
            Some("2026-04-03")
        );
        assert_eq!(
            written_day("03/04/2026", Order::MonthFirst).map(|d| d.to_string()).as_deref(),
            Some("2026-03-04")
        );
    }

    #[test]
    fn other_numbers_are_no_days() {
        for text in ["", "call 555 12 2026", "31 February 2026", "in 2026", "version 1.2.3"] {
            check(text, None);
        }
    }
}
