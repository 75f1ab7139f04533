//! The words around a quotation: what a reader needs to see that it was not torn from its place.

use std::ops::Range;

use super::language::is_harmless;
use crate::news::paragraphs;

/// Bytes of context on either side.
const LONGEST: usize = 180;

/// What stands before and after a range in its paragraphs, cut at a space where it goes on for too long. Words that address
/// a model or a reader are not passed on as context either.
pub fn around(text: &str, range: Range<usize>) -> (&str, &str) {
    let holding = |at: usize| paragraphs(text).into_iter().find(|p| p.start() <= at && at <= p.end());
    let first = holding(range.start).map_or(range.start, |paragraph| paragraph.start());
    let last = holding(range.end).map_or(range.end, |paragraph| paragraph.end());
    let before = text.get(first..range.start).filter(|words| is_harmless(words)).unwrap_or_default();
    let after = text.get(range.end..last).filter(|words| is_harmless(words)).unwrap_or_default();
    (tail(before), head(after))
}

fn tail(words: &str) -> &str {
    let from = words.ceil_char_boundary(words.len().saturating_sub(LONGEST));
    let cut = words.get(from..).unwrap_or_default();
    if from == 0 { cut } else { cut.split_once(' ').map_or("", |(_, rest)| rest) }
}

fn head(words: &str) -> &str {
    if words.len() <= LONGEST {
        return words;
    }
    let cut = words.get(..words.floor_char_boundary(LONGEST)).unwrap_or_default();
    cut.rsplit_once(' ').map_or("", |(rest, _)| rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn context_keeps_to_the_paragraph_and_to_harmless_words() {
        let text = "First block.\n\nIt rained. The boat sank. Nine drowned.\n\nLast block.";
        let place = |quote: &str| text.find(quote).map(|at| at..at + quote.len()).unwrap();
        assert_eq!(around(text, place("The boat sank.")), ("It rained. ", " Nine drowned."));
        let told = "Subscribe to our newsletter now. The boat sank. Nine drowned.";
        let at = told.find("The").unwrap();
        assert_eq!(around(told, at..at + 14), ("", " Nine drowned."));
        let long = format!("{} The boat sank.", "word ".repeat(100));
        let at = long.find("The").unwrap();
        let (before, _) = around(&long, at..long.len());
        assert!(before.len() <= LONGEST && before.starts_with("word"), "{before}");
    }
}
