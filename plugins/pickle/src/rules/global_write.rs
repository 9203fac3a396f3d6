//! A pickle changes something that it imported.

use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::report::{Defect, Subject, at, each};
use crate::{Check, Rule};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "global-write",
        title: "A pickle changes a function, class or module of the program that loads it",
        help: include_str!("global_write.md"),
        severity: Severity::High,
        precision: Precision::High,
        cwe: &[915, 502],
        tags: &["deserialization", "model", "supply-chain"],
        ..RuleInfo::DEFAULT
    },
    check: Check::Pickle(check),
};

fn check(subjects: &[Subject]) -> Vec<Defect> {
    let say = |write: &crate::machine::Act| {
        format!("Loading this pickle does `{}`, which changes it for the whole program ({}).", write.text, at(write.site))
    };
    subjects.iter().flat_map(|subject| each(&subject.used.writes, say)).collect()
}
