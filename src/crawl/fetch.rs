//! One request and its answer.

use std::num::NonZero;
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, ClientBuilder, Response, redirect};
use tokio::sync::{Semaphore, mpsc};

use super::address::{PublicResolver, check_literal};
use super::failure::{FailureReason, FetchFailure};
use super::options::CrawlOptions;
use super::robots::MAX_ROBOTS_BYTES;
use super::spent::Spent;
use super::warc::Exchange;
use crate::news::{CanonicalUrl, FetchRecord};

mod exchange;

/// How long connecting may take, and how long a transfer may stall: a third of the whole time.
const PATIENCE_SHARE: u32 = 3;

/// The longest validator that is remembered, in bytes. Real ones are shorter than a hundred.
const MAX_VALIDATOR_BYTES: usize = 512;

/// Asks addresses, without following redirects, keeping cookies or using a proxy.
#[derive(Clone, Debug)]
pub struct Fetcher {
    client: Client,
    max_body_bytes: usize,
    allow_private_addresses: bool,
    /// Who may read what came: as many at once as there are processors. A page of 10 MB becomes a tree of ten times its
    /// size, and no more of them are wanted at once than can be worked on.
    pub(super) readers: Arc<Semaphore>,
    pub(super) spent: Spent,
    user_agent: String,
    /// Where exchanges are told, if they are to be kept.
    archive: Option<mpsc::Sender<Exchange>>,
}

/// What an address is asked for: decides which types of content are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// HTML.
    Page,
    /// HTML, XML or JSON, gzipped or not.
    Listing,
    /// Anything; what is longer than `MAX_ROBOTS_BYTES` is cut off.
    Robots,
}

/// An answer, with the record brought up to date.
#[derive(Debug)]
pub enum Fetched {
    Body { body: Vec<u8>, content_type: Option<String>, record: FetchRecord },
    NotModified { record: FetchRecord },
    Moved { to: CanonicalUrl, record: FetchRecord },
}

/// The HTTP client could not be made.
#[derive(Debug, thiserror::Error)]
#[error("cannot set up the HTTP client: {0}; check `user_agent` in `[crawl]`")]
pub struct FetcherError(String);

impl Fetcher {
    pub fn new(options: &CrawlOptions) -> Result<Self, FetcherError> {
        // On a machine without any trusted certificates the client is made to trust none: then http works, and
        // https fails for the one site that needs it rather than for the whole crawl.
        let client = builder(options).build().or_else(|error| {
            tracing::info!(%error, "no trusted certificates were found: https addresses cannot be read");
            builder(options).tls_certs_only([]).build()
        });
        Ok(Self {
            client: client.map_err(|e| FetcherError(e.to_string()))?,
            max_body_bytes: options.max_body_bytes,
            allow_private_addresses: options.allow_private_addresses,
            readers: Arc::new(Semaphore::new(available_parallelism().map_or(1, NonZero::get))),
            spent: options.spent.clone(),
            user_agent: options.user_agent.clone(),
            archive: options.archive.clone(),
        })
    }

    /// A fetcher that finds one host at an address of its own, as if a public one.
    #[cfg(test)]
    pub(super) fn finding(host: &str, at: std::net::SocketAddr, options: &CrawlOptions) -> Self {
        let client = builder(options).tls_certs_only([]).resolve(host, at).build().unwrap();
        Self { client, ..Self::new(options).unwrap() }
    }

    /// Asks for `asked.url` at the time `asked.fetched`, conditionally if the record holds validators. For an
    /// address that was never asked, give [`FetchRecord::first`].
    pub async fn get(&self, asked: FetchRecord, wanted: Wanted) -> Result<Fetched, Box<FetchFailure>> {
        match self.ask(&asked, wanted).await {
            Ok(answer) => Ok(answer),
            Err(refusal) => Err(Box::new(FetchFailure {
                reason: refusal.reason,
                detail: refusal.detail,
                retry_after: refusal.retry_after,
                record: FetchRecord {
                    status: refusal.status,
                    failures: asked.failures.saturating_add(1),
                    ..asked
                },
            })),
        }
    }

