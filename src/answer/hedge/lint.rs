//! Finds wording that is stronger or weaker than its level.
//!
//! | level | too strong | too weak |
//! |---|---|---|
//! | established | stress beyond doubt ("undoubtedly") | "may", "possibly", "allegedly", "some say" |
//! | reported | any stress | the same, but not "reportedly" |
//! | single source | no word of who says it; stress; "several outlets" | "some say", "allegedly", "may have said" |
//! | disputed | no sign of the dispute; stress | |
//! | alleged | no sign of an allegation or of who says it; stress | |
//! | unclear | no sign that it is open; stress | |
//!
//! Each statement is looked at by itself, and each of its clauses: what is said in one does not cover another. A
//! speaker's own "may" or "certainly" is the speaker's, and so is whatever stands in quotation marks.

use std::ops::Range;

use super::level::Level;
use super::signs::{Mark, Sign, signs};
use super::words::{Word, words};
use crate::answer::language;

/// Which way a wording is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingKind {
    /// Stronger than the level allows.
    Over,
    /// Weaker than the level deserves.
    Under,
}

/// A place where the wording does not fit the level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub kind: FindingKind,
    /// Bytes of the text.
    pub range: Range<usize>,
    /// The whole statement lacks what its level takes, rather than having a word too many.
    pub is_flat: bool,
    pub why: &'static str,
    pub suggestion: &'static str,
}

/// Everything in a text that is worded stronger or weaker than `level`, in order.
pub fn lint(text: &str, level: Level) -> Vec<Finding> {
    let words = words(text);
    let marks = signs(&words);
    let units = units(&words, &marks);
    let read = Reading { text, words: &words, marks: &marks };
    let mut findings: Vec<Finding> = units.into_iter().flat_map(|unit| read.unit(unit, level)).collect();
    findings.extend(read.whole(level));
    findings.sort_by_key(|finding| (finding.range.start, finding.kind));
    findings
}

/// A text with its signs.
struct Reading<'a> {
    text: &'a str,
    words: &'a [Word],
    marks: &'a [Mark],
}

