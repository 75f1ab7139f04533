//! Checks a report of this program: every byte, number and level that it states.

use std::collections::BTreeSet;
use std::ops::Range;

use super::judge;
use super::ledger::{Entry, Fault, Ledger, Problem, QuoteCheck};
use super::report_file::{CitationFile, ClaimFile, PositionFile, ReportFile, SourceFile};
use super::sources::{SourceText, Sources};
use super::synthesis;
use crate::answer::{
    Basis, Finding, FindingKind, Level, Support, Verdict, find_quote, lint, quoted_spans, unworded,
};

/// Checks a report against the texts of its sources.
pub fn verify_report(report: &ReportFile, sources: &Sources) -> Ledger {
    let check = Check { report, sources };
    let mut ledger = Ledger { problems: check.document(), ..Ledger::default() };
    for claim in report.claims() {
        let entry = match claim.basis {
            Basis::Synthesis => synthesis::entry(claim, report),
            _ => check.claim(claim),
        };
        ledger.quotes.extend(check.quotes(claim));
        ledger.entries.push(entry.judged());
    }
    ledger
}

struct Check<'a> {
    report: &'a ReportFile,
    sources: &'a Sources,
}

impl Check<'_> {
    /// What is wrong beyond single claims: numbers without a source, sources that nothing cites, numbers given twice.
    fn document(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let citations = |claim: &ClaimFile| claim.citations.iter().map(|c| c.source).collect::<Vec<_>>();
        let cited: BTreeSet<usize> =
            self.report.claims().flat_map(|c| [citations(c), c.hedge.conflicting.clone()].concat()).collect();
        let positions = self.report.positions().flat_map(|position| &position.citations);
        let cited: BTreeSet<usize> =
            cited.into_iter().chain(positions.map(|citation| citation.source)).collect();
        problems.extend(self.report.positions().flat_map(|position| self.position(position)));
        let mut known = BTreeSet::new();
        for source in &self.report.sources {
            if !known.insert(source.n) {
                problems
                    .push(Problem::new(Fault::Repeated, format!("two sources are numbered [{}]", source.n)));
            }
            problems.extend(self.text(source.n).and_then(|stored| misstated(source, stored)));
            if !cited.contains(&source.n) {
                let text = format!("[{}] {} is listed, and nothing cites it", source.n, source.url);
                problems.push(Problem::new(Fault::UncitedSource, text));
            }
        }
        let mut ids = BTreeSet::new();
        for claim in self.report.claims().filter(|claim| !ids.insert(claim.id.as_str())) {
            problems.push(Problem::new(Fault::Repeated, format!("two claims are numbered {}", claim.id)));
        }
        problems
    }

    /// Whether a position's sources say what it says, where they are said to.
    fn position(&self, position: &PositionFile) -> Vec<Problem> {
        let mut problems = Vec::new();
        for citation in &position.citations {
            if self.report.source(citation.source).is_none() {
                let detail = format!("there is no source [{}]", citation.source);
                problems.push(Problem::new(Fault::MissingSource, detail));
            }
            problems.extend(self.quoted(citation));
        }
        let Some(first) = position.citations.first() else {
            let detail = format!("nobody is cited for “{}”", position.says);
            return vec![Problem::new(Fault::Unsupported, detail)];
        };
        if find_quote(&first.quote, &position.says).is_none() {
            let detail = format!("[{}] does not say “{}”", first.source, position.says);
            problems.push(Problem::new(Fault::QuoteAltered, detail));
        }
        problems
    }

    fn text(&self, n: usize) -> Option<&SourceText> {
        let source = self.report.source(n)?;
        self.sources.revision(&source.url, source.revision)
    }

    fn claim(&self, claim: &ClaimFile) -> Entry {
        let numbers: BTreeSet<usize> = claim.citations.iter().map(|citation| citation.source).collect();
        let mut entry = Entry::new(&claim.id, &claim.text, numbers.into_iter().collect());
        entry.problems.extend(missing(claim, self.report));
        entry.problems.extend(claim.citations.iter().filter_map(|citation| self.place(citation, claim)));
        if claim.citations.is_empty() {
            entry.problems.push(Problem::new(Fault::Unsupported, "it cites nothing"));
        }
        if let Some(support) = self.support(claim) {
            entry.score = Some(support.score);
            entry.problems.extend(unsupported(&support));
            entry.alarms = support.alarms;
        }
        if entry.problems.iter().all(|problem| problem.fault != Fault::Unsupported) {
            entry.problems.extend(self.own_words(claim));
        }
        entry.problems.extend(self.level(claim));
        entry.problems.extend(self.wording(claim));
        entry
    }

    /// Whether a citation's bytes hold its quote.
    fn place(&self, citation: &CitationFile, claim: &ClaimFile) -> Option<Problem> {
        if citation.at.is_some_and(|at| !claim.text.is_char_boundary(at)) {
            let detail = format!("[{}] stands at no place of the text", citation.source);
            return self
                .text(citation.source)
                .map(|_| Problem::new(Fault::BytesShifted, detail))
                .or_else(|| self.quoted(citation));
        }
        self.quoted(citation)
    }

    /// Whether the stored text holds the quote where it is said to stand, and around it what is shown around it.
    fn quoted(&self, citation: &CitationFile) -> Option<Problem> {
        let CitationFile { source, quote, start, end, before, after, .. } = citation;
        self.report.source(*source)?;
        let Some(text) = self.text(*source).map(|source| source.text.as_str()) else {
            return Some(Problem::new(
                Fault::NoText,
                format!("there is no text of [{source}] to check against"),
            ));
        };
        let around = |from: usize, to: usize| {
            text.get(..from).is_some_and(|text| text.ends_with(before.as_str()))
                && text.get(to..).is_some_and(|text| text.starts_with(after.as_str()))
        };
        match text.get(*start..*end) {
            Some(words) if words == quote && around(*start, *end) => None,
            Some(words) if words == quote => Some(Problem::new(
                Fault::QuoteAltered,
                format!("what is shown around the quote from [{source}] does not stand there"),
            )),
            _ if text.contains(quote.as_str()) => Some(Problem::new(
                Fault::BytesShifted,
                format!("the quote from [{source}] does not stand at bytes {start} to {end}"),
            )),
            _ => Some(Problem::new(Fault::QuoteAltered, format!("[{source}] does not say “{quote}”"))),
        }
    }

    /// The best support by any cited sentence: each is to bear the claim out by itself.
    fn support(&self, claim: &ClaimFile) -> Option<Support> {
        let checked = |citation: &CitationFile| {
            let (source, place) = self.shown(citation)?;
            let statement = unworded(&claim.text, source.outlet.as_deref().unwrap_or_default());
            Some(judge::against_place(statement, source, place.start, place.end))
        };
        claim
            .citations
            .iter()
            .filter_map(checked)
            .reduce(|a, b| if (b.verdict, b.score) > (a.verdict, a.score) { b } else { a })
    }

    /// A claim that is said to be in its source's words has to be.
    fn own_words(&self, claim: &ClaimFile) -> Option<Problem> {
        let promised = matches!(claim.basis, Basis::Verbatim | Basis::Trimmed);
        let mut places = claim.citations.iter().filter_map(|citation| self.shown(citation)).peekable();
        places.peek().filter(|_| promised)?;
        let holds = places.any(|(source, place)| {
            let statement = unworded(&claim.text, source.outlet.as_deref().unwrap_or_default());
            judge::is_in_its_words(statement, source, place.start, place.end)
        });
        let detail = "it is given as the source's own words, and these are others";
        (!holds).then(|| Problem::new(Fault::Unsupported, detail))
    }

    /// The place that a citation shows, or meant to.
    fn shown(&self, citation: &CitationFile) -> Option<(&SourceText, Range<usize>)> {
        let source = self.text(citation.source)?;
        let place = match source.text.get(citation.start..citation.end) {
            Some(words) if words == citation.quote => citation.start..citation.end,
            _ => find_quote(&source.text, &citation.quote)?,
        };
        Some((source, place))
    }

    /// Whether there are as many outlets as the level says.
    fn level(&self, claim: &ClaimFile) -> Option<Problem> {
        let outlets = claim.citations.iter().filter_map(|citation| self.report.source(citation.source));
        let reporting = outlets.filter(|source| matches!(source.kind.as_str(), "news" | "live"));
        let outlets = reporting.map(|source| source.outlet.to_lowercase()).collect::<BTreeSet<_>>().len();
        let needed = match claim.hedge.level {
            Level::Established => 3,
            Level::Reported => 2,
            Level::SingleSource => 1,
            Level::Disputed | Level::Alleged | Level::Unclear => 0,
        };
        let (level, counted) = (claim.hedge.level.as_str(), claim.hedge.independent_sources);
        let detail = match () {
            () if outlets < needed => {
                format!("{level} takes {needed} independent reports, it cites {outlets}")
            }
            () if outlets < counted => {
                format!("it counts {counted} independent sources, and cites {outlets}")
            }
            () => return None,
        };
        Some(Problem::new(Fault::LevelTooHigh, detail))
    }

    /// Wording against the level. What the cited words themselves weaken or stress, the claim may.
    fn wording(&self, claim: &ClaimFile) -> Vec<Problem> {
        let quotes: Vec<String> =
            claim.citations.iter().map(|citation| citation.quote.to_lowercase()).collect();
        let own = |finding: &Finding| {
            let words = claim.text.get(finding.range.clone()).unwrap_or_default().to_lowercase();
            !quotes.iter().any(|quote| quote.contains(&words))
        };
        let attributed = claim.hedge.level == Level::SingleSource && self.report.names_its_outlet(claim);
        let counts = |finding: &&Finding| if finding.is_flat { !attributed } else { own(finding) };
        let findings = lint(&claim.text, claim.hedge.level);
        findings.iter().filter(counts).map(|finding| worded(&claim.text, finding)).collect()
    }

    fn quotes(&self, claim: &ClaimFile) -> Vec<QuoteCheck> {
        let cited = claim.citations.iter().map(|citation| citation.source);
        let spans = quoted_spans(&claim.text).into_iter().filter_map(|span| claim.text.get(span));
        let found_in = |words: &str| {
            cited
                .clone()
                .find(|n| self.text(*n).is_some_and(|source| find_quote(&source.text, words).is_some()))
        };
        let check = |words: &str| QuoteCheck {
            quote: words.to_owned(),
            entry: claim.id.clone(),
            found_in: found_in(words),
        };
        spans.map(check).collect()
    }
}

