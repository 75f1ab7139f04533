//! The lines and pages of all files, one after another, without holding more than a batch.

use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::vec::IntoIter;

use super::files::ArticleFile;
use super::reading::{Item, Refusal};
use crate::commands::interrupt::Interrupt;

/// The longest line that is read (bytes): a page of the greatest size that is extracted from, escaped as JSON,
/// and room to spare.
pub const MAX_LINE: usize = 24 * 1024 * 1024;
/// Articles stored in one transaction: enough that its cost is shared, few enough that other writers get a turn.
const BATCH: usize = 400;
/// A batch ends early once its lines take up this much (bytes).
const BATCH_BYTES: usize = 32 * 1024 * 1024;

/// Where an article comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    file: PathBuf,
    /// Counted from 1; `None` for a file that is one article.
    line: Option<u64>,
}

/// Goes through files.
pub struct Items {
    files: IntoIter<ArticleFile>,
    open: Option<Lines>,
}

struct Lines {
    file: PathBuf,
    reader: BufReader<File>,
    number: u64,
    ended: bool,
}

impl Items {
    pub fn of(files: Vec<ArticleFile>) -> Self {
        Self { files: files.into_iter(), open: None }
    }

    /// The next items; `None` at the end, or when it is time to stop.
    pub fn next_batch(&mut self, interrupt: &Interrupt) -> Option<Vec<(Place, Item)>> {
        let mut batch = Vec::new();
        let mut bytes = 0;
        while batch.len() < BATCH && bytes < BATCH_BYTES && !interrupt.came() {
            let Some((place, item)) = self.next() else { break };
            if let Item::Line(line) = &item {
                bytes += line.len();
            }
            batch.push((place, item));
        }
        (!batch.is_empty()).then_some(batch)
    }

    fn next(&mut self) -> Option<(Place, Item)> {
        loop {
            if let Some(lines) = &mut self.open {
                match lines.next() {
                    Some(found) => return Some(found),
                    None => self.open = None,
                }
            }
            match self.files.next()? {
                ArticleFile::Page(file) => {
                    return Some((Place { file: file.clone(), line: None }, Item::Page(file)));
                }
                ArticleFile::Lines(file) => match File::open(&file) {
                    Ok(open) => self.open = Some(Lines::of(file, open)),
                    Err(e) => return Some((Place { file, line: None }, Item::Refused(e.into()))),
                },
            }
        }
    }
}

impl Lines {
    fn of(file: PathBuf, open: File) -> Self {
        Self { file, reader: BufReader::new(open), number: 0, ended: false }
    }

    /// The next line that is not blank. After a line that cannot be read off the disk there is none.
    fn next(&mut self) -> Option<(Place, Item)> {
        while !self.ended {
            self.number += 1;
            let item = match read_line(&mut self.reader) {
                Ok(None) => return None,
                Ok(Some(line)) if line.trim_ascii().is_empty() => continue,
                Ok(Some(line)) => Item::Line(line),
                Err(refusal) => {
                    self.ended = matches!(refusal, Refusal::Unreadable(_));
                    Item::Refused(refusal)
                }
            };
            return Some((Place { file: self.file.clone(), line: Some(self.number) }, item));
        }
        None
    }
}

fn read_line(reader: &mut impl BufRead) -> Result<Option<Vec<u8>>, Refusal> {
    let mut line = Vec::new();
    if reader.by_ref().take(MAX_LINE as u64 + 1).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    if line.len() > MAX_LINE && !line.ends_with(b"\n") {
        reader.skip_until(b'\n')?;
        return Err(Refusal::TooLong);
    }
    Ok(Some(line))
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}, line {line}", self.file.display()),
            None => write!(f, "{}", self.file.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines read, with `None` for one that is too long.
    #[track_caller]
    fn check(mut bytes: &[u8], expected: &[Option<usize>]) {
        let mut lengths = Vec::new();
        loop {
            match read_line(&mut bytes) {
                Ok(Some(line)) => lengths.push(Some(line.len())),
                Ok(None) => break,
                Err(_) => lengths.push(None),
            }
        }
        assert_eq!(lengths, expected);
    }

    #[test]
    fn a_line_that_is_too_long_is_refused_alone() {
        check(b"ab\nc", &[Some(3), Some(1)]);
        let long = vec![b'x'; MAX_LINE + 10];
        check(&[&long[..], b"\nab\n"].concat(), &[None, Some(3)]);
        check(&[&long[..MAX_LINE], b"\nab\n"].concat(), &[Some(MAX_LINE + 1), Some(3)]);
        check(&long, &[None]);
    }
}
