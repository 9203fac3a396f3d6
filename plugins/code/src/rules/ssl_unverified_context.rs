//! TLS contexts that check nothing.

use ruff_python_ast::Expr;
use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::named::{NamedValue, Naming};
use crate::scene::Scene;
use crate::semantic::Constant;
use crate::{Check, Report, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "ssl-unverified-context",
        title: "TLS context that checks no certificate",
        help: include_str!("ssl_unverified_context.md"),
        severity: Severity::High,
        precision: Precision::Medium,
        cwe: &[295],
        aliases: &["B323", "S323"],
        ..RuleInfo::DEFAULT
    },
    checks: &[
        Check::Reference(&["ssl._create_unverified_context", "ssl._create_stdlib_context"], check),
        Check::Named(check_host),
    ],
    literals: &[
        Text::Exact("_create_unverified_context"),
        Text::Exact("_create_stdlib_context"),
        Text::Exact("check_hostname"),
    ],
};

fn check(expr: &Expr, name: &'static str, _: &Scene<'_>) -> Option<Report> {
    let message =
        format!("`{name}` makes connections to whoever answers: whoever is on the way can read and change everything.");
    Some(Report::new(expr, message).identity(name))
}

fn check_host(named: &NamedValue<'_>, scene: &Scene<'_>) -> Option<Report> {
    let is_setting = named.name == "check_hostname" && matches!(named.naming, Naming::Attribute | Naming::Keyword);
    if !is_setting || scene.constant(named.value) != Some(Constant::Boolean(false)) {
        return None;
    }
    let message = "Any valid certificate will do here, whoever's it is: whoever has one can answer in the server's place.";
    Some(Report::new(named, message).identity("check_hostname="))
}
