//! Text without the marks of Markdown and without its citations, which are kept with their places.

/// The largest number that is taken for a citation: years in brackets are none.
const MOST: usize = 999;
/// Numbers that `[2-9]` may stand for.
const LONGEST_RUN: usize = 50;

/// A text without its citations, and each citation with the byte of that text at which it stood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marked {
    pub text: String,
    pub numbers: Vec<(usize, usize)>,
}

impl Marked {
    pub fn of(text: &str) -> Self {
        let mut marked = Self::default();
        let mut rest = text;
        while let Some(open) = rest.find(['[', '【']) {
            let (before, bracket) = rest.split_at(open);
            let close = bracket.find([']', '】']);
            let inside =
                close.and_then(|close| bracket.get(bracket.chars().next().map_or(0, char::len_utf8)..close));
            marked.text.push_str(before);
            match inside.and_then(numbers).zip(close) {
                Some((cited, close)) => {
                    let kept = marked.text.trim_end().len();
                    marked.text.truncate(kept);
                    marked.numbers.extend(cited.into_iter().map(|n| (kept, n)));
                    let after = bracket.get(close..).unwrap_or_default();
                    rest = after.get(after.chars().next().map_or(0, char::len_utf8)..).unwrap_or_default();
                }
                None => {
                    let first = bracket.chars().next().map_or(0, char::len_utf8);
                    marked.text.push_str(bracket.get(..first).unwrap_or_default());
                    rest = bracket.get(first..).unwrap_or_default();
                }
            }
        }
        marked.text.push_str(rest);
        marked.text.truncate(marked.text.trim_end().len());
        marked
    }
}

/// The numbers between brackets: `3`, `^3`, `3, 5`, `3-5`.
fn numbers(inside: &str) -> Option<Vec<usize>> {
    let mut found = Vec::new();
    for part in inside.split([',', ';']) {
        let part = part.trim().trim_start_matches('^');
        let (first, last) = part.split_once(['-', '–']).unwrap_or((part, part));
        let (first, last): (usize, usize) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
        let fits = 0 < first && first <= last && last <= MOST && last - first < LONGEST_RUN;
        found.extend(fits.then_some(first..=last)?);
    }
    Some(found)
}

/// Markdown as plain text: links give way to their words, and those on numbers are told.
pub fn plain(markdown: &str) -> (String, Vec<(usize, String)>) {
    let mut links = Vec::new();
    let mut text = String::with_capacity(markdown.len());
    let markdown = ["<sup>", "</sup>", "<br>", "<br/>", "\\", "**", "__", "`"]
        .iter()
        .fold(markdown.to_owned(), |text, mark| text.replace(mark, ""));
    let mut rest = markdown.as_str();
    while let Some(open) = rest.find('[') {
        let (before, bracket) = rest.split_at(open);
        text.push_str(before);
        match link(bracket) {
            Some((words, url, after)) => {
                let bare = words.trim_matches(['[', ']', '^']);
                match bare.parse::<usize>() {
                    Ok(n) => {
                        links.push((n, url.to_owned()));
                        text.push_str(&format!("[{n}]"));
                    }
                    Err(_) => text.push_str(words),
                }
                rest = after;
            }
            None => {
                text.push('[');
                rest = bracket.get(1..).unwrap_or_default();
            }
        }
    }
    text.push_str(rest);
    // `[[1]](…)` and `\[[1]\]`: one pair of brackets is enough.
    (without_stars(&text).replace("[[", "[").replace("]]", "]"), links)
}

/// `[words](address)` at the beginning of a text, and what follows it.
fn link(text: &str) -> Option<(&str, &str, &str)> {
    let mut depth = 0_usize;
    let close = text.char_indices().find_map(|(at, c)| {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        (c == ']' && depth == 0).then_some(at)
    })?;
    let address = text.get(close + 1..)?.strip_prefix('(')?;
    let (url, after) = address.split_once(')')?;
    let url = url.split_whitespace().next().unwrap_or_default();
    (url.starts_with("http") || url.starts_with('#')).then_some((text.get(1..close)?, url, after))
}

/// Stars and underscores around words; those between letters stay.
fn without_stars(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut previous = ' ';
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let inside = previous.is_alphanumeric() && letters.peek().is_some_and(|next| next.is_alphanumeric());
        if !matches!(letter, '*' | '_') || inside {
            kept.push(letter);
        }
        previous = letter;
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn citations_go_and_are_told() {
        let check = |text: &str, expected: &str, numbers: &[(usize, usize)]| {
            assert_eq!(Marked::of(text), Marked { text: expected.to_owned(), numbers: numbers.to_vec() });
        };
        check("It closed [1][2].", "It closed.", &[(9, 1), (9, 2)]);
        check("In [2024] it [sic] closed 【3】", "In [2024] it [sic] closed", &[(25, 3)]);
        check("a [1–3", "a [1–3", &[]);
    }

    #[test]
    fn markdown_gives_way_to_its_words() {
        let (text, links) =
            plain("The **bridge** [closed](https://a.example/x) [\\[2\\]](https://b.example/) a_b");
        assert_eq!(text, "The bridge closed [2] a_b");
        assert_eq!(links, [(2, "https://b.example/".to_owned())]);
    }
}
