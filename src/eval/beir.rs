//! Test collections in the form of BEIR (Thakur et al. 2021): documents, queries, and which document answers which.
//!
//! `corpus.jsonl` has lines of `{"_id", "title", "text"}`, `queries.jsonl` of `{"_id", "text"}`, and a file of qrels
//! has a header and lines of query, document and grade, split by tabs.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::Path;

use serde::{Deserialize, Deserializer};

use super::lines::Lines;

pub use super::lines::FileError;

/// A document of a corpus.
#[derive(Debug, Deserialize)]
pub struct Document {
    #[serde(rename = "_id", deserialize_with = "id")]
    pub id: String,
    #[serde(default, deserialize_with = "or_empty")]
    pub title: String,
    #[serde(default, deserialize_with = "or_empty")]
    pub text: String,
}

#[derive(Deserialize)]
struct QueryLine {
    #[serde(rename = "_id", deserialize_with = "id")]
    id: String,
    text: String,
}

/// How relevant which documents are; 0 or less is not at all.
pub type Grades = HashMap<String, i64>;

/// A query with the grades that people gave to documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    pub id: String,
    pub text: String,
    pub grades: Grades,
}

/// The documents of a corpus, one after another; no two have the same id.
pub struct Corpus {
    lines: Lines,
    /// The lines of the documents so far, by id.
    seen: HashMap<String, u64>,
}

impl Corpus {
    pub fn open(path: &Path) -> Result<Self, FileError> {
        Ok(Self { lines: Lines::open(path)?, seen: HashMap::new() })
    }

    pub fn read(&mut self) -> Result<Option<Document>, FileError> {
        let Some(line) = self.lines.read()? else { return Ok(None) };
        let document: Document = self.lines.parsed(&line, "document")?;
        once(&mut self.seen, &document.id, "document", &self.lines)?;
        Ok(Some(document))
    }
}

/// The queries that have grades, in the order of the qrels. Queries that nobody graded are left out, as pytrec_eval
/// does: nothing is known of what they should find.
pub fn queries(queries: &Path, qrels: &Path) -> Result<Vec<Query>, FileError> {
    let mut texts = texts(queries)?;
    let graded = grades(qrels)?.into_iter().map(|(id, grades)| match texts.remove(&id) {
        Some(text) => Ok(Query { id, text, grades }),
        None => Err(whole(qrels, format!("query `{id}` is not in {}", queries.display()))),
    });
    graded.collect()
}

fn texts(path: &Path) -> Result<HashMap<String, String>, FileError> {
    let (mut lines, mut seen, mut texts) = (Lines::open(path)?, HashMap::new(), HashMap::new());
    while let Some(line) = lines.read()? {
        let QueryLine { id, text } = lines.parsed(&line, "query")?;
        once(&mut seen, &id, "query", &lines)?;
        texts.insert(id, text);
    }
    Ok(texts)
}

fn grades(path: &Path) -> Result<Vec<(String, Grades)>, FileError> {
    let mut lines = Lines::open(path)?;
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut graded: Vec<(String, Grades)> = Vec::new();
    while let Some(line) = lines.read()? {
        let fields: Vec<&str> = line.split('\t').map(str::trim).collect();
        let [query, document, grade] = fields.as_slice() else {
            let message =
                format!("{} fields; expected query, document and grade, split by tabs", fields.len());
            return Err(lines.wrong(message));
        };
        let Ok(grade) = grade.parse() else {
            // The header; files without one are read as well.
            if lines.number() == 1 {
                continue;
            }
            return Err(lines.wrong(format!("grade `{grade}` is not a whole number")));
        };
        let place = *places.entry((*query).to_owned()).or_insert(graded.len());
        if place == graded.len() {
            graded.push(((*query).to_owned(), HashMap::new()));
        }
        let Some((_, grades)) = graded.get_mut(place) else { continue };
        if grades.insert((*document).to_owned(), grade).is_some_and(|before| before != grade) {
            return Err(lines.wrong(format!("query `{query}` and document `{document}` are graded twice")));
        }
    }
    match graded.is_empty() {
        true => Err(whole(path, "no query is graded here".to_owned())),
        false => Ok(graded),
    }
}

