//! Statement by statement: whether the contexts bear it out, and what in it they do not.

use std::ops::Range;

use serde::Serialize;

use super::super::reports::citations::{Judged, judge};
use super::answer::{Answer, Statement};
use crate::answer::{FindingKind, Level, lint};
use crate::ground::{self, AlarmKind, Grounding, Passage, QuoteState, Verdict, clause_ranges};

/// A statement of fewer words without a number or a name says nothing that could be borne out.
const SHORTEST: usize = 3;
/// A clause of fewer words is not looked at by itself.
const SHORTEST_CLAUSE: usize = 6;

/// How a statement stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    Supported,
    Unsupported,
    /// A heading, a question, or too short to say anything.
    Unchecked,
}

/// What speaks against a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    InventedNumber,
    InventedName,
    Number,
    Name,
    Date,
    Negation,
    Modality,
    Direction,
    Attribution,
    Speaker,
    Quote,
    /// Stressed beyond what the contexts say.
    Stress,
    /// It cites a context that there is not.
    MissingContext,
    /// Others of the answer cite, and it does not.
    NoCitation,
    /// Nothing in it contradicts, but the words are not there.
    OtherWords,
}

/// Something in a statement that speaks against it, with what stands there instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    pub cause: Cause,
    /// Bytes of the statement.
    pub range: Range<usize>,
    pub words: String,
    pub beside: Option<String>,
    /// It decides; others are there to be looked at.
    pub decides: bool,
}

/// The sentence that is closest to a statement, and the number of its context.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Closest {
    pub context: usize,
    pub text: String,
}

/// Words in quotation marks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Quotation {
    pub words: String,
    pub state: QuoteState,
    pub context: Option<usize>,
}

/// One statement, checked.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    pub text: String,
    pub citations: Vec<usize>,
    pub standing: Standing,
    /// What it cites, taken together, bears it out (ALCE); none where the answer cites nothing.
    pub is_cited_well: Option<bool>,
    /// Of each citation, whether it is needed or bears the statement out by itself (ALCE).
    pub relevant: Vec<bool>,
    pub score: Option<f64>,
    /// The clauses that are not borne out; empty if the statement is.
    pub clauses: Vec<String>,
    pub reasons: Vec<Reason>,
    pub closest: Option<Closest>,
    pub quotes: Vec<Quotation>,
    /// Numbers and names that none of the contexts has, whichever of them it cites.
    pub invented_numbers: Vec<String>,
    pub invented_names: Vec<String>,
}

/// An answer, checked.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Checked {
    pub entries: Vec<Entry>,
    /// Numbers of the contexts that bear some statement out.
    pub used: Vec<usize>,
    pub contexts: usize,
    pub has_citations: bool,
}

/// Checks an answer against its contexts.
pub fn check(answer: &Answer) -> Checked {
    let texts: Vec<String> = answer.contexts.iter().map(super::Context::words).collect();
    let check = Check { texts, has_citations: answer.has_citations() };
    let entries: Vec<Entry> = answer.statements.iter().map(|statement| check.entry(statement)).collect();
    let mut used: Vec<usize> = entries.iter().flat_map(|entry| check.used_by(entry)).collect();
    used.sort_unstable();
    used.dedup();
    Checked { entries, used, contexts: answer.contexts.len(), has_citations: check.has_citations }
}

struct Check {
    texts: Vec<String>,
    has_citations: bool,
}

/// A statement beside some of the contexts.
struct Weighed {
    grounding: Grounding,
    invented: ground::Invented,
}

impl Check {
    fn entry(&self, statement: &Statement) -> Entry {
        let citations: Vec<usize> = statement.citations.iter().copied().collect();
        let mut entry = Entry {
            text: statement.text.clone(),
            citations: citations.clone(),
            standing: Standing::Unchecked,
            is_cited_well: None,
            relevant: Vec::new(),
            score: None,
            clauses: Vec::new(),
            reasons: Vec::new(),
            closest: None,
            quotes: Vec::new(),
            invented_numbers: Vec::new(),
            invented_names: Vec::new(),
        };
        // Where a statement cites nothing, anything that was given may bear it out: that is faithfulness, not citation.
        let places = if citations.is_empty() { self.all() } else { citations.clone() };
        let weighed = self.weigh(&statement.text, &places);
        // A heading quotes too.
        entry.quotes = self.quotes(&statement.text, &weighed.grounding, &places);
        if statement.is_heading || says_nothing(&statement.text, &weighed) {
            return entry;
        }
        let Judged { is_supported, relevant } = self.judged(&statement.text, &citations);
        entry.is_cited_well = self.has_citations.then_some(is_supported);
        entry.relevant = relevant;
        entry.standing = if weighed.holds() { Standing::Supported } else { Standing::Unsupported };
        entry.score = Some(weighed.grounding.score);
        entry.reasons = self.reasons(statement, &weighed, &places);
        let nowhere = ground::invented(&statement.text, &Passage::of(&self.words(&self.all())));
        let words = |ranges: &[Range<usize>]| {
            ranges.iter().filter_map(|range| statement.text.get(range.clone())).map(str::to_owned).collect()
        };
        entry.invented_numbers = words(&nowhere.numbers);
        entry.invented_names = words(&nowhere.names);
        entry.closest = self.closest(&weighed.grounding, &places);
        if entry.standing == Standing::Unsupported {
            entry.clauses = self.clauses(&entry, &places);
        }
        entry
    }