impl Reading<'_> {
    /// What is wrong within one statement.
    fn unit(&self, unit: Range<usize>, level: Level) -> Vec<Finding> {
        let inside: Vec<&Mark> = self.marks.iter().filter(|mark| unit.contains(&mark.places.start)).collect();
        let mut findings = Vec::new();
        let of = |signs: &[Sign]| inside.iter().find(|mark| signs.contains(&mark.sign)).copied();
        let asides = self.asides(&unit);
        let shown = |signs: &[Sign]| {
            let main = |mark: &&&Mark| !asides.iter().any(|aside| aside.contains(&mark.places.start));
            inside.iter().filter(main).find(|mark| signs.contains(&mark.sign)).copied()
        };
        let stressed =
            of(&[Sign::Booster, Sign::Absolute]).filter(|mark| !self.is_spoken(mark, &inside, &unit));
        let weakened = inside.iter().find(|mark| weakens(mark.sign) && !self.is_spoken(mark, &inside, &unit));
        let weakened = weakened.copied();
        match level {
            Level::Established => {
                let absolute = of(&[Sign::Absolute]).filter(|mark| !self.is_spoken(mark, &inside, &unit));
                findings.extend(absolute.map(|mark| self.over(mark)));
                findings.extend(weakened.map(|mark| self.under(mark)));
            }
            Level::Reported => {
                findings.extend(stressed.map(|mark| self.over(mark)));
                // "Reportedly" is what this level says.
                let weakened = weakened.filter(|mark| !self.is(mark, "reportedly"));
                findings.extend(weakened.map(|mark| self.under(mark)));
            }
            Level::SingleSource => {
                findings.extend(stressed.or(of(&[Sign::Crowd])).map(|mark| self.over(mark)));
                let flat = match shown(&[Sign::Attribution]) {
                    Some(_) => self.uncovered(&unit, &inside),
                    None => self.flat_clause(&unit),
                };
                match weakened {
                    Some(mark) if self.is(mark, "reportedly") && flat.is_none() => {}
                    Some(mark) if flat.is_none() => findings.push(self.under(mark)),
                    _ => findings.extend(flat.and_then(|flat| self.flat(&flat, FLAT_SINGLE))),
                }
            }
            Level::Alleged => {
                findings.extend(stressed.map(|mark| self.over(mark)));
                let flat = match shown(SHOWS_ALLEGATION) {
                    Some(_) => self.uncovered(&unit, &inside),
                    None => self.flat_clause(&unit),
                };
                findings.extend(flat.and_then(|flat| self.flat(&flat, FLAT_ALLEGED)));
            }
            Level::Unclear => {
                findings.extend(stressed.map(|mark| self.over(mark)));
                let is_open = shown(&[Sign::Open]).is_some() || language::is_unknown(self.text);
                let flat = if is_open { None } else { self.flat_clause(&unit) };
                findings.extend(flat.and_then(|flat| self.flat(&flat, FLAT_UNCLEAR)));
            }
            Level::Disputed => findings.extend(stressed.map(|mark| self.over(mark))),
        }
        findings
    }

    /// What is wrong with the text as a whole: a dispute and an open question need to be shown once.
    fn whole(&self, level: Level) -> Option<Finding> {
        let shows = |signs: &[Sign]| self.marks.iter().any(|mark| signs.contains(&mark.sign));
        let all = 0..self.words.len();
        match level {
            Level::Disputed if !shows(&[Sign::Dispute]) && !self.sets_against() => {
                self.flat(&all, FLAT_DISPUTED)
            }
            _ => None,
        }
    }

    /// Two speakers with a word of contrast or a semicolon between them show a dispute.
    fn sets_against(&self) -> bool {
        const CONTRASTS: &[&str] = &["but", "while", "whereas", "although", "though", "however", "yet"];
        let speakers = self.marks.iter().filter(|mark| mark.sign == Sign::Attribution);
        let places: Vec<usize> = speakers.map(|mark| mark.places.start).collect();
        let contrast =
            |word: &Word| CONTRASTS.contains(&word.text.as_str()) && !word.quoted || word.after.contains(';');
        let between =
            |from: usize, to: usize| self.words.get(from..to).is_some_and(|part| part.iter().any(contrast));
        let verbs = self.marks.iter().filter(|mark| mark.is_verb()).map(|mark| mark.places.start);
        let verbs: Vec<usize> = verbs.collect();
        let and = |word: &Word| word.text == "and" && !word.quoted;
        if let (Some(first), Some(last)) = (verbs.first(), verbs.last())
            && self.words.get(*first..*last).is_some_and(|part| part.iter().any(and))
        {
            return true;
        }
        match (places.first(), places.last()) {
            (Some(first), Some(last)) => first < last && (between(*first, *last) || between(0, *first)),
            _ => false,
        }
    }

    /// Weakening or stress that is the speaker's own: it follows the speaker's verb, or the speaker is named at the end.
    fn is_spoken(&self, mark: &Mark, inside: &[&Mark], unit: &Range<usize>) -> bool {
        if matches!(mark.sign, Sign::Weasel | Sign::PassingOn) {
            return inside.iter().any(|other| other.is_verb() && other.places.start < mark.places.start);
        }
        let vague = inside.iter().any(|other| matches!(other.sign, Sign::Weasel | Sign::PassingOn));
        let speaks = |other: &&&Mark| {
            let after = other.places.start < mark.places.start && self.reaches(other, mark);
            other.is_verb() && (after || self.ends(other, unit))
        };
        !vague && inside.iter().any(|other| speaks(&other))
    }

    /// "With forecasters saying so, …" reaches to the next comma; a finite verb to the end.
    fn reaches(&self, speaker: &Mark, mark: &Mark) -> bool {
        let between = self.words.get(speaker.places.start..mark.places.start).unwrap_or_default();
        let participle = between.first().is_some_and(|verb| verb.text == "saying");
        !participle || !between.iter().any(|word| word.after.contains(','))
    }

    /// The speaker stands at the end, after a comma: ", the mayor said".
    fn ends(&self, mark: &Mark, unit: &Range<usize>) -> bool {
        const AFTER: usize = 4;
        const NAMED_WITHIN: usize = 8;
        let after = self.words.get(mark.places.end..unit.end).unwrap_or_default();
        let says_more = has_finite_verb(after) || after.iter().any(|word| word.text == "that");
        let before = (unit.start..mark.places.start).rev().take(NAMED_WITHIN);
        let comma =
            before.into_iter().find(|place| self.words.get(*place).is_some_and(|w| w.after.contains(',')));
        let speaker_follows = comma.is_some_and(|comma| !self.opens_with(&(comma + 1..unit.end), JOINTS));
        after.len() <= AFTER && !says_more && speaker_follows
    }

    /// Parentheses of the form ", who …,": what they weaken or attribute is not what the sentence states.
    fn asides(&self, unit: &Range<usize>) -> Vec<Range<usize>> {
        const RELATIVE: &[&str] = &["who", "which", "whose", "whom", "where"];
        let comma = |place: usize| self.words.get(place).is_some_and(|word| word.after.contains(','));
        let opens = |place: &usize| {
            let word = self.words.get(*place).map_or("", |word| word.text.as_str());
            place.checked_sub(1).is_some_and(comma) && RELATIVE.contains(&word)
        };
        let aside = |start: usize| {
            let end = (start..unit.end.saturating_sub(1)).find(|place| comma(*place))? + 1;
            let after = self.words.get(end..unit.end)?;
            after.iter().any(is_finite).then_some(start..end)
        };
        (unit.start + 1..unit.end).filter(opens).filter_map(aside).collect()
    }

    /// The part of a statement that its attribution does not reach: a clause with a verb of its own before ", and X
    /// said", or after "X said …, but".
    fn uncovered(&self, unit: &Range<usize>, inside: &[&Mark]) -> Option<Range<usize>> {
        let (first, last) =
            (inside.iter().find(|m| m.attributes())?, inside.iter().rfind(|m| m.attributes())?);
        let word = self.words.get(first.places.end.checked_sub(1)?)?;
        let parenthesis = word.after.contains(',')
            || self.ends(last, unit)
            || !last.is_verb() && last.places.start > unit.start;
        if !first.is_verb() || parenthesis {
            return None;
        }
        let clauses = self.clauses(unit);
        let flat = |clause: &&Range<usize>| {
            self.is_flat(clause) && !inside.iter().any(|m| m.attributes() && clause.contains(&m.places.start))
        };
        clauses
            .iter()
            .find(|clause| {
                flat(clause) && (clause.end <= first.places.start || self.opens_with(clause, &["but", "yet"]))
            })
            .cloned()
    }

    /// A clause that states something without weakening it. Where no verb is recognised, as in headlines, all of it is
    /// one clause.
    fn flat_clause(&self, unit: &Range<usize>) -> Option<Range<usize>> {
        if self.words.get(unit.end.saturating_sub(1)).is_some_and(|last| last.after.contains('?')) {
            return None;
        }
        let asides = self.asides(unit);
        let main = |mark: &Mark| !asides.iter().any(|aside| aside.contains(&mark.places.start));
        let opens = |mark: &Mark| unit.contains(&mark.places.start) && mark.leaves_open() && main(mark);
        if !self.marks.iter().any(opens) {
            return Some(unit.clone());
        }
        self.clauses(unit).into_iter().find(|clause| self.is_flat(clause))
    }

    fn is_flat(&self, clause: &Range<usize>) -> bool {
        let own = self.words.get(clause.clone()).unwrap_or_default();
        let open = self.marks.iter().any(|mark| clause.contains(&mark.places.start) && mark.leaves_open());
        let denies = own.iter().any(|word| super::lexicon::DENIALS.contains(&word.text.as_str()));
        !open && !denies && has_finite_verb(own) && !own.first().is_some_and(is_subordinate)
    }

    fn opens_with(&self, clause: &Range<usize>, list: &[&str]) -> bool {
        self.words.get(clause.start).is_some_and(|word| list.contains(&word.text.as_str()))
    }

    /// The clauses of a statement: before a joining word after a comma, and before "because" and "although" wherever.
    fn clauses(&self, unit: &Range<usize>) -> Vec<Range<usize>> {
        const JOINING: &[&str] = &["and", "but", "while", "yet", "so", "whereas"];
        const ANYWHERE: &[&str] = &["because", "although", "though"];
        let starts = |place: &usize| {
            let word = self.words.get(*place).map_or("", |word| word.text.as_str());
            let comma = place
                .checked_sub(1)
                .and_then(|before| self.words.get(before))
                .is_some_and(|w| w.after.contains([',', ';']));
            comma && JOINING.contains(&word) || ANYWHERE.contains(&word)
        };
        let mut clauses = Vec::new();
        let mut start = unit.start;
        for place in (unit.start + 1..unit.end).filter(starts) {
            clauses.push(start..place);
            start = place;
        }
        clauses.push(start..unit.end);
        clauses
    }

    fn is(&self, mark: &Mark, word: &str) -> bool {
        mark.places.len() == 1 && self.words.get(mark.places.start).is_some_and(|own| own.text == word)
    }

    fn range(&self, places: &Range<usize>) -> Option<Range<usize>> {
        let first = self.words.get(places.start)?;
        let last = self.words.get(places.end.checked_sub(1)?)?;
        Some(first.range.start..last.range.end)
    }

    fn flat(
        &self,
        places: &Range<usize>,
        (why, suggestion): (&'static str, &'static str),
    ) -> Option<Finding> {
        Some(Finding { kind: FindingKind::Over, range: self.range(places)?, is_flat: true, why, suggestion })
    }

    fn over(&self, mark: &Mark) -> Finding {
        self.at(mark, FindingKind::Over, "stressed beyond what the sources bear out", "leave the stress out")
    }

    fn under(&self, mark: &Mark) -> Finding {
        self.at(mark, FindingKind::Under, "weaker than the sources deserve", "assert it, or name who says it")
    }

    fn at(&self, mark: &Mark, kind: FindingKind, why: &'static str, suggestion: &'static str) -> Finding {
        let range = self.range(&mark.places).unwrap_or(0..self.text.len());
        Finding { kind, range, is_flat: false, why, suggestion }
    }
}

