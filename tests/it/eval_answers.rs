//! Measuring whole reports on questions of which it is known what their answer has to say.

use serde_json::{Value, json};

use crate::harness::{Home, Ran};

/// A question with its required facts: words and section of each.
fn question(id: &str, set: &str, kind: &str, text: &str, facts: &[(&str, &str)]) -> Value {
    let fact = |(words, section): &(&str, &str)| json!({"text": words, "words": words.split(' ').collect::<Vec<_>>(), "section": section, "required": true});
    let is_answerable = !matches!(kind, "unanswerable" | "false_premise");
    json!({"id": id, "set": set, "question": text, "kind": kind, "answerable": is_answerable,
        "premise_holds": kind != "false_premise", "facts": facts.iter().map(fact).collect::<Vec<_>>()})
}

/// A home with the news of three days and what should be known of them.
fn home() -> Home {
    let home = Home::new();
    let article = |number: u32, day: &str, title: &str, text: &str| {
        json!({"url": format!("https://harbour.example/{number}"), "outlet": "Harbour Post", "title": title,
            "published": day, "text": text, "language": "en"})
    };
    home.write_lines(
        "harbour.jsonl",
        &[
            article(
                1,
                "2026-03-01",
                "Ferry Halcyon sinks off Melby",
                "The ferry Halcyon sank off Melby on Sunday, and nine passengers of the ferry drowned, police said.\n\n\
                 The ferry Halcyon was built in Vellmar in 1971.",
            ),
            article(
                2,
                "2026-03-02",
                "Captain of the Halcyon questioned",
                "Police questioned Ada Brandt, the captain of the ferry Halcyon, on Monday.\n\n\
                 Brandt denied that the ferry was overloaded.",
            ),
            article(3, "2026-03-03", "Bridge opens", "A bridge over the Lume opened in Vellmar on Tuesday."),
        ],
    );
    home.write_lines(
        "questions.jsonl",
        &[
            question(
                "drowned",
                "harbour",
                "fact",
                "How many passengers of the ferry Halcyon drowned?",
                &[("nine drowned", "answer"), ("mayor", "context")],
            ),
            question("zoo", "harbour", "unanswerable", "Which zoo bought the quokka?", &[]),
            question(
                "tolls",
                "demo",
                "fact",
                "How much did Ardenia earn from tolls in the Lume Strait in 2025?",
                &[("610 million", "answer")],
            ),
            question("elsewhere", "other", "unanswerable", "Who won?", &[]),
        ],
    );
    home
}

fn eval(home: &Home, more: &[&str]) -> Ran {
    let arguments =
        ["-q", "eval", "answers", "--questions", "questions.jsonl", "--articles", "harbour=harbour.jsonl"];
    home.run([&arguments, more].concat())
}

#[test]
fn reports_are_scored_by_what_they_should_say() {
    let home = home();
    let ran = eval(&home, &["--reference"]).succeeded();
    for part in [
        "3 questions; 1 of sets without articles left out\n",
        "  harbour: 2 questions to 3 articles, asked on 2026-03-04\n",
        "  demo: 1 question to 30 articles, asked on 2026-01-25\n",
        "\nfacts stated: 2 of 3 required, 2 of 3 in all;",
    ] {
        assert!(ran.out.contains(part), "{part:?} is not in {}", ran.out);
    }
    let row = |name: &str| ran.out.lines().find(|line| line.starts_with(name)).unwrap().split_whitespace();
    let columns = ["all", "harbour", "demo", "LexRank", "lead-3"];
    assert!(row("          ").eq(columns), "{}", ran.out);
    assert!(row("nugget recall  ").skip(2).take(3).eq(["0.750", "0.500", "1.000"]), "{}", ran.out);
    assert!(row("abstention unanswerable").skip(2).eq(["1.000", "1.000", "-", "-", "-"]), "{}", ran.out);
    assert!(row("quote exactness").skip(2).eq(["1.000", "1.000", "1.000", "-", "-"]), "{}", ran.out);
    assert!(row("drowned").take(4).eq(["drowned", "fact", "yes", "0.50"]), "{}", ran.out);
    assert!(row("zoo").take(4).eq(["zoo", "unanswerable", "no", "-"]), "{}", ran.out);
}

#[test]
fn a_script_finds_every_question_with_its_facts() {
    let home = home();
    let found = eval(&home, &["--format", "json", "--reports-out", "reports"]).succeeded().json();
    assert_eq!((&found["asked"], &found["left_out"]), (&json!(3), &json!(1)));
    let drowned = &found["questions"][0];
    assert_eq!((&drowned["id"], &drowned["figures"]["nugget_recall"]), (&json!("drowned"), &json!(0.5)));
    assert_eq!(drowned["facts"][1]["claims"], json!([]));
    let claims = drowned["facts"][0]["claims"].as_array().unwrap();
    assert!(!claims.is_empty(), "{drowned:#}");
    let report: Value = serde_json::from_str(&home.read("reports/drowned.json")).unwrap();
    assert_eq!(report["checked_on"], "2026-03-04");
    let sections = report["sections"].as_array().unwrap().iter();
    let told: Vec<&Value> = sections.flat_map(|section| section["claims"].as_array().unwrap()).collect();
    let stated = told.iter().filter(|claim| claims.contains(&claim["id"]));
    assert!(
        stated.clone().count() > 0 && stated.clone().all(|c| c["text"].as_str().unwrap().contains("nine"))
    );
    assert!(home.read("reports/zoo.md").starts_with("# Which zoo bought the quokka?"));
    assert_eq!(found["by_kind"]["unanswerable"]["abstention_unanswerable"], 1.0);
}

