//! Reading a model's reply, which may be anything: the claims in it, whatever stands before, between and after.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// Nothing after this is read (bytes): many times what a model is allowed to answer with.
const LONGEST: usize = 100_000;

/// Ends of the parts in which models think aloud. What counts comes after the last one.
const ENDS_OF_THOUGHT: &[&str] = &["</think>", "</thinking>", "<|message|>"];

/// A claim as a model wrote it.
#[derive(Debug, Deserialize, PartialEq, Eq)]
pub struct ReplyClaim {
    #[serde(default)]
    pub section: String,
    /// Numbers of the sentences that it is said to rest on, counted from 1. What is no number is left out.
    #[serde(deserialize_with = "numbers")]
    pub sentences: Vec<usize>,
    pub text: String,
}

/// The claims of a reply in their order. Of a reply that was cut off, those that are whole.
pub fn read(reply: &str) -> Vec<ReplyClaim> {
    let end = (0..=LONGEST.min(reply.len())).rev().find(|at| reply.is_char_boundary(*at)).unwrap_or_default();
    let mut rest = after_thought(reply.get(..end).unwrap_or_default());
    let mut claims = Vec::new();
    // Claims are looked for one by one instead of as one document: so it does not matter in what they are wrapped,
    // nor whether the end is missing. An object that is none is entered, for a claim may be inside. The reading
    // stays linear: what is not JSON fails at once, and `serde_json` enters no more than 128 levels.
    while let Some(brace) = rest.find('{') {
        let from_brace = rest.get(brace..).unwrap_or_default();
        let mut values = serde_json::Deserializer::from_str(from_brace).into_iter::<ReplyClaim>();
        let read = match values.next() {
            Some(Ok(claim)) => {
                claims.push(claim);
                values.byte_offset()
            }
            _ => 1,
        };
        rest = from_brace.get(read..).unwrap_or_default();
    }
    claims
}

/// The text of a claim in one line, with its full stop, and with quotations in double quotation marks: models write
/// single ones inside JSON, and those would pass for apostrophes where quotations are checked.
pub fn tidied(text: &str) -> String {
    let mut line = text.split_whitespace().collect::<Vec<_>>().join(" ");
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
    line
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
            words.filter_map(|word| word.trim_start_matches(['S', 's']).parse().ok()).collect()
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
            claims.iter().map(|c| (c.text.as_str(), c.sentences.as_slice())).collect();
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
            let words = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            prop_assert_eq!(words(&tidied(&text)), words(&text));
        }

        #[test]
        fn anything_can_be_read(reply in "\\PC*") {
            read(&reply);
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
