//! The composer that needs no model: it picks sentences of the articles and says whose they are.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::index::analysis::{Term, terms};
use crate::news::{Article, Kind};

use super::super::evidence::{Evidence, Sentence, SentenceId};
use super::super::language::{self, Role};
use super::super::question::{Form, Question};
use super::super::report::SectionKind;
use super::super::synonyms::synonyms;
use super::conclude::TO_THE_POINT;
use super::passage::{of_told, told};
use super::short::short;
use super::stance::Predicate;
use super::topic::on_topic;
use super::{Composer, Draft, DraftSection, Plan, trimmed};

/// A sentence must bear on the question this much, relative to the one that does most.
const RELATIVE_RELEVANCE: f64 = 0.45;
/// In a dispute, sentences that plainly accuse, defend or doubt may do so in words of their own.
const RELATIVE_RELEVANCE_OF_SIDES: f64 = 0.25;
/// … and in an article to the point as a whole, by what a sentence does for the answer.
const RELATIVE_OF_SIDES: f64 = 0.55;
/// An article that bears on the question so much, relative to the best, and is about whom it is about, is told in full: who
/// answers there, and what happened, need not be in the question's words.
const IN_FULL: f64 = 0.85;
/// … and if so many of its sentences name whom it is about.
const NAMES_IT: f64 = 0.25;
/// Where fewer sentences bear on the question, what else is told by the articles to the point fills up to so many,
const FILLED: usize = 14;
/// … if it bears on the question at least so much, relative to what does most.
const RELATIVE_OF_THE_REST: f64 = 0.15;
/// The bytes in which an article says what happened, and whom it is about.
const OPENING: usize = 600;
/// "Both received terms of seven years."
const FEW_WORDS: usize = 10;
/// Within a section, each further sentence of an outlet must be this much better than another outlet's first.
const SAME_OUTLET: f64 = 0.75;
/// A sentence all of whose words stand in one told before is worth so much less, and with half of them half of that: the
/// verdict is told once, not by each article. Chosen by hand.
const SAID_BEFORE: f64 = 0.8;
/// Articles open with what matters: a sentence in the first part of the text is worth this much more.
const LEAD: f64 = 0.15;

/// Among sentences about events, those that tell of an act go before those that describe.
const ACT: f64 = 0.15;

/// How many claims each section holds at most, and which role they play.
const SECTIONS: &[(SectionKind, Role, usize)] = &[
    (SectionKind::Events, Role::Event, 5),
    (SectionKind::EvidenceFor, Role::Accusation, 5),
    (SectionKind::EvidenceComplicating, Role::Defence, 5),
    (SectionKind::Context, Role::Background, 5),
    (SectionKind::NotShown, Role::Unknown, 3),
];

/// Composes by selection.
#[derive(Clone, Copy, Debug, Default)]
pub struct Extractive;

/// A sentence that could be reported.
struct Candidate {
    /// With the one before it, if it takes that to be read.
    ids: Vec<SentenceId>,
    source: usize,
    outlet: String,
    place: usize,
    /// Words.
    length: usize,
    published: jiff::Timestamp,
    role: Role,
    relevance: f64,
    answers: f64,
    worth: f64,
    /// Names whom or what the question is about.
    names_it: bool,
    /// Names whom or what the question is about, or speaks of "the claim".
    speaks_of_it: bool,
    /// What it says beside names and the words of the question.
    stems: BTreeSet<String>,
}

impl Composer for Extractive {
    fn name(&self) -> &'static str {
        "extractive"
    }

    async fn compose(&self, question: &Question, evidence: &Evidence, _plan: &Plan) -> Draft {
        match question.form() {
            Form::YesNo | Form::Open => by_role(question, evidence),
            _ => short(question, evidence),
        }
    }
}

/// A report by themes, each of them filled by what its sentences do.
fn by_role(question: &Question, evidence: &Evidence) -> Draft {
    let known = stems(question);
    let mut candidates = candidates(question, evidence, &known);
    spare(&mut candidates);
    let mut told = Vec::new();
    let sections = SECTIONS
        .iter()
        .map(|(kind, role, most)| {
            let picked = pick(&mut candidates, *role, *most, &mut told);
            let claims = picked.into_iter().map(|ids| of_told(evidence, &ids, &known)).collect();
            DraftSection { kind: *kind, claims }
        })
        .collect();
    Draft { sections, ..Draft::default() }
}

