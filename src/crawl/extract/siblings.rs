//! Pages whose paragraphs stand side by side in one element: those are the article, and no library need be asked.
//!
//! About half of real articles are marked up so. On these the paragraphs and what stands between them are as good as
//! what a library finds, and free of captions and related links, which stand in elements of their own.

use scraper::{ElementRef, Node};

use super::guard::MAX_DEPTH;
use super::page::{Page, is_hidden};
use super::text::paragraphs_in;

/// Letters of the shortest text that counts as a paragraph here; shorter ones are labels.
const PARAGRAPH: usize = 32;
/// Letters in all, below which there is too little to judge by.
const LEAST: usize = 250;
/// The share of a page's paragraphs that stand in the one element.
const SHARE: f64 = 0.8;
/// What may stand in that element besides, in proportion to its paragraphs: boxes, tables, words without a tag.
const BESIDES: f64 = 0.15;
/// What may stand elsewhere on the page outside of paragraphs and links, likewise: more may be an article without tags.
const ELSEWHERE: f64 = 0.7;

/// Letters of the longest paragraph that stands by itself between heading and text, and how many there may be.
const LONGEST_LEAD: usize = 800;
const MOST_LEADS: usize = 2;

/// Elements that hold nothing of an article's text.
const APART: &[&str] = &[
    "aside", "nav", "footer", "form", "figure", "figcaption", "button", "select", "textarea", "head",
    "title", "video", "audio", "picture", "label", "input", "dialog", "menu",
];
/// Elements that may stand between paragraphs as a part of the text.
const BETWEEN: &[&str] = &["p", "blockquote", "ul", "ol", "dl", "pre", "h2", "h3", "h4", "h5", "h6"];
const HEADINGS: &[&str] = &["h2", "h3", "h4", "h5", "h6"];
/// Elements within a line.
const INLINE: &[&str] = &[
    "a", "b", "i", "em", "strong", "span", "br", "font", "u", "small", "sub", "sup", "cite", "q", "code",
    "abbr", "mark", "time", "s", "del", "ins", "wbr",
];

/// Letters of an element, and those of them that are links.
#[derive(Clone, Copy, Debug, Default)]
struct Size {
    letters: usize,
    linked: usize,
    /// Those without links, if the element is a paragraph.
    in_paragraph: usize,
}

/// The paragraphs of a page that is as plain as that; `None` for all others.
pub fn paragraphs(page: &Page) -> Option<Vec<String>> {
    let mut survey = Survey::default();
    let whole = survey.walk(page.root(), false, 0);
    let (container, inside) = survey.fullest?;
    let all = survey.in_paragraphs;
    let elsewhere = (whole.letters - whole.linked).saturating_sub(all);
    if inside < LEAST || (inside as f64) < SHARE * all as f64 || elsewhere as f64 > ELSEWHERE * inside as f64
    {
        return None;
    }
    let (mut found, mut besides) = (Vec::new(), 0);
    for child in container.children() {
        match child.value() {
            Node::Text(text) => besides += letters(text),
            Node::Element(_) => {
                let Some(element) = ElementRef::wrap(child).filter(|e| !is_apart(*e)) else { continue };
                let name = element.value().name();
                let size = Survey::default().walk(element, false, 0);
                let is_linked = 2 * size.linked > size.letters;
                if HEADINGS.contains(&name) || BETWEEN.contains(&name) && !is_linked {
                    found.push((name, paragraphs_in(element)));
                } else if !BETWEEN.contains(&name) {
                    besides += size.letters - size.linked;
                }
            }
            _ => {}
        }
    }
    if besides as f64 > BESIDES * inside as f64 {
        return None;
    }
    let mut lead = lead(page.root(), container);
    lead.retain(|lead| !found.iter().any(|(_, paragraphs)| paragraphs.contains(lead)));
    // Headings at the end belong to what follows the article.
    let last = found.iter().rposition(|(name, _)| !HEADINGS.contains(name)).map_or(0, |last| last + 1);
    found.truncate(last);
    Some(lead.into_iter().chain(found.into_iter().flat_map(|(_, paragraphs)| paragraphs)).collect())
}

/// Paragraphs between the heading and the element with the others: what the article is about, in a box of its own.
fn lead(root: ElementRef<'_>, container: ElementRef<'_>) -> Vec<String> {
    let (mut found, mut after_heading) = (Vec::new(), false);
    for element in root.descendent_elements().take_while(|element| *element != container) {
        let name = element.value().name();
        if name == "h1" {
            (found, after_heading) = (Vec::new(), true);
        } else if after_heading
            && is_lead(element)
            && !element.ancestors().filter_map(ElementRef::wrap).any(is_apart)
        {
            found.extend(paragraphs_in(element));
        }
    }
    found.dedup();
    if found.len() > MOST_LEADS { Vec::new() } else { found }
}

