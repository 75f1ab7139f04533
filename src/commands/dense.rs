//! Passages by meaning: from the configuration to the encoder and the vectors.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};

use super::progress::Progress;
use super::{Setting, tell};
use crate::config::{ApiKey, DenseConfig, models_directory};
use crate::embed::pinned::MINILM;
use crate::embed::{Encoder, EndpointSettings, Source};
use crate::index::{Anew, Dense, DenseError, VectorError, VectorWriter};
use crate::store::Store;

/// What the configuration names, or `None` if it names nothing.
pub fn encoder(config: &DenseConfig) -> anyhow::Result<Option<Encoder>> {
    let source = match (&config.model, &config.base_url) {
        (None, None) => return Ok(None),
        (None, Some(_)) => {
            bail!(
                "[dense] in the configuration has a `base_url` but no `model`; give the model's name at that server"
            )
        }
        (Some(model), Some(base_url)) => Source::Endpoint(EndpointSettings {
            base_url: base_url.clone(),
            model: model.clone(),
            api_key: config.api_key().as_ref().map(ApiKey::expose).unwrap_or_default().to_owned(),
            timeout: Duration::from_secs(config.timeout_seconds),
        }),
        (Some(model), None) if model == MINILM.name => Source::Pinned(&MINILM, pulled()?),
        (Some(directory), None) => Source::Directory(directory.into()),
    };
    Ok(Some(Encoder::open(&source)?))
}

/// Where the pulled model is, if it is anywhere.
pub fn pulled() -> anyhow::Result<PathBuf> {
    let models = models_directory();
    let models =
        models.context("there is no cache directory; set $HOME, or $XDG_CACHE_HOME to an absolute path")?;
    Ok(models.join(MINILM.name))
}

/// The encoder and the vectors that it made, or `None` if none is configured. Vectors that are not there yet, or not to be
/// used, are no reason to answer nothing: passages are then found by their words.
pub fn open(setting: &Setting) -> anyhow::Result<Option<Dense>> {
    let Some(encoder) = encoder(&setting.config.dense)? else { return Ok(None) };
    let opened = Dense::open(&setting.index, encoder);
    Ok(opened.inspect_err(|error| tracing::warn!("passages are found by their words alone: {error}")).ok())
}

/// Makes the vectors that are missing, or as many as it can until it is to stop. Does nothing without an encoder.
pub fn catch_up(
    directory: &Path,
    encoder: Option<&Encoder>,
    stop: impl Fn() -> bool,
    quiet: bool,
) -> anyhow::Result<()> {
    let Some(encoder) = encoder else { return Ok(()) };
    let store = Store::open(directory)?;
    let (writer, anew) = match VectorWriter::open(directory, &store, encoder.model()) {
        // Hours may pass over a first time; what is stored meanwhile is taken in by whoever is at it.
        Err(DenseError::Vectors(busy @ VectorError::Busy(_))) => {
            tell::warn(&busy.to_string());
            return Ok(());
        }
        opened => opened?,
    };
    if let Some(why) = anew {
        tell::warn(&format!("all vectors are made anew: {}", told(&why)));
    }
    let behind = store.seq()?.saturating_sub(writer.generation());
    if behind == 0 || stop() {
        return Ok(());
    }
    let mut progress = Progress::start("making vectors", Some(behind), quiet);
    let mut before = 0;
    let taken = writer.catch_up(&store, encoder, |taken| {
        progress.advance((taken - before) as u64);
        before = taken;
        if stop() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    progress.finish();
    taken.map(drop).context("the articles are stored and indexed, but not all have vectors")
}

fn told(why: &Anew) -> String {
    match why {
        Anew::Model(model) => format!("those that were there are of another model ({model})"),
        Anew::Format => "those that were there are in another format, or of other passages".to_owned(),
        Anew::Store => "those that were there are of another store".to_owned(),
        Anew::Damaged(reason) => format!("those that were there are damaged ({reason})"),
    }
}
