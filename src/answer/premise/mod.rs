//! What a question takes for granted: that the thing it asks about happened. "Why did Melk resign?" has no answer if
//! nobody says that he did; to give the reporting nearest to it as one would say so in nobody's name.
//!
//! The check reads the question's main clause, between its auxiliary and its first preposition, and looks for a sentence
//! that, with its neighbours, speaks of all of it. Where none does, that is said first. Where the sentences that do deny
//! it, theirs is the first word. Neither is ever put as "it did not happen".

mod words;

use crate::index::analysis::{Term, plain_words};

use words::{ASKING, ATTEMPTS, AUXILIARIES, DENYING, ENDINGS, TRIED, VAGUE};

use super::evidence::{Evidence, Sentence, SentenceId};
use super::focus::{Focus, Held, is_light};
use super::question::{Form, Heard, Question, Voice};
use super::{facts, language, quote};

/// What the evidence says of what a question takes for granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Premise {
    /// It speaks of it, or the question takes nothing for granted that could be looked for.
    Spoken,
    /// No sentence speaks of these words together with the rest of the question's main clause.
    NotFound(Vec<String>),
    /// No sentence that speaks of the main clause gives what is asked for: an amount of money, a length of time, a share.
    NoFigure(&'static str),
    /// Whoever's words are asked for is not heard in what speaks of the matter.
    NotHeard(String),
    /// What comes nearest says otherwise.
    Denied(SentenceId),
}

impl Premise {
    /// The question has no answer in the evidence.
    pub fn is_lacking(&self) -> bool {
        matches!(self, Self::NotFound(_) | Self::NoFigure(_) | Self::NotHeard(_))
    }
}

/// An article speaks of the matter if a sentence of it bears on the question so much, relative to the best.
const OF_THE_MATTER: f64 = 0.7;

/// Words between a "not" and what it denies, at most; it may also stand right behind.
const NOT_BEFORE: usize = 4;
/// Words between a verb that denies and what it denies.
const DENYING_NEAR: usize = 6;
/// Words of a main clause that must be there, besides names: who did it and what was done; where a name did it, one.
const MUST: usize = 2;
/// Without its names, a clause may lack this share of its words, where none of them must be there.
const MAY_LACK: f64 = 0.5;

/// A word of a question's main clause.
#[derive(Debug)]
struct CoreWord {
    word: String,
    is_name: bool,
    /// The clause is about something else without it.
    must_be_there: bool,
}

/// Looks for what a question takes for granted.
pub fn premise(question: &Question, evidence: &Evidence) -> Premise {
    match question.form() {
        Form::YesNo | Form::Open => return Premise::Spoken,
        Form::Words => return heard(question, evidence),
        _ => {}
    }
    let focus = Focus::of(question, &[]);
    let core = core(question.interpreted(), &focus);
    if core.iter().all(|word| word.is_name || !tells(&word.word)) {
        return Premise::Spoken;
    }
    let windows = windows(&focus, evidence);
    let missing = missing(&core, &focus, evidence, &windows);
    tracing::debug!("taken for granted: {core:?}; missing {missing:?}");
    match contrary(&core, &missing, &focus, evidence, &windows) {
        Some(denial) => Premise::Denied(denial),
        None if !missing.is_empty() => Premise::NotFound(missing),
        None => match focus.figure().filter(|_| !gives_a_figure(question, &core, &focus, evidence, &windows))
        {
            Some(figure) => Premise::NoFigure(figure),
            None => Premise::Spoken,
        },
    }
}

/// Whether the one whose words are asked for is heard in an article that speaks of the matter.
fn heard(question: &Question, evidence: &Evidence) -> Premise {
    let voice = Voice::asked(question.interpreted()).filter(Voice::is_certain);
    let Some(voice) = voice else { return Premise::Spoken };
    let most = evidence.sentences().map(|(_, sentence)| sentence.relevance).fold(0.0, f64::max);
    let is_of_the_matter = |source: usize| {
        let mut own = evidence.sentences().filter(|(_, sentence)| sentence.source == source);
        own.any(|(_, sentence)| sentence.relevance >= OF_THE_MATTER * most)
    };
    let is_named_before = |id: SentenceId| {
        id.0.checked_sub(1).is_some_and(|before| voice.is_named_in(evidence.words(SentenceId(before))))
    };
    let is_heard = |id: SentenceId| match voice.heard_in(evidence.words(id)) {
        Heard::ByName => true,
        Heard::ByPronoun => is_named_before(id),
        Heard::Not => false,
    };
    let mut heard = evidence.sentences().filter(|(id, _)| is_heard(*id));
    match heard.any(|(_, sentence)| is_of_the_matter(sentence.source)) {
        true => Premise::Spoken,
        false => Premise::NotHeard(voice.called),
    }
}

