//! Reading archives of whoever wrote them, a record at a time.

use std::io::{self, BufRead, BufReader, Read, sink};

use flate2::bufread::MultiGzDecoder;
use jiff::Timestamp;

use super::http::Capture;

/// The longest record whose content is kept (bytes): a page of the greatest size that is read, and its headers.
pub const MAX_RECORD: u64 = 24 * 1024 * 1024;

/// The longest head of a record (bytes).
const MAX_HEAD: u64 = 64 * 1024;

/// How many blank lines may stand between two records: two are written.
const MAX_BLANK: usize = 1_000;

/// An archive that is read from its beginning to its end, holding one record at most.
pub struct Warc {
    input: Box<dyn BufRead + Send>,
    /// Records read until now.
    pub number: u64,
    ended: bool,
}

/// Why an archive, or one of its records, cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum WarcError {
    /// The rest of the archive cannot be read either.
    #[error("the archive breaks off or is damaged: {0}")]
    Unreadable(#[from] io::Error),
    /// Likewise.
    #[error("this is no record of a web archive (WARC): {0}")]
    Malformed(String),
    #[error("the record is longer than {} MB, more than a page can be", MAX_RECORD / 1024 / 1024)]
    TooLong,
}

/// What the head of a record says.
#[derive(Debug, Default)]
struct Head {
    kind: String,
    address: String,
    date: Option<Timestamp>,
    content_type: String,
    length: u64,
}

impl Warc {
    /// Reads plain archives and gzipped ones, each record by itself or all in one.
    pub fn of(input: impl Read + Send + 'static) -> io::Result<Self> {
        let mut input = BufReader::new(input);
        let is_gzipped = input.fill_buf()?.starts_with(&[0x1f, 0x8b]);
        let input: Box<dyn BufRead + Send> =
            if is_gzipped { Box::new(BufReader::new(MultiGzDecoder::new(input))) } else { Box::new(input) };
        Ok(Self { input, number: 0, ended: false })
    }

    /// The next page that was captured; what is no page is passed over.
    pub fn next_page(&mut self) -> Option<Result<Capture, WarcError>> {
        while !self.ended {
            match self.next_record() {
                Ok(None) => return None,
                Ok(Some(None)) => {}
                Ok(Some(Some(capture))) => return Some(Ok(capture)),
                Err(error) => {
                    self.ended = !matches!(error, WarcError::TooLong);
                    return Some(Err(error));
                }
            }
        }
        None
    }

    fn next_record(&mut self) -> Result<Option<Option<Capture>>, WarcError> {
        let Some(head) = self.read_head()? else { return Ok(None) };
        self.number += 1;
        let is_exchange = head.kind == "response" && head.content_type.starts_with("application/http");
        let is_page = head.kind == "resource" && is_html(&head.content_type);
        if !is_exchange && !is_page {
            self.pass_over(head.length)?;
            return Ok(Some(None));
        }
        if head.length > MAX_RECORD {
            self.pass_over(head.length)?;
            return Err(WarcError::TooLong);
        }
        let mut content = Vec::new();
        let read = self.input.by_ref().take(head.length).read_to_end(&mut content)?;
        if (read as u64) < head.length {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
        }
        let Head { address, date, content_type, .. } = head;
        Ok(Some(match is_exchange {
            true => {
                Capture::of_response(address, date, &content).filter(|capture| is_html(&capture.content_type))
            }
            false => Some(Capture { address, date, content_type, body: content }),
        }))
    }

