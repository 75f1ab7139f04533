//! Links that land on words of a page: text fragments (WICG, "URL Fragment Text Directives").

use std::ops::Range;

/// Up to so many words stand whole in the link; of more, the first and the last few.
const WHOLE: usize = 10;
const ENDS: usize = 5;
/// Words that stand before the quotation, where the same words stand on the page earlier.
const PREFIX: usize = 3;

/// The fragment that leads to a range of a text, without its `#`; empty for a range without words.
pub fn text_fragment(text: &str, range: Range<usize>) -> String {
    let quote = text.get(range.clone()).unwrap_or_default();
    // What a fragment names has to stand in one block of the page.
    let lines: Vec<&str> = quote.lines().filter(|line| line.contains(char::is_alphanumeric)).collect();
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return String::new() };
    let (first, last): (Vec<&str>, Vec<&str>) = (words(first), words(last));
    let (start, end) = match lines.len() == 1 && first.len() <= WHOLE {
        true => (joined(&first), None),
        false => {
            let start = first.get(..ENDS).unwrap_or(&first);
            let end = last.get(last.len().saturating_sub(ENDS)..).unwrap_or_default();
            (joined(start), Some(joined(end)))
        }
    };
    let before = text.get(..range.start).unwrap_or_default();
    let prefix = collapsed(before).contains(&start).then(|| prefix(before)).flatten();
    let prefix = prefix.map(|words| format!("{}-,", encoded(&words))).unwrap_or_default();
    let end = end.map(|words| format!(",{}", encoded(&words))).unwrap_or_default();
    format!(":~:text={prefix}{}{end}", encoded(&start))
}

/// The words right before a place, in its own block.
fn prefix(before: &str) -> Option<String> {
    let line = before.rsplit('\n').next().unwrap_or_default();
    let words: Vec<&str> = line.split_whitespace().collect();
    let last = words.get(words.len().saturating_sub(PREFIX)..).unwrap_or_default();
    (!last.is_empty()).then(|| last.join(" "))
}

fn words(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}

/// The words as one, without the marks around them: pages write these in more than one way.
fn joined(words: &[&str]) -> String {
    words.join(" ").trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

fn collapsed(text: &str) -> String {
    words(text).join(" ")
}

/// Percent-encoded but for letters, digits and marks that mean nothing: a comma, a hyphen or an ampersand parts the
/// directive.
fn encoded(words: &str) -> String {
    let mut encoded = String::with_capacity(words.len());
    for byte in words.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'_' | b'~' => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, quote: &str, expected: &str) {
        let start = text.rfind(quote).unwrap();
        assert_eq!(text_fragment(text, start..start + quote.len()), expected);
    }

    #[test]
    fn short_quotations_stand_whole_and_encoded() {
        check(
            "It rained. Melk, who left, met twenty-one men & women.",
            "Melk, who left, met twenty-one men & women.",
            ":~:text=Melk%2C%20who%20left%2C%20met%20twenty%2Done%20men%20%26%20women",
        );
        check("“Ça va?” he said.", "“Ça va?”", ":~:text=%C3%87a%20va");
    }

    #[test]
    fn long_ones_by_their_ends() {
        check(
            "One two three four five six seven eight nine ten eleven twelve.",
            "One two three four five six seven eight nine ten eleven twelve.",
            ":~:text=One%20two%20three%20four%20five,eight%20nine%20ten%20eleven%20twelve",
        );
        check(
            "A first block.\n\nA second block.",
            "A first block.\n\nA second block.",
            ":~:text=A%20first%20block,A%20second%20block",
        );
    }

    #[test]
    fn what_stands_on_the_page_before_gets_the_words_before_it() {
        check(
            "He left.\n\nAsked again, she said: He left.",
            "He left.",
            ":~:text=again%2C%20she%20said%3A-,He%20left",
        );
        check("He left.\n\nHe left.", "He left.", ":~:text=He%20left");
    }

    #[test]
    fn nothing_in_it_ends_an_address() {
        let text = "\"><script>'&#%00`\\ \u{202e}x";
        let made = text_fragment(text, 0..text.len());
        assert!(made.bytes().all(|b| b.is_ascii_alphanumeric() || b"%,:~=.-_".contains(&b)), "{made}");
        assert_eq!(text_fragment("… — !", 0..3), "");
    }
}
