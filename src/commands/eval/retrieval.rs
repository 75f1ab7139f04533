//! `caveat eval retrieval`: the ranking of articles, on a test collection.

use super::collection::{Collection, go_on};
use super::measured::{Baseline, Cost, Failure, Measured, Scored, Typos, named};
use super::table;
use super::task::{Task, Truth};
use super::told::{Case, Conditions, Told, finish};
use crate::cli::EvalRetrieval;
use crate::commands::interrupt::Interrupt;
use crate::commands::progress::Progress;
use crate::commands::{Exit, Setting, output, status};
use crate::eval::beir::Query;
use crate::eval::bm25::{self, Bm25, SETTINGS};
use crate::eval::compare::{self, Item};
use crate::eval::cost::{Percentiles, peak_memory};
use crate::eval::metrics::figures;
use crate::eval::retrieval::{DEPTH, Ranked, Run, Searched, write_run};
use crate::eval::typos::misspell;
use crate::index::SearchBackend;
use crate::store::Scope;

/// Troubles told one by one; they are likely the same.
const WARNINGS: usize = 10;
const NONE: [(&str, f64); 0] = [];

pub fn run(setting: &Setting, asked: &EvalRetrieval) -> anyhow::Result<Exit> {
    let conditions = conditions(asked)?;
    let interrupt = Interrupt::watch();
    let task = Task::of(asked, setting, &interrupt)?;
    if let missing @ [first, ..] = task.missing().as_slice() {
        let count = missing.len();
        eprintln!(
            "caveat: judged documents that are not in the corpus: {count}, such as `{first}`; they count as not found"
        );
    }
    if asked.run_out.is_some() {
        task.check_ids()?;
    }
    let measured = measured(&task, setting, asked, &interrupt)?;
    finish(&conditions, asked.page.out.as_deref(), &outcome(&measured))
}

/// A case is a question that failed, as far as `--failures` shows them.
fn outcome(measured: &Measured) -> Told<'_, Measured> {
    let told = |failure: &Failure| {
        format!("not found: {}\nfound: {}", failure.answer.join(", "), failure.found.join("\n       "))
    };
    let case = |failure: &Failure| Case {
        name: format!("{}: {}", failure.id, failure.question),
        failure: Some(told(failure)),
        share: None,
    };
    Told {
        cases: measured.failures.iter().map(case).collect(),
        items: measured.items.clone(),
        totals: Box::new(totals),
        ..Told::of("retrieval", measured, table::readable(measured), measured.named())
    }
}

/// A condition on a figure that will not be there is told before the work.
fn conditions(asked: &EvalRetrieval) -> anyhow::Result<Conditions> {
    let conditions = Conditions::of(&asked.reporting)?;
    let blank = Truth::of(asked).means(&[figures(&[], &[])]);
    let blank = Scored::new(blank.clone(), asked.typos.map(|_| blank));
    let names: Vec<String> =
        named(&blank, Percentiles::default()).into_iter().map(|(name, _)| name).collect();
    conditions.expect(&names)?;
    Ok(conditions)
}

fn measured(
    task: &Task,
    setting: &Setting,
    asked: &EvalRetrieval,
    interrupt: &Interrupt,
) -> anyhow::Result<Measured> {
    let typos = asked.typos.map(|words| Typos { words, seed: asked.seed });
    let misspelt = typos.map(|typos| misspelt(&task.queries, typos));
    let own = rank_all(task, &task.queries, setting, interrupt)?;
    let cost = cost(&task.collection, &own);
    if let Some(path) = &asked.run_out {
        let documents = &task.collection.documents;
        output::write_to(Some(path), |out| Ok(write_run(out, &task.queries, &own.rankings, documents)?))?;
    }
    let low = misspelt.as_ref().map(|queries| rank_all(task, queries, setting, interrupt)).transpose()?;
    Ok(Measured {
        documents: task.collection.documents.len(),
        passages: task.collection.index.passages(),
        queries: task.queries.len(),
        empty: own.rankings.iter().filter(|ranking| ranking.is_empty()).count(),
        depth: DEPTH,
        typos,
        own: Scored::new(task.score(&own.rankings), low.as_ref().map(|run| task.score(&run.rankings))),
        baselines: match asked.reference {
            true => baselines(task, misspelt.as_deref(), interrupt)?,
            false => Vec::new(),
        },
        failures: task.failures(&own, asked.failures),
        items: items(task, &own, low.as_ref()),
        cost,
    })
}