    fn pass_over(&mut self, length: u64) -> io::Result<()> {
        let passed = io::copy(&mut self.input.by_ref().take(length), &mut sink())?;
        if passed < length { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }

    /// The head of the next record; `None` at the end of the archive.
    fn read_head(&mut self) -> Result<Option<Head>, WarcError> {
        let mut rest = MAX_HEAD;
        let mut blank = 0;
        let version = loop {
            let Some(line) = read_line(&mut self.input, &mut rest)? else { return Ok(None) };
            blank += 1;
            if !line.is_empty() || blank > MAX_BLANK {
                break line;
            }
        };
        if !version.starts_with("WARC/") {
            return Err(WarcError::Malformed(format!(
                "it begins with {:?}",
                version.chars().take(40).collect::<String>()
            )));
        }
        let mut head = Head::default();
        let mut lengths = 0;
        loop {
            let line = read_line(&mut self.input, &mut rest)?
                .ok_or_else(|| WarcError::Malformed("its head breaks off".to_owned()))?;
            if line.is_empty() {
                break;
            }
            let Some((name, value)) = line.split_once(':') else { continue };
            lengths += usize::from(name.eq_ignore_ascii_case("content-length"));
            head.note(name, value.trim())?;
        }
        if lengths != 1 {
            return Err(WarcError::Malformed("its length is not stated, or twice".to_owned()));
        }
        Ok(Some(head))
    }
}

impl Head {
    fn note(&mut self, name: &str, value: &str) -> Result<(), WarcError> {
        match name.to_ascii_lowercase().as_str() {
            "warc-type" => self.kind = value.to_ascii_lowercase(),
            // Wget puts addresses between angle brackets, as an example of WARC 1.0 does.
            "warc-target-uri" => self.address = value.trim_matches(['<', '>']).to_owned(),
            "warc-date" => self.date = value.parse().ok(),
            "content-type" => self.content_type = value.to_ascii_lowercase(),
            "content-length" => {
                let error = || WarcError::Malformed(format!("its length is {value:?}"));
                self.length = value.parse().map_err(|_| error())?;
            }
            _ => {}
        }
        Ok(())
    }
}

/// A line without its end; `None` at the end of the input. `rest` is what the head may still take up.
fn read_line(input: &mut impl BufRead, rest: &mut u64) -> Result<Option<String>, WarcError> {
    let mut line = Vec::new();
    let read = input.take(*rest).read_until(b'\n', &mut line)? as u64;
    *rest -= read;
    if read == 0 && *rest > 0 {
        return Ok(None);
    }
    if *rest == 0 {
        return Err(WarcError::Malformed(format!("its head is longer than {MAX_HEAD} bytes")));
    }
    let line = String::from_utf8_lossy(&line);
    Ok(Some(line.trim_end_matches(['\r', '\n']).to_owned()))
}

fn is_html(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("text/html") || essence.eq_ignore_ascii_case("application/xhtml+xml")
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn record(kind: &str, head: &str, content: &[u8]) -> Vec<u8> {
        let head =
            format!("WARC/1.0\r\nWARC-Type: {kind}\r\nContent-Length: {}\r\n{head}\r\n", content.len());
        [head.as_bytes(), content, b"\r\n\r\n"].concat()
    }

    const AT: &str = "warc-target-uri: <http://news.example/a>\r\nWARC-Date: 2026-01-22T10:00:00Z\r\n";

    fn response(head: &str, body: &[u8]) -> Vec<u8> {
        let http =
            [format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{head}\r\n").as_bytes(), body].concat();
        record("response", &format!("{AT}Content-Type: application/http; msgtype=response\r\n"), &http)
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    /// The bodies of the pages, and what went wrong.
    fn read(archive: Vec<u8>) -> Vec<String> {
        let mut warc = Warc::of(io::Cursor::new(archive)).unwrap();
        let mut found = Vec::new();
        while let Some(page) = warc.next_page() {
            found.push(match page {
                Ok(capture) => {
                    assert_eq!(capture.address, "http://news.example/a");
                    String::from_utf8_lossy(&capture.body).into_owned()
                }
                Err(error) => error.to_string(),
            });
        }
        found
    }

    #[test]
    fn pages_are_found_among_other_records() {
        let records = [
            record("warcinfo", "Content-Type: application/warc-fields\r\n", b"software: x\r\n"),
            record("request", AT, b"GET / HTTP/1.1\r\n\r\n"),
            response("", b"<p>one"),
            record("resource", &format!("{AT}Content-Type: text/html\r\n"), b"<p>two"),
            record("revisit", AT, b""),
            response("Transfer-Encoding: chunked\r\n", b"3\r\n<p>\r\n5;x=y\r\nthree\r\n0\r\n\r\n"),
            response("Content-Encoding: gzip\r\n", &gzip(b"<p>four")),
        ];
        let expected = ["<p>one", "<p>two", "<p>three", "<p>four"];
        assert_eq!(read(records.concat()), expected);
        assert_eq!(read(gzip(&records.concat())), expected);
        assert_eq!(read(records.iter().flat_map(|record| gzip(record)).collect()), expected);
    }

    #[test]
    fn what_says_it_is_encoded_and_is_not_is_taken_as_it_is() {
        assert_eq!(
            read(response("Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", b"<p>plain")),
            ["<p>plain"]
        );
    }

    #[track_caller]
    fn check_damaged(archive: Vec<u8>, expected: &str) {
        let found = read(archive);
        assert!(found.last().is_some_and(|last| last.contains(expected)), "{found:?}");
    }

    #[test]
    fn damaged_archives_are_read_as_far_as_they_go() {
        let (good, whole) = (response("", b"<p>one"), gzip(&response("", b"<p>two")));
        let cut = [gzip(&good), whole[..whole.len() - 20].to_vec()].concat();
        assert_eq!(read(cut.clone())[0], "<p>one");
        check_damaged(cut, "breaks off");
        check_damaged([&good[..], &good[..100]].concat(), "head breaks off");
        check_damaged([&good[..], &good[..good.len() - 9]].concat(), "breaks off");
        check_damaged(b"<html>".to_vec(), "no record of a web archive");
        check_damaged(b"WARC/1.1\r\n\r\n".to_vec(), "length is not stated");
        check_damaged(b"WARC/1.1\r\nContent-Length: -1\r\n\r\n".to_vec(), "length is \"-1\"");
        check_damaged([b"WARC/1.1\r\n".to_vec(), vec![b'x'; 100_000]].concat(), "head is longer");
        assert!(read(vec![b'\n'; 500]).is_empty());
    }

    #[test]
    fn a_record_that_is_too_long_is_passed_over() {
        let long = response("", &vec![b' '; MAX_RECORD as usize]);
        let found = read([gzip(&long), gzip(&response("", b"<p>one"))].concat());
        assert!(found[0].contains("longer than 24 MB"), "{found:?}");
        assert_eq!(found[1], "<p>one");
    }
}
