//! The numbers of sources, in the order in which they are first cited; and what is said of each in the list of them.

use std::collections::BTreeSet;

use super::amended::Amendment;
use super::around::around;
use super::claim::Claim;
use super::contested::{Contested, Stand};
use super::evidence::{Citation, Evidence, Source};
use super::fragment::text_fragment;
use super::relay::passes_on;
use super::report::{
    AmendmentNote, CitationNote, ClaimNote, ClaimedSection, CopyNote, HedgeNote, MatterNote, PositionNote,
    Section, SourceNote,
};

/// Gives numbers to sources in the order in which they are first cited.
pub(super) struct Numbering<'a> {
    evidence: &'a Evidence,
    /// Index into the evidence's sources, in order of number.
    cited: Vec<usize>,
    /// What each of them is cited for.
    quotes: Vec<(usize, String)>,
}

impl<'a> Numbering<'a> {
    pub fn of(evidence: &'a Evidence) -> Self {
        Self { evidence, cited: Vec::new(), quotes: Vec::new() }
    }

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
            let note = self.citation(citation, claim.citation_place(place));
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
                superseded_by: Vec::new(),
                as_of: None,
            },
        }
    }

    fn citation(&mut self, citation: &Citation, at: usize) -> CitationNote {
        let source = self.evidence.sources().get(citation.source());
        let (text, range) =
            (source.map_or("", |source| source.revision.text()), citation.start()..citation.end());
        let (before, after) = around(text, range.clone());
        self.quotes.push((citation.source(), citation.quote().to_owned()));
        CitationNote {
            source: self.number(citation.source()),
            quote: citation.quote().to_owned(),
            start: citation.start(),
            end: citation.end(),
            at,
            before: before.to_owned(),
            after: after.to_owned(),
            fragment: text_fragment(text, range),
        }
    }

    pub fn matter(&mut self, contested: Contested) -> MatterNote {
        let positions = contested.positions.into_iter().map(|stand| self.position(stand)).collect();
        MatterNote { relation: contested.relation, about: contested.about, positions }
    }

    fn position(&mut self, stand: Stand) -> PositionNote {
        let sources =
            stand.citations.iter().filter_map(|citation| self.evidence.sources().get(citation.source()));
        let days = sources.filter_map(|source| source.revision.article().published);
        let as_of = days.map(|published| published.date()).max().map(|day| day.to_string());
        let citations = stand.citations.iter().map(|citation| self.citation(citation, 0)).collect();
        PositionNote {
            says: stand.says,
            stance: stand.stance,
            superseded: stand.superseded,
            as_of,
            citations,
        }
    }

    /// Only of a source that is cited.
    pub fn amendment(&self, amendment: Amendment) -> Option<AmendmentNote> {
        let place = self.cited.iter().position(|known| *known == amendment.source)?;
        Some(AmendmentNote {
            source: place + 1,
            kind: amendment.kind,
            on: amendment.on.map(|day| day.to_string()),
            from: amendment.from,
            to: amendment.to,
            note: amendment.note,
        })
    }

    /// Outlets cited for reports of their own.
    pub fn outlets(&self) -> usize {
        let own = self.cited.iter().filter(|source| self.relayed(**source).is_none());
        own.filter_map(|source| outlet(*source, self.evidence))
            .map(str::to_lowercase)
            .collect::<BTreeSet<_>>()
            .len()
    }

    /// The outlet from which all has come that a source is cited for, if that is cited too.
    fn relayed(&self, source: usize) -> Option<&'a str> {
        let own = outlet(source, self.evidence)?;
        let mut others =
            self.cited.iter().filter_map(|other| outlet(*other, self.evidence)).filter(|other| *other != own);
        others.find(|other| {
            let mut quotes = self.quotes.iter().filter(|(of, _)| *of == source);
            quotes.all(|(_, quote)| passes_on(quote, other))
        })
    }

    pub fn sources(&self) -> Vec<SourceNote> {
        let known = self.cited.iter().enumerate();
        let note = |(i, source): (usize, &usize)| {
            let mut note = source_note(i + 1, self.evidence.sources().get(*source)?);
            if let Some(other) = self.relayed(*source) {
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
