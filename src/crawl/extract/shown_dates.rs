//! The day that a page shows near its title.

use scraper::{ElementRef, Node};

use crate::news::{Confidence, StatedTime};

use super::dates::read;
use super::page::{Page, is_hidden};
use super::text::clean;
use super::written_dates::{Order, written_day};

/// Characters of the longest text that is a date line.
const LONGEST: usize = 120;
/// Bytes of such a text before its spaces are folded, and the pieces that it is in: what is larger is not looked at, so
/// that each part of a page is read a few times and not once for all that it is in.
const MOST_BYTES: usize = 600;
const MOST_PARTS: usize = 30;
/// Letters that may stand between the title and a date behind it, where the element is named for what it is and where it
/// is not; and those before it.
const BEHIND_MARKED: usize = 4_000;
const BEHIND: usize = 500;
const BEFORE_MARKED: usize = 600;
const BEFORE: usize = 200;
/// A date before the title is as likely as one so many times as far behind it.
const BEFORE_COUNTS: usize = 3;
/// And so is one that says that it is of a change.
const CHANGE_COUNTS: usize = 2_000;

/// Parts of the names of elements that hold dates.
const NAMED: &[&str] = &[
    "date", "time", "publish", "posted", "byline", "meta", "info", "author", "datum", "fecha", "created",
    "submitted", "dateline", "subline", "topline", "stamp",
];
/// Words of dates on which something was changed.
const CHANGED: &[&str] = &[
    "updated", "modified", "last edit", "changed", "aktualisiert", "geändert", "bearbeitet", "mis à jour",
    "actualizado", "atualizado", "aggiornato", "обновлено", "bijgewerkt", "uppdaterad", "oppdatert",
];

/// A date that the page shows, and where.
struct Shown {
    stated: StatedTime,
    /// Letters of the page before it.
    at: usize,
    /// The element is one for times, or named for what it is.
    is_marked: bool,
    is_change: bool,
}

/// The likeliest of the dates near the title; `possible` says which may be at all.
pub fn shown(page: &Page, title: &str, possible: impl Fn(&StatedTime) -> bool) -> Option<StatedTime> {
    let heading = heading(page, title);
    let around: Vec<ElementRef<'_>> =
        heading.map(|heading| heading.ancestors().filter_map(ElementRef::wrap).collect()).unwrap_or_default();
    let order = order(page);
    let (mut letters, mut heading_at, mut found) = (0, None, Vec::new());
    for node in page.root().descendants() {
        match node.value() {
            Node::Text(text) => letters += text.chars().filter(|c| !c.is_whitespace()).count(),
            Node::Element(_) => {
                let Some(element) = ElementRef::wrap(node) else { continue };
                if Some(element) == heading {
                    heading_at = Some(letters);
                }
                let shown = date_of(element, order, letters).filter(|shown| possible(&shown.stated));
                found.extend(shown.filter(|_| is_main(element, &around) && !is_hidden(element)));
            }
            _ => {}
        }
        if heading_at.is_some_and(|at| letters > at + BEHIND_MARKED) {
            break;
        }
    }
    let Some(heading_at) = heading_at else {
        return found.into_iter().find(|shown| shown.is_marked).map(|shown| shown.stated);
    };
    let near = found.into_iter().filter_map(|shown| Some((shown.distance(heading_at)?, shown)));
    near.min_by_key(|(distance, _)| *distance).map(|(_, shown)| shown.stated)
}

impl Shown {
    /// How far from the heading, so to speak; `None` if too far.
    fn distance(&self, heading_at: usize) -> Option<usize> {
        let (distance, most) = match self.at.checked_sub(heading_at) {
            Some(behind) => (behind, if self.is_marked { BEHIND_MARKED } else { BEHIND }),
            None => (heading_at - self.at, if self.is_marked { BEFORE_MARKED } else { BEFORE }),
        };
        let counts = if self.at < heading_at { BEFORE_COUNTS } else { 1 };
        let change = if self.is_change { CHANGE_COUNTS } else { 0 };
        (distance <= most).then_some(distance * counts + change)
    }
}

