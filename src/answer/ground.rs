//! Nothing a composer says is believed until it has been checked here, claim by claim, against the words it is
//! said to rest on. What fails is kept out and counted, never dropped in silence.

use std::collections::BTreeSet;

use crate::ground::Model;
use crate::index::analysis::{plain_words, terms};

use super::claim::{Claim, ClaimId};
use super::compose::{Author, Draft, DraftClaim, readings, trimmed};
use super::evidence::{Citation, Evidence, Sentence, SentenceId, Source};
use super::hedge::{self, Hedge};
use super::relay::passes_on;
use super::report::{Alarm, Basis, Reason, Rejected, SectionKind, Support, Verdict};
use super::strict::{hedged, says_nearly, unreportable};
use super::witness::Witnesses;
use super::{facts, language, quote};

/// Share of a claim's terms that its evidence must hold to support it, and to support it in part, besides the score that
/// `crate::ground` gives: what is said in quite other words is not cited.
const SUPPORTED: f64 = 0.7;
const PARTIAL: f64 = 0.5;
/// Each alarm costs this much of the score.
const ALARM_COST: f64 = 0.2;
/// A claim is a repetition if this share of the shorter one's terms is in the other.
const REPETITION: f64 = 0.8;

/// A sentence that a claim does not name is looked at if it has so much of the claim's terms.
const NEAR: f64 = 0.4;
/// A theme with fewer claims than this is filled from the reserve.
const ENOUGH: usize = 2;

/// The claims of a draft that hold, by section.
pub struct Grounded {
    pub sections: Vec<(SectionKind, Vec<Claim>)>,
    pub rejected: Vec<Rejected>,
    /// Claims that a model worded and that held; and those of the program.
    pub by_model: usize,
    pub by_program: usize,
}

/// What keeps a claim out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    pub reason: Reason,
    pub alarms: Vec<Alarm>,
}

impl Flaw {
    /// Another wording would not help.
    pub fn is_beyond_repair(&self) -> bool {
        matches!(self.reason, Reason::Instruction | Reason::Promotion | Reason::Duplicate)
    }
}

impl From<Reason> for Flaw {
    fn from(reason: Reason) -> Self {
        Self { reason, alarms: Vec::new() }
    }
}

/// Leaves out sentences that address the reader or a model, with the rest of their paragraph if a model is
/// addressed: what stands beside an instruction is part of it.
pub fn screen(evidence: Evidence) -> (Evidence, Vec<Rejected>) {
    let mut rejected = Vec::new();
    let mut barred: BTreeSet<SentenceId> = BTreeSet::new();
    let mut barred_paragraphs: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (id, sentence) in evidence.sentences() {
        let Some(reason) = language::addresses(evidence.words(id)) else { continue };
        let Some(source) = evidence.source_of(id) else { continue };
        barred.insert(id);
        let text = match reason {
            Reason::Instruction => {
                barred_paragraphs.insert((sentence.source, sentence.paragraph));
                // The words of an instruction are not passed on, not even as a warning.
                withheld(source, sentence)
            }
            _ => evidence.words(id).to_owned(),
        };
        rejected.push(Rejected { text, reason });
    }
    let is_safe = |(id, s): &(SentenceId, &Sentence)| {
        !barred.contains(id) && !barred_paragraphs.contains(&(s.source, s.paragraph))
    };
    let sentences = evidence.sentences().filter(is_safe).map(|(_, s)| s.clone()).collect();
    (Evidence::new(evidence.sources().to_vec(), sentences, evidence.looked_in().clone()), rejected)
}

