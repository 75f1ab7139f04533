//! How strongly a claim may be put: computed from its evidence, then shown in its wording.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use crate::news::Kind;

use super::evidence::{Citation, Evidence, Source};
use super::language;
use super::witness::Witnesses;

/// Independent sources from which on a claim counts as established, and as reported.
const ESTABLISHED: usize = 3;
const REPORTED: usize = 2;

/// How a claim begins that only an opinion piece makes.
pub const OPINION: &str = "According to an opinion piece";

/// How strongly a claim may be put, strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Three or more independent news reports, nothing against it.
    Established,
    /// Two independent news reports.
    Reported,
    /// One report: the outlet is named.
    SingleSource,
    /// Other reports speak against it.
    Disputed,
    /// Said by someone whom the source does not vouch for, or only by opinion or interested parties.
    Alleged,
    /// The source says that it is not known.
    Unclear,
}

/// A level and what it was computed from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hedge {
    pub level: Level,
    /// Outlets that bear the claim out with news reports of their own.
    pub independent_sources: usize,
    /// Indexes into the evidence's sources that speak against it.
    pub conflicting: Vec<usize>,
}

/// Computes the level of a claim from its text and everything that bears it out. The first rule that fits holds:
///
/// | if | level |
/// |---|---|
/// | a source speaks against it | disputed |
/// | the claim says that something is not known | unclear |
/// | it passes on an accusation, a rumour or an anonymous voice | alleged |
/// | only opinion pieces or press releases say it | alleged |
/// | three or more independent news reports | established |
/// | two | reported |
/// | one | single source |
pub fn hedge(text: &str, citations: &[Citation], conflicting: Vec<usize>, evidence: &Evidence) -> Hedge {
    let independent_sources = independent_sources(citations, evidence);
    let own_words = || citations.first().map(Citation::quote).unwrap_or_default();
    let level = if !conflicting.is_empty() {
        Level::Disputed
    } else if language::is_unknown(text) {
        Level::Unclear
    } else if independent_sources == 0 || language::is_alleged(text) || language::is_alleged(own_words()) {
        Level::Alleged
    } else if independent_sources >= ESTABLISHED {
        Level::Established
    } else if independent_sources >= REPORTED {
        Level::Reported
    } else {
        Level::SingleSource
    };
    Hedge { level, independent_sources, conflicting }
}

/// Outlets among the cited that report news of their own: two articles of one outlet are one witness, and so are
/// copies of one text (they are one source to begin with).
pub fn independent_sources(citations: &[Citation], evidence: &Evidence) -> usize {
    let articles =
        citations.iter().filter_map(|c| evidence.sources().get(c.source())).map(|s| s.revision.article());
    let reporting = articles.filter(|a| matches!(a.kind, Kind::News | Kind::Live));
    reporting.map(|a| a.outlet.to_lowercase()).collect::<BTreeSet<_>>().len()
}

/// Words the claim to its level: what rests on one outlet, or on opinion, says so unless the sentence already
/// names who says it. Quotations are never touched.
pub fn word(text: &str, hedge: &Hedge, source: &Source, witnesses: &Witnesses) -> String {
    let article = source.revision.article();
    let outlet = &article.outlet;
    let attribution = match (article.kind, hedge.level) {
        (Kind::Opinion, _) => format!("{OPINION} in {outlet}, "),
        (Kind::PressRelease, _) => format!("According to a statement by {outlet}, "),
        _ if language::is_attributed(text) || text.contains(outlet.as_str()) => return text.to_owned(),
        (_, Level::SingleSource | Level::Alleged | Level::Unclear | Level::Disputed) => {
            format!("According to {outlet}, ")
        }
        _ => return text.to_owned(),
    };
    format!("{attribution}{}", uncapitalised(text, witnesses))
}

/// The sentence as it continues another: a common first word is written small, and so is one that other sentences
/// write small, unless a name follows ("President Melk"). Names keep their capital.
fn uncapitalised(text: &str, witnesses: &Witnesses) -> String {
    let first = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let small = first.to_lowercase();
    let before_small =
        || text.split_whitespace().nth(1).is_some_and(|word| word.starts_with(char::is_lowercase));
    let is_common = language::is_common_opener(&small) || before_small() && witnesses.write_small(&small);
    let mut letters = text.chars();
    match letters.next() {
        Some(letter) if is_common => letter.to_lowercase().chain(letters).collect(),
        _ => text.to_owned(),
    }
}
