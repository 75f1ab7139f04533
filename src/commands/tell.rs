//! What the program says to whoever runs it, on standard error: lines of text, or of JSON for programs that keep logs.

use std::sync::atomic::{AtomicBool, Ordering};

/// Whether each message is to be a line of JSON. Set once, when the program starts.
static AS_JSON: AtomicBool = AtomicBool::new(false);

/// From now on, messages are lines of JSON; `main` has set up how they are written.
pub fn in_json() {
    AS_JSON.store(true, Ordering::Relaxed);
}

/// Whether messages are lines of JSON: then nothing else may come between them.
pub fn is_json() -> bool {
    AS_JSON.load(Ordering::Relaxed)
}

/// Says how far something has come, or what was done.
pub fn info(message: &str) {
    if is_json() {
        tracing::info!("{message}");
    } else {
        eprintln!("{message}");
    }
}

/// Says something that the reader should know even if all else is quiet.
pub fn warn(message: &str) {
    if is_json() {
        tracing::warn!("{message}");
    } else {
        eprintln!("caveat: {message}");
    }
}

/// Says why the program ends.
pub fn error(message: &str) {
    if is_json() {
        tracing::error!("{message}");
    } else {
        eprintln!("caveat: {message}");
    }
}
