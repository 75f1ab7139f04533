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
use super::shown_dates::{is_main, shown};
use super::written_dates::written_date;

/// How far ahead of the reader's clock a page's may be: time zones and scheduled mornings.
const AHEAD: SignedDuration = SignedDuration::from_hours(24);
/// Hours of UTC in which it may be another day in much of the Americas, or of Europe, Africa and Asia.
const EARLY: i8 = 9;
const LATE: i8 = 16;
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
    "displaydate", "prism.publicationdate", "shareaholic:article_published_time",
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
    title: &str,
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
            .filter(|e| is_main(*e, &[]))
            .filter_map(|e| of_element(e, Confidence::High))
            .find(possible)
    };

    let published = stated("datePublished")
        .or_else(|| from_metas(PUBLISHED))
        .or_else(|| marked("[itemprop~=datePublished], time[pubdate]"))
        .or_else(|| stated("dateCreated").or_else(|| stated("uploadDate")))
        .or_else(|| marked("[itemprop~=dateCreated]").or_else(|| marked("[itemprop~=uploadDate]")))
        .or_else(|| {
            data.page_text("datePublished").and_then(|text| read(&text, Confidence::High)).filter(possible)
        });
    // Where the page says two different days, neither is sure.
    let rival = from_metas(PUBLISHED).filter(|rival| published.is_some_and(|p| p.date() != rival.date()));
    let published =
        published.map(|stated| if rival.is_some() { stated.trusted(Confidence::Low) } else { stated });
    let published = match published {
        Some(stated) => Some(on_the_shown_day(stated, page, url, title)),
        None => visible(page, url, title, now),
    };
    let modified = stated("dateModified")
        .or_else(|| from_metas(MODIFIED))
        .or_else(|| marked("[itemprop~=dateModified]"));
    let modified = modified.filter(|m| published.is_none_or(|p| m.latest() >= p.instant()));
    (published, modified)
}

/// Many pages state their times in UTC and show them by the clock of the newsroom. Where these are two days, it is the
/// shown one that readers and archives go by; the clock time is then left out, as its offset is not known.
fn on_the_shown_day(stated: StatedTime, page: &Page, url: Option<&CanonicalUrl>, title: &str) -> StatedTime {
    let hour = stated.hour_in_utc();
    let Some(neighbour) = hour.and_then(|hour| match hour {
        0..EARLY => stated.date().yesterday().ok(),
        LATE.. => stated.date().tomorrow().ok(),
        _ => None,
    }) else {
        return stated;
    };
    let near = |shown: &StatedTime| [stated.date(), neighbour].contains(&shown.date());
    let address = url.and_then(|url| in_address(url.as_url().path())).filter(near);
    let shown = address.or_else(|| shown(page, title, near));
    let other = shown.filter(|shown| shown.date() == neighbour);
    other.and_then(|shown| StatedTime::on(shown.date(), stated.confidence())).unwrap_or(stated)
}

