//! Taking from a sentence what is not part of what it says: datelines, trailing asides.

use crate::index::analysis::plain_words;
use crate::news::sentences;

use super::super::quote::quoted_spans;
use super::super::{facts, language};

/// The longest dateline (bytes): "PORT SARROW, Sorvania, Jan. 13 (Northgate Wire) - ".
const LONGEST_DATELINE: usize = 90;
/// A sentence is shortened only if at least this many words are left.
const FEWEST_WORDS: usize = 9;

/// Marks of lists and of other markup that a sentence may begin with.
const MARKS: &[char] = &['*', '•', '·', '–', '—', '-', ']', '|', '>', '#', '►', '▪', ' ', '\u{a0}'];

/// A sentence without the marks before it and without its dateline.
pub fn trimmed(sentence: &str) -> &str {
    without_caption(without_dateline(without_marks(sentence)))
}

/// A sentence without the marks of markup before it, and the ends of tags that were left of a page: "]</center>] The court".
fn without_marks(sentence: &str) -> &str {
    const LONGEST_TAG: usize = 20;
    let mut rest = sentence.trim_start_matches(MARKS);
    while let Some((tag, behind)) = rest.strip_prefix('<').and_then(|tag| tag.split_once('>')) {
        if tag.len() > LONGEST_TAG {
            break;
        }
        rest = behind.trim_start_matches(MARKS);
    }
    rest
}

/// A picture's caption that ran into the sentence: "Bixby Creek Bridge A section of the road fell".
fn without_caption(sentence: &str) -> &str {
    const MOST: usize = 6;
    let words: Vec<&str> = sentence.split(' ').take(MOST + 2).collect();
    let is_name =
        |word: &&&str| word.starts_with(char::is_uppercase) && word.ends_with(char::is_alphanumeric);
    let named = words.iter().take_while(is_name).take_while(|word| !matches!(**word, "A" | "The")).count();
    let (article, next) = (words.get(named).copied(), words.get(named + 1).copied().unwrap_or_default());
    let goes_on = next.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit());
    let is_glued = (2..=MOST).contains(&named) && matches!(article, Some("A" | "The")) && goes_on;
    let length: usize = words.iter().take(named).map(|word| word.len() + 1).sum();
    if is_glued { sentence.get(length..).unwrap_or(sentence) } else { sentence }
}

/// A sentence without the adverb that only joins it to the one before.
pub fn without_joint(sentence: &str) -> Option<String> {
    const JOINTS: &[&str] = &[
        "Additionally, ", "Furthermore, ", "Moreover, ", "In addition, ", "Also, ", "Notably, ",
        "Meanwhile, ", "Now, ", "Further, ", "And ",
    ];
    let rest = JOINTS.iter().find_map(|joint| sentence.strip_prefix(joint))?;
    // "Now, comes the hard part" is no sentence without its first word.
    let mut words = rest.split(' ');
    let is_verb =
        words.next().is_some_and(|word| word.ends_with('s') && word.starts_with(char::is_lowercase));
    if is_verb && words.next().is_some_and(|word| ["the", "a", "an"].contains(&word)) {
        return None;
    }
    let mut letters = rest.chars();
    let first = letters.next()?;
    Some(first.to_uppercase().chain(letters).collect())
}

/// Whether a text is not a sentence of an article's prose but of the page around it: a link, a caption, a heading, a
/// template, the rest of a sentence.
pub fn is_of_the_page(sentence: &str) -> bool {
    const OPENINGS: &[&str] = &[
        "read more", "read also", "see also", "file photo", "file -", "watch:", "photo:", "image:", "video:",
        "more:", "related:", "dig deeper", "up next", "sign up", "click", "follow ", "update (", "updated ",
        "image caption", "source:", "credit:", "advertisement", "live updates", "previous updates",
        "hear more", "editor's note", "editor’s note", "what's at stake", "what’s at stake",
        "also in the news", "plus, ", "in other news", "here's what", "here is what", "here are",
        "the claim:", "skip advert", "listen:", "okay,", "okay so", "ok,", "yeah", "um,", "so he ",
        "so she ", "so they ", "so basically", "i mean", "you know", "all right,", "well,", "correction:",
        "clarification:",
    ];
    const MARKUP: &[&str] = &["((", "))", "[[", "]]", "{{", "}}", " | ", "http://", "https://", "<", "•"];
    const CREDITS: &[&str] = &[
        "getty images", "/reuters", "reuters/", "/ap ", "/afp", "afp/", "wireimage", "shutterstock",
        "photo by", "pictured ",
    ];
    const UNFINISHED: &[&str] = &[" as saying.", " saying.", " as follows.", ":"];
    let lowered = sentence.to_lowercase();
    let first = sentence.trim_start_matches(['“', '"', '‘', '(', '$', '£', '€']).chars().next();
    let begins_amid = first.is_none_or(|c| !c.is_uppercase() && !c.is_numeric());
    let words: Vec<&str> = sentence.split_whitespace().collect();
    let is_initial = |word: &&str| word.len() <= 3 && word.trim_end_matches([',', '.']).len() == 1;
    let begins_with_rest = words.first().is_some_and(|w| is_initial(w) && !matches!(*w, "A" | "I"));
    OPENINGS.iter().any(|opening| lowered.starts_with(opening))
        || MARKUP.iter().any(|mark| sentence.contains(mark))
        || has_glued_colon(sentence)
        || UNFINISHED.iter().any(|ending| lowered.ends_with(ending))
        || begins_amid
        || begins_with_rest
        || is_in_title_case(&words)
        || CREDITS.iter().any(|credit| lowered.contains(credit))
        || speaks_of_its_makers(&lowered)
}

