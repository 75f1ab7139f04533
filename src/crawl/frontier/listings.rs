//! What a listing lists, and which of it is asked for.

use jiff::{SignedDuration, Timestamp};

use super::super::event::{Besides, CrawlEvent};
use super::super::robots::Rules;
use super::super::run::Memory;
use super::super::source::{Listing, ListingForm, SourceKind};
use super::super::visit::Visit;
use super::{Frontier, MAX_LISTING_DEPTH};
use crate::news::{CanonicalUrl, FetchRecord, Notice};

/// How long a listing rests at most: what is new in it should not wait for longer.
const LONGEST_REST: SignedDuration = SignedDuration::from_hours(6);

/// How many of the sitemaps that a robots.txt names are read for a home page.
const MAX_SITEMAPS: usize = 2;

/// How many links of a listing are remembered. One that lists more cannot be asked whether it is still the same.
const MAX_REMEMBERED: usize = 5_000;

impl<R, C> Frontier<R, C>
where
    R: Memory,
    C: Fn() -> Timestamp,
{
    /// Lists from memory what a listing listed last, if it has not changed for so long that it need not be asked yet.
    pub(super) fn replay(&mut self, visit: &Visit) -> bool {
        let asked_for = visit.is_root() && self.options.ask_all_sources;
        let known =
            self.memory.record(&visit.url).filter(|known| known.failures == 0 && known.moved_to.is_none());
        match known.filter(|known| !asked_for && known.rests((self.clock)(), LONGEST_REST)) {
            Some(known) => {
                self.list_again(visit, known, true);
                true
            }
            None => false,
        }
    }

    /// Lists what is remembered of a listing.
    pub(super) fn list_again(&mut self, visit: &Visit, record: FetchRecord, from_memory: bool) {
        let kind =
            |(kind, url): &(String, CanonicalUrl)| Some((kind.parse::<SourceKind>().ok()?, url.clone()));
        let listings = record.listings.iter().filter_map(kind).collect();
        let listing = Listing { articles: record.links.clone(), listings, ..Listing::default() };
        self.take_in(visit, listing, record, from_memory);
    }

    /// Whether a page that was named as a source for whatever it is says nothing of feeds, so that the sitemaps that
    /// its robots.txt names are worth a look.
    pub(super) fn sitemaps_for(&self, visit: &Visit) -> Vec<(SourceKind, CanonicalUrl)> {
        if !visit.is_root() || visit.kind != SourceKind::Auto {
            return Vec::new();
        }
        let rules = self.origins.get(&visit.url.origin()).map(|known| &known.rules);
        let mut sitemaps = rules.map(Rules::sitemaps).unwrap_or_default();
        // The sitemap of the latest news is a small one; archives are long.
        sitemaps.sort_by_key(|url| !url.as_str().to_ascii_lowercase().contains("news"));
        sitemaps.truncate(MAX_SITEMAPS);
        sitemaps.into_iter().map(|url| (SourceKind::Sitemap, url)).collect()
    }

    pub(super) fn list(&mut self, visit: &Visit, mut listing: Listing, mut record: FetchRecord) {
        let has_feed = listing.listings.iter().any(|(kind, _)| *kind == SourceKind::Feed);
        if listing.form == Some(ListingForm::Section) && !has_feed {
            listing.listings.splice(0..0, self.sitemaps_for(visit));
        }
        record.links.clone_from(&listing.articles);
        record.listings =
            listing.listings.iter().map(|(kind, url)| (kind.to_string(), url.clone())).collect();
        if record.links.len() > MAX_REMEMBERED || listing.over_cap > 0 {
            record.links.truncate(MAX_REMEMBERED);
            record.etag = None;
            record.last_modified = None;
        }
        self.take_in(visit, listing, record, false);
    }

    /// Queues what is listed, as far as its source wants it and has room.
    fn take_in(&mut self, visit: &Visit, mut listing: Listing, record: FetchRecord, from_memory: bool) {
        let at = self.outbox.len();
        let mut besides = Besides { over_cap: listing.over_cap, from_memory, ..Besides::default() };
        let mut articles = Vec::new();
        for url in std::mem::take(&mut listing.articles) {
            let notice = listing.notices.remove(&url).unwrap_or_default();
            if self.ask_for(visit, &url, &notice, &mut besides) {
                articles.push((url, notice));
            }
        }
        let listings = self.lead_on(visit, listing.listings, &mut besides);
        let (source, form, newest) = (visit.name.clone(), listing.form, listing.newest);
        // Failures among what was queued just now are told after the listing.
        self.outbox
            .insert(at, CrawlEvent::Listed { source, record, articles, listings, besides, form, newest });
    }

    /// Queues an article, or counts why not.
    fn ask_for(&mut self, visit: &Visit, url: &CanonicalUrl, notice: &Notice, besides: &mut Besides) -> bool {
        if self.pages.contains(url) {
            return false;
        }
        let Some(source) = self.sources.get_mut(visit.source) else { return false };
        if !source.wishes.let_through(url.as_str()) {
            besides.unwanted += 1;
            return false;
        }
        if source.articles == 0 {
            besides.over_cap += 1;
            return false;
        }
        if self.rests(url) {
            besides.resting += 1;
            return false;
        }
        if let Some(source) = self.sources.get_mut(visit.source) {
            source.articles -= 1;
        }
        self.enter(visit.child(SourceKind::Page, url.clone(), notice.clone()))
    }

    /// Queues further listings, and counts those that are queued.
    fn lead_on(
        &mut self,
        visit: &Visit,
        listings: Vec<(SourceKind, CanonicalUrl)>,
        besides: &mut Besides,
    ) -> usize {
        let mut queued = 0;
        for (kind, url) in listings {
            let source = self.sources.get_mut(visit.source);
            let room = source.filter(|source| source.articles > 0 && source.listings > 0);
            match room.filter(|_| visit.depth < MAX_LISTING_DEPTH) {
                Some(source) => source.listings -= 1,
                None => {
                    besides.over_cap += 1;
                    continue;
                }
            }
            queued += usize::from(self.enter(visit.child(kind, url, Notice::default())));
        }
        queued
    }
}