    async fn ask(&self, asked: &FetchRecord, wanted: Wanted) -> Result<Fetched, Refusal> {
        if !self.allow_private_addresses {
            check_literal(&asked.url)
                .map_err(|e| Refusal::new(FailureReason::PrivateAddress, 0, e.to_string()))?;
        }
        let headers = headers(asked, wanted);
        let started = Instant::now();
        let request = self.client.get(asked.url.as_url().clone()).headers(headers.clone());
        let response = request.send().await.map_err(|e| Refusal::of(&e, 0))?;
        let status = response.status().as_u16();
        let exchange = self.archive.as_ref().map(|archive| {
            let request = exchange::request_head(&asked.url, &self.user_agent, &headers);
            (archive, exchange::begun(asked, request, &response))
        });
        let answer = match status {
            200..=299 => self.take(asked, wanted, response).await,
            304 if asked.etag.is_some() || asked.last_modified.is_some() => {
                Ok(Fetched::NotModified { record: unchanged(asked, response.headers()) })
            }
            301 | 302 | 303 | 307 | 308 => moved(asked, &response),
            410 => Err(Refusal::new(FailureReason::Gone, status, String::new())),
            _ => Err(Refusal {
                retry_after: retry_after(response.headers(), asked.fetched),
                ..Refusal::new(FailureReason::Status(status), status, String::new())
            }),
        };
        if let Some((archive, exchange)) = exchange {
            let body = match &answer {
                Ok(Fetched::Body { body, .. }) => Some(body.clone()),
                _ => None,
            };
            // An archive that cannot be written any more is told of at the end; the crawl goes on.
            let _ = archive.send(exchange::ended(exchange, body, started.elapsed())).await;
        }
        answer
    }

    async fn take(
        &self,
        asked: &FetchRecord,
        wanted: Wanted,
        response: Response,
    ) -> Result<Fetched, Refusal> {
        let status = response.status().as_u16();
        let content_type = text_of(response.headers(), header::CONTENT_TYPE);
        if !wanted.accepts(content_type.as_deref()) {
            return Err(Refusal::new(FailureReason::ContentType, status, content_type.unwrap_or_default()));
        }
        let record = FetchRecord {
            status,
            etag: validator(response.headers(), header::ETAG),
            last_modified: validator(response.headers(), header::LAST_MODIFIED),
            ..FetchRecord::first(asked.url.clone(), asked.fetched)
        };
        let body = match wanted {
            Wanted::Robots => read_up_to(response, MAX_ROBOTS_BYTES, true).await?,
            Wanted::Page | Wanted::Listing => read_up_to(response, self.max_body_bytes, false).await?,
        };
        Ok(Fetched::Body { body, content_type, record })
    }
}

fn builder(options: &CrawlOptions) -> ClientBuilder {
    let patience = options.timeout / PATIENCE_SHARE;
    let builder = Client::builder()
        .user_agent(&options.user_agent)
        .redirect(redirect::Policy::none())
        .referer(false)
        .no_proxy()
        .timeout(options.timeout)
        .connect_timeout(patience)
        .read_timeout(patience)
        .pool_max_idle_per_host(1);
    if options.allow_private_addresses { builder } else { builder.dns_resolver(PublicResolver) }
}

/// Reads a body as it arrives. What is counted are the bytes after decompression, so a small answer that unfolds
/// without end is given up in time.
async fn read_up_to(mut response: Response, cap: usize, cut: bool) -> Result<Vec<u8>, Refusal> {
    let status = response.status().as_u16();
    let too_large = || Refusal::new(FailureReason::TooLarge, status, format!("more than {cap} bytes"));
    if !cut && response.content_length().is_some_and(|length| length > cap as u64) {
        return Err(too_large());
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|e| Refusal::of(&e, status))? {
        let room = cap.saturating_sub(body.len());
        match chunk.get(..room) {
            Some(start) if chunk.len() > room && cut => {
                body.extend_from_slice(start);
                break;
            }
            Some(_) if chunk.len() > room => return Err(too_large()),
            _ => body.extend_from_slice(&chunk),
        }
    }
    Ok(body)
}

impl Wanted {
    fn accepts(self, content_type: Option<&str>) -> bool {
        let Some(content_type) = content_type else { return true };
        let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let is_html = matches!(essence.as_str(), "" | "text/html" | "application/xhtml+xml");
        // Feeds and sitemaps are often sent as plain text, and gzipped sitemaps as anonymous bytes.
        const LISTINGS: &[&str] =
            &["application/gzip", "application/x-gzip", "application/octet-stream", "text/plain"];
        let is_data = essence.ends_with("xml") || essence.ends_with("json");
        match self {
            Wanted::Page => is_html,
            Wanted::Listing => is_html || is_data || LISTINGS.contains(&essence.as_str()),
            Wanted::Robots => true,
        }
    }

