//! Questions with the facts that an answer to them has to state.

use std::collections::HashSet;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::super::answers::folded;
use super::super::lines::{FileError, Lines};

/// What kind of answer a question asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    YesNo,
    Fact,
    Why,
    /// The articles do not say.
    Unanswerable,
    /// The question takes for granted what is not so.
    FalsePremise,
}

/// The part of a report that a fact belongs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// It answers the question: it belongs where a reader looks first.
    Answer,
    Events,
    EvidenceFor,
    EvidenceComplicating,
    Context,
}

/// A fact that an answer should state.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Fact {
    pub text: String,
    /// The fact is stated where all of these stand; of each, one of the alternatives between `|`.
    pub words: Vec<String>,
    pub section: Theme,
    /// Address of an article that has it.
    #[serde(default)]
    pub article: Option<String>,
    /// An answer without it is not one.
    pub required: bool,
}

/// A question and what is expected of its answer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Question {
    pub id: String,
    /// The collection of articles that it is asked of.
    pub set: String,
    pub question: String,
    pub kind: Kind,
    pub answerable: bool,
    pub premise_holds: bool,
    #[serde(default)]
    pub facts: Vec<Fact>,
}

impl Kind {
    /// The name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::YesNo => "yes_no",
            Self::Fact => "fact",
            Self::Why => "why",
            Self::Unanswerable => "unanswerable",
            Self::FalsePremise => "false_premise",
        }
    }
}

/// Reads a file of questions.
pub fn read(path: &Path) -> Result<Vec<Question>, FileError> {
    let (mut lines, mut ids, mut all) = (Lines::open(path)?, HashSet::new(), Vec::new());
    while let Some(line) = lines.read()? {
        let question: Question = lines.parsed(&line, "question")?;
        if let Some(reason) = fault(&question) {
            return Err(lines.wrong(format!("question `{}` {reason}", question.id)));
        }
        if !ids.insert(question.id.clone()) {
            return Err(lines.wrong(format!("a question `{}` stands already above", question.id)));
        }
        all.push(question);
    }
    match all.is_empty() {
        true => {
            Err(FileError::Whole { path: path.to_owned(), reason: "there are no questions here".to_owned() })
        }
        false => Ok(all),
    }
}

/// What makes a question useless for measuring.
fn fault(question: &Question) -> Option<String> {
    let is_open = matches!(question.kind, Kind::Unanswerable | Kind::FalsePremise);
    if question.answerable == is_open {
        let kind = question.kind.as_str();
        return Some(format!("is of kind {kind}, but `answerable` is {}", question.answerable));
    }
    if question.answerable && !question.facts.iter().any(|fact| fact.required) {
        return Some("is answerable, but no fact is required".to_owned());
    }
    let blank = |words: &String| words.split('|').any(|word| folded(word).trim().is_empty());
    let wordless = question.facts.iter().find(|fact| fact.words.is_empty() || fact.words.iter().any(blank));
    wordless.map(|fact| format!("has a fact without words to find it by: {}", fact.text))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn line(id: &str, change: impl FnOnce(&mut Value)) -> String {
        let fact = json!({"text": "Two.", "words": ["2|two"], "section": "answer", "required": true});
        let mut line = json!({"id": id, "set": "s", "question": "How many?", "kind": "fact", "answerable": true,
            "premise_holds": true, "facts": [fact]});
        change(&mut line);
        format!("{line}\n")
    }

    #[track_caller]
    fn check(lines: &[String], expected: &str) {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), lines.concat()).unwrap();
        let told = match read(file.path()) {
            Ok(questions) => format!("{} questions", questions.len()),
            Err(error) => error.to_string(),
        };
        assert!(told.ends_with(expected), "{told}");
    }

    #[test]
    fn questions_that_measure_nothing_are_refused() {
        check(&[line("a", |_| {}), line("b", |_| {})], "2 questions");
        check(&[line("a", |_| {}), line("a", |_| {})], "line 2: a question `a` stands already above");
        check(&[line("a", |q| q["answerable"] = json!(false))], "of kind fact, but `answerable` is false");
        check(&[line("a", |q| q["facts"] = json!([]))], "answerable, but no fact is required");
        check(&[line("a", |q| q["facts"][0]["words"] = json!(["2|"]))], "without words to find it by: Two.");
        check(&[], "there are no questions here");
        let open = |q: &mut Value| {
            q["kind"] = json!("unanswerable");
            q["answerable"] = json!(false);
            q["facts"] = json!([]);
        };
        check(&[line("a", open)], "1 questions");
    }
}
