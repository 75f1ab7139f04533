//! HTML: one file that needs no other, runs no script and fetches nothing.

use super::super::report::{CitationNote, ClaimNote, Report};
use super::field::{clean, label};
use super::layout::{Entry, Layout, Piece, Statement, Theme};

const STYLE: &str = include_str!("report.css");

/// The report as a self-contained page. Citations lead to the entries of their sources and show the words cited;
/// the ledger at its end lists what every claim rests on. Everything from the network is escaped, all links
/// are http or https, and a content security policy forbids whatever might be loaded or run.
pub fn html(report: &Report) -> String {
    let layout = Layout::of(report);
    let question = escaped(&layout.question);
    let themes: String = layout.themes.iter().map(|t| theme(t, &layout)).collect();
    let body = [
        format!("<header>\n<h1>{question}</h1>\n{}</header>\n", head(&layout)),
        themes,
        section("What was searched", &paragraph(&layout.searched)),
        list("ol", "Sources", layout.sources.iter().map(source)),
        list(
            "ul",
            "Want to dive deeper?",
            layout.follow_ups.iter().map(|f| format!("<li>{}</li>\n", escaped(f))),
        ),
        ledger(report),
        layout
            .kept_out
            .iter()
            .map(|said| format!("<footer>{}</footer>\n", paragraph(said).trim_end()))
            .collect(),
    ];
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{question}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n{}</main>\n</body>\n</html>\n",
        body.concat()
    )
}

fn head(layout: &Layout) -> String {
    let read_as = layout.read_as.iter().map(|read| paragraph(read));
    let about = [paragraph(&layout.checked), paragraph(&format!("Disclaimer: {}", layout.disclaimer))];
    let notices = layout.notices.iter().map(|n| format!("<p class=\"notice\">{}</p>\n", escaped(n)));
    read_as.chain(about).chain(notices).collect()
}

fn theme(theme: &Theme, layout: &Layout) -> String {
    let gaps: String =
        theme.gaps.iter().map(|gap| format!("<p class=\"gap\">{}</p>\n", escaped(gap))).collect();
    let statements: String = match theme.running {
        true if theme.statements.is_empty() => String::new(),
        true => {
            let parts: Vec<String> = theme.statements.iter().map(|s| statement("span", s, layout)).collect();
            format!("<p>{}</p>\n", parts.join(" "))
        }
        false => theme.statements.iter().map(|s| statement("p", s, layout) + "\n").collect(),
    };
    // What has to be said before the answer stands before it.
    let mut body = if theme.running { gaps + &statements } else { statements + &gaps };
    body.extend(theme.coverage.iter().map(|said| format!("<p class=\"coverage\">{}</p>\n", escaped(said))));
    section(&theme.heading, &body)
}

fn statement(element: &str, statement: &Statement, layout: &Layout) -> String {
    let written = statement.written(|piece| words(piece, layout));
    format!("<{element} id=\"claim-{}\">{written}</{element}>", escaped(&statement.id))
}

fn words(piece: &Piece, layout: &Layout) -> String {
    match piece {
        Piece::Words(words) => escaped(words),
        Piece::Cited(n, quote) => number(*n, quote),
        Piece::Doubt(word, against) => {
            let title =
                |n: &usize| layout.sources.iter().find(|s| s.n == *n).map_or("", |s| s.title.as_str());
            let see: Vec<String> = against.iter().map(|n| number(*n, title(n))).collect();
            let see = if see.is_empty() { String::new() } else { format!(", see {}", see.join(" ")) };
            format!("<span class=\"doubt\">({word}{see})</span>")
        }
    }
}

/// A source's number, leading to its entry, with words to show beside the pointer.
fn number(n: usize, shown: &str) -> String {
    format!("<a class=\"cite\" href=\"#source-{n}\" title=\"{}\">[{n}]</a>", escaped(shown))
}

