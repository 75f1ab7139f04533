//! Reading a model's reply, which may be anything: the claims in it, whatever stands before, between and after.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::super::super::prompt::is_invisible;

/// Nothing after this is read (bytes): many times what a model is allowed to answer with.
const LONGEST: usize = 100_000;

/// Ends of the parts in which models think aloud. What counts comes after the last one.
const ENDS_OF_THOUGHT: &[&str] = &["</think>", "</thinking>", "<|message|>"];

/// A claim as a model wrote it.
#[derive(Debug, Deserialize, PartialEq, Eq)]
pub struct ReplyClaim {
    /// Numbers of the sentences that it is said to rest on, counted from 1. What is no number is left out.
    #[serde(
        alias = "sentences",
        alias = "id",
        alias = "sentence",
        alias = "citations",
        deserialize_with = "numbers"
    )]
    pub ids: Vec<usize>,
    #[serde(alias = "claim", alias = "sentence_text")]
    pub text: String,
    #[serde(default)]
    pub stance: String,
    #[serde(default)]
    pub modality: String,
}

/// A section as a model planned it.
#[derive(Debug, Deserialize, PartialEq, Eq)]
pub struct ReplySection {
    #[serde(alias = "kind", alias = "name")]
    pub section: String,
    #[serde(alias = "question")]
    pub ask: String,
}

/// The claims of a reply in their order. Of a reply that was cut off, those that are whole. A reply that is no JSON may
/// have a claim a line.
pub fn read(reply: &str) -> Vec<ReplyClaim> {
    let meant = meant(reply);
    let claims: Vec<ReplyClaim> = objects(meant);
    let mut claims =
        if claims.is_empty() { meant.lines().filter_map(claim_of_line).collect() } else { claims };
    for claim in &mut claims {
        let (text, marked) = without_marks(&claim.text);
        claim.text = text;
        if claim.ids.is_empty() {
            claim.ids = marked;
        }
    }
    claims
}

/// A reply that says that there is nothing to claim.
pub fn is_empty(reply: &str) -> bool {
    let squeezed: String = meant(reply).chars().filter(|c| !c.is_whitespace()).collect();
    ["{\"claims\":[]}", "[]", "{}"].contains(&squeezed.as_str())
}

/// The sections of a plan in their order.
pub fn sections(reply: &str) -> Vec<ReplySection> {
    let meant = meant(reply);
    let planned: Vec<ReplySection> = objects(meant);
    if !planned.is_empty() {
        return planned;
    }
    let of_line = |line: &str| {
        let (section, ask) = line.trim_start_matches(['-', '*', ' ']).split_once(':')?;
        let ask = ask.trim().to_owned();
        ask.ends_with('?').then(|| ReplySection { section: section.trim().to_owned(), ask })
    };
    meant.lines().filter_map(of_line).collect()
}

/// The questions under `follow_ups`.
pub fn follow_ups(reply: &str) -> Vec<String> {
    let behind = meant(reply).split_once("\"follow_ups\"").map_or("", |(_, behind)| behind);
    let list = behind.find('[').and_then(|at| behind.get(at..)).unwrap_or_default();
    let mut values = serde_json::Deserializer::from_str(list).into_iter::<Vec<String>>();
    values.next().and_then(Result::ok).unwrap_or_default()
}

/// The part of a reply that is read: what is meant for the reader, and not more than a model may write.
fn meant(reply: &str) -> &str {
    let end = (0..=LONGEST.min(reply.len())).rev().find(|at| reply.is_char_boundary(*at)).unwrap_or_default();
    after_thought(reply.get(..end).unwrap_or_default())
}

/// The objects of one kind in a reply. They are looked for one by one instead of as one document: so it does not matter
/// in what they are wrapped, nor whether the end is missing. An object that is none is entered, for one may be inside. The
/// reading stays linear: what is not JSON fails at once, and `serde_json` enters no more than 128 levels.
fn objects<T: serde::de::DeserializeOwned>(text: &str) -> Vec<T> {
    let (mut rest, mut found) = (text, Vec::new());
    while let Some(brace) = rest.find('{') {
        let from_brace = rest.get(brace..).unwrap_or_default();
        let mut values = serde_json::Deserializer::from_str(from_brace).into_iter::<T>();
        let read = match values.next() {
            Some(Ok(object)) => {
                found.push(object);
                values.byte_offset()
            }
            _ => 1,
        };
        rest = from_brace.get(read..).unwrap_or_default();
    }
    found
}

