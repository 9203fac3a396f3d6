//! A package from a repository whose content can change.

use secws_plugin_sdk::{Finding, Location, Precision, RuleInfo, Severity, Span};

use crate::Dependencies;
use crate::facts::{Package, Reference};
use crate::rule::{Check, Rule};

/// A branch moves by design, a tag only by force.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "vcs-unpinned",
        title: "Package from a repository without a fixed commit",
        help: include_str!("vcs_unpinned.md"),
        severity: Severity::Medium,
        precision: Precision::High,
        cwe: &[494],
        tags: &["dependencies", "supply-chain"],
        ..RuleInfo::DEFAULT
    },
    check: Check::Repository(check),
};

/// Reports a package that the next installation may get in another form.
fn check(path: &str, package: &Package) -> Option<Finding> {
    let name = if package.name.is_empty() { "A package".to_owned() } else { format!("`{}`", package.name) };
    let (what, severity) = match package.reference? {
        Reference::Commit => return None,
        Reference::Tag => ("a tag of a repository, which can be moved", Severity::Low),
        Reference::Moving => ("whatever is newest in a repository", Severity::Medium),
    };
    let message = format!("{name} is installed from {what}, so that its code can change without notice.");
    let place = Location::new(path, Span::new(package.span.0, package.span.1));
    Some(
        Finding::at(RULE.info.id::<Dependencies>(), message, place)
            .severity(severity)
            .identity(format!("vcs {}", package.normalized)),
    )
}
