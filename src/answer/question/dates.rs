//! The days that a question speaks of.

use jiff::ToSpan;
use jiff::civil::Date;

use super::date_range::DateRange;
use crate::ground::facts::WEEKDAYS;
use crate::index::analysis::{Term, plain_words};

/// Months in order, with their abbreviations.
const MONTHS: [(&str, &str); 12] = [
    ("january", "jan"),
    ("february", "feb"),
    ("march", "mar"),
    ("april", "apr"),
    ("may", "may"),
    ("june", "jun"),
    ("july", "jul"),
    ("august", "aug"),
    ("september", "sep"),
    ("october", "oct"),
    ("november", "nov"),
    ("december", "dec"),
];
/// Words that make a month of a name that is another word as well ("may", "march").
const BEFORE_MONTHS: &[&str] = &[
    "in", "since", "until", "till", "by", "during", "before", "after", "early", "mid", "late", "last",
    "this", "of", "from", "between", "to",
];
const NUMBERS: [&str; 13] = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
];
/// "A few", "several" (days, weeks …).
const FEW: i64 = 4;
/// "Recent days" go back a week, "recent weeks" a month, "recent months" a quarter, "recent years" three years (days).
const RECENT: [(&str, i64); 4] = [("day", 7), ("week", 31), ("month", 92), ("year", 3 * 365)];
/// Years that four digits are read as.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2099;

/// The days that a text speaks of, in its order. What is said without a year is the latest such time up to `today`, and
/// so are weekdays; weeks begin on Monday (ISO 8601). "From 2019 to 2021" is one range.
pub fn dates(text: &str, today: Date) -> Vec<DateRange> {
    let words = plain_words(text);
    let reader = Reader { text, words: &words, today };
    let mut found: Vec<(usize, usize, DateRange)> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match reader.at(at) {
            Some((taken, range)) => {
                match found.last_mut().filter(|(start, end, _)| reader.are_joined(*start, *end, at)) {
                    Some((_, end, first)) if first.from <= range.to => {
                        (*end, first.to) = (at + taken, range.to);
                    }
                    _ => found.push((at, at + taken, range)),
                }
                at += taken;
            }
            None => at += 1,
        }
    }
    let mut ranges: Vec<DateRange> = Vec::new();
    for (_, _, range) in found {
        if !ranges.contains(&range) {
            ranges.push(range);
        }
    }
    ranges
}

/// Whether a word, in lower case, is the name of a weekday or a month.
pub fn is_day_or_month(word: &str) -> bool {
    WEEKDAYS.iter().any(|(name, _)| *name == word) || MONTHS.iter().any(|(name, _)| *name == word)
}

struct Reader<'a> {
    text: &'a str,
    words: &'a [Term],
    today: Date,
}

