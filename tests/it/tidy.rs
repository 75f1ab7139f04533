//! What the repository promises about itself: who may depend on whom, that the guide names what exists, and that no
//! file grows until nobody reads it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Each room of `src/`, and the rooms whose code it may use. Data flows from the first to the last, never back.
const ROOMS: &[(&str, &[&str])] = &[
    ("news", &[]),
    ("faults", &[]),
    ("crawl", &["news", "faults"]),
    ("store", &["news"]),
    ("endpoint", &[]),
    ("llm", &["endpoint", "store"]),
    ("embed", &["news", "endpoint"]),
    ("index", &["news", "faults", "store", "embed"]),
    // Claims and evidence are plain text to it: whoever has both can use it.
    ("ground", &["news", "index"]),
    ("answer", &["news", "endpoint", "store", "llm", "embed", "index", "ground"]),
    ("verify", &["news", "index", "ground", "answer"]),
    // What differs between two answers: it reads reports, and knows no store.
    ("living", &["news", "index", "ground", "answer"]),
    ("eval", &["news", "store", "embed", "index", "ground", "answer", "verify"]),
    // What other people's tests use.
    ("testing", &["news", "store", "index", "answer", "eval"]),
    // What is typed is checked where it is typed: dates by the rules of `news`, gates by those of `eval`.
    ("cli", &["news", "eval"]),
    // Likewise addresses, the kinds of sources, and the names of models.
    ("config", &["news", "crawl", "embed"]),
    // Wiring: whatever it likes. Nothing else may name it.
    (
        "commands",
        &[
            "news", "faults", "crawl", "store", "llm", "embed", "index", "ground", "answer", "verify",
            "living", "eval", "cli", "config",
        ],
    ),
];

const GUIDE: &str = "ARCHITECTURE.md";
const LONGEST_GUIDE: usize = 200;
const LONGEST_SOURCE: usize = 450;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    let bytes = std::fs::read(root().join(path)).unwrap_or_else(|e| panic!("{path} cannot be read: {e}"));
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Directories that hold nothing of ours: those that .gitignore names from the root.
fn foreign() -> Vec<String> {
    let ignored = read(".gitignore");
    let directories = ignored.lines().filter_map(|line| line.strip_prefix('/'));
    directories.chain([".git"]).map(str::to_owned).collect()
}

/// All files of the repository, as paths from its root with `/` in between.
fn files() -> Vec<String> {
    let (foreign, mut found) = (foreign(), Vec::new());
    let mut waiting = vec![PathBuf::new()];
    while let Some(directory) = waiting.pop() {
        for entry in std::fs::read_dir(root().join(&directory)).unwrap().map(Result::unwrap) {
            let path = directory.join(entry.file_name());
            let name = path.to_str().unwrap().replace('\\', "/");
            match entry.file_type().unwrap() {
                _ if foreign.contains(&name) => {}
                kind if kind.is_dir() => waiting.push(path),
                _ => found.push(name),
            }
        }
    }
    found.sort();
    found
}

fn sources() -> impl Iterator<Item = String> {
    files().into_iter().filter(|path| path.ends_with(".rs"))
}

/// The room of a file: `crawl` of `src/crawl/robots.rs`, `cli` of `src/cli.rs`.
fn room(path: &str) -> Option<&str> {
    let inside = path.strip_prefix("src/")?;
    Some(inside.split_once('/').map_or_else(|| inside.trim_end_matches(".rs"), |(room, _)| room))
}

/// What stands behind each `crate::` in code: the names of rooms. Comments may name what they like.
fn named(code: &str) -> BTreeSet<&str> {
    let code = code.lines().map(|line| line.split_once("//").map_or(line, |(code, _)| code));
    let behind = code.flat_map(|line| line.split("crate::").skip(1));
    behind.map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap()).collect()
}

#[test]
fn rooms_use_only_those_before_them() {
    for path in sources().filter(|path| path.starts_with("src/")) {
        let (room, code) = (room(&path).unwrap(), read(&path));
        if matches!(room, "main" | "lib") {
            continue;
        }
        let Some((_, allowed)) = ROOMS.iter().find(|(name, _)| *name == room) else {
            panic!("{path}: say in {} what the room `{room}` may use", file!())
        };
        for used in named(&code) {
            assert!(!used.is_empty(), "{path}: write `use crate::room::…`, one room a line");
            assert!(used == room || allowed.contains(&used), "{path}: `{room}` may not use `{used}`");
        }
        let is_door = path == format!("src/{room}.rs") || path == format!("src/{room}/mod.rs");
        let looks_out = is_door && code.lines().any(|line| line.starts_with("use super::"));
        assert!(!looks_out, "{path}: rooms name each other as `crate::room`, not by `super`");
    }
}

