//! Models and data sets that can change under one's feet.

use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::call::Call;
use crate::scene::Scene;
use crate::{Check, Report, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "hf-unpinned",
        title: "model downloaded at whatever state it is in",
        help: include_str!("hf_unpinned.md"),
        severity: Severity::Low,
        precision: Precision::Medium,
        cwe: &[494],
        aliases: &["B615"],
        ..RuleInfo::DEFAULT
    },
    checks: &[Check::Call(
        &[
            "*.from_pretrained",
            "datasets.load_dataset",
            "huggingface_hub.hf_hub_download",
            "huggingface_hub.snapshot_download",
        ],
        check,
    )],
    literals: &[Text::Exact("from_pretrained"), Text::Exact("load_dataset"), Text::Exact("huggingface_hub")],
};

/// An abbreviation of a commit's name has at least this many digits.
const MIN_COMMIT: usize = 7;

fn check(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    let source = call
        .positional(0)
        .or_else(|| ["repo_id", "path", "pretrained_model_name_or_path"].iter().find_map(|name| call.keyword(name)))?;
    // Of a variable it is not known whether it is downloaded at all.
    let name = scene.constant_text(source)?;
    if !is_repository(&name) || call.is_open() || scene.is_test {
        return None;
    }
    let message = match call.keyword("revision").or_else(|| call.keyword("commit_hash")) {
        None => {
            "What is downloaded here is whatever stands there that day. Whoever can change that repository changes this program."
        }
        Some(revision) => {
            let revision = scene.string(revision)?;
            let is_commit = revision.len() >= MIN_COMMIT && revision.bytes().all(|byte| byte.is_ascii_hexdigit());
            if is_commit {
                return None;
            }
            "A branch or tag can be moved. Only a commit's name stands for what was looked at."
        }
    };
    Some(Report::new(call, message))
}

/// `owner/name`, or one of the old names without an owner; neither a path nor a file.
fn is_repository(name: &str) -> bool {
    let is_path = name.starts_with(['.', '/', '~']) || name.contains('\\') || name.matches('/').count() > 1;
    let is_format = matches!(
        name,
        "csv" | "json" | "text" | "parquet" | "imagefolder" | "audiofolder" | "arrow" | "pandas" | "webdataset"
    );
    !name.is_empty() && !is_path && !is_format && !name.contains(char::is_whitespace)
}
