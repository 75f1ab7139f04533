//! Settings: where they are found, and how mistakes in them are told.

use crate::harness::{Home, Ran};

/// Runs `status` with this as `config.toml` and expects an error that says all this.
#[track_caller]
fn check(file: &str, parts: &[&str]) {
    let home = Home::new();
    home.write("config.toml", file);
    home.run(["status"]).failed(parts);
}

/// Runs `status` with the configuration file named in the environment.
fn by_environment(home: &Home, file: &str) -> Ran {
    Ran::from(home.command().arg("status").env("CAVEAT_CONFIG", file).output().unwrap())
}

#[test]
fn mistakes_are_told_with_file_line_and_key() {
    check("[crawl]\nmin_delay_ms = \"1s\"\n", &["config.toml, line 2", "`crawl.min_delay_ms`", "string"]);
    check("[crawl]\nconcurrency = 0\n", &["line 2", "`crawl.concurrency`", "from 1 to 256"]);
    check("[crawl]\ndelay = 1\n", &["line 2", "`crawl`", "unknown field `delay`"]);
    check("[crawl\n", &["config.toml, line 1"]);
    check("[[source]]\nname = \"a\"\nurl = \"a.example\"\n", &["line 3", "`source.url`", "not a URL"]);
    let twice = "[[source]]\nname = \"a\"\nurl = \"http://a.example\"\n".repeat(2);
    check(&twice, &["line 5", "`source.name`", "line 2"]);
}

#[test]
fn what_cannot_be_read_is_named() {
    let home = Home::new();
    home.run(["status", "--config", "nowhere.toml"]).failed(&["nowhere.toml", "caveat init"]);
    by_environment(&home, "nowhere.toml").failed(&["nowhere.toml"]);
    home.write("config.toml", b"\xFF\xFE\x00");
    home.run(["status"]).failed(&["config.toml", "UTF-8"]);
    home.run(["status", "--config", "."]).failed(&["cannot read the configuration file"]);
}

#[test]
fn a_missing_or_empty_file_means_the_defaults() {
    let home = Home::new();
    home.run(["status"]).failed(&["there are no articles yet", "index/data/caveat.db", "caveat import"]);
    home.write("config.toml", "");
    home.run(["status"]).failed(&["index/data/caveat.db"]);
}

#[test]
fn the_nearer_file_counts_and_paths_are_relative_to_it() {
    let home = Home::new();
    home.write(".config/caveat/config.toml", "[index]\npath = \"of-the-user\"\n");
    home.run(["status"]).failed(&[".config/caveat/of-the-user/caveat.db"]);
    home.write("config.toml", "[index]\npath = \"here\"\n");
    home.run(["status"]).failed(&["here/caveat.db"]);
    home.write("project/own.toml", "[index]\npath = \"there\"\n");
    home.run(["status", "--config", "project/own.toml"]).failed(&["project/there/caveat.db"]);
    by_environment(&home, "project/own.toml").failed(&["project/there/caveat.db"]);
    by_environment(&home, "").failed(&["here/caveat.db"]);
    home.run(["status", "--config", "project/own.toml", "--index", "elsewhere"])
        .failed(&[" elsewhere/caveat.db"]);
}

#[test]
fn init_writes_a_file_that_can_be_read_and_never_overwrites_one() {
    let home = Home::new();
    home.run(["init"]).succeeded().says(&["caveat refresh"]);
    home.run(["status"]).failed(&["there are no articles yet"]);
    home.write("config.toml", "# mine\n");
    home.run(["init"]).failed(&["config.toml exists already"]);
    assert_eq!(home.read("config.toml"), "# mine\n");
}

#[test]
fn usage_errors_exit_with_2() {
    let home = Home::new();
    for arguments in [&["frobnicate"][..], &[], &["ask"], &["ask", "Who?", "--as-of", "yesterday"]] {
        home.run(arguments).ended(2);
    }
    home.run(["ask", "Who?", "--as-of", "yesterday"])
        .says(&["neither an RFC 3339 time nor a YYYY-MM-DD date"]);
    assert!(home.run(["--help"]).succeeded().out.contains("Examples:"));
}
