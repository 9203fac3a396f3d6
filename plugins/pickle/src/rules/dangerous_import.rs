//! A pickle imports, and mostly calls, what runs code or reaches out of the program.

use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::judge::{Level, Tier};
use crate::report::{Defect, Subject, at, each};
use crate::{Check, Rule};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "dangerous-import",
        title: "A pickle runs dangerous code when it is loaded",
        help: include_str!("dangerous_import.md"),
        severity: Severity::Critical,
        precision: Precision::VeryHigh,
        cwe: &[502],
        tags: &["deserialization", "model", "supply-chain"],
        ..RuleInfo::DEFAULT
    },
    check: Check::Pickle(check),
};

fn check(subjects: &[Subject]) -> Vec<Defect> {
    subjects.iter().flat_map(defects).collect()
}

fn defects(subject: &Subject) -> Vec<Defect> {
    let Tier::Dangerous(level) = subject.global.tier else { return Vec::new() };
    let calls = each(&subject.used.calls, |call| format!("Loading this pickle runs `{}` ({}).", call.text, at(call.site)));
    let defects = if calls.is_empty() { named(subject, level).into_iter().collect() } else { calls };
    defects.into_iter().map(|defect| defect.severity(level.severity())).collect()
}

/// What is imported without a call that could be seen: something it is handed to may call it.
fn named(subject: &Subject, level: Level) -> Option<Defect> {
    let used = &subject.used;
    let site = if subject.global.is_judged_by_arguments() { used.escaped? } else { subject.site()? };
    let what = match level {
        Level::Critical => "which runs code",
        Level::High => "which reaches files, the network or the interpreter itself",
    };
    let message = format!("Loading this pickle imports `{}`, {what} ({}).", subject.shown(), at(site));
    Some(Defect::at(site, message, &subject.shown()))
}
