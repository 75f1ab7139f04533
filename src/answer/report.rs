//! The report: what a reader gets, in the form that `caveat schema report` describes.
//!
//! Built once, by [`Report::assemble`], which numbers the sources in the order in which they are first cited: no
//! number without a source, no source uncited. Renderers only read it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::amended::{Amendment, AmendmentKind};
use super::claim::Claim;
use super::conflict::{Relation, Stance};
use super::contested::Contested;
use super::evidence::Evidence;
use super::hedge::Level;
use super::matrix::Matrix;
use super::numbering::Numbering;
pub use crate::ground::{AlarmKind as Alarm, Verdict};

/// The name and version of the report's form.
pub const SCHEMA: &str = "caveat.report/1";

/// Said at the head of every report.
pub const DISCLAIMER: &str = "This report was put together by a program from the articles listed below. It can be \
    incomplete or wrong: follow the citations before you rely on it.";

/// What the report answers with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Answered,
    /// The articles looked in do not bear on the question enough; the report says what was looked in.
    NotEnoughEvidence,
}

/// A report. Every claim in it cites words that were retrieved, or speaks of claims that do.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Report {
    pub(super) schema: &'static str,
    /// The question word for word.
    pub(super) question: String,
    pub(super) interpreted: Interpreted,
    /// The day on which the question was answered (YYYY-MM-DD, UTC).
    pub(super) checked_on: String,
    /// Nothing that was not known at this instant was used (RFC 3339).
    pub(super) as_of: String,
    pub(super) disclaimer: &'static str,
    pub(super) outcome: Outcome,
    pub(super) coverage: CoverageNote,
    pub(super) sections: Vec<Section>,
    /// What sources say differently, or alike, on what the report tells.
    pub(super) matters: Vec<MatterNote>,
    /// Who says what: claims by outlets.
    pub(super) matrix: Matrix,
    pub(super) sources: Vec<SourceNote>,
    /// Corrections, changes and withdrawals of sources, as far as they were known at `as_of`.
    pub(super) amendments: Vec<AmendmentNote>,
    pub(super) follow_ups: Vec<String>,
    pub(super) rejected: Vec<Rejected>,
    /// Remarks on how this report came about that a reader should know, such as a model that did not answer.
    pub(super) notices: Vec<String>,
    pub(super) provenance: Provenance,
}

/// How the question was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Interpreted {
    pub text: String,
    pub corrections: Vec<CorrectionNote>,
}

/// A word of the question and the word that it was read as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CorrectionNote {
    pub from: String,
    pub to: String,
}

/// What the question was looked for in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CoverageNote {
    pub articles: usize,
    pub outlets: usize,
    /// First and last day of publication among them (YYYY-MM-DD).
    pub from: Option<String>,
    pub to: Option<String>,
    /// When sources were last read to the end (RFC 3339).
    pub last_refresh: Option<String>,
    /// Passages that were scored.
    pub considered: usize,
    /// Outlets cited with texts of their own: wire copies, and two articles of one outlet, count once.
    pub independent_sources: usize,
    pub statement: String,
}

/// The themes of a report, in the order in which they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SectionKind {
    ExecutiveSummary,
    Events,
    EvidenceFor,
    EvidenceComplicating,
    Context,
    NotShown,
    BottomLine,
}

/// A theme with its claims, and what is not known about it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Section {
    pub(super) kind: SectionKind,
    pub(super) heading: String,
    pub(super) claims: Vec<ClaimNote>,
    pub(super) gaps: Vec<Gap>,
}

/// What is not known: never a claim that something is not so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Gap {
    pub text: String,
    /// What it was looked for in.
    pub coverage: String,
}

/// How a claim relates to the words that it rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The source's words.
    Verbatim,
    /// The source's words with some left out, an attribution put before them or a date made absolute.
    Trimmed,
    /// Other words for what the source says.
    Paraphrase,
    /// A statement about other claims.
    Synthesis,
}

/// A claim as it is reported.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ClaimNote {
    pub(super) id: String,
    pub(super) text: String,
    pub(super) basis: Basis,
    /// The claims that a synthesis speaks of.
    pub(super) from: Vec<String>,
    pub(super) citations: Vec<CitationNote>,
    pub(super) support: Support,
    pub(super) hedge: HedgeNote,
}

