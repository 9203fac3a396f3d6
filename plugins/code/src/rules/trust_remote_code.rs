//! Models that bring code of their own.

use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::call::Call;
use crate::scene::Scene;
use crate::{Check, Report, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "trust-remote-code",
        title: "model loaded together with its code",
        help: include_str!("trust_remote_code.md"),
        severity: Severity::High,
        precision: Precision::Medium,
        cwe: &[829],
        ..RuleInfo::DEFAULT
    },
    checks: &[Check::Keyword(&["trust_remote_code"], check)],
    literals: &[Text::Exact("trust_remote_code")],
};

/// An abbreviation of a commit's name has at least this many digits.
const MIN_COMMIT: usize = 7;

fn check(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    if scene.truth(call.keyword("trust_remote_code")?) != Some(true) {
        return None;
    }
    let revision =
        call.keyword("code_revision").or_else(|| call.keyword("revision")).and_then(|revision| scene.string(revision));
    let is_pinned =
        revision.is_some_and(|name| name.len() >= MIN_COMMIT && name.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let report = Report::new(
        call,
        "Python that comes with the model is run here. Whoever can change the model's repository controls the program.",
    );
    Some(if is_pinned { report.severity(Severity::Low) } else { report })
}
