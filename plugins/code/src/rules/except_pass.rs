//! Errors that are swallowed.

use ruff_python_ast::{ExceptHandlerExceptHandler, Expr, Stmt, StmtTry};
use ruff_text_size::{Ranged, TextRange};
use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::call::Call;
use crate::scene::Scene;
use crate::{Check, Report, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "except-pass",
        title: "every error swallowed",
        help: include_str!("except_pass.md"),
        severity: Severity::Low,
        precision: Precision::Medium,
        cwe: &[703],
        aliases: &["B110", "S110"],
        ..RuleInfo::DEFAULT
    },
    checks: &[Check::Handler(check), Check::Call(&["contextlib.suppress"], check_suppress)],
    literals: &[Text::Exact("except"), Text::Exact("suppress")],
};

fn check(handler: &ExceptHandlerExceptHandler, attempt: &StmtTry, scene: &Scene<'_>) -> Option<Report> {
    let [only] = handler.body.as_slice() else { return None };
    if !is_nothing(only) || !catches_everything(handler, scene) || imports_only(attempt) {
        return None;
    }
    let message = "Every error of this `try` is swallowed, those that an attack causes included, and nobody is told.";
    let report = Report::new(TextRange::new(handler.start(), only.end()), message).identity("except:pass");
    Some(if scene.is_test { report.severity(Severity::Note) } else { report })
}

fn check_suppress(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    let everything = call.node.arguments.args.iter().any(|class| is_everything(class, scene));
    let message = "Every error of this block is swallowed, those that an attack causes included, and nobody is told.";
    everything.then(|| Report::new(call, message))
}

/// Whether a handler takes any error whatever.
pub fn catches_everything<'a>(handler: &'a ExceptHandlerExceptHandler, scene: &Scene<'a>) -> bool {
    match handler.type_.as_deref() {
        None => true,
        Some(Expr::Tuple(classes)) => classes.elts.iter().any(|class| is_everything(class, scene)),
        Some(class) => is_everything(class, scene),
    }
}

fn is_everything<'a>(class: &'a Expr, scene: &Scene<'a>) -> bool {
    scene.matches(class, &["builtins.Exception", "builtins.BaseException"]).is_some()
}

fn is_nothing(statement: &Stmt) -> bool {
    match statement {
        Stmt::Pass(_) => true,
        Stmt::Expr(expression) => expression.value.is_ellipsis_literal_expr(),
        _ => false,
    }
}

/// Whether a `try` only looks for a module that may not be there.
pub fn imports_only(attempt: &StmtTry) -> bool {
    attempt.body.iter().any(|statement| matches!(statement, Stmt::Import(_) | Stmt::ImportFrom(_)))
        && attempt
            .body
            .iter()
            .all(|statement| matches!(statement, Stmt::Import(_) | Stmt::ImportFrom(_) | Stmt::Assign(_) | Stmt::Pass(_)))
}