/// Tells what a reporter of the paper looks into: a notice of another piece.
fn speaks_of_its_makers(lowered: &str) -> bool {
    const MAKERS: &[&str] = &["reporter ", "correspondent ", "columnist ", "podcast", "newsletter"];
    const SHOWING: &[&str] =
        &[" looks at ", " looks into ", " explains ", " joins us", " breaks down ", " talks to "];
    MAKERS.iter().any(|maker| lowered.contains(maker)) && SHOWING.iter().any(|verb| lowered.contains(verb))
}

/// "Dig deeper:How it came" is a link, "at 9:40" is not.
fn has_glued_colon(sentence: &str) -> bool {
    let mut pairs = sentence.chars().zip(sentence.chars().skip(1));
    pairs.any(|(colon, next)| matches!(colon, ':' | '?') && next.is_alphabetic())
}

/// All of its words have a capital but the smallest of grammar: a headline.
fn is_in_title_case(words: &[&str]) -> bool {
    const SMALL: &[&str] = &[
        "a", "an", "the", "of", "in", "on", "at", "to", "for", "by", "with", "from", "and", "or", "but",
        "as", "after", "over", "vs",
    ];
    let is_small = |word: &&str| word.starts_with(char::is_lowercase) && !SMALL.contains(word);
    words.len() >= 6 && !words.iter().any(is_small)
}

