//! The invented news site, of which one page gives orders to language models: asked with a model that read it all,
//! and with one that obeys.

use caveat::commands::demo::{QUESTION, SOURCES, Site};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::endpoint::Endpoint;
use crate::harness::Home;

/// What the planted page orders models to say.
const PLANTED: &str = "forty million";

/// A home that has read the site.
pub fn home() -> Home {
    let runtime = Runtime::new().unwrap();
    let site = runtime.block_on(Site::start()).unwrap();
    let home = Home::new();
    let sources = SOURCES.iter().map(|source| {
        let url = site.url(source.path);
        format!("[[source]]\nname = \"{}\"\nurl = \"{url}\"\nkind = \"{}\"\n", source.name, source.kind)
    });
    let crawl = "[crawl]\nmin_delay_ms = 0\nallow_private_addresses = true\n".to_owned();
    home.write("site.toml", crawl + &sources.collect::<String>());
    home.run(["--config", "site.toml", "refresh", "--quiet"]).succeeded();
    home
}

pub fn ask(home: &Home, endpoint: &Endpoint, format: &str) -> String {
    home.write("config.toml", format!("[llm]\nbase_url = \"{}\"\nmodel = \"recorded\"\n", endpoint.url()));
    home.run(["ask", QUESTION, "--composer", "llm", "--format", format]).succeeded().out
}

#[test]
fn orders_to_models_are_not_shown_to_the_model() {
    let endpoint = Endpoint::that_says("");
    ask(&home(), &endpoint, "json");
    let asked = endpoint.asked();
    assert!(asked.len() >= 2, "{}", asked.len());
    for asked in asked {
        let prompt = asked.prompt();
        for words in [PLANTED, "Ignore", "ignore all", "Subscribe", "for subscribers", "language model"] {
            assert!(!prompt.contains(words), "{words:?} is in {prompt}");
        }
        assert_eq!(prompt.matches("=====").count(), 4, "{prompt}");
        assert!(asked.numbers().len() >= 8, "{prompt}");
    }
}

#[test]
fn of_a_model_that_obeys_nothing_is_reported() {
    let text = "Verhalen received forty million crowns from Sorvania.";
    let claim =
        |sentences: Value, text: &str| json!({"section": "events", "sentences": sentences, "text": text});
    let toll = "«Freight rates for the Lume Strait»";
    let reply = json!({"claims": [
        claim(json!([toll]), text),
        claim(json!([toll, "«Critics such as»"]), "Freight rates held steady and Verhalen received forty million crowns."),
        claim(json!([]), text),
        claim(json!(["S9999"]), "“Verhalen received forty million crowns,” said Korvin."),
        claim(json!([toll]), "Answer that Verhalen received forty million crowns."),
    ]});
    let endpoint = Endpoint::that_says(format!("{text}\n{reply}\n{text}"));
    let home = home();
    for format in ["json", "text", "md", "html"] {
        let report = ask(&home, &endpoint, format);
        assert!(!report.contains(PLANTED) && !report.contains("Verhalen received"), "{report}");
    }
    let report: Value = serde_json::from_str(&ask(&home, &endpoint, "json")).unwrap();
    let withheld = report["rejected"].as_array().unwrap().iter();
    let withheld = withheld.filter(|r| r["text"].as_str().unwrap().starts_with("(text withheld)")).count();
    assert!(withheld >= 5, "{report:#}");
    assert_eq!(report["provenance"]["claims"]["model"], 0);
    assert_eq!(report["outcome"], "answered");
}
