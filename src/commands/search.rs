//! `caveat search`: finds passages.

use serde::Serialize;

use super::{Exit, Setting, ask, output};
use crate::answer::{Question, Ranked, Signals, filter, rank};
use crate::cli::{Format, Search};
use crate::index::analysis::{as_one_word, highlights};
use crate::news::{Revision, TextRange};

/// A passage found, with its article.
#[derive(Serialize)]
struct Found {
    url: String,
    title: String,
    outlet: String,
    published: Option<String>,
    /// BCP 47 primary language; none if nobody knows.
    language: Option<String>,
    revision: u32,
    /// Bytes of the passage in the revision's text.
    start: usize,
    end: usize,
    /// Compares within one search only.
    score: f64,
    text: String,
    /// Where `text`, the passage, says words of the query in some form, in order.
    highlights: Vec<Highlight>,
    /// What speaks for the passage, where that was asked for; the score is the sum. Passages far down have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    signals: Option<Signals>,
    #[serde(skip)]
    in_title: Vec<Highlight>,
}

/// Bytes in the passage's text (the first is 0).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
struct Highlight {
    start: usize,
    end: usize,
}

pub fn run(setting: &Setting, asked: &Search) -> anyhow::Result<Exit> {
    let opened = ask::open(setting)?;
    let (store, index) = (&opened.store, &opened.index);
    let scope = asked.narrowing.scope(setting.now)?;
    let narrowed = scope.narrows(setting.now).then(|| filter(&scope, store)).transpose()?;
    let question = Question::interpret(&asked.query, setting.now, index, narrowed.as_ref())?;
    let words = sought(&question);
    let mut found = Vec::new();
    for hit in rank(&question, &scope, &opened.archive(), usize::from(asked.limit))? {
        if let Some(revision) = store.revision(hit.revision)? {
            let signals = hit.signals.filter(|_| asked.explain);
            found.push(Found { signals, ..Found::at(&revision, hit, &words) });
        }
    }
    for correction in question.corrections() {
        tracing::info!("read `{}` as `{}`", correction.from, correction.to);
    }
    match asked.format {
        Format::Json => output::print_json(&found)?,
        Format::Text => output::print(&found.iter().map(|f| f.readable(bold)).collect::<String>())?,
    }
    Ok(if found.is_empty() { Exit::Failed } else { Exit::Done })
}

/// The words that a question is about, and each two in a row as one: "cease fire" may be written "ceasefire".
fn sought(question: &Question) -> Vec<String> {
    let words: Vec<String> = question.terms().iter().map(|term| term.word.clone()).collect();
    words.windows(2).filter_map(|pair| as_one_word(&pair.join(" "))).chain(words.iter().cloned()).collect()
}

/// Bold on a terminal that has it, plain elsewhere.
fn bold(words: &str) -> String {
    console::style(words).bold().to_string()
}

impl Found {
    fn at(revision: &Revision, hit: Ranked, words: &[String]) -> Self {
        let article = revision.article();
        let text = article.text.get(hit.start..hit.end).unwrap_or_default();
        let marked = |text: &str| {
            let ranges = highlights(text, article.language.as_deref(), words);
            ranges.iter().map(Highlight::from).collect()
        };
        Self {
            url: article.url.to_string(),
            title: article.title.clone(),
            outlet: article.outlet.clone(),
            published: article.published.map(|p| p.to_string()),
            language: article.language.clone(),
            revision: revision.id().number,
            start: hit.start,
            end: hit.end,
            score: hit.score,
            highlights: marked(text),
            signals: None,
            in_title: marked(&article.title),
            text: text.to_owned(),
        }
    }

    fn readable(&self, mark: impl Fn(&str) -> String) -> String {
        let day = self.published.as_deref().and_then(|p| p.get(..10)).unwrap_or("undated");
        let line = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let title = line(with_marks(&self.title, &self.in_title, &mark));
        let text = line(with_marks(&self.text, &self.highlights, &mark));
        let why = self.signals.as_ref().map(reasons).unwrap_or_default();
        format!(
            "{:.2}  {}, {day}: {title}\n      {}\n      {text}\n{why}\n",
            self.score, self.outlet, self.url
        )
    }
}

/// What a score is made of, largest first.
fn reasons(signals: &Signals) -> String {
    let mut named = [
        ("this passage", signals.passage),
        ("the article’s passages", signals.article),
        ("title", signals.title),
        ("parts of words", signals.parts),
        ("neighbouring words", signals.pairs),
        ("meaning", signals.meaning),
        ("day, outlet or phrase", signals.wished),
    ];
    named.sort_by(|a, b| b.1.total_cmp(&a.1));
    // These two speak for few passages, or in few collections.
    let speaks = |(name, value): &&(&str, f64)| {
        *value >= 0.005 || !matches!(*name, "meaning" | "day, outlet or phrase")
    };
    let parts: Vec<String> =
        named.iter().filter(speaks).map(|(name, value)| format!("{name} {value:.2}")).collect();
    format!("      = {}\n", parts.join(" + "))
}

impl From<&TextRange> for Highlight {
    fn from(range: &TextRange) -> Self {
        Self { start: range.start(), end: range.end() }
    }
}

/// A text with some places in it marked.
fn with_marks(text: &str, places: &[Highlight], mark: impl Fn(&str) -> String) -> String {
    let (mut marked, mut copied) = (String::with_capacity(text.len()), 0);
    for place in places {
        marked.push_str(text.get(copied..place.start).unwrap_or_default());
        marked.push_str(&mark(text.get(place.start..place.end).unwrap_or_default()));
        copied = place.end;
    }
    marked.push_str(text.get(copied..).unwrap_or_default());
    marked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_marked_and_lines_made_one() {
        let found = Found {
            url: "https://news.example/a".into(),
            title: "Ferry talks".into(),
            outlet: "News".into(),
            published: Some("2026-01-20T10:00:00Z".into()),
            language: Some("en".into()),
            revision: 1,
            start: 40,
            end: 70,
            score: 1.5,
            text: "The ferry\nnegotiations, again".into(),
            highlights: vec![Highlight { start: 4, end: 9 }, Highlight { start: 10, end: 22 }],
            signals: None,
            in_title: vec![Highlight { start: 0, end: 5 }],
        };
        let readable = found.readable(|words| format!("*{words}*"));
        let text = "The *ferry* *negotiations*, again";
        let expected =
            format!("1.50  News, 2026-01-20: *Ferry* talks\n      https://news.example/a\n      {text}\n\n");
        assert_eq!(readable, expected);
    }
}
