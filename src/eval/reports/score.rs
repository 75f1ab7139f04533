//! The figures of a report, and of many.

use std::collections::BTreeMap;

use serde::Serialize;

use super::abstention::{abstains, corrects_premise};
use super::citations::{Judged, judge, judge_by_parts};
use super::nuggets::{is_early, is_in_place, is_opposing, places};
use super::questions::{Fact, Kind, Question, Theme};
use super::read::{Citation, Claim, Part, Read};
use super::sources::Sources;
use super::wording::{MUCH_THE_SAME, SAME, fits_level, repetitions, repetitions_with_summary};
use crate::answer::quoted_spans;

/// The figures in the order in which they are shown. All but the last three are shares.
pub const FIGURES: &[&str] = &[
    "nugget_recall", "nugget_recall_all", "early_answer", "right_section", "opposing_section",
    "source_recall", "abstention_unanswerable", "abstention_false_premise", "premise_corrected",
    "wrong_abstention", "citation_recall", "citation_precision", "quote_exactness", "hedge_agreement",
    "redundancy", "near_redundancy", "redundancy_with_summary", "independent_sources", "words",
    "cpu_seconds",
];

/// Figures by name. One that says nothing about a question is missing.
pub type Figures = BTreeMap<&'static str, f64>;

/// The figures of one report, and what they come from.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Score {
    pub figures: Figures,
    pub facts: Vec<FactFound>,
    /// Claims, by id, that their citations do not bear out.
    pub unsupported: Vec<String>,
    /// Claims that say much the same as an earlier one.
    pub repeated: Vec<String>,
    /// Claims whose wording does not fit their level.
    pub ill_worded: Vec<String>,
    /// Quoted words that are not where the report says.
    pub inexact: Vec<String>,
}

/// Where an expected fact was found.
#[derive(Clone, Debug, Serialize)]
pub struct FactFound {
    pub text: String,
    pub section: Theme,
    pub required: bool,
    pub found_in: Vec<Part>,
    pub claims: Vec<String>,
    pub is_in_place: bool,
    pub is_opposing: bool,
    /// The article that has it is among the sources.
    pub article_cited: Option<bool>,
}

/// Scores a report.
pub fn score(question: &Question, report: &Read, sources: &Sources) -> Score {
    let mut score = Score { facts: facts(question, report), ..Score::default() };
    of_facts(question, report, &mut score);
    of_abstention(question, report, &mut score);
    of_support(report, sources, &mut score);
    of_quotes(report, sources, &mut score);
    of_wording(report, sources, &mut score);
    if report.claims().next().is_some() {
        score.note("independent_sources", report.coverage.independent_sources as f64);
    }
    score.note("words", report.words() as f64);
    score
}

/// Scores sentences that somebody put together without citations or sections: by what they say, how early, and how
/// often.
pub fn score_sentences(question: &Question, sentences: &[String]) -> Score {
    let report = Read::of_sentences(sentences);
    let mut score = Score { facts: facts(question, &report), ..Score::default() };
    of_facts(question, &report, &mut score);
    score.figures.retain(|name, _| !matches!(*name, "right_section" | "opposing_section" | "source_recall"));
    score.note_share("redundancy", repetitions(&report, SAME).len(), sentences.len());
    score.note_share("near_redundancy", repetitions(&report, MUCH_THE_SAME).len(), sentences.len());
    score.note("words", report.words() as f64);
    score
}

/// The mean of each figure over the questions that have it: each counts the same.
pub fn means<'a>(all: impl Iterator<Item = &'a Figures>) -> Figures {
    let mut sums: BTreeMap<&'static str, (f64, usize)> = BTreeMap::new();
    for (name, value) in all.flatten() {
        let (sum, count) = sums.entry(name).or_default();
        *sum += value;
        *count += 1;
    }
    sums.into_iter().map(|(name, (sum, count))| (name, sum / count as f64)).collect()
}

impl Score {
    pub fn note(&mut self, figure: &'static str, value: f64) {
        self.figures.insert(figure, value);
    }

    /// A share of nothing says nothing.
    fn note_share(&mut self, figure: &'static str, part: usize, whole: usize) {
        if whole > 0 {
            self.note(figure, part as f64 / whole as f64);
        }
    }
}

impl FactFound {
    fn of(fact: &Fact, report: &Read) -> Self {
        let places = places(fact, &report.sections);
        Self {
            text: fact.text.clone(),
            section: fact.section,
            required: fact.required,
            is_in_place: is_in_place(fact.section, &places, report),
            is_opposing: is_opposing(fact.section, &places, report),
            article_cited: fact.article.as_deref().map(|article| cites(report, article)),
            found_in: places.parts,
            claims: places.claims,
        }
    }

    pub fn is_stated(&self) -> bool {
        !self.claims.is_empty()
    }
}

fn facts(question: &Question, report: &Read) -> Vec<FactFound> {
    question.facts.iter().map(|fact| FactFound::of(fact, report)).collect()
}

