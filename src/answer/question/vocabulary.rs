//! The words of an index, or of what a filter leaves of it, that a question is read against.

use crate::index::analysis::{is_stop_word, terms};
use crate::index::{Filter, IndexError, KnownWord, SearchBackend};

/// Others keep company in more passages than this share of all with every word: they tell nothing apart.
const TOO_COMMON: f64 = 0.05;
/// However few passages there are, words in up to so many tell something.
const NEVER_TOO_COMMON: u64 = 200;
/// As many of a question's words tell what company a word keeps: the rarest.
const COMPANIONS: usize = 6;
/// What chance meetings are counted as, so that a word that stands once proves little.
const CHANCE: f64 = 0.5;
/// Two words that meet by chance stand together in a smaller share of the passages of either.
const CLOSE: f64 = 0.25;
/// Words that belong together stand in so many times more passages together than they would by chance; in an index of
/// fewer than so many passages nothing can, and less is asked for.
const ATTRACTION: f64 = 4.0;
const LARGE: f64 = 1_000.0;
/// A word of so many letters is seldom spelled like another one by chance.
const LONG: usize = 6;

pub struct Vocabulary<'a, I> {
    index: &'a I,
    filter: Option<&'a Filter>,
}

/// How well a word fits with others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// The sum, over the others, of how much likelier they are beside the word than elsewhere (pointwise mutual
    /// information, in nats, smoothed).
    pub information: f64,
    /// It stands in a passage with one of them.
    pub meets: bool,
    /// One of them stands in many of its passages: in more than one, and in at least [`CLOSE`] of all.
    pub is_close: bool,
}

impl<'a, I: SearchBackend> Vocabulary<'a, I> {
    pub fn new(index: &'a I, filter: Option<&'a Filter>) -> Self {
        Self { index, filter }
    }

    /// How many passages there are.
    pub fn passages(&self) -> u64 {
        self.index.passages()
    }

    /// In how many passages a word stands; 0 if the filter leaves none of them.
    pub fn passages_with(&self, word: &str) -> Result<u64, IndexError> {
        self.seen(word, self.index.passages_with(word)?)
    }

    /// In how many passages a word stands in some form; 0 if the filter leaves none of them.
    pub fn passages_with_form(&self, word: &str) -> Result<u64, IndexError> {
        self.seen(word, self.index.passages_with_form(word)?)
    }

    /// A word says nothing in one of the languages that the index has.
    pub fn is_stop_word(&self, word: &str) -> bool {
        is_stop_word(word, self.index.languages())
    }

    /// In how many passages two words stand side by side; 0 if the filter leaves none of them.
    pub fn passages_with_run(&self, text: &str) -> Result<u64, IndexError> {
        self.seen(text, self.index.passages_with_run(text)?)
    }

    /// A word, or another form of it, is in the index: as many passages as it stands in.
    pub fn passages_with_any_form(&self, word: &str) -> Result<u64, IndexError> {
        let forms = self.index.passages_with_form(word)?;
        self.seen(word, forms.max(self.index.passages_with(word)?))
    }

    fn seen(&self, word: &str, passages: u64) -> Result<u64, IndexError> {
        Ok(if passages > 0 && self.is_visible(word)? { passages } else { 0 })
    }

    /// The filter leaves a passage with the word.
    pub fn is_visible(&self, word: &str) -> Result<bool, IndexError> {
        self.filter.map_or(Ok(true), |filter| self.index.leaves(word, filter))
    }

    /// Words within some edits of one and with the same first letter, and those one edit of the first letter away;
    /// whether the filter leaves them or not.
    pub fn similar(&self, word: &str, distance: u8) -> Result<Vec<KnownWord>, IndexError> {
        let Some(first) = word.chars().next() else { return Ok(Vec::new()) };
        let mut known = self.index.similar_words(word, distance, &[first])?;
        if !first.is_ascii_lowercase() {
            known.extend(self.index.similar_words(word, 1, &[])?);
            known.sort_by(|a, b| a.word.cmp(&b.word));
            known.dedup();
            return Ok(known);
        }
        // Looking up some fifty words costs a tenth of looking for whatever is one edit away.
        for other in with_another_initial(word) {
            let passages = self.index.passages_with(&other)?;
            if passages > 0 {
                known.push(KnownWord { word: other, passages });
            }
        }
        Ok(known)
    }

