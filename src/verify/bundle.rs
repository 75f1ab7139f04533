//! An answer in one file with all that it cites: what another machine needs to verify it, and can find unaltered.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::ledger::{Fault, Ledger, Problem};
use super::report::verify_report;
use super::report_file::{ReadError, ReportFile};
use super::sources::{SourceText, Sources};

/// The name and version of the form.
pub const SCHEMA: &str = "caveat.bundle/1";

/// A packed answer. As read from a file, it is as untrusted as any.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    pub schema: String,
    /// The program that packed it.
    pub caveat: String,
    pub packed: String,
    pub name: String,
    pub asked: String,
    pub checked: String,
    /// The report, as its JSON was kept.
    pub report: String,
    pub report_sha256: String,
    /// The states of articles that it cites, whole.
    pub revisions: Vec<PackedRevision>,
    /// What differed from the answer before it.
    pub changes: serde_json::Value,
    /// The prompts of a language model, by file, if one composed it.
    pub prompts: BTreeMap<String, String>,
    /// The settings that an answer depends on.
    pub config: serde_json::Value,
    /// The pages as they were fetched, where that was kept.
    pub captures: Vec<PackedCapture>,
    /// SHA-256 of all the rest, as compact JSON with its keys in order.
    #[serde(default)]
    pub sha256: String,
}

/// A state of an article.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackedRevision {
    pub url: String,
    pub revision: u32,
    pub title: String,
    pub text: String,
    pub outlet: String,
    pub published: Option<String>,
    pub first_seen: String,
    /// SHA-256 of title, a zero byte and text, as it was noted when the answer was made.
    pub sha256: String,
}

/// A page as it was fetched.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackedCapture {
    pub url: String,
    pub date: Option<String>,
    pub content_type: String,
    /// In Base64.
    pub body: String,
}

impl Bundle {
    /// Reads a bundle.
    pub fn parse(json: &str) -> serde_json::Result<Self> {
        serde_json::from_str(json)
    }

    /// Whether a file means to be a bundle.
    pub fn is_meant(json: &str) -> bool {
        #[derive(Deserialize)]
        struct Head {
            schema: Option<String>,
        }
        let head = serde_json::from_str::<Head>(json).ok().and_then(|head| head.schema);
        head.map_or_else(
            || json.get(..200).unwrap_or(json).contains(SCHEMA),
            |schema| schema.starts_with("caveat.bundle/"),
        )
    }

    /// Notes the hash of all the rest.
    pub fn sealed(mut self) -> Self {
        self.sha256 = self.seal();
        self
    }

    fn seal(&self) -> String {
        let unsealed = Self { sha256: String::new(), ..self.clone() };
        // Through a value: its keys are in order, whatever the order of fields.
        let value = serde_json::to_value(unsealed).unwrap_or_default();
        hexadecimal(Sha256::digest(value.to_string().as_bytes()).as_slice())
    }
}

impl PackedRevision {
    fn hash(&self) -> String {
        let mut hasher = Sha256::new();
        hasher.update(self.title.as_bytes());
        hasher.update([0]);
        hasher.update(self.text.as_bytes());
        hexadecimal(hasher.finalize().as_slice())
    }

    fn source(&self) -> SourceText {
        SourceText {
            n: None,
            url: Some(self.url.clone()),
            revision: Some(self.revision),
            title: Some(self.title.clone()),
            outlet: Some(self.outlet.clone()),
            published: self.published.clone(),
            text: self.text.clone(),
        }
    }
}

/// Bytes as hexadecimal digits.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Checks a bundle by itself: that nothing in it was altered since it was packed, that the texts have the hashes that were
/// noted when the answer was made, and the report against these texts.
pub fn verify_bundle(bundle: &Bundle) -> Result<Ledger, ReadError> {
    if bundle.schema != SCHEMA {
        return Err(ReadError::Schema(bundle.schema.clone()));
    }
    let report = ReportFile::parse(&bundle.report)?;
    let sources = Sources::new(bundle.revisions.iter().map(PackedRevision::source).collect());
    let mut ledger = verify_report(&report, &sources);
    let altered = |what: String| Problem::new(Fault::Altered, what);
    if bundle.sha256 != bundle.seal() {
        ledger.problems.push(altered("the bundle is not as it was packed".to_owned()));
    }
    if bundle.report_sha256 != hexadecimal(Sha256::digest(bundle.report.as_bytes()).as_slice()) {
        ledger.problems.push(altered("the report is not the one that was kept".to_owned()));
    }
    for revision in bundle.revisions.iter().filter(|revision| revision.hash() != revision.sha256) {
        let PackedRevision { url, revision, .. } = revision;
        ledger.problems.push(altered(format!("the text of {url}, revision {revision}, has another hash")));
    }
    for source in &report.sources {
        let is_it = |known: &&PackedRevision| known.url == source.url && known.revision == source.revision;
        if bundle.revisions.iter().find(is_it).is_none() {
            let what =
                format!("{}, revision {}, is cited and not in the bundle", source.url, source.revision);
            ledger.problems.push(Problem::new(Fault::NoText, what));
        }
    }
    Ok(ledger)
}
