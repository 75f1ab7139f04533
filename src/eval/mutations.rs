//! False claims made of true sentences, one kind of falsehood at a time: what a check of claims must find out.

use std::path::Path;

use serde::Deserialize;

use super::lines::{FileError, Lines};
use super::typos::Random;
use crate::ground::facts::{MONTHS, full_names, untitled};
use crate::ground::quote::quoted_spans;
use crate::index::analysis::{Term, plain_words, terms};
use crate::news::sentences;

/// What is made false.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mutation {
    Number,
    Date,
    Name,
    Negation,
    Modality,
    Speaker,
    Direction,
    Quote,
    Splice,
}

impl Mutation {
    pub const ALL: [Self; 9] = [
        Self::Number,
        Self::Date,
        Self::Name,
        Self::Negation,
        Self::Modality,
        Self::Speaker,
        Self::Direction,
        Self::Quote,
        Self::Splice,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Date => "date",
            Self::Name => "name",
            Self::Negation => "negation",
            Self::Modality => "modality",
            Self::Speaker => "speaker",
            Self::Direction => "direction",
            Self::Quote => "quote",
            Self::Splice => "splice",
        }
    }
}

/// A text that sentences are taken from.
#[derive(Clone, Debug, Deserialize)]
pub struct Text {
    pub text: String,
}

/// A false claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mutant {
    pub kind: Mutation,
    pub truth: String,
    pub claim: String,
    /// Which text contradicts it.
    pub text: usize,
}

/// Sentences outside these lengths (words) are headings or lists.
const LENGTHS: std::ops::RangeInclusive<usize> = 8..=45;

/// Reads a file of articles.
pub fn read(path: &Path) -> Result<Vec<Text>, FileError> {
    let (mut lines, mut texts) = (Lines::open(path)?, Vec::new());
    while let Some(line) = lines.read()? {
        texts.push(lines.parsed::<Text>(&line, "article")?);
    }
    Ok(texts)
}

/// At most one false claim of each kind from each text.
pub fn mutants(texts: &[Text], seed: u64) -> Vec<Mutant> {
    let mut found = Vec::new();
    for (at, Text { text }) in texts.iter().enumerate() {
        let mut random = Random::new(seed, &at.to_string());
        let all: Vec<&str> = sentences(text, None).into_iter().map(|range| range.of(text)).collect();
        let fit: Vec<&str> =
            all.into_iter().filter(|s| LENGTHS.contains(&s.split_whitespace().count())).collect();
        for kind in Mutation::ALL {
            let start = random.below(fit.len());
            let turned = (0..fit.len()).filter_map(|i| fit.get((start + i) % fit.len()));
            let made =
                turned.filter_map(|truth| Some((truth, mutated(kind, truth, text, &fit, &mut random)?)));
            let made = made
                .map(|(truth, claim)| ((*truth).to_owned(), claim))
                .find(|(truth, claim)| claim != truth && !text.contains(claim.trim_end_matches('.')));
            found.extend(made.map(|(truth, claim)| Mutant { kind, truth, claim, text: at }));
        }
    }
    found
}

fn mutated(kind: Mutation, truth: &str, text: &str, fit: &[&str], random: &mut Random) -> Option<String> {
    match kind {
        Mutation::Number => number(truth, random),
        Mutation::Date => date(truth, random),
        Mutation::Name => name(truth, text, random, false),
        Mutation::Speaker => name(truth, text, random, true),
        Mutation::Negation => replaced(truth, NEGATED, random),
        Mutation::Modality => replaced(truth, RAISED, random),
        Mutation::Direction => replaced(truth, TURNED, random),
        Mutation::Quote => quote(truth, text, random),
        Mutation::Splice => splice(truth, fit, random),
    }
}

/// What stands for what, as whole words outside quotations.
type Rewriting = &'static [(&'static str, &'static str)];

#[rustfmt::skip]
const NEGATED: Rewriting = &[
    ("did not", "did"), ("does not", "does"), ("is not", "is"), ("was not", "was"), ("were not", "were"),
    ("will not", "will"), ("has not", "has"), ("have not", "have"), ("had not", "had"), ("cannot", "can"),
    ("is", "is not"), ("was", "was not"), ("were", "were not"), ("has been", "has not been"), ("are", "are not"),
    ("had", "had not"), ("will", "will not"), ("have been", "have not been"), ("can", "cannot"),
];

