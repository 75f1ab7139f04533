//! A document's own list of its sources.

/// A source as a document lists it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    pub n: usize,
    pub url: Option<String>,
    /// The line that lists it.
    pub line: String,
}

/// Headings over lists of sources.
const HEADINGS: &[&str] = &[
    "sources", "references", "citations", "notes", "footnotes", "bibliography", "works cited", "source list",
    "links", "list of sources", "cited sources",
];

/// Whether a heading stands over a list of sources.
pub fn is_heading(line: &str) -> bool {
    let words = line.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase();
    HEADINGS.contains(&words.as_str())
}

/// The source that a line lists: `[3] …`, `[3]: …`, `[^3]: …`, and under a heading for sources also `3. …`, `3) …`.
pub fn source(line: &str, under_heading: bool) -> Option<Listed> {
    let line = line.trim_start_matches(['-', '*', '•', ' ']);
    let (n, rest) = bracketed(line).or_else(|| numbered(line).filter(|_| under_heading))?;
    let url = address(rest);
    let defines = rest.starts_with(':')
        || under_heading
        || url.is_some() && rest.trim_start().len() < 300 && !rest.contains(". ");
    defines.then(|| Listed { n, url, line: rest.trim_start_matches([':', ' ']).to_owned() })
}

fn bracketed(line: &str) -> Option<(usize, &str)> {
    let (number, rest) = line.strip_prefix('[')?.split_once(']')?;
    Some((number.trim_start_matches('^').parse().ok()?, rest))
}

fn numbered(line: &str) -> Option<(usize, &str)> {
    let (number, rest) = line.split_once(['.', ')'])?;
    Some((number.trim().parse().ok()?, rest.strip_prefix(' ')?))
}

/// The first address in a text.
pub fn address(text: &str) -> Option<String> {
    let at = text.find("http://").or_else(|| text.find("https://"))?;
    let rest = text.get(at..)?;
    let end =
        rest.find(|c: char| c.is_whitespace() || matches!(c, ')' | '>' | ']' | '"')).unwrap_or(rest.len());
    rest.get(..end).map(|url| url.trim_end_matches(['.', ',', ';']).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, under_heading: bool, expected: Option<(usize, Option<&str>)>) {
        let found = source(line, under_heading);
        assert_eq!(found.as_ref().map(|l| (l.n, l.url.as_deref())), expected, "{line}");
    }

    #[test]
    fn lines_that_list_a_source() {
        check("[3] Lume Post, https://lume.example/a.", false, Some((3, Some("https://lume.example/a"))));
        check("[^3]: Lume Post", false, Some((3, None)));
        check("[3]: <https://lume.example/a> \"Title\"", false, Some((3, Some("https://lume.example/a"))));
        check("3. [Title](https://lume.example/a)", true, Some((3, Some("https://lume.example/a"))));
        check("3. What happened", false, None);
        check("- [12] Lume Post", true, Some((12, None)));
        check("[3] is what the ministry said.", false, None);
        assert!(is_heading("## Sources:") && !is_heading("Sources close to the ministry"));
    }
}
