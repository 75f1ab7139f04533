//! What an evaluation of answers came to. The names are a contract with scripts.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::told::Case;
use super::asking::Answered;
use super::sets::Open;
use crate::eval::reports::questions::Kind;
use crate::eval::reports::read::Outcome;
use crate::eval::reports::score::{Figures, Score, means};

#[derive(Default, Serialize)]
pub struct Measured {
    /// Questions asked, and those of sets without articles.
    pub asked: usize,
    pub left_out: usize,
    pub sets: Vec<SetNote>,
    /// Means over the questions that have the figure.
    pub figures: Figures,
    pub facts: FactCounts,
    pub by_set: BTreeMap<String, Figures>,
    pub by_kind: BTreeMap<&'static str, Figures>,
    pub baselines: Vec<Baseline>,
    pub questions: Vec<QuestionNote>,
}

#[derive(Serialize)]
pub struct SetNote {
    pub name: String,
    pub articles: usize,
    pub questions: usize,
    /// When it was asked.
    pub now: String,
}

/// Expected facts of questions that have an answer.
#[derive(Default, Serialize)]
pub struct FactCounts {
    pub required: usize,
    pub required_stated: usize,
    pub all: usize,
    pub stated: usize,
    /// Of those stated.
    pub in_place: usize,
    pub opposing: usize,
}

/// Another way of answering.
#[derive(Serialize)]
pub struct Baseline {
    pub name: &'static str,
    pub figures: Figures,
    pub by_set: BTreeMap<String, Figures>,
}

#[derive(Serialize)]
pub struct QuestionNote {
    pub id: String,
    pub set: String,
    pub kind: Kind,
    pub question: String,
    pub is_answered: bool,
    #[serde(flatten)]
    pub score: Score,
    pub baselines: BTreeMap<&'static str, Figures>,
}

impl Measured {
    pub fn of(left_out: usize) -> Self {
        Self { left_out, ..Self::default() }
    }

    /// Takes in the questions of a set.
    pub fn take_in(&mut self, name: &str, open: &Open, answered: Vec<Answered>) {
        let name = if name.is_empty() { "articles" } else { name };
        self.sets.push(SetNote {
            name: name.to_owned(),
            articles: open.collection.documents.len(),
            questions: answered.len(),
            now: open.now.to_string(),
        });
        for Answered { question, outcome, score, baselines } in answered {
            self.questions.push(QuestionNote {
                id: question.id,
                set: name.to_owned(),
                kind: question.kind,
                question: question.question,
                is_answered: outcome == Outcome::Answered,
                score,
                baselines: baselines.into_iter().map(|(name, score)| (name, score.figures)).collect(),
            });
        }
    }

    /// Makes the totals of all questions taken in.
    pub fn sum_up(&mut self) {
        let own = |question: &'_ QuestionNote| Some(question.score.figures.clone());
        self.asked = self.questions.len();
        self.facts = FactCounts::of(self.questions.iter().map(|question| &question.score));
        self.figures = self.mean(|_| true, own);
        self.by_set = self.by(|question| question.set.clone(), own);
        self.by_kind = self.by(|question| question.kind.as_str(), own);
        let first = self.questions.first();
        let names: Vec<&'static str> =
            first.map(|q| q.baselines.keys().copied().collect()).unwrap_or_default();
        let baseline = |name: &'static str| {
            let of = |question: &QuestionNote| question.baselines.get(name).cloned();
            let by_set = self.by(|question| question.set.clone(), of);
            Baseline { name, figures: self.mean(|_| true, of), by_set }
        };
        self.baselines = names.into_iter().map(baseline).collect();
    }

    fn by<K: Ord>(
        &self,
        key: impl Fn(&QuestionNote) -> K,
        figures: impl Fn(&QuestionNote) -> Option<Figures>,
    ) -> BTreeMap<K, Figures> {
        let keys = self.questions.iter().map(&key);
        keys.map(|wanted| {
            let mean = self.mean(|question| key(question) == wanted, &figures);
            (wanted, mean)
        })
        .collect()
    }

    fn mean(
        &self,
        is_one: impl Fn(&QuestionNote) -> bool,
        figures: impl Fn(&QuestionNote) -> Option<Figures>,
    ) -> Figures {
        let all: Vec<Figures> = self.questions.iter().filter(|q| is_one(q)).filter_map(figures).collect();
        means(all.iter())
    }

    /// The figures that a gate may be on.
    pub fn named(&self) -> Vec<(String, f64)> {
        self.figures.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect()
    }
}

impl QuestionNote {
    /// A question fails by what is wrong with its report; what is missing in it is for a gate.
    pub fn case(&self) -> Case {
        let score = &self.score;
        let listed = |what: &str, which: &[String]| {
            (!which.is_empty()).then(|| format!("{what}: {}", which.join(", ")))
        };
        let is = |figure: &str, value: f64| score.figures.get(figure) == Some(&value);
        let told = [
            listed("not borne out by what they cite", &score.unsupported),
            listed("quoted words that are not there", &score.inexact),
            listed("worded against their level", &score.ill_worded),
            is("wrong_abstention", 1.0).then(|| "left unanswered".to_owned()),
            is("abstention_unanswerable", 0.0).then(|| "answered, though nothing answers it".to_owned()),
            is("abstention_false_premise", 0.0).then(|| "answered on a false premise".to_owned()),
        ];
        let told: Vec<String> = told.into_iter().flatten().collect();
        Case {
            name: format!("{}: {}", self.id, self.question),
            failure: (!told.is_empty()).then(|| told.join("\n")),
            share: score.figures.get("nugget_recall").copied(),
        }
    }
}

impl FactCounts {
    fn of<'a>(scores: impl Iterator<Item = &'a Score>) -> Self {
        let mut counts = Self::default();
        let answerable = scores.filter(|score| score.figures.contains_key("nugget_recall"));
        for fact in answerable.flat_map(|score| &score.facts) {
            let stated = fact.is_stated();
            counts.all += 1;
            counts.required += usize::from(fact.required);
            counts.required_stated += usize::from(fact.required && stated);
            counts.stated += usize::from(stated);
            counts.in_place += usize::from(stated && fact.is_in_place);
            counts.opposing += usize::from(fact.is_opposing);
        }
        counts
    }
}
