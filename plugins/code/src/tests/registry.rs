//! What holds for all rules.

use std::collections::BTreeSet;
use std::fmt::Write;

use secws_plugin_sdk::Plugin;
use secws_plugin_sdk::testing::{Harness, MemoryFile, cases, check_rules};

use crate::rules::{CASES, RULES};
use crate::{Code, Text};

#[test]
fn every_rule_is_described() {
    check_rules::<Code>();
}

#[test]
fn every_rule_finds_its_bad_example_and_not_its_good_one() {
    let harness = Harness::<Code>::default();
    for rule in RULES {
        harness.check_help(rule.info.name, rule.info.help);
    }
}

#[test]
fn every_rule_has_cases_of_both_kinds_and_meets_them() {
    let harness = Harness::<Code>::default();
    let named: Vec<_> = CASES.iter().map(|(name, _)| *name).collect();
    let rules: Vec<_> = RULES.iter().map(|rule| rule.info.name).collect();
    assert_eq!(named, rules);
    for (name, markdown) in CASES {
        let files: Vec<_> = cases(markdown).into_iter().flat_map(|case| case.files).collect();
        let fires = |file: &secws_plugin_sdk::testing::CaseFile| file.expected.iter().any(|(_, rule)| rule == name);
        assert!(files.iter().any(fires), "no case of `{name}` finds it");
        assert!(files.iter().any(|file| file.expected.is_empty()), "no case of `{name}` finds nothing");
        harness.check_cases(markdown);
    }
}

/// A rule may name other rules' literals by accident; its own must do.
#[test]
fn every_rule_has_a_literal_in_each_file_that_it_finds_something_in() {
    let harness = Harness::<Code>::default();
    for (name, markdown) in CASES {
        let rule = RULES.iter().find(|rule| rule.info.name == *name).unwrap();
        for file in cases(markdown).into_iter().flat_map(|case| case.files) {
            // The comments that name what is expected are no help.
            let text: String =
                file.text.lines().map(|line| format!("{}\n", line.split("# error").next().unwrap())).collect();
            let outcome = harness.plugin().scan(&MemoryFile::new(&file.path, text.as_bytes())).unwrap();
            let id = format!("code/{name}");
            if outcome.findings.iter().any(|finding| finding.rule == id) {
                assert!(
                    rule.literals.iter().any(|literal| occurs(*literal, &text)),
                    "`{name}` would not be asked about:\n{text}"
                );
            }
        }
    }
}

fn occurs(literal: Text, text: &str) -> bool {
    match literal {
        Text::Exact(literal) => text.contains(literal),
        Text::AnyCase(literal) => text.to_ascii_lowercase().contains(literal),
    }
}

#[test]
fn literals_without_case_are_written_in_lower_case() {
    for rule in RULES {
        for literal in rule.literals {
            if let Text::AnyCase(text) = literal {
                assert_eq!(*text, text.to_ascii_lowercase(), "{}", rule.info.name);
            }
        }
    }
}

#[test]
fn every_name_that_a_rule_knows_is_known_to_it_once() {
    for rule in RULES {
        let mut names = BTreeSet::new();
        for check in rule.checks {
            if let crate::Check::Call(all, _) = check {
                for name in *all {
                    assert!(names.insert(name), "`{}` has `{name}` twice", rule.info.name);
                }
            }
        }
    }
}

#[test]
fn identities_severities_and_aliases() {
    let mut table = String::new();
    for rule in RULES {
        let info = &rule.info;
        let aliases = info.aliases.join(" ");
        writeln!(table, "{} {:?} {:?} {:?} {aliases}", info.name, info.severity, info.precision, info.cwe).unwrap();
    }
    assert_eq!(table, include_str!("rules.txt"), "if this is meant, write it to rules.txt:\n{table}");
}
