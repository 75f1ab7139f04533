//! The words that show how strongly something is put. English, general to news prose; what a word means in its place is
//! decided in `signs`.

/// Verbs that say whose word it is.
pub const SPEAKING: &[&str] = &[
    "said", "says", "say", "saying", "told", "tells", "tell", "wrote", "writes", "added", "adds", "argued",
    "argues", "argue", "insisted", "insists", "insist", "stated", "states", "warned", "warns", "warn",
    "acknowledged", "acknowledges", "conceded", "concedes", "testified", "testifies", "explained",
    "explains", "announced", "announces", "maintained", "maintains", "maintain", "noted", "notes",
    "remarked", "remarks", "declared", "declares", "predicted", "predicts", "estimated", "estimates",
    "believed", "believes", "believe", "thinks", "think", "revealed", "reveals", "disclosed", "discloses",
    "admitted", "admits", "recalled", "recalls", "reported", "reports", "report", "confirmed", "confirms",
    "described", "describes", "cautioned", "cautions", "complained", "complains", "concluded", "concludes",
    "found", "finds", "shows", "show", "showed", "published", "indicated", "indicates", "replied", "replies",
    "responded", "responds", "vowed", "promised", "praised", "quoted", "quotes", "cited", "cites",
    "stressed", "stresses", "ruled", "judged", "counted", "records", "put", "remembers", "remembered",
    "alleges", "alleged", "allege", "claims", "claimed", "claim", "asserts", "asserted", "contends",
    "contended", "counters", "countered", "calls", "blames", "accuses", "accused", "denies", "denied",
    "deny", "disputes", "swore", "swears",
];

/// Of these, the ones that are other things too: they speak only before "that" or a clause, or after a comma at the end.
pub const SPEAKING_BEFORE_THAT: &[&str] = &[
    "found", "finds", "shows", "show", "showed", "published", "put", "records", "counted", "ruled", "judged",
    "report", "reports", "believe", "maintain", "maintained", "maintains", "states", "estimates", "notes",
    "remarks", "quoted", "quotes", "cited", "cites", "described", "describes", "praised", "vowed",
    "promised", "recalls", "recalled", "confirmed", "confirms", "reported", "indicated", "indicates",
    "announced", "announces", "revealed", "reveals", "think", "thinks", "believed", "believes", "tell",
    "estimated", "published", "added", "adds", "noted", "declared", "remembers", "remembered", "calls",
    "blames", "accuses", "accused", "denies", "denied", "deny", "disputes", "alleged", "claims", "claimed",
    "claim",
];

/// Phrases that name a source.
pub const SOURCES: &[&str] = &[
    "according to", "as reported by", "reported by", "in the words of", "citing", "in the view of",
    "in the opinion of", "in the account of", "by the account of", "by its own account",
    "by his own account", "by her own account", "by their own account", "quoted by", "cited by",
    "told reporters", "in a statement", "in its statement", "in an interview", "as quoted in",
    "on the word of", "from a report by", "from a report in", "in a report by", "a report by", "a report in",
    "a report from", "reporting by", "in its report", "as told by", "as told to", "announced by",
    "published by", "released by", "attributed to", "attributes", "come from", "comes from", "testimony of",
    "in testimony", "in the telling of", "on the account of", "relying on", "as seen by", "obtained by",
    "seen by", "viewed by", "reviewed by", "shown to", "heard by", "described by", "told by",
    "quoted as saying", "puts it", "has it that", "in its view", "in his view", "in her view",
    "in their view", "in his words", "in her words", "in their words", "based on", "on the evidence of",
    "from the account of", "as described in", "as described by",
];

/// What marks an accusation or a rumour.
pub const ALLEGATION: &[&str] = &[
    "allegedly", "alleged", "alleges", "allege", "alleging", "allegation*", "accused", "accuses", "accuse",
    "accusing", "accusation*", "purported", "purportedly", "supposedly", "supposed to have", "rumoured",
    "rumored", "rumour*", "rumor*", "suspected", "suspicion*", "is said to", "are said to", "was said to",
    "were said to", "claims", "claimed", "claim", "claiming", "unproven", "unproved", "unconfirmed",
    "unverified", "unsubstantiated", "reportedly", "contends", "contended", "contend", "asserts", "asserted",
    "assert", "charges that", "charged that", "charged with", "so-called", "critics say", "critics said",
    "an anonymous", "anonymous", "anonymously", "unnamed", "on condition of anonymity",
    "asked not to be named", "people familiar with", "complaint*", "lawsuit*", "suit", "blames", "blamed",
    "has not been proven", "has not been proved", "not been proven", "not been proved", "suspect",
    "suspects", "under investigation", "being investigated", "on trial", "indicted", "indictment", "charged",
    "stands accused", "whistleblower", "denies", "denied", "claims that", "claims of", "is believed to have",
    "are believed to have",
];

