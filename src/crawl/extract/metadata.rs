//! What a page says about its article besides text, dates and authors.

use scraper::{ElementRef, Html};

use crate::news::{CanonicalUrl, Kind};

use super::jsonld::{JsonLd, first_text, is_false};
use super::page::{Page, is_hidden};
use super::text::clean;

/// Characters of the longest name of an outlet, a section or an agency.
const LONGEST_NAME: usize = 80;

/// The page's main heading as readers see it: the only `h1`, or the first that has words.
pub fn heading(page: &Page) -> Option<String> {
    let headings = page.select("h1").into_iter().filter(|h| !is_hidden(*h));
    headings.map(|h| clean(&h.text().collect::<Vec<_>>().join(" "))).find(|t| t.chars().count() > 3)
}

/// The title without the outlet's name behind it; empty if the page has none.
pub fn title(page: &Page, data: &JsonLd, outlet: Option<&str>) -> String {
    let element = page.select("head > title, title").first().map(|t| t.text().collect::<String>());
    let headline = data.text("headline");
    let open_graph = page.meta(&["og:title", "twitter:title"]).map(str::to_owned);
    let heading = heading(page);
    let candidates = [headline, open_graph, heading.clone(), element];
    // Escaped twice is common in structured data.
    let cleaned = candidates.into_iter().flatten().map(|title| clean(&unescaped(&title)));
    let mut titles = cleaned.map(|title| without_outlet(&title, outlet, heading.as_deref()));
    titles.find(|title| !title.is_empty()).unwrap_or_default()
}

/// Drops " | Outlet" and the like, where it is the outlet's name or where the rest is the page's heading. Nothing
/// else: dashes and bars stand in titles, too.
fn without_outlet(title: &str, outlet: Option<&str>, heading: Option<&str>) -> String {
    for separator in [" | ", " - ", " – ", " — ", " :: ", " » ", " · "] {
        let Some((head, tail)) = title.rsplit_once(separator) else { continue };
        let is_outlet = outlet.is_some_and(|outlet| same_name(tail, outlet));
        let is_heading = heading.is_some_and(|heading| heading.eq_ignore_ascii_case(head.trim()));
        if (is_outlet || is_heading) && !head.trim().is_empty() {
            return head.trim().to_owned();
        }
    }
    title.to_owned()
}

/// Whether two names are one, or one the other's beginning: "Northgate Post" and "Northgate Post Online".
fn same_name(one: &str, other: &str) -> bool {
    let fold = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let (one, other) = (fold(one), fold(other));
    !one.is_empty() && !other.is_empty() && (one.starts_with(&other) || other.starts_with(&one))
}

/// Text that was escaped twice: parsing it as HTML once more resolves what is left of entities.
fn unescaped(text: &str) -> String {
    const LONGEST: usize = 2000;
    if !text.contains('&') || text.len() > LONGEST || text.contains('<') {
        return text.to_owned();
    }
    Html::parse_fragment(text).root_element().text().collect()
}

/// Who publishes the page: the publisher in structured data (JSON-LD, else microdata), else `og:site_name` and its
/// kin.
pub fn outlet(page: &Page, data: &JsonLd) -> Option<String> {
    let publisher = data.names("publisher").into_iter().map(|(_, name)| name);
    let publisher = publisher.chain(microdata_publisher(page));
    let metas = ["og:site_name", "application-name", "publisher", "dc.publisher"]
        .into_iter()
        .flat_map(|name| page.metas(name))
        .map(str::to_owned);
    publisher.chain(metas).find_map(|given| name(&given))
}

/// The names of the first publisher in microdata: of the organisation, or the words themselves where there is no
/// item. Later ones belong to articles that the page recommends.
fn microdata_publisher(page: &Page) -> Vec<String> {
    let value = |element: ElementRef<'_>| {
        let text = || element.text().collect::<Vec<_>>().join(" ");
        element.attr("content").map_or_else(text, str::to_owned)
    };
    let Some(publisher) = page.select("[itemprop~=publisher]").into_iter().next() else { return Vec::new() };
    if publisher.attr("itemscope").is_none() {
        return vec![value(publisher)];
    }
    let is_name = |e: &ElementRef<'_>| {
        e.attr("itemprop").is_some_and(|names| names.split_whitespace().any(|name| name == "name"))
    };
    publisher.descendent_elements().filter(is_name).map(value).collect()
}

/// A short name, cleaned; addresses and handles are none.
fn name(given: &str) -> Option<String> {
    let name = clean(&unescaped(given));
    let plausible = !name.is_empty()
        && name.chars().count() <= LONGEST_NAME
        && !name.contains("://")
        && !name.starts_with('@');
    plausible.then_some(name)
}

