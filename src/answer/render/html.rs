//! HTML: one file that needs no other, runs no script and fetches nothing.

use sha2::{Digest, Sha256};

use super::super::matrix::Said;
use super::super::report::{CitationNote, ClaimNote, Report};
use super::cards::card;
use super::contested::{Difference, Grid, Line, Moment, said};
use super::field::{clean, label};
use super::layout::{Layout, Piece, Statement, Theme};
use super::metadata::metadata;
use super::timeline::timeline;

const STYLE: &str = include_str!("report.css");

/// The report as a self-contained page. Citations lead to the cards of their sources, which show the words cited where
/// they stand and link to them; the ledger at its end lists what every claim rests on. Everything from the network is
/// escaped, all links are http or https, and a content security policy forbids whatever might be loaded or run.
pub fn html(report: &Report) -> String {
    let layout = Layout::of(report);
    let question = escaped(&layout.question);
    let title = if question.is_empty() { "Report" } else { &question };
    let themes: String = layout.themes.iter().map(|t| theme(t, &layout)).collect();
    let body = [
        format!("<header>\n<h1>{title}</h1>\n{}</header>\n", head(&layout)),
        themes,
        differences(&layout),
        matrix(layout.matrix.as_ref()),
        list("ul", "Corrections and changes", layout.amendments.iter().map(|one| item(one, &layout))),
        section("What was searched", &paragraph(&layout.searched)),
        times(&layout),
        list("ol", "Sources", layout.sources.iter().map(card)),
        list(
            "ul",
            "Want to dive deeper?",
            layout.follow_ups.iter().map(|f| format!("<li>{}</li>\n", escaped(f))),
        ),
        ledger(report),
    ];
    let kept_out =
        layout.kept_out.iter().map(|said| format!("<footer>{}</footer>\n", paragraph(said).trim_end()));
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n\
         <title>{}</title>\n{}<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{}</main>\n{}</body>\n</html>\n",
        policy(),
        short(&layout.question),
        metadata(report),
        body.concat(),
        kept_out.collect::<String>(),
    )
}

/// The question as a title, which is cut where search engines and tabs would cut it.
fn short(question: &str) -> String {
    const LONGEST: usize = 69;
    match question.char_indices().nth(LONGEST) {
        _ if question.is_empty() => "Report".to_owned(),
        Some((end, _)) => {
            let cut = question.get(..end).unwrap_or_default();
            escaped(&format!("{}…", cut.rsplit_once(' ').map_or(cut, |(whole, _)| whole)))
        }
        None => escaped(question),
    }
}

/// Nothing may be loaded or run, no form sent, no base set; the page's own style is known by its hash. The block of
/// metadata is data, which no policy is about.
fn policy() -> String {
    let hash = base64(&Sha256::digest(STYLE.as_bytes()));
    format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'")
}

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letter = |six: u32| LETTERS.get((six & 63) as usize).map_or('A', |byte| char::from(*byte));
    let mut written = String::new();
    for group in bytes.chunks(3) {
        let bits = (0..3).fold(0, |bits, at| bits << 8 | group.get(at).map_or(0, |byte| u32::from(*byte)));
        let letters = [18, 12, 6, 0].map(|shift| letter(bits >> shift));
        written.extend(letters.iter().take(group.len() + 1));
        written.extend(std::iter::repeat_n('=', 3 - group.len()));
    }
    written
}

/// The matters on which sources differ, the positions on each side by side.
fn differences(layout: &Layout) -> String {
    let difference = |one: &Difference| {
        let positions: String = one.positions.iter().map(|position| item(position, layout)).collect();
        format!("<h3>{}</h3>\n<ul>\n{positions}</ul>\n", escaped(&one.heading))
    };
    let all: String = layout.differences.iter().map(difference).collect();
    if all.is_empty() { all } else { section("Where accounts differ", &all) }
}

fn item(statement: &Statement, layout: &Layout) -> String {
    format!("<li>{}</li>\n", statement.written(|piece| words(piece, layout)))
}

/// Who says what. A wide table scrolls within itself, by keys too.
fn matrix(grid: Option<&Grid>) -> String {
    let Some(grid) = grid else { return String::new() };
    let outlets: String = grid
        .outlets
        .iter()
        .map(|outlet| format!("<th scope=\"col\">{}</th>", bidirectional(outlet)))
        .collect();
    let cell = |(stance, sources): &(Said, Vec<usize>)| {
        let (class, numbers) = (said(*stance), sources.iter().map(|n| format!(" {}", number(*n, ""))));
        format!("<td class=\"{class}\">{class}{}</td>", numbers.collect::<String>())
    };
    let row = |line: &Line| {
        let cells: String = line.cells.iter().map(cell).collect();
        format!("<tr><th scope=\"row\">{}</th>{cells}</tr>\n", bidirectional(&line.text))
    };
    let rows: String = grid.rows.iter().map(row).collect();
    let table = format!(
        "<p class=\"coverage\" id=\"who-says-what\">An outlet that says otherwise denies, too; one that is silent was not found \
         to speak of it.</p>\n<section class=\"wide\" aria-labelledby=\"who-says-what\" tabindex=\"0\">\n<table>\n\
         <thead><tr><th scope=\"col\">Claim</th>{outlets}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n</section>\n"
    );
    section("Who says what", &table)
}

/// When the sources appeared: drawn, and as a list.
fn times(layout: &Layout) -> String {
    let Some(drawn) = timeline(&layout.timeline) else { return String::new() };
    let moment = |moment: &Moment| {
        let day = moment.day.strftime("%-d %B %Y");
        let day = format!("<time datetime=\"{}\">{day}</time>", moment.day);
        format!("<li>{day}: {} {}</li>\n", bidirectional(&moment.outlet), number(moment.n, &moment.title))
    };
    let moments: String = layout.timeline.iter().map(moment).collect();
    let list =
        format!("<details>\n<summary>The same as a list</summary>\n<ul>\n{moments}</ul>\n</details>\n");
    section("When the sources appeared", &format!("<div class=\"timeline\">\n{drawn}</div>\n{list}"))
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
        false => {
            let according_to = theme.according_to.iter().map(|said| paragraph(said));
            according_to.chain(theme.statements.iter().map(|s| statement("p", s, layout) + "\n")).collect()
        }
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

/// A source's number, leading to its card, with words to show beside the pointer.
fn number(n: usize, shown: &str) -> String {
    let title = if shown.is_empty() { String::new() } else { format!(" title=\"{}\"", escaped(shown)) };
    format!("<a class=\"cite\" href=\"#source-{n}\"{title}>[{n}]</a>")
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

pub(super) fn paragraph(words: &str) -> String {
    format!("<p>{}</p>\n", escaped(words))
}

pub(super) fn anchor(address: &str, words: &str) -> String {
    format!("<a href=\"{}\" rel=\"noopener noreferrer\">{}</a>", escaped(address), bidirectional(words))
}

/// Words that may run from right to left, set apart so that they do not turn what stands beside them.
pub(super) fn bidirectional(words: &str) -> String {
    format!("<bdi>{}</bdi>", escaped(words))
}

/// Text as it stands in an element or between the quotes of an attribute.
pub(super) fn escaped(text: &str) -> String {
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
        let scripts = Selector::parse("script").unwrap();
        let data = page.select(&scripts).map(|script| script.attr("type"));
        assert_eq!(data.collect::<Vec<_>>(), [Some("application/ld+json")]);
        for loading in ["link", "img", "iframe", "object", "form", "base", "[src]", "[onclick]"] {
            assert_eq!(page.select(&Selector::parse(loading).unwrap()).count(), 0, "{loading}");
        }
    }
}
