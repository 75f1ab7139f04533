//! Who contradicts whom: the invented site's collision, as its reader is told of it.

use serde_json::{Value, json};

use crate::harness::Home;

const QUESTION: &str = "How many people were killed when the ferry Lisbet struck a dredger off Ostrand";

fn demo(format: &str) -> String {
    let ran = Home::new().run(["demo", QUESTION, "--format", format, "--now", "2026-01-25T12:00:00Z"]);
    ran.succeeded().out
}

fn of_kind<'a>(report: &'a Value, kind: &str) -> &'a Value {
    let matters = report["matters"].as_array().unwrap();
    matters.iter().find(|matter| matter["kind"] == kind).unwrap_or_else(|| panic!("{kind}: {matters:#?}"))
}

/// What the positions on a matter say, by whom, and whether something has taken their place.
fn positions<'a>(report: &'a Value, matter: &'a Value) -> Vec<(&'a str, &'a str, bool)> {
    let outlet = |n: &Value| {
        let source = report["sources"].as_array().unwrap().iter().find(|source| source["n"] == *n);
        source.unwrap()["outlet"].as_str().unwrap()
    };
    let position = |position: &'a Value| {
        let by = outlet(&position["citations"][0]["source"]);
        (position["says"].as_str().unwrap(), by, position["superseded"].as_bool().unwrap())
    };
    matter["positions"].as_array().unwrap().iter().map(position).collect()
}

#[test]
fn two_tolls_conflict_and_an_older_one_is_superseded() {
    let report: Value = serde_json::from_str(&demo("json")).unwrap();
    let mut told = positions(&report, of_kind(&report, "conflict"));
    told.sort_unstable();
    let expected = [
        ("11", "Harbour Post", false),
        ("At least four people", "Northgate Wire", true),
        ("Fourteen people", "Lume Public Radio", false),
    ];
    assert_eq!(told, expected);
    // The claims are told as disputed, the older count is none of them.
    let claims = report["sections"].as_array().unwrap().iter().flat_map(|s| s["claims"].as_array().unwrap());
    let disputed: Vec<&str> = claims
        .filter(|claim| claim["hedge"]["level"] == "disputed" && claim["basis"] != "synthesis")
        .map(|claim| claim["text"].as_str().unwrap())
        .collect();
    assert!(
        disputed.len() == 2 && disputed.iter().all(|text| text.starts_with("Accounts differ: ")),
        "{disputed:?}"
    );
}

#[test]
fn a_denial_stands_beside_what_it_denies() {
    let report: Value = serde_json::from_str(&demo("json")).unwrap();
    let matter = of_kind(&report, "denial");
    let told = positions(&report, matter);
    assert!(
        told[0].0.starts_with("The coastguard warned the crew") && told[0].1 == "Harbour Post",
        "{told:?}"
    );
    assert!(told[1].0.contains("had never been warned") && told[1].1 == "Lume Public Radio", "{told:?}");
    let stances: Vec<&Value> = matter["positions"].as_array().unwrap().iter().map(|p| &p["stance"]).collect();
    assert_eq!(stances, ["asserts", "denies"]);
    let row = report["matrix"]["rows"].as_array().unwrap().iter();
    let row = row.clone().find(|row| row["text"].as_str().unwrap().starts_with("The coastguard")).unwrap();
    let outlets = report["matrix"]["outlets"].as_array().unwrap().iter();
    let cells: Vec<(&str, &str)> = outlets
        .zip(row["cells"].as_array().unwrap())
        .map(|(outlet, cell)| (outlet.as_str().unwrap(), cell["stance"].as_str().unwrap()))
        .collect();
    for said in [("Harbour Post", "asserts"), ("Lume Public Radio", "denies"), ("Northgate Wire", "silent")] {
        assert!(cells.contains(&said), "{cells:?}");
    }
}

#[test]
fn a_wire_copy_is_one_witness_and_a_correction_is_told() {
    let report: Value = serde_json::from_str(&demo("json")).unwrap();
    let sources = report["sources"].as_array().unwrap();
    let wire = sources.iter().find(|source| source["outlet"] == "Northgate Wire").unwrap();
    assert_eq!(wire["also_in"][0]["outlet"], "Tidewater Ledger");
    assert!(sources.iter().all(|source| source["outlet"] != "Tidewater Ledger"), "{sources:#?}");
    let amendment = &report["amendments"][0];
    assert_eq!((&amendment["kind"], &amendment["on"]), (&json!("announced"), &json!("2026-01-20")));
    assert!(amendment["note"].as_str().unwrap().starts_with("Correction: "), "{amendment}");
}

