//! Measuring the ranking on collections with known answers.

use std::path::Path;

use serde_json::{Value, json};

use crate::harness::{Home, Ran};

fn collection(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/collection").join(file);
    path.to_str().unwrap().to_owned()
}

/// Scores the collection of this repository.
fn eval(home: &Home, more: &[&str]) -> Ran {
    let files = ["corpus.jsonl", "queries.jsonl", "qrels.tsv"].map(collection);
    let [corpus, queries, qrels] = &files;
    let arguments = ["eval", "retrieval", "-q", "--corpus", corpus, "--queries", queries, "--qrels", qrels];
    home.run([&arguments, more].concat())
}

/// What is said about gates.
fn gates_of(ran: &Ran) -> String {
    ran.err.lines().filter(|line| line.contains("gate")).map(|line| format!("{line}\n")).collect()
}

/// What is the same in every run: all but times and sizes.
fn figures(ran: &Ran) -> &str {
    ran.out.split("\nindexing").next().unwrap()
}

#[test]
fn every_graded_query_gets_a_score() {
    let home = Home::new();
    let ran = eval(&home, &["--reference", "--failures", "2"]).succeeded();
    insta::assert_snapshot!(figures(&ran), @r"
    8 questions, 8 documents in 8 passages; the 100 best documents of each question

                             caveat  BM25 k1=0.9 b=0.4 BM25 k1=1.2 b=0.75
    nDCG@10                  0.5766             0.5766             0.5766
    MRR@10                   0.6250             0.6250             0.6250
    MAP@5                    0.5625             0.5625             0.5625
    Recall@100               0.5625             0.5625             0.5625
    Success@1                0.6250             0.6250             0.6250
    Success@5                0.6250             0.6250             0.6250
    Success@10               0.6250             0.6250             0.6250

    nothing was found for 2 questions; that counts as 0

    failed: q6:    
      answer   6 (1 document; not found)

    failed: q7: zyzzyva quokka
      answer   7 (1 document; not found)
    ");
    insta::assert_snapshot!(ran.err, @r#"
    caveat: judged documents that are not in the corpus: 1, such as `lost`; they count as not found
    caveat: query `q6`: the question is blank; ask something, for example: caveat ask "Who leads the talks?"
    "#);
    assert_eq!(std::fs::read_dir(home.path(".")).unwrap().count(), 0, "something was left behind");
}

#[test]
fn misspelt_questions_are_scored_beside_the_others_and_the_same_in_every_run() {
    let home = Home::new();
    let run =
        |seed: &str| eval(&home, &["--typos", "1", "--seed", seed, "--format", "json"]).succeeded().json();
    let first = run("7");
    assert_eq!(first["typos"], json!({"words": 1, "seed": 7}));
    let (clean, low) = (&first["figures"]["mrr@10"], &first["misspelt"]["figures"]["mrr@10"]);
    let fall = 1.0 - low.as_f64().unwrap() / clean.as_f64().unwrap();
    assert!((first["misspelt"]["fall"]["mrr@10"].as_f64().unwrap() - fall).abs() < 1e-9, "{first}");
    assert_eq!(run("7")["misspelt"], first["misspelt"]);
}

#[test]
fn a_worse_ranking_than_before_fails() {
    let home = Home::new();
    let mut before = eval(&home, &["--typos", "1", "--format", "json"]).succeeded().json();
    home.write("before.json", before.to_string());
    let same = eval(&home, &["--typos", "1", "--baseline", "before.json"]).succeeded().out;
    assert!(
        same.contains("beside before.json (8 cases of both)") && same.contains("\nfall.ndcg@10 "),
        "{same}"
    );
    for case in before["cases"].as_array_mut().unwrap() {
        case["figures"]["ndcg@10"] = json!(1.0);
    }
    home.write("before.json", before.to_string());
    let worse = eval(&home, &["--typos", "1", "--baseline", "before.json"]).ended(1);
    assert!(worse.err.contains("worse than in before.json: ndcg@10 is 0.5766, was 1.0000"), "{}", worse.err);
}

#[test]
fn a_script_finds_figures_costs_and_the_run() {
    let home = Home::new();
    let found =
        eval(&home, &["--format", "json", "--run-out", "run.trec", "--failures", "9"]).succeeded().json();
    assert_eq!((&found["queries"], &found["documents"], &found["empty"]), (&json!(8), &json!(8), &json!(2)));
    assert_eq!(found["figures"]["recall@100"], 0.5625);
    assert_eq!(found["failures"].as_array().unwrap().len(), 3);
    assert_eq!((&found["misspelt"], &found["baselines"]), (&Value::Null, &json!([])));
    for stage in ["interpret", "whole"] {
        assert!(found["cost"]["latency_ms"][stage]["p99"].is_f64(), "{found:#}");
    }
    let run = home.read("run.trec");
    let first: Vec<&str> = run.lines().next().unwrap().split(' ').collect();
    assert_eq!((&first[..4], first[5]), (&["q1", "Q0", "d/1", "1"][..], "caveat"));
    assert!(!run.contains("q6") && !run.contains("q9"), "{run}");
}

#[test]
fn a_gate_that_fails_is_told_and_sets_the_exit_status() {
    let home = Home::new();
    let gates = ["--gate", "recall@100>=0.56", "--gate", "Success@1 > 0.5", "--gate", "fall.ndcg@10<=1"];
    eval(&home, &[&gates[..], &["--typos", "1"]].concat()).succeeded();
    let failed =
        eval(&home, &["--gate", "ndcg@10>=0.57", "--gate", "mrr@10>0.7", "--gate", "map@5<0.1"]).ended(1);
    insta::assert_snapshot!(gates_of(&failed), @r"
    caveat: the gate mrr@10>0.7 failed: it is 0.6250
    caveat: the gate map@5<0.1 failed: it is 0.5625
    ");
    assert!(failed.out.contains("nDCG@10"), "the figures are shown all the same");
}

#[test]
fn a_gate_on_nothing_is_told_before_the_work() {
    let home = Home::new();
    eval(&home, &["--gate", "ndgc@10>=0.6"]).failed(&["no figure `ndgc@10`", "ndcg@10, mrr@10"]);
    eval(&home, &["--gate", "typos.ndcg@10>=0.6"]).failed(&["no figure `typos.ndcg@10`"]);
    eval(&home, &["--gate", "ndcg@10"]).ended(2).says(&["`ndcg@10` is not a condition"]);
    home.run(["eval", "retrieval", "--articles", "a.jsonl"]).ended(2).says(&["--titles"]);
}

#[test]
fn files_that_cannot_be_used_are_named_with_the_line() {
    let home = Home::new();
    home.write("twice.jsonl", "{\"_id\":\"a\",\"text\":\"Words.\"}\n{\"_id\":\"a\",\"text\":\"Words.\"}\n");
    home.write("query.jsonl", "{\"_id\":\"q\",\"text\":\"Words?\"}\n");
    home.write("qrels.tsv", "query-id\tcorpus-id\tscore\nq\ta\t1\n");
    home.write("other.tsv", "query-id\tcorpus-id\tscore\nx\ta\t1\n");
    let run = |corpus: &str, qrels: &str| {
        let files = ["--corpus", corpus, "--queries", "query.jsonl", "--qrels", qrels];
        home.run([&["-q", "eval", "retrieval"], &files[..]].concat())
    };
    run("twice.jsonl", "qrels.tsv").failed(&["twice.jsonl, line 2: document `a` stands already on line 1"]);
    run("twice.jsonl", "other.tsv").failed(&["other.tsv: query `x` is not in query.jsonl"]);
    run("none.jsonl", "qrels.tsv").failed(&["cannot read none.jsonl"]);
    home.write("spaced.jsonl", "{\"_id\":\"a b\",\"text\":\"Words.\"}\n");
    let spaced = ["--corpus", "spaced.jsonl", "--queries", "query.jsonl", "--qrels", "qrels.tsv"];
    let ran =
        home.run([&["-q", "eval", "retrieval", "--run-out", "run.trec"], &spaced[..]].concat()).ended(2);
    ran.says(&["`a b` has a space in it", "leave out --run-out"]);
    home.write("empty.jsonl", "\n");
    run("empty.jsonl", "qrels.tsv").failed(&["no article to look for anything in"]);
}

#[test]
fn documents_that_are_judged_but_not_there_count_as_not_found() {
    eval(&Home::new(), &[]).succeeded().says(&["not in the corpus: 1, such as `lost`"]);
}

fn articles(home: &Home) {
    let line = |number: u32, title: &str, text: &str| json!({"url": format!("https://news.example/{number}"), "title": title, "text": text});
    home.write_lines(
        "articles.jsonl",
        &[
            line(1, "Ferry hits pier", "The ferry Halcyon hit a pier. Her captain is Ada ‘the Gull’ Brandt."),
            line(2, "Bridge opens", "A bridge opens over the Lume."),
            line(3, "Bridge Opens", "The ribbon was cut by the mayor’s dog."),
        ],
    );
}

#[test]
fn an_article_that_has_the_words_of_the_answer_answers() {
    let home = Home::new();
    articles(&home);
    let question = |id: &str, question: &str, answer: &str| json!({"id": id, "date": "2023-03-02", "question": question, "answer": answer, "choices": []});
    home.write_lines(
        "questions.jsonl",
        &[
            question("1", "Who is the captain of the ferry Halcyon?", "ADA 'THE GULL' BRANDT"),
            question("2", "Who cut the ribbon?", "Mayor's dog"),
            question("3", "Which ferry hit a pier?", "Halcy"),
        ],
    );
    let files = ["--articles", "articles.jsonl", "--questions", "questions.jsonl"];
    let ran = home.run([&["-q", "eval", "retrieval", "--failures", "5"], &files[..]].concat()).succeeded();
    insta::assert_snapshot!(figures(&ran), @r"
    3 questions, 3 documents in 3 passages; the 100 best documents of each question

                             caveat
    MRR@10                   0.6667
    Success@1                0.6667
    Success@5                0.6667
    Success@10               0.6667

    failed: 3: Which ferry hit a pier?
      answer   Halcy (0 documents; not found)
      found    Ferry hits pier
    ");
}

#[test]
fn articles_with_the_same_title_answer_it_alike() {
    let home = Home::new();
    articles(&home);
    let found =
        home.run(["-q", "eval", "retrieval", "--articles", "articles.jsonl", "--titles", "--format", "json"]);
    let found = found.succeeded().json();
    assert_eq!((&found["queries"], &found["figures"]["success@1"]), (&json!(2), &json!(1.0)));
}

#[cfg(unix)]
#[test]
fn ctrl_c_stops_an_evaluation_and_leaves_nothing_behind() {
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};

    let home = Home::new();
    let [queries, qrels] = ["queries.jsonl", "qrels.tsv"].map(collection);
    std::fs::create_dir(home.path("temporary")).unwrap();
    let mut command = home.command();
    command.env("TMPDIR", home.path("temporary")).stdin(Stdio::piped()).stderr(Stdio::piped());
    command.args(["eval", "retrieval", "--corpus", "/dev/stdin", "--queries", &queries, "--qrels", &qrels]);
    let mut running = command.spawn().unwrap();
    let mut lines = BufReader::new(running.stderr.take().unwrap()).lines().map(Result::unwrap);
    // Each step waits for what the program says about the one before.
    assert_eq!(lines.next().unwrap(), "importing documents");
    Command::new("kill").args(["-INT", &running.id().to_string()]).status().unwrap();
    assert!(lines.next().unwrap().contains("interrupted"));
    drop(running.stdin.take());
    assert_eq!(lines.count(), 0);
    assert_eq!(running.wait().unwrap().code(), Some(130));
    assert_eq!(std::fs::read_dir(home.path("temporary")).unwrap().count(), 0);
}

fn judgement(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/judgement").join(file);
    path.to_str().unwrap().to_owned()
}

#[test]
fn wording_that_does_not_fit_its_level_is_found() {
    let home = Home::new();
    for (file, items) in [("hedging.jsonl", 80), ("wording.jsonl", 115)] {
        let file = judgement(file);
        let gates = ["--gate", "over.f1>=0.95", "--gate", "under.f1>=0.95"];
        let ran = home.run([&["eval", "hedging", "--items", &file, "--format", "json"], &gates[..]].concat());
        let found = ran.succeeded().json();
        assert_eq!((&found["items"], &found["strength"]), (&json!(items), &Value::Null));
        let [low, high] = [0, 1].map(|edge| found["over"]["f1_interval"][edge].as_f64().unwrap());
        assert!(low > 0.85 && low <= high && high <= 1.0, "{found:#}");
    }
}

#[test]
fn the_strength_of_sentences_is_compared_with_what_people_said() {
    let home = Home::new();
    home.write_lines(
        "items.jsonl",
        &[json!({"id": "a", "text": "It may rain.", "level": "reported", "fault": "none"})],
    );
    home.write(
        "strength.csv",
        "sentId,sentence,label\na-1-0-title,\"Tea, strong or weak, causes cancer in patients\",3\n\
         a-1-1-sentence,Tea is linked to cancer in patients,1\na-2-0-title,Tea may cause cancer in patients,2\n",
    );
    let line = |text: &str, label: f64| json!({"text": text, "targets": [{"label": label}]});
    home.write_lines(
        "events.jsonl",
        &[line("Korvin left.", 3.0), line("Korvin may leave.", 0.4), line("Korvin did not leave.", -2.0)],
    );
    let files = [
        "--items", "items.jsonl", "--strength", "strength.csv", "--factuality", "events.jsonl", "--training",
        "events.jsonl",
    ];
    let ran = home.run([&["eval", "hedging", "--failures", "1"], &files[..]].concat()).succeeded();
    for part in [
        "1 claim\n", "strength: rank agreement", "factuality: rank agreement 1.000", "a bag of words",
        "failed: a (reported)",
    ] {
        assert!(ran.out.contains(part), "{part:?} is not in {}", ran.out);
    }
    home.run([&["eval", "hedging", "--gate", "under.f1>=0.5"], &files[..2]].concat()).ended(1);
    home.run([&["eval", "hedging", "--gate", "strength>=0.5"], &files[..2]].concat())
        .failed(&["no figure `strength`"]);
    home.write("strength.csv", "a,b\n");
    home.run([&["eval", "hedging"], &files[..4]].concat()).failed(&["strength.csv, line 1: not an id"]);
}
