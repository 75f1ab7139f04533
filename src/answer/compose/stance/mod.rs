//! Which side of a question for a yes or a no a sentence speaks for, if any: by what it says of the question's predicate
//! ("legal", "poisoned"), by whose words it has, and only then by the role that its wording plays.

mod reading;
mod wording;

use std::collections::BTreeSet;

use crate::index::analysis::{Term, plain_words, terms};

use crate::answer::evidence::Evidence;
use crate::answer::focus::is_light;
use crate::answer::hedge::speaker;
use crate::answer::language::{self, Role, finds_nothing};
use crate::answer::question::Question;
use crate::answer::synonyms::synonyms;
use crate::answer::{facts, quote};
pub use wording::holds_back;

pub use reading::words_of;
use reading::{head, is_diffuse, objects, opposites};
use wording::{
    ACCUSING, ADMISSIONS, BREAKS_THE_LAW, DENIALS, SUBORDINATE, TAKES_A_SIDE, claims_responsibility,
    denies_outright, is_accusing, is_verdict, looked, says_nothing_is_found,
};

/// What a question says of its subject.
pub struct Predicate {
    /// Its first telling word, in all that news says for it.
    stems: BTreeSet<String>,
    /// The others.
    rest: Vec<BTreeSet<String>>,
    /// Asks of something that has no name whether it does something: any of the words may be what is done.
    is_diffuse: bool,
    /// Stems of words that say the contrary.
    opposites: BTreeSet<String>,
    /// A yes speaks well of the subject: who accuses it says no.
    is_praise: bool,
    /// Asks whether something keeps the law.
    is_of_law: bool,
    /// "Was it Brandt who did it?": that it was done, everybody says.
    asks_who: bool,
    /// The first name of the question, in lower case, word by word.
    subject: Vec<String>,
    /// The words of all names of the question that are no nationality, in lower case.
    names: Vec<String>,
    /// The last names of those who accuse or sue whom the question is about, in lower case.
    opponents: BTreeSet<String>,
    /// The words of the name right behind the predicate, one of which has to be there: "Is Brandt supporting Melk?" is not
    /// answered by who supports Brandt.
    objects: Vec<String>,
}

/// Praise, as far as questions ask for it.
const PRAISE: &[&str] = &[
    "legal", "lawful", "right", "fair", "safe", "innocent", "honest", "justified", "successful", "effective",
    "true", "good", "independent", "constitutional", "reliable", "safely", "win", "won", "accurate",
];
const OF_THE_LAW: &[&str] = &["legal", "lawful", "constitutional", "legally", "lawfully"];
/// Words within which a sentence names who speaks, if it opens with them.
const OPENING: usize = 6;

