//! Text that Django is told not to escape.

use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::call::Call;
use crate::markup;
use crate::scene::Scene;
use crate::{Check, Report, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "django-mark-safe",
        title: "text that Django does not escape",
        help: include_str!("django_mark_safe.md"),
        severity: Severity::Medium,
        precision: Precision::Medium,
        cwe: &[79],
        aliases: &["B308", "B703", "S308"],
        ..RuleInfo::DEFAULT
    },
    checks: &[Check::Call(
        &[
            "django.utils.safestring.mark_safe",
            "django.utils.safestring.SafeString",
            "django.utils.safestring.SafeText",
            "django.utils.safestring.SafeUnicode",
            "django.utils.safestring.SafeBytes",
            "django.utils.html.mark_safe",
        ],
        check,
    )],
    literals: &[Text::Exact("mark_safe"), Text::Exact("safestring")],
};

fn check(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    let text = call.argument("s", 0)?;
    if markup::is_clean(text, scene) {
        return None;
    }
    let message = format!(
        "`{}` puts this into a page as it is. What of it comes from outside can bring a script of its own.",
        call.last_name()
    );
    Some(Report::new(call, message))
}
