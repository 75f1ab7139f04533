//! The lock of an index directory: whoever refreshes or prunes it does so alone.

use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use jiff::Timestamp;

/// The right to refresh, for as long as it lives. The system takes it back from whoever dies, however that comes about;
/// what is then left of the file means nothing.
pub struct Lock {
    _file: File,
}

impl Lock {
    fn path_in(directory: &Path) -> PathBuf {
        directory.join("refresh.lock")
    }

    /// Takes the lock, or says who has it.
    pub fn take(directory: &Path, what: &str, now: Timestamp) -> anyhow::Result<Self> {
        let path = Self::path_in(directory);
        let cannot = || format!("cannot lock {}", path.display());
        std::fs::create_dir_all(directory).with_context(cannot)?;
        let options = File::options().read(true).write(true).create(true).truncate(false).open(&path);
        let mut file = options.with_context(cannot)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                let _ = file.read_to_string(&mut holder);
                let holder = holder.trim();
                let holder = if holder.is_empty() { "another caveat" } else { holder };
                bail!(
                    "{holder} is at work in {}; wait for it to end, or stop it, and try again",
                    directory.display()
                );
            }
            Err(TryLockError::Error(error)) => return Err(error).with_context(cannot),
        }
        // What it says is for whoever finds it locked. A disk without room for a line is told of by the work itself.
        let _ = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| {
            writeln!(file, "`caveat {what}` (process {}, since {now:.0})", std::process::id())
        });
        Ok(Self { _file: file })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_is_told_who_was_first_and_the_next_may_go_on() {
        let directory = tempfile::tempdir().unwrap();
        let now = "2026-01-20T12:00:00Z".parse().unwrap();
        let first = Lock::take(directory.path(), "refresh", now).unwrap();
        let second = Lock::take(directory.path(), "prune", now).err().unwrap().to_string();
        let holder = format!("`caveat refresh` (process {}, since 2026-01-20T12:00:00Z)", std::process::id());
        assert!(second.starts_with(&holder), "{second}");
        drop(first);
        // What a killed program leaves behind holds nobody up.
        std::fs::write(Lock::path_in(directory.path()), "`caveat refresh` (process 1)\n").unwrap();
        Lock::take(directory.path(), "prune", now).unwrap();
    }
}
