//! From a question to the evidence that bears on it.

use std::collections::{BTreeMap, HashMap};
use std::panic::resume_unwind;
use std::thread;

use jiff::tz::Offset;

use crate::index::{Filter, IndexError, SearchBackend};
use crate::news::{Revision, RevisionId, TextRange, paragraphs, sentences};
use crate::store::{Coverage, Scope, Store, StoreError};

use super::archive::Archive;
use super::copies::group_copies;
use super::evidence::{Copy, Evidence, LookedIn, Sentence, Source};
use super::focus::{Focus, Held, Spoken};
use super::question::Question;
use super::rank::{Ranked, rank};
use super::weights::RESCORED;

/// Articles that are read whole: those with the best passages. Copies of one text are among them.
const CONSIDERED: usize = 2 * SOURCES;
/// Sources that a report is made from.
const SOURCES: usize = 20;
/// A source whose best passage speaks of less of the question, relative to the best one's, is left out.
const RELATIVE_SHARE: f64 = 0.5;
/// Sentences looked at from the beginning of an article, beside those of the passages found: an article of
/// thousands of lines costs no more than a long one.
const LEADING_SENTENCES: usize = 80;
/// A second article of one outlet must be this much better than another outlet's first.
const SAME_OUTLET: f64 = 0.85;
/// A sentence is judged by its own words, by its passage's and by its whole article's, with these weights
/// (chosen by hand on the demo site; to be fitted).
const SENTENCE_WEIGHTS: [f64; 3] = [0.7, 0.15, 0.15];
/// What speaks for a sentence's holding the answer: the share of the question that it holds, by itself and with its
/// neighbours, its article's rank, the kind of thing asked for, its article's being new, and its standing early in it.
/// Fitted so that the sentences with the answer are likeliest (a softmax over all that were found, as in ListNet, Cao et al.
/// 2007) on 269 questions of a weekly quiz and 73 others.
const ANSWER_WEIGHTS: [f64; 6] = [0.2, 0.5, 0.7, 0.35, 0.24, 0.28];
/// What a number counts for a question after one: whoever asks how many reads for numbers. Fitted with the others.
const NUMBER: f64 = 0.75;
/// A sentence that, with its neighbours and its article's title, names less than this share of the question's names is
/// about something else, and counts so much less.
const NAMES: f64 = 0.3;
const OFF_TOPIC: f64 = 0.7;
/// After so many days an article counts a third (1/e) of a new one.
const YEAR: f64 = 365.0;

