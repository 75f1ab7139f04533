//! Numbers with what they count, and which of them count the same thing.

use std::collections::BTreeSet;
use std::ops::Range;

use super::account::{Account, Lead, SPEECH};
use super::days::is_of_time;
use super::settle::{Held, settled};
use super::{Matter, Statement};
use crate::ground::numbers::{Number, agree, numbers};
use crate::ground::words::Word;

/// Words by which a sentence says what became of those it counts. Whoever counts one kind counts no other.
const FATES: &[(&str, &[&str])] = &[
    (
        "dead",
        &[
            "killed", "kills", "killing", "kill", "died", "die", "dies", "dead", "death", "deaths",
            "fatalities", "bodies", "perished", "victims", "lives", "drowned",
        ],
    ),
    ("hurt", &["injured", "injuring", "injuries", "injures", "wounded", "wounding", "hurt", "hospitalised"]),
    ("missing", &["missing", "unaccounted"]),
    ("held", &["arrested", "arrests", "arresting", "detained", "detentions", "custody"]),
    ("saved", &["rescued", "saved", "survived", "survivors"]),
    ("moved", &["evacuated", "displaced", "homeless", "fled"]),
    ("ill", &["infected", "infections", "cases", "sickened"]),
];
/// How a question after each fate goes.
const ASKED: &[(&str, &str)] = &[
    ("dead", "how many were killed"),
    ("hurt", "how many were injured"),
    ("missing", "how many are missing"),
    ("held", "how many were arrested"),
    ("saved", "how many were saved"),
    ("moved", "how many had to leave"),
    ("ill", "how many cases"),
];
/// Who may be counted in any of these ways.
const ANYONE: &[&str] =
    &["people", "person", "persons", "others", "men", "women", "civilians", "residents", "victims"];
/// Words between "toll" and its number: "the death toll of the landslide in Brecht has risen to 31".
const FAR: usize = 12;
/// Words of a unit: "39 grain dock workers".
const UNIT: usize = 3;
/// Two sentences count the same thing, whatever that is, if so much of the shorter one is in the other …
const ALIKE: f64 = 0.5;
/// … and so many stems, beside what is counted.
const SHARED: usize = 2;

/// Verbs that end what is counted.
const VERBS: &[&str] =
    &["was", "were", "is", "are", "had", "has", "have", "been", "be", "took", "take", "came", "went", "died"];

/// A number of a sentence with what it counts.
#[derive(Clone, Debug)]
pub struct Count {
    pub number: Number,
    /// One of [`FATES`].
    pub fate: Option<&'static str>,
    unit: BTreeSet<String>,
    /// "At least", "more than": no upper bound.
    pub at_least: bool,
    at_most: bool,
    /// On which side of a vote.
    side: Option<&'static str>,
    /// Bytes of the number with what it counts.
    pub place: Range<usize>,
    /// What it counts, in words: "how many were killed", "how many houses".
    pub about: String,
}