/// The questions on the invented site, of the file that the others are on real news of.
#[test]
fn the_questions_on_the_demo_are_answered_or_refused_as_they_should() {
    let questions = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/questions/open.jsonl");
    let gates = [
        "nugget_recall>=0.6", "early_answer>=1", "right_section>=0.6", "opposing_section<=0",
        "quote_exactness>=1", "abstention_unanswerable>=1", "abstention_false_premise>=1",
        "wrong_abstention<=0", "redundancy<=0",
    ];
    let gates = gates.into_iter().flat_map(|gate| ["--gate", gate]);
    let arguments = ["-q", "eval", "answers", "--questions", questions].into_iter().chain(gates);
    let ran = Home::new().run(arguments).succeeded();
    assert!(ran.out.starts_with("6 questions; 26 of sets without articles left out"), "{}", ran.out);
}

#[test]
fn an_earlier_run_is_laid_beside() {
    let home = home();
    let mut before = eval(&home, &["--format", "json"]).succeeded().json();
    home.write("same.json", before.to_string());
    let same = eval(&home, &["--baseline", "same.json"]).succeeded();
    assert!(same.out.contains("\nno case has changed\n"), "{}", same.out);
    before["questions"][0]["figures"]["nugget_recall"] = json!(1.0);
    home.write("before.json", before.to_string());
    let changed = eval(&home, &["--baseline", "before.json"]).succeeded();
    assert!(changed.out.contains("\nchanged: drowned: nugget_recall 1.000 -> 0.500\n"), "{}", changed.out);
    let line = changed.out.lines().find(|line| line.starts_with("nugget_recall ") && line.contains("-0.250"));
    assert!(line.is_some_and(|line| line.ends_with("-0.500 to 0   unclear")), "{line:?}");
    eval(&home, &["--baseline", "questions.jsonl"]).failed(&["questions.jsonl", "--format json"]);
}

#[test]
fn gates_and_files_are_checked_before_the_work() {
    let home = home();
    eval(&home, &["--gate", "nugget_recall>=0.7", "--gate", "quote_exactness>=1"]).succeeded();
    eval(&home, &["--gate", "nugget_recall>0.8"]).ended(1).says(&["nugget_recall>0.8 failed: it is 0.7500"]);
    eval(&home, &["--gate", "nuget_recall>0.8"]).failed(&["no figure `nuget_recall`", "nugget_recall"]);
    home.write_lines("bad.jsonl", &[question("a/b", "harbour", "unanswerable", "Who?", &[])]);
    let run =
        |more: &[&str]| home.run([&["-q", "eval", "answers", "--questions", "bad.jsonl"], more].concat());
    run(&["--articles", "harbour.jsonl", "--reports-out", "r"])
        .failed(&["`a/b` cannot be the name of a file"]);
    run(&["--articles", "x=harbour.jsonl"]).failed(&["no articles for any of the questions", "SET=PATH"]);
    home.write_lines("bad.jsonl", &[question("a", "harbour", "fact", "Who?", &[])]);
    run(&["--articles", "harbour.jsonl"]).failed(&["bad.jsonl, line 1: question `a`", "no fact is required"]);
    home.run(["eval", "answers", "--articles", "harbour.jsonl"]).ended(2).says(&["--questions", "--quiz"]);
}

#[test]
fn a_quiz_asks_whether_the_answer_is_said_at_once() {
    let home = home();
    let quiz =
        |id: &str, question: &str, answer: &str| json!({"id": id, "question": question, "answer": answer});
    home.write_lines(
        "quiz.jsonl",
        &[
            quiz("1", "How many passengers of the ferry Halcyon drowned?", "Nine"),
            quiz("2", "Which zoo bought the quokka?", "Melby Zoo"),
        ],
    );
    let arguments = ["-q", "eval", "answers", "--quiz", "quiz.jsonl", "--articles", "harbour.jsonl"];
    let ran = home.run([&arguments[..], &["--gate", "early_answer>=0.5"]].concat()).succeeded();
    insta::assert_snapshot!(ran.out, @r"
    2 questions to 3 articles, asked on 2026-03-04

    the words of the answer stand
      in the first three sentences of the report         0.500
      anywhere in the report                             0.500
      in the first three sentences of the first article  0.500
      (questions that were answered at all)              0.500
    ");
    let found = home.run([&arguments[..], &["--format", "json"]].concat()).succeeded().json();
    assert_eq!(found["questions"][1]["figures"]["early_answer"], 0.0);
}

#[cfg(unix)]
#[test]
fn ctrl_c_stops_it_and_leaves_nothing_behind() {
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};

    let home = home();
    std::fs::create_dir(home.path("temporary")).unwrap();
    let mut command = home.command();
    command.env("TMPDIR", home.path("temporary")).stdin(Stdio::piped()).stderr(Stdio::piped());
    command.args(["eval", "answers", "--questions", "questions.jsonl", "--articles", "harbour=/dev/stdin"]);
    let mut running = command.args(["--now", "2026-03-04T12:00:00Z"]).spawn().unwrap();
    let mut lines = BufReader::new(running.stderr.take().unwrap()).lines().map(Result::unwrap);
    // Each step waits for what the program says about the one before.
    assert_eq!(lines.next().unwrap(), "importing articles");
    Command::new("kill").args(["-INT", &running.id().to_string()]).status().unwrap();
    assert!(lines.next().unwrap().contains("interrupted"));
    drop(running.stdin.take());
    assert_eq!(lines.count(), 0);
    assert_eq!(running.wait().unwrap().code(), Some(130));
    assert_eq!(std::fs::read_dir(home.path("temporary")).unwrap().count(), 0);
}