/// The section, as the page names it, or nothing.
pub fn section(page: &Page, data: &JsonLd) -> Option<String> {
    let stated = data.text("articleSection");
    let metas = page.meta(&[
        "article:section", "og:article:section", "articlesection", "parsely-section", "sailthru.section",
        "section", "category",
    ]);
    stated.or_else(|| metas.map(str::to_owned)).and_then(|given| name(&given))
}

/// Whether the page says that only those who pay see all of the article.
pub fn paywalled(page: &Page, data: &JsonLd) -> bool {
    let part_is_paid = |part: &serde_json::Value| part.get("isAccessibleForFree").is_some_and(is_false);
    let parts = data.property("hasPart").is_some_and(|parts| match parts {
        serde_json::Value::Array(parts) => parts.iter().any(part_is_paid),
        part => part_is_paid(part),
    });
    let stated = data.property("isAccessibleForFree").map(is_false);
    let marked = page.meta(&["isaccessibleforfree"]).is_some_and(|v| v.eq_ignore_ascii_case("false"));
    let tier = page.meta(&["article:content_tier", "og:article:content_tier", "content_tier"]);
    stated.unwrap_or(parts)
        || marked
        || tier.is_some_and(|t| matches!(t.to_ascii_lowercase().as_str(), "locked" | "metered"))
}

/// News, unless the page, its section or its address says otherwise.
pub fn kind(page: &Page, data: &JsonLd, section: Option<&str>, url: Option<&CanonicalUrl>) -> Kind {
    const OPINION: &[&str] = &[
        "opinion", "opinions", "comment", "commentisfree", "commentary", "editorial", "editorials", "op-ed",
        "oped", "columnists", "columns", "letters", "kommentar", "meinung", "opinión", "tribune", "tribunes",
        "opinione", "opinioni", "opinie", "debatt",
    ];
    const RELEASE: &[&str] = &[
        "press-release", "press-releases", "pressrelease", "press release", "press releases", "news-release",
        "news-releases", "newswire", "pressemitteilung", "pressemitteilungen", "communique-de-presse",
    ];
    const LIVE: &[&str] = &["live", "live-blog", "liveblog", "live-updates", "live updates"];
    let path = url.map(|url| url.as_url().path().to_ascii_lowercase()).unwrap_or_default();
    let section = section.unwrap_or_default().to_lowercase();
    let type_meta =
        page.meta(&["og:type", "article:type", "content-type-name"]).unwrap_or_default().to_lowercase();
    let says = |words: &[&str]| {
        // The last part of an address is the article's own name, not a section's.
        let sections = path.rsplit_once('/').map_or("", |(sections, _)| sections);
        words.iter().any(|word| {
            section == *word || type_meta == *word || sections.split('/').any(|part| part == *word)
        })
    };
    if data.is_a(&["LiveBlogPosting"]) || says(LIVE) {
        Kind::Live
    } else if data.is_a(&["OpinionNewsArticle"]) || says(OPINION) {
        Kind::Opinion
    } else if data.is_a(&["PressRelease"]) || says(RELEASE) {
        Kind::PressRelease
    } else {
        Kind::News
    }
}

/// The address that the page gives as its own, if it can be that of an article of the same site.
pub fn canonical(page: &Page, given: Option<&CanonicalUrl>) -> Option<CanonicalUrl> {
    let link =
        page.select("link[rel~=canonical][href]").first().and_then(|l| l.attr("href")).map(str::to_owned);
    let stated = [link, page.meta(&["og:url"]).map(str::to_owned)];
    stated.into_iter().flatten().find_map(|href| {
        let address = match given {
            Some(given) => given.join(&href).ok()?,
            None => CanonicalUrl::parse(&href).ok()?,
        };
        is_credible(&address, given).then_some(address)
    })
}

/// A canonical address names the same site, and no home page: templates that name the wrong page name that.
pub fn is_credible(address: &CanonicalUrl, given: Option<&CanonicalUrl>) -> bool {
    let is_home = address.as_url().path() == "/" && address.as_url().query().is_none();
    !is_home && given.is_none_or(|given| same_site(site(address.host()), site(given.host())))
}

/// The same host, or one within the other's domain.
fn same_site(one: &str, other: &str) -> bool {
    let within = |inner: &str, outer: &str| inner.strip_suffix(outer).is_some_and(|rest| rest.ends_with('.'));
    one == other || within(one, other) || within(other, one)
}

/// The host without the names of its mobile and AMP copies.
fn site(host: &str) -> &str {
    ["www.", "amp.", "m.", "mobile."].iter().fold(host, |host, copy| host.strip_prefix(copy).unwrap_or(host))
}

