//! A call of something unknown that is told to use a shell.

use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use super::subprocess_shell_true::FUNCTIONS;
use crate::call::Call;
use crate::command::Command;
use crate::scene::Scene;
use crate::{Check, Report, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "call-shell-true",
        title: "call that asks for a shell",
        help: include_str!("call_shell_true.md"),
        severity: Severity::Medium,
        precision: Precision::Medium,
        cwe: &[78],
        aliases: &["B604", "S604"],
        ..RuleInfo::DEFAULT
    },
    checks: &[Check::Keyword(&["shell"], check)],
    literals: &[Text::Exact("shell")],
};

fn check(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    let callee = &call.node.func;
    if scene.truth(call.keyword("shell")?) != Some(true) {
        return None;
    }
    if scene.matches(callee, FUNCTIONS).or_else(|| scene.matches(callee, &["builtins.dict"])).is_some() {
        return None;
    }
    let command = call.positional(0).map_or(Command::Varying, |command| Command::of(command, scene));
    let message = format!("This call is told to use a shell. {}", command.consequence());
    let report = Report::new(call, message);
    Some(if command == Command::Varying && !scene.is_test { report } else { report.severity(Severity::Low) })
}
