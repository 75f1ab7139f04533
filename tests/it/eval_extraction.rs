//! `caveat eval extraction`: what is read off pages, beside what is known of them.

use serde_json::{Value, json};

use crate::harness::Home;

const SENTENCE: &str =
    "The harbour office of Calder said on Friday that the ferry to Marsh would be late again.";

/// A page of a text of its own, between a menu and a footer.
fn page(name: &str) -> (String, String) {
    let paragraphs: Vec<String> = (0..6).map(|n| format!("{name} {n}. {SENTENCE}")).collect();
    let text: String = paragraphs.iter().map(|paragraph| format!("<p>{paragraph}</p>")).collect();
    let html = format!(
        "<title>Ferry {name} late</title><meta property=article:published_time content=2026-01-22T09:30:00Z>
        <nav>Home and sport</nav><article><h1>Ferry {name} late</h1>{text}</article><footer>Imprint</footer>"
    );
    (html, paragraphs.join("\n"))
}

const NAMES: [&str; 8] = ["Ada", "Bo", "Cleo", "Dan", "Eve", "Finn", "Gus", "Hal"];

fn value(printed: &Value, half: &str, figure: &str) -> f64 {
    printed[half]["figures"][figure]["value"].as_f64().unwrap_or_else(|| panic!("{half} {figure}: {printed}"))
}

#[test]
fn pages_are_scored_on_what_is_known_of_them() {
    let home = Home::new();
    let mut truth = String::new();
    for name in NAMES {
        let (html, text) = page(name);
        home.write(&format!("set/pages/{name}.html"), html);
        let wrong_date = if name == "Ada" { "2026-01-23" } else { "2026-01-22" };
        let known = json!({"file": format!("pages/{name}.html"), "url": "https://news.example/a", "text": text, "title":
            format!("Ferry {name} late"), "published": wrong_date, "with": [SENTENCE], "without": ["Imprint", "Home and sport"]});
        truth += &format!("{known}\n");
    }
    truth += "{\"file\": \"pages/Bo.html\", \"id\": \"again\", \"published\": NaN}\n";
    home.write("set/truth.jsonl", truth);
    let command =
        ["eval", "extraction", "--data", "set", "--out", "out.json", "--reference", "--failures", "9"];
    let printed = home.run([&command[..], &["--format", "json"]].concat()).succeeded().json();
    assert_eq!((&printed["pages"], &printed["empty"]), (&9.into(), &0.into()));
    for half in ["all", "open", "locked"] {
        assert_eq!(value(&printed, half, "f1"), 1.0, "{half}");
        assert_eq!(value(&printed, half, "string.f1"), 1.0, "{half}");
        assert_eq!(value(&printed, half, "title"), 1.0, "{half}");
    }
    assert_eq!(value(&printed, "all", "date.accuracy"), 7.0 / 8.0);
    assert!(printed["all"]["figures"]["gain.f1"]["low"].is_number());
    let halves = printed["open"]["pages"].as_u64().unwrap() + printed["locked"]["pages"].as_u64().unwrap();
    assert_eq!(halves, 9);
    // The one failure is told if its page is in the open half, and only then.
    let failures = printed["failures"].as_array().unwrap();
    assert!(failures.iter().all(|failure| failure["missed"] == json!(["2026-01-23"])), "{failures:?}");
    let written: Value = serde_json::from_str(&home.read("out.json")).unwrap();
    assert!(written["pages/Bo.html"]["articleBody"].as_str().unwrap().contains("Bo 5."));

    let ran = home.run([&command[..], &["--gate", "f1>=0.99"]].concat()).succeeded();
    assert!(ran.out.contains("open half") && ran.out.contains("date.accuracy"), "{}", ran.out);
    home.run([&command[..], &["--gate", "date.accuracy>=0.99"]].concat()).ended(1);
}

#[test]
fn the_benchmark_s_own_form_is_read() {
    let home = Home::new();
    let (html, text) = page("Ada");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gzip, html.as_bytes()).unwrap();
    home.write("set/html/0a.html.gz", gzip.finish().unwrap());
    home.write(
        "set/ground-truth.json",
        json!({"0a": {"articleBody": text, "url": "https://news.example/a"}}).to_string(),
    );
    let ran = home.run(["eval", "extraction", "--data", "set", "--out", "out.json"]).succeeded();
    assert!(ran.out.contains("1 page\n"), "{}", ran.out);
    let written: Value = serde_json::from_str(&home.read("out.json")).unwrap();
    assert!(written["0a"]["articleBody"].as_str().unwrap().starts_with("Ada 0."));
    home.run(["eval", "extraction", "--data", "nowhere"]).ended(2).says(&["truth.jsonl"]);
}
