//! Vectors of passages beside the index: made by what takes articles in, looked after by `status`.

use std::path::Path;

use serde_json::{Value, json};

use crate::endpoint::{Act, Endpoint};
use crate::harness::{Home, Ran};

#[path = "../../src/embed/tiny.rs"]
mod tiny;

const VECTORS: &str = "index/data/vectors";
const COMMIT: &str = "index/data/vectors/commit.json";
const KEY: &str = "sk-lindmouth-8841";

fn articles(numbers: std::ops::Range<u32>) -> Vec<Value> {
    let line = |number| {
        let text = format!("The ferry to island {number} was late. ").repeat(40);
        json!({"url": format!("https://news.example/{number}"), "title": format!("Ferry {number}"), "text": text})
    };
    numbers.map(line).collect()
}

/// A home with this below `[dense]`, and a tiny model in `model`.
fn home(dense: &str) -> Home {
    let home = Home::new();
    tiny::write(&home.path("model"), 1);
    home.write("config.toml", format!("[dense]\n{dense}\n"));
    home.write_lines("articles.jsonl", &articles(0..20));
    home
}

fn vectors(home: &Home) -> Value {
    home.run(["status", "--check", "--format", "json"]).succeeded().json()["vectors"].clone()
}

#[test]
fn vectors_follow_the_articles() {
    let home = home("model = \"model\"");
    home.run(["import", "articles.jsonl"]).succeeded().says(&["making vectors"]);
    let first = vectors(&home);
    assert_eq!((&first["generation"], &first["passages"]), (&json!(20), &json!(40)));
    assert!(first["model"].as_str().unwrap().starts_with("sha256:"));
    home.write_lines("more.jsonl", &articles(15..22));
    home.run(["import", "more.jsonl"]).succeeded();
    assert_eq!((&vectors(&home)["generation"], &vectors(&home)["passages"]), (&json!(22), &json!(44)));
    let passages = home.run(["status"]).succeeded().out;
    assert!(passages.contains("44 passages"), "{passages}");
    home.run(["refresh", "--rebuild"]).succeeded();
    assert_eq!(vectors(&home)["passages"], json!(44));
}

#[test]
fn without_a_model_there_are_no_vectors_and_no_word_of_them() {
    let home = home("");
    home.run(["import", "articles.jsonl"]).succeeded();
    assert_eq!(vectors(&home), Value::Null);
    assert!(!home.path(VECTORS).exists());
}

#[test]
fn articles_from_before_the_model_was_set_are_taken_in() {
    let home = home("");
    home.run(["import", "articles.jsonl"]).succeeded();
    home.write("config.toml", "[dense]\nmodel = \"model\"\n");
    let problems = home.run(["status", "--check"]).ended(1);
    assert!(problems.out.contains("no vectors of passages") && problems.out.contains("caveat refresh"));
    home.write("nothing.jsonl", "");
    home.run(["import", "nothing.jsonl"]).succeeded();
    assert_eq!(vectors(&home)["generation"], json!(20));
    // Afterwards they are kept, but not kept up.
    home.write("config.toml", "");
    home.write_lines("more.jsonl", &articles(20..22));
    home.run(["import", "more.jsonl"]).succeeded();
    assert_eq!(vectors(&home)["generation"], json!(20));
}

#[test]
fn another_model_makes_all_vectors_anew_and_says_so() {
    let home = home("model = \"model\"");
    home.run(["import", "articles.jsonl"]).succeeded();
    let first = vectors(&home);
    tiny::write(&home.path("model"), 2);
    let problems = home.run(["status", "--check"]).ended(1);
    assert!(problems.out.contains("are of the model"), "{problems:?}");
    home.write("nothing.jsonl", "");
    let ran = home.run(["import", "nothing.jsonl"]).succeeded();
    ran.says(&["made anew", "of another model"]);
    assert_ne!(vectors(&home)["model"], first["model"]);
}

#[test]
fn damage_is_found_and_mended() {
    let home = home("model = \"model\"");
    home.run(["import", "articles.jsonl"]).succeeded();
    let file = home.path(VECTORS).join("directions");
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[7] ^= 0x40;
    std::fs::write(&file, bytes).unwrap();
    let problems = home.run(["status", "--check"]).ended(1);
    assert!(problems.out.contains("checksum of directions differs") && problems.out.contains("--rebuild"));
    home.run(["refresh", "--rebuild"]).succeeded();
    vectors(&home);
    home.write(COMMIT, "{");
    assert!(home.run(["status"]).succeeded().out.contains("vectors are damaged"));
}

/// An import that comes to nothing, because of the model.
#[track_caller]
fn check_refused(dense: &str, parts: &[&str]) {
    let home = home(dense);
    home.run(["import", "articles.jsonl"]).failed(parts);
}

#[test]
fn a_model_that_cannot_be_used_is_told_before_anything_is_done() {
    check_refused("model = \"nowhere\"", &["nowhere/config.json is missing", "caveat models pull"]);
    check_refused("model = \"minilm\"", &[".cache/caveat/models/minilm/config.json", "caveat models pull"]);
    check_refused("base_url = \"http://127.0.0.1:9/v1\"", &["no `model`"]);
}

