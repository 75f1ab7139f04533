//! The assertions.

/// Fails unless the contexts bear out every statement of an answer. With a report of this program alone, its claims are
/// held against the words that they cite.
///
/// ```should_panic
/// # use caveat::testing::assert_grounded;
/// assert_grounded!(["Melk met the envoy five times in Sarrow."], ["Melk met the envoy twice in Sarrow, she said."]);
/// ```
#[macro_export]
macro_rules! assert_grounded {
    ($report:expr $(,)?) => {
        if let Err(failure) = $crate::testing::grounded(&$crate::testing::report_ledger(&$report)) {
            panic!("{failure}");
        }
    };
    ($answer:expr, $contexts:expr $(,)?) => {
        if let Err(failure) = $crate::testing::grounded(&$crate::testing::ledger(&$answer, &$contexts)) {
            panic!("{failure}");
        }
    };
}

/// Fails unless a context has all that stands in quotation marks, word for word or with marked changes, and in the mouth
/// of whoever is said to have said it.
///
/// ```should_panic
/// # use caveat::testing::assert_quotes_exact;
/// assert_quotes_exact!("Brandt said “all boats are safe”.", ["Brandt said: “no boat is safe”."]);
/// ```
#[macro_export]
macro_rules! assert_quotes_exact {
    ($answer:expr, $contexts:expr $(,)?) => {
        if let Err(failure) = $crate::testing::quotes_exact(&$crate::testing::ledger(&$answer, &$contexts)) {
            panic!("{failure}");
        }
    };
}

/// Fails where an answer is firmer than its contexts: a "may" that is gone, a stress of its own, a fact where they say
/// that somebody says so.
///
/// ```should_panic
/// # use caveat::testing::assert_hedged;
/// assert_hedged!(
///     "The council of Melby will close the harbour in March.",
///     ["The council of Melby may close the harbour in March."],
/// );
/// ```
#[macro_export]
macro_rules! assert_hedged {
    ($answer:expr, $contexts:expr $(,)?) => {
        if let Err(failure) = $crate::testing::hedged(&$crate::testing::ledger(&$answer, &$contexts)) {
            panic!("{failure}");
        }
    };
}

pub use assert_grounded;
pub use assert_hedged;
pub use assert_quotes_exact;
