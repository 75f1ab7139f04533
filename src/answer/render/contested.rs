//! Where sources differ, when they appeared, and what they say word by word: laid out for reading.

use jiff::civil::Date;

use super::super::amended::AmendmentKind;
use super::super::conflict::{Relation, Stance};
use super::super::matrix::{Cell, Matrix, Row, Said};
use super::super::report::{AmendmentNote, CitationNote, MatterNote, PositionNote, Report, SourceNote};
use super::field::{clean, day, label, link, spaced};
use super::layout::{Piece, Statement, outlet};

/// A matter on which sources differ.
pub(super) struct Difference {
    pub heading: String,
    /// How it stands first.
    pub positions: Vec<Statement>,
}

/// Claims by outlets.
pub(super) struct Grid {
    pub outlets: Vec<String>,
    pub rows: Vec<Line>,
}

pub(super) struct Line {
    pub text: String,
    pub cells: Vec<(Said, Vec<usize>)>,
}

/// When a source appeared.
pub(super) struct Moment {
    pub day: Date,
    pub n: usize,
    pub outlet: String,
    pub title: String,
}

/// Words of a source and what stands around them.
pub(super) struct Quote {
    pub before: String,
    pub words: String,
    pub after: String,
    /// Leads to the words on the source's page.
    pub link: Option<String>,
}

pub(super) fn differences(report: &Report) -> Vec<Difference> {
    let differing = report.matters.iter().filter(|matter| matter.relation != Relation::Agreement);
    let laid_out = |matter: &MatterNote| {
        let mut positions: Vec<&PositionNote> = matter.positions.iter().collect();
        positions.sort_by_key(|position| position.superseded);
        let about = label(&matter.about);
        let heading = match matter.relation {
            Relation::Conflict => format!("Accounts conflict on {about}"),
            Relation::Denial => "One side asserts, another denies".to_owned(),
            Relation::Correction => format!("Corrected: {about}"),
            Relation::Supersession => format!("Has changed since first reported: {about}"),
            Relation::Agreement => format!("Accounts agree on {about}"),
        };
        let positions = positions.into_iter().map(|one| position(one, matter.relation, report)).collect();
        Difference { heading, positions }
    };
    differing.map(laid_out).collect()
}

fn position(position: &PositionNote, relation: Relation, report: &Report) -> Statement {
    let said = format!("“{}”", label(&position.says).replace('“', "‘").replace('”', "’"));
    let as_of = position.as_of.as_deref().and_then(day);
    let opening = match (relation, position.stance, as_of) {
        _ if position.superseded => format!("Earlier: {said}"),
        (Relation::Denial, Stance::Asserts, _) => format!("Asserted: {said}"),
        (Relation::Denial, Stance::Denies, _) => format!("Denied: {said}"),
        (Relation::Supersession, _, Some(day)) => format!("As of {day}: {said}"),
        _ => said,
    };
    let mut pieces = vec![Piece::Words(opening)];
    for (i, citation) in position.citations.iter().enumerate() {
        let source = report.sources.iter().find(|source| source.n == citation.source);
        let before = if i == 0 { "," } else { ";" };
        let by = source.map(|source| format!("{before} {}", told_by(source))).unwrap_or_default();
        pieces.push(Piece::Words(by));
        pieces.push(Piece::Cited(citation.source, clean(&citation.quote)));
    }
    Statement { id: String::new(), pieces }
}

fn told_by(source: &SourceNote) -> String {
    match source.published.as_deref().and_then(day) {
        Some(day) => format!("{}, {day}", outlet(&source.outlet)),
        None => outlet(&source.outlet),
    }
}

