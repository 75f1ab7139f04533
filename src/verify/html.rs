//! The visible text of an HTML document, with headings, items and paragraphs on lines of their own.

use scraper::{ElementRef, Html, Node};

/// Elements that are not text.
const UNSEEN: &[&str] = &["script", "style", "head", "template", "noscript", "svg", "nav"];
/// Elements that begin and end a line.
const BLOCKS: &[&str] = &[
    "p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "header",
    "footer", "br", "tr", "blockquote", "main", "dl", "dt", "dd", "table", "details", "summary", "body",
];

pub fn looks_like(document: &str) -> bool {
    let start: String = document.trim_start().chars().take(200).collect::<String>().to_lowercase();
    start.starts_with("<!doctype html")
        || start.starts_with("<html")
        || start.starts_with('<') && start.contains('>')
}

/// The text; an address that is linked by a bare number stands behind it as in Markdown.
pub fn text(document: &str) -> String {
    let page = Html::parse_document(document);
    let mut text = String::new();
    write(page.root_element(), &mut text);
    text
}

fn write(element: ElementRef<'_>, text: &mut String) {
    for child in element.children() {
        if let Node::Text(words) = child.value() {
            text.push_str(&words.replace(['\n', '\r', '\t'], " "));
        }
        if let Some(child) = ElementRef::wrap(child).filter(|child| !UNSEEN.contains(&child.value().name())) {
            write_element(child, text);
        }
    }
}

fn write_element(element: ElementRef<'_>, text: &mut String) {
    let name = element.value().name();
    let edge = if BLOCKS.contains(&name) { "\n\n" } else { "" };
    text.push_str(edge);
    if matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6") {
        text.push_str("# ");
    }
    let from = text.len();
    write(element, text);
    let address = element.value().attr("href").filter(|url| name == "a" && url.starts_with("http"));
    if let Some(url) = address {
        let own = text.split_off(from);
        text.push_str(&format!("[{}]({url})", own.trim().trim_matches(['[', ']'])));
    }
    text.push_str(edge);
}