/// A sentence with what it, it and its neighbours, and its article's title hold of the question.
struct Window {
    id: SentenceId,
    own: Held,
    around: Held,
    title: Held,
}

fn windows(focus: &Focus, evidence: &Evidence) -> Vec<Window> {
    let all: Vec<(SentenceId, &Sentence, Held)> = evidence
        .sentences()
        .map(|(id, sentence)| (id, sentence, focus.held_by((evidence.words(id), language_of(evidence, id)))))
        .collect();
    let titles: Vec<Held> = evidence
        .sources()
        .iter()
        .map(|s| focus.held_by((&s.revision.article().title, s.revision.article().language.as_deref())))
        .collect();
    let beside = |at: Option<usize>, source: usize| {
        at.and_then(|at| all.get(at)).filter(|(_, s, _)| s.source == source).map(|(_, _, held)| *held)
    };
    all.iter()
        .enumerate()
        .map(|(at, (id, sentence, own))| {
            let neighbours = [at.checked_sub(1), Some(at + 1)];
            let around = neighbours.into_iter().filter_map(|at| beside(at, sentence.source));
            Window {
                id: *id,
                own: *own,
                around: around.fold(*own, Held::or),
                title: titles.get(sentence.source).copied().unwrap_or_default(),
            }
        })
        .collect()
}

fn language_of(evidence: &Evidence, id: SentenceId) -> Option<&str> {
    evidence.source_of(id).and_then(|source| source.revision.article().language.as_deref())
}

/// A sentence that with its neighbours speaks of the main clause has a figure of the kind asked for, or stands beside one.
fn gives_a_figure(
    question: &Question,
    core: &[CoreWord],
    focus: &Focus,
    evidence: &Evidence,
    windows: &[Window],
) -> bool {
    let asks_of_the_past = !is_possible_only(question.interpreted());
    let is_spoken = |window: &Window| {
        let must = core.iter().filter(|word| word.must_be_there && !word.is_name);
        must.clone().all(|word| focus.holds(window.around, &word.word))
            && speaks_of_names(core, focus, window.around.or(window.title))
    };
    windows.iter().filter(|window| is_spoken(window)).any(|window| {
        let beside = [window.id.0.checked_sub(1), Some(window.id.0), Some(window.id.0 + 1)];
        let words = beside.into_iter().flatten().map(|at| (at, evidence.words(SentenceId(at))));
        let of_another = |at: usize, words: &str| {
            let own = windows.get(at).map(|window| window.own).unwrap_or_default();
            speaks_of_another(core, focus, words, own) && !has_pronoun(words)
        };
        words
            .filter(|(at, words)| !(of_another(*at, words) || asks_of_the_past && is_possible_only(words)))
            .any(|(_, words)| focus.holds_figure(words))
    })
}

fn has_pronoun(sentence: &str) -> bool {
    const PRONOUNS: &[&str] = &["he", "she", "him", "her", "his", "they", "them", "their", "it", "its"];
    plain_words(sentence).iter().any(|word| PRONOUNS.contains(&word.stem.as_str()))
}

/// Says what may come of it: "faces up to 20 years".
fn is_possible_only(sentence: &str) -> bool {
    const POSSIBLE: &[&str] = &[
        "faces", "face", "facing", "maximum", "could", "can", "might", "may", "will", "would", "must",
        "possible", "if",
    ];
    let is_open = |word: &Term| POSSIBLE.contains(&word.stem.as_str());
    plain_words(sentence).iter().any(is_open) || sentence.contains("up to ")
}

