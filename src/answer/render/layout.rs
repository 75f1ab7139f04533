//! A report in words and in reading order, before any markup: what text, Markdown and HTML have in common.
//!
//! Everything in a layout has been cleaned. It has not been escaped: that depends on the form.

use std::collections::BTreeMap;

use super::super::hedge::{Level, OPINION};
use super::super::report::{
    Basis, CitationNote, ClaimNote, CorrectionNote, Gap, Reason, Report, Section, SectionKind, SourceNote,
};
use super::attribution::{bare, sole_outlet};
use super::contested::{Difference, Grid, Moment, Quote, amendment, differences, quotes, timeline};
use super::field::{clean, day, label, link, spaced, without_numbers};

/// A report laid out for reading, from top to bottom.
pub(super) struct Layout {
    pub question: String,
    /// How the question was read, if not to the letter.
    pub read_as: Option<String>,
    pub checked: String,
    pub disclaimer: String,
    pub notices: Vec<String>,
    pub themes: Vec<Theme>,
    /// What was looked in, one sentence after the other.
    pub searched: String,
    /// Matters on which sources differ.
    pub differences: Vec<Difference>,
    /// Corrections, changes and withdrawals of sources.
    pub amendments: Vec<Statement>,
    pub matrix: Option<Grid>,
    pub timeline: Vec<Moment>,
    pub sources: Vec<Entry>,
    pub follow_ups: Vec<String>,
    /// How many sentences were kept out of the report, and why.
    pub kept_out: Option<String>,
}

/// A section with its number.
pub(super) struct Theme {
    pub heading: String,
    /// Its statements are one paragraph rather than one each, and its gaps stand before them.
    pub running: bool,
    /// Whose word all of it is, as the line over it, where the sentences do not say so each.
    pub according_to: Option<String>,
    pub statements: Vec<Statement>,
    pub gaps: Vec<String>,
    /// What the gaps were looked for in, unless an earlier section has said it.
    pub coverage: Vec<String>,
}

/// A claim with its citations in their places.
pub(super) struct Statement {
    pub id: String,
    pub(super) pieces: Vec<Piece>,
}

/// A part of a statement.
pub(super) enum Piece {
    Words(String),
    /// The number of a source, and the words cited.
    Cited(usize, String),
    /// How far the claim is from established, and the sources that speak against it.
    Doubt(String, Vec<usize>),
}

/// An entry of the list of sources.
pub(super) struct Entry {
    pub n: usize,
    pub outlet: String,
    /// May be empty.
    pub title: String,
    /// Day, and in brackets what sets the article apart from a plain news report.
    pub details: String,
    /// The address to link to, or else the text that stands in its place.
    pub address: Result<String, String>,
    /// Outlets that carry the same text, with their addresses.
    pub also_in: Vec<(String, Option<String>)>,
    pub note: Option<String>,
    /// The words cited, each once, in their order.
    pub quotes: Vec<Quote>,
}

impl Layout {
    pub fn of(report: &Report) -> Self {
        let mut number = 0..;
        let theme = |(i, section): (usize, &Section)| {
            let earlier = report.sections.get(..i).unwrap_or_default();
            let outlet = sole_outlet(section, report);
            theme(section, outlet, &mut number, &earlier.iter().flat_map(|s| &s.gaps).collect::<Vec<_>>())
        };
        Self {
            question: clean(&report.question),
            read_as: read_as(report),
            checked: checked(report),
            disclaimer: clean(report.disclaimer),
            notices: report.notices.iter().map(|n| clean(n)).collect(),
            themes: report.sections.iter().enumerate().map(theme).collect(),
            searched: searched(report),
            differences: differences(report),
            amendments: report.amendments.iter().filter_map(|one| amendment(one, report)).collect(),
            matrix: Grid::of(&report.matrix),
            timeline: timeline(report),
            sources: report.sources.iter().map(|source| entry(source, report)).collect(),
            follow_ups: report.follow_ups.iter().map(|f| clean(f)).collect(),
            kept_out: kept_out(report),
        }
    }