#[test]
fn rooms_are_found_in_code() {
    let code =
        "use crate::news::Article; // not crate::store\nlet x = crate::index::open(crate::news::y());\n";
    assert_eq!(named(code), BTreeSet::from(["index", "news"]));
    assert_eq!(named("use crate::{news, store};"), BTreeSet::from([""]));
    assert_eq!(room("src/crawl/extract/page.rs"), Some("crawl"));
    assert_eq!((room("src/cli.rs"), room("tests/it/main.rs")), (Some("cli"), None));
}

/// What a Markdown text has between backticks, fenced blocks apart.
fn code_spans(markdown: &str) -> Vec<&str> {
    let outside = markdown.split("\n```").step_by(2);
    outside.flat_map(|text| text.split('`').skip(1).step_by(2)).collect()
}

/// Whether words in backticks are meant as a path of this repository: they end as our files do, or begin with one
/// of our directories. `application/json` and `and/or` are none, and nothing that is made while running is.
fn is_path(words: &str, files: &[String]) -> bool {
    const OURS: &[&str] = &["css", "html", "json", "lock", "md", "rs", "snap", "sql", "toml", "xml"];
    let plain = |c: char| c.is_ascii_alphanumeric() || "._/-".contains(c);
    let first = words.split('/').next().unwrap_or_default();
    let is_ours = |first: &str| files.iter().any(|file| file.split('/').rev().skip(1).any(|d| d == first));
    let ends_as_ours =
        words.rsplit_once('.').is_some_and(|(name, end)| !name.is_empty() && OURS.contains(&end));
    let is_made = foreign().iter().any(|directory| words.starts_with(directory.as_str()));
    words.chars().all(plain) && !is_made && (ends_as_ours || (words.contains('/') && is_ours(first)))
}

/// Whether a path names a file, a directory or, without its ending, a module; from the root or from anywhere below.
fn exists(path: &str, files: &[String]) -> bool {
    let path = path.trim_end_matches('/');
    files.iter().any(|file| {
        let file = format!("/{file}");
        [format!("/{path}"), format!("/{path}.rs")].iter().any(|end| file.ends_with(end.as_str()))
            || file.contains(&format!("/{path}/"))
    })
}

#[test]
fn the_guide_is_short_and_names_what_exists() {
    let (guide, files) = (read(GUIDE), files());
    let lines = guide.lines().count();
    assert!(lines < LONGEST_GUIDE, "{GUIDE} has {lines} lines; a guide of {LONGEST_GUIDE} is not read");
    for path in code_spans(&guide).into_iter().filter(|words| is_path(words, &files)) {
        assert!(exists(path, &files), "{GUIDE} names `{path}`, which does not exist");
    }
}

#[test]
fn paths_are_told_from_other_words() {
    let files = ["src/crawl/robots.rs", "index/README.md", "Cargo.toml"].map(str::to_owned);
    for path in
        ["src/crawl/robots.rs", "crawl/robots", "crawl/", "src", "README.md", "Cargo.toml", "robots.rs"]
    {
        assert!(exists(path, &files), "{path}");
    }
    for path in ["src/crawl/pace.rs", "crawl/pace", "bots.rs", "src/craw/", "deny.toml"] {
        assert!(is_path(path, &files), "{path}");
        assert!(!exists(path, &files), "{path}");
    }
    for words in
        ["application/json", "caveat.report/1", "index/data/tantivy", ".rs", "crawl::run", "robots.txt"]
    {
        assert!(!is_path(words, &files), "{words}");
    }
    assert_eq!(code_spans("a `b` c\n```\n`d`\n```\n`e`"), ["b", "e"]);
}

#[test]
fn no_source_file_is_too_long() {
    for path in sources() {
        let lines = read(&path).lines().count();
        assert!(
            lines <= LONGEST_SOURCE,
            "{path} has {lines} lines; split it at a seam below {LONGEST_SOURCE}"
        );
    }
}

#[test]
fn no_file_names_places_of_one_machine() {
    // Tests may speak of temporary files; this one speaks of all.
    let nowhere: &[&str] = &["/home/", "/root/"];
    let own = file!().replace('\\', "/");
    for path in files().into_iter().filter(|path| *path != own) {
        let text = read(&path);
        let allowed_in_tests = (!path.starts_with("tests/")).then_some("/tmp/");
        for place in nowhere.iter().copied().chain(allowed_in_tests) {
            // After a letter it is a part of an address, such as news.example/home/.
            let is_named = text.match_indices(place).any(|(at, _)| {
                !text.get(..at).is_some_and(|before| before.ends_with(|c: char| c.is_alphanumeric()))
            });
            assert!(!is_named, "{path} names {place}, which is a place on somebody's machine");
        }
    }
}
