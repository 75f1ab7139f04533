//! When a page says that it was published and modified.
//!
//! Sources are asked in the order in which they can be trusted: JSON-LD, `meta` tags, microdata, `time` elements,
//! the address, and what is written near the title. The first that gives a possible date wins.

use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use scraper::ElementRef;

use crate::news::{CanonicalUrl, Confidence, Precision, StatedTime, parse_stated};

use super::jsonld::JsonLd;
use super::page::{Page, is_hidden};
use super::written_dates::{written_date, written_day};

/// How far ahead of the reader's clock a page's may be: time zones and scheduled mornings.
const AHEAD: SignedDuration = SignedDuration::from_hours(24);
/// Before this year nothing was published on the web; such dates are defaults of some software.
const FIRST_YEAR: i16 = 1990;

/// `meta` names for the time of publication, most exact in use first.
const PUBLISHED: &[&str] = &[
    "article:published_time", "og:article:published_time", "og:published_time", "article:published",
    "datepublished", "parsely-pub-date", "sailthru.date", "rnews:datepublished",
    "cxenseparse:recs:publishtime", "publishdate", "publish-date", "publish_date", "published_time",
    "published-date", "publication_date", "publication-date", "pubdate", "pub_date", "article_date_original",
    "article.published", "article.created", "originalpublicationdate", "citation_publication_date",
    "bt:pubdate", "dc.date.issued", "dcterms.issued", "dc.date.created", "dcterms.created", "dcterms.date",
    "dc.date", "dcterms.available", "date.issued", "datecreated", "date", "created", "timestamp",
    "displaydate", "prism.publicationdate",
];
const MODIFIED: &[&str] = &[
    "article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified",
    "article:updated_time", "dcterms.modified", "dc.date.modified", "last-modified", "lastmod", "revised",
];

/// Published and modified time. Neither is later than a day after `now` nor before 1990; an article is never
/// modified before it is published.
pub fn dates(
    page: &Page,
    data: &JsonLd,
    url: Option<&CanonicalUrl>,
    now: Timestamp,
) -> (Option<StatedTime>, Option<StatedTime>) {
    let possible = |stated: &StatedTime| is_possible(stated, now);
    let stated =
        |property: &str| data.text(property).and_then(|text| read(&text, Confidence::High)).filter(possible);
    let from_metas = |names: &[&str]| {
        names
            .iter()
            .flat_map(|name| page.metas(name))
            .filter_map(|text| read(text, Confidence::High))
            .find(possible)
    };
    let marked = |css: &str| {
        page.select(css)
            .into_iter()
            .filter(|e| is_main(*e))
            .filter_map(|e| of_element(e, Confidence::High))
            .find(possible)
    };

    let published = stated("datePublished")
        .or_else(|| from_metas(PUBLISHED))
        .or_else(|| marked("[itemprop~=datePublished], time[pubdate]"))
        .or_else(|| stated("dateCreated").or_else(|| stated("uploadDate")))
        .or_else(|| marked("[itemprop~=dateCreated]").or_else(|| marked("[itemprop~=uploadDate]")))
        .or_else(|| visible(page, url, now));
    let modified = stated("dateModified")
        .or_else(|| from_metas(MODIFIED))
        .or_else(|| marked("[itemprop~=dateModified]"));
    let modified = modified.filter(|m| published.is_none_or(|p| m.latest() >= p.instant()));
    (published, modified)
}

/// What the page shows or its address says: low confidence. A `time` element of the day that the address names
/// adds the clock time.
fn visible(page: &Page, url: Option<&CanonicalUrl>, now: Timestamp) -> Option<StatedTime> {
    let possible = |stated: &StatedTime| is_possible(stated, now);
    let times: Vec<StatedTime> = page
        .select("time, abbr.published, .published[title]")
        .into_iter()
        .filter(|e| is_main(*e) && !is_hidden(*e))
        .filter_map(|e| of_element(e, Confidence::Low))
        .filter(possible)
        .collect();
    let address = url.and_then(|url| in_address(url.as_url().path())).filter(possible);
    if let Some(address) = address {
        let agrees = |t: &&StatedTime| t.date() == address.date() && t.precision() == Precision::Time;
        return times.iter().find(agrees).copied().or(Some(address));
    }
    times.first().copied().or_else(|| near_title(page).filter(possible))
}

