//! How strongly a claim may be put: computed from its evidence, then shown in its wording.
//!
//! `level` has the rules, `speaker` says whose word a sentence passes on, `lint` finds wording that is stronger or weaker
//! than its level by the signs that `signs` reads among the words of `lexicon`, `rewrite` fixes what is sure to stay good
//! English, `terms` are words for probabilities with their numbers, `strength` puts a number to a sentence.

mod level;
mod lexicon;
mod lint;
mod modal;
mod rewrite;
mod signs;
mod speaker;
pub mod strength;
pub mod terms;
mod words;

use std::collections::BTreeSet;

pub use level::{Grounds, Level};
pub use lint::{Finding, FindingKind, lint};
pub use rewrite::{Rewording, is_omissible, reword};
pub use speaker::{Speaker, Standing, speaker};

use crate::news::Kind;

use super::evidence::{Citation, Evidence, Source};
use super::language;
use super::synonyms::is_listed;
use super::witness::Witnesses;

/// How a claim begins that only an opinion piece makes.
pub const OPINION: &str = "According to an opinion piece";
/// How a claim begins that other sources contradict.
const DISPUTED: &str = "Accounts differ: ";

/// A statement of more words has its source before it: the reader would wait too long for it.
const MOST_BEFORE_ITS_SOURCE: usize = 22;

/// A report of how things stand is old after so many days.
pub const STALE_DAYS: i32 = 90;

/// A level and what it was computed from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hedge {
    pub level: Level,
    /// Independent witnesses: outlets with news reports of their own, and for a claim that only repeats what people
    /// say, these people.
    pub independent_sources: usize,
    /// Indexes into the evidence's sources that speak against it.
    pub conflicting: Vec<usize>,
}

/// Computes the level of a claim from its text and everything that bears it out, by the rules of [`Grounds::level`].
pub fn hedge(text: &str, citations: &[Citation], conflicting: Vec<usize>, evidence: &Evidence) -> Hedge {
    // The whole sentence: the words cited may stop before ", the ministry said".
    let own_words = citations.first().map(|first| evidence.words(first.sentence())).unwrap_or_default();
    let voices = voices(text, citations, evidence);
    let anonymous = !voices.is_empty() && voices.iter().all(|voice| voice.is_anonymous());
    let grounds = Grounds {
        // Whoever speaks in one outlet is heard through it alone.
        witnesses: voices.len().min(independent_sources(citations, evidence)),
        against: conflicting.len(),
        open: language::is_unknown(text),
        passed_on: language::is_alleged(text) || language::is_alleged(own_words) || anonymous,
        interested: voices.is_empty(),
        tentative: signs::is_tentative(own_words),
        stale: is_stale(text, citations, evidence),
    };
    Hedge { level: grounds.level(), independent_sources: grounds.witnesses, conflicting }
}

/// Who vouches for a claim.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Voice {
    /// An outlet, in its own words.
    Outlet(String),
    /// A person whom outlets pass on.
    Person(String, Standing),
}

impl Voice {
    fn is_anonymous(&self) -> bool {
        matches!(self, Self::Person(_, Standing::Anonymous))
    }
}

/// The voices that bear a claim out. That X said something, outlets can vouch for; that it is so, only X.
fn voices(text: &str, citations: &[Citation], evidence: &Evidence) -> BTreeSet<Voice> {
    let is_speech = speaker(text).is_some();
    let voice = |citation: &Citation| {
        let article = evidence.sources().get(citation.source())?.revision.article();
        let reports = matches!(article.kind, Kind::News | Kind::Live);
        let outlet = article.outlet.to_lowercase();
        let voice = match speaker(evidence.words(citation.sentence())).filter(|_| !is_speech) {
            Some(speaker) if speaker.key != outlet => Voice::Person(speaker.key, speaker.standing),
            _ => Voice::Outlet(outlet),
        };
        reports.then_some(voice)
    };
    citations.iter().filter_map(voice).collect()
}

/// Outlets among the cited that report news of their own: two articles of one outlet are one witness, and so are
/// copies of one text (they are one source to begin with).
pub fn independent_sources(citations: &[Citation], evidence: &Evidence) -> usize {
    let articles =
        citations.iter().filter_map(|c| evidence.sources().get(c.source())).map(|s| s.revision.article());
    let reporting = articles.filter(|a| matches!(a.kind, Kind::News | Kind::Live));
    reporting.map(|a| a.outlet.to_lowercase()).collect::<BTreeSet<_>>().len()
}

/// The claim tells how things stand, without a date, and even the newest report of it is old.
fn is_stale(text: &str, citations: &[Citation], evidence: &Evidence) -> bool {
    let words = words::words(text);
    let of_now =
        words.iter().any(|word| matches!(word.text.as_str(), "is" | "are" | "has" | "have" | "remains"));
    let dated =
        words.iter().any(|word| word.text.len() == 4 && word.text.chars().all(|c| c.is_ascii_digit()));
    let published =
        citations.iter().filter_map(|c| evidence.sources().get(c.source())?.revision.article().published);
    let as_of = jiff::tz::Offset::UTC.to_datetime(evidence.looked_in().scope.as_of).date();
    let old = |day: jiff::civil::Date| day.until(as_of).is_ok_and(|span| span.get_days() > STALE_DAYS);
    of_now && !dated && published.map(|time| time.date()).max().is_some_and(old)
}

