//! The sections of a report in their order: those with claims, and always the summary, what is not shown and the bottom
//! line. What is missing is said where it is missed, with what it was looked for in.

use std::collections::BTreeSet;

use super::asked::Asked;
use super::claim::{Claim, ClaimId};
use super::compose;
use super::evidence::Evidence;
use super::focus::is_light;
use super::fuse::Summed;
use super::heading::heading;
use super::hedge::Level;
use super::premise::Premise;
use super::question::{Form, Question, QuestionTerm};
use super::report::{ClaimedSection, Gap, Outcome, SectionKind};
use super::synonyms::synonyms;
use crate::index::analysis::terms;
use crate::store::Coverage;

/// Sentences of a summary at least.
const ENOUGH: usize = 2;

/// What the sections are made from.
pub struct Matter<'a> {
    pub question: &'a Question,
    pub grounded: &'a [(SectionKind, Vec<Claim>)],
    /// What a model says about them, where one did and it holds.
    pub summed: &'a [Summed<'a>],
    pub outcome: Outcome,
    pub premise: &'a Premise,
    pub evidence: &'a Evidence,
}

impl Matter<'_> {
    /// The sections in their order.
    pub fn themes(&self) -> Vec<ClaimedSection> {
        let (mut summary, mut bottom) = (Vec::new(), Vec::new());
        if self.outcome == Outcome::Answered {
            summary = self.worded(compose::executive_summary(
                self.question, self.grounded, self.premise, self.evidence,
            ));
            bottom =
                compose::bottom_line(self.question, self.grounded, &summary, self.premise, self.evidence);
        }
        let shown = |(kind, claims): &&(SectionKind, Vec<Claim>)| {
            *kind != SectionKind::NotShown && !claims.is_empty()
        };
        let not_shown = self.grounded.iter().find(|(kind, _)| *kind == SectionKind::NotShown);
        let open = self.open(&summary);
        let mut sections = vec![self.section(SectionKind::ExecutiveSummary, summary, self.opening())];
        let told = self.grounded.iter().filter(shown);
        sections.extend(told.map(|(kind, claims)| self.section(*kind, claims.clone(), Vec::new())));
        let unknown = not_shown.map(|(_, claims)| claims.clone()).unwrap_or_default();
        sections.push(self.section(SectionKind::NotShown, unknown, open));
        sections.push(self.section(SectionKind::BottomLine, bottom, self.closing()));
        sections
    }

    /// The summary in the model's words, where enough of them hold. How the sides stand, and that a premise is denied, the
    /// program says.
    fn worded(&self, mut summary: Vec<Claim>) -> Vec<Claim> {
        if self.summed.len() < ENOUGH {
            return summary;
        }
        let two_sided = compose::is_two_sided(self.question, self.grounded, self.evidence);
        let own = two_sided || matches!(self.premise, Premise::Denied(_));
        summary.truncate(usize::from(own));
        let told: usize = self.grounded.iter().map(|(_, claims)| claims.len()).sum();
        for summed in self.summed {
            let id = ClaimId(told + summary.len() + 1);
            let (text, hedge) = (summed.text.clone(), summed.hedge.clone());
            summary.extend(Claim::synthesis(id, text, &summed.about, hedge));
        }
        summary
    }

    fn section(&self, kind: SectionKind, claims: Vec<Claim>, gaps: Vec<String>) -> ClaimedSection {
        let coverage = coverage_statement(&self.evidence.looked_in().coverage);
        let gaps = gaps.into_iter().map(|text| Gap { text, coverage: coverage.clone() }).collect();
        let heading = heading(kind, &claims, self);
        ClaimedSection { kind, heading, claims, gaps }
    }

    /// What has to be said before anything is told.
    fn opening(&self) -> Vec<String> {
        match (self.premise, self.outcome) {
            (Premise::Denied(_), Outcome::Answered) => vec![
                "The question takes for granted what was not found to be so: what comes nearest to it says otherwise."
                    .to_owned(),
            ],
            (Premise::NotFound(words), Outcome::NotEnoughEvidence) if !self.grounded.is_empty() => {
                vec![not_found(self.question, words)]
            }
            (Premise::NoFigure(figure), Outcome::NotEnoughEvidence) if !self.grounded.is_empty() => vec![format!(
                "An answer in so many words was not found: no sentence in the articles searched that speaks of {} gives {figure}.",
                names_of(self.question)
            )],
            (Premise::NotHeard(voice), Outcome::NotEnoughEvidence) if !self.grounded.is_empty() => vec![format!(
                "An answer in so many words was not found: no sentence in the articles searched on this gives the words of {voice}."
            )],
            (_, Outcome::NotEnoughEvidence) => {
                vec!["Not enough was found in the articles searched to answer this question.".to_owned()]
            }
            _ => Vec::new(),
        }
    }

    fn closing(&self) -> Vec<String> {
        match (self.premise, self.outcome) {
            (premise, Outcome::NotEnoughEvidence) if premise.is_lacking() => {
                vec![
                    "The question is not answered by what was found; that is no sign that it did not happen.",
                ]
            }
            (_, Outcome::NotEnoughEvidence) => {
                vec!["Not enough was found in the articles searched to answer this question."]
            }
            _ => Vec::new(),
        }
        .into_iter()
        .map(str::to_owned)
        .collect()
    }

    /// What stays open.
    fn open(&self, summary: &[Claim]) -> Vec<String> {
        let claims = self.grounded.iter().flat_map(|(_, claims)| claims);
        let told: BTreeSet<String> =
            claims.flat_map(|claim| terms(claim.text())).map(|term| term.stem).collect();
        // "Died", where "killed" is told.
        let is_told =
            |stem: &str| synonyms(stem, self.question.interpreted()).iter().any(|other| told.contains(other));
        let is_missing = |term: &&QuestionTerm| !term.known && !is_light(&term.word) && !is_told(&term.stem);
        let missing = self.question.terms().iter().filter(is_missing);
        let mut gaps: Vec<String> =
            missing.map(|term| format!("“{}” was not found in any article searched.", term.word)).collect();
        let asked = Asked::of(self.question.interpreted(), self.question.form());
        let answered = summary.iter().any(|claim| asked.held_by(claim.text()) > 0.0);
        let text = match (self.outcome, self.question.form()) {
            (Outcome::NotEnoughEvidence, _) => "A passage that answers the question was not found.",
            (_, Form::YesNo) => self.open_on_a_side(),
            (_, Form::HowMany) if !answered => "A number that answers the question was not found.",
            (_, Form::When) if !answered => "A day that answers the question was not found.",
            (_, Form::Why) if !answered => "A reason was not found in so many words.",
            (_, Form::Words) if !answered => "The words asked for were not found.",
            (_, Form::Who) if !answered => "A name that answers the question was not found.",
            _ if self.is_disputed() => {
                "A report that settles which of the differing accounts is right was not found."
            }
            _ if self.is_of_one_outlet() => "A second outlet that reports the same was not found.",
            _ => "A report that contradicts what is cited was not found.",
        };
        if gaps.is_empty() {
            gaps.push(text.to_owned());
        }
        gaps
    }

    /// What a question for a yes or a no lacks.
    fn open_on_a_side(&self) -> &'static str {
        let claims =
            |kind| self.grounded.iter().filter(move |(k, _)| *k == kind).flat_map(|(_, claims)| claims);
        let claims = |kind| claims(kind).filter(|claim| !compose::holds_back(claim.text()));
        let (mut yes, mut no) = (claims(SectionKind::EvidenceFor), claims(SectionKind::EvidenceComplicating));
        let firm = [SectionKind::EvidenceFor, SectionKind::EvidenceComplicating]
            .into_iter()
            .any(|kind| claims(kind).any(|claim| claim.hedge().level == Level::Established));
        match (yes.next(), no.next()) {
            (None, None) => "A report that says yes or no in so many words was not found.",
            (Some(_), None) => "A report that points to a no was not found.",
            (None, Some(_)) => "A report that points to a yes was not found.",
            _ if firm => "A ruling or a finding that ends the dispute was not found.",
            _ => "Several independent outlets that confirm the claims of either side were not found.",
        }
    }

    fn is_disputed(&self) -> bool {
        let mut claims = self.grounded.iter().flat_map(|(_, claims)| claims);
        claims.any(|claim| claim.hedge().level == Level::Disputed)
    }

    fn is_of_one_outlet(&self) -> bool {
        let claims = self.grounded.iter().flat_map(|(_, claims)| claims);
        let outlets: BTreeSet<&str> = claims.flat_map(|claim| claim.outlets(self.evidence)).collect();
        outlets.len() < 2
    }
}

