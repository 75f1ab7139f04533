//! Scoring the answers of other systems, and telling it to people, pages and servers.

use serde_json::json;

use crate::harness::{Home, Ran};

const FERRY: &str = "The ferry Halcyon sank off Melby on Sunday, and nine passengers drowned, police said.";
const COUNCIL: &str = "The council of Melby may close the harbour in March. “We need time”, said Ada Brandt.";

/// Answers in the shapes of ragas, ALCE and OpenAI: two that hold, one with a number of its own.
fn home() -> Home {
    let home = Home::new();
    let docs = json!([{"title": "Ferry", "text": FERRY}, {"title": "Council", "text": COUNCIL}]);
    home.write_lines(
        "answers.jsonl",
        &[
            json!({"id": "good", "user_input": "Who drowned?", "response": "Nine passengers of the ferry Halcyon drowned, police said.",
                "retrieved_contexts": [FERRY, COUNCIL]}),
            json!({"id": "wrong", "question": "How many drowned?",
                "output": "The ferry Halcyon sank off Melby on Sunday, and twelve passengers drowned, police said [1].", "docs": docs}),
            json!({"id": "spans", "question": "What now?", "text": "The council of Melby may close the harbour in March.",
                "annotations": [{"type": "file_citation", "index": 51, "file_id": "c"}],
                "contexts": [{"file_id": "f", "text": FERRY}, {"file_id": "c", "text": COUNCIL}]}),
        ],
    );
    home
}

fn eval(home: &Home, more: &[&str]) -> Ran {
    home.run([&["-q", "eval", "answers", "--answers", "answers.jsonl"], more].concat())
}

#[test]
fn the_statement_that_fails_is_named_with_the_words_beside_it() {
    let ran = eval(&home(), &[]).succeeded();
    for part in [
        "3 answers, 3 statements\n",
        "\nfaithfulness            0.667\n",
        "\ncitation recall         0.500\n",
        "WRONG The ferry Halcyon sank off Melby on Sunday, and twelve passengers drowned, police said. [1]",
        "number: `twelve` beside `nine`",
        "closest, in [1]: The ferry Halcyon sank",
    ] {
        assert!(ran.out.contains(part), "{part:?} is not in {}", ran.out);
    }
    assert_eq!(ran.out.matches("WRONG").count(), 1, "{}", ran.out);
}

#[test]
fn a_script_finds_every_statement_with_its_reasons() {
    let found = eval(&home(), &["--format", "json"]).succeeded().json();
    assert_eq!((&found["answers"], &found["statements"]), (&json!(3), &json!(3)));
    let wrong = &found["questions"][1];
    assert_eq!((&wrong["id"], &wrong["figures"]["faithfulness"]), (&json!("wrong"), &json!(0.0)));
    assert_eq!(wrong["entries"][0]["standing"], "unsupported");
    assert_eq!(wrong["entries"][0]["reasons"][0]["cause"], "number");
    assert_eq!(wrong["entries"][0]["invented_numbers"], json!(["twelve"]));
    assert_eq!(found["figures"]["invented_numbers"], json!(1.0));
    assert_eq!(found["questions"][2]["entries"][0]["citations"], json!([2]));
    assert_eq!(found["questions"][2]["figures"]["context_coverage"], json!(0.5));
}

#[test]
fn gates_come_alone_with_commas_or_from_a_file() {
    let home = home();
    eval(&home, &["--gate", "faithfulness>=0.6,citation_precision<=0.5"]).succeeded();
    home.write("gates.txt", "faithfulness>=0.6 # ours\nquote_exactness==1\n");
    eval(&home, &["--gate-file", "gates.txt"]).failed(&["no figure `quote_exactness`", "faithfulness"]);
    home.write("gates.txt", "faithfulness>=0.6\nunsupported==0\n");
    eval(&home, &["--gate-file", "gates.txt"])
        .ended(1)
        .says(&["the gate unsupported==0 failed: it is 1.0000"]);
    eval(&home, &["--gate", "faithful>=1"]).failed(&["no figure `faithful`"]);
}

#[track_caller]
fn has(text: &str, parts: &[&str]) {
    parts.iter().for_each(|part| assert!(text.contains(part), "{part:?} is not in {text}"));
}

#[test]
fn a_server_sees_the_cases_fail_where_nothing_else_decides() {
    let ran = eval(&home(), &["--format", "junit"]).succeeded();
    let failed = "<failure message=\"WRONG The ferry Halcyon";
    has(&ran.out, &["tests=\"3\" failures=\"1\"", "name=\"good: Who drowned?\"/>", failed]);
}