/// Why nothing could be retrieved.
#[derive(Debug, thiserror::Error)]
pub enum RetrieveError {
    #[error(transparent)]
    Index(#[from] IndexError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A revision with its matching passages.
struct Candidate {
    revision: Revision,
    hits: Vec<Ranked>,
    /// Share of the question that its best passage and title speak of, and that passage's score.
    share: f64,
    score: f64,
}

/// The passages that a scope leaves.
pub fn filter(scope: &Scope, store: &Store) -> Result<Filter, StoreError> {
    Ok(Filter {
        as_of: scope.as_of,
        from: scope.from,
        to: scope.to,
        outlets: scope.outlets.clone(),
        languages: scope.languages.clone(),
        superseded: store.superseded(scope.as_of)?,
    })
}

/// Gathers the evidence for a question from everything inside `scope`.
pub fn retrieve(
    question: &Question,
    scope: &Scope,
    archive: &Archive<'_, impl SearchBackend>,
) -> Result<Evidence, RetrieveError> {
    let (bearing, coverage) =
        counted(scope, archive, || Ok(choose(question, scope, archive)?.read(question)))?;
    bearing.evidence(scope, coverage, archive)
}

/// Does something while what is looked through is counted: that takes as long as to look, and neither needs the other.
fn counted<T>(
    scope: &Scope,
    archive: &Archive<'_, impl SearchBackend>,
    work: impl FnOnce() -> Result<T, RetrieveError>,
) -> Result<(T, Coverage), RetrieveError> {
    let (directory, indexed) = (archive.store.directory(), archive.index.generation());
    thread::scope(|threads| {
        let counting = thread::Builder::new()
            .spawn_scoped(threads, move || Store::coverage_beside(directory, scope, indexed));
        let done = work()?;
        let coverage = match counting {
            Ok(counting) => counting.join().unwrap_or_else(|panic| resume_unwind(panic))?,
            Err(_) => archive.store.coverage(scope, indexed)?,
        };
        Ok((done, coverage))
    })
}

/// The sources that bear on a question most, before their sentences are read.
pub struct Choice {
    focus: Focus,
    sources: Vec<(Source, Vec<Ranked>)>,
    scope: Scope,
    /// How many passages were scored, and which share of the question the best of them speaks of.
    considered: usize,
    best_share: f64,
}

/// What bears on a question.
struct Bearing {
    sources: Vec<Source>,
    sentences: Vec<Sentence>,
    considered: usize,
    best_share: f64,
}

/// Chooses the sources for a question from everything inside `scope`.
pub fn choose(
    question: &Question,
    scope: &Scope,
    archive: &Archive<'_, impl SearchBackend>,
) -> Result<Choice, RetrieveError> {
    let ranked = rank(question, scope, archive, RESCORED)?;
    let considered = ranked.len();
    let found = load(ranked, archive.store)?;
    let focus = Focus::of(question, &texts(&found));
    let mut candidates = candidates(&focus, found);
    let best_share = candidates.iter().map(|c| c.share).fold(0.0, f64::max);
    candidates.retain(|c| c.share >= best_share * RELATIVE_SHARE);
    let sources = chosen(candidates, scope);
    Ok(Choice { focus, sources, scope: scope.clone(), considered, best_share })
}

impl Choice {
    pub fn sources(&self) -> impl Iterator<Item = &Source> {
        self.sources.iter().map(|(source, _)| source)
    }

    /// Reads the sentences of the sources.
    pub fn evidence(
        self,
        question: &Question,
        archive: &Archive<'_, impl SearchBackend>,
    ) -> Result<Evidence, RetrieveError> {
        let scope = self.scope.clone();
        let (bearing, coverage) = counted(&scope, archive, || Ok(self.read(question)))?;
        bearing.evidence(&scope, coverage, archive)
    }

    fn read(self, question: &Question) -> Bearing {
        let Self { focus, sources: chosen, scope, considered, best_share } = self;
        let (mut sources, mut sentences) = (Vec::new(), Vec::new());
        let best = chosen.iter().map(|(_, hits)| best_score(hits)).fold(f64::MIN_POSITIVE, f64::max);
        for (place, (source, hits)) in chosen.into_iter().enumerate() {
            let recency = recency(question, &source, &scope);
            let standing = Standing { rank: best_score(&hits) / best, recency };
            sentences.extend(scored_sentences(&focus, place, &source, &hits, standing));
            sources.push(source);
        }
        Bearing { sources, sentences, considered, best_share }
    }
}

impl Bearing {
    fn evidence(
        self,
        scope: &Scope,
        coverage: Coverage,
        archive: &Archive<'_, impl SearchBackend>,
    ) -> Result<Evidence, RetrieveError> {
        let looked_in = LookedIn {
            scope: scope.clone(),
            coverage,
            last_refresh: archive.store.last_refresh()?,
            considered: self.considered,
            generation: archive.index.generation(),
            best_share: self.best_share,
        };
        Ok(Evidence::new(self.sources, self.sentences, looked_in))
    }
}

/// The best revisions among what was found, best first, with their passages.
fn load(ranked: Vec<Ranked>, store: &Store) -> Result<Vec<(Revision, Vec<Ranked>)>, RetrieveError> {
    let mut order: Vec<RevisionId> = Vec::new();
    let mut passages: HashMap<RevisionId, Vec<Ranked>> = HashMap::new();
    for passage in ranked {
        passages
            .entry(passage.revision)
            .or_insert_with(|| {
                order.push(passage.revision);
                Vec::new()
            })
            .push(passage);
    }
    let mut found = Vec::with_capacity(CONSIDERED);
    for id in order.into_iter().take(CONSIDERED) {
        found.extend(store.revision(id)?.zip(passages.remove(&id)));
    }
    Ok(found)
}

fn texts(found: &[(Revision, Vec<Ranked>)]) -> Vec<Spoken<'_>> {
    let each = found.iter().flat_map(|(revision, hits)| hits.iter().map(move |hit| (revision, hit)));
    each.map(|(revision, hit)| (passage(revision, hit), language(revision))).collect()
}

fn language(revision: &Revision) -> Option<&str> {
    revision.article().language.as_deref()
}

fn passage<'a>(revision: &'a Revision, hit: &Ranked) -> &'a str {
    revision.text().get(hit.start..hit.end).unwrap_or_default()
}

