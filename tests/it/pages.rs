//! Reading saved pages.

use std::io::Write;
use std::process::Stdio;

use serde_json::json;

use crate::harness::{Home, Ran, site};

const URL: &str = "https://courier.example/business/fishing-licences";

#[test]
fn a_page_is_read_as_the_contract_says() {
    let page = site("courier/fishing-licences.html");
    let arguments = ["extract", page.to_str().unwrap(), "--url", URL, "--format", "json"];
    let read = Home::new().run(arguments).succeeded().json();
    let keys: Vec<&str> = read.as_object().unwrap().keys().map(String::as_str).collect();
    let mut expected = [
        "url", "canonical", "title", "text", "authors", "published", "published_precision",
        "published_confidence", "modified", "outlet", "language", "section", "paywalled", "wire",
    ];
    expected.sort_unstable();
    assert_eq!(keys, expected);
    assert_eq!(read["url"], URL);
    assert!(read["text"].as_str().unwrap().contains("\n\n"));
}

#[test]
fn a_page_can_come_from_standard_input() {
    let page = std::fs::read(site("courier/fishing-licences.html")).unwrap();
    let home = Home::new();
    let mut command = home.command();
    let mut running =
        command.args(["extract", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    running.stdin.take().unwrap().write_all(&page).unwrap();
    let ran = Ran::from(running.wait_with_output().unwrap()).succeeded();
    let from_file = home.run(["extract", site("courier/fishing-licences.html").to_str().unwrap()]);
    assert_eq!(ran.out, from_file.out);
}

#[test]
fn what_is_no_page_is_refused_by_name() {
    let home = Home::new();
    home.write("empty.html", "");
    home.run(["extract", "empty.html"]).failed(&["empty.html: nothing on the page reads as an article"]);
    home.write("picture.html", [0x89, b'P', b'N', b'G', 0, 0, 1, 2, 3, 0, 0xFF, 0xD8].repeat(100));
    home.run(["extract", "picture.html"]).failed(&["picture.html: this is not HTML"]);
    home.run(["extract", "missing.html"]).failed(&["cannot read missing.html"]);
    home.run(["extract", "empty.html", "--url", "courier"]).failed(&["`courier` is not a URL"]);
}

#[test]
fn pages_are_imported_under_the_address_that_they_give() {
    let home = Home::new();
    let page = std::fs::read_to_string(site("courier/fishing-licences.html")).unwrap();
    home.write("pages/deep/er/article.HTML", page.replace("{{origin}}", "https://courier.example"));
    home.write("pages/a.html", "<p>Nothing much.");
    home.write("pages/notes.txt", "Not for import.");
    home.run(["import", "pages"])
        .succeeded()
        .says(&["pages/a.html: nothing on the page", "1 new", "1 refused"]);
    let article = home.run(["export"]).succeeded().json();
    let address = article["url"].as_str().unwrap();
    assert!(address.starts_with("https://courier.example/"), "{address}");
    home.run(["import", "pages"]).succeeded().says(&["0 new, 0 changed, 1 unchanged, 1 refused"]);
}

#[test]
fn a_page_without_an_address_says_what_to_do() {
    let home = Home::new();
    let paragraph = "<p>The committee met on Monday and heard from three witnesses, who all said that the bridge \
                     had been closed for repairs since autumn.</p>";
    let page = format!("<title>Bridge</title><article>{}</article>", paragraph.repeat(3));
    home.write("a.html", &page);
    home.run(["import", "a.html"]).ended(2).says(&["does not say its address", "\"html\""]);
    home.write_lines("a.jsonl", &[json!({"url": "https://news.example/bridge", "html": page})]);
    home.run(["import", "a.jsonl"]).succeeded().says(&["1 new"]);
    home.run(["article", "https://news.example/bridge"]).succeeded();
}
