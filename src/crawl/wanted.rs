//! Which of the articles that a source lists are wanted.

/// Patterns for addresses. One fits an address that holds it anywhere; `*` stands for any characters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    /// If there are any, one has to fit.
    pub include: Vec<String>,
    /// None may fit.
    pub exclude: Vec<String>,
}

impl Wishes {
    pub fn let_through(&self, address: &str) -> bool {
        let one_fits = |patterns: &[String]| patterns.iter().any(|pattern| fits(pattern, address));
        (self.include.is_empty() || one_fits(&self.include)) && !one_fits(&self.exclude)
    }
}

/// The pieces between the stars, one after another: the first place of each is as good as any.
fn fits(pattern: &str, address: &str) -> bool {
    let mut rest = Some(address);
    for piece in pattern.split('*') {
        rest = rest.and_then(|rest| rest.split_once(piece)).map(|(_, rest)| rest);
    }
    rest.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(include: &[&str], exclude: &[&str], address: &str, expected: bool) {
        let owned = |patterns: &[&str]| patterns.iter().map(|p| (*p).to_owned()).collect();
        let wishes = Wishes { include: owned(include), exclude: owned(exclude) };
        assert_eq!(wishes.let_through(address), expected, "{wishes:?} {address}");
    }

    #[test]
    fn patterns_fit_anywhere_and_stars_fit_anything() {
        let address = "https://news.example/world/2026/bridge?page=2";
        check(&[], &[], address, true);
        check(&["/world/"], &[], address, true);
        check(&["/sport/"], &[], address, false);
        check(&["/sport/", "/wor*bridge"], &[], address, true);
        check(&["bridge*/world/"], &[], address, false);
        check(&["/world/"], &["?page="], address, false);
        check(&[], &["*"], address, false);
    }
}
