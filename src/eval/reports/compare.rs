//! Two runs on the same questions, side by side.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::super::lines::FileError;
use super::score::Figures;

/// Changes smaller than this are rounding.
const NOTHING: f64 = 1e-9;
/// Differs in every run.
const TIME: &str = "cpu_seconds";

/// What is read of an earlier run.
#[derive(Debug, Default, Deserialize)]
pub struct Earlier {
    figures: BTreeMap<String, f64>,
    questions: Vec<EarlierQuestion>,
}

#[derive(Debug, Deserialize)]
struct EarlierQuestion {
    id: String,
    figures: BTreeMap<String, f64>,
}

/// A figure before and now; one of the two may be missing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    pub figure: String,
    pub before: Option<f64>,
    pub now: Option<f64>,
}

/// What became of a run's figures.
#[derive(Debug, Default, Serialize)]
pub struct Compared {
    pub figures: Vec<Change>,
    /// Questions of which a figure has changed, with these figures.
    pub questions: Vec<(String, Vec<Change>)>,
    /// Questions that only the earlier run has.
    pub gone: Vec<String>,
    /// Questions that only this run has.
    pub new: Vec<String>,
}

impl Earlier {
    /// Reads what `caveat eval answers --format json` printed.
    pub fn read(path: &Path) -> Result<Self, FileError> {
        let unreadable = |reason| FileError::Unreadable { path: path.to_owned(), reason };
        let text = std::fs::read_to_string(path).map_err(unreadable)?;
        serde_json::from_str(&text).map_err(|e| FileError::Whole {
            path: path.to_owned(),
            reason: format!("not what `caveat eval answers --format json` printed: {e}"),
        })
    }

    /// Lays a run beside this one: its figures, and those of each question.
    pub fn beside(&self, figures: &Figures, questions: &[(&str, &Figures)]) -> Compared {
        let before = |id: &str| self.questions.iter().find(|question| question.id == id);
        let changed = questions.iter().filter_map(|(id, now)| {
            let mut changes = changes(&before(id)?.figures, now);
            changes.retain(|change| change.figure != TIME && change.is_one());
            (!changes.is_empty()).then(|| ((*id).to_owned(), changes))
        });
        let is_here = |id: &str| questions.iter().any(|(other, _)| *other == id);
        let new = questions.iter().filter(|(id, _)| before(id).is_none());
        Compared {
            figures: changes(&self.figures, figures),
            questions: changed.collect(),
            gone: self.questions.iter().map(|q| q.id.clone()).filter(|id| !is_here(id)).collect(),
            new: new.map(|(id, _)| (*id).to_owned()).collect(),
        }
    }
}

impl Change {
    fn is_one(&self) -> bool {
        match (self.before, self.now) {
            (Some(before), Some(now)) => (before - now).abs() > NOTHING,
            _ => true,
        }
    }
}

fn changes(before: &BTreeMap<String, f64>, now: &Figures) -> Vec<Change> {
    let mut names: Vec<&str> = before.keys().map(String::as_str).chain(now.keys().copied()).collect();
    names.sort_unstable();
    names.dedup();
    let change = |name: &str| Change {
        figure: name.to_owned(),
        before: before.get(name).copied(),
        now: now.get(name).copied(),
    };
    names.into_iter().map(change).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_changed_is_told_of_questions() {
        let questions = json!([{"id": "q1", "figures": {"a": 0.5, "cpu_seconds": 1.0}},
            {"id": "q2", "figures": {"a": 0.5}}, {"id": "q3", "figures": {"a": 1.0, "b": 1.0}}]);
        let earlier = json!({"figures": {"a": 0.5, "b": 1.0}, "asked": 3, "questions": questions});
        let earlier: Earlier = serde_json::from_value(earlier).unwrap();
        let q1: Figures = [("a", 0.5), ("cpu_seconds", 2.0)].into();
        let (q3, q4): (Figures, Figures) = ([("a", 0.0)].into(), [("a", 1.0)].into());
        let compared = earlier.beside(&[("a", 0.75)].into(), &[("q1", &q1), ("q3", &q3), ("q4", &q4)]);
        let change = |figure: &str, before, now| Change { figure: figure.to_owned(), before, now };
        assert_eq!(compared.figures, [change("a", Some(0.5), Some(0.75)), change("b", Some(1.0), None)]);
        let of_q3 = vec![change("a", Some(1.0), Some(0.0)), change("b", Some(1.0), None)];
        assert_eq!(compared.questions, [("q3".to_owned(), of_q3)]);
        assert_eq!((compared.gone, compared.new), (vec!["q2".to_owned()], vec!["q4".to_owned()]));
    }

    #[test]
    fn another_file_is_refused() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "[]").unwrap();
        assert!(Earlier::read(file.path()).unwrap_err().to_string().contains("eval answers --format json"));
    }
}
