//! The last step of whatever stores articles: the index takes in what is new.

use std::ops::ControlFlow;

use anyhow::Context;

use super::progress::Progress;
use crate::index::{SearchBackend, TantivyIndex};
use crate::store::Store;

/// Brings the index up to date, or as far as it comes until it is to stop; returns how many revisions it took in.
pub fn catch_up(
    store: &Store,
    index: &mut TantivyIndex,
    stop: impl Fn() -> bool,
    quiet: bool,
) -> anyhow::Result<usize> {
    let behind = store.seq()?.saturating_sub(index.generation());
    if behind == 0 {
        return Ok(0);
    }
    let mut progress = Progress::start("indexing", Some(behind), quiet);
    let mut before = 0;
    let taken = index.catch_up(store, |taken| {
        progress.advance((taken - before) as u64);
        before = taken;
        if stop() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    progress.finish();
    taken.context("the articles are stored, but not yet indexed")
}