/// What the evidence lacks, in the question's own words.
fn not_found(question: &Question, words: &[String]) -> String {
    let listed = listed(words);
    let about = names_of(question);
    format!(
        "An answer in so many words was not found: no sentence in the articles searched speaks of {listed} together with {about}."
    )
}

/// Words of the question, quoted.
fn listed(words: &[String]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("“{word}”")).collect();
    match quoted.as_slice() {
        [some @ .., last] if !some.is_empty() => format!("{} and {last}", some.join(", ")),
        _ => quoted.concat(),
    }
}

fn names_of(question: &Question) -> String {
    match question.names() {
        [] => "the rest of what is asked".to_owned(),
        names => names.join(" and "),
    }
}

/// What was looked in, as a sentence: the basis of every "not found".
pub fn coverage_statement(coverage: &Coverage) -> String {
    let count =
        |n: usize, one: &str, many: &str| if n == 1 { format!("one {one}") } else { format!("{n} {many}") };
    let dates = match (coverage.from, coverage.to) {
        (Some(from), Some(to)) => format!(", dated {} to {}", compose::in_words(from), compose::in_words(to)),
        _ => String::new(),
    };
    format!(
        "Looked in {} from {}{dates}. What is not in them is not thereby untrue.",
        count(coverage.articles, "article", "articles"),
        count(coverage.outlets, "outlet", "outlets")
    )
}