/// What shows that accounts differ.
pub const DISPUTE: &[&str] = &[
    "dispute", "disputes", "disputed", "disputing", "contested", "contests", "contest", "contesting",
    "denies", "denied", "deny", "denying", "denial*", "rejects", "rejected", "rejecting", "contradict*",
    "conflicting", "conflict with", "conflicts with", "differ", "differs", "differing", "disagree",
    "disagrees", "disagreed", "disagreement", "at odds", "challenged", "challenges", "challenge", "rebut*",
    "refute*", "counter that", "countered", "counters", "accounts vary", "reports vary", "dismissed",
    "dismisses", "on the other hand", "others say", "others report", "others put", "other reports",
    "other outlets", "another outlet", "another puts", "while others", "versions", "opposing",
    "points both ways", "both ways", "controvers*", "diverge*", "divided", "do not agree", "does not agree",
    "did not agree", "not agreed", "debated", "no agreement on", "calls it false", "calls false",
    "called false", "calls untrue", "called untrue", "calls wrong", "called it false", "questioned",
    "questions", "each side", "blame each other", "accuse each other", "both sides", "competing",
    "rival accounts", "rival versions", "at variance", "in contention", "by another", "by one account",
    "by other accounts", "others claim", "others insist", "others call", "others maintain", "others argue",
    "others think", "others believe", "untrue", "a fabrication", "fabricated", "a lie", "is false",
    "was false", "are false", "baseless", "not true", "not everyone agrees", "no consensus", "sceptics",
    "skeptics", "opinions differ", "opinion is split", "split over", "at loggerheads", "contrary to",
];

/// What says that something is not known.
pub const OPEN: &[&str] = &[
    "unclear", "not clear", "not known", "unknown", "not yet known", "not yet clear", "unresolved",
    "unanswered", "undetermined", "undecided", "unsettled", "uncertain", "uncertainty", "not certain",
    "not established", "not been established", "not yet established", "not been determined",
    "not determined", "remains to be seen", "remain to be seen", "open question", "remains open",
    "remain open", "stays open", "is open", "nobody knows", "no one knows", "nobody has", "no one has",
    "not been confirmed", "not confirmed", "could not confirm", "cannot be confirmed",
    "could not be confirmed", "could not be verified", "not been verified", "not verified",
    "cannot be verified", "impossible to say", "cannot say", "could not say", "not say whether",
    "not said whether", "does not show", "do not show", "no evidence", "no public evidence", "no proof",
    "not possible to", "too early", "yet to be", "has yet to", "have yet to", "cannot tell", "not settled",
    "not settle", "not been settled", "whether", "in doubt", "a question", "not been named",
    "not been published", "a mystery", "unexplained", "not answered", "not been disclosed", "not disclosed",
    "undisclosed", "if any", "left open", "not been explained", "not been decided", "not decided", "unsure",
    "not sure", "not be determined", "not be established", "no record", "conclusively", "awaits",
    "still being", "do not know", "does not know", "did not know", "don't know", "doesn't know", "not say",
    "can say", "cannot explain", "can explain", "no explanation", "ruled nothing out", "ruled out nothing",
    "cannot rule out", "not ruled out", "questions remain", "remains unanswered", "remain unanswered",
    "unidentified", "investigating", "no word on", "no sign of how", "depends on", "anyone's guess",
    "guesswork", "not been explained", "not yet been", "disputed", "no consensus", "possibility",
    "inconclusive", "nobody can", "no one can", "not clear", "not been ruled out", "still under",
    "is being investigated", "undeclared", "undisclosed", "no conclusion", "trying to establish",
    "trying to find", "trying to determine", "trying to work out", "still trying", "no cause",
    "not been found", "not been identified", "cannot be ruled out", "one possibility", "one theory",
    "theory", "theories", "possible cause", "possible explanation", "awaiting results", "not yet",
    "nobody really knows", "no firm", "hard to say", "difficult to say", "no way of knowing",
    "no way to know", "is a mystery", "remains a mystery", "still unexplained", "cannot be known",
    "not knowable", "has not emerged", "have not emerged", "no details", "not been released", "open to",
    "nobody yet knows", "no one yet knows", "nobody can yet", "may never be known", "remain unconfirmed",
    "remains unconfirmed", "still unconfirmed",
];

