//! Random numbers that can be foretold, where they must not be.

use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::call::Call;
use crate::scene::Scene;
use crate::words::mentions;
use crate::{Check, Report, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "insecure-random",
        title: "random number that can be foretold",
        help: include_str!("insecure_random.md"),
        severity: Severity::Note,
        precision: Precision::Low,
        cwe: &[330],
        aliases: &["B311", "S311"],
        ..RuleInfo::DEFAULT
    },
    checks: &[Check::Call(
        &[
            "random.Random",
            "random.random",
            "random.randrange",
            "random.randint",
            "random.choice",
            "random.choices",
            "random.uniform",
            "random.triangular",
            "random.randbytes",
            "random.sample",
            "random.shuffle",
            "random.getrandbits",
            "random.gauss",
            "random.normalvariate",
        ],
        check,
    )],
    literals: &[Text::Exact("random")],
};

/// Words of what must not be guessed.
const SECURITY: &[&str] = &[
    "password",
    "passwd",
    "pwd",
    "secret",
    "token",
    "key",
    "salt",
    "nonce",
    "session",
    "cookie",
    "otp",
    "pin",
    "csrf",
    "captcha",
    "auth",
    "credential",
    "verification",
];

fn check(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    if scene.is_test {
        return None;
    }
    let name = call.name;
    if mentions(&scene.qualified(), SECURITY) || mentions(scene.line(call), SECURITY) {
        let message = format!(
            "`{name}` can be foretold from a few of its values, and this looks like something that must not be guessed."
        );
        return Some(Report::new(call, message).severity(Severity::Medium).precision(Precision::Medium));
    }
    Some(Report::new(call, format!("`{name}` can be foretold from a few of its values: nothing secret may depend on it.")))
}
