//! A report as somebody hands it in: untrusted, whatever it says about itself.

use serde::Deserialize;

use crate::answer::{Basis, Level, SCHEMA};

/// What is read of a report in the form `caveat.report/1`; unknown keys are left out.
#[derive(Clone, Debug, Deserialize)]
pub struct ReportFile {
    schema: String,
    #[serde(default)]
    pub question: String,
    #[serde(default)]
    pub sections: Vec<SectionFile>,
    #[serde(default)]
    pub sources: Vec<SourceFile>,
    #[serde(default)]
    pub matters: Vec<MatterFile>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct MatterFile {
    #[serde(default)]
    pub about: String,
    #[serde(default)]
    pub positions: Vec<PositionFile>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct PositionFile {
    pub says: String,
    #[serde(default)]
    pub citations: Vec<CitationFile>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct SectionFile {
    #[serde(default)]
    pub claims: Vec<ClaimFile>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct ClaimFile {
    pub id: String,
    pub text: String,
    pub basis: Basis,
    #[serde(default)]
    pub from: Vec<String>,
    #[serde(default)]
    pub citations: Vec<CitationFile>,
    pub hedge: HedgeFile,
}

#[derive(Clone, Debug, Deserialize)]
pub struct CitationFile {
    pub source: usize,
    pub quote: String,
    pub start: usize,
    pub end: usize,
    pub at: Option<usize>,
    #[serde(default)]
    pub before: String,
    #[serde(default)]
    pub after: String,
}

#[derive(Clone, Debug, Deserialize)]
pub struct HedgeFile {
    pub level: Level,
    #[serde(default)]
    pub independent_sources: usize,
    #[serde(default)]
    pub conflicting: Vec<usize>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct SourceFile {
    pub n: usize,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub outlet: String,
    pub url: String,
    pub published: Option<String>,
    #[serde(default = "first")]
    pub revision: u32,
    #[serde(default = "news")]
    pub kind: String,
}

fn first() -> u32 {
    1
}

fn news() -> String {
    "news".to_owned()
}

/// Why JSON is no report.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("not JSON of a report: {0}")]
    Json(#[from] serde_json::Error),
    #[error("the report is in the form `{0}`; this program reads `caveat.report/1`")]
    Schema(String),
}

impl ReportFile {
    pub fn parse(json: &str) -> Result<Self, ReadError> {
        let report: Self = serde_json::from_str(json)?;
        match report.schema == SCHEMA {
            true => Ok(report),
            false => Err(ReadError::Schema(report.schema)),
        }
    }

    /// What sources are said to say of the matters on which they differ.
    pub fn positions(&self) -> impl Iterator<Item = &PositionFile> {
        self.matters.iter().flat_map(|matter| &matter.positions)
    }

    /// All claims in order.
    pub fn claims(&self) -> impl Iterator<Item = &ClaimFile> {
        self.sections.iter().flat_map(|section| &section.claims)
    }

    /// The text itself names an outlet that it cites: "Lume Radio has heard the recording".
    pub fn names_its_outlet(&self, claim: &ClaimFile) -> bool {
        let cited = claim.citations.iter().filter_map(|citation| self.source(citation.source));
        cited.into_iter().any(|source| !source.outlet.is_empty() && claim.text.contains(&source.outlet))
    }

    pub fn source(&self, n: usize) -> Option<&SourceFile> {
        self.sources.iter().find(|source| source.n == n)
    }
}
