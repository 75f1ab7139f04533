//! Stand-in: keeps a page's title and the text of its paragraphs.

use jiff::Timestamp;
use scraper::{Html, Selector};

use crate::news::{Article, CanonicalUrl, Kind};

pub struct Extracted {
    title: String,
    text: String,
}

#[derive(Debug, thiserror::Error)]
pub enum ExtractError {
    #[error("the page has no article text")]
    NoText,
}

pub fn extract(html: &str, _url: Option<&CanonicalUrl>, _now: Timestamp) -> Result<Extracted, ExtractError> {
    let page = Html::parse_document(html);
    let texts = |css: &str| -> Vec<String> {
        let Ok(selector) = Selector::parse(css) else { return Vec::new() };
        page.select(&selector).map(|e| e.text().collect::<String>().trim().to_owned()).collect()
    };
    let text = texts("p").join("\n\n");
    if text.is_empty() {
        return Err(ExtractError::NoText);
    }
    Ok(Extracted { title: texts("title").concat(), text })
}

impl Extracted {
    pub fn into_article(self, url: &CanonicalUrl) -> Result<Article, ExtractError> {
        Ok(Article {
            url: url.clone(),
            title: self.title,
            text: self.text,
            outlet: url.host().to_owned(),
            authors: Vec::new(),
            published: None,
            modified: None,
            language: None,
            section: None,
            kind: Kind::default(),
            paywalled: false,
            wire: None,
        })
    }
}
