//! The figures for a reader: one way of ranking a column.

use std::fmt::Write;

use super::measured::{Cost, Failure, Measured, Scored};
use crate::commands::status::counted;

/// The name of a figure as papers write it.
fn written(figure: &str) -> String {
    match figure.split_once('@') {
        Some(("ndcg", k)) => format!("nDCG@{k}"),
        Some((name @ ("mrr" | "map"), k)) => format!("{}@{k}", name.to_uppercase()),
        _ => figure.get(..1).unwrap_or_default().to_uppercase() + figure.get(1..).unwrap_or_default(),
    }
}

pub fn readable(measured: &Measured) -> String {
    let Measured { documents, passages, queries, empty, depth, .. } = measured;
    let mut text = format!(
        "{}, {} in {}; the {depth} best documents of each question\n",
        counted(*queries as u64, "question"),
        counted(*documents as u64, "document"),
        counted(*passages, "passage")
    );
    let columns: Vec<(&str, &Scored)> = std::iter::once(("caveat", &measured.own))
        .chain(measured.baselines.iter().map(|baseline| (baseline.name.as_str(), &baseline.scored)))
        .collect();
    text += &figures(&columns, |scored, place| {
        scored.figures.get(place).map(|(_, value)| format!("{value:.4}")).unwrap_or_default()
    });
    if let Some(typos) = measured.typos {
        let _ = writeln!(text, "\nwith an edit in each of {} words (seed {})", typos.words, typos.seed);
        text += &figures(&columns, |scored, place| {
            let misspelt = scored.misspelt.as_ref();
            let both = misspelt.and_then(|m| m.figures.get(place).zip(m.fall.get(place)));
            both.map(|((_, value), (_, fall))| format!("{value:.4} ({:+.1}%)", -100.0 * fall))
                .unwrap_or_default()
        });
    }
    if *empty > 0 {
        let _ = writeln!(
            text,
            "\nnothing was found for {}; that counts as 0",
            counted(*empty as u64, "question")
        );
    }
    text += &failures(&measured.failures);
    text + &cost(&measured.cost)
}

/// A row a figure, a column a way of ranking.
fn figures(columns: &[(&str, &Scored)], cell: impl Fn(&Scored, usize) -> String) -> String {
    let width = columns.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default().max(18);
    let names = columns.first().map(|(_, scored)| scored.figures.as_slice()).unwrap_or_default();
    let mut text = format!("\n{:<12}", "");
    columns.iter().for_each(|(name, _)| _ = write!(text, " {name:>width$}"));
    text.push('\n');
    for (place, (name, _)) in names.iter().enumerate() {
        let _ = write!(text, "{:<12}", written(name));
        columns.iter().for_each(|(_, scored)| _ = write!(text, " {:>width$}", cell(scored, place)));
        text.push('\n');
    }
    text
}

fn failures(failures: &[Failure]) -> String {
    let mut text = String::new();
    for failure in failures {
        let Failure { id, question, read_as, answer, answering, rank, found } = failure;
        let _ = writeln!(text, "\nfailed: {id}: {question}");
        if let Some(read_as) = read_as {
            let _ = writeln!(text, "  read as  {read_as}");
        }
        let place = rank.map_or("not found".to_owned(), |rank| format!("the first at {rank}"));
        let where_ = counted(*answering as u64, "document");
        let _ = writeln!(text, "  answer   {} ({where_}; {place})", answer.join(", "));
        found.iter().for_each(|title| _ = writeln!(text, "  found    {title}"));
    }
    text
}

fn cost(cost: &Cost) -> String {
    let megabytes = |bytes: u64| format!("{:.1} MB", bytes as f64 / 1_048_576.0);
    let mut text = format!(
        "\nindexing     {:.2} s of processor time, {:.0} passages a second\nindex        {}\nstore        {}\n",
        cost.index_seconds,
        cost.passages_per_second,
        megabytes(cost.index_bytes),
        megabytes(cost.store_bytes)
    );
    if let Some(bytes) = cost.peak_memory_bytes {
        let _ = writeln!(text, "peak memory  {}", megabytes(bytes));
    }
    text += "\nprocessor time of a question, ms       mean      p50      p90      p99\n";
    for (stage, p) in &cost.latency_ms {
        let _ = writeln!(text, "  {stage:<32} {:>8.2} {:>8.2} {:>8.2} {:>8.2}", p.mean, p.p50, p.p90, p.p99);
    }
    text
}
