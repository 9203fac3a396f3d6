//! Templates that put values into HTML as they are.

use ruff_python_ast::Expr;
use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::call::Call;
use crate::scene::Scene;
use crate::{Check, Report, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "jinja-autoescape-off",
        title: "Jinja templates without escaping",
        help: include_str!("jinja_autoescape_off.md"),
        severity: Severity::Medium,
        precision: Precision::Medium,
        cwe: &[79],
        aliases: &["B701", "S701"],
        ..RuleInfo::DEFAULT
    },
    checks: &[
        Check::Call(ENVIRONMENTS, check),
        Check::Call(&["jinja2.Template", "jinja2.environment.Template"], check_template),
    ],
    literals: &[Text::Exact("jinja2")],
};

const ENVIRONMENTS: &[&str] = &[
    "jinja2.Environment",
    "jinja2.environment.Environment",
    "jinja2.sandbox.SandboxedEnvironment",
    "jinja2.sandbox.ImmutableSandboxedEnvironment",
    "jinja2.nativetypes.NativeEnvironment",
];

/// Who changes these does not make HTML.
const OTHER_SYNTAX: &[&str] = &["block_start_string", "variable_start_string", "comment_start_string"];

fn check(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    let is_other = OTHER_SYNTAX.iter().any(|name| call.keyword(name).is_some());
    if is_other || call.name.ends_with("NativeEnvironment") {
        return None;
    }
    let Some(setting) = call.keyword("autoescape") else {
        return (!call.is_open()).then(|| report(call, "is not told to escape").precision(Precision::Low));
    };
    is_off(setting, scene).then(|| report(call, "is told not to escape"))
}

fn check_template(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    let is_off = match call.keyword("autoescape") {
        Some(setting) => is_off(setting, scene),
        None => !call.is_open(),
    };
    is_off.then(|| report(call, "does not escape unless it is told to").severity(Severity::Low).precision(Precision::Low))
}

fn is_off<'a>(setting: &'a Expr, scene: &Scene<'a>) -> bool {
    scene.truth(setting) == Some(false)
}

fn report(call: &Call<'_>, what: &str) -> Report {
    Report::new(call, format!("`{}` {what}: values go into a page as they are, scripts included.", call.name))
}
