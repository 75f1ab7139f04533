//! What was measured of grounding, for reading.

use std::fmt::Write as _;

use super::{Figure, Measured};

impl Measured {
    pub fn readable(&self) -> String {
        let mut text = String::new();
        if !self.sets.is_empty() {
            let _ = writeln!(
                text,
                "{:<30} {:>6} {:>20} {:>20} {:>8} {:>22}",
                "", "pairs", "AUROC", "balanced accuracy", "lexical", "gain"
            );
        }
        let row = |text: &mut String,
                   name: &str,
                   pairs: String,
                   area: Figure,
                   accuracy: Figure,
                   plain: String,
                   gain: Figure| {
            let _ = writeln!(
                text,
                "{name:<30} {pairs:>6} {:>20} {:>20} {plain:>8} {:>22}",
                area.shown(),
                accuracy.shown(),
                gain.shown()
            );
        };
        for of in &self.sets {
            row(
                &mut text,
                &of.name,
                of.pairs.to_string(),
                of.auroc,
                of.balanced_accuracy,
                format!("{:.3}", of.lexical_auroc),
                of.auroc_gain,
            );
            if let Some(left) = of.left_out {
                row(
                    &mut text,
                    "  left out while fitting",
                    String::new(),
                    left.auroc,
                    left.balanced_accuracy,
                    String::new(),
                    left.auroc_gain,
                );
            }
        }
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
