//! A text as words in the order in which they stand, for finding signs of strength among them.

use std::ops::Range;

use crate::answer::quote;

/// A word with what its neighbourhood says about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Lower case, with plain apostrophes.
    pub text: String,
    /// Bytes of the text.
    pub range: Range<usize>,
    /// Written with a capital.
    pub capital: bool,
    /// Inside quotation marks: not the writer's word.
    pub quoted: bool,
    /// Which sentence it stands in, counted from 0.
    pub sentence: usize,
    /// Punctuation between it and the next word, spaces apart.
    pub after: String,
}

/// Words that end with a full stop and end no sentence.
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "sen", "rep", "gov", "gen", "col", "lt", "sgt", "st", "jr", "sr", "inc",
    "co", "corp", "ltd", "no", "vs", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct",
    "nov", "dec",
];

/// The words of a text.
pub fn words(text: &str) -> Vec<Word> {
    let quoted = quote::quoted_spans(text);
    let ranges = ranges(text);
    let mut sentence = 0;
    let mut found: Vec<Word> = Vec::with_capacity(ranges.len());
    for (place, range) in ranges.iter().enumerate() {
        let written = text.get(range.clone()).unwrap_or_default();
        let next = ranges.get(place + 1).map_or(text.len(), |next| next.start);
        let between = text.get(range.end..next).unwrap_or_default();
        let next_is_capital =
            text.get(next..).is_some_and(|rest| rest.starts_with(|c: char| !c.is_lowercase()));
        let word = Word {
            text: written.to_lowercase().replace('’', "'"),
            range: range.clone(),
            capital: written.starts_with(char::is_uppercase),
            quoted: quoted.iter().any(|span| span.contains(&range.start)),
            sentence,
            after: between.chars().filter(|c| !c.is_whitespace()).collect(),
        };
        if next_is_capital && ends_a_sentence(&word, between) {
            sentence += 1;
        }
        found.push(word);
    }
    found
}

fn ends_a_sentence(word: &Word, between: &str) -> bool {
    let mark = between.trim_start_matches(['”', '"', '’', ')', ']', '»']).chars().next();
    let mark = mark.or_else(|| between.chars().next());
    match mark {
        Some('!' | '?') => true,
        Some('.') => word.text.chars().count() > 1 && !ABBREVIATIONS.contains(&word.text.as_str()),
        _ => between.contains(['.', '!', '?']) && between.contains(['”', '"']) || between.contains("\n\n"),
    }
}

/// Runs of letters and digits; an apostrophe, a hyphen, a dot or a comma between two of them belongs to the word.
fn ranges(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut letters = text.char_indices().peekable();
    let mut open: Option<usize> = None;
    while let Some((at, letter)) = letters.next() {
        let next = letters.peek().map(|(_, next)| *next);
        let joins = match letter {
            '\'' | '’' | '-' | '‑' => next.is_some_and(char::is_alphanumeric),
            '.' | ',' => next.is_some_and(|c| c.is_ascii_digit()) && ends_in_digit(text, at),
            _ => false,
        };
        match open {
            None if letter.is_alphanumeric() => open = Some(at),
            Some(start) if !letter.is_alphanumeric() && !joins => {
                found.push(start..at);
                open = None;
            }
            _ => {}
        }
    }
    found.extend(open.map(|start| start..text.len()));
    found
}

fn ends_in_digit(text: &str, at: usize) -> bool {
    text.get(..at).is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit()))
}

/// Words that are looked for one after the other.
pub struct Phrase(Vec<&'static str>);

impl Phrase {
    /// `pattern` is words with single spaces; one that ends in `*` is the beginning of a word.
    pub fn of(pattern: &'static str) -> Self {
        Self(pattern.split(' ').collect())
    }

    /// The first byte of its first word.
    pub fn first_byte(&self) -> Option<u8> {
        self.0.first().and_then(|part| part.bytes().next())
    }

    /// The places of its words, from `place` to after the last, if it stands there. It does not go on over the end of a
    /// sentence.
    pub fn stands_at(&self, words: &[Word], place: usize) -> Option<Range<usize>> {
        let places = place..place + self.0.len();
        let window = words.get(places.clone())?;
        let fits = |(word, part): (&Word, &&str)| match part.strip_suffix('*') {
            Some(beginning) => word.text.starts_with(beginning),
            None => word.text == **part,
        };
        let [first, ..] = window else { return None };
        let stands =
            window.iter().zip(&self.0).all(fits) && window.iter().all(|w| w.sentence == first.sentence);
        stands.then_some(places)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_know_their_sentence_and_whether_they_are_quoted() {
        let text = "Mr. Lind said it’s “over by May”. The 1,200 others, on the far-off shore, may stay.";
        let words = words(text);
        let of = |at: usize| {
            words.iter().filter(|w| w.sentence == at).map(|w| w.text.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(of(0), ["mr", "lind", "said", "it's", "over", "by", "may"]);
        assert_eq!(of(1), ["the", "1,200", "others", "on", "the", "far-off", "shore", "may", "stay"]);
        assert!(words[6].quoted && words[6].capital && !words[14].quoted);
        let places = |pattern| {
            let phrase = Phrase::of(pattern);
            (0..words.len()).filter_map(|place| phrase.stands_at(&words, place)).collect::<Vec<_>>()
        };
        assert_eq!(places("far-* shore"), vec![12..14]);
        assert_eq!(places("may the"), Vec::<Range<usize>>::new());
    }
}