/// Words the claim to its level: what rests on one outlet, or on opinion, says so unless the sentence already
/// names who says it. Quotations are never touched.
pub fn word(text: &str, hedge: &Hedge, source: &Source, witnesses: &Witnesses) -> String {
    let article = source.revision.article();
    let outlet = &article.outlet;
    let attribution = match (article.kind, hedge.level) {
        (Kind::Opinion, _) => format!("{OPINION} in {outlet}, "),
        (Kind::PressRelease, _) => format!("According to a statement by {outlet}, "),
        (_, Level::Disputed) if language::is_attributed(text) => {
            return format!("{DISPUTED}{}", uncapitalised(text, witnesses));
        }
        (_, Level::Disputed) => format!("{DISPUTED}according to {outlet}, "),
        _ if language::is_attributed(text) && fits(text, hedge.level) => return text.to_owned(),
        _ if text.contains(outlet.as_str()) => return text.to_owned(),
        (_, Level::SingleSource | Level::Alleged | Level::Unclear) => {
            if let Some(behind) = attributed_behind(text, outlet, hedge.level) {
                return behind;
            }
            format!("According to {outlet}, ")
        }
        _ => return text.to_owned(),
    };
    format!("{attribution}{}", uncapitalised(text, witnesses))
}

/// A short plain statement with its source behind it, where a reader meets the news first. Not behind a quotation, whose
/// end would be taken for the outlet's words, nor behind another speaker.
fn attributed_behind(text: &str, outlet: &str, level: Level) -> Option<String> {
    let statement = text.strip_suffix('.')?;
    let is_plain = statement.split(' ').count() <= MOST_BEFORE_ITS_SOURCE
        && !statement.contains(['"', '“', '”', '‘', ';', ':', '(', '?', '!'])
        && crate::news::sentences(text, None).len() == 1
        && speaker(text).is_none()
        && !language::is_attributed(text);
    let behind = format!("{statement}, according to {outlet}.");
    (is_plain && fits(&behind, level)).then_some(behind)
}

/// All that a sentence states is said to be somebody's word, where its level takes that.
fn fits(text: &str, level: Level) -> bool {
    lint(text, level).iter().all(|finding| finding.kind == FindingKind::Under || !finding.is_flat)
}

/// The claim without the words that `word` put before or behind it: what its evidence is to bear out.
pub fn unworded<'a>(text: &'a str, outlet: &str) -> &'a str {
    let text = text.strip_prefix(DISPUTED).unwrap_or(text);
    let behind = text.strip_suffix('.').and_then(|text| text.strip_suffix(outlet));
    if let Some(statement) = behind.and_then(|text| text.strip_suffix(", according to ")) {
        return statement;
    }
    let sources = ["an opinion piece in ", "a statement by ", ""];
    let prefixes =
        sources.iter().flat_map(|source| ["A", "a"].map(|a| format!("{a}ccording to {source}{outlet}, ")));
    prefixes.into_iter().find_map(|prefix| text.strip_prefix(prefix.as_str())).unwrap_or(text)
}

/// What people are called by their work, which is no title: small before a name too.
const OCCUPATIONS: &[&str] = &[
    "actor", "actress", "author", "comedian", "singer", "rapper", "musician", "director", "lawyer",
    "attorney", "journalist", "activist", "economist", "historian", "billionaire", "businessman",
    "businesswoman", "former", "lawmaker", "lawmakers", "senators", "prosecutors", "attorneys",
];

/// The sentence as it continues another: a common first word is written small, and so is one that other sentences
/// write small, unless a name follows ("President Melk"). Names keep their capital.
fn uncapitalised(text: &str, witnesses: &Witnesses) -> String {
    let first = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let is_address = text
        .get(first.len()..)
        .is_some_and(|rest| rest.starts_with('.') && rest.chars().nth(1).is_some_and(char::is_alphanumeric));
    if is_address {
        return text.to_owned();
    }
    let small = first.to_lowercase();
    let before_small =
        || text.split_whitespace().nth(1).is_some_and(|word| word.starts_with(char::is_lowercase));
    // "Flexing its muscles", "Alarmed by it": a participle, unless it is somebody's name.
    let is_passive = || {
        let second = text.split_whitespace().nth(1);
        small.ends_with("ed")
            && second.is_some_and(|word| matches!(word, "by" | "at" | "in" | "with" | "over"))
    };
    let is_participle =
        || small.len() > 5 && (small.ends_with("ing") || is_passive()) && !witnesses.write_large(&small);
    let is_name = || text.split_whitespace().nth(1) == Some("of") && witnesses.write_large(&small);
    // "Photographs were deleted", "Photographs, videos, and maps": several of a thing that has a word.
    let is_plural = || {
        let next = |at: usize| text.split_whitespace().nth(at).unwrap_or_default();
        let is_list = text.get(first.len()..).is_some_and(|rest| rest.starts_with(", "))
            && (next(1).ends_with(',') || next(2) == "and");
        let is_subject = small.ends_with('s') && (is_list || matches!(next(1), "are" | "were" | "have"));
        is_subject && !witnesses.write_large(&small) && is_listed(&small)
    };
    let is_common = language::is_common_opener(&small)
        || OCCUPATIONS.contains(&small.as_str())
        || before_small() && !is_name() && (witnesses.write_small(&small) || is_participle() || is_plural());
    let mut letters = text.chars();
    match letters.next() {
        Some(letter) if is_common => letter.to_lowercase().chain(letters).collect(),
        _ => text.to_owned(),
    }
}
