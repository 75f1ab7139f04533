//! `caveat extract`: reads the article on a saved page.

use anyhow::Context;
use jiff::Timestamp;

use crate::cli::{self, Format};
use crate::commands::{Exit, output, page_file};
use crate::crawl::extract::{Extracted, extract};
use crate::news::CanonicalUrl;

pub fn run(now: Timestamp, asked: &cli::Extract) -> anyhow::Result<Exit> {
    let url = asked.url.as_deref().map(CanonicalUrl::parse).transpose()?;
    let name = asked.file.display();
    let page = page_file::read(&asked.file).with_context(|| format!("cannot read {name}"))?;
    let extracted = extract(&page, url.as_ref(), now).with_context(|| name.to_string())?;
    match asked.format {
        Format::Json => output::print_json(&extracted.view(url.as_ref()))?,
        Format::Text => output::print(&readable(&extracted, url.as_ref()))?,
    }
    Ok(Exit::Done)
}

fn readable(extracted: &Extracted, url: Option<&CanonicalUrl>) -> String {
    let address = extracted.canonical.as_ref().or(url);
    let about = [
        ("outlet", extracted.outlet.clone().or_else(|| address.map(|a| a.host().to_owned()))),
        ("authors", Some(extracted.authors.join(", ")).filter(|names| !names.is_empty())),
        ("published", extracted.published.map(|time| time.to_string())),
        ("modified", extracted.modified.map(|time| time.to_string())),
        ("section", extracted.section.clone()),
        ("language", extracted.language.clone()),
        ("agency", extracted.wire.clone()),
        ("paywalled", extracted.paywalled.then(|| "yes".to_owned())),
        ("address", address.map(CanonicalUrl::to_string)),
    ];
    output::readable(&extracted.title, &about, &extracted.text)
}
