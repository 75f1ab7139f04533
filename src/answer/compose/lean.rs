//! Which way the evidence leans on a question for a yes or a no, how far, and why. Whether it is so is not for this program
//! to say.

use std::collections::BTreeSet;

use super::super::claim::Claim;
use super::super::evidence::{Citation, Evidence};
use super::super::ground::weakest;
use super::super::hedge::{Level, Standing, speaker};
use super::super::language;
use super::super::question::{Form, Question};
use super::super::report::SectionKind;
use super::conclude::{Numbers, TO_THE_POINT, of, outlets_in_words, relevance, told_again};
use super::stance::holds_back;

type Sections = [(SectionKind, Vec<Claim>)];

/// A side that weighs so many times the other is leaned towards, and somewhat so from the second on. Chosen by hand.
const LEANS: f64 = 2.0;
const LEANS_SOMEWHAT: f64 = 1.3;
/// What the second weightiest claim of a side adds to the weightiest, by its weight: ten accusations are not ten times one.
const SECOND: f64 = 0.25;
/// What rests on a document or a finding weighs so much more than what somebody says, and what they say whom the question is
/// about, so much less.
const DOCUMENTED: f64 = 1.5;
const OWN_WORD: f64 = 0.7;

/// One side of a question.
struct Side<'a> {
    claims: Vec<&'a Claim>,
    answer: &'static str,
    outlets: String,
    firmest: Option<Level>,
    weight: f64,
}

impl<'a> Side<'a> {
    fn of(
        sections: &'a Sections,
        (kind, answer): (SectionKind, &'static str),
        question: &Question,
        evidence: &Evidence,
    ) -> Self {
        let claims = speaking(of(sections, kind));
        let mut weights: Vec<f64> = claims.iter().map(|claim| weight(claim, question)).collect();
        weights.sort_by(|a, b| b.total_cmp(a));
        Self {
            answer,
            outlets: outlets_in_words(&claims, evidence),
            weight: weights.iter().take(2).zip([1.0, SECOND]).map(|(weight, share)| share * weight).sum(),
            firmest: claims.iter().map(|claim| claim.hedge().level).min(),
            claims,
        }
    }

    /// The claim that stands for the side: the weightiest, of equals the one most to the point.
    fn best(&self, question: &Question, evidence: &Evidence) -> Option<&'a Claim> {
        self.claims.iter().copied().rev().max_by(|a, b| {
            let weighed = weight(a, question).total_cmp(&weight(b, question));
            weighed.then(relevance(a, evidence).total_cmp(&relevance(b, evidence)))
        })
    }
}

/// Without those that only hold back: "not confirmed" points nowhere.
fn speaking(claims: &[Claim]) -> Vec<&Claim> {
    claims.iter().filter(|claim| !holds_back(claim.text())).collect()
}

/// What a claim weighs: by how firm it is, on what it rests and whose word it is.
fn weight(claim: &Claim, question: &Question) -> f64 {
    let firm = match claim.hedge().level {
        Level::Established => 4.0,
        Level::Reported => 3.0,
        Level::SingleSource => 2.0,
        Level::Disputed => 1.5,
        _ => 1.0,
    };
    let is_own = speaker(claim.text()).is_some_and(|speaker| {
        question.names().iter().any(|name| name.to_lowercase().split(' ').any(|word| word == speaker.key))
    });
    firm * if is_documented(claim) { DOCUMENTED } else { 1.0 } * if is_own { OWN_WORD } else { 1.0 }
}

/// Tells what a document says or what somebody found whose task it was.
fn is_documented(claim: &Claim) -> bool {
    const DOCUMENTS: &[&str] = &[
        "transcript", "ruled", "ruling", "convicted of", "was convicted", "were convicted", "acquitted",
        "verdict", "according to records", "records show", "documents show", "according to documents",
        "data show", "according to data", "study found", "tests found", "inspectors found", "found that",
        "laboratory", "jury found", "jury finding", "court found", "judge found", "court did not find",
        "court also did not find", "been found", "were found", "was found", "found guilty", "not guilty",
        "found not", "according to the register", "register in", "footage shows", "finding it ",
        "finding that ", "finding them ",
    ];
    let text = claim.text().to_lowercase();
    // "The transcript shows it," says whoever accuses.
    let own = claim.text().split_once(", ").filter(|(first, _)| first.starts_with("According to "));
    let own = own.map_or(claim.text(), |(_, own)| own);
    let own = own.rsplit_once(", according to ").map_or(own, |(own, _)| own);
    let is_named = |key: &str| {
        own.split(|c: char| !c.is_alphanumeric())
            .any(|word| word.starts_with(char::is_uppercase) && word.to_lowercase() == key)
    };
    if speaker(own).is_some_and(|speaker| is_named(&speaker.key) || speaker.standing == Standing::Anonymous) {
        return false;
    }
    const BELIEVING: &[&str] = &["believed", "believes", "said she", "said he", "said they"];
    if BELIEVING.iter().any(|words| own.contains(words)) {
        return false;
    }
    let is_told = claim.hedge().level <= Level::SingleSource && !language::is_tentative(claim.text());
    is_told && DOCUMENTS.iter().any(|document| text.contains(document))
}

