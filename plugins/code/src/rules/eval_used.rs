//! `eval` of an expression that is made up at run time.

use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::call::Call;
use crate::scene::Scene;
use crate::{Check, Report, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "eval-used",
        title: "eval of an expression made at run time",
        help: include_str!("eval_used.md"),
        severity: Severity::High,
        precision: Precision::Medium,
        cwe: &[95],
        aliases: &["B307", "S307"],
        ..RuleInfo::DEFAULT
    },
    checks: &[Check::Call(&["builtins.eval"], check)],
    literals: &[Text::Exact("eval")],
};

fn check(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    let expression = call.positional(0)?;
    if scene.text(expression).is_constant() {
        let message = "`eval` is given a string that is always the same. It could stand in the program itself.";
        return Some(Report::new(call, message).severity(Severity::Low));
    }
    let message = "`eval` runs whatever it is given as Python. Whoever controls a part of it controls the program.";
    let report = Report::new(call, message);
    Some(if scene.is_test { report.severity(Severity::Low) } else { report })
}
