//! The rules, one file each. Written by `cargo xtask codegen` from the names of the files here.

mod computed_import;
mod dangerous_import;
mod global_write;
mod unknown_call;
mod unknown_type;
mod zip_anomaly;

use crate::Rule;

/// All rules, by name.
pub static RULES: &[&Rule] = &[
    &computed_import::RULE,
    &dangerous_import::RULE,
    &global_write::RULE,
    &unknown_call::RULE,
    &unknown_type::RULE,
    &zip_anomaly::RULE,
];

/// The cases of each rule, by its name.
#[cfg(test)]
pub static CASES: &[(&str, &str)] = &[
    ("computed-import", include_str!("computed_import.cases.md")),
    ("dangerous-import", include_str!("dangerous_import.cases.md")),
    ("global-write", include_str!("global_write.cases.md")),
    ("unknown-call", include_str!("unknown_call.cases.md")),
    ("unknown-type", include_str!("unknown_type.cases.md")),
    ("zip-anomaly", include_str!("zip_anomaly.cases.md")),
];