fn sides<'a>(question: &Question, sections: &'a Sections, evidence: &Evidence) -> [Side<'a>; 2] {
    [(SectionKind::EvidenceFor, "a yes"), (SectionKind::EvidenceComplicating, "a no")]
        .map(|side| Side::of(sections, side, question, evidence))
}

/// A question for a yes or a no on which both sides are heard, each about as much to the point as anything found: where
/// some other passage is far more so, it is likely to be the answer. Who answers a charge in the same article is heard
/// with it, in whatever words.
pub fn is_two_sided(question: &Question, sections: &Sections, evidence: &Evidence) -> bool {
    let best = |claims: &[&Claim]| claims.iter().map(|c| relevance(c, evidence)).fold(0.0, f64::max);
    // Background and what is not known may speak of the question more than any report of it, and settle nothing.
    let reports = [SectionKind::Events, SectionKind::EvidenceFor, SectionKind::EvidenceComplicating];
    let all = |kind| of(sections, kind).iter().collect::<Vec<_>>();
    let most = reports.into_iter().map(|kind| best(&all(kind))).fold(0.0, f64::max);
    let [yes, no] = [SectionKind::EvidenceFor, SectionKind::EvidenceComplicating]
        .map(|kind| speaking(of(sections, kind)));
    let heard = |side: &[&Claim]| best(side) >= TO_THE_POINT * most;
    let is_answered =
        |side: &[&Claim], other: &[&Claim]| heard(side) && !sources(side).is_disjoint(&sources(other));
    question.form() == Form::YesNo
        && most > 0.0
        && (heard(&yes) && heard(&no) || is_answered(&yes, &no) || is_answered(&no, &yes))
}

fn sources(claims: &[&Claim]) -> BTreeSet<usize> {
    claims.iter().flat_map(|claim| claim.citations()).map(Citation::source).collect()
}

/// The claims that stand for a yes and for a no.
pub fn weightiest<'a>(
    question: &Question,
    sections: &'a Sections,
    evidence: &Evidence,
) -> [Option<&'a Claim>; 2] {
    sides(question, sections, evidence).map(|side| side.best(question, evidence))
}

/// That passages bear on the question from both sides, and whose the weightiest of each is.
pub fn opening(
    numbers: &mut Numbers,
    question: &Question,
    sections: &Sections,
    evidence: &Evidence,
) -> Option<Claim> {
    let [yes, no] = sides(question, sections, evidence);
    let (yes, no) = yes.best(question, evidence).zip(no.best(question, evidence))?;
    // Not "… to a no.", behind which a number is looked for.
    let (of_yes, of_no) = (whose(yes, evidence), whose(no, evidence));
    let for_yes = format!("a yes may follow from {of_yes}");
    let for_no = format!("a no from {of_no}");
    let (text, places) = match of_yes == of_no {
        true => (
            format!("The reporting found points both ways: {of_yes} speaks for a yes and for a no."),
            [&of_yes, &of_no],
        ),
        false => (format!("The reporting found points both ways: {for_yes}, {for_no}."), [&for_yes, &for_no]),
    };
    let about: Vec<&Claim> = vec![yes, no];
    let opening = Claim::synthesis(numbers.next(), text, &about, weakest(&about, evidence))?;
    let [place_of_yes, place_of_no] = places;
    Some(opening.citing(&[(place_of_yes, yes), (place_of_no, no)]))
}

/// Whose words a claim has, or who tells it.
fn whose(claim: &Claim, evidence: &Evidence) -> String {
    let outlet = claim.outlets(evidence).first().copied().unwrap_or("no outlet");
    match voiced_by(claim.text()) {
        _ if is_documented(claim) => format!("a document or a finding that {outlet} tells of"),
        Some(who) => format!("the words of {who}"),
        None => format!("what {outlet} tells"),
    }
}

