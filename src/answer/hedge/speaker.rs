//! Whose word a sentence passes on, and how far that person answers for it.
//!
//! "X said P" and P are different claims. P alone has as many witnesses as there are people who say it, not as there are
//! outlets that quote them: ten papers with one minister's words are one witness.

use super::signs::{Mark, Sign, signs};
use super::words::{Word, words};
use crate::answer::language;

/// How far a speaker can be held to what was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Speaks for an authority: a ministry, the police, a court.
    Official,
    /// Known by name, or as one of a kind that can be found: "residents".
    Named,
    /// Nobody can tell who it is.
    Anonymous,
}

/// Whom a sentence quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Speaker {
    /// The same for the same speaker: the last name, or the last word of what the speaker is called; all who are not
    /// named are one.
    pub key: String,
    pub standing: Standing,
}

const ANONYMOUS: &[&str] = &[
    "anonymous", "unnamed", "anonymity", "sources", "source", "insider", "insiders", "familiar", "somebody",
    "someone", "aide", "rumours", "rumors", "some", "person",
];

const OFFICIAL: &[&str] = &[
    "minister", "ministry", "ministers", "president", "presidency", "government", "police", "court", "judge",
    "council", "army", "navy", "military", "mayor", "spokesman", "spokeswoman", "spokesperson", "office",
    "agency", "official", "officials", "commission", "commissioner", "prosecutor", "prosecutors", "senator",
    "parliament", "embassy", "ambassador", "authority", "authorities", "governor", "secretary", "department",
    "communiqué", "chancellor", "premier", "delegation", "bank",
];

/// Words before a speaker's verb that can name the speaker.
const LONGEST: usize = 8;

/// The first speaker of a sentence; none if its writer speaks.
pub fn speaker(sentence: &str) -> Option<Speaker> {
    let words = words(sentence);
    let marks = signs(&words);
    let spoken = marks.iter().find(|mark| mark.sign == Sign::Attribution)?;
    let named: Vec<&Word> = subject(&words, spoken);
    let has = |list: &[&str]| named.iter().any(|word| list.contains(&word.text.as_str()));
    let standing = match () {
        () if has(ANONYMOUS) => Standing::Anonymous,
        () if has(OFFICIAL) => Standing::Official,
        () => Standing::Named,
    };
    if standing == Standing::Anonymous {
        // Nobody can tell two of them apart.
        return Some(Speaker { key: "anonymous".to_owned(), standing });
    }
    let is_name = |word: &&&Word| word.capital && !language::is_common_opener(&word.text);
    // "Ada Brandt of the Civic Alliance" is Brandt.
    let person = named.iter().take_while(|word| word.text != "of" && word.text != "from");
    let person: Vec<&&Word> = person.filter(is_name).collect();
    let full_name = person.last().copied().filter(|_| person.len() > 1);
    let key = full_name.or(named.iter().rfind(is_name)).or(named.last())?;
    Some(Speaker { key: key.text.trim_end_matches("'s").to_owned(), standing })
}

/// The words that name a speaker: before a verb, after "according to", up to a comma.
fn subject<'a>(words: &'a [Word], mark: &Mark) -> Vec<&'a Word> {
    let is_verb = mark.places.len() == 1;
    if !is_verb {
        let mut after: Vec<&Word> = Vec::new();
        for word in words.get(mark.places.end..).unwrap_or_default().iter().take(LONGEST) {
            after.push(word);
            if word.after.contains([',', '.', ';', ':']) {
                break;
            }
        }
        return after;
    }
    let sentence = words.get(mark.places.start).map(|word| word.sentence);
    let inside = |word: &&Word| {
        Some(word.sentence) == sentence && !word.after.contains([',', ';', ':', '”', '"']) && !word.quoted
    };
    let ending_at = |end: usize| {
        let before = words.get(..end).unwrap_or_default().iter().rev();
        let mut named: Vec<&Word> = before.take_while(inside).take(LONGEST).collect();
        named.reverse();
        named
    };
    let named = ending_at(mark.places.start);
    // "… by Lind, who said": Lind.
    if let [who] = named.as_slice()
        && who.text == "who"
    {
        let last = mark.places.start.checked_sub(2).and_then(|at| Some((at, words.get(at)?)));
        return last.map(|(at, last)| ending_at(at).into_iter().chain([last]).collect()).unwrap_or_default();
    }
    if !named.is_empty() {
        return named;
    }
    // "…”, said Lind."
    let after = words.get(mark.places.end..).unwrap_or_default().iter().take(3);
    let after: Vec<&Word> = after.take_while(|w| w.text != "that").filter(|word| word.capital).collect();
    if !after.is_empty() {
        return after;
    }
    // "Lind, who was on board, said"
    let is_end = |(at, word): &(usize, &Word)| at + 1 < mark.places.start && word.after.contains(',');
    let earlier = words.iter().enumerate().take(mark.places.start).rev().find(is_end);
    match earlier.filter(|(_, word)| Some(word.sentence) == sentence && !word.quoted) {
        Some((at, last)) => ending_at(at).into_iter().chain([last]).collect(),
        None => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(sentence: &str, expected: Option<(&str, Standing)>) {
        let found = speaker(sentence);
        assert_eq!(found.as_ref().map(|s| (s.key.as_str(), s.standing)), expected, "{sentence}");
    }

    #[test]
    fn who_speaks_and_with_what_standing() {
        check("The harbour fire killed 39 people.", None);
        check(
            "The fire killed 39 people, the interior ministry said.",
            Some(("ministry", Standing::Official)),
        );
        check("The interior ministry said that it killed 39.", Some(("ministry", Standing::Official)));
        check("The mayor, Ulla Kern, will go, said Lind.", Some(("lind", Standing::Named)));
        check("According to President Dragan Melk, the strait is open.", Some(("melk", Standing::Official)));
        check(
            "Two people familiar with the talks said that he left.",
            Some(("anonymous", Standing::Anonymous)),
        );
        check(
            "Ada Brandt of the Alliance, who was there, said that Lind had left.",
            Some(("brandt", Standing::Named)),
        );
        check("Korvin was sued by Ada Lind, who said that it was late.", Some(("lind", Standing::Named)));
        check("Ada Brandt told reporters that the envoy left.", Some(("brandt", Standing::Named)));
    }
}
