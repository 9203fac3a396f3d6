//! A pickle imports a name that only shows when it is loaded.

use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::judge::Tier;
use crate::report::{Defect, Subject, at, of_tier};
use crate::{Check, Rule};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "computed-import",
        title: "A pickle computes the name of what it imports",
        help: include_str!("computed_import.md"),
        severity: Severity::High,
        precision: Precision::VeryHigh,
        cwe: &[502, 470],
        tags: &["deserialization", "model", "supply-chain"],
        ..RuleInfo::DEFAULT
    },
    check: Check::Pickle(check),
};

fn check(subjects: &[Subject]) -> Vec<Defect> {
    of_tier(subjects, |tier| tier == Tier::Computed).filter_map(defect).collect()
}

fn defect(subject: &Subject) -> Option<Defect> {
    let site = subject.site()?;
    let called = match subject.used.calls.first() {
        Some(call) => format!(" and calls it: `{}`", call.text),
        None => String::new(),
    };
    let message = format!(
        "Loading this pickle imports `{}`, a name that is only made then{called}; names are hidden like this from scanners ({}).",
        subject.shown(),
        at(site)
    );
    Some(Defect::at(site, message, &subject.shown()))
}