/// A source that says of itself what the stored text does not.
fn misstated(source: &SourceFile, stored: &SourceText) -> Option<Problem> {
    let same = |own: &str, theirs: &Option<String>| theirs.as_deref().is_none_or(|theirs| theirs == own);
    let day =
        |stated: &Option<String>| stated.as_deref().and_then(|stated| stated.get(..10)).map(str::to_owned);
    let same_day = stored.published.is_none() || day(&stored.published) == day(&source.published);
    let holds = same(&source.outlet, &stored.outlet) && same(&source.title, &stored.title) && same_day;
    let detail = format!("[{}] is stored with another outlet, title or day", source.n);
    (!holds).then(|| Problem::new(Fault::SourceMisstated, detail))
}

/// Numbers that a claim cites and no source has.
pub fn missing(claim: &ClaimFile, report: &ReportFile) -> Vec<Problem> {
    let cited = claim.citations.iter().map(|citation| citation.source);
    let numbers: BTreeSet<usize> = cited.chain(claim.hedge.conflicting.iter().copied()).collect();
    let unknown = numbers.into_iter().filter(|n| report.source(*n).is_none());
    unknown.map(|n| Problem::new(Fault::MissingSource, format!("there is no source [{n}]"))).collect()
}

/// What is wrong with a claim that its evidence does not bear out.
pub fn unsupported(support: &Support) -> Option<Problem> {
    let alarms: Vec<&str> = support.alarms.iter().map(|alarm| alarm.as_str()).collect();
    let detail = match alarms.as_slice() {
        [] => "the cited words say something else".to_owned(),
        alarms => format!("the cited words do not bear this out: {}", alarms.join(", ")),
    };
    (support.verdict != Verdict::Supported).then(|| Problem::new(Fault::Unsupported, detail))
}

/// A finding of the linter as a problem.
pub fn worded(text: &str, finding: &Finding) -> Problem {
    let words = text.get(finding.range.clone()).unwrap_or_default();
    let fault = match finding.kind {
        FindingKind::Over => Fault::TooStrong,
        FindingKind::Under => Fault::TooWeak,
    };
    match finding.is_flat {
        true => Problem::new(fault, format!("{}; {}", finding.why, finding.suggestion)),
        false => Problem::new(fault, format!("“{words}”: {}; {}", finding.why, finding.suggestion)),
    }
}
