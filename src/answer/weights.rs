//! The weights of retrieval, in one place, with where each comes from.
//!
//! Fitted by coordinate ascent on the training queries of two sets that could hardly differ more, SciFact (Wadden et
//! al. 2020, claims against abstracts; nDCG@10) and CheckThat! 2020 task 2 (Barrón-Cedeño et al. 2020, tweets against
//! verified claims; MAP@5), the sum of both figures being maximised; then rounded to where both are flat. Neither test
//! nor development queries were used. `benches/README.md` has the figures and how to take them again.

/// Passages that are read and scored anew. With 150 or 200 instead of 100 neither set gains; a little more than 100, so
/// that articles with several matching passages leave room for others.
pub const RESCORED: usize = 120;

/// What a match in the title counts, against one in the passage, when candidates are gathered.
pub const TITLE_AMONG_CANDIDATES: f32 = 0.5;

/// What another spelling, or a word that may have been meant, counts against the word itself. Between 0.4 and 1 it
/// makes no difference.
pub const ALTERNATIVE: f64 = 0.8;

/// What speaks for an article of the days that the question names or, where it asks for the latest, of the last days; by
/// hand, for want of training questions that have days. It decides between articles that say much the same.
pub const DAYS: f64 = 0.2;
/// Likewise an article of an outlet that the question names, and one with all phrases that it has in quotation marks.
pub const OUTLET: f64 = 0.2;
pub const PHRASE: f64 = 0.2;
/// For the latest: after so many days an article counts half as much.
pub const HALF_LIFE: f64 = 7.0;

/// BM25's saturation of repeated terms and its correction for length (Robertson and Zaragoza 2009, their usual values;
/// 0.9 to 2 and 0.4 to 0.9 were tried and differ by less than 0.005).
pub const SATURATION: f64 = 1.2;
pub const LENGTH: f64 = 0.75;

/// How much each signal counts. The best passage's own match is the unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weights {
    /// BM25 of the passage.
    pub passage: f64,
    /// BM25 of all that was found of the article: its title and its matching passages.
    pub article: f64,
    /// BM25 of the title alone.
    pub title: f64,
    /// BM25 of parts of words: finds other forms, other spellings and compounds that no stem joins.
    pub parts: f64,
    /// Pairs of words that are neighbours in the question and in the text.
    pub pairs: f64,
    /// The cosine of the vectors of question and passage, from the least to the greatest among the candidates; where
    /// there are vectors. Fitted like the others with those of all-MiniLM-L6-v2: from 0.9 to 1.4 both sets are nearly flat.
    pub meaning: f64,
}

/// Passages that are gathered by their meaning, beside those gathered by words.
pub const BY_MEANING: usize = 100;

/// The weights in use.
pub const WEIGHTS: Weights =
    Weights { passage: 0.25, article: 0.75, title: 0.3, parts: 0.3, pairs: 0.1, meaning: 1.2 };
