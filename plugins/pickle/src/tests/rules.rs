//! The rules' own cases and help.

use secws_plugin_sdk::testing::{Harness, check_cases, check_help, check_rules};
use secws_plugin_sdk::{Outcome, Plugin, Severity};

use super::assembly::assemble;
use crate::Pickle;
use crate::rules::{CASES, RULES};

/// Scans assembled files, and lays the findings on the lines of the text.
fn run(files: &[(String, Vec<u8>)]) -> Outcome {
    let mut all = Outcome::default();
    for (path, text) in files {
        let assembled = assemble(std::str::from_utf8(text).unwrap());
        let outcome = Harness::<Pickle>::default().scan(path, &assembled.bytes);
        for mut finding in outcome.findings {
            let span = finding.location.span.as_mut().unwrap();
            span.start = assembled.line_start(span.start);
            all.findings.push(finding);
        }
        all.gaps.extend(outcome.gaps);
    }
    all
}

#[test]
fn every_rule_has_what_rules_must_have() {
    check_rules::<Pickle>();
    assert!(RULES.iter().map(|rule| rule.info.name).eq(CASES.iter().map(|(name, _)| *name)));
}

#[test]
fn cases_hold() {
    for (_, cases) in CASES {
        check_cases(cases, run);
    }
}

#[test]
fn examples_fire_and_what_to_do_instead_does_not() {
    for rule in RULES {
        check_help(rule.info.name, rule.info.help, run);
    }
}

#[test]
fn ids_and_severities_are_what_gates_depend_on() {
    let rules = Pickle::describe().rules;
    let said: Vec<_> = rules.iter().map(|rule| (rule.id.as_str(), rule.severity)).collect();
    assert_eq!(
        said,
        [
            ("pickle/computed-import", Severity::High),
            ("pickle/dangerous-import", Severity::Critical),
            ("pickle/global-write", Severity::High),
            ("pickle/unknown-call", Severity::High),
            ("pickle/unknown-type", Severity::Note),
            ("pickle/zip-anomaly", Severity::Medium),
        ]
    );
}
