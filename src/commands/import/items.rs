//! The lines and pages of all files, one after another, without holding more than a batch.

use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::vec::IntoIter;

use super::files::ArticleFile;
use super::reading::{Item, Refusal};
use crate::commands::interrupt::Interrupt;
use crate::crawl::warc::Warc;

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
    within: Within,
}

/// Where in a file; counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Within {
    /// The file is one article.
    All,
    Line(u64),
    Record(u64),
}

/// Goes through files.
pub struct Items {
    files: IntoIter<ArticleFile>,
    open: Option<Open>,
}

/// The file that is being read.
enum Open {
    Lines(Lines),
    Archive(PathBuf, Warc),
}

impl Open {
    fn next(&mut self) -> Option<(Place, Item)> {
        match self {
            Open::Lines(lines) => lines.next(),
            Open::Archive(file, archive) => {
                let item = match archive.next_page()? {
                    Ok(capture) => Item::Captured(capture),
                    Err(error) => Item::Refused(error.into()),
                };
                Some((Place { file: file.clone(), within: Within::Record(archive.number.max(1)) }, item))
            }
        }
    }
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
            bytes += match &item {
                Item::Line(line) => line.len(),
                Item::Captured(capture) => capture.body.len(),
                Item::Page(_) | Item::Refused(_) => 0,
            };
            batch.push((place, item));
        }
        (!batch.is_empty()).then_some(batch)
    }

    fn next(&mut self) -> Option<(Place, Item)> {
        loop {
            if let Some(open) = &mut self.open {
                match open.next() {
                    Some(found) => return Some(found),
                    None => self.open = None,
                }
            }
            match self.files.next()? {
                ArticleFile::Page(file) => {
                    return Some((Place { file: file.clone(), within: Within::All }, Item::Page(file)));
                }
                ArticleFile::Lines(file) => match File::open(&file) {
                    Ok(open) => self.open = Some(Open::Lines(Lines::of(file, open))),
                    Err(e) => return Some((Place { file, within: Within::All }, Item::Refused(e.into()))),
                },
                ArticleFile::Archive(file) => match File::open(&file).and_then(Warc::of) {
                    Ok(archive) => self.open = Some(Open::Archive(file, archive)),
                    Err(e) => return Some((Place { file, within: Within::All }, Item::Refused(e.into()))),
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
            return Some((Place { file: self.file.clone(), within: Within::Line(self.number) }, item));
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
        match self.within {
            Within::Line(line) => write!(f, "{}, line {line}", self.file.display()),
            Within::Record(record) => write!(f, "{}, record {record}", self.file.display()),
            Within::All => write!(f, "{}", self.file.display()),
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
