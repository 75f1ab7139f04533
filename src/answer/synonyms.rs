//! Words that news uses for one another: a question says "died", an article "were killed".
//!
//! Groups, not a thesaurus: only what a reader would take for the same in a headline. They make a sentence answer a
//! question better; they are never searched for and bear nothing out.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::index::analysis::terms;

const GROUPS: &[&[&str]] = &[
    &["die", "died", "dead", "death", "killed", "fatal", "toll", "casualties", "lives"],
    &["hurt", "injured", "wounded", "injuries", "casualties"],
    &["ill", "sick", "infected", "cases", "infections", "hospitalised", "hospitalized"],
    &["outbreak", "epidemic", "pandemic"],
    &[
        "resign", "resignation", "quit", "relinquish", "step down", "stepped down", "stepping down",
        "stand down",
    ],
    &["reject", "refuse", "decline", "spurn", "turn down", "turned down"],
    &["cancel", "scrap", "scrubbed", "postpone", "abort", "called off", "call off", "stand down"],
    &["plane", "aircraft", "jet", "airliner", "flight"],
    &["car", "vehicle", "automobile"],
    &["ship", "vessel", "boat", "ferry"],
    &["accident", "crash", "collision", "wreck"],
    &["buy", "bought", "acquire", "acquisition", "purchase", "takeover"],
    &["pay", "paid", "payment", "payout", "settlement", "cost", "spend", "spent"],
    &["ban", "bar", "barred", "prohibit", "outlaw"],
    &["arrest", "detain", "custody"],
    &["sue", "sued", "lawsuit", "suit", "litigation"],
    &["win", "won", "winner", "victory", "beat", "triumph", "defeat"],
    &["appoint", "appointment", "name", "chosen", "chose", "selected"],
    &["order", "asked", "instructed", "told"],
    &["purpose", "deliberate", "deliberately", "intentional", "intentionally"],
    &["suspend", "suspension", "prorogue", "prorogation", "halt"],
    &["legal", "lawful"],
    &["illegal", "unlawful"],
    &["blame", "fault", "responsible", "liable", "responsibility"],
    &["firm", "company", "business"],
    &["film", "movie"],
    &["fight", "battle", "clash"],
    &["money", "cash", "funds", "payment"],
    &["job", "post", "position", "role"],
    &["building", "block", "tower"],
    &["launch", "liftoff", "blastoff", "lift off"],
    &["begin", "began", "start"],
    &["end", "finish", "conclude"],
    &["rise", "rose", "risen", "increase", "climb", "jump", "surge", "soar"],
    &["fall", "fell", "fallen", "drop", "decrease", "plunge"],
    &["american", "america", "us", "usa"],
    &["british", "britain", "uk"],
    &["child", "children", "kids"],
    &["student", "pupil"],
    &["doctor", "physician", "medic"],
    &["back", "support", "endorse", "favour", "favor"],
    &["earn", "earned", "receipts", "revenue", "income", "collect"],
    &["talks", "meeting", "negotiations", "conversation"],
    &["blaze", "fire"],
    &["storm", "hurricane", "cyclone"],
    &["quake", "earthquake"],
    &["expel", "expulsion", "oust", "removed"],
    &["join", "accession", "member"],
    &["stake", "interest", "shares", "investor"],
    &["cross", "crossing", "journey"],
    &["sentence", "sentenced", "jailed", "imprisoned"],
    &["verdict", "acquitted", "convicted"],
    &["threat", "danger", "risk"],
    &["leak", "leaked", "disclosed"],
    &["reason", "because"],
    &["honour", "honor", "award", "prize", "medal"],
    &["hang", "hanged", "executed", "execution"],
    &["elect", "election", "voted in"],
    &["approve", "approval", "passed", "adopt", "ratify"],
    &["sign", "signed", "signature"],
    &["shut", "close", "closure"],
    &["escape", "fled", "flee"],
    &["rescue", "save", "saved"],
    &["marry", "marriage", "wed", "wedding", "married"],
    &["divorce", "separate", "separation"],
    &["attack", "assault", "stabbed", "ambush"],
    &["steal", "stole", "stolen", "theft", "robbery", "robbed"],
    &["shoot", "shot", "gunfire", "shooting"],
    &["bomb", "explosion", "blast", "explode", "exploded"],
    &["apologise", "apologize", "apology", "sorry"],
    &["admit", "confess", "plead", "pleaded"],
    &["extradite", "deport", "extradition"],
    &["pardon", "clemency", "forgive"],
    &["retire", "retirement"],
    &["discover", "discovery", "unearthed"],
    &["bankrupt", "bankruptcy", "insolvent"],
    &["evacuate", "evacuation"],
    &["veto", "block"],
    &["withdraw", "withdrew", "withdrawal", "pull out", "pulled out"],
    &["sack", "sacked", "fired", "dismiss", "dismissed", "dismissal"],
    &["hire", "hired", "employ", "recruit"],
    &["sell", "sold", "sale"],
    &["cut", "reduce", "slash", "reduction"],
    &["destroy", "destroyed", "demolish"],
    &["delay", "postpone"],
    &["release", "freed", "free", "liberate"],
    &["lose", "lost", "defeat", "loss"],
    &["merge", "merger"],
    &["kidnap", "abduct", "hostage"],
    &["invade", "invasion"],
    &["drown", "drowned", "drowning"],
    &["born", "birth"],
    &["travel", "travelling", "traveling", "riding", "ride", "aboard", "passenger"],
    &["prevent", "stop", "bar", "block"],
    &["devote", "dedicate"],
    &["owe", "debt", "restitution"],
    &["retailer", "store", "shop", "chain"],
    &["blob", "mass"],
    &["host", "hosted", "hosting", "presenter"],
    &["prison", "jail", "bars", "imprisonment", "custody"],
    &["fetch", "sell", "sold", "sale", "auction", "auctioned"],
    &["bus", "coach"],
    &["overturn", "rollover", "flip", "capsize"],
    &["pirate", "hijacker"],
    &["deal", "agreement", "pact", "accord"],
    &["police", "officer", "cop"],
    &["gunman", "shooter", "attacker", "assailant", "perpetrator", "suspect"],
    &["disarm", "tackle", "confront"],
    &["trophy", "title", "cup", "championship"],
    &["shoe", "sneaker", "trainer"],
    &["boss", "chief", "leader", "director"],
    &["wealthy", "rich", "affluent"],
    &["holidaymaker", "tourist", "visitor"],
    &["replace", "successor", "succeed"],
    &["exonerate", "clear", "absolve"],
    &["layoff", "redundancy", "cuts", "cut"],
    &["warn", "warning", "alert", "caution"],
    &["storey", "story", "floor"],
    &["dispute", "row", "feud", "conflict"],
    &["road", "highway", "route", "street"],
    &["ocean", "sea"],
    &["anger", "outrage", "fury", "backlash"],
    &["vice-president", "vice-presidency"],
    &["illness", "sick", "disease", "cancer"],
    &["depart", "departure", "leave", "exit"],
    &["contest", "competition", "tournament"],
    &["spacecraft", "probe", "spaceship"],
    &["copy", "clone", "replica"],
    &["show", "programme", "program", "series"],
    &["assist", "aid", "help"],
];

