//! `exec` of code that is made up at run time.

use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::call::Call;
use crate::scene::Scene;
use crate::{Check, Report, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "exec-used",
        title: "exec of code made at run time",
        help: include_str!("exec_used.md"),
        severity: Severity::High,
        precision: Precision::Medium,
        cwe: &[95],
        aliases: &["B102", "S102"],
        ..RuleInfo::DEFAULT
    },
    checks: &[Check::Call(&["builtins.exec", "builtins.execfile"], check)],
    literals: &[Text::Exact("exec")],
};

fn check(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    let code = call.positional(0)?;
    let name = call.shown_name();
    if scene.text(code).is_constant() {
        let message = format!("`{name}` runs a string that is always the same. It could stand in the program itself.");
        return Some(Report::new(call, message).severity(Severity::Low));
    }
    let message =
        format!("`{name}` runs whatever it is given as Python. Whoever controls a part of it controls the program.");
    let report = Report::new(call, message);
    Some(if scene.is_test { report.severity(Severity::Low) } else { report })
}
