//! The pages of the invented news site: which address answers with which file of `tests/site/`.
//!
//! `tests/site/README.md` says what each page is for and which facts it states. All outlets, people and
//! countries are invented.

/// The question that the demo asks unless told otherwise. Its two misspellings are on purpose.
pub const QUESTION: &str = "Is Verhalin supporting Melk in megotiations";

/// One address of the site and how it answers.
pub struct Page {
    /// Path of the address, such as `/robots.txt`. A query string is ignored.
    pub path: &'static str,
    /// HTTP status; 304 is decided while serving.
    pub status: u16,
    pub content_type: &'static str,
    /// Where a moved page sends its reader: a path of this site.
    pub location: Option<&'static str>,
    /// The bytes of the file. `{{origin}}` stands for the address of the site.
    pub body: &'static [u8],
    /// What the page says after its publisher has corrected it.
    pub revised: Option<&'static [u8]>,
}

/// A list of articles that the site offers to crawlers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    pub name: &'static str,
    pub path: &'static str,
    /// `feed`, `sitemap` or `section`, as in the configuration file.
    pub kind: &'static str,
}

/// The sources of the site. Together they list every article, among them one that is disallowed, one that has
/// moved and one that is gone; Harbour Post's are listed twice.
pub const SOURCES: &[Source] = &[
    Source { name: "Northgate Wire", path: "/northgate-wire/rss.xml", kind: "feed" },
    Source { name: "The Ardenia Courier", path: "/courier/atom.xml", kind: "feed" },
    Source { name: "Lume Strait press", path: "/sitemap-news.xml", kind: "sitemap" },
    Source { name: "Harbour Post", path: "/harbour-post/news", kind: "section" },
];

const UTF8_HTML: &str = "text/html; charset=utf-8";
const XML: &str = "application/xml";

/// The bytes of a file under `tests/site/`.
macro_rules! file {
    ($path:literal) => {
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/site/", $path))
    };
}

/// Every address that the site answers; all others are 404.
pub const PAGES: &[Page] = &[
    html("/", file!("index.html")),
    found("/robots.txt", "text/plain; charset=utf-8", file!("robots.txt")),
    // Sources.
    found("/northgate-wire/rss.xml", "application/rss+xml", file!("northgate-wire/rss.xml")),
    Page {
        revised: Some(file!("courier/atom.revised.xml")),
        ..found("/courier/atom.xml", "application/atom+xml", file!("courier/atom.xml"))
    },
    found("/sitemap-news.xml", XML, file!("sitemap-news.xml")),
    html("/harbour-post/news", file!("harbour-post/news.html")),
    // Northgate Wire.
    html(
        "/northgate-wire/2026/01/13/envoy-melk-late-talks",
        file!("northgate-wire/envoy-melk-late-talks.html"),
    ),
    html(
        "/northgate-wire/2026/01/16/verhalen-call-transcript",
        file!("northgate-wire/verhalen-call-transcript.html"),
    ),
    html(
        "/northgate-wire/2026/01/17/korvin-standard-practice",
        file!("northgate-wire/korvin-standard-practice.html"),
    ),
    html(
        "/northgate-wire/2026/01/19/ferry-lisbet-dredger",
        file!("northgate-wire/ferry-lisbet-dredger.html"),
    ),
    html(
        "/northgate-wire/2026/01/21/calder-islands-unresolved",
        file!("northgate-wire/calder-islands-unresolved.html"),
    ),
    html(
        "/northgate-wire/2026/01/23/committee-inquiry-date",
        file!("northgate-wire/committee-inquiry-date.html"),
    ),
    moved(
        "/northgate-wire/2026/01/13/late-talks-first-take",
        "/northgate-wire/2026/01/13/envoy-melk-late-talks",
    ),
    // The Ardenia Courier.
    html("/courier/politics/tomas-verhalen-profile", file!("courier/tomas-verhalen-profile.html")),
    Page {
        revised: Some(file!("courier/fishing-licences.revised.html")),
        ..html("/courier/business/fishing-licences", file!("courier/fishing-licences.html"))
    },
    html("/courier/politics/foreign-ministry-reply", file!("courier/foreign-ministry-reply.html")),
    html("/courier/politics/inquiry-request", file!("courier/inquiry-request.html")),
    html("/courier/premium/inside-verhalen-team", file!("courier/inside-verhalen-team.html")),
    html("/courier/weather/coldest-january-night", file!("courier/coldest-january-night.html")),
    // Harbour Post.
    html(
        "/harbour-post/news/2026/01/13/port-sarrow-late-night",
        file!("harbour-post/port-sarrow-late-night.html"),
    ),
    html("/harbour-post/wire/verhalen-call-transcript", file!("harbour-post/verhalen-call-transcript.html")),
    html("/harbour-post/news/2026/01/18/seafarers-union", file!("harbour-post/seafarers-union.html")),
    html("/harbour-post/news/2026/01/20/ferry-lisbet-toll", file!("harbour-post/ferry-lisbet-toll.html")),
    html("/harbour-post/culture/harbour-festival", file!("harbour-post/harbour-festival.html")),
    html(
        "/harbour-post/news/2026/01/15/ropewalk-bridge-repair",
        file!("harbour-post/ropewalk-bridge-repair.html"),
    ),
    // Disallowed by robots.txt.
    html("/harbour-post/drafts/lighthouse-notes", file!("harbour-post/lighthouse-notes.html")),
    Page {
        status: 410,
        ..html(
            "/harbour-post/news/2026/01/15/ferry-timetable",
            b"<!doctype html><title>Gone</title><p>Removed.",
        )
    },
    // Sorvan Herald.
    // Windows-1252: the header names no charset, a `meta` element does.
    found(
        "/sorvan-herald/en/communique-12-january",
        "text/html",
        file!("sorvan-herald/communique-12-january.html"),
    ),
    html("/sorvan-herald/en/dressk-statement", file!("sorvan-herald/dressk-statement.html")),
    // Lume Public Radio.
    html(
        "/lume-public-radio/news/what-the-call-contains",
        file!("lume-public-radio/what-the-call-contains.html"),
    ),
    html(
        "/lume-public-radio/news/korvin-defends-envoy",
        file!("lume-public-radio/korvin-defends-envoy.html"),
    ),
    html(
        "/lume-public-radio/news/ferry-lisbet-hospital",
        file!("lume-public-radio/ferry-lisbet-hospital.html"),
    ),
    html("/lume-public-radio/sport/ostrand-rovers-cup", file!("lume-public-radio/ostrand-rovers-cup.html")),
    // The Meridian Review.
    html(
        "/meridian-review/opinion/the-envoy-who-coached",
        file!("meridian-review/the-envoy-who-coached.html"),
    ),
    html(
        "/meridian-review/analysis/what-nobody-has-established",
        file!("meridian-review/what-nobody-has-established.html"),
    ),
    // Tidewater Ledger.
    html("/tidewater-ledger/shipping/envoy-phone-advice", file!("tidewater-ledger/envoy-phone-advice.html")),
    html("/tidewater-ledger/shipping/ferry-lisbet", file!("tidewater-ledger/ferry-lisbet.html")),
    html("/tidewater-ledger/shipping/grey-heron-fund", file!("tidewater-ledger/grey-heron-fund.html")),
    html("/tidewater-ledger/markets/toll-rates", file!("tidewater-ledger/toll-rates.html")),
];

