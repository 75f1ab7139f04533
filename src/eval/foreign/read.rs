//! Files of answers as others write them.
//!
//! A record is an object with an answer and its contexts, under the names that ragas, deepeval, ALCE or OpenAI's interfaces
//! have for them; records come as lines of JSON, as an array, or in `data` of one object. Anything else is one answer in
//! Markdown, HTML or plain text, for contexts that are given apart.

use std::path::Path;

use serde_json::Value;

use super::super::lines::{FileError, Lines};
use super::answer::{Answer, Context};
use super::spans;

const QUESTION: &[&str] = &["question", "user_input", "input", "query", "prompt"];
const ANSWER: &[&str] = &[
    "answer", "response", "actual_output", "output", "output_text", "text", "content", "message", "choices",
];
const CONTEXTS: &[&str] =
    &["contexts", "retrieved_contexts", "retrieval_context", "docs", "documents", "context", "sources"];
const WORDS: &[&str] = &["text", "content", "page_content", "snippet", "sent"];
const NO_ANSWER: &str = "there is no answer; name it `answer`, `response`, `actual_output` or `output`";
const NO_CONTEXTS: &str =
    "there are no contexts; name them `contexts`, `retrieved_contexts`, `retrieval_context` or `docs`";

/// The answers of a file, in order.
pub type ReadAnswers = Vec<Answer>;

/// Reads a file. Records without contexts of their own have those that are `given`.
pub fn read(path: &Path, given: &[Context]) -> Result<ReadAnswers, FileError> {
    let text = std::fs::read_to_string(path)
        .map_err(|reason| FileError::Unreadable { path: path.to_owned(), reason })?;
    let whole = |reason: String| FileError::Whole { path: path.to_owned(), reason };
    let start = text.trim_start_matches('\u{FEFF}').trim_start();
    if start.is_empty() {
        return Err(whole("there is no answer in it".to_owned()));
    }
    if !start.starts_with(['{', '[']) || start.starts_with("[1]") {
        if given.is_empty() {
            return Err(whole(
                "a text needs the contexts that it was made from; give --contexts FILE".to_owned(),
            ));
        }
        let id = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        return Ok(vec![Answer { id, ..Answer::of_text(&text, given.to_vec()) }]);
    }
    match serde_json::from_str::<Value>(start) {
        Ok(Value::Array(records)) => numbered(&records, given).map_err(whole),
        Ok(Value::Object(object)) if object.get("data").is_some_and(Value::is_array) => {
            let records = object.get("data").and_then(Value::as_array).cloned().unwrap_or_default();
            numbered(&records, given).map_err(whole)
        }
        Ok(record) => numbered(&[record], given).map_err(whole),
        Err(reason) if start.starts_with('[') => Err(whole(format!("not JSON: {reason}"))),
        Err(_) => lines(path, given),
    }
}

/// Reads contexts: a line of JSON each, `{"title", "text"}` or a string.
pub fn contexts(path: &Path) -> Result<Vec<Context>, FileError> {
    let (mut lines, mut found) = (Lines::open(path)?, Vec::new());
    while let Some(line) = lines.read()? {
        let value: Value = lines.parsed(&line, "context")?;
        let context =
            context(&value).ok_or_else(|| lines.wrong("not a context: give {\"title\", \"text\"}"))?;
        found.push(context.0);
    }
    Ok(found)
}

fn lines(path: &Path, given: &[Context]) -> Result<ReadAnswers, FileError> {
    let (mut lines, mut answers) = (Lines::open(path)?, Vec::new());
    while let Some(line) = lines.read()? {
        let record: Value = lines.parsed(&line, "record")?;
        let place = answers.len() + 1;
        answers.push(parse(&record, place, given).map_err(|reason| lines.wrong(reason))?);
    }
    Ok(answers)
}

fn numbered(records: &[Value], given: &[Context]) -> Result<ReadAnswers, String> {
    let parsed = |(place, record): (usize, &Value)| {
        parse(record, place + 1, given).map_err(|reason| format!("answer {}: {reason}", place + 1))
    };
    records.iter().enumerate().map(parsed).collect()
}

/// Reads one record.
pub fn parse(record: &Value, place: usize, given: &[Context]) -> Result<Answer, String> {
    let object = record.as_object().ok_or("not an object with an answer and its contexts")?;
    let field = |names: &[&'static str]| {
        names.iter().find_map(|name| object.get(*name).filter(|value| !value.is_null()).map(|v| (*name, v)))
    };
    let (named, answer) = field(ANSWER).ok_or(NO_ANSWER)?;
    let own = field(CONTEXTS).map(|(name, value)| listed(name, value)).transpose()?;
    let own = own.unwrap_or_else(|| given.iter().map(|context| (context.clone(), Vec::new())).collect());
    if own.is_empty() {
        return Err(NO_CONTEXTS.to_owned());
    }
    let text = spans::marked(named, answer, object.get("annotations"), &own)?;
    let question = field(QUESTION).and_then(|(_, value)| value.as_str()).unwrap_or_default();
    let id = ["id", "sample_id", "name"].iter().find_map(|name| object.get(*name));
    let id = id.map(|id| id.as_str().map_or_else(|| id.to_string(), str::to_owned));
    let contexts = own.into_iter().map(|(context, _)| context).collect();
    Ok(Answer {
        id: id.unwrap_or_else(|| place.to_string()),
        question: question.to_owned(),
        ..Answer::of_text(&text, contexts)
    })
}

