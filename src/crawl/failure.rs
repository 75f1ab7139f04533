//! Why an address could not be read.

use std::error::Error;
use std::fmt;
use std::io;
use std::time::Duration;

use super::address::PrivateAddress;
use crate::news::FetchRecord;

/// Why an address could not be read. The `Display` form is short and stable: summaries count by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FailureReason {
    /// robots.txt forbids it.
    Robots,
    /// An HTTP status that is neither a success nor a redirect.
    Status(u16),
    /// The page is gone for good (410), now or when it was asked for last.
    Gone,
    /// No answer, or not the whole of it, in time.
    Timeout,
    /// More bytes than `max_body_bytes`, after decompression, or more tags than can be parsed in good time.
    TooLarge,
    /// Not on the public Internet.
    PrivateAddress,
    /// The host's name does not resolve.
    Dns,
    /// No connection.
    Connect,
    /// No trusted connection: a bad certificate, say.
    Tls,
    /// The connection broke, or what came over it was not HTTP.
    Transfer,
    /// Redirects lead in a circle, or there are too many in a row.
    RedirectLoop,
    /// A redirect that names no http or https address.
    BadRedirect,
    /// Neither a page nor a listing, by its `Content-Type`.
    ContentType,
    /// A listing that cannot be read.
    Listing,
    /// A page without an article.
    NoText,
    /// The origin failed so often that it is left alone for this run.
    HostUnavailable,
}

impl FailureReason {
    /// Whether the same request may succeed a little later.
    pub fn may_pass(self) -> bool {
        match self {
            Self::Status(status) => status == 429 || (500..=599).contains(&status),
            Self::Timeout | Self::Connect | Self::Transfer => true,
            _ => false,
        }
    }

    /// Reads the cause off an error of the HTTP client.
    pub(super) fn of(error: &reqwest::Error) -> Self {
        let causes = || std::iter::successors(error.source(), |&cause| cause.source());
        if causes().any(|cause| cause.is::<PrivateAddress>()) {
            Self::PrivateAddress
        } else if error.is_timeout() {
            Self::Timeout
        } else if error.is_dns() {
            Self::Dns
        } else if error.is_connect() {
            if causes().any(is_handshake) { Self::Tls } else { Self::Connect }
        } else {
            Self::Transfer
        }
    }
}

/// A failed handshake surfaces as an input error of this kind, inside another that has no source of its own.
fn is_handshake(cause: &(dyn Error + 'static)) -> bool {
    let inner = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    let inner = inner.and_then(|inner| inner.downcast_ref::<io::Error>());
    inner.is_some_and(|inner| inner.kind() == io::ErrorKind::InvalidData)
}

impl fmt::Display for FailureReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Status(status) => return write!(f, "status {status}"),
            Self::Robots => "robots",
            Self::Gone => "gone",
            Self::Timeout => "timeout",
            Self::TooLarge => "too large",
            Self::PrivateAddress => "private address",
            Self::Dns => "dns",
            Self::Connect => "connect",
            Self::Tls => "tls",
            Self::Transfer => "transfer",
            Self::RedirectLoop => "redirect loop",
            Self::BadRedirect => "bad redirect",
            Self::ContentType => "content type",
            Self::Listing => "listing",
            Self::NoText => "no text",
            Self::HostUnavailable => "host unavailable",
        })
    }
}

/// A request that failed, and what is to be remembered of it.
#[derive(Debug, thiserror::Error)]
#[error("{} cannot be read ({reason}){}{detail}", record.url, if detail.is_empty() { "" } else { ": " })]
pub struct FetchFailure {
    pub reason: FailureReason,
    /// For the reader of a log; may be empty.
    pub detail: String,
    /// How long the server asked to be left alone.
    pub retry_after: Option<Duration>,
    /// Keeps the validators and links of the last success.
    pub record: FetchRecord,
}