const FLAT_SINGLE: (&str, &str) =
    ("a single source's word is stated as a fact", "say who says it: “According to …, …”");
const FLAT_ALLEGED: (&str, &str) =
    ("an allegation is stated as a fact", "mark it: “allegedly”, or who alleges it");
const FLAT_DISPUTED: (&str, &str) = (
    "what others dispute is stated as if nobody did",
    "show the dispute: “Accounts differ: …”, or who denies it",
);
const FLAT_UNCLEAR: (&str, &str) =
    ("what is not known is stated as a fact", "word it as open: “It is unclear whether …”");

fn weakens(sign: Sign) -> bool {
    matches!(sign, Sign::Hedge | Sign::Weasel | Sign::PassingOn)
}

/// Words that begin another clause: what follows them is no speaker's name.
const JOINTS: &[&str] =
    &["and", "but", "while", "yet", "so", "whereas", "although", "though", "because", "which", "who"];

/// Any of these marks what is said as an allegation.
const SHOWS_ALLEGATION: &[Sign] =
    &[Sign::Attribution, Sign::Allegation, Sign::Weasel, Sign::PassingOn, Sign::Dispute, Sign::Open];

impl Mark {
    fn attributes(&self) -> bool {
        self.sign == Sign::Attribution
    }

    /// A verb with a speaker, rather than a phrase such as "according to".
    fn is_verb(&self) -> bool {
        self.attributes() && self.places.len() == 1
    }