/// The words between a question's auxiliary and its first preposition, with the kind of thing asked for. Where a question
/// begins with something else than what it asks, or has no auxiliary, other words may stand for any of them.
fn core(text: &str, focus: &Focus) -> Vec<CoreWord> {
    // Of two questions in one the first is read.
    let second = ["who", "whom", "what", "which", "how", "when", "where", "why"]
        .into_iter()
        .filter_map(|asking| text.find(&format!(" and {asking} ")))
        .min();
    let text = second.and_then(|at| text.get(..at)).unwrap_or(text);
    let words = plain_words(text);
    let is = |list: &'static [&str]| move |word: &Term| list.contains(&word.stem.as_str());
    let asked = words.iter().position(|word| !is(ASKING)(word)).unwrap_or(words.len());
    let auxiliary = words.iter().position(is(AUXILIARIES));
    let ends = |from: usize| {
        let rest = words.get(from..).unwrap_or_default();
        let end =
            rest.iter().enumerate().position(|(at, word)| at > 0 && ENDINGS.contains(&word.stem.as_str()));
        from + end.unwrap_or(rest.len())
    };
    let counts = words.iter().take(asked).any(|word| matches!(word.stem.as_str(), "many" | "much"));
    let is_direct = asked > 0 && !text.trim_end().trim_end_matches('?').contains(['.', '?', ':']);
    let ranges = match auxiliary {
        Some(auxiliary) => {
            [(asked.min(auxiliary)..auxiliary, counts), (auxiliary + 1..ends(auxiliary + 1), true)]
        }
        None => [(asked..asked, false), (asked..ends(asked), false)],
    };
    let mut core: Vec<CoreWord> = Vec::new();
    for (range, must) in ranges {
        let range_is_asked = range.start < auxiliary.unwrap_or_default();
        // What was done must be told, and by whom; to what, in other words perhaps.
        let mut left = if range_is_asked { 1 } else { MUST };
        for word in words.get(range).unwrap_or_default().iter().map(|word| word.range.of(text)) {
            let is_name = word.starts_with(char::is_uppercase);
            let telling = !is_name && tells(word);
            if is_name && left == MUST {
                left = MUST - 1;
            }
            // "Which country", "what insult": whatever it is, it will be called by its name.
            let is_kind = auxiliary.is_some() && range_is_asked && !counts && !is_name;
            if !focus.asks_of(word) || is_kind {
                continue;
            }
            let must_be_there =
                must && is_direct && tells(word) && !is_superlative(word) && (is_name || left > 0);
            core.push(CoreWord { word: word.to_owned(), is_name, must_be_there });
            left = left.saturating_sub(usize::from(telling));
        }
    }
    core
}

/// "The oldest chief executive" may be told of in other words.
fn is_superlative(word: &str) -> bool {
    word.ends_with("est")
        && word.len() > 5
        && !["arrest", "protest", "request", "contest", "interest"].contains(&word)
}

/// Whether something follows where a word is missing.
fn tells(word: &str) -> bool {
    !is_light(word) && !VAGUE.contains(&word.to_lowercase().as_str())
}

/// The words of the main clause that are missing from the window that has most of them: of those windows that speak of
/// its names, if it has some. None if those that it has will do.
fn missing(core: &[CoreWord], focus: &Focus, evidence: &Evidence, windows: &[Window]) -> Vec<String> {
    let telling = core.iter().filter(|word| !word.is_name && tells(&word.word)).count() as f64;
    let lacks = |window: &Window| -> (bool, Vec<String>) {
        let is_missing = |w: &&CoreWord| !w.is_name && tells(&w.word) && !focus.holds(window.around, &w.word);
        let lacking: Vec<&CoreWord> = core.iter().filter(is_missing).collect();
        let is_too_much = lacking.iter().any(|word| word.must_be_there)
            || lacking.len() as f64 > MAY_LACK * telling
            || speaks_of_another(core, focus, evidence.words(window.id), window.own);
        (is_too_much, lacking.iter().map(|word| word.word.clone()).collect())
    };
    let on_topic =
        windows.iter().filter(|window| speaks_of_names(core, focus, window.around.or(window.title)));
    let least = on_topic.map(lacks).min_by_key(|(is_too_much, words)| (*is_too_much, words.len()));
    match least {
        Some((true, words)) if words.is_empty() => {
            core.iter().filter(|word| word.must_be_there && !word.is_name).map(|w| w.word.clone()).collect()
        }
        Some((true, words)) => words,
        _ => Vec::new(),
    }
}

