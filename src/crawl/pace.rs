//! Who may be asked when.
//!
//! Jobs wait in one lane per origin. A lane has one request in flight at most and rests after each; lanes take turns.
//! Time comes in as an argument, so a day of crawling is tested in no time.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

/// The longest `Crawl-delay` that is kept. Sites that ask for more mean "stay away from my archive", and a news
/// listing of some dozen pages can still be read within the hour.
pub const MAX_CRAWL_DELAY: Duration = Duration::from_secs(60);

/// The longest `Retry-After` that is waited for. An origin that asks for a longer pause is left alone for this run.
pub const MAX_RETRY_AFTER: Duration = Duration::from_secs(120);

/// How often one job is tried again after its first try.
pub const MAX_RETRIES: u32 = 2;

/// How many jobs in a row may fail for good, retries and all, until an origin is left alone for this run.
pub const MAX_STRIKES: u32 = 3;

/// The pause before the first retry, in delays of the lane; each later one is twice as long.
const FIRST_BACK_OFF: u32 = 2;

/// Lanes of jobs, by origin.
#[derive(Debug)]
pub struct Pace<J> {
    min_delay: Duration,
    lanes: HashMap<String, Lane<J>>,
    /// The origins that have jobs or had some, the one whose turn is next in front.
    turns: VecDeque<String>,
}

#[derive(Debug)]
struct Lane<J> {
    jobs: VecDeque<J>,
    in_flight: bool,
    rests_until: Option<Instant>,
    delay: Duration,
    strikes: u32,
    closed: bool,
}

/// What to do next.
#[derive(Debug, PartialEq, Eq)]
pub enum Next<J> {
    /// Start this job of this origin, and say so with [`Pace::finished`] or [`Pace::released`] when it is over.
    Start { origin: String, job: J },
    /// Ask again at this instant; all that could start rest until then.
    Wait(Instant),
    /// Ask again when a job in flight is over; there may also be nothing left to do.
    Idle,
}

/// An origin that is in trouble, as seen by the job that met it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Trouble {
    /// How often the job was tried before.
    pub retries: u32,
    /// What the server asked for.
    pub retry_after: Option<Duration>,
    /// A random number from 0 to 1, so that clients that were turned away together do not come back together.
    pub jitter: f64,
}

impl<J> Pace<J> {
    /// `min_delay` is the rest between the end of one request and the start of the next, by origin.
    pub fn new(min_delay: Duration) -> Self {
        Self { min_delay, lanes: HashMap::new(), turns: VecDeque::new() }
    }

    /// Appends a job to its lane. Gives it back if the origin is left alone for this run.
    pub fn append(&mut self, origin: String, job: J) -> Result<(), J> {
        self.enter(origin, job, VecDeque::push_back)
    }

    /// Puts a job before all others of its lane: for retries and redirects. Gives it back as [`Pace::append`] does.
    pub fn prepend(&mut self, origin: String, job: J) -> Result<(), J> {
        self.enter(origin, job, VecDeque::push_front)
    }

    fn enter(&mut self, origin: String, job: J, put: impl FnOnce(&mut VecDeque<J>, J)) -> Result<(), J> {
        if !self.lanes.contains_key(&origin) {
            self.turns.push_back(origin.clone());
        }
        let lane = self.lanes.entry(origin).or_insert_with(|| Lane::new(self.min_delay));
        if lane.closed {
            return Err(job);
        }
        put(&mut lane.jobs, job);
        Ok(())
    }

