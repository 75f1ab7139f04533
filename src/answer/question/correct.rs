//! Which word was meant by one that the index does not know, or hardly.
//!
//! A noisy channel: of the words that one or two slips lead to the written one from, the likeliest is the one with the
//! highest sum of the logarithms of how likely the slip is ([`slips::cost`]), how frequent the word, and how well it
//! fits the question's other words. The thresholds were chosen on random edits of SciFact's training claims and on news
//! questions and headlines put to an index that lacks many of their words.

use crate::index::analysis::terms;
use crate::index::{IndexError, KnownWord, SearchBackend};

use super::asking::is_function_word;
use super::slips;
use super::vocabulary::{Companion, Fit, Vocabulary};

/// Shorter words are not corrected: too many other words are one edit away (letters).
const SHORTEST: usize = 3;
/// A name of three letters has neighbours everywhere.
const SHORTEST_NAME: usize = 4;
/// From this length on a word may be two edits away from the one that was meant.
const TWO_EDITS_FROM: usize = 6;
/// As many candidates, the likeliest by spelling and frequency, are looked at for the company that they keep.
const CANDIDATES: usize = 10;
/// How much company counts against spelling and frequency: the companions are no independent witnesses.
const COMPANY: f64 = 0.5;
/// Function words are frequent everywhere, but seldom what a rare string of letters was meant to be (nats).
const FUNCTION_WORD: f64 = 3.0;
/// The least score of a word that takes an unknown one's place, by the unknown word's length from [`SHORTEST`] on: many
/// short words are one edit away from another one without being slips.
const ENOUGH: [f64; 6] = [3.0, 1.2, 0.0, -0.8, -1.2, -2.0];
/// Two edits away.
const ENOUGH_AFAR: f64 = -2.0;
/// A name that the index lacks is less surprising than a word that it lacks.
const NAME: f64 = 0.7;
/// In fewer passages than this there are fewer words, and it is less likely that one is a few edits away by chance: half
/// the logarithm of how many times fewer is how much less is enough, up to a limit (nats).
const LARGE: f64 = 1_000.0;
const LEAST_IN_SMALL: f64 = 2.5;
/// By so much less is enough for a word that keeps close company with another one of the question.
const CLOSE: f64 = 1.5;
const CLOSE_AFAR: f64 = 3.0;
/// By so much less is enough for a word to be searched for as well, without taking the unknown one's place.
const DOUBT: f64 = 2.0;
/// A word in up to so many passages, or in one of so many, may itself be a slip that articles made.
const RARE: u64 = 3;
const RARE_ONE_OF: u64 = 20_000;
/// By so much (nats) another word must be likelier than a rare one for both to be searched for.
const LIKELIER: f64 = 3.0;
/// Another candidate that is at most this much less likely (nats) is searched for as well.
const AS_LIKELY: f64 = 1.0;
/// Each half of a word that was split in two has at least so many letters.
const SHORTEST_HALF: usize = 3;
/// Letters at the end of a word that make another word of it oftener than they are a slip.
const ENDINGS: &[char] = &['d', 'e', 'i', 'n', 'r', 's', 'y'];

/// What a word of a question was read as.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// The word, or the two words, that were meant instead.
    pub meant: Option<String>,
    /// What is searched for as well.
    pub also: Vec<String>,
}

/// A word as it is written, in lower case.
pub struct Written<'a> {
    pub word: &'a str,
    /// Passages that it stands in, in any form.
    pub passages: u64,
    /// It is written like a name.
    pub is_name: bool,
    /// It is the first word, which is always written like a name.
    pub is_first: bool,
}

/// A word, or two side by side, that may have been meant: the logarithm of how likely, up to a constant.
struct Candidate {
    text: String,
    passages: u64,
    score: f64,
    /// More than one slip away.
    is_far: bool,
    is_close: bool,
}

/// Whether a word, in lower case, that stands in so many of all passages may be a slip.
pub fn is_doubtful(word: &str, passages: u64, all: u64) -> bool {
    let is_rare = passages <= RARE.max(all / RARE_ONE_OF);
    is_rare && word.chars().count() >= SHORTEST && word.chars().all(is_letter_of_an_alphabet)
}

/// Scripts that are written without spaces or letters for sounds have no slips of the kind.
fn is_letter_of_an_alphabet(letter: char) -> bool {
    letter.is_alphabetic() && letter < '\u{2e80}'
}

/// Reads a doubtful word beside its companions. Two edits away is looked only where one is not enough: there are many
/// more words to go through.
pub fn read(
    written: &Written<'_>,
    companions: &[Companion],
    vocabulary: &Vocabulary<'_, impl SearchBackend>,
) -> Result<Reading, IndexError> {
    if written.is_name && written.letters() < SHORTEST_NAME {
        return Ok(Reading::default());
    }
    for distance in 1..=(if written.letters() < TWO_EDITS_FROM { 1 } else { 2 }) {
        let mut candidates = likeliest(written.word, distance, vocabulary)?;
        let own = weigh_company(written, &mut candidates, companions, vocabulary)?;
        let reading = chosen(written, own, candidates, vocabulary)?;
        if reading != Reading::default() {
            return Ok(reading);
        }
    }
    Ok(Reading::default())
}

