//! Taking from a sentence what is not part of what it says: datelines, trailing asides.

use crate::index::analysis::plain_words;

use super::super::quote::quoted_spans;
use super::super::{facts, language};

/// The longest dateline (bytes): "PORT SARROW, Sorvania, Jan. 13 (Northgate Wire) - ".
const LONGEST_DATELINE: usize = 90;
/// A sentence is shortened only if at least this many words are left.
const FEWEST_WORDS: usize = 9;

/// A sentence without its dateline.
pub fn trimmed(sentence: &str) -> &str {
    let dash = [" - ", " — ", " – "].iter().filter_map(|dash| Some((sentence.find(dash)?, dash.len()))).min();
    let Some((at, width)) = dash.filter(|(at, _)| *at <= LONGEST_DATELINE) else { return sentence };
    let (place, rest) =
        (sentence.get(..at).unwrap_or_default(), sentence.get(at + width..).unwrap_or_default());
    let capitals = place.chars().take_while(|c| !matches!(c, ',' | '(' | '.')).collect::<String>();
    let is_dateline = capitals.chars().any(char::is_alphabetic)
        && capitals.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase)
        || place.ends_with(')') && place.contains(['(']);
    if is_dateline && rest.starts_with(|c: char| c.is_uppercase() || c == '“' || c == '"') {
        rest
    } else {
        sentence
    }
}

/// The main statement of a sentence: without a trailing aside such as ", which …" or ", while …". The whole
/// sentence if nothing can go.
pub fn main_statement(sentence: &str) -> String {
    // Not ", but …" or ", although …": what follows those takes something back.
    const ASIDES: &[&str] = &[
        ", which ", ", where ", ", adding ", ", saying ", ", as ", ", after ", ", before ", ", and the two ",
    ];
    let quoted = quoted_spans(sentence);
    let outside = |at: &usize| !quoted.iter().any(|span| span.contains(at));
    let cut = ASIDES
        .iter()
        .flat_map(|aside| sentence.match_indices(aside).map(|(at, _)| at))
        .filter(outside)
        .filter(|at| sentence.get(..*at).is_some_and(|head| plain_words(head).len() >= FEWEST_WORDS))
        // An aside that ends before the sentence does cannot be cut off.
        .filter(|at| sentence.get(at + 1..).is_some_and(|rest| !rest.contains(',')))
        .min();
    let head = cut.and_then(|at| sentence.get(..at)).map(|head| format!("{head}."));
    head.filter(|head| is_as_cautious(head, sentence)).unwrap_or_else(|| sentence.to_owned())
}

/// Nothing that hedged or attributed the sentence went with what was cut.
fn is_as_cautious(head: &str, whole: &str) -> bool {
    let signs = |text: &str| {
        [
            language::is_alleged(text),
            language::is_unknown(text),
            language::is_tentative(text),
            language::is_attributed(text),
            facts::is_negated(text),
        ]
    };
    signs(head) == signs(whole) && language::role(head, false) == language::role(whole, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datelines_go() {
        let check = |given, expected| assert_eq!(trimmed(given), expected);
        check("PORT SARROW, Sorvania, Jan. 13 (Northgate Wire) - The envoy met Melk.", "The envoy met Melk.");
        check("VELLMAR (NW) — Talks ended.", "Talks ended.");
        check("The envoy - a financier - met Melk.", "The envoy - a financier - met Melk.");
    }

    #[test]
    fn asides_go_but_not_the_statement() {
        let long =
            "The envoy met the president of the other side in Port Sarrow on Monday, which surprised many.";
        assert_eq!(
            main_statement(long),
            "The envoy met the president of the other side in Port Sarrow on Monday."
        );
        let inside =
            "The committee said that it believes gas, which leaks often in the region, was the cause of it.";
        assert_eq!(main_statement(inside), inside);
        let denied =
            "Brandt said that the envoy had asked the other side for help with the vote, which he denied.";
        assert_eq!(main_statement(denied), denied);
        assert_eq!(main_statement("He left, which was a surprise."), "He left, which was a surprise.");
    }
}
