//! `assert` where it has to hold.

use ruff_python_ast::{Expr, StmtAssert};
use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::scene::Scene;
use crate::words::mentions;
use crate::{Check, Report, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "assert-used",
        title: "assert that may be compiled away",
        help: include_str!("assert_used.md"),
        severity: Severity::Low,
        precision: Precision::Medium,
        cwe: &[703],
        aliases: &["B101", "S101"],
        ..RuleInfo::DEFAULT
    },
    checks: &[Check::Assert(check)],
    literals: &[Text::Exact("assert")],
};

/// Words of conditions that decide who may do what.
const ACCESS: &[&str] = &[
    "admin",
    "auth",
    "authenticated",
    "authorized",
    "authorised",
    "permission",
    "permissions",
    "allowed",
    "privileged",
    "staff",
    "superuser",
    "role",
    "roles",
    "owner",
    "signature",
    "csrf",
];

fn check(assertion: &StmtAssert, scene: &Scene<'_>) -> Option<Report> {
    if scene.is_test {
        return None;
    }
    let report = Report::new(assertion, message(false));
    if mentions(scene.source(assertion.test.as_ref()), ACCESS) {
        return Some(Report { message: message(true).to_owned(), ..report }.severity(Severity::Medium));
    }
    Some(if is_narrowing(&assertion.test) { report.severity(Severity::Note) } else { report })
}

fn message(is_access: bool) -> &'static str {
    if is_access {
        "This `assert` decides who may go on. Python leaves it out when it runs with `-O`, and then everybody may."
    } else {
        "Python leaves `assert` out when it runs with `-O`, so nothing may check this."
    }
}

/// Conditions that tell a type checker, or a reader, what is the case anyway.
fn is_narrowing(test: &Expr) -> bool {
    match test {
        Expr::Call(call) => call.func.as_name_expr().is_some_and(|name| name.id.as_str() == "isinstance"),
        Expr::Compare(compare) => compare.comparators.iter().any(Expr::is_none_literal_expr),
        Expr::BoolOp(operation) => operation.values.iter().all(|value| !value.is_bool_op_expr() && is_narrowing(value)),
        Expr::Name(_) | Expr::BooleanLiteral(_) | Expr::NumberLiteral(_) => true,
        _ => false,
    }
}
