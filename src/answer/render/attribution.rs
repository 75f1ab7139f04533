//! Whose word a whole list is: "According to the Harbour Post:" stands once over sentences that each would say so.
//!
//! Only in what is printed: in the report itself every claim says by itself whose word it is, and so it does wherever it
//! stands alone, as in the summary.

use super::super::report::{ClaimNote, Report, Section, SectionKind};

/// Sentences of a list that say whose word they are, at least: one alone says it best itself.
const SENTENCES: usize = 2;

/// The outlet whose word all claims of a section are, if it is one and enough of them say so.
pub(super) fn sole_outlet<'a>(section: &Section, report: &'a Report) -> Option<&'a str> {
    let is_summing_up = matches!(section.kind, SectionKind::ExecutiveSummary | SectionKind::BottomLine);
    // What was not found is no outlet's word.
    if is_summing_up || !section.gaps.is_empty() {
        return None;
    }
    let cited = section.claims.iter().flat_map(|claim| &claim.citations);
    let mut outlets = cited.map(|citation| {
        report.sources.iter().find(|source| source.n == citation.source).map(|source| source.outlet.as_str())
    });
    let outlet = outlets.next().flatten()?;
    let is_one = outlets.all(|other| other == Some(outlet));
    let saying = section.claims.iter().filter(|claim| bare(claim, outlet).is_some()).count();
    (is_one && saying >= SENTENCES).then_some(outlet)
}

/// A claim without the words that say that it is an outlet's, if it has them; its citations stay where they stood.
pub(super) fn bare(claim: &ClaimNote, outlet: &str) -> Option<ClaimNote> {
    let text = claim.text.as_str();
    let behind = text.strip_suffix(&format!(", according to {outlet}."));
    let (bare, before) = match text.strip_prefix(&format!("According to {outlet}, ")) {
        Some(rest) => (capitalised(rest), text.len() - rest.len()),
        None => (format!("{}.", behind?), 0),
    };
    let longer = bare.len().saturating_sub(text.len() - before);
    let mut told = claim.clone();
    for citation in &mut told.citations {
        let at = (citation.at + longer).saturating_sub(before);
        // A number behind the source's name now stands before the full stop.
        let end = if behind.is_some() { bare.len() - 1 } else { bare.len() };
        citation.at = at.min(end);
    }
    told.text = bare;
    Some(told)
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;
    use crate::answer::hedge::Level;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let claim = fixture::claim("c1", text, &[1], Level::SingleSource);
        assert_eq!(bare(&claim, "Harbour Post").map(|claim| claim.text).as_deref(), expected);
    }

    #[test]
    fn whose_word_it_is_goes_and_the_sentence_stays() {
        check("According to Harbour Post, the ferry sank.", Some("The ferry sank."));
        check("The ferry sank, according to Harbour Post.", Some("The ferry sank."));
        check("According to Harbour Post, “no,” he said.", Some("“no,” he said."));
        check("According to Northgate Wire, the ferry sank.", None);
        check("The ferry sank.", None);
    }

    #[test]
    fn numbers_stay_at_their_words() {
        let mut claim =
            fixture::claim("c1", "Up it went, according to Harbour Post.", &[1], Level::SingleSource);
        claim.citations[0].at = claim.text.len() - 1;
        assert_eq!(bare(&claim, "Harbour Post").unwrap().citations[0].at, "Up it went".len());
        let mut claim =
            fixture::claim("c1", "According to Harbour Post, it sank.", &[1], Level::SingleSource);
        claim.citations[0].at = claim.text.len() - 1;
        assert_eq!(bare(&claim, "Harbour Post").unwrap().citations[0].at, "It sank".len());
    }

    /// What is printed of a section with these claims, all of them from the first source.
    fn printed(texts: &[&str]) -> [String; 3] {
        let mut report = fixture::report();
        let outlet = report.sources[0].outlet.clone();
        let number = report.sources[0].n;
        let told =
            |text: &&str| fixture::claim("c1", &text.replace('X', &outlet), &[number], Level::SingleSource);
        let section = report.sections.iter_mut().find(|s| s.kind == SectionKind::Events).unwrap();
        (section.claims, section.gaps) = (texts.iter().map(told).collect(), Vec::new());
        let page = crate::answer::render::Page { width: 200, colour: false };
        let forms = [
            crate::answer::render::text(&report, &page),
            crate::answer::render::markdown(&report),
            crate::answer::render::html(&report),
        ];
        forms.map(|form| form.replace(&outlet, "X"))
    }

    #[test]
    fn one_outlet_is_named_once_over_all_that_it_tells() {
        for form in printed(&["According to X, the pier burned.", "The dock burned, according to X."]) {
            assert!(form.contains("According to X:"), "{form}");
            assert!(form.contains("The pier burned") && !form.contains("According to X, the pier"), "{form}");
        }
        for form in printed(&["According to X, the pier burned.", "Melk said that the dock burned."]) {
            assert!(!form.contains("According to X:"), "{form}");
            assert!(form.contains("According to X, the pier burned"), "{form}");
        }
    }
}
