//! Questions read against a small index of news.

use std::ops::ControlFlow;

use jiff::Timestamp;

use super::*;
use crate::index::TantivyIndex;
use crate::news::{Article, CanonicalUrl, Kind};
use crate::store::Store;

const TEXTS: &[(&str, &str)] = &[
    (
        "Reuters",
        "Witkoff met Putin in Moscow. The negotiations about a ceasefire in Ukraine went on, the White House said.",
    ),
    (
        "Reuters",
        "Putin praised the negotiations with Witkoff. Zelenskyy asked for a ceasefire in Ukraine before any negotiations.",
    ),
    (
        "Reuters",
        "Witkoff told the White House that Putin wants a cease fire. Zelenskyy doubts it, and a missile hit Kyiv.",
    ),
    (
        "BBC News",
        "Missile strikes on Kiev killed four people, officials in the capital said after the missile alarm.",
    ),
    (
        "BBC News",
        "Missile strikes hit Kiev again and Zelensky called the missile attack an answer to the ceasefire offer.",
    ),
    (
        "BBC News",
        "After the missile strikes on Kyiv, rescuers searched the rubble; the missile fell on a school in Kyiv.",
    ),
    (
        "The Week",
        "Gaddafi was killed near Sirte in Libya. The rebels of Libya had hunted Gaddafi for months.",
    ),
    ("The Week", "Qaddafi ruled Libya for four decades; Qaddafi came to power in Libya by a coup in 1969."),
    (
        "The Week",
        "The IL-6 receptor and p53 were measured in patients in Austria, and loss of weight was reported.",
    ),
    (
        "The Week",
        "The committee on weather and weekly wages met whether or not the talks in Iran and Iraq went on.",
    ),
];

fn index() -> (tempfile::TempDir, TantivyIndex) {
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open_or_create(directory.path()).unwrap();
    let article = |(number, (outlet, text)): (usize, &(&str, &str))| Article {
        url: CanonicalUrl::parse(&format!("https://news.example/{number}")).unwrap(),
        title: "News".into(),
        text: (*text).into(),
        outlet: (*outlet).into(),
        authors: Vec::new(),
        published: None,
        modified: None,
        language: None,
        section: None,
        kind: Kind::News,
        paywalled: false,
        wire: None,
    };
    let articles: Vec<Article> = TEXTS.iter().enumerate().map(article).collect();
    let put = store.batch(|batch| {
        articles.iter().map(|a| batch.put(a, Timestamp::UNIX_EPOCH)).collect::<Result<Vec<_>, _>>()
    });
    put.unwrap();
    let mut index = TantivyIndex::open_or_create(directory.path()).unwrap();
    index.catch_up(&store, |_| ControlFlow::Continue(())).unwrap();
    (directory, index)
}

pub fn read(text: &str) -> Question {
    let (_directory, index) = index();
    Question::interpret(text, "2023-04-20T12:00:00Z".parse().unwrap(), &index, None).unwrap()
}

#[track_caller]
fn check(text: &str, interpreted: &str) {
    assert_eq!(read(text).interpreted(), interpreted);
}

#[track_caller]
fn check_alternatives(text: &str, expected: &[(&str, &str)]) {
    let question = read(text);
    let found: Vec<(&str, &str)> = question
        .terms()
        .iter()
        .flat_map(|term| term.alternatives.iter().map(|other| (term.word.as_str(), other.as_str())))
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn slips_are_corrected() {
    check("Is Putin in megotiations?", "Is Putin in negotiations?");
    check("Is Witcof supporting Putin in megotiations?", "Is Witkoff supporting Putin in negotiations?");
    check("did witkof meet puttin", "did witkoff meet putin");
    check("ceasefrie in Ukrane", "ceasefire in Ukraine");
    check("the ceasefire and the egotiations", "the ceasefire and the negotiations");
    check("MISILE STRIKES ON KYIV", "MISSILE STRIKES ON KYIV");
    check("what did the whitehouse say about putin", "what did the white house say about putin");
}

#[test]
fn what_may_be_meant_is_left_alone() {
    for text in [
        "What did Samarkand say of the talks in Iran?",
        "IL-7 and p63 and CD4+ and mTOR in Austria",
        "Australia and the weather",
        "Was Putin's envoy negotiating? Who negotiates?",
        "see https://news.example/misile @misile #misile and misile_strikes",
        "The FAO and UNHCR in Ukraine, 2024",
        "Zelensky in Kiev",
    ] {
        check(text, text);
    }
}

#[test]
fn names_are_looked_for_in_other_spellings_too() {
    check_alternatives("missile strikes on Kyiv", &[("Kyiv", "kiev")]);
    check_alternatives("missile strikes on Kiev", &[("Kiev", "kyiv")]);
    check_alternatives("Who killed Gaddafi in Libya?", &[("Gaddafi", "qaddafi")]);
    check_alternatives("What does Zelensky ask for", &[("Zelensky", "zelenskyy")]);
    check_alternatives("Iran, Iraq and Austria", &[]);
}

#[test]
fn one_word_or_two() {
    check_alternatives("cease fire offer", &[("cease", "ceasefire"), ("fire", "ceasefire")]);
}

#[test]
fn the_reading_narrows_nothing_but_is_there() {
    let question =
        read("What did the BBC report last week on “missile strikes” in Kyiv, Alexei Navalny and NATO?");
    assert_eq!(question.outlets(), ["bbc news"]);
    assert_eq!(question.phrases(), ["missile strikes"]);
    assert_eq!(question.names(), ["BBC", "Kyiv", "Alexei Navalny", "NATO"]);
    let days: Vec<String> = question.dates().iter().map(|d| format!("{}/{}", d.from, d.to)).collect();
    assert_eq!(days, ["2023-04-10/2023-04-16"]);
    assert!(!question.asks_for_the_latest());
    assert!(read("the latest on Kyiv").asks_for_the_latest());
}

#[test]
fn the_form_is_that_of_the_corrected_question() {
    assert_eq!(read("Whn did Putin meet Witkoff").form(), Form::Open);
    assert_eq!(read("When did Puttin meet Witkoff").form(), Form::When);
}
