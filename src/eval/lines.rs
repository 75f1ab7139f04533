//! Files of lines that others wrote, read one line at a time.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// The longest line that is read (bytes); the longest documents of public test collections have some hundred
/// thousand.
const MAX_LINE: usize = 24 * 1024 * 1024;

/// Why a file of an evaluation cannot be used. Half a test collection gives wrong figures, so nothing is skipped.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error("cannot read {path}: {reason}")]
    Unreadable { path: PathBuf, reason: io::Error },
    #[error("{path}, line {line}: {reason}")]
    Line { path: PathBuf, line: u64, reason: String },
    #[error("{path}: {reason}")]
    Whole { path: PathBuf, reason: String },
}

/// The lines of a file that are not blank.
pub struct Lines {
    path: PathBuf,
    reader: BufReader<File>,
    number: u64,
}

impl Lines {
    pub fn open(path: &Path) -> Result<Self, FileError> {
        let unreadable = |reason| FileError::Unreadable { path: path.to_owned(), reason };
        let reader = BufReader::new(File::open(path).map_err(unreadable)?);
        Ok(Self { path: path.to_owned(), reader, number: 0 })
    }

    /// The next line, without its end.
    pub fn read(&mut self) -> Result<Option<String>, FileError> {
        loop {
            let mut line = Vec::new();
            let read = self.reader.by_ref().take(MAX_LINE as u64 + 1).read_until(b'\n', &mut line);
            let read = read.map_err(|reason| FileError::Unreadable { path: self.path.clone(), reason })?;
            if read == 0 {
                return Ok(None);
            }
            self.number += 1;
            if line.len() > MAX_LINE {
                return Err(self.wrong(format!("the line is longer than {} MB", MAX_LINE / 1024 / 1024)));
            }
            let line = String::from_utf8(line).map_err(|_| self.wrong("the line is not UTF-8"))?;
            let line = line.trim_start_matches('\u{FEFF}').trim_end_matches(['\r', '\n']);
            if !line.trim().is_empty() {
                return Ok(Some(line.to_owned()));
            }
        }
    }

    /// The number of the line that was read last, counted from 1.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// What is wrong with the line that was read last.
    pub fn wrong(&self, reason: impl Into<String>) -> FileError {
        FileError::Line { path: self.path.clone(), line: self.number, reason: reason.into() }
    }

    /// A line of JSON that is a `what`.
    pub fn parsed<T: serde::de::DeserializeOwned>(&self, line: &str, what: &str) -> Result<T, FileError> {
        // Each line is a document of its own, so "line 1" would only mislead.
        let reason = |e: serde_json::Error| e.to_string().replace(" at line 1 column ", " at byte ");
        serde_json::from_str(line).map_err(|e| self.wrong(format!("not a {what} in JSON: {}", reason(e))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is wrong with the first line that cannot be read, which so many readable ones come before.
    #[track_caller]
    fn check(content: &[u8], readable: usize, expected: &str) {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), content).unwrap();
        let mut lines = Lines::open(file.path()).unwrap();
        for _ in 0..readable {
            assert_eq!(lines.read().unwrap().unwrap(), "ab");
        }
        let error = lines.read().unwrap_err().to_string();
        assert!(error.ends_with(expected), "{error}");
    }

    #[test]
    fn lines_that_cannot_be_read_are_named() {
        check(b"ab\r\n \n\nab\n\xFF\n", 2, "line 5: the line is not UTF-8");
        check(
            &[b"ab\n", vec![b'x'; MAX_LINE + 1].as_slice()].concat(),
            1,
            "line 2: the line is longer than 24 MB",
        );
    }
}