/// What the candidates, best first, make of a word that has itself a score if the index has it.
fn chosen(
    written: &Written<'_>,
    own: Option<f64>,
    candidates: Vec<Candidate>,
    vocabulary: &Vocabulary<'_, impl SearchBackend>,
) -> Result<Reading, IndexError> {
    let doubt = if written.is_name && !written.is_first || own.is_some() { 0.0 } else { DOUBT };
    let small = ((LARGE / vocabulary.passages().max(1) as f64).ln() / 2.0).clamp(0.0, LEAST_IN_SMALL);
    let (mut reading, mut best, mut found) = (Reading::default(), None, 0);
    for candidate in candidates {
        let enough = own.map_or_else(|| written.enough(&candidate) - small, |own| own + LIKELIER);
        let is_certain = candidate.score >= enough;
        let is_possible =
            is_certain || candidate.score >= enough - doubt && !is_function_word(&candidate.text);
        let is_near = best.is_none_or(|best| candidate.score >= best - AS_LIKELY);
        if found == 2 || !is_possible || !is_near || !vocabulary.is_visible(&candidate.text)? {
            continue;
        }
        if found == 0 && is_certain && own.is_none() && !written.is_a_form_of(&candidate.text) {
            reading.meant = Some(candidate.text);
        } else {
            reading.also.push(candidate.text);
        }
        best.get_or_insert(candidate.score);
        found += 1;
    }
    Ok(reading)
}

impl Written<'_> {
    fn letters(&self) -> usize {
        self.word.chars().count()
    }

    /// The score from which on a candidate takes the place of the word.
    fn enough(&self, candidate: &Candidate) -> f64 {
        let by_length = ENOUGH.get(self.letters().saturating_sub(SHORTEST)).or(ENOUGH.last()).copied();
        let least = if candidate.is_far { ENOUGH_AFAR } else { by_length.unwrap_or_default() };
        let close = match (candidate.is_close, candidate.is_far) {
            (false, _) => 0.0,
            (true, false) => CLOSE,
            (true, true) => CLOSE_AFAR,
        };
        least - close + if self.is_name { NAME } else { 0.0 }
    }

    /// "Yemeni" is not a misspelt "Yemen".
    fn is_a_form_of(&self, other: &str) -> bool {
        self.word.strip_prefix(other).is_some_and(|ending| ending.chars().all(|c| ENDINGS.contains(&c)))
    }
}

/// The likeliest words by spelling and frequency.
fn likeliest(
    word: &str,
    distance: u8,
    vocabulary: &Vocabulary<'_, impl SearchBackend>,
) -> Result<Vec<Candidate>, IndexError> {
    let mut known = vocabulary.similar(word, distance)?;
    let length = |text: &str| text.chars().count();
    // "dont" is no slip for the "don" of "don't".
    let is_contraction = |other: &str| word.ends_with("nt") && word.strip_suffix('t') == Some(other);
    known.retain(|other| {
        other.word != word && length(&other.word).abs_diff(length(word)) <= 1 && !is_contraction(&other.word)
    });
    let mut candidates: Vec<Candidate> = known.into_iter().map(|known| Candidate::of(word, known)).collect();
    candidates.extend(split(word, vocabulary)?);
    sort(&mut candidates);
    candidates.truncate(CANDIDATES);
    Ok(candidates)
}

impl Candidate {
    fn of(written: &str, known: KnownWord) -> Self {
        let cost = slips::cost(written, &known.word);
        let function = if is_function_word(&known.word) { FUNCTION_WORD } else { 0.0 };
        Self {
            score: (known.passages as f64).ln() - cost - function,
            text: known.word,
            passages: known.passages,
            is_far: slips::is_more_than_one(cost),
            is_close: false,
        }
    }

    fn is_two_words(&self) -> bool {
        self.text.contains(' ')
    }
}

fn sort(candidates: &mut [Candidate]) {
    candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.text.cmp(&b.text)));
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
        let known = vocabulary.passages_with(left)? > 1 && vocabulary.passages_with(right)? > 1;
        let text = format!("{left} {right}");
        if known && terms(&text).len() == 2 {
            let passages = vocabulary.passages_with_run(&text)?;
            if passages > best.as_ref().map_or(0, |(most, _)| *most) {
                best = Some((passages, text));
            }
        }
    }
    let candidate = |(passages, text)| {
        let score = (passages as f64).ln() - slips::NO_SPACE;
        Candidate { text, passages, score, is_far: false, is_close: false }
    };
    Ok(best.map(candidate))
}

/// Adds what company tells to the scores, and drops what it does not bear out where it must: a foreign name is not a
/// slip, so what is written like a name, or two edits away, must at least be said of the same matter as the question's
/// other words. Returns the score of the word as it is written, if the index has it.
fn weigh_company(
    written: &Written<'_>,
    candidates: &mut Vec<Candidate>,
    companions: &[Companion],
    vocabulary: &Vocabulary<'_, impl SearchBackend>,
) -> Result<Option<f64>, IndexError> {
    let known = (written.passages > 0).then(|| (written.passages as f64).ln());
    if companions.is_empty() {
        return Ok(known);
    }
    let mut asked: Vec<(&str, u64)> = candidates.iter().map(|c| (c.text.as_str(), c.passages)).collect();
    asked.push((written.word, written.passages));
    let mut fits = vocabulary.fit(&asked, companions)?;
    let own = fits.pop();
    let mut kept = Vec::with_capacity(candidates.len());
    for (mut candidate, fit) in std::mem::take(candidates).into_iter().zip(fits) {
        let Fit { information, meets, is_close } = fit;
        if candidate.is_two_words() {
            kept.push(candidate);
        } else if written.is_name && !written.is_first && is_function_word(&candidate.text) {
            // "Abou" is no slip for "about".
        } else if meets || !(candidate.is_far || written.is_name && !written.is_first) {
            candidate.score += COMPANY * information;
            candidate.is_close = is_close;
            kept.push(candidate);
        }
    }
    sort(&mut kept);
    *candidates = kept;
    Ok(known.zip(own).map(|(known, own)| known + COMPANY * own.information))
}
