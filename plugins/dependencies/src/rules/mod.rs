//! The rules, one file each. Written by `cargo xtask codegen` from the names of the files here.

mod insecure_index;
mod known_vulnerability;
mod malicious_package;
mod undecidable_version;
mod vcs_unpinned;
mod vulnerable_floor;

use crate::Rule;

/// All rules, by name.
pub static RULES: &[&Rule] = &[
    &insecure_index::RULE,
    &known_vulnerability::RULE,
    &malicious_package::RULE,
    &undecidable_version::RULE,
    &vcs_unpinned::RULE,
    &vulnerable_floor::RULE,
];

/// The cases of each rule, by its name.
#[cfg(test)]
pub static CASES: &[(&str, &str)] = &[
    ("insecure-index", include_str!("insecure_index.cases.md")),
    ("known-vulnerability", include_str!("known_vulnerability.cases.md")),
    ("malicious-package", include_str!("malicious_package.cases.md")),
    ("undecidable-version", include_str!("undecidable_version.cases.md")),
    ("vcs-unpinned", include_str!("vcs_unpinned.cases.md")),
    ("vulnerable-floor", include_str!("vulnerable_floor.cases.md")),
];
