//! Templates that never escape by themselves.

use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::call::Call;
use crate::scene::Scene;
use crate::{Check, Report, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "mako-template",
        title: "Mako template without escaping",
        help: include_str!("mako_template.md"),
        severity: Severity::Medium,
        precision: Precision::Low,
        cwe: &[79],
        aliases: &["B702", "S702"],
        ..RuleInfo::DEFAULT
    },
    checks: &[Check::Call(&["mako.template.Template", "mako.lookup.TemplateLookup"], check)],
    literals: &[Text::Exact("mako")],
};

fn check(call: &Call<'_>, _: &Scene<'_>) -> Option<Report> {
    if call.keyword("default_filters").is_some() || call.is_open() {
        return None;
    }
    let message =
        format!("`{}` escapes nothing by itself: values go into a page as they are, scripts included.", call.last_name());
    Some(Report::new(call, message))
}
