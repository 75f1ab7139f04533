//! `caveat sources check`: reads every source as a refresh would, with a few of its articles, and stores nothing.

use std::collections::BTreeMap;
use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use tokio::sync::{mpsc, watch};

use crate::cli::{Format, SourcesCheck};
use crate::commands::progress::Progress;
use crate::commands::refresh::{chosen, options};
use crate::commands::status::counted;
use crate::commands::{Exit, Setting, output};
use crate::crawl::{
    CrawlEvent, CrawlOptions, FailureReason, ListingForm, Memory, Source, SourceKind, Surroundings, crawl,
};
use crate::news::{CanonicalUrl, FetchRecord, RobotsFile};

/// How many articles of each source are read.
const SAMPLE: usize = 3;

/// A source that has listed nothing newer for so long has probably been given up.
const STALE: SignedDuration = SignedDuration::from_hours(90 * 24);

/// What was found of one source. The names are a contract with scripts.
#[derive(Debug, Serialize)]
struct Found {
    source: String,
    url: CanonicalUrl,
    /// What its address turned out to be, and the listings that it leads to.
    found: Vec<Form>,
    /// Articles listed, each once by each listing.
    articles: usize,
    newest: Option<Timestamp>,
    /// Of a few articles: those that could be read.
    read: Vec<Sample>,
    /// Why others could not, with their number.
    unread: BTreeMap<String, usize>,
    /// What is wrong, each with its remedy. A source with any would bring nothing.
    problems: Vec<String>,
    /// What might be better.
    remarks: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Form {
    url: CanonicalUrl,
    form: ListingForm,
}

#[derive(Debug, Serialize)]
struct Sample {
    url: CanonicalUrl,
    title: String,
    outlet: String,
    published: Option<String>,
}

pub fn run(setting: &Setting, asked: &SourcesCheck) -> anyhow::Result<Exit> {
    let sources = chosen(&setting.config.source, &asked.source)?;
    let options = CrawlOptions {
        max_links_per_source: SAMPLE,
        ask_all_sources: true,
        ..options(&setting.config.crawl)
    };
    let found = tokio::runtime::Runtime::new()?.block_on(look(sources, options, setting))?;
    match asked.format {
        Format::Text => output::print(&found.iter().map(ToString::to_string).collect::<String>())?,
        Format::Json => output::print_json(&found)?,
    }
    let failed = found.iter().any(|found| !found.problems.is_empty());
    Ok(if failed { Exit::Failed } else { Exit::Done })
}

/// Nothing is known of any address: all is asked for in full.
struct Nothing;

impl Memory for Nothing {
    fn record(&self, _: &CanonicalUrl) -> Option<FetchRecord> {
        None
    }

