//! Answers that go on living: what a refresh asks again, and what it says has changed.

use serde_json::Value;

use crate::harness::Home;
use crate::newsroom::{Newsroom, Page};

const LICENCES: &str = "How many Ardenian vessels hold fishing licences for the strait?";
const BRIDGE: &str = "Will the Calder bridge be reopened to lorries?";
const MUSEUM: &str = "Who leads the lighthouse museum of Port Sarrow?";

const BRIDGE_TEXT: [&str; 3] = [
    "The Calder bridge will be reopened to lorries in March, the roads office of Calder said on Monday.",
    "Inspectors had closed the bridge in the autumn after cracks were found in two of its piers.",
    "The haulage trade had asked for a date since then, because the detour takes four hours.",
];

/// A site with what it has before the first round, and a reader of it.
pub fn newsroom() -> Newsroom {
    let room = Newsroom::start();
    room.publish(
        "/post/licences",
        Page::new(
            "Harbour Post",
            5,
            "Register of fishing licences is published",
            &[
                "The register of the fisheries office lists 412 Ardenian vessels that hold fishing licences for the strait.",
                "The office published the register on Monday after a request by the fishermen's union.",
                "Licences are given for a year, and cost as much as they did in the year before.",
            ],
        ),
    );
    room.publish("/courier/bridge", Page::new("The Courier", 5, "Calder bridge to reopen", &BRIDGE_TEXT));
    room.publish(
        "/ledger/museum",
        Page::new(
            "Tidewater Ledger",
            5,
            "Lighthouse museum has a new head",
            &[
                "Ottilie Brandt leads the lighthouse museum of Port Sarrow since the first of January.",
                "She came from the maritime archive, where she had kept the charts for eleven years.",
                "The museum opens again in April, after a winter in which its roof was mended.",
            ],
        ),
    );
    for (n, crop) in ["barley", "cherries", "hops", "walnuts", "plums", "rye"].iter().enumerate() {
        room.publish(
            &format!("/herald/harvest-{n}"),
            Page::new(
                "Sorvan Herald",
                4,
                &format!("A good year for {crop}"),
                &[
                    &format!(
                        "Farmers in the valley of Sorvan brought in more {crop} than in the year before."
                    ),
                    &format!("The weather in the summer had been kind to {crop}, the growers' guild said."),
                ],
            ),
        );
    }
    room
}

fn configuration() -> String {
    let question = |name: &str, text: &str| format!("[[question]]\nname = '{name}'\ntext = '{text}'\n");
    question("licences", LICENCES) + &question("bridge", BRIDGE) + &question("museum", MUSEUM)
}

pub fn refresh(home: &Home, day: u32, more: &[&str]) -> Value {
    let now = format!("2026-01-{day:02}T08:00:00Z");
    let ran = home.run([&["refresh", "--quiet", "--format", "json", "--now", &now], more].concat());
    ran.succeeded().json()
}

/// What the last refresh says of a question: a line for each change, with the article that it is about.
fn told(home: &Home, name: &str) -> Vec<String> {
    let changes = home.run(["track", "diff", name, "--format", "json"]).succeeded().json();
    let told = |change: &Value| {
        let side = if change["after"].is_null() { &change["before"] } else { &change["after"] };
        let url = side["url"].as_str().unwrap();
        let path = url.splitn(4, '/').nth(3).unwrap();
        let reason = change["reason"].as_str().map(|reason| format!(" ({reason})")).unwrap_or_default();
        format!("{}{reason} /{path}", change["kind"].as_str().unwrap())
    };
    changes["changes"].as_array().unwrap().iter().map(told).collect()
}

fn claims(home: &Home, name: &str) -> Value {
    let report = home.run(["track", "show", name, "--format", "json"]).succeeded().json();
    let sections = report["sections"].as_array().unwrap();
    sections.iter().map(|section| section["claims"].clone()).collect()
}

/// Questions of a refresh: asked, unaffected, and the names of those that changed.
fn counts(summary: &Value) -> (u64, u64, Vec<String>) {
    let questions = &summary["questions"];
    let changed = questions["changes"].as_object().unwrap().keys().cloned().collect();
    (questions["asked"].as_u64().unwrap(), questions["unaffected"].as_u64().unwrap(), changed)
}

/// Nothing changed, and these were asked nevertheless; the rest was unaffected.
#[track_caller]
fn check(summary: &Value, asked: u64, changed: &[&str]) {
    assert_eq!(counts(summary), (asked, 3 - asked, changed.iter().map(|name| (*name).to_owned()).collect()));
}

