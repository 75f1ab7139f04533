//! What it costs: processor time by stage, and memory.
//!
//! The clocks are `cpu-time`'s: asking the system for them takes unsafe code, which this crate forbids.

use std::collections::BTreeMap;
use std::time::Duration;

use cpu_time::{ProcessTime, ThreadTime};
use serde::Serialize;

/// The name of all stages together.
pub const WHOLE: &str = "whole";

/// Processor time of one thread, by stages that follow each other. What other programs do on the machine at the
/// same time shows in it far less than in the time of day.
pub struct Laps {
    last: Option<ThreadTime>,
    laps: Vec<(&'static str, Duration)>,
}

impl Laps {
    pub fn start() -> Self {
        Self { last: ThreadTime::try_now().ok(), laps: Vec::new() }
    }

    /// The stage that ends here.
    pub fn lap(&mut self, stage: &'static str) {
        let now = ThreadTime::try_now().ok();
        let spent = now.zip(self.last).map(|(now, last)| now.duration_since(last));
        self.laps.push((stage, spent.unwrap_or_default()));
        self.last = now;
    }
}

/// Processor time of the whole process, all threads together, from a start on.
pub struct Clock(Option<ProcessTime>);

impl Clock {
    pub fn start() -> Self {
        Self(ProcessTime::try_now().ok())
    }

    /// Seconds since the start; 0 where the system does not tell.
    pub fn seconds(&self) -> f64 {
        self.0.and_then(|start| start.try_elapsed().ok()).unwrap_or_default().as_secs_f64()
    }
}

/// What stages took over many questions.
#[derive(Default)]
pub struct Latencies {
    stages: Vec<(&'static str, Vec<Duration>)>,
}

/// Milliseconds of processor time that a question takes at the mean, and that half, nine in ten, and all but one in a
/// hundred stay within.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Percentiles {
    pub mean: f64,
    pub p50: f64,
    pub p90: f64,
    pub p99: f64,
}

impl Latencies {
    /// Takes in one question. A stage that it did not come to counts with nothing.
    pub fn note(&mut self, laps: &Laps) {
        let questions = self.stages.first().map_or(0, |(_, spent)| spent.len());
        for (stage, _) in laps.laps.iter().chain([&(WHOLE, Duration::ZERO)]) {
            if !self.stages.iter().any(|(name, _)| name == stage) {
                self.stages.push((stage, vec![Duration::ZERO; questions]));
            }
        }
        for (name, spent) in &mut self.stages {
            let is_here = |stage: &str| *name == WHOLE || stage == *name;
            spent.push(laps.laps.iter().filter(|(stage, _)| is_here(stage)).map(|(_, lap)| *lap).sum());
        }
    }

    /// The percentiles of each stage in the order of the stages, at last those of the whole.
    pub fn percentiles(&self) -> Vec<(&'static str, Percentiles)> {
        let mut all: Vec<_> = self.stages.iter().map(|(name, spent)| (*name, percentiles(spent))).collect();
        all.sort_by_key(|(name, _)| *name == WHOLE);
        all
    }
}

/// By the nearest rank, so that each but the mean is the time of a real question.
fn percentiles(spent: &[Duration]) -> Percentiles {
    let mut sorted = spent.to_vec();
    sorted.sort_unstable();
    let milliseconds = |spent: Duration| spent.as_secs_f64() * 1_000.0;
    let at = |percent: usize| {
        let rank = (sorted.len() * percent).div_ceil(100).max(1);
        milliseconds(sorted.get(rank - 1).copied().unwrap_or_default())
    };
    let mean = milliseconds(sorted.iter().sum()) / sorted.len().max(1) as f64;
    Percentiles { mean, p50: at(50), p90: at(90), p99: at(99) }
}

/// The most memory that this process has held so far (bytes), where the system tells: Linux, `VmHWM` of proc(5).
pub fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let fields: BTreeMap<&str, &str> = status.lines().filter_map(|line| line.split_once(':')).collect();
    let kilobytes: u64 = fields.get("VmHWM")?.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1_024)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laps(laps: &[(&'static str, u64)]) -> Laps {
        let laps = laps.iter().map(|(stage, ms)| (*stage, Duration::from_millis(*ms))).collect();
        Laps { last: None, laps }
    }

    #[test]
    fn percentiles_are_times_of_real_questions() {
        let mut latencies = Latencies::default();
        for ms in 1..=100 {
            latencies.note(&laps(&[("read", ms), ("rank", 1), ("read", ms)]));
        }
        let expected = [
            ("read", Percentiles { mean: 101.0, p50: 100.0, p90: 180.0, p99: 198.0 }),
            ("rank", Percentiles { mean: 1.0, p50: 1.0, p90: 1.0, p99: 1.0 }),
            (WHOLE, Percentiles { mean: 102.0, p50: 101.0, p90: 181.0, p99: 199.0 }),
        ];
        assert_eq!(latencies.percentiles(), expected);
    }

    #[test]
    fn a_question_that_fails_early_counts_all_the_same() {
        let mut latencies = Latencies::default();
        latencies.note(&laps(&[("read", 2)]));
        latencies.note(&laps(&[("read", 2), ("rank", 5)]));
        let found: Vec<_> =
            latencies.percentiles().into_iter().map(|(name, p)| (name, p.p50, p.p99)).collect();
        assert_eq!(found, [("read", 2.0, 2.0), ("rank", 0.0, 5.0), (WHOLE, 2.0, 7.0)]);
        assert!(Latencies::default().percentiles().is_empty());
    }
}
