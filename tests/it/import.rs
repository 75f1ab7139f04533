//! Taking in articles from lines of JSON.

use serde_json::{Value, json};

use crate::harness::{Home, Ran};

fn line(number: u32) -> Value {
    json!({"url": format!("https://news.example/{number}"), "title": format!("Number {number}"), "text": "Words."})
}

fn articles(home: &Home) -> Value {
    home.run(["status", "--check", "--format", "json"]).succeeded().json()["articles"].clone()
}

#[test]
fn malformed_lines_are_named_and_the_rest_is_imported() {
    let home = Home::new();
    let file = format!("{}\n\nnot json\n{}\n{{\"url\":\"https://news.example/x\"}}\n", line(1), line(2));
    home.write("a.jsonl", file);
    home.run(["import", "a.jsonl"]).succeeded().says(&[
        "caveat: a.jsonl, line 3: not an article in JSON",
        "caveat: a.jsonl, line 5: neither \"text\" nor \"title\"",
        "imported 2 new, 0 changed, 0 unchanged, 2 refused",
    ]);
    assert_eq!(articles(&home), 2);
}

#[test]
fn many_malformed_lines_are_counted() {
    let home = Home::new();
    home.write("a.jsonl", "x\n".repeat(50) + &line(1).to_string());
    let ran = home.run(["import", "a.jsonl"]).succeeded().says(&["line 10:", "1 new", "50 refused"]);
    assert!(!ran.err.contains("line 11:"));
    assert_eq!(home.run(["import", "-q", "a.jsonl"]).succeeded().err.lines().count(), 10);
}

#[test]
fn nothing_to_import_is_an_error_only_if_there_was_something() {
    let home = Home::new();
    home.write("bad.jsonl", "x\ny\n");
    home.run(["import", "bad.jsonl"]).ended(2).says(&["nothing could be imported: all 2 refused"]);
    home.write("empty.jsonl", "\n");
    home.run(["import", "empty.jsonl"]).succeeded().says(&["imported 0 new"]);
    home.run(["import", "empty.jsonl", "missing.jsonl"]).failed(&["cannot read missing.jsonl"]);
    std::fs::create_dir(home.path("hollow")).unwrap();
    home.run(["import", "hollow"]).failed(&["hollow holds no .jsonl"]);
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let home = Home::new();
    home.write(
        "a.jsonl",
        [b"\xEF\xBB\xBF", line(1).to_string().as_bytes(), b"\n{\"url\":\"\xFF\"}\n\x00\x01"].concat(),
    );
    home.run(["import", "a.jsonl"])
        .succeeded()
        .says(&["a.jsonl, line 2", "a.jsonl, line 3", "1 new", "2 refused"]);
}

#[test]
fn an_older_state_that_comes_late_does_not_hide_the_newer() {
    let home = Home::new();
    let state = |text: &str, fetched: &str| json!({"url": "https://news.example/a", "text": text, "fetched": fetched});
    home.write_lines("new.jsonl", &[state("Corrected.", "2026-01-12T08:00:00Z")]);
    home.write_lines("old.jsonl", &[state("Wrong.", "2026-01-11T08:00:00Z")]);
    home.run(["import", "new.jsonl"]).succeeded();
    home.run(["import", "old.jsonl"]).succeeded().says(&["0 new, 1 changed"]);
    let article = home.run(["article", "https://news.example/a", "--format", "json"]).succeeded().json();
    assert_eq!((&article["text"], &article["revision"]), (&json!("Corrected."), &json!(1)));
    home.run(["import", "old.jsonl"]).succeeded().says(&["1 unchanged"]);
}

#[test]
fn more_articles_than_fit_into_a_batch_are_taken_in_once() {
    let home = Home::with_articles(&(0..1000).map(line).collect::<Vec<Value>>());
    assert_eq!(articles(&home), 1000);
    home.run(["import", "articles.jsonl"]).succeeded().says(&["1000 unchanged"]);
}

#[test]
fn imports_at_the_same_time_all_succeed() {
    let home = Home::new();
    let names: Vec<String> = (0..6).map(|number| format!("{number}.jsonl")).collect();
    for (place, name) in (0..).zip(&names) {
        home.write_lines(name, &(place * 100..place * 100 + 120).map(line).collect::<Vec<Value>>());
    }
    let start = |name: &String| {
        home.command().args(["import", name]).stderr(std::process::Stdio::piped()).spawn().unwrap()
    };
    let running: Vec<_> = names.iter().map(start).collect();
    for import in running {
        Ran::from(import.wait_with_output().unwrap()).succeeded();
    }
    assert_eq!(articles(&home), 620);
}

#[cfg(unix)]
#[test]
fn ctrl_c_keeps_what_was_taken_in() {
    use std::io::{BufRead, BufReader, Write};
    use std::process::{Command, Stdio};

    let home = Home::new();
    let mut command = home.command();
    command.args(["import", "/dev/stdin"]).stdin(Stdio::piped()).stderr(Stdio::piped());
    let mut running = command.spawn().unwrap();
    let mut lines = BufReader::new(running.stderr.take().unwrap()).lines().map(Result::unwrap);
    let mut articles_in = running.stdin.take().unwrap();
    // Each step waits for what the program says about the one before.
    assert_eq!(lines.next().unwrap(), "importing articles");
    Command::new("kill").args(["-INT", &running.id().to_string()]).status().unwrap();
    assert!(lines.next().unwrap().contains("interrupted"));
    for number in 0..2 {
        writeln!(articles_in, "{}", line(number)).unwrap();
    }
    drop(articles_in);
    let rest: Vec<String> = lines.collect();
    assert_eq!(running.wait().unwrap().code(), Some(130));
    assert!(rest.iter().any(|line| line.starts_with("stopped: 1 new")), "{rest:?}");
    home.run(["import", "articles.jsonl"]).ended(2);
    home.write_lines("articles.jsonl", &[line(0), line(1)]);
    home.run(["import", "articles.jsonl"]).succeeded().says(&["1 new, 0 changed, 1 unchanged"]);
    assert_eq!(articles(&home), 2);
}

#[cfg(unix)]
#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    use std::io::{BufRead, BufReader};
    use std::process::Stdio;

    let home = Home::with_articles(&(0..3000).map(line).collect::<Vec<Value>>());
    let mut command = home.command();
    let mut running = command.arg("export").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut out = BufReader::new(running.stdout.take().unwrap());
    out.read_line(&mut String::new()).unwrap();
    drop(out);
    let ended = running.wait_with_output().unwrap();
    assert_eq!((ended.status.code(), String::from_utf8(ended.stderr).unwrap()), (Some(0), String::new()));
}
