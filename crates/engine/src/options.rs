//! What a user may choose of a scan.

use std::collections::BTreeSet;

use secws_model::Rule;
use secws_sources::archive;

/// What a user may choose of a scan.
#[derive(Debug, Clone)]
pub struct Options {
    /// Worker threads; 0: as many as there are processors.
    pub threads: usize,
    /// The largest file that is handed out whole, in bytes.
    pub max_file_size: u64,
    /// How far containers are opened.
    pub archives: archive::Limits,
    /// Plugins that look at blobs of git's history, by name.
    pub history_plugins: BTreeSet<String>,
    /// Which rules are on.
    pub rules: RuleFilter,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            threads: 0,
            max_file_size: 5_000_000,
            archives: archive::Limits::default(),
            history_plugins: ["pickle", "secrets"].map(str::to_owned).into(),
            rules: RuleFilter::default(),
        }
    }
}

/// Which rules are on, by declared id.
#[derive(Debug, Clone, Default)]
pub struct RuleFilter {
    /// On though their plugin has them off.
    pub enabled: BTreeSet<String>,
    /// Off though their plugin has them on.
    pub disabled: BTreeSet<String>,
}

impl RuleFilter {
    /// Whether findings of a rule are kept.
    #[must_use]
    pub fn keeps(&self, rule: &Rule) -> bool {
        let id = rule.declared_id();
        !self.disabled.contains(id) && (rule.enabled || self.enabled.contains(id))
    }
}