fn once(seen: &mut HashMap<String, u64>, id: &str, what: &str, lines: &Lines) -> Result<(), FileError> {
    match seen.entry(id.to_owned()) {
        Entry::Vacant(place) => {
            place.insert(lines.number());
            Ok(())
        }
        Entry::Occupied(first) => {
            Err(lines.wrong(format!("{what} `{id}` stands already on line {}", first.get())))
        }
    }
}

fn whole(path: &Path, reason: String) -> FileError {
    FileError::Whole { path: path.to_owned(), reason }
}

/// Ids are strings; some write numbers.
fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Id {
        Word(String),
        Number(serde_json::Number),
    }
    Ok(match Id::deserialize(deserializer)? {
        Id::Word(word) => word,
        Id::Number(number) => number.to_string(),
    })
}

/// `null` is as good as nothing.
fn or_empty<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    struct Folder(tempfile::TempDir);

    impl Folder {
        fn with(files: &[(&str, &str)]) -> Self {
            let folder = Self(tempfile::tempdir().unwrap());
            for (name, content) in files {
                std::fs::write(folder.path(name), content).unwrap();
            }
            folder
        }

        fn path(&self, name: &str) -> PathBuf {
            self.0.path().join(name)
        }
    }

    const QUERIES: &str =
        "{\"_id\":\"b\",\"text\":\"Who?\"}\n{\"_id\":7,\"text\":\"\"}\n{\"_id\":\"c\",\"text\":\"x\"}\n";

    /// What is wrong with these qrels.
    #[track_caller]
    fn check(qrels: &str, expected: &str) {
        let folder = Folder::with(&[("queries", QUERIES), ("qrels", qrels)]);
        let error = queries(&folder.path("queries"), &folder.path("qrels")).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
        assert!(error.contains("qrels"), "{error}");
    }

    #[test]
    fn queries_come_in_the_order_of_the_grades_and_only_if_graded() {
        let qrels = "\u{FEFF}query-id\tcorpus-id\tscore\r\n7\td1\t1\r\n\nb\td1\t0\r\n7\td2\t2\r\n7\td2\t2";
        let folder = Folder::with(&[("queries", QUERIES), ("qrels", qrels)]);
        let found = queries(&folder.path("queries"), &folder.path("qrels")).unwrap();
        let query = |id: &str, text: &str, grades: &[(&str, i64)]| Query {
            id: id.into(),
            text: text.into(),
            grades: grades.iter().map(|(id, grade)| ((*id).to_owned(), *grade)).collect(),
        };
        assert_eq!(found, [query("7", "", &[("d1", 1), ("d2", 2)]), query("b", "Who?", &[("d1", 0)])]);
    }

    #[test]
    fn grades_that_cannot_be_used_are_named() {
        check("query-id\tcorpus-id\tscore\nz\td1\t1\n", "query `z` is not in");
        check("query-id\tcorpus-id\tscore\nb\td1\n", "line 2: 2 fields; expected query, document and grade");
        check("b 0 d1 1\n", "line 1: 1 fields");
        check("b\td1\t1\nb\td2\tyes\n", "line 2: grade `yes` is not a whole number");
        check("b\td1\t1\nb\td1\t0\n", "line 2: query `b` and document `d1` are graded twice");
        check("query-id\tcorpus-id\tscore\n", "no query is graded here");
    }

    #[test]
    fn documents_have_an_id_of_their_own_and_may_lack_the_rest() {
        let lines = "{\"_id\":1,\"title\":null,\"metadata\":{}}\n\n{\"_id\":\"1/é\",\"text\":\"Words.\"}\n{\"_id\":\"1\"}\n[]\n";
        let folder = Folder::with(&[("corpus", lines)]);
        let mut corpus = Corpus::open(&folder.path("corpus")).unwrap();
        let first = corpus.read().unwrap().unwrap();
        assert_eq!((first.id.as_str(), first.title.as_str(), first.text.as_str()), ("1", "", ""));
        assert_eq!(corpus.read().unwrap().unwrap().id, "1/é");
        let error = |corpus: &mut Corpus| corpus.read().unwrap_err().to_string();
        assert!(error(&mut corpus).ends_with("line 4: document `1` stands already on line 1"));
        assert!(error(&mut corpus).contains("line 5: not a document in JSON"));
        let missing = Corpus::open(&folder.path("other")).err().unwrap().to_string();
        assert!(missing.starts_with("cannot read ") && missing.contains("other"), "{missing}");
    }
}
