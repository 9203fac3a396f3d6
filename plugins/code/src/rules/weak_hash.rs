//! Hashes for which collisions can be made.

use std::borrow::Cow;

use ruff_python_ast::Expr;
use ruff_text_size::{Ranged, TextRange};
use secws_plugin_sdk::{Applicability, Precision, RuleInfo, Severity};

use crate::call::Call;
use crate::scene::Scene;
use crate::words::mentions;
use crate::{Check, Report, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "weak-hash",
        title: "hash for which collisions can be made",
        help: include_str!("weak_hash.md"),
        severity: Severity::Medium,
        precision: Precision::Medium,
        cwe: &[328],
        aliases: &["B303", "B324", "S303", "S324"],
        ..RuleInfo::DEFAULT
    },
    checks: &[
        Check::Call(&["hashlib.md4", "hashlib.md5", "hashlib.sha1", "hashlib.sha", "md5.new"], check),
        Check::Call(&["hashlib.new"], check_new),
        Check::Call(PRIMITIVES, check),
        Check::Call(&["crypt.crypt", "crypt.mksalt"], check_crypt),
    ],
    literals: &[Text::Exact("hashlib"), Text::Exact("md5"), Text::Exact("Crypto"), Text::Exact("crypt")],
};

const PRIMITIVES: &[&str] = &[
    "Crypto.Hash.MD2.new",
    "Crypto.Hash.MD4.new",
    "Crypto.Hash.MD5.new",
    "Crypto.Hash.SHA.new",
    "Crypto.Hash.SHA1.new",
    "Cryptodome.Hash.MD2.new",
    "Cryptodome.Hash.MD4.new",
    "Cryptodome.Hash.MD5.new",
    "Cryptodome.Hash.SHA.new",
    "Cryptodome.Hash.SHA1.new",
    "cryptography.hazmat.primitives.hashes.MD5",
    "cryptography.hazmat.primitives.hashes.SHA1",
];

/// Names that `hashlib.new` takes, without case and dashes.
const WEAK: &[&str] = &["md4", "md5", "sha", "sha1", "md2", "mdc2", "md5sha1"];

/// Words of what a weak hash must not be used for.
const SECURITY: &[&str] =
    &["password", "passwd", "pwd", "secret", "token", "sign", "signature", "auth", "credential", "session"];

/// Words of what it does well enough.
const HARMLESS: &[&str] = &["cache", "etag", "checksum", "md5sum", "fingerprint", "dedup", "deduplicate", "gravatar"];

fn check(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    (!is_declared_harmless(call, scene)).then(|| report(call, call.name, scene))
}

fn check_new(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    let name = scene.constant_text(call.argument("name", 0)?)?;
    let plain: String = name.chars().filter(|c| c.is_ascii_alphanumeric()).map(|c| c.to_ascii_lowercase()).collect();
    (WEAK.contains(&plain.as_str()) && !is_declared_harmless(call, scene)).then(|| report(call, &name, scene))
}

fn check_crypt(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    const WEAK_METHODS: &[&str] = &["crypt.METHOD_CRYPT", "crypt.METHOD_MD5", "crypt.METHOD_BLOWFISH"];
    let position = usize::from(call.name == "crypt.crypt");
    let keyword = if position == 1 { "salt" } else { "method" };
    let method = scene.matches(call.argument(keyword, position)?, WEAK_METHODS)?;
    Some(
        Report::new(call, format!("`{method}` is too weak for passwords: they can be guessed by trying."))
            .severity(Severity::High),
    )
}

fn report(call: &Call<'_>, hash: &str, scene: &Scene<'_>) -> Report {
    let message =
        format!("Collisions can be made for `{hash}`, so it must not vouch for anything: not a signature, not a password.");
    let report = Report::new(call, message).severity(severity(call, scene));
    if !call.name.starts_with("hashlib.") {
        return report;
    }
    let end = call.node.arguments.r_paren_range().start();
    let is_empty = call.node.arguments.is_empty();
    let written: Cow<'static, str> =
        if is_empty { "usedforsecurity=False".into() } else { ", usedforsecurity=False".into() };
    if has_trailing_comma(call, scene) {
        return report;
    }
    report.repair("Say that it is not used for security", Applicability::UnsafeEdit, TextRange::empty(end), written)
}

fn severity(call: &Call<'_>, scene: &Scene<'_>) -> Severity {
    let place = scene.qualified();
    if mentions(scene.source(call), SECURITY) {
        Severity::High
    } else if mentions(&place, HARMLESS) || mentions(scene.source(call), HARMLESS) {
        Severity::Low
    } else if mentions(&place, SECURITY) {
        Severity::High
    } else {
        Severity::Medium
    }
}

fn is_declared_harmless(call: &Call<'_>, scene: &Scene<'_>) -> bool {
    call.keyword("usedforsecurity").is_some_and(|value| scene.truth(value) == Some(false))
}

fn has_trailing_comma(call: &Call<'_>, scene: &Scene<'_>) -> bool {
    let last = call.node.arguments.iter_source_order().last().map(|argument| argument.value().range());
    let Some(last) = last else { return false };
    let rest = TextRange::new(last.end(), call.node.arguments.r_paren_range().start().max(last.end()));
    scene.source(rest).contains([',', '#']) || matches!(call.node.arguments.args.last(), Some(Expr::Generator(_)))
}