/// Verbs whose past no stemmer makes: whoever asks what somebody ate is told that he eats.
#[rustfmt::skip]
const IRREGULAR: &[&[&str]] = &[
    &["eat", "ate", "eaten"], &["fly", "flew", "flown"], &["sing", "sang", "sung"], &["write", "wrote", "written"],
    &["speak", "spoke", "spoken"], &["choose", "chose", "chosen"], &["drive", "drove", "driven"], &["break", "broke", "broken"],
    &["sink", "sank", "sunk"], &["strike", "struck"], &["throw", "threw", "thrown"], &["teach", "taught"], &["catch", "caught"],
    &["fight", "fought"], &["find", "found"], &["hold", "held", "holder"], &["lead", "led"], &["meet", "met"], &["build", "built"],
    &["grow", "grew", "grown"], &["swim", "swam", "swum"], &["wear", "wore", "worn"], &["swear", "swore", "sworn"],
    &["freeze", "froze", "frozen"], &["hide", "hid", "hidden"], &["ride", "rode", "ridden"], &["shake", "shook", "shaken"],
    &["draw", "drew", "drawn"], &["drink", "drank", "drunk"], &["sleep", "slept"], &["sweep", "swept"], &["feel", "felt"],
    &["seek", "sought"], &["bring", "brought"], &["think", "thought"], &["dig", "dug"], &["stick", "stuck"], &["swing", "swung"],
    &["undergo", "underwent", "undergone"], &["become", "became"], &["know", "knew", "known"], &["blow", "blew", "blown"],
    &["bite", "bit", "bitten"], &["beat", "beaten"], &["bury", "buried", "burial"], &["rise", "risen"], &["forgive", "forgave"],
    &["mistake", "mistook"], &["stand", "stood"], &["understand", "understood"], &["win", "won"], &["wake", "woke"],
];

