//! What is remembered between runs: of an address, of an origin, and of what was listed but not read yet.

use jiff::{SignedDuration, Timestamp};

use super::{CanonicalUrl, StatedTime};

/// How long a page rests: this part of the time for which it has not changed. RFC 9111, section 4.2.2, takes a tenth for
/// how long an answer may be taken for fresh.
const REST_SHARE: i32 = 10;

/// A shorter rest is none: a reader who asks again at once wants to know.
const SHORTEST_REST: SignedDuration = SignedDuration::from_mins(10);

/// How often in a row "not found" is believed to be a slip.
const SLIPS: u32 = 3;

/// How many failures in a row go without a rest, how long the rest after them is, and how long it becomes by doubling.
const FREE_FAILURES: u32 = 2;
const FIRST_BACK_OFF: SignedDuration = SignedDuration::from_mins(15);
const LONGEST_BACK_OFF: SignedDuration = SignedDuration::from_hours(24);

/// For how long a permanent redirect is followed without asking.
const REDIRECT_LASTS: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The last answer that an address gave: enough to ask politely whether it has changed since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchRecord {
    pub url: CanonicalUrl,
    /// When it was last asked.
    pub fetched: Timestamp,
    /// When what it says was first seen; kept by the store.
    pub changed: Option<Timestamp>,
    /// The HTTP status; 0 if there was no HTTP answer (refused, timed out, forbidden by robots.txt).
    pub status: u16,
    /// Validators for the next conditional request (RFC 9110, section 8.8).
    pub etag: Option<String>,
    pub last_modified: Option<String>,
    /// Where a redirect pointed.
    pub moved_to: Option<CanonicalUrl>,
    /// For feeds, sitemaps and section pages: the articles they listed, for when they answer "not modified".
    pub links: Vec<CanonicalUrl>,
    /// Likewise the listings, each with its kind.
    pub listings: Vec<(String, CanonicalUrl)>,
    /// Failures in a row; 0 after a success.
    pub failures: u32,
}

/// The robots.txt of an origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RobotsFile {
    pub origin: String,
    pub fetched: Timestamp,
    /// The HTTP status; 404 stands for redirects that lead nowhere.
    pub status: u16,
    pub body: Vec<u8>,
}

/// What a listing says of an article: better than nothing where the page itself does not say it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notice {
    pub title: Option<String>,
    pub published: Option<StatedTime>,
}

/// An article that was listed and has not been read since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    pub url: CanonicalUrl,
    /// The name of the source that led there.
    pub source: String,
    pub notice: Notice,
}

impl FetchRecord {
    /// A record of an address that has not been asked before.
    pub fn first(url: CanonicalUrl, fetched: Timestamp) -> Self {
        Self {
            url,
            fetched,
            changed: None,
            status: 0,
            etag: None,
            last_modified: None,
            moved_to: None,
            links: Vec::new(),
            listings: Vec::new(),
            failures: 0,
        }
    }

    /// The server said that the page is gone for good (RFC 9110, section 15.5.11), or again and again that it is not
    /// there: it is not asked again.
    pub fn is_gone(&self) -> bool {
        self.status == 410 || (self.status == 404 && self.failures >= SLIPS)
    }

    /// Where the page is now, if the server said for good and not too long ago that it has moved.
    pub fn has_moved(&self, now: Timestamp) -> Option<&CanonicalUrl> {
        let fresh = now.duration_since(self.fetched) < REDIRECT_LASTS;
        self.moved_to.as_ref().filter(|_| matches!(self.status, 301 | 308) && fresh)
    }

    /// When it is worth asking again: the longer it has not changed, the later, up to `longest`; the more often it
    /// failed, the later, up to a day.
    pub fn due(&self, longest: SignedDuration) -> Timestamp {
        let rest = if self.failures > FREE_FAILURES {
            let doubled = 2_i32.saturating_pow((self.failures - FREE_FAILURES - 1).min(16));
            (FIRST_BACK_OFF * doubled).min(LONGEST_BACK_OFF)
        } else {
            let unchanged = self.fetched.duration_since(self.changed.unwrap_or(self.fetched));
            (unchanged / REST_SHARE).min(longest)
        };
        if rest < SHORTEST_REST {
            self.fetched
        } else {
            self.fetched.saturating_add(rest).unwrap_or(Timestamp::MAX)
        }
    }

    /// Whether it need not be asked yet. A clock that was put back makes nothing rest.
    pub fn rests(&self, now: Timestamp, longest: SignedDuration) -> bool {
        self.fetched <= now && now < self.due(longest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);

    fn record(unchanged_for: SignedDuration, failures: u32) -> FetchRecord {
        let url = CanonicalUrl::parse("https://news.example/a").unwrap();
        let fetched: Timestamp = "2026-01-22T10:00:00Z".parse().unwrap();
        FetchRecord { changed: Some(fetched - unchanged_for), failures, ..FetchRecord::first(url, fetched) }
    }

    #[track_caller]
    fn check(unchanged_hours: i64, failures: u32, rest_minutes: i64) {
        let record = record(SignedDuration::from_hours(unchanged_hours), failures);
        let rest = record.due(WEEK).duration_since(record.fetched);
        assert_eq!(rest, SignedDuration::from_mins(rest_minutes));
        let later = |minutes| record.fetched + SignedDuration::from_mins(minutes);
        assert!(!record.rests(later(rest_minutes), WEEK) && !record.rests(later(-1), WEEK));
        assert_eq!(record.rests(later(rest_minutes - 1), WEEK), rest_minutes > 0);
    }

    #[test]
    fn what_seldom_changes_is_seldom_asked() {
        check(0, 0, 0);
        check(1, 0, 0);
        check(2, 0, 12);
        check(240, 0, 24 * 60);
        check(24 * 365, 0, 7 * 24 * 60);
    }

    #[test]
    fn what_fails_again_and_again_is_asked_ever_later() {
        check(240, 3, 15);
        check(0, 2, 0);
        check(0, 4, 30);
        check(0, u32::MAX, 24 * 60);
    }

    #[test]
    fn what_is_gone_and_what_has_moved() {
        let told = |status, failures| FetchRecord { status, ..record(WEEK, failures) };
        assert!(told(410, 1).is_gone() && told(404, 3).is_gone());
        assert!(!told(404, 2).is_gone() && !told(500, 9).is_gone());
        let to = CanonicalUrl::parse("https://news.example/b").unwrap();
        let moved = |status| FetchRecord { moved_to: Some(to.clone()), ..told(status, 0) };
        let now = moved(301).fetched;
        assert_eq!(moved(301).has_moved(now), Some(&to));
        assert_eq!(moved(302).has_moved(now), None);
        assert_eq!(moved(308).has_moved(now + WEEK * 5), None);
    }
}
