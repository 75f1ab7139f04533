//! A kept report as far as it is compared.

use std::ops::Range;

use serde::Deserialize;

use crate::answer::{Basis, Level, SectionKind};

use super::change::Outcome;

/// What a report tells; whatever else it holds is left out.
#[derive(Clone, Debug, Deserialize)]
pub struct Told {
    pub question: String,
    pub checked_on: String,
    pub outcome: Outcome,
    #[serde(default)]
    pub sections: Vec<ToldSection>,
    #[serde(default)]
    pub sources: Vec<ToldSource>,
    #[serde(default)]
    pub provenance: ToldProvenance,
}

/// Who made a report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ToldProvenance {
    pub caveat: String,
    pub composer: String,
    pub model: Option<String>,
    pub prompt_sha256: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct ToldSection {
    pub kind: SectionKind,
    #[serde(default)]
    pub claims: Vec<ToldClaim>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct ToldClaim {
    pub text: String,
    pub basis: Basis,
    #[serde(default)]
    pub citations: Vec<ToldCitation>,
    pub hedge: ToldHedge,
}

#[derive(Clone, Debug, Deserialize)]
pub struct ToldCitation {
    pub source: usize,
    pub quote: String,
    pub start: usize,
    pub end: usize,
}

#[derive(Clone, Debug, Deserialize)]
pub struct ToldHedge {
    pub level: Level,
    #[serde(default)]
    pub independent_sources: usize,
}

#[derive(Clone, Debug, Deserialize)]
pub struct ToldSource {
    pub n: usize,
    pub url: String,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub outlet: String,
    pub published: Option<String>,
    pub revision: u32,
}

/// Which way the bottom line says that the reporting leans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lean {
    Yes,
    No,
}

/// A claim that rests on words of articles, once, wherever it stands.
#[derive(Clone, Debug)]
pub struct Statement<'a> {
    pub claim: &'a ToldClaim,
    pub section: SectionKind,
    pub places: Vec<Place<'a>>,
}

/// The words that a claim cites, and whose they are.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    pub source: &'a ToldSource,
    pub citation: &'a ToldCitation,
}

impl Told {
    pub fn parse(json: &str) -> serde_json::Result<Self> {
        serde_json::from_str(json)
    }

    /// The claims that rest on words. One that is told twice, in the summary and in its section, is one.
    pub fn statements(&self) -> Vec<Statement<'_>> {
        let mut statements: Vec<Statement<'_>> = Vec::new();
        for section in &self.sections {
            for claim in section.claims.iter().filter(|claim| claim.basis != Basis::Synthesis) {
                let places: Vec<Place<'_>> = claim.citations.iter().filter_map(|c| self.place(c)).collect();
                let again = |known: &Statement<'_>| match (known.places.first(), places.first()) {
                    (Some(a), Some(b)) => a.overlaps(b),
                    _ => known.claim.text == claim.text,
                };
                if !statements.iter().any(again) {
                    statements.push(Statement { claim, section: section.kind, places });
                }
            }
        }
        statements
    }

    fn place<'a>(&'a self, citation: &'a ToldCitation) -> Option<Place<'a>> {
        let source = self.sources.iter().find(|source| source.n == citation.source)?;
        Some(Place { source, citation })
    }

    /// The bytes of a state of an article that are cited.
    pub fn ranges(&self, url: &str, revision: u32) -> Vec<Range<usize>> {
        let claims = self.sections.iter().flat_map(|section| &section.claims);
        let places = claims.flat_map(|claim| &claim.citations).filter_map(|citation| self.place(citation));
        places
            .filter(|place| place.source.url == url && place.source.revision == revision)
            .map(|place| place.citation.start..place.citation.end)
            .collect()
    }

    /// The way that the bottom line leans, if it does.
    pub fn lean(&self) -> Option<Lean> {
        let bottom = self.sections.iter().find(|section| section.kind == SectionKind::BottomLine)?;
        bottom.claims.iter().find_map(|claim| match claim.text.as_str() {
            text if text.contains("towards a yes") => Some(Lean::Yes),
            text if text.contains("towards a no") => Some(Lean::No),
            _ => None,
        })
    }

    /// The first claim of the bottom line.
    pub fn bottom_line(&self) -> Option<&ToldClaim> {
        self.sections.iter().find(|s| s.kind == SectionKind::BottomLine)?.claims.first()
    }
}

impl Place<'_> {
    /// Both show the same words of the same state of an article, for the most part.
    pub fn overlaps(&self, other: &Self) -> bool {
        let (a, b) = (self.citation, other.citation);
        let common = a.end.min(b.end).saturating_sub(a.start.max(b.start));
        let shorter = (a.end.saturating_sub(a.start)).min(b.end.saturating_sub(b.start));
        self.is_of(other)
            && self.source.revision == other.source.revision
            && common > 0
            && 2 * common >= shorter
    }

    /// Both are of one article.
    pub fn is_of(&self, other: &Self) -> bool {
        self.source.url == other.source.url
    }
}
