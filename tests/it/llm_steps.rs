//! Composing with a language model, step by step: the plan, the repair of a claim, the summary, what is remembered, what
//! it may cost, and how it is stopped.

use serde_json::{Value, json};

use crate::endpoint::{Act, Asked, Endpoint, NOTHING, Step};
use crate::harness::{Home, Ran};
use crate::llm::{GOOD, QUESTION, ask, ask_with, by_model, home, outline};

const NOW: &str = "2026-03-10T08:00:00Z";
const COST: &str = "The tidal gate will cost 48 million marks and is planned to open in 2029.";
const SUMMARY: &str = r#"{"summary":[
    {"ids":["K1"],"text":"Mayor Ada Quill signed the contract for the Lindmouth tidal gate with Brass and Vane on 2 March."},
    {"ids":["K1","K4"],"text":"According to Lindmouth Courier, Ada Quill signed the contract on 2 March, and Quill denied that she favoured the builder."},
    {"ids":["K2"],"text":"The gate will cost 61 million marks."},
    {"ids":["K1","K2"],"text":"Ada Quill signed the cost."}],
    "follow_ups":["What did Petra Noll say about Brass and Vane?","Did Quill take a bribe from Ivo Trask?","Why?"]}"#;

/// A configuration for an endpoint, and more keys of its table.
fn configure(home: &Home, endpoint: &Endpoint, more: &str) {
    let url = endpoint.url();
    home.write("config.toml", format!("[llm]\nbase_url = \"{url}\"\nmodel = \"recorded\"\n{more}"));
}

fn run(home: &Home, more: &[&str]) -> Ran {
    let asked = ["--now", NOW, "ask", QUESTION, "--composer", "llm", "--format", "json"];
    home.run([&asked[..], more].concat())
}

fn claim(sentence: &str, text: &str) -> String {
    json!({"claims": [{"ids": [format!("«{sentence}»")], "text": text, "stance": "neutral", "modality": "said"}]})
        .to_string()
}

fn texts(report: &Value, kind: &str) -> Vec<String> {
    let sections = report["sections"].as_array().unwrap();
    let section = sections.iter().find(|section| section["kind"] == kind).unwrap();
    let claims = section["claims"].as_array().unwrap().iter();
    claims.map(|claim| claim["text"].as_str().unwrap().to_owned()).collect()
}

fn without_provenance(ran: Ran) -> String {
    let mut report = ran.succeeded().json();
    report["provenance"] = Value::Null;
    report.to_string()
}

#[test]
fn what_the_plan_asks_is_looked_for_and_what_is_beside_the_matter_is_not() {
    let endpoint = Endpoint::that_writes(|asked| match asked.step() {
        Step::Plan => json!({"sections": [
            {"section": "events", "ask": "Who sank the frigate Perdita at Cape Morrow?"},
            {"section": "context", "ask": "Who wrote the anonymous letter about the tidal gate?"},
            {"section": "weather", "ask": "Does it rain at the tidal gate?"},
        ]})
        .to_string(),
        _ => asked.in_section(NOTHING),
    });
    ask(&home(), endpoint.url());
    let sections = endpoint.asked_for(Step::Section);
    let answers = |asked: &Asked| {
        let line = asked.prompt().lines().find(|line| line.contains("It answers: ")).unwrap().to_owned();
        line.split_once("It answers: ").unwrap().1.to_owned()
    };
    let asked: Vec<String> = sections.iter().map(answers).collect();
    // They are asked for side by side.
    let place =
        |ask: &str| asked.iter().position(|asked| asked == ask).unwrap_or_else(|| panic!("{asked:?}"));
    let context = place("Who wrote the anonymous letter about the tidal gate?");
    assert_eq!((asked.len(), asked.iter().filter(|asked| *asked == QUESTION).count()), (4, 3));
    assert!(sections[context].prompt().contains("has not said who wrote the anonymous letter"));
}

#[test]
fn a_claim_that_does_not_hold_is_asked_for_once_more_with_its_sentence_alone() {
    let endpoint = Endpoint::that_writes(|asked| match asked.step() {
        Step::Section => {
            asked.in_section(&claim("The tidal gate will cost", "The tidal gate will cost 61 million marks."))
        }
        Step::Repair => claim("The tidal gate will cost", COST),
        _ => asked.in_section(NOTHING),
    });
    let report = ask(&home(), endpoint.url()).succeeded().json();
    assert_eq!(
        report["provenance"]["drafted"],
        json!({"proposed": 1, "kept": 0, "repaired": 1, "replaced": 0}),
        "{}",
        outline(&report)
    );
    assert_eq!((by_model(&report), &report["rejected"]), (1, &json!([])));
    let repairs = endpoint.asked_for(Step::Repair);
    let prompt = repairs[0].prompt();
    assert_eq!((repairs.len(), repairs[0].numbers().len()), (1, 1), "{prompt}");
    assert!(prompt.contains("61 million") && prompt.contains("a number in it is not"), "{prompt}");
}

