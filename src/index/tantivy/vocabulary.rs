//! What the embedded index knows of words: which are spelled alike, and which keep company.

use std::collections::BTreeMap;

use tantivy::collector::Count;
use tantivy::postings::SegmentPostings;
use tantivy::query::{BooleanQuery, EnableScoring, FuzzyTermQuery, Occur, PhraseQuery, Query as _};
use tantivy::schema::IndexRecordOption;
use tantivy::{BitSet, DocAddress, DocSet, InvertedIndexReader, TERMINATED, Term};

use super::TantivyIndex;
use crate::index::{Filter, KnownWord, Query, analysis};

/// As many of a word's passages are looked at in each segment to see what company it keeps.
const LOOKED_AT: u64 = 2_000;

impl TantivyIndex {
    pub(super) fn has_any(&self, text: &str, filter: &Filter) -> tantivy::Result<bool> {
        let wanted =
            self.clauses(&Query { words: vec![(text.to_owned(), 1.0)], title: 1.0 }, &self.languages);
        if wanted.is_empty() {
            return Ok(false);
        }
        let mut all = self.conditions(filter);
        all.push((Occur::Must, Box::new(BooleanQuery::new(wanted))));
        let searcher = self.reader.searcher();
        let weight = BooleanQuery::new(all).weight(EnableScoring::disabled_from_searcher(&searcher))?;
        for (segment, reader) in (0..).zip(searcher.segment_readers()) {
            let mut found = weight.scorer(reader, 1.0)?;
            while found.doc() != TERMINATED {
                let hits = self.hits(&searcher, vec![(1.0, DocAddress::new(segment, found.doc()))])?;
                if hits.iter().any(|hit| !filter.superseded.contains(&hit.revision)) {
                    return Ok(true);
                }
                found.advance();
            }
        }
        Ok(false)
    }

    pub(super) fn similar(
        &self,
        word: &str,
        distance: u8,
        initials: &[char],
    ) -> tantivy::Result<Vec<KnownWord>> {
        // Built once: it costs more than going through a dictionary with it.
        let alike = FuzzyTermQuery::new(Term::from_field_text(self.fields.words, word), distance, true)
            .automaton()?;
        let mut known = BTreeMap::<String, u64>::new();
        for segment in self.reader.searcher().segment_readers() {
            let index = segment.inverted_index(self.fields.words)?;
            let anywhere = [None];
            let within = initials.iter().copied().map(Some);
            for initial in within.chain(anywhere.into_iter().filter(|_| initials.is_empty())) {
                let mut terms = index.terms().search(&alike);
                if let Some(initial) = initial {
                    // Words that begin with a letter stand side by side in the dictionary.
                    let after = char::from_u32(u32::from(initial) + 1).unwrap_or(char::MAX);
                    terms = terms.ge(initial.to_string()).lt(after.to_string());
                }
                let mut stream = terms.into_stream()?;
                while stream.advance() {
                    let word = String::from_utf8_lossy(stream.key()).into_owned();
                    *known.entry(word).or_default() += u64::from(stream.value().doc_freq);
                }
            }
        }
        Ok(known.into_iter().map(|(word, passages)| KnownWord { word, passages }).collect())
    }

    pub(super) fn meetings(&self, words: &[&str], others: &[&str]) -> tantivy::Result<Vec<Vec<u64>>> {
        let mut met = vec![vec![0; others.len()]; words.len()];
        for segment in self.reader.searcher().segment_readers() {
            let index = segment.inverted_index(self.fields.words)?;
            let mut sets = Vec::with_capacity(others.len());
            for other in others {
                let mut set = BitSet::with_max_value(segment.max_doc());
                if let Some(mut passages) = self.passages_of(other, &index)? {
                    while passages.doc() != TERMINATED {
                        set.insert(passages.doc());
                        passages.advance();
                    }
                }
                sets.push(set);
            }
            for (word, row) in words.iter().zip(&mut met) {
                if let Some(passages) = self.passages_of(word, &index)? {
                    count_meetings(passages, &sets, row);
                }
            }
        }
        Ok(met)
    }

    fn passages_of(
        &self,
        word: &str,
        index: &InvertedIndexReader,
    ) -> tantivy::Result<Option<SegmentPostings>> {
        let term = Term::from_field_text(self.fields.words, word);
        Ok(index.read_postings(&term, IndexRecordOption::Basic)?)
    }

    pub(super) fn runs(&self, text: &str) -> tantivy::Result<u64> {
        let stems = analysis::terms(text).into_iter();
        let terms: Vec<Term> = stems.map(|t| Term::from_field_text(self.fields.body, &t.stem)).collect();
        let searcher = self.reader.searcher();
        match terms.as_slice() {
            [] => Ok(0),
            [term] => searcher.doc_freq(term),
            _ => Ok(searcher.search(&PhraseQuery::new(terms), &Count)? as u64),
        }
    }

