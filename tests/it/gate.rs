//! The gate on the program's own reports, and that it fails where it should: each regression is planted, one at a time.

use caveat::answer::{Composer, Draft, Evidence, Extractive, Plan, Question};
use caveat::eval::foreign::{Answer, Context, Statement, check, figures, found_out};
use caveat::eval::gate::Gate;
use caveat::eval::mutations::Text;
use caveat::ground::{self, Verdict};
use caveat::testing::News;
use serde_json::Value;

const FERRY: &str = "The ferry Halcyon sank off Melby, and nine passengers drowned, police said.\n\n\
    Lena Marsh, the captain of the Halcyon, was questioned by the police of Melby for three hours.";
const HARBOUR: &str = "The council of Melby may close the harbour in March, Ada Brandt said.\n\n\
    The harbour of Melby was built in 1971 and has 40 berths.";
/// Each question with words that its report has to have.
const QUESTIONS: [(&str, &str); 2] = [
    ("How many passengers of the ferry Halcyon drowned?", "nine passengers drowned"),
    ("Will the council of Melby close the harbour?", "may close the harbour"),
];

/// The parts that can go wrong.
struct Parts<'a, C> {
    composer: C,
    /// Articles that are found, of all that there are.
    found: &'a [(&'a str, &'a str, &'a str)],
    /// What hedging makes of a claim that holds.
    hedged: fn(&str) -> String,
    holds: fn(&str, &str) -> bool,
}

const ALL: [(&str, &str, &str); 2] = [
    ("Harbour Post", "Ferry Halcyon sinks off Melby", FERRY),
    ("Vellmar Courier", "Council of Melby speaks of the harbour", HARBOUR),
];

fn sound() -> Parts<'static, Extractive> {
    let holds = |claim: &str, text: &str| ground::check(claim, &[text]).verdict == Verdict::Supported;
    Parts { composer: Extractive, found: &ALL, hedged: str::to_owned, holds }
}

/// The gates of the file that are not met.
fn failed<C: Composer>(parts: &Parts<'_, C>) -> Vec<String> {
    let news = parts
        .found
        .iter()
        .fold(News::of("2026-02-05"), |news, (outlet, title, text)| news.article(outlet, title, text));
    let mut statements = Vec::new();
    let mut stated = 0.0;
    for (question, words) in QUESTIONS {
        let report = news.ask_with(question, &parts.composer).unwrap();
        let claims = claims(&serde_json::to_value(&report).unwrap(), parts.hedged);
        stated += f64::from(u8::from(claims.iter().any(|claim| claim.text.contains(words))));
        statements.extend(claims);
    }
    // Whatever was found, a report is held against all that there is.
    let contexts = ALL
        .map(|(outlet, title, text)| Context { title: format!("{outlet}: {title}"), text: text.to_owned() });
    let answer = Answer { statements, contexts: contexts.to_vec(), ..Answer::default() };
    let texts = [FERRY, HARBOUR, LONGER].map(|text| Text { text: text.to_owned() });
    let [found, blamed] = found_out(&texts, 3, parts.holds);
    let mut named: Vec<(String, f64)> =
        figures(&check(&answer)).into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    named.push(("stated".to_owned(), stated / QUESTIONS.len() as f64));
    named.extend([("found_out".to_owned(), found), ("blamed".to_owned(), blamed)]);
    let gates = include_str!("../gates/reports.txt").lines().filter(|line| !line.starts_with('#'));
    let gates = gates.map(|line| line.parse::<Gate>().unwrap());
    let missed = gates.map(|gate| (gate.value(&named).unwrap(), gate));
    missed
        .filter(|(value, gate)| !gate.is_met_by(*value))
        .map(|(value, gate)| format!("{gate}: {value}"))
        .collect()
}

/// What a report says of articles, with the articles that it cites by their addresses.
fn claims(report: &Value, hedged: fn(&str) -> String) -> Vec<Statement> {
    let sources = report["sources"].as_array().unwrap();
    let number = |citation: &Value| {
        let source = sources.iter().find(|source| source["n"] == citation["source"]).unwrap();
        let title = source["title"].as_str().unwrap();
        ALL.iter().position(|(_, known, _)| *known == title).unwrap() + 1
    };
    let sections = report["sections"].as_array().unwrap().iter();
    let claims = sections.flat_map(|section| section["claims"].as_array().unwrap());
    let own = claims.filter(|claim| claim["basis"] != "synthesis");
    own.map(|claim| Statement {
        text: hedged(claim["text"].as_str().unwrap()),
        citations: claim["citations"].as_array().unwrap().iter().map(number).collect(),
        is_heading: false,
    })
    .collect()
}

const LONGER: &str = "Lena Marsh said the port of Calder lost 40 ships on Monday after a strike. \
    The strike may end in March, Dragan Melk told reporters outside the harbour office. \
    Prices rose by 7 percent, and Ines Varga was not in the room when it was told. \
    “We will not pay for any of that again”, the owner of the harbour said to reporters.";

/// Says for certain what the articles think possible.
struct Certain;

impl Composer for Certain {
    fn name(&self) -> &'static str {
        "certain"
    }

    async fn compose(&self, question: &Question, evidence: &Evidence, plan: &Plan) -> Draft {
        let mut draft = Extractive.compose(question, evidence, plan).await;
        for claim in
            draft.sections.iter_mut().chain(&mut draft.reserve).flat_map(|section| &mut section.claims)
        {
            claim.text = without_hedges(&claim.text);
        }
        draft
    }
}

fn without_hedges(text: &str) -> String {
    text.replace(" may close", " will close").replace(", police said", "").replace(", Ada Brandt said", "")
}

#[track_caller]
fn fails<C: Composer>(parts: &Parts<'_, C>, gates: &[&str]) {
    let failed = failed(parts);
    for gate in gates {
        assert!(failed.iter().any(|told| told.starts_with(gate)), "{gate} is met; not met are {failed:#?}");
    }
}

#[test]
fn the_program_s_own_reports_pass_their_gate() {
    assert_eq!(failed(&sound()), Vec::<String>::new());
}

#[test]
fn a_composer_that_drops_hedges_fails_the_gate() {
    // What it says is kept out, and so what was asked for is not stated.
    let Parts { found, hedged, holds, .. } = sound();
    fails(&Parts { composer: Certain, found, hedged, holds }, &["stated"]);
    // Where nothing kept it out, the figures of the wording would tell.
    fails(&Parts { hedged: without_hedges, ..sound() }, &["hedge_faults", "stated"]);
}

#[test]
fn evidence_that_loses_a_source_fails_the_gate() {
    fails(&Parts { found: &ALL[..1], ..sound() }, &["stated"]);
}

#[test]
fn a_ground_that_says_yes_fails_the_gate() {
    fails(&Parts { holds: |_, _| true, ..sound() }, &["found_out"]);
    fails(&Parts { holds: |_, _| false, ..sound() }, &["blamed"]);
}
