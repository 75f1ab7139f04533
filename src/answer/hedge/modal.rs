//! What "may", "might" and "could" say in their place: that something is possible, or what someone was able to do.

use super::lexicon::SPEAKING;
use super::signs::{at, before};
use super::words::Word;

/// Whether "may", "might" or "could" says that something is possible.
pub fn is_modal(words: &[Word], place: usize) -> bool {
    let Some(word) = words.get(place) else { return false };
    let (previous, next) = (before(words, place, 1), at(words, place + 1));
    match word.text.as_str() {
        "may" if word.capital && words.get(place + 1).is_some_and(|next| next.capital) => false,
        "may" if word.capital => {
            const BEFORE_MONTHS: &[&str] = &[
                "in", "on", "of", "since", "until", "last", "early", "late", "mid", "this", "next", "by",
                "from", "to", "through", "before", "after", "and", "during", "first", "1st", "for",
                "between",
            ];
            let counts = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
            let opens = place == 0 || words.get(place - 1).is_some_and(|w| w.sentence != word.sentence);
            // A capital inside a sentence is a name: the month, or somebody called so.
            opens && !counts(next) && !BEFORE_MONTHS.contains(&previous) && next != "day"
        }
        "might" => {
            !matches!(
                previous,
                "the"
                    | "its"
                    | "their"
                    | "his"
                    | "her"
                    | "military"
                    | "naval"
                    | "economic"
                    | "all"
                    | "financial"
                    | "industrial"
                    | "imperial"
            ) && next != "of"
                && !(next == "and" && at(words, place + 2) == "main")
        }
        "could" => !is_ability(words, place),
        _ => next != "god",
    }
}

/// "Could" tells what someone was able to do: after "so that" and the like, before what one perceives or manages, and
/// with "not" or "only".
fn is_ability(words: &[Word], place: usize) -> bool {
    const MANAGED: &[&str] = &[
        "see", "hear", "feel", "smell", "taste", "afford", "reach", "read", "walk", "swim", "speak",
        "remember", "recall", "understand", "find", "tell", "count", "carry", "cross", "enter", "leave",
        "escape", "breathe", "watch", "touch", "stand", "sit", "sleep", "write", "run", "lift", "buy",
        "sell", "barely", "hardly", "scarcely", "no", "not", "only", "still", "fly", "play", "sing", "cook",
        "drive", "work", "vote", "pay", "move", "identify",
    ];
    const ENABLING: &[&str] =
        &["so", "that", "who", "where", "when", "until", "because", "whenever", "once", "as", "if"];
    let next = at(words, place + 1);
    let subject_is_short =
        (1..=3).map(|back| before(words, place, back)).any(|word| ENABLING.contains(&word));
    const CHANCE: &[&str] = &[
        "have", "be", "also", "soon", "well", "yet", "conceivably", "possibly", "perhaps", "potentially",
        "eventually",
    ];
    const PERCEIVED: &[&str] =
        &["heard", "seen", "felt", "smelt", "smelled", "found", "read", "watched", "reached"];
    let perceived = next == "be" && PERCEIVED.contains(&at(words, place + 2));
    matches!(next, "no" | "not" | "only" | "barely" | "hardly" | "scarcely")
        || perceived
        || !CHANCE.contains(&next) && tells_of_the_past(words, place)
        || MANAGED.contains(&next) && next != "still"
        || subject_is_short && before(words, place, 2) == "so"
}

/// The sentence tells what was, and nothing of what is to come.
fn tells_of_the_past(words: &[Word], place: usize) -> bool {
    const AHEAD: &[&str] = &[
        "will", "would", "next", "tomorrow", "soon", "coming", "later", "within", "if", "is", "are", "has",
        "have", "plans", "expected",
    ];
    const PAST: &[&str] =
        &["was", "were", "had", "did", "came", "went", "gave", "began", "grew", "kept", "took"];
    let sentence = words.get(place).map(|word| word.sentence);
    let own = || words.iter().filter(|word| Some(word.sentence) == sentence && !word.quoted);
    let in_ed = |word: &Word| {
        word.text.len() > 4 && word.text.ends_with("ed") && !SPEAKING.contains(&word.text.as_str())
    };
    let is_past = |word: &Word| in_ed(word) || PAST.contains(&word.text.as_str());
    own().any(is_past) && !own().any(|word| AHEAD.contains(&word.text.as_str()))
}