    /// The address to link a source's number to.
    pub fn link(&self, n: usize) -> Option<&str> {
        let entry = self.sources.iter().find(|entry| entry.n == n)?;
        entry.address.as_deref().ok()
    }
}

impl Statement {
    /// The statement with each piece as `write` puts it and spaces where they belong.
    pub fn written(&self, write: impl Fn(&Piece) -> String) -> String {
        let mut written = String::new();
        for piece in &self.pieces {
            let own_space = matches!(piece, Piece::Words(_));
            if !own_space && !written.is_empty() && !written.ends_with(' ') {
                written.push(' ');
            }
            written.push_str(&write(piece));
        }
        written
    }
}

impl Entry {
    /// The title between quotation marks and with a comma after it, if there is one. Quotation marks within it
    /// become single ones.
    pub fn quoted_title(&self) -> String {
        match self.title.as_str() {
            "" => String::new(),
            title => format!(" “{}”,", title.replace('“', "‘").replace('”', "’")),
        }
    }
}

fn read_as(report: &Report) -> Option<String> {
    let read = &report.interpreted;
    let change = |c: &CorrectionNote| format!("{} → {}", label(&c.from), label(&c.to));
    let changes: Vec<String> = read.corrections.iter().map(change).collect();
    (!changes.is_empty()).then(|| format!("Read as: {} ({})", clean(&read.text), changes.join(", ")))
}

fn checked(report: &Report) -> String {
    let checked = day(&report.checked_on).unwrap_or_else(|| label(&report.checked_on));
    match day(&report.as_of) {
        Some(as_of) if as_of != checked => format!("Checked on {checked}, as of {as_of}"),
        _ => format!("Checked on {checked}"),
    }
}

/// All sections but the summary are numbered.
fn theme(
    section: &Section,
    sole: Option<&str>,
    number: &mut impl Iterator<Item = usize>,
    earlier: &[&Gap],
) -> Theme {
    let told = |claim: &ClaimNote| match sole.and_then(|outlet| bare(claim, outlet)) {
        Some(bare) => statement(&bare),
        None => statement(claim),
    };
    let heading = clean(&section.heading);
    let mut coverage: Vec<String> = Vec::new();
    for gap in &section.gaps {
        let said = clean(&gap.coverage);
        if !coverage.contains(&said) && !earlier.iter().any(|g| g.coverage == gap.coverage) {
            coverage.push(said);
        }
    }
    Theme {
        heading: match section.kind {
            SectionKind::ExecutiveSummary => heading,
            _ => format!("{}. {heading}", number.next().unwrap_or_default() + 1),
        },
        running: matches!(section.kind, SectionKind::ExecutiveSummary | SectionKind::BottomLine),
        according_to: sole.map(|name| format!("According to {}:", outlet(name))),
        statements: section.claims.iter().map(told).collect(),
        gaps: section.gaps.iter().map(gap).collect(),
        coverage,
    }
}

/// A gap that says in itself that something is missing is not told so twice.
fn gap(gap: &Gap) -> String {
    let text = clean(&gap.text);
    match text.to_lowercase().split_whitespace().any(|word| word == "not") {
        true => text,
        false => format!("Not found: {text}"),
    }
}

fn statement(claim: &ClaimNote) -> Statement {
    let mut citations: Vec<&CitationNote> = claim.citations.iter().collect();
    citations.sort_by_key(|citation| citation.at);
    let mut pieces = Vec::new();
    let mut from = 0;
    for citation in citations {
        // A place inside a character or past the end moves to the nearest one that exists.
        let at = claim.text.floor_char_boundary(citation.at);
        push_words(&mut pieces, claim.text.get(from..at).unwrap_or_default());
        push_cited(&mut pieces, citation);
        from = at;
    }
    push_words(&mut pieces, claim.text.get(from..).unwrap_or_default());
    if let Some(doubt) = doubt(claim) {
        let place = before_full_stop(&pieces);
        pieces.insert(place, doubt);
    }
    Statement { id: label(&claim.id), pieces }
}

