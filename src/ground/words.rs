//! A text's words, each with all that is asked of it later: read once.

use crate::index::analysis::{plain_words, terms};

/// Punctuation that parts clauses.
const BREAKS: [char; 9] = ['.', ',', ';', ':', '(', ')', '—', '–', '\n'];

/// A word of a text and where it stands (bytes).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Lower case and folded; a number without thousands separators.
    pub plain: String,
    /// The stem of a word that says something by itself; else as it is in `plain`.
    pub stem: String,
    pub start: usize,
    pub end: usize,
    /// It says something by itself.
    pub telling: bool,
    /// It is written with a capital.
    pub capital: bool,
    /// It stands where every word has a capital: at the beginning of a sentence or of a quotation.
    pub opens: bool,
    /// Punctuation stands before it.
    pub breaks: bool,
}

impl Word {
    /// A word of a name, as far as its capital tells.
    pub fn is_name(&self) -> bool {
        self.capital && !self.opens && self.telling && self.plain.len() > 1 && !self.is_digits()
    }

    /// Written in digits, whatever stands behind them: `7`, `7.5`, `7th`.
    pub fn is_digits(&self) -> bool {
        self.plain.starts_with(|c: char| c.is_ascii_digit())
    }
}

/// The words of a text in order.
pub fn words(text: &str) -> Vec<Word> {
    let mut telling = terms(text).into_iter().peekable();
    let (mut words, mut last) = (Vec::new(), 0);
    for plain in plain_words(text) {
        let (start, end) = (plain.range.start(), plain.range.end());
        if is_reference(text, start, end) {
            continue;
        }
        while telling.next_if(|term| term.range.start() < start).is_some() {}
        let term = telling.next_if(|term| term.range.start() == start);
        let before =
            text.get(..start).unwrap_or_default().trim_end_matches([' ', '“', '"', '‘', '(', '[', '\'', '`']);
        words.push(Word {
            telling: term.is_some(),
            stem: match in_digits(&plain.stem) {
                Some(digits) => digits.to_owned(),
                None => term.map_or_else(|| plain.stem.clone(), |term| term.stem),
            },
            capital: plain.range.of(text).starts_with(char::is_uppercase),
            opens: before.is_empty() || before.ends_with(['.', '!', '?', ':', '\n']),
            breaks: text.get(last..start).is_some_and(|between| between.contains(BREAKS)),
            plain: plain.stem,
            start,
            end,
        });
        last = end;
    }
    words
}

/// A small number in digits: texts write "seven" and "7" alike.
#[rustfmt::skip]
fn in_digits(word: &str) -> Option<&'static str> {
    const SPELLED: &[(&str, &str)] = &[
        ("two", "2"), ("three", "3"), ("four", "4"), ("five", "5"), ("six", "6"), ("seven", "7"), ("eight", "8"),
        ("nine", "9"), ("ten", "10"), ("eleven", "11"), ("twelve", "12"), ("thirteen", "13"), ("fourteen", "14"),
        ("fifteen", "15"), ("sixteen", "16"), ("seventeen", "17"), ("eighteen", "18"), ("nineteen", "19"),
        ("twenty", "20"), ("thirty", "30"), ("forty", "40"), ("fifty", "50"), ("sixty", "60"), ("seventy", "70"),
        ("eighty", "80"), ("ninety", "90"),
    ];
    SPELLED.iter().find(|(spelled, _)| *spelled == word).map(|(_, digits)| *digits)
}

/// The number of a source, as `[3]`, or of an item, as `3.` before everything else: no word of what is said.
fn is_reference(text: &str, start: usize, end: usize) -> bool {
    let digits = text.get(start..end).is_some_and(|word| word.bytes().all(|b| b.is_ascii_digit()));
    let (before, after) = (text.get(..start).unwrap_or_default(), text.get(end..).unwrap_or_default());
    digits
        && (before.ends_with('[') && after.starts_with(']')
            || before.trim().is_empty() && after.starts_with(['.', ')']))
        && !after.starts_with(|c: char| {
            c == '.' && after.get(1..).is_some_and(|a| a.starts_with(|c: char| c.is_ascii_digit()))
        })
}