/// A sentence with a word that must be there, and with names, none of them the question's: "Orsolo was sentenced" says
/// nothing of Melk's sentence.
fn speaks_of_another(core: &[CoreWord], focus: &Focus, sentence: &str, own: Held) -> bool {
    let asks_of_somebody = core.iter().any(|word| word.is_name);
    let tells = core.iter().any(|word| word.must_be_there && !word.is_name && focus.holds(own, &word.word));
    let names_them = core.iter().any(|word| word.is_name && focus.holds(own, &word.word));
    asks_of_somebody && tells && !names_them && !facts::names(sentence).is_empty()
}

/// Speaks of one of the names in each run of them: people are called by their last.
fn speaks_of_names(core: &[CoreWord], focus: &Focus, held: Held) -> bool {
    let runs = core.chunk_by(|a, b| a.is_name == b.is_name);
    let mut names = runs.filter(|run| run.first().is_some_and(|word| word.is_name));
    names.all(|run| run.iter().any(|word| focus.holds(held, &word.word)))
}

/// The sentence that says otherwise, if none that is as much to the point says so.
fn contrary(
    core: &[CoreWord],
    missing: &[String],
    focus: &Focus,
    evidence: &Evidence,
    windows: &[Window],
) -> Option<SentenceId> {
    let speaks = |window: &&Window| {
        let telling = core.iter().filter(|w| !w.is_name && !is_light(&w.word) && !missing.contains(&w.word));
        let mut telling = telling.peekable();
        telling.peek().is_some()
            && telling.all(|word| {
                focus.holds(if word.must_be_there { window.own } else { window.around }, &word.word)
            })
            && speaks_of_names(core, focus, window.own.or(window.title))
    };
    // "Refused the resignation" is the contrary of accepting it; where more is missing it is another matter.
    if missing.len() > 1 {
        return None;
    }
    let says = |window: &Window| focus.share(window.own.or(focus.names_of(window.title)));
    let (mut affirmed, mut denied) = (0.0_f64, None::<(&Window, f64)>);
    for window in windows.iter().filter(speaks) {
        let (words, much) = (evidence.words(window.id), says(window));
        if denies(words, core, focus) {
            denied = Some(denied.filter(|(_, best)| *best >= much).unwrap_or((window, much)));
        } else if missing.is_empty() && !is_tried(words) && language::stands_alone(words) {
            affirmed = affirmed.max(much);
        }
    }
    denied.filter(|(_, much)| *much >= affirmed).map(|(window, _)| window.id)
}

/// The sentence denies, near what is asked, outside quotation marks, and not as the question does itself: whoever asks why
/// something was turned down is not told otherwise by "refused".
fn denies(sentence: &str, core: &[CoreWord], focus: &Focus) -> bool {
    let quoted = quote::quoted_spans(sentence);
    let words = plain_words(sentence);
    let is_asked = |word: &Term| {
        let held = focus.held_by((&word.stem, None));
        core.iter().any(|own| !own.is_name && !is_light(&own.word) && focus.holds(held, &own.word))
    };
    let is_attempt = core.iter().any(|own| ATTEMPTS.contains(&own.word.to_lowercase().as_str()));
    let asked: Vec<usize> =
        words.iter().enumerate().filter(|(_, word)| is_asked(word)).map(|(at, _)| at).collect();
    words.iter().enumerate().any(|(at, word)| {
        let outside = !quoted.iter().any(|span| span.contains(&word.range.start()));
        let near = |reach: usize, behind: usize| {
            asked
                .iter()
                .any(|asked| (at < *asked && asked - at <= reach) || (at > *asked && at - asked <= behind))
        };
        let denies = facts::is_negated(&word.stem) && near(NOT_BEFORE, 1)
            || !is_attempt && DENYING.contains(&word.stem.as_str()) && near(DENYING_NEAR, DENYING_NEAR);
        outside && denies && !asked.contains(&at)
    })
}

fn is_tried(sentence: &str) -> bool {
    language::is_tentative(sentence)
        || plain_words(sentence).iter().any(|word| TRIED.contains(&word.stem.as_str()))
}
