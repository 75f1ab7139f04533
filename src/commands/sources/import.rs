//! `caveat sources import`: the subscriptions of a feed reader become sources of the configuration.

use std::collections::HashSet;
use std::fmt::Write;
use std::path::PathBuf;

use anyhow::{Context, bail};

use crate::cli::{Global, SourcesImport};
use crate::commands::{Exit, output, tell};
use crate::config::Config;
use crate::crawl::{Source, SourceKind, Subscriptions, read_opml};

/// Where sources go if there is no configuration yet.
const FILE: &str = "config.toml";

pub fn run(global: &Global, asked: &SourcesImport) -> anyhow::Result<Exit> {
    let shown = asked.file.display();
    let bytes = std::fs::read(&asked.file).with_context(|| format!("cannot read {shown}"))?;
    let text = crate::crawl::decode(&bytes, None);
    let Subscriptions { sources, refused } = read_opml(&text).with_context(|| format!("{shown}"))?;
    let path = Config::find(global.config.as_deref()).unwrap_or_else(|| PathBuf::from(FILE));
    let before = match std::fs::read_to_string(&path) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => String::new(),
        read => read.with_context(|| format!("cannot read {}", path.display()))?,
    };
    let config = Config::parse(&before, &path)?;
    let (added, known) = blocks(&config, sources);
    for refused in &refused {
        tell::warn(&format!("left out: {refused}"));
    }
    if added.is_empty() && known == 0 {
        bail!("{shown} has no subscription that can be a source");
    }
    if !added.is_empty() {
        let separator = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
        let after = format!("{before}{separator}{}", added.concat());
        // A file that would not be read is not written.
        Config::parse(&after, &path).context("nothing was added")?;
        output::write_to(Some(&path), |out| Ok(out.write_all(after.as_bytes())?))?;
    }
    if !global.quiet {
        let (added, refused) = (added.len(), refused.len());
        tell::info(&format!(
            "added {added} to {}, {known} were there already, {refused} left out; `caveat sources check` tries them",
            path.display()
        ));
    }
    Ok(Exit::Done)
}

/// A block of TOML for each source that is not configured yet, and how many are.
fn blocks(config: &Config, sources: Vec<Source>) -> (Vec<String>, usize) {
    let mut names: HashSet<String> = config.source.iter().map(|source| source.name.clone()).collect();
    let mut addresses: HashSet<String> = config.source.iter().map(|source| source.url.to_string()).collect();
    let all = sources.len();
    let fresh = sources.into_iter().filter(|source| addresses.insert(source.url.to_string()));
    let blocks: Vec<String> =
        fresh.map(|source| block(&source, &distinct(&source.name, &mut names))).collect();
    let known = all - blocks.len();
    (blocks, known)
}

fn block(source: &Source, name: &str) -> String {
    let quoted = |text: &str| toml::Value::from(text).to_string();
    let mut block = format!("\n[[source]]\nname = {}\nurl = {}\n", quoted(name), quoted(source.url.as_str()));
    if source.kind != SourceKind::Auto {
        // Writing to a string cannot fail.
        let _ = writeln!(block, "kind = \"{}\"", source.kind);
    }
    for (key, patterns) in [("include", &source.wishes.include), ("exclude", &source.wishes.exclude)] {
        if !patterns.is_empty() {
            let _ = writeln!(block, "{key} = {}", toml::Value::from(patterns.clone()));
        }
    }
    block
}

/// A name that no other source has.
fn distinct(name: &str, names: &mut HashSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{name} ({number})"));
    let free = std::iter::once(name.to_owned()).chain(numbered).find(|name| !names.contains(name));
    let free = free.unwrap_or_default();
    names.insert(free.clone());
    free
}
