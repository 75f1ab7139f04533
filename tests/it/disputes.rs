//! What outlets say differently, and what only looks alike.

use serde_json::{Value, json};

use crate::endpoint::Endpoint;
use crate::harness::Home;

fn report(question: &str, texts: &[(&str, &str)]) -> Value {
    let articles: Vec<Value> = texts
        .iter()
        .enumerate()
        .map(|(i, (outlet, text))| {
            json!({"url": format!("https://{i}.example/a"), "title": "Harbour fire in Quellmar", "outlet": outlet,
                "text": text, "published": "2026-01-16"})
        })
        .collect();
    Home::with_articles(&articles).run(["ask", question, "--format", "json"]).succeeded().json()
}

fn claims(report: &Value) -> Vec<(String, String, usize)> {
    let sections = report["sections"].as_array().unwrap().iter();
    let claims = sections.flat_map(|section| section["claims"].as_array().unwrap());
    claims
        .filter(|claim| claim["basis"] != "synthesis")
        .map(|claim| {
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            let citations = claim["citations"].as_array().unwrap().len();
            (text(&claim["text"]), text(&claim["hedge"]["level"]), citations)
        })
        .collect()
}

#[test]
fn differing_tolls_stand_side_by_side_as_disputed() {
    let told = report(
        "Harbour fire in Quellmar",
        &[
            (
                "Quell News",
                "The harbour fire in Quellmar on 12 January killed 39 dock workers and destroyed a warehouse.",
            ),
            (
                "Quell Daily",
                "The harbour fire in Quellmar on 12 January killed 14 dock workers and destroyed a warehouse.",
            ),
        ],
    );
    let claims = claims(&told);
    assert_eq!(claims.len(), 2, "{claims:#?}");
    for ((text, level, _), toll) in claims.iter().zip(["39", "14"]) {
        assert!(text.contains(toll) && text.starts_with("Accounts differ: according to Quell"), "{text}");
        assert_eq!(level, "disputed");
    }
    assert_eq!(told["rejected"], json!([]));
}

#[test]
fn what_might_have_been_bears_nothing_out() {
    let told = report(
        "Harbour fire in Quellmar",
        &[
            (
                "Quell News",
                "The harbour fire in Quellmar killed 39 dock workers and destroyed the grain warehouse near the lighthouse.",
            ),
            (
                "Quell Daily",
                "If the harbour fire in Quellmar had reached the lighthouse, the grain warehouse would have been destroyed and dock workers killed.",
            ),
        ],
    );
    let claims = claims(&told);
    let (_, level, citations) = claims.iter().find(|(text, ..)| text.contains("39")).unwrap();
    assert_eq!((level.as_str(), *citations), ("single_source", 1), "{claims:#?}");
}

#[test]
fn two_outlets_that_say_the_same_bear_each_other_out() {
    let told = report(
        "Harbour fire in Quellmar",
        &[
            (
                "Quell News",
                "The harbour fire in Quellmar killed 39 dock workers and destroyed the grain warehouse near the lighthouse.",
            ),
            (
                "Quell Daily",
                "A fire in the harbour of Quellmar has destroyed the grain warehouse by the lighthouse; 39 dock workers were killed.",
            ),
        ],
    );
    let claims = claims(&told);
    assert_eq!(
        claims.first().map(|(_, level, citations)| (level.as_str(), *citations)),
        Some(("reported", 2)),
        "{claims:#?}"
    );
}

#[test]
fn copies_of_one_text_are_one_witness() {
    let text = "The harbour fire in Quellmar killed 39 dock workers and destroyed the grain warehouse near the lighthouse.";
    let told = report(
        "Harbour fire in Quellmar",
        &[("Quell News", text), ("Quell Daily", text), ("Third Post", text)],
    );
    let claims = claims(&told);
    assert_eq!(claims.first().map(|(_, level, _)| level.as_str()), Some("single_source"), "{claims:#?}");
    assert_eq!(told["sources"][0]["also_in"].as_array().unwrap().len(), 2);
}

/// The level, the witnesses and the wording of a model's claim about a fire, from what outlets say of it.
fn claim_about_the_fire(texts: &[(&str, &str)]) -> (String, u64, String) {
    let articles: Vec<Value> = texts
        .iter()
        .enumerate()
        .map(|(i, (outlet, text))| {
            json!({"url": format!("https://{i}.example/a"), "title": "Harbour fire in Quellmar", "outlet": outlet,
                "text": text, "published": "2026-01-16"})
        })
        .collect();
    let home = Home::with_articles(&articles);
    let claim = json!({"section": "events", "sentences": ["«39 dock workers»"],
        "text": "The harbour fire in Quellmar killed 39 dock workers."});
    let endpoint = Endpoint::that_says(json!({"claims": [claim]}).to_string());
    home.write("config.toml", format!("[llm]\nbase_url = \"{}\"\nmodel = \"recorded\"\n", endpoint.url()));
    let ask = ["ask", "Harbour fire in Quellmar", "--composer", "llm", "--format", "json"];
    let report = home.run([&ask[..], &["--now", "2026-01-20T08:00:00Z"]].concat()).succeeded().json();
    let sections = report["sections"].as_array().unwrap().iter();
    let mut claims = sections.flat_map(|section| section["claims"].as_array().unwrap());
    let is_ours = |claim: &&Value| {
        claim["basis"] != "synthesis" && claim["text"].as_str().unwrap().contains("killed 39 dock workers")
    };
    let claim = claims.find(is_ours).unwrap_or_else(|| panic!("{report:#}"));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let hedge = &claim["hedge"];
    (text(&hedge["level"]), hedge["independent_sources"].as_u64().unwrap(), text(&claim["text"]))
}

#[test]
fn outlets_that_quote_one_ministry_are_one_witness() {
    let news = "The harbour fire in Quellmar killed 39 dock workers, the interior ministry said. Firemen came from three towns and a tug pumped water until the morning.";
    let daily = "The interior ministry said that the harbour fire in Quellmar killed 39 dock workers. The fish market stayed shut and the ferry to Ost sailed from the old pier.";
    let own = "The harbour fire in Quellmar killed 39 dock workers at the grain quay. A reporter counted the coffins in the sailmakers' church on the hill above the town.";
    let quoting = claim_about_the_fire(&[("Quell News", news), ("Quell Daily", daily)]);
    assert_eq!((quoting.0.as_str(), quoting.1), ("single_source", 1), "{quoting:?}");
    assert!(quoting.2.contains("ccording to Quell "), "{quoting:?}");
    let counting = claim_about_the_fire(&[("Quell News", news), ("Ost Post", own)]);
    assert_eq!((counting.0.as_str(), counting.1), ("reported", 2), "{counting:?}");
}