/// Matters of counts: those that differ, and those on which outlets agree.
pub fn matters(accounts: &[Account<'_>]) -> Vec<Matter> {
    let counted: Vec<(&Account<'_>, Count)> = accounts
        .iter()
        .flat_map(|account| counts(account).into_iter().map(move |count| (account, count)))
        .collect();
    let mut groups: Vec<Vec<&(&Account<'_>, Count)>> = Vec::new();
    for one in &counted {
        let (mut joined, apart): (Vec<_>, Vec<_>) =
            std::mem::take(&mut groups).into_iter().partition(|group: &Vec<&(&Account<'_>, Count)>| {
                group.iter().any(|known| count_one_thing(known, one))
            });
        let mut group: Vec<_> = joined.drain(..).flatten().collect();
        group.push(one);
        groups = apart;
        groups.push(group);
    }
    let held = |group: Vec<&(&Account<'_>, Count)>| -> Option<Matter> {
        let members = group.into_iter().map(|(account, count)| Held { account, count });
        settled(members.collect())
    };
    groups.into_iter().filter_map(held).collect()
}

/// Whether two sentences count one thing differently, so that both cannot be right: neither is the other one rounded, nor
/// a count that has since grown. `None` if they do not count the same thing.
pub fn differ(one: &Statement<'_>, other: &Statement<'_>) -> Option<bool> {
    let pair = [one.clone(), other.clone()];
    let leads = Lead::all(&pair);
    let [one, other] = [0, 1].map(|i| pair.get(i).map(|statement| Account::of(i, statement, &leads)));
    let (one, other) = one.zip(other)?;
    let (ours, theirs) = (counts(&one), counts(&other));
    let pairs = ours.iter().flat_map(|count| theirs.iter().map(move |against| (count, against)));
    let mut found = None;
    for (count, against) in pairs {
        if !same_unit(count, against) {
            continue;
        }
        let (a, b) = (Held { account: &one, count }, Held { account: &other, count: against });
        let open = !a.agrees(&b) && !a.is_superseded_by(&b) && !b.is_superseded_by(&a);
        found = Some(found.unwrap_or(false) || open);
    }
    found
}

fn count_one_thing((one, count): &(&Account<'_>, Count), (other, against): &(&Account<'_>, Count)) -> bool {
    if !same_unit(count, against) {
        return false;
    }
    if count.fate.is_some() {
        return one.may_be_of_one_event(other);
    }
    let beside = one.shared(other).into_iter().filter(|stem| !count.unit.contains(*stem)).count();
    one.may_be_of_one_event(other) && one.likeness(other) >= ALIKE && beside >= SHARED
}

fn same_unit(one: &Count, other: &Count) -> bool {
    let anyone = |count: &Count| count.unit.is_empty() || count.unit.iter().any(|stem| is_anyone(stem));
    let shared = !one.unit.is_disjoint(&other.unit);
    let generic = one.fate.is_some() && (anyone(one) || anyone(other));
    one.fate == other.fate && one.side == other.side && (shared || generic)
}

/// The numbers of a sentence that count something as a whole. Parts of a whole, numbers of order, ages, earlier counts
/// and what comes on top are left out: they differ from the whole without contradicting it.
fn counts(account: &Account<'_>) -> Vec<Count> {
    let words = &account.words;
    let read = numbers(words);
    let of_other = |at: usize| read.iter().any(|n| n.first <= at && at <= n.last);
    let counted = read.iter().filter(|n| !n.in_date && is_whole(words, n)).filter_map(|number| {
        let unit: Vec<&Word> = unit(words, number, &of_other);
        let fate = fate(words, number, &of_other);
        let last = unit.last().copied().or_else(|| words.get(number.last))?;
        let place = words.get(number.first.saturating_sub(qualifiers(words, number)))?.start..last.end;
        let before: Vec<&str> = before(words, number, 2);
        let counted = unit.first().map_or(place.end, |first| first.start)..place.end;
        let thing = account.statement.text.get(counted).unwrap_or_default();
        let asked = ASKED.iter().find(|(kind, _)| Some(*kind) == fate);
        let about = asked.map_or_else(|| format!("how many {thing}"), |(_, asked)| (*asked).to_owned());
        let unit: BTreeSet<String> =
            unit.iter().filter(|word| fate_of(&word.plain).is_none()).map(|word| word.stem.clone()).collect();
        (fate.is_some() || !unit.is_empty()).then(|| Count {
            number: number.clone(),
            fate,
            unit,
            at_least: ["least", "over"].iter().any(|sign| before.contains(sign))
                || before == ["more", "than"],
            at_most: ["most", "under"].iter().any(|sign| before.contains(sign))
                || [["up", "to"], ["fewer", "than"], ["less", "than"]].iter().any(|sign| before == sign),
            side: side(words, number),
            place,
            about,
        })
    });
    counted.collect()
}

fn before<'a>(words: &'a [Word], number: &Number, many: usize) -> Vec<&'a str> {
    let before = words.get(number.first.saturating_sub(many)..number.first).unwrap_or_default();
    before.iter().map(|word| word.plain.as_str()).collect()
}

/// Words before a number that make it rough or bound it: "about", "at least".
fn qualifiers(words: &[Word], number: &Number) -> usize {
    const ONE: &[&str] =
        &["about", "around", "some", "nearly", "almost", "roughly", "over", "under", "approximately"];
    const TWO: &[[&str; 2]] = &[
        ["at", "least"],
        ["at", "most"],
        ["more", "than"],
        ["fewer", "than"],
        ["less", "than"],
        ["up", "to"],
    ];
    match before(words, number, 2).as_slice() {
        [first, second] if TWO.contains(&[*first, *second]) => 2,
        [.., last] if ONE.contains(last) => 1,
        _ => 0,
    }
}

fn is_whole(words: &[Word], number: &Number) -> bool {
    const ORDER: &[&str] =
        &["third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "twice"];
    const PART: &[&str] =
        &["including", "among", "them", "from", "aged", "another", "further", "additional", "other"];
    const ON_TOP: &[&str] = &["more", "others", "other", "further", "additional"];
    const TIME: &[&str] = &["pm", "am", "p", "a", "o'clock", "st", "nd", "rd", "th", "years-old", "year-old"];
    let plain = |at: usize| words.get(at).map_or("", |word| word.plain.as_str());
    let first = plain(number.first);
    let ordinal =
        ORDER.contains(&first) || first.ends_with("th") && first.starts_with(|c: char| c.is_ascii_digit());
    let before = before(words, number, 2);
    let after = plain(number.last + 1);
    let of_whole =
        after == "of" && ["them", "whom", "those", "these", "the"].contains(&plain(number.last + 2));
    let among = (number.last + 1..number.last + 5)
        .any(|at| ["were", "are", "was"].contains(&plain(at)) && ["among", "in"].contains(&plain(at + 1)));
    let old = after == "years" && plain(number.last + 2) == "old";
    !ordinal
        && !before.iter().any(|word| PART.contains(word))
        && !ON_TOP.contains(&after)
        && !TIME.contains(&after)
        && !of_whole
        && !among
        && !old
}

/// The words right behind a number that name what it counts: "grain dock workers"; of people no more than that they are.
fn unit<'a>(words: &'a [Word], number: &Number, of_other: &impl Fn(usize) -> bool) -> Vec<&'a Word> {
    let mut unit: Vec<&Word> = Vec::new();
    for (at, word) in words.iter().enumerate().skip(number.last + 1).take(UNIT) {
        let plain = word.plain.as_str();
        let names = word.telling || is_anyone(plain);
        let ends = word.breaks
            || of_other(at)
            || is_of_time(word)
            || VERBS.contains(&plain)
            || SPEECH.contains(&plain);
        if !names || ends {
            break;
        }
        unit.push(word);
        if is_anyone(plain) {
            break;
        }
    }
    unit
}

