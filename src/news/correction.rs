//! Articles that say of themselves that they were corrected.

use super::{TextRange, sentences};

/// How a note of correction begins …
const OPENINGS: &[&str] = &[
    "correction:", "corrections:", "correction –", "correction —", "corrected:", "clarification:",
    "editor's note:", "editors' note:", "correction (", "correction on ", "update and correction:",
];
/// … or what it says.
const SAID: &[&str] = &[
    "an earlier version of this", "a previous version of this", "an earlier version of the article",
    "an earlier version gave", "an earlier version said", "earlier versions of this",
    "this article was corrected", "this article has been corrected", "this story has been corrected",
    "this story was corrected", "this report has been corrected", "this article has been amended",
    "this article was amended", "we have corrected", "this article originally", "this story originally",
    "the original version of this", "was corrected on", "has been updated to correct",
    "has been corrected to",
];

/// The sentences in which a text says that it was corrected. A note goes on to the end of its paragraph: "Correction: The
/// fee was misstated. It is 214 crowns."
pub fn corrections(text: &str) -> Vec<TextRange> {
    let mut found: Vec<TextRange> = Vec::new();
    for paragraph in super::paragraphs(text) {
        let words = paragraph.of(text);
        if opens(words) {
            found.push(paragraph);
            continue;
        }
        let noted = sentences(words, None).into_iter().filter(|range| says(range.of(words)));
        let place = |range: TextRange| {
            TextRange::within(text, paragraph.start() + range.start()..paragraph.start() + range.end()).ok()
        };
        found.extend(noted.filter_map(place));
    }
    found
}

/// Whether it says so anywhere.
pub fn is_corrected(text: &str) -> bool {
    // Without any of these words there is no need to look for sentences.
    let lowered = text.to_lowercase();
    ["correct", "version of", "amended", "originally", "clarification", "s note:", "s’ note:"]
        .iter()
        .any(|sign| lowered.contains(sign))
        && !corrections(text).is_empty()
}

fn opens(paragraph: &str) -> bool {
    let opening: String = paragraph.chars().take(40).collect::<String>().to_lowercase().replace('’', "'");
    let note = opening.starts_with("editor's note:") || opening.starts_with("editors' note:");
    match note {
        // Editors note other things too.
        true => says(paragraph),
        false => OPENINGS.iter().any(|sign| opening.starts_with(sign)),
    }
}

fn says(sentence: &str) -> bool {
    let lowered = sentence.to_lowercase().replace('’', "'");
    SAID.iter().any(|sign| lowered.contains(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = corrections(text).iter().map(|range| range.of(text)).collect();
        assert_eq!(found, expected);
        assert_eq!(is_corrected(text), !expected.is_empty());
    }

    #[test]
    fn notes_of_correction_are_found() {
        check(
            "The boat sank.\n\nCorrection: It was a ferry. Nine drowned.",
            &["Correction: It was a ferry. Nine drowned."],
        );
        check(
            "The boat sank. An earlier version of this article called it a tug.",
            &["An earlier version of this article called it a tug."],
        );
        check(
            "Editor’s note: This story has been corrected to say nine.\n\nEditor's note: Names were changed.",
            &["Editor’s note: This story has been corrected to say nine."],
        );
    }

    #[test]
    fn corrections_of_other_things_are_none() {
        check("The market saw a correction: shares fell.\n\nThe house of correction closed.", &[]);
        check("He had originally planned to sail. The minister corrected himself.", &[]);
    }
}
