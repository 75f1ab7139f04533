//! Checking answers: the demo's own report holds, planted faults are found, and so are those of other programs' answers.

use serde_json::{Value, json};

use crate::harness::{Home, Ran};

const NOW: [&str; 2] = ["--now", "2026-01-25T12:00:00Z"];

/// A home with the demo's report and the articles that it rests on.
fn home() -> (Home, Value) {
    let home = Home::new();
    let ran = home.run([&["demo", "--keep", "kept", "--format", "json"], &NOW[..]].concat()).succeeded();
    let report = ran.json();
    (home, report)
}

fn verify(home: &Home, report: &Value, more: &[&str]) -> Ran {
    home.write("report.json", report.to_string());
    home.run([&["--index", "kept", "verify", "report.json"], more].concat())
}

/// What is wrong, as the claim and the kind of fault; the document as a whole is `-`.
fn faults(ran: &Ran) -> Vec<(String, String)> {
    let ledger = ran.json();
    let kinds = |id: &str, of: &Value| {
        let problems = of["problems"].as_array().unwrap().iter();
        problems.map(|p| (id.to_owned(), p["fault"].as_str().unwrap().to_owned())).collect::<Vec<_>>()
    };
    let claims = ledger["claims"].as_array().unwrap().iter();
    let mut found: Vec<_> = claims.flat_map(|claim| kinds(claim["id"].as_str().unwrap(), claim)).collect();
    found.extend(kinds("-", &ledger));
    found
}

/// The first claim whose text has some words.
fn with<'a>(report: &'a mut Value, words: &str, synthesis: bool) -> &'a mut Value {
    let sections = report["sections"].as_array_mut().unwrap().iter_mut();
    let mut claims = sections.flat_map(|section| section["claims"].as_array_mut().unwrap());
    let is_it = |claim: &&mut Value| {
        claim["text"].as_str().unwrap().contains(words) && (claim["basis"] == "synthesis") == synthesis
    };
    claims.find(is_it).unwrap_or_else(|| panic!("no claim has {words:?}"))
}

/// Puts other words into the claim that has these; gives its id.
fn reword(report: &mut Value, words: &str, other: &str) -> String {
    let claim = with(report, words, false);
    claim["text"] = json!(claim["text"].as_str().unwrap().replace(words, other));
    for citation in claim["citations"].as_array_mut().unwrap() {
        citation.as_object_mut().unwrap().remove("at");
    }
    claim["id"].as_str().unwrap().to_owned()
}

type Fault = (&'static str, &'static str, fn(&mut Value) -> String);

/// Each fault with its kind and the claim that it was planted in.
const FAULTS: &[Fault] = &[
    ("a changed number", "unsupported", |report| reword(report, "seventeen senators", "nineteen senators")),
    ("a changed name", "unsupported", |report| reword(report, "Anton Grel", "Anton Lindqvist")),
    ("a changed date", "unsupported", |report| reword(report, "17 January", "27 January")),
    ("an altered quote", "quote_altered", |report| {
        let claim = with(report, "Seafarers' Union", false);
        let quote = claim["citations"][0]["quote"].as_str().unwrap().replace("support", "defence");
        claim["citations"][0]["quote"] = json!(quote);
        claim["id"].as_str().unwrap().to_owned()
    }),
    ("shifted bytes", "bytes_shifted", |report| {
        let claim = with(report, "travels to his negotiations", false);
        for edge in ["start", "end"] {
            claim["citations"][0][edge] = json!(claim["citations"][0][edge].as_u64().unwrap() + 3);
        }
        claim["id"].as_str().unwrap().to_owned()
    }),
    ("a citation of a missing source", "missing_source", |report| {
        let claim = with(report, "only four people", false);
        let mut citation = claim["citations"][0].clone();
        citation["source"] = json!(77);
        claim["citations"].as_array_mut().unwrap().push(citation);
        claim["id"].as_str().unwrap().to_owned()
    }),
    ("a source that nothing cites", "uncited_source", |report| {
        let mut source = report["sources"][0].clone();
        source["n"] = json!(78);
        report["sources"].as_array_mut().unwrap().push(source);
        "-".to_owned()
    }),
    ("a dropped not", "unsupported", |report| reword(report, "does not show whether", "does show whether")),
    ("wording stronger than its level", "too_strong", |report| {
        reword(report, "According to Northgate Wire, Ardenian special envoy", "Ardenian special envoy")
    }),
    ("a synthesis stronger than its claims", "synthesis_too_strong", |report| {
        let claim = with(report, "points both ways", true);
        claim["hedge"]["level"] = json!("established");
        claim["id"].as_str().unwrap().to_owned()
    }),
];

