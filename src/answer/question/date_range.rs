//! Days that belong together.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// Days from one to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateRange {
    pub from: Date,
    pub to: Date,
}

impl DateRange {
    pub fn contains(&self, day: Date) -> bool {
        (self.from..=self.to).contains(&day)
    }

    /// `None` if it would end before it begins.
    pub fn new(from: Date, to: Date) -> Option<Self> {
        (from <= to).then_some(Self { from, to })
    }

    pub fn day(day: Date) -> Option<Self> {
        Self::new(day, day)
    }

    pub fn month(year: i16, month: i8) -> Option<Self> {
        let first = Date::new(year, month, 1).ok()?;
        Self::new(first, first.last_of_month())
    }

    /// From the first day of one year to the last of another.
    pub fn years(first: i16, last: i16) -> Option<Self> {
        Self::new(Date::new(first, 1, 1).ok()?, Date::new(last, 12, 31).ok()?)
    }

    /// Monday to Sunday (ISO 8601).
    pub fn week_of(day: Date) -> Option<Self> {
        let since_monday = i64::from(day.weekday().since(Weekday::Monday));
        let monday = day.checked_sub(since_monday.days()).ok()?;
        Self::new(monday, monday.checked_add(6.days()).ok()?)
    }
}
