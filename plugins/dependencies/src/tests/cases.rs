//! What every rule is held to: its cases, its help, its declaration.

use secws_plugin_sdk::testing::{Harness, check_cases, check_help, check_rules};

use super::advisories;
use crate::Dependencies;
use crate::rules::{CASES, RULES};

#[test]
fn all_cases_hold() {
    let harness = Harness::<Dependencies>::default();
    assert_eq!(CASES.len(), RULES.len());
    for (_, cases) in CASES {
        check_cases(cases, |files| harness.run_with_advisories(files, &advisories(&[])));
    }
}

#[test]
fn the_examples_of_all_helps_hold() {
    let harness = Harness::<Dependencies>::default();
    for rule in RULES {
        check_help(rule.info.name, rule.info.help, |files| harness.run_with_advisories(files, &advisories(&[])));
    }
}

#[test]
fn all_rules_are_declared_whole() {
    check_rules::<Dependencies>();
}

/// A severity that changes is something that a gate can notice.
#[test]
fn severities_are_as_published() {
    let declared: Vec<_> = RULES.iter().map(|rule| format!("{} {:?}", rule.info.name, rule.info.severity)).collect();
    let published = [
        "insecure-index Severity::Medium",
        "known-vulnerability Severity::High",
        "malicious-package Severity::Critical",
        "undecidable-version Severity::Low",
        "vcs-unpinned Severity::Medium",
        "vulnerable-floor Severity::Note",
    ];
    assert_eq!(declared, published);
}
