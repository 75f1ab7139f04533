//! `caveat prune`: old articles go, by age or size; what kept answers rest on stays.

use anyhow::bail;
use jiff::Timestamp;

use super::interrupt::Interrupt;
use super::lock::Lock;
use super::status::counted;
use super::{Exit, Setting, indexing, output};
use crate::cli::{Format, Prune};
use crate::index::{TantivyIndex, Vectors};
use crate::store::{Pruned, Retention, Store};

pub fn run(setting: &Setting, asked: &Prune) -> anyhow::Result<Exit> {
    let mut store = Store::open(&setting.index)?;
    let _alone = Lock::take(&setting.index, "prune", setting.now)?;
    let bounds = Retention {
        seen_before: asked.older_than.map(|age| setting.now.checked_sub(age).unwrap_or(Timestamp::MIN)),
        text_bytes: asked.max_size,
    };
    if asked.dry_run {
        let pruned = store.prunable(bounds)?;
        return tell(&pruned, asked);
    }
    let pruned = store.batch(|batch| batch.prune(bounds))?;
    if pruned.revisions > 0 {
        store.compact()?;
        // The index only grows: what is gone from the store goes from it by building it anew.
        TantivyIndex::remove(&setting.index)?;
        Vectors::remove(&setting.index)?;
        let mut index = TantivyIndex::open_or_create(&setting.index)?;
        let interrupt = Interrupt::watch();
        indexing::catch_up(&store, &mut index, || interrupt.came(), setting.quiet)?;
        if interrupt.came() {
            bail!("interrupted; the articles are pruned, and the next refresh completes the index");
        }
    }
    tell(&pruned, asked)
}

fn tell(pruned: &Pruned, asked: &Prune) -> anyhow::Result<Exit> {
    match asked.format {
        Format::Json => output::print_json(pruned)?,
        Format::Text => {
            let went = if asked.dry_run { "would go" } else { "went" };
            let (revisions, kept) = (
                counted(pruned.revisions as u64, "revision"),
                counted(pruned.kept_for_answers as u64, "older one"),
            );
            let megabytes = pruned.text_bytes as f64 / 1e6;
            output::print(&format!(
                "{revisions} {went} ({megabytes:.1} MB of text); {kept} stay for answers\n"
            ))?;
        }
    }
    Ok(Exit::Done)
}
