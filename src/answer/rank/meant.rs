//! What passages mean: candidates whose words are others than the question's, and how near each candidate is.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::answer::question::Question;
use crate::answer::retrieve::RetrieveError;
use crate::answer::weights::{BY_MEANING, WEIGHTS};
use crate::index::{Dense, DenseError, Hit, PassageKey};
use crate::store::{Scope, Store};

/// Where passages are looked for by meaning.
pub struct Among<'a> {
    pub store: &'a Store,
    pub dense: &'a Dense,
    /// How far into the store's order of revisions the index has come: nothing beyond is found by words either.
    pub generation: u64,
}

/// How near passages are to a question in meaning. Empty where there are no vectors.
#[derive(Default)]
pub struct Meant {
    /// Passages gathered by meaning that their words did not find, best first.
    beside: Vec<PassageKey>,
    /// From 0 for the farthest candidate to 1 for the nearest.
    nearness: HashMap<PassageKey, f64>,
}

impl Meant {
    /// Asks for the nearest passages in a scope, and how near those found by words are. An encoder that fails is no
    /// reason to answer nothing: it is logged, and words alone decide.
    pub fn gather(
        question: &Question,
        scope: &Scope,
        among: &Among<'_>,
        hits: &[Hit],
    ) -> Result<Self, RetrieveError> {
        let failed = RefCell::new(None);
        let is_inside = |key: &PassageKey| {
            among.store.is_inside(key.revision, scope, among.generation).unwrap_or_else(|error| {
                failed.replace(Some(error));
                false
            })
        };
        let found = compared(question.interpreted(), among.dense, is_inside, hits);
        if let Some(error) = failed.into_inner() {
            return Err(error.into());
        }
        found.or_else(|error| {
            tracing::warn!("passages are found by their words alone: {error}");
            Ok(Self::default())
        })
    }

    /// The passages gathered by meaning that their words did not find.
    pub fn beside(&self) -> impl Iterator<Item = PassageKey> {
        self.beside.iter().copied()
    }

    pub fn is_beside(&self, key: &PassageKey) -> bool {
        self.beside.contains(key)
    }

    /// What its nearness adds to a candidate's score.
    pub fn worth(&self, key: &PassageKey) -> f64 {
        WEIGHTS.meaning * self.nearness.get(key).copied().unwrap_or_default()
    }
}

fn compared(
    question: &str,
    dense: &Dense,
    is_inside: impl Fn(&PassageKey) -> bool,
    hits: &[Hit],
) -> Result<Meant, DenseError> {
    let vector = dense.encode(question)?;
    let nearest = dense.vectors().nearest(&vector, is_inside, BY_MEANING)?;
    let by_words: Vec<PassageKey> = hits.iter().map(PassageKey::from).collect();
    let known = by_words.iter().copied().zip(dense.vectors().similarity(&vector, &by_words)?);
    let mut cosines: HashMap<PassageKey, f64> =
        known.filter_map(|(key, cosine)| Some((key, f64::from(cosine?)))).collect();
    cosines.extend(nearest.iter().map(|(key, cosine)| (*key, f64::from(*cosine))));
    let (least, most) =
        cosines.values().fold((f64::MAX, f64::MIN), |(least, most), c| (least.min(*c), most.max(*c)));
    let span = (most - least).max(f64::MIN_POSITIVE);
    Ok(Meant {
        beside: nearest.into_iter().map(|(key, _)| key).filter(|key| !by_words.contains(key)).collect(),
        nearness: cosines.into_iter().map(|(key, cosine)| (key, (cosine - least) / span)).collect(),
    })
}
