//! What was looked at.

use std::collections::BTreeMap;

use secws_model::Skipped;
use serde::Serialize;

/// See the schema.
#[derive(Serialize)]
pub(super) struct Coverage<'a> {
    files: u64,
    bytes: u64,
    scanned: u64,
    blobs: u64,
    members: u64,
    skipped: BTreeMap<&'static str, u64>,
    plugins: Vec<Plugin<'a>>,
}

#[derive(Serialize)]
struct Plugin<'a> {
    plugin: &'a str,
    files: u64,
    skipped: BTreeMap<&'static str, u64>,
}

/// The coverage as it is written.
pub(super) fn coverage(coverage: &secws_model::Coverage) -> Coverage<'_> {
    let plugins = coverage.plugins.iter();
    let plugins = plugins.map(|each| Plugin { plugin: &each.plugin, files: each.files, skipped: skipped(&each.skipped) });
    Coverage {
        files: coverage.files,
        bytes: coverage.bytes,
        scanned: coverage.scanned,
        blobs: coverage.blobs,
        members: coverage.members,
        skipped: skipped(&coverage.skipped),
        plugins: plugins.collect(),
    }
}

/// Every reason, also one for which nothing was skipped.
fn skipped(counts: &BTreeMap<Skipped, u64>) -> BTreeMap<&'static str, u64> {
    let count = |reason: Skipped| counts.get(&reason).copied().unwrap_or_default();
    Skipped::ALL.into_iter().map(|reason| (reason.name(), count(reason))).collect()
}
