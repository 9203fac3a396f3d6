//! What a user may choose.

use std::collections::BTreeSet;

use secws_model::{Rule, Severity};

use crate::judge::Gate;

/// What a user may choose.
#[derive(Debug, Clone)]
pub struct Options {
    /// Worker threads; 0: as many as there are processors.
    pub threads: usize,
    /// The largest file that is handed out whole, in bytes.
    pub max_file_size: u64,
    /// Which rules are on.
    pub rules: RuleFilter,
    /// When the run fails.
    pub gate: Gate,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            threads: 0,
            max_file_size: 5_000_000,
            rules: RuleFilter::default(),
            gate: Gate { fail_on: Severity::High },
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
