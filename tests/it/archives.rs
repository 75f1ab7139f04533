//! Web archives: what a refresh keeps in them is what an import takes out of them.

use std::collections::BTreeMap;

use caveat::commands::demo::{SOURCES, Site};
use serde_json::Value;
use tokio::runtime::Runtime;

use crate::harness::Home;

const NOW: &str = "2026-01-25T08:00:00Z";

/// The texts that are stored, by address.
fn texts(home: &Home) -> BTreeMap<String, String> {
    let export = home.run(["export"]).succeeded();
    let lines = export.out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    lines.map(|article| (text(&article["url"]), text(&article["text"]))).collect()
}

#[test]
fn a_refresh_can_be_repeated_from_its_archive() {
    let runtime = Runtime::new().unwrap();
    let site = runtime.block_on(Site::start()).unwrap();
    let home = Home::new();
    let mut config = "[crawl]\nmin_delay_ms = 0\nallow_private_addresses = true\n".to_owned();
    for source in SOURCES {
        config += &format!("[[source]]\nurl = '{}'\n", site.url(source.path));
    }
    home.write("config.toml", config);
    home.run(["refresh", "--warc", "archive", "--now", NOW]).succeeded();
    // What has not changed is not kept again, but that it has not.
    home.run(["refresh", "--warc", "archive", "--now", NOW]).succeeded();
    let files: Vec<_> = home.path("archive").read_dir().unwrap().map(|file| file.unwrap().path()).collect();
    assert_eq!(files.len(), 2, "{files:?}");

    let elsewhere = Home::new();
    let archive = home.path("archive");
    let ran = elsewhere.run(["import", archive.to_str().unwrap(), "--now", NOW]).succeeded();
    // An archive does not tell articles from pages that list them.
    ran.says(&["imported 30 new, 0 changed, 0 unchanged"]);
    let (there, here) = (texts(&elsewhere), texts(&home));
    assert_eq!(here.len(), 30);
    for (address, text) in here {
        assert_eq!(there.get(&address), Some(&text), "{address}");
    }
    home.run(["refresh", "--quiet", "--warc", "config.toml"])
        .failed(&["cannot keep an archive in config.toml"]);
}

#[test]
fn a_damaged_archive_is_read_as_far_as_it_goes() {
    let home = Home::new();
    home.write("a.warc.gz", "no archive");
    home.run(["import", "a.warc.gz"])
        .ended(2)
        .says(&["a.warc.gz, record 1: this is no record of a web archive"]);
    home.write("a.warc.gz", [0x1f, 0x8b, 0x08, 0x00, 0xff]);
    home.run(["import", "a.warc.gz"])
        .ended(2)
        .says(&["a.warc.gz, record 1: the archive breaks off or is damaged"]);
}
