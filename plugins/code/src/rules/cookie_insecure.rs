//! Cookies that travel in the clear, or that scripts may read.

use ruff_python_ast::Expr;
use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::call::Call;
use crate::scene::Scene;
use crate::{Check, Report, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "cookie-insecure",
        title: "cookie without its guards",
        help: include_str!("cookie_insecure.md"),
        severity: Severity::Low,
        precision: Precision::Medium,
        cwe: &[614, 1004],
        ..RuleInfo::DEFAULT
    },
    checks: &[Check::Call(&["*.set_cookie"], check)],
    literals: &[Text::Exact("set_cookie")],
};

/// Where the flags stand among the positional arguments, in Flask, Django and Starlette alike.
const SECURE: usize = 6;
const HTTP_ONLY: usize = 7;

fn check(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    // With one argument it is a client's jar that takes a cookie.
    let value = call.argument("value", 1)?;
    if call.is_open() || scene.is_test || is_removal(call, value, scene) {
        return None;
    }
    let secure = flag(call, "secure", SECURE, scene);
    let http_only = flag(call, "httponly", HTTP_ONLY, scene);
    let (what, severity) = match (secure, http_only) {
        (Flag::Off, _) => {
            ("`secure=False` lets this cookie travel in the clear, where it can be read and used.", Severity::Medium)
        }
        (_, Flag::Off) => ("`httponly=False` lets every script of the page read this cookie.", Severity::Medium),
        (Flag::Missing, Flag::Missing) => {
            ("Without `secure` and `httponly` this cookie travels in the clear, and scripts may read it.", Severity::Low)
        }
        (Flag::Missing, _) => {
            ("Without `secure` this cookie travels in the clear as well, where it can be read and used.", Severity::Low)
        }
        (_, Flag::Missing) => ("Without `httponly` every script of the page may read this cookie.", Severity::Low),
        _ => return None,
    };
    Some(Report::new(call, what).severity(severity))
}

#[derive(Clone, Copy)]
enum Flag {
    On,
    Off,
    Missing,
}

fn flag(call: &Call<'_>, name: &str, position: usize, scene: &Scene<'_>) -> Flag {
    match call.argument(name, position).map(|value| scene.truth(value)) {
        None => Flag::Missing,
        Some(Some(false)) => Flag::Off,
        // What is not known is somebody's decision.
        Some(_) => Flag::On,
    }
}

/// Whether a cookie is only taken back.
fn is_removal<'a>(call: &Call<'a>, value: &'a Expr, scene: &Scene<'a>) -> bool {
    let is_empty = scene.truth(value) == Some(false);
    is_empty || call.keyword("max_age").is_some_and(|age| scene.truth(age) == Some(false) && !age.is_none_literal_expr())
}
