//! Changes as Markdown and HTML, and the page that leads to all questions. Self-contained, without scripts.

use crate::answer::render::clean;

use super::change::{Change, Changes};
use super::told::{claim, headline, period, sides, turn};

/// An answer that brought changes, as pages and feeds list it.
#[derive(Clone, Debug)]
pub struct Event {
    /// The day of the answer (YYYY-MM-DD).
    pub day: String,
    pub changes: Changes,
}

/// A question as the index page lists it.
#[derive(Clone, Debug)]
pub struct IndexRow {
    pub name: String,
    pub question: String,
    /// What its files are called, without their endings.
    pub file: String,
    pub answered: bool,
    pub checked_on: String,
    /// The day of the last change, and what it was.
    pub changed_on: Option<(String, String)>,
}

const STYLE: &str = "body{font:1rem/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}\
    h1{font-size:1.4rem}h2{font-size:1.1rem}li{margin:.5rem 0}.kind{font-weight:600}.was{opacity:.75}\
    .about{opacity:.75}table{border-collapse:collapse}td,th{text-align:left;padding:.3rem .8rem .3rem 0;\
    vertical-align:top}";

/// The timeline of a question, the newest changes first.
pub fn changes_markdown(question: &str, events: &[Event]) -> String {
    let mut blocks = vec![format!("# What changed: {}", escaped_markdown(question))];
    if events.is_empty() {
        blocks.push("Nothing has changed yet.".to_owned());
    }
    for Event { day, changes } in events {
        blocks.push(format!("## {day}\n\n{}", escaped_markdown(&period(changes))));
        blocks.extend(turn(changes).map(|said| format!("*{said}*")));
        let items = changes.changes.iter().map(|change| match sides(change) {
            (Some(before), Some(after)) => format!(
                "- **{}**: {}\n  - before: {}",
                headline(change),
                escaped_markdown(&claim(after)),
                escaped_markdown(&claim(before))
            ),
            (_, side) => {
                format!(
                    "- **{}**: {}",
                    headline(change),
                    escaped_markdown(&side.map(claim).unwrap_or_default())
                )
            }
        });
        blocks.push(items.collect::<Vec<_>>().join("\n"));
    }
    blocks.retain(|block| !block.is_empty());
    blocks.join("\n\n") + "\n"
}

/// Likewise as a page.
pub fn changes_html(question: &str, events: &[Event]) -> String {
    let mut body = format!("<h1>What changed: {}</h1>\n", escaped(question));
    if events.is_empty() {
        body += "<p>Nothing has changed yet.</p>\n";
    }
    for Event { day, changes } in events {
        body += &format!("<section>\n<h2>{}</h2>\n{}</section>\n", escaped(day), change_list(changes));
    }
    page(&format!("What changed: {question}"), "", &body)
}

/// The changes of one answer, for a page or an entry of a feed.
pub fn change_list(changes: &Changes) -> String {
    let said = turn(changes).map(|said| format!("<p>{}</p>\n", escaped(said))).unwrap_or_default();
    let items: String = changes.changes.iter().map(item).collect();
    let list = if items.is_empty() { String::new() } else { format!("<ul>\n{items}</ul>\n") };
    format!("<p class=\"about\">{}</p>\n{said}{list}", escaped(&period(changes)))
}

fn item(change: &Change) -> String {
    let kind = format!("<span class=\"kind\">{}</span>", escaped(&headline(change)));
    match sides(change) {
        (Some(before), Some(after)) => format!(
            "<li>{kind}: {}<br><span class=\"was\">before: {}</span></li>\n",
            escaped(&claim(after)),
            escaped(&claim(before))
        ),
        (_, side) => format!("<li>{kind}: {}</li>\n", escaped(&side.map(claim).unwrap_or_default())),
    }
}

