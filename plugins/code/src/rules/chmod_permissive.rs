//! Files that everybody may change.

use ruff_python_ast::{Expr, Operator};
use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::call::Call;
use crate::scene::Scene;
use crate::semantic::Constant;
use crate::{Check, Report, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "chmod-permissive",
        title: "file that others may change",
        help: include_str!("chmod_permissive.md"),
        severity: Severity::Medium,
        precision: Precision::High,
        cwe: &[732],
        aliases: &["B103", "S103"],
        ..RuleInfo::DEFAULT
    },
    checks: &[
        Check::Call(&["os.chmod", "os.fchmod", "os.lchmod"], check_function),
        Check::Call(&["pathlib.Path().chmod", "pathlib.Path().lchmod"], check_method),
    ],
    literals: &[Text::Exact("chmod")],
};

const GROUP_WRITE: i64 = 0o020;
const OTHERS_WRITE: i64 = 0o002;

fn check_function(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    check(call, call.argument("mode", 1)?, scene)
}

fn check_method(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    check(call, call.argument("mode", 0)?, scene)
}

fn check<'a>(call: &Call<'_>, mode: &'a Expr, scene: &Scene<'a>) -> Option<Report> {
    let mode = bits(mode, scene, 0)?;
    let (who, severity) = if mode & OTHERS_WRITE != 0 {
        ("everybody on the machine", Severity::High)
    } else if mode & GROUP_WRITE != 0 {
        ("everybody in the file's group", Severity::Low)
    } else {
        return None;
    };
    let severity = if scene.is_test { Severity::Note } else { severity };
    Some(Report::new(call, format!("With mode {mode:#o} {who} may change the file.")).severity(severity))
}

/// The value of a mode: a number, or names of `stat` with `|` between.
fn bits<'a>(mode: &'a Expr, scene: &Scene<'a>, depth: u32) -> Option<i64> {
    if let Expr::BinOp(operation) = mode
        && operation.op == Operator::BitOr
        && depth < 16
    {
        // What is not known may add rights, but takes none away.
        let sides = [&operation.left, &operation.right].map(|side| bits(side, scene, depth.saturating_add(1)));
        return sides.into_iter().flatten().reduce(|a, b| a | b);
    }
    match scene.constant(mode) {
        Some(Constant::Integer(value)) => Some(value),
        _ => NAMES.iter().find(|(name, _)| scene.matches(mode, std::slice::from_ref(name)).is_some()).map(|(_, bits)| *bits),
    }
}

const NAMES: &[(&str, i64)] =
    &[("stat.S_IWOTH", 0o002), ("stat.S_IRWXO", 0o007), ("stat.S_IWGRP", 0o020), ("stat.S_IRWXG", 0o070)];
