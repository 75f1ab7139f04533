//! Asking: the report's contract, its citations, its limits.

use std::sync::LazyLock;

use caveat::commands::demo::{QUESTION, SOURCES, Site};
use serde_json::{Value, json};

use crate::harness::{Home, Ran};

/// A reader's home with the invented site in it, read once for all tests here.
static READ: LazyLock<Home> = LazyLock::new(|| {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let site = runtime.block_on(Site::start()).unwrap();
    let mut config = "[crawl]\nallow_private_addresses = true\nmin_delay_ms = 0\n".to_owned();
    for source in SOURCES {
        let (name, url, kind) = (source.name, site.url(source.path), source.kind);
        config.push_str(&format!("[[source]]\nname = \"{name}\"\nurl = \"{url}\"\nkind = \"{kind}\"\n"));
    }
    let home = Home::new();
    home.write("config.toml", config);
    home.run(["refresh", "--quiet"]).succeeded();
    home
});

fn ask(question: &str, more: &[&str]) -> Ran {
    READ.run([&["ask", question, "--format", "json"], more].concat())
}

fn list<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value[name].as_array().unwrap_or_else(|| panic!("{name} in {value}")).iter()
}

fn claims(report: &Value) -> Vec<&Value> {
    list(report, "sections").flat_map(|section| list(section, "claims")).collect()
}

/// The bytes of the stored text that each citation of a report names are the words that it quotes.
#[track_caller]
fn assert_quotes_are_there(home: &Home, report: &Value) -> usize {
    let mut checked = 0;
    for claim in claims(report) {
        for citation in list(claim, "citations") {
            let n = citation["source"].as_u64().unwrap();
            let source = list(report, "sources").find(|s| s["n"] == n).unwrap();
            let revision = source["revision"].to_string();
            let url = source["url"].as_str().unwrap();
            let article =
                home.run(["article", url, "--revision", &revision, "--format", "json"]).succeeded().json();
            let bytes = |name: &str| usize::try_from(citation[name].as_u64().unwrap()).unwrap();
            let words = article["text"].as_str().unwrap().get(bytes("start")..bytes("end"));
            assert_eq!(words, citation["quote"].as_str());
            assert!(claim["text"].as_str().unwrap().is_char_boundary(bytes("at")));
            checked += 1;
        }
    }
    checked
}

#[test]
fn every_quote_stands_where_its_citation_says() {
    let report = ask(QUESTION, &[]).succeeded().json();
    assert!(assert_quotes_are_there(&READ, &report) > 20);
}

#[test]
fn every_claim_rests_on_something_listed_and_every_source_is_cited() {
    let report = ask(QUESTION, &[]).succeeded().json();
    let mut cited: Vec<u64> = Vec::new();
    for claim in claims(&report) {
        let citations: Vec<&Value> = list(claim, "citations").collect();
        assert!(!citations.is_empty(), "{claim}");
        let about: Vec<&Value> = list(claim, "from").collect();
        assert_eq!(claim["basis"] == "synthesis", !about.is_empty(), "{claim}");
        for id in about {
            assert!(claims(&report).iter().any(|c| c["id"] == *id), "{claim}");
        }
        cited.extend(citations.iter().map(|c| c["source"].as_u64().unwrap()));
    }
    cited.sort_unstable();
    cited.dedup();
    let listed: Vec<u64> = list(&report, "sources").map(|s| s["n"].as_u64().unwrap()).collect();
    assert_eq!(cited, listed);
    assert_eq!(listed, (1..=listed.len() as u64).collect::<Vec<_>>());
}

