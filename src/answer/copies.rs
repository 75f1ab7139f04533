//! Which articles carry the same text: a wire story that three outlets print is one witness, not three.

use jiff::Timestamp;

use crate::news::{Revision, Sketch};

/// Groups revisions that carry the same text. Each group is in order of publication, the agency's or earliest
/// first; groups are in the order in which their first member came.
pub fn group_copies(revisions: Vec<Revision>) -> Vec<Vec<Revision>> {
    let mut groups: Vec<Vec<(Sketch, Revision)>> = Vec::new();
    for revision in revisions {
        let one = (Sketch::of(revision.text()), revision);
        match groups.iter_mut().find(|group| group.iter().any(|known| are_copies(known, &one))) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    groups
        .into_iter()
        .map(|group| in_order(group.into_iter().map(|(_, revision)| revision).collect()))
        .collect()
}

fn are_copies((a, of_a): &(Sketch, Revision), (b, of_b): &(Sketch, Revision)) -> bool {
    let same_outlet = of_a.article().outlet.eq_ignore_ascii_case(&of_b.article().outlet);
    if same_outlet { a.is_version_of(b) } else { a.is_reprint_of(b) }
}

/// The original first, the rest as they were published.
fn in_order(mut group: Vec<Revision>) -> Vec<Revision> {
    let published = |r: &Revision| r.article().published.map_or(Timestamp::MAX, |p| p.instant());
    group.sort_by_key(|r| (published(r), r.id()));
    let original = group.iter().position(|r| !is_reprint(r)).unwrap_or_default();
    let original = (original < group.len()).then(|| group.remove(original));
    original.into_iter().chain(group).collect()
}

/// The page credits an agency that is not its own outlet.
fn is_reprint(revision: &Revision) -> bool {
    let article = revision.article();
    article.wire.as_ref().is_some_and(|wire| !wire.eq_ignore_ascii_case(&article.outlet))
}
