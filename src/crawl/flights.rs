//! How many requests are under way, and whether another one may start.

use std::collections::HashMap;
use std::time::{Duration, Instant};

/// How many times `concurrency` requests there are at most, slow ones counted.
const STRETCH: usize = 4;

/// The requests under way, one an origin at most. One that takes long gives up its place to another: sites that keep a
/// reader waiting until the timeout do not keep the others waiting.
#[derive(Debug)]
pub(super) struct Flights {
    places: usize,
    slow_after: Duration,
    departed: HashMap<String, Instant>,
}

/// Whether another request may start.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Place {
    Free,
    /// Not before one of them is over, or this instant has come.
    Full(Option<Instant>),
}

impl Flights {
    pub fn new(concurrency: usize, slow_after: Duration) -> Self {
        Self { places: concurrency.max(1), slow_after, departed: HashMap::new() }
    }

    pub fn depart(&mut self, origin: String, now: Instant) {
        self.departed.insert(origin, now);
    }

    pub fn land(&mut self, origin: &str) {
        self.departed.remove(origin);
    }

    pub fn place(&self, now: Instant) -> Place {
        if self.departed.len() >= self.places.saturating_mul(STRETCH) {
            return Place::Full(None);
        }
        let slow_from = self.departed.values().map(|departed| *departed + self.slow_after);
        let quick: Vec<Instant> = slow_from.filter(|slow| *slow > now).collect();
        if quick.len() < self.places { Place::Free } else { Place::Full(quick.into_iter().min()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_request_gives_up_its_place_and_only_so_many_do() {
        let second = Duration::from_secs(1);
        let start = Instant::now();
        let mut flights = Flights::new(1, 2 * second);
        for number in 0..4 {
            let now = start + 2 * number * second;
            assert_eq!(flights.place(now), Place::Free);
            flights.depart(format!("{number}"), now);
            let expected = if number < 3 { Some(now + 2 * second) } else { None };
            assert_eq!(flights.place(now), Place::Full(expected));
        }
        flights.land("0");
        assert_eq!(flights.place(start + 8 * second), Place::Free);
    }
}
