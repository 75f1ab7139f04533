//! The text of an article, as paragraphs.
//!
//! The library finds the part of the page that is the article; this module keeps its paragraphs apart, cleans
//! them and drops what is none. Where the library finds little, the article's own structured data and the
//! plain `article` element are asked.

use scraper::{ElementRef, Html, Node};
use trafilatura::{ExtractionFocus, HtmlDateMode, Options};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::clutter;
use super::page::{Page, is_hidden};
use super::siblings;
use crate::faults::contain;

/// Characters below which an extraction is doubted, and another source of text is looked for.
const LITTLE: usize = 250;
/// Characters below which there is no article at all: less than a short sentence or two.
const LEAST: usize = 60;

/// The article's paragraphs split by one blank line, or `None` if nothing on the page reads as an article.
/// `stated` is the text that the page's structured data gives, and `title` the title, which is not repeated.
pub fn article_text(page: &Page, stated: Option<&str>, title: &str) -> Option<String> {
    if let Some(found) = siblings::paragraphs(page) {
        let found = clutter::without(found, title);
        if length(&found) >= LITTLE {
            return Some(found.join("\n\n"));
        }
    }
    let visible = page.visible_html();
    let mut best = clutter::without(library_paragraphs(&visible), title);
    // Of short articles the library gives all paragraphs as one.
    if length(&best) < LITTLE || best.len() == 1 {
        let others = [stated.map(stated_paragraphs), Some(element_paragraphs(&visible))];
        for other in others.into_iter().flatten() {
            let other = clutter::without(other, title);
            if is_better(&other, &best) {
                best = other;
            }
        }
    }
    (length(&best) >= LEAST).then(|| best.join("\n\n"))
}

/// Twice as long, or the little that the library chose is the better choice; or the same in more paragraphs.
fn is_better(other: &[String], best: &[String]) -> bool {
    let letters = |paragraphs: &[String]| -> String {
        paragraphs.iter().flat_map(|p| p.chars()).filter(|c| !c.is_whitespace()).collect()
    };
    length(other) > 2 * length(best) || (other.len() > best.len() && letters(other) == letters(best))
}

fn length(paragraphs: &[String]) -> usize {
    paragraphs.iter().map(|p| p.chars().count()).sum()
}

fn library_options() -> Options {
    Options::default()
        .with_fallback(true)
        .with_exclude_comments(true)
        .with_html_date_mode(HtmlDateMode::Disabled)
        .with_focus(ExtractionFocus::Balanced)
}

fn library_paragraphs(visible: &str) -> Vec<String> {
    // On damaged pages it may panic; then there are other sources of text.
    match contain(|| trafilatura::extract(visible, &library_options())) {
        Ok(Ok(found)) => paragraphs(&Html::parse_fragment(&found.content_html)),
        Ok(Err(_)) | Err(_) => Vec::new(),
    }
}

/// What the library makes of a page by itself, for comparison.
pub fn library_alone(html: &str) -> String {
    let found = trafilatura::extract(html, &library_options());
    found.map(|found| found.content_text).unwrap_or_default()
}

/// Structured data holds the text plain, with line breaks, or as escaped HTML.
fn stated_paragraphs(stated: &str) -> Vec<String> {
    let marked_up = ["</p>", "<br", "</div>"].iter().any(|tag| stated.contains(tag));
    match super::guard::tame(stated) {
        Ok(html) if marked_up => paragraphs(&Html::parse_fragment(&html)),
        _ => stated.split('\n').map(clean).filter(|p| !p.is_empty()).collect(),
    }
}

/// The paragraphs of the `article` or `main` element that has most of them.
fn element_paragraphs(visible: &str) -> Vec<String> {
    let page = Page::parse(visible);
    let whole = page.select("article, main, [role=main], [itemprop=articleBody]");
    let candidates = whole.into_iter().map(|element| {
        let inside = element.descendent_elements().filter(|e| e.value().name() == "p");
        inside.map(|p| clean(&p.text().collect::<String>())).filter(|p| !p.is_empty()).collect()
    });
    candidates.max_by_key(|paragraphs: &Vec<String>| length(paragraphs)).unwrap_or_default()
}

/// The text of one element, block by block.
pub fn paragraphs_in(element: ElementRef<'_>) -> Vec<String> {
    let mut writer = Writer::default();
    writer.write(element);
    writer.end_paragraph();
    writer.done
}

/// Elements that begin and end a paragraph.
const BLOCKS: &[&str] = &[
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "dl", "dt", "dd", "blockquote", "pre",
    "table", "tr", "section", "article", "main", "header", "footer", "aside", "figure", "figcaption", "hr",
    "address", "details", "summary", "form", "fieldset", "center",
];

/// The text of a fragment, block by block; two line breaks in a row split a block.
fn paragraphs(fragment: &Html) -> Vec<String> {
    let mut writer = Writer::default();
    for child in fragment.tree.root().children() {
        if let Some(element) = ElementRef::wrap(child) {
            writer.write(element);
        }
    }
    writer.end_paragraph();
    writer.done
}

#[derive(Default)]
struct Writer {
    done: Vec<String>,
    current: String,
    breaks: usize,
}

impl Writer {
    /// Recursion is as deep as the tree, which the guard has cut.
    fn write(&mut self, element: ElementRef<'_>) {
        if is_hidden(element) {
            return;
        }
        let name = element.value().name();
        let is_block = BLOCKS.contains(&name);
        if is_block {
            self.end_paragraph();
        }
        match name {
            "br" | "lb" => self.line_break(),
            "td" | "th" => self.current.push(' '),
            _ => {}
        }
        for child in element.children() {
            match child.value() {
                Node::Text(text) => self.text(text),
                Node::Element(_) => ElementRef::wrap(child).into_iter().for_each(|e| self.write(e)),
                _ => {}
            }
        }
        if is_block {
            self.end_paragraph();
        }
    }

    fn text(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.breaks = 0;
        }
        self.current.push_str(text);
    }

    fn line_break(&mut self) {
        self.breaks += 1;
        self.current.push(' ');
        if self.breaks >= 2 {
            self.end_paragraph();
        }
    }

    fn end_paragraph(&mut self) {
        self.breaks = 0;
        let paragraph = clean(&self.current);
        self.current.clear();
        if !paragraph.is_empty() {
            self.done.push(paragraph);
        }
    }
}

/// Folds whitespace, drops control and invisible characters, and composes what is left (Unicode NFC).
pub fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        let before = out.len();
        if before > 0 {
            out.push(' ');
        }
        let start = out.len();
        // Composing is most of the work, and most words are composed.
        if word.is_ascii() {
            out.push_str(word);
        } else if is_nfc_quick(word.chars()) == IsNormalized::Yes {
            out.extend(word.chars().filter(|c| !is_invisible(*c)));
        } else {
            out.extend(word.nfc().filter(|c| !is_invisible(*c)));
        }
        if out.len() == start {
            out.truncate(before);
        }
    }
    out
}

/// Format characters that show nothing (Unicode category Cf, and the replacement of what could not be decoded).
/// The joiners U+200C and U+200D are letters' business in Persian and Indic scripts, but are dropped as well:
/// elsewhere they hide text from searches, and quotes are compared without them.
fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}
