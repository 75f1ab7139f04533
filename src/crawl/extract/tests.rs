use super::*;
use proptest::prelude::*;

fn now() -> Timestamp {
    "2026-02-01T00:00:00Z".parse().unwrap()
}

fn read(html: &str) -> Result<Extracted, ExtractError> {
    extract(html, Some(&CanonicalUrl::parse("https://news.example/world/port").unwrap()), now())
}

proptest! {
    #[test]
    fn no_page_makes_it_panic(html in "(<(/?(p|div|h1|b|table|td|script|meta|time|svg|a)( (a|style|datetime|content|name)=[\"']?[a-z:0-9-]{0,9}[\"']?)?>?|!--)|[a-z ]{0,9}|\\PC{0,9}){0,60}") {
        let _ = read(&html);
    }
}
