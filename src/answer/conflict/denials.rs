//! A denial beside the assertion that it denies.

use std::collections::BTreeSet;

use super::account::{Account, SPEECH};
use super::{Matter, Position, Relation, Stance};
use crate::answer::language;

/// Of what is denied so much has to be in what is asserted …
const DENIED: f64 = 0.6;
/// … and so many stems that are no names …
const SHARED: usize = 2;
/// … and so many stems of any kind where nobody is named.
const UNNAMED: usize = 3;
/// Days between an assertion and its denial.
const APART_IN_DAYS: i32 = 60;
/// Words behind "rejected" among which what is rejected has to be called a report or a charge.
const NEAR: usize = 5;

/// Words that deny what follows.
const DENYING: &[&str] =
    &["denied", "denies", "deny", "denying", "disputed", "disputes", "refuted", "refutes"];
/// Words that deny what follows if that is called one of [`TOLD`].
const REJECTING: &[&str] = &["rejected", "rejects", "dismissed", "dismisses", "contradicted", "contradicts"];
const TOLD: &[&str] = &[
    "claim", "claims", "report", "reports", "allegation", "allegations", "accusation", "accusations",
    "charge", "charges", "suggestion", "suggestions", "story", "account", "rumour", "rumours", "assertion",
];
/// Words that deny what stands before them, or around.
const UNTRUE: &[&str] = &["untrue", "false", "baseless", "invented", "fabricated", "unfounded"];
pub const NEVER: &[&str] = &["never", "not", "no", "nobody", "neither", "none"];
/// With these, "not" denies no fact: "declined to comment", "could not rule out", "not only", "did not say".
const NO_DENIAL: &[&str] = &[
    "declined", "refused", "rule", "only", "comment", "respond", "immediately", "whether", "unclear", "yet",
    "known", "say", "if", "could", "would", "should", "may", "might", "will", "can", "must", "shall",
    "cannot", "under",
];
/// Verbs that carry no deed, and what the denied are called.
const LIGHT: &[&str] = &[
    "been", "had", "has", "have", "was", "were", "is", "are", "be", "being", "having", "ever", "any", "did",
    "does", "do", "knowingly", "claims", "claim", "allegations", "allegation", "reports", "report",
    "accusations", "accusation", "suggestions", "suggestion", "charge", "charges", "account", "story",
    "rumours",
];
/// Past forms that no stemmer leads back.
const IRREGULAR: &[(&str, &str)] = &[
    ("met", "meet"),
    ("took", "take"),
    ("taken", "take"),
    ("gave", "give"),
    ("given", "give"),
    ("paid", "pai"),
    ("knew", "know"),
    ("known", "know"),
    ("wrote", "write"),
    ("written", "write"),
    ("sent", "send"),
    ("told", "tell"),
    ("saw", "see"),
    ("seen", "see"),
    ("bought", "bui"),
    ("sold", "sell"),
    ("left", "leav"),
    ("held", "hold"),
    ("spoke", "speak"),
    ("spoken", "speak"),
    ("made", "make"),
    ("stole", "steal"),
    ("stolen", "steal"),
    ("hid", "hide"),
];

/// What a sentence says is not so.
struct Denied {
    /// What is said not to have been done, where that is one word.
    deed: Option<String>,
    content: BTreeSet<String>,
}

/// Each denial with what asserts what it denies.
pub fn matters(accounts: &[Account<'_>]) -> Vec<Matter> {
    let mut found: Vec<Matter> = Vec::new();
    for denial in accounts {
        let Some(denied) = denied(denial) else { continue };
        let asserting: Vec<&Account<'_>> =
            accounts.iter().filter(|other| asserts(other, denial, &denied)).collect();
        // Two voices for what is asserted are enough to show.
        let asserting = asserting.get(..asserting.len().min(2)).unwrap_or_default();
        let Some(first) = asserting.first() else { continue };
        let position = |says: &Account<'_>, stance, statements| Position {
            says: says.statement.text.to_owned(),
            stance,
            superseded: false,
            statements,
        };
        let statements: Vec<usize> = asserting.iter().map(|account| account.index).collect();
        let known = found.iter_mut().find(|matter| {
            let asserted = matter.positions.first();
            asserted.is_some_and(|position| position.statements.iter().any(|s| statements.contains(s)))
        });
        match known.and_then(|matter| matter.positions.last_mut()) {
            Some(denials) => denials.statements.push(denial.index),
            None => found.push(Matter {
                relation: Relation::Denial,
                about: "whether it is so".to_owned(),
                positions: vec![
                    position(first, Stance::Asserts, statements),
                    position(denial, Stance::Denies, vec![denial.index]),
                ],
            }),
        }
    }
    found
}

