//! Everything that a file imports, harmless or not: what a scan is made of, for people.

use secws_plugin_sdk::{File, Outcome};

use crate::judge::{Judge, Level, Tier};
use crate::look;

/// One name that a file imports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// As the file has it.
    pub name: String,
    /// What is known of it: `safe`, `type`, `function`, `high`, `critical` or `computed`.
    pub tier: &'static str,
    /// The opcode that imports it and its offset in its pickle, where it is not made by a call.
    pub at: Option<(&'static str, u64)>,
    /// Calls that are not known to be harmless, and writes into it, as they would be written in Python.
    pub acts: Vec<String>,
}

/// Scans a file with no settings, and says what it imports.
#[must_use]
pub fn explain(file: &dyn File) -> (Vec<Import>, Outcome) {
    let (outcome, subjects) = look::file(file, &Judge::new(Vec::new()), true);
    let imports = subjects.into_iter().map(|subject| Import {
        name: subject.shown(),
        tier: tier(subject.global.tier),
        at: subject.site().map(|site| (site.opcode, site.offset)),
        acts: subject.used.calls.into_iter().chain(subject.used.writes).map(|act| act.text).collect(),
    });
    (imports.collect(), outcome)
}

fn tier(tier: Tier) -> &'static str {
    match tier {
        Tier::Safe => "safe",
        Tier::Type => "type",
        Tier::Function => "function",
        Tier::Dangerous(Level::High) => "high",
        Tier::Dangerous(Level::Critical) => "critical",
        Tier::Computed => "computed",
    }
}
