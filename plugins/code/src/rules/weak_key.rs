//! Keys that are too short.

use ruff_python_ast::Expr;
use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::call::Call;
use crate::scene::Scene;
use crate::semantic::Constant;
use crate::{Check, Report, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "weak-key",
        title: "key that is too short",
        help: include_str!("weak_key.md"),
        severity: Severity::Medium,
        precision: Precision::High,
        cwe: &[326],
        aliases: &["B505", "S505"],
        ..RuleInfo::DEFAULT
    },
    checks: &[
        Check::Call(&["cryptography.hazmat.primitives.asymmetric.rsa.generate_private_key"], |call, scene| {
            check(call, "key_size", 1, scene)
        }),
        Check::Call(&["cryptography.hazmat.primitives.asymmetric.dsa.generate_private_key"], |call, scene| {
            check(call, "key_size", 0, scene)
        }),
        Check::Call(
            &[
                "Crypto.PublicKey.RSA.generate",
                "Crypto.PublicKey.DSA.generate",
                "Cryptodome.PublicKey.RSA.generate",
                "Cryptodome.PublicKey.DSA.generate",
            ],
            |call, scene| check(call, "bits", 0, scene),
        ),
        Check::Call(&["cryptography.hazmat.primitives.asymmetric.ec.generate_private_key"], check_curve),
    ],
    literals: &[Text::Exact("generate_private_key"), Text::Exact("PublicKey")],
};

/// Bits that are enough for now, and bits that can be broken by those who spend money on it.
const ENOUGH: i64 = 2048;
const BREAKABLE: i64 = 1024;

fn check(call: &Call<'_>, keyword: &str, position: usize, scene: &Scene<'_>) -> Option<Report> {
    let Some(Constant::Integer(bits)) = scene.constant(call.argument(keyword, position)?) else { return None };
    (0..ENOUGH).contains(&bits).then(|| {
        let message =
            format!("A key of {bits} bits can be worked out from its public part; {ENOUGH} are the least for today.");
        let report = Report::new(call, message);
        if bits <= BREAKABLE { report.severity(Severity::High) } else { report }
    })
}

const SHORT_CURVES: &[&str] = &[
    "cryptography.hazmat.primitives.asymmetric.ec.SECP192R1",
    "cryptography.hazmat.primitives.asymmetric.ec.SECT163K1",
    "cryptography.hazmat.primitives.asymmetric.ec.SECT163R2",
];

fn check_curve(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    let curve = match call.argument("curve", 0)? {
        Expr::Call(made) => made.func.as_ref(),
        curve => curve,
    };
    let name = scene.matches(curve, SHORT_CURVES)?.rsplit('.').next()?;
    Some(Report::new(call, format!("The curve `{name}` is too small: its keys can be worked out from their public parts.")))
}
