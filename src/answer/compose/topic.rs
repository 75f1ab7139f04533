//! Which of the articles found speak of whom or what a question is about. One that speaks of the same house, but of other
//! guests, is not told.

use super::super::evidence::Evidence;
use super::super::question::Question;

/// The shortest word of a name that is looked for.
const SHORTEST: usize = 3;

/// For each source, whether it names the first that the question names. All do where none does, or the question names
/// nobody.
pub fn on_topic(question: &Question, evidence: &Evidence) -> Vec<bool> {
    let sources = evidence.sources();
    let all = || vec![true; sources.len()];
    let Some(name) = question.names().first() else { return all() };
    let words: Vec<String> =
        name.split(' ').filter(|word| word.len() >= SHORTEST).map(str::to_lowercase).collect();
    let names_it = |text: &str| words.iter().any(|word| text.contains(word.as_str()));
    let topics: Vec<bool> = sources
        .iter()
        .map(|source| source.revision.article())
        .map(|article| names_it(&article.title.to_lowercase()) || names_it(&article.text.to_lowercase()))
        .collect();
    if topics.contains(&true) { topics } else { all() }
}
