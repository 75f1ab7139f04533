//! Figures of a refresh for Prometheus: a file in its text format, for the node exporter's collector of text files.

use std::fmt::Write as _;
use std::path::Path;

use jiff::Timestamp;

use super::refresh::Summary;
use super::track::{last_change, questions};
use super::{Setting, output};
use crate::store::{Scope, Store};

/// A figure with its labels.
type Sample = (Vec<(&'static str, String)>, f64);

/// Writes the file, whole or not at all.
pub fn write(setting: &Setting, summary: &Summary, seconds: f64, file: &Path) -> anyhow::Result<()> {
    let text = figures(setting, summary, seconds)?;
    output::write_to(Some(file), |out| Ok(out.write_all(text.as_bytes())?))
}

fn figures(setting: &Setting, summary: &Summary, seconds: f64) -> anyhow::Result<String> {
    let store = Store::open(&setting.index)?;
    let (counts, now) = (store.counts()?, setting.now);
    let coverage = store.coverage(&Scope::at(now), store.seq()?)?;
    let mut text = Metrics::default();
    text.one("caveat_articles", "Articles in the store.", counts.articles as f64);
    text.one("caveat_revisions", "States of articles in the store.", counts.revisions as f64);
    text.one("caveat_outlets", "Outlets with articles that can be found.", coverage.outlets as f64);
    text.one("caveat_refresh_timestamp_seconds", "When this refresh was made.", unix(now));
    text.one("caveat_refresh_duration_seconds", "How long it took.", seconds);
    let last = store.last_refresh()?.map_or(f64::NAN, |last| (unix(now) - unix(last)).max(0.0));
    text.one("caveat_sources_age_seconds", "Time since sources were last read to the end.", last);
    text.one("caveat_interrupted", "1 if it was stopped.", f64::from(u8::from(summary.interrupted)));
    let change = |name: &str, count: usize| (vec![("change", name.to_owned())], count as f64);
    text.many(
        "caveat_refresh_articles",
        "Articles of this refresh, by what became of them.",
        vec![
            change("new", summary.new),
            change("changed", summary.changed),
            change("unchanged", summary.unchanged),
            change("withdrawn", summary.withdrawn),
        ],
    );
    let failures = summary.failed.iter();
    let failures = failures.map(|(reason, n)| (vec![("reason", reason.clone())], *n as f64)).collect();
    text.many("caveat_refresh_failures", "Articles that could not be read, by reason.", failures);
    text.one("caveat_sources", "Sources read.", summary.sources as f64);
    text.one("caveat_sources_failed", "Sources that could not be read.", summary.failed_sources.len() as f64);
    let stage = |(name, seconds): (&str, f64)| (vec![("stage", name.to_owned())], seconds);
    let spent = &summary.seconds;
    let stages = [
        ("fetch", spent.fetch),
        ("parse", spent.parse),
        ("extract", spent.extract),
        ("store", spent.store),
        ("index", spent.index),
    ];
    text.many("caveat_stage_seconds", "Processor time by stage.", stages.map(stage).to_vec());
    answers(setting, summary, &store, &mut text)?;
    Ok(text.0)
}

fn answers(setting: &Setting, summary: &Summary, store: &Store, text: &mut Metrics) -> anyhow::Result<()> {
    if let Some(seen_to) = &summary.questions {
        text.one("caveat_questions", "Tracked questions.", seen_to.tracked as f64);
        text.one("caveat_questions_asked", "Questions that were composed anew.", seen_to.asked as f64);
        text.one(
            "caveat_questions_unaffected", "Questions of which nothing new came.", seen_to.unaffected as f64,
        );
        text.one("caveat_questions_failed", "Questions that could not be asked.", seen_to.failed as f64);
        text.one(
            "caveat_answers_changed",
            "Answers that say something else than before.",
            seen_to.changed as f64,
        );
        text.one("caveat_questions_duration_seconds", "How long asking took.", seen_to.seconds);
    }
    let (mut checked, mut changed) = (Vec::new(), Vec::new());
    for question in questions(setting, store)? {
        let answers = store.answers(&question.name)?;
        let label = vec![("question", question.name)];
        checked.extend(answers.last().map(|last| (label.clone(), unix(last.checked))));
        changed.extend(last_change(&answers).map(|last| (label, unix(last.asked))));
    }
    text.many("caveat_answer_checked_timestamp_seconds", "When an answer was last found to hold.", checked);
    text.many("caveat_answer_changed_timestamp_seconds", "When an answer last changed.", changed);
    Ok(())
}

fn unix(at: Timestamp) -> f64 {
    at.as_millisecond() as f64 / 1_000.0
}

/// The file so far.
#[derive(Default)]
struct Metrics(String);

impl Metrics {
    fn one(&mut self, name: &str, help: &str, value: f64) {
        self.many(name, help, vec![(Vec::new(), value)]);
    }

    fn many(&mut self, name: &str, help: &str, samples: Vec<Sample>) {
        if samples.is_empty() {
            return;
        }
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} gauge");
        for (labels, value) in samples {
            let labels: Vec<String> =
                labels.iter().map(|(key, value)| format!("{key}=\"{}\"", escaped(value))).collect();
            let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
            let value = if value.is_nan() { "NaN".to_owned() } else { value.to_string() };
            let _ = writeln!(self.0, "{name}{labels} {value}");
        }
    }
}

/// The value of a label, in which three characters are not themselves.
fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_lines_with_their_labels() {
        let mut text = Metrics::default();
        text.one("a", "What it is.", 2.0);
        text.many("b", "Another.", vec![(vec![("reason", "say \"no\"\\\n".to_owned())], 1.5)]);
        text.many("c", "Nothing.", Vec::new());
        let expected = "# HELP a What it is.\n# TYPE a gauge\na 2\n# HELP b Another.\n# TYPE b gauge\n\
                        b{reason=\"say \\\"no\\\"\\\\\\n\"} 1.5\n";
        assert_eq!(text.0, expected);
    }
}
