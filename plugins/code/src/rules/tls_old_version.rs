//! Versions of SSL and TLS that are broken.

use ruff_python_ast::Expr;
use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::scene::Scene;
use crate::{Check, Report, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "tls-old-version",
        title: "broken version of SSL or TLS",
        help: include_str!("tls_old_version.md"),
        severity: Severity::High,
        precision: Precision::Medium,
        cwe: &[327],
        aliases: &["B502", "B503", "S502", "S503"],
        ..RuleInfo::DEFAULT
    },
    checks: &[Check::Reference(VERSIONS, check)],
    literals: &[Text::Exact("PROTOCOL_"), Text::Exact("_METHOD"), Text::Exact("TLSVersion")],
};

const VERSIONS: &[&str] = &[
    "ssl.PROTOCOL_SSLv2",
    "ssl.PROTOCOL_SSLv3",
    "ssl.PROTOCOL_TLSv1",
    "ssl.PROTOCOL_TLSv1_1",
    "ssl.TLSVersion.SSLv3",
    "ssl.TLSVersion.TLSv1",
    "ssl.TLSVersion.TLSv1_1",
    "OpenSSL.SSL.SSLv2_METHOD",
    "OpenSSL.SSL.SSLv3_METHOD",
    "OpenSSL.SSL.TLSv1_METHOD",
    "OpenSSL.SSL.TLSv1_1_METHOD",
];

fn check(expr: &Expr, name: &'static str, _: &Scene<'_>) -> Option<Report> {
    let version = name.rsplit('.').next().unwrap_or(name);
    let message = format!("`{version}` is a version whose encryption can be broken. Current ones are TLS 1.2 and 1.3.");
    Some(Report::new(expr, message).identity(name))
}
