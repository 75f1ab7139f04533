//! What indexing and retrieval cost at several sizes, beside tantivy as it comes, in one run.
//!
//! `cargo bench --bench index -- ARTICLES.jsonl [SIZE]…` makes SIZE texts of 185 words from the sentences of the
//! articles, in random order from a fixed seed, so that texts differ and the words are real ones, and asks the
//! articles' titles. Sizes are 1000, 10000 and 100000 unless given. All times are processor times.
#![expect(clippy::print_stdout, reason = "this program is its output")]

use std::fmt;
use std::ops::ControlFlow;
use std::path::Path;

use anyhow::{Context, bail};
use caveat::answer::Archive;
use caveat::eval::cost::{Clock, Laps, Latencies, Percentiles, peak_memory};
use caveat::eval::retrieval::{Run, Searched};
use caveat::eval::typos::{Random, misspell};
use caveat::index::{TantivyIndex, passages};
use caveat::news::{Article, CanonicalUrl, Kind, Revision, sentences};
use caveat::store::{Scope, Store};
use jiff::Timestamp;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Query, TermQuery};
use tantivy::schema::{Field, FieldType, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{Language, LowerCaser, SimpleTokenizer, Stemmer, TextAnalyzer};
use tantivy::{Index, TantivyDocument, Term};

const SIZES: [usize; 3] = [1_000, 10_000, 100_000];
/// Words of a text: what passages of public collections have at the mean.
const WORDS: usize = 185;
const SEED: u64 = 1;
/// Questions asked at each size: enough for a 99th percentile, few enough for a million passages.
const QUESTIONS: usize = 300;
/// Content words of a misspelt question that are edited.
const TYPOS: usize = 2;
/// Texts written to the store, and read from it, at a time.
const BATCH: usize = 2_000;
/// As the index does it: one thread, and so much memory for what is not yet written (bytes).
const WRITER_MEMORY: usize = 50_000_000;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let Some((path, sizes)) = arguments.split_first() else {
        println!("give a file: cargo bench --bench index -- ARTICLES.jsonl [SIZE]…");
        return Ok(());
    };
    let material = Material::read(Path::new(path))?;
    let sizes = sizes.iter().map(|size| size.parse()).collect::<Result<Vec<usize>, _>>()?;
    for size in if sizes.is_empty() { SIZES.to_vec() } else { sizes } {
        measure(&material, size)?;
    }
    Ok(())
}

fn measure(material: &Material, size: usize) -> anyhow::Result<()> {
    let directory = tempfile::tempdir()?;
    let store = stored(material, size, directory.path())?;
    let mut index = TantivyIndex::open_or_create(directory.path())?;
    let clock = Clock::start();
    index.catch_up(&store, |_| ControlFlow::Continue(()))?;
    let indexing = clock.seconds();
    println!("\n{size} texts of {WORDS} words; all times are processor times");
    println!("  peak memory, with the material {}", Megabytes(peak_memory().unwrap_or_default()));
    ask(material, &store, &index, directory.path())?;
    println!("  peak memory after asking {}", Megabytes(peak_memory().unwrap_or_default()));
    compare_indexing(indexing, &store, directory.path())
}

/// The whole retrieval by stage, beside the least that any retrieval does.
fn ask(material: &Material, store: &Store, index: &TantivyIndex, directory: &Path) -> anyhow::Result<()> {
    // Some day after all texts were seen.
    let now = Timestamp::from_second(1_767_225_600)?;
    let searched = Searched { archive: Archive::by_words(store, index), scope: &Scope::at(now) };
    let misspelt = |(n, title): (usize, &String)| misspell(title, TYPOS, SEED, &n.to_string());
    let misspelt: Vec<String> = material.questions().iter().enumerate().map(misspelt).collect();
    println!("  questions, ms                        mean      p50      p90      p99");
    show("as written", &asked(material.questions(), &searched)?);
    show("misspelt", &asked(&misspelt, &searched)?);
    show("tantivy, ten best, any word", &asked_raw(material.questions(), directory)?);
    Ok(())
}

