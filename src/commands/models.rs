//! `caveat models pull`: fetches the pinned model, whole and checked or not at all.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use sha2::{Digest, Sha256};
use url::Url;

use super::progress::Progress;
use super::{Exit, dense, interrupt, output, tell};
use crate::cli::{Models, Pull};
use crate::embed::pinned::{MINILM, Pinned, PinnedFile, hexadecimal};

/// For one file, whatever its size: 91 MB take this long at 200 kbit/s.
const LONGEST: Duration = Duration::from_secs(3_600);
/// Without a byte for so long, there is nobody at the other end.
const SILENCE: Duration = Duration::from_secs(60);
/// What is read of a local file at a time (bytes).
const PIECE: usize = 1 << 20;

pub fn run(quiet: bool, asked: &Models) -> anyhow::Result<Exit> {
    let Models::Pull(Pull { from }) = asked;
    let directory = dense::pulled()?;
    std::fs::create_dir_all(&directory).with_context(|| format!("cannot create {}", directory.display()))?;
    let from = Origin::asked(from.as_deref().unwrap_or(MINILM.address));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let whole = runtime.block_on(async {
        let mut signal = interrupt::signal()?;
        tokio::select! {
            pulled = pull(&MINILM, &from, &directory, quiet) => pulled.map(|()| true),
            // What is unfinished vanishes with the future that was writing it.
            Some(()) = signal.recv() => Ok(false),
        }
    })?;
    if !whole {
        tell::warn("interrupted; files that were whole are kept");
        return Ok(Exit::Interrupted);
    }
    if !quiet {
        tell::info(&format!(
            "{} is in {}; set `model = \"{}\"` under [dense] in the configuration to use it",
            MINILM.name,
            directory.display(),
            MINILM.name
        ));
    }
    Ok(Exit::Done)
}

/// Where the files are.
enum Origin {
    Directory(PathBuf),
    Address(String),
}

impl Origin {
    fn asked(text: &str) -> Self {
        match Url::parse(text) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => {
                Self::Address(format!("{}/", text.trim_end_matches('/')))
            }
            _ => Self::Directory(text.into()),
        }
    }
}

/// Brings the files of a model into a directory, those that are not there yet.
async fn pull(model: &Pinned, from: &Origin, directory: &Path, quiet: bool) -> anyhow::Result<()> {
    for file in &model.files {
        if is_there(file, &directory.join(file.name)) {
            continue;
        }
        let mut unfinished = Unfinished::new(file, directory, quiet)?;
        match from {
            Origin::Directory(from) => copy(&from.join(file.name), &mut unfinished)?,
            Origin::Address(from) => fetch(&format!("{from}{}", file.name), &mut unfinished).await?,
        }
        unfinished.finish(directory)?;
    }
    Ok(())
}

/// A file that cannot be read is as good as none: it is replaced.
fn is_there(file: &PinnedFile, path: &Path) -> bool {
    let length = path.metadata().map(|about| about.len());
    length.is_ok_and(|length| length == file.bytes)
        && std::fs::read(path).is_ok_and(|bytes| hexadecimal(&Sha256::digest(bytes)) == file.sum)
}

fn copy(path: &Path, to: &mut Unfinished) -> anyhow::Result<()> {
    let told = || format!("cannot read {}", path.display());
    let mut file = File::open(path).with_context(told)?;
    let mut piece = vec![0; PIECE];
    loop {
        match file.read(&mut piece).with_context(told)? {
            0 => return Ok(()),
            length => to.add(piece.get(..length).unwrap_or_default())?,
        }
    }
}

async fn fetch(address: &str, to: &mut Unfinished) -> anyhow::Result<()> {
    let builder = || {
        reqwest::Client::builder()
            .connect_timeout(SILENCE)
            .read_timeout(SILENCE)
            .timeout(LONGEST)
            .https_only(address.starts_with("https:"))
            // Sizes and sums are those of the files themselves.
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .no_deflate()
    };
    // A machine without any trusted certificates can still fetch over http.
    let client = builder().build().or_else(|_| builder().tls_certs_only([]).build())?;
    let otherwise = "fetch the files another way, then run `caveat models pull --from DIRECTORY`";
    let mut response = match client.get(address).send().await {
        Ok(response) => response,
        Err(e) => return Err(e.without_url()).context(format!("cannot reach {address}; {otherwise}")),
    };
    let status = response.status();
    ensure!(status.is_success(), "{address} answered {status}; {otherwise}");
    let broken = || format!("{address} broke off; run `caveat models pull` again");
    while let Some(piece) =
        response.chunk().await.map_err(reqwest::Error::without_url).with_context(broken)?
    {
        to.add(&piece)?;
    }
    Ok(())
}

/// A file on its way: put in place once it is whole and right, and gone if it never is.
struct Unfinished {
    expected: PinnedFile,
    file: tempfile::NamedTempFile,
    sum: Sha256,
    bytes: u64,
    progress: Option<Progress>,
}