#[test]
fn each_round_brings_its_changes_and_nothing_else() {
    let room = newsroom();
    let home = room.reader(&configuration());
    check(&refresh(&home, 6, &[]), 3, &[]);
    let museum = claims(&home, "museum");

    // A new article.
    room.publish(
        "/wire/licences",
        Page::new(
            "Northgate Wire",
            6,
            "What fishing licences for the strait cost",
            &[
                "Ardenian vessels that hold fishing licences for the strait paid 31,000 crowns each, the treasury of Lume said.",
                "The fee is due in spring, and is paid at the harbour offices on both shores.",
                "Fleets of other countries pay twice as much for theirs.",
            ],
        ),
    );
    check(&refresh(&home, 7, &[]), 1, &["licences"]);
    assert_eq!(told(&home, "licences").first().map(String::as_str), Some("added /wire/licences"));
    // Its sentences are more to the point than what else was told, and what was first stays first.
    let (added, outranked) = ("added /wire/licences", "dropped (outranked) /post/licences");
    assert_eq!(told(&home, "licences"), [added, added, added, outranked, outranked]);
    assert!(claims(&home, "licences").to_string().contains("412 Ardenian vessels"));

    // A correction.
    room.correct("/post/licences", "412", "214");
    check(&refresh(&home, 8, &[]), 1, &["licences"]);
    assert_eq!(told(&home, "licences"), ["source_corrected /post/licences"]);

    // A reversal.
    room.correct("/courier/bridge", "will be reopened", "will not be reopened");
    check(&refresh(&home, 9, &[]), 1, &["bridge"]);
    assert_eq!(told(&home, "bridge"), ["reversed /courier/bridge"]);

    // A copy is no second witness.
    let mut copy = Page::new("Meridian Review", 9, "Calder bridge to reopen", &BRIDGE_TEXT);
    copy.wire = Some("The Courier".to_owned());
    room.publish("/review/bridge", copy);
    room.correct("/review/bridge", "will be reopened", "will not be reopened");
    check(&refresh(&home, 10, &[]), 1, &[]);
    let report = home.run(["track", "show", "bridge", "--format", "json"]).succeeded().json();
    assert_eq!(report["sources"][0]["also_in"][0]["outlet"], "Meridian Review");

    // An article is taken back, although no source lists it any more.
    room.withdraw("/wire/licences");
    let summary = refresh(&home, 11, &[]);
    check(&summary, 1, &["licences"]);
    assert_eq!(summary["withdrawn"], 1);
    let (added, withdrawn) = ("added /post/licences", "dropped (withdrawn) /wire/licences");
    assert_eq!(told(&home, "licences"), [added, added, withdrawn, withdrawn, withdrawn]);

    // Nothing but how it looks.
    let before: Vec<Value> = ["licences", "bridge", "museum"].map(|name| claims(&home, name)).to_vec();
    room.redesign();
    check(&refresh(&home, 12, &[]), 0, &[]);
    let after: Vec<Value> = ["licences", "bridge", "museum"].map(|name| claims(&home, name)).to_vec();
    assert_eq!(after, before);

    // What nothing bore on says what it said, and was checked again each time.
    assert_eq!(claims(&home, "museum"), museum);
    let report = home.run(["track", "show", "museum", "--format", "json"]).succeeded().json();
    assert_eq!(
        (&report["checked_on"], &report["tracked"]["changed_on"]),
        (&"2026-01-12".into(), &"2026-01-06".into())
    );
    assert_eq!(report["coverage"]["articles"], 10);

    history_is_what_it_was(&home);
}

/// Asking all of them again finds nothing that was missed, and every answer is there as it was.
fn history_is_what_it_was(home: &Home) {
    check(&refresh(home, 13, &["--force"]), 3, &[]);
    let then = home.run(["track", "show", "licences", "--as-of", "2026-01-07", "--format", "md"]).succeeded();
    assert!(then.out.contains("412") && !then.out.contains("214"), "{}", then.out);
    let diff =
        home.run(["track", "diff", "licences", "--from", "2026-01-07", "--to", "2026-01-08"]).succeeded();
    assert!(diff.out.contains("source corrected") && diff.out.contains("214"), "{}", diff.out);
    let list = home.run(["track", "list"]).succeeded();
    assert!(list.out.contains("checked on 2026-01-13; 1 reversed on 2026-01-09"), "{}", list.out);
}

