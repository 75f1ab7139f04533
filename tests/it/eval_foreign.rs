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

#[test]
fn a_server_reads_cases_and_gates() {
    let ran = eval(&home(), &["--format", "junit", "--gate", "faithfulness>=0.9"]).ended(1);
    for part in [
        "tests=\"4\" failures=\"2\"",
        "<property name=\"faithfulness\" value=\"0.66",
        "name=\"good: Who drowned?\"/>",
        "<failure message=\"WRONG The ferry Halcyon",
        "<failure message=\"it is 0.6667\">",
    ] {
        assert!(ran.out.contains(part), "{part:?} is not in {}", ran.out);
    }
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
    let table = run("md").succeeded().out;
    assert!(table.contains("| over.f1>=0.5 |") && table.contains("| passed |"), "{table}");
}
