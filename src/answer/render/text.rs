//! Plain text for a terminal or a pipe.

use super::super::report::Report;
use super::contested::Difference;
use super::layout::{Entry, Layout, Piece, Theme};

/// Columns below which wrapping would only shred the text.
const NARROWEST: usize = 20;
/// Bytes of an address that terminals still take as a link: VTE, which most of them follow, stops at 2083.
const LONGEST_LINK: usize = 2083;

/// What a text is set for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Columns of the terminal; 80 for a pipe. A character counts as one column.
    pub width: usize,
    /// Whether to use colours (ECMA-48 SGR) and links (OSC 8). Without them a line break is the only control
    /// character in the text.
    pub colour: bool,
}

/// Ways of setting words apart, with the SGR parameters that select them.
#[derive(Clone, Copy)]
enum Style {
    Bold = 1,
    Dim = 2,
    Yellow = 33,
}

/// The report as wrapped text with a line break at its end.
pub fn text(report: &Report, page: &Page) -> String {
    let layout = Layout::of(report);
    let page = Page { width: page.width.max(NARROWEST), ..*page };
    let mut blocks = vec![head(&layout, &page)];
    blocks.extend(layout.notices.iter().map(|notice| page.wrap("", &format!("Note: {notice}"))));
    for theme in &layout.themes {
        blocks.push(page.styled(Style::Bold, &theme.heading));
        blocks.extend(theme_blocks(theme, &layout, &page));
    }
    if !layout.differences.is_empty() {
        blocks.push(page.styled(Style::Bold, "Where accounts differ"));
        blocks.push(lines(layout.differences.iter().map(|one| difference(one, &layout, &page))));
    }
    if !layout.amendments.is_empty() {
        blocks.push(page.styled(Style::Bold, "Corrections and changes"));
        let written = layout.amendments.iter().map(|one| one.written(|piece| words(piece, &layout, &page)));
        blocks.push(lines(written.map(|said| page.wrap("• ", &said))));
    }
    blocks.push(page.styled(Style::Bold, "What was searched"));
    blocks.push(page.wrap("", &layout.searched));
    if !layout.sources.is_empty() {
        blocks.push(page.styled(Style::Bold, "Sources"));
        blocks.extend(layout.sources.iter().map(|source| entry(source, &page)));
    }
    if !layout.follow_ups.is_empty() {
        blocks.push(page.styled(Style::Bold, "Want to dive deeper?"));
        blocks.push(lines(layout.follow_ups.iter().map(|question| page.wrap("• ", question))));
    }
    blocks.extend(layout.kept_out.iter().map(|said| page.styled(Style::Dim, said)));
    blocks.join("\n\n") + "\n"
}

fn head(layout: &Layout, page: &Page) -> String {
    let mut head = vec![page.styled(Style::Bold, &layout.question), String::new()];
    head.extend(layout.read_as.iter().map(|read| page.wrap("", read)));
    head.push(page.styled(Style::Dim, &layout.checked));
    head.push(page.styled(Style::Dim, &format!("Disclaimer: {}", layout.disclaimer)));
    lines(head)
}

fn theme_blocks(theme: &Theme, layout: &Layout, page: &Page) -> Vec<String> {
    let written = theme.statements.iter().map(|s| s.written(|piece| words(piece, layout, page)));
    let gaps = theme.gaps.iter().map(|gap| page.wrap("• ", gap));
    let mut blocks = match theme.running {
        true => vec![lines(gaps), page.wrap("", &written.collect::<Vec<_>>().join(" "))],
        false => {
            let according_to = theme.according_to.iter().map(|said| page.wrap("", said));
            vec![lines(according_to.chain(written.map(|statement| page.wrap("• ", &statement))).chain(gaps))]
        }
    };
    blocks.extend(theme.coverage.iter().map(|coverage| page.wrap("", coverage)));
    blocks.retain(|block| !block.is_empty());
    blocks
}

/// A matter in one entry: what it is about, and each position behind a dash.
fn difference(one: &Difference, layout: &Layout, page: &Page) -> String {
    let positions = one.positions.iter().map(|position| position.written(|piece| words(piece, layout, page)));
    let head = page.wrap("• ", &format!("{}:", one.heading));
    lines(std::iter::once(head).chain(positions.map(|said| page.wrap("  – ", &said))))
}

fn words(piece: &Piece, layout: &Layout, page: &Page) -> String {
    let number = |n: usize| page.linked(layout.link(n), &format!("[{n}]"));
    match piece {
        Piece::Words(words) => words.clone(),
        Piece::Cited(n, _) => number(*n),
        Piece::Doubt(word, against) => {
            let see: Vec<String> = against.iter().map(|n| number(*n)).collect();
            let word = page.painted(Style::Yellow, word);
            if see.is_empty() { format!("({word})") } else { format!("({word}, see {})", see.join(" ")) }
        }
    }
}

