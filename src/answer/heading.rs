//! The headings of a report: what a section is for, and where its claims turn on one thing, its name.

use std::collections::{BTreeMap, BTreeSet};

use crate::index::analysis::{Term, plain_words, terms};

use super::claim::Claim;
use super::compose;
use super::focus::is_light;
use super::language::is_common_opener;
use super::question::Form;
use super::report::{Outcome, SectionKind};
use super::synonyms::synonyms;
use super::themes::Matter;

/// The longest name of a thing in a heading (words).
const LONGEST: usize = 2;
/// A thing is what a section is about if so many of its claims speak of it.
const CLAIMS: usize = 2;

/// Things that say nothing of what a section is about.
#[rustfmt::skip]
const PALE: &[&str] = &[
    "people", "person", "man", "woman", "men", "women", "state", "country", "government", "president", "minister", "envoy",
    "official", "officials", "spokesman", "spokeswoman", "spokesperson", "part", "way", "fact", "end", "day", "week", "month",
    "year", "years", "time", "number", "total", "rest", "side", "sides", "case", "issue", "matter", "question", "thing", "statement",
    "outlet", "paper", "report", "article", "group", "company", "team", "member", "members", "leader", "lawyer", "attorney",
    "former", "first", "second", "third", "last", "next", "new", "same", "public", "same", "other", "own", "lot", "result", "country",
    "world", "city", "region", "area", "party", "house", "court", "judge", "police", "letter", "word", "words", "need", "move",
    "aide", "aides", "adviser", "advisor", "critic", "critics", "deputy", "close", "late", "chance", "way", "bid", "risk",
    "wife", "husband", "son", "daughter", "mother", "father", "family", "boy", "girl", "child", "victim", "star", "actor",
];

/// The heading of a section.
pub fn heading(kind: SectionKind, claims: &[Claim], matter: &Matter<'_>) -> String {
    let slot = slot(kind, claims, matter);
    let is_summing_up = matches!(kind, SectionKind::ExecutiveSummary | SectionKind::BottomLine);
    let is_wide = matches!(matter.question.form(), Form::YesNo | Form::Open);
    match thing(claims, matter).filter(|_| is_wide && !is_summing_up && matter.outcome == Outcome::Answered) {
        Some(thing) => format!("{slot}: {thing}"),
        None => slot.to_owned(),
    }
}