#[test]
fn every_form_tells_who_contradicts_whom() {
    let text = demo("text");
    for part in [
        "Accounts conflict on how many were killed:",
        "Earlier: “At least four people”, Northgate Wire, 19 January 2026",
        "One side asserts, another denies:",
        "Harbour Post says that it corrected this article on 20 January 2026",
    ] {
        assert!(text.contains(part), "{part:?} is not in {text}");
    }
    let (markdown, page) = (demo("md"), demo("html"));
    for part in ["Who says what", "When the sources appeared", "Corrections and changes", "denies", "silent"]
    {
        assert!(markdown.contains(part) && page.contains(part), "{part}");
    }
    for link in [
        "/lume-public-radio/news/ferry-lisbet-hospital#:~:text=Fourteen%20people%20were%20killed%20when,",
        "<svg",
        "<table>",
        "application/ld+json",
        "<mark>",
    ] {
        assert!(page.contains(link), "{link} is not in {page}");
    }
}

#[test]
fn what_is_said_of_matters_is_verified() {
    let home = Home::new();
    home.run(["demo", QUESTION, "--format", "json", "--keep", "kept", "--now", "2026-01-25T12:00:00Z"])
        .succeeded();
    let ask = ["--index", "kept", "ask", QUESTION, "--format", "json", "--now", "2026-01-25T13:00:00Z"];
    let report = home.run([&ask[..], &["-o", "report.json"]].concat());
    report.succeeded();
    home.run(["--index", "kept", "verify", "report.json"]).succeeded();
    let mut forged: Value = serde_json::from_str(&home.read("report.json")).unwrap();
    forged["matters"][0]["positions"][0]["says"] = json!("99 people");
    home.write("forged.json", forged.to_string());
    let ran = home.run(["--index", "kept", "verify", "forged.json"]).ended(1);
    assert!(ran.out.contains("does not say “99 people”"), "{}", ran.out);
}

#[test]
fn a_count_that_has_grown_is_told_as_of_its_day_and_not_as_disputed() {
    let article = |n: usize, outlet: &str, day: &str, text: &str| {
        json!({"url": format!("https://{n}.example/a"), "title": "Harbour fire in Quellmar", "outlet": outlet, "text": text,
            "published": day})
    };
    let home = Home::with_articles(&[
        article(
            1,
            "Quell News",
            "2026-01-12",
            "The harbour fire in Quellmar killed 14 dock workers and destroyed a warehouse.",
        ),
        article(
            2,
            "Quell Daily",
            "2026-01-14",
            "The harbour fire in Quellmar killed 39 dock workers and destroyed a warehouse.",
        ),
    ]);
    let ask = |format: &str| {
        let ask = ["ask", "Harbour fire in Quellmar", "--format", format, "--now", "2026-01-20T08:00:00Z"];
        home.run(ask).succeeded()
    };
    let report = ask("json").json();
    let told = positions(&report, of_kind(&report, "supersession"));
    let expected = [("14 dock workers", "Quell News", true), ("39 dock workers", "Quell Daily", false)];
    assert_eq!(told, expected);
    let claims = report["sections"].as_array().unwrap().iter().flat_map(|s| s["claims"].as_array().unwrap());
    assert!(claims.into_iter().all(|claim| claim["hedge"]["level"] != "disputed"), "{report:#}");
    let text = ask("text").out.replace('\n', " ");
    assert!(text.contains("(as of 14 January 2026)"), "{text}");
    assert!(!text.contains("killed 14 dock workers") || text.contains("(superseded, see"), "{text}");
    assert!(text.contains("As of 14 January 2026: “39 dock workers”, Quell Daily"), "{text}");
}

#[test]
fn what_is_told_in_another_word_is_not_missed_and_a_correction_is_no_claim() {
    let ask = [
        "demo",
        "How many people died in the collision of the ferry Lisbet?",
        "--now",
        "2026-01-25T12:00:00Z",
    ];
    let report = Home::new().run(ask).succeeded().out;
    assert!(report.contains("people were killed") && !report.contains("“died” was not found"), "{report}");
    let told = report.split("Where accounts differ").next().unwrap();
    assert!(!told.contains("An earlier version of this article"), "{report}");
}