fn without_dateline(sentence: &str) -> &str {
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

/// A sentence whose quotation holds several sentences, with only as many of them as fit into `most` words. None if that
/// does not make it short enough, or what is left out takes back what is left.
pub fn with_shorter_quotation(sentence: &str, most: usize) -> Option<String> {
    without_last_quotation(sentence, most).or_else(|| with_fewer_quoted(sentence, most))
}

/// A sentence that ends without what is quoted last: “We knew,” Brandt said. “Nobody told us.” Or before a colon, where the
/// quotation only bears out what is said before it.
fn without_last_quotation(sentence: &str, most: usize) -> Option<String> {
    let spans = quoted_spans(sentence);
    let last = spans.last()?;
    let is_last = sentence.len() - last.end <= 3;
    let before = sentence.get(..last.start)?.trim_end_matches(['“', '"']).trim_end();
    let bare = match before.strip_suffix(':') {
        Some(statement) if spans.len() == 1 && statement.contains(" that ") => statement,
        _ => before.strip_suffix('.').filter(|_| spans.len() > 1)?,
    };
    let short = format!("{bare}.");
    let count = plain_words(&short).len();
    let quoted = sentence.get(last.clone())?;
    let takes_back = sentences(quoted, None).iter().any(|range| takes_back(range.of(quoted)));
    (is_last && (FEWEST_WORDS..=most).contains(&count) && !takes_back && is_as_cautious(&short, sentence))
        .then_some(short)
}

/// A sentence with only the first of several sentences that it quotes.
fn with_fewer_quoted(sentence: &str, most: usize) -> Option<String> {
    let span = quoted_spans(sentence).into_iter().max_by_key(|span| span.len())?;
    let quoted = sentence.get(span.clone())?;
    let (before, behind) = (sentence.get(..span.start)?, sentence.get(span.end..)?);
    let mark = behind.chars().next()?;
    let tail = behind.get(mark.len_utf8()..)?;
    let spoken = sentences(quoted, None);
    // Whatever is left out may limit what was said first.
    if spoken.iter().skip(1).any(|range| takes_back(range.of(quoted))) {
        return None;
    }
    spoken.iter().rev().skip(1).find_map(|last| {
        let head = quoted.get(..last.end())?;
        let closed = match head.strip_suffix('.') {
            // “We know,” Brandt said.
            Some(bare) if tail.contains(char::is_alphanumeric) => format!("{bare},"),
            _ => head.to_owned(),
        };
        let is_whole = !head.ends_with('?') && head.matches('‘').count() <= head.matches('’').count();
        let short = format!("{before}{closed}{mark}{tail}");
        let fits = (FEWEST_WORDS..=most).contains(&plain_words(&short).len());
        (fits && is_whole && is_as_cautious(&short, sentence)).then_some(short)
    })
}

/// Opens with a word that limits what was said before, or says what became of it.
fn takes_back(sentence: &str) -> bool {
    const LIMITS: &[&str] = &[
        "but", "however", "yet", "still", "although", "though", "except", "unless", "only", "not", "no",
        "or", "that", "this", "then", "instead", "nonsense", "otherwise",
    ];
    let opening = plain_words(sentence);
    let is_limit = |at: usize| opening.get(at).is_some_and(|word| LIMITS.contains(&word.stem.as_str()));
    is_limit(0) || sentence.starts_with("Of course") || sentence.starts_with("It is not")
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
        check("]] On Monday Melk left.", "On Monday Melk left.");
        check("* Brandt said no.", "Brandt said no.");
        check("Lume Yard Bridge A pier of the bridge fell.", "A pier of the bridge fell.");
        check("Ada Brandt met Melk.", "Ada Brandt met Melk.");
        assert_eq!(without_joint("Additionally, the envoy left."), Some("The envoy left.".to_owned()));
    }

    #[test]
    fn pages_are_not_prose() {
        for sentence in [
            "Dig deeper:How the envoy came to Port Sarrow, and who paid for it.",
            "File photo of the ferry Halcyon in the harbour of Melby in May.",
            "The memo said no. ((es))Sorvanian language: said the senate.",
            "C., blasted the envoy for what he said to the committee.",
            "and the envoy left the harbour of Melby by night.",
            "Envoy Leaves Harbour After Talks With President Melk.",
            "Update (9:40 a.m.): the ferry has sunk off Melby with all.",
            "Harbour Post Senate Correspondent Ada Brandt looks into the talks in Port Sarrow.",
        ] {
            assert!(is_of_the_page(sentence), "{sentence}");
        }
        for sentence in [
            "The ferry left at 9:40 with nine people aboard.",
            "“We shall see,” Brandt said in Port Sarrow on Monday.",
            "US Senator Ada Brandt met President Orsolo Melk of Sorvania in Port Sarrow.",
            "A ferry sank.",
        ] {
            assert!(!is_of_the_page(sentence), "{sentence}");
        }
    }

    #[test]
    fn quotations_are_told_as_far_as_they_fit() {
        let check = |given, most, expected: Option<&str>| {
            assert_eq!(with_shorter_quotation(given, most).as_deref(), expected, "{given}");
        };
        let agency = "The agency said: “There is no sign that the water in the harbour is unsafe. Nobody fell ill. \
                      We test it daily.”";
        check(
            agency,
            20,
            Some(
                "The agency said: “There is no sign that the water in the harbour is unsafe. Nobody fell ill.”",
            ),
        );
        check(
            agency,
            16,
            Some("The agency said: “There is no sign that the water in the harbour is unsafe.”"),
        );
        check(agency, 10, None);
        let front = "“We knew nothing of the pier. It was closed in May,” Brandt told the senate on Monday.";
        check(front, 14, Some("“We knew nothing of the pier,” Brandt told the senate on Monday."));
        check(
            "“We knew nothing of the pier,” Brandt told the senate. “It was closed in May, by whom I know not.”",
            14,
            Some("“We knew nothing of the pier,” Brandt told the senate."),
        );
        check(
            "The court ruled on Monday, finding that the pier was no matter for it: “It is for the senate alone.”",
            15,
            Some("The court ruled on Monday, finding that the pier was no matter for it."),
        );
        check(
            "The spokesman of the harbour court told the paper on Monday: “It is for the senate.”",
            12,
            None,
        );
        // What limits it would be left out.
        let limited =
            "The agency said: “The water in the whole of the harbour is safe. But not for children.”";
        check(limited, 15, None);
        let later =
            "The agency said: “The water in the whole of the harbour is safe. We test it. But only for men.”";
        check(later, 15, None);
        let unsaid = "“You will hear that Melk had all the wells poisoned. That is a lie,” Brandt said.";
        check(unsaid, 13, None);
        let titled =
            "“The pier was opened to all the people of Melby by Prof. Brandt. It fell in May,” Lind said.";
        check(
            titled,
            16,
            Some("“The pier was opened to all the people of Melby by Prof. Brandt,” Lind said."),
        );
        check("Lind said that “all of them knew and that Mr. Brandt knew of the pier”.", 10, None);
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
