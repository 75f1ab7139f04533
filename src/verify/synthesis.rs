//! Statements about other claims: never more, and never firmer, than these.

use std::collections::BTreeSet;

use super::judge;
use super::ledger::{Entry, Fault, Problem};
use super::report::{missing, worded};
use super::report_file::{ClaimFile, ReportFile};
use crate::answer::{self, Alarm, FindingKind, Level, Verdict, lint};
use crate::index::analysis::terms;

/// Share of a statement's terms that must come from its claims, its outlets or the words for speaking of claims.
const COVERED: f64 = 0.7;

/// A sentence with this share of these words and of outlets speaks of claims.
const SPEAKING: f64 = 0.95;

/// Words in which one speaks of claims and not of the world.
const SPEAKING_OF_CLAIMS: &str = "reporting report reported found find points both ways criticism accusations evidence \
    may point yes no come from and so do denials defences facts that complicate it question stays open here how much \
    each weighs is left to the reader what is cited rests on only as good whether amounts nothing else was used other \
    outlets outlet agree differ accounts according sources several passages tell told firmest rests one more than \
    independent reports disputed alleged unclear leans towards that way little other strong weak some support leaves \
    comes nearest an answer first sentence summary word alone say otherwise speaks against settle reporting tells what \
    happened neither nor takes granted somewhat weightiest document finding side much firmer found there follow which";

/// Checks a statement about claims.
pub fn entry(claim: &ClaimFile, report: &ReportFile) -> Entry {
    let numbers: BTreeSet<usize> = claim.citations.iter().map(|citation| citation.source).collect();
    let mut entry = Entry::new(&claim.id, &claim.text, numbers.into_iter().collect());
    entry.problems.extend(missing(claim, report));
    let (about, unknown) = about(claim, report);
    for id in unknown {
        entry
            .problems
            .push(Problem::new(Fault::UnknownClaim, format!("it speaks of {id}, which is no claim here")));
    }
    if about.is_empty() {
        entry.problems.push(Problem::new(Fault::UnknownClaim, "it speaks of no claim"));
        return entry;
    }
    let (score, support) = says_no_more(claim, &about, report);
    entry.score = Some(score);
    entry.problems.extend(support);
    entry.problems.extend(is_no_firmer(claim, &about, report));
    entry
}

/// The claims that a statement speaks of, and the ids that are none. A synthesis of syntheses would rest on nothing.
fn about<'a>(claim: &'a ClaimFile, report: &'a ReportFile) -> (Vec<&'a ClaimFile>, Vec<&'a str>) {
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for id in &claim.from {
        let found = report.claims().find(|other| other.id == *id && other.basis != answer::Basis::Synthesis);
        match found {
            Some(other) => known.push(other),
            None => unknown.push(id.as_str()),
        }
    }
    (known, unknown)
}

/// A statement about one claim says it again; one about several names what they name.
fn says_no_more(claim: &ClaimFile, about: &[&ClaimFile], report: &ReportFile) -> (f64, Option<Problem>) {
    let cited = about.iter().flat_map(|other| &other.citations).filter_map(|c| report.source(c.source));
    let outlets: Vec<&str> = cited.map(|source| source.outlet.as_str()).collect();
    let texts: Vec<&str> = about.iter().map(|other| other.text.as_str()).collect();
    let wrong = |detail: String| Some(Problem::new(Fault::SynthesisTooStrong, detail));
    let borrowed = claim
        .citations
        .iter()
        .find(|c| !about.iter().any(|o| o.citations.iter().any(|b| b.source == c.source)));
    if let Some(citation) = borrowed {
        return (0.0, wrong(format!("it cites [{}], which its claims do not", citation.source)));
    }
    let words = [texts.as_slice(), outlets.as_slice()].concat().join("\n");
    if let [only] = about
        && !speaks_of_claims(&claim.text, &outlets)
    {
        let support = answer::check(&claim.text, &[words]);
        let holds = support.verdict == Verdict::Supported && judge::is_in_order(&claim.text, &only.text);
        let detail = format!("its claim does not say this: {}", answer::alarms_in_words(&support));
        return (support.score, if holds { None } else { wrong(detail) });
    }
    let own: BTreeSet<String> = stems(&claim.text);
    let (said, speaking) = (stems(&words), stems(SPEAKING_OF_CLAIMS));
    let covered = own.iter().filter(|stem| said.contains(*stem) || speaking.contains(*stem)).count();
    let score = covered as f64 / own.len().max(1) as f64;
    // Whatever it names or counts, they do.
    let alarms = answer::check(&claim.text, &[format!("{words}\n{SPEAKING_OF_CLAIMS}")]).alarms;
    let invents = alarms.iter().any(|alarm| matches!(alarm, Alarm::Name | Alarm::Number));
    (score, if score < COVERED || invents { wrong("its claims do not say this".to_owned()) } else { None })
}

/// A statement is as weak as the weakest of its claims, and worded so.
fn is_no_firmer(claim: &ClaimFile, about: &[&ClaimFile], report: &ReportFile) -> Vec<Problem> {
    let weakest = about.iter().map(|other| other.hedge.level).max().unwrap_or(Level::Unclear);
    let mut problems = Vec::new();
    if claim.hedge.level < weakest {
        let (own, weakest) = (claim.hedge.level.as_str(), weakest.as_str());
        let detail = format!("it is given as {own}, and one of its claims is {weakest}");
        problems.push(Problem::new(Fault::SynthesisTooStrong, detail));
    }
    if decides(&claim.text) {
        let detail = "it says which way the evidence decides the question, not which way it may point";
        problems.push(Problem::new(Fault::SynthesisTooStrong, detail));
    }
    // A statement about several claims says whose they are; only stress can make it too strong.
    let level = if about.len() == 1 { weakest } else { Level::Reported };
    let findings = lint(&claim.text, level);
    let over = findings.iter().filter(|finding| finding.kind == FindingKind::Over);
    let attributed = level == Level::SingleSource && report.names_its_outlet(claim);
    // Stress that its claim has was checked there, against what is cited.
    let is_told = |words: &str| about.iter().any(|other| other.text.contains(words));
    let over = over.filter(|finding| match finding.is_flat {
        true => about.len() == 1 && !attributed,
        false => !claim.text.get(finding.range.clone()).is_some_and(is_told),
    });
    problems.extend(over.map(|finding| worded(&claim.text, finding)));
    problems
}

/// A sentence of an answer that speaks of the reporting rather than of the world, and names nobody but outlets.
pub fn speaks_of_claims(text: &str, outlets: &[&str]) -> bool {
    let own = stems(text);
    let known = stems(&format!("{SPEAKING_OF_CLAIMS}\n{}", outlets.join("\n")));
    own.iter().filter(|stem| known.contains(*stem)).count() as f64 >= SPEAKING * own.len().max(1) as f64
}

/// Evidence may point to a yes or a no; that it does is for the reader to say.
fn decides(text: &str) -> bool {
    let text = text.to_lowercase();
    let points =
        |answer: &str| text.matches(answer).count() > text.matches(&format!("may point {answer}")).count();
    !text.contains("whether it amounts") && (points("to a yes") || points("to a no "))
}

fn stems(text: &str) -> BTreeSet<String> {
    terms(text).into_iter().map(|term| term.stem).collect()
}
