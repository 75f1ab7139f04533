//! What can be typed to measure how good it is.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{EvalAnswers, EvalHedging, PageOut, Reporting};

#[derive(Args, Debug)]
pub struct Eval {
    #[command(subcommand)]
    pub suite: Suite,
}

#[derive(Debug, Subcommand)]
pub enum Suite {
    /// Score the ranking of articles on a test collection
    Retrieval(EvalRetrieval),
    /// Score what is read off pages: text, dates, titles, authors
    Extraction(EvalExtraction),
    /// Score whole reports: facts stated, citations, wording, abstention
    Answers(EvalAnswers),
    /// Score how well words bear claims out, on pairs that people judged
    Grounding(EvalGrounding),
    /// Score what is found wrong with the wording of claims, and how strength is judged
    Hedging(EvalHedging),
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  caveat eval extraction --data article-extraction-benchmark --out output.json --reference
  caveat eval extraction --data pages --failures 20 --gate 'locked.f1>=0.965'

The folder holds ground-truth.json and html/ID.html.gz, or truth.jsonl with lines of {\"file\", \"url\", \"text\",
\"with\": [\"…\"], \"without\": [\"…\"], \"title\", \"author\", \"published\"}, each but the file optional. Half of the pages,
by a hash of their names, are locked: they are scored, but --failures never shows one.")]
pub struct EvalExtraction {
    /// The folder of pages and what is known of them
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// Write {ID: {"articleBody": …}} of each page
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Score the trafilatura crate alone on the same, beside it
    #[arg(long)]
    pub reference: bool,
    /// Show N pages of the open half that were read worst
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub failures: usize,
    #[command(flatten)]
    pub reporting: Reporting,
    /// Write a page with tables, plots and the worst cases to DIR/index.html as well
    #[arg(long, value_name = "DIR")]
    pub page: Option<PathBuf>,
}

#[derive(Args, Debug)]
#[command(
    group = clap::ArgGroup::new("measured").args(["pairs", "all", "sentences", "articles"]).required(true).multiple(true),
    after_help = "\
Examples:
  caveat eval grounding --pairs pairs.jsonl --scores-out scores.jsonl
  caveat eval grounding --pairs news=a-dev.jsonl news=a-test.jsonl web=b.jsonl --fit weights.json
  caveat eval grounding --pairs pairs.jsonl --articles articles.jsonl --gate 'mutation.number>=0.95'
  caveat eval grounding --all sets --out page --gate 'mean.auroc>=0.75'

Pairs of one family (FAMILY=FILE) are not independent: with --fit, the figures of each set are those of weights
that were fitted on the other families. Without a family, a file is one by itself. With --all, sets whose names begin
alike, or that have claims in common, are of one family."
)]
pub struct EvalGrounding {
    /// Pairs as lines of JSON: {"id", "claim", "evidence": ["…"], "label": "supported" or "unsupported"}
    #[arg(long, value_name = "[FAMILY=]FILE", num_args = 1..)]
    pub pairs: Vec<String>,
    /// Every set of pairs that DIR has, in files *.jsonl at any depth: a table of all, and how well weights fitted on one
    /// family do on the others
    #[arg(long, value_name = "DIR", conflicts_with_all = ["pairs", "fit"])]
    pub all: Option<PathBuf>,
    /// Claims with the sentences of an article and those of them that bear it out
    #[arg(long, value_name = "FILE")]
    pub sentences: Option<PathBuf>,
    /// Make false claims from true sentences of these articles, and count those that are found out; alarms on the
    /// supported ones of --pairs are false
    #[arg(long, value_name = "PATH", num_args = 1..)]
    pub articles: Vec<PathBuf>,
    /// Figures of each group of pairs too
    #[arg(long)]
    pub groups: bool,
    /// Fit the weights anew on the pairs, and write them
    #[arg(long, value_name = "OUT", requires = "pairs")]
    pub fit: Option<PathBuf>,
    /// Count how common words are in --articles, and write the list that `ground` has
    #[arg(long, value_name = "OUT", requires = "articles")]
    pub words: Option<PathBuf>,
    /// Write {"id", "score", "verdict", "alarms"} of each pair
    #[arg(long, value_name = "FILE")]
    pub scores_out: Option<PathBuf>,
    /// Ask the configured language model for a second opinion on N pairs, drawn at random
    #[arg(long, value_name = "N")]
    pub judge: Option<usize>,
    /// Show N false claims of each kind that were not found out, or false alarms
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub failures: usize,
    #[command(flatten)]
    pub reporting: Reporting,
    #[command(flatten)]
    pub page: PageOut,
}

#[derive(Args, Debug)]
#[command(
    group = clap::ArgGroup::new("truth").args(["qrels", "questions", "titles"]).required(true),
    after_help = "\
Examples:
  caveat eval retrieval --corpus corpus.jsonl --queries queries.jsonl --qrels test.tsv --reference
  caveat eval retrieval --corpus … --queries … --qrels … --typos 2 --gate 'ndcg@10>=0.69'
  caveat eval retrieval --articles articles.jsonl --questions questions.jsonl --failures 20
  caveat eval retrieval --articles articles.jsonl --titles --gate 'success@1>=0.98'

Everything is indexed in a temporary directory; your own articles are neither read nor changed.
Figures are those of trec_eval, over the 100 best articles of each question."
)]
pub struct EvalRetrieval {
    /// Documents as lines of JSON, as in BEIR: {"_id", "title", "text"}
    #[arg(long, value_name = "FILE", requires_all = ["queries", "qrels"])]
    pub corpus: Option<PathBuf>,
    /// Queries as lines of JSON: {"_id", "text"}; those without a grade are left out
    #[arg(long, value_name = "FILE", requires = "corpus")]
    pub queries: Option<PathBuf>,
    /// Which document answers which query: a header, then query, document and grade, split by tabs
    #[arg(long, value_name = "FILE", requires = "corpus")]
    pub qrels: Option<PathBuf>,
    /// Articles, as `import` reads them, in place of documents
    #[arg(long, value_name = "PATH", num_args = 1.., conflicts_with = "corpus")]
    pub articles: Vec<PathBuf>,
    /// Questions as lines of JSON: {"id", "question", "answer"}; an article that has the words of the
    /// answer, in its title or text, is one that should be found
    #[arg(long, value_name = "FILE", requires = "articles")]
    pub questions: Option<PathBuf>,
    /// Ask each article's title; the article should be found first
    #[arg(long, requires = "articles")]
    pub titles: bool,
    /// Score plain BM25 on the same, beside it
    #[arg(long)]
    pub reference: bool,
    /// Score the questions again with one random edit in each of N content words
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub typos: Option<u16>,
    /// Which random edits
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
    /// Show N questions that failed, with what was found instead
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub failures: usize,
    /// Write the rankings to a file, in the form of trec_eval
    #[arg(long, value_name = "FILE")]
    pub run_out: Option<PathBuf>,
    #[command(flatten)]
    pub reporting: Reporting,
    #[command(flatten)]
    pub page: PageOut,
}