#[rustfmt::skip]
const RAISED: Rewriting = &[
    ("may have", "has"), ("might have", "has"), ("could have", "has"), ("may be", "is"), ("might be", "is"),
    ("could be", "is"), ("may", "will"), ("might", "will"), ("could", "will"), ("is expected to", "will"),
    ("are expected to", "will"), ("is likely to", "will"), ("are likely to", "will"), ("plans to", "will"),
    ("plan to", "will"), ("is scheduled to", "will"), ("allegedly", ""), ("reportedly", ""), ("alleged", ""),
    ("suspected", ""), ("appears to be", "is"), ("appeared to be", "was"), ("is believed to", "did"),
    ("possibly", "certainly"), ("probably", "certainly"), ("likely", "certain"), ("intends to", "will"),
    ("hopes to", "will"), ("is considering", "has decided on"), ("proposed", "adopted"),
];

#[rustfmt::skip]
const TURNED: Rewriting = &[
    ("rose", "fell"), ("fell", "rose"), ("increased", "decreased"), ("decreased", "increased"), ("more", "fewer"),
    ("increase", "decrease"), ("decrease", "increase"), ("higher", "lower"), ("lower", "higher"), ("won", "lost"),
    ("lost", "won"), ("up", "down"), ("down", "up"), ("before", "after"), ("after", "before"), ("above", "below"),
    ("below", "above"), ("gained", "lost"), ("declined", "increased"), ("dropped", "rose"), ("rise", "fall"),
    ("fewer", "more"), ("less", "more"), ("most", "least"), ("largest", "smallest"), ("highest", "lowest"),
    ("growth", "decline"), ("win", "lose"), ("victory", "defeat"), ("defeat", "victory"), ("better", "worse"),
    ("worse", "better"), ("accepted", "rejected"), ("rejected", "accepted"), ("approved", "rejected"),
    ("supported", "opposed"), ("opposed", "supported"), ("raised", "lowered"), ("reduced", "increased"),
];

fn replaced(truth: &str, by: Rewriting, random: &mut Random) -> Option<String> {
    let quotes = quoted_spans(truth);
    let fits = |(from, to): &(&'static str, &'static str)| {
        let at = truth.match_indices(from).map(|(at, _)| at).find(|at| {
            let letter =
                |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '\'' || c == '’' || c == '-');
            !letter(truth.get(..*at).unwrap_or_default().chars().next_back())
                && !letter(truth.get(at + from.len()..).unwrap_or_default().chars().next())
                && !quotes.iter().any(|span| span.contains(at))
        })?;
        let end = at + from.len() + usize::from(to.is_empty());
        Some(format!("{}{to}{}", truth.get(..at)?, truth.get(end..)?))
    };
    let all: Vec<String> = by.iter().filter_map(fits).collect();
    // The first rewriting that fits is the most specific one.
    let at = if by.len() == TURNED.len() { random.below(all.len()) } else { 0 };
    all.into_iter().nth(at)
}

fn put(truth: &str, term: &Term, word: &str) -> Option<String> {
    Some(format!("{}{word}{}", truth.get(..term.range.start())?, truth.get(term.range.end()..)?))
}

fn is_date(words: &[Term], at: usize) -> bool {
    let of = |at: Option<usize>| at.and_then(|at| words.get(at)).map_or("", |word| word.stem.as_str());
    let year = of(Some(at)).len() == 4 && (of(Some(at)).starts_with("19") || of(Some(at)).starts_with("20"));
    year || MONTHS.contains(&of(at.checked_sub(1))) || MONTHS.contains(&of(Some(at + 1)))
}

fn number(truth: &str, random: &mut Random) -> Option<String> {
    let words = plain_words(truth);
    const SPELLED: &[&str] =
        &["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve", "twenty"];
    let is_number = |(at, word): &(usize, &Term)| {
        let digits = word.range.of(truth).bytes().all(|b| b.is_ascii_digit() || b == b',' || b == b'.');
        (digits || SPELLED.contains(&word.stem.as_str())) && !is_date(&words, *at)
    };
    let all: Vec<&Term> = words.iter().enumerate().filter(is_number).map(|(_, word)| word).collect();
    let term = all.get(random.below(all.len()))?;
    if let Some(at) = SPELLED.iter().position(|word| *word == term.stem) {
        let other = (at + 1 + random.below(SPELLED.len() - 1)) % SPELLED.len();
        return put(truth, term, SPELLED.get(other)?);
    }
    let value: f64 = term.stem.parse().ok()?;
    let other = match random.below(3) {
        0 => value * 2.0 + 1.0,
        1 => value * 3.0,
        _ => (value / 2.0).floor() + 1.0,
    };
    (other != value).then(|| put(truth, term, &format!("{other}"))).flatten()
}

