//! Plain BM25 over whole documents: what any retrieval has to beat.
//!
//! A reference, kept apart from the index and its analysis on purpose: it stays as it is while they change.

use std::collections::HashMap;

use tantivy::tokenizer::{
    Language, LowerCaser, RemoveLongFilter, SimpleTokenizer, Stemmer, StopWordFilter, TextAnalyzer,
    TokenStream,
};

use crate::news::ArticleId;

use super::retrieval::Ranked;

/// The two numbers of BM25: how soon repetitions of a word stop counting, and how much long documents are held
/// back.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Setting {
    pub k1: f64,
    pub b: f64,
}

/// What is in use: Anserini's defaults, then Lucene's and tantivy's.
pub const SETTINGS: [Setting; 2] = [Setting { k1: 0.9, b: 0.4 }, Setting { k1: 1.2, b: 0.75 }];

/// How often which terms stand in which documents.
pub struct Bm25 {
    analyzer: TextAnalyzer,
    documents: Vec<(ArticleId, f64)>,
    postings: HashMap<String, Vec<(usize, f64)>>,
}

impl Default for Bm25 {
    /// Lower case, English stop words dropped, Porter2 stems; 255 bytes is Lucene's longest word.
    fn default() -> Self {
        let words = TextAnalyzer::builder(SimpleTokenizer::default())
            .filter(RemoveLongFilter::limit(256))
            .filter(LowerCaser)
            .dynamic();
        let words = match StopWordFilter::new(Language::English) {
            Some(stop_words) => words.filter_dynamic(stop_words),
            None => words,
        };
        let analyzer = words.filter_dynamic(Stemmer::new(Language::English)).build();
        Self { analyzer, documents: Vec::new(), postings: HashMap::new() }
    }
}

impl Bm25 {
    /// Takes in a document. Title and text are one.
    pub fn add(&mut self, article: ArticleId, title: &str, text: &str) {
        let mut counts: HashMap<String, f64> = HashMap::new();
        let mut length = 0.0;
        for term in self.terms(title).into_iter().chain(self.terms(text)) {
            *counts.entry(term).or_default() += 1.0;
            length += 1.0;
        }
        let place = self.documents.len();
        self.documents.push((article, length));
        for (term, count) in counts {
            self.postings.entry(term).or_default().push((place, count));
        }
    }

    /// The best documents, at most `limit`, by the sum over the query's terms, a repeated one each time, of
    /// idf · tf · (k1 + 1) / (tf + k1 · (1 − b + b · length / mean length)), with Lucene's idf,
    /// ln(1 + (N − n + 0.5) / (n + 0.5)). Ties are in the order of adding.
    pub fn rank(&mut self, query: &str, setting: Setting, limit: usize) -> Vec<Ranked> {
        let count = self.documents.len() as f64;
        let mean = self.documents.iter().map(|(_, length)| length).sum::<f64>() / count.max(1.0);
        let mut scores = vec![0.0; self.documents.len()];
        for term in self.terms(query) {
            let Some(postings) = self.postings.get(&term) else { continue };
            let with = postings.len() as f64;
            let idf = (1.0 + (count - with + 0.5) / (with + 0.5)).ln();
            for (place, times) in postings {
                let length = self.documents.get(*place).map_or(mean, |(_, length)| *length);
                let held_back = setting.k1 * (1.0 - setting.b + setting.b * length / mean);
                if let Some(score) = scores.get_mut(*place) {
                    *score += idf * times * (setting.k1 + 1.0) / (times + held_back);
                }
            }
        }
        let scored = self.documents.iter().zip(scores).filter(|(_, score)| *score > 0.0);
        let mut ranked: Vec<Ranked> =
            scored.map(|((article, _), score)| Ranked { article: *article, score }).collect();
        ranked.sort_by(|a, b| b.score.total_cmp(&a.score));
        ranked.truncate(limit);
        ranked
    }

    fn terms(&mut self, text: &str) -> Vec<String> {
        let mut terms = Vec::new();
        self.analyzer.token_stream(text).process(&mut |token| terms.push(token.text.clone()));
        terms
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_those_of_the_formula() {
        let mut index = Bm25::default();
        index.add(ArticleId(1), "Ferries", "The ferry was late.");
        index.add(ArticleId(2), "", "A bridge is open.");
        index.add(ArticleId(3), "Ferry", "");
        let found = index.rank("ferries ferry strait", Setting { k1: 1.2, b: 0.75 }, 10);
        // By hand: lengths 3, 2 and 1; the term stands twice, never and once; the query has it twice.
        let idf = (1.0f64 + 1.5 / 2.5).ln();
        let score =
            |times: f64, length: f64| 2.0 * idf * times * 2.2 / (times + 1.2 * (0.25 + 0.75 * length / 2.0));
        let expected = [(1, score(2.0, 3.0)), (3, score(1.0, 1.0))];
        let found: Vec<(i64, f64)> = found.iter().map(|r| (r.article.0, r.score)).collect();
        assert_eq!(found.len(), 2, "{found:?}");
        for (article, score) in expected {
            let (_, found) = found.iter().find(|(number, _)| *number == article).unwrap();
            assert!((found - score).abs() < 1e-12, "{article}: {found} is not {score}");
        }
        assert_eq!(index.rank("ferry", SETTINGS[0], 1).len(), 1);
        assert!(index.rank("", SETTINGS[0], 1).is_empty());
        assert!(Bm25::default().rank("ferry", SETTINGS[0], 1).is_empty());
    }
}
