//! What a run has to come to: gates, and an earlier run that it must not be worse than.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde::Serialize;

use super::Told;
use crate::cli::{EvalFormat, Reporting};
use crate::eval::compare::{Compared, Difference, Earlier};
use crate::eval::gate::Gate;

/// What was asked for, read before the work: a file that cannot be used is told at once.
pub struct Conditions {
    pub format: EvalFormat,
    gates: Vec<Gate>,
    earlier: Option<(PathBuf, Earlier)>,
}

/// A gate with what its figure is.
pub struct Held {
    pub gate: Gate,
    pub value: f64,
}

/// This run beside an earlier one.
pub struct Beside {
    /// The file that the earlier one was read from.
    pub name: String,
    pub compared: Compared,
}

/// How a run stands to its conditions.
pub struct Verdict {
    pub held: Vec<Held>,
    pub beside: Option<Beside>,
}

impl Conditions {
    /// The conditions of the command line and of the files that it names.
    pub fn of(asked: &Reporting) -> anyhow::Result<Self> {
        let mut gates = asked.gate.clone();
        if let Some(path) = &asked.gate_file {
            gates.extend(gates_of(path)?);
        }
        let earlier = |path: &PathBuf| anyhow::Ok((path.clone(), Earlier::read(path)?));
        Ok(Self { format: asked.format, gates, earlier: asked.baseline.as_ref().map(earlier).transpose()? })
    }

    /// A gate on a figure that will not be there is told before the work.
    pub fn expect<S: AsRef<str>>(&self, names: &[S]) -> anyhow::Result<()> {
        let named: Vec<(String, f64)> = names.iter().map(|name| (name.as_ref().to_owned(), 0.0)).collect();
        self.gates.iter().try_for_each(|gate| Ok(gate.value(&named).map(drop)?))
    }

    pub fn verdict(&self, told: &Told<'_, impl Serialize>) -> anyhow::Result<Verdict> {
        let held = |gate: &Gate| anyhow::Ok(Held { value: gate.value(&told.figures)?, gate: gate.clone() });
        let beside = self.earlier.as_ref().map(|(path, earlier)| {
            let compared = earlier.beside(&told.items, &*told.totals);
            if compared.cases == 0 {
                bail!("{}: none of its cases is one of this run", path.display());
            }
            Ok(Beside { name: path.display().to_string(), compared })
        });
        Ok(Verdict {
            held: self.gates.iter().map(held).collect::<anyhow::Result<_>>()?,
            beside: beside.transpose()?,
        })
    }
}

impl Held {
    pub fn is_met(&self) -> bool {
        self.gate.is_met_by(self.value)
    }
}

impl Verdict {
    /// Somebody said what decides; then what is wrong with single cases only informs.
    pub fn decides(&self) -> bool {
        !self.held.is_empty() || self.beside.is_some()
    }

    /// The conditions that are not met.
    pub fn unmet(&self) -> Vec<String> {
        let gates = self.held.iter().filter(|held| !held.is_met());
        let gates = gates.map(|Held { gate, value }| format!("the gate {gate} failed: it is {value:.4}"));
        let worse = self.beside.iter().flat_map(|beside| {
            beside.compared.regressions().map(|one| format!("worse than in {}: {}", beside.name, fall(one)))
        });
        gates.chain(worse).collect()
    }
}

/// A difference in words.
pub fn fall(difference: &Difference) -> String {
    let Difference { figure, before, now, difference, low, high, .. } = difference;
    format!("{figure} is {now:.4}, was {before:.4} ({difference:+.4}, 95% interval {low:+.4} to {high:+.4})")
}

fn gates_of(path: &Path) -> anyhow::Result<Vec<Gate>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
    let conditions =
        lines.enumerate().flat_map(|(number, line)| line.split(',').map(move |one| (number, one)));
    let told = conditions.filter(|(_, condition)| !condition.trim().is_empty());
    told.map(|(number, condition)| {
        condition.parse().with_context(|| format!("{}, line {}", path.display(), number + 1))
    })
    .collect()
}

#[cfg(test)]
pub mod tests {
    use super::super::tests::told;
    use super::*;
    use crate::eval::compare::Item;

    /// How a suite stands to some gates, and to an earlier run of which each figure was as given.
    pub fn verdict(gates: &[&str], before: f64) -> Verdict {
        let figures =
            |item: &Item| item.figures.keys().map(|name| (name.clone(), before)).collect::<Vec<_>>();
        let told = told();
        let cases: Vec<Item> = told.items.iter().map(|item| Item::of(&item.id, figures(item))).collect();
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), serde_json::json!({"cases": cases}).to_string()).unwrap();
        let earlier = Some(("before.json".into(), Earlier::read(file.path()).unwrap()));
        let gates = gates.iter().map(|gate| gate.parse().unwrap()).collect();
        Conditions { format: EvalFormat::Text, gates, earlier }.verdict(&told).unwrap()
    }

    #[test]
    fn what_is_worse_than_before_is_told_with_its_interval() {
        let told = verdict(&["faithfulness<0.4"], 1.0).unmet();
        assert_eq!(told[0], "the gate faithfulness<0.4 failed: it is 0.5000");
        assert_eq!(
            told[1],
            "worse than in before.json: faithfulness is 0.5000, was 1.0000 (-0.5000, 95% interval -0.5000 to -0.5000)"
        );
        assert!(verdict(&["faithfulness>0.4"], 0.5).unmet().is_empty());
        assert!(verdict(&[], 0.25).unmet().is_empty());
    }

    #[test]
    fn a_file_of_gates_has_remarks_and_names_its_bad_lines() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "# ours\nf1>=0.9, p@1>0.5 # both\n\nf2<=1\n").unwrap();
        assert_eq!(gates_of(file.path()).unwrap().len(), 3);
        std::fs::write(file.path(), "f1>=0.9\nf2\n").unwrap();
        let error = format!("{:#}", gates_of(file.path()).unwrap_err());
        assert!(error.contains("line 2: `f2` is not a condition"), "{error}");
    }
}
