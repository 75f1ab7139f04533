//! Panics of libraries that read what others wrote: such a fault ends the reading of one thing, not the program.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// Does what may panic, and returns what the panic says if it does. Nothing that `work` changes may be used
/// after that, unless it is sound whatever was left undone.
pub fn contain<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    let before = CONTAINED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    CONTAINED.set(before);
    result.map_err(|panic| message(&*panic))
}

/// Whether a panic on this thread would be contained, and so is not to be spoken of.
pub fn are_contained() -> bool {
    CONTAINED.get()
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("unknown").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_told_and_ends_nothing_else() {
        assert_eq!(contain(|| 1), Ok(1));
        assert_eq!(contain(|| panic!("page {} of 7", 9)), Err::<(), _>("page 9 of 7".to_owned()));
        assert_eq!(contain(|| (contain(|| 1), are_contained())), Ok((Ok(1), true)));
        assert!(!are_contained());
    }
}
