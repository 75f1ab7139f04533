//! The kind of thing that a question asks for, and whether a sentence holds one that the question does not have.

use std::collections::BTreeSet;

use crate::index::analysis::plain_words;

use super::question::{Form, Heard, Voice};
use super::{facts, language};

/// A number of another kind than the question asks for counts this much.
const OTHER_UNIT: f64 = 0.5;

/// What only stands beside what happened may have caused it, and "he said" may be whose words are asked for; they count
/// this much.
const HINT: f64 = 0.6;

/// What is asked for, and what the question itself has of the kind.
pub struct Asked {
    form: Form,
    unit: Unit,
    /// Stems of all its words.
    words: BTreeSet<String>,
    numbers: BTreeSet<String>,
    voice: Option<Voice>,
}

/// What a number asked for counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Any,
    Time,
    Money,
    Share,
}

const TIMES: &[&str] = &["second", "minute", "hour", "day", "week", "month", "year", "decade"];
const MONEY: &[&str] = &[
    "dollar", "euro", "pound", "crown", "yen", "yuan", "rouble", "ruble", "cent", "penc", "rupee", "peso",
    "franc", "krona", "krone", "lira", "shekel", "dinar", "dirham", "riyal", "zloty", "baht", "ringgit",
    "rupiah", "naira", "shilling", "hryvnia", "forint", "koruna", "marks",
];
const MONEY_VERBS: &[&str] = &[
    "pay", "paid", "cost", "costs", "earn", "earned", "money", "spend", "spent", "worth", "price", "fine",
    "fined", "raise", "raised", "owe", "sell", "sold", "charge", "charged", "lose", "lost",
];

impl Asked {
    pub fn of(text: &str, form: Form) -> Self {
        let lowered = text.to_lowercase();
        let words: BTreeSet<String> = plain_words(text).into_iter().map(|word| word.stem).collect();
        let has = |list: &[&str]| list.iter().any(|word| words.contains(*word));
        let unit = match () {
            () if lowered.contains("how long") => Unit::Time,
            () if TIMES.iter().any(|time| lowered.contains(&format!("how many {time}"))) => Unit::Time,
            () if has(&["percentage", "percent", "share", "proportion"]) => Unit::Share,
            () if lowered.contains("how much") && has(MONEY_VERBS) => Unit::Money,
            () => Unit::Any,
        };
        Self { form, unit, words, numbers: facts::numbers(text), voice: Voice::asked(text) }
    }

    /// How well a sentence holds what is asked for: 0 to 1.
    pub fn held_by(&self, sentence: &str) -> f64 {
        let holds = |is: bool| f64::from(u8::from(is));
        match self.form {
            Form::HowMany => self.number_in(sentence),
            Form::When => holds(facts::is_dated(sentence)),
            Form::Who => holds(self.has_new_name(sentence)),
            Form::Where | Form::Which => {
                holds(self.has_new_name(sentence) || !super::quote::quoted_spans(sentence).is_empty())
            }
            Form::Why if language::gives_a_cause(sentence) => 1.0,
            Form::Why => HINT * holds(language::hints_at_a_cause(sentence)),
            Form::Words => match self.voice.as_ref().map_or(Heard::Not, |voice| voice.heard_in(sentence)) {
                Heard::ByName => 1.0,
                Heard::ByPronoun => HINT,
                Heard::Not => 0.0,
            },
            Form::YesNo | Form::Open => 0.0,
        }
    }

    /// The kind of figure asked for, if the question says which.
    pub fn figure(&self) -> Option<&'static str> {
        match self.unit {
            _ if self.form != Form::HowMany => None,
            Unit::Any => None,
            Unit::Time => Some("a length of time"),
            Unit::Money => Some("an amount of money"),
            Unit::Share => Some("a share"),
        }
    }

    pub fn is_for_a_number(&self) -> bool {
        self.form == Form::HowMany
    }

    /// Whether a word is a number that the question does not have.
    pub fn is_new_number(&self, word: &str) -> bool {
        let numbers = facts::numbers(word);
        !numbers.is_empty() && numbers.is_disjoint(&self.numbers)
    }

    fn has_new_name(&self, sentence: &str) -> bool {
        facts::names(sentence).iter().any(|name| !self.words.contains(name))
    }

    fn number_in(&self, sentence: &str) -> f64 {
        let new: Vec<(String, String)> =
            facts::quantities(sentence).into_iter().filter(|(n, _)| !self.numbers.contains(n)).collect();
        if new.is_empty() {
            return 0.0;
        }
        let text = sentence.to_lowercase();
        let units =
            |list: &[&str]| new.iter().any(|(_, unit)| list.iter().any(|word| unit.starts_with(word)));
        let fits = match self.unit {
            Unit::Any => true,
            Unit::Time => units(TIMES) || TIMES.iter().any(|time| text.contains(&format!("-{time}"))),
            Unit::Share => text.contains('%') || text.contains("percent") || text.contains("per cent"),
            Unit::Money => {
                text.contains(['$', '£', '€', '¥']) || MONEY.iter().any(|word| text.contains(*word))
            }
        };
        if fits { 1.0 } else { OTHER_UNIT }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_more_than_dollars() {
        let asked = Asked::of("How much will the gate cost?", Form::HowMany);
        for amount in ["73 million marks", "40,000 rupees", "$12", "nine thousand pesos"] {
            assert_eq!(asked.held_by(&format!("The gate will cost {amount}.")), 1.0, "{amount}");
        }
        assert!(asked.held_by("The gate will take 73 weeks.") < 1.0);
    }
    use crate::answer::question::form;

    #[track_caller]
    fn check(question: &str, sentence: &str, expected: f64) {
        assert!(
            (Asked::of(question, form(question)).held_by(sentence) - expected).abs() < 1e-9,
            "{sentence}"
        );
    }

    #[test]
    fn a_number_is_of_the_kind_asked_for_and_not_the_question_s_own() {
        check("How many died on ferry 12?", "Ferry 12 was old.", 0.0);
        check("How many died on ferry 12?", "Nine died on ferry 12.", 1.0);
        check("How long did the talks last?", "They spoke for five hours.", 1.0);
        check("How long did the talks last?", "They spoke with five envoys.", OTHER_UNIT);
        check("How much did Melk pay?", "Melk paid 40 crowns.", 1.0);
        check("How much did Melk pay?", "Melk paid for 40 ferries.", OTHER_UNIT);
    }

    #[test]
    fn a_name_is_one_that_the_question_does_not_have() {
        check("Who leads the Harbour Union?", "The Harbour Union has a leader.", 0.0);
        check("Who leads the Harbour Union?", "Rolf Tennant leads the Harbour Union.", 1.0);
    }
}
