//! A sentence in the form in which it is compared with others.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use jiff::civil::Date;

use super::Statement;
use super::days::{days, is_of_time};
use crate::answer::hedge;
use crate::ground::facts;
use crate::ground::numbers::numbers;
use crate::ground::words::{Word, words};

/// Verbs that only say that somebody speaks.
pub const SPEECH: &[&str] = &[
    "said", "says", "say", "told", "tells", "according", "wrote", "writes", "added", "announced", "stated",
    "reported", "reports", "declared", "confirmed", "showed", "shows", "heard", "replied", "insisted",
    "spokesman", "spokeswoman", "spokesperson",
];

/// A sentence as it is compared.
pub struct Account<'a> {
    pub index: usize,
    pub statement: &'a Statement<'a>,
    pub words: Vec<Word>,
    /// Stems that say what it is about: no numbers, days, or words of speech.
    pub content: BTreeSet<String>,
    pub names: BTreeSet<String>,
    pub days: BTreeMap<Date, Range<usize>>,
    /// Whose word it is, if not the outlet's.
    pub speaker: Option<String>,
    /// Names and content of its article's title and first sentence.
    lead: BTreeSet<String>,
}

/// What an article is about, as its title and first sentence have it.
pub struct Lead {
    source: usize,
    words: BTreeSet<String>,
}

impl Lead {
    pub fn all(statements: &[Statement<'_>]) -> Vec<Self> {
        let mut leads: Vec<Self> = Vec::new();
        for statement in statements {
            if leads.iter().all(|lead| lead.source != statement.source) {
                let mut about = content(&words(statement.title), "");
                about.extend(content(&words(statement.text), statement.outlet));
                leads.push(Self { source: statement.source, words: about });
            }
        }
        leads
    }
}

impl<'a> Account<'a> {
    pub fn of(index: usize, statement: &'a Statement<'a>, leads: &[Lead]) -> Self {
        let read = words(statement.text);
        let speaker = hedge::speaker(statement.text).map(|speaker| speaker.key);
        let outlet: BTreeSet<String> = words(statement.outlet).into_iter().map(|word| word.plain).collect();
        let mut names = names(&read);
        names.retain(|name| !outlet.contains(name) && Some(name) != speaker.as_ref());
        let lead = leads.iter().find(|lead| lead.source == statement.source);
        Self {
            index,
            statement,
            content: content(&read, statement.outlet),
            days: days(&read, statement.day),
            words: read,
            names,
            speaker,
            lead: lead.map(|lead| lead.words.clone()).unwrap_or_default(),
        }
    }

    /// Days between the two articles; none where either has no day.
    pub fn days_from(&self, other: &Self) -> Option<i32> {
        let (ours, theirs) = (self.statement.day?, other.statement.day?);
        Some((ours - theirs).get_days().abs())
    }

    /// Of what the two have in common, how many stems are no names.
    pub fn shared_beside_names(&self, other: &Self) -> usize {
        let names = |stem: &String| self.names.contains(stem) || other.names.contains(stem);
        self.shared(other).into_iter().filter(|stem| !names(stem)).count()
    }

    /// Half of the names of the one that has fewer are the other's too; where one names nobody, its article's beginning
    /// speaks for it.
    pub fn is_about_the_same(&self, other: &Self) -> bool {
        let fewer = self.names.len().min(other.names.len());
        let shared = self.names.intersection(&other.names).count();
        if fewer == 0 { self.shares_names(other) } else { 2 * shared >= fewer }
    }

    /// Both may tell of one event: they name no other places and people, and no other days.
    pub fn may_be_of_one_event(&self, other: &Self) -> bool {
        let (ours, theirs) = (&self.days, &other.days);
        let apart =
            !ours.is_empty() && !theirs.is_empty() && !ours.keys().any(|day| theirs.contains_key(day));
        !apart && self.is_about_the_same(other)
    }

    /// A name in common; where one names nobody, its article's beginning speaks for it.
    pub fn shares_names(&self, other: &Self) -> bool {
        match (self.names.is_empty(), other.names.is_empty()) {
            (false, false) => !self.names.is_disjoint(&other.names),
            (true, false) => self.lead_shares(other),
            (false, true) => other.lead_shares(self),
            (true, true) => self.shared(other).len() > 1 || self.lead.intersection(&other.lead).count() > 2,
        }
    }

    fn lead_shares(&self, other: &Self) -> bool {
        let shared = |stem: &&String| self.lead.contains(*stem);
        other.content.iter().filter(shared).count() > 1
    }

    /// Content that both have.
    pub fn shared<'b>(&'b self, other: &'b Self) -> Vec<&'b String> {
        self.content.intersection(&other.content).collect()
    }

    /// Share of the shorter one's content that both have; none where the longer one goes far beyond it.
    pub fn likeness(&self, other: &Self) -> f64 {
        const OF_LONGER: f64 = 0.3;
        let (shorter, longer) =
            (self.content.len().min(other.content.len()), self.content.len().max(other.content.len()));
        let shared = self.shared(other).len() as f64;
        if shared < OF_LONGER * longer as f64 { 0.0 } else { shared / shorter.max(1) as f64 }
    }

    pub fn has(&self, signs: &[&str]) -> bool {
        self.words.iter().any(|word| signs.contains(&word.plain.as_str()))
    }

    /// Someone other than `other` answers for it: another outlet, or another speaker.
    pub fn is_another_s(&self, other: &Self) -> bool {
        let outlets = !self.statement.outlet.eq_ignore_ascii_case(other.statement.outlet);
        let speakers = self.speaker != other.speaker && self.speaker.is_some() && other.speaker.is_some();
        outlets || speakers
    }

    /// Published later: by a day, or by an hour where both state the time.
    pub fn is_later_than(&self, other: &Self) -> bool {
        const HOUR: i64 = 3600;
        match (self.statement.at, other.statement.at) {
            (Some(ours), Some(theirs)) => ours.as_second() - theirs.as_second() >= HOUR,
            _ => self.statement.day > other.statement.day && other.statement.day.is_some(),
        }
    }
}

fn content(words: &[Word], outlet: &str) -> BTreeSet<String> {
    let outlet = outlet.to_lowercase();
    let counted = numbers(words);
    let says = |(at, word): &(usize, &Word)| {
        let plain = word.plain.as_str();
        word.telling
            && !word.is_digits()
            && !SPEECH.contains(&plain)
            && !is_of_time(word)
            && !outlet.split(' ').any(|own| own == plain)
            && !counted.iter().any(|number| number.first <= *at && *at <= number.last)
    };
    words.iter().enumerate().filter(says).map(|(_, word)| word.stem.clone()).collect()
}

/// The names of a sentence: what is written with a capital and is no day or month. At the beginning of a sentence too, unless
/// it is a word that often opens one.
fn names(words: &[Word]) -> BTreeSet<String> {
    let is_name = |word: &&Word| {
        let opens = word.opens && facts::is_common_opener(&word.plain);
        word.capital && word.plain.chars().count() > 1 && !opens && !is_of_time(word)
    };
    words.iter().filter(is_name).map(|word| word.plain.clone()).collect()
}
