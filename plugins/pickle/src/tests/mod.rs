//! Tests of the plugin as its host uses it.

mod assembly;
mod bounds;
mod containers;
mod fuzz;
mod pickles;
mod rules;

use secws_plugin_sdk::testing::{Harness, MemoryFile};
use secws_plugin_sdk::{GapKind, Outcome};

use crate::Pickle;

/// What a scan says of a file that is routed to the plugin.
fn scan(path: &str, bytes: &[u8]) -> Outcome {
    Harness::<Pickle>::default().scan(path, bytes)
}

/// What a scan says of a file that may not be.
fn scan_anyway(path: &str, bytes: &[u8]) -> Outcome {
    Harness::<Pickle>::default().scan_file(&MemoryFile::new(path, bytes))
}

/// The rules of all findings, in order.
fn rules_of(outcome: &Outcome) -> Vec<&str> {
    outcome.findings.iter().map(|finding| finding.rule.trim_start_matches("pickle/")).collect()
}

/// The messages of all gaps that leave a scan incomplete, or that do not.
fn gaps_of(outcome: &Outcome, kind: GapKind) -> Vec<&str> {
    outcome.gaps.iter().filter(|gap| gap.kind == kind).map(|gap| gap.message.as_str()).collect()
}

/// Whether there is nothing to say at all.
fn is_silent(outcome: &Outcome) -> bool {
    outcome.findings.is_empty() && outcome.gaps.is_empty()
}
