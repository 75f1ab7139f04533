//! Which articles carry the same text: a wire story that three outlets print is one witness, not three.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use jiff::Timestamp;

use crate::index::analysis::plain_words;
use crate::news::Revision;

/// Words per shingle: long enough that two reporters do not write the same ones by chance (Broder 1997 used
/// ten; eight still tolerates small edits).
const SHINGLE: usize = 8;
/// Two texts are copies if this share of the shorter one's shingles is in the longer one: reprints cut
/// paragraphs and change headlines, so containment is measured, not resemblance.
const SAME: f64 = 0.5;

/// Groups revisions that carry the same text. Each group is in order of publication, the agency's or earliest
/// first; groups are in the order in which their first member came.
pub fn group_copies(revisions: Vec<Revision>) -> Vec<Vec<Revision>> {
    let mut groups: Vec<(HashSet<u64>, Vec<Revision>)> = Vec::new();
    for revision in revisions {
        let shingles = shingles(revision.text());
        match groups.iter_mut().find(|(known, _)| contained(known, &shingles) >= SAME) {
            Some((known, group)) => {
                known.extend(shingles);
                group.push(revision);
            }
            None => groups.push((shingles, vec![revision])),
        }
    }
    groups.into_iter().map(|(_, group)| in_order(group)).collect()
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

fn shingles(text: &str) -> HashSet<u64> {
    let words = plain_words(text);
    let hash = |window: &[crate::index::analysis::Term]| {
        let mut hasher = DefaultHasher::new();
        window.iter().for_each(|word| word.stem.hash(&mut hasher));
        hasher.finish()
    };
    words.windows(SHINGLE).map(hash).collect()
}

fn contained(a: &HashSet<u64>, b: &HashSet<u64>) -> f64 {
    let shorter = a.len().min(b.len());
    if shorter == 0 {
        return 0.0;
    }
    a.intersection(b).count() as f64 / shorter as f64
}
