//! How strongly a sentence is put, as a number.

/// Strength of a text.
pub fn strength(_text: &str) -> f64 {
    0.0
}
