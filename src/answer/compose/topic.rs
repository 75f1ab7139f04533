//! Which of the articles found speak of whom or what a question is about. One that speaks of the same house, but of other
//! guests, is not told.

use super::super::evidence::Evidence;
use super::super::question::Question;
use super::stance::words_of;

/// An article whose best sentence is so much likelier to hold the answer than any of those that name it is of the matter too.
const MUCH_BETTER: f64 = 1.2;

/// For each source, whether it names the first that the question names beside nationalities, or has a sentence that answers
/// much better than any that does. All do where none does, or the question names nobody.
pub fn on_topic(question: &Question, evidence: &Evidence) -> Vec<bool> {
    let sources = evidence.sources();
    let all = || vec![true; sources.len()];
    // "An American", "a Canadian tourist": articles hardly say so again.
    let named = question.names().iter().map(|name| words_of(name));
    let Some(words) = named.into_iter().find(|words| !words.is_empty()) else { return all() };
    let names_it = |text: &str| words.iter().any(|word| text.contains(word.as_str()));
    let mut topics: Vec<bool> = sources
        .iter()
        .map(|source| source.revision.article())
        .map(|article| names_it(&article.title.to_lowercase()) || names_it(&article.text.to_lowercase()))
        .collect();
    if !topics.contains(&true) {
        return all();
    }
    // "Ukraine's prime minister Honcharuk": what answers much better names another part of it, or says "Ukrainian".
    let best_where = |is_topic: &dyn Fn(usize) -> bool| {
        let of_them = evidence.sentences().filter(|(_, sentence)| is_topic(sentence.source));
        of_them.map(|(_, sentence)| sentence.answers).fold(0.0, f64::max)
    };
    let best = best_where(&|source| topics.get(source).copied().unwrap_or_default());
    let beyond: Vec<bool> =
        (0..topics.len()).map(|source| best_where(&|other| other == source) >= MUCH_BETTER * best).collect();
    topics.iter_mut().zip(beyond).for_each(|(topic, beyond)| *topic |= beyond);
    topics
}
