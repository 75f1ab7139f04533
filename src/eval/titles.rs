//! Titles as questions: whoever repeats an article's title should find that article first.

use std::collections::HashMap;

use super::beir::{Grades, Query};
use super::retrieval::Listed;

/// A question for each title, in the order of the documents; articles with the same title answer it alike.
pub fn queries<'a>(documents: impl Iterator<Item = &'a Listed>) -> Vec<Query> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut queries: Vec<Query> = Vec::new();
    for document in documents.filter(|document| !document.title.trim().is_empty()) {
        let place = *places.entry(document.title.to_lowercase()).or_insert(queries.len());
        if place == queries.len() {
            let text = document.title.clone();
            queries.push(Query { id: format!("title-{}", place + 1), text, grades: Grades::new() });
        }
        if let Some(query) = queries.get_mut(place) {
            query.grades.insert(document.id.clone(), 1);
        }
    }
    queries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_with_the_same_title_answer_it_alike() {
        let listed = |id: &str, title: &str| Listed { id: id.into(), title: title.into() };
        let documents =
            [listed("a", "Ferry late"), listed("b", " "), listed("c", "Bridge"), listed("d", "FERRY LATE")];
        let found = queries(documents.iter());
        let shown: Vec<(&str, &str, usize)> =
            found.iter().map(|q| (q.id.as_str(), q.text.as_str(), q.grades.len())).collect();
        assert_eq!(shown, [("title-1", "Ferry late", 2), ("title-2", "Bridge", 1)]);
    }
}
