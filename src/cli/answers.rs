//! What can be typed to score whole reports.

use std::path::PathBuf;

use clap::Args;

use super::{ComposerChoice, ModelOptions, PageOut, Reporting};

#[derive(Args, Debug)]
#[command(
    group = clap::ArgGroup::new("asked").args(["questions", "quiz", "answers"]).required(true),
    after_help = "\
Examples:
  caveat eval answers --questions questions.jsonl --articles articles.jsonl --reference
  caveat eval answers --questions … --articles daily=a.jsonl weekly=b.jsonl --format json > before.json
  caveat eval answers --questions … --articles … --baseline before.json --gate 'nugget_recall>=0.6'
  caveat eval answers --quiz quiz.jsonl --articles articles.jsonl
  caveat eval answers --answers ragas.jsonl --gate 'faithfulness>=0.9,quote_exactness==1' --format junit
  caveat eval answers --answers answers.jsonl --baseline before.json
  caveat eval answers --answers answer.md --contexts contexts.jsonl

A line of questions is
  {\"id\":\"q1\",\"set\":\"daily\",\"question\":\"How many died?\",\"kind\":\"fact\",\"answerable\":true,
   \"premise_holds\":true,\"facts\":[{\"text\":\"22 people were killed.\",\"words\":[\"22|twenty-two\",\"killed|died\"],
   \"section\":\"answer\",\"article\":\"https://…\",\"required\":true}]}
with kind yes_no, fact, why, unanswerable or false_premise, and section answer, events, evidence_for,
evidence_complicating or context. A fact is stated where all its words stand, each in one of the forms between
the bars, in one claim or in a claim and the next. Questions of the set demo are asked of the invented site of
`caveat demo`; those of a set without articles are left out. Everything is indexed in a temporary directory.
Each set is asked on the day after its latest article, unless --now says otherwise.

Answers of other systems are objects with an answer (answer, response, actual_output, output) and its contexts
(contexts, retrieved_contexts, retrieval_context, docs), as ragas, deepeval and ALCE write them, as lines of JSON or
an array; [n] in an answer, or an annotation of OpenAI's (url_citation, file_citation), cites a context. See
docs/evaluation.md for the figures."
)]
pub struct EvalAnswers {
    /// Questions with the facts that a report on them should state, as lines of JSON
    #[arg(long, value_name = "FILE")]
    pub questions: Option<PathBuf>,
    /// Questions as lines of JSON: {"id", "question", "answer"}, and "date" for the day on which one is asked; the words of
    /// the answer should stand in the first three sentences of the report
    #[arg(long, value_name = "FILE", requires = "articles", conflicts_with = "reference")]
    pub quiz: Option<PathBuf>,
    /// Answers of any system with the texts that they were made from
    #[arg(long, value_name = "FILE", conflicts_with_all = ["articles", "reference", "reports_out"])]
    pub answers: Option<PathBuf>,
    /// Texts for answers that name none, as lines of JSON: {"title", "text"}; the first is number 1
    #[arg(long, value_name = "FILE", requires = "answers")]
    pub contexts: Option<PathBuf>,
    /// Articles, as `import` reads them, of one set of questions; without SET, of all that have none of their own
    #[arg(long, value_name = "[SET=]PATH", num_args = 1..)]
    pub articles: Vec<String>,
    /// Who phrases the answers
    #[arg(long, value_enum, default_value_t = ComposerChoice::Extractive, conflicts_with = "quiz")]
    pub composer: ComposerChoice,
    #[command(flatten)]
    pub model: ModelOptions,
    /// Score two plain summaries of the same articles beside it: the first sentences, and LexRank
    #[arg(long)]
    pub reference: bool,
    /// Write every report as Markdown and JSON into a directory
    #[arg(long, value_name = "DIR")]
    pub reports_out: Option<PathBuf>,
    #[command(flatten)]
    pub reporting: Reporting,
    #[command(flatten)]
    pub page: PageOut,
}
