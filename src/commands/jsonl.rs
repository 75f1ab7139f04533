//! Articles as lines of JSON: what `export` writes and `import` reads.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};

use crate::crawl::extract::{ExtractError, clean, extract};
use crate::news::{
    Article, CanonicalUrl, Confidence, Kind, Revision, StatedTime, StatedTimeError, UrlError, parse_stated,
    primary_language,
};

/// One state of an article. Of the keys up to `html`, the names and types are a contract; a line with a wrong
/// type there is refused. The keys below it are ours, and `export` needs them to lose nothing. In other
/// people's files they may mean something else, so there a wrong type means that the key is not there.
#[derive(Debug, Default, Deserialize, Serialize)]
pub struct ArticleLine {
    url: String,
    #[serde(default, deserialize_with = "or_default")]
    title: String,
    #[serde(default, deserialize_with = "or_default")]
    text: String,
    #[serde(default, deserialize_with = "or_default")]
    outlet: String,
    #[serde(default, deserialize_with = "or_default")]
    authors: Vec<String>,
    /// RFC 3339 or YYYY-MM-DD.
    published: Option<String>,
    /// When this state was first seen.
    fetched: Option<String>,
    language: Option<String>,
    /// Read if there is no text.
    #[serde(skip_serializing)]
    html: Option<String>,
    #[serde(default, deserialize_with = "if_ours")]
    published_confidence: Option<String>,
    #[serde(default, deserialize_with = "if_ours")]
    modified: Option<String>,
    #[serde(default, deserialize_with = "if_ours")]
    section: Option<String>,
    #[serde(default, deserialize_with = "if_ours")]
    kind: Option<String>,
    #[serde(default, deserialize_with = "if_ours")]
    paywalled: Option<bool>,
    #[serde(default, deserialize_with = "if_ours")]
    wire: Option<String>,
}

