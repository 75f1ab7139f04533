//! Writing what is asked and answered, each record gzipped by itself.

use std::fs::File;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{self, Write};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

/// How long a file becomes until the next one is begun (bytes): what the WARC guidelines recommend.
pub const MAX_FILE: u64 = 1 << 30;

/// A request and its answer.
#[derive(Clone, Debug)]
pub struct Exchange {
    pub address: String,
    pub at: Timestamp,
    /// Who answered.
    pub ip: Option<IpAddr>,
    pub took: Duration,
    pub status: u16,
    /// The heads as in HTTP/1.1, with the blank line.
    pub request: String,
    pub head: Vec<u8>,
    /// After the encodings of its transfer are undone.
    pub body: Vec<u8>,
    /// The body was not read.
    pub is_cut: bool,
}

/// A directory that archives are written into.
pub struct Archive {
    directory: PathBuf,
    began: Timestamp,
    max_file: u64,
    number: usize,
    open: Option<(File, u64)>,
}

impl Archive {
    /// Makes the directory if it is not there. Files are made once there is something to write.
    pub fn create(directory: &Path, began: Timestamp, max_file: u64) -> io::Result<Self> {
        std::fs::create_dir_all(directory)?;
        Ok(Self { directory: directory.to_owned(), began, max_file, number: 0, open: None })
    }

    /// Writes the records of one exchange, all into one file.
    pub fn put(&mut self, exchange: &Exchange) -> io::Result<()> {
        let records = records(exchange)?;
        let (mut file, length) = match self.open.take() {
            Some((file, length)) if length < self.max_file => (file, length),
            _ => self.next_file()?,
        };
        // In one call: whoever is killed leaves whole records behind, or one that is cut at the end.
        file.write_all(&records)?;
        self.open = Some((file, length + records.len() as u64));
        Ok(())
    }

    fn next_file(&mut self) -> io::Result<(File, u64)> {
        loop {
            let time = self.began.strftime("%Y%m%d%H%M%S");
            let name = format!("caveat-{time}-{:05}.warc.gz", self.number);
            self.number += 1;
            match File::create_new(self.directory.join(&name)) {
                // Of another run that began in the same second.
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
                file => {
                    let info = concat!(
                        "software: caveat/",
                        env!("CARGO_PKG_VERSION"),
                        "\r\nformat: WARC file version 1.1\r\n",
                        "conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n",
                    );
                    let head =
                        [("WARC-Filename", name), ("Content-Type", "application/warc-fields".to_owned())];
                    let info = record("warcinfo", &identity(), self.began, &head, info.as_bytes())?;
                    let mut file = file?;
                    file.write_all(&info)?;
                    return Ok((file, info.len() as u64));
                }
            }
        }
    }
}

fn records(exchange: &Exchange) -> io::Result<Vec<u8>> {
    let Exchange { address, at, ip, took, status, request, head, body, is_cut } = exchange;
    let response = identity();
    let target = || ("WARC-Target-URI", address.clone());
    let http = |kind| ("Content-Type", format!("application/http; msgtype={kind}"));
    let answered = || {
        let ip = ip.map(|ip| ("WARC-IP-Address", ip.to_string()));
        ip.into_iter().chain([target(), http("response")])
    };
    // "Not modified" is no answer by itself, but says that the one before still holds.
    let (kind, more) = match *status {
        304 => (
            "revisit",
            vec![("WARC-Profile", "http://netpreserve.org/warc/1.1/revisit/server-not-modified".to_owned())],
        ),
        _ if *is_cut => ("response", vec![("WARC-Truncated", "unspecified".to_owned())]),
        _ => ("response", vec![("WARC-Payload-Digest", digest(body))]),
    };
    let lines: Vec<(&str, String)> = answered().chain(more).collect();
    let first = record(kind, &response, *at, &lines, &[head.as_slice(), body].concat())?;
    let concurrent = || ("WARC-Concurrent-To", response.clone());
    let second =
        record("request", &identity(), *at, &[concurrent(), target(), http("request")], request.as_bytes())?;
    let fields = format!("fetchTimeMs: {}\r\n", took.as_millis());
    let about = [concurrent(), target(), ("Content-Type", "application/warc-fields".to_owned())];
    let third = record("metadata", &identity(), *at, &about, fields.as_bytes())?;
    Ok([first, second, third].concat())
}

/// One record, gzipped.
fn record(
    kind: &str,
    identity: &str,
    at: Timestamp,
    lines: &[(&str, String)],
    content: &[u8],
) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // WARC 1.1 allows fractions of a second, but not every reader of it does.
    let date = at.strftime("%Y-%m-%dT%H:%M:%SZ");
    write!(encoder, "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: {identity}\r\nWARC-Date: {date}\r\n")?;
    for (name, value) in lines {
        write!(encoder, "{name}: {value}\r\n")?;
    }
    let length = content.len();
    write!(encoder, "WARC-Block-Digest: {}\r\nContent-Length: {length}\r\n\r\n", digest(content))?;
    encoder.write_all(content)?;
    encoder.write_all(b"\r\n\r\n")?;
    encoder.finish()
}

fn digest(content: &[u8]) -> String {
    let hex: String = Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}

/// A name for a record (RFC 9562, version 4), random by the seeds that the standard library keeps for its hash maps.
fn identity() -> String {
    let random = || RandomState::new().build_hasher().finish();
    let (a, b) = (random(), random());
    let (head, middle, low) = (a >> 32, a >> 16 & 0xFFFF, a & 0x0FFF | 0x4000);
    let (variant, node) = (b >> 48 & 0x3FFF | 0x8000, b & 0xFFFF_FFFF_FFFF);
    format!("<urn:uuid:{head:08x}-{middle:04x}-{low:04x}-{variant:04x}-{node:012x}>")
}

#[cfg(test)]
mod tests {
    use super::super::Warc;
    use super::*;

    fn exchange(number: usize) -> Exchange {
        Exchange {
            address: format!("http://news.example/{number}"),
            at: "2026-01-22T10:00:00Z".parse().unwrap(),
            ip: None,
            took: Duration::from_millis(7),
            status: 200,
            request: format!("GET /{number} HTTP/1.1\r\nHost: news.example\r\n\r\n"),
            head: b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n".to_vec(),
            body: format!("<p>{number}").into_bytes(),
            is_cut: false,
        }
    }

    #[test]
    fn what_is_written_is_read_and_files_do_not_grow_without_end() {
        let directory = tempfile::tempdir().unwrap();
        let began = "2026-01-22T10:00:00Z".parse().unwrap();
        for _ in 0..2 {
            let mut archive = Archive::create(directory.path(), began, 2_000).unwrap();
            (0..5).for_each(|number| archive.put(&exchange(number)).unwrap());
        }
        let mut files: Vec<PathBuf> =
            directory.path().read_dir().unwrap().map(|f| f.unwrap().path()).collect();
        files.sort();
        assert!(files.len() > 3 && files[0].ends_with("caveat-20260122100000-00000.warc.gz"), "{files:?}");
        let mut found = Vec::new();
        for file in files {
            assert!(file.metadata().unwrap().len() < 4_000);
            let mut warc = Warc::of(File::open(file).unwrap()).unwrap();
            while let Some(page) = warc.next_page() {
                let page = page.unwrap();
                assert_eq!(page.date, Some(began));
                found.push(format!("{} {}", page.address, String::from_utf8(page.body).unwrap()));
            }
        }
        let expected: Vec<String> =
            (0..5).chain(0..5).map(|n| format!("http://news.example/{n} <p>{n}")).collect();
        assert_eq!(found, expected);
    }
}