/// Passages a second of the index stage by itself: what reading and cutting take is taken off on both sides.
fn compare_indexing(indexing: f64, store: &Store, directory: &Path) -> anyhow::Result<()> {
    let (reading, count) = reading(store)?;
    let raw = tempfile::tempdir()?;
    let raw_indexing = index_raw(store, directory, raw.path())?;
    let a_second = |seconds: f64| count as f64 / seconds;
    let (ours, theirs) = (a_second(indexing - reading), a_second(raw_indexing - reading));
    println!("  passages                     {count:>9}");
    println!("  reading and cutting          {:>9.0} passages a second", a_second(reading));
    println!("  index stage                  {ours:>9.0} passages a second");
    println!(
        "  tantivy, the same fields     {theirs:>9.0} passages a second; ours is {:.2} of it",
        ours / theirs
    );
    let (own, raw) = (bytes(&TantivyIndex::path_in(directory)), bytes(raw.path()));
    println!(
        "  index {}, tantivy's {}, store {}",
        Megabytes(own),
        Megabytes(raw),
        Megabytes(bytes(&Store::path_in(directory)))
    );
    Ok(())
}

fn show(what: &str, stages: &[(&str, Percentiles)]) {
    println!("    {what}");
    for (stage, p) in stages {
        println!("      {stage:<28} {:>8.2} {:>8.2} {:>8.2} {:>8.2}", p.mean, p.p50, p.p90, p.p99);
    }
}

/// Real sentences and titles.
struct Material {
    sentences: Vec<String>,
    titles: Vec<String>,
}

impl Material {
    fn read(path: &Path) -> anyhow::Result<Self> {
        let lines =
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let (mut all, mut titles) = (Vec::new(), Vec::new());
        for line in lines.lines().filter(|line| !line.trim().is_empty()) {
            let article: serde_json::Value = serde_json::from_str(line)?;
            let text = article.get("text").and_then(|text| text.as_str()).unwrap_or_default();
            all.extend(sentences(text, Some("en")).iter().map(|range| range.of(text).to_owned()));
            titles.extend(
                article
                    .get("title")
                    .and_then(|title| title.as_str())
                    .filter(|title| !title.is_empty())
                    .map(str::to_owned),
            );
        }
        if all.is_empty() || titles.is_empty() {
            bail!("{} has no articles with a title and a text", path.display());
        }
        Ok(Self { sentences: all, titles })
    }

    fn questions(&self) -> &[String] {
        self.titles.get(..QUESTIONS).unwrap_or(&self.titles)
    }

    fn article(&self, number: usize) -> anyhow::Result<Article> {
        let mut random = Random::new(SEED, &number.to_string());
        let mut text: Vec<&str> = Vec::new();
        while text.iter().map(|sentence| sentence.split_whitespace().count()).sum::<usize>() < WORDS {
            text.extend(self.sentences.get(random.below(self.sentences.len())).map(String::as_str));
        }
        let title = self.titles.get(random.below(self.titles.len()));
        Ok(Article {
            url: CanonicalUrl::parse(&format!("https://news.example/{number}"))?,
            title: title.cloned().unwrap_or_default(),
            text: text.join(" ").split_whitespace().take(WORDS).collect::<Vec<_>>().join(" "),
            outlet: format!("Outlet {}", random.below(20)),
            authors: Vec::new(),
            published: None,
            modified: None,
            language: Some("en".into()),
            section: None,
            kind: Kind::News,
            paywalled: false,
            wire: None,
        })
    }
}

fn stored(material: &Material, size: usize, directory: &Path) -> anyhow::Result<Store> {
    let mut store = Store::open_or_create(directory)?;
    for first in (0..size).step_by(BATCH) {
        let last = size.min(first + BATCH);
        let articles = (first..last).map(|number| material.article(number)).collect::<Result<Vec<_>, _>>()?;
        store.batch(|batch| {
            articles.iter().try_for_each(|article| batch.put(article, Timestamp::UNIX_EPOCH).map(drop))
        })?;
    }
    Ok(store)
}

/// Shows all revisions in the order of storing.
fn each(store: &Store, mut see: impl FnMut(&Revision) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let mut seq = 0;
    loop {
        let batch = store.revisions_after(seq, BATCH as u32)?;
        let Some((last, _)) = batch.last() else { return Ok(()) };
        seq = *last;
        batch.iter().try_for_each(|(_, revision)| see(revision))?;
    }
}

/// What reading all texts and cutting them into passages takes by itself, and how many passages there are.
fn reading(store: &Store) -> anyhow::Result<(f64, usize)> {
    let (clock, mut count) = (Clock::start(), 0);
    each(store, |revision| {
        count += passages(revision).len();
        Ok(())
    })?;
    Ok((clock.seconds(), count))
}