fn push_words(pieces: &mut Vec<Piece>, text: &str) {
    let cleaned = spaced(text);
    let mut words = without_numbers(&cleaned).trim_end().to_owned();
    if pieces.is_empty() {
        words = words.trim_start().to_owned();
    } else if words.starts_with(|c: char| c.is_alphanumeric() || "([{".contains(c)) {
        // An opening bracket right after a number would pass for the address of a link in Markdown.
        words.insert(0, ' ');
    }
    if !words.is_empty() {
        pieces.push(Piece::Words(words));
    }
}

/// A source that is cited twice in one place has one number there.
fn push_cited(pieces: &mut Vec<Piece>, citation: &CitationNote) {
    let quote = clean(&citation.quote);
    let here = pieces.iter_mut().rev().map_while(|piece| match piece {
        Piece::Cited(n, quotes) => Some((n, quotes)),
        _ => None,
    });
    match here.into_iter().find(|(n, _)| **n == citation.source) {
        Some((_, quotes)) => *quotes = format!("{quotes} … {quote}"),
        None => pieces.push(Piece::Cited(citation.source, quote)),
    }
}

/// Before the last piece if that only closes the sentence, else after it.
fn before_full_stop(pieces: &[Piece]) -> usize {
    let closes = |words: &str| words.chars().all(|c| ".?!”’\"')".contains(c));
    match pieces {
        [.., Piece::Cited(..), Piece::Words(words)] if closes(words) => pieces.len() - 1,
        _ => pieces.len(),
    }
}

/// The level in a word where the wording may not show it. A statement about several claims speaks of reports,
/// not of what they report: its level, the weakest of theirs, would be taken for a doubt about the reports.
fn doubt(claim: &ClaimNote) -> Option<Piece> {
    if claim.basis == Basis::Synthesis && claim.from.len() > 1 {
        return None;
    }
    if !claim.hedge.superseded_by.is_empty() {
        return Some(Piece::Doubt("superseded".to_owned(), claim.hedge.superseded_by.clone()));
    }
    if let Some(day) = claim.hedge.as_of.as_deref().and_then(day) {
        return Some(Piece::Doubt(format!("as of {day}"), Vec::new()));
    }
    let word = match claim.hedge.level {
        // What is not known says so in its own words.
        Level::Established | Level::Reported | Level::SingleSource | Level::Unclear => return None,
        Level::Disputed => "disputed",
        // So does an opinion.
        Level::Alleged if claim.text.starts_with(OPINION) => return None,
        Level::Alleged => "alleged",
    };
    Some(Piece::Doubt(word.to_owned(), claim.hedge.conflicting.clone()))
}

fn searched(report: &Report) -> String {
    let coverage = &report.coverage;
    // Beside what was not found it is told where it was looked for.
    let gaps = report.sections.iter().flat_map(|section| &section.gaps);
    let is_told = gaps.into_iter().any(|gap| gap.coverage == coverage.statement);
    let mut said = vec![if is_told { String::new() } else { clean(&coverage.statement) }];
    if let Some(day) = coverage.last_refresh.as_deref().and_then(day) {
        said.push(format!("The sources were last read on {day}."));
    }
    said.push(match coverage.independent_sources {
        0 => "No source is cited.".to_owned(),
        independent => cited(independent, report.sources.len()),
    });
    said.retain(|sentence| !sentence.is_empty());
    said.join(" ")
}

/// Several articles of one outlet are one report, and so are copies of one text.
fn cited(independent: usize, articles: usize) -> String {
    let reports = match independent {
        1 => "One independent report".to_owned(),
        n => format!("{n} independent reports"),
    };
    let articles = match articles {
        1 => "one article".to_owned(),
        n => format!("{n} articles"),
    };
    let verb = if independent == 1 { "is" } else { "are" };
    format!("{reports} ({articles}) {verb} cited: an outlet counts once, and so do copies of one text.")
}

