//! Web pages that are saved in files.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::crawl::{decode, extract};

/// Reads a page as text, in the encoding that it declares; `-` is standard input. What lies beyond the size that
/// is extracted from is not read.
pub fn read(path: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    let most = extract::MAX_BYTES as u64;
    match path.to_str() {
        Some("-") => io::stdin().lock().take(most).read_to_end(&mut bytes)?,
        _ => File::open(path)?.take(most).read_to_end(&mut bytes)?,
    };
    Ok(decode(&bytes, None))
}
