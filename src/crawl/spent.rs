//! What reading pages costs: processor time of the threads that do it, by stage.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use cpu_time::ThreadTime;

/// Processor time so far, told by all who read pages. Clones tell of the same.
#[derive(Clone, Debug, Default)]
pub struct Spent(Arc<Stages>);

#[derive(Debug, Default)]
struct Stages {
    parse: AtomicU64,
    extract: AtomicU64,
}

impl Spent {
    /// From bytes to a tree of elements.
    pub fn parsing(&self) -> Duration {
        Duration::from_nanos(self.0.parse.load(Ordering::Relaxed))
    }

    /// From a tree to an article.
    pub fn extracting(&self) -> Duration {
        Duration::from_nanos(self.0.extract.load(Ordering::Relaxed))
    }

    /// Does what reads a page; it says when the page is parsed. Asking the system for the time thrice takes less than a
    /// microsecond.
    pub(super) fn on_page<T>(&self, work: impl FnOnce(&mut dyn FnMut()) -> T) -> T {
        let mut last = ThreadTime::try_now().ok();
        let mut lap = |stage: &AtomicU64| {
            let now = ThreadTime::try_now().ok();
            let spent = now.zip(last).map(|(now, last)| now.duration_since(last)).unwrap_or_default();
            stage.fetch_add(u64::try_from(spent.as_nanos()).unwrap_or(u64::MAX), Ordering::Relaxed);
            last = now;
        };
        let done = work(&mut || lap(&self.0.parse));
        lap(&self.0.extract);
        done
    }
}