fn entry(source: &SourceNote, report: &Report) -> Entry {
    let mut also_in: Vec<(String, Option<String>)> = Vec::new();
    for copy in &source.also_in {
        let outlet = outlet(&copy.outlet);
        if !also_in.iter().any(|(known, _)| *known == outlet) {
            also_in.push((outlet, link(&copy.url)));
        }
    }
    Entry {
        n: source.n,
        outlet: outlet(&source.outlet),
        title: label(&source.title),
        details: details(source),
        quotes: quotes(source, report),
        address: link(&source.url).ok_or_else(|| label(&source.url)),
        also_in,
        note: source.note.as_deref().map(label).filter(|note| !note.is_empty()),
    }
}

pub(super) fn outlet(name: &str) -> String {
    let name = label(name);
    if name.is_empty() { "Unnamed outlet".to_owned() } else { name }
}

fn details(source: &SourceNote) -> String {
    let day = source.published.as_deref().and_then(day).unwrap_or_else(|| "undated".to_owned());
    let mut traits = Vec::new();
    if source.kind != "news" {
        traits.push(clean(&source.kind.replace('_', " ")));
    }
    if source.paywalled {
        traits.push("paywalled".to_owned());
    }
    if source.revision > 1 {
        traits.push(format!("revision {}", source.revision));
    }
    if traits.is_empty() { day } else { format!("{day} ({})", traits.join(", ")) }
}

fn kept_out(report: &Report) -> Option<String> {
    let mut counts: BTreeMap<Reason, usize> = BTreeMap::new();
    for rejected in &report.rejected {
        *counts.entry(rejected.reason).or_default() += 1;
    }
    let reasons: Vec<String> = counts.iter().map(|(reason, n)| reason_in_words(*reason, *n)).collect();
    let said = match report.rejected.len() {
        0 => return None,
        1 => "1 sentence was kept out".to_owned(),
        n => format!("{n} sentences were kept out"),
    };
    Some(format!("{said}: {}.", reasons.join(", ")))
}

fn reason_in_words(reason: Reason, n: usize) -> String {
    let word = match reason {
        Reason::Ungrounded => "unsupported statement",
        Reason::Instruction => "instruction",
        Reason::Promotion => "promotion",
        Reason::Duplicate => "duplicate",
        Reason::Quote => "misquotation",
        Reason::Hedge => "overstatement",
    };
    if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") }
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    /// Puts the numbers of sources at these bytes of a text.
    #[track_caller]
    fn check(text: &str, cited: &[(usize, usize)], expected: &str) {
        let mut claim = fixture::claim("c1", text, &[], Level::Reported);
        let citation = |(source, at): &(usize, usize)| CitationNote {
            source: *source,
            quote: String::new(),
            start: 0,
            end: 0,
            at: *at,
            before: String::new(),
            after: String::new(),
            fragment: String::new(),
        };
        claim.citations = cited.iter().map(citation).collect();
        let written = statement(&claim).written(|piece| match piece {
            Piece::Words(words) => words.clone(),
            Piece::Cited(n, _) => format!("[{n}]"),
            Piece::Doubt(word, _) => format!("({word})"),
        });
        assert_eq!(written, expected);
    }

    #[test]
    fn numbers_stand_where_they_are_due() {
        check("Yes.", &[(1, 3), (2, 3)], "Yes [1] [2].");
        check("Both, he said.", &[(2, 13), (1, 4)], "Both [1], he said [2].");
        check("Twice.", &[(1, 5), (2, 5), (1, 5)], "Twice [1] [2].");
        check("One two", &[(1, 3)], "One [1] two");
        check("One two", &[(1, 4)], "One [1] two");
    }

    #[test]
    fn places_that_do_not_exist_move_to_those_that_do() {
        check("Né.", &[(1, 2)], "N [1] é.");
        check("No.", &[(1, 0)], "[1] No.");
        check(" No. ", &[(1, usize::MAX)], "No. [1]");
        check("", &[(1, 7)], "[1]");
    }

    #[test]
    fn marks_of_the_source_do_not_pass_for_citations() {
        check("It began in 2022.[4]", &[(1, 16)], "It began in 2022 [1].(4)");
    }
}