/// Checks every claim of a draft. A claim of a model that does not hold gives way to the words of the first
/// sentence it was said to rest on, and a theme of which too little holds is filled from the draft's reserve.
pub fn ground(draft: Draft, evidence: &Evidence) -> Grounded {
    let mut grounded = Grounded { sections: Vec::new(), rejected: Vec::new(), by_model: 0, by_program: 0 };
    let witnesses = Witnesses::of(evidence);
    let mut kept: Vec<Claim> = Vec::new();
    let mut reserve = draft.reserve;
    for section in draft.sections {
        let mut claims = grounded.take(section.claims, evidence, &witnesses, &mut kept);
        if claims.len() < ENOUGH
            && let Some(at) = reserve.iter().position(|other| other.kind == section.kind)
        {
            let mut more = reserve.swap_remove(at).claims;
            // It was chosen without knowing the draft: what the draft says already is not needed twice.
            more.retain(|claim| !kept.iter().any(|known| repeats(&claim.text, known.text())));
            claims.extend(grounded.take(more, evidence, &witnesses, &mut kept));
        }
        grounded.sections.push((section.kind, claims));
    }
    grounded
}

impl Grounded {
    /// Takes in the claims of one theme and gives those that hold.
    fn take(
        &mut self,
        proposed: Vec<DraftClaim>,
        evidence: &Evidence,
        witnesses: &Witnesses,
        kept: &mut Vec<Claim>,
    ) -> Vec<Claim> {
        let (mut claims, mut beside) = (Vec::new(), BTreeSet::new());
        for proposed in proposed {
            // It was told beside the one that it speaks against.
            if proposed.by == Author::Program && proposed.sentences.iter().all(|id| beside.contains(id)) {
                continue;
            }
            let id = ClaimId(kept.len() + 1);
            let claim = match ground_claim(id, &proposed, evidence, witnesses, kept) {
                Ok(claim) => Some((claim, proposed.by)),
                Err(reason) => {
                    self.rejected.push(Rejected { text: shown_of(&proposed, evidence), reason });
                    fallback(id, &proposed, evidence, witnesses, kept).map(|claim| (claim, Author::Program))
                }
            };
            let Some((claim, by)) = claim else { continue };
            let others = witnesses.conflicting(claim.text(), claim.citations());
            self.keep(claim, by, kept, &mut claims);
            // What counts differently stands beside it.
            for other in others.into_iter().filter(|id| language::stands_alone(evidence.words(*id))) {
                let id = ClaimId(kept.len() + 1);
                let other = super::compose::of_sentence(evidence, other);
                if let Ok(claim) = ground_claim(id, &other, evidence, witnesses, kept) {
                    beside.extend(other.sentences.iter().copied());
                    self.keep(claim, Author::Program, kept, &mut claims);
                }
            }
        }
        claims
    }

    fn keep(&mut self, claim: Claim, by: Author, kept: &mut Vec<Claim>, claims: &mut Vec<Claim>) {
        match by {
            Author::Model => self.by_model += 1,
            Author::Program => self.by_program += 1,
        }
        kept.push(claim.clone());
        claims.push(claim);
    }
}

/// What is shown of a claim that does not hold. An article's words can be: they stand in the article. Those of a
/// model may be its own invention or somebody's instruction, and are not passed on, not even as a warning.
fn shown_of(rejected: &DraftClaim, evidence: &Evidence) -> String {
    if rejected.by == Author::Program {
        return rejected.text.clone();
    }
    let place = rejected.sentences.iter().find_map(|id| evidence.source_of(*id).zip(evidence.sentence(*id)));
    match place {
        Some((source, sentence)) => withheld(source, sentence),
        None => "(text withheld) without a sentence to rest on".to_owned(),
    }
}

/// Stands for words that are not passed on: where they are, or were said to be.
fn withheld(source: &Source, sentence: &Sentence) -> String {
    let (start, end) = (sentence.range.start(), sentence.range.end());
    format!("(text withheld) {} bytes {start}–{end}", source.revision.article().url)
}

/// Whether a claim would hold if it were the only one: for a composer that can ask for it once more.
pub fn holds(proposed: &DraftClaim, evidence: &Evidence) -> Result<(), Flaw> {
    let text = proposed.text.trim();
    if let Some(reason) = unreportable(text, proposed.by) {
        return Err(reason.into());
    }
    bearing_out(text, proposed, evidence).map(drop)
}