#[test]
fn a_pull_that_fails_leaves_nothing_and_says_what_else_can_be_done() {
    let home = home("");
    home.run(["models", "pull", "--from", "http://127.0.0.1:9/minilm"])
        .ended(2)
        .says(&["cannot reach http://127.0.0.1:9/minilm/config.json", "--from DIRECTORY"]);
    home.run(["models", "pull", "--from", "model"]).ended(2).says(&["config.json is not the file"]);
    home.run(["models", "pull", "--from", "nowhere"]).ended(2).says(&["cannot read nowhere/config.json"]);
    let kept = home.path(".cache/caveat/models/minilm").read_dir().unwrap().count();
    assert_eq!(kept, 0);
}

/// What an import says that has to do without the vectors of an endpoint; the articles are there all the same.
#[track_caller]
fn check_endpoint_fails(act: Act, parts: &[&str]) {
    let endpoint = Endpoint::that(act);
    let home = home(&format!("model = \"m\"\nbase_url = \"{}\"\ntimeout_seconds = 1", endpoint.url()));
    let ran = home.run(["import", "articles.jsonl"]).ended(2);
    ran.says(&["the articles are stored and indexed", "/v1"]).says(parts);
    home.run(["search", "ferry"]).succeeded();
}

#[test]
fn an_endpoint_that_fails_costs_nothing_but_the_vectors() {
    const JSON: &str = "application/json";
    let send = |status, body: &str| Act::Send(status, JSON, body.to_owned());
    let one = r#"{"data":[{"index":0,"embedding":[1.0,0.0]}]}"#;
    check_endpoint_fails(send(404, r#"{"error":"no such model"}"#), &["404", "no such model"]);
    check_endpoint_fails(send(200, r#"{"error":{"message":"busy"}}"#), &["busy"]);
    check_endpoint_fails(send(200, "<html>"), &["holds no vectors"]);
    check_endpoint_fails(send(200, one), &["one vector for each text"]);
    check_endpoint_fails(Act::Vectors(0), &["dimensions"]);
    check_endpoint_fails(Act::Nothing, &["did not answer within 1 s"]);
    check_endpoint_fails(Act::Send(200, JSON, " ".repeat(33 << 20)), &["larger than 32 MB"]);
}

#[test]
fn an_endpoint_makes_vectors_as_well() {
    let endpoint = Endpoint::that(Act::Vectors(5));
    let home = home(&format!("model = \"m\"\nbase_url = \"{}\"\napi_key_env = \"LIND_KEY\"", endpoint.url()));
    let run =
        |name: &str| Ran::from(home.command().args(["import", name]).env("LIND_KEY", KEY).output().unwrap());
    run("articles.jsonl").succeeded();
    let found = vectors(&home);
    assert_eq!((&found["passages"], &found["model"]), (&json!(40), &json!("endpoint:m")));
    let asked = endpoint.asked();
    assert_eq!((asked[0].path.as_str(), asked[0].body["model"].as_str()), ("/v1/embeddings", Some("m")));
    assert_eq!(asked[0].header("authorization"), Some(format!("Bearer {KEY}").as_str()));
    let input = asked[0].body["input"].as_array().unwrap();
    assert!(input.len() <= 32 && input[0].as_str().unwrap().starts_with("Ferry 0. The ferry to island 0"));
    // The same name, and now of other dimensions.
    drop(endpoint);
    let endpoint = Endpoint::that(Act::Vectors(6));
    home.write("config.toml", format!("[dense]\nmodel = \"m\"\nbase_url = \"{}\"\n", endpoint.url()));
    home.write_lines("more.jsonl", &articles(20..21));
    run("more.jsonl").ended(2).says(&["have 5 dimensions", "refresh --rebuild"]);
    home.run(["refresh", "--rebuild"]).succeeded();
    vectors(&home);
}

#[test]
fn nothing_is_left_beside_a_model_and_its_vectors() {
    let home = home("model = \"model\"");
    home.run(["import", "articles.jsonl"]).succeeded();
    let files = |path: &Path| path.read_dir().unwrap().count();
    assert_eq!((files(&home.path("model")), files(&home.path(VECTORS))), (3, 4));
}

#[test]
fn passages_are_found_by_meaning_where_no_word_is_and_inside_the_filters() {
    let home = home("model = \"model\"");
    let dated = |number: u32| {
        let text = format!("The ferry to island {number} was late. ").repeat(4);
        json!({"url": format!("https://news.example/{number}"), "title": "Ferry", "text": text,
            "outlet": if number.is_multiple_of(2) { "Harbour Post" } else { "Tidewater Ledger" }, "published": "2026-01-10"})
    };
    home.write_lines("articles.jsonl", &(0..10).map(dated).collect::<Vec<_>>());
    home.run(["import", "articles.jsonl"]).succeeded();
    let search = ["search", "quay", "--outlet", "Harbour Post", "--explain", "--format", "json"];
    let found = home.run(search).succeeded().json();
    let found = found.as_array().unwrap();
    assert_eq!(found.len(), 5);
    assert!(found.iter().all(|f| f["outlet"] == "Harbour Post"), "{found:?}");
    let meaning = |f: &Value| f["signals"]["meaning"].as_f64().unwrap();
    assert!(meaning(&found[0]) > 0.0 && found.windows(2).all(|two| meaning(&two[0]) >= meaning(&two[1])));
    home.run(["search", "quay", "--to", "2026-01-09"]).ended(1);
    // Without its vectors a question is still answered by words, and the reader is told.
    std::fs::remove_dir_all(home.path(VECTORS)).unwrap();
    home.run(["search", "quay"]).ended(1).says(&["by their words alone", "caveat refresh"]);
    home.run(["search", "ferry"]).succeeded();
}
