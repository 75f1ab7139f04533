//! Claims by outlets: which outlet asserts, which denies, which is silent.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::conflict::{Relation, Stance};
use super::report::{Basis, ClaimNote, MatterNote, Section, SourceNote};

/// What is said by whom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Matrix {
    /// Outlets in the order of their sources.
    pub outlets: Vec<String>,
    pub rows: Vec<Row>,
}

/// A thing that is said, and what each outlet does with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Row {
    pub text: String,
    /// The claim that says it, if it is one of the report's.
    pub claim: Option<String>,
    /// One for each outlet.
    pub cells: Vec<Cell>,
}

/// What an outlet does with it, and in which of its sources; the numbers are empty for one that is silent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Cell {
    pub stance: Said,
    pub sources: Vec<usize>,
}

/// What an outlet does with a thing that is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    Asserts,
    /// It denies it, or says otherwise.
    Denies,
    /// It was not found to speak of it.
    Silent,
}

impl Matrix {
    /// The positions on every matter, and the claims of which more than one outlet speaks. Empty if there are none.
    pub fn of(sections: &[Section], matters: &[MatterNote], sources: &[SourceNote]) -> Self {
        let mut outlets: Vec<String> = Vec::new();
        for source in sources {
            if !outlets.iter().any(|known| known.eq_ignore_ascii_case(&source.outlet)) {
                outlets.push(source.outlet.clone());
            }
        }
        let table = Table { outlets: &outlets, sources };
        let mut rows: Vec<Row> = matters.iter().flat_map(|matter| table.of_matter(matter)).collect();
        let claims = sections.iter().flat_map(|section| &section.claims);
        let told = claims.filter(|claim| claim.basis != Basis::Synthesis);
        let is_new = |claim: &&ClaimNote| !matters.iter().any(|matter| is_shown(claim, matter));
        rows.extend(told.filter(is_new).filter_map(|claim| table.of_claim(claim)));
        match rows.is_empty() {
            true => Self::default(),
            false => Self { outlets, rows },
        }
    }
}

/// The claim is one side of a matter whose sides are rows already.
fn is_shown(claim: &ClaimNote, matter: &MatterNote) -> bool {
    let places = matter.positions.iter().flat_map(|position| &position.citations);
    let cites = |place: &super::report::CitationNote| {
        claim.citations.iter().any(|c| c.source == place.source && c.start < place.end && place.start < c.end)
    };
    matter.relation == Relation::Conflict
        && !claim.hedge.conflicting.is_empty()
        && places.into_iter().any(cites)
}

struct Table<'a> {
    outlets: &'a [String],
    sources: &'a [SourceNote],
}

impl Table<'_> {
    /// A denial is one row; other positions are one each.
    fn of_matter(&self, matter: &MatterNote) -> Vec<Row> {
        let cited = |at: usize| {
            matter.positions.get(at).map(|position| position.citations.iter().map(|c| c.source).collect())
        };
        let asserted =
            matter.positions.iter().enumerate().filter(|(_, position)| position.stance == Stance::Asserts);
        let row = |(at, position): (usize, &super::report::PositionNote)| {
            let own: BTreeSet<usize> = cited(at).unwrap_or_default();
            // A count that has since grown denies no earlier one.
            let others = matter.positions.iter().enumerate().filter(|(other, _)| *other != at);
            let against = others.filter(|(_, other)| match matter.relation {
                Relation::Conflict | Relation::Denial => !position.superseded && !other.superseded,
                Relation::Correction => position.superseded && !other.superseded,
                Relation::Supersession | Relation::Agreement => false,
            });
            let against: BTreeSet<usize> = against.filter_map(|(other, _)| cited(other)).flatten().collect();
            let text = match matter.relation {
                Relation::Denial => position.says.clone(),
                _ if position.superseded => format!("{}: {} (superseded)", matter.about, position.says),
                _ => format!("{}: {}", matter.about, position.says),
            };
            Row { text, claim: None, cells: self.cells(&own, &against) }
        };
        // How it stands comes first.
        let (old, standing): (Vec<_>, Vec<_>) = asserted.partition(|(_, position)| position.superseded);
        standing.into_iter().chain(old).map(row).collect()
    }

    fn of_claim(&self, claim: &ClaimNote) -> Option<Row> {
        let own: BTreeSet<usize> = claim.citations.iter().map(|citation| citation.source).collect();
        let against: BTreeSet<usize> = claim.hedge.conflicting.iter().copied().collect();
        let cells = self.cells(&own, &against);
        let speaking = cells.iter().filter(|cell| cell.stance != Said::Silent).count();
        (speaking > 1).then(|| Row { text: claim.text.clone(), claim: Some(claim.id.clone()), cells })
    }

    fn cells(&self, own: &BTreeSet<usize>, against: &BTreeSet<usize>) -> Vec<Cell> {
        let of = |outlet: &str, numbers: &BTreeSet<usize>| -> Vec<usize> {
            let sources = self.sources.iter().filter(|source| source.outlet.eq_ignore_ascii_case(outlet));
            sources.map(|source| source.n).filter(|n| numbers.contains(n)).collect()
        };
        let cell = |outlet: &String| match (of(outlet, own), of(outlet, against)) {
            (sources, _) if !sources.is_empty() => Cell { stance: Said::Asserts, sources },
            (_, sources) if !sources.is_empty() => Cell { stance: Said::Denies, sources },
            _ => Cell { stance: Said::Silent, sources: Vec::new() },
        };
        self.outlets.iter().map(cell).collect()
    }
}