/// A place in a source whose bytes are the quote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CitationNote {
    pub(super) source: usize,
    pub(super) quote: String,
    /// Bytes of the quote in the text of the cited revision.
    pub(super) start: usize,
    pub(super) end: usize,
    /// Byte of the claim's text before which the citation's number stands; 0 where it belongs to a position.
    pub(super) at: usize,
    /// What stands around the quote in its paragraph.
    pub(super) before: String,
    pub(super) after: String,
    /// A text fragment that leads to the quote on the source's page, without `#`.
    pub(super) fragment: String,
}

/// One thing, and the positions of sources on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MatterNote {
    #[serde(rename = "kind")]
    pub(super) relation: Relation,
    /// What they differ in: "how many were killed".
    pub(super) about: String,
    pub(super) positions: Vec<PositionNote>,
}

/// What some sources say alike of a thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PositionNote {
    /// Words of the first of them.
    pub(super) says: String,
    pub(super) stance: Stance,
    /// A later report, or a correction, has taken its place.
    pub(super) superseded: bool,
    /// Day of the latest of its sources (YYYY-MM-DD): how things stood then.
    pub(super) as_of: Option<String>,
    pub(super) citations: Vec<CitationNote>,
}

/// A change of a source that became known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AmendmentNote {
    pub(super) source: usize,
    pub(super) kind: AmendmentKind,
    /// YYYY-MM-DD: as the article states it, else when the change was first read.
    pub(super) on: Option<String>,
    pub(super) from: Option<String>,
    pub(super) to: Option<String>,
    /// The article's own words about it.
    pub(super) note: Option<String>,
}

/// How well a claim is borne out by what it cites.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Support {
    /// 0 to 1.
    pub score: f64,
    pub verdict: Verdict,
    pub alarms: Vec<Alarm>,
}

/// How strongly a claim may be put.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HedgeNote {
    pub level: Level,
    pub independent_sources: usize,
    /// Numbers of sources that speak against it.
    pub conflicting: Vec<usize>,
    /// Numbers of sources that report later how a thing stands that has changed since.
    pub superseded_by: Vec<usize>,
    /// The day for which it tells how such a thing stands (YYYY-MM-DD).
    pub as_of: Option<String>,
}

/// A cited article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SourceNote {
    pub(super) n: usize,
    pub(super) title: String,
    pub(super) outlet: String,
    pub(super) url: String,
    pub(super) authors: Vec<String>,
    pub(super) published: Option<String>,
    pub(super) published_precision: Cow<'static, str>,
    /// When this revision was first read (RFC 3339).
    pub(super) fetched: String,
    pub(super) revision: u32,
    pub(super) kind: Cow<'static, str>,
    pub(super) also_in: Vec<CopyNote>,
    pub(super) paywalled: bool,
    /// What a reader should know about the text, such as that it was fetched after the "as of" time.
    pub(super) note: Option<String>,
}

/// Another article with the same text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CopyNote {
    pub outlet: String,
    pub url: String,
    pub published: Option<String>,
}

/// Why a sentence is not in the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The evidence does not bear it out.
    Ungrounded,
    /// It addresses a model.
    Instruction,
    /// It advertises, or asks the reader for something.
    Promotion,
    /// It says what another claim says.
    Duplicate,
    /// It quotes words that are not there.
    Quote,
    /// It is worded more strongly than its evidence.
    Hedge,
}

/// A sentence that was kept out of the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Rejected {
    /// The sentence; for an instruction only where it stands, so that it is not passed on.
    pub text: String,
    pub reason: Reason,
}

/// How the report was made. The only part that may differ between two runs on the same input.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Provenance {
    /// The program's version.
    pub caveat: Cow<'static, str>,
    pub composer: Cow<'static, str>,
    pub model: Option<String>,
    /// SHA-256 of the prompt templates used.
    pub prompt_sha256: Option<String>,
    pub index_generation: u64,
    /// Tokens that the model read and wrote, as its endpoint counts them.
    pub tokens: BTreeMap<String, u64>,
    /// What they cost, in the unit of the prices in the settings.
    pub cost: Option<f64>,
    /// Claims that the model proposed, and how many of them were kept, repaired, or replaced by a sentence of an article.
    pub drafted: BTreeMap<String, usize>,
    /// Claims by who worded them: `model` or `program`.
    pub claims: BTreeMap<String, usize>,
    /// Wall time by stage.
    pub seconds: BTreeMap<String, f64>,
}

