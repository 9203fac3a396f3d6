//! Errors that only end a turn of a loop.

use ruff_python_ast::{ExceptHandlerExceptHandler, Stmt, StmtTry};
use ruff_text_size::{Ranged, TextRange};
use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use super::except_pass::{catches_everything, imports_only};
use crate::scene::Scene;
use crate::{Check, Report, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "except-continue",
        title: "every error skipped",
        help: include_str!("except_continue.md"),
        severity: Severity::Low,
        precision: Precision::Medium,
        cwe: &[703],
        aliases: &["B112", "S112"],
        ..RuleInfo::DEFAULT
    },
    checks: &[Check::Handler(check)],
    literals: &[Text::Exact("except")],
};

fn check(handler: &ExceptHandlerExceptHandler, attempt: &StmtTry, scene: &Scene<'_>) -> Option<Report> {
    let [only @ Stmt::Continue(_)] = handler.body.as_slice() else { return None };
    if !catches_everything(handler, scene) || imports_only(attempt) {
        return None;
    }
    let message = "Whatever goes wrong here, the loop goes on with the next item, and nobody is told.";
    let report = Report::new(TextRange::new(handler.start(), only.end()), message).identity("except:continue");
    Some(if scene.is_test { report.severity(Severity::Note) } else { report })
}
