//! When the program itself is at fault: one line that can be reported, and the exit status of an error.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook};

use super::{Exit, tell};
use crate::faults;

/// From now on, panics are told in one line; those that are contained are not told here at all.
pub fn tell_in_one_line() {
    set_hook(Box::new(|panic| {
        if !faults::are_contained() {
            report(panic);
        }
    }));
}

fn report(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(|place| format!(" ({place})")).unwrap_or_default();
    let message = panic.payload_as_str().unwrap_or("unknown");
    tell::error(&format!("internal error: {message}{place}; please report it with what you did"));
    let trace = Backtrace::capture();
    if trace.status() == BacktraceStatus::Captured {
        tell::info(&trace.to_string());
    }
}

/// Runs a command. A panic, which was told of when it happened, is an error like any other.
pub fn guarded(command: impl FnOnce() -> anyhow::Result<Exit>) -> anyhow::Result<Exit> {
    catch_unwind(AssertUnwindSafe(command)).unwrap_or(Ok(Exit::Error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_of_the_program_is_an_error() {
        assert_eq!(guarded(|| Ok(Exit::Failed)).unwrap(), Exit::Failed);
        assert_eq!(guarded(|| panic!("as it should")).unwrap(), Exit::Error);
    }
}
