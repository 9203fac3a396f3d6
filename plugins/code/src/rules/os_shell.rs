//! Functions that always run their command in a shell.

use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::call::Call;
use crate::command::Command;
use crate::scene::Scene;
use crate::{Check, Report, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "os-shell",
        title: "command run in a shell",
        help: include_str!("os_shell.md"),
        severity: Severity::High,
        precision: Precision::High,
        cwe: &[78],
        aliases: &["B605", "S605"],
        ..RuleInfo::DEFAULT
    },
    checks: &[Check::Call(
        &[
            "os.system",
            "os.popen",
            "os.popen2",
            "os.popen3",
            "os.popen4",
            "posix.system",
            "posix.popen",
            "platform.popen",
            "popen2.popen2",
            "popen2.popen3",
            "popen2.popen4",
            "popen2.Popen3",
            "popen2.Popen4",
            "commands.getoutput",
            "commands.getstatusoutput",
            "subprocess.getoutput",
            "subprocess.getstatusoutput",
            "asyncio.create_subprocess_shell",
            "asyncio.subprocess.create_subprocess_shell",
        ],
        check,
    )],
    literals: &[
        Text::Exact("system"),
        Text::AnyCase("popen"),
        Text::Exact("getoutput"),
        Text::Exact("getstatusoutput"),
        Text::Exact("create_subprocess_shell"),
    ],
};

fn check(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    let argument = call.positional(0).or_else(|| ["command", "cmd"].iter().find_map(|name| call.keyword(name)))?;
    let command = Command::of(argument, scene);
    let message = format!("`{}` runs its command in a shell. {}", call.name, command.consequence());
    Some(Report::new(call, message).severity(command.severity(scene)))
}