fn fallback(
    id: ClaimId,
    failed: &DraftClaim,
    evidence: &Evidence,
    witnesses: &Witnesses,
    kept: &[Claim],
) -> Option<Claim> {
    if failed.by == Author::Program {
        return None;
    }
    let usable = |s: &&SentenceId| language::stands_alone(evidence.words(**s));
    let sentence = *failed.sentences.iter().find(usable)?;
    let own = super::compose::of_sentence(evidence, sentence);
    ground_claim(id, &own, evidence, witnesses, kept).ok()
}

fn ground_claim(
    id: ClaimId,
    proposed: &DraftClaim,
    evidence: &Evidence,
    witnesses: &Witnesses,
    kept: &[Claim],
) -> Result<Claim, Reason> {
    let text = proposed.text.trim();
    if let Some(reason) = unreportable(text, proposed.by) {
        return Err(reason);
    }
    if kept.iter().any(|other| repeats(text, other.text())) {
        return Err(Reason::Duplicate);
    }
    let (mut citations, support) = match (proposed.by, proposed.sentences.as_slice()) {
        (Author::Program, [id, before]) => together(text, (*id, *before), evidence)?,
        _ => bearing_out(text, proposed, evidence).map_err(|flaw| flaw.reason)?,
    };
    let others = witnesses
        .corroborating(text, &citations)
        .into_iter()
        .filter_map(|id| evidence.cite_sentence(id).ok());
    let outlets: Vec<&str> = citations.iter().filter_map(|cited| outlet_of(evidence, cited)).collect();
    let is_own = |other: &Citation| {
        let own = outlet_of(evidence, other).unwrap_or_default();
        !outlets.iter().any(|outlet| *outlet != own && passes_on(evidence.words(other.sentence()), outlet))
    };
    let others = others.filter(|other| agrees(text, &evidence_words(evidence, other)) && is_own(other));
    let others: Vec<Citation> = others.collect();
    citations.extend(others);
    let conflicting: BTreeSet<usize> =
        witnesses.conflicting(text, &citations).into_iter().filter_map(|id| witnesses.source(id)).collect();
    let conflicting = conflicting.into_iter().collect();
    let hedge = hedge::hedge(text, &citations, conflicting, evidence);
    let Some((first, more)) = citations.split_first() else { return Err(Reason::Ungrounded) };
    let Some(source) = evidence.sources().get(first.source()) else { return Err(Reason::Ungrounded) };
    let worded = hedge::word(text, &hedge, source, witnesses);
    let worded = match proposed.by {
        Author::Model => {
            let (words, outlet) = (evidence_words(evidence, first), &source.revision.article().outlet);
            hedged(worded, &words, hedge.level, Some(outlet))?
        }
        Author::Program => worded,
    };
    let basis = match basis(text, first.quote(), &evidence_words(evidence, first)) {
        Basis::Verbatim if worded != text => Basis::Trimmed,
        basis => basis,
    };
    let claim = Claim::cited(id, worded, basis, (first.clone(), more.to_vec()), support, hedge);
    let is_pair = proposed.by == Author::Program && proposed.sentences.len() > 1;
    Ok(if is_pair { claim.cited_in_both() } else { claim })
}

/// The place in an article that bears out a text of the program which tells a sentence behind the one before it.
fn together(
    text: &str,
    (id, before): (SentenceId, SentenceId),
    evidence: &Evidence,
) -> Result<(Vec<Citation>, Support), Reason> {
    let citation = evidence.cite_with(id, before).map_err(|_| Reason::Ungrounded)?;
    let support = check(text, &[evidence_words(evidence, &citation)]);
    match support.verdict {
        Verdict::Supported => Ok((vec![citation], support)),
        _ => Err(reason(&support)),
    }
}

