//! The sources as cards: who, when, what kind, and the words cited where they stand.

use super::contested::Quote;
use super::html::{anchor, bidirectional, escaped, paragraph};
use super::layout::Entry;

/// A source's card.
pub(super) fn card(entry: &Entry) -> String {
    let title = match (&entry.address, entry.title.as_str()) {
        (Ok(address), "") => anchor(address, address),
        (Ok(address), title) => anchor(address, title),
        (Err(_), title) => bidirectional(title),
    };
    let mut said = format!(
        "<li id=\"source-{n}\" value=\"{n}\">\n<p class=\"title\">{title}</p>\n<p class=\"by\">{}, {}</p>\n",
        bidirectional(&entry.outlet),
        escaped(&entry.details),
        n = entry.n
    );
    let (Ok(address) | Err(address)) = &entry.address;
    said.push_str(&format!("<p class=\"address\">{}</p>\n", escaped(address)));
    let copies: Vec<String> = entry.also_in.iter().map(copy).collect();
    if !copies.is_empty() {
        said.push_str(&format!("<p>also in: {}</p>\n", copies.join(", ")));
    }
    said.extend(entry.note.iter().map(|note| paragraph(note)));
    said.extend(entry.quotes.iter().map(|words| quote(words, entry.n)));
    said + "</li>\n"
}

/// The words cited, marked among those around them, with a link that lands on them.
fn quote(quote: &Quote, n: usize) -> String {
    let (before, after) = (escaped(&quote.before), escaped(&quote.after));
    let link = quote.link.as_ref().map(|link| {
        format!(
            " <a class=\"there\" href=\"{}\" rel=\"noopener noreferrer\" aria-label=\"in the article: these words of source {n}\">in the article</a>",
            escaped(link)
        )
    });
    format!(
        "<blockquote><p><bdi>{before}<mark>{}</mark>{after}</bdi>{}</p></blockquote>\n",
        escaped(&quote.words),
        link.unwrap_or_default()
    )
}

fn copy((outlet, address): &(String, Option<String>)) -> String {
    address.as_ref().map_or_else(|| bidirectional(outlet), |address| anchor(address, outlet))
}
