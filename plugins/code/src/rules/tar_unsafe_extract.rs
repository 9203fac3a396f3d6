//! Archives that write where they like.

use ruff_python_ast::Expr;
use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::call::Call;
use crate::scene::Scene;
use crate::{Check, Report, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "tar-unsafe-extract",
        title: "archive that may write anywhere",
        help: include_str!("tar_unsafe_extract.md"),
        severity: Severity::Medium,
        precision: Precision::Medium,
        cwe: &[22],
        aliases: &["B202", "S202"],
        ..RuleInfo::DEFAULT
    },
    checks: &[
        Check::Call(
            &[
                "tarfile.open().extractall",
                "tarfile.open().extract",
                "tarfile.TarFile().extractall",
                "tarfile.TarFile().extract",
                "tarfile.TarFile.open().extractall",
                "tarfile.TarFile.open().extract",
            ],
            check,
        ),
        Check::Call(&["shutil.unpack_archive"], check_unpack),
    ],
    literals: &[Text::Exact("tarfile"), Text::Exact("unpack_archive")],
};

const SAFE: &[&str] = &["tarfile.data_filter", "tarfile.tar_filter"];

fn check(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    if call.is_open() || call.keyword("members").is_some_and(|members| members.is_call_expr()) {
        return None;
    }
    let what = match call.keyword("filter") {
        Some(filter) if is_unsafe(filter, scene) => "is told to trust the archive",
        Some(_) => return None,
        None => "trusts the archive before Python 3.14",
    };
    Some(report(call, what))
}

fn check_unpack(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    let filter = call.keyword("filter")?;
    is_unsafe(filter, scene).then(|| report(call, "is told to trust the archive"))
}

fn is_unsafe<'a>(filter: &'a Expr, scene: &Scene<'a>) -> bool {
    scene.string(filter) == Some("fully_trusted")
        || scene.matches(filter, &["tarfile.fully_trusted_filter"]).is_some() && scene.matches(filter, SAFE).is_none()
}

fn report(call: &Call<'_>, what: &str) -> Report {
    Report::new(
        call,
        format!("`{}` {what}: its members may overwrite files anywhere, by `../` or by links.", call.last_name()),
    )
}
