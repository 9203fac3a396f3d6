//! A version that cannot be compared with what advisories say.

use secws_plugin_sdk::{Finding, Precision, RuleInfo, Severity};

use crate::Dependencies;
use crate::rule::{Check, Rule, Undecided, list};

/// Said so that no vulnerability passes in silence.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "undecidable-version",
        title: "Version that cannot be compared with advisories",
        help: include_str!("undecidable_version.md"),
        severity: Severity::Low,
        precision: Precision::Medium,
        cwe: &[1395],
        tags: &["dependencies"],
        ..RuleInfo::DEFAULT
    },
    check: Check::Undecided(check),
};

fn check(undecided: &Undecided<'_>) -> Option<Finding> {
    let Undecided { package, version, names, place } = undecided;
    let may = list(names);
    let message =
        format!("It cannot be told whether `{}` {version} has {may}, since the versions cannot be compared.", package.name);
    let finding = Finding::at(RULE.info.id::<Dependencies>(), message, place.clone())
        .identity(format!("{} {}", package.ecosystem.as_str(), package.normalized))
        .property("package", &package.normalized)
        .property("version", *version)
        .property("advisories", names.join(" "));
    Some(finding)
}