/// A date in a short text marked as one, or close after the page's title.
fn near_title(page: &Page) -> Option<StatedTime> {
    const MARKED: &str = "[class*=date], [class*=Date], [id*=date], [class*=time], [class*=publish], [class*=posted], [class*=byline], [class*=meta], [class*=info], [class*=author]";
    const SHORT: usize = 200;
    const CLOSE: usize = 12;
    let short_text = |element: ElementRef<'_>| -> Option<String> {
        let text: String = element.text().flat_map(|t| [t, " "]).take(4 * SHORT).collect();
        let text = super::text::clean(&text);
        (text.chars().count() <= SHORT).then_some(text)
    };
    let marked =
        page.select(MARKED).into_iter().filter(|e| is_main(*e) && !is_hidden(*e)).filter_map(short_text);
    let mut found = marked.filter_map(|text| written_day(&text));
    // Not by a selector such as "h1 ~ *": it looks through all siblings before each sibling.
    let close = || {
        let headings = page.select("h1, header").into_iter().take(3);
        let after = headings.flat_map(|heading| heading.next_siblings().filter_map(ElementRef::wrap));
        after.take(CLOSE).filter_map(short_text).find_map(|text| written_day(&text))
    };
    found.next().or_else(close).and_then(|day| StatedTime::on(day, Confidence::Low))
}

/// Whether an element belongs to the article rather than to a list of others beside or below it.
fn is_main(element: ElementRef<'_>) -> bool {
    const BESIDE: &[&str] = &[
        "sidebar", "related", "recommend", "comment", "footer", "widget", "teaser", "most-read", "popular",
        "trending", "latest",
    ];
    !element.ancestors().filter_map(ElementRef::wrap).any(|above| {
        let value = above.value();
        let named = [value.attr("class"), value.attr("id")].into_iter().flatten().map(str::to_lowercase);
        let is_frame = matches!(value.name(), "body" | "html");
        matches!(value.name(), "aside" | "footer" | "nav")
            || (!is_frame && named.into_iter().any(|name| BESIDE.iter().any(|word| name.contains(word))))
    })
}

fn of_element(element: ElementRef<'_>, confidence: Confidence) -> Option<StatedTime> {
    let attributes =
        ["datetime", "content", "title", "data-datetime"].into_iter().filter_map(|a| element.attr(a));
    let text = || {
        let text: String = element.text().take(20).collect();
        read(&text, Confidence::Low)
    };
    attributes.into_iter().find_map(|given| read(given, confidence)).or_else(text)
}

fn is_possible(stated: &StatedTime, now: Timestamp) -> bool {
    let latest = now.checked_add(AHEAD).unwrap_or(Timestamp::MAX);
    stated.date().year() >= FIRST_YEAR && stated.instant() <= latest
}

/// Reads a time in any of the forms that pages use in structured data. What cannot be read exactly is read as
/// a written day, at low confidence.
fn read(given: &str, confidence: Confidence) -> Option<StatedTime> {
    let given = given.trim().trim_matches('"');
    let iso = parse_stated(given, confidence).ok();
    iso.or_else(|| from_epoch(given, confidence))
        .or_else(|| {
            jiff::fmt::rfc2822::parse(given)
                .ok()
                .map(|z| StatedTime::at(z.timestamp(), z.offset(), confidence))
        })
        .or_else(|| written_date(given, confidence))
}

/// Seconds or milliseconds since 1970.
fn from_epoch(given: &str, confidence: Confidence) -> Option<StatedTime> {
    let number: i64 = given.parse().ok()?;
    let at = match given.len() {
        9 | 10 => Timestamp::from_second(number),
        12 | 13 => Timestamp::from_millisecond(number),
        _ => return None,
    };
    Some(StatedTime::at(at.ok()?, Offset::UTC, confidence))
}