/// What makes a statement weaker than an assertion. Modal verbs are read in `signs`.
pub const HEDGES: &[&str] = &[
    "possibly", "perhaps", "maybe", "conceivably", "presumably", "apparently", "seemingly", "ostensibly",
    "arguably", "probably", "likely", "unlikely", "potentially", "it is possible", "it's possible",
    "it was possible", "it is probable", "there is a chance", "there is a possibility",
    "there are indications", "there are suggestions", "there are signs", "there is speculation",
    "speculation", "it is conceivable", "it is plausible", "a possible", "appears to", "appear to",
    "appeared to", "it appears", "it appeared", "seems to", "seem to", "seemed to", "it seems", "it seemed",
    "seems", "tends to", "suggests that", "suggest that", "suggesting that", "is believed to",
    "are believed to", "was believed to", "were believed to", "it is believed", "is thought to",
    "are thought to", "was thought to", "were thought to", "it is thought", "is understood to",
    "are understood to", "is suspected", "are suspected", "is considered", "if confirmed", "if true",
    "some kind of", "sort of", "kind of", "to some extent", "in some sense", "hints that", "hint that",
    "could be that", "may be that", "feasibly", "in theory", "would appear", "would seem", "it would appear",
    "is reckoned", "is assumed", "is presumed", "presumed", "conceivable", "could well", "thought to have",
    "believed to have", "at best", "tentatively", "looks as if", "looks as though", "seemed as though",
    "is feared", "are feared", "was feared", "feared to have", "feared dead",
];

/// Voices that stand for nobody.
pub const WEASELS: &[&str] = &[
    "some say", "some said", "some claim", "some claimed", "some believe", "some argue", "some people",
    "some sources", "some observers", "some reports", "some suggest", "some think", "it is said",
    "it was said", "it is claimed", "it was claimed", "it has been claimed", "it has been said",
    "it is alleged", "it is rumoured", "it is rumored", "people say", "many say", "many believe",
    "there are claims", "there are reports", "there are allegations", "word is", "rumour has it",
    "rumor has it", "so it is said", "sources say", "sources said", "are saying", "is said to",
    "are said to", "was said to", "were said to", "is claimed to", "are claimed to", "is alleged to",
    "are alleged to", "was alleged to", "were alleged to", "is rumoured to", "is rumored to",
    "are rumoured to", "are rumored to", "is reputed to", "unconfirmed reports", "unverified reports",
    "some accounts", "certain accounts", "by some accounts", "certain people", "certain sources",
    "certain quarters", "certain rumours", "someone somewhere", "people somewhere", "a few people",
    "one hears", "we are told", "so we are told", "so some say", "a handful of people", "various people",
    "various sources", "it has been suggested", "it is suggested", "it was suggested", "it is whispered",
    "it has been whispered", "it is reported by some", "some would say", "some might say", "some hold",
    "some have said", "some have claimed", "some have suggested",
];

/// Hedges that only pass on: weaker than a report, whoever says it.
pub const PASSING_ON: &[&str] = &[
    "allegedly", "reportedly", "supposedly", "purportedly", "purported", "alleged", "rumoured", "rumored",
    "unconfirmed", "unverified", "unsubstantiated", "unsourced", "unattributed", "unproven", "rumour*",
    "rumor*", "hearsay", "gossip", "whisper*", "murmur*", "conjecture", "guesswork", "speculation",
    "speculated", "so-called", "ostensibly", "in some quarters", "or so it", "so the story goes",
    "so they say", "to be believed", "word on the street", "thought by some", "believed by some",
    "said by some", "claimed by some", "legend has it", "could not be confirmed", "cannot be confirmed",
    "could not be verified", "may or may not", "might or might not", "for what it is worth", "dubious",
    "doubtful", "are said to hint", "if true", "tales of", "unclear whether", "not clear whether",
    "not known whether", "uncertain whether", "remains to be seen", "remains unclear", "is unclear",
    "open question", "nobody knows", "no one knows", "not known if", "unclear if", "impossible to say",
    "in doubt", "is doubted", "questionable", "nobody really knows", "anyone's guess", "anybody's guess",
    "who can say", "who knows", "if at all", "not entirely certain", "not entirely clear",
    "far from certain", "unclear that", "by some accounts", "certain rumours", "talk that", "talk of",
    "word has it", "grapevine", "fabled", "mythical", "scuttlebutt", "third-hand", "second-hand",
];

