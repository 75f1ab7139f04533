//! The list of common words that `ground` has, made anew.

use std::collections::HashMap;
use std::path::PathBuf;

use crate::eval::mutations;
use crate::ground::{Passage, common};

/// In how many sentences of articles each stem stands, names aside, as a list of the most common ones.
pub fn listed(articles: &[PathBuf]) -> anyhow::Result<String> {
    let (mut with, mut all) = (HashMap::new(), 0);
    for path in articles {
        for text in mutations::read(path)? {
            let passage = Passage::of(&[text.text.as_str()]);
            for sentence in passage.sentences() {
                let words = passage
                    .words_of(sentence)
                    .0
                    .iter()
                    .filter(|word| !word.is_name() && word.stem.is_ascii());
                let mut stems: Vec<&str> = words.map(|word| word.stem.as_str()).collect();
                stems.sort_unstable();
                stems.dedup();
                all += 1;
                stems.iter().for_each(|stem| *with.entry((*stem).to_owned()).or_default() += 1);
            }
        }
    }
    Ok(common::listed(with, all))
}
