//! Which files an import reads.

use std::io;
use std::path::{Path, PathBuf};

/// What a file holds, going by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArticleFile {
    /// Articles as lines of JSON.
    Lines(PathBuf),
    /// A web page.
    Page(PathBuf),
    /// A web archive, gzipped or not.
    Archive(PathBuf),
}

/// Why the files to read could not be gathered.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    #[error("cannot read {path}: {reason}; nothing was imported")]
    Unreadable { path: PathBuf, reason: io::Error },
    #[error("{0} holds no .jsonl, .ndjson, .html, .htm, .warc or .warc.gz files; nothing was imported")]
    NoneIn(PathBuf),
}

/// Files as given; directories with all below them, in the order of their names. A file given by its own name is
/// read as lines of JSON whatever that is, unless it ends as a page or an archive does.
pub fn find(paths: &[PathBuf]) -> Result<Vec<ArticleFile>, FilesError> {
    let mut files = Vec::new();
    for path in paths {
        let about = path.metadata().map_err(|e| unreadable(path, e))?;
        if !about.is_dir() {
            files.push(by_name(path).unwrap_or_else(|| ArticleFile::Lines(path.clone())));
            continue;
        }
        let before = files.len();
        walk(path, &mut files)?;
        if files.len() == before {
            return Err(FilesError::NoneIn(path.clone()));
        }
    }
    Ok(files)
}

/// Directories behind symbolic links are not entered: they may lead round in a circle.
fn walk(directory: &Path, files: &mut Vec<ArticleFile>) -> Result<(), FilesError> {
    let entries = directory.read_dir().and_then(|entries| entries.collect::<io::Result<Vec<_>>>());
    let mut entries = entries.map_err(|e| unreadable(directory, e))?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            walk(&path, files)?;
        } else if path.is_file() {
            files.extend(by_name(&path));
        }
    }
    Ok(())
}

fn by_name(path: &Path) -> Option<ArticleFile> {
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    let ending = match ending.as_str() {
        "gz" => Path::new(path.file_stem()?).extension()?.to_str()?.to_ascii_lowercase() + ".gz",
        _ => ending,
    };
    match ending.as_str() {
        "html" | "htm" => Some(ArticleFile::Page(path.to_owned())),
        "warc" | "warc.gz" => Some(ArticleFile::Archive(path.to_owned())),
        "jsonl" | "ndjson" => Some(ArticleFile::Lines(path.to_owned())),
        _ => None,
    }
}

fn unreadable(path: &Path, reason: io::Error) -> FilesError {
    FilesError::Unreadable { path: path.to_owned(), reason }
}