impl Reader<'_> {
    fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| word.stem.as_str())
    }

    fn before(&self, at: usize) -> &str {
        at.checked_sub(1).map_or("", |before| self.word(before))
    }

    fn number(&self, at: usize) -> Option<i16> {
        // As it is written: 2,023 is no year.
        let word = self.words.get(at).map_or("", |word| word.range.of(self.text));
        word.bytes().all(|b| b.is_ascii_digit()).then(|| word.parse().ok())?
    }

    /// What stands between a word and the one before it.
    fn gap(&self, at: usize) -> &str {
        let end =
            at.checked_sub(1).and_then(|before| self.words.get(before)).map_or(0, |word| word.range.end());
        self.words.get(at).and_then(|word| self.text.get(end..word.range.start())).unwrap_or_default()
    }

    /// The time that begins at a word, and how many words it takes.
    fn at(&self, at: usize) -> Option<(usize, DateRange)> {
        self.iso(at)
            .or_else(|| self.day_and_month(at))
            .or_else(|| self.month(at))
            .or_else(|| self.year(at))
            .or_else(|| self.relative(at))
            .or_else(|| self.counted(at))
    }

    /// "2023-05-03"
    fn iso(&self, at: usize) -> Option<(usize, DateRange)> {
        let (year, month, day) = (self.a_year(at)?, self.number(at + 1)?, self.number(at + 2)?);
        let joined = self.gap(at + 1) == "-" && self.gap(at + 2) == "-";
        let day = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
        if joined { Some((3, DateRange::day(day)?)) } else { None }
    }

    /// "5 May 2023", "5th of May", "May 5, 2023", "April 3"
    fn day_and_month(&self, at: usize) -> Option<(usize, DateRange)> {
        let (month, day, taken) = match (self.ordinal(at), self.month_name(at)) {
            (Some(day), _) => {
                let of = usize::from(self.word(at + 1) == "of");
                (self.month_name(at + 1 + of)?, day, 2 + of)
            }
            (None, Some(month)) => (month, self.ordinal(at + 1)?, 2),
            _ => return None,
        };
        if let Some(year) = self.a_year(at + taken) {
            return Some((taken + 1, DateRange::day(Date::new(year, month, day).ok()?)?));
        }
        let this_year = self.today.year();
        let days = [this_year, this_year - 1].into_iter().filter_map(|year| Date::new(year, month, day).ok());
        let day = days.into_iter().find(|day| *day <= self.today)?;
        Some((taken, DateRange::day(day)?))
    }

    /// A day of the month: "5", "5th".
    fn ordinal(&self, at: usize) -> Option<i8> {
        let word = self.word(at);
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let ending = word.get(digits.len()..)?;
        let day = digits.parse().ok().filter(|day| (1..=31).contains(day));
        day.filter(|_| matches!(ending, "" | "st" | "nd" | "rd" | "th"))
    }

    fn month_name(&self, at: usize) -> Option<i8> {
        let word = self.word(at);
        let place = MONTHS.iter().position(|(name, short)| word == *name || word == *short);
        let place = place.or_else(|| (word == "sept").then_some(8))?;
        i8::try_from(place + 1).ok()
    }

    /// "March 2023", "in March", "last March"
    fn month(&self, at: usize) -> Option<(usize, DateRange)> {
        let month = self.month_name(at)?;
        if let Some(year) = self.a_year(at + 1) {
            return Some((2, DateRange::month(year, month)?));
        }
        // "Mar" and "jan" without a number are more often something else, "may" and "march" without a preposition.
        let (name, _) = MONTHS.get(usize::try_from(month).ok()?.checked_sub(1)?)?;
        let is_ambiguous = matches!(self.word(at), "may" | "march");
        let written = self.words.get(at)?.range.of(self.text);
        let is_month = !is_ambiguous
            || BEFORE_MONTHS.contains(&self.before(at)) && written.starts_with(char::is_uppercase);
        if self.word(at) != *name || !is_month {
            return None;
        }
        // "In March or April 2023": the year is the one that follows.
        let joined = matches!(self.word(at + 1), "or" | "and" | "to" | "until" | "through");
        let year = joined.then(|| self.month_name(at + 2).and_then(|_| self.a_year(at + 3))).flatten();
        let this_year = self.today.year();
        let latest = if month <= self.today.month() { this_year } else { this_year - 1 };
        Some((1, DateRange::month(year.unwrap_or(latest), month)?))
    }

    fn a_year(&self, at: usize) -> Option<i16> {
        let is_long = self.word(at).len() == 4;
        self.number(at).filter(|year| is_long && YEARS.contains(year))
    }

    /// "2020", "the 1990s"
    fn year(&self, at: usize) -> Option<(usize, DateRange)> {
        let before = self.gap(at);
        let after = self.text.get(self.words.get(at)?.range.end()..)?;
        let is_amount = before.ends_with(['$', '€', '£', '.', '#'])
            || before == "-" && self.number(at.wrapping_sub(1)).is_none()
            || after.starts_with(['%', '°'])
            || after
                .strip_prefix([',', '.'])
                .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        if is_amount || before == "," {
            return None;
        }
        let decade = self.word(at).strip_suffix('s').and_then(|digits| digits.parse::<i16>().ok());
        if let Some(first) = decade.filter(|year| YEARS.contains(year) && year % 10 == 0) {
            return Some((1, DateRange::years(first, first + 9)?));
        }
        let year = self.a_year(at)?;
        Some((1, DateRange::years(year, year)?))
    }

    /// "today", "yesterday", "on Friday", "this week", "last month", "recent days"
    fn relative(&self, at: usize) -> Option<(usize, DateRange)> {
        let today = self.today;
        let weekday = |name: &str| WEEKDAYS.iter().find(|(known, _)| *known == name).map(|(_, day)| *day);
        if let Some(weekday) = weekday(self.word(at)) {
            let back = i64::from(today.weekday().since(weekday));
            return Some((1, DateRange::day(today.checked_sub(back.days()).ok()?)?));
        }
        let range = match (self.word(at), self.word(at + 1)) {
            ("today" | "tonight", _) => return Some((1, DateRange::day(today)?)),
            ("yesterday", _) => return Some((1, DateRange::day(today.yesterday().ok()?)?)),
            ("this", "morning" | "afternoon" | "evening") => DateRange::day(today),
            ("last", "night") => DateRange::day(today.yesterday().ok()?),
            ("this" | "current", "week" | "weekend") => DateRange::week_of(today),
            ("last" | "previous", "week" | "weekend") => {
                DateRange::week_of(today.checked_sub(7.days()).ok()?)
            }
            ("this" | "current", "month") => DateRange::month(today.year(), today.month()),
            ("last" | "previous", "month") => {
                let before = today.first_of_month().yesterday().ok()?;
                DateRange::month(before.year(), before.month())
            }
            ("this" | "current", "year") => DateRange::years(today.year(), today.year()),
            ("last" | "previous", "year") => DateRange::years(today.year() - 1, today.year() - 1),
            ("past", unit) => self.back(RECENT.iter().position(|(name, _)| *name == unit)?, 1),
            ("recent", units) => {
                let unit =
                    |(name, days): &(&str, i64)| (units.strip_suffix('s') == Some(name)).then_some(*days);
                let days = RECENT.iter().find_map(unit)?;
                DateRange::new(today.checked_sub(days.days()).ok()?, today)
            }
            _ => None,
        };
        Some((2, range?))
    }

    /// "the last three weeks", "past 10 days", "two days ago"
    fn counted(&self, at: usize) -> Option<(usize, DateRange)> {
        let unit = |at: usize| {
            let word = self.word(at);
            RECENT.iter().position(|(name, _)| *name == word.strip_suffix('s').unwrap_or(word))
        };
        if matches!(self.word(at), "last" | "past" | "previous") {
            return Some((3, self.back(unit(at + 2)?, self.count(at + 1)?)?));
        }
        let (count, unit) = (self.count(at)?, unit(at + 1)?);
        if self.word(at + 2) != "ago" {
            return None;
        }
        let then = self.back(unit, count)?.from;
        let range = match unit {
            0 => DateRange::day(then),
            1 => DateRange::week_of(then),
            2 => DateRange::month(then.year(), then.month()),
            _ => DateRange::years(then.year(), then.year()),
        };
        Some((3, range?))
    }

    fn count(&self, at: usize) -> Option<i64> {
        let word = self.word(at);
        let spelled = NUMBERS.iter().position(|number| *number == word).and_then(|n| i64::try_from(n).ok());
        let few = matches!(word, "few" | "several").then_some(FEW);
        spelled.or(few).or_else(|| self.number(at).map(i64::from))
    }

    /// So many days, weeks, months or years back, up to today.
    fn back(&self, unit: usize, count: i64) -> Option<DateRange> {
        let count = i32::try_from(count.clamp(0, 1_000)).ok()?;
        let span = match unit {
            0 => count.days(),
            1 => count.weeks(),
            2 => count.months(),
            _ => count.years(),
        };
        DateRange::new(self.today.checked_sub(span).ok()?, self.today)
    }

    /// Whether two times make one range: "from 2019 to 2021", "between May and July", "2019–2021".
    fn are_joined(&self, start: usize, end: usize, next: usize) -> bool {
        let dash = next == end && matches!(self.gap(next).trim(), "-" | "–" | "—");
        let opened = matches!(self.before(start), "from" | "between" | "since");
        let word = next == end + 1 && matches!(self.word(end), "to" | "until" | "till" | "through" | "and");
        dash || word && (opened || matches!(self.word(end), "to" | "through"))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// Thursday, 20 April 2023.
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let show = |range: &DateRange| match range.from == range.to {
            true => range.from.to_string(),
            false => format!("{}/{}", range.from, range.to),
        };
        let found: Vec<String> = dates(text, date(2023, 4, 20)).iter().map(show).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn days_months_and_years() {
        check("What happened in March 2023?", &["2023-03-01/2023-03-31"]);
        check("the 2020 election", &["2020-01-01/2020-12-31"]);
        check("Who resigned on 5 May 2022 and on April 3?", &["2022-05-05", "2023-04-03"]);
        check("on the 3rd of December", &["2022-12-03"]);
        check("May 5, 2021", &["2021-05-05"]);
        check("2023-04-03", &["2023-04-03"]);
        check("in September", &["2022-09-01/2022-09-30"]);
        check("in the 1990s", &["1990-01-01/1999-12-31"]);
    }

    #[test]
    fn what_is_not_a_date() {
        check("May I march? It may rain 2,023 mm or cost $2000, 1.2020 or 1999% more", &[]);
        check("Theresa May and the march of 300 people", &[]);
        check("30 February 2023", &["2023-02-01/2023-02-28"]);
        check("GATA-2020 and CD1999", &[]);
    }

    #[test]
    fn times_relative_to_today() {
        check("today and yesterday", &["2023-04-20", "2023-04-19"]);
        check("this week", &["2023-04-17/2023-04-23"]);
        check("last week", &["2023-04-10/2023-04-16"]);
        check("last month", &["2023-03-01/2023-03-31"]);
        check("this year or last year", &["2023-01-01/2023-12-31", "2022-01-01/2022-12-31"]);
        check("on Friday", &["2023-04-14"]);
        check("in recent days", &["2023-04-13/2023-04-20"]);
        check("the last three weeks", &["2023-03-30/2023-04-20"]);
        check("two days ago", &["2023-04-18"]);
        check("over the past year", &["2022-04-20/2023-04-20"]);
    }

    #[test]
    fn ranges() {
        check("from 2019 to 2021", &["2019-01-01/2021-12-31"]);
        check("2019–2021", &["2019-01-01/2021-12-31"]);
        check("between March and May 2022", &["2022-03-01/2022-05-31"]);
        check("in 2019 and 2021", &["2019-01-01/2019-12-31", "2021-01-01/2021-12-31"]);
    }
}
