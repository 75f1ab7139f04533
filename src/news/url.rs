//! One address per page: the form of a URL under which an article is stored and cited.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::Url;

/// Query parameters that say how a reader came to the page, not which page it is.
/// Names from the documentation of the campaign tools that add them.
const TRACKING: &[&str] = &[
    "fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid", "igshid", "mc_cid",
    "mc_eid", "_hsenc", "_hsmi", "mkt_tok", "cmpid", "ocid", "smid", "ncid", "at_medium", "at_campaign",
    "at_custom1", "at_custom2", "at_custom3", "at_custom4", "ns_mchannel", "ns_source", "ns_campaign",
    "ns_linkname",
];

/// The longest address (bytes). Browsers and servers handle 8,000 at least (RFC 9110, section 4.1); longer ones are data
/// in disguise, and would be stored with every listing that holds them.
const LONGEST: usize = 8 * 1024;

/// The address of a page: http or https, no fragment, no credentials, no tracking parameters.
///
/// Equal addresses name the same article. `Deserialize` goes through [`CanonicalUrl::parse`], so a value of
/// this type is always of this form.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CanonicalUrl(Url);

/// Why a string is not the address of an article.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum UrlError {
    /// The string is not a URL at all.
    #[error("`{given}` is not a URL ({reason}); give an absolute http or https address")]
    Malformed { given: String, reason: String },
    /// A scheme that no article is fetched over.
    #[error("`{given}` is not an http or https address")]
    Scheme { given: String },
    /// No host to ask.
    #[error("`{given}` names no host")]
    NoHost { given: String },
    #[error("`{given}` is longer than {LONGEST} bytes")]
    TooLong { given: String },
}

impl CanonicalUrl {
    /// Reads an absolute address and brings it to its one form.
    pub fn parse(given: &str) -> Result<Self, UrlError> {
        let url = Url::parse(given.trim())
            .map_err(|e| UrlError::Malformed { given: shortened(given), reason: e.to_string() })?;
        Self::from_url(url)
    }

    /// Brings a parsed address to its one form.
    pub fn from_url(mut url: Url) -> Result<Self, UrlError> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(UrlError::Scheme { given: shortened(url.as_str()) });
        }
        if url.host_str().is_none_or(str::is_empty) {
            return Err(UrlError::NoHost { given: shortened(url.as_str()) });
        }
        url.set_fragment(None);
        // Both setters fail only for URLs without a host, which were refused above.
        let _ = url.set_username("");
        let _ = url.set_password(None);
        drop_tracking(&mut url);
        if url.as_str().len() > LONGEST {
            return Err(UrlError::TooLong { given: shortened(url.as_str()) });
        }
        Ok(Self(url))
    }

    /// Resolves a link found on this page.
    pub fn join(&self, link: &str) -> Result<Self, UrlError> {
        let url = self
            .0
            .join(link.trim())
            .map_err(|e| UrlError::Malformed { given: shortened(link), reason: e.to_string() })?;
        Self::from_url(url)
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The parsed address.
    pub fn as_url(&self) -> &Url {
        &self.0
    }

    /// The host, without a leading `www.`; the name of last resort for an outlet.
    pub fn host(&self) -> &str {
        let host = self.0.host_str().unwrap_or_default();
        host.strip_prefix("www.").unwrap_or(host)
    }

    /// Scheme, host and port: what a robots.txt speaks for and what is paced together.
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }
}

fn drop_tracking(url: &mut Url) {
    if url.query().is_none() {
        return;
    }
    let is_tracking = |name: &str| name.starts_with("utm_") || TRACKING.contains(&name);
    if url.query_pairs().any(|(name, _)| is_tracking(&name)) {
        let kept: Vec<(String, String)> = url
            .query_pairs()
            .filter(|(name, _)| !is_tracking(name))
            .map(|(n, v)| (n.into(), v.into()))
            .collect();
        url.set_query(None);
        if !kept.is_empty() {
            url.query_pairs_mut().extend_pairs(kept);
        }
    } else if url.query() == Some("") {
        url.set_query(None);
    }
}

/// Error messages quote what was given, but never a page's worth of it.
fn shortened(given: &str) -> String {
    const LONGEST: usize = 200;
    match given.char_indices().nth(LONGEST).and_then(|(end, _)| given.get(..end)) {
        Some(start) => format!("{start}…"),
        None => given.to_owned(),
    }
}

impl fmt::Display for CanonicalUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for CanonicalUrl {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for CanonicalUrl {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let given = String::deserialize(deserializer)?;
        Self::parse(&given).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(given: &str, expected: &str) {
        assert_eq!(CanonicalUrl::parse(given).map(|u| u.to_string()).as_deref(), Ok(expected));
    }

    #[test]
    fn one_form_per_page() {
        check("HTTPS://News.Example:443/a?utm_source=x&id=7&fbclid=y#top", "https://news.example/a?id=7");
        check("http://news.example?", "http://news.example/");
        check("http://user:secret@news.example/a?utm_medium=mail", "http://news.example/a");
        check("http://news.example/a?q=a%20b&r=1", "http://news.example/a?q=a%20b&r=1");
    }

    #[test]
    fn refuses_what_is_no_article_address() {
        assert!(matches!(CanonicalUrl::parse("file:///etc/passwd"), Err(UrlError::Scheme { .. })));
        assert!(matches!(CanonicalUrl::parse("javascript:alert(1)"), Err(UrlError::Scheme { .. })));
        assert!(matches!(CanonicalUrl::parse("not a url"), Err(UrlError::Malformed { .. })));
        let long = format!("http://news.example/{}", "x".repeat(LONGEST));
        assert!(matches!(CanonicalUrl::parse(&long), Err(UrlError::TooLong { .. })));
        assert!(serde_json::from_str::<CanonicalUrl>("\"ftp://a/b\"").is_err());
    }
}
