//! What a later run of the same pages is laid beside: figures page by page, and how those of all pages come from them.

use super::Page;
use crate::eval::compare::{self, Figures, Item};
use crate::eval::extraction::{self as scoring, Strings};

/// What is counted of the strings of a page.
const STRINGS: [&str; 3] = ["string.right", "string.wrong", "string.missed"];

pub fn item(page: &Page) -> Item {
    let is = |so: bool| f64::from(u8::from(so));
    let mut figures: Vec<(&str, f64)> = Vec::new();
    figures.extend(page.text.iter().flat_map(|t| [("precision", t.precision()), ("recall", t.recall())]));
    let strings = page.strings.iter().flat_map(|s| STRINGS.into_iter().zip([s.right, s.wrong, s.missed]));
    figures.extend(strings);
    figures.extend(page.date().map(|(right, _, _)| ("date.accuracy", is(right))));
    figures.extend(page.title().map(|right| ("title", is(right))));
    figures.extend(page.authors().map(|right| ("author", is(right))));
    Item::of(&page.known.id, figures)
}

/// Means over pages, F1 of the means, and shares of the strings of all pages together.
pub fn totals(items: &[&Figures]) -> Figures {
    let mut all = compare::means(items);
    if let Some((precision, recall)) = all.get("precision").zip(all.get("recall")) {
        let f1 = scoring::harmonic(*precision, *recall);
        all.insert("f1".to_owned(), f1);
    }
    let counted = |figures: &Figures| {
        let [right, wrong, missed] = STRINGS.map(|name| figures.get(name).copied());
        Some(Strings { right: right?, wrong: wrong?, missed: missed? })
    };
    let strings: Vec<Strings> = items.iter().filter_map(|figures| counted(figures)).collect();
    all.retain(|name, _| !STRINGS.contains(&name.as_str()));
    if !strings.is_empty() {
        let (precision, recall, f1) = scoring::string_means(&strings);
        let named = [("string.precision", precision), ("string.recall", recall), ("string.f1", f1)];
        all.extend(named.map(|(name, value)| (name.to_owned(), value)));
    }
    all
}
