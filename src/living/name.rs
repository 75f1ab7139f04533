//! Names of files, made from names of questions: the same from run to run, whatever else is tracked.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

/// Longer names are cut: a file system takes 255 bytes, and endings come behind.
const LONGEST: usize = 60;
/// Bytes of the name's hash that tell apart what would else be one file.
const TELLING: usize = 4;

/// A name of letters, digits and hyphens: safe in paths and addresses.
pub fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.nfkd().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' => slug.push(c),
            // Accents, once they are apart from their letters.
            '\u{300}'..='\u{36f}' => {}
            _ if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
        if slug.len() >= LONGEST {
            break;
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { hash(name) } else { slug.to_owned() }
}

/// The file of each name. Names that would share one, or that of a page of the whole, have a part of their hash behind.
pub fn file_names<'a>(names: impl IntoIterator<Item = &'a str>) -> BTreeMap<&'a str, String> {
    let slugs: Vec<(&str, String)> = names.into_iter().map(|name| (name, slug(name))).collect();
    let is_taken = |name: &str, slug: &String| {
        slug == "index" || slugs.iter().any(|(other, taken)| *other != name && taken == slug)
    };
    let file = |(name, slug): &(&'a str, String)| match is_taken(name, slug) {
        true => (*name, format!("{slug}-{}", hash(name))),
        false => (*name, slug.clone()),
    };
    slugs.iter().map(file).collect()
}

fn hash(name: &str) -> String {
    Sha256::digest(name.as_bytes()).iter().take(TELLING).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_files() {
        assert_eq!(slug("Will the strait be reopened?"), "will-the-strait-be-reopened");
        assert_eq!(slug("Città di Calder"), "citta-di-calder");
        assert_eq!(slug("../../etc/passwd"), "etc-passwd");
        assert_eq!(slug("漢字").len(), 8);
        assert!(slug(&"long ".repeat(100)).len() <= LONGEST);
        let files = file_names(["Strait?", "strait", "ferry", "Index"]);
        assert_eq!(files["ferry"], "ferry");
        assert!(files["Strait?"].starts_with("strait-") && files["Strait?"] != files["strait"]);
        assert!(files["Index"].starts_with("index-"));
    }
}
