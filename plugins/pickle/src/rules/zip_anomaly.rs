//! A model's archive is put together so that programs read different things in it.

use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::{Check, Rule};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "zip-anomaly",
        title: "A model's archive reads differently in different programs",
        help: include_str!("zip_anomaly.md"),
        severity: Severity::Medium,
        precision: Precision::High,
        cwe: &[436],
        tags: &["model", "supply-chain"],
        ..RuleInfo::DEFAULT
    },
    check: Check::Archive,
};
