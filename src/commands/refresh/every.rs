//! Refreshing again and again, for systems without cron.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::{Duration, Instant};

use jiff::SignedDuration;

use super::round::once;
use crate::cli::Refresh;
use crate::commands::interrupt::Interrupt;
use crate::commands::{Exit, Setting, tell};

/// How much earlier or later a refresh may begin, as a part of the interval: many programs that begin on the hour would
/// all come at once.
const JITTER: f64 = 0.1;

/// Refreshes until it is told to stop. A refresh that fails is told of, and the next one tries again; only the first may
/// end it, for what is wrong then is wrong for good.
pub fn every(setting: &Setting, asked: &Refresh, interval: SignedDuration) -> anyhow::Result<Exit> {
    let (interrupt, begun) = (Interrupt::watch_in_silence(), Instant::now());
    let mut is_first = true;
    loop {
        let started = Instant::now();
        let now = if setting.is_replay { setting.now + begun.elapsed() } else { crate::commands::clock() };
        match once(&Setting { now, ..setting.clone() }, asked, &interrupt) {
            Ok(_) => {}
            Err(error) if is_first => return Err(error),
            Err(error) => drop(crate::commands::explain(&error)),
        }
        is_first = false;
        let pause = pause(interval.unsigned_abs(), chance()).saturating_sub(started.elapsed());
        if !interrupt.came() && !setting.quiet {
            tell::info(&format!("the next refresh begins in {} s", pause.as_secs()));
        }
        if interrupt.comes_within(pause) {
            tell::warn("stopped; everything is kept");
            return Ok(Exit::Interrupted);
        }
    }
}

/// The time from one beginning to the next, by a number from 0 to 1.
fn pause(interval: Duration, chance: f64) -> Duration {
    interval.mul_f64(1.0 + JITTER * (2.0 * chance - 1.0))
}

/// A number from 0 to 1 that differs from run to run.
fn chance() -> f64 {
    // The keys of a hash map are the one source of chance that needs no library.
    f64::from(u32::try_from(RandomState::new().build_hasher().finish() >> 32).unwrap_or_default())
        / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refresh_begins_a_little_earlier_or_later() {
        let hour = Duration::from_secs(3_600);
        assert_eq!([0.0, 0.5, 1.0].map(|chance| pause(hour, chance).as_secs()), [3_240, 3_600, 3_960]);
        assert!((0.0..=1.0).contains(&chance()));
    }
}