/// The sentences that bear a text out, each by itself: of two, each true, a third that nobody said can be made. These
/// are those that it names, or else the one that does so best: a composer can be right and miscount.
fn bearing_out(
    text: &str,
    proposed: &DraftClaim,
    evidence: &Evidence,
) -> Result<(Vec<Citation>, Support), Flaw> {
    let (named, by_model) = (&proposed.sentences, proposed.by == Author::Model);
    let checked = |id: SentenceId| {
        let whole = evidence.cite_sentence(id).ok()?;
        let words = evidence_words(evidence, &whole);
        let mut support = check(text, std::slice::from_ref(&words));
        if by_model && support.verdict == Verdict::Supported && !says_nearly(text, &words) {
            support.verdict = Verdict::Partial;
        }
        // The sentence decides; if the claim's very words stand in it, these are quoted.
        let words = evidence.cite(id, text).ok();
        let narrow = words.filter(|c| whole.start() <= c.start() && c.end() <= whole.end());
        Some((narrow.unwrap_or(whole), support))
    };
    let holds = |(_, support): &(Citation, Support)| support.verdict == Verdict::Supported;
    let named: Vec<(Citation, Support)> = named.iter().filter_map(|id| checked(*id)).collect();
    let flaw = |support: &Support| Flaw { reason: reason(support), alarms: support.alarms.clone() };
    let why = named.first().map_or(Reason::Ungrounded.into(), |(_, support)| flaw(support));
    let mut bearing: Vec<(Citation, Support)> = named.into_iter().filter(holds).collect();
    if bearing.is_empty() {
        let own = stems(text);
        let is_near = |id: &SentenceId| {
            let common = stems(evidence.words(*id)).intersection(&own).count();
            common as f64 >= NEAR * own.len() as f64
        };
        let others = evidence.sentences().map(|(id, _)| id).filter(is_near).filter_map(checked).filter(holds);
        // The first of equals.
        bearing.extend(others.reduce(|best, other| if other.1.score > best.1.score { other } else { best }));
    }
    let support = bearing.first().map(|(_, support)| support.clone()).ok_or(why)?;
    Ok((bearing.into_iter().map(|(citation, _)| citation).collect(), support))
}

/// Another sentence bears a claim out if it does not count, deny or hedge differently; it may use other names.
fn agrees(claim: &str, words: &str) -> bool {
    check(claim, &[words.to_owned()]).alarms.iter().all(|alarm| *alarm == Alarm::Name)
}

/// The reason that a claim without enough support is rejected for.
fn reason(support: &Support) -> Reason {
    match support.alarms.as_slice() {
        alarms if alarms.contains(&Alarm::Quote) => Reason::Quote,
        [Alarm::Modality] if support.score + ALARM_COST >= Model::shipped().threshold => Reason::Hedge,
        _ => Reason::Ungrounded,
    }
}

fn outlet_of<'a>(evidence: &'a Evidence, citation: &Citation) -> Option<&'a str> {
    evidence.sources().get(citation.source()).map(|source| source.revision.article().outlet.as_str())
}

/// The words that a claim may use: the sentence in all its readings, and how its outlet is named.
fn evidence_words(evidence: &Evidence, citation: &Citation) -> String {
    let Some(source) = evidence.sources().get(citation.source()) else { return String::new() };
    let article = source.revision.article();
    let day = article.published.map(|published| published.date());
    format!("{}\n{}", readings(&article.text, day, citation.start(), citation.quote()), article.outlet)
}

