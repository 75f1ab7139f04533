//! What the embedded index knows of words: which are spelled alike, and which keep company.

use std::collections::BTreeMap;

use tantivy::collector::Count;
use tantivy::postings::SegmentPostings;
use tantivy::query::{FuzzyTermQuery, PhraseQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{BitSet, DocSet, InvertedIndexReader, TERMINATED, Term};

use super::TantivyIndex;
use crate::index::{KnownWord, analysis};

/// As many of a word's passages are looked at in each segment to see what company it keeps.
const LOOKED_AT: u64 = 2_000;

impl TantivyIndex {
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