impl Unfinished {
    fn new(expected: &PinnedFile, directory: &Path, quiet: bool) -> anyhow::Result<Self> {
        let file = output::unfinished(directory);
        let file = file.with_context(|| format!("cannot write to {}", directory.display()))?;
        let what = format!("fetching {}", expected.name);
        let progress = Some(Progress::start(&what, Some(megabytes(expected.bytes)), quiet));
        Ok(Self { expected: *expected, file, sum: Sha256::new(), bytes: 0, progress })
    }

    fn add(&mut self, piece: &[u8]) -> anyhow::Result<()> {
        let before = self.bytes;
        self.bytes += piece.len() as u64;
        if self.bytes > self.expected.bytes {
            bail!("{}", self.wrong("it is longer"));
        }
        self.sum.update(piece);
        self.file.write_all(piece).context("cannot write the model")?;
        if let Some(progress) = &mut self.progress {
            progress.advance(megabytes(self.bytes) - megabytes(before));
        }
        Ok(())
    }

    fn finish(mut self, directory: &Path) -> anyhow::Result<()> {
        if let Some(progress) = self.progress.take() {
            progress.finish();
        }
        if self.bytes < self.expected.bytes {
            bail!("{}", self.wrong("it is shorter"));
        }
        let sum = hexadecimal(&std::mem::take(&mut self.sum).finalize());
        if sum != self.expected.sum {
            bail!("{}", self.wrong(&format!("its SHA-256 is {sum}")));
        }
        let path = directory.join(self.expected.name);
        self.file.as_file().sync_all()?;
        self.file.persist(&path).with_context(|| format!("cannot put {} in place", path.display()))?;
        Ok(())
    }

    fn wrong(&self, how: &str) -> String {
        let PinnedFile { name, bytes, sum } = self.expected;
        format!(
            "{name} is not the file that it should be, of {bytes} bytes and SHA-256 {sum}: {how}; nothing of it was kept"
        )
    }
}

fn megabytes(bytes: u64) -> u64 {
    bytes >> 20
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use axum::Router;
    use axum::http::{StatusCode, Uri};
    use tokio::net::TcpListener;

    use super::*;

    const WORDS: &[u8] = b"The weights of a model.";

    fn model(words: &[u8]) -> Pinned {
        let sum: &'static str = hexadecimal(&Sha256::digest(words)).leak();
        let files = ["a", "b", "c"].map(|name| PinnedFile { name, bytes: words.len() as u64, sum });
        Pinned { name: "m", address: "", files }
    }

    /// Serves `a` and `b` as they should be, and `c` as told.
    async fn serve(status: u16, c: &'static [u8]) -> Origin {
        let answer = move |uri: Uri| async move {
            match uri.path() {
                "/m/a" | "/m/b" => (StatusCode::OK, WORDS),
                "/m/c" => (StatusCode::from_u16(status).unwrap(), c),
                _ => (StatusCode::NOT_FOUND, &b""[..]),
            }
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = format!("http://{}/m", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, Router::new().fallback(answer)).await });
        Origin::asked(&address)
    }

    fn names(directory: &Path) -> Vec<String> {
        let entries = directory.read_dir().unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<String> = entries.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// What is kept, and what is said, if the last file is not as it should be.
    #[track_caller]
    fn check(status: u16, c: &'static [u8], parts: &[&str]) {
        let directory = tempfile::tempdir().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let error = runtime.block_on(async {
            let from = serve(status, c).await;
            pull(&model(WORDS), &from, directory.path(), true).await.unwrap_err()
        });
        for part in parts {
            assert!(error.to_string().contains(part), "{part:?} is not in {error:#}");
        }
        assert_eq!(names(directory.path()), ["a", "b"]);
    }

    #[test]
    fn a_file_that_is_not_the_one_is_not_kept() {
        check(200, b"The weights of a model?", &["SHA-256 is", "nothing of it was kept"]);
        check(200, b"The weights of", &["it is shorter"]);
        check(200, &[b'x'; 5000], &["it is longer"]);
        check(404, b"", &["/m/c answered 404", "--from DIRECTORY"]);
    }

    #[tokio::test]
    async fn what_is_there_is_kept_and_the_rest_is_fetched() {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join("a"), b"Half of the wei").unwrap();
        std::fs::write(directory.path().join("c"), WORDS).unwrap();
        // Were `c` asked for, this would fail.
        let from = serve(500, b"").await;
        pull(&model(WORDS), &from, directory.path(), true).await.unwrap();
        assert_eq!(names(directory.path()), ["a", "b", "c"]);
        assert_eq!(std::fs::read(directory.path().join("a")).unwrap(), WORDS);
        // And now nothing is.
        pull(&model(WORDS), &Origin::asked("http://127.0.0.1:9/"), directory.path(), true).await.unwrap();
    }

    #[tokio::test]
    async fn a_directory_will_do_as_well() {
        let (there, here) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        for name in ["a", "b", "c"] {
            std::fs::write(there.path().join(name), WORDS).unwrap();
        }
        let from = Origin::asked(there.path().to_str().unwrap());
        pull(&model(WORDS), &from, here.path(), true).await.unwrap();
        assert_eq!(names(here.path()), ["a", "b", "c"]);
        let refused = pull(&model(b"Others."), &from, here.path(), true).await.unwrap_err();
        assert!(refused.to_string().contains("it is longer"), "{refused}");
    }
}