#[test]
fn a_claim_that_is_not_mended_gives_way_to_its_sentence() {
    let endpoint = Endpoint::that_writes(|asked| match asked.step() {
        Step::Section => {
            asked.in_section(&claim("The tidal gate will cost", "The tidal gate will cost 61 million marks."))
        }
        Step::Repair => claim("The tidal gate will cost", "The tidal gate will cost 61 million marks."),
        _ => asked.in_section(NOTHING),
    });
    let report = ask(&home(), endpoint.url()).succeeded().json();
    assert_eq!(report["provenance"]["drafted"]["replaced"], 1);
    assert!(
        texts(&report, "events")
            .iter()
            .any(|text| text.contains("cost 48 million marks and is planned to open in 2029"))
    );
    assert!(!report.to_string().contains("61 million"), "{}", outline(&report));
}

#[test]
fn a_reply_that_cannot_be_read_is_asked_for_once_more_and_told_so() {
    let endpoint = Endpoint::that_writes(|asked| {
        let messages = asked.body["messages"].as_array().unwrap().len();
        match (asked.step(), messages) {
            (Step::Section, 1) => asked.in_section("Of course! What a nice question about the gate."),
            (Step::Section, _) => format!("«The tidal gate will cost»: {COST}"),
            _ => asked.in_section(NOTHING),
        }
    });
    let report = ask(&home(), endpoint.url()).succeeded().json();
    assert_eq!(by_model(&report), 1, "{}", outline(&report));
    let sections = endpoint.asked_for(Step::Section);
    let again = sections.iter().map(|asked| &asked.body["messages"]).find(|messages| messages[1].is_object());
    let again = again.unwrap();
    assert_eq!((&again[1]["role"], &again[2]["role"]), (&json!("assistant"), &json!("user")));
    assert!(again[2]["content"].as_str().unwrap().contains("cannot be read"));
    assert!(again[0]["content"].as_str().unwrap().contains("one line for each claim"), "{again}");
}

#[test]
fn the_summary_is_the_models_where_the_claims_bear_it_out() {
    let endpoint = Endpoint::that_writes(|asked| match asked.step() {
        Step::Conclude => SUMMARY.to_owned(),
        _ => asked.in_section(GOOD),
    });
    let report = ask(&home(), endpoint.url()).succeeded().json();
    let summary = texts(&report, "executive_summary");
    assert_eq!(
        summary[summary.len() - 2..],
        [
            "According to Lindmouth Courier, Mayor Ada Quill signed the contract for the Lindmouth tidal gate with Brass and Vane on 2 March.",
            "According to Lindmouth Courier, Ada Quill signed the contract on 2 March, and Quill denied that she favoured the builder."
        ]
    );
    assert_eq!(report["follow_ups"][0], "What did Petra Noll say about Brass and Vane?");
    assert_eq!(report["follow_ups"].as_array().unwrap().len(), 3);
    for invented in ["61 million", "signed the cost", "Trask"] {
        assert!(!report.to_string().contains(invented), "{invented}");
    }
}

#[test]
fn what_was_said_once_is_not_asked_again() {
    let endpoint = Endpoint::that_says(GOOD);
    let home = home();
    configure(&home, &endpoint, "");
    let first = without_provenance(run(&home, &[]));
    let requests = endpoint.asked().len();
    let again = run(&home, &[]);
    let tokens = again.json()["provenance"]["tokens"].clone();
    assert_eq!(without_provenance(again), first);
    assert_eq!(
        (endpoint.asked().len(), tokens),
        (requests, json!({"prompt": 0, "completion": 0, "replies": 0, "remembered": 6}))
    );
    // Other words are another question.
    configure(&home, &endpoint, "seed = 2\n");
    run(&home, &[]).succeeded();
    assert_eq!(endpoint.asked().len(), 2 * requests);
}

