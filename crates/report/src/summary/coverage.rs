//! What was looked at, and what was not and why.

use std::collections::BTreeMap;

use secws_model::{Coverage, PluginCoverage, Skipped};

use crate::escape;

/// `3 of 12 scanned (code 2); 4 from git's history, 2 from archives`.
pub(super) fn files(coverage: &Coverage) -> String {
    let plugins = coverage.plugins.iter().map(|plugin| format!("{} {}", escape::name(&plugin.plugin), plugin.files));
    let origins = [(coverage.blobs, "from git's history"), (coverage.members, "from archives")];
    let origins: Vec<_> =
        origins.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    let origins = if origins.is_empty() { String::new() } else { format!("; {}", origins.join(", ")) };
    format!("{} of {} scanned{}{origins}", coverage.scanned, coverage.files, super::in_brackets(plugins))
}

/// `5 wanted by no plugin, 1 too large; code: 1 too large`; none if nothing was skipped.
pub(super) fn all_skipped(coverage: &Coverage) -> Option<String> {
    let by_plugin =
        |plugin: &PluginCoverage| Some(format!("{}: {}", escape::name(&plugin.plugin), skipped(&plugin.skipped)?));
    let parts: Vec<_> =
        skipped(&coverage.skipped).into_iter().chain(coverage.plugins.iter().filter_map(by_plugin)).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// `5 wanted by no plugin, 1 too large`; none if nothing was skipped.
pub(crate) fn skipped(counts: &BTreeMap<Skipped, u64>) -> Option<String> {
    let some = Skipped::ALL.into_iter().filter_map(|skipped| Some((*counts.get(&skipped)?, reason(skipped))));
    let some: Vec<_> = some.filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    (!some.is_empty()).then(|| some.join(", "))
}

/// In words.
fn reason(skipped: Skipped) -> &'static str {
    match skipped {
        Skipped::Unwanted => "wanted by no plugin",
        Skipped::Excluded => "excluded",
        Skipped::TooLarge => "too large",
        Skipped::Unreadable => "unreadable",
        Skipped::Failed => "failed",
    }
}