/// The figures of each question, and of the misspelt one.
fn items(task: &Task, own: &Run, low: Option<&Run>) -> Vec<Item> {
    let mut items: Vec<Item> = task.queries.iter().map(|query| Item::of(&query.id, NONE)).collect();
    for (before, run) in std::iter::once(("", own)).chain(low.map(|low| ("typos.", low))) {
        for (item, scores) in items.iter_mut().zip(task.scores(&run.rankings)) {
            item.figures.extend(scores.into_iter().map(|(name, value)| (format!("{before}{name}"), value)));
        }
    }
    items
}

/// Means over the questions, and by which part of itself each is lower where the questions are misspelt.
fn totals(items: &[&compare::Figures]) -> compare::Figures {
    let mut all = compare::means(items);
    let fall = |(name, low): (&String, &f64)| {
        let name = name.strip_prefix("typos.")?;
        let high = all.get(name).filter(|high| **high > 0.0)?;
        Some((format!("fall.{name}"), (high - low) / high))
    };
    let falls: Vec<(String, f64)> = all.iter().filter_map(fall).collect();
    all.extend(falls);
    all
}

fn misspelt(queries: &[Query], typos: Typos) -> Vec<Query> {
    let misspelt = |query: &Query| misspell(&query.text, usize::from(typos.words), typos.seed, &query.id);
    queries.iter().map(|query| Query { text: misspelt(query), ..query.clone() }).collect()
}

/// Asks all questions as a reader would.
fn rank_all(task: &Task, queries: &[Query], setting: &Setting, interrupt: &Interrupt) -> anyhow::Result<Run> {
    let searched = Searched { archive: task.collection.archive(), scope: &Scope::at(setting.now) };
    let mut progress = Progress::start("asking", Some(queries.len() as u64), setting.quiet);
    let (mut run, mut failed) = (Run::default(), 0);
    for query in queries {
        go_on(interrupt)?;
        if let Err(error) = run.ask(&query.text, &searched) {
            failed += 1;
            if failed <= WARNINGS {
                progress.warn(&format!("query `{}`: {error}", query.id));
            }
        }
        progress.advance(1);
    }
    progress.finish();
    Ok(run)
}

/// Plain BM25 on the same questions and articles.
fn baselines(
    task: &Task,
    misspelt: Option<&[Query]>,
    interrupt: &Interrupt,
) -> anyhow::Result<Vec<Baseline>> {
    let mut index = Bm25::default();
    task.collection.each(interrupt, |revision| {
        index.add(revision.id().article, &revision.article().title, &revision.article().text);
    })?;
    let mut scored = |setting: bm25::Setting, queries: &[Query]| -> anyhow::Result<_> {
        let mut rankings: Vec<Vec<Ranked>> = Vec::new();
        for query in queries {
            go_on(interrupt)?;
            rankings.push(index.rank(&query.text, setting, DEPTH));
        }
        Ok(task.score(&rankings))
    };
    let mut baselines = Vec::new();
    for setting in SETTINGS {
        let figures = scored(setting, &task.queries)?;
        let low = misspelt.map(|queries| scored(setting, queries)).transpose()?;
        let name = format!("BM25 k1={} b={}", setting.k1, setting.b);
        baselines.push(Baseline { name, scored: Scored::new(figures, low) });
    }
    Ok(baselines)
}

fn cost(collection: &Collection, run: &Run) -> Cost {
    let (index_seconds, store) = (collection.index_seconds, collection.store_path());
    Cost {
        index_seconds,
        passages_per_second: collection.index.passages() as f64 / index_seconds.max(f64::EPSILON),
        index_bytes: status::size(&collection.index_path()),
        // With what SQLite has not yet moved into the file itself.
        store_bytes: status::size(&store) + status::size(&store.with_extension("db-wal")),
        peak_memory_bytes: peak_memory(),
        latency_ms: run.latencies.percentiles(),
    }
}
