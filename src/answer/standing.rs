//! Claims about things that change: which of them a later report has taken the place of, and for which day the others
//! stand.

use super::conflict::Relation;
use super::report::{ClaimNote, MatterNote, PositionNote, Section};

/// Marks the claims that tell a position of a matter that changed.
pub(super) fn mark(sections: &mut [Section], matters: &[MatterNote]) {
    let changed =
        matters.iter().filter(|m| matches!(m.relation, Relation::Supersession | Relation::Correction));
    for matter in changed {
        let later: Vec<&PositionNote> =
            matter.positions.iter().filter(|position| !position.superseded).collect();
        for claim in sections.iter_mut().flat_map(|section| &mut section.claims) {
            let told = matter.positions.iter().find(|position| tells(claim, position));
            match told {
                Some(position) if position.superseded => {
                    let sources = later.iter().flat_map(|position| &position.citations).map(|c| c.source);
                    claim.hedge.superseded_by = sources.collect();
                    claim.hedge.superseded_by.sort_unstable();
                    claim.hedge.superseded_by.dedup();
                }
                Some(position) if matter.relation == Relation::Supersession => {
                    claim.hedge.as_of = position.as_of.clone()
                }
                _ => {}
            }
        }
    }
}

/// The claim rests on the position's words and says its figure.
fn tells(claim: &ClaimNote, position: &PositionNote) -> bool {
    let cites = |place: &super::report::CitationNote| {
        claim.citations.iter().any(|c| c.source == place.source && c.start < place.end && place.start < c.end)
    };
    claim.text.contains(position.says.as_str()) && position.citations.iter().any(cites)
}
