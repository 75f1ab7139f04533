//! Which side of a question for a yes or a no a sentence speaks for, if any: by what it says of the question's predicate
//! ("legal", "poisoned"), by whose words it has, and only then by the role that its wording plays.

use std::collections::BTreeSet;

use crate::index::analysis::{plain_words, terms};

use super::super::focus::is_light;
use super::super::hedge::speaker;
use super::super::language::Role;
use super::super::question::Question;
use super::super::synonyms::synonyms;
use super::super::{facts, quote};

/// What a question says of its subject.
pub struct Predicate {
    /// Its first telling word, in all that news says for it.
    stems: BTreeSet<String>,
    /// The others.
    rest: Vec<BTreeSet<String>>,
    /// Stems of words that say the contrary.
    opposites: BTreeSet<String>,
    /// A yes speaks well of the subject: who accuses it says no.
    is_praise: bool,
    /// The first name of the question, in lower case, word by word.
    subject: Vec<String>,
}

/// Praise, as far as questions ask for it.
const PRAISE: &[&str] = &[
    "legal", "lawful", "right", "fair", "safe", "innocent", "honest", "justified", "successful", "effective",
    "true", "good", "independent", "constitutional", "reliable", "safely", "win", "won", "accurate",
];
/// Words against each other; beside those that "un-", "il-", "in-" and "im-" make.
const OPPOSITES: &[(&str, &[&str])] = &[
    ("legal", &["void", "unconstitutional", "unlawful"]),
    ("lawful", &["void", "unconstitutional", "illegal"]),
    ("guilty", &["innocent", "acquitted", "cleared"]),
    ("blame", &["cleared", "exonerated", "innocent"]),
    ("safe", &["dangerous", "hazardous"]),
    ("true", &["false", "untrue", "hoax"]),
    ("alive", &["dead", "died", "killed"]),
    ("won", &["lost", "defeated"]),
    ("accept", &["refused", "rejected"]),
];
/// Who denies a thing denies it whatever else the sentence holds.
const DENIALS: &[&str] = &[
    "denied", "denies", "deny", "denying", "rejected", "rejects", "dismissed", "dismisses", "refuted",
    "disputed",
];

impl Predicate {
    pub fn of(question: &Question) -> Self {
        let text = question.interpreted();
        let words = plain_words(text);
        let is_telling = |word: &&str| {
            let known = question.terms().iter().any(|term| term.word == **word);
            known && word.starts_with(char::is_lowercase) && !is_light(word)
        };
        let telling: Vec<&str> = words.iter().map(|word| word.range.of(text)).filter(is_telling).collect();
        let meant = |word: &str| -> BTreeSet<String> {
            let own = terms(word).into_iter().map(|term| term.stem);
            own.flat_map(|stem| synonyms(&stem, text).into_iter().chain([stem])).collect()
        };
        let stems = telling.first().map(|word| meant(word)).unwrap_or_default();
        let opposites = opposites(telling.first().copied().unwrap_or_default(), &stems);
        let subject = question.names().first().map(|name| name.to_lowercase()).unwrap_or_default();
        Self {
            rest: telling.iter().skip(1).map(|word| meant(word)).collect(),
            opposites,
            is_praise: telling.first().is_some_and(|word| PRAISE.contains(word)),
            stems,
            subject: subject.split(' ').map(str::to_owned).collect(),
        }
    }

    /// The role of a sentence on this question, given the one that its wording plays.
    pub fn role(&self, sentence: &str, by_wording: Role) -> Role {
        if matches!(by_wording, Role::Unknown | Role::Background) {
            return by_wording;
        }
        let words = plain_words(sentence);
        let denial = words.iter().position(|word| DENIALS.contains(&word.stem.as_str()));
        let accusing = words.iter().position(|word| word.stem.starts_with("accus") || word.stem == "alleged");
        if denial.is_some() && denial < accusing.or(Some(usize::MAX)) {
            return Role::Defence;
        }
        match self.says(sentence) {
            Some(true) => return Role::Accusation,
            Some(false) => return Role::Defence,
            None => {}
        }
        let own_words = self.is_said_by_subject(sentence);
        match by_wording {
            // What the one who is asked about says is said in defence.
            Role::Accusation | Role::Event if own_words && !self.is_praise => Role::Defence,
            Role::Accusation if self.is_praise => Role::Defence,
            Role::Defence if self.is_praise => Role::Accusation,
            role => role,
        }
    }

    /// Whether a sentence says that it is so, or that it is not. None if it speaks of something else.
    fn says(&self, sentence: &str) -> Option<bool> {
        let quoted = quote::quoted_spans(sentence);
        let stems: BTreeSet<String> = terms(sentence).into_iter().map(|term| term.stem).collect();
        let holds = |set: &BTreeSet<String>| !set.is_disjoint(&stems);
        if holds(&self.opposites) {
            return Some(false);
        }
        let rest = self.rest.iter().filter(|set| holds(set)).count();
        // "Is it a threat to national security?": of several words one more has to be there.
        if !(holds(&self.stems) && (self.rest.len() < 2 || rest > 0)) {
            return None;
        }
        let outside: String = sentence
            .char_indices()
            .filter(|(at, _)| !quoted.iter().any(|span| span.contains(at)))
            .map(|(_, letter)| letter)
            .collect();
        Some(!facts::is_negated(&outside))
    }

    fn is_said_by_subject(&self, sentence: &str) -> bool {
        let Some(speaker) = speaker(sentence) else { return false };
        let said_by = speaker.key.to_lowercase();
        self.subject.iter().any(|name| name.len() > 2 && said_by.split(' ').any(|word| word == name))
    }
}

fn opposites(word: &str, stems: &BTreeSet<String>) -> BTreeSet<String> {
    let listed = OPPOSITES
        .iter()
        .filter(|(own, _)| *own == word || terms(own).iter().any(|term| stems.contains(&term.stem)));
    let listed = listed.flat_map(|(_, others)| others.iter().map(|other| (*other).to_owned()));
    let prefixed = ["un", "il", "in", "im", "dis"];
    let made = stems.iter().flat_map(|stem| prefixed.map(|prefix| format!("{prefix}{stem}")));
    let stemmed = |word: String| terms(&word).into_iter().map(|term| term.stem).collect::<Vec<_>>();
    listed.flat_map(stemmed).chain(made).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::question::tests::read;

    #[track_caller]
    fn check(question: &str, sentence: &str, expected: Role) {
        let role = crate::answer::language::role(sentence, false);
        assert_eq!(Predicate::of(&read(question)).role(sentence, role), expected, "{sentence}");
    }

    #[test]
    fn what_a_sentence_says_of_the_predicate_decides() {
        let asked = "Was the ceasefire in Ukraine legal?";
        check(asked, "The court ruled that the ceasefire was unlawful.", Role::Defence);
        check(asked, "The government said that the ceasefire was lawful.", Role::Accusation);
        check(asked, "The government said that the ceasefire was not legal.", Role::Defence);
        check(asked, "Critics accused the government of misleading the court.", Role::Defence);
    }

    #[test]
    fn who_denies_and_who_is_asked_about_speak_in_defence() {
        let asked = "Did Witkoff favour Moscow?";
        check(asked, "Witkoff denied that he had favoured Moscow, as alleged.", Role::Defence);
        check(asked, "Witkoff said that the talks had been long.", Role::Defence);
        check(asked, "Lawmakers said that Witkoff favoured Moscow.", Role::Accusation);
    }
}