/// What the page shows or its address says: low confidence. A `time` element of the day that the address names
/// adds the clock time.
fn visible(page: &Page, url: Option<&CanonicalUrl>, title: &str, now: Timestamp) -> Option<StatedTime> {
    let possible = |stated: &StatedTime| is_possible(stated, now);
    let address = url.and_then(|url| in_address(url.as_url().path())).filter(possible);
    if let Some(address) = address {
        let times = page.select("time, abbr.published, .published[title]").into_iter();
        let times = times.filter(|e| is_main(*e, &[]) && !is_hidden(*e));
        let mut times = times.filter_map(|e| of_element(e, Confidence::Low)).filter(possible);
        let agrees = |t: &StatedTime| t.date() == address.date() && t.precision() == Precision::Time;
        return times.find(agrees).or(Some(address));
    }
    shown(page, title, possible)
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
pub fn read(given: &str, confidence: Confidence) -> Option<StatedTime> {
    let given = given.trim().trim_matches('"');
    let iso = parse_stated(given, confidence).ok();
    let iso = iso.or_else(|| parse_stated(&padded(given)?, confidence).ok());
    iso.or_else(|| from_epoch(given, confidence))
        .or_else(|| {
            jiff::fmt::rfc2822::parse(given)
                .ok()
                .map(|z| StatedTime::at(z.timestamp(), z.offset(), confidence))
        })
        .or_else(|| written_date(given, confidence))
}

/// `2026-01-05T9:05:0Z` with all the digits that it should have.
fn padded(given: &str) -> Option<String> {
    let (day, time) = given.split_once('T')?;
    let end = time.find(['Z', '+', '-']).unwrap_or(time.len());
    let (clock, offset) = time.split_at_checked(end)?;
    let clock: Vec<String> = clock.split(':').map(|part| format!("{part:0>2}")).collect();
    Some(format!("{day}T{}{offset}", clock.join(":")))
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
        let (published, _) = dates(&page, &JsonLd::read(&page, None), Some(&url), "Port shuts", now());
        let found = published.map(|p| (p.to_string(), p.confidence()));
        assert_eq!(found.as_ref().map(|(text, trust)| (text.as_str(), *trust)), expected, "{html}");
    }

    fn data(property: &str) -> String {
        format!(r#"<script type="application/ld+json">{{"@type":"NewsArticle",{property}}}</script>"#)
    }

    #[test]
    fn structured_data_comes_first_and_keeps_its_offset() {
        let meta = "<meta property=article:published_time content=2026-01-22T08:00:00Z>";
        let stated = data(r#""datePublished":"2026-01-22T09:30:00+02:00""#);
        check(&format!("{meta}{stated}"), "/", Some(("2026-01-22T09:30:00+02:00", Confidence::High)));
        check(meta, "/2026/01/20/a", Some(("2026-01-22T08:00:00Z", Confidence::High)));
        check(
            "<meta name=date content='2026-01-22T9:30:0Z'>",
            "/",
            Some(("2026-01-22T09:30:00Z", Confidence::High)),
        );
        let other = data(r#""datePublished":"2026-01-20T09:30:00Z""#);
        check(&format!("{meta}{other}"), "/", Some(("2026-01-20T09:30:00Z", Confidence::Low)));
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
    fn a_time_in_utc_gives_way_to_the_day_that_is_shown() {
        let day = |day| Some((day, Confidence::High));
        let late = data(r#""datePublished":"2026-01-22T23:15:00Z""#);
        check(&format!("{late}<h1>Port shuts</h1><p class=date>23 January 2026"), "/", day("2026-01-23"));
        check(
            &format!("{late}<h1>Port shuts</h1><p class=date>22 January 2026"),
            "/",
            day("2026-01-22T23:15:00Z"),
        );
        check(&late, "/2026/01/23/port", day("2026-01-23"));
        let early = data(r#""datePublished":"2026-01-22T02:15:00Z""#);
        check(&early, "/2026/01/21/port", day("2026-01-21"));
        check(&early, "/2026/01/19/port", day("2026-01-22T02:15:00Z"));
        let local = data(r#""datePublished":"2026-01-22T02:15:00-05:00""#);
        check(&local, "/2026/01/21/port", day("2026-01-22T02:15:00-05:00"));
    }

    #[test]
    fn of_the_dates_shown_the_one_by_the_title_counts() {
        let shown = Some(("2026-01-22", Confidence::Low));
        check(
            "<p class=date>1 January 2026</p><p>Today in the harbour, and much more news from Calder and from Marsh, as it is every day of the week. We tell it, you read it, and both of us hope for the best, as ever, dear readers.</p><h1>Port shuts</h1><div>22.01.26, 10:00</div>",
            "/",
            shown,
        );
        check(
            "<h1>Port shuts</h1><p>Updated 25 January 2026</p><p>Published 22 January 2026</p>",
            "/",
            shown,
        );
        check(
            "<div class=widget><h1>Port shuts</h1><span class=date>22 January 2026</span></div>",
            "/",
            shown,
        );
        check("<html lang=de><h1>Port shuts</h1><p>am 22/1/2026</p>", "/", shown);
        check("<h1>Port shuts</h1><div class=comments><p class=date>22 January 2026</p></div>", "/", None);
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
            let (_, found) = dates(&page, &JsonLd::read(&page, None), None, "Port shuts", now());
            assert_eq!(found.is_some(), kept, "{modified}");
        }
    }
}