    /// A word in so many passages tells nothing apart.
    pub fn is_common(&self, passages: u64) -> bool {
        passages > NEVER_TOO_COMMON && passages as f64 > self.passages() as f64 * TOO_COMMON
    }

    /// Those of some words by which others can be told apart, the rarest first.
    pub fn companions<'w>(&self, words: impl Iterator<Item = &'w str>) -> Result<Vec<Companion>, IndexError> {
        let mut found: Vec<Companion> = Vec::new();
        for word in words.filter(|word| !terms(word).is_empty()) {
            let passages = self.index.passages_with(word)?;
            if passages > 0 && !self.is_common(passages) && !found.iter().any(|known| known.word == word) {
                found.push(Companion { word: word.to_owned(), passages });
            }
        }
        found.sort_by(|a, b| (a.passages, &a.word).cmp(&(b.passages, &b.word)));
        found.truncate(COMPANIONS);
        Ok(found)
    }

    /// How well each of some words, given with the passages it stands in, fits with the companions.
    pub fn fit(&self, words: &[(&str, u64)], companions: &[Companion]) -> Result<Vec<Fit>, IndexError> {
        let asked: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let others: Vec<&str> = companions.iter().map(|other| other.word.as_str()).collect();
        let met = self.index.company(&asked, &others)?;
        let all = self.passages().max(1) as f64;
        let fit = |((_, passages), row): (&(&str, u64), Vec<u64>)| {
            let information = companions.iter().zip(&row).map(|(other, together)| {
                let by_chance = *passages as f64 * other.passages as f64 / all;
                ((*together as f64 + CHANCE) / (by_chance + CHANCE)).ln()
            });
            let most = row.iter().copied().max().unwrap_or_default();
            Fit {
                information: information.sum(),
                meets: most > 0,
                is_close: most > 1 && most as f64 >= *passages as f64 * CLOSE,
            }
        };
        Ok(words.iter().zip(met).map(fit).collect())
    }

    /// Whether each word after the first keeps company as the first one does: with a companion that stands in many of
    /// its passages, and beside both much oftener than by chance. A first word that the index lacks is no obstacle.
    pub fn keep_like_company(
        &self,
        words: &[(&str, u64)],
        companions: &[Companion],
    ) -> Result<Vec<bool>, IndexError> {
        let asked: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let others: Vec<&str> = companions.iter().map(|other| other.word.as_str()).collect();
        let met = self.index.company(&asked, &others)?;
        let all = self.passages().max(1) as f64;
        // A short word may well meet another one by chance, once.
        let least = if asked.first().is_some_and(|word| word.chars().count() >= LONG) { 1 } else { 2 };
        let attraction = (ATTRACTION * (all / LARGE).sqrt()).clamp(1.0, ATTRACTION);
        let drawn = |passages: u64, together: u64, other: &Companion| {
            together as f64 >= passages as f64 * other.passages as f64 / all * attraction
        };
        let mut rows = words.iter().zip(&met).map(|((_, passages), row)| (*passages, row));
        let Some((first, first_row)) = rows.next() else { return Ok(Vec::new()) };
        let alike = |(passages, row): (u64, &Vec<u64>)| {
            companions.iter().zip(first_row.iter().zip(row)).any(|(other, (with_first, together))| {
                let close = *together >= least && *together as f64 >= passages as f64 * CLOSE;
                let draws_first = first == 0 || *with_first > 0 && drawn(first, *with_first, other);
                close && draws_first && drawn(passages, *together, other)
            })
        };
        Ok(rows.map(alike).collect())
    }
}

/// A word that shows what company another one keeps, and in how many passages it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Companion {
    pub word: String,
    pub passages: u64,
}

/// What one edit of the first letter makes of a word of Latin letters: another letter, one more, one less, or the second
/// one first.
fn with_another_initial(word: &str) -> impl Iterator<Item = String> {
    let mut letters = word.chars();
    let (first, rest) = (letters.next(), letters.as_str());
    let others = move || ('a'..='z').filter(move |letter| Some(*letter) != first);
    let second = rest.chars().next().filter(|second| Some(*second) != first);
    let swapped = second.zip(first).map(|(second, first)| {
        format!("{second}{first}{}", rest.get(second.len_utf8()..).unwrap_or_default())
    });
    let shorter = second.map(|_| rest.to_owned());
    let replaced =
        others().filter(move |letter| Some(*letter) != second).map(move |letter| format!("{letter}{rest}"));
    replaced.chain(others().map(move |letter| format!("{letter}{word}"))).chain(swapped).chain(shorter)
}