    /// The numbers of all contexts.
    fn all(&self) -> Vec<usize> {
        (1..=self.texts.len()).collect()
    }

    /// The words of some contexts, by number; one that does not exist has none.
    fn words(&self, places: &[usize]) -> Vec<&str> {
        let text = |place: &usize| self.texts.get(place.checked_sub(1)?);
        places.iter().map(|place| text(place).map_or("", String::as_str)).collect()
    }

    fn weigh(&self, statement: &str, places: &[usize]) -> Weighed {
        let passage = Passage::of(&self.words(places));
        let grounding = ground::check_in(statement, &passage);
        Weighed { grounding, invented: ground::invented(statement, &passage) }
    }

    fn judged(&self, statement: &str, citations: &[usize]) -> Judged {
        judge(citations.len(), |places| {
            let cited: Vec<usize> =
                places.iter().filter_map(|place| citations.get(*place).copied()).collect();
            self.weigh(statement, &cited).holds()
        })
    }

    fn reasons(&self, statement: &Statement, weighed: &Weighed, places: &[usize]) -> Vec<Reason> {
        let text = statement.text.as_str();
        let words = |range: &Range<usize>| text.get(range.clone()).unwrap_or_default().to_owned();
        let plain = |cause, range: Range<usize>, decides| Reason {
            cause,
            words: words(&range),
            range,
            beside: None,
            decides,
        };
        let mut reasons = Vec::new();
        let there = self.words(places);
        for alarm in &weighed.grounding.alarms {
            let evidence = alarm.evidence.as_ref();
            let beside = evidence.and_then(|place| there.get(place.evidence)?.get(place.range.clone()));
            reasons.push(Reason {
                beside: beside.filter(|words| !words.is_empty()).map(str::to_owned),
                ..plain(alarm.kind.into(), alarm.claim.clone(), alarm.is_certain)
            });
        }
        let is_told = |range: &Range<usize>, reasons: &[Reason]| {
            reasons.iter().any(|r| r.range.start < range.end && range.start < r.range.end)
        };
        for range in &weighed.invented.numbers {
            reasons.retain(|r| r.cause != Cause::Number || r.range != *range || r.beside.is_some());
            if !reasons.iter().any(|r| r.cause == Cause::Number && r.range == *range) {
                reasons.push(plain(Cause::InventedNumber, range.clone(), true));
            }
        }
        for range in &weighed.invented.names {
            if !is_told(range, &reasons) {
                reasons.push(plain(Cause::InventedName, range.clone(), false));
            }
        }
        reasons.extend(stressed(text, &there).into_iter().map(|range| plain(Cause::Stress, range, false)));
        let missing = statement.citations.iter().filter(|n| **n == 0 || **n > self.texts.len());
        reasons.extend(
            missing.map(|n| Reason { words: format!("[{n}]"), ..plain(Cause::MissingContext, 0..0, true) }),
        );
        if self.has_citations && statement.citations.is_empty() {
            reasons.push(plain(Cause::NoCitation, 0..0, false));
        }
        if !weighed.holds() && !reasons.iter().any(|reason| reason.cause != Cause::NoCitation) {
            reasons.push(plain(Cause::OtherWords, 0..text.len(), true));
        }
        reasons
    }

    fn quotes(&self, statement: &str, grounding: &Grounding, places: &[usize]) -> Vec<Quotation> {
        let quotation = |quoted: &ground::Quoted| Quotation {
            words: statement.get(quoted.claim.clone()).unwrap_or_default().to_owned(),
            state: quoted.state,
            context: quoted.evidence.as_ref().and_then(|place| places.get(place.evidence).copied()),
        };
        grounding.quotes.iter().map(quotation).collect()
    }