#[test]
fn a_report_of_one_claim_holds_and_so_do_stress_and_an_address_that_its_source_has() {
    let home = Home::new();
    let text = "Stickle.com added more than 300 words on Tuesday, and numerous newspapers took note of it.\n\n\
                The stickle that gave it its name is a steep hill near Calder.";
    let article = json!({"url": "https://post.example/words", "title": "Stickle.com has 300 words more", "text": text,
        "outlet": "Harbour Post", "published": "2026-01-21", "language": "en"});
    home.write("articles.jsonl", article.to_string());
    home.run([&["import", "articles.jsonl"], &NOW[..]].concat()).succeeded();
    let asked = ["ask", "How many words did Stickle.com add?", "--format", "json"];
    let report = home.run([&asked[..], &NOW[..]].concat()).succeeded().json();
    let told = report["sections"][0]["claims"][0]["text"].as_str().unwrap();
    assert!(told.contains("Stickle.com added") && told.contains("numerous"), "{told}");
    home.write("report.json", report.to_string());
    home.run(["verify", "report.json"]).succeeded();
}

/// A report of an outlet alone, on a question for a yes or a no.
#[track_caller]
fn check_one_outlet(question: &str, text: &str, says: &str) {
    let home = Home::new();
    let article = json!({"url": "https://post.example/pier", "title": "Melk and the pier of Calder", "text": text,
        "outlet": "Harbour Post", "published": "2026-01-21", "language": "en"});
    home.write("articles.jsonl", article.to_string());
    home.run([&["import", "articles.jsonl"], &NOW[..]].concat()).succeeded();
    let asked = ["ask", question, "--format", "json"];
    let report = home.run([&asked[..], &NOW[..]].concat()).succeeded().json();
    assert!(report.to_string().contains(says), "{report:#}");
    home.write("report.json", report.to_string());
    home.run(["verify", "report.json"]).succeeded();
}

#[test]
fn what_the_word_of_one_outlet_points_to_holds() {
    let asked = "Did Dragan Melk burn the pier of Calder?";
    let charge = "Dragan Melk burned the pier of Calder on Tuesday, the pilots of the harbour said.";
    check_one_outlet(asked, charge, "may point to a yes");
    let denial = "Dragan Melk burned the pier of Calder on Tuesday and was seen there with two pilots.\n\n\
                  The harbour master denied on Wednesday that Melk had burned the pier of Calder.";
    check_one_outlet(asked, denial, "points both ways");
}

#[test]
fn the_demos_report_holds_with_its_index_and_with_its_export() {
    let (home, report) = home();
    let ran = verify(&home, &report, &[]).succeeded();
    assert!(ran.out.contains("passes: ") && ran.out.contains("11 quotations"), "{}", ran.out);
    home.run(["--index", "kept", "export", "-o", "sources.jsonl"]).succeeded();
    home.write("report.json", report.to_string());
    home.run(["verify", "report.json", "--sources", "sources.jsonl"]).succeeded();
    home.run(["demo", "--keep", "kept"]).failed(&["cannot keep the demo in kept", "not empty"]);
}

