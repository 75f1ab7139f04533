//! `caveat search`: finds passages.

use serde::Serialize;

use super::{Exit, Setting, ask, output};
use crate::answer::{Question, filter, search};
use crate::cli::{Format, Search};
use crate::news::Revision;

/// A passage found, with its article.
#[derive(Serialize)]
struct Found {
    url: String,
    title: String,
    outlet: String,
    published: Option<String>,
    revision: u32,
    /// Bytes of the passage in the revision's text.
    start: usize,
    end: usize,
    /// Compares within one search only.
    score: f32,
    text: String,
}

pub fn run(setting: &Setting, asked: &Search) -> anyhow::Result<Exit> {
    let (store, index) = ask::open(setting)?;
    let scope = asked.narrowing.scope(setting.now)?;
    let narrowed = scope.narrows(setting.now).then(|| filter(&scope, &store)).transpose()?;
    let question = Question::interpret(&asked.query, setting.now, &index, narrowed.as_ref())?;
    let mut found = Vec::new();
    for hit in search(&question, &scope, &store, &index, usize::from(asked.limit))? {
        if let Some(revision) = store.revision(hit.revision)? {
            found.push(Found::at(&revision, (hit.start, hit.end), hit.score));
        }
    }
    for correction in question.corrections() {
        tracing::info!("read `{}` as `{}`", correction.from, correction.to);
    }
    match asked.format {
        Format::Json => output::print_json(&found)?,
        Format::Text => output::print(&found.iter().map(Found::readable).collect::<String>())?,
    }
    Ok(if found.is_empty() { Exit::Failed } else { Exit::Done })
}

impl Found {
    fn at(revision: &Revision, (start, end): (usize, usize), score: f32) -> Self {
        let article = revision.article();
        Self {
            url: article.url.to_string(),
            title: article.title.clone(),
            outlet: article.outlet.clone(),
            published: article.published.map(|p| p.to_string()),
            revision: revision.id().number,
            start,
            end,
            score,
            text: article.text.get(start..end).unwrap_or_default().to_owned(),
        }
    }

    fn readable(&self) -> String {
        let day = self.published.as_deref().and_then(|p| p.get(..10)).unwrap_or("undated");
        let text = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        format!(
            "{:.2}  {}, {day}: {}\n      {}\n      {text}\n\n",
            self.score, self.outlet, self.title, self.url
        )
    }
}