#[test]
fn reports_fit_the_schema_that_is_printed() {
    let schema = Home::new().run(["schema", "report"]).succeeded().json();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for (question, code) in [(QUESTION, 0), ("Who won the chess olympiad in Samarkand", 1)] {
        let report = ask(question, &[]).ended(code).json();
        let errors: Vec<String> = validator.iter_errors(&report).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
    assert!(!validator.is_valid(&json!({"schema": "caveat.report/1"})));
}

#[test]
fn too_little_evidence_gives_the_whole_shape_with_what_was_searched() {
    let report = ask("Who won the chess olympiad in Samarkand", &[]).ended(1).json();
    assert_eq!(report["outcome"], "not_enough_evidence");
    assert_eq!(report["coverage"]["articles"], 30);
    let kinds: Vec<&Value> = list(&report, "sections").map(|s| &s["kind"]).collect();
    assert_eq!(kinds, ["executive_summary", "not_shown", "bottom_line"]);
    assert!(claims(&report).is_empty());
    for gap in list(&report, "sections").flat_map(|s| list(s, "gaps")) {
        assert!(
            gap["coverage"].as_str().unwrap().starts_with("Looked in 30 articles from 7 outlets"),
            "{gap}"
        );
    }
    assert_eq!(list(&report, "follow_ups").count(), 3);
}

#[test]
fn narrowing_narrows_and_is_counted() {
    let one = ask("What did Verhalen and Melk discuss", &["--outlet", "northgate wire"]).succeeded().json();
    assert_eq!((&one["coverage"]["outlets"], &one["coverage"]["articles"]), (&json!(1), &json!(6)));
    assert!(list(&one, "sources").all(|s| s["outlet"] == "Northgate Wire"));
    let days = ["--from", "2026-01-16", "--to", "2026-01-17"];
    let two_days = ask("What did Verhalen say in the call", &days).succeeded().json();
    for source in list(&two_days, "sources") {
        let day = &source["published"].as_str().unwrap()[..10];
        assert!(("2026-01-16"..="2026-01-17").contains(&day), "{source}");
    }
    READ.run(["ask", "Anything", "--from", "2026-02-01", "--to", "2026-01-01"]).failed(&["--from", "--to"]);
}

#[test]
fn questions_that_cannot_be_asked_are_refused_with_the_remedy() {
    READ.run(["ask", "  ?! "]).failed(&["blank"]);
    READ.run(["ask", &"why ".repeat(2_500)]).failed(&["10000 characters", "1000"]);
    Home::new().run(["ask", "Who leads the talks?"]).failed(&["no articles yet", "caveat refresh"]);
    READ.run(["ask", "Who leads the talks?", "--composer", "llm"]).failed(&["no language model", "[llm]"]);
    READ.run(["ask", "Who leads the talks?", "-o", "no/such/directory/report.md"]).failed(&["cannot write"]);
}

#[test]
fn words_that_the_index_has_are_left_alone() {
    let report = ask("What did Marsh say about the strait tolls", &[]).json();
    assert_eq!(report["interpreted"]["corrections"], json!([]));
    let report = ask("ZELKOVAR MELK VERHALEN negotiatons", &[]).json();
    assert_eq!(report["interpreted"]["corrections"], json!([{"from": "negotiatons", "to": "negotiations"}]));
    assert_eq!(report["question"], "ZELKOVAR MELK VERHALEN negotiatons");
}

#[test]
fn a_report_can_be_written_to_a_file() {
    let home = Home::with_articles(&[json!({
        "url": "https://news.example/a", "title": "Harbour opens", "outlet": "The News",
        "text": "The harbour of Port Example was opened on 9 January by the mayor, Ada Example, after two years of works."
    })]);
    let ran = home.run(["ask", "Who opened the harbour", "--format", "md", "-o", "report.md"]).succeeded();
    assert_eq!(ran.out, "");
    assert!(home.read("report.md").contains("Ada Example"));
}

#[test]
fn search_shows_passages_with_their_places() {
    let found = READ.run(["search", "Calder Islands", "--limit", "3", "--format", "json"]).succeeded().json();
    let found = found.as_array().unwrap();
    assert_eq!(found.len(), 3);
    for hit in found {
        let url = hit["url"].as_str().unwrap();
        let article = READ.run(["article", url, "--format", "json"]).succeeded().json();
        let bytes = |name: &str| usize::try_from(hit[name].as_u64().unwrap()).unwrap();
        assert_eq!(article["text"].as_str().unwrap().get(bytes("start")..bytes("end")), hit["text"].as_str());
    }
    READ.run(["search", "xylophone"]).ended(1);
}

#[test]
fn search_explains_its_scores() {
    let found = READ.run(["search", "Calder Islands", "--explain", "--format", "json"]).succeeded().json();
    for passage in found.as_array().unwrap() {
        let signals = passage["signals"].as_object().unwrap();
        let sum: f64 = signals.values().map(|value| value.as_f64().unwrap()).sum();
        assert!((sum - passage["score"].as_f64().unwrap()).abs() < 1e-9, "{passage}");
    }
    let told = READ.run(["search", "Calder Islands", "--explain"]).succeeded().out;
    assert!(told.contains("this passage 0.25 +") || told.contains("+ this passage 0.25"), "{told}");
    assert!(!READ.run(["search", "Calder Islands"]).succeeded().out.contains("this passage"));
}

#[test]
fn an_earlier_time_knows_no_word_from_later() {
    let article = |n: usize, text: &str, day: &str| {
        json!({"url": format!("https://news.example/{n}"), "title": "Harbour", "outlet": "The News", "text": text,
            "published": day, "fetched": format!("{day}T12:00:00Z")})
    };
    let home = Home::with_articles(&[
        article(
            1,
            "The harbour of Port Example stays closed until the spring, the mayor said on Monday.",
            "2026-01-05",
        ),
        article(
            2,
            "The quellmaric plague has reached the harbour of Port Example, the mayor said on Monday.",
            "2026-03-02",
        ),
    ]);
    let ask = |as_of: &str| {
        let question = ["ask", "What of the quelmaric plague in the harbour", "--format", "json"];
        home.run(question.into_iter().chain(["--as-of", as_of])).json()
    };
    let (before, after) = (ask("2026-02-01"), ask("2026-04-01"));
    assert_eq!(before["interpreted"]["corrections"], json!([]));
    assert_eq!(before["outcome"], "not_enough_evidence");
    assert!(!before["sections"].to_string().contains("quellmaric"), "{before:#}");
    assert_eq!(after["interpreted"]["corrections"], json!([{"from": "quelmaric", "to": "quellmaric"}]));
    assert_eq!(after["outcome"], "answered");
}