/// Who speaks in a sentence, as it calls them: "the German government" in "On Monday, the German government said …".
fn voiced_by(sentence: &str) -> Option<String> {
    const LONGEST: usize = 6;
    const VERBS: &[&str] =
        &[" said ", " denied ", " told ", " insisted ", " argued ", " wrote ", " says ", " denies "];
    let own = sentence
        .strip_prefix("According to ")
        .and_then(|rest| rest.split_once(", "))
        .map_or(sentence, |(_, own)| own);
    let at = VERBS.iter().filter_map(|verb| own.find(verb)).min()?;
    let before = own.get(..at)?;
    let who = before.rsplit([',', '“', '”', '"', ';', ':']).next()?.trim();
    let words: Vec<&str> = who.split(' ').collect();
    let is_small = |word: &&str| word.starts_with(char::is_lowercase);
    let is_name = |word: &&str| word.starts_with(char::is_uppercase);
    let plain = words.iter().all(|word| word.chars().all(|c| c.is_alphanumeric() || "-’'.".contains(c)));
    if words.len() > LONGEST || !plain || opens_with_pronoun(who) {
        return None;
    }
    // "Hospital officials": a capital that only the place gives.
    match words.as_slice() {
        [first, second, ..] if is_name(first) && is_small(second) && before.trim() == who => {
            let mut letters = first.chars();
            let rest = words.get(1..)?.join(" ");
            let opens: String = letters.next()?.to_lowercase().chain(letters).collect();
            Some(format!("{opens} {rest}"))
        }
        _ if words.iter().any(is_name) => Some(who.to_owned()),
        _ => None,
    }
}

fn opens_with_pronoun(who: &str) -> bool {
    let first = who.split(' ').next().unwrap_or_default().to_lowercase();
    ["he", "she", "it", "they", "his", "her", "its", "their", "who", "which", "that", "and", "but"]
        .contains(&first.as_str())
}

/// Which way the evidence of both sides leans, and why, and the claim that it leans to; or that it leans neither way.
pub fn closing(
    numbers: &mut Numbers,
    question: &Question,
    sections: &Sections,
    evidence: &Evidence,
) -> Vec<Claim> {
    let [yes, no] = sides(question, sections, evidence);
    let Some((best_yes, best_no)) = yes.best(question, evidence).zip(no.best(question, evidence)) else {
        return Vec::new();
    };
    let (of_yes, of_no) = (rests(best_yes, evidence), rests(best_no, evidence));
    let yes_told = format!("the weightiest of what may point to a yes {of_yes}");
    let no_told = format!("the weightiest of what may point to a no {of_no}");
    let ratio = yes.weight / no.weight.max(f64::MIN_POSITIVE);
    let verdict = match ratio {
        _ if ratio >= LEANS => "What was found leans towards a yes",
        _ if ratio >= LEANS_SOMEWHAT => "What was found leans somewhat towards a yes",
        _ if ratio <= 1.0 / LEANS => "What was found leans towards a no",
        _ if ratio <= 1.0 / LEANS_SOMEWHAT => "What was found leans somewhat towards a no",
        _ => "The question stays open here, and neither side is much firmer",
    };
    let both_told = format!("the weightiest of what may point either way {of_yes}");
    let (text, places) = match of_yes == of_no {
        true => (format!("{verdict}: {both_told}."), [&both_told, &both_told]),
        false => (format!("{verdict}: {yes_told}; {no_told}."), [&yes_told, &no_told]),
    };
    let [place_of_yes, place_of_no] = places;
    let about: Vec<&Claim> = yes.claims.iter().chain(&no.claims).copied().collect();
    let closing = Claim::synthesis(numbers.next(), text, &about, weakest(&about, evidence));
    let closing = closing.map(|closing| closing.citing(&[(place_of_yes, best_yes), (place_of_no, best_no)]));
    let leant_to = match ratio {
        _ if ratio >= LEANS_SOMEWHAT => Some(best_yes),
        _ if ratio <= 1.0 / LEANS_SOMEWHAT => Some(best_no),
        _ => None,
    };
    let again = leant_to.and_then(|claim| told_again(numbers, claim));
    closing.into_iter().chain(again).collect()
}

