//! The numbers of sources, in the order in which they are first cited; and what is said of each in the list of them.

use std::collections::BTreeSet;

use super::claim::Claim;
use super::evidence::{Evidence, Source};
use super::relay::passes_on;
use super::report::{CitationNote, ClaimNote, ClaimedSection, CopyNote, HedgeNote, Section, SourceNote};

/// Gives numbers to sources in the order in which they are first cited.
#[derive(Default)]
pub(super) struct Numbering {
    /// Index into the evidence's sources, in order of number.
    cited: Vec<usize>,
    /// What each of them is cited for.
    quotes: Vec<(usize, String)>,
}

impl Numbering {
    fn number(&mut self, source: usize) -> usize {
        let place = self.cited.iter().position(|known| *known == source).unwrap_or_else(|| {
            self.cited.push(source);
            self.cited.len() - 1
        });
        place + 1
    }

    pub fn section(&mut self, section: ClaimedSection) -> Section {
        let claims = section.claims.into_iter().map(|claim| self.claim(claim)).collect();
        Section { kind: section.kind, heading: section.heading, claims, gaps: section.gaps }
    }

    fn claim(&mut self, claim: Claim) -> ClaimNote {
        let mut citations: Vec<CitationNote> = Vec::new();
        for (place, citation) in claim.citations().iter().enumerate() {
            let note = CitationNote {
                source: self.number(citation.source()),
                quote: citation.quote().to_owned(),
                start: citation.start(),
                end: citation.end(),
                at: claim.citation_place(place),
            };
            self.quotes.push((citation.source(), citation.quote().to_owned()));
            if !citations.contains(&note) {
                citations.push(note);
            }
        }
        let hedge = claim.hedge();
        ClaimNote {
            id: claim.id().to_string(),
            text: claim.text().to_owned(),
            basis: claim.basis(),
            from: claim.from().iter().map(ToString::to_string).collect(),
            citations,
            support: claim.support().clone(),
            hedge: HedgeNote {
                level: hedge.level,
                independent_sources: hedge.independent_sources,
                conflicting: hedge.conflicting.iter().map(|source| self.number(*source)).collect(),
            },
        }
    }

    /// Outlets cited for reports of their own.
    pub fn outlets(&self, evidence: &Evidence) -> usize {
        let own = self.cited.iter().filter(|source| self.relayed(**source, evidence).is_none());
        own.filter_map(|source| outlet(*source, evidence))
            .map(str::to_lowercase)
            .collect::<BTreeSet<_>>()
            .len()
    }

    /// The outlet from which all has come that a source is cited for, if that is cited too.
    fn relayed<'a>(&self, source: usize, evidence: &'a Evidence) -> Option<&'a str> {
        let own = outlet(source, evidence)?;
        let mut others =
            self.cited.iter().filter_map(|other| outlet(*other, evidence)).filter(|other| *other != own);
        others.find(|other| {
            let mut quotes = self.quotes.iter().filter(|(of, _)| *of == source);
            quotes.all(|(_, quote)| passes_on(quote, other))
        })
    }

    pub fn sources(&self, evidence: &Evidence) -> Vec<SourceNote> {
        let known = self.cited.iter().enumerate();
        let note = |(i, source): (usize, &usize)| {
            let mut note = source_note(i + 1, evidence.sources().get(*source)?);
            if let Some(other) = self.relayed(*source, evidence) {
                let says = format!("passes on what {other} reported");
                note.note = Some(note.note.map_or(says.clone(), |known| format!("{known}; {says}")));
            }
            Some(note)
        };
        known.filter_map(note).collect()
    }
}

fn outlet(source: usize, evidence: &Evidence) -> Option<&str> {
    evidence.sources().get(source).map(|source| source.revision.article().outlet.as_str())
}

fn source_note(n: usize, source: &Source) -> SourceNote {
    let article = source.revision.article();
    let fetched = source.revision.first_seen();
    SourceNote {
        n,
        title: article.title.clone(),
        outlet: article.outlet.clone(),
        url: article.url.to_string(),
        authors: article.authors.clone(),
        published: article.published.map(|p| p.to_string()),
        published_precision: crate::news::Precision::name_of(article.published).into(),
        fetched: fetched.to_string(),
        revision: source.revision.id().number,
        kind: article.kind.as_str().into(),
        also_in: source.also_in.iter().map(copy_note).collect(),
        paywalled: article.paywalled,
        note: source.fetched_later.then(|| format!("text as fetched on {}", fetched.strftime("%Y-%m-%d"))),
    }
}

fn copy_note(copy: &super::evidence::Copy) -> CopyNote {
    CopyNote {
        outlet: copy.outlet.clone(),
        url: copy.url.to_string(),
        published: copy.published.map(|p| p.to_string()),
    }
}
