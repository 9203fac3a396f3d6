//! What was looked at, and what was not.

use secws_model::{Coverage, Origin, PluginCoverage, Skipped};

use crate::scan::file::Files;

/// Counts files, by plugin and by what became of them.
pub(crate) fn coverage(files: &Files, plugins: &[String], excluded: u64) -> Coverage {
    let named = plugins.iter().map(|plugin| PluginCoverage { plugin: plugin.clone(), ..PluginCoverage::default() });
    let mut coverage = Coverage { plugins: named.collect(), ..Coverage::default() };
    for file in files.values() {
        coverage.files += 1;
        coverage.bytes = coverage.bytes.saturating_add(file.size);
        match file.origin {
            Origin::History(_) => coverage.blobs += 1,
            Origin::Member { .. } => coverage.members += 1,
            Origin::Tree { .. } | Origin::Stdin => {}
        }
        for &plugin in &file.scanned_by {
            if let Some(plugin) = coverage.plugins.get_mut(plugin as usize) {
                plugin.files += 1;
            }
        }
        for (plugin, why) in &file.skipped {
            let plugin = plugin.and_then(|plugin| coverage.plugins.get_mut(plugin as usize));
            if let Some(plugin) = plugin {
                *plugin.skipped.entry(*why).or_default() += 1;
            }
        }
        // A file that one of its plugins lost is not looked at as it should be.
        match file.skipped.iter().map(|(_, why)| *why).max() {
            Some(why) => *coverage.skipped.entry(why).or_default() += 1,
            None if file.scanned_by.is_empty() => *coverage.skipped.entry(Skipped::Unwanted).or_default() += 1,
            None => coverage.scanned += 1,
        }
    }
    if excluded > 0 {
        coverage.skipped.insert(Skipped::Excluded, excluded);
    }
    coverage
}
