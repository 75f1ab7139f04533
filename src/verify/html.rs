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
    let mut items = 0;
    for child in element.children() {
        if let Node::Text(words) = child.value() {
            text.push_str(&words.replace(['\n', '\r', '\t'], " "));
        }
        let Some(child) = ElementRef::wrap(child).filter(|child| is_text(element, child)) else {
            continue;
        };
        if element.value().name() == "ol" && child.value().name() == "li" {
            items = child.value().attr("value").and_then(|value| value.parse().ok()).unwrap_or(items + 1);
            text.push_str(&format!("\n\n{items}. "));
        }
        write_element(child, text);
    }
}

/// Not what no reader sees, and not the passages of sources that an item of an appendix quotes.
fn is_text(parent: ElementRef<'_>, child: &ElementRef<'_>) -> bool {
    let name = child.value().name();
    let is_quoted = name == "blockquote" && parent.value().name() == "li";
    !is_quoted && !UNSEEN.contains(&name)
}

fn write_element(element: ElementRef<'_>, text: &mut String) {
    let name = element.value().name();
    let edge = if BLOCKS.contains(&name) { "\n\n" } else { "" };
    if !opens_an_item(text) {
        text.push_str(edge);
    }
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

/// The number of an item was written, and nothing of the item yet.
fn opens_an_item(text: &str) -> bool {
    let line = text.rsplit('\n').next().unwrap_or_default().trim();
    line.strip_suffix('.')
        .is_some_and(|number| !number.is_empty() && number.chars().all(|c| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_page() {
        let page = "<html><head><title>No</title></head><body><h2>Sources</h2><ol><li value=3><p>\
            <a href=\"https://a.example/\">Lume</a></p></li></ol><p>It <b>closed</b><sup>[1]</sup>.</p></body></html>";
        let shown = text(page);
        let lines: Vec<&str> = shown.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        assert_eq!(lines, ["# Sources", "3. [Lume](https://a.example/)", "It closed[1]."]);
    }
}
