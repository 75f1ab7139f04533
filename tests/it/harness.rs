//! Runs the built program in a directory of its own, with nothing of the surroundings reaching it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A user's home directory, which is also where the program runs. It vanishes with this value.
pub struct Home(TempDir);

/// What a run of the program came to.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Home {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A home into which these articles were imported.
    pub fn with_articles(lines: &[Value]) -> Self {
        let home = Self::new();
        home.write_lines("articles.jsonl", lines);
        home.run(["import", "articles.jsonl"]).succeeded();
        home
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    pub fn write_lines(&self, name: &str, lines: &[Value]) {
        self.write(name, lines.iter().map(|line| format!("{line}\n")).collect::<String>());
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// The program, ready to be started with more arguments.
    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_caveat"));
        command.current_dir(self.0.path()).env_clear().env("HOME", self.0.path()).stdin(Stdio::null());
        command
    }

    pub fn run<I: IntoIterator<Item: AsRef<OsStr>>>(&self, arguments: I) -> Ran {
        Ran::from(self.command().args(arguments).output().unwrap())
    }
}

impl Ran {
    #[track_caller]
    pub fn succeeded(self) -> Self {
        self.ended(0)
    }

    #[track_caller]
    pub fn ended(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:#?}");
        self
    }

    /// Ended in an error that says all this in a single line.
    #[track_caller]
    pub fn failed(self, parts: &[&str]) -> Self {
        let ran = self.ended(2);
        assert_eq!((ran.err.lines().count(), ran.err.starts_with("caveat: ")), (1, true), "{ran:#?}");
        ran.says(parts)
    }

    /// Standard error says all this.
    #[track_caller]
    pub fn says(self, parts: &[&str]) -> Self {
        for part in parts {
            assert!(self.err.contains(part), "{part:?} is not in {self:#?}");
        }
        self
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {self:#?}"))
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }
}

/// The path of a page of the invented news site.
pub fn site(page: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/site").join(page)
}
