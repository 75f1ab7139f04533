//! A report as it is printed, read back: the figures are about what a reader gets, not about how it came to be.

use serde::{Deserialize, Serialize};

use crate::answer::{Level, Report};
use crate::news::sentences;

/// Whether a question was answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Answered,
    #[default]
    NotEnoughEvidence,
}

/// The kinds of sections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    ExecutiveSummary,
    Events,
    EvidenceFor,
    EvidenceComplicating,
    Context,
    NotShown,
    BottomLine,
}

/// What is read of a report.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Read {
    pub outcome: Outcome,
    pub sections: Vec<Section>,
    pub sources: Vec<Source>,
    pub coverage: Coverage,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Section {
    pub kind: Part,
    pub claims: Vec<Claim>,
    pub gaps: Vec<Gap>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Claim {
    pub id: String,
    pub text: String,
    /// The claims that this one speaks of.
    pub from: Vec<String>,
    pub citations: Vec<Citation>,
    pub hedge: Hedge,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Citation {
    pub source: usize,
    pub quote: String,
    pub start: usize,
    pub end: usize,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Hedge {
    pub level: Level,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Gap {
    pub text: String,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Source {
    pub n: usize,
    pub url: String,
    pub outlet: String,
    pub revision: u32,
    pub kind: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Coverage {
    pub independent_sources: usize,
}

impl Read {
    pub fn of(report: &Report) -> Result<Self, serde_json::Error> {
        serde_json::from_value(serde_json::to_value(report)?)
    }

    /// Sentences without any citation, as a report of one section: what does not come from this program can be scored
    /// by the same functions.
    pub fn of_sentences(sentences: &[String]) -> Self {
        let claim = |(place, text): (usize, &String)| Claim {
            id: format!("s{}", place + 1),
            text: text.clone(),
            from: Vec::new(),
            citations: Vec::new(),
            hedge: Hedge { level: Level::Unclear },
        };
        let claims = sentences.iter().enumerate().map(claim).collect();
        let section = Section { kind: Part::ExecutiveSummary, claims, gaps: Vec::new() };
        Self { outcome: Outcome::Answered, sections: vec![section], ..Self::default() }
    }

    /// All claims in order.
    pub fn claims(&self) -> impl Iterator<Item = &Claim> {
        self.sections.iter().flat_map(|section| &section.claims)
    }

    /// What a reader has read after `count` sentences of the answer. A claim may be several, and counts as such.
    pub fn opening(&self, count: usize) -> String {
        let all = self.claims().flat_map(|claim| {
            sentences(&claim.text, None).into_iter().map(|range| range.of(&claim.text)).collect::<Vec<_>>()
        });
        all.take(count).collect::<Vec<_>>().join(" ")
    }

    /// Words of claims and gaps.
    pub fn words(&self) -> usize {
        let gaps = self.sections.iter().flat_map(|section| &section.gaps).map(|gap| &gap.text);
        self.claims().map(|claim| &claim.text).chain(gaps).map(|text| text.split_whitespace().count()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_opening_is_counted_in_sentences() {
        let read = Read::of_sentences(&["One came. Two went.".to_owned(), "Three stayed.".to_owned()]);
        assert_eq!(read.opening(2), "One came. Two went.");
        assert_eq!(read.opening(9), "One came. Two went. Three stayed.");
        assert_eq!((read.words(), Read::default().opening(3).as_str()), (6, ""));
    }
}