#[test]
fn where_there_are_gates_they_decide_what_a_server_sees_and_the_statements_are_told() {
    let home = home();
    let property = "<property name=\"faithfulness\" value=\"0.66";
    let told = "<system-out>WRONG The ferry Halcyon sank";
    let met = eval(&home, &["--format", "junit", "--gate", "faithfulness>=0.6"]).succeeded();
    has(&met.out, &["tests=\"4\" failures=\"0\"", property, told]);
    let missed = eval(&home, &["--format", "junit", "--gate", "faithfulness>=0.9"]).ended(1);
    has(&missed.out, &["tests=\"4\" failures=\"1\"", told, "<failure message=\"it is 0.6667\">"]);
}

/// Twelve answers, of which the first so many are wrong.
fn twelve(home: &Home, name: &str, wrong: usize) {
    let line = |n: usize| {
        let many = if n < wrong { "twelve" } else { "nine" };
        let answer = format!(
            "The ferry Halcyon sank off Melby on Sunday, and {many} passengers drowned, police said."
        );
        json!({"id": n, "question": "How many drowned?", "answer": answer, "contexts": [FERRY]})
    };
    home.write_lines(name, &(0..12).map(line).collect::<Vec<_>>());
}

#[test]
fn an_earlier_run_is_laid_beside_and_what_is_worse_beyond_chance_fails() {
    let home = Home::new();
    let run = |answers: &str, more: &[&str]| {
        home.run([&["-q", "eval", "answers", "--answers", answers], more].concat())
    };
    for (name, wrong) in [("good", 0), ("one", 1), ("half", 6)] {
        twelve(&home, &format!("{name}.jsonl"), wrong);
        let printed = run(&format!("{name}.jsonl"), &["--format", "json"]).succeeded();
        home.write(&format!("{name}.json"), printed.out);
    }
    let same = run("good.jsonl", &["--baseline", "good.json"]).succeeded().out;
    has(&same, &["beside good.json (12 cases of both)", "no case has changed", "the same"]);
    // One of twelve may be chance.
    let one = run("one.jsonl", &["--baseline", "good.json"]).succeeded().out;
    has(&one, &["\nchanged: 0: ", "faithfulness 1.000 -> 0.000", "unclear"]);
    let half = run("half.jsonl", &["--baseline", "good.json", "--out", "page", "--format", "md"]).ended(1);
    let half = half
        .says(&["worse than in good.json: faithfulness is 0.5000, was 1.0000 (-0.5000, 95% interval -0."]);
    has(&half.out, &["### Beside good.json", "| faithfulness | 1.000 | 0.500 | -0.500 |", "| worse |"]);
    has(&home.read("page/index.html"), &["<h2>Beside good.json</h2>", "<td class=\"n\">worse</td>"]);
    let xml = run("half.jsonl", &["--baseline", "good.json", "--format", "junit"]).ended(1).out;
    let case = "<testcase classname=\"caveat.eval.answers.baseline\" name=\"faithfulness\">\n      <failure message=\"faithfulness is 0.5000, was 1.0000";
    has(&xml, &[case, "name=\"context_coverage\"", "<system-out>"]);
    let found = run("half.jsonl", &["--baseline", "good.json", "--format", "json"]).ended(1).json();
    let figures = found["compared"]["figures"].as_array().unwrap();
    let faithfulness = figures.iter().find(|of| of["figure"] == "faithfulness").unwrap();
    assert_eq!((&faithfulness["trend"], &faithfulness["difference"]), (&json!("worse"), &json!(-0.5)));
    let better = run("good.jsonl", &["--baseline", "half.json"]).succeeded().out;
    has(&better, &["better"]);
    run("good.jsonl", &["--baseline", "good.jsonl"]).failed(&["good.jsonl", "--format json"]);
    home.write("other.json", json!({"questions": [{"id": "other", "figures": {}}]}).to_string());
    run("good.jsonl", &["--baseline", "other.json"]).failed(&["other.json", "none of its cases"]);
}

#[test]
fn somebody_else_s_configuration_is_not_read() {
    let home = home();
    home.write("config.toml", "this is [no toml");
    eval(&home, &[]).succeeded();
}

#[test]
fn a_page_and_a_table_are_for_people() {
    let home = home();
    let table = eval(&home, &["--format", "md", "--out", "page"]).succeeded().out;
    assert!(table.contains("| faithfulness | 0.6667 |") && table.contains("1 of 3 cases failed"), "{table}");
    let page = home.read("page/index.html");
    for part in ["<svg", "number: `twelve` beside `nine`", "1 of 3 cases"] {
        assert!(page.contains(part), "{part:?} is not in {page}");
    }
    assert!(!page.contains("<script") && !page.contains("src="), "{page}");
}

