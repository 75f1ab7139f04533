//! Sending a request, and sending it again where the endpoint asks for patience.

use std::time::Duration;

use async_openai::error::OpenAIError;
use async_openai::middleware::HttpRequestFactory;
use futures::StreamExt as _;
use reqwest::header::RETRY_AFTER;
use reqwest::{Client, Response, StatusCode};
use serde_json::{Value, json};

use crate::endpoint::error_message;

/// How often a request is sent at most.
const ATTEMPTS: usize = 3;
/// The longest that an endpoint may ask to wait before the next attempt: a reader is waiting too.
const PATIENCE: Duration = Duration::from_secs(20);
/// The wait where it does not say how long.
const PAUSE: Duration = Duration::from_millis(250);
/// The longest reply that is read (bytes): a thousand times what a model is allowed to write.
const LONGEST: usize = 8 << 20;

/// Makes a client that goes where the reader sent it and nowhere else.
///
/// An endpoint that moved is an error: neither key nor prompt goes where the reader did not send them. Nothing is
/// decompressed, so that a body is never larger than what was sent for it.
pub fn client() -> Result<Client, reqwest::Error> {
    let builder = || {
        Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .no_deflate()
    };
    // A machine without any trusted certificates can still ask an endpoint of its own over http.
    builder().build().or_else(|_| builder().tls_certs_only([]).build())
}

/// Sends a request; one that is put off is sent again when the endpoint says, if that is soon.
pub async fn send(http: Client, request: HttpRequestFactory) -> Result<Response, OpenAIError> {
    let mut attempt = 1;
    loop {
        let response = http.execute(request.build().await?).await.map_err(OpenAIError::Reqwest)?;
        match wait(&response) {
            Some(wait) if attempt < ATTEMPTS => {
                tracing::debug!("the model's endpoint says {}; waiting", response.status());
                tokio::time::sleep(wait).await;
            }
            _ => return told(bounded(response).await?).await,
        }
        attempt += 1;
    }
}

/// A refusal in the one form that the library can read, whatever the endpoint sent: it keeps the status then.
async fn told(response: Response) -> Result<Response, OpenAIError> {
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let body = response.text().await.map_err(OpenAIError::Reqwest)?;
    let message = match serde_json::from_str::<Value>(&body) {
        Ok(reply) => error_message(&reply).unwrap_or_default().to_owned(),
        Err(_) if body.trim_start().starts_with('<') => "a page instead of a reply".to_owned(),
        Err(_) => body,
    };
    // Of a server's failure it takes the whole body for the message.
    let body = match status.is_server_error() {
        true => message,
        false => {
            json!({ "error": { "message": message, "type": null, "param": null, "code": null } }).to_string()
        }
    };
    let mut refusal = http::Response::new(body);
    *refusal.status_mut() = status;
    Ok(Response::from(refusal))
}

/// How long to wait before the request is sent again; `None` if it is not.
fn wait(response: &Response) -> Option<Duration> {
    const PUT_OFF: &[StatusCode] =
        &[StatusCode::TOO_MANY_REQUESTS, StatusCode::SERVICE_UNAVAILABLE, StatusCode::GATEWAY_TIMEOUT];
    if !PUT_OFF.contains(&response.status()) {
        return None;
    }
    let Some(asked) = response.headers().get(RETRY_AFTER) else { return Some(PAUSE) };
    // A date instead of seconds (RFC 9110, section 10.2.3) would need a clock; endpoints send seconds.
    let seconds: f64 = asked.to_str().ok()?.trim().parse().ok()?;
    Duration::try_from_secs_f64(seconds).ok().filter(|wait| *wait <= PATIENCE)
}

/// The response with its body read, up to a bound.
pub async fn bounded(response: Response) -> Result<Response, OpenAIError> {
    let (status, headers) = (response.status(), response.headers().clone());
    let (mut body, mut pieces) = (Vec::new(), response.bytes_stream());
    while let Some(piece) = pieces.next().await {
        body.extend_from_slice(&piece.map_err(OpenAIError::Reqwest)?);
        if body.len() > LONGEST {
            return Err(OpenAIError::InvalidArgument(format!("its reply is longer than {LONGEST} bytes")));
        }
    }
    let mut whole = http::Response::new(body);
    *whole.status_mut() = status;
    *whole.headers_mut() = headers;
    Ok(Response::from(whole))
}