/// Whether an article is among the sources. An address on this machine has another port each time.
fn cites(report: &Read, article: &str) -> bool {
    fn place(url: &str) -> String {
        let local = url.strip_prefix("http://127.0.0.1:").and_then(|rest| rest.split_once('/'));
        local.map_or(url, |(_, path)| path).replace("%27", "'")
    }
    report.sources.iter().any(|source| place(&source.url) == place(article))
}

/// What is wrong with a question is looked for at the beginning of a report, and not here.
fn of_facts(question: &Question, report: &Read, score: &mut Score) {
    if !question.answerable {
        return;
    }
    let count = |is: &dyn Fn(&FactFound) -> bool| score.facts.iter().filter(|fact| is(fact)).count();
    let (all, required) = (score.facts.len(), count(&|fact| fact.required));
    let (stated, required_stated) =
        (count(&|fact| fact.is_stated()), count(&|fact| fact.required && fact.is_stated()));
    let in_place = count(&|fact| fact.is_stated() && fact.is_in_place);
    let opposing = count(&|fact| fact.is_opposing);
    let located = count(&|fact| fact.required && fact.article_cited.is_some());
    let cited = count(&|fact| fact.required && fact.article_cited == Some(true));
    score.note_share("nugget_recall", required_stated, required);
    score.note_share("nugget_recall_all", stated, all);
    score.note_share("right_section", in_place, stated);
    score.note_share("opposing_section", opposing, stated);
    score.note_share("source_recall", cited, located);
    let early = is_early(&question.facts, report).filter(|_| question.kind == Kind::Fact);
    early.into_iter().for_each(|early| score.note("early_answer", share(early)));
}

fn of_abstention(question: &Question, report: &Read, score: &mut Score) {
    let abstains = abstains(report);
    match question.kind {
        Kind::Unanswerable => score.note("abstention_unanswerable", share(abstains)),
        Kind::FalsePremise => {
            score.note("abstention_false_premise", share(abstains));
            score.note("premise_corrected", share(corrects_premise(&question.facts, report)));
        }
        Kind::YesNo | Kind::Fact | Kind::Why => score.note("wrong_abstention", share(abstains)),
    }
}

fn of_support(report: &Read, sources: &Sources, score: &mut Score) {
    let mut judged: BTreeMap<&str, (&[Citation], Judged)> = BTreeMap::new();
    // What speaks of others is judged after them, wherever it stands.
    let (about, plain): (Vec<&Claim>, Vec<&Claim>) = report.claims().partition(|claim| claim.from.len() > 1);
    for claim in plain.into_iter().chain(about) {
        let supports = |places: &[usize]| {
            let cited: Vec<&Citation> = places.iter().filter_map(|p| claim.citations.get(*p)).collect();
            sources.support(&claim.text, &cited)
        };
        let mut found = judge(claim.citations.len(), supports);
        if claim.from.len() > 1 && !found.is_supported {
            let parts = claim.from.iter().filter_map(|id| judged.get(id.as_str()));
            let parts: Vec<(&[Citation], &Judged)> = parts.map(|(cited, judged)| (*cited, judged)).collect();
            found = judge_by_parts(&claim.citations, &parts);
        }
        judged.insert(&claim.id, (&claim.citations, found));
    }
    let unsupported = judged.iter().filter(|(_, (_, judged))| !judged.is_supported);
    score.unsupported = unsupported.map(|(id, _)| (*id).to_owned()).collect();
    score.note_share("citation_recall", judged.len() - score.unsupported.len(), judged.len());
    let relevant: Vec<bool> = judged.values().flat_map(|(_, j)| j.relevant.iter().copied()).collect();
    score.note_share("citation_precision", relevant.iter().filter(|r| **r).count(), relevant.len());
}

/// Every citation's bytes, and all that stands between quotation marks.
fn of_quotes(report: &Read, sources: &Sources, score: &mut Score) {
    let mut quoted = 0;
    for claim in report.claims() {
        let spans: Vec<&str> =
            quoted_spans(&claim.text).into_iter().filter_map(|span| claim.text.get(span)).collect();
        quoted += claim.citations.len() + spans.len();
        let wrong = claim.citations.iter().filter(|citation| !sources.has(citation));
        score.inexact.extend(wrong.map(|citation| citation.quote.clone()));
        let absent = spans.into_iter().filter(|words| !sources.has_quoted(words, claim));
        score.inexact.extend(absent.map(str::to_owned));
    }
    score.note_share("quote_exactness", quoted - score.inexact.len(), quoted);
}

fn of_wording(report: &Read, sources: &Sources, score: &mut Score) {
    let claims = report.claims().count();
    // What speaks of several claims tells what these are, and asserts none of them.
    let asserting: Vec<&Claim> = report.claims().filter(|claim| claim.from.len() < 2).collect();
    let is_ill = |claim: &&&Claim| !fits_level(&claim.text, claim.hedge.level, &sources.outlets(claim));
    score.ill_worded = asserting.iter().filter(is_ill).map(|claim| claim.id.clone()).collect();
    score.repeated = repetitions(report, MUCH_THE_SAME).into_iter().map(str::to_owned).collect();
    score.note_share("hedge_agreement", asserting.len() - score.ill_worded.len(), asserting.len());
    score.note_share("redundancy", repetitions(report, SAME).len(), claims);
    score.note_share("near_redundancy", score.repeated.len(), claims);
    score.note_share("redundancy_with_summary", repetitions_with_summary(report).len(), claims);
}

