//! When a page says it was published: with a clock time and offset, or only a day, and how far that is to be trusted.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

/// How finely a page states its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Precision {
    /// Down to the clock time, with an offset from UTC.
    Time,
    /// The day alone.
    Day,
}

impl Precision {
    /// The name used in JSON; `none` if no time is stated.
    pub fn name_of(stated: Option<StatedTime>) -> &'static str {
        match stated.map(|time| time.precision) {
            Some(Precision::Time) => "time",
            Some(Precision::Day) => "day",
            None => "none",
        }
    }
}

/// How far a stated time is to be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Confidence {
    /// Read off running text or an address.
    Low,
    /// Declared by the page in structured data, or given by whoever supplied the article.
    High,
}

/// A time that a page states about itself. Keeps the page's own offset; compares by instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StatedTime {
    at: Timestamp,
    offset: Offset,
    precision: Precision,
    confidence: Confidence,
}

/// Why a string is not a time that an article can state.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{given}` is neither an RFC 3339 time nor a YYYY-MM-DD date")]
pub struct StatedTimeError {
    /// The string as it was given.
    pub given: String,
}

impl StatedTime {
    /// A clock time with its offset from UTC.
    pub fn at(at: Timestamp, offset: Offset, confidence: Confidence) -> Self {
        Self { at, offset, precision: Precision::Time, confidence }
    }

    /// A day without a clock time. `None` for days outside the calendar's range.
    pub fn on(day: Date, confidence: Confidence) -> Option<Self> {
        let at = Offset::UTC.to_timestamp(day.at(0, 0, 0, 0)).ok()?;
        Some(Self { at, offset: Offset::UTC, precision: Precision::Day, confidence })
    }

    /// The instant; for a bare day, its first, in UTC.
    pub fn instant(&self) -> Timestamp {
        self.at
    }

    /// The latest instant that the statement can mean: for a bare day its last second in UTC.
    pub fn latest(&self) -> Timestamp {
        match self.precision {
            Precision::Time => self.at,
            Precision::Day => end_of_day(self.date()),
        }
    }

    /// The calendar day at the page's own offset.
    pub fn date(&self) -> Date {
        self.offset.to_datetime(self.at).date()
    }

    /// The hour of a clock time that is stated in UTC, and so perhaps by no clock near the page.
    pub fn hour_in_utc(&self) -> Option<i8> {
        let is_utc = self.offset == Offset::UTC && self.precision == Precision::Time;
        is_utc.then(|| self.offset.to_datetime(self.at).hour())
    }

    pub fn precision(&self) -> Precision {
        self.precision
    }

    pub fn confidence(&self) -> Confidence {
        self.confidence
    }

    /// The same statement, trusted differently.
    pub fn trusted(self, confidence: Confidence) -> Self {
        Self { confidence, ..self }
    }
}

/// The last second of a day in UTC: what a bare date means as an "as of".
pub fn end_of_day(day: Date) -> Timestamp {
    Offset::UTC.to_timestamp(day.at(23, 59, 59, 0)).unwrap_or(Timestamp::MAX)
}

/// Reads `2026-01-22T09:30:00+02:00` or `2026-01-22`. A clock time without an offset is taken as UTC at low
/// confidence; everything else is given the confidence asked for.
pub fn parse_stated(given: &str, confidence: Confidence) -> Result<StatedTime, StatedTimeError> {
    let text = given.trim();
    let error = || StatedTimeError { given: text.chars().take(60).collect() };
    // A longer string cannot be either form, and may be hostile.
    if text.len() > 64 {
        return Err(error());
    }
    if let Ok(pieces) = jiff::fmt::temporal::DateTimeParser::new().parse_pieces(text) {
        let day = pieces.date();
        let Some(time) = pieces.time() else { return StatedTime::on(day, confidence).ok_or_else(error) };
        let (offset, confidence) = match pieces.to_numeric_offset() {
            Some(offset) => (offset, confidence),
            None => (Offset::UTC, Confidence::Low),
        };
        let at = offset.to_timestamp(day.to_datetime(time)).map_err(|_| error())?;
        return Ok(StatedTime::at(at, offset, confidence));
    }
    Err(error())
}

impl fmt::Display for StatedTime {
    /// RFC 3339 with the page's own offset, or `YYYY-MM-DD`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.precision {
            Precision::Day => write!(f, "{}", self.date()),
            Precision::Time => {
                let civil = self.offset.to_datetime(self.at);
                let text = civil.strftime("%Y-%m-%dT%H:%M:%S");
                if self.offset.is_zero() {
                    return write!(f, "{text}Z");
                }
                let minutes = self.offset.seconds() / 60;
                let sign = if minutes < 0 { '-' } else { '+' };
                write!(f, "{text}{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(given: &str, expected: &str) {
        assert_eq!(parse_stated(given, Confidence::High).map(|t| t.to_string()).as_deref(), Ok(expected));
    }

    #[test]
    fn keeps_the_offset_and_the_precision() {
        check("2026-01-22T23:30:00+02:00", "2026-01-22T23:30:00+02:00");
        check("2026-01-22T09:30:00-03:30", "2026-01-22T09:30:00-03:30");
        check("2026-01-22T09:30:00.123Z", "2026-01-22T09:30:00Z");
        check("2026-01-22 09:30", "2026-01-22T09:30:00Z");
        check("2026-01-22", "2026-01-22");
        assert!(parse_stated("yesterday", Confidence::High).is_err());
        assert!(parse_stated("", Confidence::High).is_err());
    }

    #[test]
    fn a_bare_day_lasts_until_its_last_second() {
        let day = parse_stated("2026-01-22", Confidence::High).unwrap();
        assert_eq!(day.latest().to_string(), "2026-01-22T23:59:59Z");
    }
}