fn is_anyone(word: &str) -> bool {
    ANYONE.contains(&word) || matches!(word, "peopl" | "other" | "victim" | "civilian" | "resid")
}

fn fate_of(word: &str) -> Option<&'static str> {
    FATES.iter().find(|(_, signs)| signs.contains(&word)).map(|(fate, _)| *fate)
}

/// What became of those counted: by the verb right before the number, the words behind it, or the noun before it.
fn fate(words: &[Word], number: &Number, of_other: &impl Fn(usize) -> bool) -> Option<&'static str> {
    const ABOUT: &[&str] =
        &["at", "least", "about", "some", "more", "than", "up", "to", "over", "nearly", "almost", "the"];
    let plain = |at: &usize| words.get(*at).map(|word| word.plain.as_str());
    let back = (0..number.first).rev();
    let adjacent = back.clone().find(|at| plain(at).is_some_and(|word| !ABOUT.contains(&word)));
    if let Some(fate) = adjacent.and_then(|at| fate_of(words.get(at)?.plain.as_str())) {
        return Some(fate);
    }
    let stops = |at: &usize| {
        of_other(*at)
            || words
                .get(*at)
                .is_none_or(|word| word.breaks || matches!(word.plain.as_str(), "and" | "but" | "while"))
    };
    let ahead = (number.last + 1..words.len()).take(FAR / 2).take_while(|at| !stops(at));
    let fate = |at: usize| fate_of(words.get(at)?.plain.as_str());
    ahead.into_iter().find_map(fate).or_else(|| {
        let far =
            back.take(FAR).take_while(|at| !of_other(*at) && plain(at).is_some_and(|word| word != "and"));
        // Behind a noun that has a fate, a unit of its own says that something else is counted.
        let bare = words
            .get(number.last + 1)
            .is_none_or(|word| word.breaks || !word.telling || is_anyone(&word.plain));
        far.filter(|_| bare).into_iter().find_map(fate)
    })
}

fn side(words: &[Word], number: &Number) -> Option<&'static str> {
    let behind = words.get(number.last + 1..(number.last + 6).min(words.len())).unwrap_or_default();
    let sides = ["against", "abstained", "abstentions", "for", "favour", "favor"];
    let voting = words.iter().any(|word| word.stem.starts_with("vote") || word.stem.starts_with("abst"));
    let found = behind.iter().find_map(|word| sides.into_iter().find(|side| *side == word.plain));
    found.filter(|_| voting).map(|side| if matches!(side, "favour" | "favor") { "for" } else { side })
}

impl Count {
    /// One may be the other: the same, rounded, rough, or within its bounds.
    pub fn agrees(&self, other: &Self) -> bool {
        let within = |bound: &Self, exact: &Self| {
            bound.at_least && exact.number.value >= bound.number.value
                || bound.at_most && exact.number.value <= bound.number.value
        };
        // Bounds are no rough numbers: "more than 40" is not 39.
        let plain = |count: &Self| Number {
            rough: count.number.rough && !count.at_least && !count.at_most,
            ..count.number.clone()
        };
        agree(&plain(self), &plain(other)) || within(self, other) || within(other, self)
    }
}