fn share(is: bool) -> f64 {
    if is { 1.0 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::sources::SourceText;
    use super::*;

    const TEXT: &str =
        "The ferry Halcyon sank off Melby. Nine people drowned. The mayor said that “no one is safe”.";

    fn question(kind: &str, answerable: bool) -> Question {
        let fact = |words: &str, section: &str, required: bool| {
            json!({"text": words, "words": [words], "section": section, "required": required,
                "article": "http://127.0.0.1:1/a"})
        };
        let facts =
            [fact("nine", "answer", true), fact("captain", "events", true), fact("mayor", "context", false)];
        let question = json!({"id": "q", "set": "s", "question": "How many drowned?", "kind": kind,
            "answerable": answerable, "premise_holds": true, "facts": facts});
        serde_json::from_value(question).unwrap()
    }

    fn cited(id: &str, text: &str, quote: &str, level: &str) -> serde_json::Value {
        let start = TEXT.find(quote).unwrap();
        json!({"id": id, "text": text, "from": [], "hedge": {"level": level},
            "citations": [{"source": 1, "quote": quote, "start": start, "end": start + quote.len()}]})
    }

    fn report() -> Read {
        let (nine, mayor) = ("Nine people drowned.", "The mayor said that “no one is safe”.");
        let claims = [
            cited("c1", "According to Harbour Post, nine people drowned.", nine, "single_source"),
            cited("c2", nine, nine, "single_source"),
            cited("c3", "The mayor said that “all are safe”.", mayor, "single_source"),
        ];
        let source = json!({"n": 1, "url": "http://127.0.0.1:9/a", "outlet": "Harbour Post", "revision": 1, "kind": "news"});
        let report = json!({"outcome": "answered", "coverage": {"independent_sources": 1}, "sources": [source],
            "sections": [{"kind": "executive_summary", "gaps": [], "claims": claims}]});
        serde_json::from_value(report).unwrap()
    }

    fn sources() -> Sources {
        let text = SourceText { text: TEXT.into(), outlet: "Harbour Post".into(), ..SourceText::default() };
        Sources([(1, text)].into())
    }

    #[track_caller]
    fn check(score: &Score, expected: &[(&'static str, f64)]) {
        for (name, value) in expected {
            let found = score.figures.get(name).copied().unwrap_or(f64::NAN);
            assert!((found - value).abs() < 1e-9, "{name} is {found}, not {value}: {score:#?}");
        }
    }

    #[test]
    fn figures_of_a_report() {
        let score = score(&question("fact", true), &report(), &sources());
        let third = 1.0 / 3.0;
        check(&score, &[("nugget_recall", 0.5), ("nugget_recall_all", 2.0 * third), ("early_answer", 1.0)]);
        check(&score, &[("right_section", 0.5), ("opposing_section", 0.0), ("source_recall", 1.0)]);
        check(&score, &[("citation_recall", 2.0 * third), ("citation_precision", 2.0 * third)]);
        check(&score, &[("quote_exactness", 0.75), ("hedge_agreement", 2.0 * third), ("redundancy", third)]);
        check(&score, &[("wrong_abstention", 0.0), ("independent_sources", 1.0), ("words", 17.0)]);
        assert_eq!((score.unsupported, score.ill_worded), (vec!["c3".to_owned()], vec!["c2".to_owned()]));
        assert_eq!(score.inexact, ["all are safe"]);
        assert!(score.figures.keys().all(|name| FIGURES.contains(name)));
    }

    #[test]
    fn questions_without_an_answer_are_about_abstaining() {
        let open = score(&question("unanswerable", false), &report(), &sources());
        check(&open, &[("abstention_unanswerable", 0.0)]);
        assert!(
            !open.figures.contains_key("nugget_recall") && !open.figures.contains_key("wrong_abstention")
        );
        let premise = score(&question("false_premise", false), &report(), &sources());
        check(&premise, &[("premise_corrected", 1.0), ("abstention_false_premise", 0.0)]);
        let nothing = score(&question("fact", true), &Read::default(), &sources());
        check(&nothing, &[("wrong_abstention", 1.0), ("nugget_recall", 0.0), ("words", 0.0)]);
        assert!(!nothing.figures.contains_key("citation_recall"));
    }

    #[test]
    fn sentences_are_scored_by_what_they_say() {
        let score = score_sentences(&question("fact", true), &["Nine people drowned.".to_owned()]);
        check(&score, &[("nugget_recall", 0.5), ("early_answer", 1.0), ("words", 3.0), ("redundancy", 0.0)]);
        assert_eq!(score.figures.len(), 6);
    }

    #[test]
    fn a_mean_is_over_the_questions_that_have_the_figure() {
        let all: [Figures; 3] = [[("a", 1.0), ("b", 2.0)].into(), [("a", 0.0)].into(), [("a", 0.5)].into()];
        assert_eq!(means(all.iter()), Figures::from([("a", 0.5), ("b", 2.0)]));
    }
}