/// The contexts of a record, each with the names by which an annotation may call it.
fn listed(name: &str, value: &Value) -> Result<Vec<(Context, Vec<String>)>, String> {
    let wrong = || format!("`{name}` is not a list of texts, or of objects with a `text`");
    let one = std::slice::from_ref(value);
    let values = value.as_array().map_or(one, Vec::as_slice);
    values.iter().map(|value| context(value).ok_or_else(wrong)).collect()
}

fn context(value: &Value) -> Option<(Context, Vec<String>)> {
    if let Some(text) = value.as_str() {
        return Some((Context::from(text), Vec::new()));
    }
    let of = |names: &[&str]| names.iter().find_map(|name| value.get(*name)?.as_str());
    let context =
        Context { title: of(&["title"]).unwrap_or_default().to_owned(), text: of(WORDS)?.to_owned() };
    let names = ["url", "file_id", "id", "filename"].iter().filter_map(|name| value.get(*name)?.as_str());
    Some((context, names.map(str::to_owned).collect()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The statements with what they cite, and how many contexts there are.
    #[track_caller]
    fn check(record: Value, question: &str, stated: &[(&str, &[usize])], contexts: usize) {
        let answer = parse(&record, 1, &[]).unwrap();
        let found: Vec<(&str, Vec<usize>)> = answer
            .statements
            .iter()
            .map(|statement| (statement.text.as_str(), statement.citations.iter().copied().collect()))
            .collect();
        let stated: Vec<(&str, Vec<usize>)> = stated.iter().map(|(text, n)| (*text, n.to_vec())).collect();
        assert_eq!((answer.question.as_str(), found, answer.contexts.len()), (question, stated, contexts));
    }

    #[test]
    fn the_shapes_of_others() {
        check(
            json!({"question": "Who?", "answer": "Ada Brandt left.", "contexts": ["a", "b"]}),
            "Who?",
            &[("Ada Brandt left.", &[])],
            2,
        );
        check(
            json!({"user_input": "Who?", "response": "Ada Brandt left. [2]", "retrieved_contexts": ["a", "b"]}),
            "Who?",
            &[("Ada Brandt left.", &[2])],
            2,
        );
        check(
            json!({"input": "Who?", "actual_output": "Brandt left.", "retrieval_context": ["a"]}),
            "Who?",
            &[("Brandt left.", &[])],
            1,
        );
        let docs = json!([{"title": "Melby", "text": "a"}, {"title": "Lume", "text": "b"}]);
        check(
            json!({"question": "Who?", "output": "Brandt left [1][2]. Reth came [2].", "docs": docs}),
            "Who?",
            &[("Brandt left.", &[1, 2]), ("Reth came.", &[2])],
            2,
        );
    }

    #[test]
    fn annotations_become_numbers() {
        let docs = json!([{"url": "https://a.example/1", "text": "a"}, {"file_id": "file-2", "text": "b"}]);
        let annotations = json!([
            {"type": "url_citation", "start_index": 13, "end_index": 26, "url": "https://a.example/1"},
            {"type": "file_citation", "index": 37, "file_id": "file-2"}]);
        let text = "Bränd’s left ([a](https…)). Reth came.";
        check(
            json!({"text": text, "annotations": annotations, "contexts": docs}),
            "",
            &[("Bränd’s left.", &[1]), ("Reth came.", &[2])],
            2,
        );
        let part = json!([{"type": "output_text", "text": "Reth came.",
            "annotations": [{"type": "file_citation", "index": 9, "file_id": "file-2"}]}]);
        check(
            json!({"output": [{"type": "message", "content": part}], "contexts": docs}),
            "",
            &[("Reth came.", &[2])],
            2,
        );
        let nested = json!({"content": "Brandt left.", "annotations": [{"type": "url_citation",
            "url_citation": {"start_index": 0, "end_index": 11, "url": "https://a.example/1"}}]});
        check(json!({"message": nested, "contexts": docs}), "", &[("Brandt left.", &[1])], 2);
    }

    #[track_caller]
    fn refused(content: &str, parts: &[&str]) {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), content).unwrap();
        let error = read(file.path(), &[]).unwrap_err().to_string();
        assert!(parts.iter().all(|part| error.contains(part)), "{error}");
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_place() {
        let good = r#"{"answer": "It sank.", "contexts": ["It sank."]}"#;
        refused(&format!("{good}\n{{\"answer\": 1\n"), &["line 2: not a record in JSON"]);
        refused(&format!("{good}\n{{\"contexts\": []}}\n"), &["line 2", "there is no answer", "`response`"]);
        refused(&format!("[{good}, {{\"answer\": \"It sank.\"}}]"), &["answer 2: there are no contexts"]);
        refused(&format!("{good}\n{{\"answer\": \"x\", \"contexts\": [1]}}"), &["line 2: `contexts` is not"]);
        let unknown = json!({"answer": "It sank.", "contexts": ["It sank."],
            "annotations": [{"type": "url_citation", "start_index": 0, "end_index": 3, "url": "https://x.example"}]});
        refused(&format!("{good}\n{unknown}"), &["line 2: ", "https://x.example", "no context"]);
        refused("It sank [1].", &["--contexts"]);
        refused(" \n", &["no answer"]);
    }
}
