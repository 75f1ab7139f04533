//! `caveat verify`: checks an answer, of this program or another, against the texts that it cites.

use std::fmt::Write;
use std::path::Path;

use anyhow::{Context, bail};

use super::jsonl::normalised;
use super::status::counted;
use super::{Exit, Setting, output, page_file};
use crate::cli::{Format, Verify};
use crate::news::CanonicalUrl;
use crate::store::Store;
use crate::verify::{
    Bundle, Entry, Fault, Ledger, Problem, ReportFile, SourceText, Sources, Standing, read_foreign,
    verify_bundle, verify_foreign, verify_report,
};

/// Characters of a claim that a line of the ledger shows.
const SHOWN: usize = 90;

pub fn run(setting: &Setting, asked: &Verify) -> anyhow::Result<Exit> {
    let path = &asked.file;
    let document = page_file::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    if document.trim().is_empty() {
        bail!("{} is empty", path.display());
    }
    if Bundle::is_meant(&document) {
        return verify_packed(&document, asked);
    }
    let given = asked.sources.as_deref().map(lines).transpose()?;
    let (name, ledger) = if document.trim_start_matches('\u{feff}').trim_start().starts_with('{') {
        let report = ReportFile::parse(document.trim_start_matches('\u{feff}'))
            .with_context(|| format!("cannot read {}", path.display()))?;
        let sources = match given {
            Some(texts) => texts,
            None => stored(setting, report.sources.iter().map(|source| source.url.as_str()))?,
        };
        ("a report of caveat", verify_report(&report, &Sources::new(sources)))
    } else {
        let document = read_foreign(&document);
        let urls = || document.listed.iter().filter_map(|listed| listed.url.as_deref());
        let sources = match given {
            Some(texts) => texts,
            // Without a store there is nothing to check against, and that is said of every citation.
            None if !Store::path_in(&setting.index).exists() => Vec::new(),
            None => stored(setting, urls())?,
        };
        ("text with citations", verify_foreign(&document, &Sources::new(sources)))
    };
    tell(&ledger, name, asked)
}

/// Checks a bundle by itself: no store is needed. One that cannot be read any more has been altered, and fails.
fn verify_packed(document: &str, asked: &Verify) -> anyhow::Result<Exit> {
    let ledger = match Bundle::parse(document) {
        Ok(bundle) => verify_bundle(&bundle).unwrap_or_else(|error| damaged(&error.to_string())),
        Err(error) => damaged(&error.to_string()),
    };
    tell(&ledger, "a bundle of caveat", asked)
}

fn damaged(reason: &str) -> Ledger {
    let problem = Problem::new(Fault::Altered, format!("the bundle cannot be read: {reason}"));
    Ledger { problems: vec![problem], ..Ledger::default() }
}

fn tell(ledger: &Ledger, name: &str, asked: &Verify) -> anyhow::Result<Exit> {
    match asked.format {
        Format::Json => output::print_json(&json(ledger))?,
        Format::Text => {
            output::print(&format!("{}: {name}\n\n{}", asked.file.display(), readable(ledger)))?;
        }
    }
    Ok(if ledger.passes() { Exit::Done } else { Exit::Failed })
}

/// The ledger as scripts read it.
fn json(ledger: &Ledger) -> serde_json::Value {
    serde_json::json!({
        "passes": ledger.passes(),
        "ok": ledger.count(Standing::Ok),
        "wrong": ledger.count(Standing::Wrong),
        "unchecked": ledger.count(Standing::Unchecked),
        "claims": ledger.entries,
        "quotes": ledger.quotes,
        "problems": ledger.problems,
    })
}

/// Source texts in lines of JSON, in the form in which articles are stored.
fn lines(path: &Path) -> anyhow::Result<Vec<SourceText>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut texts = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let place = || format!("{}, line {}: not a source in JSON", path.display(), number + 1);
        let source: SourceText = serde_json::from_str(line).with_context(place)?;
        if source.n.is_none() && source.url.is_none() {
            bail!("{}, line {}: a source needs \"n\" or \"url\"", path.display(), number + 1);
        }
        texts.push(SourceText { text: normalised(&source.text), ..source });
    }
    Ok(texts)
}

/// All revisions of the articles at these addresses that the store has.
fn stored<'a>(setting: &Setting, urls: impl Iterator<Item = &'a str>) -> anyhow::Result<Vec<SourceText>> {
    let store = Store::open(&setting.index)?;
    let mut texts = Vec::new();
    for url in urls.filter_map(|url| CanonicalUrl::parse(url).ok()) {
        texts.extend(store.history(&url)?.iter().map(SourceText::of));
    }
    Ok(texts)
}

/// Claim by claim, what holds and what is wrong.
fn readable(ledger: &Ledger) -> String {
    let mut text = String::new();
    for entry in &ledger.entries {
        text += &line(entry);
        text += &problems(&entry.problems);
    }
    if !ledger.quotes.is_empty() {
        let _ = writeln!(text, "\n{}", counted(ledger.quotes.len() as u64, "quotation"));
    }
    for quote in &ledger.quotes {
        let place = quote.found_in.map_or("in no cited source".to_owned(), |n| format!("in [{n}]"));
        let _ = writeln!(text, "  {:<5} “{}” {place}", quote.entry, shortened(&quote.quote));
    }
    if !ledger.problems.is_empty() {
        text += "\nthe document as a whole\n";
        text += &problems(&ledger.problems);
    }
    let (ok, unchecked) = (ledger.count(Standing::Ok), ledger.count(Standing::Unchecked));
    let wrong = ledger.all_problems().filter(|problem| problem.fault.fails()).count();
    let of = counted(ledger.entries.len() as u64, "statement");
    let _ = match wrong {
        0 => writeln!(text, "\npasses: {of}, {ok} borne out, {unchecked} not checked"),
        _ => writeln!(
            text,
            "\nfails: {of}, {ok} borne out, {unchecked} not checked, {} wrong; {}",
            ledger.count(Standing::Wrong),
            counted(wrong as u64, "fault")
        ),
    };
    text
}

fn line(entry: &Entry) -> String {
    let standing = match entry.standing {
        Standing::Ok => "ok",
        Standing::Wrong => "WRONG",
        Standing::Unchecked => "-",
    };
    let score = entry.score.map_or("  - ".to_owned(), |score| format!("{score:.2}"));
    let numbers: String = entry.citations.iter().map(|n| format!("[{n}]")).collect();
    format!("{standing:<5} {:<5} {score}  {} {numbers}\n", entry.id, shortened(&entry.text))
}

fn problems(problems: &[Problem]) -> String {
    problems.iter().map(|problem| format!("        {}\n", shown(&problem.detail))).collect()
}

fn shortened(text: &str) -> String {
    let text = shown(text);
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default().trim_end()),
        None => text,
    }
}

/// Words of a stranger on one line, without control characters.
fn shown(text: &str) -> String {
    crate::answer::render::clean(text)
}
