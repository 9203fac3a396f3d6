//! Passwords, tokens and keys written into the program.

use ruff_python_ast::Expr;
use ruff_text_size::TextRange;
use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::named::{NamedValue, Naming};
use crate::scene::Scene;
use crate::secret::{self, Kind};
use crate::{Check, Report, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "hardcoded-password",
        title: "password written into the program",
        help: include_str!("hardcoded_password.md"),
        severity: Severity::Medium,
        precision: Precision::Medium,
        cwe: &[798],
        aliases: &["B105", "B106", "B107", "S105", "S106", "S107"],
        ..RuleInfo::DEFAULT
    },
    checks: &[Check::Named(check)],
    literals: &[
        Text::AnyCase("passw"),
        Text::AnyCase("passphrase"),
        Text::AnyCase("passcode"),
        Text::AnyCase("_pass"),
        Text::AnyCase("pwd"),
        Text::AnyCase("secret"),
        Text::AnyCase("token"),
        Text::AnyCase("_key"),
        Text::AnyCase("-key"),
        Text::AnyCase("apikey"),
        Text::AnyCase("accesskey"),
        Text::AnyCase("privatekey"),
        Text::AnyCase("authkey"),
        Text::AnyCase("encryptionkey"),
        Text::AnyCase("signingkey"),
        Text::AnyCase("hmackey"),
        Text::AnyCase("masterkey"),
        Text::AnyCase("sessionkey"),
        Text::Exact("Pass"),
    ],
};

fn check(named: &NamedValue<'_>, scene: &Scene<'_>) -> Option<Report> {
    let redact = contents(named.value)?;
    let kind = secret::kind_of(named.name)?;
    let value = match named.value {
        Expr::StringLiteral(literal) => literal.value.to_str().into(),
        Expr::BytesLiteral(literal) => String::from_utf8(literal.value.bytes().collect()).ok()?,
        _ => return None,
    };
    if !secret::is_plausible(&value, named.name, kind) || (named.naming == Naming::Comparison && kind == Kind::Token) {
        return None;
    }
    let message = format!("The value of '{}' stands in the program: everybody who can read the code knows it.", named.name);
    let mut report = Report::new(named, message).identity(format!("{}:{:?}", named.name, named.naming));
    report.redact = redact;
    Some(if scene.is_test { report.severity(Severity::Note).precision(Precision::Low) } else { report })
}

/// What lies between the quotes of a string or bytes.
fn contents(value: &Expr) -> Option<Vec<TextRange>> {
    match value {
        Expr::StringLiteral(literal) => Some(literal.value.iter().map(|part| part.content_range()).collect()),
        Expr::BytesLiteral(literal) => Some(literal.value.iter().map(|part| part.content_range()).collect()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_literals_are_the_hints() {
        let hints = secret::HINTS.iter().map(|hint| Text::AnyCase(hint)).chain([Text::Exact(secret::CAMEL_HINT)]);
        assert_eq!(RULE.literals, hints.collect::<Vec<_>>());
    }
}