/// The sentences that can be reported and bear on the question enough for the role that they play.
fn candidates(question: &Question, evidence: &Evidence, known: &BTreeSet<String>) -> Vec<Candidate> {
    let most = evidence.sentences().map(|(_, s)| s.relevance).fold(0.0, f64::max);
    let predicate = (question.form() == Form::YesNo).then(|| Predicate::of(question).heard_in(evidence));
    let topics = on_topic(question, evidence);
    let best_of = best_of_each(evidence);
    let bears = |(_, s): &(SentenceId, &Sentence)| {
        let is_in_full = best_of.get(&s.source).is_some_and(|best| *best >= IN_FULL * most);
        (is_in_full || s.relevance >= RELATIVE_RELEVANCE_OF_SIDES * most)
            && topics.get(s.source).copied().unwrap_or_default()
    };
    let all = evidence
        .sentences()
        .filter(bears)
        .filter_map(|(id, sentence)| candidate(evidence, id, sentence, predicate.as_ref(), known));
    let mut found: Vec<Candidate> = all.collect();
    let reports = found.iter().filter(|c| matches!(c.role, Role::Event | Role::Accusation | Role::Defence));
    let best = reports.map(|c| c.relevance).fold(0.0, f64::max);
    let heard = |role| found.iter().any(|c| c.role == role && c.relevance >= TO_THE_POINT * best);
    let is_yes_no = question.form() == Form::YesNo;
    let is_dispute = is_yes_no && heard(Role::Accusation) && heard(Role::Defence);
    let likeliest = found.iter().map(|c| c.answers).fold(0.0, f64::max);
    let is_side = |c: &Candidate| matches!(c.role, Role::Accusation | Role::Defence);
    // Who answers a charge does so next to it, and hardly ever in its words: "Brisk denied the claim".
    let disputed: BTreeSet<usize> =
        found.iter().filter(|c| is_side(c) && c.relevance >= TO_THE_POINT * best).map(|c| c.source).collect();
    let takes_a_side = |c: &Candidate| {
        is_side(c) && c.answers >= RELATIVE_OF_SIDES * likeliest
            || (is_side(c) || c.role == Role::Unknown) && c.speaks_of_it && disputed.contains(&c.source)
    };
    let in_full: BTreeSet<usize> =
        found.iter().filter(|c| c.relevance >= IN_FULL * most).map(|c| c.source).collect();
    // A round-up of the day's news speaks of it in a sentence or two.
    let names_it = |source: usize| {
        let own = || found.iter().filter(|c| c.source == source);
        own().filter(|c| c.names_it).count() as f64 >= NAMES_IT * own().count() as f64
    };
    let in_full: BTreeSet<usize> = in_full.into_iter().filter(|source| names_it(*source)).collect();
    // What takes the sentence before it to be read may take it from where it matters more.
    let is_of_the_story = |c: &Candidate| c.ids.len() == 1 && in_full.contains(&c.source);
    // What somebody says there besides is context.
    for c in found.iter_mut().filter(|c| is_of_the_story(c)) {
        let is_besides = c.relevance < RELATIVE_RELEVANCE * most && c.place >= OPENING;
        if c.role == Role::Event && is_besides {
            c.role = Role::Background;
        }
    }
    // In a dispute, what is not known must at least be of whom it is about.
    let bears = |c: &Candidate| {
        c.relevance >= RELATIVE_RELEVANCE * most
            || is_of_the_story(c)
            || is_dispute && c.role != Role::Event && (c.role != Role::Unknown || c.names_it)
            || is_yes_no && takes_a_side(c)
    };
    let (mut found, mut rest): (Vec<Candidate>, Vec<Candidate>) = found.into_iter().partition(bears);
    // Little is to the point: what else the articles tell that are.
    let is_to_the_point = |c: &Candidate| best_of.get(&c.source).is_some_and(|best| *best >= IN_FULL * most);
    let is_of_others = |c: &Candidate| c.role == Role::Unknown && !c.names_it;
    rest.retain(|c| is_to_the_point(c) && c.relevance >= RELATIVE_OF_THE_REST * most && !is_of_others(c));
    for besides in rest.iter_mut().filter(|c| c.role == Role::Event && c.place >= OPENING) {
        besides.role = Role::Background;
    }
    rest.sort_by(|a, b| {
        is_side(b).cmp(&is_side(a)).then(b.worth.total_cmp(&a.worth)).then(a.ids.cmp(&b.ids))
    });
    rest.truncate(FILLED.saturating_sub(found.len()));
    found.extend(rest);
    found
}