/// A claim in a line: its sentence's number in front (`S1: …`, `- [S1] …`) or marked in it (`… [1].`).
fn claim_of_line(line: &str) -> Option<ReplyClaim> {
    let line = line.trim().trim_start_matches(['-', '*', '•', ' ']);
    let behind_number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let line = behind_number.strip_prefix([')', '.']).map_or(line, str::trim_start);
    let (front, behind) = line.split_once([':', ' ']).unwrap_or((line, ""));
    let in_front = number_of(front.trim_matches(['[', ']', '(', ')', '*', '.', ':']));
    let claim = |ids: Vec<usize>, text: &str| {
        let text = text.trim().trim_start_matches([':', '-', '–', ' ']).to_owned();
        let is_prose = text.split_whitespace().count() > 2;
        is_prose.then(|| ReplyClaim { ids, text, stance: String::new(), modality: String::new() })
    };
    match in_front {
        Some(number) => claim(vec![number], behind),
        None => {
            let (text, ids) = without_marks(line);
            if ids.is_empty() { None } else { claim(ids, &text) }
        }
    }
}

/// A sentence's number with its letter: `S12`, or `K3` of a claim.
fn number_of(word: &str) -> Option<usize> {
    word.strip_prefix(['S', 's', 'K', 'k'])?.parse().ok()
}

/// A text without marks of citations, and the numbers in these: `[S1]`, `[1, 2]`, `(S3)`, `【1】`. What else stands in
/// brackets stays: a quotation may have been edited so.
fn without_marks(text: &str) -> (String, Vec<usize>) {
    const PAIRS: &[(char, char)] = &[('[', ']'), ('【', '】'), ('(', ')')];
    let (mut plain, mut found, mut rest) = (String::new(), Vec::new(), text);
    while let Some((at, open)) = rest.char_indices().find(|(_, c)| PAIRS.iter().any(|(open, _)| open == c)) {
        let (before, from) = rest.split_at(at);
        let close = PAIRS.iter().find(|(o, _)| *o == open).map_or(']', |(_, close)| *close);
        let inside = from.get(open.len_utf8()..).and_then(|inside| inside.split_once(close));
        let numbers = inside.and_then(|(inside, _)| numbers_of_mark(inside, open));
        match (inside, numbers) {
            (Some((_, behind)), Some(numbers)) => {
                plain.push_str(before.trim_end());
                found.extend(numbers);
                rest = behind;
            }
            _ => {
                plain.push_str(before);
                plain.push(open);
                rest = from.get(open.len_utf8()..).unwrap_or_default();
            }
        }
    }
    plain.push_str(rest);
    // Between two marks stood a comma.
    let plain = if found.is_empty() { plain } else { plain.replace(",.", ".").replace(",,", ",") };
    (plain, found)
}

/// The numbers of a mark; `None` for other words. In round brackets a bare number is a part of the text: "Quill (61)".
fn numbers_of_mark(inside: &str, open: char) -> Option<Vec<usize>> {
    let parts = inside.split([',', ';', ' ', '–', '-']).filter(|part| !part.is_empty());
    let number = |part: &str| match open {
        '(' => number_of(part),
        _ => number_of(part).or_else(|| part.parse().ok()).or_else(|| part.split('†').next()?.parse().ok()),
    };
    let numbers: Option<Vec<usize>> = parts.map(number).collect();
    numbers.filter(|numbers| !numbers.is_empty() && numbers.iter().all(|number| *number < 1_000))
}

/// The text of a claim in one line, with its full stop, and with quotations in double quotation marks: models write
/// single ones inside JSON, and those would pass for apostrophes where quotations are checked.
pub fn tidied(text: &str) -> String {
    let visible: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    let plain = visible.replace("**", "").replace(|c: char| c.is_control(), " ");
    let mut line = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let opens =
        |at: usize| line.get(..at).is_some_and(|before| before.is_empty() || before.ends_with([' ', '(']));
    let closes = |at: usize| {
        let after = line.get(at..).and_then(|rest| rest.chars().nth(1));
        after.is_none_or(|c| !c.is_alphanumeric())
    };
    let mut marks: Vec<(usize, usize)> = Vec::new();
    let mut open = None;
    for (at, mark) in line.match_indices(['\'', '‘', '’']) {
        match open {
            None if opens(at) => open = Some((at, mark.len())),
            Some(start) if closes(at) => {
                marks.extend([start, (at, mark.len())]);
                open = None;
            }
            _ => {}
        }
    }
    for (i, (at, length)) in marks.into_iter().enumerate().rev() {
        line.replace_range(at..at + length, if i.is_multiple_of(2) { "“" } else { "”" });
    }
    if line.ends_with(char::is_alphanumeric) {
        line.push('.');
    }
    capitalised(line)
}

