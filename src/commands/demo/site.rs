//! Serves the invented news site on a free port of the loopback address: to the demo, and to the tests.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Response, StatusCode, Uri, header};
use axum::routing::get;
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::pages::{PAGES, Page};

/// The word in a body that stands for the address of the site, which is known only once a port is.
const ORIGIN: &[u8] = b"{{origin}}";

/// A running site. It stops when it is dropped; `shutdown` also waits until it has.
pub struct Site {
    shared: Arc<Shared>,
    stop: oneshot::Sender<()>,
    server: JoinHandle<io::Result<()>>,
}

/// One request that the site has answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    pub path: String,
    pub status: u16,
    /// The request said which state of the page it has (`If-None-Match`).
    pub conditional: bool,
}

/// Why the site could not be started.
#[derive(Debug, thiserror::Error)]
#[error("no free port on 127.0.0.1 for the demo's news site: {0}; close a program that holds many ports")]
pub struct SiteError(#[from] io::Error);

struct Shared {
    origin: String,
    revised: AtomicBool,
    visits: Mutex<Vec<Visit>>,
}

impl Site {
    /// Starts the site on a free port of 127.0.0.1, on the runtime of the caller.
    pub async fn start() -> Result<Self, SiteError> {
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
        let origin = format!("http://{}", listener.local_addr()?);
        let shared = Arc::new(Shared { origin, revised: AtomicBool::new(false), visits: Mutex::default() });
        let (stop, stopped) = oneshot::channel::<()>();
        let pages = get(answer).with_state(Arc::clone(&shared));
        // An error of `stopped` means that the site was dropped, which is a reason to stop as well.
        let served = axum::serve(listener, axum::Router::new().fallback_service(pages))
            .with_graceful_shutdown(async move { stopped.await.unwrap_or_default() });
        Ok(Self { shared, stop, server: tokio::spawn(async move { served.await }) })
    }

    /// The base of all addresses, such as `http://127.0.0.1:40123`, without a slash at its end.
    pub fn origin(&self) -> &str {
        &self.shared.origin
    }

    /// The address of a path that begins with a slash.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.shared.origin)
    }

    /// From now on, corrected pages show their correction.
    pub fn publish_corrections(&self) {
        self.shared.revised.store(true, Ordering::Relaxed);
    }

    /// What was asked for until now, in the order of the answers.
    pub fn visits(&self) -> Vec<Visit> {
        self.shared.visits().clone()
    }

    /// Stops the site and waits for requests under way.
    pub async fn shutdown(self) {
        drop(self.stop);
        // The server never fails once it is bound, and a panic in it has already been printed.
        let _ = self.server.await;
    }
}

impl Shared {
    fn visits(&self) -> MutexGuard<'_, Vec<Visit>> {
        self.visits.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The bytes that a page shows now, with absolute addresses.
    fn body(&self, page: &Page) -> Vec<u8> {
        let revised = page.revised.filter(|_| self.revised.load(Ordering::Relaxed));
        with_origin(revised.unwrap_or(page.body), &self.origin)
    }
}

async fn answer(State(site): State<Arc<Shared>>, uri: Uri, headers: HeaderMap) -> Response<Body> {
    let held = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let page = PAGES.iter().find(|page| page.path == uri.path());
    let response = page.map_or_else(not_found, |page| show(&site, page, held));
    let visit = Visit {
        path: uri.path().to_owned(),
        status: response.status().as_u16(),
        conditional: held.is_some(),
    };
    site.visits().push(visit);
    response
}

fn show(site: &Shared, page: &Page, held: Option<&str>) -> Response<Body> {
    let body = site.body(page);
    let tag = entity_tag(&body);
    let unchanged = page.status == 200 && held.is_some_and(|held| matches_tag(held, &tag));
    let status = if unchanged { 304 } else { page.status };
    let mut response = Response::builder().status(status);
    if page.status == 200 {
        response = response.header(header::ETAG, tag);
    }
    if let Some(path) = page.location {
        response = response.header(header::LOCATION, format!("{}{path}", site.origin));
    }
    let body = if unchanged { Body::empty() } else { Body::from(body) };
    // Only a header that is not ASCII could fail here, and the table of pages has none.
    response.header(header::CONTENT_TYPE, page.content_type).body(body).unwrap_or_else(|_| not_found())
}

