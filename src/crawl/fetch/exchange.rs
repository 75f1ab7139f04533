//! A request and its answer, put down for an archive as if they had been HTTP/1.1 without encodings.

use std::fmt::Write;
use std::time::Duration;

use reqwest::Response;
use reqwest::header::{self, HeaderMap, HeaderName};

use crate::crawl::warc::Exchange;
use crate::news::{CanonicalUrl, FetchRecord};

/// What the HTTP client adds by itself.
const ACCEPT_ENCODING: &str = "gzip, br, zstd, deflate";

/// Headers that spoke of the body as it was sent. They are kept under another name, as other archivers do.
const OF_TRANSFER: &[HeaderName] =
    &[header::CONTENT_ENCODING, header::CONTENT_LENGTH, header::TRANSFER_ENCODING];

pub(super) fn request_head(url: &CanonicalUrl, user_agent: &str, headers: &HeaderMap) -> String {
    let url = url.as_url();
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let host = url.host_str().unwrap_or_default();
    let mut head =
        format!("GET {}{query} HTTP/1.1\r\nHost: {host}{port}\r\nUser-Agent: {user_agent}\r\n", url.path());
    for (name, value) in headers {
        // Writing to a string cannot fail.
        let _ = write!(head, "{name}: {}\r\n", String::from_utf8_lossy(value.as_bytes()));
    }
    head + &format!("Accept-Encoding: {ACCEPT_ENCODING}\r\n\r\n")
}

/// An exchange whose body is not read yet.
pub(super) fn begun(asked: &FetchRecord, request: String, response: &Response) -> Exchange {
    let status = response.status();
    let mut head =
        format!("HTTP/1.1 {} {}\r\n", status.as_u16(), status.canonical_reason().unwrap_or_default())
            .into_bytes();
    for (name, value) in response.headers() {
        let prefix: &[u8] = if OF_TRANSFER.contains(name) { b"X-Archive-Orig-" } else { b"" };
        head.extend([prefix, name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    Exchange {
        address: asked.url.to_string(),
        at: asked.fetched,
        ip: response.remote_addr().map(|address| address.ip()),
        took: Duration::ZERO,
        status: status.as_u16(),
        request,
        head,
        body: Vec::new(),
        is_cut: true,
    }
}

pub(super) fn ended(mut exchange: Exchange, body: Option<Vec<u8>>, took: Duration) -> Exchange {
    if let Some(body) = &body {
        exchange.head.extend(format!("Content-Length: {}\r\n", body.len()).into_bytes());
    }
    exchange.head.extend(b"\r\n");
    Exchange { took, is_cut: body.is_none(), body: body.unwrap_or_default(), ..exchange }
}
