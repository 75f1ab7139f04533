//! One refresh from its lock to its summary: read, index, ask, publish, tell.

use std::time::Instant;

use anyhow::Context;
use jiff::{SignedDuration, Timestamp};

use super::{Job, Summary, chosen, options, refresh};
use crate::cli::{Format, Refresh};
use crate::commands::interrupt::Interrupt;
use crate::commands::lock::Lock;
use crate::commands::track::{self, again, publish};
use crate::commands::{Exit, Setting, dense, metrics, output, tell, webhook};
use crate::config::SourceConfig;
use crate::crawl::CrawlOptions;
use crate::living::Told;
use crate::news::{CanonicalUrl, Notice, Pending};
use crate::store::Store;

/// Clocks are put right by so much all the time; and a refresh that is replayed takes a while that the next one does not
/// know of.
const NEGLIGIBLE: SignedDuration = SignedDuration::from_mins(5);

/// Refreshes once, alone.
pub fn once(setting: &Setting, asked: &Refresh, interrupt: &Interrupt) -> anyhow::Result<Exit> {
    let _alone = Lock::take(&setting.index, "refresh", setting.now)?;
    let (started, setting) = (Instant::now(), forward(setting)?);
    let (living, mut summary) = (&asked.living, Summary::default());
    if !living.only_ask {
        summary = read(&setting, asked)?;
        summary.interrupted |= interrupt.came();
    }
    let failed = !living.only_ask && summary.failed_sources.len() == summary.sources;
    // Articles were read a moment after `now`, and the questions are asked after that.
    let setting = Setting { now: after(setting.now, started), ..setting };
    if !failed && !living.no_ask && !summary.interrupted {
        let seen_to = again::ask_again(&setting, living.force, || interrupt.came())?;
        summary.questions = Some(seen_to).filter(|seen_to| seen_to.tracked > 0);
        summary.interrupted |= interrupt.came();
    }
    let out = living.out.as_ref().or(setting.config.track.out.as_ref());
    if let Some(out) = out.filter(|_| !summary.interrupted) {
        let written = publish::publish(&setting, out, || interrupt.came())
            .with_context(|| format!("the answers are kept, but {} is not up to date", out.display()))?;
        tracing::info!("{written} files written to {}", out.display());
        summary.interrupted |= interrupt.came();
    }
    if setting.config.track.webhook_url.is_some() && !summary.interrupted {
        webhook::announce(&setting, interrupt)?;
    }
    if let Some(file) = &living.metrics {
        metrics::write(&setting, &summary, started.elapsed().as_secs_f64(), file)?;
    }
    match asked.format {
        Format::Text => output::print(&readable(&summary, living.only_ask))?,
        Format::Json => output::print_json(&summary)?,
    }
    Ok(match () {
        () if summary.interrupted => Exit::Interrupted,
        () if failed => Exit::Error,
        () => Exit::Done,
    })
}

/// Reads the sources, and makes what is derived from the articles.
fn read(setting: &Setting, asked: &Refresh) -> anyhow::Result<Summary> {
    let sources = chosen(&setting.config.source, &asked.source)?;
    // Opened before anything is read: a model that cannot be used is told at once.
    let encoder = dense::encoder(&setting.config.dense)?;
    let job = Job {
        sources,
        options: CrawlOptions {
            // Whoever names a source wants to know now.
            ask_all_sources: !asked.source.is_empty(),
            ..options(&setting.config.crawl)
        },
        directory: &setting.index,
        archive: asked.warc.as_deref(),
        cited: if asked.source.is_empty() { cited(setting)? } else { Vec::new() },
        quiet: setting.quiet,
    };
    let mut summary = tokio::runtime::Runtime::new()?.block_on(refresh(job, setting.now))?;
    if encoder.is_some() && !summary.interrupted {
        let interrupt = Interrupt::watch();
        dense::catch_up(&setting.index, encoder.as_ref(), || interrupt.came(), setting.quiet)?;
        summary.interrupted = interrupt.came();
    }
    Ok(summary)
}

/// A clock that was put back would have new states of articles stored as older ones, and hidden behind those that they
/// replace: time stands still until it has caught up.
fn forward(setting: &Setting) -> anyhow::Result<Setting> {
    if !Store::path_in(&setting.index).exists() {
        return Ok(setting.clone());
    }
    let store = Store::open(&setting.index)?;
    let last = store.last_refresh()?.max(store.last_fetch()?).filter(|last| *last >= setting.now);
    let Some(last) = last else { return Ok(setting.clone()) };
    if last.duration_since(setting.now) > NEGLIGIBLE {
        tell::warn(&format!(
            "the clock reads {:.0}, before the last refresh at {last:.0}; this one counts as of then, set the clock right",
            setting.now
        ));
    }
    let now = Timestamp::from_millisecond(last.as_millisecond() + 1).unwrap_or(last);
    Ok(Setting { now, ..setting.clone() })
}

/// A moment after all that was read since.
fn after(now: Timestamp, started: Instant) -> Timestamp {
    let later = now + started.elapsed();
    Timestamp::from_millisecond(later.as_millisecond() + 1).unwrap_or(later)
}

/// The pages that answers to tracked questions cite. They are asked for even when no source lists them any more: that is
/// when they are corrected or taken back.
fn cited(setting: &Setting) -> anyhow::Result<Vec<Pending>> {
    if !Store::path_in(&setting.index).exists() {
        return Ok(Vec::new());
    }
    let store = Store::open(&setting.index)?;
    let mut pages: Vec<Pending> = Vec::new();
    for question in track::questions(setting, &store)? {
        let Some(answer) = store.last_answer(&question.name)? else { continue };
        let sources = Told::parse(&answer.report).map(|told| told.sources).unwrap_or_default();
        for url in sources.iter().filter_map(|source| CanonicalUrl::parse(&source.url).ok()) {
            let Some(source) = nearest(&setting.config.source, &url) else { continue };
            if pages.iter().any(|known| known.url == url) {
                continue;
            }
            // What a listing once lent to the page, title and day, is not to be missed now.
            let newest = store.history(&url)?.pop();
            let notice = newest.map(|revision| Notice {
                title: Some(revision.article().title.clone()),
                published: revision.article().published,
            });
            pages.push(Pending { url, source, notice: notice.unwrap_or_default() });
        }
    }
    Ok(pages)
}

/// The name of the source that a page is of: one at the same site, else the first.
fn nearest(sources: &[SourceConfig], url: &CanonicalUrl) -> Option<String> {
    let same = sources.iter().find(|source| source.url.origin() == url.origin());
    same.or(sources.first()).map(|source| source.name.clone())
}

fn readable(summary: &Summary, only_asked: bool) -> String {
    let read = if only_asked { String::new() } else { summary.to_string() };
    let questions = summary.questions.as_ref().map(ToString::to_string).unwrap_or_default();
    match (read + &questions, only_asked) {
        (text, true) if text.is_empty() => "no question is tracked\n".to_owned(),
        (text, _) => text,
    }
}
