//! An answer in Markdown, HTML or plain text with `[n]` citations, as statements with the numbers that they cite.

use std::collections::BTreeSet;

use super::html;
use super::listed::{self, Listed};
use super::marked::{Marked, plain};
use crate::news::sentences;

/// A sentence, or a part of one that has citations of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Without its citations.
    pub text: String,
    pub citations: BTreeSet<usize>,
    /// A heading or a question: nothing that could be borne out.
    pub is_heading: bool,
}

/// What a document says, and what it lists as its sources.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Foreign {
    pub statements: Vec<Statement>,
    pub listed: Vec<Listed>,
}

/// Reads a document. Never fails: what is no statement and no source is left out.
pub fn read(document: &str) -> Foreign {
    let text = if html::looks_like(document) { html::text(document) } else { document.to_owned() };
    let mut reader = Reader::default();
    text.lines().for_each(|line| reader.line(line.trim()));
    reader.close();
    // Where a number is a link, the link says what it stands for.
    for (n, url) in std::mem::take(&mut reader.linked) {
        match reader.found.listed.iter_mut().find(|listed| listed.n == n) {
            Some(listed) => listed.url = listed.url.take().or(Some(url)),
            None => reader.found.listed.push(Listed { n, line: url.clone(), url: Some(url) }),
        }
    }
    reader.found
}

/// Sections of this program's reports that tell who says what and when, not what is so: their quotations are checked, and
/// nothing in them counts as borne out.
const OVERVIEWS: [&str; 4] =
    ["Where accounts differ", "Who says what", "When the sources appeared", "Corrections and changes"];
/// How headings within them begin.
const WITHIN: [&str; 5] =
    ["Accounts conflict on", "One side asserts", "Corrected:", "Has changed since", "The same as a list"];

/// Takes in lines; a paragraph is over at a blank line, an item or a heading.
#[derive(Default)]
struct Reader {
    found: Foreign,
    paragraph: String,
    in_sources: bool,
    in_overview: bool,
    linked: Vec<(usize, String)>,
}

impl Reader {
    fn line(&mut self, line: &str) {
        if !line.contains(char::is_alphanumeric) {
            return self.close();
        }
        if listed::is_heading(line) {
            self.close();
            self.in_sources = true;
            return;
        }
        if let Some(source) = listed::source(&line.replace('\\', ""), self.in_sources) {
            self.close();
            if !self.found.listed.iter().any(|known| known.n == source.n) {
                self.found.listed.push(source);
            }
            return;
        }
        if self.in_sources {
            return self.under_source(line);
        }
        let is_heading = is_marked_heading(line);
        if is_heading || is_item(line) {
            self.close();
        }
        let words = line.trim_start_matches(['#', '•', '>', '+', ' ']);
        let words = words.strip_prefix("- ").or_else(|| words.strip_prefix("* ")).unwrap_or(words);
        if !self.paragraph.is_empty() {
            self.paragraph.push(' ');
        }
        self.paragraph.push_str(words);
        if is_heading {
            self.close();
        }
    }

    /// A line below a source: its address, or the heading of something else.
    fn under_source(&mut self, line: &str) {
        let url = listed::address(line);
        let no_address = self.found.listed.last_mut().filter(|listed| listed.url.is_none());
        match (no_address, url) {
            (Some(last), Some(url)) => last.url = Some(url),
            (_, None) if is_marked_heading(line) || line.ends_with('?') => {
                self.in_sources = false;
                self.line(line);
            }
            _ => {}
        }
    }

    /// Takes in the paragraph that is over.
    fn close(&mut self) {
        let paragraph = std::mem::take(&mut self.paragraph);
        let (text, links) = plain(&paragraph);
        self.linked.extend(links);
        let marked = Marked::of(&text);
        let is_heading = marked.numbers.is_empty() && !ends_a_sentence(&marked.text);
        if is_heading && !marked.text.is_empty() {
            let within = WITHIN.iter().any(|beginning| marked.text.starts_with(beginning));
            self.in_overview = OVERVIEWS.contains(&marked.text.trim()) || self.in_overview && within;
            let statement = Statement { text: marked.text, citations: BTreeSet::new(), is_heading };
            return self.found.statements.push(statement);
        }
        let is_overview = self.in_overview;
        let told = statements(&marked).into_iter();
        let told = told.map(|one| Statement { is_heading: one.is_heading || is_overview, ..one });
        self.found.statements.extend(told);
    }
}