#[test]
fn what_a_reader_is_shown_of_the_report_holds_too() {
    let (home, report) = home();
    let question = report["question"].as_str().unwrap();
    for format in ["md", "html", "text"] {
        let ask = ["--index", "kept", "ask", question, "--format", format, "-o", "shown"];
        home.run([&ask[..], &["--now", "2026-01-25T12:01:00Z"]].concat()).succeeded();
        let ran = home.run(["--index", "kept", "verify", "shown", "--format", "json"]).succeeded();
        assert!(ran.json()["ok"].as_u64().unwrap() >= 15, "{format}: {}", ran.out);
        home.write("shown", home.read("shown").replace("seventeen senators", "eleven senators"));
        home.run(["--index", "kept", "verify", "shown"]).ended(1);
    }
}

#[test]
fn each_planted_fault_is_found() {
    let (home, report) = home();
    for (name, kind, plant) in FAULTS {
        let mut faulty = report.clone();
        let id = plant(&mut faulty);
        let ran = verify(&home, &faulty, &["--format", "json"]).ended(1);
        let found = faults(&ran);
        assert!(found.contains(&(id.clone(), (*kind).to_owned())), "{name} in {id}: {found:?}");
        // A fault in a claim can make a statement about it too strong, and nothing else.
        let elsewhere = found.iter().filter(|(other, kind)| *other != id && kind != "synthesis_too_strong");
        assert_eq!(elsewhere.count(), 0, "{name} in {id}: {found:?}");
    }
}

#[test]
fn all_planted_faults_are_found_together() {
    let (home, mut report) = home();
    let planted: Vec<_> =
        FAULTS.iter().map(|(_, kind, plant)| (plant(&mut report), (*kind).to_owned())).collect();
    let ran = verify(&home, &report, &["--format", "json"]).ended(1);
    let found = faults(&ran);
    for fault in planted {
        assert!(found.contains(&fault), "{fault:?} is not in {found:?}");
    }
}

#[test]
fn other_ways_of_saying_too_much_are_found_too() {
    let (home, report) = home();
    let check = |kind: &str, plant: fn(&mut Value) -> String| {
        let mut faulty = report.clone();
        let id = plant(&mut faulty);
        let found = faults(&verify(&home, &faulty, &["--format", "json"]).ended(1));
        assert!(found.contains(&(id, kind.to_owned())), "{kind}: {found:?}");
    };
    check("too_strong", |report| reword(report, "has come out", "has undoubtedly come out"));
    check("unsupported", |report| reword(report, "no public evidence shows", "public evidence shows"));
    check("level_too_high", |report| {
        let claim = with(report, "only four people", false);
        claim["hedge"]["level"] = json!("established");
        claim["id"].as_str().unwrap().to_owned()
    });
    check("level_too_high", |report| {
        let claim = with(report, "only four people", false);
        claim["hedge"]["independent_sources"] = json!(4);
        claim["id"].as_str().unwrap().to_owned()
    });
    check("source_misstated", |report| {
        report["sources"][0]["outlet"] = json!("Quay Courier");
        "-".to_owned()
    });
    check("synthesis_too_strong", |report| {
        let claim = with(report, "points both ways", true);
        claim["text"] = json!(claim["text"].as_str().unwrap().replace("Harbour Post", "Quay Courier"));
        claim["id"].as_str().unwrap().to_owned()
    });
    check("synthesis_too_strong", |report| {
        let claim = with(report, "come out in support", true);
        claim["text"] =
            json!(claim["text"].as_str().unwrap().replace("come out in support", "not come out in support"));
        claim["id"].as_str().unwrap().to_owned()
    });
    check("unknown_claim", |report| {
        let claim = with(report, "leans somewhat", true);
        claim["from"].as_array_mut().unwrap().push(json!("c99"));
        claim["id"].as_str().unwrap().to_owned()
    });
    check("synthesis_too_strong", |report| {
        let claim = with(report, "points both ways", true);
        claim["text"] = json!("All outlets agree that Verhalen secretly works for the Sorvanian government.");
        claim["id"].as_str().unwrap().to_owned()
    });
}