    fn accept_header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Wanted::Page => "text/html, application/xhtml+xml",
            Wanted::Listing => {
                "application/rss+xml, application/atom+xml, application/feed+json, application/xml, text/html;q=0.9"
            }
            Wanted::Robots => "text/plain, */*;q=0.1",
        })
    }
}

fn headers(asked: &FetchRecord, wanted: Wanted) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::ACCEPT, wanted.accept_header());
    let validators =
        [(header::IF_NONE_MATCH, &asked.etag), (header::IF_MODIFIED_SINCE, &asked.last_modified)];
    for (name, value) in validators {
        if let Some(value) = value.as_deref().and_then(|v| HeaderValue::from_str(v).ok()) {
            headers.insert(name, value);
        }
    }
    headers
}

/// A 304 may bring fresher validators (RFC 9110, section 15.4.5).
fn unchanged(asked: &FetchRecord, headers: &HeaderMap) -> FetchRecord {
    let fresh = |name, known: &Option<String>| validator(headers, name).or_else(|| known.clone());
    FetchRecord {
        status: 304,
        etag: fresh(header::ETAG, &asked.etag),
        last_modified: fresh(header::LAST_MODIFIED, &asked.last_modified),
        failures: 0,
        ..asked.clone()
    }
}

fn moved(asked: &FetchRecord, response: &Response) -> Result<Fetched, Refusal> {
    let status = response.status().as_u16();
    let refusal = |detail: String| Refusal::new(FailureReason::BadRedirect, status, detail);
    let location =
        text_of(response.headers(), header::LOCATION).ok_or_else(|| refusal("no Location".to_owned()))?;
    let to = asked.url.join(&location).map_err(|e| refusal(e.to_string()))?;
    let first = FetchRecord::first(asked.url.clone(), asked.fetched);
    Ok(Fetched::Moved { record: FetchRecord { status, moved_to: Some(to.clone()), ..first }, to })
}

fn validator(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    text_of(headers, name).filter(|value| value.len() <= MAX_VALIDATOR_BYTES)
}

/// A header as text. Addresses in `Location` are sometimes sent as raw UTF-8.
fn text_of(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    let value = headers.get(name)?;
    Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// `Retry-After`, as seconds or as a date (RFC 9110, section 10.2.3).
fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let value = text_of(headers, header::RETRY_AFTER)?;
    if let Ok(seconds) = value.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = jiff::fmt::rfc2822::parse(value.trim()).ok()?.timestamp();
    Some(Duration::try_from(date.duration_since(now)).unwrap_or_default())
}

/// A failure before it is joined with the record of the address.
#[derive(Debug)]
struct Refusal {
    reason: FailureReason,
    status: u16,
    detail: String,
    retry_after: Option<Duration>,
}

impl Refusal {
    fn new(reason: FailureReason, status: u16, detail: String) -> Self {
        Self { reason, status, detail, retry_after: None }
    }

    fn of(error: &reqwest::Error, status: u16) -> Self {
        let causes = std::iter::successors(Some(error as &dyn std::error::Error), |&cause| cause.source());
        let detail = causes.last().map(ToString::to_string).unwrap_or_default();
        Self::new(FailureReason::of(error), status, detail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_retry_after(value: &'static str, seconds: Option<u64>) {
        let mut headers = HeaderMap::new();
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static(value));
        let now = "2026-01-22T10:00:00Z".parse().unwrap();
        assert_eq!(retry_after(&headers, now), seconds.map(Duration::from_secs), "{value}");
    }

    #[test]
    fn retry_after_in_seconds_or_as_a_date() {
        check_retry_after("120", Some(120));
        check_retry_after("Thu, 22 Jan 2026 10:01:30 GMT", Some(90));
        check_retry_after("Thu, 22 Jan 2026 09:00:00 GMT", Some(0));
        check_retry_after("soon", None);
    }

    #[test]
    fn types_of_content() {
        for accepted in [None, Some("text/html; charset=utf-8"), Some("Application/XHTML+xml")] {
            assert!(Wanted::Page.accepts(accepted), "{accepted:?}");
        }
        for refused in ["application/pdf", "application/json", "image/svg+xml", "text/plain"] {
            assert!(!Wanted::Page.accepts(Some(refused)), "{refused}");
        }
        for accepted in
            ["application/rss+xml", "text/xml", "application/feed+json", "application/x-gzip", "text/html"]
        {
            assert!(Wanted::Listing.accepts(Some(accepted)), "{accepted}");
        }
        assert!(!Wanted::Listing.accepts(Some("video/mp4")));
    }
}