#[test]
fn a_tracked_question_is_put_to_the_model_again_only_where_something_is_new() {
    let endpoint = Endpoint::that_says(GOOD);
    let home = home();
    configure(&home, &endpoint, "");
    home.run(["track", "add", QUESTION, "--name", "gate", "--composer", "llm", "--now", NOW]).succeeded();
    let came = |title: &str, text: &str| {
        let article = json!({"url": format!("https://tide.example/{}", title.len()), "outlet": "Northern Tide",
            "title": title, "text": text, "published": "2026-03-09", "fetched": "2026-03-10T06:00:00Z", "language": "en"});
        home.write("more.jsonl", article.to_string());
        home.run(["--quiet", "import", "more.jsonl"]).succeeded();
    };
    let refreshed = |more: &[&str]| {
        let refresh =
            ["refresh", "--only-ask", "--quiet", "--format", "json", "--now", "2026-03-11T08:00:00Z"];
        let questions = home.run([&refresh[..], more].concat()).succeeded().json()["questions"].clone();
        (questions["asked"].clone(), questions["changed"].clone(), endpoint.asked().len())
    };
    let requests = endpoint.asked().len();
    assert!(requests > 0);
    came("A good year for plums", "Growers in the valley brought in more plums than in the year before.");
    assert_eq!(refreshed(&[]), (0.into(), 0.into(), requests));
    came(
        "Builder gives up the tidal gate",
        "The builder Brass and Vane gave up the contract for the Lindmouth tidal gate that Mayor Quill had signed.",
    );
    let (asked, _, again) = refreshed(&[]);
    assert!(asked == 1 && again > requests, "{again} requests");
    // What is the same is heard from memory, whoever forces it.
    assert_eq!(refreshed(&["--force"]), (1.into(), 0.into(), again));
}

#[test]
fn prompts_can_be_ones_own() {
    let endpoint = Endpoint::that_says(GOOD);
    let home = home();
    configure(&home, &endpoint, "");
    let shipped = run(&home, &[]).succeeded().json();
    std::fs::create_dir(home.path("own")).unwrap();
    home.write("own/plan.md", "You plan a news report, briefly: {{question}} {{evidence}} {{sections}}");
    let own = run(&home, &["--prompts", "own"]).succeeded().json();
    assert!(endpoint.asked_for(Step::Plan)[1].prompt().contains("briefly: Did Mayor Quill"));
    assert_ne!(own["provenance"]["prompt_sha256"], shipped["provenance"]["prompt_sha256"]);
    home.write("own/plan.md", "{{question}} {{evidence}} {{sections}} {{mood}}");
    run(&home, &["--prompts", "own"]).failed(&["plan.md", "{{mood}}", "question, evidence, sections"]);
    run(&home, &["--prompts", "elsewhere"]).failed(&["elsewhere", "directory"]);
}

#[test]
fn an_answer_takes_no_more_than_it_may() {
    let endpoint = Endpoint::that_says(GOOD);
    let home = home();
    configure(&home, &endpoint, "");
    let told = |ran: Ran| ran.succeeded().json()["notices"].to_string();
    let nothing = told(run(&home, &["--budget", "100"]));
    assert!(nothing.contains("Composed without the model") && nothing.contains("100 tokens"), "{nothing}");
    assert!(endpoint.asked().is_empty());
    // Enough for the plan and the first section, not for the others: a reply counts 1,500.
    let some = run(&home, &["--budget", "4200"]);
    let report = some.json();
    assert_eq!(by_model(&report), 5, "{}", outline(&report));
    let notice = told(some);
    assert!(
        notice.contains("Without the model") && notice.contains("context (an answer may take 4200"),
        "{notice}"
    );
    configure(&home, &endpoint, "prompt_price = 1.0\ncompletion_price = 10.0\nanswer_cost = 0.0001\n");
    assert!(told(run(&home, &["--prompts", "."])).contains("may cost 0.0001"));
    configure(&home, &endpoint, "seed = 9\nprompt_price = 1.0\ncompletion_price = 10.0\n");
    let cost = run(&home, &[]).succeeded().json()["provenance"]["cost"].as_f64().unwrap();
    assert!((cost - 6.0 * (1_200.0 + 3_000.0) / 1e6).abs() < 1e-9, "{cost}");
}

#[test]
fn what_an_endpoint_does_not_take_is_left_out() {
    let endpoint = Endpoint::that(Act::RefuseField("temperature", GOOD.to_owned()));
    let report = ask(&home(), endpoint.url()).succeeded().json();
    assert_eq!(by_model(&report), 5);
    let asked = endpoint.asked();
    assert_eq!(asked.len(), 7);
    assert!(asked[1..].iter().all(|asked| asked.body.get("temperature").is_none()));
    assert!(asked[1..].iter().all(|asked| asked.body.get("response_format").is_some()));
}

