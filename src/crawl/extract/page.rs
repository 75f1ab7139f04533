//! A parsed page: its metadata tags, and its visible part.

use scraper::{ElementRef, Html, Node, Selector};

use super::guard::{MAX_DEPTH, VOID};

/// Visible bytes that are given to the extractor: far more than an article, and little enough for a scan of all
/// descendants of all ancestors.
const MAX_VISIBLE_BYTES: usize = 2 * 1024 * 1024;

/// Visible elements that are given to the extractor. The largest of 1,271 real pages has 10,000.
const MAX_VISIBLE_ELEMENTS: usize = 12_000;
/// Texts and elements directly within one element that are given to the extractor, which walks the siblings of
/// each of them.
const MAX_CHILDREN: usize = 4_000;

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

    /// The element that all others are in.
    pub fn root(&self) -> ElementRef<'_> {
        self.html.root_element()
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
        let mut visible = Visible { out: String::from("<!DOCTYPE html>"), elements: 0 };
        for child in self.html.tree.root().children() {
            if let Some(element) = ElementRef::wrap(child) {
                visible.write(element, 0);
            }
        }
        visible.out
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

/// Attributes that extractors look at.
const KEPT: &[&str] = &[
    "class", "id", "role", "itemprop", "itemtype", "href", "rel", "type", "style", "aria-hidden",
    "data-component", "data-lp-replacement-content",
];

/// Elements that hold no words: pictures, and what only machines read.
const UNREAD: &[&str] = &["meta", "link", "source", "track", "param"];

/// HTML as it is written.
struct Visible {
    out: String,
    elements: usize,
}

impl Visible {
    /// Recursion ends at [`MAX_DEPTH`]: what is deeper is no article.
    fn write(&mut self, element: ElementRef<'_>, depth: usize) {
        let is_full = self.out.len() > MAX_VISIBLE_BYTES || self.elements > MAX_VISIBLE_ELEMENTS;
        if depth >= MAX_DEPTH || is_full || is_hidden(element) {
            return;
        }
        self.elements += 1;
        let name = element.value().name();
        if UNREAD.contains(&name) {
            return;
        }
        self.start_tag(element);
        if VOID.contains(&name) {
            return;
        }
        for child in element.children().take(MAX_CHILDREN) {
            let room = MAX_VISIBLE_BYTES.saturating_sub(self.out.len());
            match child.value() {
                Node::Text(text) => {
                    escape(text.get(..text.floor_char_boundary(room)).unwrap_or_default(), &mut self.out)
                }
                Node::Element(_) => {
                    ElementRef::wrap(child).into_iter().for_each(|e| self.write(e, depth + 1))
                }
                _ => {}
            }
        }
        self.out.extend(["</", name, ">"]);
    }

    fn start_tag(&mut self, element: ElementRef<'_>) {
        self.out.extend(["<", element.value().name()]);
        for (attribute, value) in element.value().attrs().filter(|(name, _)| KEPT.contains(name)) {
            self.out.extend([" ", attribute, "=\""]);
            escape(value, &mut self.out);
            self.out.push('"');
        }
        self.out.push('>');
    }
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