/// What the weightiest claim of a side rests on.
fn rests(best: &Claim, evidence: &Evidence) -> String {
    let outlet = best.outlets(evidence).first().copied().unwrap_or("one outlet").to_owned();
    match (is_documented(best), best.hedge().level) {
        (true, Level::SingleSource) => format!("rests on a document or a finding that {outlet} tells of"),
        (true, _) => "rests on a document or a finding that several outlets report".to_owned(),
        (false, Level::SingleSource) => match voiced_by(best.text()) {
            Some(who) => format!("rests on the words of {who}, which {outlet} alone tells of"),
            None => format!("rests on the word of {outlet} alone"),
        },
        (_, level) => firmness(Some(level)).to_owned(),
    }
}

/// Where one side alone is heard, or none: which, by whom, and how far its best claim is from established.
pub fn one_sided(
    numbers: &mut Numbers,
    question: &Question,
    sections: &Sections,
    evidence: &Evidence,
) -> Vec<Claim> {
    let leaning = leaning(numbers, question, sections, evidence);
    let again = weightier(question, sections, evidence).and_then(|claim| told_again(numbers, claim));
    leaning.into_iter().chain(again).collect()
}

/// The claim that stands for the side that is more to the point.
pub fn weightier<'a>(question: &Question, sections: &'a Sections, evidence: &Evidence) -> Option<&'a Claim> {
    more_to_the_point(sides(question, sections, evidence), evidence).best(question, evidence)
}

fn more_to_the_point<'a>([yes, no]: [Side<'a>; 2], evidence: &Evidence) -> Side<'a> {
    let best = |side: &Side<'_>| side.claims.iter().map(|c| relevance(c, evidence)).fold(0.0, f64::max);
    if best(&yes) >= best(&no) { yes } else { no }
}

fn leaning(
    numbers: &mut Numbers,
    question: &Question,
    sections: &Sections,
    evidence: &Evidence,
) -> Option<Claim> {
    let [yes, no] = sides(question, sections, evidence);
    let other = if yes.claims.is_empty() || no.claims.is_empty() { "nothing" } else { "little" };
    let side = more_to_the_point([yes, no], evidence);
    let all: Vec<&Claim> = sections.iter().flat_map(|(_, claims)| claims).collect();
    let Some(firmest) = side.best(question, evidence) else {
        let told = format!("the reporting by {} tells what happened", outlets_in_words(&all, evidence));
        let text = format!(
            "What was found does not settle the question: {told}, but speaks neither for a yes nor for a no."
        );
        let claim = Claim::synthesis(numbers.next(), text, &all, weakest(&all, evidence))?;
        let first: Vec<(&str, &Claim)> =
            all.first().map(|claim| (told.as_str(), *claim)).into_iter().collect();
        return Some(claim.citing(&first));
    };
    let weight = match side.firmest {
        Some(Level::Established) => "which is strong support",
        Some(Level::Reported) => "which is some support",
        Some(Level::SingleSource) => "which is weak support",
        _ => "which leaves the question open",
    };
    let told = format!("what is told by {} points that way", side.outlets);
    // One outlet's word, with no document behind it, leans nowhere yet.
    let is_weak = side.firmest >= Some(Level::SingleSource) && !is_documented(firmest);
    let verdict = if is_weak { "What little was found may point to" } else { "What was found leans towards" };
    let text = format!(
        "{verdict} {}: {told}, {other} found points the other way; the firmest of it {}, {weight}.",
        side.answer,
        firmness(side.firmest)
    );
    let about: Vec<&Claim> = side.claims;
    let rests_on = if about.len() == 1 { all } else { about };
    let claim = Claim::synthesis(numbers.next(), text, &rests_on, weakest(&rests_on, evidence))?;
    Some(claim.citing(&[(&told, firmest)]))
}

fn firmness(level: Option<Level>) -> &'static str {
    match level {
        Some(Level::Established) => "is reported by several independent outlets",
        Some(Level::Reported) => "is reported by more than one outlet",
        Some(Level::SingleSource) => "rests on one outlet",
        Some(Level::Disputed) => "is disputed",
        _ => "is alleged or unclear",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_speaks_is_called_as_the_sentence_calls_them() {
        let check =
            |sentence: &str, expected: Option<&str>| assert_eq!(voiced_by(sentence).as_deref(), expected);
        check(
            "On 2 May, the Sorvanian government said that the strait is open.",
            Some("the Sorvanian government"),
        );
        check("Harbour officials in Calder said that no oil was found.", Some("harbour officials in Calder"));
        check(
            "According to Northgate Wire, Orsolo Tarn denied that he had advised the yard.",
            Some("Orsolo Tarn"),
        );
        check("“It was not so,” Tarn said of it.", Some("Tarn"));
        check("He said that it was so.", None);
        check("The ferry sank.", None);
    }
}
