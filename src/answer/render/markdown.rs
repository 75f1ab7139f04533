//! Markdown (CommonMark, and the tables, strikes and bare links that GitHub adds to it).

use super::super::matrix::Said;
use super::super::report::Report;
use super::contested::{Difference, Grid, Line, Quote, said};
use super::layout::{Entry, Layout, Piece, Theme};

/// The report as Markdown. Citations are links whose addresses stand at the end, so that the text can be read
/// as it is. Nothing from the network becomes markup, and all links are http or https.
pub fn markdown(report: &Report) -> String {
    let layout = Layout::of(report);
    let mut blocks = vec![format!("# {}", escaped(&layout.question))];
    blocks.extend(layout.read_as.iter().map(|read| escaped(read)));
    blocks.push(format!("{}  \n*Disclaimer: {}*", escaped(&layout.checked), escaped(&layout.disclaimer)));
    blocks.extend(layout.notices.iter().map(|notice| format!("> Note: {}", escaped(notice))));
    for theme in &layout.themes {
        blocks.push(format!("## {}", escaped(&theme.heading)));
        blocks.extend(theme_blocks(theme, &layout));
    }
    if !layout.differences.is_empty() {
        blocks.push("## Where accounts differ".to_owned());
        blocks.extend(layout.differences.iter().flat_map(|one| difference(one, &layout)));
    }
    blocks.extend(layout.matrix.iter().flat_map(|grid| matrix(grid, &layout)));
    if !layout.amendments.is_empty() {
        blocks.push("## Corrections and changes".to_owned());
        blocks.push(list(layout.amendments.iter().map(|one| one.written(|piece| words(piece, &layout)))));
    }
    blocks.push("## What was searched".to_owned());
    blocks.push(line(&escaped(&layout.searched)));
    if layout.timeline.len() > 1 {
        blocks.push("## When the sources appeared".to_owned());
        blocks.push(list(layout.timeline.iter().map(|moment| {
            let day = moment.day.strftime("%-d %B %Y");
            format!("{day}: {} {}", escaped(&moment.outlet), number(moment.n, &layout))
        })));
    }
    if !layout.sources.is_empty() {
        blocks.push("## Sources".to_owned());
        blocks.push(list(layout.sources.iter().map(entry)));
    }
    if !layout.follow_ups.is_empty() {
        blocks.push("## Want to dive deeper?".to_owned());
        blocks.push(list(layout.follow_ups.iter().map(|question| escaped(question))));
    }
    blocks.extend(layout.kept_out.iter().map(|said| format!("*{}*", escaped(said))));
    blocks.push(addresses(&layout));
    blocks.retain(|block| !block.is_empty());
    blocks.join("\n\n") + "\n"
}

fn theme_blocks(theme: &Theme, layout: &Layout) -> Vec<String> {
    let written = theme.statements.iter().map(|s| s.written(|piece| words(piece, layout)));
    let gaps = theme.gaps.iter().map(|gap| escaped(gap));
    let mut blocks = match theme.running {
        true => vec![list(gaps), line(&written.collect::<Vec<_>>().join(" "))],
        false => {
            let according_to = theme.according_to.iter().map(|said| line(&escaped(said)));
            according_to.chain([list(written.chain(gaps))]).collect()
        }
    };
    blocks.extend(theme.coverage.iter().map(|coverage| line(&escaped(coverage))));
    blocks
}

fn difference(one: &Difference, layout: &Layout) -> Vec<String> {
    let positions = one.positions.iter().map(|position| position.written(|piece| words(piece, layout)));
    vec![format!("### {}", escaped(&one.heading)), list(positions)]
}

/// Claims by outlets, as a table.
fn matrix(grid: &Grid, layout: &Layout) -> Vec<String> {
    let row = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let cell = |(stance, sources): &(Said, Vec<usize>)| {
        let numbers = sources.iter().map(|n| number(*n, layout));
        std::iter::once(said(*stance).to_owned()).chain(numbers).collect::<Vec<_>>().join(" ")
    };
    let head = std::iter::once("Claim".to_owned()).chain(grid.outlets.iter().map(|outlet| escaped(outlet)));
    let head: Vec<String> = head.collect();
    let rule = vec!["---".to_owned(); head.len()];
    let line =
        |line: &Line| row(std::iter::once(escaped(&line.text)).chain(line.cells.iter().map(cell)).collect());
    let mut table = vec![row(head), row(rule)];
    table.extend(grid.rows.iter().map(line));
    vec!["## Who says what".to_owned(), table.join("\n")]
}

fn words(piece: &Piece, layout: &Layout) -> String {
    match piece {
        // "[1]: address" would define where a number leads to.
        Piece::Words(words) if words.starts_with(':') => format!("\\{}", escaped(words)),
        Piece::Words(words) => escaped(words),
        Piece::Cited(n, _) => number(*n, layout),
        Piece::Doubt(word, against) if against.is_empty() => format!("*({word})*"),
        Piece::Doubt(word, against) => {
            let see: Vec<String> = against.iter().map(|n| number(*n, layout)).collect();
            format!("*({word}, see {})*", see.join(" "))
        }
    }
}

fn number(n: usize, layout: &Layout) -> String {
    match layout.link(n) {
        Some(_) => format!("[\\[{n}\\]][{n}]"),
        None => format!("\\[{n}\\]"),
    }
}

