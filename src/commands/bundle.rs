//! `caveat bundle`: an answer to a tracked question, packed with all that it cites.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Exit, Setting, output};
use crate::answer::Prompts;
use crate::cli;
use crate::crawl::warc::Warc;
use crate::living::Told;
use crate::news::CanonicalUrl;
use crate::store::{SavedAnswer, Store};
use crate::verify::{BUNDLE_SCHEMA, Bundle, PackedCapture, PackedRevision, hexadecimal};

pub fn run(setting: &Setting, asked: &cli::Bundle) -> anyhow::Result<Exit> {
    let store = Store::open(&setting.index)?;
    let at = asked.as_of.unwrap_or(Timestamp::MAX);
    let answer = store.answer_at(&asked.name, at)?.with_context(|| {
        format!("`{}` has no answer; `caveat track list` shows the tracked questions", asked.name)
    })?;
    let revisions = cited(&answer, &store)?;
    let captures = match &asked.warc {
        Some(directory) => captures(directory, &revisions)?,
        None => Vec::new(),
    };
    let bundle = Bundle {
        schema: BUNDLE_SCHEMA.to_owned(),
        caveat: env!("CARGO_PKG_VERSION").to_owned(),
        packed: setting.now.to_string(),
        name: answer.question.clone(),
        asked: answer.asked.to_string(),
        checked: answer.checked.to_string(),
        changes: serde_json::from_str(&answer.changes)?,
        prompts: prompts(&answer.report)?,
        config: settings(setting),
        report_sha256: answer.sha256,
        report: answer.report,
        revisions,
        captures,
        sha256: String::new(),
    };
    let text = serde_json::to_string_pretty(&bundle.sealed())?;
    output::write_to(asked.output.as_deref(), |out| Ok(writeln!(out, "{text}")?))?;
    Ok(Exit::Done)
}

/// The states of articles that an answer cites, with the hashes that were noted when it was made.
fn cited(answer: &SavedAnswer, store: &Store) -> anyhow::Result<Vec<PackedRevision>> {
    let told = Told::parse(&answer.report).context("the kept answer is damaged")?;
    let materials = store.materials(answer.id)?;
    let mut revisions = Vec::new();
    for source in &told.sources {
        let history = store.history(&CanonicalUrl::parse(&source.url)?)?;
        let found = history.into_iter().find(|revision| revision.id().number == source.revision);
        let revision = found.with_context(|| {
            format!("{}, revision {}, is cited and no longer in the store", source.url, source.revision)
        })?;
        let noted = materials.iter().find(|material| material.revision == revision.id());
        let noted = noted.map(|material| hexadecimal(&material.hash));
        let article = revision.article();
        revisions.push(PackedRevision {
            url: source.url.clone(),
            revision: source.revision,
            title: article.title.clone(),
            text: article.text.clone(),
            outlet: article.outlet.clone(),
            published: article.published.map(|time| time.to_string()),
            first_seen: revision.first_seen().to_string(),
            sha256: noted.unwrap_or_else(|| hexadecimal(article.content_hash().as_bytes())),
        });
    }
    Ok(revisions)
}

/// The prompts that a model was asked with: those that come with the program, if it is by them that it was.
fn prompts(report: &str) -> anyhow::Result<BTreeMap<String, String>> {
    let report: Value = serde_json::from_str(report)?;
    let asked_with = report.pointer("/provenance/prompt_sha256").and_then(Value::as_str);
    let shipped = Prompts::shipped();
    let is_shipped = asked_with == Some(shipped.sha256().as_str());
    Ok(if is_shipped { shipped.texts().into_iter().collect() } else { BTreeMap::new() })
}

/// What an answer depends on, without addresses and names of keys.
fn settings(setting: &Setting) -> Value {
    let (llm, dense) = (&setting.config.llm, &setting.config.dense);
    json!({
        "llm": {
            "model": llm.model, "temperature": llm.temperature, "seed": llm.seed,
            "answer_tokens": llm.answer_tokens, "thought_tokens": llm.thought_tokens,
        },
        "dense": {"model": dense.model},
    })
}

/// The pages of the cited articles in the archives of a directory.
fn captures(directory: &Path, revisions: &[PackedRevision]) -> anyhow::Result<Vec<PackedCapture>> {
    let cannot = || format!("cannot read the web archives in {}", directory.display());
    let mut files: Vec<_> = std::fs::read_dir(directory)
        .with_context(cannot)?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            path.to_string_lossy().ends_with(".warc") || path.to_string_lossy().ends_with(".warc.gz")
        })
        .collect();
    files.sort();
    let mut found = Vec::new();
    for path in files {
        let mut archive = Warc::of(File::open(&path).with_context(cannot)?).with_context(cannot)?;
        // A record that is damaged is none; whoever wants to know imports the archive.
        while let Some(page) = archive.next_page() {
            let Ok(page) = page else { continue };
            let url = CanonicalUrl::parse(&page.address).map(|url| url.to_string()).unwrap_or_default();
            if revisions.iter().any(|revision| revision.url == url) {
                found.push(PackedCapture {
                    url,
                    date: page.date.map(|date| date.to_string()),
                    content_type: page.content_type,
                    body: STANDARD.encode(&page.body),
                });
            }
        }
    }
    Ok(found)
}