#[test]
fn questions_are_added_and_removed() {
    let room = newsroom();
    let home = room
        .reader("[[question]]\nname = 'bridge'\ntext = 'Will the Calder bridge be reopened to lorries?'\n");
    // Before there is anything to answer from, a question waits.
    let added = home.run(["track", "add", LICENCES, "--name", "licences"]).succeeded();
    assert!(added.out.contains("the next `caveat refresh` asks it"), "{}", added.out);
    home.run(["track", "show", "licences"]).failed(&["no answer yet", "caveat refresh"]);
    let summary = refresh(&home, 6, &["--no-ask"]);
    assert!(summary["questions"].is_null(), "{summary}");
    // Afterwards it is answered at once, even if there is nothing to answer with.
    let now = ["--now", "2026-01-06T09:00:00Z"];
    let added = home.run([&["track", "add", MUSEUM], &now[..]].concat()).succeeded();
    assert!(added.out.contains("answered from 1 source"), "{}", added.out);
    let added =
        home.run([&["track", "add", "Who won the regatta of Lume?", "--name", "regatta"], &now[..]].concat());
    assert!(added.succeeded().out.contains("not enough evidence yet"));
    let summary = refresh(&home, 7, &["--only-ask"]);
    let questions = &summary["questions"];
    assert_eq!((&questions["asked"], &questions["unaffected"]), (&2.into(), &2.into()), "{summary}");
    assert_eq!(questions["not_enough_evidence"], 1);

    home.run(["track", "add", "Is it?", "--name", "licences"]).failed(&["`licences` is tracked already"]);
    home.run(["track", "add", " "]).failed(&["empty"]);
    home.run(["track", "remove", "bridge"]).failed(&["[[question]]", "take it out there"]);
    home.run(["track", "remove", "nobody"]).failed(&["no question named `nobody`", "caveat track list"]);
    home.run(["track", "remove", MUSEUM]).succeeded().says(&["1 answer forgotten"]);
    let names = home.run(["track", "list", "--format", "json"]).succeeded().json();
    let names: Vec<&str> =
        names.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["bridge", "licences", "regatta"]);
    // In other words it is another question, and its answer no change of the one before.
    home.write("config.toml", home.read("config.toml").replace("to lorries?", "to buses?"));
    let summary = refresh(&home, 8, &["--only-ask"]);
    assert_eq!(summary["questions"]["reasons"]["reworded"], 1, "{summary}");
    assert_eq!(told(&home, "bridge"), Vec::<String>::new());
}

#[test]
fn an_answer_whose_evidence_vanished_says_so() {
    let room = newsroom();
    let home = room.reader(&configuration());
    refresh(&home, 6, &[]);
    room.withdraw("/ledger/museum");
    let out = home.run(["refresh", "--quiet", "--now", "2026-01-07T08:00:00Z"]).succeeded().out;
    assert!(out.contains("museum: there is no longer enough evidence for an answer"), "{out}");
    assert!(out.contains("1 taken off their sites") && out.contains("1 without enough evidence"), "{out}");
    let changes = home.run(["track", "diff", "museum"]).succeeded().out;
    assert!(changes.contains("dropped (source withdrawn)"), "{changes}");
    // The words are kept, and can be asked for as of before.
    let before = ["ask", MUSEUM, "--as-of", "2026-01-06", "--now", "2026-01-07T09:00:00Z"];
    assert!(home.run(before).succeeded().out.contains("Ottilie Brandt"));
    home.run(["ask", MUSEUM, "--now", "2026-01-07T09:00:00Z"]).ended(1);
}

#[test]
fn a_clock_that_was_put_back_and_a_source_that_is_gone_lose_nothing() {
    let room = newsroom();
    let home = room.reader(&configuration());
    refresh(&home, 20, &[]);
    room.correct("/post/licences", "412", "214");
    let ran =
        home.run(["refresh", "--quiet", "--format", "json", "--now", "2026-01-15T08:00:00Z"]).succeeded();
    let ran = ran.says(&["the clock reads 2026-01-15T08:00:00Z", "set the clock right"]);
    check(&ran.json(), 1, &["licences"]);
    assert_eq!(told(&home, "licences"), ["source_corrected /post/licences"]);

    let before = ["licences", "bridge", "museum"].map(|name| claims(&home, name));
    room.go_down(true);
    for day in [21, 24, 27] {
        let now = format!("2026-01-{day}T08:00:00Z");
        let ran = home.run(["refresh", "--quiet", "--now", &now]).ended(2);
        assert!(ran.out.contains("source room failed"), "{ran:?}");
    }
    let report = home.run(["track", "show", "museum", "--format", "json"]).succeeded().json();
    assert_eq!(report["checked_on"], "2026-01-20", "what could not be looked for was not checked");
    room.go_down(false);
    check(&refresh(&home, 28, &[]), 0, &[]);
    assert_eq!(["licences", "bridge", "museum"].map(|name| claims(&home, name)), before);
}
