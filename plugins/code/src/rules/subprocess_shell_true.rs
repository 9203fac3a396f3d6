//! `subprocess` with a shell in between.

use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::call::Call;
use crate::command::Command;
use crate::scene::Scene;
use crate::{Check, Report, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "subprocess-shell-true",
        title: "subprocess with a shell in between",
        help: include_str!("subprocess_shell_true.md"),
        severity: Severity::High,
        precision: Precision::High,
        cwe: &[78],
        aliases: &["B602", "S602"],
        ..RuleInfo::DEFAULT
    },
    checks: &[Check::Call(FUNCTIONS, check)],
    literals: &[Text::Exact("subprocess")],
};

/// Those of `subprocess` that start a process.
pub const FUNCTIONS: &[&str] =
    &["subprocess.Popen", "subprocess.call", "subprocess.check_call", "subprocess.check_output", "subprocess.run"];

/// Where `shell` stands among the positional arguments of `Popen`.
const SHELL: usize = 8;

fn check(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    let shell = call.argument("shell", SHELL)?;
    let command = call.argument("args", 0).map_or(Command::Varying, |args| Command::of(args, scene));
    let name = call.name;
    match scene.truth(shell) {
        Some(true) => {
            let message = format!("`{name}` runs its command in a shell. {}", command.consequence());
            Some(Report::new(call, message).severity(command.severity(scene)))
        }
        None if command == Command::Varying => {
            let message = format!("`{name}` may run its command in a shell. {}", command.consequence());
            Some(Report::new(call, message).severity(Severity::Low).precision(Precision::Low))
        }
        _ => None,
    }
}
