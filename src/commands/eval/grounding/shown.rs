//! What was measured of grounding, for reading.

use std::fmt::Write as _;

use super::Measured;
use super::figures::Of;
use super::transfer;
use crate::commands::eval::told::Table;

impl Measured {
    /// Sets, and how weights of one family do on others.
    pub fn tables(&self) -> Vec<Table> {
        let sets = (!self.sets.is_empty()).then(|| self.table()).into_iter();
        sets.chain(transfer::tables(&self.transfer)).collect()
    }

    /// With the columns of weights fitted on other families if there are such.
    fn table(&self) -> Table {
        let are_left_out = self.sets.iter().any(|of| of.left_out.is_some());
        let row = |of: &Of| {
            let mut row = vec![
                of.name.clone(),
                of.pairs.to_string(),
                of.supported.to_string(),
                of.auroc.shown(),
                of.balanced_accuracy.shown(),
                format!("{:.3}", of.average_precision),
                format!("{:.3}", of.calibration_error),
                format!("{:.3}", of.lexical_auroc),
                of.auroc_gain.shown(),
            ];
            if are_left_out {
                let left = of.left_out.map(|left| [left.auroc.shown(), left.balanced_accuracy.shown()]);
                row.extend(left.unwrap_or_default());
            }
            row
        };
        let mut headings = vec![
            "set", "pairs", "supported", "AUROC", "balanced accuracy", "average precision",
            "calibration error", "overlap AUROC", "gain",
        ];
        if are_left_out {
            headings.extend(["left out: AUROC", "left out: balanced accuracy"]);
        }
        Table::of("Sets", &headings, self.sets.iter().map(row).collect())
    }

    pub fn readable(&self) -> String {
        let tables = self.tables();
        let told = tables.iter().enumerate().map(|(at, table)| match at {
            0 => table.readable(),
            _ => format!("\n{}\n{}", table.title, table.readable()),
        });
        let mut text: String = told.collect();
        self.tell_the_rest(&mut text);
        text
    }

    /// What is not told set by set.
    fn tell_the_rest(&self, text: &mut String) {
        if let Some(sentences) = &self.sentences {
            let _ = writeln!(
                text,
                "\nevidence sentence of {} claims: P@1 {}, hit@3 {}",
                sentences.claims,
                sentences.p_at_1.shown(),
                sentences.hit_at_3.shown()
            );
        }
        if let Some(share) = self.false_alarms {
            let _ = writeln!(
                text,
                "\nfalse claims found out, with {:.1}% false alarms on supported pairs",
                100.0 * share
            );
        }
        for found in &self.mutations {
            let _ =
                writeln!(text, "  {:<12} {:>6} {:>20}", found.mutation, found.claims, found.recall.shown());
        }
        if let Some(second) = &self.second {
            text.push_str(&second.readable());
        }
        self.failures.iter().for_each(|failure| _ = writeln!(text, "{failure}"));
    }
}