/// Where what is done may be any of a question's words, so many of them have to be there.
const DIFFUSE: f64 = 0.5;
/// Words between a denial and what it denies.
const CLOSE: usize = 5;

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
        let head = head(text, &telling);
        let stems = head.map(meant).unwrap_or_default();
        let opposites = opposites(head.unwrap_or_default(), &stems);
        let subject = question.names().first().map(|name| name.to_lowercase()).unwrap_or_default();
        Self {
            rest: telling.iter().filter(|word| Some(**word) != head).map(|word| meant(word)).collect(),
            opposites,
            is_praise: head.is_some_and(|word| PRAISE.contains(&word)),
            is_diffuse: is_diffuse(text),
            is_of_law: head.is_some_and(|word| OF_THE_LAW.contains(&word)),
            stems,
            asks_who: ["was it ", "is it "].iter().any(|opening| {
                let behind = text.get(opening.len()..).filter(|_| text.to_lowercase().starts_with(opening));
                question.names().first().is_some_and(|name| behind.is_some_and(|text| text.starts_with(name)))
            }),
            subject: subject.split(' ').map(str::to_owned).collect(),
            opponents: BTreeSet::new(),
            objects: objects(question, head.unwrap_or_default()),
            names: question.names().iter().flat_map(|name| words_of(name)).collect(),
        }
    }

    /// With those in mind who accuse or sue, as the evidence tells, the one who is asked about.
    pub fn heard_in(mut self, evidence: &Evidence) -> Self {
        let all = evidence.sentences().filter_map(|(id, _)| self.opponent(evidence.words(id)));
        self.opponents = all.collect();
        self
    }

    /// "Sued by Lind" and "Lind accused Brandt", on a question about Brandt.
    fn opponent(&self, sentence: &str) -> Option<String> {
        // Few sentences do, and all of the evidence is read.
        if !["sue", "suing", "ccus"].iter().any(|part| sentence.contains(part)) {
            return None;
        }
        let words = plain_words(sentence);
        let at = words.iter().position(|word| ACCUSING.contains(&word.stem.as_str()))?;
        let (before, behind) = (words.get(..at)?, words.get(at + 1..)?);
        let names_subject =
            |words: &[Term]| words.iter().any(|w| w.stem.len() > 2 && self.subject.contains(&w.stem));
        let is_name = |word: &&Term| word.range.of(sentence).starts_with(char::is_uppercase);
        let is_by = behind.first().is_some_and(|word| word.stem == "by");
        let name = match is_by {
            true if names_subject(before) => behind.get(1..)?.iter().take_while(is_name).last(),
            false if names_subject(behind) => before.last().filter(is_name),
            _ => None,
        }?;
        Some(name.stem.clone()).filter(|name| !self.subject.contains(name))
    }

    /// Whether a text names whom or what the question is about: a threat to the same country by something else is no answer.
    pub fn is_about(&self, text: &str) -> bool {
        let lowered = text.to_lowercase();
        self.names.is_empty() || self.names.iter().any(|name| lowered.contains(name.as_str()))
    }

    /// The role of a sentence on this question, given the one that its wording plays.
    pub fn role(&self, sentence: &str, by_wording: Role) -> Role {
        let sentence = &*language::without_look_alikes(sentence);
        let own_words = !self.is_praise && self.is_said_by_subject(sentence);
        if let Some(role) = self.role_of_silence(sentence, by_wording, own_words) {
            return role;
        }
        let words = plain_words(sentence);
        let denial = words.iter().position(|word| DENIALS.contains(&word.stem.as_str()));
        let accusing = words.iter().position(|word| is_accusing(&word.stem));
        let is_denial = denial.is_some() && denial < accusing.or(Some(usize::MAX));
        if is_denial || denies_outright(sentence) {
            return Role::Defence;
        }
        if finds_nothing(sentence) && self.is_heard_on_it(sentence) {
            return self.of_nothing_found(sentence);
        }
        if accusing.is_some_and(|at| self.is_accuser(sentence, at)) {
            return Role::Defence;
        }
        if !self.is_praise && !own_words && self.is_about(sentence) && self.is_said_by_opponent(sentence) {
            return Role::Accusation;
        }
        let admits = words.iter().any(|word| ADMISSIONS.contains(&word.stem.as_str()));
        let speaks = speaker(sentence).is_some_and(|speaker| self.subject.contains(&speaker.key));
        if own_words && speaks && !admits && self.touches(sentence) {
            return Role::Defence;
        }
        if self.is_only_asked(sentence) {
            return Role::Event;
        }
        if !self.is_praise && claims_responsibility(sentence) {
            return if self.is_about(sentence) { Role::Accusation } else { Role::Defence };
        }
        match self.says(sentence) {
            // "Gossip", he called the claim.
            Some(true) if by_wording == Role::Defence && !self.is_praise => return Role::Defence,
            Some(true) => return Role::Accusation,
            Some(false) => return Role::Defence,
            // Who is asked about admits something of it.
            None if admits && own_words && self.touches(sentence) => {
                return Role::Accusation;
            }
            None => {}
        }
        let takes_a_side =
            words.iter().any(|word| TAKES_A_SIDE.iter().any(|sign| word.stem.starts_with(sign)));
        let is_of_others =
            || !takes_a_side && !is_verdict(sentence) && !self.is_about(sentence) && !self.touches(sentence);
        match by_wording {
            // "The alleged incident was on a Friday", and inquiries into others.
            Role::Accusation | Role::Defence if is_of_others() => Role::Event,
            // What the one who is asked about says is said in defence.
            Role::Accusation if own_words => Role::Defence,
            Role::Event if own_words && self.touches(sentence) => Role::Defence,
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
        let lowered = sentence.to_lowercase();
        let breaks_the_law = || BREAKS_THE_LAW.iter().any(|words| lowered.contains(words));
        if holds(&self.opposites) || self.is_of_law && breaks_the_law() {
            return Some(false);
        }
        let rest = self.rest.iter().filter(|set| holds(set)).count();
        if self.is_diffuse {
            let held = rest + usize::from(holds(&self.stems));
            let is_it = held >= 2 && held as f64 >= DIFFUSE * (self.rest.len() + 1) as f64;
            return is_it.then(|| !self.is_denied(sentence));
        }
        // "Is it a threat to national security?": of several words one more has to be there.
        let of_object =
            self.objects.is_empty() || self.objects.iter().any(|name| lowered.contains(name.as_str()));
        if !(of_object && holds(&self.stems) && (self.rest.len() < 2 || rest > 0)) {
            return None;
        }
        let outside: String = sentence
            .char_indices()
            .filter(|(at, _)| !quoted.iter().any(|span| span.contains(at)))
            .map(|(_, letter)| letter)
            .collect();
        match self.is_denied(sentence) {
            true => Some(false),
            false if self.asks_who && !self.subject.iter().any(|name| lowered.contains(name)) => None,
            // Something else is denied: it may be what follows from it.
            false => (!facts::is_negated(&outside)).then_some(true),
        }
    }

    /// The word of the predicate stands close behind a "not": "may not debate or pass any of the laws" says nothing of legal.
    fn is_denied(&self, text: &str) -> bool {
        let words = plain_words(text);
        let of_rest = |stem: &String| self.is_diffuse && self.rest.iter().any(|set| set.contains(stem));
        let is_of_it = |stem: &String| self.stems.contains(stem) || of_rest(stem);
        let is_own = |word: &Term| terms(word.range.of(text)).iter().any(|term| is_of_it(&term.stem));
        words.iter().enumerate().filter(|(_, word)| is_own(word)).any(|(at, _)| {
            let from = at.saturating_sub(CLOSE);
            let before = words.get(from..=at).unwrap_or_default();
            before.iter().any(|word| facts::is_negated(word.range.of(text)))
        })
    }

    /// "Asked about whether the company broke the law" says nothing of it.
    fn is_only_asked(&self, sentence: &str) -> bool {
        let Some((before, _)) = sentence.split_once(" whether ") else { return false };
        let stems: Vec<String> = terms(before).into_iter().map(|term| term.stem).collect();
        !stems.iter().any(|stem| self.stems.contains(stem))
    }

    /// Whether a sentence names whom the question is about before the word that accuses, and not behind it: then they accuse
    /// others. Not in the passive.
    fn is_accuser(&self, sentence: &str, at: usize) -> bool {
        let words = plain_words(sentence);
        let names = |words: &[Term]| words.iter().any(|word| self.names.contains(&word.stem));
        let (before, behind) = (words.get(..at).unwrap_or_default(), words.get(at..).unwrap_or_default());
        let is_passive = before.iter().rev().take(3).any(|word| {
            matches!(
                word.stem.as_str(),
                "was" | "were" | "been" | "being" | "is" | "are" | "stands" | "be" | "have" | "has"
            )
        });
        let says_by = behind.iter().take(3).any(|word| word.stem == "by" || word.stem == "of");
        !self.is_praise && names(before) && !names(behind) && !is_passive && !says_by
    }

    /// The role of what is not known, not found or not of the day, as far as that decides it.
    fn role_of_silence(&self, sentence: &str, by_wording: Role, own_words: bool) -> Option<Role> {
        match by_wording {
            // "The court said that there is no evidence of it" is its finding; "it is not known" is nobody's.
            Role::Unknown if looked(sentence) || says_nothing_is_found(sentence) => {
                Some(self.of_nothing_found(sentence))
            }
            // Who holds back complicates it: "The ministry warned that this was not confirmed".
            _ if holds_back(sentence) && (self.touches(sentence) || speaker(sentence).is_some()) => {
                Some(Role::Defence)
            }
            Role::Background if finds_nothing(sentence) && self.touches(sentence) => {
                Some(self.of_nothing_found(sentence))
            }
            Role::Unknown => Some(Role::Unknown),
            // What the one who is asked about said before is said in defence too.
            Role::Background => Some(if own_words { Role::Defence } else { Role::Background }),
            _ => None,
        }
    }

    /// Which side a finding of nothing is on: "no evidence of fraud" speaks for a fair vote.
    fn of_nothing_found(&self, sentence: &str) -> Role {
        let is_of_it = terms(sentence).iter().any(|term| self.stems.contains(&term.stem));
        if self.is_praise && !is_of_it { Role::Accusation } else { Role::Defence }
    }

    /// Whether a sentence is on what is asked, or on whom.
    fn is_heard_on_it(&self, sentence: &str) -> bool {
        self.touches(sentence) || self.is_about(sentence) && !self.names.is_empty()
    }

    /// Whether a sentence has any word of the predicate.
    fn touches(&self, sentence: &str) -> bool {
        let stems: BTreeSet<String> = terms(sentence).into_iter().map(|term| term.stem).collect();
        std::iter::once(&self.stems).chain(&self.rest).any(|set| !set.is_disjoint(&stems))
    }

    /// A sentence whose speaker is the subject, or speaks for it.
    fn is_said_by_subject(&self, sentence: &str) -> bool {
        let words = plain_words(sentence);
        // "Lind gave her account, saying that the pier had hit her."
        let names = |word: &Term| word.stem.len() > 2 && self.subject.contains(&word.stem);
        let saying = words.iter().position(|word| word.stem == "saying").unwrap_or_default();
        let account = words.get(..saying).unwrap_or_default();
        if account.iter().take(OPENING).any(names)
            && !account.iter().any(|word| self.opponents.contains(&word.stem))
        {
            return true;
        }
        let Some(speaker) = speaker(sentence) else { return false };
        let mut main = words.iter().take_while(|word| !SUBORDINATE.contains(&word.stem.as_str()));
        if self.subject.contains(&speaker.key) {
            return main.any(|word| word.stem == speaker.key);
        }
        let is_own = |at: usize, word: &Term| {
            let behind = sentence.get(word.range.end()..).unwrap_or_default();
            let is_spoken_for = at > 0 && words.get(at - 1).is_some_and(|before| before.stem == "for");
            let owns = behind.starts_with("'s ") || behind.starts_with("’s ");
            names(word) && (owns || is_spoken_for)
        };
        words.iter().take(OPENING).enumerate().any(|(at, word)| is_own(at, word))
    }

    /// A sentence whose speaker accuses or sues the subject.
    fn is_said_by_opponent(&self, sentence: &str) -> bool {
        speaker(sentence).is_some_and(|speaker| self.opponents.contains(&speaker.key))
    }
}

#[cfg(test)]
mod tests;
