//! Stores and indexes that are missing, foreign, damaged or of another version.

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::harness::Home;

const STORE: &str = "index/data/caveat.db";
const META: &str = "index/data/tantivy/meta.json";

/// A home with enough articles for the store to have many pages.
fn home() -> Home {
    let line = |number: u32| {
        let text = format!("The ferry to island {number} was late. ").repeat(40);
        json!({"url": format!("https://news.example/{number}"), "title": format!("Ferry {number}"), "text": text})
    };
    Home::with_articles(&(0..60).map(line).collect::<Vec<Value>>())
}

/// The problems that `status --check` finds, of which there must be some.
#[track_caller]
fn problems(home: &Home) -> String {
    let ran = home.run(["status", "--check", "--format", "json"]).ended(1);
    ran.json()["problems"].to_string()
}

#[test]
fn a_sound_store_is_said_to_be() {
    let home = home();
    let status = home.run(["status", "--check", "--format", "json"]).succeeded().json();
    assert_eq!((&status["articles"], &status["problems"]), (&json!(60), &json!([])));
    assert_eq!(status["index_generation"], status["store_seq"]);
    assert!(home.run(["status"]).succeeded().out.contains("60 (60 revisions) of 1 outlet\n"));
}

#[test]
fn an_empty_directory_has_no_articles_and_gets_none_by_looking() {
    let home = Home::new();
    std::fs::create_dir(home.path("empty")).unwrap();
    for command in
        [&["status"][..], &["export"], &["article", "https://news.example/1"], &["status", "--check"]]
    {
        home.run([command, &["--index", "empty"]].concat()).failed(&["there are no articles yet"]);
    }
    assert_eq!(home.path("empty").read_dir().unwrap().count(), 0);
}

#[test]
fn a_file_that_is_no_store_is_left_alone() {
    for content in ["not a database, whatever its name says. ".repeat(50), "x".into()] {
        let home = Home::new();
        home.write(STORE, &content);
        home.write("a.jsonl", "");
        home.run(["export"]).failed(&["caveat.db is not a Caveat store", "--index"]);
        home.run(["import", "a.jsonl"]).failed(&["is not a Caveat store"]);
        assert!(problems(&home).contains("not a Caveat store"));
        assert_eq!(home.read(STORE), content);
    }
}

#[test]
fn another_programs_database_is_left_alone() {
    let home = Home::new();
    home.write(STORE, "");
    let other = Connection::open(home.path(STORE)).unwrap();
    other.execute_batch("CREATE TABLE bookmarks (url TEXT)").unwrap();
    drop(other);
    home.write("a.jsonl", "");
    home.run(["import", "a.jsonl"]).failed(&["is not a Caveat store"]);
}

#[test]
fn a_store_of_another_version_is_not_guessed_at() {
    let home = home();
    let store = Connection::open(home.path(STORE)).unwrap();
    store.pragma_update(None, "user_version", 99).unwrap();
    drop(store);
    home.run(["export"]).failed(&["store format 99", "`export`"]);
}

#[test]
fn a_damaged_store_is_found_by_the_check() {
    let home = home();
    let mut bytes = std::fs::read(home.path(STORE)).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 8192].fill(0xA5);
    home.write(STORE, bytes);
    assert!(problems(&home).contains("is damaged"));
}

#[test]
fn a_damaged_index_is_named_with_its_remedy() {
    let home = home();
    home.write(META, "{\"segments\":");
    home.write("a.jsonl", "");
    home.run(["import", "a.jsonl"]).failed(&["tantivy is damaged", "caveat refresh --rebuild"]);
    assert!(problems(&home).contains("is damaged"));
    // The articles are not in the index, so looking at them still works.
    home.run(["article", "https://news.example/1"]).succeeded();
}

#[test]
fn damaged_segments_are_found_by_the_check() {
    let home = home();
    let files = home.path("index/data/tantivy").read_dir().unwrap().map(|file| file.unwrap().path());
    let terms = files.into_iter().find(|file| file.extension().is_some_and(|e| e == "term")).unwrap();
    let mut bytes = std::fs::read(&terms).unwrap();
    bytes[10] ^= 0xFF;
    std::fs::write(&terms, bytes).unwrap();
    assert!(problems(&home).contains("caveat refresh --rebuild"));
}

/// Flips bits in all files of one kind, more of them each time, and asks for what has to be read from them.
#[track_caller]
fn check_contained(home: &Home, kind: &str, flip: fn(usize) -> bool) {
    let files = home.path("index/data/tantivy").read_dir().unwrap().map(|file| file.unwrap().path());
    let file = files.into_iter().find(|file| file.extension().is_some_and(|e| e == kind)).unwrap();
    let sound = std::fs::read(&file).unwrap();
    let damaged = sound.iter().enumerate().map(|(at, byte)| if flip(at) { !byte } else { *byte });
    std::fs::write(&file, damaged.collect::<Vec<u8>>()).unwrap();
    home.write("new.jsonl", "{\"url\":\"https://news.example/new\",\"text\":\"Ferry.\"}");
    for arguments in [&["search", "ferry was late"][..], &["ask", "Was the fery to island 7 late?"]] {
        let ran = home.run(arguments);
        // What is damaged may not have been needed, or still make sense to tantivy.
        if ran.code > 1 {
            ran.failed(&["is damaged", "caveat refresh --rebuild"]);
        }
    }
    std::fs::write(&file, sound).unwrap();
}

#[test]
fn no_damage_of_the_index_ends_the_program_unexplained() {
    let home = home();
    for kind in ["fast", "fieldnorm", "idx", "pos", "store", "term"] {
        check_contained(&home, kind, |_| true);
        check_contained(&home, kind, |at| at % 7 == 3);
        check_contained(&home, kind, |at| at > 100 && at < 1000);
        check_contained(&home, kind, |at| at < 300);
    }
}

#[test]
fn an_index_of_another_version_or_none_is_to_be_rebuilt() {
    let home = home();
    home.write(META, home.read(META).replace("\\\"format\\\":2", "\\\"format\\\":99"));
    home.write("a.jsonl", "");
    home.run(["import", "a.jsonl"]).failed(&["another format", "caveat refresh --rebuild"]);
    std::fs::remove_dir_all(home.path("index/data/tantivy")).unwrap();
    assert!(problems(&home).contains("is missing"));
    assert!(home.run(["status"]).succeeded().out.contains("is missing"));
}

#[test]
fn an_index_that_lags_behind_catches_up() {
    let home = home();
    std::fs::remove_dir_all(home.path("index/data/tantivy")).unwrap();
    home.write("a.jsonl", "");
    home.run(["import", "a.jsonl"]).succeeded();
    home.run(["status", "--check"]).succeeded();
}