/// With a capital, where the first letter has one that is its own alone.
fn capitalised(line: String) -> String {
    let mut letters = line.chars();
    let Some(first) = letters.next() else { return line };
    let large = first.to_uppercase().to_string();
    match large.to_lowercase() == first.to_string() {
        true => large + letters.as_str(),
        false => line,
    }
}

/// The part of a reply that is meant for the reader.
fn after_thought(reply: &str) -> &str {
    let end = ENDS_OF_THOUGHT.iter().filter_map(|end| Some(reply.rfind(end)? + end.len())).max();
    let rest = end.and_then(|end| reply.get(end..)).unwrap_or(reply);
    // Cut off while it was still thinking.
    rest.find("<think").and_then(|open| rest.get(..open)).unwrap_or(rest)
}

/// Numbers of sentences as models write them: `"S3"`, `"[S3]"`, `"3"`, `3`, `"S3, S4"`, one or a list.
fn numbers<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<usize>, D::Error> {
    let written = match Value::deserialize(deserializer)? {
        Value::Array(several) => several,
        one => vec![one],
    };
    Ok(written.iter().flat_map(numbers_in).collect())
}

fn numbers_in(written: &Value) -> Vec<usize> {
    match written {
        Value::Number(number) => number.as_u64().and_then(|n| usize::try_from(n).ok()).into_iter().collect(),
        Value::String(text) => {
            let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
            words.filter_map(|word| word.trim_start_matches(['S', 's', 'K', 'k']).parse().ok()).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The numbers of the claims that a reply is read as, by their texts.
    #[track_caller]
    fn check(reply: &str, expected: &[(&str, &[usize])]) {
        let claims = read(reply);
        let found: Vec<(&str, &[usize])> =
            claims.iter().map(|c| (c.text.as_str(), c.ids.as_slice())).collect();
        assert_eq!(found, expected, "{reply}");
    }

    const ONE: &str = r#"{"section":"events","sentences":["S1"],"text":"One."}"#;
    const TWO: &str = r#"{"section":"context","sentences":["S2","S3"],"text":"Two {and a half}."}"#;

    #[test]
    fn claims_are_found_in_whatever_they_are_wrapped() {
        let both: &[(&str, &[usize])] = &[("One.", &[1]), ("Two {and a half}.", &[2, 3])];
        let object = format!(r#"{{"claims":[{ONE},{TWO}]}}"#);
        check(&object, both);
        check(&format!("[{ONE},{TWO}]"), both);
        check(&format!("{ONE}\n{TWO}\n"), both);
        check(&format!("Sure {{here}} it is:\n```json\n{object}\n```\nAnything else?"), both);
        check(&format!(r#"{{"answer":{object}}}"#), both);
        check(&format!("<think>{{ {ONE}? no: {{\"claims\":[] }}</think>\n{object}"), both);
        check(&format!("<|channel|>analysis<|message|>{ONE}<|channel|>final<|message|>{object}"), both);
    }

    #[test]
    fn of_a_cut_reply_the_whole_claims_are_read() {
        check(&format!(r#"{{"claims":[{ONE},{{"section":"events","sent"#), &[("One.", &[1])]);
        check(
            &format!(r#"{{"claims":[{ONE},{{"section":"events","sentences":["S2"],"text":"He to"#),
            &[("One.", &[1])],
        );
        check(&format!("<think>{ONE} or perhaps"), &[]);
    }

    #[test]
    fn numbers_are_read_as_models_write_them() {
        let check = |written: &str, expected: &[usize]| {
            let reply = format!(r#"{{"sentences":{written},"text":"One."}}"#);
            check(&reply, &[("One.", expected)]);
        };
        check(r#"["[S3]", "4", "s5", 6]"#, &[3, 4, 5, 6]);
        check(r#""S3, S4""#, &[3, 4]);
        check("7", &[7]);
        check(r#"["T3", "S", "", null, -1, 1.5, {"n":1}, "S99999999999999999999999"]"#, &[]);
    }

    #[test]
    fn what_holds_no_claim_gives_none() {
        for reply in [
            "", "{}", r#"{"claims":[]}"#, r#"{"claims":[{"text":"One."}]}"#, "I cannot help with that.",
            "{{{{",
        ] {
            check(reply, &[]);
        }
    }

    #[test]
    fn claims_are_read_from_lines_too() {
        let lines = "Here they are:\nS1: The gate is closed.\n2. [S2] It rains a lot.\n* S3 - Quill denied it (61).\n\
            The council voted on Monday [4, 5].\nThe gate opens in 2029【6†source】.\nNo number here at all.\nS7:";
        let expected: &[(&str, &[usize])] = &[
            ("The gate is closed.", &[1]),
            ("It rains a lot.", &[2]),
            ("Quill denied it (61).", &[3]),
            ("The council voted on Monday.", &[4, 5]),
            ("The gate opens in 2029.", &[6]),
        ];
        check(lines, expected);
    }

    #[test]
    fn marks_of_citations_are_no_text() {
        let claim = |ids: &str, text: &str| format!(r#"{{"ids":{ids},"text":"{text}"}}"#);
        check(&claim("[\"S1\"]", "Quill denied it [S1]."), &[("Quill denied it.", &[1])]);
        check(&claim("[]", "Quill denied it [2], [3]."), &[("Quill denied it.", &[2, 3])]);
        check(
            &claim("[4]", "He said “[the] gate [is] shut” (S4)."),
            &[("He said “[the] gate [is] shut”.", &[4])],
        );
    }

    #[test]
    fn plans_and_questions_are_read() {
        let plan = |section: &str, ask: &str| ReplySection { section: section.into(), ask: ask.into() };
        let json = r#"```{"sections":[{"section":"events","ask":"What happened?"},{"kind":"context","question":"Why?"}]}```"#;
        assert_eq!(sections(json), [plan("events", "What happened?"), plan("context", "Why?")]);
        assert_eq!(sections("events: What happened?\nSure: here it is"), [plan("events", "What happened?")]);
        let reply = r#"{"summary":[],"follow_ups":["Who paid?","Why?"]}"#;
        assert_eq!(follow_ups(reply), ["Who paid?", "Why?"]);
        assert!(follow_ups(r#"{"follow_ups":["Who pa"#).is_empty());
        assert!(is_empty("{\"claims\": [ ]}") && !is_empty("") && !is_empty("I cannot help with that."));
    }

    #[test]
    fn texts_are_tidied() {
        let check = |given: &str, expected: &str| assert_eq!(tidied(given), expected);
        check(" One\n of  two", "One of two.");
        check("He 'cannot be trusted' to lead.", "He “cannot be trusted” to lead.");
        check("‘It’s Melk’s,’ she said, ‘not ours’.", "“It’s Melk’s,” she said, “not ours”.");
        check("The sailors' union's 'no' of the '90s.", "The sailors' union's “no” of the '90s.");
        check("\"No,\" he said", "\"No,\" he said.");
    }

    proptest! {
        #[test]
        fn tidying_changes_no_word(text in "\\PC*|[ '‘’a(]*") {
            let words = |text: &str| text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            prop_assert_eq!(words(&tidied(&text)), words(&text));
        }

        #[test]
        fn anything_can_be_read(reply in "\\PC*") {
            read(&reply);
            sections(&reply);
            follow_ups(&reply);
        }

        #[test]
        fn a_reply_cut_anywhere_gives_claims_of_the_whole(at in 0_usize..400) {
            let whole = format!("Zoë: <think>é</think>{{\"claims\":[{ONE},{TWO}]}}");
            let cut: String = whole.chars().take(at).collect();
            let (all, some) = (read(&whole), read(&cut));
            prop_assert!(all.starts_with(&some), "{cut}");
        }
    }

    #[test]
    fn deep_and_long_replies_are_read_in_time() {
        for piece in [r#"{"a":"#, r#"{"a":["#, "{", r#"{"a":{"b":1},"#, r#"{""#] {
            check(&piece.repeat(200_000), &[]);
        }
    }
}
