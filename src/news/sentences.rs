//! Where the sentences and paragraphs of a text stand.

use super::TextRange;

/// The paragraphs of a plain text: what blank lines split, trimmed.
pub fn paragraphs(text: &str) -> Vec<TextRange> {
    let mut found = Vec::new();
    let mut start = 0;
    for piece in text.split_inclusive("\n\n") {
        found.extend(trimmed(text, start, start + piece.len()));
        start += piece.len();
    }
    found
}

/// The sentences of a plain text in order, trimmed; none crosses a blank line. `language` is a BCP 47 primary
/// language, English where it is unknown.
pub fn sentences(text: &str, language: Option<&str>) -> Vec<TextRange> {
    let language = language.unwrap_or("en");
    let mut found = Vec::new();
    for paragraph in paragraphs(text) {
        let words = paragraph.of(text);
        for boundary in sentencex::get_sentence_boundaries(language, words) {
            let (start, end) =
                (paragraph.start() + boundary.start_byte, paragraph.start() + boundary.end_byte);
            found.extend(trimmed(text, start, end));
        }
        joined_times(text, &mut found, paragraph.start());
    }
    found
}

/// Makes the patterns that English sentences are cut by, which are made once and kept: that takes as long as to open an
/// index.
pub fn prepare_sentences() {
    // It has all that a pattern is looked for with.
    sentences("Dr. A. Lind (of B.) wrote “Is it so? It is...” to c@d.example. 1. I ... see!", None);
}

/// "At 1 p.m. PT the train stopped" is one sentence: what begins with a time zone, or small after a time of the day, goes on.
fn joined_times(text: &str, found: &mut Vec<TextRange>, paragraph: usize) {
    const ZONES: &[&str] = &[
        "PT", "ET", "CT", "MT", "EDT", "EST", "PDT", "PST", "CDT", "CST", "GMT", "BST", "CET", "CEST", "UTC",
    ];
    let mut at = found.iter().position(|range| range.start() >= paragraph).unwrap_or(found.len());
    while let (Some(first), Some(second)) = (found.get(at).copied(), found.get(at + 1).copied()) {
        let is_time = ["a.m.", "p.m."].iter().any(|end| first.of(text).ends_with(end));
        let next = second.of(text);
        let word = next.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let goes_on = ZONES.contains(&word) || next.starts_with(char::is_lowercase);
        match TextRange::within(text, first.start()..second.end()) {
            Ok(both) if is_time && goes_on => {
                found.splice(at..at + 2, [both]);
            }
            _ => at += 1,
        }
    }
}

fn trimmed(text: &str, start: usize, end: usize) -> Option<TextRange> {
    let piece = text.get(start..end)?;
    let lead = piece.len() - piece.trim_start().len();
    let body = piece.trim();
    TextRange::within(text, start + lead..start + lead + body.len()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = sentences(text, Some("en")).iter().map(|r| r.of(text)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn sentences_stay_inside_paragraphs() {
        check("One here. Two there.\n\nThree", &["One here.", "Two there.", "Three"]);
        check("  \n\n ", &[]);
        check("Dr. Marsh met Sen. Brandt. They spoke.", &["Dr. Marsh met Sen. Brandt.", "They spoke."]);
    }

    proptest::proptest! {
        #[test]
        fn every_sentence_is_trimmed_ordered_and_inside(text in "[A-Za-zé“”.!? \n]{0,300}") {
            let mut last = 0;
            for range in sentences(&text, None) {
                let words = range.of(&text);
                proptest::prop_assert!(!words.is_empty() && words == words.trim());
                proptest::prop_assert!(range.start() >= last);
                last = range.end();
            }
        }
    }
}