#[test]
fn a_prompt_that_does_not_fit_costs_its_section_and_no_more() {
    let endpoint = Endpoint::that(Act::RefuseStep(
        Step::Section,
        400,
        r#"{"error":{"message":"the request exceeds the available context size of 512 tokens"}}"#.to_owned(),
    ));
    let report = ask(&home(), endpoint.url()).succeeded().json();
    let notices = report["notices"].to_string();
    assert!(notices.contains("no room for what is asked") && notices.contains("context size"), "{notices}");
    assert_eq!(endpoint.asked_for(Step::Section).len(), 4);
}

#[cfg(unix)]
#[test]
fn ctrl_c_gives_what_is_there() {
    let (tell, told) = std::sync::mpsc::channel();
    let tell = std::sync::Mutex::new(tell);
    let endpoint = Endpoint::that(Act::Hang(Box::new(move |asked: &Asked| {
        let hangs = asked.step() == Step::Section && asked.prompt().contains("the background");
        if hangs {
            tell.lock().unwrap().send(()).unwrap();
        }
        (!hangs).then(|| asked.in_section(GOOD))
    })));
    let home = home();
    configure(&home, &endpoint, "concurrency = 1\ntimeout_seconds = 600\n");
    let mut command = home.command();
    command.args(["--now", NOW, "ask", QUESTION, "--composer", "llm", "--format", "json"]);
    let pipe = std::process::Stdio::piped;
    let running = command.stdout(pipe()).stderr(pipe()).spawn().unwrap();
    told.recv_timeout(std::time::Duration::from_secs(300)).unwrap();
    let kill = format!("kill -INT {}", running.id());
    assert!(std::process::Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    let report = Ran::from(running.wait_with_output().unwrap()).ended(130).json();
    assert_eq!(by_model(&report), 5, "{}", outline(&report));
    assert!(
        report["notices"].to_string().contains("context (stopped by the reader)"),
        "{}",
        report["notices"]
    );
}

#[test]
fn steps_are_told_and_claims_only_when_they_hold() {
    let endpoint = Endpoint::that_writes(|asked| {
        match asked.step() {
        Step::Section => asked.in_section(&json!({"claims": [
            {"ids": ["«The tidal gate will cost»"], "text": COST, "stance": "", "modality": ""},
            {"ids": ["«The tidal gate will cost»"], "text": "The gate will cost 61 million marks.", "stance": "", "modality": ""},
        ]})
        .to_string()),
        _ => asked.in_section(NOTHING),
    }
    });
    let ran = ask_with(&home(), &format!("base_url = \"{}\"\nmodel = \"recorded\"\n", endpoint.url()), &[]);
    let told: Vec<&str> = ran.err.lines().filter_map(|line| line.strip_prefix("caveat: ")).collect();
    let place = |line: &str| {
        told.iter().position(|told| *told == line).unwrap_or_else(|| panic!("{line}: {told:#?}"))
    };
    let steps = [
        "asking the model for a plan",
        "asking the model for the section events",
        &format!("  {COST}"),
        "events: 1 claims hold, 0 repaired, 1 replaced",
        "asking the model for a summary",
    ];
    assert!(steps.map(place).is_sorted(), "{told:#?}");
    assert!(!ran.err.contains("61 million marks.\n"), "{}", ran.err);
    let home = home();
    configure(&home, &endpoint, "");
    assert_eq!(run(&home, &["--quiet"]).succeeded().err, "");
}

#[test]
fn an_endpoint_is_tried_and_its_form_is_remembered() {
    let endpoint = Endpoint::that(Act::RefuseSchema(
        400,
        r#"{"error":{"message":"response_format is not supported"}}"#,
        "{\"colour\":\"red\"}".to_owned(),
    ));
    let home = home();
    configure(&home, &endpoint, "");
    let found = home.run(["llm", "check", "--format", "json"]).succeeded().json();
    assert_eq!(
        (&found["json_schema"], &found["json_object"], &found["form"]),
        (&json!(false), &json!(false), &json!("prompted"))
    );
    assert_eq!(found["streaming"], false);
    let tried = endpoint.asked().len();
    run(&home, &[]).succeeded();
    // No form is tried again that was refused.
    assert!(endpoint.asked()[tried..].iter().all(|asked| asked.body.get("response_format").is_none()));
    let text = home.run(["llm", "check"]).succeeded().out;
    assert!(text.contains("json_schema  no") && text.contains("asked in     prompted"), "{text}");
    Home::new().run(["llm", "check"]).failed(&["no language model is configured"]);
}
