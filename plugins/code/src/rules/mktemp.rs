//! Names of temporary files that are made up before the files.

use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::call::Call;
use crate::scene::Scene;
use crate::{Check, Report, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "mktemp",
        title: "temporary name without its file",
        help: include_str!("mktemp.md"),
        severity: Severity::Medium,
        precision: Precision::High,
        cwe: &[377],
        aliases: &["B306", "S306"],
        ..RuleInfo::DEFAULT
    },
    checks: &[Check::Call(&["tempfile.mktemp", "os.tempnam", "os.tmpnam"], check)],
    literals: &[Text::Exact("mktemp"), Text::Exact("tempnam"), Text::Exact("tmpnam")],
};

fn check(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    let message =
        format!("`{}` only makes up a name. Another user can create that file before this program does.", call.name);
    let report = Report::new(call, message);
    Some(if scene.is_test { report.severity(Severity::Low) } else { report })
}
