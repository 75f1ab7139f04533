//! The report in the forms that people and programs read.
//!
//! JSON is the report itself. The other forms share `layout`: it puts a report into words, in reading order,
//! and cleans whatever came from the network; a form then only escapes and joins.

mod attribution;
mod cards;
mod contested;
mod field;
mod html;
mod json;
mod layout;
mod markdown;
mod metadata;
mod text;
mod timeline;

#[cfg(test)]
mod fixture;
#[cfg(test)]
pub use fixture::report as tests_fixture;

pub use field::clean;
pub use html::html;
pub use json::json;
pub use markdown::markdown;
pub use text::{Page, text};

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use scraper::{Html, Selector};

    use super::fixture::{HOSTILE, hostile};
    use super::*;
    use crate::answer::Report;

    /// Any characters at all, with more than their share of those that mean something to a reader's program.
    fn anything() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            any::<char>().prop_map(String::from),
            proptest::sample::select(
                "<>&\"'`*_[](){}#|~\\!:;/.-+=1 \n\r\t\x1b\x07\0\u{9b}\u{202e}é漢".chars().collect::<Vec<_>>()
            )
            .prop_map(String::from),
            proptest::sample::select(HOSTILE.to_vec()).prop_map(String::from),
        ];
        proptest::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn nothing_hostile_reaches_a_reader(words in anything(), at in 0..80_usize) {
            check(&hostile(&words, at));
        }
    }

    #[test]
    fn known_attacks_do_not_reach_a_reader() {
        let split = "https://a.example/)(x y\"<>'`\\&amp;𐀀](javascript:alert(1)) [x]: javascript:alert(1)";
        check(&hostile(split, 64));
        for words in HOSTILE {
            check(&hostile(words, 3));
            check(&hostile(words, usize::MAX));
        }
    }

    #[track_caller]
    fn check(report: &Report) {
        check_text(report);
        check_markdown(&markdown(report));
        check_html(&html(report));
    }

    #[track_caller]
    fn check_text(report: &Report) {
        let plain = text(report, &Page { width: 40, colour: false });
        assert_eq!(
            plain.chars().find(|c| (c.is_control() && *c != '\n') || *c == '\u{202e}'),
            None,
            "{plain:?}"
        );
        let coloured = text(report, &Page { width: 40, colour: true });
        // Whatever follows an escape character is one of the program's own sequences.
        for sequence in coloured.split('\x1b').skip(1) {
            let own = ["[0m", "[1m", "[2m", "[33m", "]8;;", "\\"];
            assert!(own.iter().any(|own| sequence.starts_with(own)), "{sequence:?}");
            let link = sequence.strip_prefix("]8;;").unwrap_or_default();
            assert!(link.is_empty() || link.starts_with("http") || !link.contains("://"), "{link:?}");
        }
    }

    /// No markup but the report's own, once what is escaped is taken away.
    #[track_caller]
    fn check_markdown(page: &str) {
        assert!(!page.contains(['\r', '\t', '\x1b', '\u{202e}']), "{page}");
        let plain = unescaped(page);
        let tables = plain.lines().filter(|line| line.starts_with("| ") && line.ends_with(" |"));
        let columns: Vec<usize> = tables.map(|line| line.matches('|').count()).collect();
        assert!(columns.iter().all(|n| Some(n) == columns.first()), "{plain}");
        let plain = plain.replace('|', "");
        assert!(!plain.contains(['`', '~', '$', '@', '_']), "{plain}");
        for opening in ["](", "]: ", "<"] {
            let mut followed = plain.split(opening).skip(1);
            assert!(followed.all(|address| address.starts_with("http")), "{plain}");
        }
        for line in plain.lines() {
            let ours = ["# ", "## ", "### ", "- ", "> Note: ", "  >", " Claim ", " --- ", " "]
                .iter()
                .any(|own| line.starts_with(own));
            let opens = line.starts_with(['#', '-', '+', '=', '>', ' ']) || line.trim_end() == "---";
            assert!(ours || !opens, "{line:?}");
        }
    }

    /// With an `x` for all that a backslash makes plain, and addresses without the marks that are no markup
    /// there.
    fn unescaped(page: &str) -> String {
        let mut chars = page.chars();
        let mut plain = String::new();
        while let Some(c) = chars.next() {
            if c == '\\' {
                chars.next();
                plain.push('x');
            } else {
                plain.push(c);
            }
        }
        let is_address = |word: &&str| word.contains("http") && word.contains("://");
        let line = |line: &str| {
            let words = line.split(' ').map(|word| {
                if is_address(&word) { word.replace(['_', '~', '$', '@'], "") } else { word.to_owned() }
            });
            words.collect::<Vec<_>>().join(" ")
        };
        plain.lines().map(line).collect::<Vec<_>>().join("\n")
    }

    #[track_caller]
    fn check_html(page: &str) {
        let parsed = Html::parse_document(page);
        for element in parsed.select(&Selector::parse("body *").unwrap()).map(|e| e.value()) {
            let ours = "main header footer section details summary h1 h2 h3 p span a bdi ol ul li blockquote mark \
                        time div table thead tbody tr th td svg title desc text line circle";
            assert!(ours.split(' ').any(|name| name == element.name()), "{}", element.name());
            for (name, value) in element.attrs() {
                let drawn = "viewBox role aria-labelledby x y x1 x2 y1 y2 cx cy r text-anchor";
                let ours = "id class href title rel value scope tabindex datetime aria-label";
                assert!(ours.split(' ').chain(drawn.split(' ')).any(|ours| ours == name), "{name}");
                let leads_out = name == "href" && !value.starts_with('#');
                assert!(
                    !leads_out || value.starts_with("http://") || value.starts_with("https://"),
                    "{value}"
                );
            }
        }
        assert_eq!(parsed.select(&Selector::parse("head > *").unwrap()).count(), 13);
        let scripts: Vec<_> = parsed.select(&Selector::parse("script").unwrap()).collect();
        assert_eq!(
            scripts.iter().filter_map(|s| s.attr("type")).collect::<Vec<_>>(),
            ["application/ld+json"]
        );
        serde_json::from_str::<serde_json::Value>(&scripts[0].text().collect::<String>()).unwrap();
        assert!(!page.contains(['\0', '\x1b', '\r', '\u{202e}']));
    }
}
