//! What robots.txt permits (RFC 9309).

use std::time::Duration;

use robotxt::{AccessResult, Robots};

use crate::news::{CanonicalUrl, RobotsFile};

/// How much of a robots.txt is read, in bytes: what RFC 9309, section 2.5, asks for at least. The rest is ignored.
pub const MAX_ROBOTS_BYTES: usize = robotxt::BYTE_LIMIT;

/// How many redirects are followed to reach a robots.txt (RFC 9309, section 2.3.1.2).
pub const MAX_ROBOTS_REDIRECTS: usize = 5;

/// How an origin answered when asked for its robots.txt.
#[derive(Clone, Copy, Debug)]
pub enum RobotsAnswer<'a> {
    /// An HTTP status and the body that came with it.
    Status(u16, &'a [u8]),
    /// No HTTP answer.
    Unreachable,
}

/// How many of the sitemaps that a robots.txt names are kept.
const MAX_SITEMAPS: usize = 50;

/// The rules of one origin for one crawler.
#[derive(Clone, Debug)]
pub struct Rules {
    robots: Robots,
    sitemaps: Vec<CanonicalUrl>,
}

impl Rules {
    /// Applies RFC 9309, section 2.3.1: a file that is not there forbids nothing, one that cannot be reached forbids
    /// everything. 429 "too many requests" is a 4xx status in which the server asks for less traffic, so it counts as
    /// unreachable, as the RFC permits.
    pub fn read(answer: RobotsAnswer<'_>, user_agent: &str) -> Self {
        let sitemaps = match answer {
            RobotsAnswer::Status(200..=299, body) => named_sitemaps(body),
            _ => Vec::new(),
        };
        let access = match answer {
            RobotsAnswer::Status(200..=299, body) => AccessResult::Successful(body),
            RobotsAnswer::Status(429, _) => AccessResult::Unreachable,
            RobotsAnswer::Status(400..=499, _) => AccessResult::Unavailable,
            RobotsAnswer::Status(..) | RobotsAnswer::Unreachable => AccessResult::Unreachable,
        };
        Self { robots: Robots::from_access(access, product_token(user_agent)), sitemaps }
    }

    /// The rules of a file that was read before.
    pub fn of_file(file: &RobotsFile, user_agent: &str) -> Self {
        Self::read(RobotsAnswer::Status(file.status, &file.body), user_agent)
    }

    pub fn allows(&self, url: &CanonicalUrl) -> bool {
        self.robots.is_url_allowed(url.as_url())
    }

    /// The `Crawl-delay` that is asked of this crawler. Not in the RFC, but in wide use.
    pub fn crawl_delay(&self) -> Option<Duration> {
        self.robots.crawl_delay()
    }

    /// The sitemaps that the file names, in its order.
    pub fn sitemaps(&self) -> Vec<CanonicalUrl> {
        self.sitemaps.clone()
    }
}

/// `Sitemap: ADDRESS`, of whatever group and with an absolute address (sitemaps.org, "Specifying the Sitemap location in
/// your robots.txt file").
fn named_sitemaps(body: &[u8]) -> Vec<CanonicalUrl> {
    let text = String::from_utf8_lossy(body);
    let named = text.lines().filter_map(|line| line.trim_start_matches('\u{feff}').split_once(':'));
    let sitemaps = named.filter(|(name, _)| name.trim().eq_ignore_ascii_case("sitemap"));
    sitemaps.filter_map(|(_, address)| CanonicalUrl::parse(address).ok()).take(MAX_SITEMAPS).collect()
}

/// The name that a robots.txt calls this crawler by: the letters, `-` and `_` that its User-Agent begins with
/// (RFC 9309, section 2.2.1).
pub fn product_token(user_agent: &str) -> &str {
    let end = user_agent.find(|c: char| !c.is_ascii_alphabetic() && c != '-' && c != '_');
    user_agent.get(..end.unwrap_or(user_agent.len())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &[u8] = b"User-agent: caveat\nDisallow: /private\nAllow: /private/open\nCrawl-delay: 7\n\n\
        User-agent: *\nDisallow: /\n";

    #[track_caller]
    fn check(answer: RobotsAnswer<'_>, path: &str, allowed: bool) {
        let rules = Rules::read(answer, "caveat/1.0 (+https://caveat.example)");
        let url = CanonicalUrl::parse(&format!("http://news.example{path}")).unwrap();
        assert_eq!(rules.allows(&url), allowed, "{answer:?} {path}");
    }

    #[test]
    fn the_group_of_this_crawler_is_obeyed() {
        check(RobotsAnswer::Status(200, FILE), "/a", true);
        check(RobotsAnswer::Status(200, FILE), "/private/a?b", false);
        check(RobotsAnswer::Status(200, FILE), "/private/open", true);
        let rules = Rules::read(RobotsAnswer::Status(200, FILE), "caveat/1.0");
        assert_eq!(rules.crawl_delay(), Some(Duration::from_secs(7)));
    }

    #[test]
    fn a_missing_file_forbids_nothing_and_a_broken_server_everything() {
        check(RobotsAnswer::Status(404, FILE), "/private", true);
        check(RobotsAnswer::Status(403, b""), "/a", true);
        check(RobotsAnswer::Status(429, b""), "/a", false);
        check(RobotsAnswer::Status(503, FILE), "/a", false);
        check(RobotsAnswer::Unreachable, "/a", false);
        check(RobotsAnswer::Status(200, b"\xFF\x00garbage"), "/a", true);
    }

    #[test]
    fn sitemaps_are_named_anywhere() {
        let file = b"Sitemap: http://news.example/a.xml\nUser-agent: x\nDisallow: /\nsitemap :http://cdn.example/b.xml\n\
            Sitemap: /c.xml\nSitemap:";
        let rules = Rules::read(RobotsAnswer::Status(200, file), "caveat/1.0");
        let named: Vec<String> = rules.sitemaps().iter().map(ToString::to_string).collect();
        assert_eq!(named, ["http://news.example/a.xml", "http://cdn.example/b.xml"]);
        assert!(Rules::read(RobotsAnswer::Status(404, file), "caveat/1.0").sitemaps().is_empty());
    }

    #[test]
    fn the_name_in_a_user_agent() {
        assert_eq!(product_token("caveat/0.1 (+https://caveat.example)"), "caveat");
        assert_eq!(product_token("News-Reader_x 2"), "News-Reader_x");
        assert_eq!(product_token(""), "");
    }
}
