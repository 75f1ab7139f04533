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
const FAR: usize = 20;
/// Words between a number and what became of those counted: "14 people have been reported dead".
const AHEAD: usize = 6;
/// Words of a unit: "39 grain dock workers".
const UNIT: usize = 3;
/// Days between two articles about one event.
const APART_IN_DAYS: i32 = 21;
/// Two sentences count the same thing, whatever that is, if so much of the shorter one is in the other …
const ALIKE: f64 = 0.6;
/// … and so many stems, beside names and what is counted.
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
    head: Option<String>,
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
                group.iter().all(|known| count_one_thing(known, one))
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
    let near = one.days_from(other).is_none_or(|days| days <= APART_IN_DAYS);
    if !near || !same_unit(count, against) || !one.may_be_of_one_event(other) {
        return false;
    }
    let beside = one.shared_beside_names(other);
    if count.fate.is_some() {
        // A toll is of what everybody knows; else something of the event has to be named by both.
        let toll = |account: &Account<'_>| account.has(&["toll"]);
        let fates = one.shared(other).into_iter().filter(|stem| is_fate_stem(stem)).count();
        return beside > fates || toll(one) || toll(other);
    }
    let counted = count.unit.intersection(&against.unit).filter(|stem| one.content.contains(*stem)).count();
    // Of one place and one day there is less to be said again.
    let one_day = usize::from(one.days.keys().any(|day| other.days.contains_key(day)));
    one.likeness(other) >= ALIKE && beside.saturating_sub(counted) + one_day >= SHARED
}

fn is_fate_stem(stem: &str) -> bool {
    FATES.iter().flat_map(|(_, signs)| *signs).any(|sign| sign.starts_with(stem) || *sign == stem)
}

fn same_unit(one: &Count, other: &Count) -> bool {
    let anyone = |count: &Count| count.unit.is_empty() || count.unit.iter().any(|stem| is_anyone(stem));
    let shared = match one.fate {
        Some(_) => !one.unit.is_disjoint(&other.unit),
        // The last word says what it is: three points are no three-point play.
        None => one.head.is_some() && one.head == other.head,
    };
    let generic = one.fate.is_some() && (anyone(one) || anyone(other));
    one.fate == other.fate && one.side == other.side && (shared || generic)
}

/// The numbers of a sentence that count something as a whole. Parts of a whole, numbers of order, ages, earlier counts
/// and what comes on top are left out: they differ from the whole without contradicting it.
fn counts(account: &Account<'_>) -> Vec<Count> {
    let words = &account.words;
    let read = numbers(words);
    let of_other = |at: usize| read.iter().any(|n| n.first <= at && at <= n.last);
    let is_part = |number: &Number| {
        let fate_of = |number: &Number| fate(words, number, &of_other);
        read.iter().any(|other| {
            joined(words, number, other) && (fate_of(number) == fate_of(other) || fate_of(other).is_none())
        })
    };
    let whole = read.iter().filter(|n| !n.in_date && is_whole(words, n) && !is_part(n));
    let counted = whole.filter_map(|number| {
        let unit: Vec<&Word> = unit(words, number, &of_other);
        let fate = fate(words, number, &of_other);
        let last = unit.last().copied().or_else(|| words.get(number.last))?;
        let place = words.get(number.first.saturating_sub(qualifiers(words, number)))?.start..last.end;
        let before: Vec<&str> = before(words, number, 2);
        let counted = unit.first().map_or(place.end, |first| first.start)..place.end;
        let thing = account.statement.text.get(counted).unwrap_or_default();
        let asked = ASKED.iter().find(|(kind, _)| Some(*kind) == fate);
        let about = asked.map_or_else(|| format!("how many {thing}"), |(_, asked)| (*asked).to_owned());
        let head = unit.last().map(|word| word.stem.clone());
        let unit: BTreeSet<String> =
            unit.iter().filter(|word| fate_of(&word.plain).is_none()).map(|word| word.stem.clone()).collect();
        (fate.is_some() || !unit.is_empty()).then(|| Count {
            number: number.clone(),
            fate,
            unit,
            head,
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

/// "Three children and three adults": the parts of a whole.
fn joined(words: &[Word], one: &Number, other: &Number) -> bool {
    const BETWEEN: usize = 4;
    let (first, second) = if one.first < other.first { (one, other) } else { (other, one) };
    let near = second.first > first.last && second.first - first.last <= BETWEEN;
    near && second
        .first
        .checked_sub(1)
        .and_then(|at| words.get(at))
        .is_some_and(|word| matches!(word.plain.as_str(), "and" | "plus"))
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
    const SPANS: &[&str] = &[
        "day", "days", "week", "weeks", "month", "months", "year", "years", "hour", "hours", "minutes",
        "decades",
    ];
    const APART: &[&str] =
        &["after", "before", "ago", "later", "earlier", "since", "from", "in", "of", "on", "until"];
    const WITHIN: &[&str] =
        &["in", "within", "after", "last", "past", "next", "every", "first", "coming", "previous"];
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
    // "Two days after", "in six weeks": how far apart things are.
    let apart = SPANS.contains(&after)
        && (APART.contains(&plain(number.last + 2))
            || before.last().is_some_and(|word| WITHIN.contains(word)));
    let old = after == "years" && plain(number.last + 2) == "old";
    !ordinal
        && !before.iter().any(|word| PART.contains(word))
        && !ON_TOP.contains(&after)
        && !TIME.contains(&after)
        && !of_whole
        && !among
        && !old
        && !apart
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
    let ahead = (number.last + 1..words.len()).take(AHEAD).take_while(|at| !stops(at));
    let fate = |at: usize| fate_of(words.get(at)?.plain.as_str());
    ahead.into_iter().find_map(fate).or_else(|| {
        // "The death toll of the landslide in Brecht has risen to 31": a noun and a verb of counting.
        const NOUNS: &[&str] =
            &["death", "deaths", "dead", "fatalities", "injured", "missing", "arrests", "cases"];
        const REACHED: &[&str] = &["to", "at", "reached", "was", "is", "stands", "passed", "of"];
        let bare = words
            .get(number.last + 1)
            .is_none_or(|word| word.breaks || !word.telling || is_anyone(&word.plain));
        let reached = adjacent.as_ref().and_then(&plain).is_some_and(|word| REACHED.contains(&word))
            || number
                .first
                .checked_sub(1)
                .and_then(|at| plain(&at))
                .is_some_and(|word| REACHED.contains(&word));
        let mut far = back
            .take(FAR)
            .take_while(|at| !of_other(*at) && words.get(at + 1).is_some_and(|word| !word.breaks));
        let noun = far.find(|at| plain(at).is_some_and(|word| NOUNS.contains(&word)));
        noun.filter(|_| bare && reached).and_then(fate)
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
