//! Which word was meant by one that the index does not know.

use crate::index::{IndexError, SearchBackend};

use super::slips;
use super::vocabulary::{Companion, Vocabulary};

/// Shorter words are not corrected: too many other words are one edit away (letters).
const SHORTEST: usize = 4;
/// From this length on a word may be two edits away from the one that was meant.
const TWO_EDITS_FROM: usize = 6;
/// As many candidates, the likeliest by spelling and frequency, are looked at for the company that they keep.
const CANDIDATES: usize = 10;
/// How much company counts against spelling and frequency: the companions are no independent witnesses.
const COMPANY: f64 = 0.5;
/// The least score of a word that is put in the place of an unknown one.
const ENOUGH: f64 = -2.5;
/// A word in up to so many passages may itself be a slip that an article made.
const RARE: u64 = 2;
/// By so much (nats) another word must be likelier than a rare one for both to be searched for.
const LIKELIER: f64 = 3.0;
/// Another candidate that is at most this much less likely (nats) is searched for as well.
const AS_LIKELY: f64 = 1.0;
/// Each half of a word that was split in two has at least so many letters.
const SHORTEST_HALF: usize = 3;

/// What a word of a question was read as.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// The word, or the two words, that were meant instead.
    pub meant: Option<String>,
    /// What is searched for as well.
    pub also: Vec<String>,
}

/// A word that may have been meant: the logarithm of how likely, up to a constant.
struct Candidate {
    word: String,
    passages: u64,
    score: f64,
    /// More than one slip away.
    far: bool,
}

/// Whether a word, in lower case, that stands in so many passages may be a slip.
pub fn is_doubtful(word: &str, passages: u64) -> bool {
    passages <= RARE && word.chars().count() >= SHORTEST && word.chars().all(is_letter_of_an_alphabet)
}

/// Scripts that are written without spaces or letters for sounds have no slips of the kind.
fn is_letter_of_an_alphabet(letter: char) -> bool {
    letter.is_alphabetic() && letter < '\u{2e80}'
}

/// Reads a word, given in lower case, beside its companions: as the word of the index that is likeliest by the slip
/// that it takes, by how frequent it is and by the company it keeps. `is_name`: written like a name.
pub fn read(
    word: &str,
    own: u64,
    is_name: bool,
    companions: &[Companion],
    vocabulary: &Vocabulary<'_, impl SearchBackend>,
) -> Result<Reading, IndexError> {
    let mut candidates = likeliest(word, own, vocabulary)?;
    weigh_company(word, is_name, &mut candidates, companions, vocabulary)?;
    let threshold = match candidates.iter().position(|candidate| candidate.word == word) {
        Some(at) => candidates.remove(at).score + LIKELIER,
        None => ENOUGH,
    };
    candidates.retain(|candidate| candidate.score >= threshold);
    let mut visible = Vec::new();
    for candidate in candidates {
        let near = |best: &Candidate| candidate.score >= best.score - AS_LIKELY;
        if visible.first().is_none_or(near) && vocabulary.is_visible(&candidate.word)? {
            visible.push(candidate);
        }
    }
    let mut words = visible.into_iter().take(2).map(|candidate| candidate.word);
    let meant = if own > 0 { None } else { words.next() };
    Ok(Reading { meant, also: words.collect() })
}

/// The likeliest words by spelling and frequency, with the word itself if the index has it.
fn likeliest(
    word: &str,
    own: u64,
    vocabulary: &Vocabulary<'_, impl SearchBackend>,
) -> Result<Vec<Candidate>, IndexError> {
    let mut known = vocabulary.similar(word, 1, &[])?;
    if word.chars().count() >= TWO_EDITS_FROM {
        let first: Vec<char> = word.chars().take(1).collect();
        known.extend(vocabulary.similar(word, 2, &first)?);
        known.sort_by(|a, b| a.word.cmp(&b.word));
        known.dedup();
    }
    let length = |text: &str| text.chars().count();
    known.retain(|other| other.word != word && length(&other.word).abs_diff(length(word)) <= 1);
    let candidate = |known: crate::index::KnownWord| {
        let cost = slips::cost(word, &known.word);
        let score = (known.passages as f64).ln() - cost;
        Candidate { word: known.word, passages: known.passages, score, far: slips::is_more_than_one(cost) }
    };
    let mut candidates: Vec<Candidate> = known.into_iter().map(candidate).collect();
    candidates.extend(split(word, vocabulary)?);
    sort(&mut candidates);
    candidates.truncate(CANDIDATES);
    if own > 0 {
        let score = (own as f64).ln();
        candidates.push(Candidate { word: word.to_owned(), passages: own, score, far: false });
    }
    Ok(candidates)
}

fn sort(candidates: &mut [Candidate]) {
    candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.word.cmp(&b.word)));
}

/// The two words that stand side by side most often among those that a word can be split into.
fn split(
    word: &str,
    vocabulary: &Vocabulary<'_, impl SearchBackend>,
) -> Result<Option<Candidate>, IndexError> {
    let mut best: Option<(u64, String)> = None;
    for (at, _) in word.char_indices() {
        let Some((left, right)) = word.split_at_checked(at) else { continue };
        if left.chars().count() < SHORTEST_HALF || right.chars().count() < SHORTEST_HALF {
            continue;
        }
        let known = vocabulary.passages_with(left)? > RARE && vocabulary.passages_with(right)? > RARE;
        let text = format!("{left} {right}");
        if known && crate::index::analysis::terms(&text).len() == 2 {
            let passages = vocabulary.passages_with_run(&text)?;
            if passages > best.as_ref().map_or(0, |(most, _)| *most) {
                best = Some((passages, text));
            }
        }
    }
    let candidate = |(passages, word)| {
        let score = (passages as f64).ln() - slips::NO_SPACE;
        Candidate { word, passages, score, far: false }
    };
    Ok(best.map(candidate))
}

/// Adds what company tells to the scores, and drops what it does not bear out where it must: a foreign name is not a
/// slip, so what is written like a name, or two edits away, must at least be said of the same matter as the question's
/// other words.
fn weigh_company(
    word: &str,
    is_name: bool,
    candidates: &mut Vec<Candidate>,
    companions: &[Companion],
    vocabulary: &Vocabulary<'_, impl SearchBackend>,
) -> Result<(), IndexError> {
    if companions.is_empty() {
        return Ok(());
    }
    let asked: Vec<(&str, u64)> = candidates.iter().map(|c| (c.word.as_str(), c.passages)).collect();
    let fits = vocabulary.fit(&asked, companions)?;
    let mut borne_out = fits.iter().map(|fit| fit.meets).collect::<Vec<_>>().into_iter();
    for (candidate, fit) in candidates.iter_mut().zip(&fits) {
        if !candidate.word.contains(' ') {
            candidate.score += COMPANY * fit.information;
        }
    }
    candidates.retain(|candidate| {
        let met = borne_out.next().unwrap_or(false) || candidate.word.contains(' ');
        met || candidate.word == word || !(candidate.far || is_name)
    });
    sort(candidates);
    Ok(())
}
