//! SSH connections to whoever answers.

use ruff_python_ast::Expr;
use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::call::Call;
use crate::scene::Scene;
use crate::semantic::Constant;
use crate::{Check, Report, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "ssh-no-host-key",
        title: "SSH connection to whoever answers",
        help: include_str!("ssh_no_host_key.md"),
        severity: Severity::High,
        precision: Precision::High,
        cwe: &[295],
        aliases: &["B507", "S507"],
        ..RuleInfo::DEFAULT
    },
    checks: &[
        Check::Call(&["*.set_missing_host_key_policy"], check),
        Check::Call(&["asyncssh.connect", "asyncssh.create_connection"], check_asyncssh),
    ],
    literals: &[Text::Exact("set_missing_host_key_policy"), Text::Exact("known_hosts")],
};

const POLICIES: &[&str] =
    &["paramiko.AutoAddPolicy", "paramiko.WarningPolicy", "paramiko.client.AutoAddPolicy", "paramiko.client.WarningPolicy"];

fn check(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    let policy = match call.argument("policy", 0)? {
        Expr::Call(made) => made.func.as_ref(),
        policy => match scene.value_of(policy) {
            Some(Expr::Call(made)) => made.func.as_ref(),
            _ => policy,
        },
    };
    let name = scene.matches(policy, POLICIES)?;
    Some(Report::new(call, format!("With `{name}` any host's key is taken: whoever is on the way can answer in its place.")))
}

fn check_asyncssh(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    let is_off = scene.constant(call.keyword("known_hosts")?) == Some(Constant::None);
    is_off.then(|| {
        Report::new(call, "With `known_hosts=None` any host's key is taken: whoever is on the way can answer in its place.")
    })
}