    fn closest(&self, grounding: &Grounding, places: &[usize]) -> Option<Closest> {
        let place = &grounding.best.first()?.place;
        let text = self.words(places).get(place.evidence)?.get(place.range.clone())?.trim().to_owned();
        Some(Closest { context: *places.get(place.evidence)?, text })
    }

    /// The clauses that something speaks against or that do not hold by themselves; else all of it.
    fn clauses(&self, entry: &Entry, places: &[usize]) -> Vec<String> {
        let all = clause_ranges(&entry.text);
        let touched = |clause: &&Range<usize>| {
            let is_in = |r: &Reason| r.range.start < clause.end && clause.start < r.range.end;
            let pointing = |r: &&Reason| !matches!(r.cause, Cause::OtherWords | Cause::Attribution);
            entry.reasons.iter().filter(pointing).any(is_in)
        };
        // Who says it and on which day are no clauses that could hold by themselves.
        let fails = |clause: &&Range<usize>| {
            let words = entry.text.get((*clause).clone()).unwrap_or_default();
            words.split_whitespace().count() >= SHORTEST_CLAUSE && !self.weigh(words, places).holds()
        };
        let is_one = |clause: &&Range<usize>| touched(clause) || all.len() > 1 && fails(clause);
        let failing: Vec<&Range<usize>> = all.iter().filter(is_one).collect();
        let words = |range: &Range<usize>| entry.text.get(range.clone()).map(str::to_owned);
        match failing.is_empty() {
            true => vec![entry.text.clone()],
            false => failing.into_iter().filter_map(words).collect(),
        }
    }

    /// The contexts that bear a statement out: those that it cites to the point, else any that does by itself.
    fn used_by(&self, entry: &Entry) -> Vec<usize> {
        if entry.standing != Standing::Supported {
            return Vec::new();
        }
        if !entry.citations.is_empty() {
            let cited = entry.citations.iter().zip(&entry.relevant);
            return cited.filter(|(_, relevant)| **relevant).map(|(n, _)| *n).collect();
        }
        (1..=self.texts.len()).filter(|n| self.weigh(&entry.text, &[*n]).holds()).collect()
    }
}

impl Weighed {
    /// A number that stands nowhere in the evidence is not borne out, however likely the rest is.
    fn holds(&self) -> bool {
        self.grounding.verdict == Verdict::Supported && self.invented.numbers.is_empty()
    }
}

fn says_nothing(text: &str, weighed: &Weighed) -> bool {
    let ground::Invented { numbers, names } = &weighed.invented;
    text.split_whitespace().count() < SHORTEST && numbers.is_empty() && names.is_empty()
}

/// Words that stress what the contexts do not.
fn stressed(text: &str, contexts: &[&str]) -> Vec<Range<usize>> {
    let is_there = |range: &Range<usize>| {
        let words = text.get(range.clone()).unwrap_or_default().to_lowercase();
        contexts.iter().any(|context| context.to_lowercase().contains(&words))
    };
    let findings = lint(text, Level::Reported).into_iter();
    let over = findings.filter(|finding| finding.kind == FindingKind::Over && !finding.is_flat);
    over.map(|finding| finding.range).filter(|range| !is_there(range)).collect()
}

impl Cause {
    /// The name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InventedNumber => "invented number",
            Self::InventedName => "invented name",
            Self::Number => "number",
            Self::Name => "name",
            Self::Date => "date",
            Self::Negation => "negation",
            Self::Modality => "modality",
            Self::Direction => "direction",
            Self::Attribution => "attribution",
            Self::Speaker => "speaker",
            Self::Quote => "quote",
            Self::Stress => "stress",
            Self::MissingContext => "missing context",
            Self::NoCitation => "no citation",
            Self::OtherWords => "other words",
        }
    }

    /// Put more firmly than the contexts put it, or as a fact where they say that somebody says so.
    pub fn is_of_hedging(self) -> bool {
        matches!(self, Self::Modality | Self::Attribution | Self::Stress)
    }
}

impl From<AlarmKind> for Cause {
    fn from(kind: AlarmKind) -> Self {
        match kind {
            AlarmKind::Number => Self::Number,
            AlarmKind::Name => Self::Name,
            AlarmKind::Negation => Self::Negation,
            AlarmKind::Modality => Self::Modality,
            AlarmKind::Quote => Self::Quote,
            AlarmKind::Date => Self::Date,
            AlarmKind::Speaker => Self::Speaker,
            AlarmKind::Direction => Self::Direction,
            AlarmKind::Attribution => Self::Attribution,
        }
    }
}
