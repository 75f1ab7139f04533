use std::collections::BTreeSet;

use super::*;

#[track_caller]
fn check(question: &str, word: &str, expected: &str) -> bool {
    let stem = terms(word).into_iter().next().unwrap().stem;
    let said = said_for(&stem, question);
    match stems(expected).as_slice() {
        [wanted] => said.words.contains(wanted),
        [first, second] => said.phrases.contains(&Phrase { first: first.clone(), second: second.clone() }),
        other => panic!("{other:?}"),
    }
}

#[test]
fn news_says_the_same_in_other_words() {
    assert!(check("How many died?", "died", "killed"));
    assert!(check("Was the closure legal?", "legal", "lawful"));
    assert!(!check("Was the closure legal?", "legal", "unlawful"));
    assert!(!check("Who owns the ferry Halcyon?", "Halcyon", "ship"));
    assert!(check("How many pies did Melk eat?", "eat", "ate"));
    assert!(check("Which Polish baker won?", "Polish", "Poland"));
    assert!(check("What did the US say?", "US", "American"));
}

#[test]
fn a_phrase_is_known_by_its_words_together() {
    assert!(check("Why did Melk step down?", "step", "resigned"));
    assert!(check("Why did Melk step down?", "down", "resigned"));
    assert!(!check("What was the next step?", "step", "resigned"));
    assert!(check("Why did Melk turn the first offer down?", "turn", "rejected"));
    assert!(check("Who gave up the race?", "gave", "abandoned"));
    assert!(check("Why was the price of loo roll cut?", "roll", "toilet paper"));
    assert!(check("Who rejected the offer?", "rejected", "turned down"));
}

#[test]
fn what_goes_further_is_not_the_same() {
    for (word, other) in [
        ("claimed", "proved"),
        ("accused", "convicted"),
        ("hurt", "killed"),
        ("son", "daughter"),
        ("bought", "sold"),
    ] {
        assert!(!check(&format!("Who {word} it?"), word, other), "{word}: {other}");
    }
}

/// A stemmer makes one word of "author" and "authorities", of "accord" and "according": such words are in no group.
#[test]
fn what_is_only_written_alike_is_not_the_same() {
    for (word, other) in [
        ("novelist", "authorities"),
        ("treaty", "according"),
        ("published", "public"),
        ("warship", "destroyed"),
        ("adviser", "aided"),
        ("journalist", "reported"),
        ("cut", "several"),
        ("job", "positive"),
        ("left", "department"),
        ("supporting", "crowded"),
    ] {
        assert!(!check(&format!("Who {word} it?"), word, other), "{word}: {other}");
    }
}

#[test]
fn the_groups_are_in_order() {
    let mut seen = BTreeSet::new();
    for line in SHIPPED.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let entries: Vec<&str> = line.split(['/', ',']).map(str::trim).collect();
        let all: BTreeSet<Vec<String>> = entries.iter().map(|entry| stems(entry)).collect();
        assert!(line.len() <= 200, "{line}");
        assert!(entries.len() > 1, "{line}");
        assert_eq!(all.len(), entries.len(), "twice: {line}");
        for entry in &entries {
            let words = entry.split(' ').count();
            assert!(matches!(stems(entry).len(), 1 | 2) && words >= stems(entry).len(), "{entry}");
            assert!(words == 1 || stems(entry).len() == 2, "one word is left: {entry}");
        }
        assert!(seen.insert(all), "again: {line}");
    }
}
