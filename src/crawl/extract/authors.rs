//! Who wrote an article: people, as the page names them.

use super::jsonld::JsonLd;
use super::page::Page;
use super::text::clean;

/// More names than this are a masthead, not a byline.
const MOST: usize = 12;

/// The authors of the first source that names people: structured data, `meta` tags, microdata, the byline.
/// `outlet` is no author of its own articles.
pub fn authors(page: &Page, data: &JsonLd, outlet: Option<&str>) -> Vec<String> {
    let stated = data.names("author").into_iter().filter(|(kind, _)| !kind.ends_with("Organization"));
    let stated: Vec<String> = stated.map(|(_, name)| name).collect();
    let metas = [
        "author", "article:author", "byl", "parsely-author", "sailthru.author", "dc.creator",
        "dcterms.creator", "citation_author",
    ];
    let metas = metas.map(|name| page.metas(name).map(str::to_owned).collect::<Vec<_>>());
    let visible = [
        "[itemprop=author] [itemprop=name]",
        "[itemprop=author]",
        "a[rel~=author]",
        ".author .fn, .byline .fn",
        ".byline, .author-name, .article-author, .author",
        "[class*=author-name], [class*=author_name], [class*=author__name], [class*=authorname], [class*=author-link]",
        "[class*=byline], [class*=autor], .entry-author, .post-meta-author, .posted-by",
    ];
    let visible = visible.iter().map(|css| first_visible(page, css));
    let sources = std::iter::once(stated).chain(metas).chain(visible);
    sources.map(|names| people(&names, outlet)).find(|people| !people.is_empty()).unwrap_or_default()
}

/// The texts of the elements of a kind that stand beside the first of them.
fn first_visible(page: &Page, css: &str) -> Vec<String> {
    let found = page.select(css);
    let parent = found.first().and_then(|first| first.parent()).map(|parent| parent.id());
    let together = found.into_iter().filter(|e| e.parent().map(|p| p.id()) == parent);
    together.map(|e| clean(&e.text().collect::<Vec<_>>().join(" "))).collect()
}

/// Names of people out of bylines, each once, in order.
pub fn people(bylines: &[String], outlet: Option<&str>) -> Vec<String> {
    let mut people: Vec<String> = Vec::new();
    for name in bylines.iter().flat_map(|byline| split(byline)) {
        let is_outlet = outlet.is_some_and(|outlet| outlet.eq_ignore_ascii_case(&name));
        let is_new = !people.iter().any(|known| known.eq_ignore_ascii_case(&name));
        if is_new && !is_outlet && reads_as_person(&name) && people.len() < MOST {
            people.push(name);
        }
    }
    people
}

/// "By Mara Lind, Jo Park and Ann Lee in Oslo" → three names.
fn split(byline: &str) -> Vec<String> {
    let byline = clean(byline);
    let mut rest = byline.as_str();
    for word in [
        "veröffentlicht von", "ein artikel von", "ein beitrag von", "geschrieben von", "publié par",
        "publicado por", "written by:", "written by", "reported by", "posted by", "published by",
        "interview:", "text:", "autor:", "author:", "redaktion:", "by:", "by", "von:", "von", "par", "por",
        "di", "door", "af", "av",
    ] {
        rest = without_prefix(rest, word);
    }
    let marked = [
        " and ", " & ", " und ", " et ", " y ", " e ", " en ", " och ", " og ", " with ", ";", "|", "/",
        " • ", " · ",
    ]
    .iter()
    .fold(rest.to_owned(), |text, word| text.replace(word, ","));
    marked.split(',').map(|part| without_place(without_prefix(part.trim(), "and")).to_owned()).collect()
}

fn without_prefix<'a>(text: &'a str, word: &str) -> &'a str {
    let Some((head, tail)) = text.split_at_checked(word.len()) else { return text };
    if head.eq_ignore_ascii_case(word) && tail.starts_with(' ') { tail.trim_start() } else { text }
}

/// "Mara Lind in Oslo" is Mara Lind.
fn without_place(name: &str) -> &str {
    [" in ", " for ", " at ", " ("]
        .iter()
        .filter_map(|word| name.find(word))
        .min()
        .and_then(|at| name.get(..at))
        .unwrap_or(name)
        .trim()
}

/// Two to five words that begin with capitals (or belong to a script without any) and name no newsroom.
fn reads_as_person(name: &str) -> bool {
    const NOT_PEOPLE: &[&str] = &[
        "staff", "editor", "editors", "editorial", "desk", "team", "newsroom", "news", "reporter",
        "reporters", "correspondent", "correspondents", "contributor", "contributors", "admin",
        "administrator", "redaktion", "redacción", "rédaction", "redazione", "redação", "agency", "agencies",
        "press", "wire", "service", "services", "media", "reuters", "afp", "dpa", "ap", "ansa", "efe",
        "xinhua", "tass", "writer", "guest", "magazine", "online", "bbc", "cnn", "published", "updated",
        "author", "unknown", "kommentar", "kommentare", "comment", "comments", "web", "digital", "today",
        "times",
    ];
    let words: Vec<&str> = name.split(' ').collect();
    let shaped = (2..=5).contains(&words.len()) && name.chars().count() <= 60;
    let plain =
        !name.contains(['@', ':', '/', '_', '<', '?', '!', '"']) && !name.chars().any(|c| c.is_ascii_digit());
    let capital =
        words.first().is_some_and(|w| w.starts_with(|c: char| !c.is_lowercase() && c.is_alphabetic()))
            && words.last().is_some_and(|w| w.starts_with(|c: char| !c.is_lowercase() && c.is_alphabetic()));
    let newsroom = words.iter().any(|word| NOT_PEOPLE.contains(&word.to_lowercase().trim_matches('.')));
    shaped && plain && capital && !newsroom || is_han_name(name)
}

/// Names in Chinese characters have no space in them.
fn is_han_name(name: &str) -> bool {
    (2..=4).contains(&name.chars().count()) && name.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(byline: &str, expected: &[&str]) {
        assert_eq!(people(&[byline.to_owned()], Some("Northgate Post")), expected);
    }

    #[test]
    fn names_out_of_bylines() {
        check("By Mara Lind", &["Mara Lind"]);
        check("By Mara Lind, Jo Park and Ann Lee", &["Mara Lind", "Jo Park", "Ann Lee"]);
        check("Mara Lind and Mara Lind", &["Mara Lind"]);
        check("BY MARA LIND in Oslo", &["MARA LIND"]);
        check("Veröffentlicht von Mara Lind", &["Mara Lind"]);
        check("孔德明", &["孔德明"]);
        check("Ludwig van Beek", &["Ludwig van Beek"]);
        check("Von Jörg Weiß und Élodie Ney", &["Jörg Weiß", "Élodie Ney"]);
    }

    #[test]
    fn newsrooms_addresses_and_the_outlet_are_no_people() {
        for byline in [
            "Staff", "Northgate Post", "Northgate Wire", "https://news.example/author/mara", "@mara",
            "Hinterlasse einen Kommentar", "News Desk", "", "mara lind",
        ] {
            check(byline, &[]);
        }
    }
}
