//! Claims: what a draft's sentences become once they are grounded. Nothing else can be reported.

use std::fmt;

use crate::news::sentences;

use super::evidence::{Citation, Evidence, SentenceId};
use super::hedge::Hedge;
use super::report::{Basis, Support, Verdict};

/// The number of a claim within a report: `c1`, `c2`, ….
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClaimId(pub usize);

/// A statement with what it rests on: words of articles, or other claims.
#[derive(Clone, Debug)]
pub struct Claim {
    id: ClaimId,
    text: String,
    basis: Basis,
    from: Vec<ClaimId>,
    citations: Vec<Citation>,
    /// Bytes of the text before which the citations' numbers stand, where that is not the end.
    places: Vec<usize>,
    support: Support,
    hedge: Hedge,
}

impl Claim {
    /// A claim that rests on an article's words. Only `ground` makes one, and only with a citation.
    pub(super) fn cited(
        id: ClaimId,
        text: String,
        basis: Basis,
        (first, more): (Citation, Vec<Citation>),
        support: Support,
        hedge: Hedge,
    ) -> Self {
        let citations = std::iter::once(first).chain(more).collect();
        Self { id, text, basis, from: Vec::new(), citations, places: Vec::new(), support, hedge }
    }

    /// A statement about other claims. It inherits their citations, and is no better supported than the
    /// weakest of them. `None` without any claim to speak of.
    pub(super) fn synthesis(id: ClaimId, text: String, about: &[&Claim], hedge: Hedge) -> Option<Self> {
        let weakest = about.iter().map(|c| &c.support).min_by(|a, b| a.score.total_cmp(&b.score))?;
        let verdict = about.iter().map(|c| c.support.verdict).min().unwrap_or(Verdict::Unsupported);
        let support = Support { score: weakest.score, verdict, alarms: Vec::new() };
        let mut citations: Vec<Citation> = Vec::new();
        for citation in about.iter().flat_map(|c| c.citations.iter().take(1)) {
            if !citations.iter().any(|known| known.source() == citation.source()) {
                citations.push(citation.clone());
            }
        }
        let from = about.iter().map(|c| c.id).collect();
        Some(Self { id, text, basis: Basis::Synthesis, from, citations, places: Vec::new(), support, hedge })
    }

    /// The same statement, with no number but those of these claims, each behind the part of the text that it bears out: of
    /// a statement about ten claims nobody follows ten numbers at its end.
    pub(super) fn citing(mut self, parts: &[(&str, &Claim)]) -> Self {
        let mut from = 0;
        self.citations.clear();
        self.places.clear();
        for (part, claim) in parts {
            let found = self.text.get(from..).and_then(|rest| rest.find(part));
            let place = found.map_or(self.citation_end(), |at| from + at + part.len());
            from = place;
            for citation in claim.citations.iter().take(1) {
                self.citations.push(citation.clone());
                self.places.push(place.min(self.citation_end()));
            }
        }
        self
    }

    /// The same claim, with its first citation also behind its first sentence: of two sentences each says where it is from.
    pub(super) fn cited_in_both(mut self) -> Self {
        let first = sentences(&self.text, None).first().map(|range| range.of(&self.text));
        let place = first.map(|first| first.trim_end_matches(['.', '!']).len());
        let (Some(place), Some(citation)) = (place, self.citations.first().cloned()) else { return self };
        let end = self.citation_end();
        self.places = std::iter::once(place).chain(self.citations.iter().map(|_| end)).collect();
        self.citations.insert(0, citation);
        self
    }

    pub fn id(&self) -> ClaimId {
        self.id
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn basis(&self) -> Basis {
        self.basis
    }

    /// The claims that a synthesis speaks of; empty for the others.
    pub fn from(&self) -> &[ClaimId] {
        &self.from
    }

    pub fn citations(&self) -> &[Citation] {
        &self.citations
    }

    pub fn support(&self) -> &Support {
        &self.support
    }

    pub fn hedge(&self) -> &Hedge {
        &self.hedge
    }

    /// The sentences cited.
    pub fn sentences(&self) -> impl Iterator<Item = SentenceId> {
        self.citations.iter().map(Citation::sentence)
    }

    /// Byte of the text before which the number of a citation stands.
    pub fn citation_place(&self, citation: usize) -> usize {
        self.places.get(citation).copied().unwrap_or_else(|| self.citation_end())
    }

    /// The end of the text, but inside the full stop.
    fn citation_end(&self) -> usize {
        let body = self.text.trim_end().trim_end_matches(['.', '?', '!']);
        if body.is_empty() { self.text.len() } else { body.len() }
    }

    /// The outlets cited, each once, in order.
    pub fn outlets<'a>(&self, evidence: &'a Evidence) -> Vec<&'a str> {
        let mut outlets: Vec<&str> = Vec::new();
        for source in self.citations.iter().filter_map(|c| evidence.sources().get(c.source())) {
            let outlet = source.revision.article().outlet.as_str();
            if !outlets.contains(&outlet) {
                outlets.push(outlet);
            }
        }
        outlets
    }
}

impl fmt::Display for ClaimId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "c{}", self.0)
    }
}