/// How much the sentence of each source bears on the question that does most.
fn best_of_each(evidence: &Evidence) -> BTreeMap<usize, f64> {
    let mut best: BTreeMap<usize, f64> = BTreeMap::new();
    for (_, sentence) in evidence.sentences() {
        let of_it = best.entry(sentence.source).or_default();
        *of_it = of_it.max(sentence.relevance);
    }
    best
}

/// Takes out what a side's sentence will be told behind: "She denies it" needs the sentence before, which is not told twice.
fn spare(found: &mut Vec<Candidate>) {
    let mut told_behind: Vec<SentenceId> = Vec::new();
    for (_, role, most) in
        SECTIONS.iter().filter(|(_, role, _)| matches!(role, Role::Accusation | Role::Defence))
    {
        let mut own: Vec<&Candidate> = found.iter().filter(|c| c.role == *role).collect();
        own.sort_by(|a, b| b.worth.total_cmp(&a.worth).then(a.ids.cmp(&b.ids)));
        told_behind.extend(own.into_iter().take(*most).filter_map(|c| c.ids.get(1).copied()));
    }
    let is_side = |c: &Candidate| matches!(c.role, Role::Accusation | Role::Defence);
    // "Both got seven years" leaves the verdict to the side that it speaks for.
    let of_sides: Vec<SentenceId> =
        found.iter().filter(|c| is_side(c) && c.ids.len() == 1).flat_map(|c| c.ids.iter().copied()).collect();
    let leans_on_a_side = |c: &Candidate| c.ids.get(1).is_some_and(|before| of_sides.contains(before));
    let (kept, behind): (Vec<Candidate>, Vec<Candidate>) =
        std::mem::take(found).into_iter().partition(|c| is_side(c) || !leans_on_a_side(c));
    *found = kept;
    found.retain(|c| is_side(c) || !c.ids.first().is_some_and(|id| told_behind.contains(id)));
    // A few words more are told with it; what tells more may speak for another side.
    for candidate in behind.into_iter().filter(|c| c.length <= FEW_WORDS) {
        let is_its_own = |c: &&mut Candidate| is_side(c) && Some(c.ids.as_slice()) == candidate.ids.get(1..);
        if let Some(known) = found.iter_mut().find(is_its_own) {
            known.ids = candidate.ids;
        }
    }
}

/// What a reader of the question has in mind: its words and what news says for them.
pub fn stems(question: &Question) -> BTreeSet<String> {
    let text = question.interpreted();
    let own = terms(text).into_iter().map(|term| term.stem);
    own.flat_map(|stem| synonyms(&stem, text).into_iter().chain([stem])).collect()
}

fn candidate(
    evidence: &Evidence,
    id: SentenceId,
    sentence: &Sentence,
    predicate: Option<&Predicate>,
    known: &BTreeSet<String>,
) -> Option<Candidate> {
    let told = told(evidence, id, known)?;
    let article = evidence.source_of(id)?.revision.article();
    let names_it = predicate.is_none_or(|predicate| predicate.is_about(&told.words));
    if !names_it && !predicate.is_none_or(|predicate| is_about(predicate, article)) {
        return None;
    }
    let words = trimmed(evidence.words(id));
    let from_start = 1.0 - sentence.range.start() as f64 / article.text.len().max(1) as f64;
    // With the name for its pronoun, unless the sentence before is told with it.
    let said = if told.ids.len() == 1 { told.words.as_str() } else { words };
    let role = language::role(said, article.kind == Kind::Opinion);
    let role = predicate.map_or(role, |predicate| predicate.role(said, role));
    let act = if role == Role::Event && language::tells_of_an_act(words) { ACT } else { 0.0 };
    Some(Candidate {
        ids: told.ids,
        source: sentence.source,
        outlet: article.outlet.to_lowercase(),
        place: sentence.range.start(),
        length: words.split(' ').count(),
        published: article.published.map_or(jiff::Timestamp::MAX, |p| p.instant()),
        role,
        relevance: sentence.relevance,
        answers: sentence.answers,
        names_it,
        speaks_of_it: predicate.is_some_and(|predicate| predicate.is_about(said) || of_the_claim(said)),
        stems: own_stems(words, known),
        worth: told.worth * (sentence.relevance + sentence.answers + LEAD * from_start + act),
    })
}