/// "The Ardenia Courier corrected this article on 15 January 2026: 412 → 214".
pub(super) fn amendment(amendment: &AmendmentNote, report: &Report) -> Option<Statement> {
    let source = report.sources.iter().find(|source| source.n == amendment.source)?;
    let outlet = outlet(&source.outlet);
    let on = amendment.on.as_deref().and_then(day).map(|day| format!(" on {day}")).unwrap_or_default();
    let said = match amendment.kind {
        AmendmentKind::Corrected => format!("{outlet} corrected this article{on}"),
        AmendmentKind::Changed => format!("{outlet} changed this article{on} without a note"),
        AmendmentKind::Announced => format!("{outlet} says that it corrected this article{on}"),
        AmendmentKind::Withdrawn => {
            format!("{outlet}: the address of this article answered that it is not there{on}")
        }
    };
    let mut pieces = vec![Piece::Words(said), Piece::Cited(source.n, label(&source.title))];
    if let (Some(from), Some(to)) = (&amendment.from, &amendment.to) {
        pieces.push(Piece::Words(format!(": {} → {}", label(from), label(to))));
    }
    if let Some(note) = amendment.note.as_deref().map(label).filter(|note| !note.is_empty()) {
        pieces.push(Piece::Words(format!(". In its words: “{}”", note.replace('“', "‘").replace('”', "’"))));
    }
    Some(Statement { id: String::new(), pieces })
}

impl Grid {
    pub fn of(matrix: &Matrix) -> Option<Self> {
        let cell = |cell: &Cell| (cell.stance, cell.sources.clone());
        let line = |row: &Row| Line { text: clean(&row.text), cells: row.cells.iter().map(cell).collect() };
        (!matrix.rows.is_empty()).then(|| Self {
            outlets: matrix.outlets.iter().map(|name| outlet(name)).collect(),
            rows: matrix.rows.iter().map(line).collect(),
        })
    }
}

/// What a cell says.
pub(super) fn said(said: Said) -> &'static str {
    match said {
        Said::Asserts => "asserts",
        Said::Denies => "denies",
        Said::Silent => "silent",
    }
}

/// The sources that state a day, in the order in which they appeared.
pub(super) fn timeline(report: &Report) -> Vec<Moment> {
    let moment = |source: &SourceNote| {
        Some(Moment {
            day: source.published.as_deref()?.get(..10)?.parse().ok()?,
            n: source.n,
            outlet: outlet(&source.outlet),
            title: label(&source.title),
        })
    };
    let mut moments: Vec<Moment> = report.sources.iter().filter_map(moment).collect();
    moments.sort_by_key(|moment| (moment.day, moment.n));
    moments
}

/// The words that are cited of a source, by claims and by positions.
pub(super) fn quotes(source: &SourceNote, report: &Report) -> Vec<Quote> {
    let of_claims = report.claims().flat_map(|claim| &claim.citations);
    let of_matters =
        report.matters.iter().flat_map(|m| &m.positions).flat_map(|position| &position.citations);
    let mut cited: Vec<&CitationNote> =
        of_claims.chain(of_matters).filter(|c| c.source == source.n).collect();
    cited.sort_by_key(|citation| (citation.start, std::cmp::Reverse(citation.end)));
    // What stands within a longer quotation is seen there.
    let mut shown: Vec<&CitationNote> = Vec::new();
    for citation in cited {
        if shown.last().is_none_or(|last| citation.end > last.end) {
            shown.push(citation);
        }
    }
    let address = link(&source.url);
    let quote = |citation: &&CitationNote| Quote {
        before: spaced(&citation.before).trim_start().to_owned(),
        words: clean(&citation.quote),
        after: spaced(&citation.after).trim_end().to_owned(),
        link: address.as_deref().and_then(|address| to_words(address, &citation.fragment)),
    };
    shown.iter().map(quote).collect()
}

/// The address with a fragment that this program made: nothing else is let through.
fn to_words(address: &str, fragment: &str) -> Option<String> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"%,:~=.-_".contains(&byte);
    let sound = fragment.starts_with(":~:text=") && fragment.bytes().all(plain) && !address.contains('#');
    sound.then(|| format!("{address}#{fragment}"))
}
