//! Questions whose answers are words: an article that has the words is one that a reader would find it in.
//!
//! A file of them has lines of `{"id", "question", "answer"}`, and `"date"` if it was asked on a day (2023-03-02).

use std::collections::HashSet;
use std::path::Path;

use jiff::civil::Date;
use serde::Deserialize;

use super::lines::{FileError, Lines};

/// A question with the words that answer it.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Quiz {
    pub id: String,
    pub question: String,
    pub answer: String,
    /// The day on which it was asked: "this week" is counted from there, and nothing later is known.
    #[serde(default)]
    pub date: Option<Date>,
}

/// Reads a file of questions.
pub fn read(path: &Path) -> Result<Vec<Quiz>, FileError> {
    let (mut lines, mut ids, mut all) = (Lines::open(path)?, HashSet::new(), Vec::new());
    while let Some(line) = lines.read()? {
        let quiz: Quiz = lines.parsed(&line, "question")?;
        if wanted(&quiz.answer).is_empty() {
            return Err(lines.wrong(format!("question `{}` has no answer", quiz.id)));
        }
        if !ids.insert(quiz.id.clone()) {
            return Err(lines.wrong(format!("a question `{}` stands already above", quiz.id)));
        }
        all.push(quiz);
    }
    match all.is_empty() {
        true => {
            Err(FileError::Whole { path: path.to_owned(), reason: "there are no questions here".to_owned() })
        }
        false => Ok(all),
    }
}

/// The words of an answer, folded, without quotes around them: an article may quote the name of a film otherwise, or
/// not at all.
pub fn wanted(answer: &str) -> String {
    folded(answer).trim_matches(|c: char| c.is_whitespace() || "'\"".contains(c)).to_owned()
}

/// Text in which words are compared: lower case, plain quotes and spaces.
pub fn folded(text: &str) -> String {
    let plain = |c: char| match c {
        '‘' | '’' | '‚' | '‛' | '′' | 'ʼ' => '\'',
        '“' | '”' | '„' | '‟' | '«' | '»' | '″' => '"',
        c if c.is_whitespace() => ' ',
        c => c,
    };
    text.chars().map(plain).flat_map(char::to_lowercase).collect()
}

/// Whether words stand in a text as whole words; both folded.
pub fn stands_in(words: &str, text: &str) -> bool {
    if words.is_empty() {
        return false;
    }
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let (starts, ends) = (is_letter(words.chars().next()), is_letter(words.chars().next_back()));
    text.match_indices(words).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + words.len()..).and_then(|after| after.chars().next());
        let goes_on = starts && is_letter(before) || ends && is_letter(after);
        !goes_on
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(words: &str, text: &str, expected: bool) {
        assert_eq!(stands_in(&wanted(words), &folded(text)), expected, "{words} in {text}");
    }

    #[test]
    fn answers_are_whole_words_whatever_their_case_and_quotes() {
        check("RSV", "vaccines for rsv, it said", true);
        check("RSV", "RSVP by Monday", false);
        check("RSV", "RSVP or “RSV”", true);
        check("China's station", "CHINA’S\u{a0}station", true);
        check("90%", "up to 90% of it", true);
        check("“Stranger Things”", "the 'Stranger Things' play", true);
        check("9", "90% of 19", false);
        check("$4", "for $4.", true);
        check(" ", "a b", false);
    }

    #[test]
    fn questions_need_an_answer_and_an_id_of_their_own() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("q.jsonl");
        let line = |id: &str, answer: &str| serde_json::json!({"id": id, "question": "Who?", "answer": answer, "date": "2023-03-02"});
        let read = |lines: &[serde_json::Value]| {
            std::fs::write(&path, lines.iter().map(|l| format!("{l}\n")).collect::<String>()).unwrap();
            read(&path).map_err(|e| e.to_string())
        };
        assert_eq!(read(&[line("1", "Korvin"), line("2", "Melk")]).unwrap().len(), 2);
        assert!(read(&[line("1", "Korvin"), line("1", "Melk")]).unwrap_err().contains("line 2"));
        assert!(read(&[line("1", " ")]).unwrap_err().contains("question `1` has no answer"));
        assert!(read(&[]).unwrap_err().contains("no questions here"));
    }
}
