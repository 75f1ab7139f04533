//! What is told of endpoints that fail, whatever they are asked for.

use serde_json::Value;

/// The message in an endpoint's error, of which there are several forms.
pub fn error_message(reply: &Value) -> Option<&str> {
    let places = ["/error/message", "/error", "/message", "/detail"];
    places.iter().find_map(|place| reply.pointer(place)?.as_str())
}

/// An error with what caused it.
pub fn with_causes(error: &dyn std::error::Error) -> String {
    let chain = std::iter::successors(Some(error), |e| e.source());
    chain.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// An address as it may be shown; nothing of one that cannot be read, for a password may be anywhere in it.
pub fn without_password(address: &str) -> String {
    let Ok(mut url) = url::Url::parse(address) else { return String::new() };
    if url.username().is_empty() && url.password().is_none() && url.query().is_none() {
        return address.to_owned();
    }
    // Neither fails for an address that has a host.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_query(None);
    url.to_string()
}