/// What was found, in its order, with how much of the question each speaks of.
fn candidates(focus: &Focus, found: Vec<(Revision, Vec<Ranked>)>) -> Vec<Candidate> {
    let judged = |(revision, hits): (Revision, Vec<Ranked>)| {
        let title = &revision.article().title;
        let share = |hit: &Ranked| {
            focus.share_in((&format!("{title}\n{}", passage(&revision, hit)), language(&revision)))
        };
        let best = hits.iter().map(share).fold(0.0, f64::max);
        let score = hits.iter().map(|h| h.score).fold(0.0, f64::max);
        Candidate { revision, hits, share: best, score }
    };
    found.into_iter().map(judged).collect()
}

/// Collapses copies into one source each and picks the best sources, spread over outlets.
fn chosen(candidates: Vec<Candidate>, scope: &Scope) -> Vec<(Source, Vec<Ranked>)> {
    let mut ranks: HashMap<RevisionId, (f64, Vec<Ranked>)> = HashMap::new();
    let mut revisions = Vec::new();
    for candidate in candidates {
        ranks.insert(candidate.revision.id(), (candidate.score, candidate.hits));
        revisions.push(candidate.revision);
    }
    let mut groups = group_copies(revisions);
    let mut picked: Vec<(Source, Vec<Ranked>)> = Vec::new();
    let mut outlets: BTreeMap<String, i32> = BTreeMap::new();
    while picked.len() < SOURCES && !groups.is_empty() {
        let rank = |group: &Vec<Revision>| {
            let best =
                group.iter().filter_map(|r| ranks.get(&r.id())).map(|(score, _)| *score).fold(0.0, f64::max);
            let outlet = group.first().map(|r| r.article().outlet.as_str()).unwrap_or_default();
            best * SAME_OUTLET.powi(outlets.get(outlet).copied().unwrap_or_default())
        };
        let best =
            groups.iter().enumerate().max_by(|(i, a), (j, b)| rank(a).total_cmp(&rank(b)).then(j.cmp(i)));
        let Some(place) = best.map(|(place, _)| place) else { break };
        let group = groups.remove(place);
        let hits =
            group.first().and_then(|r| ranks.remove(&r.id())).map(|(_, hits)| hits).unwrap_or_default();
        if let Some(source) = source(group, scope) {
            *outlets.entry(source.revision.article().outlet.clone()).or_default() += 1;
            picked.push((source, hits));
        }
    }
    picked
}

fn source(group: Vec<Revision>, scope: &Scope) -> Option<Source> {
    let mut group = group.into_iter();
    let revision = group.next()?;
    let also_in = group
        .filter(|copy| copy.id().article != revision.id().article)
        .map(|copy| copy.article().clone())
        .map(|copy| Copy { outlet: copy.outlet, url: copy.url, published: copy.published })
        .collect();
    let fetched_later = revision.first_seen() > scope.as_of;
    Some(Source { revision, also_in, fetched_later })
}

/// What speaks for all sentences of an article.
#[derive(Clone, Copy)]
struct Standing {
    /// Its best passage's score, relative to the best of all.
    rank: f64,
    /// 1 for one of today.
    recency: f64,
}

fn best_score(hits: &[Ranked]) -> f64 {
    hits.iter().map(|hit| hit.score).fold(0.0, f64::max)
}

/// Who asks without a day asks about what is new: an article of a year ago counts a third. Not if the question names a
/// day.
fn recency(question: &Question, source: &Source, scope: &Scope) -> f64 {
    let published = source.revision.article().published.map(|published| published.date());
    let Some(published) = published.filter(|_| question.dates().is_empty()) else { return 0.0 };
    let today = Offset::UTC.to_datetime(scope.as_of).date();
    let age = published.until(today).map_or(0, |span| span.get_days()).max(0);
    (-f64::from(age) / YEAR).exp()
}

