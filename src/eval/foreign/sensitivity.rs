//! Whether the figures fall when answers are made worse: true sentences of texts, some of them made false.

use super::answer::{Answer, Context, Statement};
use super::check::check;
use super::figures::{Figures, figures, means};
use crate::eval::mutations::{Mutant, Mutation, Text, mutants};

/// The figures of answers of which a share of the statements was made false in one way, or in all.
#[derive(Clone, Debug)]
pub struct Corrupted {
    pub kind: Option<Mutation>,
    pub share: f64,
    pub statements: usize,
    pub figures: Figures,
}

/// The shares of statements that are made false.
pub const SHARES: [f64; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];

/// Scores answers made of the sentences of texts, by kind of falsehood and by amount of all kinds.
pub fn sensitivity(texts: &[Text], seed: u64) -> Vec<Corrupted> {
    let all = mutants(texts, seed);
    let by_amount = SHARES.iter().map(|share| scored(texts, &all, None, *share));
    let by_kind = Mutation::ALL.iter().map(|kind| scored(texts, &all, Some(*kind), 1.0));
    by_amount.chain(by_kind).filter(|one| one.statements > 0).collect()
}

/// The share of false statements that a check finds out, and of true ones that it takes for false.
pub fn found_out(texts: &[Text], seed: u64, holds: impl Fn(&str, &str) -> bool) -> [f64; 2] {
    let all = mutants(texts, seed);
    let text = |mutant: &Mutant| texts.get(mutant.text).map_or("", |text| text.text.as_str());
    let share = |count: usize| count as f64 / all.len().max(1) as f64;
    let found = all.iter().filter(|mutant| !holds(&mutant.claim, text(mutant))).count();
    let blamed = all.iter().filter(|mutant| !holds(&mutant.truth, text(mutant))).count();
    [share(found), share(blamed)]
}

fn scored(texts: &[Text], all: &[Mutant], kind: Option<Mutation>, share: f64) -> Corrupted {
    let (mut statements, mut scores) = (0, Vec::new());
    for (place, text) in texts.iter().enumerate() {
        let own: Vec<&Mutant> = all
            .iter()
            .filter(|mutant| mutant.text == place && kind.is_none_or(|kind| mutant.kind == kind))
            .collect();
        if own.is_empty() {
            continue;
        }
        statements += own.len();
        let false_ones = (share * own.len() as f64).round() as usize;
        let words = own.iter().enumerate().map(|(at, mutant)| match at < false_ones {
            true => &mutant.claim,
            false => &mutant.truth,
        });
        scores.push(figures(&check(&answer(words, &text.text))));
    }
    Corrupted { kind, share, statements, figures: means(scores.iter()) }
}

fn answer<'a>(statements: impl Iterator<Item = &'a String>, text: &str) -> Answer {
    let statement =
        |text: &String| Statement { text: text.clone(), citations: [1].into(), is_heading: false };
    let contexts = vec![Context::from(text)];
    Answer { statements: statements.map(statement).collect(), contexts, ..Answer::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Lena Marsh said the port of Calder lost 40 ships on Monday after a strike. \
        The strike may end in March, Dragan Melk told reporters outside the harbour office. \
        Prices rose by 7 percent, and Ines Varga was not in the room when it was told. \
        “We will not pay for any of that again”, the owner of the harbour said to reporters.";

    #[test]
    fn figures_fall_with_the_amount_and_with_each_kind() {
        let found = sensitivity(&[Text { text: TEXT.to_owned() }], 3);
        let (amounts, kinds): (Vec<_>, Vec<_>) = found.iter().partition(|one| one.kind.is_none());
        for figure in ["faithfulness", "citation_recall"] {
            let values: Vec<f64> = amounts.iter().map(|one| one.figures[figure]).collect();
            assert!(values.is_sorted_by(|a, b| a > b), "{figure}: {values:?}");
            assert!(values[0] >= 0.99, "{figure}: {values:?}");
        }
        assert_eq!(kinds.len(), Mutation::ALL.len());
        // What is spliced of sentences that share their words is not found out yet.
        for one in kinds.iter().filter(|one| one.kind != Some(Mutation::Splice)) {
            assert!(one.figures["faithfulness"] < 1.0 || one.figures["hedge_agreement"] < 1.0, "{one:#?}");
        }
    }

    #[test]
    fn a_check_that_says_yes_finds_nothing_out() {
        assert_eq!(found_out(&[Text { text: TEXT.to_owned() }], 3, |_, _| true), [0.0, 0.0]);
    }
}