/// Whether an article names whom the question is about in its title or where it begins.
fn is_about(predicate: &Predicate, article: &Article) -> bool {
    let opening = article.text.get(..article.text.floor_char_boundary(OPENING)).unwrap_or_default();
    predicate.is_about(&article.title) || predicate.is_about(opening)
}

/// The best sentences of a role, spread over outlets, in the order in which they were published.
/// `told` is what earlier sections say.
fn pick(
    candidates: &mut Vec<Candidate>,
    role: Role,
    most: usize,
    told: &mut Vec<BTreeSet<String>>,
) -> Vec<Vec<SentenceId>> {
    let mut picked: Vec<Candidate> = Vec::new();
    let mut used: BTreeMap<String, i32> = BTreeMap::new();
    while picked.len() < most {
        let worth = |c: &Candidate| {
            let of_outlet = SAME_OUTLET.powi(used.get(&c.outlet).copied().unwrap_or_default());
            c.worth * of_outlet * (1.0 - SAID_BEFORE * said_before(&c.stems, told))
        };
        let best = candidates.iter().enumerate().filter(|(_, c)| c.role == role).max_by(|(_, a), (_, b)| {
            worth(a).total_cmp(&worth(b)).then(Reverse(&a.ids).cmp(&Reverse(&b.ids)))
        });
        let Some(at) = best.map(|(at, _)| at) else { break };
        let candidate = candidates.remove(at);
        // A sentence that is told behind one that was taken by itself is told there.
        if let [_, before] = candidate.ids.as_slice()
            && let Some(known) = picked.iter_mut().find(|known| known.ids.as_slice() == [*before])
        {
            known.ids = candidate.ids;
            continue;
        }
        if picked.iter().any(|known| known.ids.iter().any(|id| candidate.ids.contains(id))) {
            continue;
        }
        *used.entry(candidate.outlet.clone()).or_default() += 1;
        told.push(candidate.stems.clone());
        picked.push(candidate);
    }
    // No sentence is told twice, not even behind another.
    let taken: Vec<SentenceId> = picked.iter().flat_map(|c| c.ids.iter().copied()).collect();
    candidates.retain(|other| !other.ids.iter().any(|id| taken.contains(id)));
    picked.sort_by_key(|c| (c.published, c.source, c.place));
    picked.into_iter().map(|c| c.ids).collect()
}

/// What a sentence says in words that are neither names nor those of the question.
fn own_stems(words: &str, known: &BTreeSet<String>) -> BTreeSet<String> {
    let is_own =
        |term: &Term| !term.range.of(words).starts_with(char::is_uppercase) && !known.contains(&term.stem);
    terms(words).into_iter().filter(is_own).map(|term| term.stem).collect()
}

fn of_the_claim(words: &str) -> bool {
    const CLAIMS: &[&str] = &[
        "the claim", "the allegation", "the accusation", "the charge", "the story", "the report",
        "the rumour",
    ];
    let lowered = words.to_lowercase();
    CLAIMS.iter().any(|claim| lowered.contains(claim))
}

/// How much of what a sentence says stands in the one told before that has most of it, from 0 to 1.
fn said_before(stems: &BTreeSet<String>, told: &[BTreeSet<String>]) -> f64 {
    let share =
        |other: &BTreeSet<String>| stems.intersection(other).count() as f64 / stems.len().max(1) as f64;
    told.iter().map(share).fold(0.0, f64::max)
}
