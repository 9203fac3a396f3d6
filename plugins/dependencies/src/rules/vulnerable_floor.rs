//! A range whose lowest version has known vulnerabilities, where a safe one is allowed as well.

use secws_plugin_sdk::{Finding, Precision, RuleInfo, Severity};

use crate::Dependencies;
use crate::rule::{Check, Floor, Rule, list};

/// A note: what is installed is most likely newer.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "vulnerable-floor",
        title: "Range that allows a vulnerable version",
        help: include_str!("vulnerable_floor.md"),
        severity: Severity::Note,
        precision: Precision::High,
        cwe: &[1395],
        tags: &["dependencies"],
        ..RuleInfo::DEFAULT
    },
    check: Check::Floor(check),
};

fn check(lowest: &Floor<'_>) -> Option<Finding> {
    let Floor { package, floor, names, safe, place } = lowest;
    let range = package.ranges.join(" || ");
    let higher = safe.as_ref().map_or(String::new(), |safe| format!("; {safe} is the first that has none"));
    let message = format!("`{}{range}` allows {floor}, which has {}{higher}.", package.name, list(names));
    let finding = Finding::at(RULE.info.id::<Dependencies>(), message, place.clone())
        .identity(format!("{} {}", package.ecosystem.as_str(), package.normalized))
        .property("package", &package.normalized)
        .property("advisories", names.join(" "));
    Some(finding)
}