/// Checks a claim against the words it is said to rest on. A report is stricter than `crate::ground`: any number, name,
/// quotation, denial or degree of commitment that is not in the words keeps a claim out, however likely it is.
pub fn check(claim: &str, evidence: &[String]) -> Support {
    let all = evidence.join("\n");
    let mut alarms = Vec::new();
    if !facts::numbers(claim).is_subset(&facts::numbers(&all)) {
        alarms.push(Alarm::Number);
    }
    let known: BTreeSet<String> = plain_words(&all).into_iter().map(|w| w.stem).collect();
    let is_known_address = |word: &str| all.contains(word.trim_end_matches(['.', ',']));
    if !facts::names(claim).is_subset(&known) || !addresses(claim).all(is_known_address) {
        alarms.push(Alarm::Name);
    }
    if facts::is_negated(claim) != facts::is_negated(&all) {
        alarms.push(Alarm::Negation);
    }
    if is_firmer(claim, &all) {
        alarms.push(Alarm::Modality);
    }
    let absent = |span| claim.get(span).is_none_or(|words| quote::find(&all, words).is_none());
    if quote::quoted_spans(claim).into_iter().any(absent) {
        alarms.push(Alarm::Quote);
    }
    let evidence: Vec<&str> = evidence.iter().map(String::as_str).collect();
    let grounding = crate::ground::check(claim, &evidence);
    let certain = grounding.alarms.iter().filter(|alarm| alarm.is_certain).map(|alarm| alarm.kind);
    alarms.extend(certain.filter(|kind| *kind != Alarm::Attribution));
    alarms.sort_unstable();
    alarms.dedup();
    let (own, there) = (stems(claim), stems(&all));
    let covered = own.intersection(&there).count() as f64 / own.len().max(1) as f64;
    let score = (grounding.likely - ALARM_COST * alarms.len() as f64).clamp(0.0, 1.0);
    let supported = covered >= SUPPORTED && grounding.likely >= Model::shipped().threshold;
    let verdict = match covered {
        _ if supported && alarms.is_empty() => Verdict::Supported,
        c if c - ALARM_COST * alarms.len() as f64 >= PARTIAL => Verdict::Partial,
        _ => Verdict::Unsupported,
    };
    Support { score, verdict, alarms }
}

/// Words that look like an address on the Web or a mailbox: with a dot between letters, or an `@`.
fn addresses(text: &str) -> impl Iterator<Item = &str> {
    let dotted = |word: &str| {
        let parts: Vec<&str> = word.trim_end_matches(['.', ',']).split('.').collect();
        parts.len() > 1 && parts.iter().all(|part| part.len() > 1 && part.contains(char::is_alphabetic))
    };
    text.split_whitespace().filter(move |word| word.contains('@') || dotted(word))
}

/// The claim states what its evidence only alleges, plans or thinks possible.
fn is_firmer(claim: &str, evidence: &str) -> bool {
    let unattributed =
        language::is_alleged(evidence) && !language::is_alleged(claim) && !language::is_attributed(claim);
    let certain = language::is_tentative(evidence) && !language::is_tentative(claim);
    unattributed || certain
}

fn basis(text: &str, quote: &str, words: &str) -> Basis {
    if text == quote {
        return Basis::Verbatim;
    }
    let said: Vec<String> = plain_words(text).into_iter().map(|w| w.stem).collect();
    let in_order = |reading: &str| {
        let mut there = plain_words(reading).into_iter().map(|w| w.stem);
        said.iter().all(|word| there.any(|other| other == *word))
    };
    // One reading of the sentence must hold all words in order; its readings stand on lines of their own.
    if words.lines().any(in_order) { Basis::Trimmed } else { Basis::Paraphrase }
}

/// A new text says what a known one says. Not if it counts, denies or commits itself differently: that is a difference
/// to be shown.
pub fn repeats(new: &str, known: &str) -> bool {
    let (new, known) = (trimmed(new), trimmed(known));
    let differs = facts::is_negated(new) != facts::is_negated(known)
        || language::is_tentative(new) != language::is_tentative(known)
        || !facts::numbers(new).is_subset(&facts::numbers(known));
    let (new, known) = (stems(new), stems(known));
    let shorter = new.len().min(known.len());
    !differs && shorter > 0 && new.intersection(&known).count() as f64 >= REPETITION * shorter as f64
}

fn stems(text: &str) -> BTreeSet<String> {
    terms(text).into_iter().map(|t| t.stem).collect()
}

/// The hedge of a statement about claims: never stronger than the weakest of them.
pub fn weakest(about: &[&Claim], evidence: &Evidence) -> Hedge {
    let level = about.iter().map(|c| c.hedge().level).max().unwrap_or(hedge::Level::Unclear);
    let cited: Vec<Citation> = about.iter().flat_map(|c| c.citations()).cloned().collect();
    Hedge {
        level,
        independent_sources: hedge::independent_sources(&cited, evidence),
        conflicting: Vec::new(),
    }
}