fn date(truth: &str, random: &mut Random) -> Option<String> {
    const DAYS: &[&str] = &["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    const LONG: &[&str] = &[
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ];
    let words = plain_words(truth);
    let mut all: Vec<String> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let written = word.range.of(truth);
        for list in [DAYS, LONG] {
            if let Some(place) = list.iter().position(|name| *name == written) {
                let other = (place + 1 + random.below(list.len() - 1)) % list.len();
                all.extend(list.get(other).and_then(|other| put(truth, word, other)));
            }
        }
        if let Ok(value) = written.parse::<usize>()
            && is_date(&words, at)
        {
            let other = if value > 31 { value - 1 - random.below(9) } else { value % 28 + 1 };
            all.extend(put(truth, word, &other.to_string()));
        }
    }
    let at = random.below(all.len());
    all.into_iter().nth(at)
}

/// One name for another of as many words from the same text; beside a word that says that somebody speaks, or not.
fn name(truth: &str, text: &str, random: &mut Random, speaker: bool) -> Option<String> {
    const SPEAKING: &[&str] = &[" said", " says", " told", " added", " stated", " announced", " wrote"];
    let names = |of: &str| -> Vec<String> {
        let all = full_names(of).into_iter().map(|name| untitled(name.trim_start_matches("the ")));
        all.filter(|name| name.split(' ').count() == 2 && name.chars().all(|c| c.is_alphabetic() || c == ' '))
            .collect()
    };
    let speaks = |name: &str| {
        SPEAKING.iter().any(|verb| {
            let verb = verb.trim_start();
            truth.contains(&format!("{name} {verb}")) || truth.contains(&format!("{verb} {name}"))
        })
    };
    let mut own = names(truth);
    own.retain(|name| speaks(name) == speaker);
    let one = own.get(random.below(own.len()))?.clone();
    let mut others = names(text);
    let shares = |other: &String| other.split(' ').any(|word| truth.contains(word));
    others.retain(|other| !shares(other));
    let other = others.get(random.below(others.len()))?;
    Some(truth.replacen(&one, other, 1))
}

fn quote(truth: &str, text: &str, random: &mut Random) -> Option<String> {
    const LONG: usize = 4;
    let spans = quoted_spans(truth);
    let span = spans
        .into_iter()
        .find(|span| truth.get(span.clone()).is_some_and(|words| words.split_whitespace().count() >= LONG))?;
    let inside: Vec<Term> = terms(truth).into_iter().filter(|t| span.contains(&t.range.start())).collect();
    let term = inside.get(random.below(inside.len()))?;
    let others: Vec<Term> = terms(text);
    let other = others.get(random.below(others.len()))?;
    let word = other.range.of(text);
    (other.stem != term.stem && word.starts_with(char::is_lowercase))
        .then(|| put(truth, term, word))
        .flatten()
}

/// Whom one sentence is about, and what another one says.
fn splice(truth: &str, fit: &[&str], random: &mut Random) -> Option<String> {
    const VERBS: &[&str] = &[" was ", " is ", " has ", " were ", " have ", " had ", " will ", " are "];
    let cut = |sentence: &str| VERBS.iter().filter_map(|verb| sentence.find(verb)).min();
    let ours = cut(truth)?;
    let subject = truth.get(..ours).filter(|subject| ours > 8 && subject.split(' ').count() >= 2)?;
    let first = random.below(fit.len());
    let others = fit.iter().cycle().skip(first).take(fit.len()).filter(|other| **other != truth);
    let rest = others.filter_map(|other| other.get(cut(other)?..)).next()?;
    Some(format!("{subject}{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_falsehood_is_made() {
        let text = "Lena Marsh said the port of Calder lost 40 ships on Monday after a strike. \
            The strike may end in March, Dragan Melk told reporters outside the harbour office. \
            Prices rose by 7 percent, and Ines Varga was not in the room when it was told. \
            “We will not pay for any of that again”, the owner of the harbour said to reporters.";
        let made = mutants(&[Text { text: text.to_owned() }], 3);
        for kind in Mutation::ALL {
            assert!(made.iter().any(|mutant| mutant.kind == kind), "{kind:?}: {made:#?}");
        }
        assert!(made.iter().all(|mutant| mutant.claim != mutant.truth && !text.contains(&mutant.claim)));
    }
}
