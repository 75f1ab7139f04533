//! What is evaluated: questions, what answers them, and the collection that they are asked of.

use std::collections::HashSet;

use anyhow::bail;

use super::collection::Collection;
use super::measured::Failure;
use crate::cli::EvalRetrieval;
use crate::commands::interrupt::Interrupt;
use crate::commands::{Setting, import};
use crate::eval::answers::{self, Quiz, folded, stands_in, wanted};
use crate::eval::beir::{self, Grades, Query};
use crate::eval::metrics::{Figures, means, success};
use crate::eval::retrieval::{Ranked, Run, grades, scores};
use crate::eval::titles;

/// Documents shown of what a failed question found.
const SHOWN: usize = 5;

/// How it is known what answers a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    /// People said which documents do.
    Qrels,
    /// An article with the words of the answer does.
    Answers,
    /// The article of a title answers the title.
    Titles,
}

pub struct Task {
    pub truth: Truth,
    pub queries: Vec<Query>,
    pub collection: Collection,
    /// The words that answer each question, if it is by words.
    answers: Vec<String>,
}

impl Truth {
    pub fn of(asked: &EvalRetrieval) -> Self {
        match (&asked.qrels, &asked.questions) {
            (Some(_), _) => Self::Qrels,
            (None, Some(_)) => Self::Answers,
            (None, None) => Self::Titles,
        }
    }

    /// The mean figures. That an article has some words proves little; it is told only whether one was found early.
    pub fn means(self, scores: &[Figures]) -> Figures {
        self.told(means(scores))
    }

    fn told(self, mut figures: Figures) -> Figures {
        let tells =
            |name: &str| self == Self::Qrels || name.starts_with("success") || name.starts_with("mrr");
        figures.retain(|(name, _)| tells(name));
        figures
    }

    /// A question has failed if nothing that answers it is among so many of the first.
    fn expected_within(self) -> usize {
        match self {
            Self::Qrels => 10,
            Self::Answers => 5,
            Self::Titles => 1,
        }
    }
}

impl Task {
    /// Reads the files that were named, and indexes what is in them.
    pub fn of(asked: &EvalRetrieval, setting: &Setting, interrupt: &Interrupt) -> anyhow::Result<Self> {
        if let (Some(corpus), Some(queries), Some(qrels)) = (&asked.corpus, &asked.queries, &asked.qrels) {
            let queries = beir::queries(queries, qrels)?;
            let collection = Collection::of_corpus(corpus, setting, interrupt)?;
            return Ok(Self { truth: Truth::Qrels, queries, collection, answers: Vec::new() });
        }
        let quiz = asked.questions.as_deref().map(answers::read).transpose()?;
        let collection = Collection::of_articles(import::find(&asked.articles)?, setting, interrupt)?;
        let Some(quiz) = quiz else {
            let queries = titles::queries(collection.documents.values());
            return Ok(Self { truth: Truth::Titles, queries, collection, answers: Vec::new() });
        };
        let queries = queries(&quiz, &collection, interrupt)?;
        let answers = quiz.into_iter().map(|quiz| quiz.answer).collect();
        Ok(Self { truth: Truth::Answers, queries, collection, answers })
    }

    /// Judged documents that the collection does not have.
    pub fn missing(&self) -> Vec<&str> {
        let known: HashSet<&str> =
            self.collection.documents.values().map(|listed| listed.id.as_str()).collect();
        let judged = self.queries.iter().flat_map(|query| query.grades.keys());
        let mut missing: Vec<&str> = judged.map(String::as_str).filter(|id| !known.contains(id)).collect();
        missing.sort_unstable();
        missing.dedup();
        missing
    }

    /// A run as trec_eval reads it splits its columns at spaces.
    pub fn check_ids(&self) -> anyhow::Result<()> {
        let queries = self.queries.iter().map(|query| &query.id);
        let documents = self.collection.documents.values().map(|listed| &listed.id);
        match queries.chain(documents).find(|id| id.contains(char::is_whitespace)) {
            Some(id) => bail!("`{id}` has a space in it; a run cannot name it: leave out --run-out"),
            None => Ok(()),
        }
    }

    /// The mean figures of rankings of the questions.
    pub fn score(&self, rankings: &[Vec<Ranked>]) -> Figures {
        self.truth.means(&scores(rankings, &self.queries, &self.collection.documents))
    }

    /// The figures of each question.
    pub fn scores(&self, rankings: &[Vec<Ranked>]) -> Vec<Figures> {
        let scores = scores(rankings, &self.queries, &self.collection.documents);
        scores.into_iter().map(|figures| self.truth.told(figures)).collect()
    }

    /// The first `limit` questions that failed.
    pub fn failures(&self, run: &Run, limit: usize) -> Vec<Failure> {
        let runs = self.queries.iter().zip(&run.rankings).zip(&run.read_as).enumerate();
        let failed = runs.filter_map(|(place, ((query, ranking), read_as))| {
            let ranked = grades(ranking, &query.grades, &self.collection.documents);
            let has_failed = success(&ranked, self.truth.expected_within()) == 0.0;
            has_failed.then(|| Failure {
                id: query.id.clone(),
                question: query.text.clone(),
                read_as: read_as.clone(),
                answer: self.answer(place, query),
                answering: query.grades.values().filter(|grade| **grade > 0).count(),
                rank: ranked.iter().position(|grade| *grade > 0).map(|place| place + 1),
                found: ranking.iter().take(SHOWN).map(|ranked| self.title(ranked)).collect(),
            })
        });
        failed.take(limit).collect()
    }

    fn answer(&self, place: usize, query: &Query) -> Vec<String> {
        if let Some(answer) = self.answers.get(place) {
            return vec![answer.clone()];
        }
        let good = query.grades.iter().filter(|(_, grade)| **grade > 0);
        let mut ids: Vec<String> = good.map(|(id, _)| id.clone()).collect();
        ids.sort_unstable();
        ids
    }

    fn title(&self, ranked: &Ranked) -> String {
        let listed = self.collection.documents.get(&ranked.article);
        listed.map(|listed| listed.title.clone()).unwrap_or_default()
    }
}

/// The questions, each with the articles that have the words of its answer.
fn queries(quiz: &[Quiz], collection: &Collection, interrupt: &Interrupt) -> anyhow::Result<Vec<Query>> {
    let query =
        |quiz: &Quiz| Query { id: quiz.id.clone(), text: quiz.question.clone(), grades: Grades::new() };
    let answers: Vec<String> = quiz.iter().map(|quiz| wanted(&quiz.answer)).collect();
    let mut queries: Vec<Query> = quiz.iter().map(query).collect();
    collection.each(interrupt, |revision| {
        let article = revision.article();
        let Some(listed) = collection.documents.get(&revision.id().article) else { return };
        let text = folded(&format!("{}\n{}", article.title, article.text));
        for (query, answer) in queries.iter_mut().zip(&answers) {
            if stands_in(answer, &text) {
                query.grades.insert(listed.id.clone(), 1);
            }
        }
    })?;
    Ok(queries)
}