/// Why a line is no article.
#[derive(Debug, thiserror::Error)]
pub enum LineError {
    #[error("not an article in JSON: {0}")]
    Json(String),
    #[error("\"url\": {0}")]
    Url(#[from] UrlError),
    #[error("\"{key}\": {error}")]
    Time { key: &'static str, error: StatedTimeError },
    #[error("\"html\": {0}")]
    Html(#[from] ExtractError),
    #[error("neither \"text\" nor \"title\" says anything; give the text, or \"html\" to read it from")]
    Empty,
}

impl ArticleLine {
    /// Reads a line of a file.
    pub fn parse(line: &[u8]) -> Result<Self, LineError> {
        // Each line is a document of its own, so "line 1" would only mislead.
        serde_json::from_slice(line)
            .map_err(|e| LineError::Json(e.to_string().replace(" at line 1 column ", " at byte ")))
    }

    /// The line of a stored revision.
    pub fn of(revision: &Revision) -> Self {
        let article = revision.article();
        let confidence = article.published.map(|time| match time.confidence() {
            Confidence::Low => "low",
            Confidence::High => "high",
        });
        Self {
            url: article.url.to_string(),
            title: article.title.clone(),
            text: article.text.clone(),
            outlet: article.outlet.clone(),
            authors: article.authors.clone(),
            published: article.published.map(|time| time.to_string()),
            fetched: Some(revision.first_seen().to_string()),
            language: article.language.clone(),
            html: None,
            published_confidence: confidence.map(str::to_owned),
            modified: article.modified.map(|time| time.to_string()),
            section: article.section.clone(),
            kind: Some(article.kind.to_string()),
            paywalled: Some(article.paywalled),
            wire: article.wire.clone(),
        }
    }

    /// The article, and when it was seen in this state: at `now` if the line does not say, and never later,
    /// lest a clock that ran ahead hides an article.
    pub fn into_article(self, now: Timestamp) -> Result<(Article, Timestamp), LineError> {
        let url = CanonicalUrl::parse(&self.url)?;
        let fetched = stated("fetched", self.fetched.as_deref())?;
        let seen = fetched.map_or(now, |time| time.latest().min(now));
        let published = stated("published", self.published.as_deref())?;
        let trust = |time: StatedTime| match self.published_confidence.as_deref() {
            Some("low") => time.trusted(Confidence::Low),
            _ => time,
        };
        let given = Article {
            title: clean(&self.title),
            text: normalised(&self.text),
            outlet: clean(&self.outlet),
            authors: self.authors.iter().map(|a| clean(a)).filter(|a| !a.is_empty()).collect(),
            published: published.map(trust),
            modified: self.modified.and_then(|time| parse_stated(&time, Confidence::High).ok()),
            language: self.language.as_deref().and_then(primary_language),
            section: self.section.as_deref().map(clean).filter(|s| !s.is_empty()),
            kind: self.kind.and_then(|kind| kind.parse().ok()).unwrap_or_default(),
            paywalled: self.paywalled.unwrap_or_default(),
            wire: self.wire.as_deref().map(clean).filter(|w| !w.is_empty()),
            url,
        };
        let article = match self.html {
            Some(html) if given.text.is_empty() => read_page(&html, given, now)?,
            _ => given,
        };
        if article.text.is_empty() && article.title.is_empty() {
            return Err(LineError::Empty);
        }
        let outlet = if article.outlet.is_empty() { article.url.host().to_owned() } else { article.outlet };
        Ok((Article { outlet, ..article }, seen))
    }
}

/// What the page says, under the address that the line gives; what else the line says goes before it.
fn read_page(html: &str, given: Article, now: Timestamp) -> Result<Article, ExtractError> {
    let read = extract(html, Some(&given.url), now)?.into_article(&given.url);
    let said = |given: String, read| if given.is_empty() { read } else { given };
    Ok(Article {
        url: given.url,
        title: said(given.title, read.title),
        outlet: said(given.outlet, read.outlet),
        authors: if given.authors.is_empty() { read.authors } else { given.authors },
        published: given.published.or(read.published),
        modified: given.modified.or(read.modified),
        language: given.language.or(read.language),
        section: given.section.or(read.section),
        kind: if given.kind == Kind::News { read.kind } else { given.kind },
        paywalled: given.paywalled || read.paywalled,
        wire: given.wire.or(read.wire),
        text: read.text,
    })
}

/// Text in the form in which extraction leaves it: clean lines, paragraphs split by one blank line.
pub fn normalised(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut paragraph_ended = false;
    for line in text.split('\n').map(clean) {
        if line.is_empty() {
            paragraph_ended = true;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if paragraph_ended { "\n\n" } else { "\n" });
        }
        out.push_str(&line);
        paragraph_ended = false;
    }
    out
}

fn stated(key: &'static str, given: Option<&str>) -> Result<Option<StatedTime>, LineError> {
    let given = given.map(str::trim).filter(|text| !text.is_empty());
    let read = given.map(|text| parse_stated(text, Confidence::High)).transpose();
    read.map_err(|error| LineError::Time { key, error })
}

/// `null` is as good as nothing.
fn or_default<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Default + Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

fn if_ours<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: serde::de::DeserializeOwned,
    D: Deserializer<'de>,
{
    let value = serde_json::Value::deserialize(deserializer)?;
    Ok(serde_json::from_value(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-02-01T00:00:00Z";

    fn read(line: &str) -> Result<(Article, Timestamp), LineError> {
        ArticleLine::parse(line.as_bytes())?.into_article(NOW.parse().unwrap())
    }

    #[track_caller]
    fn check_text(given: &str, expected: &str) {
        assert_eq!(normalised(given), expected);
        assert_eq!(normalised(expected), expected, "not stable");
    }

    #[test]
    fn text_takes_the_form_of_extracted_text() {
        check_text("a\r\nb \r\n\r\n\r\n\r\nc\n", "a\nb\n\nc");
        check_text("\n\n  \u{feff}a\u{200b}b\tc\u{7}\n \n\u{200b}\nd", "ab c\n\nd");
        check_text("cafe\u{301}", "café");
        check_text(" \n \n", "");
    }

    #[test]
    fn what_is_left_out_has_its_default() {
        let (article, seen) = read(r#"{"url":"https://www.news.example/a","text":"Words."}"#).unwrap();
        assert_eq!((article.outlet.as_str(), seen.to_string()), ("news.example", NOW.to_owned()));
        let nulls = r#"{"url":"https://news.example/a","title":null,"text":"Words.","outlet":null,"authors":null,
            "published":null,"fetched":null,"language":null,"html":null,"extra":{"deep":[1]},"wire":false}"#;
        let (article, _) = read(nulls).unwrap();
        assert_eq!((article.wire, article.outlet.as_str()), (None, "news.example"));
    }

    #[test]
    fn times_keep_their_offset_and_nothing_was_seen_in_the_future() {
        let line = r#"{"url":"https://news.example/a","text":"Words.","language":"en-GB",
            "published":"2026-01-22T23:30:00+02:00","fetched":"2026-01-23T08:00:00+02:00"}"#;
        let (article, seen) = read(line).unwrap();
        assert_eq!(article.published.unwrap().to_string(), "2026-01-22T23:30:00+02:00");
        assert_eq!(
            (article.language.as_deref(), seen.to_string()),
            (Some("en"), "2026-01-23T06:00:00Z".into())
        );
        let ahead = r#"{"url":"https://news.example/a","text":"Words.","fetched":"2099-01-01"}"#;
        assert_eq!(read(ahead).unwrap().1.to_string(), NOW);
    }

    #[test]
    fn a_page_stands_in_for_the_text_under_the_address_given() {
        let html = "<html><head><title>The page's title</title></head><body><article><p>The committee met on \
            Monday and heard from three witnesses, who all said that the bridge had been closed for repairs \
            since autumn.</p><p>It will meet again next week to decide about the toll, its chair said.</p>\
            </article></body></html>";
        let line =
            serde_json::json!({"url": "https://news.example/a", "title": "Given", "text": " ", "html": html});
        let (article, _) = read(&line.to_string()).unwrap();
        assert_eq!((article.title.as_str(), article.url.as_str()), ("Given", "https://news.example/a"));
        assert!(article.text.contains("three witnesses"));
    }

    #[test]
    fn refusals_name_the_key() {
        let reason = |line: &str| read(line).unwrap_err().to_string();
        assert!(reason("{").contains("not an article in JSON"));
        assert!(reason(r#"{"text":"Words."}"#).contains("missing field `url`"));
        assert!(reason(r#"{"url":"ftp://a/b","text":"Words."}"#).contains("\"url\": `ftp://a/b`"));
        assert!(reason(r#"{"url":"https://a.example/","text":7}"#).contains("invalid type: integer `7`"));
        assert!(reason(r#"{"url":"https://a.example/","text":"\n","title":" "}"#).contains("neither"));
        let undated = r#"{"url":"https://a.example/","text":"Words.","published":"last week"}"#;
        assert!(reason(undated).contains("\"published\": `last week`"));
        assert!(reason(r#"{"url":"https://a.example/","html":"<p>"}"#).contains("\"html\": nothing"));
    }
}
