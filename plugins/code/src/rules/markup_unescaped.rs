//! Text that MarkupSafe is told not to escape.

use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::call::Call;
use crate::markup;
use crate::scene::Scene;
use crate::{Check, Report, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "markup-unescaped",
        title: "text that Jinja does not escape",
        help: include_str!("markup_unescaped.md"),
        severity: Severity::Medium,
        precision: Precision::Medium,
        cwe: &[79],
        aliases: &["B704", "S704"],
        ..RuleInfo::DEFAULT
    },
    checks: &[Check::Call(&["markupsafe.Markup", "flask.Markup", "jinja2.Markup", "jinja2.utils.Markup"], check)],
    literals: &[Text::Exact("Markup")],
};

fn check(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    if markup::is_clean(call.argument("base", 0)?, scene) {
        return None;
    }
    let message = "`Markup` puts this into a page as it is. What of it comes from outside can bring a script of its own.";
    Some(Report::new(call, message))
}
