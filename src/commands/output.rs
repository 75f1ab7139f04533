//! Standard output and `-o FILE`.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use anyhow::Context;
use serde::Serialize;

/// Whoever read standard output has stopped reading. No error worth a word.
#[derive(Debug, thiserror::Error)]
#[error("standard output was closed")]
pub struct Closed;

/// Writes text to standard output.
pub fn print(text: &str) -> anyhow::Result<()> {
    write_to(None, |out| Ok(out.write_all(text.as_bytes())?))
}

/// Writes a value to standard output as indented JSON.
pub fn print_json(value: &impl Serialize) -> anyhow::Result<()> {
    print(&format!("{}\n", serde_json::to_string_pretty(value)?))
}

/// Writes to a file, or to standard output without one. A file appears whole or not at all.
pub fn write_to(
    file: Option<&Path>,
    write: impl FnOnce(&mut dyn Write) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let Some(path) = file else { return to_stdout(write) };
    to_file(path, write).with_context(|| format!("cannot write {}", path.display()))
}

fn to_stdout(write: impl FnOnce(&mut dyn Write) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    let written = write(&mut out).and_then(|()| Ok(out.flush()?));
    written.map_err(|error| match error.downcast_ref::<io::Error>() {
        Some(e) if e.kind() == io::ErrorKind::BrokenPipe => Closed.into(),
        Some(_) => error.context("cannot write to standard output"),
        None => error,
    })
}

fn to_file(path: &Path, write: impl FnOnce(&mut dyn Write) -> anyhow::Result<()>) -> anyhow::Result<()> {
    // A device or a pipe cannot be put in place by renaming.
    if path.metadata().is_ok_and(|m| !m.is_file()) {
        let mut out = BufWriter::new(File::options().write(true).open(path)?);
        return write(&mut out).and_then(|()| Ok(out.flush()?));
    }
    let directory = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut unfinished = BufWriter::new(unfinished(directory)?);
    write(&mut unfinished)?;
    unfinished.into_inner().map_err(|e| e.into_error())?.persist(path)?;
    Ok(())
}

/// A file that vanishes unless it is put in place. It gets the permissions of any new file; temporary files
/// would else be for their owner alone.
pub fn unfinished(directory: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.prefix(".caveat-").tempfile_in(directory)
}

/// An article for a terminal: its title, what is known about it, its text.
pub fn readable(title: &str, about: &[(&str, Option<String>)], text: &str) -> String {
    let mut shown = format!("{title}\n");
    for (name, value) in about {
        if let Some(value) = value {
            shown.push_str(&format!("  {name:<10} {value}\n"));
        }
    }
    shown + "\n" + text + "\n"
}