/// `/2026/01/22/`, `/2026-01-22-`, `/20260122/` in an address.
fn in_address(path: &str) -> Option<StatedTime> {
    let numbers: Vec<&str> = path.split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty()).collect();
    let compact = numbers.iter().filter(|n| n.len() == 8);
    let compact = compact.filter_map(|n| day(n.get(..4)?, n.get(4..6)?, n.get(6..)?));
    let spaced = numbers.windows(3).filter_map(|three| match three {
        [year, month, date]
            if year.len() == 4 && month.len() <= 2 && date.len() <= 2 && adjacent(path, year, month) =>
        {
            day(year, month, date)
        }
        _ => None,
    });
    spaced.chain(compact).find_map(|day| StatedTime::on(day, Confidence::Low))
}

/// Year and month stand in one run of an address, not in unrelated parts of it.
fn adjacent(path: &str, year: &str, month: &str) -> bool {
    ['/', '-', '_', '.'].iter().any(|between| path.contains(&format!("{year}{between}{month}")))
}

fn day(year: &str, month: &str, day: &str) -> Option<Date> {
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-02-01T00:00:00Z".parse().unwrap()
    }

    #[track_caller]
    fn check(html: &str, path: &str, expected: Option<(&str, Confidence)>) {
        let page = Page::parse(html);
        let url = CanonicalUrl::parse(&format!("https://news.example{path}")).unwrap();
        let (published, _) = dates(&page, &JsonLd::read(&page, None), Some(&url), now());
        let found = published.map(|p| (p.to_string(), p.confidence()));
        assert_eq!(found.as_ref().map(|(text, trust)| (text.as_str(), *trust)), expected, "{html}");
    }

    fn data(property: &str) -> String {
        format!(r#"<script type="application/ld+json">{{"@type":"NewsArticle",{property}}}</script>"#)
    }

    #[test]
    fn structured_data_comes_first_and_keeps_its_offset() {
        let meta = "<meta property=article:published_time content=2026-01-21T08:00:00Z>";
        let stated = data(r#""datePublished":"2026-01-22T09:30:00+02:00""#);
        check(&format!("{meta}{stated}"), "/", Some(("2026-01-22T09:30:00+02:00", Confidence::High)));
        check(meta, "/2026/01/20/a", Some(("2026-01-21T08:00:00Z", Confidence::High)));
        check("<meta name=date content=1769074200>", "/", Some(("2026-01-22T09:30:00Z", Confidence::High)));
        let mail = "<meta name=pubdate content='Thu, 22 Jan 2026 09:30:00 +0200'>";
        check(mail, "/", Some(("2026-01-22T09:30:00+02:00", Confidence::High)));
        let micro = "<span itemprop=datePublished content=2026-01-22>x</span>";
        check(micro, "/", Some(("2026-01-22", Confidence::High)));
    }

    #[test]
    fn what_is_shown_or_in_the_address_is_less_trusted() {
        let shown = Some(("2026-01-22", Confidence::Low));
        check("<h1>Port shuts</h1><p class=date>22 January 2026</p>", "/", shown);
        check("<h1>Port shuts</h1><p>By Mara Lind, 22 January 2026</p>", "/", shown);
        check("<article><time datetime=2026-01-22>x</time></article>", "/", shown);
        check("", "/2026/01/22/port", shown);
        check("", "/world/2026-01-22-port", shown);
        check("", "/world/20260122-port", shown);
        check("", "/2026/item/1/22", None);
    }

    #[test]
    fn other_articles_and_impossible_dates_do_not_count() {
        check("<aside><time datetime=2026-01-22>x</time></aside>", "/", None);
        check("<div class=related-list><time datetime=2026-01-22>x</time></div>", "/", None);
        check(&data(r#""datePublished":"2027-01-22""#), "/", None);
        check(&data(r#""datePublished":"1970-01-01T00:00:00Z""#), "/", None);
        check(&data(r#""datePublished":"soon""#), "/", None);
    }

    #[test]
    fn no_article_is_modified_before_it_is_published() {
        for (modified, kept) in [("2026-01-23T00:00:00Z", true), ("2026-01-20T00:00:00Z", false)] {
            let stated = format!(r#""datePublished":"2026-01-22T09:30:00Z","dateModified":"{modified}""#);
            let page = Page::parse(&data(&stated));
            let (_, found) = dates(&page, &JsonLd::read(&page, None), None, now());
            assert_eq!(found.is_some(), kept, "{modified}");
        }
    }
}
