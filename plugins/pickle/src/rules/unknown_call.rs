//! A pickle calls a function that is in no list: most gadgets are such functions, and few pickles need one.

use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::judge::Tier;
use crate::name::is_class_shaped;
use crate::report::{Defect, Subject, at, each, of_tier};
use crate::{Check, Rule};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "unknown-call",
        title: "A pickle calls a function that is not known to be harmless",
        help: include_str!("unknown_call.md"),
        severity: Severity::High,
        precision: Precision::Medium,
        cwe: &[502],
        tags: &["deserialization", "model", "supply-chain"],
        ..RuleInfo::DEFAULT
    },
    check: Check::Pickle(check),
};

fn check(subjects: &[Subject]) -> Vec<Defect> {
    of_tier(subjects, |tier| tier == Tier::Function).flat_map(defects).collect()
}

fn defects(subject: &Subject) -> Vec<Defect> {
    let defects = each(&subject.used.calls, |call| {
        format!(
            "Loading this pickle calls `{}`, which is not known to be harmless and could be made to run code ({}).",
            call.text,
            at(call.site)
        )
    });
    // A type that is made is less than a function that is called.
    let class = is_class_shaped(subject.global.name.last());
    defects.into_iter().map(|defect| if class { defect.severity(Severity::Medium) } else { defect }).collect()
}