    /// The job that may start now, from the lane whose turn it is.
    pub fn next(&mut self, now: Instant) -> Next<J> {
        let mut wake: Option<Instant> = None;
        for turn in 0..self.turns.len() {
            let Some(lane) = self.turns.get(turn).and_then(|origin| self.lanes.get_mut(origin)) else {
                continue;
            };
            if lane.in_flight || lane.jobs.is_empty() {
                continue;
            }
            if let Some(rest) = lane.rests_until.filter(|rest| *rest > now) {
                wake = Some(wake.map_or(rest, |earliest| earliest.min(rest)));
                continue;
            }
            if let (Some(origin), Some(job)) = (self.turns.remove(turn), lane.jobs.pop_front()) {
                lane.in_flight = true;
                self.turns.push_back(origin.clone());
                return Next::Start { origin, job };
            }
        }
        wake.map_or(Next::Idle, Next::Wait)
    }

    /// The origin's request is over; its lane rests from now on.
    pub fn finished(&mut self, origin: &str, now: Instant) {
        if let Some(lane) = self.lanes.get_mut(origin) {
            lane.in_flight = false;
            lane.rests_until = Some(now + lane.delay);
        }
    }

    /// The job came to an end without a request, so its lane needs no rest.
    pub fn released(&mut self, origin: &str) {
        if let Some(lane) = self.lanes.get_mut(origin) {
            lane.in_flight = false;
        }
    }

    /// The origin answers well: earlier trouble is forgotten.
    pub fn well(&mut self, origin: &str) {
        if let Some(lane) = self.lanes.get_mut(origin) {
            lane.strikes = 0;
        }
    }

    /// Honours a `Crawl-delay`, where it is longer than the minimum and up to [`MAX_CRAWL_DELAY`].
    pub fn set_crawl_delay(&mut self, origin: &str, asked: Duration) {
        if let Some(lane) = self.lanes.get_mut(origin) {
            lane.delay = self.min_delay.max(asked.min(MAX_CRAWL_DELAY));
        }
    }

    /// Lets a lane rest longer after trouble. Returns whether the job should be tried again.
    pub fn trouble(&mut self, origin: &str, now: Instant, trouble: Trouble) -> bool {
        let Some(lane) = self.lanes.get_mut(origin) else { return false };
        let back_off = lane.delay * FIRST_BACK_OFF * 2_u32.saturating_pow(trouble.retries.min(8));
        let rest = back_off.mul_f64(1.0 + trouble.jitter.clamp(0.0, 1.0) / 2.0);
        let asked = trouble.retry_after.unwrap_or_default();
        lane.rests_until = Some(now + rest.max(asked.min(MAX_RETRY_AFTER)));
        trouble.retries < MAX_RETRIES && asked <= MAX_RETRY_AFTER
    }

    /// A job of this origin failed for good. Returns the jobs that are dropped because the origin is now left alone.
    pub fn strike(&mut self, origin: &str, retry_after: Option<Duration>) -> Vec<J> {
        let Some(lane) = self.lanes.get_mut(origin) else { return Vec::new() };
        lane.strikes += 1;
        if lane.strikes < MAX_STRIKES && retry_after.is_none_or(|asked| asked <= MAX_RETRY_AFTER) {
            return Vec::new();
        }
        lane.closed = true;
        lane.jobs.drain(..).collect()
    }

    /// How many jobs wait, those in flight not counted.
    pub fn waiting(&self) -> usize {
        self.lanes.values().map(|lane| lane.jobs.len()).sum()
    }
}

