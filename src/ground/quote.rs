//! Finding quoted words in a text: the same words, whatever the typography.
//!
//! Words are compared under Unicode compatibility composition (NFKC), with quotation marks, dashes and spaces
//! folded. An ellipsis in the quotation stands for words left out, square brackets for words put in.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

/// An ellipsis may stand for at most this much of the text (bytes), so that it cannot splice two distant facts.
const LONGEST_OMISSION: usize = 400;

/// How a quotation relates to the words it was found at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match {
    /// Word for word.
    Exact,
    /// With a different first capital, an ellipsis, or bracketed words.
    Edited,
}

/// The quoted spans of a text: between curly quotes, straight double quotes or guillemets. Apostrophes and
/// single quotes are not taken for quotations. The range excludes the marks.
pub fn quoted_spans(text: &str) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    let mut open: Option<(char, usize)> = None;
    for (at, mark) in text.char_indices() {
        let after = at + mark.len_utf8();
        match (open, mark) {
            (None, '“' | '„') => open = Some(('”', after)),
            (None, '«') => open = Some(('»', after)),
            (None, '"') => open = Some(('"', after)),
            (Some((close, start)), _) if mark == close || (close == '”' && mark == '“') => {
                spans.push(start..at);
                open = None;
            }
            _ => {}
        }
    }
    // A quotation that is never closed is a quotation to the end: it must not escape the check.
    if let Some((_, start)) = open {
        spans.push(start..text.len());
    }
    spans.retain(|span| text.get(span.clone()).is_some_and(|words| words.chars().any(char::is_alphanumeric)));
    spans
}

/// Finds quoted words in a text; gives the byte range that holds them there.
pub fn find(text: &str, quote: &str) -> Option<(Range<usize>, Match)> {
    let folded = Folded::of(text);
    let pieces = pieces(quote);
    let whole = pieces.len() == 1;
    if let [only] = pieces.as_slice()
        && let Some(range) = folded.find(only, 0, usize::MAX, false)
    {
        return Some((range, if only == &fold(quote.trim()) { Match::Exact } else { Match::Edited }));
    }
    // Edited: pieces in order, near one another; the first letter may differ in case.
    let (first, rest) = pieces.split_first()?;
    let mut from = 0;
    while let Some(start) = folded.find(first, from, usize::MAX, true) {
        let mut end = start.end;
        let found = rest.iter().all(|piece| {
            let next = folded.find(piece, end, LONGEST_OMISSION, true);
            end = next.as_ref().map_or(end, |r| r.end);
            next.is_some()
        });
        if found {
            return Some((start.start..end, Match::Edited));
        }
        if whole {
            return None;
        }
        from = start.end;
    }
    None
}

/// The runs of a quotation between ellipses and brackets, folded; punctuation at their ends is the quoter's.
fn pieces(quote: &str) -> Vec<String> {
    let mut marked = String::new();
    let mut inside = 0_usize;
    for letter in quote.chars() {
        match letter {
            '[' => {
                inside += 1;
                marked.push('…');
            }
            ']' => inside = inside.saturating_sub(1),
            _ if inside > 0 => {}
            _ => marked.push(letter),
        }
    }
    marked
        .replace("...", "…")
        .split('…')
        .map(|piece| fold(piece.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | ';'))))
        .filter(|piece| !piece.is_empty())
        .collect()
}

/// A text's folded letters, each with the bytes it came from.
struct Folded {
    letters: Vec<char>,
    ranges: Vec<Range<usize>>,
}

impl Folded {
    fn of(text: &str) -> Self {
        let mut folded =
            Self { letters: Vec::with_capacity(text.len()), ranges: Vec::with_capacity(text.len()) };
        let mut letters = text.char_indices().peekable();
        while let Some((start, _)) = letters.next() {
            // A letter and the combining marks after it are composed together, as NFKC would.
            while letters
                .peek()
                .is_some_and(|(_, next)| unicode_normalization::char::is_combining_mark(*next))
            {
                letters.next();
            }
            let end = letters.peek().map_or(text.len(), |(at, _)| *at);
            for letter in fold(text.get(start..end).unwrap_or_default()).chars() {
                if letter == ' ' && folded.letters.last() == Some(&' ') {
                    continue;
                }
                folded.letters.push(letter);
                folded.ranges.push(start..end);
            }
        }
        folded
    }

