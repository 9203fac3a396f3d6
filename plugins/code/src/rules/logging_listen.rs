//! Logging configuration that anybody may send.

use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::call::Call;
use crate::scene::Scene;
use crate::semantic::Constant;
use crate::{Check, Report, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "logging-listen",
        title: "logging configuration taken from the network",
        help: include_str!("logging_listen.md"),
        severity: Severity::Medium,
        precision: Precision::High,
        cwe: &[94],
        aliases: &["B612", "S612"],
        ..RuleInfo::DEFAULT
    },
    checks: &[Check::Call(&["logging.config.listen"], check)],
    literals: &[Text::Exact("listen")],
};

fn check(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    let is_verified = call.argument("verify", 1).is_some_and(|verify| scene.constant(verify) != Some(Constant::None));
    let message = "Whoever reaches this port can send a configuration, parts of which are evaluated as Python.";
    (!is_verified && !call.is_open()).then(|| Report::new(call, message))
}