/// What a sentence denies of the past or the present. A plan that is rejected, or a comment that is declined, denies
/// nothing; nor does a "not" that nobody is said to say.
fn denied(account: &Account<'_>) -> Option<Denied> {
    let words = &account.words;
    let at = |signs: &[&str]| words.iter().position(|word| signs.contains(&word.plain.as_str()));
    let told = |at: &usize| words.iter().skip(*at).take(NEAR).any(|word| TOLD.contains(&word.plain.as_str()));
    if at(UNTRUE).is_some() && account.speaker.is_some() {
        return Some(Denied { deed: None, content: account.content.clone() });
    }
    let by_not = || at(&["never", "not"]).filter(|_| !account.has(NO_DENIAL) && account.has(SPEECH));
    // "He was denied a visa" denies nothing.
    let passive = |at: &usize| {
        let before = at.checked_sub(1).and_then(|at| words.get(at));
        before.is_some_and(|word| {
            matches!(word.plain.as_str(), "being" | "been" | "was" | "were" | "is" | "are")
        })
    };
    let place =
        at(DENYING).filter(|at| !passive(at)).or_else(|| at(REJECTING).filter(told)).or_else(by_not)?;
    let behind = words.iter().skip(place + 1).take_while(|word| !word.opens || word.start == 0);
    let telling: Vec<&str> = behind
        .filter(|word| {
            word.telling && !LIGHT.contains(&word.plain.as_str()) && !NEVER.contains(&word.plain.as_str())
        })
        .map(|word| word.stem.as_str())
        .collect();
    let content: BTreeSet<String> = telling
        .iter()
        .filter(|stem| account.content.contains(**stem))
        .map(|stem| base(stem).to_owned())
        .collect();
    // Behind "never" stands what was not done; behind "denied that" who did not do it.
    let by_word = [DENYING, REJECTING].into_iter().any(|signs| account.has(signs));
    let deed = telling.first().filter(|_| !by_word).map(|stem| base(stem).to_owned());
    (content.len() >= SHARED).then_some(Denied { deed, content })
}

fn asserts(account: &Account<'_>, denial: &Account<'_>, denied: &Denied) -> bool {
    let denies = [DENYING, REJECTING, UNTRUE, NEVER].into_iter().any(|signs| account.has(signs));
    let near = account.days_from(denial).is_none_or(|days| days <= APART_IN_DAYS);
    if account.index == denial.index || denies || !near || !account.is_another_s(denial) {
        return false;
    }
    let outlets = !account.statement.outlet.eq_ignore_ascii_case(denial.statement.outlet);
    if language::is_tentative(account.statement.text) || denied.deed.is_some() && !outlets {
        return false;
    }
    let own: BTreeSet<&str> = account.content.iter().map(|stem| base(stem)).collect();
    let shared: Vec<&String> = denied.content.iter().filter(|stem| own.contains(stem.as_str())).collect();
    let names = |stem: &String| account.names.contains(stem) || denial.names.contains(stem);
    let deeds = shared.iter().filter(|stem| !names(stem)).count();
    let share = shared.len() as f64 / denied.content.len().max(1) as f64;
    let done = denied.deed.as_ref().is_none_or(|deed| own.contains(deed.as_str()));
    // Two who name nobody have to say more alike.
    let named = !account.names.is_empty() && !denial.names.is_empty();
    let same = if named {
        account.is_about_the_same(denial)
    } else {
        shared.len() >= UNNAMED && account.shares_names(denial)
    };
    done && same && deeds >= SHARED && share >= DENIED
}

fn base(stem: &str) -> &str {
    IRREGULAR.iter().find(|(past, _)| *past == stem).map_or(stem, |(_, base)| base)
}
