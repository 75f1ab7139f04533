//! Where evidence is looked for.

use crate::index::Dense;
use crate::store::Store;

/// The articles with what finds passages in them.
pub struct Archive<'a, I> {
    pub store: &'a Store,
    pub index: &'a I,
    /// Finds passages by meaning as well, where a model is configured.
    pub dense: Option<&'a Dense>,
}

impl<'a, I> Archive<'a, I> {
    /// Passages are found by their words alone.
    pub fn by_words(store: &'a Store, index: &'a I) -> Self {
        Self { store, index, dense: None }
    }
}