/// A paragraph, or an element without one that is named for what it is.
fn is_lead(element: ElementRef<'_>) -> bool {
    const NAMES: &[&str] = &[
        "lead", "intro", "teaser", "dek", "standfirst", "summary", "subtitle", "subheadline", "chapeau",
        "entradilla", "bajada", "abstract", "vorspann", "excerpt", "ingress", "preamble",
    ];
    let is_named = || {
        let value = element.value();
        let names =
            [value.attr("class"), value.attr("itemprop")].into_iter().flatten().map(str::to_lowercase);
        names.into_iter().any(|given| NAMES.iter().any(|name| given.contains(name)))
            && !element.descendent_elements().skip(1).any(|e| !INLINE.contains(&e.value().name()))
    };
    let name = element.value().name();
    if name != "p" && !(matches!(name, "div" | "h2" | "h3" | "span" | "section") && is_named()) {
        return false;
    }
    let size = Survey::default().walk(element, false, 0);
    size.letters >= PARAGRAPH && size.letters <= LONGEST_LEAD && 2 * size.linked <= size.letters
}

/// How much text is where.
#[derive(Default)]
struct Survey<'a> {
    in_paragraphs: usize,
    /// The element with the most letters in paragraphs right in it, and their number.
    fullest: Option<(ElementRef<'a>, usize)>,
}

impl<'a> Survey<'a> {
    /// Recursion ends at [`MAX_DEPTH`]: what is deeper is no article.
    fn walk(&mut self, element: ElementRef<'a>, linked: bool, depth: usize) -> Size {
        let mut size = Size::default();
        if depth >= MAX_DEPTH || is_apart(element) {
            return size;
        }
        let name = element.value().name();
        let linked = linked || name == "a";
        let mut right_in_it = 0;
        for child in element.children() {
            match child.value() {
                Node::Text(text) => {
                    let letters = letters(text);
                    size.letters += letters;
                    size.linked += if linked { letters } else { 0 };
                }
                Node::Element(_) => {
                    let inner = ElementRef::wrap(child).map(|child| self.walk(child, linked, depth + 1));
                    let inner = inner.unwrap_or_default();
                    size.letters += inner.letters;
                    size.linked += inner.linked;
                    right_in_it += inner.in_paragraph;
                }
                _ => {}
            }
        }
        if right_in_it > self.fullest.map_or(0, |(_, letters)| letters) {
            self.fullest = Some((element, right_in_it));
        }
        if name == "p" && size.letters >= PARAGRAPH && 2 * size.linked <= size.letters {
            size.in_paragraph = size.letters - size.linked;
            self.in_paragraphs += size.in_paragraph;
        }
        size
    }
}

fn is_apart(element: ElementRef<'_>) -> bool {
    APART.contains(&element.value().name()) || is_hidden(element)
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SENTENCE: &str =
        "The harbour office of Calder said on Friday that the ferry to Marsh would be late again.";

    fn read(html: &str) -> Option<Vec<String>> {
        paragraphs(&Page::parse(html))
    }

    fn text(paragraphs: usize) -> String {
        (0..paragraphs).map(|n| format!("<p>{n}. {SENTENCE}</p>")).collect()
    }

    #[test]
    fn paragraphs_side_by_side_are_the_article() {
        let page = format!(
            "<nav><p>{SENTENCE}</p></nav><div><h1>Late ferry</h1>{}<figure><p>{SENTENCE}</p></figure>
            <p><a href=x>Read: a bridge is shut and nobody knows for how long it will be</a></p>
            <h2>What now?</h2><ul><li>Wait.</li></ul><h3>More news</h3></div><aside>{SENTENCE}</aside>",
            text(4)
        );
        let found = read(&page).unwrap();
        let numbered: Vec<String> = (0..4).map(|n| format!("{n}. {SENTENCE}")).collect();
        assert_eq!(found[..4], numbered);
        assert_eq!(found[4..], ["What now?", "Wait."]);
    }

    #[test]
    fn a_lead_above_the_text_belongs_to_it() {
        let lead = "Passengers of the Calder ferry wait for the third day, and the office does not know why.";
        for above in [format!("<p>{lead}</p>"), format!("<div class=article-intro>{lead}</div>")] {
            let page = format!("<p>{SENTENCE}</p><h1>Late ferry</h1>{above}<div>{}</div>", text(8));
            assert_eq!(read(&page).unwrap()[0], lead, "{above}");
        }
        let inside = format!("<h1>Late</h1><div class=intro>{lead}</div><div><p>{lead}</p>{}</div>", text(8));
        assert_eq!(read(&inside).unwrap().iter().filter(|p| *p == lead).count(), 1);
    }

    #[test]
    fn other_pages_are_left_to_the_library() {
        let teasers: String = (0..9).map(|_| format!("<div><p>{SENTENCE}</p></div>")).collect();
        let loose = format!("<div>{}{}</div>", text(4), format!("<br>{SENTENCE}").repeat(4));
        for page in [teasers, loose, text(1), format!("{}<div>{}</div>", text(4), SENTENCE.repeat(9))] {
            assert_eq!(read(&page), None, "{page}");
        }
    }
}
