//! Telling another program of changes: a POST of JSON, signed, tried again, and sent with the next refresh if it fails.

use std::time::Duration;

use anyhow::Context;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use super::interrupt::Interrupt;
use super::track::changes;
use super::{Setting, tell};
use crate::living::summary_line;
use crate::store::{SavedAnswer, Store};

/// How long the other side may take for one request.
const TIMEOUT: Duration = Duration::from_secs(10);
/// The pauses before it is tried again.
const PAUSES: [Duration; 3] = [Duration::from_secs(1), Duration::from_secs(4), Duration::from_secs(10)];
/// How often it is looked whether the reader wants to stop.
const LOOK: Duration = Duration::from_millis(100);
/// Changed answers of one POST.
const AT_ONCE: usize = 100;

/// Posts the changes that have not been told. That it fails is said and is no error: the answers are kept, and the next
/// refresh tells of these changes too.
pub fn announce(setting: &Setting, interrupt: &Interrupt) -> anyhow::Result<()> {
    let mut store = Store::open(&setting.index)?;
    let Some(url) = &setting.config.track.webhook_url else { return Ok(()) };
    let waiting = store.unannounced()?;
    for answers in waiting.chunks(AT_ONCE) {
        let body = body(setting, answers)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let sent = runtime.block_on(async {
            tokio::select! {
                sent = post(url, &body, setting) => sent,
                () = until(interrupt) => Err("interrupted".to_owned()),
            }
        });
        if let Err(reason) = sent {
            tell::warn(&format!("the webhook was not told ({reason}); the next refresh tells it"));
            return Ok(());
        }
        let ids: Vec<i64> = answers.iter().map(|answer| answer.id).collect();
        store.batch(|batch| batch.note_announced(&ids))?;
    }
    Ok(())
}

fn body(setting: &Setting, answers: &[SavedAnswer]) -> anyhow::Result<String> {
    let mut events = Vec::new();
    for answer in answers {
        let changes = changes(answer)?;
        events.push(json!({
            "name": answer.question,
            "question": answer.text,
            "asked": answer.asked.to_string(),
            "summary": summary_line(&changes),
            "changes": changes,
        }));
    }
    let body =
        json!({"schema": "caveat.webhook/1", "sent": setting.now.to_string(), "events": Value::from(events)});
    Ok(body.to_string())
}

async fn until(interrupt: &Interrupt) {
    while !interrupt.came() {
        tokio::time::sleep(LOOK).await;
    }
}

/// Posts until it is taken, or it is clear that it will not be.
async fn post(url: &str, body: &str, setting: &Setting) -> Result<(), String> {
    let client = reqwest::Client::builder().timeout(TIMEOUT).user_agent(&setting.config.crawl.user_agent);
    let client = client.build().map_err(|error| error.to_string())?;
    let signature = setting.config.track.webhook_secret().map(|secret| signature(secret.expose(), body));
    let mut pauses = PAUSES.iter();
    loop {
        let mut request = client.post(url).header("Content-Type", "application/json").body(body.to_owned());
        if let Some(signature) = &signature {
            request = request.header("X-Caveat-Signature-256", signature);
        }
        let (reason, may_pass) = match request.send().await {
            Ok(answer) if answer.status().is_success() => return Ok(()),
            Ok(answer) => {
                let status = answer.status();
                (format!("status {}", status.as_u16()), status.is_server_error() || status.as_u16() == 429)
            }
            // Without the address: it may hold a key.
            Err(error) => (format!("{:#}", anyhow::Error::from(error.without_url())), true),
        };
        match pauses.next().filter(|_| may_pass) {
            Some(pause) => tokio::time::sleep(*pause).await,
            None => return Err(reason),
        }
    }
}

/// The signature of a body, as the one who gets it makes it too: HMAC-SHA256 (RFC 2104) under the common secret.
fn signature(secret: &str, body: &str) -> String {
    // A key of any length is good for HMAC; the type cannot say so.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(body.as_bytes());
    let digits: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256={digits}")
}

/// A secret that is named and not there is told before anything is read.
pub fn check(setting: &Setting) -> anyhow::Result<()> {
    let track = &setting.config.track;
    let Some(variable) = track.webhook_secret_env.as_ref().filter(|_| track.webhook_url.is_some()) else {
        return Ok(());
    };
    track.webhook_secret().map(drop).with_context(|| {
        format!(
            "the environment has no variable {variable}, which [track] names for the secret of the webhook"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_signed_by_the_standard() {
        // RFC 4231, test case 2.
        let expected = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(signature("Jefe", "what do ya want for nothing?"), expected);
    }
}
