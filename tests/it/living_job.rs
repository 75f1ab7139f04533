//! A refresh as a job: its lock, its directory, its feed, its webhook, its figures and logs; stopped, killed, repeated.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};

use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;

use crate::harness::{Home, Ran};
use crate::kill::{Chance, rounds};
use crate::living::{newsroom, refresh};
use crate::newsroom::{Newsroom, Page};

const QUESTIONS: &str = "[[question]]\nname = 'licences'\ntext = 'How many Ardenian vessels hold fishing licences for the strait?'\n\
    [[question]]\nname = 'bridge'\ntext = 'Will the Calder bridge be reopened to lorries?'\n";

fn files(home: &Home, directory: &str) -> BTreeSet<String> {
    let entries = std::fs::read_dir(home.path(directory)).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn a_directory_to_publish_is_whole_after_every_run() {
    let room = newsroom();
    let home = room.reader(QUESTIONS);
    refresh(&home, 6, &["--out", "site"]);
    let forms = |name: &str| {
        ["changes.html", "changes.json", "changes.md", "html", "json", "md"]
            .map(|form| format!("{name}.{form}"))
    };
    let mut expected: BTreeSet<String> = forms("licences").into_iter().chain(forms("bridge")).collect();
    expected.extend(["index.html", "index.json", "feed.xml"].map(str::to_owned));
    assert_eq!(files(&home, "site"), expected);
    home.run(["verify", "site/licences.json"]).succeeded();
    assert!(home.read("site/index.html").contains("href=\"licences.html\""));

    room.correct("/post/licences", "412", "214");
    // What a killed run left half-written.
    home.write("site/licences.html", "<!doc");
    home.write("site/.caveat-abc", "half");
    std::fs::remove_file(home.path("site/bridge.md")).unwrap();
    refresh(&home, 7, &["--out", "site"]);
    assert_eq!(files(&home, "site"), expected);
    assert!(home.read("site/licences.html").ends_with("</html>\n"));
    assert!(home.read("site/licences.changes.md").contains("**source corrected**"));
    let timeline: Value = serde_json::from_str(&home.read("site/licences.changes.json")).unwrap();
    assert_eq!(
        (&timeline["changed_on"], timeline["timeline"].as_array().unwrap().len()),
        (&"2026-01-07".into(), 1)
    );
    let feed = feed_rs::parser::parse(home.read("site/feed.xml").as_bytes()).unwrap();
    assert_eq!(feed.entries.len(), 1);
    assert!(feed.entries[0].title.as_ref().unwrap().content.ends_with("1 source corrected"));
    // What has not changed is not written again: only what was checked on another day.
    let before = std::fs::metadata(home.path("site/feed.xml")).unwrap().modified().unwrap();
    refresh(&home, 8, &["--out", "site"]);
    assert_eq!(std::fs::metadata(home.path("site/feed.xml")).unwrap().modified().unwrap(), before);
    // A place that cannot be written is told, and the answers are kept.
    home.write("file", "");
    let ran =
        home.run(["refresh", "--quiet", "--only-ask", "--out", "file/site", "--now", "2026-01-09T08:00:00Z"]);
    ran.failed(&["file/site"]);
    let report = home.run(["track", "show", "bridge", "--format", "json"]).succeeded().json();
    assert_eq!(report["checked_on"], "2026-01-09");
}

#[test]
fn the_pages_of_a_question_that_is_tracked_no_longer_are_taken_down() {
    let room = newsroom();
    let home = room.reader(QUESTIONS);
    refresh(&home, 6, &["--out", "site"]);
    let before = files(&home, "site");
    home.run(["track", "add", "Who leads the lighthouse museum of Port Sarrow?", "--name", "museum"])
        .succeeded();
    refresh(&home, 7, &["--out", "site"]);
    assert_eq!(files(&home, "site").len(), before.len() + 6);
    // Of the newsroom's own making.
    home.write("site/museum.css", "p { color: teal }");
    home.run(["track", "remove", "museum"]).succeeded();
    refresh(&home, 8, &["--out", "site"]);
    let left: BTreeSet<String> = files(&home, "site");
    assert_eq!(left.difference(&before).collect::<Vec<_>>(), ["museum.css"]);
    assert!(!home.read("site/index.html").contains("museum"));
    let listed: Value = serde_json::from_str(&home.read("site/index.json")).unwrap();
    assert_eq!(listed["questions"].as_array().unwrap().len(), 2, "{listed}");
    // What the list of another program names is not touched.
    home.write("site/index.json", "{\"questions\": [{\"name\": \"x\", \"file\": \"../site/museum\"}]}");
    refresh(&home, 9, &["--out", "site"]);
    assert!(home.path("site/museum.css").exists());
}

#[test]
fn a_second_refresh_is_told_who_is_at_work() {
    let room = newsroom();
    let home = room.reader(QUESTIONS);
    refresh(&home, 6, &[]);
    let lock = home.path("index/data/refresh.lock");
    let held = std::fs::File::options().read(true).write(true).open(&lock).unwrap();
    held.lock().unwrap();
    for command in [
        &["refresh"][..],
        &["refresh", "--only-ask"],
        &["refresh", "--rebuild"],
        &["prune", "--older-than", "1d"],
    ] {
        home.run(command).failed(&["`caveat refresh` (process ", "since 2026-01-06T08:00:00Z", "try again"]);
    }
    // Reading goes on meanwhile, and what a dead process left locks nothing.
    home.run(["track", "show", "bridge"]).succeeded();
    drop(held);
    refresh(&home, 7, &[]);
}

#[test]
fn a_bundle_is_verified_without_the_index_and_fails_when_a_byte_is_changed() {
    let room = newsroom();
    let home = room.reader(QUESTIONS);
    refresh(&home, 6, &["--warc", "pages"]);
    home.run(["bundle", "licences", "-o", "answer.json", "--warc", "pages"]).succeeded();
    let elsewhere = Home::new();
    let bundle = home.read("answer.json");
    elsewhere.write("answer.json", &bundle);
    let ran = elsewhere.run(["verify", "answer.json"]).succeeded();
    assert!(ran.out.contains("a bundle of caveat") && ran.out.contains("passes"), "{}", ran.out);
    let packed: Value = serde_json::from_str(&bundle).unwrap();
    let revision = &packed["revisions"][0];
    assert!(revision["text"].as_str().unwrap().contains("412 Ardenian vessels"));
    assert_eq!(packed["captures"][0]["url"], revision["url"]);

    // A byte of a text that no citation shows; then of everything else, a few hundred places.
    let last = bundle.rfind("year before").unwrap();
    for at in (0..bundle.len()).step_by(bundle.len() / 40).chain([last]) {
        let mut bytes = bundle.clone().into_bytes();
        let byte = bytes[at];
        // Space between the parts of JSON means nothing.
        if byte.is_ascii_whitespace() {
            continue;
        }
        bytes[at] = if byte == b'x' { b'y' } else { b'x' };
        let Ok(text) = String::from_utf8(bytes) else { continue };
        elsewhere.write("altered.json", text);
        let ran = elsewhere.run(["verify", "altered.json"]);
        assert!(ran.code == 1 || (ran.code == 2 && at < 40), "byte {at} {:?}: {ran:?}", char::from(byte));
    }
    home.run(["bundle", "nobody"]).failed(&["`nobody` has no answer"]);
}

#[test]
fn pruning_keeps_what_answers_rest_on() {
    let room = newsroom();
    let home = room.reader(QUESTIONS);
    refresh(&home, 6, &[]);
    room.correct("/post/licences", "412", "214");
    refresh(&home, 7, &[]);
    let now = ["--now", "2026-03-01T08:00:00Z"];
    let prune = |more: &[&str]| {
        home.run([&["prune", "--format", "json"], more, &now[..]].concat()).succeeded().json()
    };
    let before = prune(&["--older-than", "30d", "--dry-run"]);
    let pruned = prune(&["--older-than", "30d"]);
    assert_eq!(before, pruned);
    // The corrected article and both states of it, and the bridge; the revision stored last is never taken out.
    assert_eq!((&pruned["revisions"], &pruned["kept_for_answers"]), (&7.into(), &2.into()), "{pruned}");
    assert_eq!(prune(&["--max-size", "0"])["revisions"], 0);
    home.run(["status", "--check"]).succeeded();
    for name in ["licences", "bridge"] {
        home.run(["track", "show", name, "--as-of", "2026-01-06"]).succeeded();
    }
    let status = home.run(["status", "--format", "json"]).succeeded().json();
    assert_eq!((&status["articles"], &status["revisions"]), (&2.into(), &3.into()), "{status}");
    // What went is still listed, has not changed, and does not come back by itself.
    home.run(["prune"]).ended(2);
    home.run(["prune", "--older-than", "soon"]).ended(2).says(&["no length of time"]);
}

/// Takes posts: refuses the first, and tells of each its signature and its body.
fn receiver() -> (String, Receiver<(String, String)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let (tell, told) = channel();
    std::thread::spawn(move || {
        for (number, connection) in listener.incoming().enumerate() {
            let mut connection = connection.unwrap();
            let mut reader = BufReader::new(connection.try_clone().unwrap());
            let (mut length, mut signature, mut line) = (0, String::new(), String::new());
            while reader.read_line(&mut line).unwrap() > 2 {
                let (name, value) = line.split_once(':').unwrap_or_default();
                match name.to_lowercase().as_str() {
                    "content-length" => length = value.trim().parse().unwrap(),
                    "x-caveat-signature-256" => signature = value.trim().to_owned(),
                    _ => {}
                }
                line.clear();
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            let status = if number == 0 { "503 Busy" } else { "204 Taken" };
            write!(connection, "HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                .unwrap();
            let _ = tell.send((signature, String::from_utf8(body).unwrap()));
        }
    });
    (url, told)
}

#[test]
fn a_webhook_is_told_of_changes_once_signed_and_tried_again() {
    let room = newsroom();
    let (url, told) = receiver();
    let home = room
        .reader(&format!("[track]\nwebhook_url = '{url}'\nwebhook_secret_env = 'HOOK_SECRET'\n{QUESTIONS}"));
    home.run(["refresh"]).failed(&["HOOK_SECRET", "[track]"]);
    let refresh = |day: u32| {
        let now = format!("2026-01-{day:02}T08:00:00Z");
        let mut command = home.command();
        command.args(["refresh", "--quiet", "--now", &now]).env("HOOK_SECRET", "of the newsroom");
        Ran::from(command.output().unwrap()).succeeded()
    };
    refresh(6);
    assert_eq!(told.try_iter().count(), 0, "a first answer is no change");
    room.correct("/post/licences", "412", "214");
    refresh(7);
    let posts: Vec<(String, String)> = told.try_iter().collect();
    assert_eq!((posts.len(), &posts[0]), (2, &posts[1]));
    let (signature, body) = &posts[1];
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(b"of the newsroom").unwrap();
    mac.update(body.as_bytes());
    let expected: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(*signature, format!("sha256={expected}"));
    let body: Value = serde_json::from_str(body).unwrap();
    let event = &body["events"][0];
    assert_eq!(
        (&event["name"], &event["summary"]),
        (&"licences".into(), &"1 source corrected".into()),
        "{body}"
    );
    refresh(8);
    assert_eq!(told.try_iter().count(), 0, "what was told is not told again");
}

#[test]
fn figures_and_logs_are_for_programs() {
    let room = newsroom();
    let home = room.reader(QUESTIONS);
    room.publish("/post/gone", Page { status: 410, ..Page::new("Harbour Post", 5, "Gone", &["Gone."]) });
    let now = ["--now", "2026-01-06T08:00:00Z"];
    let ran = home
        .run([&["refresh", "--metrics", "caveat.prom", "--log-format", "json"], &now[..]].concat())
        .succeeded();
    let lines: Vec<Value> = ran.err.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.iter().any(|line| line["message"] == "reading sources"), "{lines:?}");
    assert!(lines.iter().all(|line| line["level"].is_string() && line["timestamp"].is_string()));
    let figures = home.read("caveat.prom");
    for line in [
        "caveat_articles 9",
        "caveat_refresh_articles{change=\"new\"} 9",
        "caveat_questions 2",
        "caveat_questions_asked 2",
        "caveat_sources_failed 0",
        "# TYPE caveat_refresh_duration_seconds gauge",
        "caveat_answer_checked_timestamp_seconds{question=\"bridge\"} 17676",
    ] {
        assert!(figures.contains(line), "{line} is not in {figures}");
    }
    // Errors are lines of the log too.
    let ran = home.run(["track", "show", "nobody", "--log-format", "json"]).ended(2);
    let line: Value = serde_json::from_str(ran.err.trim()).unwrap();
    assert_eq!(line["level"], "ERROR");
}

#[cfg(unix)]
#[test]
fn what_runs_every_hour_stops_when_it_is_told_to() {
    let room = newsroom();
    for signal in ["TERM", "INT"] {
        let home = room.reader(QUESTIONS);
        let mut command = home.command();
        command.args(["refresh", "--every", "1h"]).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut running = command.spawn().unwrap();
        let mut lines = BufReader::new(running.stderr.take().unwrap()).lines().map(Result::unwrap);
        assert!(lines.any(|line| line.starts_with("the next refresh begins in ")));
        let kill = format!("kill -{signal} {}", running.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
        assert!(lines.any(|line| line == "caveat: stopped; everything is kept"));
        assert_eq!(running.wait().unwrap().code(), Some(130));
        home.run(["status", "--check"]).succeeded();
        home.run(["track", "show", "bridge"]).succeeded();
    }
}

/// Kills a refresh a while after its `moment`th sign of life: a request, or a line on standard error.
fn refresh_until(home: &Home, room: &Newsroom, day: u32, moment: usize, while_: usize) {
    let now = format!("2026-01-{day:02}T08:00:00Z");
    let mut command = home.command();
    command.args(["refresh", "--force", "--out", "site", "--now", &now]);
    let mut running = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let (tell, signs) = channel();
    let lines = BufReader::new(running.stderr.take().unwrap()).lines();
    let by_line = std::thread::spawn(move || {
        lines.map_while(Result::ok).for_each(|_| {
            let _ = tell.send(());
        })
    });
    let (mut seen, mut turns) = (0, 0);
    while (seen < moment || turns < while_) && running.try_wait().unwrap().is_none() {
        seen += room.asked.try_iter().count() + signs.try_iter().count();
        turns += usize::from(seen >= moment);
        std::thread::yield_now();
    }
    running.kill().unwrap();
    running.wait().unwrap();
    by_line.join().unwrap();
}

#[test]
fn a_refresh_with_questions_that_is_killed_leaves_all_whole() {
    let room = newsroom();
    let home = room.reader(QUESTIONS);
    refresh(&home, 1, &["--out", "site"]);
    let mut chance = Chance(20_260_123);
    let (figures, mut before) = (["412", "214"], 0);
    for round in 0..rounds() {
        let (from, to) = (figures[round % 2], figures[(round + 1) % 2]);
        room.correct("/post/licences", from, to);
        // robots.txt, the feed, ten pages, and lines of the stages; the last of them begins the asking.
        refresh_until(&home, &room, 2 + (round % 25) as u32, 1 + chance.below(16), chance.below(40_000));
        // Nothing is damaged; the index may have something to take in.
        let status = home.run(["status", "--check", "--format", "json"]).json();
        let problems = status["problems"].as_array().unwrap();
        assert!(problems.iter().all(|said| said.as_str().unwrap().contains("behind the store")), "{status}");
        // Each answer is there as a whole, with every word that it cites, and none is lost.
        let list = home.run(["track", "list", "--format", "json"]).succeeded().json();
        let answers = list.as_array().unwrap().iter().map(|row| row["answers"].as_u64().unwrap()).sum();
        assert!(answers >= before, "answers were lost in round {round}");
        before = answers;
        for name in ["licences", "bridge"] {
            home.run(["track", "show", name]).succeeded();
            let page = home.read(&format!("site/{name}.html"));
            assert!(page.ends_with("</html>\n"), "half a page in round {round}");
        }
        assert!(feed_rs::parser::parse(home.read("site/feed.xml").as_bytes()).is_ok());
    }
    let summary = refresh(&home, 28, &["--out", "site"]);
    assert_eq!(summary["questions"]["failed"], 0, "{summary}");
    assert!(files(&home, "site").iter().all(|name| !name.starts_with(".caveat-")));
    let shown = home.run(["track", "show", "licences", "--format", "md"]).succeeded().out;
    assert_eq!(home.read("site/licences.md"), shown);
    let status = home.run(["status", "--format", "json"]).succeeded().json();
    assert_eq!(status["index_generation"], status["store_seq"]);
}
