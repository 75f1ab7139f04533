//! The texts that a report cites, as they are stored: what it says that it quotes is not taken from itself.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::read::{Citation, Claim};
use crate::answer::{self, Verdict};
use crate::news::{TextRange, sentences};

/// A cited text.
#[derive(Clone, Debug, Default)]
pub struct SourceText {
    pub text: String,
    pub outlet: String,
    pub published: Option<Date>,
    /// `news`, `opinion`, `press_release` or `live`.
    pub kind: String,
}

/// The cited texts by their numbers. One that is not stored is missing.
#[derive(Clone, Debug, Default)]
pub struct Sources(pub BTreeMap<usize, SourceText>);

impl Sources {
    /// Whether a citation's bytes are the words that it quotes.
    pub fn has(&self, citation: &Citation) -> bool {
        let source = self.0.get(&citation.source);
        let bytes = source.and_then(|source| source.text.get(citation.start..citation.end));
        bytes.is_some_and(|bytes| !bytes.is_empty() && bytes == citation.quote)
    }

    /// Whether the words between quotation marks stand in a text that the claim cites, whatever the typography.
    pub fn has_quoted(&self, words: &str, claim: &Claim) -> bool {
        let mut cited = claim.citations.iter().filter_map(|citation| self.0.get(&citation.source));
        cited.any(|source| answer::find_quote(&source.text, words).is_some())
    }

    /// Whether the sentences that some citations stand in bear a statement out: together, or one by itself.
    pub fn support(&self, statement: &str, citations: &[&Citation]) -> bool {
        let readings: Vec<String> = citations.iter().filter_map(|citation| self.readings(citation)).collect();
        let bears_out = |texts: &[String]| answer::check(statement, texts).verdict == Verdict::Supported;
        readings.iter().any(|reading| bears_out(std::slice::from_ref(reading)))
            || readings.len() > 1 && bears_out(&readings)
    }

    /// The outlets that a claim cites.
    pub fn outlets(&self, claim: &Claim) -> Vec<&str> {
        let cited = claim.citations.iter().filter_map(|citation| self.0.get(&citation.source));
        cited.map(|source| source.outlet.as_str()).filter(|outlet| !outlet.is_empty()).collect()
    }

    /// The sentences that a citation stands in, in all their readings, and how a claim may name their outlet.
    fn readings(&self, citation: &Citation) -> Option<String> {
        let source = self.0.get(&citation.source)?;
        let stands = |start: usize, end: usize| start < citation.end && citation.start < end;
        let whole = sentences(&source.text, None).into_iter().filter(|s| stands(s.start(), s.end()));
        let whole: Vec<TextRange> = whole.collect();
        let first = whole.first().map(TextRange::start);
        let words: Vec<&str> = whole.iter().map(|sentence| sentence.of(&source.text)).collect();
        let words = words.join(" ");
        let read = first.map(|start| answer::readings(&source.text, source.published, start, &words))?;
        let outlet = &source.outlet;
        let outlet = match source.kind.as_str() {
            "opinion" => format!("an opinion piece in {outlet}"),
            "press_release" => format!("a statement by {outlet}"),
            _ => outlet.clone(),
        };
        (!words.is_empty()).then(|| format!("{read}\n{outlet}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::reports::read::Read;

    const TEXT: &str =
        "Melk arrived on Monday. He said that “no ferry will sail”. The ferry Halcyon sank off Melby.";

    fn sources() -> Sources {
        let published = Some(jiff::civil::date(2026, 1, 14));
        let (outlet, kind) = ("Harbour Post".to_owned(), "news".to_owned());
        Sources([(1, SourceText { text: TEXT.to_owned(), outlet, published, kind })].into())
    }

    fn citation(quote: &str) -> Citation {
        let start = TEXT.find(quote).unwrap_or(0);
        Citation { source: 1, quote: quote.to_owned(), start, end: start + quote.len() }
    }

    #[test]
    fn quoted_words_have_to_be_there() {
        let sources = sources();
        assert!(sources.has(&citation("Melk arrived")));
        assert!(!sources.has(&citation("Melk left")));
        assert!(!sources.has(&Citation { source: 2, ..citation("Melk arrived") }));
        let mut claim = Read::of_sentences(&["x".to_owned()]).sections.remove(0).claims.remove(0);
        assert!(!sources.has_quoted("no ferry will sail", &claim));
        claim.citations = vec![citation("Melk arrived")];
        assert!(sources.has_quoted("no ferry will sail", &claim));
        assert!(!sources.has_quoted("all will sail", &claim));
        assert_eq!(sources.outlets(&claim), ["Harbour Post"]);
    }

    #[test]
    fn what_is_cited_counts_with_its_sentence() {
        let sources = sources();
        let cited = citation("ferry Halcyon");
        assert!(sources.support("According to Harbour Post, the ferry Halcyon sank off Melby.", &[&cited]));
        assert!(!sources.support("The ferry Halcyon reached Port Sarrow.", &[&cited]));
        assert!(!sources.support("Melk arrived on Monday.", &[&cited]));
        assert!(sources.support("Melk arrived on Monday.", &[&cited, &citation("Melk arrived")]));
        assert!(sources.support("Melk arrived on 12 January 2026.", &[&citation("Melk arrived")]));
    }
}