#[test]
fn an_answer_in_markdown_needs_its_contexts() {
    let home = home();
    home.write("answer.md", "# Ferries\n\nNine passengers of the Halcyon drowned, police said [1].\n");
    home.write_lines("contexts.jsonl", &[json!({"title": "Ferry", "text": FERRY}), json!(COUNCIL)]);
    let run = |more: &[&str]| home.run([&["-q", "eval", "answers", "--answers", "answer.md"], more].concat());
    run(&[]).failed(&["answer.md", "--contexts"]);
    let gates = ["--contexts", "contexts.jsonl", "--gate", "faithfulness==1,citation_recall==1"];
    run(&gates).succeeded();
    home.write("answers.jsonl", "{\"answer\": \"It sank.\", \"contexts\": [\"a\"]}\n{\"answer\": 3\n");
    eval(&home, &[]).failed(&["answers.jsonl, line 2: "]);
}

/// Curly quotes, low ones, guillemets and straight ones; in headings, lists and brackets, and with an apostrophe between.
#[test]
fn every_quotation_is_found_whatever_its_marks() {
    let home = Home::new();
    home.write(
        "answer.md",
        "# Is the council “closing the harbour”?\n\n\
         Ada Brandt called the talks “useful” and the “berth issue” unresolved [1]. Critics said she “favours the \
         owners” and “cannot be trusted to lead” them [1].\n\n\
         1. Statements that complicate the “closing the harbour” claim\n\n\
         - Her plan was “the mayor’s own” [1], she said („eine Übergangszeit“, as one paper had it) [2].\n\
         - Another spoke of «accord» [2], and of \"land deals\" [1].\n\
         - Nobody said “we give up”.\n",
    );
    let first = "Ada Brandt called the talks \"useful\" and the \"berth issue\" unresolved. Critics said that she favours \
        the owners and “cannot be trusted to lead” them. Her plan was the mayor's own. It speaks of land deals and of \
        closing the harbour.";
    let second = "She asked for „eine Übergangszeit”, and another paper wrote of an accord.";
    home.write_lines("contexts.jsonl", &[json!(first), json!(second)]);
    let arguments =
        ["eval", "answers", "--answers", "answer.md", "--contexts", "contexts.jsonl", "--format", "json"];
    let found = home.run(arguments).succeeded().json();
    let entries = found["questions"][0]["entries"].as_array().unwrap();
    let quotes: Vec<(&str, &str)> = entries
        .iter()
        .flat_map(|entry| entry["quotes"].as_array().unwrap())
        .map(|quote| (quote["words"].as_str().unwrap(), quote["state"].as_str().unwrap()))
        .collect();
    let words: Vec<&str> = quotes.iter().map(|(words, _)| *words).collect();
    let expected = [
        "closing the harbour", "useful", "berth issue", "favours the owners", "cannot be trusted to lead",
        "closing the harbour", "the mayor’s own", "eine Übergangszeit", "accord", "land deals", "we give up",
    ];
    assert_eq!(words, expected);
    let absent: Vec<&str> = quotes.iter().filter(|quote| quote.1 == "absent").map(|quote| quote.0).collect();
    assert_eq!(absent, ["we give up"], "{quotes:?}");
}

/// The other suites are told in the same forms.
#[test]
fn every_suite_is_told_to_servers_too() {
    let items = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/judgement/hedging.jsonl");
    let run = |format: &str| {
        Home::new().run(["eval", "hedging", "--items", items, "--format", format, "--gate", "over.f1>=0.5"])
    };
    let xml = run("junit").succeeded().out;
    assert!(xml.contains("<testsuite name=\"caveat.eval.hedging\""), "{xml}");
    assert!(
        xml.contains("<testcase classname=\"caveat.eval.hedging.gates\" name=\"over.f1>=0.5\"")
            || xml.contains("over.f1&gt;=0.5"),
        "{xml}"
    );
    let home = Home::new();
    home.write("before.json", run("json").succeeded().out);
    let again = home.run(["eval", "hedging", "--items", items, "--baseline", "before.json"]).succeeded().out;
    has(&again, &["beside before.json", "\nover.f1 ", "no case has changed"]);
    let table = run("md").succeeded().out;
    assert!(table.contains("| over.f1>=0.5 |") && table.contains("| passed |"), "{table}");
}