fn entry(entry: &Entry) -> String {
    let title = escaped(&entry.quoted_title());
    let mut said =
        format!("\\[{}\\] {},{title} {}", entry.n, escaped(&entry.outlet), escaped(&entry.details));
    match &entry.address {
        Ok(address) => said.push_str(&format!(", <{}>", destination(address))),
        Err(words) if words.is_empty() => {}
        Err(words) => said.push_str(&format!(", {}", escaped(words))),
    }
    let copies: Vec<String> = entry.also_in.iter().map(copy).collect();
    if !copies.is_empty() {
        said.push_str(&format!("; also in: {}", copies.join(", ")));
    }
    if let Some(note) = &entry.note {
        said.push_str(&format!("; {}", escaped(note)));
    }
    let quotes: Vec<String> = entry.quotes.iter().map(quote).collect();
    said + &quotes.join("\n  >")
}

/// The words cited among those around them, with a link that lands on them.
fn quote(quote: &Quote) -> String {
    let words = format!("{}**{}**{}", escaped(&quote.before), escaped(&quote.words), escaped(&quote.after));
    let link = quote.link.as_ref().map(|link| format!(" ([in the article]({}))", destination(link)));
    format!("\n  > {}{}", line(words.trim()), link.unwrap_or_default())
}

fn copy((outlet, address): &(String, Option<String>)) -> String {
    match address {
        Some(address) => format!("[{}]({})", escaped(outlet), destination(address)),
        None => escaped(outlet),
    }
}

/// The addresses that the numbers stand for.
fn addresses(layout: &Layout) -> String {
    let known = layout.sources.iter().filter_map(|entry| Some((entry.n, entry.address.as_ref().ok()?)));
    known.map(|(n, address)| format!("[{n}]: {}", destination(address))).collect::<Vec<_>>().join("\n")
}

fn list(items: impl Iterator<Item = String>) -> String {
    items.map(|item| format!("- {}", line(&item))).collect::<Vec<_>>().join("\n")
}

/// An http or https address with all that could end a link, or be read as an entity, percent-encoded (RFC 3986).
fn destination(address: &str) -> String {
    let mut encoded = String::with_capacity(address.len());
    for c in address.chars() {
        match c {
            '(' | ')' | '[' | ']' | '\\' | '`' | '*' | ';' | '\'' | '|' | '{' | '}' => {
                encoded.push_str(&format!("%{:02X}", u32::from(c)));
            }
            _ => encoded.push(c),
        }
    }
    encoded
}

/// Text in which nothing is markup within a line; what is markup at its start is left to [`line`].
///
/// Angle brackets and ampersands become entities, which every reader of Markdown understands; other marks get a
/// backslash. A colon before slashes gets one too, or GitHub would make a link of a bare address.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for (i, c) in text.char_indices() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' if may_be_entity(text.get(i + 1..)) => escaped.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '$' | '@' => escaped.extend(['\\', c]),
            ':' if text.get(i + 1..).is_some_and(|rest| rest.starts_with("//")) => escaped.push_str("\\:"),
            '.' if is_bare_host(text.get(..i)) => escaped.push_str("\\."),
            _ => escaped.push(c),
        }
    }
    escaped
}

fn may_be_entity(after: Option<&str>) -> bool {
    after.is_some_and(|after| after.starts_with(|c: char| c == '#' || c.is_ascii_alphanumeric()))
}

fn is_bare_host(before: Option<&str>) -> bool {
    let last = before.and_then(|before| before.get(before.len().checked_sub(3)?..));
    last.is_some_and(|last| last.eq_ignore_ascii_case("www"))
}

/// Escaped text as a line of its own: a mark that would make it an item of a list, a rule or the underline of a
/// heading gets a backslash.
fn line(escaped: &str) -> String {
    let rest = escaped.trim_start_matches(|c: char| c.is_ascii_digit());
    let (number, _) = escaped.split_at(escaped.len() - rest.len());
    let marks: &[char] = if number.is_empty() { &['-', '+', '='] } else { &['.', ')'] };
    if rest.starts_with(marks) { format!("{number}\\{rest}") } else { escaped.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    #[test]
    fn a_whole_report() {
        insta::assert_snapshot!(markdown(&fixture::report()));
    }

    #[test]
    fn a_report_that_found_nothing() {
        insta::assert_snapshot!(markdown(&fixture::empty()));
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(line(&escaped(text)), expected);
    }

    #[test]
    fn nothing_becomes_markup() {
        check("![x](javascript:alert(1))", "!\\[x\\](javascript:alert(1))");
        check("<b>*_`~|#", "&lt;b&gt;\\*\\_\\`\\~\\|\\#");
        check("&copy; &#60; a & b \\", "&amp;copy; &amp;\\#60; a & b \\\\");
        check("- a - b", "\\- a - b");
        check("12. a 3. b", "12\\. a 3. b");
        check("2026", "2026");
        check("=== ", "\\=== ");
        check("see https://a.example, www.b.example", "see https\\://a.example, www\\.b.example");
        check(
            "Plain words, (brackets) “quotes” – 3.5% of it; it's fine!",
            "Plain words, (brackets) “quotes” – 3.5% of it; it's fine!",
        );
    }

    #[test]
    fn addresses_cannot_end_a_link() {
        assert_eq!(destination("https://a.example/b_(c)?d=&lt;"), "https://a.example/b_%28c%29?d=&lt%3B");
    }
}