impl<J> Lane<J> {
    fn new(delay: Duration) -> Self {
        Self { jobs: VecDeque::new(), in_flight: false, rests_until: None, delay, strikes: 0, closed: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn pace(jobs: &[(&str, u32)]) -> Pace<u32> {
        let mut pace = Pace::new(SECOND);
        for (origin, job) in jobs {
            pace.append((*origin).to_owned(), *job).unwrap();
        }
        pace
    }

    #[track_caller]
    fn check(pace: &mut Pace<u32>, now: Instant, expected: (&str, u32)) {
        assert_eq!(pace.next(now), Next::Start { origin: expected.0.to_owned(), job: expected.1 });
    }

    #[test]
    fn one_at_a_time_and_a_rest_after_each() {
        let start = Instant::now();
        let mut pace = pace(&[("a", 1), ("a", 2)]);
        check(&mut pace, start, ("a", 1));
        assert_eq!(pace.next(start + 100 * SECOND), Next::Idle);
        pace.finished("a", start + 5 * SECOND);
        assert_eq!(pace.next(start + 5 * SECOND), Next::Wait(start + 6 * SECOND));
        check(&mut pace, start + 6 * SECOND, ("a", 2));
    }

    #[test]
    fn origins_take_turns() {
        let start = Instant::now();
        let mut pace = pace(&[("a", 1), ("a", 2), ("a", 3), ("b", 4), ("c", 5)]);
        check(&mut pace, start, ("a", 1));
        pace.finished("a", start);
        check(&mut pace, start + SECOND, ("b", 4));
        check(&mut pace, start + SECOND, ("c", 5));
        check(&mut pace, start + SECOND, ("a", 2));
        assert_eq!(pace.next(start + SECOND), Next::Idle);
        assert_eq!(pace.waiting(), 1);
    }

    #[test]
    fn a_job_without_a_request_costs_no_rest() {
        let start = Instant::now();
        let mut pace = pace(&[("a", 1), ("a", 2)]);
        check(&mut pace, start, ("a", 1));
        pace.released("a");
        check(&mut pace, start, ("a", 2));
    }

    #[test]
    fn redirects_and_retries_go_first() {
        let start = Instant::now();
        let mut pace = pace(&[("a", 1), ("a", 2)]);
        pace.prepend("a".to_owned(), 9).unwrap();
        check(&mut pace, start, ("a", 9));
    }

    #[test]
    fn a_crawl_delay_lengthens_the_rest_up_to_a_cap() {
        for (asked, rest) in [(0, 1), (7, 7), (86_400, 60)] {
            let start = Instant::now();
            let mut pace = pace(&[("a", 1), ("a", 2)]);
            check(&mut pace, start, ("a", 1));
            pace.set_crawl_delay("a", asked * SECOND);
            pace.finished("a", start);
            assert_eq!(pace.next(start), Next::Wait(start + rest * SECOND), "asked for {asked} s");
        }
    }

    #[test]
    fn trouble_backs_off_and_heeds_retry_after() {
        let rest = |retries, retry_after: Option<u32>, jitter| {
            let start = Instant::now();
            let mut pace = pace(&[("a", 1), ("a", 2)]);
            check(&mut pace, start, ("a", 1));
            pace.finished("a", start);
            let retry_after = retry_after.map(|seconds| seconds * SECOND);
            let again = pace.trouble("a", start, Trouble { retries, retry_after, jitter });
            let Next::Wait(until) = pace.next(start) else { panic!("no rest") };
            (again, (until - start).as_secs())
        };
        assert_eq!(rest(0, None, 0.0), (true, 2));
        assert_eq!(rest(1, None, 0.0), (true, 4));
        assert_eq!(rest(1, None, 1.0), (true, 6));
        assert_eq!(rest(MAX_RETRIES, None, 0.0), (false, 8));
        assert_eq!(rest(0, Some(30), 0.0), (true, 30));
        assert_eq!(rest(0, Some(86_400), 0.0), (false, 120));
    }

    #[test]
    fn an_origin_in_lasting_trouble_is_left_alone() {
        let mut pace = pace(&[("a", 1), ("a", 2)]);
        assert!(pace.strike("a", None).is_empty());
        pace.well("a");
        assert!(pace.strike("a", None).is_empty());
        assert!(pace.strike("a", None).is_empty());
        assert_eq!(pace.strike("a", None), [1, 2]);
        assert_eq!(pace.append("a".to_owned(), 3), Err(3));
        assert_eq!(pace.append("b".to_owned(), 4), Ok(()));
        assert_eq!(pace.strike("b", Some(3600 * SECOND)), [4]);
    }
}