/// An answer of some other program about a bridge that does not exist.
const ANSWER: &str = "# Is the Ropewalk bridge closed?\n\nThe Ropewalk bridge closed on 3 May after an inspector found \
    cracks in two piers [1]. Mayor Ulla Kern called the closure “a matter of weeks” [2]; the ferry runs twice an hour \
    [1].\n\n## Sources\n\n1. [Lume Post](https://lume.example/bridge)\n2. [Quay Courier](https://quay.example/kern)\n";

fn sources(home: &Home) {
    home.write_lines(
        "sources.jsonl",
        &[
            json!({"n": 1, "text": "The Ropewalk bridge was closed on 3 May after an inspector found cracks in two of \
                its piers. A ferry runs twice an hour."}),
            json!({"url": "https://quay.example/kern", "title": "Kern on the bridge", "text": "Mayor Ulla Kern said the \
                closure was “a matter of weeks at the most”."}),
        ],
    );
}

#[track_caller]
fn check_answer(home: &Home, answer: &str, expected: &[&str]) {
    home.write("answer.md", answer);
    let ran = home.run(["verify", "answer.md", "--sources", "sources.jsonl", "--format", "json"]);
    let found: Vec<String> = faults(&ran).into_iter().map(|(_, kind)| kind).collect();
    assert_eq!(found, expected, "{}", ran.out);
    assert_eq!(ran.code, i32::from(!expected.is_empty()));
}

#[test]
fn answers_of_other_programs_are_checked_too() {
    let home = Home::new();
    sources(&home);
    check_answer(&home, ANSWER, &[]);
    check_answer(&home, &ANSWER.replace("3 May", "13 May"), &["unsupported"]);
    check_answer(&home, &ANSWER.replace("Ulla Kern", "Haldis Roe"), &["unsupported"]);
    check_answer(
        &home,
        &ANSWER.replace("matter of weeks", "matter of days"),
        &["unsupported", "quotation_not_found"],
    );
    check_answer(&home, &ANSWER.replace("bridge closed", "bridge definitely closed"), &["too_strong"]);
    check_answer(&home, &ANSWER.replace("hour [1]", "hour [4]"), &["missing_source"]);
    check_answer(
        &home,
        &ANSWER.replace("weeks” [2]", "weeks” [1]"),
        &["unsupported", "quotation_not_found", "uncited_source"],
    );
}

#[test]
fn every_quotation_of_a_long_answer_is_listed_and_no_apostrophe() {
    let home = Home::new();
    home.write(
        "answer.txt",
        "Is the envoy “with Melk”\n\nExecutive summary\n\nIt isn't clear that the envoy's “with Melk”, critics' words \
        notwithstanding, or that talks were “useful” [1]; the rest—“land deals” and the like—is open [2] [3].\n",
    );
    let ran = home.run(["verify", "answer.txt", "--format", "json"]).ended(1);
    let quotes: Vec<String> = ran.json()["quotes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|q| q["quote"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(quotes, ["with Melk", "with Melk", "useful", "land deals"]);
}

#[test]
fn what_cannot_be_read_is_an_error() {
    let home = Home::new();
    home.run(["verify", "none.json"]).failed(&["cannot read none.json"]);
    home.write("empty.md", " \n");
    home.run(["verify", "empty.md"]).failed(&["empty.md is empty"]);
    home.write("other.json", "{\"schema\":\"other/2\"}");
    home.run(["verify", "other.json"]).failed(&["other.json", "the form `other/2`"]);
    home.write("broken.json", "{\"schema\":");
    home.run(["verify", "broken.json"]).failed(&["broken.json", "not JSON of a report"]);
    home.write("answer.md", ANSWER);
    home.write("sources.jsonl", "{\"n\":1,\"text\":\"a\"}\n{\"text\":7}\n");
    home.run(["verify", "answer.md", "--sources", "sources.jsonl"]).failed(&["sources.jsonl, line 2"]);
}
