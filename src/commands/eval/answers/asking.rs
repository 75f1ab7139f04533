//! One question: its report, and what the report comes to.

use std::collections::BTreeMap;
use std::path::Path;

use super::sets::Open;
use crate::answer::{Report, render};
use anyhow::bail;
use jiff::Timestamp;

use crate::commands::ask::Asked;
use crate::commands::model::Model;
use crate::commands::output;
use crate::commands::progress::Progress;
use crate::eval::cost::Clock;
use crate::eval::reports::questions::Question;
use crate::eval::reports::read::{Outcome, Read, Source};
use crate::eval::reports::score::{Score, score, score_sentences};
use crate::eval::reports::sources::{SourceText, Sources};
use crate::eval::reports::summaries::{lead, lexrank};
use crate::eval::retrieval::{Run, Searched};
use crate::news::{ArticleId, CanonicalUrl, Revision, sentences};
use crate::store::{Scope, Store};

/// Articles that a baseline may look at.
const ARTICLES: usize = 10;

/// Asks questions of one collection.
pub struct Asker<'a> {
    pub set: &'a Open,
    /// The model that composes, if one does.
    pub model: Option<&'a Model>,
    pub with_reference: bool,
    pub reports_out: Option<&'a Path>,
}

/// A question with what became of it.
pub struct Answered {
    pub question: Question,
    pub outcome: Outcome,
    pub score: Score,
    /// The same of other ways of answering, by name.
    pub baselines: Vec<(&'static str, Score)>,
}

impl Asker<'_> {
    /// Asks a question. Every question gets a score: one that cannot be asked counts as not answered.
    pub fn ask(&self, question: &Question, progress: &Progress) -> anyhow::Result<Answered> {
        let clock = Clock::start();
        let report = self.set.report(&question.question, self.model);
        let seconds = clock.seconds();
        let read = match &report {
            Ok(report) => Read::of(report)?,
            Err(error) => {
                progress.warn(&format!("question `{}`: {error}", question.id));
                Read::default()
            }
        };
        if let (Some(directory), Ok(report)) = (self.reports_out, &report) {
            write_out(directory, &question.id, report)?;
        }
        let mut score = score(question, &read, &self.set.sources(&read.sources)?);
        score.note("cpu_seconds", seconds);
        let baselines = if self.with_reference { self.summarised(question)? } else { Vec::new() };
        Ok(Answered { question: question.clone(), outcome: read.outcome, score, baselines })
    }

    fn summarised(&self, question: &Question) -> anyhow::Result<Vec<(&'static str, Score)>> {
        let articles = self.set.best_articles(&question.question, ARTICLES)?;
        let scored = |sentences: Vec<String>| score_sentences(question, &sentences);
        Ok(vec![("lead-3", scored(lead(&articles))), ("LexRank", scored(lexrank(&articles)))])
    }
}

impl Open {
    /// The report on a question, as `ask` makes it.
    pub fn report(&self, text: &str, model: Option<&Model>) -> anyhow::Result<Report> {
        self.report_at(self.now, text, model)
    }

    /// The report as it was at an earlier time.
    pub fn report_at(&self, now: Timestamp, text: &str, model: Option<&Model>) -> anyhow::Result<Report> {
        let asked = Asked { text, now, scope: &Scope::at(now) };
        let (report, stopped) = asked.put_to(&self.collection.archive(), model.cloned())?;
        if stopped { bail!("stopped before every question was asked") } else { Ok(report) }
    }

    /// The sentences of the articles that rank first for a question. None for one that cannot be asked.
    pub fn best_articles(&self, text: &str, count: usize) -> anyhow::Result<Vec<Vec<String>>> {
        self.best_articles_at(self.now, text, count)
    }

    /// … at an earlier time.
    pub fn best_articles_at(
        &self,
        now: Timestamp,
        text: &str,
        count: usize,
    ) -> anyhow::Result<Vec<Vec<String>>> {
        let searched = Searched { archive: self.collection.archive(), scope: &Scope::at(now) };
        let mut run = Run::default();
        if run.ask(text, &searched).is_err() {
            return Ok(Vec::new());
        }
        let ranked = run.rankings.into_iter().flatten().take(count);
        ranked.map(|ranked| sentences_of(&self.collection.store, ranked.article)).collect()
    }

    /// The texts that a report says it cites.
    fn sources(&self, cited: &[Source]) -> anyhow::Result<Sources> {
        let mut texts = BTreeMap::new();
        for source in cited {
            let history = self.collection.store.history(&CanonicalUrl::parse(&source.url)?)?;
            let revision = history.iter().find(|revision| revision.id().number == source.revision);
            texts.extend(revision.map(|revision| (source.n, text_of(revision, source))));
        }
        Ok(Sources(texts))
    }
}

fn text_of(revision: &Revision, source: &Source) -> SourceText {
    let article = revision.article();
    SourceText {
        text: article.text.clone(),
        outlet: source.outlet.clone(),
        published: article.published.map(|published| published.date()),
        kind: source.kind.clone(),
    }
}

fn sentences_of(store: &Store, article: ArticleId) -> anyhow::Result<Vec<String>> {
    let revisions = store.revisions(article)?;
    let Some(newest) = revisions.iter().max_by_key(|revision| revision.id().number) else {
        return Ok(Vec::new());
    };
    let article = newest.article();
    let ranges = sentences(&article.text, article.language.as_deref());
    Ok(ranges.iter().map(|range| range.of(&article.text).to_owned()).collect())
}

/// Writes a report as Markdown and JSON under the id of its question.
pub fn write_out(directory: &Path, id: &str, report: &Report) -> anyhow::Result<()> {
    let write = |ending: &str, text: String| {
        let path = directory.join(format!("{id}.{ending}"));
        output::write_to(Some(&path), |out| Ok(out.write_all(text.as_bytes())?))
    };
    write("md", render::markdown(report))?;
    write("json", render::json(report))
}