/// The sentences of a paragraph, in parts where a semicolon or a dash follows citations.
fn statements(marked: &Marked) -> Vec<Statement> {
    let mut found: Vec<Statement> = Vec::new();
    let ranges = sentences(&marked.text, None);
    for (place, range) in ranges.iter().enumerate() {
        let end = ranges.get(place + 1).map_or(usize::MAX, |next| next.start());
        let own: Vec<(usize, usize)> =
            marked.numbers.iter().copied().filter(|(at, _)| range.start() < *at && *at <= end).collect();
        let mut start = range.start();
        let rest = |at: usize| marked.text.get(at..range.end()).unwrap_or_default().trim_start();
        let mut part: BTreeSet<usize> = BTreeSet::new();
        let mut push = |from: usize, to: usize, citations: BTreeSet<usize>| {
            let text = marked.text.get(from..to).unwrap_or_default();
            let text = text.trim_start_matches([';', '—', '–', ' ']).trim().to_owned();
            if text.contains(char::is_alphanumeric) {
                found.push(Statement { is_heading: text.ends_with('?'), text, citations });
            }
        };
        for (number, (at, n)) in own.iter().enumerate() {
            part.insert(*n);
            let group_ends = own.get(number + 1).is_none_or(|(next, _)| next != at);
            if group_ends && rest(*at).starts_with([';', '—', '–']) {
                push(start, *at, std::mem::take(&mut part));
                start = *at;
            }
        }
        // What follows the last citations belongs to them unless they ended a part.
        push(start, range.end(), part);
    }
    found
}

fn is_marked_heading(line: &str) -> bool {
    line.starts_with('#') || line.starts_with("**") && line.ends_with("**")
}

fn is_item(line: &str) -> bool {
    ["•", "- ", "* ", "+ ", "> "].iter().any(|mark| line.starts_with(mark))
}

fn ends_a_sentence(text: &str) -> bool {
    text.trim_end_matches(['”', '"', '’', ')', ']', ' ']).ends_with(['.', '!', '?', ';', ':', '…'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(document: &str, expected: &[(&str, &[usize])]) {
        let found = read(document).statements;
        let found: Vec<(&str, Vec<usize>)> = found
            .iter()
            .filter(|s| !s.is_heading)
            .map(|s| (s.text.as_str(), s.citations.iter().copied().collect()))
            .collect();
        let expected: Vec<(&str, Vec<usize>)> =
            expected.iter().map(|(text, n)| (*text, n.to_vec())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn statements_with_what_they_cite() {
        check(
            "# Lume\n\nThe bridge closed. [1] The toll\nrose [2][3].",
            &[("The bridge closed.", &[1]), ("The toll rose.", &[2, 3])],
        );
        check(
            "The bridge closed [1]; the toll rose [2, 3].",
            &[("The bridge closed", &[1]), ("the toll rose.", &[2, 3])],
        );
        check(
            "The Post [1] says it closed.\n\n- It *rose* [[2]](https://a.example/).",
            &[("The Post says it closed.", &[1]), ("It rose.", &[2])],
        );
        check(
            "<p>The bridge <b>closed</b><sup>[1]</sup>.</p><p>It rose.</p>",
            &[("The bridge closed.", &[1]), ("It rose.", &[])],
        );
        check("It closed [1-3].\n\n1. What next\n\nWhy did it?", &[("It closed.", &[1, 2, 3])]);
    }

    #[test]
    fn who_says_what_is_an_overview_until_the_next_heading() {
        check(
            "## Where accounts differ\n\n### Accounts conflict on how many were killed\n\n- “11”, Post [1]\n\n\
             ## What was searched\n\nIt closed [1].",
            &[("It closed.", &[1])],
        );
    }

    #[test]
    fn the_list_of_sources_is_no_statement() {
        let found = read(
            "It closed [1].\n\nSources\n\n[1] Lume Post, “It closed”\n    https://lume.example/a\n\nWant more?",
        );
        assert_eq!(found.statements.len(), 2, "{found:#?}");
        assert_eq!(found.listed.len(), 1);
        assert_eq!(found.listed[0].url.as_deref(), Some("https://lume.example/a"));
        let linked = read("It closed [1](https://lume.example/b).");
        assert_eq!(linked.listed[0].url.as_deref(), Some("https://lume.example/b"));
    }

    proptest::proptest! {
        #[test]
        fn never_panics(document in "\\PC{0,120}", lines in "([\\[\\](){}#*. \\n1-9a-c;—“”<>/:^-]){0,80}") {
            let _ = (read(&document), read(&lines));
        }
    }
}