/// Reads, cuts and indexes as tantivy would by itself: the same fields, its own analyzers, one commit.
fn index_raw(store: &Store, like: &Path, into: &Path) -> anyhow::Result<f64> {
    let like = Index::open_in_dir(TantivyIndex::path_in(like))?.schema();
    let schema = with_stock_analyzers(&like);
    let index = Index::create_in_dir(into, schema.clone())?;
    let clock = Clock::start();
    let mut writer = index.writer_with_num_threads(1, WRITER_MEMORY)?;
    each(store, |revision| {
        for passage in passages(revision) {
            writer.add_document(document(&schema, revision.article(), passage.range.of(revision.text())))?;
        }
        Ok(())
    })?;
    writer.commit()?;
    writer.wait_merging_threads()?;
    Ok(clock.seconds())
}

fn with_stock_analyzers(like: &Schema) -> Schema {
    let mut builder = Schema::builder();
    for (_, entry) in like.fields() {
        let FieldType::Str(options) = entry.field_type() else {
            builder.add_field(entry.clone());
            continue;
        };
        let options = match options.get_indexing_options().filter(|indexed| indexed.tokenizer() != "raw") {
            None => options.clone(),
            Some(indexed) => {
                let analyzer = if entry.name() == "words" { "default" } else { "en_stem" };
                let indexing = TextFieldIndexing::default()
                    .set_tokenizer(analyzer)
                    .set_index_option(indexed.index_option())
                    .set_fieldnorms(indexed.fieldnorms());
                TextOptions::default().set_indexing_options(indexing)
            }
        };
        builder.add_text_field(entry.name(), options);
    }
    builder.build()
}

/// A passage as the index writes it, whatever the fields: titles in `title`, numbers in numbers.
fn document(schema: &Schema, article: &Article, body: &str) -> TantivyDocument {
    let mut document = TantivyDocument::default();
    for (field, entry) in schema.fields() {
        match (entry.name(), entry.field_type()) {
            ("day", _) => {}
            ("title", _) => document.add_text(field, &article.title),
            ("outlet", _) => document.add_text(field, article.outlet.to_lowercase()),
            ("words", _) => {
                document.add_text(field, &article.title);
                document.add_text(field, body);
            }
            (_, FieldType::U64(_)) => document.add_u64(field, body.len() as u64),
            (_, FieldType::I64(_)) => document.add_i64(field, body.len() as i64),
            (_, FieldType::Str(_)) => document.add_text(field, body),
            _ => {}
        }
    }
    document
}

fn asked(
    questions: &[String],
    searched: &Searched<'_, TantivyIndex>,
) -> anyhow::Result<Vec<(&'static str, Percentiles)>> {
    let mut run = Run::default();
    questions.iter().try_for_each(|question| run.ask(question, searched))?;
    Ok(run.latencies.percentiles())
}

/// The ten best passages by BM25 over the body for any of the words: the least that any retrieval does.
fn asked_raw(questions: &[String], directory: &Path) -> anyhow::Result<Vec<(&'static str, Percentiles)>> {
    let index = Index::open_in_dir(TantivyIndex::path_in(directory))?;
    let body = index.schema().get_field("body")?;
    let searcher = index.reader()?.searcher();
    let mut analyzer = TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(LowerCaser)
        .filter(Stemmer::new(Language::English))
        .build();
    let mut latencies = Latencies::default();
    for question in questions {
        let mut laps = Laps::start();
        let query = any_word(question, body, &mut analyzer);
        searcher.search(&query, &TopDocs::with_limit(10).order_by_score())?;
        laps.lap("search");
        latencies.note(&laps);
    }
    Ok(latencies.percentiles())
}

fn any_word(question: &str, body: Field, analyzer: &mut TextAnalyzer) -> BooleanQuery {
    let mut words: Vec<Box<dyn Query>> = Vec::new();
    let mut stream = analyzer.token_stream(question);
    while stream.advance() {
        let term = Term::from_field_text(body, &stream.token().text);
        words.push(Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)));
    }
    BooleanQuery::union(words)
}

/// Bytes on disk of a file, or of all files in a directory.
fn bytes(path: &Path) -> u64 {
    let Ok(about) = path.metadata() else { return 0 };
    match path.read_dir() {
        Ok(entries) => entries.flatten().map(|entry| bytes(&entry.path())).sum(),
        Err(_) => about.len(),
    }
}

struct Megabytes(u64);

impl fmt::Display for Megabytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1} MB", self.0 as f64 / 1_048_576.0)
    }
}