    fn rules(&self, _: &str) -> Option<RobotsFile> {
        None
    }
}

async fn look(sources: Vec<Source>, options: CrawlOptions, setting: &Setting) -> anyhow::Result<Vec<Found>> {
    let mut progress = Progress::start("trying sources", Some(sources.len() as u64), setting.quiet);
    let mut found: Vec<Found> = sources.iter().map(Found::nothing_of).collect();
    let (events, mut received) = mpsc::channel(SAMPLE);
    // Nobody stops it: Ctrl-C ends the program, and there is nothing to keep.
    let (_stop, stopped) = watch::channel(false);
    let now = setting.now;
    let started = std::time::Instant::now();
    let clock = move || now + started.elapsed();
    let surroundings = Surroundings { memory: Nothing, pending: Vec::new(), clock, events, stop: stopped };
    let kinds: Vec<SourceKind> = sources.iter().map(|source| source.kind).collect();
    let crawling = tokio::spawn(crawl(sources, options, surroundings));
    while let Some(event) = received.recv().await {
        if let CrawlEvent::Listed { articles, listings, .. } = &event {
            progress.expect((articles.len() + listings) as u64);
        }
        if !matches!(event, CrawlEvent::Rules { .. } | CrawlEvent::Moved { followed: true, .. }) {
            progress.advance(1);
        }
        take_in(&mut found, event);
    }
    crawling.await??;
    progress.finish();
    for (found, kind) in found.iter_mut().zip(kinds) {
        found.judge(kind, setting.now);
    }
    Ok(found)
}

fn take_in(all: &mut [Found], event: CrawlEvent) {
    let name = event.source();
    let Some(found) = all.iter_mut().find(|found| name.is_some_and(|name| found.source == name)) else {
        return;
    };
    match event {
        CrawlEvent::Listed { record, articles, besides, form, newest, .. } => {
            found.articles += articles.len() + besides.over_cap + besides.unwanted;
            found.newest = found.newest.max(newest);
            found.found.extend(form.map(|form| Form { url: record.url, form }));
        }
        CrawlEvent::Article { article, .. } => {
            let published = article.published.map(|time| time.to_string());
            let sample = Sample { url: article.url, title: article.title, outlet: article.outlet, published };
            found.read.push(sample);
        }
        CrawlEvent::Moved { record, .. } if found.url == record.url => {
            if let (301 | 308, Some(to)) = (record.status, record.moved_to) {
                found.remarks.push(format!("it has moved for good; set `url = \"{to}\"`"));
            }
        }
        CrawlEvent::Failed { reason, .. } => *found.unread.entry(reason.to_string()).or_default() += 1,
        CrawlEvent::SourceFailed { reason, detail, .. } => found.problems.push(problem(reason, &detail)),
        CrawlEvent::Moved { .. }
        | CrawlEvent::Rules { .. }
        | CrawlEvent::Resumed { .. }
        | CrawlEvent::Unchanged { .. } => {}
    }
}

/// What went wrong and what to do about it.
fn problem(reason: FailureReason, detail: &str) -> String {
    let remedy = match reason {
        FailureReason::Robots => "its robots.txt asks crawlers to stay away: take another source",
        FailureReason::Gone | FailureReason::Status(404) => "look for its new address on the outlet's site",
        FailureReason::Status(401 | 403 | 451) => "the site does not serve crawlers, or not from here",
        FailureReason::Status(429) => "ask less often: raise `min_delay_ms`",
        FailureReason::Status(_) | FailureReason::HostUnavailable => "try again later",
        FailureReason::Timeout | FailureReason::Connect | FailureReason::Transfer => "try again later",
        FailureReason::Dns => "check the spelling of the host",
        FailureReason::Tls => "check whether a browser trusts its certificate",
        FailureReason::PrivateAddress => "set `allow_private_addresses` if it is on your own network",
        FailureReason::TooLarge => "raise `max_body_mb`, or name a smaller listing",
        FailureReason::ContentType => {
            "this is neither a page nor a listing: look for the address of its feed"
        }
        FailureReason::RedirectLoop | FailureReason::BadRedirect => {
            "open it in a browser and take the address it ends at"
        }
        FailureReason::NoText => "if it is not a single article, leave `kind` out",
        // Its detail says what to do.
        FailureReason::Listing => "",
    };
    let parts = [&*reason.to_string(), detail, remedy];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ")
}

impl Found {
    fn nothing_of(source: &Source) -> Self {
        Self {
            source: source.name.clone(),
            url: source.url.clone(),
            found: Vec::new(),
            articles: 0,
            newest: None,
            read: Vec::new(),
            unread: BTreeMap::new(),
            problems: Vec::new(),
            remarks: Vec::new(),
        }
    }

    /// Draws conclusions once all is in.
    fn judge(&mut self, kind: SourceKind, now: Timestamp) {
        if !self.problems.is_empty() {
            return;
        }
        let unread: usize = self.unread.values().sum();
        if self.articles == 0 && kind != SourceKind::Page {
            self.problems
                .push("it lists no articles; look for another address on the outlet's site".to_owned());
        } else if self.read.is_empty() && unread > 0 {
            let why: Vec<String> = self.unread.iter().map(|(reason, n)| format!("{n} {reason}")).collect();
            self.problems.push(format!("none of its articles could be read: {}", why.join(", ")));
        } else if unread > 0 {
            self.remarks.push(format!("{unread} of {} articles could not be read", unread + self.read.len()));
        }
        if self.newest.is_some_and(|newest| now.duration_since(newest) > STALE) {
            self.remarks.push("it has listed nothing new for three months".to_owned());
        }
        if !self.read.is_empty() && self.read.iter().all(|sample| sample.published.is_none()) {
            self.remarks.push("its articles do not say when they appeared".to_owned());
        }
        if kind == SourceKind::Auto
            && let [Form { form: ListingForm::Section, .. }, Form { url, form }, ..] = self.found.as_slice()
        {
            self.remarks.push(format!("it announces {url}; to read that {form} alone, give its address"));
        }
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = if self.problems.is_empty() { "ok  " } else { "FAIL" };
        write!(f, "{verdict} {}", self.source)?;
        if self.source != self.url.as_str() {
            write!(f, " ({})", self.url)?;
        }
        let forms: Vec<String> = self.found.iter().map(|found| found.form.to_string()).collect();
        if !forms.is_empty() {
            let articles = counted(self.articles as u64, "article");
            write!(f, "\n     {} of {articles}", forms.join(" and "))?;
        }
        if let Some(newest) = self.newest {
            write!(f, ", the newest of {}", newest.strftime("%Y-%m-%d"))?;
        }
        writeln!(f)?;
        for Sample { title, outlet, published, .. } in &self.read {
            let day = published.as_deref().and_then(|time| time.get(..10)).unwrap_or("no date");
            writeln!(f, "     read: {title} ({outlet}, {day})")?;
        }
        for (sign, told) in
            self.problems.iter().map(|p| ("wrong", p)).chain(self.remarks.iter().map(|r| ("note", r)))
        {
            writeln!(f, "     {sign}: {told}")?;
        }
        Ok(())
    }
}