/// What a report is assembled from.
pub struct Parts {
    pub question: String,
    pub interpreted: Interpreted,
    pub checked_on: String,
    pub outcome: Outcome,
    pub coverage_statement: String,
    pub sections: Vec<ClaimedSection>,
    pub contested: Vec<Contested>,
    pub amendments: Vec<Amendment>,
    pub follow_ups: Vec<String>,
    pub rejected: Vec<Rejected>,
    pub notices: Vec<String>,
    pub provenance: Provenance,
}

/// A section before its sources have numbers.
pub struct ClaimedSection {
    pub kind: SectionKind,
    pub heading: String,
    pub claims: Vec<Claim>,
    pub gaps: Vec<Gap>,
}

impl Report {
    /// Numbers sources and claims and puts the parts together.
    pub fn assemble(parts: Parts, evidence: &Evidence) -> Self {
        let mut numbering = Numbering::of(evidence);
        let mut sections: Vec<Section> =
            parts.sections.into_iter().map(|section| numbering.section(section)).collect();
        let matters: Vec<MatterNote> = parts.contested.into_iter().map(|one| numbering.matter(one)).collect();
        super::standing::mark(&mut sections, &matters);
        let amendments = parts.amendments.into_iter().filter_map(|one| numbering.amendment(one)).collect();
        let sources = numbering.sources();
        let looked_in = evidence.looked_in();
        let coverage = CoverageNote {
            articles: looked_in.coverage.articles,
            outlets: looked_in.coverage.outlets,
            from: looked_in.coverage.from.map(|d| d.to_string()),
            to: looked_in.coverage.to.map(|d| d.to_string()),
            last_refresh: looked_in.last_refresh.map(|t| t.to_string()),
            considered: looked_in.considered,
            independent_sources: numbering.outlets(),
            statement: parts.coverage_statement,
        };
        Self {
            schema: SCHEMA,
            question: parts.question,
            interpreted: parts.interpreted,
            checked_on: parts.checked_on,
            as_of: looked_in.scope.as_of.to_string(),
            disclaimer: DISCLAIMER,
            outcome: parts.outcome,
            coverage,
            matrix: Matrix::of(&sections, &matters, &sources),
            sections,
            matters,
            sources,
            amendments,
            follow_ups: parts.follow_ups,
            rejected: parts.rejected,
            notices: parts.notices,
            provenance: parts.provenance,
        }
    }

    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// All claims in order.
    pub fn claims(&self) -> impl Iterator<Item = &ClaimNote> {
        self.sections.iter().flat_map(|section| &section.claims)
    }

    /// The claims that rest on words of articles, each without the words that say whose it is, and with what it cites: the
    /// words as they stand, and with their dates made absolute where these are relative. Syntheses rest on other claims.
    pub fn cited(&self) -> impl Iterator<Item = (&str, Vec<String>)> {
        self.claims().filter(|claim| claim.basis != Basis::Synthesis).map(|claim| {
            let sources = claim.citations.iter().filter_map(|c| Some((c, self.source(c.source)?)));
            let outlet = sources.clone().next().map_or("", |(_, source)| source.outlet.as_str());
            let words = sources.flat_map(|(citation, source)| readings(&citation.quote, source));
            (super::unworded(&claim.text, outlet), words.collect())
        })
    }

    fn source(&self, number: usize) -> Option<&SourceNote> {
        self.sources.iter().find(|source| source.n == number)
    }
}

fn readings(quote: &str, source: &SourceNote) -> Vec<String> {
    let day = source.published.as_deref().and_then(|day| day.get(..10)?.parse().ok());
    let dated = day.map(|day| super::absolute_dates(quote, day)).filter(|dated| dated != quote);
    std::iter::once(quote.to_owned()).chain(dated).collect()
}

impl ClaimNote {
    pub fn text(&self) -> &str {
        &self.text
    }
}
