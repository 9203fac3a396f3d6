//! The mode of block ciphers that shows patterns.

use ruff_python_ast::Expr;
use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::call::Call;
use crate::scene::Scene;
use crate::{Check, Report, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "cipher-ecb",
        title: "block cipher in the mode that shows patterns",
        help: include_str!("cipher_ecb.md"),
        severity: Severity::High,
        precision: Precision::High,
        cwe: &[327],
        aliases: &["B305", "S305"],
        ..RuleInfo::DEFAULT
    },
    checks: &[
        Check::Call(&["cryptography.hazmat.primitives.ciphers.modes.ECB"], check),
        Check::Reference(MODES, check_mode),
    ],
    literals: &[Text::Exact("ECB")],
};

const MODES: &[&str] = &[
    "Crypto.Cipher.AES.MODE_ECB",
    "Crypto.Cipher.DES.MODE_ECB",
    "Crypto.Cipher.DES3.MODE_ECB",
    "Crypto.Cipher.ARC2.MODE_ECB",
    "Crypto.Cipher.Blowfish.MODE_ECB",
    "Crypto.Cipher.CAST.MODE_ECB",
    "Cryptodome.Cipher.AES.MODE_ECB",
    "Cryptodome.Cipher.DES.MODE_ECB",
    "Cryptodome.Cipher.DES3.MODE_ECB",
    "Cryptodome.Cipher.ARC2.MODE_ECB",
    "Cryptodome.Cipher.Blowfish.MODE_ECB",
    "Cryptodome.Cipher.CAST.MODE_ECB",
];

const MESSAGE: &str =
    "ECB encrypts equal blocks to equal blocks, so patterns of the data show, and blocks can be exchanged unnoticed.";

fn check(call: &Call<'_>, _: &Scene<'_>) -> Option<Report> {
    Some(Report::new(call, MESSAGE))
}

fn check_mode(expr: &Expr, name: &'static str, _: &Scene<'_>) -> Option<Report> {
    Some(Report::new(expr, MESSAGE).identity(name))
}