    /// The first place of `needle` that begins at or after byte `from` and at most `within` bytes later.
    fn find(&self, needle: &str, from: usize, within: usize, any_case: bool) -> Option<Range<usize>> {
        let needle: Vec<char> = needle.chars().collect();
        let (first, rest) = needle.split_first()?;
        let begin = self.ranges.partition_point(|range| range.start < from);
        for at in begin..self.letters.len() {
            let window = self.letters.get(at..at + needle.len())?;
            let range = self.ranges.get(at)?;
            if range.start.saturating_sub(from) > within {
                return None;
            }
            let (head, tail) = window.split_first()?;
            let same = head == first || (any_case && head.to_lowercase().eq(first.to_lowercase()));
            if same && tail == rest && self.at_word_edges(at, at + needle.len()) {
                return Some(range.start..self.ranges.get(at + needle.len() - 1)?.end);
            }
        }
        None
    }

    /// A quotation is of whole words: "no" is not quoted from "not".
    fn at_word_edges(&self, start: usize, end: usize) -> bool {
        let word = |at: usize| self.letters.get(at).is_some_and(|c| c.is_alphanumeric());
        let cut = |left: usize, right: usize| word(left) && word(right);
        let cuts_first = start > 0 && cut(start - 1, start);
        !cuts_first && !cut(end - 1, end)
    }
}

/// NFKC with quotation marks, dashes and runs of white space folded.
fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.nfkc() {
        let plain = match letter {
            '‘' | '’' | '‚' | '‛' | '′' | '`' => '\'',
            '“' | '”' | '„' | '‟' | '″' | '«' | '»' => '"',
            '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => '-',
            c if c.is_whitespace() => ' ',
            c => c,
        };
        if !(plain == ' ' && folded.ends_with(' ')) {
            folded.push(plain);
        }
    }
    folded
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "a range that cuts a character fails the test, as it should")]
mod tests {
    use super::*;

    const TEXT: &str =
        "Brandt said the envoy “cannot be trusted — not now, not ever — to lead the talks”. It’s over.";

    #[track_caller]
    fn check(quote: &str, expected: Option<(&str, Match)>) {
        let found = find(TEXT, quote).map(|(range, how)| (&TEXT[range], how));
        assert_eq!(found, expected, "{quote}");
    }

    #[test]
    fn the_same_words_whatever_the_typography() {
        check("cannot be trusted - not now", Some(("cannot be trusted — not now", Match::Exact)));
        check("It's over", Some(("It’s over", Match::Exact)));
        check("It's\u{a0}over", Some(("It’s over", Match::Exact)));
    }

    #[test]
    fn edits_that_a_careful_quoter_marks() {
        check("Cannot be trusted", Some(("cannot be trusted", Match::Edited)));
        check(
            "cannot be trusted … to lead the talks",
            Some(("cannot be trusted — not now, not ever — to lead the talks", Match::Edited)),
        );
        check("a [man] “cannot be trusted", None);
        check("Brandt said [Verhalen] “cannot be", Some(("Brandt said the envoy “cannot be", Match::Edited)));
    }

    #[test]
    fn words_that_are_not_there() {
        check("can be trusted", None);
        check("cannot be trust", None);
        check("to lead … cannot be trusted", None);
        check("", None);
    }

    #[test]
    fn spans_between_marks_but_not_apostrophes() {
        let text = "It’s “a plan”, he said, not \"a deal\"; the minister's «accord» and “an open end";
        let spans: Vec<&str> = quoted_spans(text).into_iter().map(|r| &text[r]).collect();
        assert_eq!(spans, ["a plan", "a deal", "accord", "an open end"]);
    }

    proptest::proptest! {
        /// Whatever is cut out of a text at word edges is found there, and the range given holds those words.
        #[test]
        fn what_is_cut_out_is_found(
            words in proptest::collection::vec("[a-zA-Zéü’]{1,8}|“[a-z]{1,5}”|—", 1..30),
            a in 0usize..30, b in 0usize..30,
        ) {
            let text = words.join(" ");
            let (a, b) = (a.min(b) % words.len(), a.max(b) % words.len());
            let (a, b) = (a.min(b), a.max(b));
            let quote = words[a..=b].join(" ");
            let found = find(&text, &quote);
            proptest::prop_assert!(found.is_some());
            if let Some((range, _)) = found {
                proptest::prop_assert_eq!(fold(&text[range]), fold(&quote));
            }
        }

        #[test]
        fn never_panics(text in "\\PC{0,80}", quote in "\\PC{0,20}") {
            let _ = find(&text, &quote);
            let _ = quoted_spans(&text);
        }
    }
}