/// Stronger than one witness: who speaks is made many.
pub const CROWDS: &[&str] = &[
    "several outlets", "several newspapers", "several papers", "several reports", "several sources",
    "many outlets", "many newspapers", "many reports", "multiple outlets", "multiple newspapers",
    "multiple reports", "multiple sources", "numerous outlets", "numerous newspapers", "numerous reports",
    "all outlets", "all newspapers", "every newspaper", "every outlet", "widely reported", "widely known",
    "widely confirmed", "independent reports", "independent sources", "outlets across",
];

/// What makes a statement stronger than an assertion.
pub const BOOSTERS: &[&str] = &[
    "definitely", "certainly", "undoubtedly", "undeniably", "unquestionably", "indisputably", "indisputable",
    "undeniable", "unquestionable", "incontrovertibl*", "incontestabl*", "irrefutabl*", "conclusively",
    "decisively", "clearly", "obviously", "plainly", "evidently", "surely", "of course", "absolutely",
    "categorically", "unmistakabl*", "without doubt", "without a doubt", "without any doubt",
    "without question", "beyond doubt", "beyond any doubt", "beyond question", "beyond dispute",
    "beyond all doubt", "no doubt", "no question", "not in doubt", "doubtless", "it is certain",
    "is certain that", "is a fact", "the fact that", "the fact is", "in fact", "proves", "proved", "proven",
    "prove", "proof that", "proof of", "confirms that", "demonstrates", "it is clear", "it is now clear",
    "it was clear", "makes clear", "make clear", "made clear", "it is obvious", "it is established",
    "established fact", "everyone knows", "everybody knows", "as everyone knows", "the truth is",
    "guaranteed", "inevitabl*", "bound to", "must have", "cannot but", "for certain", "with certainty",
    "certain to", "leaves no doubt", "leave no doubt", "definitively", "unequivocally", "was caught",
    "undisputed", "undisputedly", "once and for all", "beyond any", "beyond all", "beyond a doubt",
    "beyond reasonable doubt", "shadow of a doubt", "slightest doubt", "there can be no", "make no mistake",
    "needless to say", "as everybody knows", "cannot be denied", "no denying", "cannot be disputed",
    "unarguabl*", "self-evident*", "patently", "manifestly", "blatantly", "settles the", "settles it",
    "case closed", "well known that", "as is well known", "common knowledge", "there is proof", "is proof",
    "known fact", "hard fact", "plain fact", "for a fact", "with absolute", "no room for doubt",
    "every doubt", "any doubt", "has been proven", "in truth", "100 per cent certain", "hands down",
    "will surely", "for sure", "ironclad", "cast-iron", "airtight", "unassailable", "nobody can deny",
    "no one can deny", "no longer be denied", "everyone agrees", "all agree", "nobody disputes",
    "no one disputes", "every expert", "whole world knows", "removes all doubt", "removes any doubt",
    "the only possible", "as a matter of fact", "it is confirmed", "has been confirmed",
    "have been confirmed", "is confirmed", "now confirmed", "flagrantly", "definite proof", "conclusive",
    "conclusive proof", "no one doubts", "nobody doubts", "no possible doubt", "possible doubt",
    "categorical", "incontestably", "indubitably", "certain that", "exposes", "exposed", "unmasked",
    "without a shred", "without the slightest", "without a trace", "not a shred of doubt", "beyond argument",
    "beyond all argument", "as anyone can see", "as everyone can see", "plain to see", "an established fact",
    "is established that",
];

/// Of these, the ones that say too much even of what is established.
pub const ABSOLUTE: &[&str] = &[
    "undoubtedly", "definitely", "certainly", "unquestionably", "undeniably", "indisputabl*",
    "incontrovertibl*", "irrefutabl*", "surely", "inevitabl*", "without doubt", "without a doubt",
    "without any doubt", "without question", "beyond doubt", "beyond any", "beyond all", "beyond question",
    "beyond a doubt", "once and for all", "no doubt", "proves", "prove", "guaranteed", "bound to",
    "absolutely", "shadow of a doubt", "doubtless", "for certain", "no longer be denied", "nobody can deny",
    "no one can deny", "indubitably", "any possible doubt", "for sure", "without a shred",
    "without the slightest", "beyond argument",
];

/// What turns the sign after it into its opposite.
pub const DENIALS: &[&str] = &[
    "not", "no", "never", "nothing", "cannot", "can't", "isn't", "wasn't", "aren't", "weren't", "doesn't",
    "don't", "didn't", "hasn't", "haven't", "hadn't", "won't", "neither", "nor", "without", "nobody", "none",
    "hardly", "far from", "yet to",
];
