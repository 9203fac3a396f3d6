//! Protocols that send passwords as they are.

use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::call::Call;
use crate::scene::Scene;
use crate::{Check, Report, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "cleartext-protocol",
        title: "protocol without encryption",
        help: include_str!("cleartext_protocol.md"),
        severity: Severity::Medium,
        precision: Precision::High,
        cwe: &[319],
        aliases: &["B312", "B321", "S312", "S321"],
        ..RuleInfo::DEFAULT
    },
    checks: &[Check::Call(&["telnetlib.Telnet", "ftplib.FTP"], check)],
    literals: &[Text::Exact("telnetlib"), Text::Exact("ftplib")],
};

fn check(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    if scene.is_test {
        return None;
    }
    let message = format!(
        "`{}` sends everything as it is, passwords included: whoever is on the way can read and change it.",
        call.name
    );
    Some(Report::new(call, message))
}