fn not_found() -> Response<Body> {
    let mut response = Response::new(Body::from("No such page.\n"));
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

/// A strong validator (RFC 9110, section 8.8.3): equal only for equal bytes.
fn entity_tag(body: &[u8]) -> String {
    let digest = Sha256::digest(body);
    let hex: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("\"{hex}\"")
}

/// `If-None-Match` is `*` or a list, and is compared weakly (RFC 9110, section 13.1.2).
fn matches_tag(held: &str, tag: &str) -> bool {
    held.split(',').map(|one| one.trim().trim_start_matches("W/")).any(|one| one == "*" || one == tag)
}

/// The body with the address of the site in place of `{{origin}}`. Works on bytes: one page is not Unicode.
fn with_origin(mut rest: &[u8], origin: &str) -> Vec<u8> {
    let mut body = Vec::with_capacity(rest.len());
    while let Some((before, after)) = split_at_origin(rest) {
        body.extend_from_slice(before);
        body.extend_from_slice(origin.as_bytes());
        rest = after;
    }
    body.extend_from_slice(rest);
    body
}

/// What stands before and after the first `{{origin}}`.
fn split_at_origin(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = bytes.windows(ORIGIN.len()).position(|window| window == ORIGIN)?;
    let (before, rest) = bytes.split_at_checked(at)?;
    Some((before, rest.strip_prefix(ORIGIN)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::redirect::Policy;

    const CORRECTED: &str = "/courier/business/fishing-licences";

    fn client() -> reqwest::Client {
        reqwest::Client::builder().no_proxy().redirect(Policy::none()).build().unwrap()
    }

    async fn tag_of(site: &Site, path: &str) -> String {
        let answer = client().get(site.url(path)).send().await.unwrap();
        answer.headers()[header::ETAG.as_str()].to_str().unwrap().to_owned()
    }

    async fn status_if_not(site: &Site, path: &str, tag: &str) -> u16 {
        let request = client().get(site.url(path)).header("If-None-Match", tag);
        request.send().await.unwrap().status().as_u16()
    }

    #[tokio::test]
    async fn an_unchanged_page_is_not_sent_twice_and_a_corrected_one_is() {
        let site = Site::start().await.unwrap();
        let tag = tag_of(&site, CORRECTED).await;
        assert_eq!(status_if_not(&site, CORRECTED, &tag).await, 304);
        site.publish_corrections();
        assert_eq!(status_if_not(&site, CORRECTED, &tag).await, 200);
        let visit = |status, conditional| Visit { path: CORRECTED.to_owned(), status, conditional };
        assert_eq!(site.visits(), [visit(200, false), visit(304, true), visit(200, true)]);
        site.shutdown().await;
    }

    #[tokio::test]
    async fn every_page_answers_with_its_status_and_real_addresses() {
        let site = Site::start().await.unwrap();
        for page in PAGES {
            let answer = client().get(site.url(page.path)).send().await.unwrap();
            assert_eq!(answer.status().as_u16(), page.status, "{}", page.path);
            let location = answer.headers().get("location").map(|value| value.to_str().unwrap().to_owned());
            assert_eq!(location, page.location.map(|path| site.url(path)));
            assert!(split_at_origin(&answer.bytes().await.unwrap()).is_none(), "{}", page.path);
        }
        let unknown = client().get(site.url("/harbour-post/tides")).send().await.unwrap();
        assert_eq!(unknown.status().as_u16(), 404);
    }

    #[tokio::test]
    async fn a_stopped_site_refuses_connections() {
        let site = Site::start().await.unwrap();
        let address = site.url("/");
        site.shutdown().await;
        assert!(client().get(address).send().await.is_err());
    }

    #[test]
    fn tags_are_compared_as_a_list() {
        for held in ["\"a\"", "W/\"a\"", "\"b\", \"a\"", "*"] {
            assert!(matches_tag(held, "\"a\""), "{held}");
        }
        assert!(!matches_tag("\"b\"", "\"a\""));
    }
}