    pub(super) fn outlet_names(&self) -> tantivy::Result<Vec<String>> {
        let mut names = BTreeMap::new();
        for segment in self.reader.searcher().segment_readers() {
            let index = segment.inverted_index(self.fields.outlet)?;
            let mut stream = index.terms().stream()?;
            while stream.advance() {
                names.insert(String::from_utf8_lossy(stream.key()).into_owned(), ());
            }
        }
        Ok(names.into_keys().collect())
    }
}

/// Adds to each count how many of the passages are in the set that belongs to it: counted in the first of them, and by
/// the rule of three beyond.
fn count_meetings(mut passages: SegmentPostings, sets: &[BitSet], counts: &mut [u64]) {
    let all = u64::from(passages.doc_freq());
    let looked_at = all.clamp(1, LOOKED_AT);
    let mut seen = vec![0; sets.len()];
    for _ in 0..looked_at {
        if passages.doc() == TERMINATED {
            break;
        }
        for (set, seen) in sets.iter().zip(&mut seen) {
            *seen += u64::from(set.contains(passages.doc()));
        }
        passages.advance();
    }
    for (count, seen) in counts.iter_mut().zip(seen) {
        *count += seen * all / looked_at;
    }
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use jiff::Timestamp;

    use super::*;
    use crate::index::SearchBackend;
    use crate::news::{Article, CanonicalUrl, Kind};
    use crate::store::Store;

    fn with(texts: &[&str]) -> (tempfile::TempDir, TantivyIndex) {
        let directory = tempfile::tempdir().unwrap();
        let mut store = Store::open_or_create(directory.path()).unwrap();
        for (number, text) in texts.iter().enumerate() {
            let article = Article {
                url: CanonicalUrl::parse(&format!("https://news.example/{number}")).unwrap(),
                title: String::new(),
                text: (*text).to_owned(),
                outlet: format!("Outlet {}", number % 2),
                authors: Vec::new(),
                published: None,
                modified: None,
                language: None,
                section: None,
                kind: Kind::News,
                paywalled: false,
                wire: None,
            };
            store.batch(|batch| batch.put(&article, Timestamp::UNIX_EPOCH)).unwrap();
            // A commit of its own, and so a segment: what is counted is counted over all of them.
            let mut index = TantivyIndex::open_or_create(directory.path()).unwrap();
            index.catch_up(&store, |_| ControlFlow::Continue(())).unwrap();
        }
        let index = TantivyIndex::open(directory.path()).unwrap();
        (directory, index)
    }

    #[test]
    fn words_are_found_by_their_spelling() {
        let (_directory, index) = with(&["The talks stalk the hawks.", "Talks, talk and walks."]);
        let similar = |word: &str, distance, initials: &[char]| {
            let known = index.similar_words(word, distance, initials).unwrap();
            known.into_iter().map(|known| (known.word, known.passages)).collect::<Vec<_>>()
        };
        let known =
            |words: &[(&str, u64)]| words.iter().map(|(w, n)| ((*w).to_owned(), *n)).collect::<Vec<_>>();
        assert_eq!(similar("talks", 1, &[]), known(&[("talk", 1), ("talks", 2), ("walks", 1)]));
        assert_eq!(similar("talks", 1, &['t']), known(&[("talk", 1), ("talks", 2)]));
        assert_eq!(similar("tlaks", 1, &['t', 'w']), known(&[("talks", 2)]));
        assert_eq!(similar("talks", 2, &['s', 'h']), known(&[("hawks", 1), ("stalk", 1)]));
    }

    #[test]
    fn company_is_counted_word_by_word() {
        let (_directory, index) = with(&["Melk met Verhalen.", "Melk met Korvin.", "Korvin left."]);
        let met = index.company(&["melk", "korvin", "nobody"], &["met", "verhalen"]).unwrap();
        assert_eq!(met, [[2, 1], [1, 0], [0, 0]]);
    }

    #[test]
    fn runs_are_side_by_side() {
        let (_directory, index) =
            with(&["The White House said so.", "A house that is white.", "White houses"]);
        assert_eq!(index.passages_with_run("white house").unwrap(), 2);
        assert_eq!(index.passages_with_run("house").unwrap(), 3);
        assert_eq!(index.passages_with_run("the").unwrap(), 0);
    }

    #[test]
    fn outlets_are_named_once_each() {
        let (_directory, index) = with(&["One.", "Two.", "Three."]);
        assert_eq!(index.outlets().unwrap(), ["outlet 0", "outlet 1"]);
    }
}
