//! Words that a question's main clause is read by.

pub const AUXILIARIES: &[&str] = &[
    "did", "does", "do", "was", "were", "is", "are", "has", "have", "had", "will", "would", "can", "could",
    "must", "should",
];

pub const ASKING: &[&str] = &[
    "who", "whom", "whose", "what", "which", "when", "where", "why", "how", "many", "much", "old", "far",
    "big", "often", "to", "by", "for", "in", "on", "at", "from", "the", "a", "an",
];

/// Where the main clause ends.
pub const ENDINGS: &[&str] = &[
    "of", "in", "on", "for", "with", "from", "at", "by", "against", "during", "after", "before", "over",
    "about", "between", "into", "when", "while", "than", "and", "that", "as", "through", "since", "without",
    "because", "if", "amid", "following", "who", "which", "behind", "under", "within", "near", "across",
    "out",
];

/// Verbs that deny what stands beside them.
pub const DENYING: &[&str] = &[
    "refuse", "refused", "refuses", "reject", "rejected", "rejects", "denied", "denies", "decline",
    "declined", "survived", "survives", "failed", "fails", "avoided", "escaped", "quashed", "scrapped",
    "blocked", "vetoed", "cancelled", "canceled", "spared", "unharmed", "unhurt", "uninjured", "abandoned",
    "overturned",
];

/// Words of what was only tried or asked for.
pub const TRIED: &[&str] = &[
    "resolution", "resolutions", "motion", "calls", "called", "urged", "threatened", "vote", "voted",
    "whether",
];

/// Words of so many senses, or so little of their own, that nothing follows where they are missing.
#[rustfmt::skip]
pub const VAGUE: &[&str] = &[
    "get", "got", "give", "gave", "given", "take", "took", "taken", "make", "made", "put", "set", "go", "going", "went",
    "come", "came", "keep", "kept", "hold", "held", "hand", "handed", "send", "sent", "throw", "threw", "bring", "brought",
    "run", "ran", "turn", "turned", "become", "became", "call", "called", "say", "said", "according", "consider",
    "considering", "considered", "report", "reports", "reported", "reportedly", "warn", "warned", "reveal", "revealed",
    "suggest", "suggested", "suggests", "announce", "announced", "expect", "expected", "find", "found", "newly",
    "following", "behind", "latest", "major", "popular", "famous", "current", "currently", "other", "one", "two", "total",
    "sum", "amount", "kind", "type", "item", "items", "experts", "data", "survey", "research", "receive", "received",
    "use", "used", "show", "shown", "showed", "help", "try", "tried", "want", "wants", "wanted", "need", "needs", "saw",
    "see", "seen", "look", "looked", "let", "mean", "known", "due", "besides", "around", "approximately", "away", "spend",
    "spent", "maker", "makers", "taker", "takers", "holder", "holders", "owner", "owners", "man", "woman", "men", "women",
    "boss", "bosses", "only", "drop", "dropped", "thrown", "supposed", "stop", "stopped", "fetch", "night", "happen", "happened", "leave", "left", "part", "side", "end", "start", "move", "moved", "work",
];

/// What somebody only set out to do is done even where it comes to nothing: "declined her offer to resign".
#[rustfmt::skip]
pub const ATTEMPTS: &[&str] = &[
    "offer", "offered", "try", "tried", "attempt", "attempted", "ask", "asked", "request", "requested", "propose", "proposed",
    "proposal", "demand", "demanded", "apply", "applied", "bid", "plan", "planned", "want", "wanted", "threaten",
    "threatened", "sue", "sued", "appeal", "appealed", "petition", "seek", "sought",
];
