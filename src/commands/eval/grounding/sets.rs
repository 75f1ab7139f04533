//! Which sets of pairs there are, and which of them are not independent of each other.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::eval::pairs::{self, Contents, Pair};

/// Sets with so much of the smaller one's claims in common are of one family.
const IN_COMMON: f64 = 0.1;
/// Directories within directories that are looked into.
const DEEPEST: usize = 8;

/// A file with the family of sets that it belongs to.
pub struct Set {
    pub name: String,
    pub family: String,
    pub path: PathBuf,
}

impl Set {
    /// A file as it was named: `FAMILY=FILE`, or a file that is a family by itself.
    pub fn of(given: &str) -> Self {
        let (family, path) =
            given.split_once('=').map_or((None, given), |(family, path)| (Some(family), path));
        let path = PathBuf::from(path);
        let name = path.file_stem().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        Self { family: family.map_or_else(|| name.clone(), str::to_owned), name, path }
    }

    /// The sets of a directory with their pairs, by name. Files of lines that are no pairs are named and left out.
    pub fn under(directory: &Path) -> anyhow::Result<Vec<(Self, Vec<Pair>)>> {
        let mut found = Vec::new();
        for path in files(directory, DEEPEST)? {
            if let Contents::Other(why) = pairs::contents(&path)? {
                eprintln!("caveat: {} is left out: {why}", path.display());
                continue;
            }
            let pairs = pairs::read(&path)?;
            let of_label = |label| pairs.iter().filter(|pair| pair.is_supported() == label).count();
            if of_label(true) == 0 || of_label(false) == 0 {
                bail!("{}: all its pairs have the same label; that tells nothing of a score", path.display());
            }
            let name = path.strip_prefix(directory).unwrap_or(&path).with_extension("");
            let name = name.to_string_lossy().replace('\\', "/");
            found.push((Self { family: lead(&name).to_owned(), name, path }, pairs));
        }
        if found.is_empty() {
            bail!(
                "{}: there is no set of pairs here; one is a file *.jsonl with lines of {{\"id\", \"claim\", \"evidence\", \"label\"}}",
                directory.display()
            );
        }
        found.sort_by(|a, b| a.0.name.cmp(&b.0.name));
        join_families(&mut found);
        Ok(found)
    }
}

/// The files of lines of a directory and of those in it.
fn files(directory: &Path, deep: usize) -> anyhow::Result<Vec<PathBuf>> {
    let unreadable = || format!("cannot read the directory {}", directory.display());
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).with_context(unreadable)? {
        let path = entry.with_context(unreadable)?.path();
        if path.is_dir() && deep > 0 {
            found.extend(files(&path, deep - 1)?);
        } else if path.extension().is_some_and(|extension| extension == "jsonl") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// What the names of a family's sets begin with: a directory's name, or a file's up to a hyphen.
fn lead(name: &str) -> &str {
    match name.split_once('/') {
        Some((directory, _)) => directory,
        None => name.split(['-', '_']).next().unwrap_or(name),
    }
}

/// Gives sets that have claims in common the family of the one with the shorter name.
fn join_families(sets: &mut [(Set, Vec<Pair>)]) {
    let claims: Vec<HashSet<&str>> =
        sets.iter().map(|(_, pairs)| pairs.iter().map(|pair| pair.claim.trim()).collect()).collect();
    let mut joined: Vec<(String, String)> = Vec::new();
    for (at, one) in claims.iter().enumerate() {
        for (other_at, other) in claims.iter().enumerate().skip(at + 1) {
            let shared = one.intersection(other).count() as f64;
            if shared >= IN_COMMON * one.len().min(other.len()) as f64 {
                let family = |at: usize| sets.get(at).map(|(set, _)| set.family.clone()).unwrap_or_default();
                joined.push((family(at), family(other_at)));
            }
        }
    }
    for (one, other) in joined {
        let current = |name: &str, sets: &[(Set, Vec<Pair>)]| {
            sets.iter().find(|(set, _)| lead(&set.name) == name).map(|(set, _)| set.family.clone())
        };
        let (Some(one), Some(other)) = (current(&one, sets), current(&other, sets)) else { continue };
        let (kept, gone) =
            if (one.len(), &one) <= (other.len(), &other) { (one, other) } else { (other, one) };
        for (set, _) in sets.iter_mut().filter(|(set, _)| set.family == gone) {
            set.family.clone_from(&kept);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The sets of files with these claims, and their families.
    fn families(files: &[(&str, &[&str])]) -> Vec<(String, String)> {
        let directory = tempfile::tempdir().unwrap();
        for (name, claims) in files {
            let path = directory.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            let lines = claims.iter().enumerate().map(|(at, claim)| {
                let label = if at % 2 == 0 { "supported" } else { "unsupported" };
                format!("{}\n", json!({"id": at, "claim": claim, "evidence": ["It sank."], "label": label}))
            });
            std::fs::write(path, lines.collect::<String>()).unwrap();
        }
        let sets = Set::under(directory.path()).unwrap();
        sets.into_iter().map(|(set, _)| (set.name, set.family)).collect()
    }

    #[test]
    fn sets_with_like_names_or_the_same_claims_are_a_family() {
        let found = families(&[
            ("News-a.jsonl", &["a", "b"]),
            ("News-b.jsonl", &["c", "d"]),
            ("Wiki.jsonl", &["e", "f"]),
            ("WikiWhole-dev.jsonl", &["f", "g"]),
            ("deep/dev.jsonl", &["h", "i"]),
        ]);
        let expected = [
            ("News-a", "News"),
            ("News-b", "News"),
            ("Wiki", "Wiki"),
            ("WikiWhole-dev", "Wiki"),
            ("deep/dev", "deep"),
        ];
        assert_eq!(found, expected.map(|(name, family)| (name.to_owned(), family.to_owned())));
    }
}
