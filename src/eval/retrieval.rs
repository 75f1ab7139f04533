//! Rankings of articles as the program makes them, before copies collapse and outlets are spread, and their figures.

use std::collections::{BTreeMap, HashSet};
use std::io::{self, Write};

use crate::answer::{self, Archive, LONGEST_QUESTION, Question, QuestionError, RetrieveError};
use crate::index::SearchBackend;
use crate::news::ArticleId;
use crate::store::Scope;

use super::beir::{Grades, Query};
use super::cost::{Laps, Latencies};
use super::metrics::{Figures, figures};

/// Articles ranked for each question; no figure looks further.
pub const DEPTH: usize = 100;
/// Passages asked for: articles often have several that match. A ranking may have fewer articles than [`DEPTH`].
const PASSAGES: usize = 3 * DEPTH;

/// An article found. Scores compare within one ranking only.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ranked {
    pub article: ArticleId,
    pub score: f64,
}

/// An article of the collection under the name that its judges know it by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub id: String,
    pub title: String,
}

/// All articles of a collection, in the order of storing.
pub type Documents = BTreeMap<ArticleId, Listed>;

/// What questions are asked of.
pub struct Searched<'a, I> {
    pub archive: Archive<'a, I>,
    pub scope: &'a Scope,
}

/// Why a question has no ranking.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    #[error(transparent)]
    Question(#[from] QuestionError),
    #[error(transparent)]
    Retrieve(#[from] RetrieveError),
}

/// The rankings of many questions, one each, in their order.
#[derive(Default)]
pub struct Run {
    pub rankings: Vec<Vec<Ranked>>,
    /// How each question was read, where that differs from how it was written.
    pub read_as: Vec<Option<String>>,
    pub latencies: Latencies,
}

impl Run {
    /// Asks one more question. Every question gets a ranking: it is empty if the question cannot be asked, and the
    /// reason is returned.
    pub fn ask(&mut self, text: &str, searched: &Searched<'_, impl SearchBackend>) -> Result<(), AskError> {
        let mut laps = Laps::start();
        let asked = ask(text, searched, &mut laps);
        self.latencies.note(&laps);
        let ((ranking, read_as), result) = match asked {
            Ok(found) => (found, Ok(())),
            Err(error) => (Default::default(), Err(error)),
        };
        self.rankings.push(ranking);
        self.read_as.push(read_as);
        result
    }
}

/// The ranking for a question, and how the question was read if that is not how it was written.
fn ask(
    text: &str,
    searched: &Searched<'_, impl SearchBackend>,
    laps: &mut Laps,
) -> Result<(Vec<Ranked>, Option<String>), AskError> {
    let question = Question::interpret(cut(text), searched.scope.as_of, searched.archive.index, None);
    laps.lap("interpret");
    let question = question?;
    let is_corrected = !question.corrections().is_empty();
    Ok((rank(&question, searched, laps)?, is_corrected.then(|| question.interpreted().to_owned())))
}

/// The best articles, each by its best passage.
fn rank(
    question: &Question,
    searched: &Searched<'_, impl SearchBackend>,
    laps: &mut Laps,
) -> Result<Vec<Ranked>, RetrieveError> {
    let passages = answer::rank(question, searched.scope, &searched.archive, PASSAGES)?;
    laps.lap("rank");
    let mut seen = HashSet::new();
    let first = passages.into_iter().filter(|passage| seen.insert(passage.revision.article));
    let ranked = first.map(|passage| Ranked { article: passage.revision.article, score: passage.score });
    Ok(ranked.take(DEPTH).collect())
}

/// As much of a text, in whole words, as may be asked. Collections have queries longer than a reader's question.
fn cut(text: &str) -> &str {
    match text.char_indices().nth(LONGEST_QUESTION) {
        None => text,
        Some((end, _)) => {
            let head = text.get(..end).unwrap_or(text);
            head.rfind(char::is_whitespace).and_then(|space| head.get(..space)).unwrap_or(head)
        }
    }
}

/// The figures of each question's ranking.
pub fn scores(rankings: &[Vec<Ranked>], queries: &[Query], documents: &Documents) -> Vec<Figures> {
    let scored = queries.iter().zip(rankings).map(|(query, ranking)| {
        let judged: Vec<i64> = query.grades.values().copied().collect();
        figures(&grades(ranking, &query.grades, documents), &judged)
    });
    scored.collect()
}

/// The grades of the documents in the order of the ranking; 0 for those that nobody judged.
pub fn grades(ranking: &[Ranked], grades: &Grades, documents: &Documents) -> Vec<i64> {
    let grade = |ranked: &Ranked| grades.get(&documents.get(&ranked.article)?.id).copied();
    ranking.iter().map(|ranked| grade(ranked).unwrap_or_default()).collect()
}

/// Writes rankings in the form of trec_eval: query, `Q0`, document, rank, score, name of the run.
///
/// trec_eval goes by the scores, in single precision, and by the ids where they are equal; so that it sees the
/// ranking as it is, a score that does not fall is written as the next lower number.
pub fn write_run(
    out: &mut dyn Write,
    queries: &[Query],
    rankings: &[Vec<Ranked>],
    documents: &Documents,
) -> io::Result<()> {
    for (query, ranking) in queries.iter().zip(rankings) {
        let mut bound = f32::INFINITY;
        for (rank, ranked) in (1..).zip(ranking) {
            let Some(document) = documents.get(&ranked.article) else { continue };
            let score = (ranked.score as f32).min(bound.next_down());
            writeln!(out, "{} Q0 {} {rank} {score} caveat", query.id, document.id)?;
            bound = score;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_queries_are_cut_at_a_word() {
        assert_eq!(cut("Who? 🚢"), "Who? 🚢");
        let long = "ééé ".repeat(LONGEST_QUESTION);
        assert!(cut(&long).chars().count() <= LONGEST_QUESTION && cut(&long).ends_with("ééé"));
        assert_eq!(cut(&"é".repeat(LONGEST_QUESTION + 9)).chars().count(), LONGEST_QUESTION);
    }

    #[test]
    fn a_run_is_written_so_that_equal_scores_keep_their_order() {
        let listed = |id: &str| Listed { id: id.into(), title: String::new() };
        let documents: Documents =
            [(ArticleId(1), listed("a")), (ArticleId(2), listed("b")), (ArticleId(3), listed("c"))].into();
        let queries = [Query { id: "q".into(), text: String::new(), grades: Grades::new() }];
        let ranked = |article, score| Ranked { article: ArticleId(article), score };
        let mut out = Vec::new();
        let rankings = [vec![ranked(2, 1.5), ranked(1, 1.5), ranked(3, 0.25)]];
        write_run(&mut out, &queries, &rankings, &documents).unwrap();
        let expected = "q Q0 b 1 1.5 caveat\nq Q0 a 2 1.4999999 caveat\nq Q0 c 3 0.25 caveat\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn documents_that_nobody_judged_count_as_bad() {
        let listed = |id: &str| Listed { id: id.into(), title: String::new() };
        let documents: Documents = [(ArticleId(1), listed("a")), (ArticleId(2), listed("b"))].into();
        let query = Query { id: "q".into(), text: String::new(), grades: [("b".to_owned(), 2)].into() };
        let ranking = [1, 2, 9].map(|article| Ranked { article: ArticleId(article), score: 1.0 });
        assert_eq!(grades(&ranking, &query.grades, &documents), [0, 2, 0]);
        let scored = scores(&[ranking.to_vec(), Vec::new()], &[query.clone(), query], &documents);
        let mrr = |place: usize| scored[place].iter().find(|(name, _)| *name == "mrr@10").unwrap().1;
        assert_eq!((mrr(0), mrr(1)), (0.5, 0.0));
    }
}