/// An address stands on a line of its own and is never broken, so that it can be copied.
fn entry(entry: &Entry, page: &Page) -> String {
    let mark = format!("[{}] ", entry.n);
    let indent = " ".repeat(mark.len());
    let mut said =
        vec![page.wrap(&mark, &format!("{},{} {}", entry.outlet, entry.quoted_title(), entry.details))];
    said.push(match &entry.address {
        Ok(address) => format!("{indent}{}", page.linked(Some(address), address)),
        Err(words) => page.wrap(&indent, words),
    });
    if !entry.also_in.is_empty() {
        let outlets: Vec<&str> = entry.also_in.iter().map(|(outlet, _)| outlet.as_str()).collect();
        said.push(page.wrap(&indent, &format!("also in: {}", outlets.join(", "))));
    }
    said.extend(entry.note.iter().map(|note| page.wrap(&indent, note)));
    said.retain(|line| !line.trim().is_empty());
    lines(said)
}

impl Page {
    /// Sets words below and beside a mark, broken at spaces. A longer word has a line of its own.
    fn wrap(&self, mark: &str, words: &str) -> String {
        let indent = columns(mark);
        let (mut wrapped, mut column) = (mark.to_owned(), indent);
        for word in words.split(' ').filter(|word| !word.is_empty()) {
            let width = columns(word);
            if column > indent && column + 1 + width > self.width {
                wrapped.push('\n');
                wrapped.push_str(&" ".repeat(indent));
                column = indent;
            } else if column > indent {
                wrapped.push(' ');
                column += 1;
            }
            wrapped.push_str(word);
            column += width;
        }
        wrapped
    }

    /// Wrapped, and painted as a whole.
    fn styled(&self, style: Style, words: &str) -> String {
        self.painted(style, &self.wrap("", words))
    }

    fn painted(&self, style: Style, words: &str) -> String {
        if self.colour { format!("\x1b[{}m{words}\x1b[0m", style as u8) } else { words.to_owned() }
    }

    fn linked(&self, address: Option<&str>, words: &str) -> String {
        match address {
            Some(address) if self.colour && address.len() <= LONGEST_LINK => {
                format!("\x1b]8;;{address}\x1b\\{words}\x1b]8;;\x1b\\")
            }
            _ => words.to_owned(),
        }
    }
}

/// Columns that words take, without the sequences put in by `painted` and `linked`.
fn columns(words: &str) -> usize {
    let mut rest = words;
    let mut columns = 0;
    while let Some((before, sequence)) = rest.split_once('\x1b') {
        columns += before.chars().count();
        let (_, after) = match sequence.strip_prefix(']') {
            Some(link) => link.split_once("\x1b\\").unwrap_or_default(),
            None => sequence.split_once('m').unwrap_or_default(),
        };
        rest = after;
    }
    columns + rest.chars().count()
}

fn lines(lines: impl IntoIterator<Item = String>) -> String {
    lines.into_iter().collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    const PIPE: Page = Page { width: 80, colour: false };
    const TERMINAL: Page = Page { width: 80, colour: true };

    #[test]
    fn a_whole_report() {
        insta::assert_snapshot!(text(&fixture::report(), &PIPE));
    }

    #[test]
    fn a_report_that_found_nothing() {
        insta::assert_snapshot!(text(&fixture::empty(), &PIPE));
    }

    #[test]
    fn colour_changes_no_words_and_no_lines() {
        let coloured = text(&fixture::report(), &TERMINAL);
        assert!(coloured.contains("\x1b]8;;https://radio.example/denial\x1b\\[3]\x1b]8;;\x1b\\"));
        assert!(coloured.contains("(\x1b[33mdisputed\x1b[0m, see "));
        assert_eq!(unpainted(&coloured), text(&fixture::report(), &PIPE));
    }

    #[test]
    fn lines_fit_the_page() {
        for width in [20, 33, 80, 200] {
            let text = text(&fixture::report(), &Page { width, colour: false });
            let too_long = text.lines().filter(|l| l.chars().count() > width && !l.contains("https://"));
            assert_eq!(too_long.collect::<Vec<_>>(), Vec::<&str>::new());
        }
    }

    /// The text without the sequences that a terminal acts on.
    fn unpainted(text: &str) -> String {
        let mut plain = String::new();
        for (i, part) in text.split('\x1b').enumerate() {
            plain.push_str(match part.chars().next() {
                _ if i == 0 => part,
                Some('[') => part.split_once('m').unwrap().1,
                Some('\\') => part.trim_start_matches('\\'),
                _ => "",
            });
        }
        plain
    }
}
