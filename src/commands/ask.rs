//! `caveat ask`: answers a question from the articles.

use std::io::IsTerminal;
use std::thread;

use anyhow::bail;
use jiff::Timestamp;

use super::model::{self, Model};
use super::{Exit, Setting, dense, output};
use crate::answer::{
    Archive, Composer, Evidence, Extractive, Outcome, Report, Retrieval, Step, answer_from, answer_retrieved,
    render,
};
use crate::cli::{Ask, ReportFormat};
use crate::index::{Dense, SearchBackend, TantivyIndex};
use crate::llm::Memory;
use crate::news::prepare_sentences;
use crate::store::{Scope, Store};

/// Columns of a report that does not go to a terminal.
const WIDTH: usize = 80;
/// Lines longer than this are hard to read, however wide the terminal is.
const WIDEST: usize = 100;

pub fn run(setting: &Setting, asked: &Ask) -> anyhow::Result<Exit> {
    let opened = open(setting)?;
    let scope = asked.narrowing.scope(setting.now)?;
    let question = Asked { text: &asked.question, now: setting.now, scope: &scope };
    let model = Model::chosen(asked.composer, &setting.config.llm, &asked.model, setting.quiet)?;
    let (report, stopped) = question.put_to(&opened.archive(), model)?;
    write(&report, asked.format, asked.output.as_deref())?;
    Ok(if stopped { Exit::Interrupted } else { exit(&report) })
}

/// A question with all that its answer depends on but the articles.
pub struct Asked<'a> {
    pub text: &'a str,
    pub now: Timestamp,
    pub scope: &'a Scope,
}

impl Asked<'_> {
    /// Answers it with a model, if there is one; and says whether the reader stopped that.
    pub fn put_to(
        &self,
        archive: &Archive<'_, TantivyIndex>,
        model: Option<Model>,
    ) -> anyhow::Result<(Report, bool)> {
        self.put_to_evidence(archive, model, None).map(|(report, _, stopped)| (report, stopped))
    }

    /// Likewise, and gives what it was made from. What was found for it already is not looked for again.
    pub fn put_to_evidence(
        &self,
        archive: &Archive<'_, TantivyIndex>,
        model: Option<Model>,
        found: Option<Retrieval>,
    ) -> anyhow::Result<(Report, Evidence, bool)> {
        // Nothing is waited for then: no reactor is started, and so no connection could be made.
        let Some(model) = model else {
            let (report, evidence) = futures::executor::block_on(self.answer(archive, &Extractive, found))?;
            return Ok((report, evidence, false));
        };
        let memory = Memory { store: archive.store, now: self.now };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let (stop, told) = (model::stop()?, model::Told::new(model.quiet));
            let watch = |step: Step<'_>| told.tell(step);
            let mut composer = model.composer(memory)?;
            composer.watch = &watch;
            composer.stop = Some(stop.clone());
            let (report, evidence) = self.answer(archive, &composer, found).await?;
            told.finish();
            Ok((report, evidence, *stop.borrow()))
        })
    }

    async fn answer(
        &self,
        archive: &Archive<'_, TantivyIndex>,
        composer: &impl Composer,
        found: Option<Retrieval>,
    ) -> anyhow::Result<(Report, Evidence)> {
        Ok(match found {
            Some(found) => answer_retrieved(found, archive, composer).await?,
            None => answer_from(self.text, self.now, self.scope, archive, composer).await?,
        })
    }
}

/// What is asked, open for reading.
pub struct Opened {
    pub store: Store,
    pub index: TantivyIndex,
    dense: Option<Dense>,
}

impl Opened {
    pub fn archive(&self) -> Archive<'_, TantivyIndex> {
        Archive { store: &self.store, index: &self.index, dense: self.dense.as_ref() }
    }
}

/// Opens the store, its index and, where a model is configured, the vectors. Meanwhile what sentences are cut by is made.
pub fn open(setting: &Setting) -> anyhow::Result<Opened> {
    thread::scope(|threads| {
        // Where there can be no thread, it is made when the first text is read.
        let _preparing = thread::Builder::new().spawn_scoped(threads, prepare_sentences);
        open_files(setting)
    })
}

fn open_files(setting: &Setting) -> anyhow::Result<Opened> {
    let store = Store::open(&setting.index)?;
    if store.seq()? == 0 {
        bail!(
            "there are no articles yet in {}; run `caveat refresh` or `caveat import FILE` first",
            setting.index.display()
        );
    }
    let index = TantivyIndex::open(&setting.index)?;
    // Counted after the index was opened: whoever writes at the same time stores first, then indexes.
    let stored = store.seq()?;
    match index.generation() {
        indexed if indexed < stored => {
            tracing::warn!(
                "{} revisions are not indexed yet; `caveat refresh` takes them in",
                stored - indexed
            );
        }
        indexed if indexed > stored => bail!(
            "the index in {} does not belong to its store; run `caveat refresh --rebuild`",
            setting.index.display()
        ),
        _ => {}
    }
    Ok(Opened { store, index, dense: dense::open(setting)? })
}

/// Writes a report to a file or to standard output.
pub fn write(report: &Report, format: ReportFormat, file: Option<&std::path::Path>) -> anyhow::Result<()> {
    let text = match format {
        ReportFormat::Text => render::text(report, &page(file.is_none())),
        ReportFormat::Md => render::markdown(report),
        ReportFormat::Html => render::html(report),
        ReportFormat::Json => render::json(report),
    };
    output::write_to(file, |out| Ok(out.write_all(text.as_bytes())?))
}

fn page(to_stdout: bool) -> render::Page {
    let terminal = console::Term::stdout();
    let shown = to_stdout && std::io::stdout().is_terminal();
    match terminal.size_checked().filter(|_| shown) {
        Some((_, columns)) => {
            render::Page { width: usize::from(columns).min(WIDEST), colour: console::colors_enabled() }
        }
        None => render::Page { width: WIDTH, colour: false },
    }
}

/// Not enough evidence is no error, but a script must be able to tell.
pub fn exit(report: &Report) -> Exit {
    match report.outcome() {
        Outcome::Answered => Exit::Done,
        Outcome::NotEnoughEvidence => Exit::Failed,
    }
}