fn source(entry: &Entry) -> String {
    let title = match (&entry.address, entry.title.as_str()) {
        (Ok(address), "") => anchor(address, address),
        (Ok(address), title) => anchor(address, title),
        (Err(_), title) => bidirectional(title),
    };
    let mut said = format!(
        "<li id=\"source-{n}\" value=\"{n}\">\n<p class=\"title\">{title}</p>\n<p>{}, {}</p>\n",
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
    said + "</li>\n"
}

fn copy((outlet, address): &(String, Option<String>)) -> String {
    address.as_ref().map_or_else(|| bidirectional(outlet), |address| anchor(address, outlet))
}

/// What every claim rests on, folded away.
fn ledger(report: &Report) -> String {
    let claims: String = report.claims().map(ledger_entry).collect();
    if claims.is_empty() {
        return String::new();
    }
    let about = "How each claim is made, how well its words are borne out (0 to 1), how strongly it may be put, and \
        the exact words cited with their bytes in the stored text of the source.";
    format!("<details>\n<summary>Ledger</summary>\n{}<ul>\n{claims}</ul>\n</details>\n", paragraph(about))
}

fn ledger_entry(claim: &ClaimNote) -> String {
    let id = escaped(&label(&claim.id));
    let support = &claim.support;
    let mut said = vec![
        in_words(&claim.basis),
        format!("{} {:.2}", in_words(&support.verdict), support.score),
        in_words(&claim.hedge.level),
    ];
    if !claim.from.is_empty() {
        said.push(format!("about {}", escaped(&label(&claim.from.join(", ")))));
    }
    if !support.alarms.is_empty() {
        let alarms: Vec<String> = support.alarms.iter().map(in_words).collect();
        said.push(format!("check the {}", alarms.join(", ")));
    }
    let quotes: String = claim.citations.iter().map(quote).collect();
    format!("<li><a href=\"#claim-{id}\">{id}</a>: {}\n{quotes}</li>\n", said.join("; "))
}

fn quote(citation: &CitationNote) -> String {
    format!(
        "<blockquote>{} <a href=\"#source-{n}\">[{n}]</a> bytes {}–{}</blockquote>\n",
        bidirectional(&clean(&citation.quote)),
        citation.start,
        citation.end,
        n = citation.source
    )
}

/// The name that a variant has in the JSON form, as words.
fn in_words(variant: &impl serde::Serialize) -> String {
    let name = serde_json::to_value(variant).unwrap_or_default();
    escaped(&name.as_str().unwrap_or_default().replace('_', " "))
}

fn section(heading: &str, body: &str) -> String {
    format!("<section>\n<h2>{}</h2>\n{body}</section>\n", escaped(heading))
}

/// A section that is a list, if there is anything to list.
fn list(element: &str, heading: &str, items: impl Iterator<Item = String>) -> String {
    let items: String = items.collect();
    match items.is_empty() {
        true => items,
        false => section(heading, &format!("<{element}>\n{items}</{element}>\n")),
    }
}

fn paragraph(words: &str) -> String {
    format!("<p>{}</p>\n", escaped(words))
}

fn anchor(address: &str, words: &str) -> String {
    format!("<a href=\"{}\" rel=\"noopener noreferrer\">{}</a>", escaped(address), bidirectional(words))
}

/// Words that may run from right to left, set apart so that they do not turn what stands beside them.
fn bidirectional(words: &str) -> String {
    format!("<bdi>{}</bdi>", escaped(words))
}

/// Text as it stands in an element or between the quotes of an attribute.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use scraper::{Html, Selector};

    use super::super::fixture;
    use super::*;

    #[test]
    fn a_whole_report() {
        let page = html(&fixture::report());
        insta::assert_snapshot!(page.replace(STYLE, "(style)\n"));
    }

    #[test]
    fn a_report_that_found_nothing() {
        let page = html(&fixture::empty());
        assert!(!page.contains("<details>") && !page.contains("<ol>") && !page.contains("<p></p>"));
    }

    #[test]
    fn every_link_within_the_page_leads_somewhere() {
        let page = Html::parse_document(&html(&fixture::report()));
        let all = Selector::parse("a[href^='#']").unwrap();
        let targets: Vec<&str> = page.select(&all).filter_map(|a| a.attr("href")).collect();
        assert!(targets.len() > 20);
        for target in targets {
            assert_eq!(page.select(&Selector::parse(target).unwrap()).count(), 1, "{target}");
        }
    }

    #[test]
    fn nothing_is_fetched_or_run() {
        assert!(!STYLE.contains("url(") && !STYLE.contains("@import") && !STYLE.contains('<'));
        let page = Html::parse_document(&html(&fixture::report()));
        for loading in ["script", "link", "img", "iframe", "object", "form", "base", "[src]", "[onclick]"] {
            assert_eq!(page.select(&Selector::parse(loading).unwrap()).count(), 0, "{loading}");
        }
    }
}
