//! `marshal`, which holds code objects.

use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::call::Call;
use crate::scene::Scene;
use crate::{Check, Report, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "marshal-load",
        title: "marshal data loaded",
        help: include_str!("marshal_load.md"),
        severity: Severity::Medium,
        precision: Precision::Medium,
        cwe: &[502],
        aliases: &["B302", "S302"],
        ..RuleInfo::DEFAULT
    },
    checks: &[Check::Call(&["marshal.load", "marshal.loads"], check)],
    literals: &[Text::Exact("marshal")],
};

fn check(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    let own = call.positional(0).and_then(|data| data.as_call_expr());
    if own.is_some_and(|inner| scene.matches(&inner.func, &["marshal.dumps"]).is_some()) {
        return None;
    }
    let message = format!("`{}` trusts its data: made-up data can crash the interpreter or bring code objects.", call.name);
    Some(Report::new(call, message))
}