/// The page that leads to all questions.
pub fn index_html(rows: &[IndexRow]) -> String {
    let row = |row: &IndexRow| {
        let file = escaped(&row.file);
        let changed = match &row.changed_on {
            Some((day, what)) => format!("<a href=\"{file}.changes.html\">{day}</a>: {}", escaped(what)),
            None => "not yet".to_owned(),
        };
        let answered = if row.answered { "" } else { " <span class=\"about\">(not enough evidence)</span>" };
        format!(
            "<tr><td><a href=\"{file}.html\">{}</a>{answered}</td><td>{}</td><td>{changed}</td></tr>\n",
            escaped(&row.question),
            escaped(&row.checked_on)
        )
    };
    let rows: String = rows.iter().map(row).collect();
    let body = format!(
        "<h1>Tracked questions</h1>\n<p><a href=\"feed.xml\">Feed of changes (Atom)</a></p>\n<table>\n\
         <tr><th>Question</th><th>Checked on</th><th>Changed on</th></tr>\n{rows}</table>\n"
    );
    let feed = "<link rel=\"alternate\" type=\"application/atom+xml\" title=\"Changes\" href=\"feed.xml\">\n";
    page("Tracked questions", feed, &body)
}

fn page(title: &str, head: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{}</title>\n{head}<style>\n{STYLE}\n</style>\n</head>\n<body>\n{body}</body>\n</html>\n",
        escaped(title)
    )
}

/// Text in which nothing is markup.
pub fn escaped(text: &str) -> String {
    clean(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Words of strangers within a line of Markdown.
fn escaped_markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in clean(text).chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '$' | '@' | '!' => {
                escaped.extend(['\\', c])
            }
            _ => escaped.push(c),
        }
    }
    escaped.replace("://", "\\://")
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::answer::Level;
    use crate::living::change::{ChangeKind, Outcome, Reason, SCHEMA, Side};

    fn side(text: &str) -> Option<Side> {
        Some(Side {
            text: text.to_owned(),
            level: Level::SingleSource,
            independent_sources: 1,
            quote: text.to_owned(),
            outlet: "Harbour <Post>".to_owned(),
            url: "https://post.example/a".to_owned(),
            revision: 2,
        })
    }

    /// Changes with something of everything.
    pub fn sample() -> Changes {
        let change = |kind, reason, before, after| Change { kind, reason, before, after };
        Changes {
            schema: SCHEMA.to_owned(),
            question: "Will the *strait* be <reopened>?".to_owned(),
            from: Some("2026-01-20".to_owned()),
            to: "2026-01-21".to_owned(),
            outcome_before: Some(Outcome::NotEnoughEvidence),
            outcome: Outcome::Answered,
            changes: vec![
                change(ChangeKind::Reversed, None, side("It will."), side("It will not.")),
                change(ChangeKind::Added, None, None, side("A & B [met].")),
                change(ChangeKind::Dropped, Some(Reason::Withdrawn), side("<b>Gone</b>."), None),
                change(ChangeKind::Strengthened, None, side("It rained."), side("It rained.")),
            ],
        }
    }

    #[test]
    fn a_timeline_in_all_forms() {
        let events = [Event { day: "2026-01-21".to_owned(), changes: sample() }];
        let question = sample().question;
        let forms = [
            super::super::readable(&sample()),
            changes_markdown(&question, &events),
            changes_html(&question, &events),
        ];
        insta::assert_snapshot!(forms.join("\n=====\n"));
    }

    #[test]
    fn the_index_leads_to_every_question() {
        let row = IndexRow {
            name: "strait".to_owned(),
            question: "Will the strait be <reopened>?".to_owned(),
            file: "strait".to_owned(),
            answered: true,
            checked_on: "2026-01-21".to_owned(),
            changed_on: Some(("2026-01-20".to_owned(), "1 added".to_owned())),
        };
        let other = IndexRow { answered: false, changed_on: None, file: "ferry".to_owned(), ..row.clone() };
        insta::assert_snapshot!(index_html(&[row, other]));
    }
}