/// The groups by the stems of their entries, made once: of nearly a thousand words.
struct Groups {
    /// The stems of what a group has for one another: of its entries in one word.
    stems: Vec<Vec<String>>,
    /// The groups that a stem belongs to, each by its number; with the phrase that it opens, if it does so as its first word.
    by_stem: HashMap<String, Vec<(usize, Option<&'static str>)>>,
}

static SHIPPED: LazyLock<Groups> = LazyLock::new(|| {
    let mut groups = Groups { stems: Vec::new(), by_stem: HashMap::new() };
    for (number, group) in GROUPS.iter().chain(IRREGULAR).enumerate() {
        let mut stems = Vec::new();
        for entry in *group {
            let (first, phrase) =
                entry.split_once(' ').map_or((*entry, None), |(first, _)| (first, Some(*entry)));
            for stem in terms(first).into_iter().map(|term| term.stem) {
                groups.by_stem.entry(stem.clone()).or_default().push((number, phrase));
                // "Stepped down" for "resigned": its first word alone would mean too much.
                stems.extend(phrase.is_none().then_some(stem));
            }
        }
        groups.stems.push(stems);
    }
    groups
});

/// The stems of what news says for a word that stands in `text`, where it does not mean itself alone. A phrase such as
/// "step down" is known by its first word, if the second follows it in `text`.
pub fn synonyms(stem: &str, text: &str) -> Vec<String> {
    let Some(groups) = SHIPPED.by_stem.get(stem) else { return Vec::new() };
    let text = text.to_lowercase();
    let meant = groups.iter().filter(|(_, phrase)| phrase.is_none_or(|phrase| text.contains(phrase)));
    let stems = meant.filter_map(|(number, _)| SHIPPED.stems.get(*number)).flatten();
    let mut found: Vec<String> = stems.filter(|other| *other != stem).cloned().collect();
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(question: &str, word: &str, expected: &str) -> bool {
        let stem = terms(word).into_iter().next().unwrap().stem;
        let wanted = terms(expected).into_iter().next().unwrap().stem;
        synonyms(&stem, question).contains(&wanted)
    }

    #[test]
    fn news_says_the_same_in_other_words() {
        assert!(check("How many died?", "died", "killed"));
        assert!(check("Why did Melk step down?", "step", "resigned"));
        assert!(!check("What was the next step?", "step", "resigned"));
        assert!(check("Was the closure legal?", "legal", "lawful"));
        assert!(!check("Was the closure legal?", "legal", "unlawful"));
        assert!(!check("Who owns the ferry Halcyon?", "Halcyon", "ship"));
        assert!(check("How many pies did Melk eat?", "eat", "ate"));
    }
}
