//! Servers that everybody on the network reaches.

use ruff_python_ast::Expr;
use ruff_text_size::Ranged;
use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::call::Call;
use crate::named::{NamedValue, Naming};
use crate::scene::Scene;
use crate::words::words;
use crate::{Check, Report, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "bind-all-interfaces",
        title: "server that listens on every interface",
        help: include_str!("bind_all_interfaces.md"),
        severity: Severity::Low,
        precision: Precision::Medium,
        cwe: &[1327, 605],
        aliases: &["B104", "S104"],
        ..RuleInfo::DEFAULT
    },
    checks: &[Check::Call(&["*.bind", "*.create_server", "*.start_server"], check_call), Check::Named(check_named)],
    literals: &[Text::Exact("0.0.0.0"), Text::Exact("\"::\""), Text::Exact("'::'"), Text::Exact("[::]")],
};

/// The last words of names that say where a server listens.
const NAMES: &[&str] = &["host", "hostname", "address", "addr", "bind", "interface", "ip"];

/// `socket.bind(("0.0.0.0", 80))`
fn check_call(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    let address = match call.positional(0)? {
        Expr::Tuple(tuple) => tuple.elts.first()?,
        address => address,
    };
    is_everything(scene.string(address)?).then(|| report(call, scene))
}

/// `run(host="0.0.0.0")`, `HOST = "0.0.0.0"`
fn check_named(named: &NamedValue<'_>, scene: &Scene<'_>) -> Option<Report> {
    let Expr::StringLiteral(literal) = named.value else { return None };
    if !is_everything(literal.value.to_str()) || named.naming == Naming::Comparison {
        return None;
    }
    let words = words(named.name);
    let is_listener =
        words.last().is_some_and(|word| NAMES.contains(&word.as_str())) && !words.iter().any(|word| word == "remote");
    is_listener.then(|| report(named, scene).identity(format!("{}=", named.name)))
}

fn is_everything(address: &str) -> bool {
    matches!(address, "0.0.0.0" | "::" | "[::]")
}

fn report(node: impl Ranged, scene: &Scene<'_>) -> Report {
    let message = "The server listens on every interface, so everybody who reaches the machine reaches it.";
    let report = Report::new(node, message);
    if scene.is_test { report.severity(Severity::Note) } else { report }
}
