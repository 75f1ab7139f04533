//! A parsed page: its metadata tags, and its visible part.

use scraper::{ElementRef, Html, Node, Selector};

use super::guard::{MAX_DEPTH, VOID};

/// Visible bytes that are given to the extractor: far more than an article, and little enough for a scan of all
/// descendants of all ancestors.
const MAX_VISIBLE_BYTES: usize = 2 * 1024 * 1024;

/// A page as parsed once.
pub struct Page {
    html: Html,
    /// Name or property (lowercase) and content of the `meta` tags, in page order.
    metas: Vec<(String, String)>,
}

impl Page {
    /// Parses a page that went through `guard::tame`.
    pub fn parse(html: &str) -> Self {
        let html = Html::parse_document(html);
        let metas = select_in(&html, "meta[content]").into_iter().flat_map(meta).collect();
        Self { html, metas }
    }

    /// All elements that a CSS selector names, in page order.
    pub fn select(&self, css: &str) -> Vec<ElementRef<'_>> {
        select_in(&self.html, css)
    }

    /// The first non-empty content of the first of these `meta` names that has one.
    pub fn meta(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.metas(name).next())
    }

    /// The contents of all `meta` tags of a name, without the empty ones.
    pub fn metas(&self, name: &str) -> impl Iterator<Item = &str> {
        self.metas.iter().filter(move |(n, _)| n == name).map(|(_, content)| content.as_str())
    }

    /// The page as HTML again without what a reader does not see and what an extractor has no use for.
    pub fn visible_html(&self) -> String {
        let mut out = String::from("<!DOCTYPE html>");
        for child in self.html.tree.root().children() {
            if let Some(element) = ElementRef::wrap(child) {
                write_visible(element, 0, &mut out);
            }
        }
        out
    }
}

/// A `meta` tag may carry several names; each counts.
fn meta(element: ElementRef<'_>) -> Vec<(String, String)> {
    let content = element.attr("content").unwrap_or_default().trim();
    let names = ["property", "name", "itemprop", "http-equiv"].map(|a| element.attr(a));
    let names = names.into_iter().flatten().filter(|_| !content.is_empty());
    names.map(|name| (name.trim().to_lowercase(), content.to_owned())).collect()
}

fn select_in<'a>(html: &'a Html, css: &str) -> Vec<ElementRef<'a>> {
    let selector = Selector::parse(css);
    debug_assert!(selector.is_ok(), "`{css}` is not a CSS selector");
    selector.map_or_else(|_| Vec::new(), |selector| html.select(&selector).collect())
}

/// Whether an element and all in it is kept from readers by its own tag, attributes or inline style.
///
/// `body` and `html` are exempt from the style rules: pages hide themselves until their scripts have run.
/// `aria-hidden` hides from screen readers only, and pages set it on their frame while a dialog is open, so it
/// does not count on elements that hold the page's heading or its article.
pub fn is_hidden(element: ElementRef<'_>) -> bool {
    let name = element.value().name();
    if matches!(name, "template" | "noscript" | "style" | "script" | "object" | "embed" | "iframe" | "svg") {
        return true;
    }
    if matches!(name, "html" | "body" | "head") {
        return false;
    }
    let style: String = element.attr("style").unwrap_or_default().split_whitespace().collect();
    let style = style.to_ascii_lowercase();
    element.attr("hidden").is_some()
        || style.contains("display:none")
        || style.contains("visibility:hidden")
        || (element.attr("aria-hidden") == Some("true") && !is_frame(element))
}

fn is_frame(element: ElementRef<'_>) -> bool {
    element.descendent_elements().any(|e| matches!(e.value().name(), "h1" | "article" | "main"))
}

/// Recursion ends at [`MAX_DEPTH`]: what is deeper is no article.
fn write_visible(element: ElementRef<'_>, depth: usize, out: &mut String) {
    let keeps_data = element.attr("type").is_some_and(|t| t.eq_ignore_ascii_case("application/ld+json"));
    if depth >= MAX_DEPTH || out.len() > MAX_VISIBLE_BYTES || (is_hidden(element) && !keeps_data) {
        return;
    }
    let name = element.value().name();
    out.extend(["<", name]);
    for (attribute, value) in element.value().attrs() {
        out.extend([" ", attribute, "=\""]);
        escape(value, out);
        out.push('"');
    }
    out.push('>');
    if VOID.contains(&name) {
        return;
    }
    for child in element.children() {
        match child.value() {
            Node::Text(text) if name == "script" => out.push_str(text),
            Node::Text(text) => escape(text, out),
            Node::Element(_) => {
                if let Some(child) = ElementRef::wrap(child) {
                    write_visible(child, depth + 1, out);
                }
            }
            _ => {}
        }
    }
    out.extend(["</", name, ">"]);
}

fn escape(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(character),
        }
    }
}