    fn leaves_open(&self) -> bool {
        weakens(self.sign) || matches!(self.sign, Sign::Open | Sign::Allegation)
    }
}

fn is_subordinate(word: &Word) -> bool {
    matches!(word.text.as_str(), "when" | "after" | "before" | "as" | "if" | "since" | "whether")
}

fn has_finite_verb(words: &[Word]) -> bool {
    words.iter().skip(1).any(is_finite)
}

fn is_finite(word: &Word) -> bool {
    const FINITE: &[&str] = &[
        "is", "are", "was", "were", "has", "have", "had", "will", "does", "do", "did", "met", "held", "won",
        "lost", "sent", "found", "took", "gave", "left", "hit", "fell", "rose", "broke", "went", "came",
        "made", "led", "ran", "shut", "sold", "bought", "cut", "began", "paid", "grew", "quit", "struck",
        "stole", "beat", "sank", "hid", "shot", "fought", "got", "put", "drove", "flew", "fled", "stood",
        "burst", "burnt", "spent", "built", "brought", "caught", "chose", "drew", "fed", "forgot", "hurt",
        "kept", "knew", "laid", "lay", "lied", "meant", "sat", "saw", "set", "sought", "slept", "spoke",
        "swept", "taught", "told", "threw", "tore", "withdrew", "wrote", "died",
    ];
    !word.quoted && (FINITE.contains(&word.text.as_str()) || word.text.len() > 4 && word.text.ends_with("ed"))
}

/// The statements of a text: its sentences, and their parts between semicolons unless they begin with whose word it is.
fn units(words: &[Word], marks: &[Mark]) -> Vec<Range<usize>> {
    let mut units = Vec::new();
    let mut start = 0;
    for (place, word) in words.iter().enumerate() {
        let next = words.get(place + 1);
        let opens_with_source = marks.iter().any(|m| m.sign == Sign::Attribution && m.places.start == start);
        let sentence_ends = next.is_none_or(|next| next.sentence != word.sentence);
        if sentence_ends || word.after.contains(';') && !opens_with_source {
            units.push(start..place + 1);
            start = place + 1;
        }
    }
    units
}
