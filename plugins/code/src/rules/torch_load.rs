//! Model files that are pickles.

use ruff_text_size::TextRange;
use secws_plugin_sdk::{Applicability, Precision, RuleInfo, Severity};

use crate::call::Call;
use crate::scene::Scene;
use crate::{Check, Report, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "torch-load",
        title: "PyTorch file loaded as a pickle",
        help: include_str!("torch_load.md"),
        severity: Severity::Medium,
        precision: Precision::Medium,
        cwe: &[502],
        aliases: &["B614"],
        ..RuleInfo::DEFAULT
    },
    checks: &[Check::Call(&["torch.load", "torch.serialization.load"], check)],
    literals: &[Text::Exact("torch")],
};

fn check(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    let Some(setting) = call.keyword("weights_only") else {
        return (!call.is_open()).then(|| missing(call, scene));
    };
    match scene.truth(setting) {
        Some(true) => None,
        Some(false) => {
            let message = format!("`{}` is told to unpickle everything, which runs code that the file names.", call.name);
            Some(Report::new(call, message).severity(Severity::High).precision(Precision::High))
        }
        None => {
            let message =
                format!("`{}` may be told to unpickle everything, which runs code that the file names.", call.name);
            Some(Report::new(call, message).severity(Severity::Low).precision(Precision::Low))
        }
    }
}

fn missing(call: &Call<'_>, scene: &Scene<'_>) -> Report {
    let message = format!("`{}` unpickles everything before PyTorch 2.6, which runs code that the file names.", call.name);
    let report = Report::new(call, message);
    let end = call.node.arguments.r_paren_range().start();
    let last = call.node.arguments.iter_source_order().last().map(|argument| argument.value());
    let Some(last) = last else { return report };
    let rest = TextRange::new(ruff_text_size::Ranged::end(last), end.max(ruff_text_size::Ranged::end(last)));
    if !scene.source(rest).is_empty() {
        return report;
    }
    report.repair("Load weights only", Applicability::UnsafeEdit, TextRange::empty(end), ", weights_only=True")
}