/// The heading with the title's words, or the main one.
fn heading<'a>(page: &'a Page, title: &str) -> Option<ElementRef<'a>> {
    let visible = || page.select("h1, h2, h3, h4").into_iter().filter(|h| !is_hidden(*h));
    let is_title = |h: &ElementRef<'_>| clean(&h.text().collect::<String>()).eq_ignore_ascii_case(title);
    let main =
        || visible().find(|h| h.value().name() == "h1" && h.text().any(|text| !text.trim().is_empty()));
    visible().find(is_title).or_else(main)
}

/// The date of an element that is a date line: no element that holds more than that.
fn date_of(element: ElementRef<'_>, order: Order, at: usize) -> Option<Shown> {
    let value = element.value();
    let name = value.name();
    if matches!(name, "html" | "head" | "body" | "script" | "style" | "a" | "title" | "option") {
        return None;
    }
    let (mut text, mut parts) = (String::new(), 0);
    for part in element.text() {
        text.extend([part.trim_start(), " "]);
        parts += 1;
        if text.len() > MOST_BYTES || parts > MOST_PARTS {
            return None;
        }
    }
    let text = clean(&text);
    let is_line = text.chars().count() <= LONGEST && text.contains(|c: char| c.is_ascii_digit());
    let is_time =
        name == "time" || value.classes().any(|class| matches!(class, "published" | "dt-published"));
    let attributes = || ["datetime", "content", "title"].into_iter().filter_map(|a| element.attr(a));
    let stated = is_time.then(|| attributes().find_map(|given| read(given, Confidence::Low))).flatten();
    let stated = stated.or_else(|| {
        let day = if is_line { written_day(&text, order) } else { None };
        day.and_then(|day| StatedTime::on(day, Confidence::Low))
    })?;
    let names = [value.attr("class"), value.attr("id"), value.attr("itemprop")];
    let names = names.into_iter().flatten().map(str::to_lowercase);
    let is_marked = is_time || names.into_iter().any(|given| NAMED.iter().any(|name| given.contains(name)));
    let lower = text.to_lowercase();
    let is_change = CHANGED.iter().any(|word| lower.contains(word));
    Some(Shown { stated, at, is_marked, is_change })
}

/// Which of two numbers is the day, where both may be: in English that depends on the country.
fn order(page: &Page) -> Order {
    let language = page.root().attr("lang").unwrap_or_default().to_ascii_lowercase();
    match language.as_str() {
        "" | "en" => Order::Unknown,
        "en-us" => Order::MonthFirst,
        _ => Order::DayFirst,
    }
}

/// Whether an element belongs to the article rather than to a list of others beside or below it. What holds the
/// heading, too, is no such list, whatever it is called.
pub fn is_main(element: ElementRef<'_>, around_heading: &[ElementRef<'_>]) -> bool {
    const BESIDE: &[&str] = &[
        "sidebar", "related", "recommend", "comment", "widget", "teaser", "most-read", "popular", "trending",
        "latest",
    ];
    let is_beside = |name: &str| {
        // "elementor-widget" and the like are how a page is built, not what is in it.
        let own = !name.starts_with("elementor") && !name.starts_with("wp-block");
        own && BESIDE.iter().any(|word| name.contains(word))
            || name.starts_with("footer")
            || name == "site-footer"
    };
    if element.value().classes().any(|class| class.starts_with("comment") || class.starts_with("related")) {
        return false;
    }
    let above = element.ancestors().filter_map(ElementRef::wrap);
    let mut above = above.take_while(|above| !around_heading.contains(above));
    !above.any(|above| {
        let value = above.value();
        let named = [value.attr("class"), value.attr("id")].into_iter().flatten().map(str::to_lowercase);
        let is_frame = matches!(value.name(), "body" | "html");
        matches!(value.name(), "aside" | "nav")
            || value.name() == "footer"
                && !above.ancestors().filter_map(ElementRef::wrap).any(|e| e.value().name() == "article")
            || (!is_frame && named.into_iter().any(|names| names.split_whitespace().any(is_beside)))
    })
}