/// A name that the article's data gives under one of these properties.
pub fn stated_name(data: &JsonLd, property: &str) -> Option<String> {
    let named = data.names(property).into_iter().map(|(_, name)| name).next();
    named.or_else(|| first_text(data.property(property)?)).and_then(|given| name(&given))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_title(html: &str, expected: &str) {
        let page = Page::parse(html);
        let data = JsonLd::read(&page, None);
        assert_eq!(title(&page, &data, outlet(&page, &data).as_deref()), expected);
    }

    #[track_caller]
    fn check_kind(section: Option<&str>, url: &str, expected: Kind) {
        let page = Page::parse("");
        let url = CanonicalUrl::parse(url).unwrap();
        assert_eq!(kind(&page, &JsonLd::default(), section, Some(&url)), expected);
    }

    #[test]
    fn titles_lose_the_outlet_s_name_only() {
        let site = "<meta property=og:site_name content='Northgate Post'>";
        check_title(&format!("{site}<title>Port shuts | Northgate Post</title>"), "Port shuts");
        check_title(
            &format!("{site}<meta property=og:title content='Port shuts - Northgate Post'>"),
            "Port shuts",
        );
        check_title(&format!("{site}<title>Port shuts – for good</title>"), "Port shuts – for good");
        check_title("<title>Port shuts | Some Site</title>", "Port shuts | Some Site");
        check_title("<title>Port shuts | Some Site</title><h1>Port shuts</h1>", "Port shuts");
        check_title(
            "<meta property=og:title content='Port &amp;amp; ferry &amp;#x2013; shut'>",
            "Port & ferry – shut",
        );
        check_title("", "");
    }

    #[test]
    fn opinion_releases_and_live_pages_are_told_apart() {
        check_kind(None, "https://news.example/opinion/2026/port", Kind::Opinion);
        check_kind(Some("Editorial"), "https://news.example/a", Kind::Opinion);
        check_kind(None, "https://news.example/press-releases/port", Kind::PressRelease);
        check_kind(None, "https://news.example/live/port", Kind::Live);
        check_kind(Some("World"), "https://news.example/world/opinion", Kind::News);
    }

    #[test]
    fn a_canonical_address_is_one_of_the_same_site_and_no_home_page() {
        let given = CanonicalUrl::parse("https://amp.news.example/world/port?x=1").unwrap();
        for (href, expected) in [
            ("https://www.news.example/world/port", Some("https://www.news.example/world/port")),
            ("/world/port", Some("https://amp.news.example/world/port")),
            ("https://news.example/", None),
            ("https://other.example/world/port", None),
            ("javascript:void(0)", None),
        ] {
            let page = Page::parse(&format!("<link rel=canonical href='{href}'>"));
            let found = canonical(&page, Some(&given));
            assert_eq!(found.as_ref().map(CanonicalUrl::as_str), expected, "{href}");
        }
    }

    #[test]
    fn paid_articles_say_so() {
        for (data, expected) in [
            (r#""isAccessibleForFree":"False""#, true),
            (r#""isAccessibleForFree":true"#, false),
            (r#""hasPart":{"@type":"WebPageElement","isAccessibleForFree":false}"#, true),
            (r#""headline":"x""#, false),
        ] {
            let page = Page::parse(&format!(
                r#"<script type="application/ld+json">{{"@type":"NewsArticle",{data}}}</script>"#
            ));
            assert_eq!(paywalled(&page, &JsonLd::read(&page, None)), expected, "{data}");
        }
    }

    #[track_caller]
    fn check_outlet(html: &str, expected: Option<&str>) {
        let page = Page::parse(html);
        assert_eq!(outlet(&page, &JsonLd::read(&page, None)).as_deref(), expected);
    }

    #[test]
    fn a_publisher_in_microdata_is_the_outlet() {
        let item = |name: &str| format!("<div itemprop=publisher itemscope>{name}</div>");
        check_outlet(&item("<meta itemprop=name content='Tidewater Ledger'>"), Some("Tidewater Ledger"));
        check_outlet(&item("<a itemprop='url name'>Tidewater <b>Ledger</b></a>"), Some("Tidewater Ledger"));
        check_outlet("<span itemprop=publisher>Tidewater Ledger</span>", Some("Tidewater Ledger"));
        check_outlet(&item("<meta itemprop=url content='https://news.example/'>"), None);
    }

    #[test]
    fn the_page_s_own_publisher_is_the_outlet() {
        let item = |name| format!("<p itemprop=publisher itemscope><b itemprop=name>{name}</b></p>");
        let site = "<meta property=og:site_name content='Ledger Group'>";
        check_outlet(&(item("Tidewater Ledger") + &item("Harbour Post")), Some("Tidewater Ledger"));
        check_outlet(&(site.to_owned() + &item("Tidewater Ledger")), Some("Tidewater Ledger"));
        check_outlet(&(site.to_owned() + &item("https://news.example/")), Some("Ledger Group"));
        let data = r#"<script type="application/ld+json">
            {"@type":"NewsArticle","publisher":{"name":"Northgate Wire"}}</script>"#;
        check_outlet(&(data.to_owned() + &item("Tidewater Ledger")), Some("Northgate Wire"));
    }
}
