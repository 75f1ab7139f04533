//! What a question for a yes or a no says of its subject, read off its words.

use std::collections::BTreeSet;

use crate::index::analysis::{plain_words, terms};

use crate::answer::question::Question;

/// Words against each other; beside those that "un-", "il-", "in-" and "im-" make.
const OPPOSITES: &[(&str, &[&str])] = &[
    ("legal", &["void", "unconstitutional", "unlawful"]),
    ("lawful", &["void", "unconstitutional", "illegal"]),
    ("constitutional", &["void", "unlawful", "illegal"]),
    ("guilty", &["innocent", "acquitted", "cleared"]),
    ("blame", &["cleared", "exonerated", "innocent"]),
    ("safe", &["dangerous", "hazardous"]),
    ("true", &["false", "untrue", "hoax"]),
    ("alive", &["dead", "died", "killed"]),
    ("won", &["lost", "defeated"]),
    ("accept", &["refused", "rejected"]),
];

/// "Does hanging a chart violate the law?", "Did two skippers take it?": what is done comes after more than a name.
pub fn is_diffuse(text: &str) -> bool {
    let words = plain_words(text);
    let written = |at: usize| words.get(at).map_or("", |word| word.range.of(text));
    let asks =
        matches!(written(0).to_lowercase().as_str(), "did" | "does" | "do" | "has" | "have" | "had" | "will");
    asks && written(1).starts_with(|first: char| first.is_lowercase() || first.is_ascii_digit())
        && written(1) != "the"
}

/// The word that says what is asked of the subject: after the subject's name, or where the question opens with what it is
/// about ("Was the closure of the strait legal?"), the last one.
pub fn head<'a>(text: &str, telling: &[&'a str]) -> Option<&'a str> {
    let words = plain_words(text);
    let written = |at: usize| words.get(at).map_or("", |word| word.range.of(text));
    let first = *telling.first()?;
    let opens = written(1) == "the" && words.iter().take(4).any(|word| word.range.of(text) == first);
    if opens { telling.last().copied() } else { Some(first) }
}

/// The words of the name right behind the predicate, without nationalities: "American security" is security.
pub fn objects(question: &Question, head: &str) -> Vec<String> {
    let text = question.interpreted();
    let behind = text.find(head).and_then(|at| text.get(at + head.len()..)).filter(|_| !head.is_empty());
    let Some(behind) = behind.map(str::trim_start) else { return Vec::new() };
    let name = question.names().iter().find(|name| behind.starts_with(name.as_str()));
    name.map(|name| words_of(name)).unwrap_or_default()
}

/// The words of a name, in lower case, without nationalities.
pub fn words_of(name: &str) -> Vec<String> {
    name.split(' ').map(str::to_lowercase).filter(|word| word.len() > 2 && !is_nationality(word)).collect()
}

/// By its ending, or one of the others that end as countries do.
fn is_nationality(word: &str) -> bool {
    const OTHERS: &[&str] = &[
        "german", "cuban", "kenyan", "moroccan", "ugandan", "afghan", "libyan", "tibetan", "texan",
        "american", "african", "mexican", "rican", "dominican", "korean", "european", "chilean",
        "zimbabwean", "zambian",
    ];
    OTHERS.contains(&word) || ["ian", "ish", "ese"].iter().any(|end| word.ends_with(end))
}

pub fn opposites(word: &str, stems: &BTreeSet<String>) -> BTreeSet<String> {
    let listed = OPPOSITES
        .iter()
        .filter(|(own, _)| *own == word || terms(own).iter().any(|term| stems.contains(&term.stem)));
    let listed = listed.flat_map(|(_, others)| others.iter().map(|other| (*other).to_owned()));
    let prefixed = ["un", "il", "in", "im", "dis"];
    let made = stems.iter().flat_map(|stem| prefixed.map(|prefix| format!("{prefix}{stem}")));
    let stemmed = |word: String| terms(&word).into_iter().map(|term| term.stem).collect::<Vec<_>>();
    listed.flat_map(stemmed).chain(made).collect()
}