const fn found(path: &'static str, content_type: &'static str, body: &'static [u8]) -> Page {
    Page { path, status: 200, content_type, location: None, body, revised: None }
}

const fn html(path: &'static str, body: &'static [u8]) -> Page {
    found(path, UTF8_HTML, body)
}

const fn moved(path: &'static str, to: &'static str) -> Page {
    Page { status: 301, location: Some(to), ..html(path, b"<!doctype html><title>Moved</title><p>Moved.") }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The paths of all pages, in either state, whose bytes contain the words.
    #[track_caller]
    fn check_only_on(words: &str, path: &str) {
        let has = |body: &[u8]| body.windows(words.len()).any(|bytes| bytes == words.as_bytes());
        let pages = PAGES.iter().filter(|page| has(page.body) || page.revised.is_some_and(has));
        assert_eq!(pages.map(|page| page.path).collect::<Vec<_>>(), [path], "`{words}`");
    }

    fn page(path: &str) -> &'static Page {
        PAGES.iter().find(|page| page.path == path).unwrap()
    }

    fn listed_in(source: &Source) -> &'static str {
        std::str::from_utf8(page(source.path).body).unwrap()
    }

    #[test]
    fn planted_words_stand_only_where_planned() {
        check_only_on("forty million crowns", "/tidewater-ledger/markets/toll-rates");
        check_only_on("Subscribe to our newsletter", "/tidewater-ledger/markets/toll-rates");
        check_only_on("the Calder lighthouse accord", "/harbour-post/drafts/lighthouse-notes");
        check_only_on("412 Ardenian vessels", "/courier/business/fishing-licences");
    }

    #[test]
    fn the_correction_replaces_the_figure_and_says_so() {
        let page = page("/courier/business/fishing-licences");
        let revised = std::str::from_utf8(page.revised.unwrap()).unwrap();
        assert!(!revised.contains("412") && revised.contains("214 Ardenian vessels"));
        assert!(revised.contains("Correction, 15 January 2026"));
    }

    #[test]
    fn one_page_is_not_unicode() {
        let others = PAGES.iter().filter(|page| std::str::from_utf8(page.body).is_err());
        let paths: Vec<_> = others.map(|page| page.path).collect();
        assert_eq!(paths, ["/sorvan-herald/en/communique-12-january"]);
        let body = page(paths[0]).body;
        for byte in [0xE9, 0x93, 0x94, 0x97] {
            assert!(body.contains(&byte), "{byte:#x}");
        }
    }

    #[test]
    fn the_sources_and_the_readme_list_every_article() {
        let readme = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/site/README.md"));
        let infrastructure =
            |path: &str| path == "/" || path == "/robots.txt" || SOURCES.iter().any(|s| s.path == path);
        for page in PAGES.iter().filter(|page| !infrastructure(page.path)) {
            assert!(SOURCES.iter().any(|source| listed_in(source).contains(page.path)), "{}", page.path);
            assert!(readme.contains(&format!("`{}`", page.path)), "{} is not in README.md", page.path);
        }
    }

    #[test]
    fn paths_are_unique_and_moves_lead_somewhere() {
        for (n, page) in PAGES.iter().enumerate() {
            assert!(PAGES.iter().skip(n + 1).all(|other| other.path != page.path), "{}", page.path);
            let lands = |to| PAGES.iter().any(|other| other.path == to && other.status == 200);
            assert!(page.location.is_none_or(lands), "{}", page.path);
        }
    }
}