/// A sentence on the way to being scored.
struct Near {
    place: usize,
    range: TextRange,
    held: Held,
    /// How well it holds the kind of thing that is asked for.
    kind: f64,
}

/// The sentences of a source, each with how much it bears on the question: those near its beginning and those of
/// the passages found.
fn scored_sentences(
    focus: &Focus,
    place: usize,
    source: &Source,
    hits: &[Ranked],
    standing: Standing,
) -> Vec<Sentence> {
    let article = source.revision.article();
    let language = article.language.as_deref();
    let whole = focus.share_in((&format!("{}\n{}", article.title, article.text), language));
    let passages: Vec<(usize, usize, f64)> = hits
        .iter()
        .map(|hit| (hit.start, hit.end, focus.share_in((passage(&source.revision, hit), language))))
        .collect();
    let starts: Vec<usize> = paragraphs(&article.text).iter().map(TextRange::start).collect();
    let near = near_sentences(focus, source, hits);
    let title = focus.held_by((&article.title, language));
    let judged = |at: usize, sentence: &Near| {
        let Near { range, held, kind, .. } = sentence;
        let paragraph = starts.partition_point(|start| *start <= range.start()).saturating_sub(1);
        let around = passages.iter().find(|(start, end, _)| *start <= range.start() && range.end() <= *end);
        let around = around.map_or(0.0, |(_, _, share)| *share);
        let [by_sentence, by_passage, by_article] = SENTENCE_WEIGHTS;
        let relevance = by_sentence * focus.share(*held) + by_passage * around + by_article * whole;
        let around = around_of(&near, at);
        let on_topic = focus.share_of_names(around.or(title)) >= NAMES;
        let factor = if on_topic { 1.0 } else { OFF_TOPIC };
        let relevance = factor * (relevance + focus.bonus(*kind)).min(1.0);
        let title = focus.names_of(title);
        let answers = factor * answers(focus, sentence, [held.or(title), around.or(title)], standing);
        Sentence { source: place, range: *range, paragraph, relevance, answers }
    };
    near.iter().enumerate().map(|(at, sentence)| judged(at, sentence)).collect()
}

fn near_sentences(focus: &Focus, source: &Source, hits: &[Ranked]) -> Vec<Near> {
    let article = source.revision.article();
    let language = article.language.as_deref();
    let is_near = |at: usize, range: &TextRange| {
        at < LEADING_SENTENCES || hits.iter().any(|hit| hit.start <= range.start() && range.end() <= hit.end)
    };
    let all = sentences(&article.text, language).into_iter().enumerate();
    all.filter(|(at, range)| is_near(*at, range))
        .map(|(place, range)| {
            let words = range.of(&article.text);
            Near { place, range, held: focus.held_by((words, language)), kind: focus.holds_kind(words) }
        })
        .collect()
}

/// What a sentence and its neighbours hold.
fn around_of(near: &[Near], at: usize) -> Held {
    let Some(sentence) = near.get(at) else { return Held::default() };
    let beside = |neighbour: Option<usize>| {
        let other = neighbour.and_then(|at| near.get(at))?;
        (other.place.abs_diff(sentence.place) == 1).then_some(other.held)
    };
    [at.checked_sub(1), Some(at + 1)].into_iter().filter_map(beside).fold(sentence.held, Held::or)
}

/// How likely the answer is in a sentence: what of the question it holds, by itself and with its neighbours, whether it
/// holds what is asked for, and how its article stands. Names in the article's title need not be said again.
fn answers(focus: &Focus, sentence: &Near, [own, around]: [Held; 2], standing: Standing) -> f64 {
    let signals = [
        focus.share(own),
        focus.share(around),
        standing.rank,
        sentence.kind,
        standing.recency,
        1.0 / (1.0 + sentence.place as f64),
    ];
    let mut weights = ANSWER_WEIGHTS;
    if let [_, _, _, kind, ..] = &mut weights
        && focus.asks_for_a_number()
    {
        *kind = NUMBER;
    }
    let weighed: f64 = weights.iter().zip(signals).map(|(weight, signal)| weight * signal).sum();
    weighed / weights.iter().sum::<f64>()
}