fn slot(kind: SectionKind, claims: &[Claim], matter: &Matter<'_>) -> &'static str {
    let points = claims.iter().any(|claim| !compose::holds_back(claim.text()));
    let disputed = compose::is_two_sided(matter.question, matter.grounded, matter.evidence);
    match kind {
        SectionKind::ExecutiveSummary => "Executive summary",
        SectionKind::Events | SectionKind::Context if matter.outcome == Outcome::NotEnoughEvidence => {
            "The nearest that was found"
        }
        SectionKind::Events => "What happened",
        SectionKind::EvidenceFor if matter.question.form() == Form::YesNo && !disputed => {
            "What points to a yes"
        }
        SectionKind::EvidenceComplicating if !disputed && !points => "What is not confirmed",
        SectionKind::EvidenceComplicating if matter.question.form() == Form::YesNo && !disputed => {
            "What points to a no"
        }
        SectionKind::EvidenceFor if disputed => "The evidence and criticism that point to a yes",
        SectionKind::EvidenceFor => "Evidence, criticism and accusations",
        SectionKind::EvidenceComplicating if disputed => "Denials, defences and evidence that complicate it",
        SectionKind::EvidenceComplicating => "Denials and defences",
        SectionKind::Context if !matches!(matter.question.form(), Form::YesNo | Form::Open) => "Context",
        SectionKind::Context => "Context and competing interpretations",
        SectionKind::NotShown => "What the reporting does not show",
        SectionKind::BottomLine => "Bottom line",
    }
}

/// What most of the claims speak of and the question does not: "the transcript".
fn thing(claims: &[Claim], matter: &Matter<'_>) -> Option<String> {
    let text = matter.question.interpreted();
    let own = terms(text).into_iter().map(|term| term.stem);
    let asked: BTreeSet<String> =
        own.flat_map(|stem| synonyms(&stem, text).into_iter().chain([stem])).collect();
    let mut named: Vec<(String, String)> = Vec::new();
    let mut speaking: BTreeMap<String, usize> = BTreeMap::new();
    for claim in claims {
        let stems: BTreeSet<String> = terms(claim.text()).into_iter().map(|term| term.stem).collect();
        for stem in stems {
            *speaking.entry(stem).or_default() += 1;
        }
        named.extend(things(claim.text()));
    }
    let titles = claims.iter().flat_map(|claim| claim.citations()).filter_map(|citation| {
        let article = matter.evidence.sources().get(citation.source())?.revision.article();
        Some(article.title.as_str())
    });
    let titled: BTreeSet<String> = titles.flat_map(terms).map(|term| term.stem).collect();
    let spoken = |stem: &String| speaking.get(stem).copied().unwrap_or_default();
    let telling = named
        .iter()
        .filter(|(stem, _)| !asked.contains(stem) && spoken(stem) >= CLAIMS && titled.contains(stem));
    // Of those that most speak of: a long word tells more than a short one.
    let (_, thing) = telling.rev().max_by_key(|(stem, _)| (spoken(stem), stem.len()))?;
    let is_named_so = claims.iter().filter(|claim| claim.text().contains(thing.as_str())).count() >= CLAIMS;
    let last = thing.rsplit(' ').next().unwrap_or(thing);
    Some(format!("the {}", if is_named_so { thing } else { last }))
}

/// The things that a text names behind an article, each with the stem of its last word.
fn things(text: &str) -> Vec<(String, String)> {
    let words = plain_words(text);
    let written = |word: &Term| word.range.of(text).to_owned();
    let mut found = Vec::new();
    for (at, _) in
        words.iter().enumerate().filter(|(_, word)| matches!(word.stem.as_str(), "the" | "a" | "an"))
    {
        let rest = words.get(at + 1..).unwrap_or_default();
        let is_plain = |word: &&Term| {
            written(word).chars().all(|c| c.is_lowercase())
                && !is_common_opener(&word.stem)
                && !is_joint(&word.stem)
        };
        let name: Vec<&Term> = rest.iter().take_while(is_plain).take(LONGEST + 1).collect();
        let goes_on = words.get(at + 1 + name.len()).is_none_or(|next| is_joint(&next.stem));
        let (Some(last), true) = (name.last(), name.len() <= LONGEST && goes_on) else { continue };
        let is_pale = |word: &&&Term| PALE.contains(&word.stem.as_str()) || is_light(&word.stem);
        if name.iter().any(|word| is_pale(&word)) {
            continue;
        }
        let stem = terms(&last.stem).into_iter().next().map(|term| term.stem);
        let thing = name.iter().map(|word| written(word)).collect::<Vec<_>>().join(" ");
        found.extend(stem.map(|stem| (stem, thing)));
    }
    found
}

/// A word that no thing's name goes on with.
fn is_joint(word: &str) -> bool {
    const JOINTS: &[&str] = &[
        "of", "in", "on", "at", "to", "for", "by", "with", "from", "into", "over", "about", "against",
        "between", "that", "which", "who", "was", "is", "were", "are", "has", "had", "have", "will", "would",
        "and", "or", "as", "after", "before", "said", "told", "shows", "does", "did", "may", "could",
        "should", "than", "when", "while", "under", "during", "s",
    ];
    JOINTS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_are_named_behind_an_article() {
        let found = |text: &str| things(text).into_iter().map(|(_, thing)| thing).collect::<Vec<_>>();
        assert_eq!(
            found("The transcript of a phone call was read by the envoy."),
            ["transcript", "phone call"]
        );
        assert_eq!(found("Melk read the Harbour Post in a very long and dull meeting."), [] as [&str; 0]);
    }
}
