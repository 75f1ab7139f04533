//! Which questions are asked of which articles, and on which day.

use std::path::PathBuf;

use anyhow::bail;
use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

use super::super::collection::{Collection, latest_in_demo, latest_in_files};
use crate::commands::interrupt::Interrupt;
use crate::commands::{Setting, import};
use crate::eval::reports::questions::Question;

/// The set that needs no articles: the program carries them.
const DEMO: &str = "demo";
/// Articles are stored so long before they are asked: what is first seen later was not known then.
const BEFORE: SignedDuration = SignedDuration::from_hours(12);

/// What is asked of what.
pub struct Plan {
    pub sets: Vec<Set>,
    /// Questions of sets without articles.
    pub left_out: usize,
}

/// The questions of one collection. The articles for all that have none of their own have no name.
pub struct Set {
    pub name: String,
    pub questions: Vec<Question>,
    articles: Articles,
}

enum Articles {
    Files(Vec<PathBuf>),
    Demo,
}

/// A collection and the time at which it is asked.
pub struct Open {
    pub collection: Collection,
    pub now: Timestamp,
}

impl Plan {
    /// Gives each question to its set. `given` are paths, some with the name of a set before them.
    pub fn of(questions: Vec<Question>, given: &[String]) -> anyhow::Result<Self> {
        let mut sets: Vec<Set> = Vec::new();
        for (name, path) in given.iter().map(|given| named(given)) {
            let known = sets.iter_mut().find(|set| set.name == name);
            if let Some(Set { articles: Articles::Files(paths), .. }) = known {
                paths.push(path);
            } else {
                sets.push(Set::new(name, Articles::Files(vec![path])));
            }
        }
        if !sets.iter().any(|set| set.name == DEMO) {
            sets.push(Set::new(DEMO, Articles::Demo));
        }
        let mut left_out = 0;
        for question in questions {
            let place = sets.iter().position(|set| set.name == question.set);
            let place = place.or_else(|| sets.iter().position(|set| set.name.is_empty()));
            match place.and_then(|place| sets.get_mut(place)) {
                Some(set) => set.questions.push(question),
                None => left_out += 1,
            }
        }
        sets.retain(|set| !set.questions.is_empty());
        if sets.is_empty() {
            bail!("there are no articles for any of the questions; give them with --articles SET=PATH");
        }
        Ok(Self { sets, left_out })
    }
}

impl Set {
    fn new(name: &str, articles: Articles) -> Self {
        Self { name: name.to_owned(), questions: Vec::new(), articles }
    }

    /// Stores and indexes the articles, as of half a day before they are asked.
    pub fn open(&self, setting: &Setting, interrupt: &Interrupt) -> anyhow::Result<Open> {
        match &self.articles {
            Articles::Files(paths) => open_files(paths, setting, interrupt),
            Articles::Demo => {
                let now = asked_at(setting, || latest_in_demo(setting))?;
                let collection = Collection::of_demo(&stored(setting, now)?, interrupt)?;
                Ok(Open { collection, now })
            }
        }
    }
}

/// Articles of files, and when they are asked.
pub fn open_files(paths: &[PathBuf], setting: &Setting, interrupt: &Interrupt) -> anyhow::Result<Open> {
    let files = import::find(paths)?;
    let quiet = Setting { quiet: true, ..setting.clone() };
    let now = asked_at(setting, || latest_in_files(files.clone(), &quiet, interrupt))?;
    let collection = Collection::of_articles(files, &stored(setting, now)?, interrupt)?;
    Ok(Open { collection, now })
}

/// The day after the latest article: a reader asks about the news of the day, not years later. Unless told otherwise.
fn asked_at(
    setting: &Setting,
    latest: impl FnOnce() -> anyhow::Result<Option<Date>>,
) -> anyhow::Result<Timestamp> {
    if setting.is_replay {
        return Ok(setting.now);
    }
    match latest()? {
        Some(day) => Ok(Offset::UTC.to_timestamp(day.tomorrow()?.at(12, 0, 0, 0))?),
        None => Ok(setting.now),
    }
}

fn stored(setting: &Setting, asked_at: Timestamp) -> anyhow::Result<Setting> {
    Ok(Setting { now: asked_at.checked_sub(BEFORE)?, ..setting.clone() })
}

/// A path, and the name of the set before it. What exists as a path is one, with all that is before the sign.
pub fn named(given: &str) -> (&str, PathBuf) {
    let is_name = |name: &str| name.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c));
    match given.split_once('=') {
        Some((name, path)) if !name.is_empty() && is_name(name) && !PathBuf::from(given).exists() => {
            (name, PathBuf::from(path))
        }
        _ => ("", PathBuf::from(given)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn question(set: &str) -> Question {
        let line = json!({"id": set, "set": set, "question": "Who?", "kind": "unanswerable", "answerable": false,
            "premise_holds": true});
        serde_json::from_value(line).unwrap()
    }

    /// The sets, each with how many questions it gets, and how many are left out.
    #[track_caller]
    fn check(given: &[&str], expected: &[(&str, usize)], left_out: usize) {
        let given: Vec<String> = given.iter().map(|given| (*given).to_owned()).collect();
        let plan = Plan::of(["a", "b", "demo"].map(question).into(), &given).unwrap();
        let sets: Vec<_> = plan.sets.iter().map(|set| (set.name.as_str(), set.questions.len())).collect();
        assert_eq!((sets.as_slice(), plan.left_out), (expected, left_out));
    }

    #[test]
    fn questions_are_asked_of_their_set() {
        check(&["a=x.jsonl", "b=y.jsonl", "a=z.jsonl"], &[("a", 1), ("b", 1), ("demo", 1)], 0);
        check(&["a=x.jsonl"], &[("a", 1), ("demo", 1)], 1);
        check(&["x.jsonl", "b=y.jsonl"], &[("", 1), ("b", 1), ("demo", 1)], 0);
        check(&["demo=x.jsonl", "c=y.jsonl"], &[("demo", 1)], 2);
        check(&[], &[("demo", 1)], 2);
        assert!(Plan::of(vec![question("a")], &[]).is_err());
    }

    #[test]
    fn a_path_may_have_the_sign_in_it() {
        assert_eq!(named("a=b/c=d.jsonl"), ("a", "b/c=d.jsonl".into()));
        assert_eq!(named("./a/b=c.jsonl"), ("", "./a/b=c.jsonl".into()));
    }
}
