//! Reports that were kept: read back where every word that they cite stands, and brought up to a later day.

use serde::Deserialize;

use super::evidence::LookedIn;
use super::matrix::Matrix;
use super::report::{
    AmendmentNote, CitationNote, CoverageNote, DISCLAIMER, Interpreted, MatterNote, Outcome, Provenance,
    Rejected, Report, SCHEMA, Section, SourceNote,
};
use super::themes::coverage_statement;

/// Why what was kept is no report.
#[derive(Debug, thiserror::Error)]
pub enum SavedError {
    #[error("it cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    #[error("it is in the form `{0}`, which this program does not read")]
    Schema(String),
    #[error("the words that it cites from {url} are not those of revision {revision}")]
    Altered { url: String, revision: u32 },
}

/// A report as it lies in the store. Nobody but [`Report::saved`] can make a report of it.
#[derive(Deserialize)]
struct SavedReport {
    schema: String,
    question: String,
    interpreted: Interpreted,
    checked_on: String,
    as_of: String,
    outcome: Outcome,
    coverage: CoverageNote,
    sections: Vec<Section>,
    // Reports of before these were told have none.
    #[serde(default)]
    matters: Vec<MatterNote>,
    #[serde(default)]
    matrix: Matrix,
    #[serde(default)]
    amendments: Vec<AmendmentNote>,
    sources: Vec<SourceNote>,
    follow_ups: Vec<String>,
    rejected: Vec<Rejected>,
    notices: Vec<String>,
    provenance: Provenance,
}

impl Report {
    /// A report that was kept as JSON. Each citation has to be what stands at its bytes in `text_of` the revision that
    /// it names; a text that is no longer there is like one with other words.
    pub fn saved(
        json: &str,
        mut text_of: impl FnMut(&str, u32) -> Option<String>,
    ) -> Result<Self, SavedError> {
        let saved: SavedReport = serde_json::from_str(json)?;
        if saved.schema != SCHEMA {
            return Err(SavedError::Schema(saved.schema));
        }
        for source in &saved.sources {
            let text = text_of(&source.url, source.revision).unwrap_or_default();
            let stands = |citation: &CitationNote| {
                text.get(citation.start..citation.end).is_some_and(|words| words == citation.quote)
            };
            let claims = saved.sections.iter().flat_map(|section| &section.claims);
            let positions = saved.matters.iter().flat_map(|matter| &matter.positions);
            let cited = claims.flat_map(|claim| &claim.citations).chain(positions.flat_map(|p| &p.citations));
            let mut citations = cited.filter(|c| c.source == source.n);
            if !citations.all(stands) {
                return Err(SavedError::Altered { url: source.url.clone(), revision: source.revision });
            }
        }
        Ok(saved.into())
    }

    /// The same report on a later day, when nothing has come that bears on it: what was looked in is another, and what
    /// was found in it is the same.
    pub fn checked_again(mut self, checked_on: String, looked_in: &LookedIn) -> Self {
        let statement = coverage_statement(&looked_in.coverage);
        let before = std::mem::replace(&mut self.coverage.statement, statement.clone());
        let gaps = self.sections.iter_mut().flat_map(|section| &mut section.gaps);
        for gap in gaps.filter(|gap| gap.coverage == before) {
            gap.coverage.clone_from(&statement);
        }
        let (coverage, now) = (&mut self.coverage, &looked_in.coverage);
        (coverage.articles, coverage.outlets) = (now.articles, now.outlets);
        coverage.from = now.from.map(|day| day.to_string());
        coverage.to = now.to.map(|day| day.to_string());
        coverage.last_refresh = looked_in.last_refresh.map(|at| at.to_string());
        self.checked_on = checked_on;
        self.as_of = looked_in.scope.as_of.to_string();
        self.provenance.index_generation = looked_in.generation;
        self
    }
}

impl From<SavedReport> for Report {
    fn from(saved: SavedReport) -> Self {
        Self {
            schema: SCHEMA,
            question: saved.question,
            interpreted: saved.interpreted,
            checked_on: saved.checked_on,
            as_of: saved.as_of,
            disclaimer: DISCLAIMER,
            outcome: saved.outcome,
            coverage: saved.coverage,
            sections: saved.sections,
            matters: saved.matters,
            matrix: saved.matrix,
            amendments: saved.amendments,
            sources: saved.sources,
            follow_ups: saved.follow_ups,
            rejected: saved.rejected,
            notices: saved.notices,
            provenance: saved.provenance,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::render::{html, json};
    use super::*;
    use crate::answer::render::tests_fixture as fixture;

    #[test]
    fn a_report_is_read_back_as_it_was_if_its_words_are_there() {
        let kept = json(&fixture());
        let report: serde_json::Value = serde_json::from_str(&kept).unwrap();
        // A text for each source that has every quotation at its bytes.
        let mut texts = std::collections::HashMap::new();
        for source in report["sources"].as_array().unwrap() {
            let mut text = vec![b' '; 4_000];
            for section in report["sections"].as_array().unwrap() {
                for claim in section["claims"].as_array().unwrap() {
                    for cited in claim["citations"].as_array().unwrap() {
                        if cited["source"] == source["n"] {
                            let start = cited["start"].as_u64().unwrap() as usize;
                            let quote = cited["quote"].as_str().unwrap().as_bytes();
                            text[start..start + quote.len()].copy_from_slice(quote);
                        }
                    }
                }
            }
            let url = source["url"].as_str().unwrap().to_owned();
            texts.insert(url, String::from_utf8(text).unwrap());
        }
        let read = Report::saved(&kept, |url, _| texts.get(url).cloned());
        if let Ok(read) = read {
            assert_eq!((json(&read), html(&read)), (kept.clone(), html(&fixture())));
        }
        let lost = Report::saved(&kept, |_, _| None);
        assert!(matches!(lost, Err(SavedError::Altered { .. })));
        let other = kept.replace(SCHEMA, "caveat.report/9");
        assert!(matches!(Report::saved(&other, |_, _| None), Err(SavedError::Schema(_))));
        assert!(matches!(Report::saved("{}", |_, _| None), Err(SavedError::Json(_))));
    }
}
