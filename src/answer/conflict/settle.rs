//! From counts of one thing to positions on it: which stand, and which a later report has taken the place of.

use super::account::Account;
use super::counts::Count;
use super::{Matter, Position, Relation, Stance};

/// A count and the sentence that holds it.
pub struct Held<'a> {
    pub account: &'a Account<'a>,
    pub count: &'a Count,
}

/// Words by which a report says that a figure has moved …
const MOVED: &[&str] = &[
    "risen", "rose", "rises", "climbed", "grown", "grew", "increased", "reached", "updated", "final",
    "counted", "far", "now",
];
/// … that it is lower than was thought …
const REVISED: &[&str] = &["revised", "lowered", "fallen", "dropped", "recount", "recounted"];
/// … and that it was wrong.
const WRONG: &[&str] = &[
    "correction", "corrected", "corrects", "mistakenly", "wrongly", "misstated", "erroneously", "incorrectly",
];

impl Held<'_> {
    pub fn agrees(&self, other: &Self) -> bool {
        self.count.agrees(other.count)
    }

    /// A later report of a figure that changes has another one. A toll only grows, unless the report says that it was
    /// revised; who is missing may be found.
    pub fn is_superseded_by(&self, later: &Self) -> bool {
        let revised = later.account.has(REVISED) || later.account.has(WRONG);
        let says_so = revised || later.account.has(MOVED);
        let changes = self.count.fate.is_some() || says_so || self.account.has(MOVED) || self.count.at_least;
        let grows = later.count.number.value > self.count.number.value;
        let may_fall = matches!(self.count.fate, Some("missing" | "moved")) || revised;
        let moved = self.count.number.value != later.count.number.value;
        later.account.is_later_than(self.account) && changes && moved && (grows || may_fall)
    }

    /// Two that cannot both be right, and that different people answer for.
    fn contradicts(&self, other: &Self) -> bool {
        self.account.is_another_s(other.account)
            && !self.agrees(other)
            && !self.is_superseded_by(other)
            && !other.is_superseded_by(self)
    }
}

/// The matter that counts of one thing make, if more than one source, or more than one speaker, has any.
pub fn settled(mut members: Vec<Held<'_>>) -> Option<Matter> {
    members.sort_by_key(|held| (held.account.statement.day, held.account.statement.at, held.account.index));
    drop_shared(&mut members);
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (at, held) in members.iter().enumerate() {
        let same = |group: &&mut Vec<usize>| {
            let exact = |known: &Held<'_>| {
                known.agrees(held) && !known.is_superseded_by(held) && !held.is_superseded_by(known)
            };
            group.iter().filter_map(|i| members.get(*i)).all(exact)
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(at),
            None => groups.push(vec![at]),
        }
    }
    let of = |group: &[usize]| group.iter().filter_map(|i| members.get(*i)).collect::<Vec<_>>();
    let is_old = |group: &[usize]| {
        of(group).iter().all(|held| members.iter().any(|later| held.is_superseded_by(later)))
    };
    let open: Vec<&Vec<usize>> = groups.iter().filter(|group| !is_old(group)).collect();
    let clash =
        |a: &[usize], b: &[usize]| of(a).iter().any(|one| of(b).iter().any(|other| one.contradicts(other)));
    let conflict = open.iter().enumerate().any(|(i, a)| open.iter().skip(i + 1).any(|b| clash(a, b)));
    let corrected = members.iter().any(|held| held.account.has(WRONG));
    let relation = match () {
        () if conflict => Relation::Conflict,
        () if open.len() < groups.len() && corrected => Relation::Correction,
        () if open.len() < groups.len() => Relation::Supersession,
        () if is_of_two_outlets(&of(groups.first()?)) => Relation::Agreement,
        () => return None,
    };
    let positions = groups.iter().filter_map(|group| {
        let held = of(group);
        let first = held.first()?;
        let says = first.account.statement.text.get(first.count.place.clone()).unwrap_or_default().to_owned();
        let mut statements: Vec<usize> = held.iter().map(|held| held.account.index).collect();
        statements.dedup();
        Some(Position { says, stance: Stance::Asserts, superseded: is_old(group), statements })
    });
    let about = members.first().map(|held| held.count.about.clone()).unwrap_or_default();
    Some(Matter { relation, about, positions: positions.collect() })
}

/// A source that has several counts of the thing tells of several things: what agrees with another source's count stands for
/// it, and the rest says nothing against anyone.
fn drop_shared(members: &mut Vec<Held<'_>>) {
    let agreed = |held: &Held<'_>, all: &[Held<'_>]| {
        all.iter().any(|other| {
            other.account.statement.source != held.account.statement.source && held.agrees(other)
        })
    };
    let rivals = |held: &Held<'_>, all: &[Held<'_>]| {
        let same = |other: &&Held<'_>| {
            other.account.statement.source == held.account.statement.source
                && other.account.speaker == held.account.speaker
        };
        all.iter().filter(same).any(|other| !other.agrees(held) && agreed(other, all))
    };
    let keep: Vec<bool> =
        members.iter().map(|held| agreed(held, members) || !rivals(held, members)).collect();
    let mut keep = keep.into_iter();
    members.retain(|_| keep.next().unwrap_or(true));
}

fn is_of_two_outlets(held: &[&Held<'_>]) -> bool {
    held.iter().any(|one| {
        held.iter().any(|other| {
            one.account.statement.source != other.account.statement.source
                && !one.account.statement.outlet.eq_ignore_ascii_case(other.account.statement.outlet)
        })
    })
}
