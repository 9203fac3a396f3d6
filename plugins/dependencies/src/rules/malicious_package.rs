//! A package, or a release of one, that is known to be malware.

use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::rule::{Check, Rule, Vulnerable};

/// Always critical: installing it is enough.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "malicious-package",
        title: "Package that is known malware",
        help: include_str!("malicious_package.md"),
        severity: Severity::Critical,
        precision: Precision::High,
        cwe: &[506],
        tags: &["dependencies", "malware"],
        ..RuleInfo::DEFAULT
    },
    check: Check::Vulnerability(check),
};

fn check(vulnerable: &Vulnerable<'_>) -> Option<String> {
    let Vulnerable { package, version, cluster, .. } = vulnerable;
    let what = if vulnerable.is_range {
        format!("Whatever `{}{version}` installs", package.name)
    } else {
        format!("`{}` {version}", package.name)
    };
    let message = format!("{what} is known malware, {}; it runs where it is installed.", cluster.name);
    cluster.is_malware().then_some(message)
}
