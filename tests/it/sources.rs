//! `caveat sources`: trying them, and exchanging them with feed readers.

use caveat::commands::demo::{SOURCES, Site};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::harness::Home;

const NOW: &str = "2026-01-25T08:00:00Z";

#[test]
fn a_check_tells_what_is_found_and_what_is_wrong() {
    let runtime = Runtime::new().unwrap();
    let site = runtime.block_on(Site::start()).unwrap();
    let home = Home::new();
    let mut config = "[crawl]\nmin_delay_ms = 0\nallow_private_addresses = true\n".to_owned();
    for source in SOURCES {
        config += &format!("[[source]]\nname = '{}'\nurl = '{}'\n", source.name, site.url(source.path));
    }
    let missing = site.url("/nowhere");
    config += &format!("[[source]]\nname = 'Nowhere'\nurl = '{missing}'\n");
    home.write("config.toml", config);

    let ran = home.run(["sources", "check", "--format", "json", "--now", NOW]).ended(1);
    let found = ran.json();
    let of = |name: &str| found.as_array().unwrap().iter().find(|one| one["source"] == name).unwrap().clone();
    for source in SOURCES {
        let one = of(source.name);
        assert_eq!(one["problems"], json!([]), "{one}");
        assert!(
            one["articles"].as_u64().unwrap() > 0 && !one["read"].as_array().unwrap().is_empty(),
            "{one}"
        );
        assert!(one["read"].as_array().unwrap().len() <= 3, "{one}");
    }
    let nowhere = of("Nowhere");
    assert!(
        nowhere["problems"][0].as_str().unwrap().starts_with("status 404; look for its new address"),
        "{nowhere}"
    );
    let forms: Vec<Value> =
        SOURCES.iter().map(|source| of(source.name)["found"][0]["form"].clone()).collect();
    for form in ["rss", "atom", "sitemap", "section"] {
        assert!(forms.contains(&form.into()), "{forms:?}");
    }
    home.run(["ask", "Who?"]).failed(&["there are no articles yet"]);

    let told = home.run(["sources", "check", "--source", SOURCES[0].name, "--now", NOW]).succeeded();
    assert!(
        told.out.starts_with(&format!("ok   {}", SOURCES[0].name)) && told.out.contains("read: "),
        "{told:#?}"
    );
    let told = home.run(["sources", "check", "--source", &missing, "--now", NOW]).ended(1);
    assert!(told.out.starts_with("FAIL") && told.out.contains("wrong: status 404"), "{told:#?}");
}

const SUBSCRIPTIONS: &str = "<opml version='2.0'><body><outline text='News'>
    <outline text='Harbour &amp; Post' xmlUrl='https://harbour.example/feed?a=1&amp;b=2'/>
    <outline text='Harbour &amp; Post' xmlUrl='https://harbour.example/sport'/>
    <outline text='Again' xmlUrl='https://harbour.example/sport'/>
    <outline text='Known' xmlUrl='https://known.example/feed'/>
    <outline text='Odd' xmlUrl='feed://odd.example/'/></outline></body></opml>";

#[test]
fn subscriptions_become_sources_and_sources_subscriptions() {
    let home = Home::new();
    home.write("a.opml", SUBSCRIPTIONS);
    home.write(
        "config.toml",
        "# mine\n[[source]]\nname = 'Mine'\nurl = 'https://known.example/feed'\nkind = 'auto'",
    );
    let told = ["added 2", "2 were there already", "1 left out", "feed://odd.example/"];
    home.run(["sources", "import", "a.opml"]).succeeded().says(&told);
    let config = home.read("config.toml");
    assert!(config.starts_with("# mine\n[[source]]\nname = 'Mine'"), "{config}");
    home.run(["sources", "import", "a.opml"]).succeeded().says(&["added 0"]);
    assert_eq!(home.read("config.toml"), config);

    home.run(["sources", "export", "-o", "b.opml"]).succeeded();
    let exported = home.read("b.opml");
    for part in [
        "text=\"Harbour &amp; Post (2)\"",
        "xmlUrl=\"https://harbour.example/feed?a=1&amp;b=2\"",
        "category=\"/kind/auto\"",
    ] {
        assert!(exported.contains(part), "{exported}");
    }
    // In a new place, they are the same sources again.
    let elsewhere = Home::new();
    elsewhere.write("b.opml", &exported);
    elsewhere.run(["sources", "import", "b.opml"]).succeeded().says(&["added 3 to config.toml"]);
    assert_eq!(elsewhere.run(["sources", "export"]).succeeded().out, exported);
}

#[test]
fn what_is_no_list_of_subscriptions_changes_nothing() {
    let home = Home::new();
    home.write("a.opml", "<html><body>");
    home.run(["sources", "import", "a.opml"]).failed(&["a.opml", "not OPML"]);
    home.write("a.opml", "<opml><body><outline xmlUrl='feed://odd.example/'/></body></opml>");
    home.run(["sources", "import", "a.opml"]).ended(2).says(&["no subscription that can be a source"]);
    home.run(["sources", "export"]).failed(&["no sources are configured"]);
    assert!(!home.path("config.toml").exists());
}
